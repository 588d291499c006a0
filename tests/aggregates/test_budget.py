"""A village's budget: one version after the other, lines that stay themselves, needs answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.aggregates.budget import (
    AmendedAlready,
    AnswerIncomplete,
    Budget,
    KelurahanHasNoBudget,
    LineWithoutMoney,
    NothingChanged,
    OriginalKnown,
    OriginalMissing,
    PerdesOfAnotherYear,
    UnknownBudget,
    UnknownLine,
)
from service.aggregates.budget_events import BudgetAdopted
from service.aggregates.budget_lines import (
    MOST_LINES,
    DraftLine,
    LineImpossible,
    LinesMissing,
    NikInBudget,
    TooManyLines,
)
from service.kernel.events import Event
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    KLEGO,
    TODAY,
    TOMORROW,
    YESTERDAY,
    budget_adopted,
    budget_line_mapped,
    budget_need_answered,
)
from tests.support.scenario import after

WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}


def line(
    activity: str = "02.04.13",
    amount: int = 45_000_000,
    name: str = "Jamban keluarga",
    **other: Any,
) -> DraftLine:
    asked: dict[str, Any] = {
        "activity": activity,
        "name": name,
        "amount_rupiah": amount,
        "fund_source": "DD",
    }
    return DraftLine(**(asked | other))


def adopted(budget: Budget, *lines: DraftLine, **other: Any) -> BudgetAdopted:
    asked: dict[str, Any] = {
        "kind": "original",
        "perdes_number": "4 Tahun 2024",
        "perdes_date": YESTERDAY,
        "lines": lines or (line(),),
        **WHEN,
    }
    [event] = budget.adopt(KLEGO, 2024, **(asked | other))
    assert isinstance(event, BudgetAdopted)
    return event


def budget(*events: Event) -> Budget:
    return after(Budget(), *events)


def test_a_kelurahan_has_no_budget():
    with pytest.raises(KelurahanHasNoBudget):
        adopted(Budget(), is_kelurahan=True)


def test_nothing_is_adopted_ahead_of_its_day():
    with pytest.raises(NotHappenedYet):
        adopted(Budget(), on=TOMORROW)
    with pytest.raises(NotHappenedYet):
        adopted(Budget(), perdes_date=TOMORROW)


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2020, 1, 1)])
def test_a_perdes_is_of_the_year_or_the_one_before(day: date):
    with pytest.raises(PerdesOfAnotherYear):
        adopted(Budget(), perdes_date=day)
    assert adopted(Budget(), perdes_date=date(2023, 12, 29)).fiscal_year == 2024


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ((), LinesMissing),
        ((line(activity="02.04"),), LineImpossible),
        ((line(amount=-1),), LineImpossible),
        ((line(location="Rumah 9909150101700001"),), NikInBudget),
        ((line(),) * (MOST_LINES + 1), TooManyLines),
    ],
)
def test_what_is_no_budget_is_refused(lines, refusal):
    with pytest.raises(refusal):
        Budget().adopt(
            KLEGO,
            2024,
            kind="original",
            perdes_number="4",
            perdes_date=YESTERDAY,
            lines=lines,
            **WHEN,
        )


def test_an_amendment_needs_the_original():
    with pytest.raises(OriginalMissing):
        adopted(Budget(), kind="amended")
    first = adopted(Budget())
    second = adopted(budget(first), line(amount=60_000_000), kind="amended", perdes_number="9")
    assert (second.number, second.kind, second.total_rupiah) == (2, "amended", 60_000_000)


def test_an_original_is_recorded_once_more_only_to_correct_it():
    first = budget(adopted(Budget()))
    with pytest.raises(OriginalKnown):
        adopted(first, line(amount=1))
    assert adopted(first, line(amount=1), reason="Salah ketik").number == 2
    amended = budget(adopted(Budget()), adopted(first, line(amount=2), kind="amended"))
    with pytest.raises(AmendedAlready):
        adopted(amended, line(amount=1), reason="Salah ketik")


def test_the_same_budget_twice_changes_nothing():
    first = adopted(Budget(), line(), line("02.03.10", name="Jalan"))
    with pytest.raises(NothingChanged):
        adopted(budget(first), line("02.03.10", name="Jalan"), line())


def test_a_line_keeps_its_key_when_its_amount_or_its_wording_changes():
    first = budget(adopted(Budget(), line(), line(name="Jamban lansia")))
    assert list(first.lines) == ["02.04.13-DD", "02.04.13-DD-2"]
    second = adopted(
        first,
        line(name="Jamban duduk lansia"),
        line(amount=1),
        line(name="Jamban sekolah"),
        line(fund_source="ADD"),
        kind="amended",
    )
    assert [one.key for one in second.lines] == [
        "02.04.13-DD-2",
        "02.04.13-DD",
        "02.04.13-DD-3",
        "02.04.13-ADD",
    ]


def test_a_line_that_comes_back_has_the_key_it_had():
    first = budget(adopted(Budget(), line(), line("02.03.10", name="Jalan")))
    second = first.after(adopted(first, line("02.03.10", name="Jalan"), kind="amended"))
    third = adopted(
        second, line("02.03.10", name="Jalan"), line(amount=9), kind="amended", perdes_number="10"
    )
    assert third.lines[1].key == "02.04.13-DD"


LINES = st.lists(
    st.builds(
        line,
        activity=st.sampled_from(["02.04.13", "02.03.10", "05.03.00"]),
        amount=st.integers(0, 9),
        name=st.sampled_from(["Satu", "Dua", "satu"]),
        fund_source=st.sampled_from(["DD", "ADD"]),
        location=st.sampled_from(["", "RT 1"]),
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_keys_name_one_line_each_and_money_is_never_lost(versions: list[list[DraftLine]]):
    """Whatever is amended how often, in any order of lines."""
    known, last = Budget(), 0
    for at, lines in enumerate(versions):
        keyed = known.keyed(lines)
        assert len({one.key for one in keyed}) == len(lines)
        for one, draft in zip(keyed, lines, strict=True):
            assert one.key.startswith(f"{draft.activity}-{draft.fund_source}")
            assert one.amount_rupiah == draft.amount_rupiah
        kind = "amended" if at else "original"
        try:
            event = adopted(known, *lines, kind=kind, perdes_number=f"{at}")
        except NothingChanged:
            continue
        known = after(known, event)
        last += 1
        assert event.total_rupiah == sum(one.amount_rupiah for one in known.lines.values())
        assert known.number == last


def test_a_line_is_mapped_by_hand_with_a_reason():
    known = budget(budget_adopted())
    asked: dict[str, Any] = {"needs": ("unemployment",), "reason": "Padat karya", **WHEN}
    [event] = known.map_line(KLEGO, 2024, "02.03.10-DD", **asked)
    with pytest.raises(UnknownLine):
        known.map_line(KLEGO, 2024, "02.03.11-DD", **asked)
    with pytest.raises(ReasonMissing):
        known.map_line(KLEGO, 2024, "02.03.10-DD", **(asked | {"reason": " "}))
    with pytest.raises(UnknownBudget):
        Budget().map_line(KLEGO, 2024, "02.03.10-DD", **asked)
    with pytest.raises(NothingChanged):
        after(known, event).map_line(KLEGO, 2024, "02.03.10-DD", **asked)


def test_a_line_can_be_said_to_answer_nothing():
    known = budget(budget_adopted(), budget_line_mapped())
    [event] = known.map_line(KLEGO, 2024, "02.03.10-DD", needs=(), reason="Jalan umum", **WHEN)
    assert after(known, event).mapped["02.03.10-DD"] == frozenset()


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"answer": "funded"}, AnswerIncomplete),
        ({"answer": "declined", "reason": " "}, AnswerIncomplete),
        ({"answer": "handed_over", "reason": "Ada dananya"}, AnswerIncomplete),
        ({"answer": "handed_over", "partner": "baznas"}, AnswerIncomplete),
        ({"answer": "funded", "lines": ("02.04.14-DD",)}, UnknownLine),
        ({"answer": "funded", "lines": ("02.04.01-DD",)}, LineWithoutMoney),
    ],
)
def test_an_answer_says_who_pays_or_why_nobody_does(asked, refusal):
    free = line("02.04.01", 0, "Rumah")
    known = budget(adopted(Budget(), line(), free))
    with pytest.raises(refusal):
        known.answer_need(KLEGO, 2024, "sanitation", **asked, **WHEN)


def test_a_need_is_answered_again_when_things_change():
    known = budget(budget_adopted(), budget_need_answered())
    with pytest.raises(NothingChanged):
        known.answer_need(
            KLEGO, 2024, "sanitation", answer="funded", lines=("02.04.13-DD",), **WHEN
        )
    [event] = known.answer_need(
        KLEGO, 2024, "sanitation", answer="declined", reason="Dana habis", lines=("x",), **WHEN
    )
    told = after(known, event).answers["sanitation"]
    assert (told.answer, told.lines, told.reason) == ("declined", (), "Dana habis")


def test_nothing_is_answered_before_there_is_a_budget():
    with pytest.raises(UnknownBudget):
        Budget().answer_need(KLEGO, 2024, "food", answer="declined", reason="Belum", **WHEN)
    with pytest.raises(NotHappenedYet):
        budget(budget_adopted()).answer_need(
            KLEGO,
            2024,
            "food",
            answer="declined",
            reason="Belum",
            on=TODAY + timedelta(days=1),
            today=TODAY,
        )
