"""Requests of data subjects on pages: which are due, one with its answer, and lists by name."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.accesslog.looks import KIND_LABELS
from service.http.api.exports import as_file, exported
from service.http.api.subject_requests import (
    line_of,
    pdf_of,
    recipients,
    reported,
    require_request,
)
from service.http.areas import areas_of
from service.http.authentication import require_fresh
from service.http.forms import first, read_form
from service.http.pages import privacy_actions as actions
from service.http.pages import reading
from service.http.pages.actions import offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.sight import require_nobody_named, sight
from service.http.threads import in_thread
from service.kernel.purposes import PURPOSE_LABELS, PURPOSES
from service.policies import access
from service.projections import subject_requests
from service.projections.moment import PRESENT
from service.projections.subject_requests import Asked


class PrivacyController(Controller):
    """The desk of the data protection officer."""

    include_in_schema = False

    @page("/privasi", right="subject_requests.read", asks=("semua", *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List requests, the one that is due first first."""
        regency, paging = visit.regency, reading.paging(visit)
        regency.engine.catch_up("subject_requests")
        is_open = None if visit.asked("semua") else True
        asked = Asked(areas=areas_of(visit.actor), is_open=is_open)
        with visit.reading() as conn:
            found = subject_requests.find(
                conn,
                regency.schema,
                asked,
                limit=paging.limit + 1,
                after=paging.after[0] if paging.after else None,
            )
        rows, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        now = regency.ledger.clock()
        return render(
            visit.request,
            "privacy.html",
            requests=[(line_of(one, now), visit.village(one.village)) for one in rows],
            more=more,
            is_open=is_open,
        )

    @page("/privasi/{subject_request:uuid}", right="subject_requests.read")
    def one(self, visit: NamedDependency[Visit], subject_request: FromPath[UUID]) -> Response[str]:
        """Show one request, what can be done about it, and who has to be told."""
        regency = visit.regency
        known = require_request(regency, visit.actor, subject_request, PRESENT)
        scene = actions.request_scene(visit)
        return render(
            visit.request,
            "privacy_request.html",
            subject=line_of(known, regency.ledger.clock()),
            village=visit.village(known.village),
            recipients=recipients(regency, known),
            offers=offers(visit, scene, actions.REQUEST_ACTIONS, subject_request=subject_request),
        )

    @page("/privasi/{subject_request:uuid}/laporan", right="subject_reports.read")
    def report(
        self, visit: NamedDependency[Visit], subject_request: FromPath[UUID]
    ) -> Response[str]:
        """Show all that is held about a subject, ready to print; goes on record."""
        require_fresh(visit.request)
        made, known, number = reported(visit.regency, visit.actor, subject_request, "page")
        return render(
            visit.request,
            "privacy_report.html",
            report=made,
            subject=known,
            number=number,
            kinds=KIND_LABELS,
            purposes=PURPOSE_LABELS,
        )

    @get(
        "/privasi/{subject_request:uuid}/laporan.pdf",
        sync_to_thread=True,
        opt={"right": "subject_reports.read"},
    )
    def report_on_paper(
        self, visit: NamedDependency[Visit], subject_request: FromPath[UUID]
    ) -> Response[bytes]:
        """The same as a PDF."""
        require_fresh(visit.request)
        return pdf_of(visit.regency, visit.actor, subject_request, "page")

    @page("/unduh", right="exports.make")
    def export_form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask for which area and what for."""
        require_fresh(visit.request)
        return render(
            visit.request,
            "export.html",
            areas=_areas(visit),
            purposes=[(code, PURPOSE_LABELS[code]) for code in access.purposes_of(visit.actor)],
        )

    @post("/unduh", opt={"right": "exports.make"}, status_code=200)
    async def export(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the households of an area by name, as CSV or a workbook."""
        require_fresh(visit.request)
        posted = await read_form(visit.request)
        chosen = next((one for one in PURPOSES if one == first(posted, "purpose")), None)
        if chosen is None:
            raise BadRequest([FieldError("purpose", "pilih tujuannya")])
        reference = first(posted, "reference")[:100]
        require_nobody_named(reference, "reference")
        known = {code for code, _ in _areas(visit)}
        if (area := first(posted, "area")) not in known:
            raise BadRequest([FieldError("area", "pilih wilayahnya")])
        made = await in_thread(_exported, visit, chosen, reference, area)
        return as_file(made, "xlsx" if first(posted, "format") == "xlsx" else "csv")


def _exported(visit: Visit, purpose: Any, reference: str, area: str) -> Any:
    seen = sight(visit.regency, visit.actor, purpose, reference, channel="page")
    return exported(visit.regency, seen, area)


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Return the kecamatan and villages whose households the reader may list."""
    scope = access.households_of(visit.actor)
    kecamatan = [(one.code, one.name) for one in visit.place.kecamatan if scope.covers(one.code)]
    villages = [
        (one.code, f"{one.name}, {one.kecamatan_name}")
        for one in visit.place.villages
        if scope.covers(one.code)
    ]
    return kecamatan + villages
