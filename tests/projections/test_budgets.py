"""Village budgets as they stood at a moment, on both clocks."""

from datetime import timedelta

from msgspec.structs import replace

from service.projections import budgets
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

MORE = replace(some.TOILETS, amount_rupiah=60_000_000)
AMENDED = some.budget_adopted(
    MORE, number=2, kind="amended", perdes_number="9 Tahun 2024", perdes_date=some.TODAY
)
ORIGINAL = some.budget_adopted(occurred_on=some.YESTERDAY)


def held(regency: Regency, moment: Moment = PRESENT, **asked: object) -> list[budgets.Version]:
    with reading(regency, "budgets") as conn:
        return budgets.held(conn, regency.schema, moment=moment, **asked)  # type: ignore[arg-type]


def test_of_a_year_the_last_version_holds(regency: Regency):
    tell(regency, ORIGINAL, AMENDED)
    [one] = held(regency, areas=["33.09.15"], fiscal_year=2024)
    assert (one.number, one.kind, one.total_rupiah, one.lines) == (2, "amended", 60_000_000, 1)
    assert held(regency, areas=["33.09.05"]) == []
    assert held(regency, fiscal_year=2023) == []


def test_an_amendment_is_not_known_before_it_was_recorded(regency: Regency):
    before = tell(regency, ORIGINAL)
    tell(regency, AMENDED)
    assert [one.number for one in held(regency, Moment(before))] == [1]
    assert [one.number for one in held(regency, Moment(valid_on=some.YESTERDAY))] == [1]
    assert held(regency, Moment(valid_on=some.YESTERDAY - timedelta(days=1))) == []


def test_lines_are_told_in_the_order_of_the_budget(regency: Regency):
    tell(regency, ORIGINAL, AMENDED)
    with reading(regency, "budgets") as conn:
        every = budgets.versions(conn, regency.schema, village=some.KLEGO)
        lines = budgets.lines(conn, regency.schema, [one.position for one in every])
    assert [lines[one.position] for one in every] == [(some.TOILETS, some.ROAD), (MORE,)]


def test_the_latest_word_on_a_line_and_on_a_need_counts(regency: Regency):
    first = tell(
        regency, ORIGINAL, some.budget_line_mapped(), some.budget_need_answered(need="food")
    )
    tell(
        regency,
        some.budget_line_mapped(needs=(), reason="Jalan umum"),
        some.budget_need_answered(need="food", answer="declined", lines=(), reason="Dana habis"),
    )
    with reading(regency, "budgets") as conn:
        [mapped] = budgets.mappings(conn, regency.schema, 2024)
        [answered] = budgets.answers(conn, regency.schema, 2024)
        [then] = budgets.mappings(conn, regency.schema, 2024, moment=Moment(first))
    assert (mapped.needs, mapped.reason) == ([], "Jalan umum")
    assert (answered.answer, answered.lines, answered.reason) == ("declined", [], "Dana habis")
    assert then.needs == ["unemployment"]


def test_budgets_stand_the_same_however_they_were_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "budgets",
        ORIGINAL,
        AMENDED,
        some.budget_line_mapped(),
        some.budget_need_answered(),
    )
