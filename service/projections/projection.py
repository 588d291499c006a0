"""What a read model is: one question, its tables, and the SQL that keeps them."""

from typing import LiteralString

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True):
    """One table of a projection.

    Args:
        columns: what stands between the parentheses of CREATE TABLE.
        indexes: what stands after `CREATE INDEX ON <table>`; made once the table is filled.
        wall: which rows readers see, as `walls.py` words it; None if each may be seen by anybody.
        order: columns that tell which of a household's lines counts, and nothing else. Readers
            find them of all rows in the view `{s}_read.<name>_<short>_order`: a line that was
            overtaken elsewhere must not count here, though what overtook it is not theirs to see.
    """

    columns: LiteralString
    indexes: tuple[LiteralString, ...] = ()
    wall: LiteralString | None = None
    order: LiteralString | None = None


class Projection(Struct, frozen=True, kw_only=True):
    """One question and the tables that answer it.

    Args:
        name: a lower-case word.
        version: raise it with every change of `tables` or `apply`.
        tables: tables by short name. Readers use the view `{s}_read.<name>_<short>`.
        types: tags of the events it cares about.
        apply: statements run in order for each batch. `{<short>}` is one of its tables, and
            `{batch}` the batch: a subquery with the columns of `events`, to stand after FROM.
            A table's own lines carry the position they come from, so that every number opens.
    """

    name: str
    version: int
    tables: dict[str, Table]
    types: tuple[str, ...]
    apply: tuple[LiteralString, ...]

    @property
    def label(self) -> str:
        """The projection and its version, as an operator reads it."""
        return f"{self.name} v{self.version}"
