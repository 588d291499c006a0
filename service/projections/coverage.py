"""How far the field has come: who was looked at, what is stale, how much of a list was wrong.

The tables are in `verification_tables.py`. Listed are all households that live in an area as far as
is known, and those that were closed because somebody looked: whoever was found dead was looked at.
One that was closed for its list was withdrawn, or as a record too many, counts nowhere. The invalid
rate is of rows of a
list, so of persons: the dead and the moved by all rows of that list in the village.

Source: VAL-5; scenario A3 step 5 (invalid rate = (deceased + moved) / rows).
"""

from datetime import date
from typing import Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import Moment
from service.projections.reading import AFTER_DOT, fetch

By: TypeAlias = Literal["village", "kecamatan", "regency"]

_DIGITS: dict[By, int] = {"village": 13, "kecamatan": 8, "regency": 5}
_KECAMATAN = 8

# Of a household that moved on, what overtook its line here may be none of the reader's rows; that
# it was overtaken is told by the view of order alone.
_HOMES_OF_AREA: LiteralString = """
    SELECT h.household, h.village, h.is_open, h.kind, h.occurred_on
    FROM {s}_read.verifications_homes AS h
    WHERE h.village >= %(area)s AND h.village < %(area_end)s
      AND h.position + 0 <= %(position)s
      AND h.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
      AND NOT EXISTS (
          SELECT FROM {s}_read.verifications_homes_order AS b
          WHERE b.household = h.household
            AND b.position + 0 <= %(position)s
            AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
            AND (b.epoch, b.occurred_on, b.position) > (h.epoch, h.occurred_on, h.position)
      )
"""

# For all households at once, one walk along the index; whoever asks for it sees every row. No
# condition on the village: all of them lie in the regency, and the planner would expect few rows.
_HOMES_OF_REGENCY: LiteralString = """
    SELECT DISTINCT ON (household) household, village, is_open, kind, occurred_on
    FROM {s}_read.verifications_homes
    WHERE position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
"""

_COVERAGE: LiteralString = """
WITH homes AS MATERIALIZED ({homes}), looks AS MATERIALIZED (
    SELECT household, village, max(occurred_on) AS looked_on
    FROM {s}_read.verifications_looks
    WHERE level IN ('household', 'person')
      AND village >= %(area)s AND village < %(area_end)s
      AND position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    GROUP BY household, village
)
SELECT
    left(homes.village, %(digits)s) AS area,
    count(*) AS listed,
    count(*) FILTER (WHERE homes.is_open) AS open,
    count(looks.looked_on) AS looked,
    count(*) FILTER (WHERE homes.is_open AND looks.looked_on < %(before)s) AS stale,
    count(*) FILTER (WHERE homes.is_open AND looks.looked_on IS NULL AND homes.kind = 'moved')
        AS moved_in
FROM homes
LEFT JOIN looks
  ON looks.household = homes.household AND looks.village = homes.village
 AND (homes.kind NOT IN ('moved', 'reopened') OR looks.looked_on >= homes.occurred_on)
WHERE homes.is_open OR looks.looked_on IS NOT NULL
GROUP BY 1
ORDER BY 1
"""

_INVALID: LiteralString = """
WITH homes AS MATERIALIZED ({homes}), named AS MATERIALIZED (
    SELECT list, household, village, persons
    FROM {s}_read.verifications_listed
    WHERE village >= %(area)s AND village < %(area_end)s
      AND position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
      AND (%(list)s::uuid IS NULL OR list = %(list)s)
), gone AS MATERIALIZED (
    SELECT person, verdict
    FROM (
        SELECT DISTINCT ON (person) person, verdict
        FROM {s}_read.verifications_presences
        WHERE position <= %(position)s
          AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY person DESC, occurred_on DESC, position DESC
    ) AS last
    WHERE verdict IN ('deceased', 'moved_within_district', 'moved_out', 'moved_abroad')
), rows AS (
    SELECT list, village, sum(cardinality(persons)) AS rows
    FROM named
    GROUP BY list, village
), left_one_by_one AS (
    SELECT list, village,
        count(*) FILTER (WHERE verdict = 'deceased')  AS deceased,
        count(*) FILTER (WHERE verdict <> 'deceased') AS moved
    FROM named
    CROSS JOIN LATERAL unnest(persons) AS one (person)
    JOIN gone ON gone.person = one.person
    GROUP BY list, village
), away AS MATERIALIZED (
    -- As sets, whatever the planner thinks of their sizes: one by one it would compare them all.
    SELECT household, village FROM named
    EXCEPT
    SELECT household, village FROM homes
), left_together AS (
    SELECT named.list, named.village, count(*) AS moved
    FROM away
    JOIN named USING (household, village)
    CROSS JOIN LATERAL unnest(named.persons) AS one (person)
    LEFT JOIN gone ON gone.person = one.person
    WHERE gone.person IS NULL
    GROUP BY named.list, named.village
)
SELECT
    rows.list, left(rows.village, %(digits)s) AS area,
    sum(rows.rows)::bigint AS rows,
    coalesce(sum(alone.deceased), 0)::bigint AS deceased,
    (coalesce(sum(alone.moved), 0) + coalesce(sum(away.moved), 0))::bigint AS moved
FROM rows
LEFT JOIN left_one_by_one AS alone USING (list, village)
LEFT JOIN left_together AS away USING (list, village)
GROUP BY 1, 2
ORDER BY 1, 2
"""


class Coverage(Struct, frozen=True, kw_only=True):
    """How far an area has come.

    Args:
        area: region code of the village, kecamatan or regency that was asked for.
        listed: households that live there as far as is known, and closed ones that were looked at.
        open: those somebody lives in.
        looked: those that somebody looked at there.
        stale: open ones whose latest verdict is too old.
        moved_in: open ones that moved there and were not looked at since.
    """

    area: str
    listed: int
    open: int
    looked: int
    stale: int
    moved_in: int

    @property
    def unlooked(self) -> int:
        """Households that nobody looked at."""
        return self.listed - self.looked


class Invalid(Struct, frozen=True, kw_only=True):
    """How many rows of a list were wrong in an area.

    Args:
        rows: persons whom the list names there.
        deceased, moved: those of them who were dead or gone, by the latest word on each.
    """

    list: UUID
    area: str
    rows: int
    deceased: int
    moved: int

    @property
    def invalid(self) -> int:
        """Rows that were wrong."""
        return self.deceased + self.moved


def coverage(
    conn: Connection, schema: str, area: str, moment: Moment, *, by: By, before: date
) -> list[Coverage]:
    """Return how far the villages, kecamatan or the whole of an area have come, by code.

    Args:
        before: a verdict of an earlier day is stale.
    """
    asked = _asked(area, moment, by) | {"before": before}
    return fetch(conn, schema, Coverage, _homes(_COVERAGE, area), asked)


def invalid(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    by: By,
    list_id: UUID | None = None,
) -> list[Invalid]:
    """Return how many rows of each list were wrong, by list and code.

    Args:
        list_id: of this list only; None for all.
    """
    asked = _asked(area, moment, by) | {"list": list_id}
    return fetch(conn, schema, Invalid, _homes(_INVALID, area), asked)


def _homes(sql: LiteralString, area: str) -> LiteralString:
    return sql.replace("{homes}", _HOMES_OF_REGENCY if len(area) < _KECAMATAN else _HOMES_OF_AREA)


def _asked(area: str, moment: Moment, by: By) -> dict[str, object]:
    return {
        "area": area,
        "area_end": area + AFTER_DOT,
        "digits": _DIGITS[by],
        "position": moment.position,
        "valid_on": moment.valid_on,
    }
