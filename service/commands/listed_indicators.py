"""What a list says of a house becomes answers, and the needs that the rules find are claimed.

Only the recommendation map is applied: criteria ask for far more than a list knows, and would be
undecided for everybody. What somebody found at the door goes before what a list says: a need that
stands already, or that was judged, is left as it is.
Source: DTSEN family file (housing variables); PUKIS-SISDAMAS, stage (f).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_events import Source
from service.aggregates.rule_set import RuleSet
from service.application import Work
from service.commands import indicators, rule_sets
from service.commands.rule_sets import InForce
from service.kernel.events import Event
from service.kernel.lists import Layout
from service.kernel.rule_sets import MAP
from service.kernel.rules import Answers
from service.layouts.housing import indicators_from

CARRYING: frozenset[Layout] = frozenset({"dtsen"})
"""Lists that say something of the house."""


def publish(work: Work, layout: Layout) -> None:
    """Publish the map that ships, if a list is about to make use of it and nobody has before."""
    used = rule_sets.in_force(work, MAP) if layout in CARRYING else None
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
    before: Answers | None = None,
) -> tuple[Event, ...]:
    """Return what a row says of how a household lives, and what the map finds in it.

    Nothing, if it says nothing that can be read for certain, or of a household that is closed.

    Args:
        housing: cells by the name of their column.
        before: what was answered before; what the row says goes before it only where it is newer,
            which the caller has seen to.
    """
    answers = indicators_from(housing)
    if not answers or known.is_closed or known.is_erased:
        return ()
    return indicators.found_in(
        known,
        answers,
        rules=_some(the_map),
        everything=answers if before is None else before,
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
    """Note what a row says of how a household that is known already lives."""
    if not housing:
        return
    used = rule_sets.in_force(work, MAP)
    answers = indicators_from(housing)
    events = told(
        work.load(Household, household),
        housing,
        the_map=used,
        source=source,
        on=on,
        today=work.today,
        before=indicators.everything(work, household, answers, on=on),
    )
    work.append(Household, household, *events)
    if events and used is not None and used.publication:
        work.append(RuleSet, MAP, *used.publication)


def _some(the_map: InForce | None) -> Sequence[InForce]:
    return () if the_map is None else (the_map,)
