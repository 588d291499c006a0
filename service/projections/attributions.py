"""Whose help a household had: one partner's alone, or several partners' together.

A household that several partners helped is one household, and each of them may claim a part of it:
its share of the value that was handed over. The parts of a household add up to one. A household
that left poverty is shared the same way, by what each had handed over until that day, in this
period or before; who helped only later has no part in it.

Source: domain 3.5 (funders are summed, households are not); promise 7 of the product.
"""

from datetime import date
from decimal import Decimal
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import NOW, Moment
from service.projections.reading import Conditions, fetch


class Asked(Struct, frozen=True, kw_only=True):
    """Whose help, in which period, known when.

    Args:
        from_on, until_on: the period, without its last day.
        position: the last event to take into account.
    """

    partner: str
    from_on: date
    until_on: date
    position: int = NOW


class Shared(Struct, frozen=True, kw_only=True):
    """Households that a number of partners helped, the one asked for among them.

    Args:
        partners: how many; 1 is the partner alone.
        share: how many households that is for the partner, by value; 0.25 for a quarter of one.
        own_rupiah: what the partner handed over to them.
        all_rupiah: what all of them handed over.
    """

    partners: int
    households: int
    share: Decimal
    own_rupiah: int
    all_rupiah: int


_HELPED: LiteralString = """
WITH given AS (
    SELECT household, partner, sum(delivered) AS delivered
    FROM {s}_read.contributions_lines
    WHERE <conditions>
      AND occurred_on >= %(from_on)s
      AND household IN (
        SELECT household FROM {s}_read.contributions_lines WHERE partner = %(partner)s
      )
    GROUP BY household, partner
    HAVING sum(delivered) > 0
)
"""

# What counts of a household's lines is the newest; see `statuses`.
_LEFT: LiteralString = """
WITH mine AS (
    SELECT DISTINCT household
    FROM {s}_read.contributions_lines
    WHERE partner = %(partner)s AND household IS NOT NULL AND <conditions>
), standing AS (
    SELECT DISTINCT ON (household) household, status, occurred_on
    FROM {s}_read.statuses_lines
    WHERE <conditions> AND household IN (SELECT household FROM mine)
    ORDER BY household, epoch DESC, occurred_on DESC, position DESC
), given AS (
    SELECT lines.household, lines.partner, sum(lines.delivered) AS delivered
    FROM {s}_read.contributions_lines AS lines
    JOIN standing
      ON standing.household = lines.household
     AND standing.status = 'graduated'
     AND standing.occurred_on >= %(from_on)s
     AND standing.occurred_on >= lines.occurred_on
    WHERE <upto>
    GROUP BY lines.household, lines.partner
    HAVING sum(lines.delivered) > 0
)
"""

_SHARES: LiteralString = """
SELECT
    partners,
    count(*)                        AS households,
    round(sum(own / whole), 4)      AS share,
    sum(own)::bigint                AS own_rupiah,
    sum(whole)::bigint              AS all_rupiah
FROM (
    SELECT
        count(*)                                                AS partners,
        sum(delivered) FILTER (WHERE partner = %(partner)s)     AS own,
        sum(delivered)                                          AS whole
    FROM given
    GROUP BY household
) AS helped
WHERE own IS NOT NULL
GROUP BY partners
ORDER BY partners
"""


def helped(conn: Connection, schema: str, asked: Asked) -> list[Shared]:
    """Return the households a partner helped in a period, by how many helped them."""
    return _shares(conn, schema, _HELPED, asked)


def left_poverty(conn: Connection, schema: str, asked: Asked) -> list[Shared]:
    """Return the households that graduated in a period after the partner's help."""
    return _shares(conn, schema, _LEFT, asked)


def _shares(conn: Connection, schema: str, given: LiteralString, asked: Asked) -> list[Shared]:
    conditions = Conditions(Moment(asked.position))
    conditions.add("occurred_on < %(until_on)s", until_on=asked.until_on)
    upto: LiteralString = "true" if asked.position == NOW else "lines.position <= %(upto)s"
    sql: LiteralString = given.replace("<conditions>", conditions.text).replace("<upto>", upto)
    values = {**conditions.values, "partner": asked.partner, "from_on": asked.from_on}
    return fetch(conn, schema, Shared, sql + _SHARES, values)
