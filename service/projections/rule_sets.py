"""Rule sets: every version that was published, and which one held on a day as far as was known."""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString

import msgspec
from msgspec import Struct
from psycopg import Connection

from service.aggregates.rule_set import RuleSetPublished
from service.database.sql import in_schema
from service.kernel.rule_sets import RuleContent
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table

_COPY: LiteralString = """
INSERT INTO {lines} (position, occurred_on, rule_set, version, effective_on, body)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'rule_set',
    (data ->> 'version')::int,
    (data ->> 'effective_on')::date,
    data
FROM {batch} AS batch
"""

RULE_SETS = Projection(
    name="rule_sets",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                rule_set     text   COLLATE "C" NOT NULL,
                version      int    NOT NULL,
                effective_on date   NOT NULL,
                body         jsonb  NOT NULL
            """,
            indexes=("(rule_set, version)",),
        ),
    },
    types=("rule_set.published",),
    apply=(_COPY,),
)


class Published(Struct, frozen=True, kw_only=True):
    """A version as it was published, by the event at `position`; 0 for one that only ships.

    Args:
        effective_on: the first day it holds.
        shipped: it came with the service.
    """

    rule_set: str
    version: int
    effective_on: date
    published_on: date
    shipped: bool
    content: RuleContent
    position: int


def versions(
    conn: Connection, schema: str, moment: Moment = PRESENT, *, rule_set: str | None = None
) -> list[Published]:
    """Return every version known at a moment, by set and version."""
    sql = in_schema(
        "SELECT position, body FROM {s}_read.rule_sets_lines "
        "WHERE position <= %(upto)s AND (%(rule_set)s::text IS NULL OR rule_set = %(rule_set)s) "
        "ORDER BY rule_set, version",
        schema,
    )
    rows = conn.execute(
        sql, {"upto": moment.position, "rule_set": rule_set}, prepare=True
    ).fetchall()
    return [_published(position, body) for position, body in rows]


def in_force(found: Sequence[Published], day: date) -> Published | None:
    """Return the version of one set that holds on a day; None before there is any."""
    held = [one for one in found if one.effective_on <= day]
    return held[-1] if held else None


def _published(position: int, body: bytes) -> Published:
    event = msgspec.json.decode(body, type=RuleSetPublished)
    return Published(
        rule_set=event.rule_set,
        version=event.version,
        effective_on=event.effective_on,
        published_on=event.occurred_on,
        shipped=event.shipped,
        content=event.content,
        position=position,
    )
