"""Invented boundaries of villages, so that the demo's maps have shapes: a crooked grid.

Villages fill the grid in the order of their codes, in bands of a few rows up and down, so that
those of a kecamatan lie together. Neighbours share every corner. Nothing lies where it really is,
and the map says so.
"""

from datetime import date
from functools import partial
from itertools import pairwise
from math import dist
from random import Random
from typing import TypeAlias

import msgspec

from service.commands import boundaries
from service.commands.boundaries import Origin
from service.demo.bootstrap import run
from service.kernel.roles import Actor
from service.layouts import geojson
from service.reference.regions import Territory
from service.regency import Regency

SOURCE = "Batas rekaan untuk peragaan, bukan batas sebenarnya"
LICENCE = "Jangan dipakai di luar peragaan"

_BAND = 4
_COLUMNS = 17
_WEST, _SOUTH, _SIDE = 110.4, -7.7, 0.025
_HALVINGS = 3

Place: TypeAlias = tuple[float, float]


def publish(regency: Regency, actor: Actor, place: Territory, today: date) -> None:
    """Let the demo's maps be drawn."""
    found = geojson.read(drawn(place), place)
    ask = Origin(source=SOURCE, source_date=today, licence=LICENCE)
    command = partial(boundaries.publish, regency=regency.code, ask=ask, found=found)
    run(regency, actor, "boundaries", command)


def drawn(place: Territory) -> bytes:
    """Return invented boundaries of every village of a regency, as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"kd_kemdagri": village.code, "nama": village.name},
            "geometry": {"type": "Polygon", "coordinates": [_cell(*_where(number))]},
        }
        for number, village in enumerate(place.villages)
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def _where(number: int) -> tuple[int, int]:
    """Return column and row of a village: down one column of a band, up the next."""
    band, within = divmod(number, _BAND * _COLUMNS)
    column, row = divmod(within, _BAND)
    if column % 2:
        row = _BAND - 1 - row
    return (_COLUMNS - 1 - column if band % 2 else column), band * _BAND + row


def _cell(column: int, row: int) -> list[Place]:
    around = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    corners = [_corner(column + across, row + up) for across, up in around]
    sides = [_crooked(*ends) for ends in pairwise(corners)]
    return [*(point for side in sides for point in side[:-1]), corners[0]]


def _corner(column: int, row: int) -> Place:
    chance = Random(f"corner {column} {row}")  # noqa: S311  (nothing is secret here)
    return (
        round(_WEST + _SIDE * (column + chance.uniform(-0.3, 0.3)), 5),
        round(_SOUTH + _SIDE * (row + chance.uniform(-0.3, 0.3)), 5),
    )


def _crooked(start: Place, end: Place) -> list[Place]:
    """Return a line between two corners, the same from either end."""
    if start > end:
        return _crooked(end, start)[::-1]
    line = [start, end]
    chance = Random(f"side {start} {end}")  # noqa: S311
    for _ in range(_HALVINGS):
        halved = [line[0]]
        for before, after in pairwise(line):
            stray = 0.1 * dist(before, after)
            middle = (
                round((before[0] + after[0]) / 2 + chance.gauss(0, stray), 5),
                round((before[1] + after[1]) / 2 + chance.gauss(0, stray), 5),
            )
            halved += [middle, after]
        line = halved
    return line
