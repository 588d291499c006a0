"""Partners: who takes part, and what each gave."""

from functools import partial
from typing import Annotated

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec.structs import replace

from service.aggregates.partner import Partner
from service.application import NotKnown, Receipt
from service.commands import partners as commands
from service.commands.requests import Explain
from service.http import reads
from service.http.api.contributions import (
    FILTERS,
    By,
    ContributionLines,
    PartnerContributions,
    breakdown,
    credits_of,
    lines_of,
)
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    SlugAsked,
    SlugInPath,
    TextAsked,
    command,
    question,
    question_about_one,
)
from service.kernel.helixes import Helix, OrgType
from service.kernel.roles import Actor
from service.projections import partners
from service.projections.contributions import Asked, Stage
from service.projections.moment import Moment
from service.regency import Regency


def _at(partner: str) -> str:
    return f"/api/v1/partners/{partner}"


class PartnersController(Controller):
    """Everybody with an account may know who takes part."""

    path = "/partners"
    tags = ("partners",)
    dependencies = FILTERS

    @command("/", right="partners.enrol")
    def enrol(
        self, call: NamedDependency[Call], data: JSONBody[commands.Enrol]
    ) -> Response[Receipt]:
        """Take a partner in."""
        return call.record(
            partial(commands.enrol, ask=data), about=(Partner, data.partner), location=_at
        )

    @command("/{partner:str}/names", right="partners.rename")
    def rename(
        self, call: NamedDependency[Call], partner: SlugInPath, data: JSONBody[commands.Rename]
    ) -> Response[Receipt]:
        """Give a partner another name; what it did before stays under the old one."""
        return call.record(
            partial(commands.rename, partner=partner, ask=data),
            about=(Partner, partner),
            location=_at,
        )

    @command("/{partner:str}/aliases", right="partners.alias")
    def alias(
        self, call: NamedDependency[Call], partner: SlugInPath, data: JSONBody[commands.Alias]
    ) -> Response[Receipt]:
        """Let a partner be found under another name as well."""
        return call.record(
            partial(commands.alias, partner=partner, ask=data),
            about=(Partner, partner),
            location=_at,
        )

    @command("/{partner:str}/deactivations", right="partners.deactivate")
    def deactivate(
        self, call: NamedDependency[Call], partner: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Let a partner take on nothing new; what it promised stays promised."""
        return call.record(
            partial(commands.deactivate, partner=partner, ask=data),
            about=(Partner, partner),
            location=_at,
        )

    @command("/{partner:str}/reactivations", right="partners.reactivate")
    def reactivate(
        self, call: NamedDependency[Call], partner: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Let a partner take part again."""
        return call.record(
            partial(commands.reactivate, partner=partner, ask=data),
            about=(Partner, partner),
            location=_at,
        )

    @question("/", right="partners.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        org_type: FromQuery[OrgType | None] = None,
        helix: FromQuery[Helix | None] = None,
        parent: SlugAsked = None,
        is_active: FromQuery[bool | None] = None,
        text: TextAsked = None,
    ) -> Page[partners.Partner]:
        """Partners, by name."""
        key = reads.after(paging, str, str)
        position = reads.caught_up(regency, moment, "partners")
        asked = partners.Asked(
            org_type=org_type, helix=helix, parent=parent, is_active=is_active, text=text
        )
        with regency.reading(actor) as conn:
            rows = partners.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=(key[0], key[1]) if key else None,
            )
        return paging.page(rows, lambda row: (row.name, row.partner), position)

    @question_about_one("/{partner:str}", right="partners.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        partner: SlugInPath,
    ) -> Response[partners.Partner]:
        """One partner, as it was called then."""
        headers = reads.versioned(regency, moment, Partner, partner)
        reads.caught_up(regency, moment, "partners")
        return reads.answered(_known(regency, actor, partner, moment), headers)

    @question("/{partner:str}/contributions", right="contributions.read")
    def contributions(
        self,
        *,
        regency: NamedDependency[Regency],
        filters: NamedDependency[Asked],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugInPath,
        by: Annotated[
            By | None, QueryParameter(description="Also part by part, of one credit.")
        ] = None,
    ) -> PartnerContributions:
        """What a partner gave, brokered and carried out, where the caller may look.

        The three credits stand side by side and are never added up: one rupiah may be in all of
        them. Over all partners, only what was funded adds up.
        """
        asked = replace(filters, partner=partner)
        position = reads.caught_up(regency, moment, "partners", "contributions")
        # On whichever day it was enrolled, what it gave before may have been written down since.
        _known(regency, actor, partner, Moment(moment.position))
        groups = breakdown(regency, actor, by, asked, moment=moment, paging=paging) if by else None
        return PartnerContributions(
            partner=partner,
            areas=asked.areas or (),
            position=position,
            credits=credits_of(regency, actor, asked, moment),
            by=by,
            credit=asked.credit,
            groups=groups.items if groups else (),
            next=groups.next if groups else None,
        )

    @question("/{partner:str}/contributions/lines", right="commitments.read")
    def contribution_lines(
        self,
        *,
        regency: NamedDependency[Regency],
        filters: NamedDependency[Asked],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugInPath,
        stage: FromQuery[Stage] = "committed",
    ) -> ContributionLines:
        """The events behind one of a partner's numbers, oldest first."""
        asked = replace(filters, partner=partner)
        reads.caught_up(regency, moment, "partners")
        _known(regency, actor, partner, Moment(moment.position))
        return lines_of(regency, actor, stage, asked, moment=moment, paging=paging)


def _known(regency: Regency, actor: Actor, partner: str, moment: Moment) -> partners.Partner:
    with regency.reading(actor) as conn:
        found = partners.one(conn, regency.schema, partner, moment)
    if found is None:
        raise NotKnown
    return found
