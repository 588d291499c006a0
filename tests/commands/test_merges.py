"""Two records become one with all they hold, and are told apart again exactly as they were."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.aggregates.duplicate import Duplicate, Point, Side, pair_of
from service.aggregates.household_evidence import SurvivorMissing
from service.aggregates.household_identity import NotMerged
from service.aggregates.household_needs import NeedTaken
from service.commands import commitment_changes, commitments, duplicates, households, merges
from service.commands.duplicates import Suspicion
from service.commands.merges import (
    GivenSame,
    MergeHouseholds,
    SamePersonTwice,
    UnmergeHouseholds,
)
from service.commands.people import GivenPerson, GivenResidence
from service.commands.requests import Explain
from service.commands.validations import (
    JudgeHousehold,
    JudgePresence,
    SplitMember,
    SplitOff,
    validate,
)
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, OutOfScope
from service.projections import statuses
from service.projections.moment import PRESENT
from service.regency import Regency
from tests.commands.acting import (
    AUDITOR,
    DAY,
    GONDANGLEGI,
    KLEGO,
    LETTER,
    NEIGHBOUR,
    SECRETARIAT,
    VISIT,
    do,
    known,
    registered,
)
from tests.commands.giving import (
    HOUSE,
    TOILET,
    catalogue,
    commitment_of,
    family_in_need,
    promise,
    promised,
)
from tests.support.read_models import reading

A, B, C, D = "9909150101700001", "9909150102750002", "9909150103000003", "9909150104010004"
KK, OTHER_KK = "9909150101100009", "9909150101110009"


def asked(survivor: UUID, *same: tuple[UUID, UUID]) -> MergeHouseholds:
    pairs = tuple(GivenSame(person=one, survivor=other) for one, other in same)
    return MergeHouseholds(survivor=survivor, same=pairs, evidence=(LETTER,), occurred_on=DAY)


def merged(regency: Regency, gone: UUID, kept: UUID, *same: tuple[UUID, UUID]) -> None:
    do(regency, SECRETARIAT, merges.merge_households, gone, asked(kept, *same))


def unmerged(regency: Regency, gone: UUID) -> None:
    ask = UnmergeHouseholds(reason="Dua keluarga kakak beradik", occurred_on=DAY)
    do(regency, SECRETARIAT, merges.unmerge_households, gone, ask)


def holder(regency: Regency, kind: Any, number: str) -> tuple[UUID, UUID] | None:
    held = regency.log.claims([regency.vault.blind(kind, number)])
    return (held[0].subject, held[0].household) if held else None


def members(regency: Regency, household: UUID) -> tuple[UUID, ...]:
    return known(regency, household).belonging()


def resting(regency: Regency, household: UUID) -> Any:
    """Return all that a merger and its undoing must leave as it was."""
    state = known(regency, household)
    needs = {
        need: (one.standing, one.reservations)
        for need, one in state.needs.items()
        if one.standing != "not_needed"
    }
    return (state.status, set(state.belonging()), needs, state.lists, state.village)


def two(regency: Regency) -> tuple[UUID, UUID]:
    """Register one family twice: its head under a mistyped NIK, its child once only."""
    kept = registered(regency, A, residence=GivenResidence(kk_number=KK, address="Krajan"))
    gone = registered(regency, B, C, residence=GivenResidence(kk_number=OTHER_KK))
    return gone, kept


class TestMerging:
    def test_whoever_stands_in_one_record_only_comes_along(self, regency: Regency):
        gone, kept = two(regency)
        head, child = members(regency, gone)
        [survivor] = members(regency, kept)
        merged(regency, gone, kept, (head, survivor))
        assert members(regency, kept) == (survivor, child)
        assert (known(regency, gone).status, members(regency, gone)) == ("duplicate", ())

    def test_numbers_lead_to_the_record_that_stays_and_come_back(self, regency: Regency):
        gone, kept = two(regency)
        head, child = members(regency, gone)
        [survivor] = members(regency, kept)
        merged(regency, gone, kept, (head, survivor))
        assert holder(regency, "nik", B) == (survivor, kept)
        assert holder(regency, "nik", C) == (child, kept)
        assert holder(regency, "kk", OTHER_KK) == (kept, kept)
        unmerged(regency, gone)
        assert holder(regency, "nik", A) == (survivor, kept)
        assert holder(regency, "nik", B) == (head, gone)
        assert holder(regency, "nik", C) == (child, gone)
        assert holder(regency, "kk", OTHER_KK) == (gone, gone)
        assert holder(regency, "kk", KK) == (kept, kept)

    def test_both_promises_are_seen_and_a_third_is_refused(self, regency: Regency):
        catalogue(regency)
        kept, gone = family_in_need(regency, nik=A), family_in_need(regency, nik=B)
        first, second = promised(regency, kept), promised(regency, gone)
        before = resting(regency, gone), resting(regency, kept)
        [head], [survivor] = members(regency, gone), members(regency, kept)
        merged(regency, gone, kept, (head, survivor))
        held = {one.commitment for one in known(regency, kept).needs["sanitation"].reservations}
        assert held == {first, second}
        assert not known(regency, gone).needs["sanitation"].reservations
        with pytest.raises(NeedTaken):
            do(regency, SECRETARIAT, commitments.commit, promise(kept))
        unmerged(regency, gone)
        assert (resting(regency, gone), resting(regency, kept)) == before

    def test_a_promise_that_ends_lets_go_of_the_need_where_it_is_now(self, regency: Regency):
        catalogue(regency)
        kept, gone = family_in_need(regency, "housing", nik=A), family_in_need(regency, nik=B)
        commitment = promised(regency, gone)
        merged(regency, gone, kept)
        assert known(regency, kept).needs["sanitation"].standing == "committed"
        ask = Explain(reason="Anggaran dialihkan", occurred_on=DAY)
        do(regency, SECRETARIAT, commitment_changes.cancel, commitment, ask)
        assert commitment_of(regency, commitment).ended == "cancelled"
        assert known(regency, kept).needs["sanitation"].standing == "unmet"

    def test_what_was_done_since_stays_with_the_survivor(self, regency: Regency):
        catalogue(regency)
        kept, gone = family_in_need(regency, nik=A), family_in_need(regency, "housing", nik=B)
        merged(regency, gone, kept)
        later = promised(regency, kept, programme=HOUSE)
        unmerged(regency, gone)
        assert [r.commitment for r in known(regency, kept).needs["housing"].reservations] == [later]
        assert known(regency, gone).needs["housing"].standing == "unmet"
        last = [e for e in regency.log.history(f"household:{kept}") if "unmerged" in e.event.tag]
        assert last[0].event.kept > 0

    def test_whoever_left_the_survivor_since_stays_where_they_went(self, regency: Regency):
        gone, kept = two(regency)
        head, child = members(regency, gone)
        merged(regency, gone, kept, (head, members(regency, kept)[0]))
        new = SplitOff(
            residence=GivenResidence(address="Baru"),
            members=(SplitMember(person=child, relation="head"),),
        )
        split = JudgeHousehold(verdict="split", method="visit", split_off=new, occurred_on=DAY)
        do(regency, SECRETARIAT, validate, kept, split)
        unmerged(regency, gone)
        assert members(regency, gone) == (head,)
        where = holder(regency, "nik", C)
        assert where is not None
        assert members(regency, where[1]) == (child,)

    def test_people_who_move_in_together_bring_their_promises(self, regency: Regency):
        catalogue(regency)
        kept, gone = family_in_need(regency, "housing", nik=A), family_in_need(regency, nik=B)
        commitment = promised(regency, gone, programme=TOILET)
        ask = JudgeHousehold(
            verdict="merged",
            method="document",
            evidence=(LETTER,),
            other_household=kept,
            occurred_on=DAY,
        )
        do(regency, SECRETARIAT, validate, gone, ask)
        assert known(regency, kept).reserved_by(commitment) is not None
        assert len(members(regency, kept)) == 2

    def test_a_record_is_no_double_of_itself_nor_anybody_twice_the_same(self, regency: Regency):
        gone, kept = two(regency)
        head, child = members(regency, gone)
        [survivor] = members(regency, kept)
        for ask, rule in (
            (asked(gone), SurvivorMissing),
            (asked(kept, (head, survivor), (child, survivor)), SamePersonTwice),
            (asked(kept, (survivor, survivor)), NotMerged),
        ):
            with pytest.raises(rule):
                do(regency, SECRETARIAT, merges.merge_households, gone, ask)
        with pytest.raises(NotMerged):
            unmerged(regency, gone)

    def test_only_who_may_on_both_sides(self, regency: Regency):
        gone, kept = two(regency)
        for by, rule in ((AUDITOR, NotAllowed), (NEIGHBOUR, OutOfScope)):
            with pytest.raises(rule):
                do(regency, by, merges.merge_households, gone, asked(kept))


STEPS = st.sampled_from(
    ["merge", "unmerge", "split", "move", "dead", "back", "leave", "merged", "join", "reopen"]
)


def step(regency: Regency, homes: list[UUID], what: str, which: int, other: int) -> None:
    """Do one thing to one of some households, as far as the rules let it."""
    home, second = homes[which % len(homes)], homes[other % len(homes)]
    state, into = known(regency, home), known(regency, second)
    people_here, people_there = state.belonging(), into.belonging()
    person = people_here[other % len(people_here)] if people_here else home
    shown: dict[str, Any] = {"method": "document", "evidence": (LETTER, VISIT), "occurred_on": DAY}
    match what:
        case "merge":
            same = ((people_here[0], people_there[0]),) if people_here and people_there else ()
            merged(regency, home, second, *same)
        case "unmerge":
            unmerged(regency, home)
        case "split":
            part = SplitMember(person=person, relation="head")
            new = SplitOff(residence=GivenResidence(address="Baru"), members=(part,))
            do(
                regency,
                SECRETARIAT,
                validate,
                home,
                JudgeHousehold(verdict="split", split_off=new, **shown),
            )
        case "move":
            village = GONDANGLEGI if state.village == KLEGO else KLEGO
            ask = households.Move(village=village, residence=GivenResidence(), occurred_on=DAY)
            do(regency, SECRETARIAT, households.move, home, ask)
        case "dead" | "leave":
            verdict: Any = "deceased" if what == "dead" else "moved_within_district"
            told = JudgePresence(
                person=person, verdict=verdict, since=DAY, destination=GONDANGLEGI, **shown
            )
            do(regency, SECRETARIAT, validate, home, told)
        case "back":
            gone = [one for one, member in state.members.items() if not member.belongs]
            told = JudgePresence(person=(gone or [home])[0], verdict="present", **shown)
            do(regency, SECRETARIAT, validate, home, told)
        case "merged":
            ask_merged = JudgeHousehold(verdict="merged", other_household=second, **shown)
            do(regency, SECRETARIAT, validate, home, ask_merged)
        case "join":
            ask_join = households.Join(
                person=GivenPerson(name="Contoh Baru"), relation="child", occurred_on=DAY
            )
            do(regency, SECRETARIAT, households.join, home, ask_join)
        case _:
            do(
                regency,
                SECRETARIAT,
                households.reopen,
                home,
                households.Reopen(note="keliru", occurred_on=DAY),
            )


def every_household(regency: Regency) -> list[UUID]:
    head = regency.log.head()
    found = [
        one.event.household
        for one in regency.log.between(0, head)
        if one.event.tag == "household.registered"
    ]
    return list(dict.fromkeys(found))


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(STEPS, st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=14)
)
def test_nobody_belongs_twice_and_every_count_is_what_the_read_model_tells(
    regency: Regency, steps: list[tuple[str, int, int]]
):
    base = regency.log.head()
    niks = [f"99091501{day:02d}70{1000 + base % 8000:04d}" for day in range(1, 7)]
    homes = [
        registered(regency, one, other) for one, other in zip(niks[::2], niks[1::2], strict=True)
    ]
    for what, which, other in steps:
        try:
            step(regency, homes, what, which, other)
        except Refused:
            continue
    with reading(regency, "statuses") as conn:
        lines = statuses.statuses_of(conn, regency.schema, every_household(regency), PRESENT)
    belonging: dict[UUID, UUID] = {}
    for household, line in lines.items():
        state = known(regency, household)
        assert (line.status, line.persons, line.village) == (
            state.status,
            len(state.belonging()),
            state.village,
        )
        for person in state.belonging():
            assert person not in belonging, (person, household, belonging[person])
            belonging[person] = household


def test_merging_households_decides_the_suspicion_about_their_people_and_back(regency: Regency):
    gone, kept = registered(regency, A), registered(regency, B)
    [one], [other] = (known(regency, home).belonging() for home in (gone, kept))
    sides = sorted(((one, gone), (other, kept)))
    first, second = (Side(person=who, household=home, village=KLEGO) for who, home in sides)
    point = Point(reason="name_same", points=50)
    do(
        regency,
        SECRETARIAT,
        duplicates.suspect,
        [Suspicion(sides=(first, second), reasons=(point,))],
    )
    pair = pair_of(one, other)

    merged(regency, gone, kept, (one, other))
    _, decided = regency.ledger.look(Duplicate, pair)
    assert (decided.state, decided.survivor) == ("merged", other)

    unmerged(regency, gone)
    _, again = regency.ledger.look(Duplicate, pair)
    assert again.state == "suspected"


def test_merging_people_whom_nobody_suspected_suspects_nobody(regency: Regency):
    gone, kept = registered(regency, A), registered(regency, B)
    [one], [other] = (known(regency, home).belonging() for home in (gone, kept))
    merged(regency, gone, kept, (one, other))
    _, unsuspected = regency.ledger.look(Duplicate, pair_of(one, other))
    assert unsuspected.sides is None
