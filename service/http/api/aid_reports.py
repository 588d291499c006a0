"""One-off reports of help: asked for by link, answered by the village they went to."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct
from msgspec.structs import asdict

from service.aggregates.aid_report import AidReport, AidReportFiled, AidReportState
from service.application import NotKnown, Receipt
from service.commands import aid_reports as commands
from service.commands.requests import Explain
from service.http import reads
from service.http.areas import areas_of, bounds
from service.http.calls import Call, token_hash
from service.http.doors import Doors
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question, question_about_one
from service.http.report_links import PATH, new_link
from service.http.sight import Names, Sight
from service.kernel.roles import Actor
from service.policies.access import OutOfScope
from service.projections import aid_reports
from service.projections.aid_reports import Asked
from service.projections.moment import Moment
from service.regency import Regency

Id = FromPath[UUID]


class Invited(Receipt, frozen=True, kw_only=True):
    """A link that was made.

    Args:
        address: where the company reports, shown this once; None when the request is a repeat,
            for only its hash is kept.
    """

    address: str | None


class ReportAnswer(Struct, frozen=True, kw_only=True):
    """One report, with how the company's office is asked back.

    Args:
        contact: empty while masked, or if none was given.
    """

    report: aid_reports.AidReport
    names: Names
    contact: str


class AidReportsController(Controller):
    """A company without an account says what it gave; the village says whether it arrived."""

    path = "/aid-reports"
    tags = ("aid reports",)

    @command("/", right="aid_reports.invite")
    def invite(
        self,
        call: NamedDependency[Call],
        doors: NamedDependency[Doors],
        data: JSONBody[commands.InviteReport],
    ) -> Response[Invited]:
        """Make a link for one company and one report; it is shown in this answer only."""
        report, token = new_link()
        ask = partial(commands.invite, ask=data, aid_report=report, token_hash=token_hash(token))
        answer = call.record(ask, about=(AidReport, "new"), location=_at)
        receipt: Receipt = answer.content
        address = doors.address(PATH + token) if receipt.id == str(report) else None
        return Response(
            Invited(**asdict(receipt), address=address), status_code=201, headers=answer.headers
        )

    @command("/{aid_report:uuid}/matches", right="aid_reports.match")
    def match(
        self, call: NamedDependency[Call], aid_report: Id, data: JSONBody[commands.MatchReport]
    ) -> Response[Receipt]:
        """Say which partner the company is."""
        return _record(call, aid_report, partial(commands.match, ask=data))

    @command("/{aid_report:uuid}/confirmations", right="aid_reports.confirm")
    def confirm(
        self, call: NamedDependency[Call], aid_report: Id, data: JSONBody[commands.ConfirmReport]
    ) -> Response[Receipt]:
        """Say, for the village, that it arrived; it counts from now on, once."""
        return _record(call, aid_report, partial(commands.confirm, ask=data))

    @command("/{aid_report:uuid}/rejections", right="aid_reports.confirm")
    def reject(
        self, call: NamedDependency[Call], aid_report: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Say, for the village, that it is not so; the company reads why."""
        return _record(call, aid_report, partial(commands.reject, ask=data))

    @command("/{aid_report:uuid}/withdrawals", right="aid_reports.withdraw")
    def withdraw(
        self, call: NamedDependency[Call], aid_report: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Take a link or a report back, before the village has answered."""
        return _record(call, aid_report, partial(commands.withdraw, ask=data))

    @question("/", right="aid_reports.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        stage: Annotated[AidReportState | None, QueryParameter(description="Only these.")] = None,
    ) -> Page[aid_reports.AidReport]:
        """Reports, the newest first; a partner is told of its own and those it asked for."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "aid_reports")
        rows = listed(
            regency,
            actor,
            moment,
            area=area,
            state=stage,
            limit=paging.limit + 1,
            after=key[0] if key else None,
        )
        return paging.page(rows, lambda row: (row.opened,), position)

    @question_about_one("/{aid_report:uuid}", right="aid_reports.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        aid_report: Id,
    ) -> Response[ReportAnswer]:
        """One report; how the office is reached is masked unless a `purpose` opens it."""
        headers = reads.versioned(regency, moment, AidReport, aid_report)
        return reads.answered(answer_of(regency, actor, sight, aid_report, moment), headers)


def listed(
    regency: Regency,
    actor: Actor,
    moment: Moment,
    *,
    area: str | None = None,
    state: AidReportState | None = None,
    limit: int,
    after: int | None = None,
) -> list[aid_reports.AidReport]:
    """Return the reports that are an actor's to know, the newest first."""
    within = areas_of(actor, area) if area else bounds(regency, actor.scope)
    asked = Asked(
        areas=within,
        state=state,
        party=actor.organisation if actor.role == "partner_officer" else None,
    )
    with regency.reading(actor) as conn:
        return aid_reports.find(
            conn, regency.schema, asked, moment=moment, limit=limit, after=after
        )


def require_known(regency: Regency, actor: Actor, aid_report: UUID) -> AidReport:
    """Return a report as it is now, if it is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    _, known = regency.ledger.look(AidReport, aid_report)
    if known.aid_report is None:
        raise NotKnown
    if not commands.is_told(actor, known):
        raise OutOfScope(aid_report=str(aid_report))
    return known


def answer_of(
    regency: Regency, actor: Actor, sight: Sight, aid_report: UUID, moment: Moment
) -> ReportAnswer:
    """Return a report; an opened contact goes on record.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
        KeysUnavailable, LookUnrecorded: nothing may be opened.
    """
    known = require_known(regency, actor, aid_report)
    position = reads.caught_up(regency, moment, "aid_reports")
    with regency.reading(actor) as conn:
        found = aid_reports.find(
            conn, regency.schema, Asked(aid_report=aid_report), moment=moment, limit=1
        )
    if not found:
        raise NotKnown
    how: Names = sight.names_for(known.village) if known.village else "masked"
    contact = ""
    if how == "open":
        sight.record([aid_report])
        history = regency.log.history(AidReport.stream(aid_report), min(moment.position, position))
        sealed = next((e.event.contact for e in history if _says_contact(e.event)), None)
        opened = regency.vault.open(sealed) if sealed else None
        contact = opened.address if opened else ""
    return ReportAnswer(report=found[0], names=how, contact=contact)


def _says_contact(event: object) -> bool:
    return isinstance(event, AidReportFiled) and event.contact is not None


def _record(call: Call, aid_report: UUID, command: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(command, aid_report=aid_report),
        about=(AidReport, aid_report),
        location=lambda _: _at(str(aid_report)),
    )


def _at(aid_report: str) -> str:
    return f"/api/v1/aid-reports/{aid_report}"
