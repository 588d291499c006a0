"""The boundaries of villages on a page: whose they are, who has none, and the form for others."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from service.application import CommandReused
from service.commands import boundaries as commands
from service.commands.boundaries import Origin
from service.http.api import boundaries as answers
from service.http.fields import Fault, Faulty, Form
from service.http.forms import Posted
from service.http.pages import actions, list_forms, reading, reasons, rendering, village_map
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.layouts import geojson
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import boundaries

PATH = "/batas-desa"
MOST_SETS = 20


class BoundariesController(Controller):
    """One page: the map as it is drawn, and a file that takes its place."""

    include_in_schema = False

    @page(PATH, right="boundaries.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the boundaries that maps are drawn with."""
        return _show(visit, {})

    @post(
        PATH,
        status_code=200,
        opt={"right": "boundaries.publish", "raw_body": True, "csrf_in_handler": True},
        request_max_body_size=geojson.MOST_FILE_BYTES + 65_536,
    )
    async def publish(
        self, request: Request[Any, Any, Any], visit: NamedDependency[Visit]
    ) -> Response[Any]:
        """Take a file in, or say what is wrong with it."""
        form = await request.form()
        list_forms.require_csrf(request, str(form.get("_csrf", "")))
        posted = {key: [value] for key, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        upload = await file.read() if isinstance(file, UploadFile) else b""
        return await in_thread(_publish, visit, posted, upload)


def _show(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    clock, areas = reading.clock(visit), visit.actor.scope.areas
    given = answers.held(visit.regency, visit.actor, clock.moment)
    with visit.reading() as conn:
        sets = boundaries.published(conn, visit.regency.schema, clock.moment, limit=MOST_SETS)
    found = answers.drawn(visit.regency, visit.actor, given, areas) if given else []
    places = village_map.by_kecamatan(visit, {one.village: 1 for one in found}, areas)
    return render(
        visit.request,
        "boundaries.html",
        status=status,
        clock=clock,
        place=visit.place,
        sets=sets,
        drawing=village_map.drawing(visit, places, areas, clock.moment),
        fields=Form(kind=Origin).fields(posted, faults),
        faults=faults,
        file_error=next((one.message for one in faults if one.field == "file"), ""),
        refusal=reasons.of(visit, refusal) if refusal else None,
        may_publish=visit.may("boundaries.publish"),
        most_megabytes=geojson.MOST_FILE_BYTES // 1_000_000,
    )


def _publish(visit: Visit, posted: Posted, upload: bytes) -> Response[Any]:
    access.require(visit.actor, "boundaries.publish")
    faults: tuple[Fault, ...] = ()
    try:
        ask = Form(kind=Origin).read(posted, Origin)
    except Faulty as err:
        faults, ask = err.faults, None
    if not upload:
        faults = (*faults, Fault("file", "Berkas: pilih berkas GeoJSON batas desa"))
    if faults or ask is None:
        return _show(visit, posted, status=400, faults=faults)
    try:
        found = geojson.read(upload, visit.place)
        command = partial(commands.publish, regency=visit.regency.code, ask=ask, found=found)
        actions.record(visit, posted | {"_hash": [found.file_hash]}, command, about=None)
    except (NotAllowed, NotEmpowered, OutOfScope):
        raise
    except CommandReused:
        return _show(visit, posted, status=409, refusal=actions.SentAlready())
    except Refused as refusal:
        return _show(visit, posted, status=409, refusal=refusal)
    answer = Redirect(PATH, status_code=303)
    rendering.notice(answer, rendering.translate(visit.request, "Batas desa dimuat."))
    return answer
