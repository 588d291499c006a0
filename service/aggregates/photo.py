"""A photo of a door, a paper or a work: that it was taken, of what, and the hash of what it shows.

    attach → retract?

What it shows is sealed beside the log with the household's key; here is its hash, so that evidence
can name it and nobody can exchange it. Where it was taken is told only if the family agreed.
A picture that should not be there (another house, the face of a bystander) is retracted for a
reason: what it shows is deleted, that it was there stays.

Source: VAL-1 (a verdict with its evidence); UU 27/2022 articles 4 and 20 (consent to a location).
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused

PhotoKind: TypeAlias = Literal[
    "kk", "front", "side", "inside", "document", "before", "half", "after", "other"
]

PHOTO_KIND_LABELS: dict[PhotoKind, str] = {
    "kk": "Kartu keluarga",
    "front": "Tampak depan rumah",
    "side": "Tampak samping rumah",
    "inside": "Bagian dalam rumah",
    "document": "Surat atau dokumen",
    "before": "Sebelum bantuan (0 persen)",
    "half": "Setengah jadi (50 persen)",
    "after": "Selesai (100 persen)",
    "other": "Foto lain",
}


class Location(Struct, frozen=True, kw_only=True):
    """Where a photo was taken, in degrees; personal, so an event holds it sealed only."""

    latitude: float
    longitude: float


class PhotoAttached(Event, frozen=True, kw_only=True):
    """Somebody attached a photo to a household.

    Args:
        kind: what it shows.
        hash: SHA-256 of the picture as it is kept, in hex; evidence names it by this.
        size_bytes, width, height: of the picture as it is kept.
        location: where it was taken; None unless the family agreed that it is recorded.
    """

    tag: ClassVar[str] = "photo.attached"
    sentence: ClassVar[str] = "melampirkan foto keluarga {household:household}: {kind:label}"

    photo: UUID
    household: UUID
    village: str
    kind: PhotoKind
    hash: str
    size_bytes: int
    width: int
    height: int
    location: Private[Location] | None = None


class PhotoRetracted(Event, frozen=True, kw_only=True):
    """Somebody took a photo back: what it showed is deleted, by `service/erasing.py`.

    Args:
        hash: of the picture that went, as evidence may still name it.
    """

    tag: ClassVar[str] = "photo.retracted"
    sentence: ClassVar[str] = 'menarik foto keluarga {household:household} karena "{reason}"'

    photo: UUID
    household: UUID
    village: str
    hash: str
    reason: str


AnyPhotoEvent: TypeAlias = PhotoAttached | PhotoRetracted


class PhotoKnown(Refused):
    """Foto ini sudah dilampirkan pada keluarga yang sama."""

    way_out: ClassVar[str] = "Pakai foto yang sudah ada, atau ambil foto baru di tempat."


class PhotoIsRetracted(Refused):
    """Foto ini sudah ditarik."""

    way_out: ClassVar[str] = "Ambil foto baru yang tidak memuat apa yang ditarik."


class Photo(Aggregate[AnyPhotoEvent], frozen=True):
    """Whose photo it is, and whether it was taken back."""

    category: ClassVar[str] = "photo"

    household: UUID | None = None
    village: str = ""
    kind: PhotoKind = "other"
    hash: str = ""
    has_location: bool = False
    is_retracted: bool = False

    def after(self, event: AnyPhotoEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case PhotoAttached():
                return replace(
                    self,
                    household=event.household,
                    village=event.village,
                    kind=event.kind,
                    hash=event.hash,
                    has_location=event.location is not None,
                )
            case PhotoRetracted():
                return replace(self, is_retracted=True)
        assert_never(event)

    def attach(
        self,
        photo: UUID,
        *,
        household: UUID,
        village: str,
        kind: PhotoKind,
        digest: str,
        size_bytes: int,
        width: int,
        height: int,
        location: Private[Location] | None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Attach it to a household.

        Args:
            on: the day it was taken.

        Raises:
            PhotoIsRetracted: the same picture was taken back; it does not come in again.
            PhotoKnown: it is attached already.
            NotHappenedYet: it was taken on a day that has not come.
        """
        if self.is_retracted:
            raise PhotoIsRetracted
        if self.household is not None:
            raise PhotoKnown(household=str(self.household))
        require_happened(on, today=today)
        return (
            PhotoAttached(
                occurred_on=on,
                photo=photo,
                household=household,
                village=village,
                kind=kind,
                hash=digest,
                size_bytes=size_bytes,
                width=width,
                height=height,
                location=location,
            ),
        )

    def retract(self, photo: UUID, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Take it back; what it shows is deleted.

        Raises:
            PhotoIsRetracted, ReasonMissing, NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.is_retracted:
            raise PhotoIsRetracted
        assert self.household is not None, "whoever asks has looked"
        return (
            PhotoRetracted(
                occurred_on=on,
                photo=photo,
                household=self.household,
                village=self.village,
                hash=self.hash,
                reason=reason,
            ),
        )
