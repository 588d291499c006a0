"""What was said of promises in a span of the log: promised, paid, handed over, confirmed, disputed.

A week's digest is told from what was recorded in it, so every event stands in one digest and in no
other, and a digest that is opened again later says the same: nothing is added to the past. What was
true before that week and recorded in it is told apart.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, LiteralString, TypeAlias, get_args
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.projections import walls
from service.projections.projection import Projection, Table
from service.projections.reading import ALL_VISIBLE, Conditions, Visible, fetch

Step: TypeAlias = Literal["promised", "paid", "delivered", "confirmed", "disputed"]
STEPS: tuple[Step, ...] = get_args(Step)

STEP_LABELS: dict[Step, str] = {
    "promised": "Dijanjikan",
    "paid": "Disalurkan",
    "delivered": "Diserahkan",
    "confirmed": "Dikonfirmasi desa",
    "disputed": "Disanggah",
}

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, step, commitment, partner, broker, implementer, household, village,
    amount_rupiah
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    step,
    (data ->> 'commitment')::uuid,
    data ->> 'partner',
    data ->> 'broker',
    data ->> 'implementer',
    (data ->> 'household')::uuid,
    data ->> 'village',
    amount
FROM {batch} AS batch
CROSS JOIN LATERAL (VALUES
    ('promised',  (data -> 'change' ->> 'committed')::bigint),
    ('paid',      (data -> 'change' ->> 'disbursed')::bigint),
    ('delivered', (data -> 'change' ->> 'delivered')::bigint),
    ('confirmed', CASE type WHEN 'delivery.acknowledged'
                  THEN coalesce((data ->> 'value_rupiah')::bigint, 0) END),
    ('disputed',  CASE type WHEN 'delivery.disputed'
                  THEN coalesce((data ->> 'amount_rupiah')::bigint, 0) END)
) AS told (step, amount)
WHERE amount IS NOT NULL
"""

DIGESTS = Projection(
    name="digests",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint NOT NULL,
                occurred_on   date   NOT NULL,
                step          text   COLLATE "C" NOT NULL,
                commitment    uuid   NOT NULL,
                partner       text   COLLATE "C" NOT NULL,
                broker        text   COLLATE "C",
                implementer   text   COLLATE "C",
                household     uuid,
                village       text   COLLATE "C" NOT NULL,
                amount_rupiah bigint NOT NULL,
                PRIMARY KEY (position, step)
            """,
            wall=walls.OF_PROMISE,
        ),
    },
    types=(
        "commitment.made",
        "commitment.increased",
        "commitment.reduced",
        "commitment.cancelled",
        "commitment.lapsed",
        "commitment.transferred",
        "aid.disbursed",
        "aid.refunded",
        "aid.delivered",
        "delivery.acknowledged",
        "delivery.disputed",
        "dispute.resolved",
        "entry.corrected",
    ),
    apply=(_COPY,),
)


class Asked(Struct, frozen=True, kw_only=True):
    """Which part of the log, and what of it.

    Args:
        after, upto: positions: what was recorded after the first, up to the second and it too.
        party: the funder, the broker or the implementer.
        areas: region codes; None is everywhere.
        known: of which households may be told.
        hidden: nothing of these households, save what `hidden_but_of` promised them.
    """

    after: int
    upto: int
    party: str | None = None
    areas: tuple[str, ...] | None = None
    known: Visible = ALL_VISIBLE
    hidden: tuple[UUID, ...] = ()
    hidden_but_of: str = ""


class Sum(Struct, frozen=True, kw_only=True):
    """What was recorded of one step.

    Args:
        events: how many entries; what was taken back counts as one too, with its minus.
        earlier_events, earlier_rupiah: of them, what had happened before the week began.
    """

    step: Step
    events: int
    amount_rupiah: int
    earlier_events: int
    earlier_rupiah: int


def sums(conn: Connection, schema: str, asked: Asked, *, since: date) -> list[Sum]:
    """Return what was recorded step by step, each step once.

    Args:
        since: what happened before this day is told as earlier.
    """
    conditions = _conditions(asked)
    sql: LiteralString = (
        "SELECT step, count(*) AS events, sum(amount_rupiah)::bigint AS amount_rupiah,"
        " count(*) FILTER (WHERE occurred_on < %(since)s) AS earlier_events,"
        " coalesce(sum(amount_rupiah) FILTER (WHERE occurred_on < %(since)s), 0)::bigint"
        " AS earlier_rupiah"
        f" FROM {{s}}_read.digests_lines WHERE {conditions.text} GROUP BY step"
    )
    found = fetch(conn, schema, Sum, sql, {**conditions.values, "since": since})
    told = {one.step: one for one in found}
    nothing = {"events": 0, "amount_rupiah": 0, "earlier_events": 0, "earlier_rupiah": 0}
    return [told.get(step) or Sum(step=step, **nothing) for step in STEPS]


def positions(
    conn: Connection,
    schema: str,
    step: Step,
    asked: Asked,
    *,
    limit: int,
    before: int | None = None,
) -> Sequence[int]:
    """Return the events one of the numbers is made of, the newest first.

    Args:
        before: the last position of the page before.
    """
    conditions = _conditions(asked)
    conditions.equal(step=step)
    if before is not None:
        conditions.add("position < %(before)s", before=before)
    sql: LiteralString = (
        f"SELECT position FROM {{s}}_read.digests_lines WHERE {conditions.text} "
        "ORDER BY position DESC LIMIT %(limit)s"
    )
    values = {**conditions.values, "limit": limit}
    rows = conn.execute(in_schema(sql, schema), values, prepare=False).fetchall()
    return [int(row[0]) for row in rows]


def _conditions(asked: Asked) -> Conditions:
    conditions = Conditions()
    conditions.add(
        "position > %(after)s AND position <= %(upto)s", after=asked.after, upto=asked.upto
    )
    conditions.within(asked.areas)
    conditions.told(asked.known)
    conditions.party(asked.party)
    conditions.hide(asked.hidden, but_of=asked.hidden_but_of)
    return conditions
