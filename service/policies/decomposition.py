"""Why a rate moved, as a sum: each reason in persons and in percentage points, exactly.

A rate n/d moves from n1/d1 to n2/d2. The persons who came and went, each for a reason, are divided
by the old population; what is left is due to the population alone:

    n2/d2 - n1/d1  =  sum(persons of a reason)/d1  +  n2 * (1/d2 - 1/d1)

Nothing is estimated and nothing remains. Between figures that do not count the same register the
reasons can't be known; then all of it is the difference of source or method, and says so.

Source: the figures of Boyolali, 9.61 to 8.07, which nobody could reproduce.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from service.kernel.figures import TERM_LABELS, Term, rounded


class Part(Struct, frozen=True, kw_only=True):
    """What one reason did to a rate.

    Args:
        came, went: persons who came to be counted for it, and who ceased to.
        points: percentage points, exactly.
    """

    term: Term
    came: int
    went: int
    points: Fraction

    @property
    def persons(self) -> int:
        """By how many persons the numerator moved for this reason."""
        return self.came - self.went

    @property
    def label(self) -> str:
        """The reason as people read it."""
        return TERM_LABELS[self.term]


class Decomposition(Struct, frozen=True, kw_only=True):
    """A rate's movement and its reasons, in the order in which they are told.

    Args:
        before, after: numerator and denominator.
        parts: only reasons that moved somebody or something.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    parts: tuple[Part, ...]

    @property
    def points(self) -> Fraction:
        """The whole movement in percentage points, exactly."""
        return _rate(self.after) - _rate(self.before)

    @property
    def persons(self) -> int:
        """The whole movement of the numerator."""
        return self.after[0] - self.before[0]


class Unbalanced(Exception):  # noqa: N818  (a fault of ours, never told as the data's)
    """The reasons do not add up to the movement."""


def decompose(
    before: tuple[int, int], after: tuple[int, int], moved: Mapping[Term, tuple[int, int]]
) -> Decomposition:
    """Return why a rate moved.

    Args:
        before, after: numerator and denominator.
        moved: persons who came and who went, by reason.

    Raises:
        Unbalanced: they do not add up to the difference of the numerators.
    """
    if sum(came - went for came, went in moved.values()) != after[0] - before[0]:
        raise Unbalanced(f"{before} {after} {dict(moved)}")
    parts = [
        Part(term=term, came=came, went=went, points=Fraction(100 * (came - went), before[1]))
        for term in TERM_LABELS
        for came, went in [moved.get(term, (0, 0))]
        if came or went
    ]
    if before[1] != after[1]:
        effect = 100 * after[0] * (Fraction(1, after[1]) - Fraction(1, before[1]))
        parts.append(Part(term="population", came=0, went=0, points=effect))
    found = Decomposition(before=before, after=after, parts=tuple(parts))
    assert sum((part.points for part in found.parts), Fraction()) == found.points
    return found


def told_points(found: Decomposition) -> tuple[Decimal, ...]:
    """Return the points of each part at two decimals, so that what is read adds up too.

    Each is rounded; what rounding left over goes, a hundredth each, to those that lost most.
    """
    step = Fraction(1, 100)
    exact = [part.points for part in found.parts]
    floors = [(value / step).__floor__() for value in exact]
    total = round(Fraction(rounded(found.points)) / step)
    by_loss = sorted(range(len(exact)), key=lambda at: (floors[at] * step - exact[at], at))
    for at in by_loss[: max(0, total - sum(floors))]:
        floors[at] += 1
    return tuple(value * Decimal("0.01") for value in floors)


def _rate(parts: tuple[int, int]) -> Fraction:
    return Fraction(100 * parts[0], parts[1])
