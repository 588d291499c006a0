"""A photo is attached once, on a day that has come; taken back, it does not come in again."""

from typing import Any

from service.aggregates.photo import Photo, PhotoIsRetracted, PhotoKnown
from service.kernel.events import Event
from service.kernel.guards import NotHappenedYet, ReasonMissing
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


def retracted(known: Photo, reason: str = "Ada wajah tetangga") -> tuple[Event, ...]:
    return known.retract(some.PHOTO, reason=reason, on=some.TODAY, today=some.TODAY)


def test_a_photo_is_taken_back_for_a_reason_and_once():
    given(Photo(), some.photo_attached()).when(lambda known: retracted(known, " ")).then_refused(
        ReasonMissing
    )
    given(Photo(), some.photo_attached()).when(retracted).then(some.photo_retracted())
    given(Photo(), some.photo_attached(), some.photo_retracted()).when(retracted).then_refused(
        PhotoIsRetracted
    )


def test_a_picture_that_was_taken_back_does_not_come_in_again():
    given(Photo(), some.photo_attached(), some.photo_retracted()).when(attached).then_refused(
        PhotoIsRetracted
    )
