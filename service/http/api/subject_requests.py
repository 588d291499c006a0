"""Requests of data subjects: taken in, decided within three days, carried out, and answered."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct

from service.accesslog.looks import Look
from service.aggregates.subject_request import SubjectRequest
from service.aggregates.subject_request_events import RequestKind
from service.application import NotKnown, Receipt
from service.commands import subject_requests as commands
from service.commands.requests import Explain
from service.exchange import subject_report
from service.exchange.subject_report import SubjectReport
from service.exchange.subject_report_pdf import as_pdf
from service.http import reads
from service.http.areas import areas_of
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question, question_about_one
from service.http.sight import sight
from service.kernel.roles import Actor
from service.policies import access
from service.projections import lists, subject_requests
from service.projections.moment import Moment
from service.projections.subject_requests import Asked
from service.regency import Regency
from service.vault.keyring import KeysUnavailable

Id = FromPath[UUID]

_log = logging.getLogger(__name__)


class RequestLine(subject_requests.SubjectRequest, frozen=True, kw_only=True):
    """A request, with the clock of its three days.

    Args:
        hours_left: whole hours, below nought once it is overdue; None when nothing is left to do.
    """

    hours_left: int | None
    is_overdue: bool


class Recipient(Struct, frozen=True, kw_only=True):
    """Who received the subject's data by an export, and whether they were told.

    Args:
        looks: numbers of the exports.
    """

    organisation: str
    account: str
    name: str
    looks: Sequence[int]
    is_notified: bool


class RequestAnswer(Struct, frozen=True, kw_only=True):
    """A request and who has to be told of what came of it."""

    request: RequestLine
    recipients: Sequence[Recipient]


class SubjectRequestsController(Controller):
    """Handled by the data protection officer; taken in wherever people come."""

    path = "/subject-requests"
    tags = ("subject_requests",)

    @command("/", right="subject_requests.receive")
    def receive(
        self, call: NamedDependency[Call], data: JSONBody[commands.Receive]
    ) -> Response[Receipt]:
        """Take a request in; its clock of three times 24 hours starts now."""
        return call.record(
            partial(commands.receive, ask=data), about=(SubjectRequest, "new"), location=_at
        )

    @command("/{subject_request:uuid}/identifications", right="subject_requests.identify")
    def identify(
        self,
        call: NamedDependency[Call],
        subject_request: Id,
        data: JSONBody[commands.Identify],
    ) -> Response[Receipt]:
        """Note what showed who is asking."""
        return _record(call, subject_request, partial(commands.identify, ask=data))

    @command("/{subject_request:uuid}/holds", right="subject_requests.hold")
    def put_on_hold(
        self,
        call: NamedDependency[Call],
        subject_request: Id,
        data: JSONBody[commands.PutOnHold],
    ) -> Response[Receipt]:
        """Keep everything as it is until an audit, a dispute or a court is through."""
        return _record(call, subject_request, partial(commands.put_on_hold, ask=data))

    @command("/{subject_request:uuid}/resumptions", right="subject_requests.resume")
    def resume(
        self, call: NamedDependency[Call], subject_request: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Go on after a hold."""
        return _record(call, subject_request, partial(commands.resume, ask=data))

    @command("/{subject_request:uuid}/decisions", right="subject_requests.decide")
    def decide(
        self, call: NamedDependency[Call], subject_request: Id, data: JSONBody[commands.Decide]
    ) -> Response[Receipt]:
        """Grant or refuse; whoever took the request in may not."""
        return _record(call, subject_request, partial(commands.decide, ask=data))

    @command("/{subject_request:uuid}/fulfilments", right="subject_requests.fulfil")
    def fulfil(
        self, call: NamedDependency[Call], subject_request: Id, data: JSONBody[commands.Fulfil]
    ) -> Response[Receipt]:
        """Do what was granted; an erasure can't be undone, and takes another account."""
        command = carried_out(call.regency, call.actor, subject_request, data)
        return _record(call, subject_request, command)

    @command("/{subject_request:uuid}/liftings", right="subject_requests.lift_restriction")
    def lift_restriction(
        self, call: NamedDependency[Call], subject_request: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Let partners see the household again."""
        return _record(call, subject_request, partial(commands.lift_restriction, ask=data))

    @command("/{subject_request:uuid}/notices", right="subject_requests.notify")
    def notify(
        self, call: NamedDependency[Call], subject_request: Id, data: JSONBody[commands.Notify]
    ) -> Response[Receipt]:
        """Note that somebody who had received the data was told."""
        return _record(call, subject_request, partial(commands.notify, ask=data))

    @question("/", right="subject_requests.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        kind: FromQuery[RequestKind | None] = None,
        household: FromQuery[UUID | None] = None,
        is_open: Annotated[
            bool | None, QueryParameter(description="Only those somebody must still act on.")
        ] = None,
    ) -> Page[RequestLine]:
        """Requests, the one that is due first first."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "subject_requests")
        asked = Asked(areas=areas_of(actor, area), kind=kind, household=household, is_open=is_open)
        with regency.reading(actor) as conn:
            found = subject_requests.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        now = regency.ledger.clock()
        return paging.page(
            [line_of(one, now) for one in found], lambda row: (row.position,), position
        )

    @question_about_one("/{subject_request:uuid}", right="subject_requests.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        subject_request: Id,
    ) -> Response[RequestAnswer]:
        """One request, and who received the data and has to be told."""
        headers = reads.versioned(regency, moment, SubjectRequest, subject_request)
        known = require_request(regency, actor, subject_request, moment)
        answer = RequestAnswer(
            request=line_of(known, regency.ledger.clock()), recipients=recipients(regency, known)
        )
        return reads.answered(answer, headers)

    @question("/{subject_request:uuid}/report", right="subject_reports.read")
    def report(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        subject_request: Id,
    ) -> SubjectReport:
        """All that is held about the subject, who saw it and who received it; goes on record."""
        return reported(regency, actor, subject_request, "api")[0]

    @question(
        "/{subject_request:uuid}/report.pdf",
        right="subject_reports.read",
        media_type="application/pdf",
    )
    def report_on_paper(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        subject_request: Id,
    ) -> Response[bytes]:
        """The same report as a PDF."""
        return pdf_of(regency, actor, subject_request, "api")


def carried_out(
    regency: Regency, actor: Actor, subject_request: UUID, ask: commands.Fulfil
) -> partial[UUID]:
    """Return the command that carries a request out, told which rows may be about the household."""
    _, known = regency.ledger.look(SubjectRequest, subject_request)
    rows: list[commands.RowNamed] = []
    if known.kind == "erasure" and known.household is not None:
        regency.engine.catch_up("lists")
        with regency.reading(actor) as conn:
            found = lists.rows_of(conn, regency.schema, known.household)
        rows = [(list_id, row_no) for list_id, row_no, _ in found]
    return partial(commands.fulfil, ask=ask, rows=rows)


def after_fulfilment(regency: Regency) -> None:
    """Destroy keys at once, if there are any to destroy; the worker does what fails here."""
    try:
        regency.eraser.sweep()
    except KeysUnavailable as err:
        _log.warning("keys of erased subjects wait for the key database: %s", err)


def require_request(
    regency: Regency, actor: Actor, subject_request: UUID, moment: Moment
) -> subject_requests.SubjectRequest:
    """Return a request that is the actor's to know.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not.
    """
    reads.caught_up(regency, moment, "subject_requests")
    with regency.reading(actor) as conn:
        found = subject_requests.one(conn, regency.schema, subject_request, moment)
    if found is None:
        raise NotKnown
    access.require_village(actor, found.village)
    return found


def line_of(known: subject_requests.SubjectRequest, now: datetime) -> RequestLine:
    """Return a request with its clock."""
    left = known.hours_until_due(now) if known.is_open else None
    values = {name: getattr(known, name) for name in known.__struct_fields__}
    return RequestLine(**values, hours_left=left, is_overdue=left is not None and left < 0)


def recipients(regency: Regency, known: subject_requests.SubjectRequest) -> list[Recipient]:
    """Return who received the subject's data by an export."""
    subjects = subject_report.subjects_of(regency, known.household, known.person)
    looks = regency.access_log.of_subjects(subjects, limit=subject_report.MOST_LOOKS)
    by: dict[str, list[Look]] = {}
    for look in looks:
        if look.kind == "export":
            by.setdefault(look.account, []).append(look)
    return [
        Recipient(
            organisation=found[0].organisation,
            account=account,
            name=found[0].name,
            looks=[one.id for one in found],
            is_notified=account in known.notified,
        )
        for account, found in sorted(by.items())
    ]


def reported(
    regency: Regency, actor: Actor, subject_request: UUID, channel: str
) -> tuple[SubjectReport, subject_requests.SubjectRequest, int]:
    """Return the report of a request that was granted, the request, and the number of the look.

    Raises:
        NotKnown, OutOfScope: there is no such request, or it is not the actor's.
        ReportNotGranted: nothing was granted.
        LookUnrecorded: it can't be put on record.
    """
    known = require_request(regency, actor, subject_request, Moment())
    commands.require_reportable(known.outcome)
    seen = sight(regency, actor, "subject_request", known.number, channel="api")
    number = regency.access_log.record(
        seen.actor,
        kind="report",
        subjects=subject_report.subjects_of(regency, known.household, known.person),
        purpose="subject_request",
        reference=known.number,
        channel=channel,
    )
    return subject_report.report(regency, known.household, known.person), known, number


def pdf_of(regency: Regency, actor: Actor, subject_request: UUID, channel: str) -> Response[bytes]:
    """Return the report of a request as a PDF to keep."""
    made, known, number = reported(regency, actor, subject_request, channel)
    content = as_pdf(made, number=known.number, look=number, made_by=actor.position)
    headers = {"Content-Disposition": f'attachment; filename="laporan-{number}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _record(call: Call, subject_request: UUID, command: partial[UUID]) -> Response[Receipt]:
    answer = call.record(
        partial(command, subject_request=subject_request),
        about=(SubjectRequest, subject_request),
        location=lambda _: _at(str(subject_request)),
    )
    after_fulfilment(call.regency)
    return answer


def _at(subject_request: str) -> str:
    return f"/api/v1/subject-requests/{subject_request}"
