"""A chart of figures by day: one line a source, so that a survey and a count never join."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile

from msgspec import Struct

from service.projections.figures import Figure
from service.projections.sentences import percent

WIDTH, HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 16, 36


class Dot(Struct, frozen=True):
    """One figure on the chart."""

    x: int
    y: int
    label: str
    href: str


class Line(Struct, frozen=True):
    """The figures of one source, by day.

    Args:
        points: as SVG says them.
        style: which of a few strokes, told apart without colour.
    """

    name: str
    points: str
    dots: Sequence[Dot]
    style: int


class Mark(Struct, frozen=True):
    """A value or a year at the edge."""

    at: int
    label: str


class Chart(Struct, frozen=True, kw_only=True):
    """What is drawn, in pixels of a box of `WIDTH` by `HEIGHT`."""

    lines: Sequence[Line]
    values: Sequence[Mark]
    years: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT


def chart(figures: Sequence[Figure], query: str) -> Chart | None:
    """Return figures of one kind and area drawn by day; None for less than two days.

    Args:
        query: what links to a figure carry along, `?` included.
    """
    shown = sorted(
        (one for one in figures if one.standing != "superseded"),
        key=lambda one: (one.reference_date, one.standing != "provisional", one.position),
    )
    days = sorted({one.reference_date.toordinal() for one in shown})
    if len(days) < 2:  # noqa: PLR2004  (a line needs two points)
        return None
    first, last = days[0], days[-1]
    top = _ceiling(max(one.value_percent for one in shown))

    def across(ordinal: int) -> int:
        return _LEFT + round((WIDTH - _LEFT - _RIGHT) * (ordinal - first) / (last - first))

    def down(value: Decimal) -> int:
        return HEIGHT - _BOTTOM - round((HEIGHT - _TOP - _BOTTOM) * float(value / top))

    lines = []
    for style, series in enumerate(sorted({(one.source, one.nature) for one in shown})):
        own = [one for one in shown if (one.source, one.nature) == series]
        dots = [
            Dot(
                across(one.reference_date.toordinal()),
                down(one.value_percent),
                f"{one.source_name}, {one.reference_date.year}: {percent(one.value_percent)}",
                f"/angka/{one.kind}/{one.area}/{one.source}/{one.number}{query}",
            )
            for one in own
        ]
        # Of several figures of a day the line goes through the one that counts.
        course = {dot.x: dot for dot in dots}.values()
        points = " ".join(f"{dot.x},{dot.y}" for dot in course)
        lines.append(Line(_called([one.source_name for one in own]), points, dots, style % 4))
    years = range(shown[0].reference_date.year, max(one.reference_date.year for one in shown) + 1)
    marks = {year: across(max(first, min(last, date(year, 1, 1).toordinal()))) for year in years}
    return Chart(
        lines=lines,
        values=[Mark(down(top * part / 4), percent(top * part / 4)) for part in range(5)],
        years=[Mark(at, str(year)) for year, at in marks.items()],
    )


def _called(names: Sequence[str]) -> str:
    """Return what several names begin with: of Susenas 2021 and 2022 it is Susenas."""
    words = zip(*(name.split() for name in names), strict=False)
    same = takewhile(lambda several: len(set(several)) == 1, words)
    return " ".join(several[0] for several in same).strip(" ,;:(") or names[-1]


def _ceiling(value: Decimal) -> Decimal:
    """Return a round value at or above one: 1, 2, 4, 8, 12, 16, 20, …"""
    for step in (1, 2, 4, 8, 12, 16, 20, 30, 40, 60):
        if value <= step:
            return Decimal(step)
    return Decimal(100)
