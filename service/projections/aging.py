"""What is overdue or hangs, since when, and who is asked to move it.

    overdue      its day, or that of an instalment, is over and something is left to hand over
    undelivered  paid, and not handed over
    unconfirmed  handed over, and the village has not answered
    disputed     the village says no, and nobody has decided
    proposed     suggested, and the funder has not answered

Asked of the tables of promises. A payment counts as handed over in the order of payment: what was
delivered and refunded is set against the oldest first, so the age is that of the oldest rest.
Days are calendar days; the day itself does not count.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, LiteralString, TypeAlias, get_args
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.needs import NeedType
from service.projections.commitment_tables import THEN
from service.projections.moment import PRESENT, Moment
from service.projections.reading import ALL_VISIBLE, Conditions, Visible, fetch

Kind: TypeAlias = Literal["overdue", "undelivered", "unconfirmed", "disputed", "proposed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Bucket: TypeAlias = Literal["0-30", "31-60", "61-90", ">90"]
BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
By: TypeAlias = Literal["organisation", "village"]

AGING_LABELS: dict[Kind, str] = {
    "overdue": "Komitmen lewat jatuh tempo",
    "undelivered": "Sudah dibayar, belum diserahkan",
    "unconfirmed": "Belum dikonfirmasi desa",
    "disputed": "Sanggahan belum diputuskan",
    "proposed": "Usulan belum dijawab",
}

_BOUNDS: dict[Bucket, tuple[int, int | None]] = {
    "0-30": (0, 30),
    "31-60": (31, 60),
    "61-90": (61, 90),
    ">90": (91, None),
}

_OF_PROMISE: LiteralString = (
    "standing.commitment, standing.partner, standing.broker, standing.implementer,"
    " standing.household, standing.village, standing.programme, standing.need, standing.opened"
)
# The rest of the columns: which handover, since when, how much of it.
_DUE: LiteralString = f"""
SELECT {_OF_PROMISE}, NULL::uuid AS delivery, least(due_on, next_due_on) AS since,
       committed - delivered AS amount_rupiah
FROM {{standing}} AS standing
WHERE state = 'active' AND committed > delivered AND {{due}}
"""
_UNDELIVERED: LiteralString = f"""
SELECT {_OF_PROMISE}, NULL::uuid AS delivery, paid.since,
       standing.disbursed - standing.delivered AS amount_rupiah
FROM {{standing}} AS standing
CROSS JOIN LATERAL (
    SELECT occurred_on AS since
    FROM (
        SELECT occurred_on, position, disbursed,
            sum(greatest(disbursed, 0)) OVER (ORDER BY occurred_on, position) AS upto,
            sum(least(disbursed, 0)) OVER () AS refunded
        FROM {{s}}_read.commitments_lines
        WHERE commitment = standing.commitment AND disbursed <> 0 AND {{seen}}
    ) AS payments
    WHERE disbursed > 0 AND upto + refunded > standing.delivered
    ORDER BY occurred_on, position
    LIMIT 1
) AS paid
WHERE standing.disbursed > standing.delivered
"""
_HANDOVERS: LiteralString = f"""
SELECT {_OF_PROMISE}, handover.delivery, handover.since, handover.amount_rupiah
FROM {{standing}} AS standing
CROSS JOIN LATERAL (
    SELECT
        delivery,
        sum(delivered)::bigint AS amount_rupiah,
        (array_agg(delivery_state ORDER BY position DESC)
            FILTER (WHERE delivery_state IS NOT NULL))[1] AS said,
        (array_agg(occurred_on ORDER BY position DESC)
            FILTER (WHERE delivery_state IS NOT NULL))[1] AS since
    FROM {{s}}_read.commitments_lines
    WHERE commitment = standing.commitment AND delivery IS NOT NULL AND {{seen}}
    GROUP BY delivery
) AS handover
"""
_PROPOSED: LiteralString = f"""
SELECT {_OF_PROMISE}, NULL::uuid AS delivery, said.since,
       standing.initial_rupiah AS amount_rupiah
FROM {{standing}} AS standing
CROSS JOIN LATERAL (
    SELECT min(occurred_on) AS since
    FROM {{s}}_read.commitments_terms
    WHERE commitment = standing.commitment AND {{seen}}
) AS said
WHERE standing.state = 'proposed'
"""
_SOURCES: dict[Kind, LiteralString] = {
    "overdue": _DUE.replace("{due}", "(due_on < %(on)s OR next_due_on < %(on)s)"),
    "undelivered": _UNDELIVERED,
    "unconfirmed": _HANDOVERS + "WHERE standing.awaited > 0 AND handover.said = 'awaited'",
    "disputed": _HANDOVERS + "WHERE standing.disputed > 0 AND handover.said = 'disputed'",
    "proposed": _PROPOSED,
}
_COMING: LiteralString = _DUE.replace(
    "{due}",
    "(due_on <= %(until)s OR next_due_on <= %(until)s) AND least(due_on, next_due_on) >= %(on)s",
)

_NAMES: LiteralString = (
    "commitment, partner, broker, implementer, household, village, programme, need, opened,"
    " delivery, since, amount_rupiah"
)
# Who is asked: of what is promised, paid or suggested, whoever carries it out.
_COLUMNS: LiteralString = """
    commitment, delivery, partner, broker, implementer, village, programme, need, opened,
    since, amount_rupiah, %(on)s::date - since AS days,
    coalesce(implementer, partner) AS organisation
"""


class Item(Struct, frozen=True, kw_only=True):
    """One thing that hangs.

    Args:
        commitment: the promise; delivery: the handover, where it is about one.
        organisation: whoever carries the promise out.
        since: the day it was due, paid, handed over, disputed or suggested.
        days: from then to the day asked about; below nought, how many are left.
        amount_rupiah: what of it hangs.
        opened: of the promise, the key of lists with `since` and `delivery`.
    """

    kind: Kind
    commitment: UUID
    delivery: UUID | None
    organisation: str
    partner: str
    broker: str | None
    implementer: str | None
    village: str
    programme: str
    need: NeedType
    since: date
    days: int
    amount_rupiah: int
    opened: int


class Count(Struct, frozen=True, kw_only=True):
    """How much hangs, by kind and age, of one organisation or in one village.

    Args:
        key: a slug or a village's code.
    """

    kind: Kind
    key: str
    bucket: Bucket
    items: int
    amount_rupiah: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which of it; every field that is given must hold.

    Args:
        on: the day ages are counted to.
        party: the funder, the broker or the implementer.
        organisation: whoever carries it out.
        areas: region codes; None is everywhere.
        known: of which households may be told.
        hidden: not of these households, save what `hidden_but_of` promised them.
    """

    on: date
    kinds: tuple[Kind, ...] = KINDS
    bucket: Bucket | None = None
    party: str | None = None
    organisation: str | None = None
    areas: tuple[str, ...] | None = None
    known: Visible = ALL_VISIBLE
    hidden: tuple[UUID, ...] = ()
    hidden_but_of: str = ""


def find(
    conn: Connection,
    schema: str,
    asked: Asked,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[date, int, UUID | None] | None = None,
) -> list[Item]:
    """Return what hangs, the oldest first.

    Args:
        after: `since`, `opened` and `delivery` of the last one of the page before.
    """
    conditions, source = _conditions(asked), _source(asked, moment)
    if after is not None:
        since, opened, delivery = after
        conditions.add(
            "(since, opened, coalesce(delivery, %(nil)s)) > (%(since)s, %(opened)s, %(delivery)s)",
            since=since,
            opened=opened,
            delivery=delivery or UUID(int=0),
            nil=UUID(int=0),
        )
    sql: LiteralString = (
        f"{source.before} SELECT kind, {_COLUMNS} FROM ({source.text}) AS aged "
        f"WHERE {conditions.text} ORDER BY since, opened, delivery NULLS FIRST LIMIT %(limit)s"
    )
    values = {**source.values, **conditions.values, "limit": limit}
    return fetch(conn, schema, Item, sql, values)


def counts(
    conn: Connection,
    schema: str,
    asked: Asked,
    *,
    by: By | None,
    moment: Moment = PRESENT,
) -> list[Count]:
    """Return how much hangs by kind, organisation or village, and age.

    Args:
        by: None for all of what is asked together, under an empty key.
    """
    conditions, source = _conditions(asked), _source(asked, moment)
    keys: dict[By | None, LiteralString] = {
        "organisation": "coalesce(implementer, partner)",
        "village": "village",
        None: "''",
    }
    buckets: LiteralString = (
        "CASE WHEN days <= 30 THEN '0-30' WHEN days <= 60 THEN '31-60'"
        " WHEN days <= 90 THEN '61-90' ELSE '>90' END"
    )
    sql: LiteralString = (
        f"{source.before} SELECT kind, key, {buckets} AS bucket, count(*) AS items,"
        " sum(amount_rupiah)::bigint AS amount_rupiah FROM ("
        f"SELECT kind, {keys[by]} AS key, %(on)s::date - since AS days, amount_rupiah"
        f" FROM ({source.text}) AS aged WHERE {conditions.text}"
        ") AS told GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return fetch(conn, schema, Count, sql, {**source.values, **conditions.values})


def coming(
    conn: Connection,
    schema: str,
    asked: Asked,
    *,
    until: date,
    moment: Moment = PRESENT,
    limit: int,
) -> list[Item]:
    """Return promises that fall due from the day asked about up to another one, both included."""
    conditions, source = _conditions(asked), _source(asked, moment, coming=True)
    sql: LiteralString = (
        f"{source.before} SELECT kind, {_COLUMNS} FROM ({source.text}) AS aged "
        f"WHERE {conditions.text} ORDER BY since, opened LIMIT %(limit)s"
    )
    values = {**source.values, **conditions.values, "until": until, "limit": limit}
    return fetch(conn, schema, Item, sql, values)


class _Source(Struct, frozen=True):
    """What stands after FROM, what before the whole question, and the values of both."""

    text: LiteralString
    before: LiteralString
    values: dict[str, Any]


def _source(asked: Asked, moment: Moment, *, coming: bool = False) -> _Source:
    """Return all that hangs: asked of promises as they stand, or once as they stood."""
    seen = Conditions(moment)
    wanted: Sequence[tuple[str, LiteralString]] = (
        [("overdue", _COMING)] if coming else [(kind, _SOURCES[kind]) for kind in asked.kinds]
    )
    text: LiteralString = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {_NAMES} FROM ({sql}) AS hanging" for kind, sql in _plain(wanted)
    )
    text = text.replace("{seen}", seen.text)
    if moment.is_now:
        return _Source(text.replace("{standing}", "{s}_read.commitments_current"), "", {})
    # Whose and where is asked of the promises before their lines are added up.
    which = Conditions(moment)
    which.within(asked.areas)
    which.party(asked.party)
    then = THEN.replace("{which}", which.text).replace("{seen}", seen.text)
    return _Source(
        text.replace("{standing}", "standing"), f"WITH standing AS ({then})", which.values
    )


def _plain(wanted: Sequence[tuple[str, LiteralString]]) -> Sequence[tuple[Any, LiteralString]]:
    assert all(kind in KINDS for kind, _ in wanted), "it becomes a part of the SQL"
    return wanted


def _conditions(asked: Asked) -> Conditions:
    conditions = Conditions()
    conditions.values["on"] = asked.on
    conditions.within(asked.areas)
    conditions.told(asked.known)
    conditions.party(asked.party)
    conditions.hide(asked.hidden, but_of=asked.hidden_but_of)
    if asked.organisation is not None:
        conditions.add(
            "coalesce(implementer, partner) = %(organisation)s", organisation=asked.organisation
        )
    if asked.bucket is not None:
        youngest, oldest = _BOUNDS[asked.bucket]
        conditions.add("%(on)s::date - since >= %(youngest)s", youngest=youngest)
        if oldest is not None:
            conditions.add("%(on)s::date - since <= %(oldest)s", oldest=oldest)
    return conditions
