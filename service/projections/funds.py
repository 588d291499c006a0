"""The funds: what came in, what is handed on, set aside and spent, and what is left of it.

    available = credited + received - amil - sent - reserved - spent

`credited` came in from outside and is the only income; `received` and `sent` are of transfers
between funds. Over all funds received = sent + amil, so a sum of `credited` counts each rupiah
once. The tables are in `fund_tables.py`, what follows money along transfers in `fund_journeys.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, LiteralString, NamedTuple, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection

from service.aggregates.fund_events import Cause, FundType, Restriction
from service.database.sql import in_schema
from service.kernel.valuations import Valuation
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

Column: TypeAlias = Literal["credited", "received", "amil", "sent", "reserved", "spent"]

_SUMS: LiteralString = """
    sum(credited)::bigint AS credited_rupiah,
    coalesce(sum(credited) FILTER (WHERE valuation IS NOT NULL), 0)::bigint AS goods_rupiah,
    sum(received)::bigint AS received_rupiah,
    sum(amil)::bigint     AS amil_rupiah,
    sum(sent)::bigint     AS sent_rupiah,
    sum(reserved)::bigint AS reserved_rupiah,
    sum(spent)::bigint    AS spent_rupiah,
    sum(credited + received - amil - sent - reserved - spent)::bigint AS available_rupiah
"""


class Sums(Struct, frozen=True, kw_only=True):
    """What came in and where it is. `reserved_rupiah` is set aside and not paid yet.

    Args:
        credited_rupiah: came in from outside; `goods_rupiah` of it was goods with a value.
        received_rupiah, sent_rupiah: from and to other funds, less what went back.
    """

    credited_rupiah: int
    goods_rupiah: int
    received_rupiah: int
    amil_rupiah: int
    sent_rupiah: int
    reserved_rupiah: int
    spent_rupiah: int
    available_rupiah: int


class Fund(Sums, frozen=True, kw_only=True):
    """A fund and its balance.

    Args:
        document: number of the decree, budget or deed it was opened with.
        restriction: what it is bound to; None for a fund that is not bound.
        position: its last event.
    """

    fund: str
    partner: str
    fund_type: FundType
    fiscal_year: int
    document: str
    opened_on: date
    restriction: Restriction | None
    is_closed: bool
    position: int


class Total(Sums, frozen=True, kw_only=True):
    """The funds of one kind together; `funds` says how many they are."""

    fund_type: FundType
    funds: int


class Line(Struct, frozen=True, kw_only=True):
    """What one event changed in a fund; `position` opens it in the trail.

    Args:
        source: the partner that money from outside came from, if one was named.
        cause: why it went to another fund or came from one; `other_fund` and `other_partner` are
            at the other end, `transfer` is by what both know it.
        valuation, goods: how it was valued and what it was, if it was no money.
    """

    position: int
    occurred_on: date
    type: str
    commitment: UUID | None
    asnaf: str | None
    document: str
    source: str | None
    transfer: UUID | None
    cause: Cause | None
    other_fund: str | None
    other_partner: str | None
    valuation: Valuation | None
    goods: str
    credited_rupiah: int
    received_rupiah: int
    amil_rupiah: int
    sent_rupiah: int
    reserved_rupiah: int
    spent_rupiah: int


class _Found(Sums, frozen=True, kw_only=True):
    """A fund as its table tells it, the restriction still as JSON."""

    fund: str
    partner: str
    fund_type: FundType
    fiscal_year: int
    document: str
    opened_on: date
    restriction: bytes | None
    is_closed: bool
    position: int

    def told(self) -> Fund:
        """Return the fund."""
        told = msgspec.structs.asdict(self)
        plain = told.pop("restriction")
        bound = msgspec.json.decode(plain, type=Restriction) if plain else None
        return Fund(**told, restriction=bound)


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
    is_bound: bool | None = None


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
    conditions = _conditions(asked, moment)
    if after is not None:
        conditions.add("fund > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT fund, partner, fund_type, fiscal_year, "
        "max(document) FILTER (WHERE type = 'fund.opened') AS document, "
        "min(occurred_on) FILTER (WHERE type = 'fund.opened') AS opened_on, "
        "(array_agg(restriction) FILTER (WHERE type = 'fund.opened'))[1] AS restriction, "
        "bool_or(type = 'fund.closed') AS is_closed, "
        f"{_SUMS}, "
        "max(position) AS position "
        f"FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "GROUP BY fund, partner, fund_type, fiscal_year "
        "HAVING bool_or(type = 'fund.opened') "
        "ORDER BY fund LIMIT %(limit)s"
    )
    found = fetch(conn, schema, _Found, sql, {**conditions.values, "limit": limit})
    return [row.told() for row in found]


def totals(
    conn: Connection, schema: str, asked: Asked = EVERYTHING, *, moment: Moment = PRESENT
) -> list[Total]:
    """Return the funds asked for added up by kind, the largest income first.

    What came in is added up of `credited` alone: a transfer is no income again.
    """
    conditions = _conditions(asked, moment)
    sql: LiteralString = (
        f"SELECT fund_type, count(DISTINCT fund) AS funds, {_SUMS} "
        f"FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "GROUP BY fund_type ORDER BY sum(credited) DESC, fund_type"
    )
    return fetch(conn, schema, Total, sql, conditions.values)


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
            "received": "received <> 0",
            "amil": "amil <> 0",
            "sent": "sent <> 0",
            "reserved": "reserved <> 0",
            "spent": "spent <> 0",
        }
        conditions.add(changed[column])
    if after is not None:
        conditions.add("position > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT position, occurred_on, type, commitment, asnaf, document, source, transfer, "
        "cause, other_fund, other_partner, valuation, goods, credited AS credited_rupiah, "
        "received AS received_rupiah, amil AS amil_rupiah, sent AS sent_rupiah, "
        "reserved AS reserved_rupiah, spent AS spent_rupiah "
        f"FROM {{s}}_read.funds_lines WHERE {conditions.text} "
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


def _conditions(asked: Asked, moment: Moment) -> Conditions:
    conditions = Conditions(moment)
    conditions.equal(
        fund=asked.fund,
        partner=asked.partner,
        fund_type=asked.fund_type,
        fiscal_year=asked.fiscal_year,
    )
    if asked.is_bound is not None:
        bound: LiteralString = (
            "EXISTS (SELECT FROM {s}_read.funds_lines AS opening WHERE opening.type = "
            "'fund.opened' AND opening.restriction IS NOT NULL "
            "AND opening.fund = funds_lines.fund)"
        )
        conditions.add(bound if asked.is_bound else f"NOT {bound}")
    return conditions
