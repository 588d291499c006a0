"""Boundaries out of GeoJSON: villages found however they are coded, faults told by name."""

import json
from typing import Any

import pytest

from service.layouts import geojson, outlines
from service.layouts.geojson import (
    BoundaryFileTooLarge,
    NotGeoJson,
    ShapesUnplaced,
    ShapesUnusable,
    WrongCoordinates,
)
from service.reference.regions import territory

BOYOLALI = territory("33.09")
KLEGO = "33.09.15.2009"


def square(x: float = 110.6, y: float = -7.4, side: float = 0.1) -> list[list[float]]:
    east, north = round(x + side, 3), round(y + side, 3)
    return [[x, y], [east, y], [east, north], [x, north], [x, y]]


def shape(ring: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    coordinates = [ring or square()]
    return {
        "type": "Feature",
        "properties": properties or {"kd_kemdagri": KLEGO},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def read(*shapes: Any, **more: Any) -> geojson.Boundaries:
    file = {"type": "FeatureCollection", "features": shapes, **more}
    return geojson.read(json.dumps(file).encode(), BOYOLALI)


@pytest.mark.parametrize(
    "said",
    [
        {"kd_kemdagri": "33.09.15.2009"},
        {"KDEPUM": "3309152009"},
        {"kode": 3309152009},
        {"kode_desa": 3309152009.0, "nama": "KLEGO"},
        {"WADMKC": "KLEGO", "WADMKD": "Klego", "WADMKK": "Boyolali"},
    ],
)
def test_a_village_is_found_by_its_code_or_else_by_its_names(said: dict[str, Any]):
    (found,) = read(shape(**said)).outlines
    assert found.village == KLEGO
    corners = {(round(x / 1e5, 3), round(y / 1e5, 3)) for x, y in outlines.read(found.rings[0])}
    assert corners == {tuple(each) for each in square()}


def test_a_shape_nobody_can_place_is_named_and_nothing_is_taken():
    with pytest.raises(ShapesUnplaced) as told:
        read(
            shape(),
            shape(nama="Negeri Antah"),
            shape(kode="33.06.01.2001"),
            # A code of BPS that is another village's of Kemendagri: the name gives it away.
            shape(kode="33.09.15.2001", kecamatan="Klego", desa="Klego"),
        )
    assert told.value.why["shapes"] == [
        "Negeri Antah",
        "33.06.01.2001",
        "Klego, Klego, 33.09.15.2001",
    ]


@pytest.mark.parametrize(
    "faulty",
    [
        shape(square()[:-1]),
        shape([*square()[:2], square()[0]]),
        shape(kind="LineString"),
        {"type": "Feature", "properties": {"kode": KLEGO}, "geometry": None},
    ],
)
def test_what_is_no_closed_area_is_told_by_the_village(faulty: dict[str, Any]):
    with pytest.raises(ShapesUnusable) as told:
        read(faulty)
    assert told.value.why["shapes"] == ["Klego, Klego"]


def test_coordinates_in_metres_or_the_wrong_way_round_are_told():
    utm = [[468_000.0, 9_182_000.0], [469_000.0, 9_182_000.0], [469_000.0, 9_183_000.0]]
    for ring in ([*utm, utm[0]], [[y, x] for x, y in square()]):
        with pytest.raises(WrongCoordinates):
            read(shape(ring))
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}}
    with pytest.raises(WrongCoordinates):
        read(shape(), crs=named)
    named["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert len(read(shape(), crs=named).outlines) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b'{"type":"Topology"}', b"[" * 100_000, b'{"type":"FeatureCollection"}'],
)
def test_what_is_no_geojson_is_told(content: bytes):
    with pytest.raises(NotGeoJson):
        geojson.read(content, BOYOLALI)


def test_too_large_a_file_is_refused_by_its_bytes_and_by_its_corners(
    monkeypatch: pytest.MonkeyPatch,
):
    with pytest.raises(BoundaryFileTooLarge):
        geojson.read(b" " * (geojson.MOST_FILE_BYTES + 1), BOYOLALI)
    monkeypatch.setattr(geojson, "MOST_CORNERS", 4)
    with pytest.raises(BoundaryFileTooLarge):
        read(shape())


def test_neighbours_still_share_one_line_when_corners_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
):
    crooked = [(1000 + (37 * n % 11), 10 * n) for n in range(101)]
    west = [*crooked, (0, 1000), (0, 0)]
    east = [*crooked[50:], (2000, 1000), (2000, 0), *crooked[:50]]
    monkeypatch.setattr(outlines, "MOST_CORNERS", 40)
    few = outlines.simplified({"west": [west], "east": [east]})
    on_border = [{point for point in ring if 900 < point[0] < 1100} for (ring,) in few.values()]
    assert on_border[0] == on_border[1]
    assert 2 <= len(on_border[0]) < 40


def test_a_village_too_small_to_be_drawn_is_a_dot_all_the_same():
    dot = [(500, 500), (501, 500), (501, 501)]
    wide = [(0, 0), (900_000, 0), (900_000, 900_000), (0, 900_000)]
    found = outlines.simplified({"dot": [dot], "wide": [wide]})
    assert len(found["dot"][0]) == 4
