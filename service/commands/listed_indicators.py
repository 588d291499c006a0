"""What a list says of a house and its decile answers rules; the needs they find are claimed.

Only the recommendation map is applied: criteria ask for far more than a list knows, and would be
undecided for everybody. What somebody found at the door goes before what a list says: a need that
stands already, or that was judged, is left as it is. A claim that nobody has looked at is retracted
where a newer list no longer says what it was claimed by.
Source: DTSEN family file (housing variables); PUKIS-SISDAMAS, stage (f).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_events import Source
from service.aggregates.rule_set import RuleSet
from service.application import Work
from service.commands import deciles as of_lists
from service.commands import indicators, rule_sets
from service.commands.indicators import ByNow
from service.commands.rule_sets import InForce
from service.kernel.events import Event
from service.kernel.lists import Layout
from service.kernel.rule_sets import MAP
from service.layouts.housing import indicators_from

WITHOUT: frozenset[Layout] = frozenset({"dtks"})
"""Lists that say nothing of the house, and nothing of how poor it is."""


def publish(work: Work, layout: Layout) -> None:
    """Publish the map that ships, if a list is about to make use of it and nobody has before."""
    used = None if layout in WITHOUT else rule_sets.in_force(work, MAP)
    if used is not None and used.publication:
        work.append(RuleSet, MAP, *used.publication)


def told(
    known: Household,
    housing: Mapping[str, str],
    *,
    the_map: InForce | None,
    source: Source,
    on: date,
    today: date,
    before: ByNow | None = None,
) -> tuple[Event, ...]:
    """Return what a row says of how a household lives, and what the map finds in it.

    Nothing, if it says nothing that can be read for certain, or of a household that is closed.

    Args:
        housing: cells by the name of their column.
        before: what was answered before; what the row says goes before it only where it is newer,
            which the caller has seen to. None of a household that is new: its deciles are this
            row's.
    """
    answers = indicators_from(housing)
    if known.is_closed or known.is_erased:
        return ()
    by_now = before
    if by_now is None:
        placed = indicators.ranked(known.placings)
        rows = dict.fromkeys(answers, source) | dict(placed.rows)
        by_now = ByNow(answers=answers | dict(placed.answers), rows=rows)
    if not answers:
        return known.claim_found(indicators.claims(the_map, by_now), on=on, today=today)
    return indicators.found_in(
        known,
        answers,
        rules=_some(the_map),
        by_now=by_now,
        instrument="regsosek",
        method="document",
        by="",
        source=source,
        on=on,
        today=today,
    )


def note(
    work: Work, household: UUID, housing: Mapping[str, str], *, source: Source, on: date
) -> None:
    """Note what a row says of how a household that is known already lives and ranks."""
    known = work.load(Household, household)
    if known.is_closed or known.is_erased:
        return
    used = rule_sets.in_force(work, MAP)
    answers = indicators_from(housing)
    gone = indicators.outdated(work, known)
    for need in gone:
        work.append(
            Household,
            household,
            *known.retract_need(need, "ranked_anew", source=source, on=on, today=work.today),
        )
    if answers or gone:
        by_now = indicators.everything(work, household, answers, on=on, source=source)
    else:
        by_now = indicators.placed(work, known)
    events = told(
        work.load(Household, household),
        housing,
        the_map=used,
        source=source,
        on=on,
        today=work.today,
        before=by_now,
    )
    work.append(Household, household, *events)
    if events and used is not None and used.publication:
        work.append(RuleSet, MAP, *used.publication)


def forget(work: Work, household: UUID) -> None:
    """Retract the claims that rest on withdrawn lists, and claim what the others say.

    Nobody has looked at them yet; whatever somebody has looked at stays as it was found. An older
    list says in which decile a household is where a newer one is withdrawn.
    """
    known = work.load(Household, household)
    claims = {n: one.source for n, one in known.needs.items() if one.standing == "claimed"}
    gone = of_lists.withdrawn(work.load, (one.list for one in claims.values() if one))
    lost = {need: one for need, one in claims.items() if one and one.list in gone}
    on = work.today
    for need, source in lost.items():
        events = work.load(Household, household).retract_need(
            need, "list_withdrawn", source=source, on=on, today=on
        )
        work.append(Household, household, *events)
    used = rule_sets.held(work.load(RuleSet, MAP), MAP, on)
    by_now = (
        indicators.everything(work, household, {}, on=on)
        if lost
        else indicators.placed(work, known)
    )
    found = indicators.claims(used, by_now)
    events = work.load(Household, household).claim_found(found, on=on, today=on)
    work.append(Household, household, *events)


def _some(the_map: InForce | None) -> Sequence[InForce]:
    return () if the_map is None else (the_map,)
