"""How each household stands, at any moment on two clocks, and how many stand so where.

The tables are in `status_tables.py`. Of the lines of a household known then (`position`) and true
then (`occurred_on`), the one with the highest epoch counts; within an epoch the later day, then the
later position. The write side decides that order (see `aggregates/household_events.py`); here it
is only read, so no moment ever needs a replay.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Literal, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.household_events import HouseholdEvent, MemberCorrected
from service.aggregates.household_identity_events import MemberMatched
from service.kernel.events import Recorded
from service.kernel.verdicts import HouseholdStatus
from service.projections.moment import Moment
from service.projections.reading import fetch

MOST_HOUSEHOLDS = 1_000


class StatusCount(Struct, frozen=True):
    """How many households of an area have a status.

    Args:
        area: region code of the village, kecamatan or regency that was asked for.
        persons: members who still belong to these households.
    """

    area: str
    status: HouseholdStatus
    households: int
    persons: int


class StatusLine(Struct, frozen=True):
    """What one event says of a household: where it lives, how it stands, how many belong to it.

    Args:
        occurred_on: the day the event became true.
        position: the event, to open it.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    persons: int
    epoch: int
    occurred_on: date
    position: int


_DIGITS: dict[str, int] = {"village": 13, "kecamatan": 8, "regency": 5}

_COUNTS_NOW: LiteralString = """
SELECT left(village, %(digits)s) AS area, status,
    sum(households)::bigint AS households, sum(persons)::bigint AS persons
FROM {s}_read.statuses_counts
WHERE village >= %(area)s AND village < %(area)s || '/'
GROUP BY 1, 2
HAVING sum(households) > 0
ORDER BY 1, 2
"""

# A household is looked up by its id alone: "+ 0" keeps the clocks out of the index condition.
# With them in it, PostgreSQL 18 takes each look-up for a skip scan over all days, and rather reads
# the other index from end to end, once per household.
_WINNERS_OF_AREA: LiteralString = """
FROM {s}_read.statuses_lines AS l
WHERE l.village >= %(area)s AND l.village < %(area)s || '/'
  AND l.position + 0 <= %(position)s
  AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
  AND NOT EXISTS (
      SELECT FROM {s}_read.statuses_lines_order AS b
      WHERE b.household = l.household
        AND b.position + 0 <= %(position)s
        AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
        AND (b.epoch, b.occurred_on, b.position) > (l.epoch, l.occurred_on, l.position)
  )
"""

_COUNTS_OF_AREA: LiteralString = (
    "SELECT left(l.village, %(digits)s) AS area, l.status, count(*) AS households, "
    "sum(l.persons) AS persons" + _WINNERS_OF_AREA + "GROUP BY 1, 2 ORDER BY 1, 2"
)

# For all households at once, one walk along the index is three times as fast. The area is cut
# out last: filtered earlier, the planner expects few rows and sorts all of them.
_COUNTS_OF_REGENCY: LiteralString = """
WITH counted AS MATERIALIZED (
    SELECT village, status, count(*) AS households, sum(persons) AS persons
    FROM (
        SELECT DISTINCT ON (household) village, status, persons
        FROM {s}_read.statuses_lines
        WHERE position <= %(position)s
          AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
    ) AS winners
    GROUP BY village, status
)
SELECT left(village, %(digits)s) AS area, status,
    sum(households)::bigint AS households, sum(persons)::bigint AS persons
FROM counted
WHERE village >= %(area)s AND village < %(area)s || '/'
GROUP BY 1, 2
ORDER BY 1, 2
"""

_LINE: LiteralString = (
    "SELECT l.household, l.village, l.status, l.persons, l.epoch, l.occurred_on, l.position "
)

_HOUSEHOLDS: LiteralString = (
    _LINE
    + _WINNERS_OF_AREA
    + """
  AND (%(statuses)s::text[] IS NULL OR l.status = ANY (%(statuses)s))
  AND (%(after)s::uuid IS NULL OR l.household > %(after)s)
  AND l.household <> ALL (%(hidden)s::uuid[])
ORDER BY l.household
LIMIT %(limit)s
"""
)

_LINES_OF: LiteralString = (
    _LINE
    + """
FROM {s}_read.statuses_lines AS l
WHERE l.household = ANY (%(households)s)
  AND l.position + 0 <= %(position)s
  AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
ORDER BY l.household, l.epoch, l.occurred_on, l.position
"""
)


def counts(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    by: Literal["village", "kecamatan", "regency"] = "village",
    hidden: Collection[UUID] = (),
) -> list[StatusCount]:
    """Count the households of an area by status, for each village, kecamatan or the regency.

    Args:
        area: code of a village, a kecamatan or the regency.
        hidden: households that are counted nowhere: few, and for few readers, so they are taken
            off the sums.

    Returns:
        One line per area and status that has a household, in order of area and status.
    """
    asked = _asked(moment, area=area, digits=_DIGITS[by])
    if moment.is_now:
        sql = _COUNTS_NOW
    elif len(area) < _DIGITS["kecamatan"]:
        sql = _COUNTS_OF_REGENCY
    else:
        sql = _COUNTS_OF_AREA
    found = fetch(conn, schema, StatusCount, sql, asked)
    if not hidden:
        return found
    off: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for line in statuses_of(conn, schema, hidden, moment).values():
        off[line.village[: _DIGITS[by]], line.status].append(line.persons)
    left = (
        StatusCount(
            one.area,
            one.status,
            one.households - len(off[one.area, one.status]),
            one.persons - sum(off[one.area, one.status]),
        )
        for one in found
    )
    return [one for one in left if one.households]


def households(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    statuses: Collection[HouseholdStatus] | None = None,
    hidden: Collection[UUID] = (),
    after: UUID | None = None,
    limit: int = 100,
) -> list[StatusLine]:
    """List the households of an area, in order of their ids.

    Args:
        statuses: only these; None for all.
        hidden: not these.
        after: the last household of the page before.
        limit: lines at most, up to `MOST_HOUSEHOLDS`.
    """
    asked = _asked(
        moment,
        area=area,
        statuses=None if statuses is None else list(statuses),
        hidden=list(hidden),
        after=after,
        limit=min(limit, MOST_HOUSEHOLDS),
    )
    return fetch(conn, schema, StatusLine, _HOUSEHOLDS, asked)


def statuses_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment
) -> dict[UUID, StatusLine]:
    """Return what counts for each of some households; one not known at that moment is missing."""
    asked = _asked(moment, households=list(households))
    # The line that counts comes last, and stays.
    return {line.household: line for line in fetch(conn, schema, StatusLine, _LINES_OF, asked)}


def status_of(conn: Connection, schema: str, household: UUID, moment: Moment) -> StatusLine | None:
    """Return what counts for a household; None if it was not known at that moment."""
    return statuses_of(conn, schema, [household], moment).get(household)


def history(conn: Connection, schema: str, household: UUID, moment: Moment) -> list[StatusLine]:
    """Return all that was said of a household, the line that counts last."""
    return fetch(conn, schema, StatusLine, _LINES_OF, _asked(moment, households=[household]))


def lines_of(told: Iterable[Recorded[Any]], moment: Moment) -> list[StatusLine]:
    """Return what the events of a household's own stream said of it, the line that counts last.

    Wherever it lived: `history` tells a reader no more than they may see of tables. Who a person is
    says nothing of how the household stands, neither here nor in the tables.
    """
    lines = [
        StatusLine(
            household=one.event.household,
            village=one.event.village,
            status=one.event.status,
            persons=one.event.persons,
            epoch=one.event.epoch,
            occurred_on=one.event.occurred_on,
            position=one.position,
        )
        for one in told
        if isinstance(one.event, HouseholdEvent)
        and not isinstance(one.event, MemberCorrected | MemberMatched)
        and one.position <= moment.position
        and (moment.valid_on is None or one.event.occurred_on <= moment.valid_on)
    ]
    return sorted(lines, key=lambda line: (line.epoch, line.occurred_on, line.position))


def _asked(moment: Moment, **values: Any) -> dict[str, Any]:
    return {**values, "position": moment.position, "valid_on": moment.valid_on}
