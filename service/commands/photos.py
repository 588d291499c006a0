"""Commands about photos: attached to a household once it is sealed and kept, and taken back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.photo import Location, Photo, PhotoKind
from service.application import NotKnown, Work, command_id
from service.commands import households
from service.commands.requests import Explain, Part
from service.kernel.privacy import Private
from service.policies import access

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", min_length=64, max_length=64)]


class Attach(Part, frozen=True, kw_only=True):
    """A picture that is kept, as it is to be told of.

    Args:
        taken_on: today if it is not said.
        digest: SHA-256 of the picture as it is kept.
        place: latitude and longitude, if the family agreed that they are recorded.
    """

    kind: PhotoKind
    digest: Sha256
    size_bytes: int
    width: int
    height: int
    taken_on: date | None = None
    place: tuple[float, float] | None = None


def photo_id(household: UUID, digest: str) -> UUID:
    """Return the id of a picture of a household: the same picture again has the same."""
    return command_id("photo", household, digest)


def attach(work: Work, household: UUID, ask: Attach) -> UUID:
    """Attach a photo to a household.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsErased, NotHappenedYet: not now.
        PhotoKnown, PhotoIsRetracted: it is attached already, or was.
    """
    known = households.load(work, household, "photos.attach")
    access.require_household(work.actor, known.village, is_restricted=known.is_restricted)
    on = ask.taken_on or work.today
    known.require_kept(on=on, today=work.today)
    photo = photo_id(household, ask.digest)
    place = ask.place and Location(latitude=ask.place[0], longitude=ask.place[1])
    events = work.load(Photo, photo).attach(
        photo,
        household=household,
        village=known.village,
        kind=ask.kind,
        digest=ask.digest,
        size_bytes=ask.size_bytes,
        width=ask.width,
        height=ask.height,
        location=Private(household, place) if place else None,
        on=on,
        today=work.today,
    )
    work.append(Photo, photo, *events)
    return photo


def retract(work: Work, household: UUID, photo: UUID, ask: Explain) -> UUID:
    """Take a photo back; what it shows is deleted once this is recorded.

    Raises:
        NotAllowed, OutOfScope, NotKnown, PhotoIsRetracted, NotHappenedYet: not now.
    """
    households.load(work, household, "photos.retract")
    known = work.load(Photo, photo)
    if known.household != household:
        raise NotKnown
    work.append(Photo, photo, *known.retract(photo, reason=ask.reason, **ask.days(work)))
    return photo
