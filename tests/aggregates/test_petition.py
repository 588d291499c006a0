"""What residents ask is examined by one, decided by another, and once more by a third."""

from datetime import date
from typing import Any

import pytest

from service.aggregates.petition import (
    AppealTooLate,
    DecidedByExaminer,
    DecidedTwice,
    NotExamined,
    NothingToAppeal,
    Petition,
    PetitionAnswered,
    PetitionUnfit,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    HOUSEHOLD,
    KLEGO,
    PETITION,
    TODAY,
    TOMORROW,
    VISIT,
    petition_appealed,
    petition_decided,
    petition_examined,
    petition_received,
)
from tests.support.scenario import given

BLANK = Petition()
WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}
LATER = date(2025, 2, 1)


def receive(**other: Any):
    sample = petition_received()
    asked = {
        "kind": "objection",
        "target": "listing",
        "number": sample.number,
        "village": KLEGO,
        "household": HOUSEHOLD,
        "words": sample.words,
        "petitioner": sample.petitioner,
        "by": "operator-klego",
    }
    return lambda petition: petition.receive(PETITION, **{**asked, **WHEN, **other})


def examine(**other: Any):
    told = {"findings": petition_examined().findings, "evidence": (VISIT,), "by": "operator-klego"}
    return lambda petition: petition.examine("accepted", **{**told, **WHEN, **other})


def decide(by: str = "kades-klego", **other: Any):
    told = {"reason": "Terbukti mampu", "by": by, "household": HOUSEHOLD}
    return lambda petition: petition.decide("accepted", **{**told, **WHEN, **other})


def appeal(**other: Any):
    told = {"words": petition_appealed().words, "by": "operator-klego"}
    return lambda petition: petition.appeal(**{**told, **WHEN, **other})


RECEIVED = (petition_received(),)
EXAMINED = (*RECEIVED, petition_examined())
DECIDED = (*EXAMINED, petition_decided())
APPEALED = (*DECIDED, petition_appealed())


class TestReceiving:
    def test_the_answer_is_due_in_fourteen_working_days(self):
        known = given(BLANK).when(receive()).then(petition_received())
        assert known.due_on == date(2024, 11, 22)

    @pytest.mark.parametrize(
        ("kind", "target", "household"),
        [
            ("proposal", "listing", HOUSEHOLD),
            ("objection", "new_household", None),
            ("objection", "listing", None),
            ("proposal", "new_household", HOUSEHOLD),
        ],
    )
    def test_a_proposal_is_for_who_is_not_registered(self, kind, target, household):
        given(BLANK).when(receive(kind=kind, target=target, household=household)).then_refused(
            PetitionUnfit, kind=kind, target=target
        )

    def test_nothing_is_asked_tomorrow(self):
        given(BLANK).when(receive(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )


class TestAnswering:
    def test_somebody_looks_before_anybody_decides(self):
        given(BLANK, *RECEIVED).when(decide()).then_refused(NotExamined)
        given(BLANK, *RECEIVED).when(examine()).then(petition_examined())

    def test_whoever_looked_does_not_decide(self):
        given(BLANK, *EXAMINED).when(decide(by="operator-klego")).then_refused(
            DecidedByExaminer, account="operator-klego"
        )

    def test_a_decision_says_why_and_until_when_it_can_be_appealed(self):
        known = given(BLANK, *EXAMINED).when(decide()).then(petition_decided())
        assert (known.state, known.appeal_until) == ("decided", date(2024, 11, 18))
        given(BLANK, *EXAMINED).when(decide(reason=" ")).then_refused(ReasonMissing)

    @pytest.mark.parametrize("again", [examine(), decide()], ids=["examine", "decide"])
    def test_it_is_answered_once(self, again):
        given(BLANK, *DECIDED).when(again).then_refused(PetitionAnswered)


class TestAppealing:
    def test_an_appeal_starts_a_clock_of_its_own(self):
        known = given(BLANK, *DECIDED).when(appeal()).then(petition_appealed())
        assert (known.state, known.due_on) == ("appealed", date(2024, 11, 22))

    def test_an_appeal_comes_in_time(self):
        given(BLANK, *DECIDED).when(appeal(on=LATER, today=LATER)).then_refused(
            AppealTooLate, until="2024-11-18"
        )

    @pytest.mark.parametrize("history", [RECEIVED, APPEALED], ids=["undecided", "appealed"])
    def test_only_a_first_decision_is_appealed(self, history):
        given(BLANK, *history).when(appeal()).then_refused(NothingToAppeal)

    def test_whoever_decided_does_not_decide_again(self):
        looked = (*APPEALED, petition_examined(by="pendamping"))
        given(BLANK, *looked).when(decide()).then_refused(DecidedTwice, account="kades-klego")
        known = given(BLANK, *looked).when(decide(by="sekretaris")).then_known()
        assert (known.state, known.appeal_until) == ("closed", None)
        given(known).when(appeal()).then_refused(NothingToAppeal)
