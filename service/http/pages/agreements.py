"""Agreements on pages: which hold, and what each opens to its partner."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.agreement import Agreement
from service.application import NotKnown
from service.http.api.agreements import is_own
from service.http.pages import agreement_actions as actions
from service.http.pages import reading
from service.http.pages.actions import offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.purposes import PURPOSE_LABELS
from service.policies import access
from service.projections import agreements, commitments
from service.projections.commitments import Asked, Commitment

MOST = 500
SOON_DAYS = 60
"""How long before its last day an agreement is said to end soon: a new one takes weeks to write."""


class AgreementsController(Controller):
    """A partner sees its own agreements, everybody else all of them."""

    include_in_schema = False

    @page("/perjanjian", right="agreements.read")
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List agreements."""
        regency, actor = visit.regency, visit.actor
        today = regency.ledger.today
        regency.engine.catch_up("agreements")
        with visit.reading() as conn:
            found = agreements.find(conn, regency.schema, limit=MOST)
        return render(
            visit.request,
            "agreements.html",
            agreements=[
                (one, visit.partner(one.partner), one.days_left(today), one.late(today))
                for one in found
                if is_own(actor, one.partner)
            ],
            soon=SOON_DAYS,
            offers=offers(visit, actions.new_agreement_scene(visit), [actions.SIGN]),
        )

    @page("/perjanjian/{agreement:str}", right="agreements.read")
    def one(self, visit: NamedDependency[Visit], agreement: FromPath[str]) -> Response[str]:
        """Show one agreement."""
        regency, today = visit.regency, visit.regency.ledger.today
        regency.engine.catch_up("agreements")
        with visit.reading() as conn:
            found = agreements.one(conn, regency.schema, agreement)
        if found is None or not is_own(visit.actor, found.partner):
            raise NotKnown
        return render(
            visit.request,
            "agreement.html",
            agreement=found,
            partner=visit.partner(found.partner),
            left=found.days_left(today),
            today=today,
            soon=SOON_DAYS,
            programme=visit.programme,
            parties=[(visit.partner(one.party), one.number) for one in found.numbers],
            doubts=[(visit.partner(one.party), one) for one in found.doubts],
            owed=[
                (
                    one,
                    visit.partner(one.party),
                    visit.may("agreements.report", parties=frozenset({one.party})),
                )
                for one in found.obligations
            ],
            promises=_promises(visit, found),
            events=reading.lines_at(
                visit,
                [one.position for one in regency.log.history(Agreement.stream(agreement))],
            ),
            areas=[visit.village(area) for area in found.areas],
            purposes=[PURPOSE_LABELS[purpose] for purpose in found.data_purposes],
            offers=offers(
                visit,
                actions.agreement_scene(visit),
                actions.AGREEMENT_ACTIONS,
                agreement=agreement,
            ),
        )


def _promises(visit: Visit, agreement: agreements.Agreement) -> Mapping[UUID, Commitment]:
    """Return the promises through which obligations were met, as far as they are the reader's."""
    told = {
        commitment
        for owed in agreement.obligations
        for due in owed.dues
        if due.reported
        for commitment in due.reported.commitments
    }
    if not told or not access.may(visit.actor, "commitments.read"):
        return {}
    visit.regency.engine.catch_up("commitments", "programmes")
    asked = Asked(
        among=tuple(told), areas=within(visit.actor.scope, None), **reading.told_of(visit)
    )
    with visit.reading() as conn:
        found = commitments.find(conn, visit.regency.schema, asked, limit=len(told))
    return {one.commitment: one for one in found}
