"""Initiatives: what each is, which stages it has, and how far each village has come, on two clocks.

How many stages there are is counted from what the events say; no text is asked.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates.initiative_events import Horizon, MandateKind, Mark, Outcome
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

_FIND: LiteralString = """
SELECT
    i.initiative, i.acronym, i.name, i.owner, i.horizon, i.period_from, i.period_until,
    i.source_text, i.areas, i.area_group, i.template, i.occurred_on AS started_on,
    e.outcome, coalesce(e.reason, '') AS reason, e.occurred_on AS ended_on, i.position
FROM (
    SELECT initiative, acronym, name, owner, horizon, period_from, period_until, source_text,
           areas, area_group, template, occurred_on, position
    FROM {s}_read.initiatives_lines
    WHERE {wanted}
) AS i
LEFT JOIN LATERAL (
    SELECT outcome, reason, occurred_on
    FROM {s}_read.initiatives_ends
    WHERE initiative = i.initiative AND {seen}
) AS e ON true
ORDER BY i.initiative
LIMIT %(limit)s
"""

_STAGES: LiteralString = """
SELECT initiative, stage, name, planned_from, planned_until, needs, position
FROM {s}_read.initiatives_stages
WHERE {wanted}
ORDER BY initiative, position, number
"""

# Of a stage in a village the newest word counts.
_MARKS: LiteralString = """
SELECT stage, village, mark, occurred_on, is_overridden, reason, position
FROM (
    SELECT DISTINCT ON (stage, village)
        stage, village, mark, occurred_on, is_overridden, reason, position
    FROM {s}_read.initiatives_marks
    WHERE {wanted}
    ORDER BY stage, village, position DESC
) AS latest
WHERE mark <> 'reopened'
ORDER BY village, stage
"""

_PROGRESS: LiteralString = """
SELECT
    initiative,
    stage,
    count(*) FILTER (WHERE mark = 'completed')::int                   AS completed,
    count(*) FILTER (WHERE mark = 'completed' AND is_overridden)::int AS overridden,
    count(*) FILTER (WHERE mark = 'skipped')::int                     AS skipped,
    max(occurred_on) FILTER (WHERE mark = 'completed')                AS latest
FROM (
    SELECT DISTINCT ON (initiative, stage, village)
        initiative, stage, village, mark, occurred_on, is_overridden
    FROM {s}_read.initiatives_marks
    WHERE {wanted}
    ORDER BY initiative, stage, village, position DESC
) AS latest
GROUP BY initiative, stage
"""

_MANDATES: LiteralString = """
SELECT initiative, kind, number, issued_on, title, issuer, position
FROM {s}_read.initiatives_mandates
WHERE {wanted}
ORDER BY initiative, issued_on, position
"""


class Initiative(Struct, frozen=True, kw_only=True):
    """An initiative as it stood at a moment.

    Args:
        areas: codes of regions; empty if only a group says where.
        outcome, reason, ended_on: how, why and when it ended; None and empty while it runs.
        position: the event that started it.
    """

    initiative: str
    acronym: str
    name: str
    owner: str
    horizon: Horizon
    period_from: date
    period_until: date
    source_text: str
    areas: Sequence[str]
    area_group: str
    template: str
    started_on: date
    outcome: Outcome | None
    reason: str
    ended_on: date | None
    position: int


class Stage(Struct, frozen=True, kw_only=True):
    """One stage, in the order of its initiative."""

    initiative: str
    stage: str
    name: str
    planned_from: date | None
    planned_until: date | None
    needs: Sequence[str]
    position: int


class VillageMark(Struct, frozen=True, kw_only=True):
    """That a stage is completed or skipped in a village, since when, by which event.

    Args:
        is_overridden: it was completed though a stage that it needs was open there.
        reason: why so, or why it was skipped.
    """

    stage: str
    village: str
    mark: Mark
    occurred_on: date
    is_overridden: bool
    reason: str
    position: int


class Progress(Struct, frozen=True, kw_only=True):
    """In how many villages a stage is completed or skipped."""

    initiative: str
    stage: str
    completed: int
    overridden: int
    skipped: int
    latest: date | None


class Mandate(Struct, frozen=True, kw_only=True):
    """A document that ordered an initiative, or was about it."""

    initiative: str
    kind: MandateKind
    number: str
    issued_on: date
    title: str
    issuer: str
    position: int


def find(
    conn: Connection,
    schema: str,
    *,
    initiative: str | None = None,
    owner: str | None = None,
    area_group: str | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Initiative]:
    """Return initiatives by short name, the ended ones too.

    Args:
        after: the last short name of the page before.
    """
    seen, wanted = Conditions(moment), Conditions(moment)
    wanted.equal(initiative=initiative, owner=owner, area_group=area_group)
    if after is not None:
        wanted.add("initiative > %(after)s", after=after)
    sql: LiteralString = _FIND.replace("{seen}", seen.text).replace("{wanted}", wanted.text)
    values = {**seen.values, **wanted.values, "limit": limit}
    return fetch(conn, schema, Initiative, sql, values)


def one(
    conn: Connection, schema: str, initiative: str, moment: Moment = PRESENT
) -> Initiative | None:
    """Return an initiative, None if it had not been started then."""
    found = find(conn, schema, initiative=initiative, moment=moment, limit=1)
    return found[0] if found else None


def stages(
    conn: Connection, schema: str, initiatives: Collection[str], moment: Moment = PRESENT
) -> list[Stage]:
    """Return the stages of initiatives, of each in its order."""
    wanted = Conditions(moment)
    wanted.add("initiative = ANY (%(initiatives)s)", initiatives=list(initiatives))
    sql: LiteralString = _STAGES.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Stage, sql, wanted.values)


def marks(
    conn: Connection,
    schema: str,
    initiative: str,
    villages: Collection[str],
    moment: Moment = PRESENT,
) -> list[VillageMark]:
    """Return what is completed or skipped in which village; what is open is not told."""
    wanted = Conditions(moment)
    wanted.equal(initiative=initiative)
    wanted.add("village = ANY (%(villages)s)", villages=list(villages))
    sql: LiteralString = _MARKS.replace("{wanted}", wanted.text)
    return fetch(conn, schema, VillageMark, sql, wanted.values)


def progress(
    conn: Connection,
    schema: str,
    villages: Mapping[str, Collection[str]],
    moment: Moment = PRESENT,
) -> dict[tuple[str, str], Progress]:
    """Return in how many villages each stage is completed or skipped, by initiative and stage.

    Args:
        villages: which are counted, by initiative.
    """
    pairs = [(one, village) for one, inside in villages.items() for village in inside]
    wanted = Conditions(moment)
    wanted.add(
        "(initiative, village) IN "
        "(SELECT * FROM unnest(%(initiatives)s::text[], %(villages)s::text[]))",
        initiatives=[one for one, _ in pairs],
        villages=[village for _, village in pairs],
    )
    sql: LiteralString = _PROGRESS.replace("{wanted}", wanted.text)
    found = fetch(conn, schema, Progress, sql, wanted.values)
    return {(one.initiative, one.stage): one for one in found}


def mandates(
    conn: Connection, schema: str, initiatives: Collection[str], moment: Moment = PRESENT
) -> list[Mandate]:
    """Return the documents of initiatives, of each the oldest first."""
    wanted = Conditions(moment)
    wanted.add("initiative = ANY (%(initiatives)s)", initiatives=list(initiatives))
    sql: LiteralString = _MANDATES.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Mandate, sql, wanted.values)
