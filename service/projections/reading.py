"""How read models are read: what stands after WHERE, and rows as the Structs they fill."""

from collections.abc import Collection, Mapping
from typing import Any, LiteralString, TypeVar

from psycopg import Connection
from psycopg.rows import class_row

from service.database.sql import in_schema
from service.projections.moment import NOW, Moment

T = TypeVar("T")

AFTER_DOT = "/"
"""The character after the dot: `33.09.15` and all below it lie in [`33.09.15`, `33.09.15/`)."""


class Conditions:
    """Conditions that must all hold, with the values of their parameters.

    The text grows with what is asked, so the planner never sees a condition that is not there.

    Args:
        moment: adds what lines with `position` and `occurred_on` must meet to be seen from it.
    """

    def __init__(self, moment: Moment | None = None) -> None:
        self.values: dict[str, Any] = {}
        self._texts: list[LiteralString] = []
        if moment and moment.position != NOW:
            self.add("position <= %(upto)s", upto=moment.position)
        if moment and moment.valid_on is not None:
            self.add("occurred_on <= %(valid_on)s", valid_on=moment.valid_on)

    def add(self, text: LiteralString, /, **values: Any) -> None:
        """Take one more condition."""
        self._texts.append(f"({text})")
        self.values.update(values)

    def equal(self, **columns: Any) -> None:
        """Take `column = value` for each column that has a value; None asks for nothing."""
        for column, value in columns.items():
            if value is not None:
                self._texts.append(f"({column} = %({column})s)")
                self.values[column] = value

    def within(self, areas: Collection[str] | None) -> None:
        """Ask for villages in any of these regions.

        Args:
            areas: region codes, each covering what lies below it. None is everywhere, empty is
                nowhere.
        """
        if areas is None:
            return
        ranges: list[LiteralString] = ["false"]
        for n, area in enumerate(sorted(areas)):
            ranges.append(f"village >= %(area_{n})s AND village < %(area_{n}_end)s")
            self.values |= {f"area_{n}": area, f"area_{n}_end": area + AFTER_DOT}
        self.add(" OR ".join(ranges[1:] or ranges))

    @property
    def text(self) -> LiteralString:
        """The conditions joined, to stand after WHERE or AND."""
        return " AND ".join(self._texts) or "true"


def fetch(
    conn: Connection, schema: str, kind: type[T], sql: LiteralString, values: Mapping[str, Any]
) -> list[T]:
    """Return the rows of a question, each as a `kind` whose fields are its columns.

    Planned for these very values: an actor with three events and one with half the log want
    different plans, and a plan kept for any value fits neither.
    """
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(in_schema(sql, schema), values, prepare=False).fetchall()
