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
from service.projections.reading import fetch

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

_COPY_RESULTS: LiteralString = """
INSERT INTO {results} (position, household, village, occurred_on, rule_set, version, outcome,
    met, known, total)
SELECT
    position,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'occurred_on')::date,
    result ->> 'rule_set',
    (result ->> 'version')::int,
    result ->> 'outcome',
    (result ->> 'met')::int,
    (result ->> 'known')::int,
    (result ->> 'of')::int
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(coalesce(data -> 'results', '[]')) AS result
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


class _One(Struct, frozen=True):
    household: UUID


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
    return fetch(conn, schema, OutcomeCount, _COUNTS, values)


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
    return [one.household for one in fetch(conn, schema, _One, _HOUSEHOLDS, values)]


def _values(moment: Moment, **values: Any) -> dict[str, Any]:
    return {**values, "position": moment.position, "valid_on": moment.valid_on}
