"""The journey of money: from fund to fund, and from each fund to the promises it is set aside for.

    from outside → fund → leg → fund → leg → … → promises

A leg is one transfer, less what was given back of it. Within a fund rupiah are not marked: what a
journey tells is which way money of this fund can have gone, each leg with its own amount, and no
leg earlier than the one before it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.aggregates.fund_events import Cause
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

MOST_LEGS = 500

# Told from the giver's side alone, so each leg stands once. What went back lessens it.
_LEGS: LiteralString = """
legs AS (
    SELECT
        transfer,
        fund                   AS from_fund,
        min(partner)           AS from_partner,
        min(other_fund)        AS to_fund,
        min(cause)             AS cause,
        min(position)          AS position,
        min(occurred_on)       AS occurred_on,
        max(document)          AS document,
        sum(sent + amil)::bigint AS amount_rupiah
    FROM {s}_read.funds_lines
    WHERE transfer IS NOT NULL
      AND type IN ('fund.transferred', 'amil.taken', 'fund.closed', 'fund.retrieved')
      AND {seen}
    GROUP BY transfer, fund
)
"""

# UNION without ALL: a leg that is reached on several ways is walked once.
_ONWARD: LiteralString = (
    "WITH RECURSIVE "
    + _LEGS
    + """,
walk AS (
    SELECT * FROM legs WHERE from_fund = %(fund)s
    UNION
    SELECT legs.*
    FROM walk
    JOIN legs ON legs.from_fund = walk.to_fund AND legs.position > walk.position
)
SELECT transfer, position, occurred_on, 0 AS step, from_fund, to_fund, cause, document,
    amount_rupiah
FROM walk
ORDER BY position
LIMIT %(limit)s
"""
)

_BACK: LiteralString = (
    "WITH RECURSIVE "
    + _LEGS
    + """,
walk AS (
    SELECT * FROM legs WHERE to_fund = %(fund)s
    UNION
    SELECT legs.*
    FROM walk
    JOIN legs ON legs.to_fund = walk.from_fund AND legs.position < walk.position
)
SELECT transfer, position, occurred_on, 0 AS step, from_fund, to_fund, cause, document,
    amount_rupiah
FROM walk
ORDER BY position DESC
LIMIT %(limit)s
"""
)


class Leg(Struct, frozen=True, kw_only=True):
    """One transfer on a journey.

    Args:
        position: the event in which it left; opens it in the trail.
        step: how many legs it is away from the fund that was asked about, from 1.
        amount_rupiah: what was handed on, less what was given back.
    """

    transfer: UUID
    position: int
    occurred_on: date
    step: int
    from_fund: str
    to_fund: str
    cause: Cause
    document: str
    amount_rupiah: int


class Use(Struct, frozen=True, kw_only=True):
    """A promise that a fund's money is set aside for or was paid to."""

    fund: str
    commitment: UUID
    position: int
    reserved_rupiah: int
    spent_rupiah: int


def onward(conn: Connection, schema: str, fund: str, *, moment: Moment = PRESENT) -> list[Leg]:
    """Return where a fund's money went, each leg followed by those that come after it."""
    found = _reached(conn, schema, _ONWARD, fund, moment)
    return list(_in_order(found, fund, lambda leg: (leg.from_fund, leg.to_fund, leg.position)))


def back(conn: Connection, schema: str, fund: str, *, moment: Moment = PRESENT) -> list[Leg]:
    """Return where a fund's money came from, each leg followed by those that led to it."""
    found = _reached(conn, schema, _BACK, fund, moment)
    return list(_in_order(found, fund, lambda leg: (leg.to_fund, leg.from_fund, -leg.position)))


def uses(
    conn: Connection,
    schema: str,
    funds: Collection[str],
    *,
    moment: Moment = PRESENT,
    limit: int,
) -> list[Use]:
    """Return the promises that some funds' money is set aside for or was paid to."""
    conditions = Conditions(moment)
    conditions.add("fund = ANY(%(funds)s)", funds=list(funds))
    conditions.add("commitment IS NOT NULL")
    sql: LiteralString = (
        "SELECT fund, commitment, min(position) AS position, "
        "sum(reserved)::bigint AS reserved_rupiah, sum(spent)::bigint AS spent_rupiah "
        f"FROM {{s}}_read.funds_lines WHERE {conditions.text} "
        "GROUP BY fund, commitment HAVING sum(reserved) <> 0 OR sum(spent) <> 0 "
        "ORDER BY fund, min(position) LIMIT %(limit)s"
    )
    return fetch(conn, schema, Use, sql, {**conditions.values, "limit": limit})


def _reached(
    conn: Connection, schema: str, sql: LiteralString, fund: str, moment: Moment
) -> list[Leg]:
    seen = Conditions(moment)
    values = {**seen.values, "fund": fund, "limit": MOST_LEGS}
    return fetch(conn, schema, Leg, sql.replace("{seen}", seen.text), values)


def _in_order(
    legs: Sequence[Leg], fund: str, ends: Callable[[Leg], tuple[str, str, int]]
) -> Iterator[Leg]:
    """Yield legs as a tree is read, each once and with how many steps away it is.

    Args:
        ends: the end of a leg nearer to `fund`, its far end, and when.
    """
    by_near: dict[str, list[Leg]] = {}
    for leg in legs:
        by_near.setdefault(ends(leg)[0], []).append(leg)
    seen: set[UUID] = set()
    ahead = [(leg, 1) for leg in reversed(by_near.get(fund, []))]
    while ahead:
        leg, step = ahead.pop()
        if leg.transfer in seen:
            continue
        seen.add(leg.transfer)
        yield replace(leg, step=step)
        _, far, when = ends(leg)
        onward = [(one, step + 1) for one in by_near.get(far, []) if ends(one)[2] > when]
        ahead += reversed(onward)
