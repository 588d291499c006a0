"""Handovers that wait for their village's word: how many, and since when.

A handover waits from the day it was made until the village confirms it; while it is disputed, the
village has spoken. Named by nobody who received it.
"""

from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, delivery, partner, village, strategy, fiscal_year, value_rupiah, state
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'delivery')::uuid,
    data ->> 'partner',
    data ->> 'village',
    data ->> 'strategy',
    (data ->> 'fiscal_year')::int,
    coalesce((data ->> 'value_rupiah')::bigint, 0),
    CASE type
        WHEN 'aid.delivered'         THEN 'awaited'
        WHEN 'delivery.acknowledged' THEN 'answered'
        WHEN 'delivery.disputed'     THEN 'answered'
        WHEN 'dispute.resolved'      THEN
            CASE data ->> 'outcome' WHEN 'settled' THEN 'awaited' ELSE 'answered' END
    END
FROM {batch} AS batch
"""

HANDOVERS = Projection(
    name="handovers",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                delivery     uuid   NOT NULL,
                partner      text   COLLATE "C" NOT NULL,
                village      text   COLLATE "C" NOT NULL,
                strategy     text   COLLATE "C" NOT NULL,
                fiscal_year  int    NOT NULL,
                value_rupiah bigint NOT NULL,
                state        text   COLLATE "C" NOT NULL
            """,
            indexes=("(delivery, position)", "(village)"),
            wall=walls.OF_AREA,
        ),
    },
    types=("aid.delivered", "delivery.acknowledged", "delivery.disputed", "dispute.resolved"),
    apply=(_COPY,),
)

_AWAITED: LiteralString = """
SELECT partner, count(*) AS deliveries, min(occurred_on) AS since
FROM {s}_read.handovers_lines AS l
WHERE state = 'awaited'
  AND {seen}
  AND NOT EXISTS (
      SELECT FROM {s}_read.handovers_lines AS b
      WHERE b.delivery = l.delivery AND b.position > l.position AND {later}
  )
GROUP BY partner
ORDER BY partner
"""


class Awaited(Struct, frozen=True, kw_only=True):
    """How many handovers of a partner wait for their village, the oldest since when."""

    partner: str
    deliveries: int
    since: date


class Asked(Struct, frozen=True, kw_only=True):
    """Which handovers; every field that is given must hold. `areas` None is everywhere."""

    partner: str | None = None
    fiscal_year: int | None = None
    strategy: str | None = None
    areas: tuple[str, ...] | None = None


EVERYTHING = Asked()


def awaited(
    conn: Connection, schema: str, asked: Asked = EVERYTHING, *, moment: Moment = PRESENT
) -> list[Awaited]:
    """Return, by partner, what the village has not answered yet."""
    seen = Conditions(moment)
    seen.within(asked.areas)
    seen.equal(partner=asked.partner, fiscal_year=asked.fiscal_year, strategy=asked.strategy)
    sql = _AWAITED.replace("{seen}", seen.text).replace("{later}", Conditions(moment).text)
    return fetch(conn, schema, Awaited, sql, seen.values)
