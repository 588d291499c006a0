"""Contradictions on pages: the work list of what somebody has to decide, and deciding it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec.structs import replace

from service.aggregates.household_dispute_events import SUBJECT_LABELS, Subject, Witness
from service.application import NotKnown
from service.commands import contradictions as commands
from service.exchange.sheets import Sheet
from service.http.areas import households_within
from service.http.downloads import Format, download
from service.http.pages import household_actions, reading
from service.http.pages.actions import Action, Scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS
from service.kernel.verdicts import (
    HOUSEHOLD_VERDICT_LABELS,
    NEED_VERDICT_LABELS,
    PRESENCE_LABELS,
)
from service.projections import contradictions
from service.projections.contradictions import Asked, Contradiction
from service.projections.households import Dispute
from service.projections.sentences import short_id

Say: TypeAlias = Callable[[str], str]
MOST_IN_A_FILE = 20_000
FILES: tuple[Format, ...] = ("csv", "xlsx")

_VERDICTS: dict[str, dict[Any, str]] = {
    "household": {**HOUSEHOLD_VERDICT_LABELS},
    "person": {**PRESENCE_LABELS},
    "need": {**NEED_VERDICT_LABELS},
}
_TITLES = ("Keluarga", "Desa", "Tentang", "Kesaksian", "Muncul", "Hari menunggu", "Keputusan")


class ContradictionsController(Controller):
    """What two accounts say of one household, where both can't be right."""

    include_in_schema = False

    @page(
        "/pertentangan",
        right="contradictions.read",
        asks=("wilayah", "semua", "format", *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List contradictions, the one that has waited longest first."""
        regency, paging = visit.regency, reading.paging(visit)
        regency.engine.catch_up("contradictions")
        kind = next((one for one in FILES if one == visit.asked("format")), None)
        areas = households_within(visit.actor, visit.asked("wilayah") or None)
        is_open = None if visit.asked("semua") else True
        with visit.reading() as conn:
            found = contradictions.find(
                conn,
                regency.schema,
                Asked(areas=areas, is_open=is_open),
                limit=MOST_IN_A_FILE if kind else paging.limit + 1,
                after=paging.after[0] if paging.after and not kind else None,
            )
        if kind:
            return download(_sheet(visit, found), kind)
        rows, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        today = regency.ledger.today
        return render(
            visit.request,
            "contradictions.html",
            rows=[
                (
                    one,
                    visit.village(one.village),
                    subject_of(one, visit.say),
                    _told(one, visit.say),
                    one.age_days(today),
                    offered(visit, one.household, one.village, one.contradiction, one.testimonies),
                )
                for one in rows
            ],
            more=more,
            is_open=is_open,
            files=[(one, reading.address(visit, format=one)) for one in FILES],
        )


def said(about: Subject, told: Witness, say: Say = str) -> str:
    """Return a testimony in words: who said what, of which day.

    Args:
        say: puts it into the reader's language; a file stays Indonesian.
    """
    return f"{told.by}: {say(_VERDICTS[about][told.verdict])}, {told.on:%d/%m/%Y}"


def scene(visit: Visit) -> Scene:
    """Find the contradiction in the address, if it is open and the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    found = household_actions.scene(visit)
    number: int = visit.parameters["contradiction"]
    topic, dispute = next(
        (one for one in found.state.disputes.items() if one[1].version == number), (None, None)
    )
    if topic is None or dispute is None:
        raise NotKnown
    about: Subject = topic[0]
    told = [(str(one.version), said(about, one, visit.say)) for one in dispute.testimonies]
    return replace(
        found,
        ids={**found.ids, "contradiction": number},
        facts=[
            *found.facts,
            ("Tentang", SUBJECT_LABELS[about]),
            *(("Kesaksian", words) for _, words in told),
        ],
        choices={"holds": told},
    )


DECIDE = Action(
    right="contradictions.decide",
    path="/keluarga/{household:uuid}/pertentangan/{contradiction:int}/putuskan",
    title="Putuskan pertentangan",
    done="Pertentangan diputuskan; status keluarga mengikuti.",
    ask=commands.Decide,
    command=commands.decide_contradiction,
    scene=scene,
    lead="Pilih kesaksian yang berlaku. Kesaksian yang lain tetap tersimpan.",
)


def offered(
    visit: Visit, household: UUID, village: str, number: int, told: Sequence[Witness]
) -> str:
    """Return where a contradiction can be decided; empty for whoever may not, as a witness too."""
    is_witness = visit.actor.account in {one.by for one in told}
    if is_witness or not visit.may(DECIDE.right, village=village):
        return ""
    return DECIDE.address(household=household, contradiction=number)


def subject_of(one: Contradiction | Dispute, say: Say = str) -> str:
    """Return what a contradiction is about, in words."""
    if one.need is not None:
        return f"{say(SUBJECT_LABELS[one.about])}: {say(NEED_LABELS[one.need]).lower()}"
    return say(SUBJECT_LABELS[one.about])


def _told(one: Contradiction, say: Say = str) -> list[str]:
    return [said(one.about, each, say) for each in one.testimonies]


def _sheet(visit: Visit, found: list[Contradiction]) -> Sheet:
    today = visit.regency.ledger.today
    return Sheet(
        name="pertentangan",
        titles=_TITLES,
        rows=[
            (
                short_id(one.household),
                visit.village(one.village),
                subject_of(one),
                "; ".join(_told(one)),
                one.opened_on,
                one.age_days(today),
                one.reason,
            )
            for one in found
        ],
    )
