"""Whoever left and is named again by a later list: stopped, and shown to whoever must decide.

    left (who said so, when) → a later list names them → alert; nothing is reopened by a list
    alert → stays gone, by somebody's word | came back, by a testimony | its row was settled
            | its list was withdrawn

The tables are in `resurrection_tables.py`.
Source: BPK on the problem families of 2020 that were reinstated in 2021; scenario A3, step 5.
"""

from collections.abc import Collection
from datetime import date
from typing import Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

# Who had left is asked of the moment when the list named them; what became of it, of the moment of
# the question, so an alert that a testimony ended is told as such.
_FOUND: LiteralString = """
FROM (
    SELECT
        alert.position, alert.occurred_on AS relisted_on, alert.list, source.name AS list_name,
        source.issuer, source.period, coalesce(alert.household, leaving.household) AS household,
        alert.village, alert.person, alert.row_no, leaving.said, leaving.occurred_on AS left_on,
        leaving.position AS left_position, leaving.account AS left_account,
        leaving.office AS left_office, settled.position AS settled_at,
        settled.occurred_on AS settled_on, coalesce(settled.office, '') AS settled_office,
        coalesce(settled.reason, '') AS reason, alert.is_waiting,
        CASE
            WHEN settled.position IS NOT NULL THEN 'stays_gone'
            WHEN NOT latest.has_left          THEN 'came_back'
            WHEN freed.is_freed               THEN 'row_settled'
            WHEN EXISTS (
                SELECT FROM {s}_read.resurrections_withdrawn AS w
                WHERE w.list = alert.list
                  AND w.position <= %(upto)s
                  AND w.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
            )                                 THEN 'list_withdrawn'
            ELSE 'open'
        END AS standing
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
    CROSS JOIN LATERAL (
        SELECT has_left
        FROM {s}_read.resurrections_presences_order AS p
        WHERE p.position <= %(upto)s
          AND p.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
          AND (p.person = alert.person
               OR alert.person IS NULL AND p.person IS NULL AND p.household = alert.household)
        ORDER BY p.position DESC
        LIMIT 1
    ) AS latest
    CROSS JOIN LATERAL (
        SELECT alert.is_waiting AND EXISTS (
            SELECT FROM {s}_read.resurrections_freed AS f
            WHERE f.list = alert.list AND f.row_no = alert.row_no
              AND f.position <= %(upto)s
              AND f.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ) AS is_freed
    ) AS freed
    LEFT JOIN LATERAL (
        SELECT position, occurred_on, office, reason
        FROM {s}_read.resurrections_settled AS d
        WHERE d.list = alert.list AND d.household = alert.household
          AND d.person IS NOT DISTINCT FROM alert.person
          AND d.position <= %(upto)s
          AND d.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY d.position DESC
        LIMIT 1
    ) AS settled ON true
    WHERE leaving.has_left AND {which}
) AS told
WHERE {wanted}
"""

_ALERTS: LiteralString = (
    """
SELECT
    position, relisted_on, list, list_name, issuer, period, household, village, person, row_no,
    said, left_on, left_position, left_account, left_office, is_waiting, standing, settled_at,
    settled_on, settled_office, reason
"""
    + _FOUND
    + """
ORDER BY position DESC, row_no
LIMIT %(limit)s
"""
)

_COUNTS: LiteralString = (
    """
SELECT list, list_name, issuer, period,
    count(*) AS alerts, count(DISTINCT household) AS households,
    count(*) FILTER (WHERE standing = 'open') AS open
"""
    + _FOUND
    + """
GROUP BY list, list_name, issuer, period
ORDER BY count(*) DESC, issuer, list_name, list
"""
)

_OPEN: LiteralString = "SELECT count(*) AS alerts" + _FOUND


Standing: TypeAlias = Literal["open", "stays_gone", "came_back", "row_settled", "list_withdrawn"]

NAMING_LABELS: dict[Standing, str] = {
    "open": "menunggu keputusan",
    "stays_gone": "tetap keluar",
    "came_back": "ternyata ada",
    "row_settled": "barisnya sudah diselesaikan",
    "list_withdrawn": "daftarnya ditarik",
}


class Alert(Struct, frozen=True, kw_only=True):
    """A list names somebody who had left.

    Args:
        position: the event in which the list named them, the key of alerts.
        person: None for a whole household that is closed.
        said: the verdict or the status with which they left.
        left_account, left_office: who decided that.
        is_waiting: the row stands under a strange family number and waits in quarantine.
        standing: what became of the alert; `reason` and `settled_at`, the event, are of who said
            that somebody stays gone.
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
    is_waiting: bool
    standing: Standing
    settled_at: int | None
    settled_on: date | None
    settled_office: str
    reason: str


class AlertCount(Struct, frozen=True, kw_only=True):
    """How often one list names somebody who had left, and how often nobody has decided."""

    list: UUID
    list_name: str
    issuer: str
    period: str
    alerts: int
    households: int
    open: int


class _Count(Struct, frozen=True):
    alerts: int


def find(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    list_id: UUID | None = None,
    is_open: bool | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, int] | None = None,
) -> list[Alert]:
    """Return the alerts, the newest first.

    Args:
        is_open: only those nobody has settled, or only the others; None for all.
        after: position and row number of the last one of the page before.
    """
    which = _which(areas, list_id, moment)
    if after is not None:
        which.add(
            "alert.position < %(at)s OR alert.position = %(at)s AND row_no > %(row)s",
            at=after[0],
            row=after[1],
        )
    wanted = Conditions()
    if is_open is not None:
        wanted.add("standing = 'open'" if is_open else "standing <> 'open'")
    sql = _ALERTS.replace("{which}", which.text).replace("{wanted}", wanted.text)
    return fetch(conn, schema, Alert, sql, {**which.values, "limit": limit})


def count_open(conn: Connection, schema: str, areas: Collection[str] | None = None) -> int:
    """Count the alerts that nobody has settled."""
    which = _which(areas, None, PRESENT)
    sql = _OPEN.replace("{which}", which.text).replace("{wanted}", "standing = 'open'")
    return fetch(conn, schema, _Count, sql, which.values)[0].alerts


def counts(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    moment: Moment = PRESENT,
) -> list[AlertCount]:
    """Count the alerts per list, the worst list first."""
    which = _which(areas, None, moment)
    sql = _COUNTS.replace("{which}", which.text).replace("{wanted}", "true")
    return fetch(conn, schema, AlertCount, sql, which.values)


def _which(areas: Collection[str] | None, list_id: UUID | None, moment: Moment) -> Conditions:
    which = Conditions()
    which.add(
        "alert.position <= %(upto)s"
        " AND alert.occurred_on <= coalesce(%(valid_on)s::date, 'infinity')",
        upto=moment.position,
        valid_on=moment.valid_on,
    )
    which.within(areas)
    which.equal(list=list_id)
    return which
