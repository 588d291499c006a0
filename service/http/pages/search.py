"""Search: by NIK or KK, by id, by name of village, partner or programme, by document number.

Numbers of people never stand in an address: what is looked for comes in the body. What a reader
may not know of is not found.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.application import NotKnown
from service.http.areas import hidden_from
from service.http.forms import first, read_form
from service.http.pages import opening
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.people import RELATIONS
from service.policies import access
from service.policies.access import OutOfScope
from service.projections import funds, lists, partners, programmes, statuses
from service.projections.moment import PRESENT
from service.projections.names import MOST_HOUSEHOLDS, open_names
from service.projections.sentences import short_id

MOST_TEXT = 100
MOST_FOUND = 20
LEAST_LETTERS = 3
_NUMBER = re.compile(r"[\d.\s-]{16,40}")
DIGITS = 16


class Found(Struct, frozen=True):
    """One thing that was found."""

    kind: str
    label: str
    href: str
    about: str = ""


class SearchController(Controller):
    """The search page."""

    include_in_schema = False

    @page("/cari", right="account.read")
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Say what can be searched for."""
        return _page(visit, "", None)

    @post("/cari", opt={"right": "account.read"}, status_code=200)
    async def search(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show what was found."""
        posted = await read_form(visit.request)
        name, village = first(posted, "nama")[:MOST_TEXT], first(posted, "desa")
        if name and village:
            return await in_thread(_by_name, visit, name, village)
        asked = first(posted, "q")[:MOST_TEXT]
        return await in_thread(_answer, visit, asked)


def _answer(visit: Visit, asked: str) -> Response[str]:
    found = list(_found(visit, asked)) if asked else []
    # A number of somebody is not written back into the page: it would stay in the browser.
    shown = "" if _NUMBER.fullmatch(asked) else asked
    return _page(visit, shown, found if asked else None)


def _page(visit: Visit, asked: str, found: list[Found] | None) -> Response[str]:
    return render(visit.request, "search.html", asked=asked, found=found, villages=visit.villages())


def _by_name(visit: Visit, name: str, village: str) -> Response[str]:
    """Show the people of one village whose names hold what was asked; on record, each of them."""
    sight, wanted = visit.sight, " ".join(name.casefold().split())
    if sight.names_for(village) != "open" or len(wanted) < LEAST_LETTERS:
        return _page(visit, "", [])
    visit.regency.engine.catch_up("statuses")
    hidden = hidden_from(visit.regency, visit.actor)
    with visit.reading() as conn:
        lines = statuses.households(
            conn, visit.regency.schema, village, PRESENT, hidden=hidden, limit=MOST_HOUSEHOLDS
        )
    opened = open_names(visit.regency.log, [line.household for line in lines], PRESENT)
    fitting = [
        (home.household, member)
        for home in opened.values()
        for member in home.members
        if member.identity is not None and wanted in member.name.casefold()
    ][:MOST_FOUND]
    sight.record(
        {one for thing, member in fitting for one in (thing, member.person)}, kind="search"
    )
    found = [
        Found("Keluarga", member.name, f"/keluarga/{thing}", RELATIONS[member.relation])
        for thing, member in fitting
    ]
    return _page(visit, "", found)


def _found(visit: Visit, asked: str) -> Iterator[Found]:
    """Yield everything that fits, and that is the reader's to know."""
    digits = re.sub(r"\D", "", asked)
    if _NUMBER.fullmatch(asked) and len(digits) == DIGITS:
        for thing, known in of_number(visit, digits).items():
            yield _household(visit, thing, known)
        return
    try:
        yield from _by_id(visit, UUID(asked))
    except ValueError:
        pass
    else:
        return
    yield from _places(visit, asked.casefold())
    yield from _organisations(visit, asked)
    yield from _documents(visit, asked)


def of_number(visit: Visit, digits: str) -> dict[UUID, Household]:
    """Return the households of a NIK or a KK number, to whoever opened names for a purpose.

    Raises:
        LookUnrecorded: the search can't be recorded.
    """
    regency, sight = visit.regency, visit.sight
    blinds = [regency.vault.blind("nik", digits), regency.vault.blind("kk", digits)]
    found: dict[UUID, tuple[Household, UUID]] = {}
    for held in regency.log.claims(blinds):
        try:
            known = opening.require_household(visit, held.household)
        except (NotKnown, OutOfScope):
            continue
        if sight.names_for(known.village) == "open":
            found[held.household] = (known, held.subject)
    # Every search by number goes on record, one that found nobody too.
    sight.record(
        {one for thing, (_, subject) in found.items() for one in (thing, subject)}, kind="search"
    )
    return {thing: known for thing, (known, _) in found.items()}


def _by_id(visit: Visit, thing: UUID) -> Iterator[Found]:
    regency = visit.regency
    _, household = regency.ledger.look(Household, thing)
    if household.id is not None and access.may_know_household(
        visit.actor, household.village, is_restricted=household.is_restricted
    ):
        yield _household(visit, thing, household)
    _, commitment = regency.ledger.look(Commitment, thing)
    terms = commitment.terms
    if terms is not None and visit.actor.scope.covers(terms.village):
        about = f"{visit.partner(terms.partner)}, {visit.village(terms.village)}"
        yield Found("Komitmen", short_id(thing), f"/komitmen/{thing}", about)


def _household(visit: Visit, thing: UUID, known: Household) -> Found:
    return Found("Keluarga", short_id(thing), f"/keluarga/{thing}", visit.village(known.village))


def _places(visit: Visit, asked: str) -> Iterator[Found]:
    several = (one for one in visit.place.villages if visit.actor.scope.covers(one.code))
    fitting = [one for one in several if asked in one.name.casefold() or one.code == asked]
    for one in fitting[:MOST_FOUND]:
        about = f"Kecamatan {one.kecamatan_name}"
        yield Found(one.kind.replace("_", " ").capitalize(), one.name, f"/desa/{one.code}", about)


def _organisations(visit: Visit, asked: str) -> Iterator[Found]:
    regency = visit.regency
    regency.engine.catch_up("partners", "programmes")
    with visit.reading() as conn:
        mine = partners.find(conn, regency.schema, partners.Asked(text=asked), limit=MOST_FOUND)
        offered = programmes.find(
            conn, regency.schema, programmes.Asked(text=asked), limit=MOST_FOUND
        )
    for partner in mine:
        yield Found("Mitra", partner.name, f"/mitra/{partner.partner}")
    for programme in offered:
        about = visit.partner(programme.owner)
        yield Found("Program", programme.name, f"/program/{programme.programme}", about)


def _documents(visit: Visit, asked: str) -> Iterator[Found]:
    """Yield funds and lists that a document number belongs to."""
    regency, actor = visit.regency, visit.actor
    regency.engine.catch_up("funds", "lists")
    owner = None if access.may(actor, "funds.read_all") else actor.organisation
    with visit.reading() as conn:
        if access.may(actor, "funds.read"):
            for fund in funds.with_document(
                conn, regency.schema, asked, partner=owner, limit=MOST_FOUND
            ):
                yield Found("Dana", fund, f"/dana/{fund}", f"dokumen {asked}")
        if access.may(actor, "lists.read"):
            for one in lists.with_letter(conn, regency.schema, asked, limit=MOST_FOUND):
                yield Found("Daftar", one.name, f"/daftar/{one.list}", f"surat {asked}")
