"""The end of a fiscal year on a page: what would lapse, and letting go of it."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from service.exchange import year_end
from service.exchange.year_end import Lapsed
from service.http.forms import first, read_form
from service.http.pages import reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope

PATH = "/komitmen/akhir-tahun"
_NOBODYS = (NotAllowed, NotEmpowered, OutOfScope)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class YearEndsController(Controller):
    """Look at a year, then let go of what it left."""

    include_in_schema = False

    @page(PATH, right="commitments.lapse", asks=("tahun",))
    def look(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show what of a finished year is neither paid nor handed over."""
        return _page(visit, _year(visit, visit.asked("tahun")))

    @post(PATH, opt={"right": "commitments.lapse"}, status_code=200)
    async def lapse(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Let go of it, a thousand promises at a time."""
        posted = await read_form(visit.request)
        return await in_thread(_lapse, visit, _year(visit, first(posted, "tahun")))


def _lapse(visit: Visit, year: int) -> Response[Any]:
    try:
        done = year_end.lapse(visit.regency, visit.actor, year, channel="page")
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _page(visit, year, status=409, refusal=refusal)
    answer = Redirect(f"{PATH}?tahun={year}", status_code=303)
    rendering.notice(answer, _told(visit, done))
    return answer


def _told(visit: Visit, done: Lapsed) -> str:
    if done.left:
        return visit.say(
            "%(count)s komitmen gugur; masih ada %(left)s, lanjutkan.",
            count=done.lapsed,
            left=done.left,
        )
    return visit.say("%(count)s komitmen gugur.", count=done.lapsed)


def _page(
    visit: Visit, year: int, *, status: int = 200, refusal: Refused | None = None
) -> Response[Any]:
    found = None
    try:
        found = year_end.unkept(visit.regency, visit.actor, year)
    except _NOBODYS:
        raise
    except Refused as refused:
        status, refusal = 409, refusal or refused
    return render(
        visit.request,
        "year_end.html",
        status=status,
        year=year,
        found=found,
        partners=[(one, visit.partner(one), count) for one, count in found.partners.items()]
        if found
        else [],
        refusal=reasons.of(visit, refusal) if refusal else None,
    )


def _year(visit: Visit, said: str) -> int:
    """Return the year that is asked for; the last one unless said.

    Raises:
        BadRequest: it is none.
    """
    if not said:
        return visit.regency.ledger.today.year - 1
    if not (said.isdecimal() and _FIRST_YEAR <= int(said) <= _LAST_YEAR):
        raise BadRequest([FieldError("tahun", "empat angka, misalnya 2026")])
    return int(said)
