"""What one partner gave in a period, part by part: before it, within it, and the lines behind it.

A source is a fund or a line of a budget. Of what is promised, a source covers what it set aside;
the rest is promised in goods, or not covered yet. A handover names no source. So it is told under
the source of its promise where there is one only that set aside at least as much, under the rest
where there is none, and else under `several`: it is not split, because nobody can say how.
The sources of a promise are those of the end of the period, at the opening as at the closing.

Source: PSAK 109/409 (what is promised, paid and delivered of a fund are told apart).
"""

from datetime import date
from typing import Any, Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.database.sql import in_schema
from service.kernel.contributions import Five
from service.projections.contributions import STAGES, Credit, Stage
from service.projections.moment import NOW, Moment
from service.projections.reading import Conditions, fetch

By: TypeAlias = Literal[
    "source", "form", "strategy", "need", "programme", "kecamatan", "village", "partner", "all"
]
Span: TypeAlias = Literal["opening", "period", "closing"]

IN_KIND, UNFUNDED, SEVERAL = "in_kind", "unfunded", "several"
"""Keys of what no single source covers."""


class Part(Struct, frozen=True, kw_only=True):
    """One part of a statement: what stood at the beginning, what was added, what stands at the end.

    Args:
        key: a slug or a code; of a source `fund:<slug>`, `budget:<line>`, `in_kind`, `unfunded`
            or `several`; of a form `cash` or `in_kind:<valuation>`; empty for all together.
    """

    key: str
    opening: Five
    period: Five
    closing: Five


class Asked(Struct, frozen=True, kw_only=True):
    """Whose statement, as what, of which period and known when.

    Args:
        from_on, until_on: the period, without its last day; by when things became true.
        position: the last event to take into account.
    """

    partner: str
    from_on: date
    until_on: date
    credit: Credit = "funder"
    position: int = NOW


class Number(Struct, frozen=True, kw_only=True):
    """Which number of a statement: of which part, and of which time."""

    stage: Stage
    by: By = "all"
    key: str = ""
    span: Span = "closing"


class Line(Struct, frozen=True, kw_only=True):
    """What one event did to one of the numbers of a part; `position` opens it in the trail."""

    position: int
    occurred_on: date
    commitment: UUID
    partner: str
    village: str
    need: str
    programme: str
    amount_rupiah: int


class Entry(Struct, frozen=True, kw_only=True):
    """What one event did to the five numbers under one source."""

    position: int
    occurred_on: date
    commitment: UUID
    partner: str
    village: str
    need: str
    programme: str
    source: str
    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int


_OWN: LiteralString = """
WITH own AS MATERIALIZED (
    SELECT position, occurred_on, commitment, partner, village, need, strategy, programme,
        committed, allocated, disbursed, delivered, verified
    FROM {s}_read.contributions_lines
    WHERE <conditions>
)
"""

_KEPT: LiteralString = """
, parts AS (
    SELECT position, occurred_on, commitment, partner, village, need, programme, <key> AS key,
        committed, allocated, disbursed, delivered, verified
    FROM own
)
"""
_KEYS: dict[By, LiteralString] = {
    "strategy": "strategy",
    "need": "need",
    "programme": "programme",
    "kecamatan": "left(village, 8)",
    "village": "village",
    "partner": "partner",
    "all": "''",
}

_BY_FORM: LiteralString = """
, parts AS (
    SELECT own.position, own.occurred_on, own.commitment, own.partner, own.village, own.need,
        own.programme, concat_ws(':', terms.form, terms.valuation) AS key,
        own.committed, own.allocated, own.disbursed, own.delivered, own.verified
    FROM own
    JOIN {s}_read.commitments_terms AS terms
      ON terms.commitment = own.commitment AND terms.is_made
)
"""

_BY_SOURCE: LiteralString = """
, drawn AS MATERIALIZED (
    SELECT draws.position, own.commitment, draws.source, draws.allocated, draws.disbursed
    FROM {s}_read.contributions_draws AS draws
    JOIN own ON own.position = draws.position
), held AS (
    SELECT commitment, source, sum(allocated) AS allocated
    FROM drawn
    GROUP BY commitment, source
    HAVING sum(allocated) <> 0
), handed AS (
    SELECT commitment, sum(delivered) AS delivered
    FROM own
    GROUP BY commitment
), handing AS MATERIALIZED (
    SELECT
        handed.commitment,
        CASE terms.form WHEN 'in_kind' THEN 'in_kind' ELSE 'unfunded' END AS rest,
        CASE
            WHEN count(held.source) = 0 THEN
                CASE terms.form WHEN 'in_kind' THEN 'in_kind' ELSE 'unfunded' END
            WHEN count(held.source) = 1 AND handed.delivered <= max(held.allocated)
                THEN max(held.source)
            ELSE 'several'
        END AS handed_under
    FROM handed
    JOIN {s}_read.commitments_terms AS terms
      ON terms.commitment = handed.commitment AND terms.is_made
    LEFT JOIN held ON held.commitment = handed.commitment
    GROUP BY handed.commitment, handed.delivered, terms.form
), moved AS (
    SELECT position, source AS key, allocated AS committed, allocated, disbursed,
        0 AS delivered, 0 AS verified
    FROM drawn
    UNION ALL
    SELECT own.position, handing.rest, own.committed - coalesce(covered.allocated, 0),
        own.allocated - coalesce(covered.allocated, 0),
        own.disbursed - coalesce(covered.disbursed, 0), 0, 0
    FROM own
    JOIN handing ON handing.commitment = own.commitment
    LEFT JOIN (
        SELECT position, sum(allocated) AS allocated, sum(disbursed) AS disbursed
        FROM drawn
        GROUP BY position
    ) AS covered ON covered.position = own.position
    UNION ALL
    SELECT own.position, handing.handed_under, 0, 0, 0, own.delivered, own.verified
    FROM own
    JOIN handing ON handing.commitment = own.commitment
), parts AS (
    SELECT own.position, own.occurred_on, own.commitment, own.partner, own.village, own.need,
        own.programme, moved.key, moved.committed, moved.allocated, moved.disbursed,
        moved.delivered, moved.verified
    FROM moved
    JOIN own ON own.position = moved.position
    WHERE (moved.committed, moved.allocated, moved.disbursed, moved.delivered, moved.verified)
        <> (0, 0, 0, 0, 0)
)
"""

_SUM: LiteralString = """
    coalesce(sum(committed) FILTER (WHERE <span>), 0)::bigint AS <name>_committed,
    coalesce(sum(allocated) FILTER (WHERE <span>), 0)::bigint AS <name>_allocated,
    coalesce(sum(disbursed) FILTER (WHERE <span>), 0)::bigint AS <name>_disbursed,
    coalesce(sum(delivered) FILTER (WHERE <span>), 0)::bigint AS <name>_delivered,
    coalesce(sum(verified)  FILTER (WHERE <span>), 0)::bigint AS <name>_verified
"""
_ALL_SUMS: LiteralString = """
    opening_committed, opening_allocated, opening_disbursed, opening_delivered, opening_verified,
    period_committed, period_allocated, period_disbursed, period_delivered, period_verified
"""
_NOUGHTS: LiteralString = "0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
_BEFORE: LiteralString = "occurred_on < %(from_on)s"
_WITHIN: LiteralString = "occurred_on >= %(from_on)s"


def total(conn: Connection, schema: str, asked: Asked) -> Part:
    """Return all of it together."""
    found = parts(conn, schema, asked, "all", limit=1)
    nothing = Five()
    return found[0] if found else Part(key="", opening=nothing, period=nothing, closing=nothing)


def parts(
    conn: Connection,
    schema: str,
    asked: Asked,
    by: By,
    *,
    limit: int,
    after: str | None = None,
) -> list[Part]:
    """Return a statement part by part, in order of their keys; without what is nought throughout.

    Args:
        after: the last key of the page before.
    """
    text, values = _parts(asked, by)
    opening = _SUM.replace("<span>", _BEFORE).replace("<name>", "opening")
    period = _SUM.replace("<span>", _WITHIN).replace("<name>", "period")
    sql: LiteralString = (
        f'{text} SELECT * FROM (SELECT key COLLATE "C" AS key, {opening}, {period} FROM parts '
        'WHERE %(after)s::text IS NULL OR key COLLATE "C" > %(after)s GROUP BY 1) AS told '
        f"WHERE ({_ALL_SUMS}) <> ({_NOUGHTS}) ORDER BY key LIMIT %(limit)s"
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            in_schema(sql, schema), {**values, "after": after, "limit": limit}, prepare=False
        ).fetchall()
    return [_part(row) for row in rows]


def amount(conn: Connection, schema: str, asked: Asked, which: Number) -> int:
    """Return one number."""
    text, values = _of_number(asked, which)
    sql: LiteralString = f"{text} SELECT coalesce(sum(moved), 0)::bigint FROM told"
    row = conn.execute(in_schema(sql, schema), values, prepare=False).fetchone()
    assert row is not None, "a sum of nothing is a row"
    return int(row[0])


def lines(
    conn: Connection,
    schema: str,
    asked: Asked,
    which: Number,
    *,
    limit: int,
    after: int | None = None,
) -> list[Line]:
    """Return the events that one number is made of, oldest first.

    Args:
        after: the last position of the page before.
    """
    text, values = _of_number(asked, which)
    sql: LiteralString = (
        f"{text} SELECT position, occurred_on, commitment, partner, village, need, programme, "
        "sum(moved)::bigint AS amount_rupiah FROM told WHERE position > %(after)s "
        "GROUP BY position, occurred_on, commitment, partner, village, need, programme "
        "HAVING sum(moved) <> 0 ORDER BY position LIMIT %(limit)s"
    )
    return fetch(conn, schema, Line, sql, {**values, "after": after or 0, "limit": limit})


def entries(
    conn: Connection, schema: str, asked: Asked, *, limit: int, after: tuple[int, str] = (0, "")
) -> list[Entry]:
    """Return what each event of the period did under each source, oldest first.

    Args:
        after: position and source of the last line before.
    """
    text, values = _parts(asked, "source")
    sql: LiteralString = (
        f"{text} SELECT position, occurred_on, commitment, partner, village, need, programme, "
        'key COLLATE "C" AS source, '
        "sum(committed)::bigint AS committed_rupiah, sum(allocated)::bigint AS allocated_rupiah, "
        "sum(disbursed)::bigint AS disbursed_rupiah, sum(delivered)::bigint AS delivered_rupiah, "
        "sum(verified)::bigint AS verified_rupiah FROM parts "
        f'WHERE {_WITHIN} AND (position, key COLLATE "C") > (%(position)s, %(source)s) '
        "GROUP BY position, occurred_on, commitment, partner, village, need, programme, key "
        'ORDER BY position, key COLLATE "C" LIMIT %(limit)s'
    )
    values |= {"position": after[0], "source": after[1], "limit": limit}
    return fetch(conn, schema, Entry, sql, values)


def _of_number(asked: Asked, which: Number) -> tuple[LiteralString, dict[str, Any]]:
    """Return the WITH of `told`, the lines of one number, and the values it is asked with."""
    assert which.stage in STAGES, "it becomes a part of the SQL"
    text, values = _parts(asked, which.by)
    spans: dict[Span, LiteralString] = {"opening": _BEFORE, "period": _WITHIN, "closing": "true"}
    told: LiteralString = (
        f", told AS (SELECT *, {which.stage} AS moved FROM parts "
        f"WHERE key = %(key)s AND {spans[which.span]})"
    )
    return text + told, {**values, "key": which.key}


def _parts(asked: Asked, by: By) -> tuple[LiteralString, dict[str, Any]]:
    """Return the WITH of `parts`, and the values it is asked with."""
    conditions = Conditions(Moment(asked.position))
    credited: dict[Credit, LiteralString] = {
        "funder": "partner = %(who)s",
        "broker": "broker = %(who)s",
        "implementer": "implementer = %(who)s",
    }
    conditions.add(credited[asked.credit], who=asked.partner)
    conditions.add("occurred_on < %(until_on)s", until_on=asked.until_on)
    own: LiteralString = _OWN.replace("<conditions>", conditions.text)
    values = {**conditions.values, "from_on": asked.from_on}
    if by == "source":
        return own + _BY_SOURCE, values
    if by == "form":
        return own + _BY_FORM, values
    return own + _KEPT.replace("<key>", _KEYS[by]), values


def _part(row: dict[str, Any]) -> Part:
    opening, period = _five(row, "opening"), _five(row, "period")
    return Part(key=row["key"], opening=opening, period=period, closing=opening.plus(period))


def _five(row: dict[str, Any], name: str) -> Five:
    return Five(**{f"{stage}_rupiah": row[f"{name}_{stage}"] for stage in STAGES})
