"""A budget beside what poor households lack: funded, unfunded, funded without need, exactly."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.aggregates.budget_events import BudgetLine
from service.kernel.needs import NeedType
from service.policies.alignment import Alignment, Demand, Rules, Said, align
from service.reference.rule_sets import SHIPPED

RULES = Rules(SHIPPED["peta-rekomendasi"])


def line(activity: str, amount: int = 10, key: str = "") -> BudgetLine:
    return BudgetLine(
        key=key or f"{activity}-DD",
        activity=activity,
        name=activity,
        amount_rupiah=amount,
        fund_source="DD",
    )


def demand(need: NeedType, confirmed: int = 1, claimed: int = 0) -> Demand:
    return Demand(
        need=need, claimed=claimed, confirmed=confirmed, unmet=confirmed, estimated_rupiah=None
    )


def said(answer: Any, *lines: str) -> Said:
    return Said(answer=answer, lines=lines, partner="", reason="", position=1)


def aligned(lines: list[BudgetLine], demands: list[Demand], **other: Any) -> Alignment:
    return align(lines, demands, RULES, **({"mapped": {}, "said": {}} | other))


def outcomes(found: Alignment) -> dict[str, str]:
    return {one.demand.need: one.outcome for one in found.needs}


def standings(found: Alignment) -> dict[str, str]:
    return {one.line.key: one.standing for one in found.lines}


@pytest.mark.parametrize(
    ("activity", "needs"),
    [
        ("02.04.01", ("housing",)),
        ("02.04.13", ("sanitation",)),
        ("02.04.90", ("sanitation",)),
        ("02.07.04", ("electricity",)),
        ("05.03.00", ("low_expenditure", "food", "elderly_alone")),
        ("02.02.95", ("disability", "chronic_illness")),
        ("02.03.10", ()),
        ("01.03.05", ()),
    ],
)
def test_an_activity_answers_what_the_rules_name_exactly(activity: str, needs: tuple[str, ...]):
    """`02.*` for cash-for-work covers every road, so it says nothing of a single one."""
    assert RULES.needs(activity) == needs


def test_needs_are_funded_unfunded_or_not_looked_at_yet():
    found = aligned(
        [line("02.04.13")],
        [demand("sanitation", 3), demand("housing", 2), demand("food", 0, claimed=4)],
    )
    assert outcomes(found) == {
        "sanitation": "funded",
        "housing": "unfunded",
        "food": "unchecked",
    }
    assert (found.settled, found.recommended, found.settled_percent) == (1, 2, Decimal("50.00"))


def test_lines_fund_a_need_or_none_or_wait_to_be_mapped():
    found = aligned(
        [
            line("02.04.13"),
            line("02.02.02"),
            line("02.04.02"),
            line("02.03.10"),
            line("01.01.01"),
            line("02.04.01", 0),
            line("05.03.00"),
        ],
        [demand("sanitation"), demand("housing"), demand("food", 0, claimed=1)],
    )
    assert list(standings(found).values()) == [
        "funding",
        "without_need",
        "unmapped",
        "outside",
        "outside",
        "empty",
        "unchecked",
    ]
    assert found.rupiah("without_need") == 10
    assert outcomes(found)["housing"] == "unfunded"


def test_what_somebody_said_of_a_line_counts_before_the_rules():
    lines = [line("02.03.10"), line("02.04.13")]
    found = aligned(
        lines,
        [demand("unemployment"), demand("sanitation")],
        mapped={"02.03.10-DD": ["unemployment"], "02.04.13-DD": []},
    )
    assert outcomes(found) == {"unemployment": "funded", "sanitation": "unfunded"}
    assert standings(found) == {"02.03.10-DD": "funding", "02.04.13-DD": "outside"}
    assert [one.mapped_by for one in found.lines] == ["hand", "hand"]


def test_an_answer_settles_a_need_and_its_lines_pay_for_it():
    found = aligned(
        [line("02.04.02")],
        [demand("sanitation"), demand("housing"), demand("food"), demand("skills")],
        said={
            "sanitation": said("funded", "02.04.02-DD"),
            "housing": said("handed_over"),
            "food": said("declined"),
        },
    )
    assert outcomes(found) == {
        "sanitation": "funded",
        "housing": "handed_over",
        "food": "declined",
        "skills": "unfunded",
    }
    assert (found.settled, found.recommended) == (3, 4)
    assert [one.mapped_by for one in found.lines] == ["answer"]


def test_an_answer_is_stale_once_its_line_holds_no_money():
    found = aligned(
        [line("02.04.13", 0)],
        [demand("sanitation")],
        said={"sanitation": said("funded", "02.04.13-DD", "02.04.14-DD")},
    )
    [need] = found.needs
    assert (need.outcome, need.is_stale) == ("unfunded", True)


def test_a_village_without_any_need_has_no_share():
    assert aligned([line("02.04.13")], []).settled_percent is None


CODES = ["02.04.13", "02.04.01", "02.03.10", "05.03.00", "04.05.01", "01.01.01", "02.04.02"]


@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 50)), max_size=12),
    st.dictionaries(
        st.sampled_from(["housing", "sanitation", "food", "skills"]),
        st.tuples(st.integers(0, 3), st.integers(0, 3)),
    ),
)
def test_every_rupiah_stands_in_one_place(lines: Any, wanted: Any):
    budget = [line(code, amount, f"{code}-DD-{at}") for at, (code, amount) in enumerate(lines)]
    found = aligned(budget, [demand(need, *counts) for need, counts in wanted.items()])
    whole = found.rupiah("funding", "unchecked", "without_need", "unmapped", "outside", "empty")
    assert whole == sum(one.amount_rupiah for one in budget)
    paying = {key for need in found.needs for key in need.lines}
    assert {one.line.key for one in found.lines if one.standing == "funding"} <= paying
    assert found.settled <= found.recommended
