"""Initiatives: stages in their order, a gate that is data, and a reason for whatever passes it."""

import string
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from service.aggregates.initiative import (
    DaysReversed,
    Initiative,
    InitiativeIsOver,
    InitiativeKnown,
    MandateKnown,
    NotTakingPart,
    StageNamedTwice,
    StageNeedsAnother,
    StageSettled,
    StagesMissing,
    StageStillOpen,
    StageUnknown,
)
from service.aggregates.initiative_events import InitiativeStage
from service.aggregates.initiative_templates import TEMPLATES
from service.kernel.guards import ReasonMissing
from service.kernel.refusals import Refused
from tests.support import events as some
from tests.support.events import KLEGO, MANGGIS, TODAY, TOMORROW, YESTERDAY, seen
from tests.support.scenario import after, each, given

VILLAGES = (KLEGO, MANGGIS)
PROOF = (seen("document", "140/07/BA/XI/2024"),)
DAYS: Any = {"on": TODAY, "today": TODAY}
GATE = ["d. Validasi"]


def start(known, stages=None, **other):
    event = some.started(**other)
    return known.start(
        "pukis",
        acronym=event.acronym,
        name=event.name,
        owner=event.owner,
        horizon=event.horizon,
        period_from=event.period_from,
        period_until=event.period_until,
        source_text=event.source_text,
        stages=event.stages if stages is None else stages,
        areas=event.areas,
        on=YESTERDAY,
        today=TODAY,
    )


def complete(stage="d", villages=(KLEGO,), override_reason=""):
    return lambda one: one.complete(
        stage,
        villages=villages,
        everywhere=VILLAGES,
        evidence=PROOF,
        override_reason=override_reason,
        **DAYS,
    )


def skip(stage="d", villages=(KLEGO,), reason="Sudah divalidasi program lain"):
    return lambda one: one.skip(
        stage, villages=villages, everywhere=VILLAGES, reason=reason, **DAYS
    )


def reopen(stage="d", villages=(KLEGO,), reason="Salah desa"):
    return lambda one: one.reopen(stage, villages=villages, reason=reason, **DAYS)


def add(stage="k", needs=("i",), **other):
    given_stage = InitiativeStage(stage=stage, name="Replikasi", needs=needs, **other)
    return lambda one: one.add_stage(given_stage, **DAYS)


def link(known):
    event = some.mandate_linked()
    return known.link_mandate(
        kind=event.kind,
        number=event.number,
        issued_on=event.issued_on,
        title=event.title,
        issuer=event.issuer,
        **DAYS,
    )


def end(known):
    return known.end(outcome="finished", reason="Semua tahap selesai", **DAYS)


RUNNING = (some.started(),)


def test_an_initiative_starts_with_its_stages():
    given(Initiative()).when(start).then(some.started())


def test_an_initiative_is_started_once():
    given(Initiative(), *RUNNING).when(start).then_refused(InitiativeKnown, initiative="pukis")


def test_an_initiative_has_stages():
    given(Initiative()).when(lambda one: start(one, stages=())).then_refused(StagesMissing)


def test_two_stages_do_not_share_a_letter():
    twice = (InitiativeStage(stage="a", name="Tim"), InitiativeStage(stage="a", name="Sosialisasi"))
    given(Initiative()).when(lambda one: start(one, stages=twice)).then_refused(
        StageNamedTwice, stage_name="a"
    )


def test_a_stage_needs_only_what_stands_before_it():
    """So no two stages can wait for each other."""
    ahead = (InitiativeStage(stage="a", name="Tim", needs=("b",)),)
    given(Initiative()).when(lambda one: start(one, stages=ahead)).then_refused(
        StageUnknown, stage_name="b"
    )


def test_a_period_does_not_end_before_it_begins():
    given(Initiative()).when(
        lambda one: start(one, period_from=TOMORROW, period_until=YESTERDAY)
    ).then_refused(DaysReversed)


def test_ten_stages_are_known_beforehand_and_the_ninth_needs_the_fourth():
    stages = TEMPLATES["pukis_sisdamas"]
    assert [one.stage for one in stages] == list(string.ascii_lowercase[:10])
    assert {one.stage: one.needs for one in stages if one.needs} == {"i": ("d",)}
    known = given(Initiative()).when(lambda one: start(one, stages=stages)).then_known()
    assert len(known.stages) == 10


def test_an_eleventh_stage_may_be_added():
    known = given(Initiative(), *RUNNING).when(add()).then(some.stage_added())
    assert [one.stage for one in known.stages] == ["d", "i", "k"]


def test_an_added_stage_has_its_own_letter_and_needs_what_there_is():
    given(Initiative(), *RUNNING).when(add(stage="d")).then_refused(StageNamedTwice, stage_name="d")
    given(Initiative(), *RUNNING).when(add(needs=("z",))).then_refused(StageUnknown, stage_name="z")
    given(Initiative(), *RUNNING).when(
        add(planned_from=TODAY, planned_until=YESTERDAY)
    ).then_refused(DaysReversed)


def test_a_stage_is_completed_village_by_village():
    given(Initiative(), *RUNNING).when(complete()).then(some.stage_completed())


def test_naming_no_village_is_naming_all_that_are_left():
    given(Initiative(), *RUNNING, some.stage_completed()).when(complete(villages=())).then(
        some.stage_completed(villages=(MANGGIS,))
    )


def test_a_stage_is_completed_once_in_a_village():
    given(Initiative(), *RUNNING, some.stage_completed()).when(complete()).then_refused(
        StageSettled, stage_name="Validasi"
    )


def test_only_villages_of_the_initiative_take_part():
    given(Initiative(), *RUNNING).when(complete(villages=(KLEGO, "33.09.01.2001"))).then_refused(
        NotTakingPart, villages=["33.09.01.2001"], count=1
    )


def test_a_stage_that_is_not_there_is_not_completed():
    given(Initiative(), *RUNNING).when(complete("z")).then_refused(StageUnknown, stage_name="z")


def test_the_gate_names_where_a_stage_is_missing():
    history = (*RUNNING, some.stage_completed())
    given(Initiative(), *history).when(complete("i", villages=())).then_refused(
        StageNeedsAnother, needs=GATE, villages=[MANGGIS], count=1
    )


def test_the_gate_opens_where_the_stage_is_behind():
    done = some.stage_completed(stage="i", stage_name="Penetapan angka")
    given(Initiative(), *RUNNING, some.stage_completed()).when(complete("i")).then(done)


def test_the_gate_is_passed_with_a_reason_which_stays():
    reason = "Atas perintah bupati"
    passed = some.stage_completed(
        stage="i", stage_name="Penetapan angka", unmet=(KLEGO,), override_reason=reason
    )
    given(Initiative(), *RUNNING).when(complete("i", override_reason=reason)).then(passed)


def test_a_reason_that_was_not_needed_is_not_kept():
    done = some.stage_completed(stage="i", stage_name="Penetapan angka")
    given(Initiative(), *RUNNING, some.stage_completed()).when(
        complete("i", override_reason="Untuk jaga-jaga")
    ).then(done)


def test_a_skipped_stage_does_not_open_the_gate():
    given(Initiative(), *RUNNING, some.stage_skipped()).when(complete("i")).then_refused(
        StageNeedsAnother, needs=GATE, villages=[KLEGO], count=1
    )


def test_a_stage_is_skipped_with_a_reason_where_it_is_open():
    given(Initiative(), *RUNNING).when(skip()).then(some.stage_skipped())
    given(Initiative(), *RUNNING).when(skip(reason=" ")).then_refused(ReasonMissing)
    given(Initiative(), *RUNNING, some.stage_completed()).when(skip()).then_refused(
        StageSettled, stage_name="Validasi"
    )


def test_what_was_skipped_can_be_completed_after_all():
    known = (
        given(Initiative(), *RUNNING, some.stage_skipped())
        .when(complete())
        .then(some.stage_completed())
    )
    assert (known.completed["d"], known.skipped["d"]) == (frozenset({KLEGO}), frozenset())


def test_a_mistake_is_taken_back_with_a_reason():
    known = (
        given(Initiative(), *RUNNING, some.stage_completed())
        .when(reopen(villages=()))
        .then(some.stage_reopened())
    )
    assert known.completed["d"] == frozenset()
    given(Initiative(), *RUNNING).when(reopen()).then_refused(StageStillOpen, stage_name="Validasi")


def test_a_mandate_is_linked_once():
    given(Initiative(), *RUNNING).when(link).then(some.mandate_linked())
    given(Initiative(), *RUNNING, some.mandate_linked()).when(link).then_refused(
        MandateKnown, number="005/12/2024"
    )


def test_an_initiative_ends_for_a_reason():
    given(Initiative(), *RUNNING).when(end).then(some.initiative_ended())


@each(completed=complete(), skipped=skip(), reopened=reopen(), added=add(), linked=link, ended=end)
def test_nothing_is_done_in_one_that_is_over(decide):
    given(Initiative(), *RUNNING, some.initiative_ended()).when(decide).then_refused(
        InitiativeIsOver, initiative="pukis"
    )


ACTS = st.sampled_from(
    [
        act(stage, villages)
        for act in (complete, skip, reopen)
        for stage in ("d", "i")
        for villages in ((), (KLEGO,), (MANGGIS,))
    ]
)


@for_all(st.lists(ACTS, max_size=12))
def test_no_village_passes_the_gate_unseen_whatever_is_done(acts):
    """Completed without its need behind it: only by an event that says so, or reopened later."""
    known = after(Initiative(), *RUNNING)
    for act in acts:
        before = known.completed.get("d", frozenset())
        try:
            events = act(known)
        except Refused:
            continue
        [event] = events
        known = after(known, event)
        if event.tag == "initiative.stage_completed" and event.stage == "i":
            assert set(event.villages) <= before
        for stage in ("d", "i"):
            done, left_out = (
                marked.get(stage, frozenset()) for marked in (known.completed, known.skipped)
            )
            assert not done & left_out
            assert done | left_out <= set(VILLAGES)


@pytest.mark.parametrize("stage", ["d", "i"])
def test_a_refusal_names_at_most_fifty_villages(stage):
    many = [f"33.09.15.2{n:03}" for n in range(1, 80)]
    scenario = given(Initiative(), *RUNNING).when(
        lambda one: one.complete(stage, villages=many, everywhere=VILLAGES, evidence=PROOF, **DAYS)
    )
    assert isinstance(scenario.outcome, NotTakingPart)
    assert len(scenario.outcome.why["villages"]) == 50
