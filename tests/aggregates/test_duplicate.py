"""A suspicion is noted once, decided once, and can be taken back when it was merged."""

from typing import Any

from service.aggregates.duplicate import (
    Duplicate,
    PairDecided,
    PairNotMerged,
    PairUnknown,
    Point,
    Side,
    SuspectedAlready,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    HEAD,
    HOUSEHOLD,
    KLEGO,
    MANGGIS,
    OTHER_HOUSEHOLD,
    PAIR,
    STRANGER,
    TODAY,
    TOMORROW,
    dismissed,
    pair_merged,
    pair_unmerged,
    suspected,
    uid,
)
from tests.support.scenario import given

BLANK = Duplicate()
WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}
SIDES = (
    Side(person=HEAD, household=HOUSEHOLD, village=KLEGO),
    Side(person=STRANGER, household=OTHER_HOUSEHOLD, village=MANGGIS),
)


REASONS = suspected().reasons


def suspect(reasons=REASONS, **other):
    return lambda pair: pair.suspect(PAIR, SIDES, reasons, **WHEN | other)


def test_a_pair_is_suspected_once_for_the_same_reasons():
    given(BLANK).when(suspect()).then(suspected())
    given(BLANK, suspected()).when(suspect()).then_refused(SuspectedAlready, state="suspected")
    weaker = (Point(reason="name_same", points=50),)
    known = given(BLANK, suspected()).when(suspect(weaker)).then_known()
    assert known.points == 50


def test_what_was_decided_is_not_suspected_again():
    for decided in (dismissed(), pair_merged()):
        known = given(BLANK, suspected(), decided)
        known.when(suspect(())).then_refused(SuspectedAlready, state=known.known.state)


def test_nothing_is_suspected_tomorrow():
    given(BLANK).when(suspect(on=TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )


def test_a_dismissal_says_why_and_comes_once():
    def dismiss(reason="Kakak beradik"):
        return lambda pair: pair.dismiss(reason=reason, by="operator-klego", **WHEN)

    given(BLANK, suspected()).when(dismiss()).then(dismissed())
    given(BLANK, suspected()).when(dismiss(" ")).then_refused(ReasonMissing)
    given(BLANK).when(dismiss()).then_refused(PairUnknown)
    given(BLANK, suspected(), dismissed()).when(dismiss()).then_refused(
        PairDecided, state="dismissed"
    )


def test_one_of_the_two_survives():
    def merge(survivor):
        return lambda pair: pair.merge(survivor, whole_household=False, by="operator-klego", **WHEN)

    given(BLANK, suspected()).when(merge(HEAD)).then(pair_merged())
    given(BLANK, suspected()).when(merge(uid(1))).then_refused(PairUnknown)


def test_a_merger_is_taken_back_for_a_reason():
    def unmerge(reason="Dua orang"):
        return lambda pair: pair.unmerge(reason=reason, by="kades-klego", **WHEN)

    known = given(BLANK, suspected(), pair_merged()).when(unmerge()).then(pair_unmerged())
    assert (known.state, known.survivor) == ("suspected", None)
    given(BLANK, suspected(), pair_merged()).when(unmerge(" ")).then_refused(ReasonMissing)
    given(BLANK, suspected()).when(unmerge()).then_refused(PairNotMerged)
