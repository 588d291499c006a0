"""Pictures as phones take them, and files that only call themselves one."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

PLACE = (-7.351389, 110.663611)


def photo(
    size: tuple[int, int] = (320, 240),
    *,
    kind: str = "JPEG",
    place: tuple[float, float] | None = None,
    colour: Any = (200, 30, 30),
    mode: str = "RGB",
    turned: int = 0,
) -> bytes:
    """Return a picture of one colour, with what a camera writes into it.

    Args:
        turned: EXIF orientation, 0 for none.
    """
    image = Image.new(mode, size, colour)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Ponsel Contoh"
    exif[ExifTags.Base.ImageDescription] = "Rumah Ibu Contoh"
    if turned:
        exif[ExifTags.Base.Orientation] = turned
    if place:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "S" if place[0] < 0 else "N",
            ExifTags.GPS.GPSLatitude: _parts(place[0]),
            ExifTags.GPS.GPSLongitudeRef: "W" if place[1] < 0 else "E",
            ExifTags.GPS.GPSLongitude: _parts(place[1]),
        }
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is as large as this."""

    def chunk(tag: bytes, body: bytes) -> bytes:
        checked = tag + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = abs(degrees)
    minutes = (whole % 1) * 60
    return (float(int(whole)), float(int(minutes)), round((minutes % 1) * 60, 4))
