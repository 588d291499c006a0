"""A map of numbers by village: its shape where a boundary is known, and a tile where none is."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import cos, radians

from msgspec import Struct

from service.aggregates.boundary import Outline
from service.http.api import boundaries as answers
from service.http.pages.visits import Visit
from service.layouts import outlines
from service.layouts.geojson import STEPS
from service.layouts.outlines import Ring
from service.projections.boundaries import Published
from service.projections.moment import Moment

LEVELS = 5
LONGEST = 1_000
"""Of a drawing's longer side: finer than a phone's screen, and three digits a corner."""


class Tile(Struct, frozen=True, kw_only=True):
    """One village on the map.

    Args:
        level: 0 for none, up to `LEVELS` for the most.
    """

    code: str
    name: str
    count: int
    level: int


class Kecamatan(Struct, frozen=True, kw_only=True):
    """The villages of a kecamatan on the map."""

    code: str
    name: str
    count: int
    tiles: Sequence[Tile]


class Shape(Struct, frozen=True):
    """A village as it is drawn.

    Args:
        path: as SVG says it.
    """

    tile: Tile
    kecamatan: str
    path: str


class Drawing(Struct, frozen=True, kw_only=True):
    """Villages in a box of `width` by `height`, and those without a boundary.

    Args:
        given: whose boundaries they are.
    """

    width: int
    height: int
    shapes: Sequence[Shape]
    without: Sequence[Tile]
    given: Published


def by_kecamatan(
    visit: Visit, counts: Mapping[str, int], areas: Collection[str]
) -> list[Kecamatan]:
    """Return the villages of some areas with their numbers, by kecamatan.

    Args:
        counts: by village; none is 0.
    """
    most = max(counts.values(), default=0)
    shown = []
    within = visit.place.within(areas)
    for kecamatan in visit.place.kecamatan:
        tiles = [
            Tile(
                code=one.code,
                name=one.name,
                count=counts.get(one.code, 0),
                level=_level(counts.get(one.code, 0), most),
            )
            for one in within
            if one.kecamatan == kecamatan.code
        ]
        if tiles:
            count = sum(one.count for one in tiles)
            shown.append(
                Kecamatan(code=kecamatan.code, name=kecamatan.name, count=count, tiles=tiles)
            )
    return shown


def legend(places: Sequence[Kecamatan]) -> list[tuple[int, str]]:
    """Return what each level stands for, as far as it is on the map."""
    found: dict[int, list[int]] = {}
    for place in places:
        for tile in place.tiles:
            found.setdefault(tile.level, []).append(tile.count)
    told = []
    for level, counts in sorted(found.items()):
        low, high = min(counts), max(counts)
        told.append((level, f"{low}" if low == high else f"{low} sampai {high}"))
    return told


def drawing(
    visit: Visit, places: Sequence[Kecamatan], areas: Sequence[str], moment: Moment
) -> Drawing | None:
    """Return villages drawn in the shapes known at a moment; None while there are none of them."""
    given = answers.held(visit.regency, visit.actor, moment)
    if given is None:
        return None
    found = answers.drawn(visit.regency, visit.actor, given, areas)
    tiles = {tile.code: (tile, place.name) for place in places for tile in place.tiles}
    shown = [one for one in found if one.village in tiles]
    if not shown:
        return None
    width, height, paths = _paths(shown)
    drawn = {one.village for one in shown}
    return Drawing(
        width=width,
        height=height,
        shapes=[Shape(*tiles[one.village], path) for one, path in zip(shown, paths, strict=True)],
        without=[tile for tile, _ in tiles.values() if tile.code not in drawn],
        given=given,
    )


def _level(count: int, most: int) -> int:
    """Return how dark a village is: none is 0, the most is `LEVELS`, in even steps between."""
    return -(-count * LEVELS // most) if count else 0


def _paths(shown: Sequence[Outline]) -> tuple[int, int, list[str]]:
    """Return the size of a box around outlines, and each of them as a path in it."""
    rings = [[outlines.read(ring) for ring in one.rings] for one in shown]
    xs = [x for each in rings for ring in each for x, _ in ring]
    ys = [y for each in rings for ring in each for _, y in ring]
    west, north = min(xs), max(ys)
    across = cos(radians((min(ys) + north) / 2 / STEPS))
    wide, high = (max(xs) - west) * across, north - min(ys)
    scale = LONGEST / max(wide, high, 1)

    def placed(ring: Ring) -> Ring:
        return [(round((x - west) * across * scale), round((north - y) * scale)) for x, y in ring]

    paths = ["".join(_path(placed(ring)) for ring in each) for each in rings]
    return max(round(wide * scale), 1), max(round(high * scale), 1), paths


def _path(ring: Ring) -> str:
    """Return a ring as SVG says it: from the first corner on, each from the one before."""
    steps = [
        f"{x - a}{' ' if y - b >= 0 else ''}{y - b}"
        for (a, b), (x, y) in pairwise(ring)
        if (a, b) != (x, y)
    ]
    if len(steps) < 2:  # noqa: PLR2004  (smaller than a dot, and seen all the same)
        steps = ["2 0", "0 2", "-2 0"]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"
