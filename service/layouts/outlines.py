"""Outlines of villages with fewer corners, such that neighbours still share one line.

Simplified one by one, two neighbours would leave out different corners of the line between them,
and a map would show slivers and gaps. So all lines are put on one grid, cut where three of them
meet, and each piece is simplified once for both its sides (Douglas and Peucker 1973).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import TypeAlias

Point: TypeAlias = tuple[int, int]
"""Longitude and latitude, in steps of 0.00001 degree."""

Ring: TypeAlias = list[Point]
"""A closed line, its first corner not repeated."""

MOST_CORNERS = 7_000
"""Of a whole regency: what fits on a page, and more than a phone's screen shows."""
FINEST = 1_500
"""Cells of the grid along the longer side of a regency, to begin with."""

_LEAST_CORNERS = 3
_COARSER = 1.2
_STEPS_A_DEGREE = 100_000


def simplified(shapes: Mapping[str, Sequence[Ring]]) -> dict[str, list[Ring]]:
    """Return outlines of few corners; every village keeps at least one ring.

    Args:
        shapes: by village.
    """
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    across = cos(radians((south + north) / 2 / _STEPS_A_DEGREE))
    cell = max((east - west) * across, north - south, FINEST) / FINEST
    while True:
        found = _at(shapes, cell, across)
        corners = sum(len(ring) for rings in found.values() for ring in rings)
        most = max(MOST_CORNERS, 4 * len(shapes))
        if corners <= most:
            return found
        # Twice as coarse a grid leaves about half the corners.
        cell *= max(_COARSER, corners / most)


def written(ring: Ring) -> str:
    """Return a ring as text: its first corner, and each other one from the one before."""
    steps = ((x - a, y - b) for (a, b), (x, y) in pairwise(ring))
    return " ".join(f"{x},{y}" for x, y in ((ring[0]), *steps))


def read(text: str) -> Ring:
    """Return the ring that `written` wrote."""
    ring: Ring = []
    x = y = 0
    for step in text.split(" "):
        across, _, up = step.partition(",")
        x, y = x + int(across), y + int(up)
        ring.append((x, y))
    return ring


def _at(shapes: Mapping[str, Sequence[Ring]], cell: float, across: float) -> dict[str, list[Ring]]:
    """Return outlines on a grid of `cell` steps, simplified by as much."""
    on_grid = {
        village: [_snapped(ring, cell / across, cell) for ring in rings]
        for village, rings in shapes.items()
    }
    meeting = _meeting(ring for rings in on_grid.values() for ring in rings)
    found = {}
    for village, rings in on_grid.items():
        simple = [_simple(ring, meeting, cell, across) for ring in rings]
        found[village] = [ring for ring in simple if len(ring) >= _LEAST_CORNERS] or [
            _box(shapes[village])
        ]
    return found


def _snapped(ring: Ring, wide: float, high: float) -> Ring:
    """Return a ring on the grid, without corners that fell together."""
    moved = [(round(round(x / wide) * wide), round(round(y / high) * high)) for x, y in ring]
    return [point for n, point in enumerate(moved) if point != moved[n - 1]]


def _meeting(rings: Iterable[Ring]) -> set[Point]:
    """Return the corners where lines part: those without exactly two neighbours."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for n, point in enumerate(ring):
            beside.setdefault(ring[n - 1], set()).add(point)
            beside.setdefault(point, set()).add(ring[n - 1])
    return {point for point, others in beside.items() if len(others) != 2}  # noqa: PLR2004


def _simple(ring: Ring, meeting: set[Point], tolerance: float, across: float) -> Ring:
    """Return a ring simplified piece by piece between the corners where lines meet."""
    if len(ring) < _LEAST_CORNERS:
        return []
    cuts = [n for n, point in enumerate(ring) if point in meeting]
    if not cuts:
        # An island, or a village in the midst of one other: cut where both would cut it.
        cuts = [min(range(len(ring)), key=ring.__getitem__)]
    turned = [*ring[cuts[0] :], *ring[: cuts[0] + 1]]
    ends = [*(cut - cuts[0] for cut in cuts), len(ring)]
    found: Ring = []
    for first, last in pairwise(ends):
        piece = turned[first : last + 1]
        # In one direction, whichever side it is walked from.
        backwards = piece[::-1] < piece
        kept = _kept(piece[::-1] if backwards else piece, tolerance, across)
        found += (kept[::-1] if backwards else kept)[:-1]
    return found


def _kept(line: Ring, tolerance: float, across: float) -> Ring:
    """Return the corners of a line without those within `tolerance` of what is left."""
    keep = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:  # noqa: PLR2004  (no corner between)
            continue
        away, at = max(
            (_away(line[n], line[first], line[last], across), -n) for n in range(first + 1, last)
        )
        if away > tolerance:
            keep.add(-at)
            open_parts += [(first, -at), (-at, last)]
    return [point for n, point in enumerate(line) if n in keep]


def _away(point: Point, start: Point, end: Point, across: float) -> float:
    """Return how far a corner lies from a straight line, in steps northwards."""
    x, y = (point[0] - start[0]) * across, point[1] - start[1]
    wide, high = (end[0] - start[0]) * across, end[1] - start[1]
    length = wide * wide + high * high
    part = min(max((x * wide + y * high) / length, 0), 1) if length else 0
    return hypot(x - part * wide, y - part * high)


def _box(rings: Sequence[Ring]) -> Ring:
    """Return the box around the largest ring of a village that is too small to be drawn."""
    largest = max(rings, key=len)
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    west, south = min(xs), min(ys)
    east, north = max(*xs, west + 1), max(*ys, south + 1)
    return [(west, south), (east, south), (east, north), (west, north)]
