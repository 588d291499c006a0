"""Promises against proof: the five numbers of everybody, by partner, year, strategy and village.

Asked of the lines of contributions in one pass, without households, so that anybody may read it.
"""

from collections.abc import Collection
from typing import Literal, LiteralString, TypeAlias

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

Part: TypeAlias = Literal["partner", "year", "strategy", "village", "whole"]

_SUMS: LiteralString = """
SELECT
    CASE
        WHEN GROUPING(partner) = 0     THEN 'partner'
        WHEN GROUPING(fiscal_year) = 0 THEN 'year'
        WHEN GROUPING(strategy) = 0    THEN 'strategy'
        WHEN GROUPING(village) = 0     THEN 'village'
        ELSE 'whole'
    END AS part,
    coalesce(partner, fiscal_year::text, strategy, village, '') AS key,
    coalesce(sum(committed), 0)::bigint AS committed_rupiah,
    coalesce(sum(allocated), 0)::bigint AS allocated_rupiah,
    coalesce(sum(disbursed), 0)::bigint AS disbursed_rupiah,
    coalesce(sum(delivered), 0)::bigint AS delivered_rupiah,
    coalesce(sum(verified), 0)::bigint  AS verified_rupiah
FROM {s}_read.contributions_lines
WHERE {seen}
GROUP BY GROUPING SETS ((partner), (fiscal_year), (strategy), (village), ())
"""


class Sum(Struct, frozen=True, kw_only=True):
    """The five numbers of one part; `key` is a slug, a year, a code, or empty for the whole."""

    part: Part
    key: str
    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int


class Asked(Struct, frozen=True, kw_only=True):
    """Of what; every field that is given must hold. `areas` None is everywhere."""

    fiscal_year: int | None = None
    strategy: str | None = None
    areas: Collection[str] | None = None


EVERYTHING = Asked()


def sums(
    conn: Connection, schema: str, asked: Asked = EVERYTHING, *, moment: Moment = PRESENT
) -> list[Sum]:
    """Return the five numbers of every part, in order of part and key."""
    seen = Conditions(moment)
    seen.within(asked.areas)
    seen.equal(fiscal_year=asked.fiscal_year, strategy=asked.strategy)
    found = fetch(conn, schema, Sum, _SUMS.replace("{seen}", seen.text), seen.values)
    return sorted(found, key=lambda one: (one.part, one.key))
