"""Which photos there are of a household."""

from service.projections import photos
from service.projections.moment import Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def test_photos_of_a_household_are_told_the_newest_first(regency: Regency):
    first = tell(regency, some.photo_attached(location=None))
    tell(regency, some.photo_attached(photo=some.uid(854), kind="kk", hash="cd" * 32))
    tell(regency, some.photo_attached(photo=some.uid(855), household=some.OTHER_HOUSEHOLD))

    with reading(regency, "photos") as conn:
        now = photos.of_households(conn, regency.schema, [some.HOUSEHOLD])
        then = photos.of_households(conn, regency.schema, [some.HOUSEHOLD], Moment(position=first))
    assert [(one.kind, one.has_location) for one in now] == [("kk", True), ("front", False)]
    assert [one.kind for one in then] == ["front"]


def test_a_photo_that_was_taken_back_stays_in_the_album_with_the_reason(regency: Regency):
    before = tell(regency, some.photo_attached())
    gone = tell(regency, some.photo_retracted())

    with reading(regency, "photos") as conn:
        [now] = photos.of_households(conn, regency.schema, [some.HOUSEHOLD])
        [then] = photos.of_households(
            conn, regency.schema, [some.HOUSEHOLD], Moment(position=before)
        )
        dropped = photos.retracted(conn, regency.schema)
        later = photos.retracted(conn, regency.schema, after=gone)
    assert (now.retracted_on, now.retraction_reason) == (some.TODAY, "Ada wajah tetangga")
    assert now.retraction_position == gone
    assert then.retracted_on is None
    assert [(one.household, one.hash) for one in dropped] == [(some.HOUSEHOLD, "ab" * 32)]
    assert later == []


def test_photos_are_the_same_however_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "photos",
        some.photo_attached(),
        some.photo_attached(photo=some.uid(854)),
        some.photo_retracted(),
    )
