"""The end of a fiscal year: what of its promises lapses."""

from litestar import Controller, post
from litestar.di import NamedDependency

from service.exchange import year_end
from service.exchange.year_end import Lapsed, Unkept
from service.http import reads
from service.http.api.budgets import YearSaid
from service.http.problems import PROBLEMS
from service.http.reads import question
from service.http.threads import in_thread
from service.kernel.roles import Actor
from service.regency import Regency


class YearEndsController(Controller):
    """A whole year's promises at once; each lapses in a save of its own."""

    path = "/commitments/lapses"
    tags = ("commitments",)

    @question("/", right="commitments.lapse")
    def unkept(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        fiscal_year: YearSaid,
    ) -> Unkept:
        """What of a finished fiscal year would lapse."""
        return year_end.unkept(regency, actor, fiscal_year)

    @post("/", opt=reads.rights("commitments.lapse"), status_code=200, responses=PROBLEMS)
    async def lapse_year(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        fiscal_year: YearSaid,
    ) -> Lapsed:
        """Let go of what a finished fiscal year left unkept, a thousand promises at a time.

        Ask again until `left` is nought; asked twice, nothing lapses twice.
        """
        return await in_thread(year_end.lapse, regency, actor, fiscal_year, channel="api")
