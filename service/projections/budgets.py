"""Village budgets as they stood: each version of a year, its lines, and what was said about them.

Of a year the version with the highest number holds, of those known and true at the moment asked
about. Budgets are public; still a reader sees those of the own areas.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates.budget_events import BudgetLine
from service.kernel.budgets import Answer, BudgetKind, FundSource
from service.kernel.needs import NeedType
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

MOST_BUDGETS = 2_000
MOST_LINES = 200_000

_COPY_VERSIONS: LiteralString = """
INSERT INTO {versions} (
    position, occurred_on, village, fiscal_year, number, kind, perdes_number, perdes_date,
    total_rupiah, lines, reason, file_hash
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    (data ->> 'fiscal_year')::int,
    (data ->> 'number')::int,
    data ->> 'kind',
    data ->> 'perdes_number',
    (data ->> 'perdes_date')::date,
    (data ->> 'total_rupiah')::bigint,
    jsonb_array_length(data -> 'lines'),
    coalesce(data ->> 'reason', ''),
    coalesce(data ->> 'file_hash', '')
FROM {batch} AS batch
WHERE type = 'budget.adopted'
"""

_COPY_LINES: LiteralString = """
INSERT INTO {lines} (
    position, line_no, village, key, activity, name, amount_rupiah, fund_source, location, output
)
SELECT
    batch.position,
    told.line_no,
    batch.data ->> 'village',
    told.line ->> 'key',
    told.line ->> 'activity',
    told.line ->> 'name',
    (told.line ->> 'amount_rupiah')::bigint,
    told.line ->> 'fund_source',
    coalesce(told.line ->> 'location', ''),
    coalesce(told.line ->> 'output', '')
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(batch.data -> 'lines')
    WITH ORDINALITY AS told(line, line_no)
WHERE batch.type = 'budget.adopted'
"""

_COPY_MAPPINGS: LiteralString = """
INSERT INTO {mappings} (position, occurred_on, village, fiscal_year, line, needs, reason)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    (data ->> 'fiscal_year')::int,
    data ->> 'line',
    ARRAY(SELECT jsonb_array_elements_text(data -> 'needs')),
    data ->> 'reason'
FROM {batch} AS batch
WHERE type = 'budget.line_mapped'
"""

_COPY_ANSWERS: LiteralString = """
INSERT INTO {answers} (
    position, occurred_on, village, fiscal_year, need, answer, lines, partner, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    (data ->> 'fiscal_year')::int,
    data ->> 'need',
    data ->> 'answer',
    ARRAY(SELECT jsonb_array_elements_text(coalesce(data -> 'lines', '[]'))),
    coalesce(data ->> 'partner', ''),
    coalesce(data ->> 'reason', '')
FROM {batch} AS batch
WHERE type = 'budget.need_answered'
"""

_KEY: LiteralString = """
    position    bigint PRIMARY KEY,
    occurred_on date NOT NULL,
    village     text COLLATE "C" NOT NULL,
    fiscal_year int  NOT NULL,
"""

BUDGETS = Projection(
    name="budgets",
    version=1,
    tables={
        "versions": Table(
            columns=_KEY
            + """
                number        int    NOT NULL,
                kind          text   NOT NULL,
                perdes_number text   NOT NULL,
                perdes_date   date   NOT NULL,
                total_rupiah  bigint NOT NULL,
                lines         int    NOT NULL,
                reason        text   NOT NULL,
                file_hash     text   NOT NULL
            """,
            indexes=("(fiscal_year, village, number)",),
            wall=walls.OF_AREA,
        ),
        "lines": Table(
            columns="""
                position      bigint NOT NULL,
                line_no       bigint NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                key           text   COLLATE "C" NOT NULL,
                activity      text   COLLATE "C" NOT NULL,
                name          text   NOT NULL,
                amount_rupiah bigint NOT NULL,
                fund_source   text   NOT NULL,
                location      text   NOT NULL,
                output        text   NOT NULL,
                PRIMARY KEY (position, line_no)
            """,
            wall=walls.OF_AREA,
        ),
        "mappings": Table(
            columns=_KEY
            + """
                line   text   COLLATE "C" NOT NULL,
                needs  text[] NOT NULL,
                reason text   NOT NULL
            """,
            indexes=("(fiscal_year, village, line)",),
            wall=walls.OF_AREA,
        ),
        "answers": Table(
            columns=_KEY
            + """
                need    text   COLLATE "C" NOT NULL,
                answer  text   NOT NULL,
                lines   text[] NOT NULL,
                partner text   NOT NULL,
                reason  text   NOT NULL
            """,
            indexes=("(fiscal_year, village, need)",),
            wall=walls.OF_AREA,
        ),
    },
    types=("budget.adopted", "budget.line_mapped", "budget.need_answered"),
    apply=(_COPY_VERSIONS, _COPY_LINES, _COPY_MAPPINGS, _COPY_ANSWERS),
)

_VERSIONS: LiteralString = """
SELECT village, fiscal_year, number, kind, perdes_number, perdes_date, total_rupiah, lines,
    reason, file_hash, occurred_on, position
FROM {s}_read.budgets_versions
WHERE {wanted}
ORDER BY fiscal_year DESC, village, number
LIMIT %(limit)s
"""

_HELD: LiteralString = """
SELECT DISTINCT ON (fiscal_year, village)
    village, fiscal_year, number, kind, perdes_number, perdes_date, total_rupiah, lines,
    reason, file_hash, occurred_on, position
FROM {s}_read.budgets_versions
WHERE {wanted}
ORDER BY fiscal_year DESC, village, number DESC
LIMIT %(limit)s
"""

_LINES: LiteralString = """
SELECT position, village, key, activity, name, amount_rupiah, fund_source, location, output
FROM {s}_read.budgets_lines
WHERE position = ANY (%(positions)s)
ORDER BY position, line_no
LIMIT %(limit)s
"""

_MAPPINGS: LiteralString = """
SELECT DISTINCT ON (village, line) village, line, needs, reason, occurred_on, position
FROM {s}_read.budgets_mappings
WHERE {wanted}
ORDER BY village, line, occurred_on DESC, position DESC
"""

_ANSWERS: LiteralString = """
SELECT DISTINCT ON (village, need)
    village, need, answer, lines, partner, reason, occurred_on, position
FROM {s}_read.budgets_answers
WHERE {wanted}
ORDER BY village, need, occurred_on DESC, position DESC
"""


class Version(Struct, frozen=True, kw_only=True):
    """One version of a village's budget of a year, adopted by the event at `position`.

    Args:
        number: within the year; the highest one holds.
        lines: how many it has.
        file_hash: of the file it was read from; empty if somebody wrote it down.
    """

    village: str
    fiscal_year: int
    number: int
    kind: BudgetKind
    perdes_number: str
    perdes_date: date
    total_rupiah: int
    lines: int
    reason: str
    file_hash: str
    occurred_on: date
    position: int


class Mapping(Struct, frozen=True, kw_only=True):
    """Which needs somebody said a line answers, by the latest word."""

    village: str
    line: str
    needs: list[NeedType]
    reason: str
    occurred_on: date
    position: int


class NeedAnswer(Struct, frozen=True, kw_only=True):
    """What a village said to a need, by the latest word."""

    village: str
    need: NeedType
    answer: Answer
    lines: list[str]
    partner: str
    reason: str
    occurred_on: date
    position: int


class _Line(Struct, frozen=True, kw_only=True):
    position: int
    village: str
    key: str
    activity: str
    name: str
    amount_rupiah: int
    fund_source: FundSource
    location: str
    output: str


def versions(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    fiscal_year: int | None = None,
    village: str | None = None,
    moment: Moment = PRESENT,
    limit: int = MOST_BUDGETS,
) -> list[Version]:
    """Return every version known and true at a moment, the first of a year first.

    Args:
        areas: region codes, each covering what lies below it; None is everywhere.
    """
    wanted = _wanted(moment, areas, fiscal_year, village)
    sql: LiteralString = _VERSIONS.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Version, sql, {**wanted.values, "limit": min(limit, MOST_BUDGETS)})


def held(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    fiscal_year: int | None = None,
    village: str | None = None,
    moment: Moment = PRESENT,
    limit: int = MOST_BUDGETS,
) -> list[Version]:
    """Return the version that holds of each budget, the latest year first, by village."""
    wanted = _wanted(moment, areas, fiscal_year, village)
    sql: LiteralString = _HELD.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Version, sql, {**wanted.values, "limit": min(limit, MOST_BUDGETS)})


def lines(
    conn: Connection, schema: str, positions: Collection[int]
) -> dict[int, tuple[BudgetLine, ...]]:
    """Return the lines of some versions, each in its own order, by the version's position."""
    values = {"positions": list(positions), "limit": MOST_LINES}
    found: dict[int, list[BudgetLine]] = {position: [] for position in positions}
    for one in fetch(conn, schema, _Line, _LINES, values):
        found[one.position].append(
            BudgetLine(
                key=one.key,
                activity=one.activity,
                name=one.name,
                amount_rupiah=one.amount_rupiah,
                fund_source=one.fund_source,
                location=one.location,
                output=one.output,
            )
        )
    return {position: tuple(each) for position, each in found.items()}


def mappings(
    conn: Connection,
    schema: str,
    fiscal_year: int,
    *,
    areas: Collection[str] | None = None,
    village: str | None = None,
    moment: Moment = PRESENT,
) -> list[Mapping]:
    """Return what was said of lines by hand, the latest word of each."""
    wanted = _wanted(moment, areas, fiscal_year, village)
    sql: LiteralString = _MAPPINGS.replace("{wanted}", wanted.text)
    return fetch(conn, schema, Mapping, sql, wanted.values)


def answers(
    conn: Connection,
    schema: str,
    fiscal_year: int,
    *,
    areas: Collection[str] | None = None,
    village: str | None = None,
    moment: Moment = PRESENT,
) -> list[NeedAnswer]:
    """Return what villages said to needs, the latest word of each."""
    wanted = _wanted(moment, areas, fiscal_year, village)
    sql: LiteralString = _ANSWERS.replace("{wanted}", wanted.text)
    return fetch(conn, schema, NeedAnswer, sql, wanted.values)


def _wanted(
    moment: Moment, areas: Collection[str] | None, fiscal_year: int | None, village: str | None
) -> Conditions:
    wanted = Conditions(moment)
    wanted.within(areas)
    wanted.equal(fiscal_year=fiscal_year, village=village)
    return wanted
