"""How read models are read: what stands after WHERE, and rows as the Structs they fill."""

from collections.abc import Collection, Mapping
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from service.database.sql import in_schema
from service.projections.moment import NOW, Moment

T = TypeVar("T")

AFTER_DOT = "/"
"""The character after the dot: `33.09.15` and all below it lie in [`33.09.15`, `33.09.15/`)."""


class Visible(Struct, frozen=True):
    """Of which single households a reader may know.

    Args:
        areas: region codes, each covering what lies below it; None is everywhere.
        organisation: whose own promises are told wherever they go; empty if nobody's.
    """

    areas: tuple[str, ...] | None = None
    organisation: str = ""


ALL_VISIBLE = Visible()


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
        if areas is not None:
            self.add(self._ranges("area", areas))

    def told(self, known: Visible) -> None:
        """Ask for what tells of no single household, or of one that the reader may know of.

        What names a `household` may name its parties too, who see it in any case.
        """
        if known.areas is None:
            return
        single = f"household IS NULL OR {self._ranges('known', known.areas)}"
        if known.organisation:
            self.add(
                f"{single} OR %(own)s IN (partner, broker, implementer)", own=known.organisation
            )
        else:
            self.add(single)

    def party(self, organisation: str | None) -> None:
        """Ask for promises that an organisation funds, brokers or carries out; None: anybody's."""
        if organisation is not None:
            self.add(
                "%(party)s IN (partner, broker, implementer)",
                party=organisation,
            )

    def hide(self, households: Collection[UUID], *, but_of: str) -> None:
        """Leave out what goes to some households, save what an organisation does for them."""
        if households:
            self.add(
                "household IS NULL OR household <> ALL (%(hidden)s)"
                " OR %(hidden_but_of)s IN (partner, broker, implementer)",
                hidden=list(households),
                hidden_but_of=but_of,
            )

    def unless(self, column: LiteralString, areas: Collection[str] | None) -> None:
        """Ask for what a column does not say, or for villages in any of these regions."""
        if areas is not None:
            self.add(f"NOT {column} OR {self._ranges('known', areas)}")

    def _ranges(self, name: LiteralString, areas: Collection[str]) -> LiteralString:
        """Return the condition that a village lies in one of these regions."""
        ranges: list[LiteralString] = []
        for n, area in enumerate(sorted(areas)):
            first: LiteralString = f"{name}_{n}"
            ranges.append(f"village >= %({first})s AND village < %({first}_end)s")
            self.values |= {first: area, f"{first}_end": area + AFTER_DOT}
        return " OR ".join(ranges) or "false"

    @property
    def text(self) -> LiteralString:
        """The conditions joined, to stand after WHERE or AND."""
        return " AND ".join(self._texts) or "true"


def fetch_ids(
    conn: Connection, schema: str, sql: LiteralString, values: Mapping[str, Any]
) -> list[UUID]:
    """Return what a question about one column of ids is answered; planned as in `fetch`."""
    found = conn.execute(in_schema(sql, schema), values, prepare=False)
    return [one for (one,) in found]


def fetch(
    conn: Connection, schema: str, kind: type[T], sql: LiteralString, values: Mapping[str, Any]
) -> list[T]:
    """Return the rows of a question, each as a `kind` whose fields are its columns.

    Planned for these very values: an actor with three events and one with half the log want
    different plans, and a plan kept for any value fits neither.
    """
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(in_schema(sql, schema), values, prepare=False).fetchall()
