"""What village meetings have ratified, and what still waits for one; `musdes_sessions` has them.

A household waits when somebody proposed it, found out how it stands, or that one of its people left
or came, and no meeting has decided about that yet.
It is covered by the latest decision about it if nothing was found since, or if what was found is
what was decided: a visit that finds all as it was opens nothing again.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.musdes_events import (
    Decision,
    RemovalReason,
)
from service.database.sql import in_schema
from service.kernel.verdicts import HouseholdStatus
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

MOST_WAITING = 2_000
KECAMATAN_DIGITS = 8


class Decided(Struct, frozen=True, kw_only=True):
    """One row of minutes that were ratified.

    Args:
        row_no: place in the minutes.
        status: as it was shown; `result`: as it stands by the decision.
    """

    musdes: UUID
    number: str
    row_no: int
    household: UUID
    village: str
    occurred_on: date
    status: HouseholdStatus
    decision: Decision
    result: HouseholdStatus
    persons: int
    reason: RemovalReason | None
    version: int
    position: int


class Seal(Struct, frozen=True, kw_only=True):
    """What anybody may learn of minutes by the hash on them: no name is in it."""

    content_hash: str
    musdes: UUID
    village: str
    number: str
    held_on: date
    recorded_at: datetime
    kept: int
    removed: int
    added: int
    returned: int
    position: int


class Waiting(Struct, frozen=True):
    """A household that waits for a meeting, and since which day."""

    household: UUID
    village: str
    status: HouseholdStatus
    occurred_on: date
    position: int


_DECIDED: LiteralString = (
    "SELECT musdes, number, row_no, household, village, occurred_on, status, decision, result, "
    "persons, reason, version, position FROM {s}_read.musdes_rows WHERE {wanted} "
)

# A household is looked up by its id alone; see `statuses.py`.
_IN_AREA: LiteralString = """
SELECT v.household, v.village, v.status, v.persons, v.version, v.occurred_on, v.position
FROM {s}_read.musdes_verdicts AS v
WHERE v.village >= %(area)s AND v.village < %(area)s || '/'
  AND v.position + 0 <= %(position)s
  AND v.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
  AND NOT EXISTS (
      SELECT FROM {s}_read.musdes_verdicts_order AS b
      WHERE b.household = v.household
        AND b.position + 0 <= %(position)s
        AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
        AND (b.epoch, b.occurred_on, b.position) > (v.epoch, v.occurred_on, v.position)
  )
"""

# Of the whole regency, one walk along the index.
_IN_REGENCY: LiteralString = """
SELECT household, village, status, persons, version, occurred_on, position
FROM (
    SELECT DISTINCT ON (household) household, village, status, persons, version, occurred_on,
        position
    FROM {s}_read.musdes_verdicts
    WHERE position <= %(position)s AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
) AS winners
WHERE village >= %(area)s AND village < %(area)s || '/'
"""

# What was decided is looked up household by household in a small area, and for all of a regency
# in one walk.
_COVERING_EACH: LiteralString = """
LEFT JOIN LATERAL (
    SELECT result, persons, version
    FROM {s}_read.musdes_rows AS d
    WHERE d.household = v.household AND d.decision <> 'send_back'
      AND d.position <= %(position)s
      AND d.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY d.position DESC
    LIMIT 1
) AS r ON true
"""

_COVERING_ALL: LiteralString = """
LEFT JOIN (
    SELECT DISTINCT ON (household) household, result, persons, version
    FROM {s}_read.musdes_rows
    WHERE decision <> 'send_back'
      AND position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY household, position DESC
) AS r ON r.household = v.household
"""

_UNCOVERED: LiteralString = """
WITH standing AS MATERIALIZED ({winners}), moved AS MATERIALIZED (
    SELECT household, max(version) AS version
    FROM {s}_read.musdes_verdicts
    WHERE moves_people
      AND position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
      AND household IN (SELECT household FROM standing WHERE status = 'listed')
    GROUP BY household
)
SELECT {what}
FROM standing AS v
{covering}
LEFT JOIN moved AS m ON m.household = v.household
WHERE CASE
    WHEN v.status = 'listed' THEN m.version > coalesce(r.version, 0)
    ELSE r.version IS NULL
      OR NOT (r.version >= v.version OR (r.result = v.status AND r.persons = v.persons))
END
"""


def unratified(
    conn: Connection, schema: str, area: str, moment: Moment = PRESENT
) -> dict[str, int]:
    """Count, by village, the households whose verdict no meeting has decided about yet.

    Args:
        area: code of a village, a kecamatan or the regency.

    Returns:
        By village; one where nothing waits is missing.
    """
    found = unratified_since(conn, schema, area, moment, before=date.min)
    return {village: count for village, (count, _) in found.items()}


def unratified_since(
    conn: Connection, schema: str, area: str, moment: Moment = PRESENT, *, before: date
) -> dict[str, tuple[int, int]]:
    """Count the same, and beside it those that were found before a day: what has waited too long.

    Returns:
        By village: all that wait, and how many of them since before that day.
    """
    what: LiteralString = (
        "v.village, count(*), count(*) FILTER (WHERE v.occurred_on < %(before)s::date)"
    )
    sql = _uncovered(area, what) + " GROUP BY 1 ORDER BY 1"
    rows = conn.execute(
        in_schema(sql, schema), _asked(moment, area=area, before=before), prepare=False
    ).fetchall()
    return {village: (int(count), int(late)) for village, count, late in rows}


def waiting(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment = PRESENT,
    *,
    after: UUID | None = None,
    limit: int = MOST_WAITING,
) -> list[Waiting]:
    """Return the households that wait for a meeting, by id.

    Args:
        after: the last household of the page before.
    """
    sql: LiteralString = (
        _uncovered(area, "v.household, v.village, v.status, v.occurred_on, v.position")
        + " AND (%(after)s::uuid IS NULL OR v.household > %(after)s)"
        " ORDER BY v.household LIMIT %(limit)s"
    )
    asked = _asked(moment, area=area, after=after, limit=limit)
    return fetch(conn, schema, Waiting, sql, asked)


def rows(
    conn: Connection, schema: str, musdes: UUID, *, limit: int, after: int = 0
) -> list[Decided]:
    """Return the rows of a meeting's minutes in their order.

    Args:
        after: the last row number of the page before.
    """
    which = Conditions()
    which.equal(musdes=musdes)
    which.add("row_no > %(after)s", after=after)
    sql = _DECIDED.replace("{wanted}", which.text) + "ORDER BY row_no LIMIT %(limit)s"
    return fetch(conn, schema, Decided, sql, {**which.values, "limit": limit})


def decisions_on(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> dict[UUID, list[Decided]]:
    """Return what meetings decided about some households, the latest last."""
    which = Conditions(moment)
    which.add("household = ANY (%(households)s)", households=list(households))
    sql = _DECIDED.replace("{wanted}", which.text) + "ORDER BY household, position"
    found: dict[UUID, list[Decided]] = {}
    for each in fetch(conn, schema, Decided, sql, which.values):
        found.setdefault(each.household, []).append(each)
    return found


def is_waiting(
    conn: Connection, schema: str, household: UUID, village: str, moment: Moment = PRESENT
) -> bool:
    """Say whether what was found about a household waits for a meeting."""
    sql = _uncovered(village, "count(*)", of="AND v.household = %(household)s")
    row = conn.execute(
        in_schema(sql, schema),
        _asked(moment, area=village, household=household),
        prepare=False,
    ).fetchone()
    return bool(row and row[0])


def sealed(conn: Connection, schema: str, content_hash: str) -> Seal | None:
    """Return the minutes with this hash, None if there are none."""
    sql: LiteralString = (
        "SELECT content_hash, musdes, village, number, held_on, recorded_at, kept, removed, added,"
        " returned, position FROM {s}_read.musdes_seals WHERE content_hash = %(content_hash)s"
        " ORDER BY position LIMIT 1"
    )
    found = fetch(conn, schema, Seal, sql, {"content_hash": content_hash})
    return found[0] if found else None


def _uncovered(area: str, what: LiteralString, *, of: LiteralString = "") -> LiteralString:
    """Return the question for what waits in an area.

    Args:
        what: what is selected; of: a condition on the lines of the area.
    """
    is_wide = len(area) < KECAMATAN_DIGITS
    winners = _IN_REGENCY if is_wide else _IN_AREA + of
    covering = _COVERING_ALL if is_wide else _COVERING_EACH
    return (
        _UNCOVERED.replace("{winners}", winners)
        .replace("{what}", what)
        .replace("{covering}", covering)
    )


def _asked(moment: Moment, **values: Any) -> dict[str, Any]:
    return {**values, "position": moment.position, "valid_on": moment.valid_on}
