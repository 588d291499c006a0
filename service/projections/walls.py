"""Which rows of a read model a reader sees: what stands in its row-level security policy.

The settings are made by `database/reader.py`, for one transaction. Each is asked for in a
sub-select of its own, which PostgreSQL evaluates once for a statement and not once for a row; the
conditions of the question itself, all on leakproof operators, keep using their indexes. Of
`IS NOT NULL` the planner thinks that it holds for nearly every row, and so it does: a question
asks for no more than its reader may see. Of a plain Boolean it would think half, and sort.
"""

from typing import LiteralString


def within(setting: LiteralString, village: LiteralString) -> LiteralString:
    """Return the condition that a village lies in the areas of a setting, or these are `*`."""
    areas: LiteralString = (
        f"((SELECT string_to_array(current_setting('sanding.{setting}', true), ','))::text[])"
    )
    return (
        f"((SELECT 1 WHERE current_setting('sanding.{setting}', true) = '*') IS NOT NULL "
        f"OR {village} = ANY {areas} OR left({village}, 8) = ANY {areas})"
    )


OF_AREA: LiteralString = within("areas", "village")
"""A row that tells of a village: seen by whoever works there."""

OF_HOUSEHOLD: LiteralString = within("known", "village")
"""A row that tells of one household: seen by whoever may know of it."""

OF_PROMISE: LiteralString = (
    f"({OF_AREA} AND (household IS NULL OR {OF_HOUSEHOLD} OR "
    "(SELECT current_setting('sanding.organisation', true)) IN (partner, broker, implementer)))"
)
"""A row of a promise: of one to a household, seen by its parties too."""

OF_EVENT: LiteralString = f"({OF_AREA} AND (NOT is_single OR {OF_HOUSEHOLD}))"
"""A row that tells of an event, of a single household or not; in no village, if it says none."""

OF_ACCOUNT: LiteralString = "((SELECT current_setting('sanding.account', true)) IN ('*', account))"
"""A row that tells of somebody's account: seen by them, and by whoever may know of every one."""


OF_NOBODY: LiteralString = "(false)"
"""A row that the service needs and no reader sees."""


def beside(table: LiteralString, key: LiteralString) -> LiteralString:
    """Return the wall of rows that are seen where those of another table are.

    Args:
        table: short name of the projection's table that has a village.
        key: the column that both have.
    """
    return f"(EXISTS (SELECT FROM {{{table}}} AS placed WHERE placed.{key} = {{this}}.{key}))"
