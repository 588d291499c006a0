"""Where the columns of a table stand, by the synonyms of their titles, within its first rows."""

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from service.layouts.headers import HEADER_WITHIN_ROWS, bare

_COLUMN_LETTERS = 26


class Columns(Struct, frozen=True, kw_only=True):
    """Where everything stands.

    Args:
        row_no: the line the header is on.
        fields: field → index of its column.
    """

    row_no: int
    titles: tuple[str, ...]
    fields: dict[str, int]


def meanings(synonyms: Mapping[str, str]) -> Mapping[str, str]:
    """Return what each title means, of the synonyms of each meaning, with blanks between."""
    return {title: field for field, titles in synonyms.items() for title in titles.split()}


def find_columns(
    rows: Sequence[Sequence[str]],
    meaning: Mapping[str, str],
    is_header: Callable[[Collection[str]], bool],
) -> Columns | None:
    """Return the header of a table: the row whose titles mean the most; None if there is none."""
    best: Columns | None = None
    for row_no, row in enumerate(rows[:HEADER_WITHIN_ROWS], start=1):
        fields: dict[str, int] = {}
        for at, title in enumerate(row):
            told = meaning.get(bare(title))
            if told is not None:
                fields.setdefault(told, at)
        if is_header(fields) and (best is None or len(fields) > len(best.fields)):
            best = Columns(row_no=row_no, titles=tuple(row), fields=fields)
    return best


def letters_of(at: int) -> str:
    """Return what a spreadsheet calls a column: A, B, … Z, AA."""
    name, left = "", at + 1
    while left:
        left, letter = divmod(left - 1, _COLUMN_LETTERS)
        name = chr(ord("A") + letter) + name
    return name
