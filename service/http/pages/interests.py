"""What a partner would like to help with, on a page: what matches, and what is new."""

from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.aggregates.interest import Interest
from service.application import NotKnown, Receipt
from service.commands import interests as commands
from service.commands.requests import Explain, Request
from service.http.api.interests import NEEDED, InterestAnswer, answers
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS
from service.policies import access, rights
from service.policies.access import OutOfScope

BASE = "/minat/{interest:uuid}"


class InterestsController(Controller):
    """The page of one's own interests."""

    include_in_schema = False

    @page("/minat", right="interests.read")
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List interests with what matches them now."""
        visit.regency.engine.catch_up(*NEEDED)
        found = answers(visit.regency, visit.actor)
        return render(
            visit.request,
            "interests.html",
            rows=[(one, told(visit, one), _offers(visit, one)) for one in found],
            called=visit.partner,
            is_own=visit.actor.role == "partner_officer",
            exact=bool(access.households_of(visit.actor).areas),
            offers=offers(visit, new_scene(visit), [SAVE]),
        )


def told(visit: Visit, one: InterestAnswer) -> str:
    """Return an interest in words."""
    places = {each.code: each.name for each in visit.place.kecamatan}
    area = places.get(one.area, visit.village(one.area)) if one.area else ""
    parts = (
        NEED_LABELS[one.need] if one.need else "",
        visit.say(STRATEGY_LABELS[one.strategy]) if one.strategy else "",
        visit.programme(one.programme) if one.programme else "",
        area,
    )
    return ", ".join(part for part in parts if part)


def _offers(visit: Visit, one: InterestAnswer) -> list[Offer]:
    if not _is_own(visit, one.partner):
        return []
    return offers(visit, scene_of(visit, one.interest), ACTIONS, interest=one.interest)


def new_scene(visit: Visit) -> Scene:
    """Tell whose interest is saved, and what there is to choose from."""
    own = visit.actor.organisation if visit.actor.role not in rights.FOR_ANYONE else ""
    return Scene(
        title="Minat kami",
        back="/minat",
        choices=_choices(visit) | ({} if own else {"partner": visit.partners()}),
        values={"need": visit.asked("kebutuhan"), "area": visit.asked("wilayah")},
        fixed={"partner": own} if own else {},
    )


def scene(visit: Visit) -> Scene:
    """Find the interest in the address, if it is the actor's.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    return scene_of(visit, visit.parameters["interest"])


def scene_of(visit: Visit, interest: UUID) -> Scene:
    """Return an interest as a scene; see `scene`."""
    _, known = visit.regency.ledger.look(Interest, interest)
    if known.interest is None:
        raise NotKnown
    if not _is_own(visit, known.partner):
        raise OutOfScope(interest=str(interest))
    wish = known.wish
    values = {name: getattr(wish, name) for name in wish.__struct_fields__}
    return Scene(
        title=visit.partner(known.partner),
        back="/minat",
        ids={"interest": interest},
        about=(Interest, interest),
        parties=frozenset({known.partner}),
        choices=_choices(visit),
        values={name: value for name, value in values.items() if value is not None},
        state=known,
    )


def _is_own(visit: Visit, partner: str) -> bool:
    """Say whether the reader acts for a partner."""
    return visit.actor.role in rights.FOR_ANYONE or visit.actor.organisation == partner


def _choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
    year = visit.regency.ledger.today.year
    return {
        "programme": list(visit.programmes(fiscal_year=year)),
        "area": [(one.code, one.name) for one in visit.place.kecamatan],
    }


def _home(_: Receipt, __: Scene) -> str:
    return "/minat"


SAVE = Action(
    right="interests.save",
    path="/minat/baru",
    title="Simpan minat",
    done="Minat disimpan; kebutuhan yang cocok diberi tanda di etalase.",
    ask=commands.SaveInterest,
    command=commands.save,
    scene=new_scene,
    lead="Minat tidak mengunci dan tidak menjanjikan apa pun.",
    leads=_home,
    queries=frozenset({"kebutuhan", "wilayah"}),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="interests.review",
        path=BASE + "/dilihat",
        title="Tandai sudah dilihat",
        done="Ditandai; yang datang sesudah ini dihitung baru.",
        ask=Request,
        command=commands.review,
        scene=scene,
        lead="Yang cocok dan datang sesudah ini akan dihitung baru.",
        hidden=frozenset({"occurred_on"}),
        fits=lambda known: not known.is_over,
    ),
    Action(
        right="interests.change",
        path=BASE + "/ubah",
        title="Ubah minat",
        done="Minat diubah.",
        ask=commands.GivenWish,
        command=commands.change,
        scene=scene,
        fits=lambda known: not known.is_over,
    ),
    Action(
        right="interests.end",
        path=BASE + "/akhiri",
        title="Akhiri minat",
        done="Minat diakhiri.",
        ask=Explain,
        command=commands.end,
        scene=scene,
        fits=lambda known: not known.is_over,
        is_grave=True,
    ),
)
