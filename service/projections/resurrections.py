"""Whoever left and is named again by a later list: stopped, and shown to whoever must decide.

    left (who said so, when) → a later list names them → alert; nothing is reopened by a list

Source: BPK on the problem families of 2020 that were reinstated in 2021; scenario A3, step 5.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.verdicts import CLOSED, LEAVING
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_LEAVING: LiteralString = (
    "'deceased', 'moved_within_district', 'moved_out', 'moved_abroad', 'duplicate'"
)
_CLOSED: LiteralString = (
    "'deceased', 'moved_out', 'moved_abroad', 'duplicate', 'merged', 'closed', 'untraceable', "
    "'withdrawn'"
)
assert {one.strip(" '") for one in _LEAVING.split(",")} == LEAVING
assert {one.strip(" '") for one in _CLOSED.split(",")} == CLOSED

_SOURCES: LiteralString = """
INSERT INTO {sources} (list, name, issuer, period)
SELECT (data ->> 'list')::uuid, data ->> 'name', data ->> 'issuer', data ->> 'period'
FROM {batch} AS batch
WHERE type = 'list.received'
"""

_JUDGED: LiteralString = f"""
INSERT INTO {{presences}} (
    position, occurred_on, household, person, said, has_left, account, office
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid,
    (data ->> 'person')::uuid, data ->> 'verdict', data ->> 'verdict' IN ({_LEAVING}),
    meta ->> 'actor', meta ->> 'position'
FROM {{batch}} AS batch
WHERE type = 'presence.judged'
"""

_CLOSING: LiteralString = """
INSERT INTO {presences} (
    position, occurred_on, household, person, said, has_left, account, office
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid, person::uuid,
    data ->> 'status', type = 'household.closed', meta ->> 'actor', meta ->> 'position'
FROM {batch} AS batch
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements_text(
        coalesce(data -> 'leaving', data -> 'members', '[]')
    ) AS person
    UNION ALL
    SELECT NULL
) AS people
WHERE type IN ('household.closed', 'household.reopened')
"""

_PERSONS: LiteralString = """
INSERT INTO {alerts} (position, occurred_on, list, household, village, person, row_no)
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (data ->> 'household')::uuid, data ->> 'village', person::uuid,
    (
        SELECT (member ->> 'row_no')::int
        FROM jsonb_array_elements(data -> 'members') AS member
        WHERE member ->> 'person' = person
        LIMIT 1
    )
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'departed') AS person
WHERE type = 'household.relisted' AND data ? 'departed'
"""

_HOUSEHOLDS: LiteralString = f"""
INSERT INTO {{alerts}} (position, occurred_on, list, household, village, person, row_no)
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (data ->> 'household')::uuid, data ->> 'village', NULL::uuid,
    (data -> 'source' ->> 'row_no')::int
FROM {{batch}} AS batch
WHERE type = 'household.relisted' AND NOT data ? 'departed' AND data ->> 'status' IN ({_CLOSED})
"""

# By NIK alone, under a KK number that is not theirs: the row waits, and whether its person had left
# is asked when alerts are read.
_ELSEWHERE: LiteralString = """
INSERT INTO {alerts} (position, occurred_on, list, household, village, person, row_no)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid, (data ->> 'household')::uuid,
    coalesce(data ->> 'village', ''), (data ->> 'person')::uuid, (data ->> 'row_no')::int
FROM {batch} AS batch
WHERE type = 'row.quarantined' AND data ? 'person'
"""

RESURRECTIONS = Projection(
    name="resurrections",
    version=1,
    tables={
        "sources": Table(
            columns="""
                list   uuid PRIMARY KEY,
                name   text NOT NULL,
                issuer text NOT NULL,
                period text NOT NULL
            """
        ),
        "presences": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                person      uuid,
                said        text   NOT NULL,
                has_left    bool   NOT NULL,
                account     text   NOT NULL,
                office      text   NOT NULL
            """,
            indexes=(
                "(person, position) WHERE person IS NOT NULL",
                "(household, position) WHERE person IS NULL",
            ),
            wall=walls.OF_NOBODY,
            order="position, occurred_on, household, person, said, has_left, account, office",
        ),
        "alerts": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                household   uuid,
                village     text   COLLATE "C" NOT NULL,
                person      uuid,
                row_no      int
            """,
            indexes=("(position)", "(list, position)"),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=(
        "list.received",
        "presence.judged",
        "household.closed",
        "household.reopened",
        "household.relisted",
        "row.quarantined",
    ),
    apply=(_SOURCES, _JUDGED, _CLOSING, _PERSONS, _HOUSEHOLDS, _ELSEWHERE),
)

_FOUND: LiteralString = """
FROM {s}_read.resurrections_alerts AS alert
JOIN {s}_read.resurrections_sources AS source USING (list)
CROSS JOIN LATERAL (
    SELECT said, has_left, occurred_on, position, account, office, household
    FROM {s}_read.resurrections_presences_order AS p
    WHERE p.position < alert.position
      AND (p.person = alert.person
           OR alert.person IS NULL AND p.person IS NULL AND p.household = alert.household)
    ORDER BY p.position DESC
    LIMIT 1
) AS leaving
WHERE leaving.has_left AND {which}
"""

_ALERTS: LiteralString = (
    """
SELECT
    alert.position, alert.occurred_on AS relisted_on, list, source.name AS list_name,
    source.issuer, source.period, coalesce(alert.household, leaving.household) AS household,
    alert.village, person, row_no, leaving.said, leaving.occurred_on AS left_on,
    leaving.position AS left_position, leaving.account AS left_account,
    leaving.office AS left_office
"""
    + _FOUND
    + """
ORDER BY alert.position DESC, row_no
LIMIT %(limit)s
"""
)

_COUNTS: LiteralString = (
    """
SELECT list, source.name AS list_name, source.issuer, source.period,
    count(*) AS alerts, count(DISTINCT alert.household) AS households
"""
    + _FOUND
    + """
GROUP BY list, source.name, source.issuer, source.period
ORDER BY count(*) DESC, source.issuer, source.name, list
"""
)


class Alert(Struct, frozen=True, kw_only=True):
    """A list names somebody who had left.

    Args:
        position: the event in which the list named them, the key of alerts.
        person: None for a whole household that is closed.
        said: the verdict or the status with which they left.
        left_account, left_office: who decided that.
    """

    position: int
    relisted_on: date
    list: UUID
    list_name: str
    issuer: str
    period: str
    household: UUID
    village: str
    person: UUID | None
    row_no: int | None
    said: str
    left_on: date
    left_position: int
    left_account: str
    left_office: str


class AlertCount(Struct, frozen=True, kw_only=True):
    """How often one list names somebody who had left."""

    list: UUID
    list_name: str
    issuer: str
    period: str
    alerts: int
    households: int


def find(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    list_id: UUID | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, int] | None = None,
) -> list[Alert]:
    """Return the alerts, the newest first.

    Args:
        after: position and row number of the last one of the page before.
    """
    which = _which(areas, list_id, moment)
    if after is not None:
        which.add(
            "alert.position < %(at)s OR alert.position = %(at)s AND row_no > %(row)s",
            at=after[0],
            row=after[1],
        )
    sql = _ALERTS.replace("{which}", which.text)
    return fetch(conn, schema, Alert, sql, {**which.values, "limit": limit})


def counts(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    moment: Moment = PRESENT,
) -> list[AlertCount]:
    """Count the alerts per list, the worst list first."""
    which = _which(areas, None, moment)
    return fetch(
        conn, schema, AlertCount, _COUNTS.replace("{which}", which.text), dict(which.values)
    )


def _which(areas: Collection[str] | None, list_id: UUID | None, moment: Moment) -> Conditions:
    which = Conditions()
    which.add("alert.position <= %(upto)s", upto=moment.position)
    which.within(areas)
    which.equal(list=list_id)
    return which
