"""Photos of a household: attached as the body of a request, shown for a purpose and on record."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.photo import PHOTO_KIND_LABELS, Location, Photo, PhotoKind
from service.application import NotKnown, Receipt
from service.commands import photos as commands
from service.commands.requests import Explain
from service.exchange import photo_files
from service.http import reads
from service.http.api.household_reads import require_known
from service.http.calls import Call
from service.http.file_bodies import described, require_type
from service.http.problems import PROBLEMS
from service.http.reads import RECEIPT_HEADERS, command, question
from service.http.sight import Names, Sight
from service.http.threads import in_thread
from service.kernel.roles import Actor
from service.photos.images import MOST_UPLOAD_BYTES
from service.policies import access
from service.projections import households, photos
from service.projections.moment import PRESENT, Moment
from service.projections.photos import PhotoLine
from service.regency import Regency

TYPES = ("image/jpeg", "image/png", "image/webp", "application/octet-stream")


class ShownPhoto(Struct, frozen=True, kw_only=True):
    """A photo.

    Args:
        household: whose it is, or a record that turned out to be of this household.
        hash: how evidence names it: `{"kind": "photo", "reference": hash, "on": …}`.
        latitude, longitude: None unless the family agreed and names are open.
        retracted_on, retraction_reason, retracted_by: of a photo that was taken back; there is
            nothing to be seen of it any more.
    """

    photo: UUID
    household: UUID
    kind: PhotoKind
    label: str
    taken_on: date
    hash: str
    size_bytes: int
    width: int
    height: int
    account: str
    has_location: bool
    latitude: float | None
    longitude: float | None
    retracted_on: date | None
    retraction_reason: str
    retracted_by: str
    retraction_position: int | None
    position: int


class Album(Struct, frozen=True, kw_only=True):
    """The photos of a household, the newest first."""

    household: UUID
    names: Names
    photos: Sequence[ShownPhoto]
    position: int


class PhotosController(Controller):
    """What a photo shows is personal: each look needs a purpose and is on record."""

    path = "/households/{household:uuid}/photos"
    tags = ("photos",)

    @post(
        "/",
        opt={"raw_body": True} | reads.rights("photos.attach"),
        request_max_body_size=MOST_UPLOAD_BYTES + 1,
        operation_class=described(
            "The picture: JPEG, PNG or WebP, up to 8 MB and 50 megapixels.", TYPES
        ),
        responses=PROBLEMS,
        response_headers=RECEIPT_HEADERS,
    )
    async def attach(
        self,
        request: Request[Any, Any, Any],
        call: NamedDependency[Call],
        household: FromPath[UUID],
        *,
        kind: Annotated[PhotoKind, QueryParameter(description="What it shows.")],
        taken_on: Annotated[
            date | None, QueryParameter(description="Today if it is left out.")
        ] = None,
        keep_location: Annotated[
            bool,
            QueryParameter(description="The family agreed that where it was taken is recorded."),
        ] = False,
    ) -> Response[Receipt]:
        """Attach a photo; `id` is the photo.

        It is made small and upright, and everything but its pixels is thrown away.
        """
        require_type(request, TYPES)
        upload = await request.body()
        attach = partial(_attach, kind=kind, taken_on=taken_on, with_place=keep_location)
        return await in_thread(attach, call, household, upload)

    @command("/{photo:uuid}/retractions", right="photos.retract")
    def retract(
        self,
        call: NamedDependency[Call],
        household: FromPath[UUID],
        photo: FromPath[UUID],
        data: JSONBody[Explain],
    ) -> Response[Receipt]:
        """Take a photo back, for a reason: what it shows is deleted, that it was there stays."""
        answer = call.record(
            partial(commands.retract, household=household, photo=photo, ask=data),
            about=(Photo, photo),
            location=lambda _: f"/api/v1/households/{household}/photos",
        )
        call.regency.eraser.sweep()
        return answer

    @question("/", right="photos.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
    ) -> Album:
        """The photos of a household: of what, from when, by whom."""
        village = require_known(regency, actor, household)
        position = reads.caught_up(regency, moment, "photos")
        return Album(
            household=household,
            names=sight.names_for(village),
            photos=album(regency, sight, household, village, moment),
            position=position,
        )

    @get(
        "/{photo:uuid}",
        sync_to_thread=True,
        media_type="image/jpeg",
        responses=PROBLEMS,
        opt=reads.rights("photos.read"),
    )
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        household: FromPath[UUID],
        photo: FromPath[UUID],
    ) -> Response[bytes]:
        """What a photo shows, as JPEG; needs a `purpose`. 404 once it was taken back or erased."""
        village = require_known(regency, actor, household)
        sight.required()
        return as_jpeg(regency, sight, household, village, photo)


def album(
    regency: Regency, sight: Sight, household: UUID, village: str, moment: Moment
) -> list[ShownPhoto]:
    """Return the photos of a household; where they were taken as far as names are open."""
    found = taken(regency, sight.actor, household, moment)
    places: dict[UUID, Location | None] = {}
    placed = [one.position for one in found if one.has_location and one.retracted_on is None]
    if placed and sight.names_for(village) == "open":
        events = [one.event for one in regency.log.at(placed)]
        plain = regency.vault.open_all([event.location for event in events])
        places = {event.photo: place for event, place in zip(events, plain, strict=True)}
        sight.record({one.household for one in found})
    return [_shown(one, places.get(one.photo)) for one in found]


def taken(
    regency: Regency, actor: Actor, household: UUID, moment: Moment = PRESENT
) -> list[PhotoLine]:
    """Return the photos of a household that an actor is told of, the newest first."""
    own = actor.organisation if access.sees_own_photos_only(actor) else None
    several = households.records(regency.log, household, moment)
    with regency.reading(actor) as conn:
        return photos.of_households(conn, regency.schema, several, moment, organisation=own)


def as_jpeg(
    regency: Regency, sight: Sight, household: UUID, village: str, photo: UUID
) -> Response[bytes]:
    """Return what a photo shows, with the look on record before.

    Raises:
        NotKnown: there is none of this household, names are not open here, or it is gone.
        LookUnrecorded: the look can't be recorded.
    """
    _, known = regency.ledger.look(Photo, photo)
    if known.household != household or known.is_retracted:
        raise NotKnown
    if access.sees_own_photos_only(sight.actor):
        regency.engine.catch_up("photos")
        if photo not in {one.photo for one in taken(regency, sight.actor, household)}:
            raise NotKnown
    if sight.names_for(village) == "masked":
        raise NotKnown
    content = regency.photos.show(household, known.hash)
    if content is None:
        raise NotKnown
    sight.record({household})
    return Response(
        content,
        media_type="image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="foto-{str(photo)[-6:]}.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _attach(
    call: Call,
    household: UUID,
    upload: bytes,
    *,
    kind: PhotoKind,
    taken_on: date | None,
    with_place: bool,
) -> Response[Receipt]:
    with photo_files.kept(
        call.regency,
        call.actor,
        household,
        upload,
        kind=kind,
        taken_on=taken_on,
        with_place=with_place,
    ) as ask:
        return call.record(
            partial(commands.attach, household=household, ask=ask),
            about=(Photo, commands.photo_id(household, ask.digest)),
            location=lambda photo: f"/api/v1/households/{household}/photos/{photo}",
        )


def _shown(line: PhotoLine, place: Location | None) -> ShownPhoto:
    return ShownPhoto(
        photo=line.photo,
        household=line.household,
        kind=line.kind,
        label=PHOTO_KIND_LABELS[line.kind],
        taken_on=line.occurred_on,
        hash=line.hash,
        size_bytes=line.size_bytes,
        width=line.width,
        height=line.height,
        account=line.account,
        has_location=line.has_location,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        retracted_on=line.retracted_on,
        retraction_reason=line.retraction_reason,
        retracted_by=line.retracted_by,
        retraction_position=line.retraction_position,
        position=line.position,
    )
