"""A photo on its way in: made plain, sealed and kept, and only then told of by an event.

upload → a plain picture → kept, sealed → (recorded | refused → let go again)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_needs import HouseholdIsErased
from service.aggregates.photo import PhotoKind
from service.application import NotKnown
from service.commands.photos import Attach
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.photos.images import picture
from service.policies import access
from service.regency import Regency
from service.vault.vault import KeyDestroyed


@contextmanager
def kept(
    regency: Regency,
    actor: Actor,
    household: UUID,
    upload: bytes,
    *,
    kind: PhotoKind,
    taken_on: date | None,
    with_place: bool,
) -> Iterator[Attach]:
    """Keep a photo while its event is being recorded; if that is refused, it goes again.

    Args:
        with_place: the family agreed that where it was taken is recorded.

    Yields:
        What to ask of `commands.photos.attach`.

    Raises:
        NotAllowed, NotKnown, OutOfScope: the household is not the actor's to photograph; said
            before the upload is opened.
        HouseholdIsErased: nothing personal is recorded about it any more.
        NotAPhoto, PhotoTooLarge: the upload can't be kept.
        KeysUnavailable: the key database does not answer.
    """
    access.require(actor, "photos.attach")
    _, known = regency.ledger.look(Household, household)
    if known.id is None:
        raise NotKnown
    access.require(actor, "photos.attach", village=known.village)
    access.require_household(actor, known.village, is_restricted=known.is_restricted)
    if known.is_erased:
        raise HouseholdIsErased
    made = picture(upload, with_place=with_place)
    try:
        is_new = regency.photos.keep(household, made.hash, made.content)
    except KeyDestroyed as err:
        raise HouseholdIsErased from err
    ask = Attach(
        kind=kind,
        digest=made.hash,
        size_bytes=len(made.content),
        width=made.width,
        height=made.height,
        taken_on=taken_on,
        place=made.place,
    )
    try:
        yield ask
    except Refused:
        if is_new:
            regency.photos.drop(household, made.hash)
        raise
