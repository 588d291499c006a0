"""Who gave what: five numbers for each partner, each of which opens into its events.

Every event that moves money is one line with the change it made. A line names its funder, and
its broker and implementer if there are any: three credits that stand side by side. A sum over
all partners is made over funders only, so it counts each rupiah once. A promise that goes over to
another partner shrinks here and is made anew there, so it needs no case of its own.
"""

from datetime import date
from typing import Literal, LiteralString, TypeAlias, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.kernel.roles import Scope
from service.policies import disclosure
from service.projections.moment import PRESENT, Moment
from service.projections.reading import ALL_VISIBLE, Conditions, Visible, fetch

Credit: TypeAlias = Literal["funder", "broker", "implementer"]
Stage: TypeAlias = Literal["committed", "allocated", "disbursed", "delivered", "verified"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Grouping: TypeAlias = Literal[
    "partner", "year", "month", "strategy", "need", "programme", "kecamatan", "village"
]

_CREDITED: dict[Credit, LiteralString] = {
    credit: "partner" if credit == "funder" else credit for credit in get_args(Credit)
}
_GROUPED: dict[Grouping, LiteralString] = {
    "partner": "partner",
    "year": "fiscal_year::text",
    "month": "to_char(occurred_on, 'YYYY-MM')",
    "strategy": "strategy",
    "need": "need",
    "programme": "programme",
    "kecamatan": "left(village, 8)",
    "village": "village",
}

# Inside, one row for each household (and one for what went to no single one), so that outside a
# household counts once however often it was helped, and not at all once its aid was struck off.
_SUMS: LiteralString = """
    coalesce(sum(committed), 0)::bigint AS committed_rupiah,
    coalesce(sum(allocated), 0)::bigint AS allocated_rupiah,
    coalesce(sum(disbursed), 0)::bigint AS disbursed_rupiah,
    coalesce(sum(delivered), 0)::bigint AS delivered_rupiah,
    coalesce(sum(verified), 0)::bigint  AS verified_rupiah,
    count(*) FILTER (WHERE household IS NOT NULL AND delivered > 0) AS households
"""
_BY_HOUSEHOLD: LiteralString = """
    household,
    sum(committed) AS committed,
    sum(allocated) AS allocated,
    sum(disbursed) AS disbursed,
    sum(delivered) AS delivered,
    sum(verified)  AS verified
FROM {s}_read.contributions_lines
"""


class Asked(Struct, frozen=True, kw_only=True):
    """Which contributions; every field that is given must hold.

    Args:
        partner: credited as `credit`; None is all partners.
        areas: region codes; None is everywhere.
        known: of which households may be told; sums are of all, and how many there are is told
            in steps of five where single ones are not to be known.
    """

    partner: str | None = None
    credit: Credit = "funder"
    fiscal_year: int | None = None
    strategy: str | None = None
    need: str | None = None
    programme: str | None = None
    household: UUID | None = None
    areas: tuple[str, ...] | None = None
    known: Visible = ALL_VISIBLE


EVERYTHING = Asked()


class Totals(Struct, frozen=True, kw_only=True):
    """The five numbers, and how many households hold aid of it that was handed over."""

    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int
    households: int


class Group(Totals, frozen=True, kw_only=True):
    """The same for one part of what is asked; `key` is a slug, a code, a year or a month."""

    key: str


class Line(Struct, frozen=True, kw_only=True):
    """What one event did to one of the five numbers; `position` opens it in the trail."""

    position: int
    occurred_on: date
    commitment: UUID
    partner: str
    broker: str | None
    implementer: str | None
    household: UUID | None
    village: str
    need: str
    programme: str
    amount_rupiah: int


def totals(
    conn: Connection, schema: str, asked: Asked = EVERYTHING, moment: Moment = PRESENT
) -> Totals:
    """Return the five numbers of what is asked; without a partner, of the whole regency."""
    conditions = _conditions(asked, moment)
    sql: LiteralString = (
        f"SELECT {_SUMS} FROM (SELECT {_BY_HOUSEHOLD} WHERE {conditions.text} "
        "GROUP BY household) AS helped"
    )
    [found] = fetch(conn, schema, Totals, sql, conditions.values)
    return replace(found, households=_told(asked, found.households))


def by_credit(
    conn: Connection, schema: str, partner: str, moment: Moment = PRESENT
) -> dict[Credit, Totals]:
    """Return what a partner gave, what it brokered and what it carried out; never added up."""
    return {
        credit: totals(conn, schema, Asked(partner=partner, credit=credit), moment)
        for credit in _CREDITED
    }


def groups(
    conn: Connection,
    schema: str,
    by: Grouping,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Group]:
    """Return the five numbers part by part, in order of their keys.

    Args:
        by: `partner` lists whoever is credited as `asked.credit`.
        after: the last key of the page before.
    """
    conditions = _conditions(asked, moment)
    key = _CREDITED[asked.credit] if by == "partner" else _GROUPED[by]
    conditions.add(f"{key} IS NOT NULL")
    if after is not None:
        conditions.add(f'({key}) COLLATE "C" > %(after)s', after=after)
    sql: LiteralString = (
        f"SELECT key, {_SUMS} FROM (SELECT {key} AS key, {_BY_HOUSEHOLD} "
        f"WHERE {conditions.text} GROUP BY key, household) AS helped "
        'GROUP BY key ORDER BY key COLLATE "C" LIMIT %(limit)s'
    )
    found = fetch(conn, schema, Group, sql, {**conditions.values, "limit": limit})
    return [replace(one, households=_told(asked, one.households)) for one in found]


def lines(
    conn: Connection,
    schema: str,
    stage: Stage,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Line]:
    """Return the events that one of the numbers is made of, oldest first.

    Args:
        after: the last position of the page before.
    """
    conditions = _conditions(asked, moment)
    conditions.told(asked.known)
    assert stage in STAGES, "it becomes a part of the SQL"
    conditions.add(f"{stage} <> 0")
    if after is not None:
        conditions.add("position > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT position, occurred_on, commitment, partner, broker, implementer, household, "
        f"village, need, programme, {stage} AS amount_rupiah "
        f"FROM {{s}}_read.contributions_lines WHERE {conditions.text} "
        "ORDER BY position LIMIT %(limit)s"
    )
    return fetch(conn, schema, Line, sql, {**conditions.values, "limit": limit})


def _conditions(asked: Asked, moment: Moment) -> Conditions:
    conditions = Conditions(moment)
    conditions.equal(
        fiscal_year=asked.fiscal_year,
        strategy=asked.strategy,
        need=asked.need,
        programme=asked.programme,
        household=asked.household,
    )
    conditions.equal(**{_CREDITED[asked.credit]: asked.partner})
    conditions.within(asked.areas)
    return conditions


def _told(asked: Asked, households: int) -> int:
    known = asked.known
    is_own = asked.partner is not None and asked.partner == known.organisation
    exactly = (
        known.areas is None
        or is_own
        or (asked.areas is not None and disclosure.is_exact(Scope(known.areas), asked.areas))
    )
    return disclosure.told(households, exactly=exactly)
