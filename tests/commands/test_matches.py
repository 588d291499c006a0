"""What Dukcapil answers about people is taken over whole, by letter, or not at all."""

from uuid import UUID

import pytest

from service.aggregates.household import Household
from service.aggregates.household_identity import MatchedAlready
from service.aggregates.household_people import UnknownMember
from service.commands import matches
from service.commands.matches import (
    MatchRow,
    RecordMatches,
    RowsUnknown,
    RowsUnreadable,
    TakeOverAnswer,
)
from service.kernel.guards import NotHappenedYet
from service.policies.access import NotAllowed
from service.projections.households import fold
from service.projections.moment import PRESENT
from service.regency import Regency
from tests.commands.acting import (
    AUDITOR,
    DAY,
    NEIGHBOUR,
    OPERATOR,
    SECRETARIAT,
    do,
    known,
    registered,
)
from tests.support.events import HEAD, STRANGER, TODAY, TOMORROW, matched
from tests.support.events import registered as was_registered
from tests.support.scenario import given

BLANK = Household()
A, B, C = "9909150101700001", "9909150102750002", "9909150103000003"


def answer(*rows: tuple[str, str], letter: str = "470/DKCS/2024") -> RecordMatches:
    said = tuple(MatchRow(nik=nik, match=match) for nik, match in rows)  # type: ignore[arg-type]
    return RecordMatches(letter=letter, letter_date=DAY, rows=said, occurred_on=DAY)


def shown(regency: Regency, household: UUID) -> list[tuple[str, str]]:
    found = fold(regency.log.history(f"household:{household}"), PRESENT)
    assert found is not None
    return [(one.match, one.match_letter) for one in found.persons.values()]


def test_one_letter_speaks_of_many_people_of_many_households(regency: Regency):
    first, second = registered(regency, A, B), registered(regency, C)
    ask = answer((A, "matched"), (B, "not_found"), (C, "mismatched"))
    receipt = do(regency, OPERATOR, matches.record_matches, ask)
    assert receipt.id == str(first)
    letter = "470/DKCS/2024"
    assert shown(regency, first) == [("matched", letter), ("not_found", letter)]
    assert shown(regency, second) == [("mismatched", letter)]


def test_an_answer_that_was_pasted_is_read_line_by_line(regency: Regency):
    home = registered(regency, A, B)
    pasted = f"{A}, Padan\n{B};Nama Contoh;Tidak  padan"
    ask = TakeOverAnswer(letter="1", letter_date=DAY, answer=pasted, occurred_on=DAY)
    do(regency, OPERATOR, matches.take_over, ask)
    assert [match for match, _ in shown(regency, home)] == ["matched", "mismatched"]
    wrong = TakeOverAnswer(letter="1", letter_date=DAY, answer=f"{A}\n{A},ya", occurred_on=DAY)
    with pytest.raises(RowsUnreadable) as refused:
        do(regency, OPERATOR, matches.take_over, wrong)
    assert refused.value.why == {"rows": [1, 2]}


def test_whoever_is_not_known_here_is_named_by_row_and_nothing_is_recorded(regency: Regency):
    home = registered(regency, A)
    head = regency.log.head()
    for by, rows, unknown in (
        (OPERATOR, ((A, "matched"), (B, "matched")), [2]),
        (NEIGHBOUR, ((A, "matched"),), [1]),
    ):
        with pytest.raises(RowsUnknown) as refused:
            do(regency, by, matches.record_matches, answer(*rows))
        assert refused.value.why == {"rows": unknown}
    assert regency.log.head() == head
    assert shown(regency, home) == [("unchecked", "")]


def test_a_nik_that_is_none_or_stands_twice_is_named_by_row(regency: Regency):
    registered(regency, A)
    rows = ((A, "matched"), (A, "mismatched"), ("123", "matched"), ("0330915200900001", "matched"))
    with pytest.raises(RowsUnreadable) as refused:
        do(regency, SECRETARIAT, matches.record_matches, answer(*rows))
    assert refused.value.why == {"rows": [2, 3, 4]}


def test_the_same_letter_says_the_same_once(regency: Regency):
    home = registered(regency, A)
    do(regency, SECRETARIAT, matches.record_matches, answer((A, "not_found")))
    with pytest.raises(MatchedAlready):
        do(regency, SECRETARIAT, matches.record_matches, answer((A, "not_found")))
    do(regency, SECRETARIAT, matches.record_matches, answer((A, "matched"), letter="2"))
    assert shown(regency, home) == [("matched", "2")]
    assert len(known(regency, home).matches) == 1


def test_only_whoever_keeps_the_register_takes_answers_over(regency: Regency):
    registered(regency, A)
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, matches.record_matches, answer((A, "matched")))


class TestDeciding:
    def match(self, person=HEAD, letter_on=TODAY, letter="470/DKCS/2024"):
        told = {"letter": letter, "letter_on": letter_on, "by": "x", "on": TODAY, "today": TODAY}
        return lambda household: household.match(person, "matched", **told)

    def test_a_letter_of_tomorrow_is_not_there_yet(self):
        given(BLANK, was_registered()).when(self.match(letter_on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_it_is_about_a_member(self):
        given(BLANK, was_registered()).when(self.match(STRANGER)).then_refused(
            UnknownMember, person=str(STRANGER)
        )

    def test_a_letter_says_it_once(self):
        given(BLANK, was_registered(), matched()).when(self.match()).then_refused(
            MatchedAlready, person=str(HEAD)
        )
