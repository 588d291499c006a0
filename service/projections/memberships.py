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
WITH here AS MATERIALIZED (
    SELECT DISTINCT l.household
    FROM {s}_read.statuses_lines AS l
    WHERE l.village >= %(area)s AND l.village < %(area)s || '/'
      AND EXISTS (
          SELECT FROM {s}_read.statuses_lines AS t
          WHERE t.household = l.household
            AND (t.position > least(%(a_position)s, %(b_position)s)
              OR t.occurred_on > least(
                  coalesce(%(a_valid_on)s::date, 'infinity'),
                  coalesce(%(b_valid_on)s::date, 'infinity')
              ))
      )
), candidates AS MATERIALIZED (
    SELECT household FROM here
    UNION
    SELECT theirs.household
    FROM here
    JOIN {s}_read.memberships_lines AS ours ON ours.household = here.household
    JOIN {s}_read.memberships_lines AS theirs ON theirs.person = ours.person
    WHERE theirs.household <> here.household
), stood AS MATERIALIZED (
    SELECT candidates.household,
        b.village AS village_before, b.status AS status_before, b.position AS decided_before,
        a.village AS village_after, a.status AS status_after, a.position AS decided_after
    FROM candidates
    LEFT JOIN LATERAL (
        SELECT village, status, position
        FROM {s}_read.statuses_lines AS l
        WHERE l.household = candidates.household
          AND l.position + 0 <= %(a_position)s
          AND l.occurred_on + 0 <= coalesce(%(a_valid_on)s::date, 'infinity')
        ORDER BY epoch DESC, occurred_on DESC, position DESC
        LIMIT 1
    ) AS b ON true
    LEFT JOIN LATERAL (
        SELECT village, status, position
        FROM {s}_read.statuses_lines AS l
        WHERE l.household = candidates.household
          AND l.position + 0 <= %(b_position)s
          AND l.occurred_on + 0 <= coalesce(%(b_valid_on)s::date, 'infinity')
        ORDER BY epoch DESC, occurred_on DESC, position DESC
        LIMIT 1
    ) AS a ON true
    WHERE b.position IS DISTINCT FROM a.position
)
"""

_ROSTERS: LiteralString = """
, roster_before AS MATERIALIZED (
    SELECT household, village_before AS village, status_before AS status, m.person, m.belongs,
        m.cause, m.position
    FROM stood
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (person) person, belongs, cause, position
        FROM {s}_read.memberships_lines AS l
        WHERE l.household = stood.household AND l.position <= decided_before
        ORDER BY person, position DESC
    ) AS m
), roster_after AS MATERIALIZED (
    SELECT household, village_after AS village, status_after AS status, m.person, m.belongs,
        m.cause, m.position, decided_after AS decided_at
    FROM stood
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (person) person, belongs, cause, position
        FROM {s}_read.memberships_lines AS l
        WHERE l.household = stood.household AND l.position <= decided_after
        ORDER BY person, position DESC
    ) AS m
), people AS (
    SELECT household, person,
        b.village AS village_before, b.status AS status_before, b.belongs AS belonged,
        b.cause AS cause_before, b.position AS position_before,
        a.village AS village_after, a.status AS status_after, a.belongs AS belongs,
        a.cause AS cause_after, a.position AS position_after, a.decided_at AS decided_after
    FROM roster_before AS b
    FULL JOIN roster_after AS a USING (household, person)
), told AS MATERIALIZED (
    SELECT
        *,
        (
            belonged AND status_before = ANY (%(counted)s)
            AND village_before >= %(area)s AND village_before < %(area)s || '/'
        ) IS TRUE AS was_counted,
        (
            belongs AND status_after = ANY (%(counted)s)
            AND village_after >= %(area)s AND village_after < %(area)s || '/'
        ) IS TRUE AS is_counted,
        first_value(CASE WHEN belonged THEN village_before END) OVER was AS was_elsewhere,
        first_value(CASE WHEN belongs THEN village_after END) OVER now AS is_elsewhere,
        first_value(CASE WHEN belongs THEN status_after END) OVER now AS status_elsewhere
    FROM people
    WINDOW was AS (
        PARTITION BY person ORDER BY coalesce(belonged, false) DESC, position_before DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW
    ), now AS (
        PARTITION BY person ORDER BY coalesce(belongs, false) DESC, position_after DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW
    )
)
"""

# Whoever went from one counted household to another of the village is counted as before. Whoever
# was not known yet at the later moment, as when it is looked back, ceases for how they came.
# Everybody's two sides stand in one line, and only full joins and windows put lines together: of
# what stands in between the planner knows nothing, and would try each person with each.
_REASONS: LiteralString = """
, gone AS (
    SELECT household, person, village_before AS village,
        CASE
            WHEN position_after IS NULL THEN 'corrected'
            WHEN belongs AND village_after <> village_before THEN 'moved'
            WHEN belongs AND status_after IN ('better_off', 'graduated', 'self_withdrew')
                THEN status_after
            WHEN cause_after IN ('deceased', 'duplicate') THEN cause_after
            WHEN cause_after IN ('moved_within_district', 'moved_out', 'moved_abroad')
                THEN 'moved'
            WHEN cause_after = 'untraceable' THEN 'not_found'
            WHEN cause_after = 'withdrawn' THEN 'listed'
            WHEN is_elsewhere <> village_before THEN 'moved'
            WHEN status_elsewhere IN ('better_off', 'graduated', 'self_withdrew')
                THEN status_elsewhere
            WHEN cause_after = 'merged' THEN 'duplicate'
            ELSE 'corrected'
        END AS term,
        CASE WHEN belongs THEN decided_after ELSE coalesce(position_after, position_before) END
            AS position,
        row_number() OVER (PARTITION BY person, village_before ORDER BY household) AS nth
    FROM told
    WHERE was_counted AND NOT (is_counted AND village_after = village_before)
), come AS (
    SELECT household, person, village_after AS village,
        CASE
            WHEN belonged AND village_before <> village_after THEN 'moved'
            WHEN belonged THEN 'newly_poor'
            WHEN was_elsewhere <> village_after THEN 'moved'
            WHEN was_elsewhere IS NOT NULL THEN 'newly_poor'
            WHEN cause_before IN ('moved_within_district', 'moved_out', 'moved_abroad')
                THEN 'moved'
            WHEN cause_after = 'listed' THEN 'listed'
            WHEN cause_after IN ('proposed', 'joined') THEN 'newly_poor'
            ELSE 'corrected'
        END AS term,
        CASE WHEN belonged THEN decided_after ELSE position_after END AS position,
        row_number() OVER (PARTITION BY person, village_after ORDER BY household) AS nth
    FROM told
    WHERE is_counted AND NOT (was_counted AND village_after = village_before)
), reasons AS (
    SELECT village, person, coalesce(gone.household, come.household) AS household,
        CASE WHEN come.household IS NULL THEN -1 ELSE 1 END AS sign,
        coalesce(gone.term, come.term) AS term,
        coalesce(gone.position, come.position) AS position
    FROM gone
    FULL JOIN come USING (person, village, nth)
    WHERE gone.household IS NULL OR come.household IS NULL
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
  AND (
      %(after)s::uuid IS NULL
      OR (household, person, sign) > (%(after)s, %(after_person)s, %(after_sign)s)
  )
ORDER BY household, person, sign
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
    after: tuple[UUID, UUID, int] | None = None,
    limit: int | None = 100,
) -> list[PersonChange]:
    """Return who makes up a difference, in order of household and person.

    Whoever moved within the area has two lines: they left one village and came to another.

    Args:
        term: only for this reason.
        after: household, person and sign that the page before ended with.
        limit: lines at most; None for all of them, as a file takes them along.
    """
    asked = _asked(area, a, b) | {
        "term": term,
        "after": after[0] if after else None,
        "after_person": after[1] if after else None,
        "after_sign": after[2] if after else None,
        "limit": limit,
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
