"""Who was asked how they live, and what each set of criteria came to; the answers stay sealed.

What is answered is opened from the log for whoever may see it (`answers.py`). A result counts by
the day it was true, then by when it was learnt, as a status does without a close between.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.indicators import InstrumentName
from service.kernel.rule_sets import Outcome
from service.kernel.verdicts import Method
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import fetch, fetch_ids

_COPY: LiteralString = """
INSERT INTO {lines}
    (position, household, village, occurred_on, instrument, edition, method, answered)
SELECT
    position,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'occurred_on')::date,
    data ->> 'instrument',
    data ->> 'edition',
    data ->> 'method',
    (data ->> 'answered')::int
FROM {batch} AS batch
"""

# One statement, so that the winners of before are read from the results of before. Of several
# recordings of one household in a batch, the best is counted once.
_COPY_RESULTS: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT
        position                          AS position,
        (data ->> 'household')::uuid      AS household,
        data ->> 'village'                AS village,
        (data ->> 'occurred_on')::date    AS occurred_on,
        result ->> 'rule_set'             AS rule_set,
        (result ->> 'version')::int       AS version,
        result ->> 'outcome'              AS outcome,
        (result ->> 'met')::int           AS met,
        (result ->> 'known')::int         AS known,
        (result ->> 'of')::int            AS total
    FROM {batch} AS batch
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(data -> 'results', '[]')) AS result
), kept AS (
    INSERT INTO {results} (position, household, village, occurred_on, rule_set, version, outcome,
        met, known, total)
    SELECT position, household, village, occurred_on, rule_set, version, outcome, met, known, total
    FROM fresh
), best AS (
    SELECT DISTINCT ON (household, rule_set) household, rule_set, occurred_on, village, outcome
    FROM fresh
    ORDER BY household DESC, rule_set DESC, occurred_on DESC, position DESC
), won AS MATERIALIZED (
    SELECT best.rule_set, best.village, best.outcome, old.village AS old_village,
        old.outcome AS old_outcome
    FROM best
    LEFT JOIN LATERAL (
        SELECT village, outcome, occurred_on
        FROM {results} AS r
        WHERE r.household = best.household AND r.rule_set = best.rule_set
        ORDER BY r.occurred_on DESC, r.position DESC
        LIMIT 1
    ) AS old ON true
    WHERE old.village IS NULL OR best.occurred_on >= old.occurred_on
)
INSERT INTO {counts} AS c (village, rule_set, outcome, households)
SELECT village, rule_set, outcome, sum(households)
FROM (
    SELECT village, rule_set, outcome, 1 FROM won
    UNION ALL
    SELECT old_village, rule_set, old_outcome, -1 FROM won WHERE old_village IS NOT NULL
    UNION ALL
    SELECT DISTINCT village, rule_set, outcome, 0 FROM fresh
) AS moved (village, rule_set, outcome, households)
GROUP BY village, rule_set, outcome
ON CONFLICT (village, rule_set, outcome) DO UPDATE
SET households = c.households + excluded.households
"""

INDICATORS = Projection(
    name="indicators",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                household   uuid   NOT NULL,
                occurred_on date   NOT NULL,
                answered    int    NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                instrument  text   COLLATE "C" NOT NULL,
                edition     text   COLLATE "C" NOT NULL,
                method      text   COLLATE "C" NOT NULL
            """,
            indexes=("(household)", "(village, household)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "results": Table(
            columns="""
                position    bigint NOT NULL,
                household   uuid   NOT NULL,
                occurred_on date   NOT NULL,
                version     int    NOT NULL,
                met         int    NOT NULL,
                known       int    NOT NULL,
                total       int    NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                rule_set    text   COLLATE "C" NOT NULL,
                outcome     text   COLLATE "C" NOT NULL,
                PRIMARY KEY (household, rule_set, occurred_on, position)
                    INCLUDE (village, outcome)
            """,
            indexes=("(village, household)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "counts": Table(
            columns="""
                village    text   COLLATE "C" NOT NULL,
                rule_set   text   COLLATE "C" NOT NULL,
                outcome    text   COLLATE "C" NOT NULL,
                households bigint NOT NULL,
                PRIMARY KEY (village, rule_set, outcome)
            """,
            wall=walls.OF_AREA,
        ),
    },
    types=("indicators.recorded",),
    apply=(_COPY, _COPY_RESULTS),
)


class Asking(Struct, frozen=True, kw_only=True):
    """Somebody asked a household; what was answered is sealed in the event at `position`."""

    household: UUID
    village: str
    occurred_on: date
    instrument: InstrumentName
    edition: str
    method: Method
    answered: int
    position: int


class Result(Struct, frozen=True, kw_only=True):
    """What a set of criteria came to for a household, by the version that was in force."""

    household: UUID
    rule_set: str
    version: int
    outcome: Outcome
    met: int
    known: int
    total: int
    occurred_on: date
    position: int


class OutcomeCount(Struct, frozen=True, kw_only=True):
    """Households of an area for which a set of criteria came to this."""

    area: str
    rule_set: str
    outcome: Outcome
    households: int


_DIGITS: dict[str, int] = {"village": 13, "kecamatan": 8, "regency": 5}

_SEEN: LiteralString = """
position <= %(position)s AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
"""

_ASKED_OF: LiteralString = (
    "SELECT household, village, occurred_on, instrument, edition, method, answered, position "
    "FROM {s}_read.indicators_lines WHERE household = ANY (%(households)s) AND "
    + _SEEN
    + "ORDER BY household, occurred_on, position"
)

_RESULTS_OF: LiteralString = (
    "SELECT DISTINCT ON (household, rule_set) household, rule_set, version, outcome, met, known, "
    "total, occurred_on, position "
    "FROM {s}_read.indicators_results WHERE household = ANY (%(households)s) AND "
    + _SEEN
    + "ORDER BY household, rule_set, occurred_on DESC, position DESC"
)

_COUNTS_NOW: LiteralString = """
SELECT left(village, %(digits)s) AS area, rule_set, outcome, sum(households)::bigint AS households
FROM {s}_read.indicators_counts
WHERE village >= %(area)s AND village < %(area)s || '/'
GROUP BY 1, 2, 3
HAVING sum(households) > 0
ORDER BY 1, 2, 3
"""

# A village has a thousand households: the winners of an area are sorted out of its own lines.
_COUNTS: LiteralString = (
    """
SELECT left(village, %(digits)s) AS area, rule_set, outcome, count(*) AS households
FROM (
    SELECT DISTINCT ON (household, rule_set) village, rule_set, outcome
    FROM {s}_read.indicators_results
    WHERE village >= %(area)s AND village < %(area)s || '/'
      AND household <> ALL (%(hidden)s::uuid[]) AND """
    + _SEEN
    + """
    ORDER BY household DESC, rule_set DESC, occurred_on DESC, position DESC
) AS latest
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""
)

_HOUSEHOLDS: LiteralString = (
    "SELECT DISTINCT household FROM {s}_read.indicators_lines "
    "WHERE village >= %(area)s AND village < %(area)s || '/' "
    "AND household <> ALL (%(hidden)s::uuid[]) AND " + _SEEN + "ORDER BY household LIMIT %(limit)s"
)


def asked_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> list[Asking]:
    """Return when some households were asked what, by household and day."""
    values = _values(moment, households=list(households))
    return fetch(conn, schema, Asking, _ASKED_OF, values)


def results_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> list[Result]:
    """Return what each set of criteria came to last, by household and set."""
    values = _values(moment, households=list(households))
    return fetch(conn, schema, Result, _RESULTS_OF, values)


def outcome_counts(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment = PRESENT,
    *,
    by: Literal["village", "kecamatan", "regency"] = "village",
    hidden: Collection[UUID] = (),
) -> list[OutcomeCount]:
    """Count households by area, set and outcome.

    Args:
        hidden: households that are counted nowhere.
    """
    values = _values(moment, area=area, digits=_DIGITS[by], hidden=list(hidden))
    sql = _COUNTS_NOW if moment.is_now and not hidden else _COUNTS
    return fetch(conn, schema, OutcomeCount, sql, values)


def households_asked(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment = PRESENT,
    *,
    hidden: Collection[UUID] = (),
    limit: int,
) -> list[UUID]:
    """Return the households of an area that were asked anything, by id."""
    values = _values(moment, area=area, hidden=list(hidden), limit=limit)
    return fetch_ids(conn, schema, _HOUSEHOLDS, values)


def _values(moment: Moment, **values: Any) -> dict[str, Any]:
    return {**values, "position": moment.position, "valid_on": moment.valid_on}
