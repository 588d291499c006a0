"""Why counts of persons differ between two moments: by person, exactly, at every level."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.commands import households
from service.commands.households import Move
from service.commands.people import GivenResidence
from service.exchange import figures
from service.kernel.figures import Term
from service.kernel.verdicts import COUNTED_AS_POOR
from service.policies.decomposition import decompose
from service.projections import memberships, statuses
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, TANJUNG, do, known, registered
from tests.support import events as some
from tests.support.lives import (
    STEPS,
    VILLAGES,
    WITNESS,
    Lives,
    Step,
    Told,
    found_village,
    judge,
    presence,
)
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

KECAMATAN, REGENCY = "33.09.15", "33.09"
AREAS = (*VILLAGES, KECAMATAN, REGENCY)


def counted(regency: Regency, area: str, moment: Moment) -> int:
    with reading(regency, "statuses") as conn:
        lines = statuses.counts(conn, regency.schema, area, moment)
    return sum(one.persons for one in lines if one.status in COUNTED_AS_POOR)


def reasons(regency: Regency, area: str, a: Moment, b: Moment) -> Counter[tuple[Term, int]]:
    found: Counter[tuple[Term, int]] = Counter()
    with reading(regency, "statuses", "memberships") as conn:
        for one in memberships.changes(conn, regency.schema, area, a, b):
            found[one.term, one.sign] += one.persons
    return found


def now(regency: Regency) -> Moment:
    return Moment(regency.log.head())


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


def test_a_whole_household_ceases_for_why_it_was_closed(regency: Regency):
    told: dict[Any, str] = {
        "untraceable": "not_found", "withdrawn": "listed", "moved_out": "moved",
        "moved_abroad": "moved", "duplicate": "duplicate", "merged": "duplicate",
        "closed": "corrected",
    }  # fmt: skip
    homes = {status: registered(regency, "", "") for status in told}
    last = registered(regency, "")
    before = now(regency)
    for status, home in homes.items():
        leaving = known(regency, home).belonging()
        tell(regency, some.closed(household=home, status=status, leaving=leaving))
    judge(regency, last, "self_withdrew")
    expected = Counter({("self_withdrew", -1): 1})
    for term in told.values():
        expected[term, -1] += 2
    assert reasons(regency, KLEGO, before, now(regency)) == expected


def test_a_household_that_moves_leaves_one_village_and_enters_another(regency: Regency):
    home = registered(regency, "", "")
    before = now(regency)
    ask = Move(village=TANJUNG, residence=GivenResidence(address="Dukuh Baru"), occurred_on=DAY)
    do(regency, SECRETARIAT, households.move, home, ask)
    after = now(regency)
    assert reasons(regency, KLEGO, before, after) == {("moved", -1): 2}
    assert reasons(regency, TANJUNG, before, after) == {("moved", 1): 2}
    assert reasons(regency, "33.09", before, after) == {("moved", -1): 2, ("moved", 1): 2}
    assert [one.sign for one in page_by_page(regency, before, after)] == [-1, 1, -1, 1]


def page_by_page(regency: Regency, a: Moment, b: Moment) -> list[memberships.PersonChange]:
    """Return the persons behind a difference, asked for one line at a time."""
    lines: list[memberships.PersonChange] = []
    with reading(regency, "statuses", "memberships") as conn:
        while True:
            last = lines[-1] if lines else None
            after = (last.household, last.person, last.sign) if last else None
            ask = (regency.schema, REGENCY, a, b)
            found = memberships.persons(conn, *ask, after=after, limit=1)
            if not found:
                return lines
            lines += found


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


@pytest.fixture
def told(regency: Regency) -> Told:
    """Give three villages, and their log to be folded."""
    for village in VILLAGES:
        found_village(regency, village)
    return Told(regency)


DAYS = st.integers(min_value=0, max_value=6)
STEP = st.tuples(
    st.sampled_from(STEPS), st.integers(0, 3), st.integers(0, 2), DAYS,
    st.sampled_from([SECRETARIAT, WITNESS]),
)  # fmt: skip
SERIAL = count(1)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=4, max_size=14), first=DAYS, last=DAYS, cut=st.integers(0, 9))
def test_counts_are_the_log_s_and_reasons_add_up_in_every_area_on_both_clocks(
    regency: Regency, told: Told, *, steps: list[Step], first: int, last: int, cut: int
):
    start, lives = now(regency), Lives(regency, SERIAL)
    lives.begin()
    positions = [start.position, *(regency.log.head() for step in steps if lives.take(step))]
    middle = Moment(positions[cut % len(positions)], DAY + timedelta(first))
    late = Moment(positions[-1], DAY + timedelta(last))
    moments = (start, middle, late, now(regency), middle, start)
    counts = {
        (moment, area): rate(regency, told, moment, area)
        for moment in set(moments)
        for area in (KLEGO, KECAMATAN, REGENCY)
    }
    for a, b in pairwise(moments):
        moved = {area: figures.moved(regency, area, a, b) for area in AREAS}
        for area in (KLEGO, KECAMATAN, REGENCY):
            whole = decompose(counts[a, area], counts[b, area], moved[area])
            assert sum((part.points for part in whole.parts), Fraction()) == whole.points
        villages: Counter[tuple[Term, bool]] = Counter()
        for village in VILLAGES:
            for term, (came, went) in moved[village].items():
                villages += Counter({(term, True): came, (term, False): went})
        assert moved[KECAMATAN] == moved[REGENCY]
        assert villages == opened(regency, a, b)


def rate(regency: Regency, told: Told, moment: Moment, area: str) -> tuple[int, int]:
    """Return numerator and denominator of an area, which are what the log comes to."""
    found = figures.by_village(regency, area, moment)
    numbers = {one.village: (one.numerator, one.denominator) for one in found}
    assert numbers == {v: n for v, n in told.counts(moment).items() if v.startswith(area)}
    return figures.total(found)


def opened(regency: Regency, a: Moment, b: Moment) -> Counter[tuple[Term, bool]]:
    """Count the persons behind a difference, each with the event of its household that decided."""
    with reading(regency, "statuses", "memberships") as conn:
        several = memberships.persons(conn, regency.schema, REGENCY, a, b, limit=1_000)
    events = regency.log.at([one.position for one in several])
    decided = {one.position: one.event.household for one in events}
    assert decided == {one.position: one.household for one in several}
    return Counter((one.term, one.sign > 0) for one in several)
