"""All that read models hold, and the same again from the first event on."""

from typing import Any, LiteralString

from service.database.sql import in_schema
from service.regency import Regency

Rows = dict[str, list[str]]

# A line that came down to nought says the same as no line.
_NOT_NOUGHT: LiteralString = """
EXISTS (
    SELECT FROM jsonb_each(to_jsonb(v)) AS e
    WHERE jsonb_typeof(e.value) = 'number' AND e.value <> '0'
)
"""


def assert_equal_to_rebuilds(regency: Regency) -> Rows:
    """Expect every table of every read model as a rebuild makes it; return all rows."""
    regency.engine.catch_up()
    kept = rows(regency)
    for name in regency.engine.projections:
        regency.engine.rebuild(name)
    rebuilt = rows(regency)
    for table, lines in kept.items():
        assert set(lines) ^ set(rebuilt[table]) == set(), f"{table} differs from its rebuild"
        assert lines == rebuilt[table], f"{table} counts something twice"
    return kept


def rows(regency: Regency) -> Rows:
    """Return every row of every table that readers see, as text, in an order of its own."""
    found: Rows = {}
    with regency.pool.connection() as conn:
        for name, projection in regency.engine.projections.items():
            for short in projection.tables:
                view = f"{name}_{short}"
                sql: LiteralString = "SELECT v::text FROM {s}_read.{v} AS v WHERE "
                sql += _NOT_NOUGHT if short == "counts" else "true"
                lines: list[Any] = conn.execute(in_schema(sql, regency.schema, v=view)).fetchall()
                found[view] = sorted(text for (text,) in lines)
    return found
