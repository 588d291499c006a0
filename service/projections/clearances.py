"""Leaves to promise beside others: who asked for which, who decided, and what came of each.

    requested → granted | refused → resolved        one round after the other, by one partner

A request tells everything but the end of its round; the newest line of a round says how far it is.
"""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString, cast
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.aggregates.clearance import Against, ClearanceState
from service.kernel.needs import NeedType
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_LINES: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, clearance, household, village, need, partner, state, programme,
    amount_rupiah, reason, account, office, commitment, against
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'clearance')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'need',
    data ->> 'partner',
    coalesce(data ->> 'outcome', split_part(type, '.', 2)),
    data ->> 'programme',
    (data ->> 'amount_rupiah')::bigint,
    data ->> 'reason',
    data ->> 'by',
    meta ->> 'position',
    (data ->> 'commitment')::uuid,
    data -> 'against'
FROM {batch} AS batch
"""

CLEARANCES = Projection(
    name="clearances",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                clearance     uuid   NOT NULL,
                household     uuid   NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                need          text   COLLATE "C" NOT NULL,
                partner       text   COLLATE "C" NOT NULL,
                state         text   COLLATE "C" NOT NULL,
                programme     text   COLLATE "C",
                amount_rupiah bigint,
                reason        text   NOT NULL,
                account       text   NOT NULL,
                office        text   NOT NULL,
                commitment    uuid,
                against       jsonb
            """,
            indexes=(
                "(clearance, position)",
                "(village, position) WHERE state = 'requested'",
                "(household)",
            ),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=(
        "clearance.requested",
        "clearance.granted",
        "clearance.refused",
        "clearance.resolved",
    ),
    apply=(_LINES,),
)

_ROUNDS: LiteralString = """
SELECT
    asked.clearance, asked.household, asked.village, asked.need, asked.partner, asked.programme,
    asked.amount_rupiah AS asked_rupiah, asked.reason, asked.account AS asked_by,
    asked.occurred_on AS asked_on, asked.position, asked.against,
    latest.state, latest.occurred_on AS since, latest.position AS latest,
    decided.account AS decided_by, decided.office AS decided_office,
    coalesce(decided.reason, '') AS decided_reason, decided.amount_rupiah AS granted_rupiah,
    latest.commitment
FROM (
    SELECT DISTINCT ON (clearance) *
    FROM {s}_read.clearances_lines
    WHERE state = 'requested' AND {seen}
    ORDER BY clearance, position DESC
) AS asked
CROSS JOIN LATERAL (
    SELECT state, occurred_on, position, commitment
    FROM {s}_read.clearances_lines
    WHERE clearance = asked.clearance AND position >= asked.position AND {seen}
    ORDER BY position DESC LIMIT 1
) AS latest
LEFT JOIN LATERAL (
    SELECT account, office, reason, amount_rupiah
    FROM {s}_read.clearances_lines
    WHERE clearance = asked.clearance AND position > asked.position
      AND state IN ('granted', 'refused') AND {seen}
    ORDER BY position DESC LIMIT 1
) AS decided ON true
"""

_COLUMNS: LiteralString = """
    clearance, household, village, need, partner, programme, asked_rupiah, reason, asked_by,
    asked_on, position, against, state, since, latest, coalesce(decided_by, '') AS decided_by,
    coalesce(decided_office, '') AS decided_office, decided_reason, granted_rupiah, commitment
"""


class Clearance(Struct, frozen=True, kw_only=True):
    """The latest round of one leave.

    Args:
        asked_rupiah, reason, asked_by, asked_on: of the request; `position` is its event.
        against: the promises it was asked against, the worst first.
        state: how far it has come, `since` when, by which event (`latest`).
        decided_by, decided_office, decided_reason, granted_rupiah: of the decision, if there is
            one.
        commitment: the promise that was made of it, or made elsewhere instead.
    """

    clearance: UUID
    household: UUID
    village: str
    need: NeedType
    partner: str
    programme: str
    asked_rupiah: int
    reason: str
    asked_by: str
    asked_on: date
    position: int
    against: Sequence[Against]
    state: ClearanceState
    since: date
    latest: int
    decided_by: str
    decided_office: str
    decided_reason: str
    granted_rupiah: int | None
    commitment: UUID | None


class Asked(Struct, frozen=True, kw_only=True):
    """Which leaves; every field that is given must hold.

    Args:
        areas: region codes; None is everywhere.
        hidden: not about these households.
    """

    areas: tuple[str, ...] | None = None
    clearance: UUID | None = None
    household: UUID | None = None
    partner: str | None = None
    need: NeedType | None = None
    state: ClearanceState | None = None
    hidden: tuple[UUID, ...] = ()


EVERYTHING = Asked()


class _Count(Struct, frozen=True):
    clearances: int


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Clearance]:
    """Return leaves, the one asked for last first.

    Args:
        after: `position` of the last one of the page before.
    """
    rounds, values = _rounds(asked, moment, after)
    sql: LiteralString = f"SELECT {_COLUMNS} FROM {rounds} ORDER BY position DESC LIMIT %(limit)s"
    rows = fetch(conn, schema, Clearance, sql, {**values, "limit": limit})
    return [replace(row, against=_against(cast("bytes", row.against))) for row in rows]


def one(
    conn: Connection, schema: str, clearance: UUID, moment: Moment = PRESENT
) -> Clearance | None:
    """Return a leave, None if nobody had asked for it then."""
    found = find(conn, schema, Asked(clearance=clearance), moment=moment, limit=1)
    return found[0] if found else None


def count(conn: Connection, schema: str, asked: Asked = EVERYTHING) -> int:
    """Count the leaves that are asked for."""
    rounds, values = _rounds(asked, PRESENT, None)
    sql: LiteralString = f"SELECT count(*) AS clearances FROM {rounds}"
    return fetch(conn, schema, _Count, sql, values)[0].clearances


def _against(told: bytes) -> Sequence[Against]:
    """Return the promises in the way, which stand in the table as the event tells them."""
    return msgspec.json.decode(told, type=list[Against])


def _rounds(
    asked: Asked, moment: Moment, after: int | None
) -> tuple[LiteralString, dict[str, object]]:
    """Return what stands after FROM, with its conditions and their values."""
    seen, wanted = Conditions(moment), Conditions()
    wanted.within(asked.areas)
    wanted.equal(
        clearance=asked.clearance,
        household=asked.household,
        partner=asked.partner,
        need=asked.need,
        state=asked.state,
    )
    if asked.hidden:
        wanted.add("household <> ALL (%(hidden)s)", hidden=list(asked.hidden))
    if after is not None:
        wanted.add("position < %(after)s", after=after)
    rounds = _ROUNDS.replace("{seen}", seen.text)
    return f"({rounds}) AS rounds WHERE {wanted.text}", {**seen.values, **wanted.values}
