"""The deciles of a household that count: of every record that is of it, and of no withdrawn list.

Whoever decides has looked at the lists themselves; see `projections/ranks.py` for what is shown.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.target_list import TargetList
from service.kernel import deciles
from service.kernel.deciles import Placing

Look: TypeAlias = Callable[[type[Any], object], Any]
"""What returns what is known about a thing: `Work.load`, or `Ledger.look` without its version."""


def records(look: Look, known: Household) -> list[Household]:
    """Return a household with the records that turned out to be of it, and of those."""
    found = [known]
    for one in found:
        found += [look(Household, double) for double in one.absorbed]
    return found


def withdrawn(look: Look, lists: Iterable[UUID]) -> set[UUID]:
    """Return those of some lists on which nothing may rest any more."""
    return {one for one in set(lists) if look(TargetList, one).is_withdrawn}


def placings(look: Look, several: Iterable[Household]) -> list[Placing]:
    """Return in which decile each list that counts puts a household, by all records of it."""
    told = [one for each in several for one in each.placings]
    gone = withdrawn(look, (one.list for one in told))
    return [one for one in told if one.list not in gone]


def national(look: Look, known: Household) -> int | None:
    """Return the decile among the families of the country that counts; None if nothing says.

    A decile that was told with the naming of a household counts where its list ranks nobody.
    """
    several = records(look, known)
    ranked = [one for one in placings(look, several) if one.level == "national"]
    ranking = {one.list for each in several for one in each.placings}
    said = [one for each in several for one in each.deciles if one.list not in ranking]
    gone = withdrawn(look, (one.list for one in said if one.list is not None))
    dated = [(one.on, one.decile) for one in said if one.list not in gone]
    dated += [(one.on, one.decile) for one in deciles.newest(ranked).values()]
    decile: int | None = None
    for _, told in sorted(dated, key=lambda one: one[0]):
        decile = told
    return decile
