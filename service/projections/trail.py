"""Who did what, when, where and to whom: one line for every event of the log.

A line holds only what is asked for; what happened is told from the events themselves, by
`log.at(positions)` and `sentences`. The time of recording is not kept here: it grows with the
position, so an interval of time is an interval of positions. An event is found under the stream
it stands in and under every other thing it names (`subjects`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates import EVENTS
from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_LINES: LiteralString = """
INSERT INTO {lines} (position, type, occurred_on, village, is_single, actor, organisation)
SELECT
    position,
    hashtextextended(type, 0),
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    coalesce(data ->> 'household', data ->> 'other_household', data ->> 'survivor') IS NOT NULL,
    hashtextextended(meta ->> 'actor', 0),
    hashtextextended(meta ->> 'organisation', 0)
FROM {batch} AS batch
"""

# Fields that hold the key of something with a stream of its own, by the kind of thing. They are
# read from every event that has one, so a new event is found under what it names from the start.
_NAMING: dict[LiteralString, tuple[LiteralString, ...]] = {
    "household": ("household", "other_household", "survivor"),
    "commitment": ("commitment", "to_commitment", "transferred_from"),
    "fund": ("fund", "to_fund", "from_fund"),
    "upz": ("upz",),
    "programme": ("programme",),
    "partner": (
        "partner",
        "broker",
        "implementer",
        "to_partner",
        "from_partner",
        "host",
        "delivered_by",
        "acknowledged_by",
        "verified_by",
        "resolved_by",
        "owner",
        "parent",
        "organisation",
    ),
    "list": ("list",),
    "agreement": ("agreement",),
    "subject_request": ("subject_request",),
    "village": ("from_village",),
}
_FIELDS: dict[LiteralString, LiteralString] = {
    field: kind for kind, fields in _NAMING.items() for field in fields
}
# A household's own key says nothing new in its own stream, and most events have no other. What
# stands elsewhere and names it, such as a photo or an objection, belongs to its history.
_TELLING = _FIELDS.keys() - {"household"}
_ELSEWHERE = sorted(
    tag
    for tag, event in EVENTS.items()
    if "household" in event.__struct_fields__
    and not event.__module__.startswith("service.aggregates.household")
)
_NAMING_TYPES = sorted(
    {tag for tag, event in EVENTS.items() if _TELLING & {*event.__struct_fields__}} | {*_ELSEWHERE}
)

_SUBJECTS: LiteralString = f"""
INSERT INTO {{subjects}} (subject, position)
SELECT hashtextextended(subject, 0), position
FROM (
    SELECT
        position,
        stream,
        unnest(ARRAY[
            {", ".join(f"'{kind}:' || (data ->> '{field}')" for field, kind in _FIELDS.items())},
            CASE WHEN type = 'fund.credited' THEN 'partner:' || (data ->> 'source') END
        ]) AS subject
    FROM {{batch}} AS batch
    WHERE type IN ({", ".join(f"'{tag}'" for tag in _NAMING_TYPES)})
      AND (
          data ?| ARRAY[{", ".join(f"'{field}'" for field in sorted(_TELLING))}]
          OR type IN ({", ".join(f"'{tag}'" for tag in _ELSEWHERE)})
      )
) AS named
WHERE subject IS NOT NULL AND subject <> stream
"""

TRAIL = Projection(
    name="trail",
    version=5,
    tables={
        "lines": Table(
            columns="""
                position     bigint NOT NULL,
                type         bigint NOT NULL,
                actor        bigint NOT NULL,
                organisation bigint NOT NULL,
                occurred_on  date   NOT NULL,
                is_single    bool   NOT NULL,
                village      text   COLLATE "C"
            """,
            wall=walls.OF_EVENT,
            indexes=(
                "(position)",
                "(type, position)",
                "(actor, position)",
                "(organisation, position)",
                "(village, position) WHERE village IS NOT NULL",
                "USING brin (occurred_on date_minmax_multi_ops)",
            ),
        ),
        "subjects": Table(
            columns="""
                subject  bigint NOT NULL,
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
        known: where events of single households are shown; None is everywhere.
        recorded_from, recorded_before: when the log learnt it.
        occurred_from, occurred_before: when it became true.
        first, last: positions, both included.
        hidden: not what happened in these streams (`household:…`) or names them.
    """

    subject: str | None = None
    actor: str | None = None
    organisation: str | None = None
    areas: tuple[str, ...] | None = None
    known: tuple[str, ...] | None = None
    types: tuple[str, ...] = ()
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None
    occurred_from: date | None = None
    occurred_before: date | None = None
    first: int | None = None
    last: int | None = None
    hidden: tuple[str, ...] = ()


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
    order: LiteralString = "DESC" if newest_first else "ASC"
    end: LiteralString = f" ORDER BY position {order} LIMIT %(limit)s"
    parts = [f"{part} WHERE {conditions.text}{end}" for part in _parts(asked.subject)]
    sql = parts[0] if len(parts) == 1 else f"({parts[0]}) UNION ({parts[1]}){end}"
    # Planned for these very values: an actor of three events and one of half the log differ.
    rows = conn.execute(
        in_schema(sql, schema),
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
        lines + " JOIN (SELECT DISTINCT position FROM {s}_read.trail_subjects"
        " WHERE subject = hashtextextended(%(subject)s, 0)) AS named USING (position)"
    )
    if subject.startswith("village:"):
        there: LiteralString = (
            "SELECT position FROM (SELECT position, type, occurred_on, village, is_single, actor,"
            " organisation"
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


# What happened in a stream, or elsewhere and names it.
_NOT_ABOUT: LiteralString = """
NOT EXISTS (
    SELECT FROM {s}.events AS e
    WHERE e.stream = ANY (%(hidden)s) AND e.position = lines.position
) AND NOT EXISTS (
    SELECT FROM {s}_read.trail_subjects AS named
    WHERE named.position = lines.position
      AND named.subject = ANY (
          ARRAY(SELECT hashtextextended(unnest(%(hidden)s::text[]), 0)))
)
"""


def _conditions(conn: Connection, schema: str, asked: Asked, moment: Moment) -> Conditions:
    conditions = Conditions(moment)
    conditions.within(asked.areas)
    conditions.unless("is_single", asked.known)
    since, until = asked.recorded_from, asked.recorded_before
    one = asked.types[0] if len(asked.types) == 1 else None
    wanted: tuple[tuple[LiteralString, str, Any], ...] = (
        ("actor = hashtextextended(%(actor)s, 0)", "actor", asked.actor),
        (
            "organisation = hashtextextended(%(organisation)s, 0)",
            "organisation",
            asked.organisation,
        ),
        ("type = hashtextextended(%(type)s, 0)", "type", one),
        (
            "type = ANY (ARRAY(SELECT hashtextextended(unnest(%(types)s::text[]), 0)))",
            "types",
            None if one else list(asked.types) or None,
        ),
        ("occurred_on >= %(occurred_from)s", "occurred_from", asked.occurred_from),
        ("occurred_on < %(occurred_before)s", "occurred_before", asked.occurred_before),
        ("position > %(earlier)s", "earlier", since and _last_before(conn, schema, since)),
        ("position <= %(latest)s", "latest", until and _last_before(conn, schema, until)),
        ("position >= %(first)s", "first", asked.first),
        ("position <= %(last)s", "last", asked.last),
        (_NOT_ABOUT, "hidden", list(asked.hidden) or None),
    )
    for text, name, value in wanted:
        if value is not None:
            conditions.add(text, **{name: value})
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
