"""Boundaries of villages as GeoJSON: which village each shape is, and what is wrong with it.

    bytes → features → the village of each, its rings checked → outlines with fewer corners

A village is found by its Kemendagri code, under whatever name the column has, or else by the names
of its kecamatan and itself. All or nothing: a file with one shape that nobody can place is
refused, with every such shape by name. Several shapes of one village are its parts.

Source: RFC 7946; the layers of Badan Informasi Geospasial (KDEPUM, WADMKD, WADMKC).
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar, TypeAlias

import msgspec
from msgspec import Meta, Struct

from service.aggregates.boundary import Outline
from service.kernel.refusals import Refused
from service.layouts import outlines
from service.layouts.outlines import Point, Ring
from service.reference.regions import Ambiguous, Territory, Village, squash

MOST_FILE_BYTES = 20_000_000
MOST_CORNERS = 500_000
MOST_NAMED = 20
STEPS = 100_000
"""Steps in a degree: one is about a metre."""

_WEST, _EAST, _SOUTH, _NORTH = 94.0, 142.0, -12.0, 7.0
"""Indonesia, with some sea around it."""
_LEAST_POSITIONS = 4

_CODES = (
    *("kdkemdagri", "kdkemendagri", "kodekemendagri", "kodekemdagri", "kdepum", "kodepum"),
    *("kodedesa", "kddesa", "kodekelurahan", "kodedesakelurahan", "kodewilayah", "kode"),
)
_VILLAGES = ("wadmkd", "namadesa", "nmdesa", "desa", "kelurahan", "desakelurahan", "namobj", "nama")
_KECAMATAN = ("wadmkc", "namakecamatan", "nmkec", "kecamatan", "kec")
_CRS = ("crs84", "4326", "wgs84")

Position: TypeAlias = Annotated[list[float], Meta(min_length=2, max_length=4)]
Line: TypeAlias = list[Position]


class Polygon(Struct, tag_field="type", tag="Polygon"):
    """One shape: its outer line, and the lines of its holes."""

    coordinates: list[Line]


class MultiPolygon(Struct, tag_field="type", tag="MultiPolygon"):
    """Several shapes."""

    coordinates: list[list[Line]]


class Feature(Struct, tag_field="type", tag="Feature"):
    """A shape with what is said of it."""

    geometry: msgspec.Raw = msgspec.Raw(b"null")
    properties: dict[str, Any] | None = None


class FeatureCollection(Struct, tag_field="type", tag="FeatureCollection"):
    """A file. `crs` was dropped from the standard, and programs still write it."""

    features: list[Feature]
    crs: msgspec.Raw = msgspec.Raw(b"null")


class Boundaries(Struct, frozen=True):
    """What a file holds, as it is kept."""

    file_hash: str
    outlines: tuple[Outline, ...]


class NotGeoJson(Refused):
    """Berkas ini bukan GeoJSON."""

    way_out: ClassVar[str] = (
        "Dari QGIS: klik kanan lapisan batas desa, Ekspor, pilih format GeoJSON dan sistem "
        "koordinat WGS 84. Berkas .shp atau .zip tidak dibaca."
    )


class BoundaryFileTooLarge(Refused):
    """Berkas batas desa ini terlalu besar."""

    way_out: ClassVar[str] = (
        "Ekspor hanya desa kabupaten ini, sederhanakan garisnya, dan batasi angka di belakang "
        "koma pada enam; peta tidak memerlukan lebih."
    )


class WrongCoordinates(Refused):
    """Koordinat berkas ini bukan bujur dan lintang WGS 84 di Indonesia."""

    way_out: ClassVar[str] = (
        "Ekspor ulang dengan sistem koordinat WGS 84 (EPSG:4326), bukan UTM atau TM-3. Bujur "
        "ditulis lebih dahulu, lalu lintang: 110.60, -7.45."
    )


class ShapesUnusable(Refused):
    """Bentuk yang disebut bukan bidang yang tertutup."""

    way_out: ClassVar[str] = (
        "Perbaiki bentuknya menjadi poligon: sudut terakhir sama dengan sudut pertama, sedikitnya "
        "tiga sudut. Di QGIS: Periksa keabsahan, lalu Perbaiki geometri."
    )


class ShapesUnplaced(Refused):
    """Bentuk yang disebut tidak dapat dipasangkan dengan satu desa kabupaten ini."""

    way_out: ClassVar[str] = (
        "Isi kode desa menurut Kemendagri pada kolom kd_kemdagri, misalnya 33.09.15.2009, dan "
        "hapus desa kabupaten lain dari berkas."
    )


def read(content: bytes, place: Territory) -> Boundaries:
    """Return the boundaries of villages in a file.

    Raises:
        NotGeoJson, BoundaryFileTooLarge, WrongCoordinates: nothing of it can be used.
        ShapesUnusable, ShapesUnplaced: some of it can't, by name.
    """
    if len(content) > MOST_FILE_BYTES:
        raise BoundaryFileTooLarge(size_bytes=len(content), most_bytes=MOST_FILE_BYTES)
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=FeatureCollection)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        raise NotGeoJson from err
    if not found.features:
        raise NotGeoJson
    _require_wgs84(bytes(found.crs))
    shapes = _placed(found.features, place)
    simple = outlines.simplified(shapes)
    return Boundaries(
        hashlib.sha256(content).hexdigest(),
        tuple(
            Outline(village, tuple(outlines.written(ring) for ring in rings))
            for village, rings in sorted(simple.items())
        ),
    )


def _require_wgs84(crs: bytes) -> None:
    name = crs.decode(errors="replace")
    if name != "null" and not any(one in squash(name) for one in _CRS):
        raise WrongCoordinates(crs=name[:100])


def _placed(features: list[Feature], place: Territory) -> dict[str, list[Ring]]:
    """Return the rings of each village, in steps."""
    shapes: dict[str, list[Ring]] = {}
    unplaced, unusable, corners = [], [], 0
    for number, feature in enumerate(features, start=1):
        said = {squash(key): value for key, value in (feature.properties or {}).items()}
        village = _village(said, place)
        if village is None:
            unplaced.append(_called(said, number))
            continue
        lines = _lines(bytes(feature.geometry))
        if not lines or not all(_is_closed(line) for line in lines):
            unusable.append(f"{village.name}, {village.kecamatan_name}")
            continue
        corners += sum(len(line) for line in lines)
        if corners > MOST_CORNERS:
            raise BoundaryFileTooLarge(corners=corners, most_corners=MOST_CORNERS)
        shapes.setdefault(village.code, []).extend(_ring(line) for line in lines)
    if unplaced:
        raise ShapesUnplaced(shapes=unplaced[:MOST_NAMED], how_many=len(unplaced))
    if unusable:
        raise ShapesUnusable(shapes=unusable[:MOST_NAMED], how_many=len(unusable))
    return shapes


def _village(said: Mapping[str, Any], place: Territory) -> Village | None:
    """Return the village that is meant; None if none is, several are, or two are told."""
    kecamatan, name = _text(said, _KECAMATAN), _text(said, _VILLAGES)
    by_name = place.find(kecamatan, name) if name else None
    code = _text(said, _CODES)
    if not code:
        return by_name if isinstance(by_name, Village) else None
    by_code = place.find("", code) if code[:1].isdigit() else None
    if not isinstance(by_code, Village):
        return None
    if name and _is_another(by_code, by_name):
        # A code of BPS has ten digits too, and may be the code of another village here.
        return None
    return by_code


def _is_another(village: Village, by_name: object) -> bool:
    if isinstance(by_name, Ambiguous):
        return village not in by_name.candidates
    return isinstance(by_name, Village) and by_name != village


def _text(said: Mapping[str, Any], keys: Collection[str]) -> str:
    """Return the first of some columns that says something; a number as it is meant."""
    for key in keys:
        value = said.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int | str) and str(value).strip():
            return str(value).strip()
    return ""


def _called(said: Mapping[str, Any], number: int) -> str:
    """Return what somebody who looks for a shape in their file would find it by."""
    words = (_text(said, keys) for keys in (_VILLAGES, _KECAMATAN, _CODES))
    return ", ".join(word[:60] for word in words if word) or f"bentuk ke-{number}"


def _lines(geometry: bytes) -> list[Line]:
    """Return the lines of a shape; none if it is no area."""
    try:
        found = msgspec.json.decode(geometry, type=Polygon | MultiPolygon)
    except (msgspec.DecodeError, RecursionError):
        return []
    shapes = [found.coordinates] if isinstance(found, Polygon) else found.coordinates
    return [line for shape in shapes for line in shape]


def _is_closed(line: Line) -> bool:
    return len(line) >= _LEAST_POSITIONS and line[0][:2] == line[-1][:2]


def _ring(line: Line) -> Ring:
    for longitude, latitude, *_ in line:
        if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
            raise WrongCoordinates(coordinate=f"{longitude}, {latitude}")
    return [_point(position) for position in line[:-1]]


def _point(position: Position) -> Point:
    return round(position[0] * STEPS), round(position[1] * STEPS)
