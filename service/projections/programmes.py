"""The catalogue: each programme of help with the terms it had at any moment."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates.programme import Recurrence, TargetUnit
from service.database.sql import in_schema
from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import EvidenceKind
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_NAMES: LiteralString = """
    programme, name, owner, strategy, need, target_unit, recurrence, first_year, last_year,
    exclusivity_group, evidence_required, unit_price_rupiah, allowed_with, allowed_basis,
    max_decile, listed_only, area_group, is_geotag_required, is_report_required, position
"""

_COPY: LiteralString = f"""
INSERT INTO {{lines}} ({_NAMES}, occurred_on)
SELECT
    data ->> 'programme',
    data ->> 'name',
    data ->> 'owner',
    data ->> 'strategy',
    data ->> 'need',
    data ->> 'target_unit',
    data ->> 'recurrence',
    (data ->> 'first_year')::int,
    (data ->> 'last_year')::int,
    data ->> 'exclusivity_group',
    ARRAY(SELECT jsonb_array_elements_text(data -> 'evidence_required')),
    (data ->> 'unit_price_rupiah')::bigint,
    ARRAY(SELECT jsonb_array_elements_text(data -> 'allowed_with')),
    coalesce(data ->> 'allowed_basis', ''),
    (data ->> 'max_decile')::int,
    coalesce((data ->> 'listed_only')::bool, false),
    data ->> 'area_group',
    coalesce((data ->> 'is_geotag_required')::bool, false),
    coalesce((data ->> 'is_report_required')::bool, false),
    position,
    (data ->> 'occurred_on')::date
FROM {{batch}} AS batch
"""

PROGRAMMES = Projection(
    name="programmes",
    version=4,
    tables={
        "lines": Table(
            columns="""
                position          bigint PRIMARY KEY,
                occurred_on       date   NOT NULL,
                programme         text   COLLATE "C" NOT NULL,
                name              text   COLLATE "C",
                owner             text   COLLATE "C",
                strategy          text   COLLATE "C",
                need              text   COLLATE "C",
                target_unit       text   COLLATE "C",
                recurrence        text   COLLATE "C",
                first_year        int,
                last_year         int,
                exclusivity_group text   COLLATE "C",
                evidence_required text[] NOT NULL,
                unit_price_rupiah bigint,
                allowed_with      text[] NOT NULL,
                allowed_basis     text   NOT NULL,
                max_decile        int,
                listed_only       bool   NOT NULL,
                area_group        text   COLLATE "C",
                is_geotag_required bool NOT NULL,
                is_report_required bool NOT NULL
            """,
            indexes=("(programme)",),
        ),
    },
    types=("programme.listed", "programme.revised", "programme.retired"),
    apply=(_COPY,),
)

# A line without a name is a retirement; nothing brings a retired programme back.
_CATALOGUE: LiteralString = f"""
SELECT DISTINCT ON (programme)
    {_NAMES},
    EXISTS (
        SELECT FROM {{s}}_read.programmes_lines AS retired
        WHERE retired.programme = lines.programme AND retired.name IS NULL AND {{seen}}
    ) AS is_retired
FROM {{s}}_read.programmes_lines AS lines
WHERE name IS NOT NULL AND {{seen}}
ORDER BY programme, occurred_on DESC, position DESC
"""


class Programme(Struct, frozen=True, kw_only=True):
    """A programme under its latest terms; `position` is the event that set them.

    Args:
        first_year, last_year: fiscal years in which it may be promised, both included; None is
            until further notice.
        allowed_with, max_decile, listed_only, area_group: whom it is for; see
            `aggregates/programme.py`.
    """

    programme: str
    name: str
    owner: str
    strategy: Strategy
    need: NeedType
    target_unit: TargetUnit
    recurrence: Recurrence
    first_year: int
    last_year: int | None
    exclusivity_group: str | None
    evidence_required: Sequence[EvidenceKind]
    unit_price_rupiah: int | None
    allowed_with: Sequence[str]
    allowed_basis: str
    max_decile: int | None
    listed_only: bool
    area_group: str | None
    is_geotag_required: bool
    is_report_required: bool
    is_retired: bool
    position: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which programmes; every field that is given must hold.

    Args:
        fiscal_year: one in which it may be promised.
        text: a part of the name, in any case.
    """

    programme: str | None = None
    owner: str | None = None
    strategy: Strategy | None = None
    need: NeedType | None = None
    fiscal_year: int | None = None
    is_retired: bool | None = None
    text: str | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[str, str] | None = None,
) -> list[Programme]:
    """Return the programmes asked for, by name.

    Args:
        after: name and slug of the last one of the page before.
    """
    seen, conditions = Conditions(moment), Conditions()
    conditions.equal(
        programme=asked.programme,
        owner=asked.owner,
        strategy=asked.strategy,
        need=asked.need,
        is_retired=asked.is_retired,
    )
    if asked.fiscal_year is not None:
        conditions.add(
            "%(year)s BETWEEN first_year AND coalesce(last_year, %(year)s)", year=asked.fiscal_year
        )
    if asked.text:
        conditions.add("strpos(lower(name), lower(%(text)s)) > 0", text=asked.text)
    if after is not None:
        conditions.add(
            "(name, programme) > (%(after_name)s, %(after)s)", after_name=after[0], after=after[1]
        )
    sql: LiteralString = (
        f"SELECT {_NAMES}, is_retired "
        f"FROM ({_CATALOGUE.replace('{seen}', seen.text)}) AS catalogue "
        f"WHERE {conditions.text} ORDER BY name, programme LIMIT %(limit)s"
    )
    return fetch(conn, schema, Programme, sql, {**seen.values, **conditions.values, "limit": limit})


def one(
    conn: Connection, schema: str, programme: str, moment: Moment = PRESENT
) -> Programme | None:
    """Return a programme, None if it was not listed then."""
    found = find(conn, schema, Asked(programme=programme), moment=moment, limit=1)
    return found[0] if found else None


def names(conn: Connection, schema: str) -> Mapping[str, list[tuple[date, str]]]:
    """Return the names each programme has had, with the day each holds from, oldest first."""
    sql = in_schema(
        "SELECT programme, occurred_on, name FROM {s}_read.programmes_lines "
        "WHERE name IS NOT NULL ORDER BY programme, occurred_on, position",
        schema,
    )
    rows = conn.execute(sql, prepare=True).fetchall()
    return {
        programme: [(since, name) for _, since, name in named]
        for programme, named in groupby(rows, key=lambda row: row[0])
    }
