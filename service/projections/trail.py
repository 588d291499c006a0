"""Who did what, when, where and to whom: one line for every event of the log.

A line holds only what is asked for; what happened is told from the events themselves, by
`log.at(positions)` and `sentences`. The time of recording is not kept here: it grows with the
position, so an interval of time is an interval of positions. An event is found under the stream
it stands in and under every other thing it names (`subjects`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates import EVENTS
from service.database.sql import in_schema
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_LINES: LiteralString = """
INSERT INTO {lines} (position, type, occurred_on, village, actor, organisation)
SELECT
    position,
    type,
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    meta ->> 'actor',
    meta ->> 'organisation'
FROM {batch} AS batch
"""

# The first condition keeps away what names nothing but its own household: nine events in ten.
_SUBJECTS: LiteralString = """
INSERT INTO {subjects} (subject, position)
SELECT named.subject, batch.position
FROM {batch} AS batch
CROSS JOIN LATERAL (
    SELECT DISTINCT kind || ':' || name
    FROM (VALUES
        ('household', data ->> 'household'),
        ('household', data ->> 'other_household'),
        ('household', data ->> 'survivor'),
        ('commitment', data ->> 'commitment'),
        ('commitment', data ->> 'to_commitment'),
        ('commitment', data ->> 'transferred_from'),
        ('fund', data ->> 'fund'),
        ('fund', data ->> 'to_fund'),
        ('programme', data ->> 'programme'),
        ('partner', data ->> 'partner'),
        ('partner', data ->> 'broker'),
        ('partner', data ->> 'implementer'),
        ('partner', data ->> 'to_partner'),
        ('partner', data ->> 'delivered_by'),
        ('partner', data ->> 'acknowledged_by'),
        ('partner', data ->> 'verified_by'),
        ('partner', data ->> 'resolved_by'),
        ('partner', data ->> 'owner'),
        ('partner', data ->> 'parent'),
        ('partner', data ->> 'organisation'),
        ('partner', CASE WHEN type = 'fund.credited' THEN data ->> 'source' END),
        ('list', data ->> 'list'),
        ('village', data ->> 'from_village')
    ) AS names (kind, name)
    WHERE name IS NOT NULL
) AS named (subject)
WHERE data ?| ARRAY['commitment', 'fund', 'programme', 'partner', 'owner', 'parent',
                    'organisation', 'list', 'other_household', 'survivor', 'from_village']
  AND named.subject <> batch.stream
"""

TRAIL = Projection(
    name="trail",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position     bigint PRIMARY KEY,
                type         text   COLLATE "C" NOT NULL,
                occurred_on  date   NOT NULL,
                village      text   COLLATE "C",
                actor        text   COLLATE "C" NOT NULL,
                organisation text   COLLATE "C" NOT NULL
            """,
            indexes=(
                "(type, position)",
                "(actor, position)",
                "(organisation, position)",
                "(village, position) WHERE village IS NOT NULL",
                "(occurred_on)",
            ),
        ),
        "subjects": Table(
            columns="""
                subject  text   COLLATE "C" NOT NULL,
                position bigint NOT NULL
            """,
            indexes=("(subject, position)",),
        ),
    },
    types=tuple(EVENTS),
    apply=(_LINES, _SUBJECTS),
)


class Asked(Struct, frozen=True, kw_only=True):
    """Which events; every field that is given must hold. Intervals are half-open.

    Args:
        subject: a stream's name (`fund:zakat-2024`). Events of the stream and events elsewhere
            that name it; for a village, all that happened there.
        areas: region codes; None is everywhere, and only then are events without a place shown.
        recorded_from, recorded_before: when the log learnt it.
        occurred_from, occurred_before: when it became true.
        first, last: positions, both included.
    """

    subject: str | None = None
    actor: str | None = None
    organisation: str | None = None
    areas: tuple[str, ...] | None = None
    types: tuple[str, ...] = ()
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None
    occurred_from: date | None = None
    occurred_before: date | None = None
    first: int | None = None
    last: int | None = None


def find(
    conn: Connection,
    schema: str,
    asked: Asked,
    *,
    limit: int,
    after: int | None = None,
    newest_first: bool = True,
    moment: Moment = PRESENT,
) -> list[int]:
    """Return the positions of the events asked for, in order.

    Args:
        after: the last position of the page before; None starts at the newest (or the oldest).
    """
    conditions = _conditions(conn, schema, asked, moment)
    if after is not None:
        conditions.add(
            "position < %(after)s" if newest_first else "position > %(after)s", after=after
        )
    end: LiteralString = (
        " ORDER BY position " + ("DESC" if newest_first else "ASC") + (" LIMIT %(limit)s")
    )
    parts = _parts(asked.subject)
    sql = " UNION ".join(f"({part} WHERE {conditions.text}{end})" for part in parts)
    # Planned for these very values: an actor of three events and one of half the log differ.
    rows = conn.execute(
        in_schema(sql + end, schema),
        {**conditions.values, "limit": limit, **_subject(asked.subject)},
        prepare=False,
    ).fetchall()
    return [int(position) for (position,) in rows]


def _parts(subject: str | None) -> Sequence[LiteralString]:
    """Return where to look: in all lines, or in those of a stream and those that name it."""
    lines: LiteralString = "SELECT position FROM {s}_read.trail_lines AS lines"
    if subject is None:
        return [lines]
    naming: LiteralString = (
        lines + " JOIN (SELECT position FROM {s}_read.trail_subjects WHERE subject = %(subject)s)"
        " AS named USING (position)"
    )
    if subject.startswith("village:"):
        there: LiteralString = (
            "SELECT position FROM (SELECT position, type, occurred_on, village, actor, organisation"
            " FROM {s}_read.trail_lines WHERE village = %(place)s) AS lines"
        )
        return [there, naming]
    own: LiteralString = (
        lines + " JOIN (SELECT position FROM {s}.events WHERE stream = %(subject)s)"
        " AS own USING (position)"
    )
    return [own, naming]


def _subject(subject: str | None) -> dict[str, str]:
    if subject is None:
        return {}
    return {"subject": subject, "place": subject.partition(":")[2]}


def _conditions(conn: Connection, schema: str, asked: Asked, moment: Moment) -> Conditions:
    conditions = Conditions(moment)
    conditions.equal(actor=asked.actor, organisation=asked.organisation)
    conditions.within(asked.areas)
    if len(asked.types) == 1:
        conditions.equal(type=asked.types[0])
    elif asked.types:
        conditions.add("type = ANY(%(types)s)", types=list(asked.types))
    if asked.occurred_from:
        conditions.add("occurred_on >= %(occurred_from)s", occurred_from=asked.occurred_from)
    if asked.occurred_before:
        conditions.add("occurred_on < %(occurred_before)s", occurred_before=asked.occurred_before)
    if asked.recorded_from:
        earlier = _last_before(conn, schema, asked.recorded_from)
        conditions.add("position > %(earlier)s", earlier=earlier)
    if asked.recorded_before:
        latest = _last_before(conn, schema, asked.recorded_before)
        conditions.add("position <= %(latest)s", latest=latest)
    if asked.first is not None:
        conditions.add("position >= %(first)s", first=asked.first)
    if asked.last is not None:
        conditions.add("position <= %(last)s", last=asked.last)
    return conditions


def _last_before(conn: Connection, schema: str, moment: datetime) -> int:
    """Return the last position recorded before a moment, 0 if there is none."""
    sql = in_schema(
        "SELECT position FROM {s}.commands WHERE recorded_at < %s "
        "ORDER BY recorded_at DESC, position DESC LIMIT 1",
        schema,
    )
    row = conn.execute(sql, (moment,), prepare=True).fetchone()
    return int(row[0]) if row else 0
