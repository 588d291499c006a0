"""How exactly numbers of households are told to those who must not know of single ones.

A count of one says that there is somebody; two counts that differ by one say so as well. So
whoever may not know of single households in an area reads counts in steps of five, each rounded by
itself: parts and their sum don't add up, and nothing can be had by subtraction but a guess.

To the public a number below five is not told at all, nor that there is one; and no sum from which
any of those numbers could be narrowed down.
Source: UU 27/2022 article 4 (specific data); rounding to a base, as statistical offices do.
"""

from collections.abc import Collection, Sequence

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


def published(count: int) -> int | None:
    """Return a count as the public is told: the nearest multiple of five, None below five.

    Nought is told as anything below five is, so that nobody learns that there is somebody.
    """
    return told(count, exactly=False) if count >= STEP else None


def published_sum(counts: Sequence[int]) -> int | None:
    """Return the sum of counts as the public is told, None if it would tell on one of them.

    Whoever adds up what is published and takes it off the sum, learns bounds of what is hidden.
    The sum is told only if within these bounds each hidden count may still be nought, and may
    still be four.
    """
    shown = [found for count in counts if (found := published(count)) is not None]
    hidden = len(counts) - len(shown)
    whole, blur = told(sum(counts), exactly=False), STEP // 2
    most_shown = sum(each + blur for each in shown)
    least_shown = sum(max(STEP, each - blur) for each in shown)
    least, most = whole - blur - most_shown, whole + blur - least_shown
    widest = STEP - 1
    is_safe = not hidden or (least <= widest * (hidden - 1) and most >= widest)
    return whole if is_safe else None
