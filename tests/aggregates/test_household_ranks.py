"""Testimonies come in any order; what is known is always what a read model would tell."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.aggregates.household import Household
from service.aggregates.household_events import HouseholdEvent, NeedEvent
from service.aggregates.household_reservations import Reservation
from service.kernel.events import Event
from service.kernel.refusals import Refused
from tests.support.events import (
    CHILD,
    COMMITMENT,
    DOCUMENT,
    HEAD,
    MANGGIS,
    OTHER_HOUSEHOLD,
    RESIDENCE,
    SPOUSE,
    TODAY,
    TWO_VISITS_AND_A_LETTER,
    enrolled,
    note,
    registered,
    uid,
)
from tests.support.scenario import after

FIRST = TODAY - timedelta(days=30)
SHOWN = (*TWO_VISITS_AND_A_LETTER, DOCUMENT)
DECISIONS = st.sampled_from(
    [
        "present", "deceased", "moved_out", "not_found",
        "eligible", "better_off", "graduated", "split", "closed_no_members",
        "join", "address", "head", "move", "close", "reopen",
        "confirmed", "already_met", "reserve", "release", "meet", "decide",
    ]
)  # fmt: skip


def choose(household: Household, what: str, *, days: int, who: int) -> tuple[Event, ...]:
    """Make one decision, as of so many days after the first, by one of two who visit."""
    when: dict[str, Any] = {"on": FIRST + timedelta(days=days), "today": TODAY}
    shown = {"method": "visit", "evidence": SHOWN, "by": ("operator", "mentor")[days % 2], **when}
    disputes = list(household.disputes.values())
    person = (HEAD, SPOUSE, CHILD)[who]
    presence = {"since": FIRST, "destination": "33.74", **shown}
    decisions: dict[str, Callable[[], tuple[Event, ...]]] = {
        "split": lambda: household.judge(
            "split", other_household=OTHER_HOUSEHOLD, leaving=(person,), **shown
        ),
        "join": lambda: household.join(enrolled(uid(1000 + len(household.members))), **when),
        "address": lambda: household.change_address(RESIDENCE, **when),
        "head": lambda: household.change_head(person, **when),
        "move": lambda: household.move(
            MANGGIS if household.village != MANGGIS else "33.09.15.2001",
            residence=RESIDENCE,
            **when,
        ),
        "close": lambda: household.close("moved_out", **shown),
        "reopen": lambda: household.reopen(note=note(), **when),
        "reserve": lambda: household.reserve(
            "sanitation",
            Reservation(
                commitment=COMMITMENT, partner="baznas", programme="jamban", amount_rupiah=1
            ),
            **when,
        ),
        "release": lambda: household.release(COMMITMENT, reason="cancelled", **when),
        "meet": lambda: household.meet(COMMITMENT, **when),
        "decide": lambda: household.decide_contradiction(
            disputes[who % len(disputes)].version if disputes else 0,
            holds=disputes[who % len(disputes)].testimonies[days % 2].version if disputes else 0,
            reason="Dilihat bersama RT",
            by="kades",
            **when,
        ),
    }
    if what in {"present", "deceased", "moved_out", "not_found"}:
        return household.judge_presence(person, what, **presence)  # type: ignore[arg-type]
    if what in {"eligible", "better_off", "graduated", "closed_no_members"}:
        return household.judge(what, reason="assets", **shown)  # type: ignore[arg-type]
    if what in {"confirmed", "already_met"}:
        return household.judge_need("sanitation", what, **shown)  # type: ignore[arg-type]
    return decisions[what]()


@settings(max_examples=400)
@given(
    st.lists(
        st.tuples(DECISIONS, st.integers(min_value=0, max_value=9), st.integers(0, 2)),
        max_size=25,
    )
)
def test_what_is_known_is_what_a_read_model_tells(decisions):
    log: list[Event] = [registered(occurred_on=FIRST)]
    household = after(Household(), *log)
    for what, days, who in decisions:
        try:
            events = choose(household, what, days=days, who=who)
        except Refused:
            continue
        household = after(household, *events)
        log += events
        told = latest(log, HouseholdEvent)
        assert (told.village, told.status, told.persons) == (
            household.village,
            household.status,
            len(household.belonging()),
        )
        if household.needs:
            need = latest(log, NeedEvent)
            assert need.standing == household.needs["sanitation"].standing


def latest(log: list[Event], kind: Any) -> Any:
    """Return the event that counts: by epoch, then by day, then by position."""
    ranked = [
        (event.epoch, event.occurred_on, position, event)
        for position, event in enumerate(log)
        if isinstance(event, kind)
    ]
    return max(ranked, key=lambda one: one[:3])[3]
