"""Official figures, how each stands at a moment, and what they shall become.

Every figure keeps its source, its method, its day, and, if it counts a register, its numerator and
denominator; there is no rate without them. A figure of this register keeps the position it was
counted at as well, so that it can be counted again.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.kernel.figures import FigureKind, Nature, Standing
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

MOST_FIGURES = 1_000

_COPY_FIGURES: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, kind, area, source, number, source_name, nature, method, reference_date,
    value_percent, numerator, denominator, frozen_at, unratified, publication,
    poverty_line_rupiah, line_basis
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'kind',
    data ->> 'area',
    data ->> 'source',
    (data ->> 'number')::int,
    coalesce(data ->> 'source_name', 'Register Sanding'),
    coalesce(data ->> 'nature', 'registry'),
    coalesce(data ->> 'method', 'Hitungan orang pada register, by name by address'),
    (data ->> 'reference_date')::date,
    (data ->> 'value_percent')::numeric,
    (data ->> 'numerator')::int,
    (data ->> 'denominator')::int,
    (data ->> 'position')::bigint,
    coalesce((data ->> 'unratified')::int, 0),
    coalesce(data ->> 'publication', ''),
    (data ->> 'poverty_line_rupiah')::int,
    coalesce(data ->> 'line_basis', '')
FROM {batch} AS batch
WHERE type IN ('figure.reported', 'figure.computed')
"""

_COPY_STANDINGS: LiteralString = """
INSERT INTO {standings} (
    position, occurred_on, kind, area, source, number, standing, decree_number, decree_date,
    office, superseded_by, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'kind',
    data ->> 'area',
    data ->> 'source',
    (data ->> 'number')::int,
    CASE type WHEN 'figure.determined' THEN 'determined' ELSE 'superseded' END,
    coalesce(data ->> 'decree_number', ''),
    (data ->> 'decree_date')::date,
    coalesce(data ->> 'office', ''),
    (data ->> 'by')::int,
    coalesce(data ->> 'reason', '')
FROM {batch} AS batch
WHERE type IN ('figure.determined', 'figure.superseded')
"""

_COPY_TARGETS: LiteralString = """
INSERT INTO {targets} (
    position, occurred_on, kind, area, target_percent, due_on, decree_number
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'kind',
    data ->> 'area',
    (data ->> 'target_percent')::numeric,
    (data ->> 'due_on')::date,
    data ->> 'decree_number'
FROM {batch} AS batch
WHERE type = 'target.adopted'
"""

_KEY: LiteralString = """
    position    bigint PRIMARY KEY,
    occurred_on date NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    area        text COLLATE "C" NOT NULL,
"""

FIGURES = Projection(
    name="figures",
    version=1,
    tables={
        "lines": Table(
            columns=_KEY
            + """
                source              text    COLLATE "C" NOT NULL,
                number              int     NOT NULL,
                source_name         text    NOT NULL,
                nature              text    NOT NULL,
                method              text    NOT NULL,
                reference_date      date    NOT NULL,
                value_percent       numeric NOT NULL,
                numerator           int,
                denominator         int,
                frozen_at           bigint,
                unratified          int     NOT NULL,
                publication         text    NOT NULL,
                poverty_line_rupiah int,
                line_basis          text    NOT NULL
            """,
            indexes=("(kind, area, source, number)",),
        ),
        "standings": Table(
            columns=_KEY
            + """
                source        text COLLATE "C" NOT NULL,
                number        int  NOT NULL,
                standing      text NOT NULL,
                decree_number text NOT NULL,
                decree_date   date,
                office        text NOT NULL,
                superseded_by int,
                reason        text NOT NULL
            """,
            indexes=("(kind, area, source, number, position)",),
        ),
        "targets": Table(
            columns=_KEY
            + """
                target_percent numeric NOT NULL,
                due_on         date    NOT NULL,
                decree_number  text    NOT NULL
            """,
            indexes=("(kind, area, position)",),
        ),
    },
    types=(
        "figure.reported",
        "figure.computed",
        "figure.determined",
        "figure.superseded",
        "target.adopted",
    ),
    apply=(_COPY_FIGURES, _COPY_STANDINGS, _COPY_TARGETS),
)

_FIND: LiteralString = """
SELECT
    f.kind, f.area, f.source, f.number, f.source_name, f.nature, f.method, f.reference_date,
    f.value_percent, f.numerator, f.denominator, f.frozen_at, f.unratified, f.publication,
    f.poverty_line_rupiah, f.line_basis, f.position,
    coalesce(s.standing, CASE f.nature WHEN 'survey' THEN 'reported' ELSE 'provisional' END)
        AS standing,
    coalesce(d.decree_number, '') AS decree_number,
    d.decree_date,
    coalesce(d.office, '') AS office,
    s.superseded_by,
    coalesce(s.reason, '') AS reason,
    coalesce(s.position, f.position) AS standing_position
FROM (
    SELECT
        kind, area, source, number, source_name, nature, method, reference_date, value_percent,
        numerator, denominator, frozen_at, unratified, publication, poverty_line_rupiah,
        line_basis, position
    FROM {s}_read.figures_lines
    WHERE {wanted}
) AS f
LEFT JOIN LATERAL (
    SELECT standing, superseded_by, reason, position
    FROM {s}_read.figures_standings
    WHERE kind = f.kind AND area = f.area AND source = f.source AND number = f.number AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS s ON true
LEFT JOIN LATERAL (
    SELECT decree_number, decree_date, office
    FROM {s}_read.figures_standings
    WHERE kind = f.kind AND area = f.area AND source = f.source AND number = f.number
      AND standing = 'determined' AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS d ON true
ORDER BY f.kind, f.area, f.reference_date, f.source, f.number
LIMIT %(limit)s
"""

_TARGETS: LiteralString = """
SELECT DISTINCT ON (kind, area)
    kind, area, target_percent, due_on, decree_number, position
FROM {s}_read.figures_targets
WHERE {wanted}
ORDER BY kind, area, position DESC
"""


class Figure(Struct, frozen=True, kw_only=True):
    """One figure as it stood at a moment.

    Args:
        value_percent: as published, two decimals.
        frozen_at: the position of the log it was counted at; None for what others state.
        unratified: households whose verdict no village meeting had ratified when it was counted.
        decree_number, decree_date, office: who determined it by what; empty until then.
        superseded_by, reason: the number that took its place, and why.
        position: the event that recorded it; standing_position, the one its standing rests on.
    """

    kind: FigureKind
    area: str
    source: str
    number: int
    source_name: str
    nature: Nature
    method: str
    reference_date: date
    value_percent: Decimal
    numerator: int | None
    denominator: int | None
    frozen_at: int | None
    unratified: int
    publication: str
    poverty_line_rupiah: int | None
    line_basis: str
    standing: Standing
    decree_number: str
    decree_date: date | None
    office: str
    superseded_by: int | None
    reason: str
    position: int
    standing_position: int


class Target(Struct, frozen=True, kw_only=True):
    """What a kind of figure shall be in an area, by the latest word."""

    kind: FigureKind
    area: str
    target_percent: Decimal
    due_on: date
    decree_number: str
    position: int


def find(
    conn: Connection,
    schema: str,
    *,
    kind: FigureKind | None = None,
    areas: Collection[str] | None = None,
    source: str | None = None,
    number: int | None = None,
    moment: Moment = PRESENT,
    limit: int = MOST_FIGURES,
) -> list[Figure]:
    """Return figures, those of one kind and area by their reference dates.

    Args:
        areas: exactly these areas, not what lies below; None for all.
        moment: a figure recorded later, or said of a later day, is not known yet.
    """
    seen, wanted = Conditions(moment), Conditions(moment)
    wanted.equal(kind=kind, source=source, number=number)
    if areas is not None:
        wanted.add("area = ANY (%(areas)s)", areas=list(areas))
    sql: LiteralString = _FIND.replace("{seen}", seen.text).replace("{wanted}", wanted.text)
    values = {**seen.values, **wanted.values, "limit": min(limit, MOST_FIGURES)}
    return fetch(conn, schema, Figure, sql, values)


def targets(
    conn: Connection,
    schema: str,
    *,
    kind: FigureKind | None = None,
    areas: Collection[str] | None = None,
    moment: Moment = PRESENT,
) -> list[Target]:
    """Return what figures shall become."""
    wanted = Conditions(moment)
    wanted.equal(kind=kind)
    if areas is not None:
        wanted.add("area = ANY (%(areas)s)", areas=list(areas))
    sql: LiteralString = _TARGETS.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Target, sql, wanted.values)
