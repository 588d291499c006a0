"""Suspicions that somebody stands on the register twice: looked for, side by side, decided."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec.structs import replace

from service.aggregates.duplicate import LIKENESS_LABELS, Duplicate, Side
from service.application import NotKnown
from service.commands import duplicates as commands
from service.commands.requests import Explain
from service.exchange import duplicates as searching
from service.exchange.duplicates import Found
from service.exchange.sheets import Sheet
from service.http.api.duplicates import PairLine, side_by_side
from service.http.areas import households_within
from service.http.downloads import Format, download
from service.http.forms import first, read_form
from service.http.pages import opening, reading, rendering
from service.http.pages.actions import Action, Scene
from service.http.pages.contradictions import FILES, MOST_IN_A_FILE, Say
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.policies import access
from service.projections import duplicates
from service.projections.duplicates import Asked
from service.projections.sentences import number, short_id

_TITLES = ("Poin", "Alasan", "Keluarga", "Desa", "Keluarga lain", "Desa lain", "Muncul")


class DuplicatesController(Controller):
    """The work list of pairs; a human decides."""

    include_in_schema = False

    @page("/ganda", right="duplicates.read", asks=("wilayah", "keadaan", "format", *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List pairs, the likeliest first, both sides side by side."""
        regency, paging = visit.regency, reading.paging(visit)
        regency.engine.catch_up("duplicates")
        kind: Format | None = next((one for one in FILES if one == visit.asked("format")), None)
        state: Any = visit.asked("keadaan")
        state = state if state in {"dismissed", "merged"} else "suspected"
        after = paging.after if paging.after and not kind else None
        with visit.reading() as conn:
            found = duplicates.find(
                conn,
                regency.schema,
                Asked(
                    areas=households_within(visit.actor, visit.asked("wilayah") or None),
                    state=state,
                ),
                limit=MOST_IN_A_FILE if kind else paging.limit + 1,
                after=(int(after[0]), int(after[1])) if after else None,
            )
        if kind:
            return download(_sheet(visit, found), kind)
        rows, more = reading.paged(visit, paging, found, lambda one: (one.points, one.position))
        lines = side_by_side(regency, visit.sight, rows)
        return render(
            visit.request,
            "duplicates.html",
            rows=[(one, _reasons(one, visit.say), [visit.village(s.village) for s in one.sides])
                  for one in lines],
            more=more,
            state=state,
            areas=_areas(visit),
            is_open=visit.sight.purpose is not None,
            actions=(DISMISS, MERGE, UNMERGE),
            files=[(one, reading.address(visit, format=one)) for one in FILES],
        )  # fmt: skip

    @post("/ganda/cari", opt={"right": "duplicates.suspect"}, status_code=200)
    async def search(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Compare the people of an area, for the purpose that is open in this session."""
        posted = await read_form(visit.request)
        if visit.sight.purpose is None:
            return Redirect("/nama?kembali=/ganda", status_code=303)
        if (area := first(posted, "area")) not in {code for code, _ in _areas(visit)}:
            raise BadRequest([FieldError("area", "pilih wilayahnya")])
        found = await in_thread(_search, visit, area)
        answer = Redirect("/ganda", status_code=303)
        told = f"{number(found.persons)} orang dibandingkan, {number(found.new)} dugaan baru."
        rendering.notice(answer, told)
        return answer


def pair_scene(visit: Visit) -> Scene:
    """Find the pair in the address, if both sides are the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    pair: UUID = visit.parameters["duplicate"]
    _, known = visit.regency.ledger.look(Duplicate, pair)
    if known.sides is None:
        raise NotKnown
    homes = [opening.require_household(visit, side.household) for side in known.sides]
    for home in homes:
        access.require_household(visit.actor, home.village)
    names = [_named(visit, side) for side in known.sides]
    return Scene(
        title="Data ganda",
        back="/ganda",
        ids={"duplicate": pair},
        about=(Duplicate, pair),
        village=homes[0].village,
        facts=[("Catatan pertama", names[0]), ("Catatan kedua", names[1])],
        choices={
            "survivor": [
                (str(side.person), name) for side, name in zip(known.sides, names, strict=True)
            ]
        },
        state=known,
    )


def _named(visit: Visit, side: Side) -> str:
    members = dict(opening.members(visit, side.household))
    name = members.get(str(side.person), "")
    household = visit.say("keluarga %(number)s", number=short_id(side.household))
    return f"{name}, {household}, {visit.village(side.village)}"


DISMISS = Action(
    right="duplicates.decide",
    path="/ganda/{duplicate:uuid}/bukan",
    title="Bukan orang yang sama",
    done="Dicatat sebagai dua orang; dugaan ini tidak muncul lagi.",
    ask=Explain,
    command=commands.dismiss,
    scene=pair_scene,
    fits=lambda known: known.state == "suspected",
)
MERGE = Action(
    right="duplicates.decide",
    path="/ganda/{duplicate:uuid}/satukan",
    title="Satukan catatan",
    done="Kedua catatan disatukan.",
    ask=commands.Merge,
    command=commands.merge,
    scene=lambda visit: replace(pair_scene(visit), values={}),
    lead="Pilih catatan yang tetap dipakai. Kebutuhan dan janji ikut ke catatan itu.",
    fits=lambda known: known.state == "suspected",
)
UNMERGE = Action(
    right="duplicates.decide",
    path="/ganda/{duplicate:uuid}/pisahkan",
    title="Pisahkan kembali",
    done="Kedua catatan dipisahkan kembali.",
    ask=Explain,
    command=commands.unmerge,
    scene=pair_scene,
    lead="Yang dicatat sejak disatukan tetap pada catatan yang dipakai.",
    fits=lambda known: known.state == "merged",
)
ACTIONS = (DISMISS, MERGE, UNMERGE)


def _search(visit: Visit, area: str) -> Found:
    purpose = visit.sight.required()
    return searching.search(visit.regency, visit.actor, [area], purpose=purpose, channel="page")


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Return the kecamatan and villages whose people the reader may compare."""
    scope = access.households_of(visit.actor)
    kecamatan = [
        (one.code, f"Kecamatan {one.name}")
        for one in visit.place.kecamatan
        if scope.covers(one.code)
    ]
    villages = [
        (one.code, f"{one.name}, {one.kecamatan_name}")
        for one in visit.place.villages
        if scope.covers(one.code)
    ]
    return kecamatan + villages


def _reasons(one: PairLine | duplicates.Pair, say: Say = str) -> str:
    return ", ".join(f"{say(LIKENESS_LABELS[why.reason])} ({why.points:+d})" for why in one.reasons)


def _sheet(visit: Visit, found: list[duplicates.Pair]) -> Sheet:
    return Sheet(
        name="data-ganda",
        titles=_TITLES,
        rows=[
            (
                one.points,
                _reasons(one),
                short_id(one.household),
                visit.village(one.village),
                short_id(one.other_household),
                visit.village(one.other_village),
                one.occurred_on,
            )
            for one in found
        ],
    )
