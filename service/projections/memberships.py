"""Which persons a count of the poor counts, and what made each of them come or go in between.

The tables are in `membership_tables.py`; how a household stands is read from the lines of
`status_tables.py`. At a moment the line of a household that counts (see `statuses.py`) stands at a
position, and whoever belonged to it there are its persons: as many as that line says, so counts by
person and counts by household never differ.

A difference is taken person by person and village by village. Whoever is counted in a village at
the one moment and not at the other has a reason, read from the decision that brought it about; so
the reasons add up to the difference, in every village, and therefore in every area of villages.
"""

from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.figures import Term
from service.kernel.verdicts import COUNTED_AS_POOR
from service.projections.moment import Moment
from service.projections.reading import fetch

MOST_CHANGES = 1_000


class Change(Struct, frozen=True):
    """How many persons came to be counted in a village (`sign` 1) or ceased to (-1), and why."""

    village: str
    term: Term
    sign: int
    persons: int


class PersonChange(Struct, frozen=True):
    """One person who came to be counted or ceased to.

    Args:
        position: the event that decided it.
    """

    village: str
    term: Term
    sign: int
    household: UUID
    person: UUID
    position: int


# Only a household about which something was learnt, or came true, between the two moments can
# stand differently; its lines of all time are then asked, wherever it lived. So are those of
# households elsewhere that share a person with it: why somebody left must not depend on how large
# an area is asked about.
_WINNERS: LiteralString = """
WITH touched AS MATERIALIZED (
    SELECT DISTINCT household
    FROM {s}_read.statuses_lines
    WHERE position > least(%(a_position)s, %(b_position)s)
       OR occurred_on > least(
              coalesce(%(a_valid_on)s::date, 'infinity'), coalesce(%(b_valid_on)s::date, 'infinity')
          )
), here AS MATERIALIZED (
    SELECT household
    FROM touched
    WHERE EXISTS (
        SELECT FROM {s}_read.statuses_lines AS l
        WHERE l.household = touched.household
          AND l.village >= %(area)s AND l.village < %(area)s || '/'
    )
), candidates AS MATERIALIZED (
    SELECT household FROM here
    UNION
    SELECT theirs.household
    FROM here
    JOIN {s}_read.memberships_lines AS ours ON ours.household = here.household
    JOIN {s}_read.memberships_lines AS theirs ON theirs.person = ours.person
    JOIN touched ON touched.household = theirs.household
), before AS MATERIALIZED (
    SELECT household, w.village, w.status, w.position
    FROM candidates
    CROSS JOIN LATERAL (
        SELECT village, status, position
        FROM {s}_read.statuses_lines AS l
        WHERE l.household = candidates.household
          AND l.position + 0 <= %(a_position)s
          AND l.occurred_on + 0 <= coalesce(%(a_valid_on)s::date, 'infinity')
        ORDER BY epoch DESC, occurred_on DESC, position DESC
        LIMIT 1
    ) AS w
), after AS MATERIALIZED (
    SELECT household, w.village, w.status, w.position
    FROM candidates
    CROSS JOIN LATERAL (
        SELECT village, status, position
        FROM {s}_read.statuses_lines AS l
        WHERE l.household = candidates.household
          AND l.position + 0 <= %(b_position)s
          AND l.occurred_on + 0 <= coalesce(%(b_valid_on)s::date, 'infinity')
        ORDER BY epoch DESC, occurred_on DESC, position DESC
        LIMIT 1
    ) AS w
)
"""

_ROSTERS: LiteralString = """
, changed AS MATERIALIZED (
    SELECT household
    FROM before FULL JOIN after USING (household)
    WHERE before.position IS DISTINCT FROM after.position
), roster_before AS MATERIALIZED (
    SELECT b.household, b.village, b.status, m.person, m.belongs, m.cause, m.position,
        b.position AS decided_at
    FROM changed
    JOIN before AS b USING (household)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (person) person, belongs, cause, position
        FROM {s}_read.memberships_lines AS l
        WHERE l.household = b.household AND l.position <= b.position
        ORDER BY person, position DESC
    ) AS m
), roster_after AS MATERIALIZED (
    SELECT a.household, a.village, a.status, m.person, m.belongs, m.cause, m.position,
        a.position AS decided_at
    FROM changed
    JOIN after AS a USING (household)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (person) person, belongs, cause, position
        FROM {s}_read.memberships_lines AS l
        WHERE l.household = a.household AND l.position <= a.position
        ORDER BY person, position DESC
    ) AS m
), counted_before AS (
    SELECT household, person, village
    FROM roster_before
    WHERE belongs AND status = ANY (%(counted)s)
      AND village >= %(area)s AND village < %(area)s || '/'
), counted_after AS (
    SELECT household, person, village
    FROM roster_after
    WHERE belongs AND status = ANY (%(counted)s)
      AND village >= %(area)s AND village < %(area)s || '/'
), gone AS (
    SELECT household, person, village,
        row_number() OVER (PARTITION BY person, village ORDER BY household) AS nth
    FROM (TABLE counted_before EXCEPT TABLE counted_after) AS one
), come AS (
    SELECT household, person, village,
        row_number() OVER (PARTITION BY person, village ORDER BY household) AS nth
    FROM (TABLE counted_after EXCEPT TABLE counted_before) AS one
)
"""

# Whoever went from one counted household to another of the village is counted as before. Whoever
# was not known yet at the later moment, as when it is looked back, ceases for how they came.
_REASONS: LiteralString = """
, reasons AS (
    SELECT gone.village, -1 AS sign, gone.household, gone.person,
        CASE
            WHEN r.household IS NULL THEN 'corrected'
            WHEN r.belongs AND r.village <> gone.village THEN 'moved'
            WHEN r.belongs AND r.status IN ('better_off', 'graduated', 'self_withdrew')
                THEN r.status
            WHEN r.cause IN ('deceased', 'duplicate') THEN r.cause
            WHEN r.cause IN ('moved_within_district', 'moved_out', 'moved_abroad') THEN 'moved'
            WHEN r.cause = 'untraceable' THEN 'not_found'
            WHEN r.cause = 'withdrawn' THEN 'listed'
            WHEN elsewhere.village <> gone.village THEN 'moved'
            WHEN elsewhere.status IN ('better_off', 'graduated', 'self_withdrew')
                THEN elsewhere.status
            WHEN r.cause = 'merged' THEN 'duplicate'
            ELSE 'corrected'
        END AS term,
        CASE
            WHEN r.belongs               THEN r.decided_at
            WHEN r.household IS NOT NULL THEN r.position
            ELSE known.position
        END AS position
    FROM gone
    JOIN roster_before AS known
        ON known.household = gone.household AND known.person = gone.person
    LEFT JOIN roster_after AS r ON r.household = gone.household AND r.person = gone.person
    LEFT JOIN LATERAL (
        SELECT village, status
        FROM roster_after AS other
        WHERE other.person = gone.person AND other.household <> gone.household AND other.belongs
        ORDER BY other.position DESC
        LIMIT 1
    ) AS elsewhere ON true
    WHERE NOT EXISTS (
        SELECT FROM come
        WHERE come.person = gone.person AND come.village = gone.village AND come.nth = gone.nth
    )
    UNION ALL
    SELECT come.village, 1, come.household, come.person,
        CASE
            WHEN r.belongs AND r.village <> come.village THEN 'moved'
            WHEN r.belongs THEN 'newly_poor'
            WHEN elsewhere.village <> come.village THEN 'moved'
            WHEN elsewhere.village IS NOT NULL THEN 'newly_poor'
            WHEN r.cause IN ('moved_within_district', 'moved_out', 'moved_abroad') THEN 'moved'
            WHEN now.cause = 'listed' THEN 'listed'
            WHEN now.cause IN ('proposed', 'joined') THEN 'newly_poor'
            ELSE 'corrected'
        END,
        CASE WHEN r.belongs THEN now.decided_at ELSE now.position END
    FROM come
    JOIN roster_after AS now ON now.household = come.household AND now.person = come.person
    LEFT JOIN roster_before AS r ON r.household = come.household AND r.person = come.person
    LEFT JOIN LATERAL (
        SELECT village, status
        FROM roster_before AS other
        WHERE other.person = come.person AND other.household <> come.household AND other.belongs
        ORDER BY other.position DESC
        LIMIT 1
    ) AS elsewhere ON true
    WHERE NOT EXISTS (
        SELECT FROM gone
        WHERE gone.person = come.person AND gone.village = come.village AND gone.nth = come.nth
    )
)
"""

_CHANGES: LiteralString = (
    _WINNERS
    + _ROSTERS
    + _REASONS
    + """
SELECT village, term, sign, count(*) AS persons
FROM reasons
GROUP BY village, term, sign
ORDER BY village, term, sign
"""
)

_PERSONS: LiteralString = (
    _WINNERS
    + _ROSTERS
    + _REASONS
    + """
SELECT village, term, sign, household, person, position
FROM reasons
WHERE (%(term)s::text IS NULL OR term = %(term)s)
  AND (%(after)s::uuid IS NULL OR (household, person) > (%(after)s, %(after_person)s))
ORDER BY household, person
LIMIT %(limit)s
"""
)


def changes(conn: Connection, schema: str, area: str, a: Moment, b: Moment) -> list[Change]:
    """Return why the persons counted as poor differ between two moments, village by village.

    Args:
        area: code of a village, a kecamatan or the regency.
        a, b: from the one to the other.

    Returns:
        Lines whose signed persons add up to the difference of the counts, in each village.
    """
    return fetch(conn, schema, Change, _CHANGES, _asked(area, a, b))


def persons(
    conn: Connection,
    schema: str,
    area: str,
    a: Moment,
    b: Moment,
    *,
    term: Term | None = None,
    after: tuple[UUID, UUID] | None = None,
    limit: int = 100,
) -> list[PersonChange]:
    """Return who makes up a difference, in order of household and person.

    Args:
        term: only for this reason.
        after: household and person that the page before ended with.
        limit: lines at most, up to `MOST_CHANGES`.
    """
    asked = _asked(area, a, b) | {
        "term": term,
        "after": after[0] if after else None,
        "after_person": after[1] if after else None,
        "limit": min(limit, MOST_CHANGES),
    }
    return fetch(conn, schema, PersonChange, _PERSONS, asked)


def _asked(area: str, a: Moment, b: Moment) -> dict[str, object]:
    return {
        "area": area,
        "a_position": a.position,
        "a_valid_on": a.valid_on,
        "b_position": b.position,
        "b_valid_on": b.valid_on,
        "counted": sorted(COUNTED_AS_POOR),
    }
