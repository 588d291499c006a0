"""The funds: what came in, what is set aside, what is spent and what is left of it.

available = credited - amil - reserved - spent, from lines that each hold one event's change.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, LiteralString, NamedTuple, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.fund_events import FundType
from service.database.sql import in_schema
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

Column: TypeAlias = Literal["credited", "amil", "reserved", "spent"]

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, type, fund, partner, fund_type, fiscal_year, commitment, asnaf,
    document, credited, amil, reserved, spent
)
SELECT
    position,
    occurred_on,
    type,
    fund,
    partner,
    fund_type,
    fiscal_year,
    commitment,
    asnaf,
    document,
    CASE
        WHEN type IN ('fund.opened', 'fund.credited') THEN amount
        WHEN stage = 'credited' THEN delta
        ELSE 0
    END,
    CASE WHEN type = 'amil.taken' THEN amount ELSE 0 END,
    CASE
        WHEN type = 'fund.reserved' THEN amount
        WHEN type IN ('fund.released', 'fund.spent') THEN -amount
        WHEN stage = 'allocated' THEN delta
        WHEN stage = 'disbursed' THEN -delta
        ELSE 0
    END,
    CASE
        WHEN type = 'fund.spent' THEN amount
        WHEN type = 'fund.refunded' THEN -amount
        WHEN stage = 'disbursed' THEN delta
        ELSE 0
    END
FROM (
    SELECT
        position,
        type,
        (data ->> 'occurred_on')::date     AS occurred_on,
        data ->> 'fund'                    AS fund,
        data ->> 'partner'                 AS partner,
        data ->> 'fund_type'               AS fund_type,
        (data ->> 'fiscal_year')::int      AS fiscal_year,
        (data ->> 'commitment')::uuid      AS commitment,
        data ->> 'asnaf'                   AS asnaf,
        coalesce(data ->> 'document', '')  AS document,
        data ->> 'stage'                   AS stage,
        (data ->> 'amount_rupiah')::bigint AS amount,
        (data ->> 'delta_rupiah')::bigint  AS delta
    FROM {batch} AS batch
) AS told
"""

FUNDS = Projection(
    name="funds",
    version=2,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                type        text   COLLATE "C" NOT NULL,
                fund        text   COLLATE "C" NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                fund_type   text   COLLATE "C" NOT NULL,
                fiscal_year int    NOT NULL,
                commitment  uuid,
                asnaf       text   COLLATE "C",
                document    text   NOT NULL,
                credited    bigint NOT NULL,
                amil        bigint NOT NULL,
                reserved    bigint NOT NULL,
                spent       bigint NOT NULL
            """,
            indexes=(
                "(fund, position)",
                "(partner, fund)",
                "(fund) WHERE type = 'fund.opened'",
            ),
        ),
    },
    types=(
        "fund.opened",
        "fund.credited",
        "amil.taken",
        "fund.reserved",
        "fund.released",
        "fund.spent",
        "fund.refunded",
        "fund.corrected",
    ),
    apply=(_COPY,),
)


class Fund(Struct, frozen=True, kw_only=True):
    """A fund and its balance. `reserved_rupiah` is set aside and not paid yet.

    Args:
        document: number of the decree, budget or deed it was opened with.
        position: its last event.
    """

    fund: str
    partner: str
    fund_type: FundType
    fiscal_year: int
    document: str
    opened_on: date
    credited_rupiah: int
    amil_rupiah: int
    reserved_rupiah: int
    spent_rupiah: int
    available_rupiah: int
    position: int


class Line(Struct, frozen=True, kw_only=True):
    """What one event changed in a fund; `position` opens it in the trail."""

    position: int
    occurred_on: date
    type: str
    commitment: UUID | None
    asnaf: str | None
    document: str
    credited_rupiah: int
    amil_rupiah: int
    reserved_rupiah: int
    spent_rupiah: int


class Heading(NamedTuple):
    """What a fund is called by: its kind, its owner and its year."""

    fund_type: FundType
    partner: str
    fiscal_year: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which funds; every field that is given must hold."""

    fund: str | None = None
    partner: str | None = None
    fund_type: FundType | None = None
    fiscal_year: int | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Fund]:
    """Return the funds asked for, by slug.

    Args:
        after: the last slug of the page before.
    """
    conditions = Conditions(moment)
    conditions.equal(
        fund=asked.fund,
        partner=asked.partner,
        fund_type=asked.fund_type,
        fiscal_year=asked.fiscal_year,
    )
    if after is not None:
        conditions.add("fund > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT fund, partner, fund_type, fiscal_year, "
        "max(document) FILTER (WHERE type = 'fund.opened') AS document, "
        "min(occurred_on) AS opened_on, "
        "sum(credited)::bigint AS credited_rupiah, "
        "sum(amil)::bigint AS amil_rupiah, "
        "sum(reserved)::bigint AS reserved_rupiah, "
        "sum(spent)::bigint AS spent_rupiah, "
        "sum(credited - amil - reserved - spent)::bigint AS available_rupiah, "
        "max(position) AS position "
        f"FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "GROUP BY fund, partner, fund_type, fiscal_year "
        "HAVING bool_or(type = 'fund.opened') "
        "ORDER BY fund LIMIT %(limit)s"
    )
    return fetch(conn, schema, Fund, sql, {**conditions.values, "limit": limit})


def one(conn: Connection, schema: str, fund: str, moment: Moment = PRESENT) -> Fund | None:
    """Return a fund, None if it was not open then."""
    found = find(conn, schema, Asked(fund=fund), moment=moment, limit=1)
    return found[0] if found else None


def lines(
    conn: Connection,
    schema: str,
    fund: str,
    *,
    column: Column | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Line]:
    """Return what changed in a fund, oldest first.

    Args:
        column: only lines that changed this number; None is all of them.
        after: the last position of the page before.
    """
    conditions = Conditions(moment)
    conditions.equal(fund=fund)
    if column is not None:
        changed: dict[Column, LiteralString] = {
            "credited": "credited <> 0",
            "amil": "amil <> 0",
            "reserved": "reserved <> 0",
            "spent": "spent <> 0",
        }
        conditions.add(changed[column])
    if after is not None:
        conditions.add("position > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT position, occurred_on, type, commitment, asnaf, document, "
        "credited AS credited_rupiah, amil AS amil_rupiah, reserved AS reserved_rupiah, "
        f"spent AS spent_rupiah FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "ORDER BY position LIMIT %(limit)s"
    )
    return fetch(conn, schema, Line, sql, {**conditions.values, "limit": limit})


def with_document(
    conn: Connection, schema: str, document: str, *, partner: str | None, limit: int
) -> list[str]:
    """Return the funds, by slug, in which something stands under a document's number.

    Args:
        partner: whose funds; None is everybody's.
    """
    conditions = Conditions()
    conditions.equal(document=document, partner=partner)
    sql: LiteralString = (
        f"SELECT DISTINCT fund FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "ORDER BY fund LIMIT %(limit)s"
    )
    rows = conn.execute(in_schema(sql, schema), {**conditions.values, "limit": limit}).fetchall()
    return [fund for (fund,) in rows]


def headings(conn: Connection, schema: str) -> Mapping[str, Heading]:
    """Return what each fund is called by."""
    sql = in_schema(
        "SELECT fund, fund_type, partner, fiscal_year FROM {s}_read.funds_lines "
        "WHERE type = 'fund.opened'",
        schema,
    )
    rows = conn.execute(sql, prepare=True).fetchall()
    return {fund: Heading(*heading) for fund, *heading in rows}
