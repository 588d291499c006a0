"""Rows of a list, put together into families.

A family's rows nearly always stand together, but not always: lists are sorted by name, or two are
pasted together. The rule is simple enough to tell a clerk:

    Rows with one KK number are one family, as long as no more than `window` other rows stand
    between two of them. The same KK further down comes out as a second `ListedHousehold`; whoever
    imports it adds its members to the first. A row without a KK number is a household by itself.

So memory holds `window` families, never the list. A village's own KK number (`0…`) counts only
within that village. A list without KK numbers (P3KE, BDT) numbers its families itself, and that
number counts within this list only. A row whose KK number can't be read belongs to no family, and
waits in quarantine alone; a row with another problem waits there too, while its family goes on
without it.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from service.layouts.rows import ListedPerson

WINDOW_ROWS = 500
MOST_ROWS = 100
"""A family with more rows comes out in parts, like one that is seen again further down."""

_TEMPORARY = ("", "0")
_problems = attrgetter("problems")


class ListedHousehold(Struct, frozen=True, gc=False):
    """A family as a list has it.

    Args:
        kk_number: empty when its only row has none.
        village_code: the head's; see `warnings` for members written elsewhere.
        members: the rows that can be taken, in the list's order. Empty when none can.
        quarantined: the rows that can't, with their problems.
        warnings: two_heads, family_in_two_villages.
    """

    kk_number: str
    village_code: str
    members: tuple[ListedPerson, ...]
    quarantined: tuple[ListedPerson, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def head(self) -> ListedPerson | None:
        """The member the list calls head, else the first one; None without members."""
        return _head(self.members)


def households(
    rows: Iterable[ListedPerson], *, window: int = WINDOW_ROWS
) -> Iterator[ListedHousehold]:
    """Put rows together into families, in the order in which the families end.

    Every row comes out exactly once, as a member or quarantined.

    Args:
        window: how many other rows may stand between two rows of one family.
    """
    open_families: dict[str, list[ListedPerson]] = {}
    # Counted as they come: numbers of rows leap between sheets, and between DTSEN's two files.
    came_last: dict[str, int] = {}
    last_key = ""
    last: list[ListedPerson] = []
    for number, row in enumerate(rows):
        key = _key(row)
        if key and key == last_key and len(last) < MOST_ROWS:
            last.append(row)
            continue
        if not key:
            yield _household([row])
            continue
        if last_key:
            came_last[last_key] = number - 1
        last_key, last = key, open_families.pop(key, [])
        if len(last) == MOST_ROWS:
            yield _household(last)
            last = []
        last.append(row)
        # Put back last: so the first one in is always the one not seen for the longest time.
        open_families[key], came_last[key] = last, number
        while came_last[stalest := next(iter(open_families))] < number - window:
            del came_last[stalest]
            yield _household(open_families.pop(stalest))
    yield from map(_household, open_families.values())


def _key(row: ListedPerson) -> str:
    """Return what holds a family together; empty for a row that stands alone."""
    kk = row.kk_number
    if row.family and not kk:
        return f"{row.village_code}#{row.family}"
    return f"{row.village_code}/{kk}" if kk.startswith("0") else kk


def _household(rows: list[ListedPerson]) -> ListedHousehold:
    members = rows
    quarantined: tuple[ListedPerson, ...] = ()
    if any(map(_problems, rows)):
        members = [row for row in rows if not row.problems]
        quarantined = tuple(row for row in rows if row.problems)
    niks = [row.nik for row in members if row.nik[:1] not in _TEMPORARY]
    if len(set(niks)) < len(niks):
        members, twice = _without_repeats(members)
        quarantined += twice
    warnings: tuple[str, ...] = ()
    if [row.relation for row in members].count("head") > 1:
        warnings += ("two_heads",)
    if len({row.village_code for row in members}) > 1:
        warnings += ("family_in_two_villages",)
    return ListedHousehold(
        kk_number=rows[0].kk_number,
        village_code=(_head(members) or rows[0]).village_code,
        members=tuple(members),
        quarantined=quarantined,
        warnings=warnings,
    )


def _without_repeats(
    rows: list[ListedPerson],
) -> tuple[list[ListedPerson], tuple[ListedPerson, ...]]:
    """Keep the first row of each NIK; the later ones have a problem."""
    kept, seen, twice = [], set(), []
    for row in rows:
        if row.nik in seen:
            twice.append(replace(row, problems=("nik_twice_in_family",)))
            continue
        kept.append(row)
        if not row.is_temporary:
            seen.add(row.nik)
    return kept, tuple(twice)


def _head(members: Sequence[ListedPerson]) -> ListedPerson | None:
    for row in members:
        if row.relation == "head":
            return row
    return members[0] if members else None
