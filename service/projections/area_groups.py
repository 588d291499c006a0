"""Groups of regions: what each is called, and who is in it, at a moment."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates.area_group import GroupKind
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, area_group, kind, name, members, decree_number, decree_date, reason,
    is_over
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'area_group',
    data ->> 'kind',
    data ->> 'name',
    CASE WHEN data ? 'members' THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'members')) END,
    coalesce(data ->> 'decree_number', ''),
    (data ->> 'decree_date')::date,
    coalesce(data ->> 'reason', ''),
    type = 'area_group.dissolved'
FROM {batch} AS batch
"""

AREA_GROUPS = Projection(
    name="area_groups",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                area_group    text   COLLATE "C" NOT NULL,
                kind          text,
                name          text   NOT NULL,
                members       text[],
                decree_number text   NOT NULL,
                decree_date   date,
                reason        text   NOT NULL,
                is_over       bool   NOT NULL
            """,
            indexes=("(area_group, position)",),
        ),
    },
    types=("area_group.created", "area_group.changed", "area_group.dissolved"),
    apply=(_COPY,),
)

# The first line says what kind it is, the newest that tells of members who they are.
_FIND: LiteralString = """
WITH seen AS (
    SELECT position, occurred_on, area_group, kind, name, members, decree_number, decree_date,
           reason, is_over
    FROM {s}_read.area_groups_lines
    WHERE {seen}
)
SELECT
    first.area_group, first.kind, stood.name, stood.members, stood.decree_number,
    stood.decree_date, first.occurred_on AS since, ended.occurred_on AS ended_on,
    coalesce(ended.reason, stood.reason) AS reason,
    coalesce(ended.position, stood.position) AS position
FROM seen AS first
CROSS JOIN LATERAL (
    SELECT name, members, decree_number, decree_date, reason, position
    FROM seen
    WHERE area_group = first.area_group AND members IS NOT NULL
    ORDER BY position DESC
    LIMIT 1
) AS stood
LEFT JOIN seen AS ended ON ended.area_group = first.area_group AND ended.is_over
WHERE first.kind IS NOT NULL
ORDER BY first.area_group
LIMIT %(limit)s
"""


class AreaGroup(Struct, frozen=True, kw_only=True):
    """A group as it stood at a moment.

    Args:
        members: codes of kecamatan and villages, in order, none inside another.
        since: the day it was created; ended_on, the day it was dissolved.
        reason: why it was changed last, or dissolved; empty if it never was.
        position: its last event.
    """

    area_group: str
    kind: GroupKind
    name: str
    members: Sequence[str]
    decree_number: str
    decree_date: date | None
    since: date
    ended_on: date | None
    reason: str
    position: int


def find(
    conn: Connection,
    schema: str,
    *,
    area_group: str | None = None,
    among: Collection[str] | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[AreaGroup]:
    """Return groups by short name, the dissolved ones too.

    Args:
        among: short names, of which those are found that there are; None is all.
        after: the last short name of the page before.
    """
    seen = Conditions(moment)
    seen.equal(area_group=area_group)
    if among is not None:
        seen.add("area_group = ANY (%(among)s)", among=list(among))
    if after is not None:
        seen.add("area_group > %(after)s", after=after)
    sql: LiteralString = _FIND.replace("{seen}", seen.text)
    return fetch(conn, schema, AreaGroup, sql, {**seen.values, "limit": limit})


def one(
    conn: Connection, schema: str, area_group: str, moment: Moment = PRESENT
) -> AreaGroup | None:
    """Return a group, None if there was none then."""
    found = find(conn, schema, area_group=area_group, moment=moment, limit=1)
    return found[0] if found else None
