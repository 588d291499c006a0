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
        now = photos.of_household(conn, regency.schema, some.HOUSEHOLD)
        then = photos.of_household(conn, regency.schema, some.HOUSEHOLD, Moment(position=first))
    assert [(one.kind, one.has_location) for one in now] == [("kk", True), ("front", False)]
    assert [one.kind for one in then] == ["front"]


def test_photos_are_the_same_however_filled(regency: Regency):
    assert_same_however_filled(
        regency, "photos", some.photo_attached(), some.photo_attached(photo=some.uid(854))
    )
