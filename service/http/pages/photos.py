"""Photos of a household on a page: those there are, and one more from the phone's camera."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from service.aggregates.photo import PHOTO_KIND_LABELS, Photo
from service.application import CommandReused, NotKnown
from service.commands import photos as commands
from service.commands.requests import Explain
from service.exchange import photo_files
from service.http.api import photos as answers
from service.http.fields import Fault
from service.http.forms import Posted, first
from service.http.pages import actions, list_forms, opening, reading, reasons, rendering
from service.http.pages.actions import Scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.photos.images import MOST_UPLOAD_BYTES
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections.sentences import short_id

PATH = "/keluarga/{household:uuid}/foto"


class PhotosController(Controller):
    """The album of a household."""

    include_in_schema = False

    @page(PATH, right="photos.read", asks=reading.CLOCKS)
    def many(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[str]:
        """Show the photos of a household, and the form for another one."""
        return _show(visit, household, {})

    @page(PATH + "/{photo:uuid}", right="photos.read")
    def one(
        self, visit: NamedDependency[Visit], household: FromPath[UUID], photo: FromPath[UUID]
    ) -> Response[bytes]:
        """Give what a photo shows."""
        known = opening.require_household(visit, household)
        if visit.sight.purpose is None:
            raise NotKnown
        return answers.as_jpeg(visit.regency, visit.sight, household, known.village, photo)

    @post(
        PATH,
        status_code=200,
        opt={"right": "photos.attach", "raw_body": True, "csrf_in_handler": True},
        request_max_body_size=MOST_UPLOAD_BYTES + 65_536,
    )
    async def attach(
        self,
        request: Request[Any, Any, Any],
        visit: NamedDependency[Visit],
        household: FromPath[UUID],
    ) -> Response[Any]:
        """Attach a photo, or say what is wrong with it."""
        form = await request.form()
        list_forms.require_csrf(request, str(form.get("_csrf", "")))
        posted = {key: [value] for key, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        upload = await file.read() if isinstance(file, UploadFile) else b""
        return await in_thread(_attach, visit, household, posted, upload)


def photo_scene(visit: Visit) -> Scene:
    """Find the photo in the address, if its household is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not.
    """
    household, photo = visit.parameters["household"], visit.parameters["photo"]
    home = opening.require_household(visit, household)
    _, known = visit.regency.ledger.look(Photo, photo)
    if known.household != household:
        raise NotKnown
    return Scene(
        title="Foto keluarga",
        back=f"/keluarga/{household}/foto",
        ids={"household": household, "photo": photo},
        about=(Photo, photo),
        village=home.village,
        facts=[
            ("Keluarga", f"{short_id(household)}, {visit.village(home.village)}"),
            ("Yang difoto", PHOTO_KIND_LABELS[known.kind]),
        ],
        state=known,
    )


RETRACT = actions.Action(
    right="photos.retract",
    path=PATH + "/{photo:uuid}/tarik",
    title="Tarik foto",
    done="Foto ditarik; gambarnya sudah dihapus.",
    ask=Explain,
    command=commands.retract,
    scene=photo_scene,
    lead="Gambar dihapus dan tidak dapat kembali. Bahwa foto pernah ada tetap tercatat.",
    fits=lambda known: not known.is_retracted,
    is_grave=True,
    # At once; should this process stop here, the worker does it.
    afterwards=lambda visit, _: visit.regency.eraser.sweep(),
)


def _show(
    visit: Visit,
    household: UUID,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[str]:
    known = opening.require_household(visit, household)
    clock = reading.clock(visit)
    visit.regency.engine.catch_up("photos")
    return render(
        visit.request,
        "photos.html",
        status=status,
        household=household,
        clock=clock,
        own_only=access.sees_own_photos_only(visit.actor),
        is_open=visit.sight.names_for(known.village) == "open",
        photos=answers.album(visit.regency, visit.sight, household, known.village, clock.moment),
        kinds=list(PHOTO_KIND_LABELS.items()),
        kind=first(posted, "kind"),
        taken_on=first(posted, "taken_on") or visit.regency.ledger.today.isoformat(),
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        may_attach=visit.may("photos.attach", village=known.village, household=household),
        may_retract=visit.may("photos.retract", village=known.village),
    )


def _attach(visit: Visit, household: UUID, posted: Posted, upload: bytes) -> Response[Any]:
    faults = []
    kind = next((one for one in PHOTO_KIND_LABELS if one == first(posted, "kind")), None)
    if kind is None:
        faults.append(Fault("kind", "Yang difoto: pilih salah satu"))
    try:
        taken_on = date.fromisoformat(first(posted, "taken_on"))
    except ValueError:
        taken_on = date.min
        faults.append(Fault("taken_on", "Tanggal: isi tanggal pengambilan foto"))
    if not upload:
        faults.append(Fault("file", "Foto: pilih foto yang akan dilampirkan"))
    if faults or kind is None:
        return _show(visit, household, posted, status=400, faults=faults)
    try:
        with photo_files.kept(
            visit.regency,
            visit.actor,
            household,
            upload,
            kind=kind,
            taken_on=taken_on,
            with_place=bool(first(posted, "keep_location")),
        ) as ask:
            command = partial(commands.attach, household=household, ask=ask)
            actions.record(visit, posted | {"_digest": [ask.digest]}, command, about=None)
    except (NotAllowed, NotEmpowered, OutOfScope, NotKnown):
        raise
    except CommandReused:
        return _show(visit, household, posted, status=409, refusal=actions.SentAlready())
    except Refused as refusal:
        return _show(visit, household, posted, status=409, refusal=refusal)
    answer = Redirect(visit.request.url.path, status_code=303)
    rendering.notice(answer, rendering.translate(visit.request, "Foto dilampirkan."))
    return answer
