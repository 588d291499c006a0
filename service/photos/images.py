"""What somebody uploads becomes a plain picture: small, turned upright, with nothing hidden in it.

    bytes → a picture of a known kind, not too large → upright, at most 1600 px → JPEG without EXIF

A picture of the camera carries where and when it was taken and with which phone; a file that calls
itself a picture may be anything. So nothing of the upload is kept but its pixels. Where it was
taken is read only when the family agreed to that.

Source: OWASP ASVS 5.0 5.2 and 14.2.8; UU 27/2022 article 4 (a home's coordinates are personal).
"""

import hashlib
import io
import warnings
from contextlib import suppress
from typing import Any, ClassVar

from msgspec import Struct
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from service.kernel.refusals import Refused

MOST_UPLOAD_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_SIDE = 1600
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")

_LATITUDE, _LONGITUDE = 90, 180


class NotAPhoto(Refused):
    """Berkas ini bukan foto yang dapat dibaca."""

    way_out: ClassVar[str] = "Kirim foto JPEG, PNG, atau WebP langsung dari kamera atau galeri."


class PhotoTooLarge(Refused):
    """Foto ini terlalu besar."""

    way_out: ClassVar[str] = "Kecilkan ukurannya di kamera, lalu unggah lagi: 8 MB, 50 megapiksel."


class Picture(Struct, frozen=True, kw_only=True):
    """A picture as it is kept.

    Args:
        content: JPEG, without anything but pixels.
        hash: SHA-256 of `content`, in hex.
        place: latitude and longitude in degrees, if they were asked for and are there.
    """

    content: bytes
    hash: str
    width: int
    height: int
    place: tuple[float, float] | None


def picture(upload: bytes, *, with_place: bool) -> Picture:
    """Return an upload as it is kept.

    Args:
        with_place: whether to read where it was taken; False throws that away unread.

    Raises:
        PhotoTooLarge: more bytes or pixels than we open.
        NotAPhoto: not a picture, or one that is broken.
    """
    if len(upload) > MOST_UPLOAD_BYTES:
        raise PhotoTooLarge(bytes=len(upload), most_bytes=MOST_UPLOAD_BYTES)
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it finds odd, and goes on; we would rather not.
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:
                return _kept(opened, with_place=with_place)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as err:
        raise PhotoTooLarge(most_pixels=MOST_PIXELS) from err
    # Whatever a decoder stumbles over in a hostile file is one answer to whoever sent it.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as err:
        raise NotAPhoto from err
    except (TypeError, KeyError, IndexError, ArithmeticError, EOFError, MemoryError) as err:
        raise NotAPhoto from err


def _kept(opened: Image.Image, *, with_place: bool) -> Picture:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise PhotoTooLarge(pixels=width * height, most_pixels=MOST_PIXELS)
    place = _place(opened) if with_place else None
    # A JPEG is decoded at the size it is needed in: a picture of 50 megapixels costs little.
    opened.draft("RGB", (MOST_SIDE, MOST_SIDE))
    upright = ImageOps.exif_transpose(opened)
    plain = _on_white(upright)
    plain.thumbnail((MOST_SIDE, MOST_SIDE))
    # Pixels alone go on: a new picture knows neither EXIF nor comments nor profiles.
    fresh = Image.new("RGB", plain.size)
    fresh.paste(plain)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    content = out.getvalue()
    return Picture(
        content=content,
        hash=hashlib.sha256(content).hexdigest(),
        width=fresh.width,
        height=fresh.height,
        place=place,
    )


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return image.convert("RGB")


def _place(opened: Image.Image) -> tuple[float, float] | None:
    """Return where a picture says it was taken, None if it does not or can't be."""
    with suppress(Exception):  # a picture is none the worse for coordinates that can't be read
        gps: dict[int, Any] = opened.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude])
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude])
        if str(gps.get(ExifTags.GPS.GPSLatitudeRef, "N")).upper().startswith("S"):
            latitude = -latitude
        if str(gps.get(ExifTags.GPS.GPSLongitudeRef, "E")).upper().startswith("W"):
            longitude = -longitude
        if abs(latitude) <= _LATITUDE and abs(longitude) <= _LONGITUDE:
            return round(latitude, 6), round(longitude, 6)
    return None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
