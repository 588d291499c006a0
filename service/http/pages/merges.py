"""Two records of one household: found, side by side, merged with who is who, and told apart again.

find the other one → look at both → say which stays and who is who → (told apart again)
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from service.aggregates.household import Household
from service.commands import merges as commands
from service.http.api.household_answers import HouseholdAnswer
from service.http.forms import first, read_form
from service.http.pages import household_actions, opening, rendering, search
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit, uuid_in
from service.http.threads import in_thread
from service.projections import duplicates
from service.projections.duplicates import Asked, Pair
from service.projections.sentences import short_id

PATH = household_actions.BASE + "/kembaran"
TITLE = "Satukan dengan catatan lain"
MOST_PAIRS = 50
MOST_NUMBER = 40
DIGITS = 16


class MergesController(Controller):
    """Finds the other record of a household, and shows both."""

    include_in_schema = False

    @page(PATH, right="households.merge", asks=("dengan",))
    def both(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[str]:
        """Show which records may be of the same household, or the two that were chosen."""
        return _page(visit, household)

    @post(PATH, opt={"right": "households.merge"}, status_code=200)
    async def find(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[Any]:
        """Find the other record by a number of it."""
        posted = await read_form(visit.request)
        return await in_thread(_find, visit, household, first(posted, "number")[:MOST_NUMBER])


def merge_scene(visit: Visit) -> Scene:
    """Find both records in the address, with whoever seems to be the same already paired.

    Raises:
        NotKnown, OutOfScope: one of them is not the actor's to know.
    """
    found = household_actions.scene(visit)
    gone, kept = found.ids["household"], visit.parameters["survivor"]
    other = opening.require_household(visit, kept)
    homes = [
        opening.household(visit, one, known.village)
        for one, known in ((gone, found.state), (kept, other))
    ]
    paired = {
        f"same[{number}].{name}": str(person)
        for number, pair in enumerate(_alike(_pairs(visit, gone), *homes))
        for name, person in zip(("person", "survivor"), pair, strict=True)
    }
    return replace(
        found,
        facts=[
            ("Catatan yang ditutup", _called(visit, homes[0])),
            ("Catatan yang tetap dipakai", _called(visit, homes[1])),
        ],
        choices={"person": opening.members(visit, gone), "survivor": opening.members(visit, kept)},
        values=paired,
        fixed={"survivor": str(kept)},
    )


MERGE = Action(
    right="households.merge",
    path=household_actions.BASE + "/satukan/{survivor:uuid}",
    title="Satukan keluarga",
    done="Catatan disatukan; Anda melihat keluarga yang tetap dipakai.",
    ask=commands.MergeHouseholds,
    command=commands.merge_households,
    scene=merge_scene,
    lead="Catatan yang ditutup menjadi ganda; anggota, kebutuhan, dan janjinya ikut.",
    leads=lambda receipt, _: f"/keluarga/{receipt.id}",
    fits=lambda known: not known.is_closed,
    is_grave=True,
)
UNMERGE = Action(
    right="households.unmerge",
    path=household_actions.BASE + "/pisahkan",
    title="Pisahkan kembali",
    done="Catatan dipisahkan kembali dengan semua yang dulu miliknya.",
    ask=commands.UnmergeHouseholds,
    command=commands.unmerge_households,
    scene=household_actions.scene,
    lead="Yang dicatat sejak disatukan tetap pada catatan yang dipakai.",
    fits=lambda known: known.is_closed and known.survivor is not None,
)
ACTIONS = (MERGE, UNMERGE)


def offered(visit: Visit, scene: Scene, household: UUID) -> list[Offer]:
    """Return what can be done about a record that stands there twice, or stood there."""
    told = offers(visit, scene, [UNMERGE], household=household)
    if MERGE.is_for(visit, scene):
        told.append(Offer(f"/keluarga/{household}/kembaran", TITLE, is_grave=False))
    return told


def _page(visit: Visit, household: UUID, *, wrong: str = "", status: int = 200) -> Response[str]:
    scene = household_actions.scene(visit)
    other = uuid_in(visit.asked("dengan")) if visit.asked("dengan") else None
    homes = [scene.state, opening.require_household(visit, other)] if other else []
    pairs = {} if homes else {_other(one, household): one for one in _pairs(visit, household)}
    ids = [household, *([other] if other else [])]
    return render(
        visit.request,
        "household_double.html",
        status=status,
        household=household,
        homes=[_side(visit, *both) for both in zip(ids, homes, strict=False)],
        pairs=[(one, pair.points, visit.village(pair.village)) for one, pair in pairs.items()],
        is_open=visit.sight.purpose is not None,
        wrong=wrong,
    )


def _find(visit: Visit, household: UUID, number: str) -> Response[Any]:
    opening.require_household(visit, household)
    digits = "".join(one for one in number if one.isdigit())
    if len(digits) != DIGITS:
        wrong = rendering.translate(visit.request, "Tulis 16 angka NIK atau nomor KK.")
        return _page(visit, household, wrong=wrong, status=400)
    if visit.sight.purpose is None:
        back = f"/keluarga/{household}/kembaran"
        return Redirect(f"/nama?kembali={back}", status_code=303)
    found = [one for one in search.of_number(visit, digits) if one != household]
    if not found:
        wrong = rendering.translate(
            visit.request, "Tidak ada keluarga lain dengan nomor itu di wilayah kerja Anda."
        )
        return _page(visit, household, wrong=wrong)
    return Redirect(f"/keluarga/{household}/kembaran?dengan={found[0]}", status_code=303)


def _pairs(visit: Visit, household: UUID) -> list[Pair]:
    visit.regency.engine.catch_up("duplicates")
    with visit.reading() as conn:
        return duplicates.find(
            conn, visit.regency.schema, Asked(household=household), limit=MOST_PAIRS
        )


def _other(pair: Pair, household: UUID) -> UUID:
    return pair.other_household if pair.household == household else pair.household


def _side(visit: Visit, household: UUID, known: Household) -> tuple[HouseholdAnswer, str]:
    return opening.household(visit, household, known.village), visit.village(known.village)


def _alike(
    pairs: Sequence[Pair], gone: HouseholdAnswer, kept: HouseholdAnswer
) -> Iterator[tuple[UUID, UUID]]:
    """Yield who is likely who: those that were suspected, and those of one open name."""
    free = {one.person: one for one in kept.members if one.belongs}
    suspected = {
        person: other
        for one in pairs
        for person, other in ((one.person, one.other_person), (one.other_person, one.person))
    }
    for one in gone.members:
        names = [
            each.person
            for each in free.values()
            if gone.names == kept.names == "open" and each.name.casefold() == one.name.casefold()
        ]
        same = next((each for each in (suspected.get(one.person), *names) if each in free), None)
        if one.belongs and same is not None:
            del free[same]
            yield one.person, same


def _called(visit: Visit, home: HouseholdAnswer) -> str:
    head = home.members[0].name if home.members else ""
    household = visit.say("keluarga %(number)s", number=short_id(home.household))
    return f"{head}, {household}, {visit.village(home.village)}"
