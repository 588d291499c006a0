"""Reports of accountability: whose is missing, is not paid under programmes that ask for it."""

from functools import partial

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.aggregates.accountability import Accountability
from service.application import Receipt
from service.commands import accountabilities as commands
from service.commands.requests import Explain
from service.http import reads
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import SlugAsked, SlugInPath, YearAsked, command, question
from service.kernel.roles import Actor
from service.projections import accountabilities
from service.projections.moment import Moment
from service.regency import Regency


def _at(key: str) -> str:
    organisation, _, year = key.partition("/")
    return f"/api/v1/accountabilities?organisation={organisation}&fiscal_year={year}"


class AccountabilitiesController(Controller):
    """Public numbers: who accounted for which year, and for how much."""

    path = "/accountabilities"
    tags = ("accountabilities",)

    @command("/", right="accountabilities.file")
    def file(self, call: NamedDependency[Call], data: JSONBody[commands.File]) -> Response[Receipt]:
        """File the report of an organisation on a year; nought, if it handed nothing out."""
        key = commands.key_of(data.organisation, data.fiscal_year)
        act = partial(commands.file, ask=data)
        return call.record(act, about=(Accountability, key), location=_at)

    @command("/{organisation:str}/{fiscal_year:int}/returns", right="accountabilities.send_back")
    def send_back(
        self,
        call: NamedDependency[Call],
        organisation: SlugInPath,
        fiscal_year: FromPath[int],
        data: JSONBody[Explain],
    ) -> Response[Receipt]:
        """Send a report back that is not complete; it counts as missing until filed again."""
        act = partial(
            commands.send_back, organisation=organisation, fiscal_year=fiscal_year, ask=data
        )
        key = commands.key_of(organisation, fiscal_year)
        return call.record(act, about=(Accountability, key), location=_at)

    @question("/", right="accountabilities.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        organisation: SlugAsked = None,
        fiscal_year: YearAsked = None,
    ) -> Page[accountabilities.Accountability]:
        """Reports by organisation and year, with the last word on each."""
        key = reads.after(paging, str, int)
        position = reads.caught_up(regency, moment, "accountabilities")
        with regency.reading(actor) as conn:
            rows = accountabilities.find(
                conn,
                regency.schema,
                organisation=organisation,
                fiscal_year=fiscal_year,
                moment=moment,
                limit=paging.limit + 1,
                after=(key[0], key[1]) if key else None,
            )
        return paging.page(rows, lambda row: (row.organisation, row.fiscal_year), position)
