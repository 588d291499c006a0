"""A photo is attached once, on a day that has come."""

from typing import Any

from service.aggregates.photo import Photo, PhotoKnown
from service.kernel.events import Event
from service.kernel.guards import NotHappenedYet
from tests.support import events as some
from tests.support.scenario import given


def attached(known: Photo, **other: Any) -> tuple[Event, ...]:
    asked: dict[str, Any] = {
        "household": some.HOUSEHOLD,
        "village": some.KLEGO,
        "kind": "front",
        "digest": "ab" * 32,
        "size_bytes": 120_000,
        "width": 1600,
        "height": 1200,
        "location": None,
        "on": some.TODAY,
        "today": some.TODAY,
    }
    return known.attach(some.PHOTO, **(asked | other))


def test_a_photo_is_attached_to_its_household():
    given(Photo()).when(attached).then(some.photo_attached(location=None))


def test_the_same_photo_is_attached_once():
    given(Photo(), some.photo_attached()).when(attached).then_refused(
        PhotoKnown, household=str(some.HOUSEHOLD)
    )


def test_a_photo_is_not_taken_tomorrow():
    given(Photo()).when(lambda known: attached(known, on=some.TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )
