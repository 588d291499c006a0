"""Reports of accountability on pages: who accounted for which year, and filing one."""

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.aggregates.accountability import Accountability
from service.application import NotKnown, Receipt
from service.commands import accountabilities as commands
from service.commands.requests import Explain
from service.http.pages import reading
from service.http.pages.actions import Action, Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import rights
from service.projections import accountabilities

START = "/pertanggungjawaban"


def _new_scene(visit: Visit) -> Scene:
    """Tell who can account for a year: for whoever acts for one organisation, that one."""
    own = visit.actor.role not in rights.FOR_ANYONE
    choices = [one for one in visit.partners() if not own or one[0] == visit.actor.organisation]
    return Scene(
        title="Laporan pertanggungjawaban",
        back=START,
        choices={"organisation": choices},
        values={
            "organisation": visit.actor.organisation if own else "",
            "fiscal_year": visit.regency.ledger.today.year - 1,
        },
    )


def _scene(visit: Visit) -> Scene:
    """Find the report in the address.

    Raises:
        NotKnown: there is none.
    """
    organisation: str = visit.parameters["organisation"]
    year: int = visit.parameters["year"]
    key = commands.key_of(organisation, year)
    _, known = visit.regency.ledger.look(Accountability, key)
    if not known.is_filed:
        raise NotKnown
    return Scene(
        title=f"{visit.partner(organisation)}, {year}",
        back=START,
        ids={"organisation": organisation, "fiscal_year": year},
        about=(Accountability, key),
        state=known,
    )


def _to_list(_: Receipt, __: Scene) -> str:
    return START


FILE = Action(
    right="accountabilities.file",
    path=START + "/baru",
    title="Catat laporan pertanggungjawaban",
    done="Laporan dicatat; penyaluran melalui lembaga ini tidak lagi tertahan.",
    ask=commands.File,
    command=commands.file,
    scene=_new_scene,
    lead="Lembaga yang tidak menyalurkan apa pun pada tahun itu melaporkan nol rupiah.",
    opening=("organisation", "fiscal_year", "number", "spent_rupiah"),
    leads=_to_list,
)
SEND_BACK = Action(
    right="accountabilities.send_back",
    path=START + "/{organisation:str}/{year:int}/kembalikan",
    title="Kembalikan laporan",
    done="Laporan dikembalikan; sampai dicatat lagi, ia dianggap belum ada.",
    ask=Explain,
    command=commands.send_back,
    scene=_scene,
    is_grave=True,
)
ACTIONS: tuple[Action, ...] = (FILE, SEND_BACK)


class AccountabilitiesController(Controller):
    """One page: the last word on each year."""

    include_in_schema = False

    @page(START, right="accountabilities.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List reports."""
        clock, paging = reading.clock(visit), reading.paging(visit)
        visit.regency.engine.catch_up("accountabilities")
        with visit.reading() as conn:
            found = accountabilities.find(
                conn,
                visit.regency.schema,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=(str(paging.after[0]), int(paging.after[1])) if paging.after else None,
            )
        rows, more = reading.paged(
            visit, paging, found, lambda one: (one.organisation, one.fiscal_year)
        )
        return render(
            visit.request,
            "accountabilities.html",
            clock=clock,
            reports=rows,
            called=visit.partner,
            may_send_back=visit.may("accountabilities.send_back"),
            more=more,
            offers=offers(visit, _new_scene(visit), [FILE]),
        )
