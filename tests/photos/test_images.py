"""Of an upload nothing is kept but its pixels; what is no picture is refused and never crashes."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from service.photos.images import MOST_SIDE, MOST_UPLOAD_BYTES, NotAPhoto, PhotoTooLarge, picture
from tests.support.pictures import PLACE, bomb, photo


def test_nothing_the_camera_wrote_is_kept():
    made = picture(photo(place=PLACE), with_place=False)

    for secret in (b"Ponsel", b"Contoh", b"Exif", b"GPS"):
        assert secret not in made.content
    with Image.open(io.BytesIO(made.content)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (320, 240))
        assert not kept.getexif()


def test_where_it_was_taken_is_read_only_when_the_family_agreed():
    taken = photo(place=PLACE)

    assert picture(taken, with_place=False).place is None
    assert picture(taken, with_place=True).place == pytest.approx(PLACE, abs=1e-5)
    assert picture(photo(), with_place=True).place is None


def test_a_large_picture_becomes_small_and_a_turned_one_upright():
    large = picture(photo((4000, 3000)), with_place=False)
    assert (large.width, large.height) == (MOST_SIDE, 1200)

    turned = picture(photo((320, 240), turned=6), with_place=False)
    assert (turned.width, turned.height) == (240, 320)


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGBA", (0, 0, 0, 0)),
        ("PNG", "P", 3),
        ("PNG", "I;16", 40_000),
        ("PNG", "1", 1),
        ("WEBP", "RGB", (1, 2, 3)),
        ("JPEG", "CMYK", (1, 2, 3, 4)),
        ("JPEG", "L", 200),
    ],
)
def test_every_kind_of_picture_that_phones_and_scanners_make_is_read(kind, mode, colour):
    made = picture(photo(kind=kind, mode=mode, colour=colour), with_place=True)

    assert made.content.startswith(b"\xff\xd8")


def test_the_same_picture_has_the_same_hash():
    assert picture(photo(), with_place=False).hash == picture(photo(), with_place=True).hash


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 2_600), (10_000, 9_000)])
def test_a_bomb_is_refused_before_it_is_opened(size):
    with pytest.raises(PhotoTooLarge):
        picture(bomb(*size), with_place=True)


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(PhotoTooLarge):
        picture(b"\xff\xd8" + bytes(MOST_UPLOAD_BYTES), with_place=False)


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"PK\x03\x04 workbook",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 no more",
        photo()[:400],
        photo(kind="PNG")[:60],
        gif(),
        bomb(300, 300)[:120],
    ],
    ids=["empty", "zip", "pdf", "svg", "head", "cut jpeg", "cut png", "gif", "cut pixels"],
)
def test_what_is_no_picture_or_a_broken_one_is_refused(upload: bytes):
    with pytest.raises(NotAPhoto):
        picture(upload, with_place=True)


@settings(max_examples=150)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    at=st.integers(min_value=0, max_value=700),
    noise=st.binary(min_size=1, max_size=40),
)
def test_a_damaged_picture_is_read_or_refused_and_never_crashes(kind: str, at: int, noise: bytes):
    whole = photo((40, 30), kind=kind, place=PLACE)
    damaged = whole[:at] + noise + whole[at + len(noise) :]

    try:
        made = picture(damaged, with_place=True)
    except (NotAPhoto, PhotoTooLarge):
        return
    assert made.content.startswith(b"\xff\xd8")
