"""What UPZ deposit: one row for each line of a deposit and each correction of one."""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.deposit import CollectedBy, CollectedKind
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_BOOKED: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, line, deposit, upz, parent, document, month, collected_by, fund,
    fund_type, amount, payers, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    line.number,
    (data ->> 'deposit')::uuid,
    data ->> 'upz',
    data ->> 'parent',
    data ->> 'document',
    data ->> 'month',
    data ->> 'collected_by',
    line.told ->> 'fund',
    line.told ->> 'fund_type',
    (line.told ->> 'amount_rupiah')::bigint,
    coalesce((line.told ->> 'payers')::int, 0),
    ''
FROM {batch} AS batch,
    jsonb_array_elements(data -> 'lines') WITH ORDINALITY AS line (told, number)
WHERE type = 'deposit.booked'
"""

_CORRECTED: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, line, deposit, upz, parent, document, month, collected_by, fund,
    fund_type, amount, payers, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    0,
    (data ->> 'deposit')::uuid,
    data ->> 'upz',
    data ->> 'parent',
    '',
    '',
    '',
    data ->> 'fund',
    data ->> 'fund_type',
    (data ->> 'delta_rupiah')::bigint,
    0,
    data ->> 'reason'
FROM {batch} AS batch
WHERE type = 'deposit.corrected'
"""

DEPOSITS = Projection(
    name="deposits",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint NOT NULL,
                occurred_on  date   NOT NULL,
                line         int    NOT NULL,
                deposit      uuid   NOT NULL,
                upz          text   COLLATE "C" NOT NULL,
                parent       text   COLLATE "C" NOT NULL,
                document     text   NOT NULL,
                month        text   COLLATE "C" NOT NULL,
                collected_by text   COLLATE "C" NOT NULL,
                fund         text   COLLATE "C" NOT NULL,
                fund_type    text   COLLATE "C" NOT NULL,
                amount       bigint NOT NULL,
                payers       int    NOT NULL,
                reason       text   NOT NULL
            """,
            indexes=("(position)", "(upz, position)", "(deposit)"),
        ),
    },
    types=("deposit.booked", "deposit.corrected"),
    apply=(_BOOKED, _CORRECTED),
)


class Entry(Struct, frozen=True, kw_only=True):
    """One line of a deposit, or one correction of it.

    Args:
        amount_rupiah: of a correction the difference, below nought if it takes away.
        reason: of a correction; empty for a line.
    """

    position: int
    occurred_on: date
    fund: str
    fund_type: CollectedKind
    amount_rupiah: int
    payers: int
    reason: str


class Deposit(Struct, frozen=True, kw_only=True):
    """What a UPZ handed over under one proof number, as it stands with its corrections.

    Args:
        document: the proof number.
        month: for which it was collected: `2024-11`.
        position: the event in which it was booked.
    """

    deposit: UUID
    upz: str
    parent: str
    document: str
    month: str
    collected_by: CollectedBy
    deposited_on: date
    zakat_rupiah: int
    infak_rupiah: int
    sedekah_rupiah: int
    amount_rupiah: int
    payers: int
    corrections: int
    position: int


class Collected(Struct, frozen=True, kw_only=True):
    """What a UPZ deposited, by kind, and when last."""

    upz: str
    deposits: int
    zakat_rupiah: int
    infak_rupiah: int
    sedekah_rupiah: int
    amount_rupiah: int
    last_on: date | None


_KINDS: LiteralString = """
    coalesce(sum(amount) FILTER (WHERE fund_type = 'zakat'), 0)::bigint   AS zakat_rupiah,
    coalesce(sum(amount) FILTER (WHERE fund_type = 'infak'), 0)::bigint   AS infak_rupiah,
    coalesce(sum(amount) FILTER (WHERE fund_type = 'sedekah'), 0)::bigint AS sedekah_rupiah,
    sum(amount)::bigint AS amount_rupiah
"""


def find(
    conn: Connection,
    schema: str,
    *,
    upz: str | None = None,
    deposit: UUID | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Deposit]:
    """Return deposits, the newest booking first.

    Args:
        after: the position of the last one of the page before.
    """
    conditions = Conditions(moment)
    conditions.equal(upz=upz, deposit=deposit)
    values = {**conditions.values, "limit": limit, "after": after}
    sql: LiteralString = (
        "SELECT deposit, upz, parent, max(document) AS document, max(month) AS month, "
        "max(collected_by) AS collected_by, "
        "min(occurred_on) FILTER (WHERE line > 0) AS deposited_on, "
        f"{_KINDS}, sum(payers)::int AS payers, "
        "count(*) FILTER (WHERE line = 0) AS corrections, "
        "min(position) AS position "
        f"FROM {{s}}_read.deposits_lines WHERE {conditions.text} "
        "GROUP BY deposit, upz, parent "
        "HAVING bool_or(line > 0) AND min(position) < coalesce(%(after)s, 9223372036854775807) "
        "ORDER BY min(position) DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, Deposit, sql, values)


def one(conn: Connection, schema: str, deposit: UUID, moment: Moment = PRESENT) -> Deposit | None:
    """Return a deposit, None if it was not booked then."""
    found = find(conn, schema, deposit=deposit, moment=moment, limit=1)
    return found[0] if found else None


def entries(conn: Connection, schema: str, deposit: UUID, moment: Moment = PRESENT) -> list[Entry]:
    """Return the lines of a deposit and their corrections, oldest first."""
    conditions = Conditions(moment)
    conditions.equal(deposit=deposit)
    sql: LiteralString = (
        "SELECT position, occurred_on, fund, fund_type, amount AS amount_rupiah, payers, reason "
        f"FROM {{s}}_read.deposits_lines WHERE {conditions.text} ORDER BY position, line"
    )
    return fetch(conn, schema, Entry, sql, conditions.values)


def collected(
    conn: Connection,
    schema: str,
    upzs: Collection[str],
    *,
    year: int | None = None,
    moment: Moment = PRESENT,
) -> dict[str, Collected]:
    """Return what each of some UPZ deposited; one that never did is not in it.

    Args:
        year: count only what was deposited in it; the last day is that of all.
    """
    conditions = Conditions(moment)
    conditions.add("upz = ANY(%(upzs)s)", upzs=list(upzs))
    told: LiteralString = (
        "(%(year)s::int IS NULL OR extract(year FROM occurred_on) = %(year)s::int)"
    )
    sql: LiteralString = (
        f"SELECT upz, count(DISTINCT deposit) FILTER (WHERE {told}) AS deposits, "
        f"{_KINDS.replace('amount)', 'told)')}, max(booked_on) AS last_on "
        f"FROM (SELECT *, CASE WHEN {told} THEN amount ELSE 0 END AS told, "
        "CASE WHEN line > 0 THEN occurred_on END AS booked_on "
        f"FROM {{s}}_read.deposits_lines WHERE {conditions.text}) AS lines GROUP BY upz"
    )
    found = fetch(conn, schema, Collected, sql, {**conditions.values, "year": year})
    return {row.upz: row for row in found}
