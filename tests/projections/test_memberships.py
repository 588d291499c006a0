"""Why counts of persons differ between two moments: by person, exactly, at every level."""

from collections import Counter
from datetime import timedelta
from itertools import permutations
from typing import Any, TypeAlias
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.commands import households, merges, validations
from service.commands.contradictions import Decide, decide_contradiction
from service.commands.households import Join, Move, Reopen
from service.commands.merges import MergeHouseholds, UnmergeHouseholds
from service.commands.people import GivenPerson, GivenResidence
from service.commands.requests import Proof
from service.commands.validations import JudgeHousehold, JudgePresence, SplitMember, SplitOff
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.kernel.verdicts import COUNTED_AS_POOR
from service.projections import memberships, statuses
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.commands.acting import (
    DAY,
    GONDANGLEGI,
    KLEGO,
    SECRETARIAT,
    TANJUNG,
    actor,
    do,
    known,
    registered,
)
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading

WITNESS, JUDGE = actor("mentor"), actor("village_head", account="kades")
VILLAGES = (KLEGO, GONDANGLEGI, TANJUNG)
AREAS = (*VILLAGES, "33.09.15", "33.09")
PAPER = Proof(kind="document", reference="474/1", on=DAY)
SHOWN = (
    PAPER,
    Proof(kind="visit", reference="a", on=DAY),
    Proof(kind="visit", reference="b", on=DAY),
    Proof(kind="statement", reference="c", on=DAY),
)


def counted(regency: Regency, area: str, moment: Moment) -> int:
    with reading(regency, "statuses") as conn:
        lines = statuses.counts(conn, regency.schema, area, moment)
    return sum(one.persons for one in lines if one.status in COUNTED_AS_POOR)


def reasons(regency: Regency, area: str, a: Moment, b: Moment) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    with reading(regency, "statuses", "memberships") as conn:
        for one in memberships.changes(conn, regency.schema, area, a, b):
            found[one.term, one.sign] += one.persons
    return found


def now(regency: Regency) -> Moment:
    return Moment(regency.engine.catch_up())


def judge(
    regency: Regency, household: UUID, verdict: Any, *, by: Actor = SECRETARIAT, **more: Any
) -> None:
    asked: dict[str, Any] = {"method": "visit", "evidence": SHOWN, "occurred_on": DAY} | more
    do(regency, by, validations.judge, household, JudgeHousehold(verdict=verdict, **asked))


def presence(
    regency: Regency,
    household: UUID,
    person: UUID,
    verdict: Any,
    *,
    by: Actor = SECRETARIAT,
    **more: Any,
) -> None:
    asked: dict[str, Any] = {"method": "visit", "evidence": SHOWN, "since": DAY}
    asked |= {"destination": "33.74", "occurred_on": DAY} | more
    ask = JudgePresence(person=person, verdict=verdict, **asked)
    do(regency, by, validations.judge_presence, household, ask)


def test_each_reason_is_told_with_the_decision_that_made_it(regency: Regency):
    start = now(regency)
    homes = [registered(regency, *("",) * size) for size in (3, 2, 2, 1)]
    listed = now(regency)
    one = known(regency, homes[0]).belonging()[0]
    presence(regency, homes[0], one, "deceased")
    judge(regency, homes[1], "better_off", reason="assets")
    judge(regency, homes[2], "graduated")
    presence(regency, homes[3], known(regency, homes[3]).belonging()[0], "duplicate",
             duplicate_of=one)  # fmt: skip
    end = now(regency)

    assert reasons(regency, KLEGO, start, listed) == {("newly_poor", 1): 8}
    assert reasons(regency, KLEGO, listed, end) == {
        ("deceased", -1): 1,
        ("better_off", -1): 2,
        ("graduated", -1): 2,
        ("duplicate", -1): 1,
    }
    with reading(regency) as conn:
        [dead] = memberships.persons(conn, regency.schema, KLEGO, listed, end, term="deceased")
    assert (dead.household, dead.person, dead.village) == (homes[0], one, KLEGO)
    [told] = regency.log.at([dead.position])
    assert (told.event.tag, told.event.person) == ("presence.judged", one)


def test_a_household_that_moves_leaves_one_village_and_enters_another(regency: Regency):
    home = registered(regency, "", "")
    before = now(regency)
    ask = Move(village=TANJUNG, residence=GivenResidence(address="Dukuh Baru"), occurred_on=DAY)
    do(regency, SECRETARIAT, households.move, home, ask)
    after = now(regency)
    assert reasons(regency, KLEGO, before, after) == {("moved", -1): 2}
    assert reasons(regency, TANJUNG, before, after) == {("moved", 1): 2}
    assert reasons(regency, "33.09", before, after) == {("moved", -1): 2, ("moved", 1): 2}


def test_whoever_merges_into_a_poor_household_is_counted_as_before(regency: Regency):
    one, other = registered(regency, "", ""), registered(regency, "")
    before = now(regency)
    judge(regency, one, "merged", other_household=other)
    assert counted(regency, KLEGO, PRESENT) == 3
    assert reasons(regency, KLEGO, before, now(regency)) == {}


def test_a_line_stands_for_each_coming_and_going(regency: Regency):
    dead = some.presence(person=some.HEAD, persons=2)
    late = some.presence(
        person=some.HEAD, verdict="present", occurred_on=DAY - timedelta(days=9), persons=2
    )
    assert_same_however_filled(
        regency, "memberships", some.registered(), dead, late, some.joined(persons=3),
        some.closed(persons=0, leaving=(some.SPOUSE, some.CHILD)), some.reopened(),
    )  # fmt: skip


DAYS = st.integers(min_value=0, max_value=6)
STEP = st.tuples(
    st.sampled_from(
        [
            "register", "deceased", "moved_out", "present", "not_found", "eligible", "better_off",
            "graduated", "self_withdrew", "split", "merged", "move", "join", "close", "reopen",
            "absorb", "unmerge", "decide",
        ]
    ),
    st.integers(0, 3), st.integers(0, 2), DAYS, st.sampled_from([SECRETARIAT, WITNESS]),
)  # fmt: skip
Step: TypeAlias = tuple[str, int, int, int, Actor]


def take(regency: Regency, homes: list[UUID], step: Step) -> None:
    """Give one command, if it can be given."""
    what, which, who, days, by = step
    on = DAY + timedelta(days=days)
    if what == "register" or not homes:
        homes.append(registered(regency, "", "", "", village=VILLAGES[who], occurred_on=on))
        return
    home, other = homes[which % len(homes)], homes[(which + 1 + who) % len(homes)]
    people = list(known(regency, home).members)
    person = people[who % len(people)]
    late: dict[str, Any] = {"occurred_on": on}
    if what in {"deceased", "moved_out", "present", "not_found"}:
        presence(regency, home, person, what, by=by, **late)
    elif what in {"absorb", "unmerge", "decide"}:
        settle(regency, home, other, what, who=who, late=late)
    elif what == "split":
        part = SplitMember(person=person, relation="head")
        founded = SplitOff(residence=GivenResidence(address="Dukuh Pecahan"), members=(part,))
        judge(regency, home, "split", split_off=founded, **late)
    elif what == "merged":
        judge(regency, home, "merged", other_household=other, **late)
    elif what == "move":
        there = Move(village=VILLAGES[who], residence=GivenResidence(address="Dukuh X"), **late)
        do(regency, SECRETARIAT, households.move, home, there)
    elif what == "join":
        new = Join(person=GivenPerson(name="Contoh Baru"), relation="child", **late)
        do(regency, SECRETARIAT, households.join, home, new)
    elif what == "reopen":
        do(regency, SECRETARIAT, households.reopen, home, Reopen(note="Keliru", **late))
    else:
        said = "closed_no_members" if what == "close" else what
        reason = "assets" if what == "better_off" else None
        judge(regency, home, said, by=by, reason=reason, **late)


def settle(
    regency: Regency, home: UUID, other: UUID, what: str, *, who: int, late: dict[str, Any]
) -> None:
    """Make two records one, or two again, or decide what witnesses disagree about."""
    if what == "absorb":
        ask = MergeHouseholds(survivor=other, evidence=(PAPER,), **late)
        do(regency, SECRETARIAT, merges.merge_households, home, ask)
    elif what == "unmerge":
        undo = UnmergeHouseholds(reason="Dua keluarga", **late)
        do(regency, SECRETARIAT, merges.unmerge_households, home, undo)
    else:
        [*disputes] = known(regency, home).disputes.values()
        for dispute in disputes:
            holds = dispute.testimonies[who % len(dispute.testimonies)].version
            verdict = Decide(holds=holds, reason="Dikunjungi lagi", **late)
            do(regency, JUDGE, decide_contradiction, home, dispute.version, verdict)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=4, max_size=14), first=DAYS, last=DAYS, cut=st.integers(0, 9))
def test_reasons_add_up_in_every_area_on_both_clocks(
    regency: Regency, steps: list[Step], first: int, last: int, cut: int
):
    start, homes, positions = now(regency), list[UUID](), [now(regency).position]
    for step in steps:
        try:
            take(regency, homes, step)
        except Refused:
            continue
        positions.append(now(regency).position)
    middle = Moment(positions[cut % len(positions)], DAY + timedelta(first))
    moments = [start, middle, Moment(positions[-1], DAY + timedelta(last)), Moment(positions[-1])]
    for a, b in permutations(moments, 2):
        told = {area: reasons(regency, area, a, b) for area in AREAS}
        for area in AREAS:
            moved = sum(sign * persons for (_, sign), persons in told[area].items())
            assert moved == counted(regency, area, b) - counted(regency, area, a)
        villages = sum((told[village] for village in VILLAGES), Counter[tuple[str, int]]())
        assert told["33.09.15"] == villages == told["33.09"]
