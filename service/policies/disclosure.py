"""How exactly numbers of households are told to those who must not know of single ones.

A count of one says that there is somebody; two counts that differ by one say so as well. So
whoever may not know of single households in an area reads counts in steps of five, each rounded by
itself: parts and their sum don't add up, and nothing can be had by subtraction but a guess.
Source: UU 27/2022 article 4 (specific data); rounding to a base, as statistical offices do.
"""

from collections.abc import Collection

from service.kernel.roles import Scope

STEP = 5


def told(count: int, *, exactly: bool) -> int:
    """Return a count as it is told: itself, or the nearest multiple of five."""
    return count if exactly else STEP * ((count + STEP // 2) // STEP)


def is_exact(known: Scope, areas: Collection[str]) -> bool:
    """Say whether counts of some areas are told exactly.

    Args:
        known: where single households may be known of.
    """
    return all(known.covers(area) for area in areas)
