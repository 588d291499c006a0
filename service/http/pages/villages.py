"""Villages: who lives there how, who helps, what was found together, and what happened."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.village import Village as Enrolled
from service.application import NotKnown
from service.http.api import needs as need_answers
from service.http.api.village_answers import VillageAnswer, answer
from service.http.pages import commitment_actions, reading
from service.http.pages import household_actions as of_households
from service.http.pages import village_actions as actions
from service.http.pages.actions import Offer, Scene, offers
from service.http.pages.duties import waiting
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.verdicts import STATUS_LABELS
from service.policies import access
from service.projections import contributions, villages
from service.projections.moment import Moment
from service.projections.trail import Asked

LATEST = 20


class VillagesController(Controller):
    """Pages about villages."""

    include_in_schema = False

    @page("/desa", right="villages.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the villages of the reader, and how many households each has."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("villages", "statuses")
        with visit.reading() as conn:
            found = villages.find(
                conn,
                regency.schema,
                visit.actor.scope.areas,
                moment=clock.moment,
                after=paging.after[0] if paging.after else None,
                limit=paging.limit + 1,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.village,))
        codes = [one.village for one in shown]
        counts = reading.counted(visit, codes, clock.moment, "village")
        total: dict[str, int] = {}
        for count in counts:
            total[count.area] = total.get(count.area, 0) + count.households
        return render(
            visit.request,
            "villages.html",
            clock=clock,
            villages=shown,
            total=total,
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.ENROL]),
        )

    @page("/desa/{code:str}", right="villages.read", asks=reading.CLOCKS)
    def village(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[str]:
        """Show one village."""
        regency, clock = visit.regency, reading.clock(visit)
        place = visit.place.village(code)
        if place is None:
            raise NotKnown
        access.require_village(visit.actor, code)
        regency.engine.catch_up(*reading.CAUGHT_UP, "villages", "needs")
        asked = contributions.Asked(areas=(code,), known=visit.known)
        counts = reading.counted(visit, (code,), clock.moment, "village")
        with visit.counting() as conn:
            given = reading.five(
                visit, conn, "partner", asked, label=visit.partner, moment=clock.moment
            )
        with visit.reading() as conn:
            latest = reading.events(
                visit, conn, Asked(areas=(code,)), limit=LATEST, moment=clock.moment
            )
        _, known = regency.ledger.look(Enrolled, code)
        return render(
            visit.request,
            "village.html",
            clock=clock,
            village=place,
            counts=[(count.status, STATUS_LABELS[count.status], count) for count in counts],
            total=sum(count.households for count in counts),
            persons=sum(count.persons for count in counts),
            enrolled=_answer(visit, code, clock.moment),
            knows_households=access.households_of(visit.actor).covers(code),
            duties=waiting(visit, code) if access.may(visit.actor, "contradictions.read") else [],
            partners=given,
            events=latest,
            live=f"/langsung?desa={code}",
            offers=_offers(visit, code, is_enrolled=bool(known.village)),
            may_sign=visit.may(actions.COSIGN.right, village=code),
            own_side=actions.SIDES.get(visit.actor.role),
        )


def _answer(visit: Visit, code: str, moment: Moment) -> VillageAnswer | None:
    """Return what is known of a village that takes part."""
    regency = visit.regency
    with visit.reading() as conn:
        found = villages.one(conn, regency.schema, code, moment)
    if found is None:
        return None
    return answer(
        regency,
        found,
        sight=visit.sight,
        statuses=reading.counted(visit, (code,), moment, "village"),
        needs=need_answers.counted(regency, visit.actor, (code,), moment=moment, by="village"),
        position=moment.position,
    )


def _offers(visit: Visit, code: str, *, is_enrolled: bool) -> list[Offer]:
    scene = Scene(title="", back="", village=code)
    if not is_enrolled:
        return [
            Offer(f"{one.href}?desa={code}", one.title, one.is_grave)
            for one in offers(visit, scene, [actions.ENROL])
        ]
    asked = [of_households.REGISTER, commitment_actions.MAKE, commitment_actions.PROPOSE]
    about_it = [
        Offer(f"{one.href}?desa={code}", one.title, one.is_grave)
        for one in offers(visit, scene, asked)
    ]
    return [*offers(visit, scene, actions.ACTIONS, code=code), *about_it]
