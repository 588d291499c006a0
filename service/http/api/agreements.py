"""Agreements: what opens single households to a partner, and until when."""

from datetime import timedelta
from functools import partial
from typing import Annotated

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.aggregates.agreement import Agreement
from service.application import NotKnown, Receipt
from service.commands import agreements as commands
from service.http import reads
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import SlugAsked, SlugInPath, command, question, question_about_one
from service.kernel.roles import Actor
from service.projections import agreements
from service.projections.moment import Moment
from service.regency import Regency


def _at(agreement: str) -> str:
    return f"/api/v1/agreements/{agreement}"


class AgreementsController(Controller):
    """A partner sees its own agreements, everybody else all of them."""

    path = "/agreements"
    tags = ("agreements",)

    @command("/", right="agreements.sign")
    def sign(self, call: NamedDependency[Call], data: JSONBody[commands.Sign]) -> Response[Receipt]:
        """Note an agreement that was signed; both days of its validity are included."""
        return call.record(
            partial(commands.sign, ask=data), about=(Agreement, data.agreement), location=_at
        )

    @command("/{agreement:str}/amendments", right="agreements.amend")
    def amend(
        self, call: NamedDependency[Call], agreement: SlugInPath, data: JSONBody[commands.Amend]
    ) -> Response[Receipt]:
        """Let an agreement hold for other days."""
        return _record(call, agreement, partial(commands.amend, ask=data))

    @command("/{agreement:str}/documents", right="agreements.attach")
    def attach(
        self,
        call: NamedDependency[Call],
        agreement: SlugInPath,
        data: JSONBody[commands.AttachDocument],
    ) -> Response[Receipt]:
        """Note a document by its hash, so that anybody can tell whether theirs is the same."""
        return _record(call, agreement, partial(commands.attach, ask=data))

    @command("/{agreement:str}/endings", right="agreements.end")
    def end(
        self, call: NamedDependency[Call], agreement: SlugInPath, data: JSONBody[commands.End]
    ) -> Response[Receipt]:
        """End an agreement early; from that day its partner sees numbers only."""
        return _record(call, agreement, partial(commands.end, ask=data))

    @command("/{agreement:str}/obligations/{obligation:int}/reports", right="agreements.report")
    def report(
        self,
        call: NamedDependency[Call],
        agreement: SlugInPath,
        obligation: FromPath[int],
        data: JSONBody[commands.ReportObligation],
    ) -> Response[Receipt]:
        """Note that a party did what it owed; a partner's officer does so for the own party."""
        return _record(call, agreement, partial(commands.report, obligation=obligation, ask=data))

    @question("/", right="agreements.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugAsked = None,
        is_active: FromQuery[bool] = False,
        ends_within_days: Annotated[
            int | None, QueryParameter(ge=1, le=3650, description="Of those that hold today.")
        ] = None,
    ) -> Page[agreements.Agreement]:
        """Agreements by short name; with `is_active`, only those that hold today."""
        if actor.role == "partner_officer":
            if partner not in {None, actor.organisation}:
                return Page(items=[], position=reads.caught_up(regency, moment, "agreements"))
            partner = actor.organisation
        key, today = reads.after(paging, str), regency.ledger.today
        position = reads.caught_up(regency, moment, "agreements")
        with regency.reading(actor) as conn:
            rows = agreements.find(
                conn,
                regency.schema,
                partner=partner,
                holds_on=today if is_active or ends_within_days else None,
                last_day_by=today + timedelta(days=ends_within_days) if ends_within_days else None,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.agreement,), position)

    @question_about_one("/{agreement:str}", right="agreements.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        agreement: SlugInPath,
    ) -> Response[agreements.Agreement]:
        """One agreement as it stood then."""
        headers = reads.versioned(regency, moment, Agreement, agreement)
        reads.caught_up(regency, moment, "agreements")
        with regency.reading(actor) as conn:
            found = agreements.one(conn, regency.schema, agreement, moment)
        if found is None or not is_own(actor, found.partner):
            raise NotKnown
        return reads.answered(found, headers)


def is_own(actor: Actor, partner: str) -> bool:
    """Say whether an agreement with a partner is the actor's to read."""
    return actor.role != "partner_officer" or actor.organisation == partner


def _record(call: Call, agreement: str, command: partial[str]) -> Response[Receipt]:
    return call.record(
        partial(command, agreement=agreement),
        about=(Agreement, agreement),
        location=lambda _: _at(agreement),
    )
