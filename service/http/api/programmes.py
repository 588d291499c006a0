"""Programmes: the catalogue of help."""

from functools import partial

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from service.aggregates.programme import Programme
from service.application import NotKnown, Receipt
from service.commands import programmes as commands
from service.commands.requests import Explain
from service.http import reads
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    SlugAsked,
    SlugInPath,
    TextAsked,
    YearAsked,
    command,
    question,
    question_about_one,
)
from service.kernel.needs import NeedType, Strategy
from service.kernel.roles import Actor
from service.projections import programmes
from service.projections.moment import Moment
from service.regency import Regency


def _at(programme: str) -> str:
    return f"/api/v1/programmes/{programme}"


class ProgrammesController(Controller):
    """Everybody with an account may know the catalogue."""

    path = "/programmes"
    tags = ("programmes",)

    @command("/", right="programmes.enlist")
    def enlist(
        self, call: NamedDependency[Call], data: JSONBody[commands.Enlist]
    ) -> Response[Receipt]:
        """Enter a programme in the catalogue; one without a strategy can't be."""
        return call.record(
            partial(commands.enlist, ask=data), about=(Programme, data.programme), location=_at
        )

    @command("/{programme:str}/revisions", right="programmes.revise")
    def revise(
        self,
        call: NamedDependency[Call],
        programme: SlugInPath,
        data: JSONBody[commands.Revise],
    ) -> Response[Receipt]:
        """Change all the terms of a programme; promises made before keep theirs."""
        return call.record(
            partial(commands.revise, programme=programme, ask=data),
            about=(Programme, programme),
            location=_at,
        )

    @command("/{programme:str}/retirements", right="programmes.retire")
    def retire(
        self, call: NamedDependency[Call], programme: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Take a programme out of the catalogue; promises made stay."""
        return call.record(
            partial(commands.retire, programme=programme, ask=data),
            about=(Programme, programme),
            location=_at,
        )

    @question("/", right="programmes.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        owner: SlugAsked = None,
        strategy: FromQuery[Strategy | None] = None,
        need: FromQuery[NeedType | None] = None,
        fiscal_year: YearAsked = None,
        is_retired: FromQuery[bool | None] = None,
        text: TextAsked = None,
    ) -> Page[programmes.Programme]:
        """Programmes, by name."""
        key = reads.after(paging, str, str)
        position = reads.caught_up(regency, moment, "programmes")
        asked = programmes.Asked(
            owner=owner,
            strategy=strategy,
            need=need,
            fiscal_year=fiscal_year,
            is_retired=is_retired,
            text=text,
        )
        with regency.reading(actor) as conn:
            rows = programmes.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=(key[0], key[1]) if key else None,
            )
        return paging.page(rows, lambda row: (row.name, row.programme), position)

    @question_about_one("/{programme:str}", right="programmes.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        programme: SlugInPath,
    ) -> Response[programmes.Programme]:
        """One programme, on the terms it had then."""
        headers = reads.versioned(regency, moment, Programme, programme)
        reads.caught_up(regency, moment, "programmes")
        with regency.reading(actor) as conn:
            found = programmes.one(conn, regency.schema, programme, moment)
        if found is None:
            raise NotKnown
        return reads.answered(found, headers)
