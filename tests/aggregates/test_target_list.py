"""A list is kept for a purpose, and a row that can't be read is settled by somebody."""

import pytest

from service.aggregates.target_list import (
    CountsDisagree,
    ListIsComplete,
    ListKnown,
    ListRow,
    PurposeMissing,
    RowIsResolved,
    RowKnown,
    RowWithoutHousehold,
    TargetList,
    UnknownList,
    UnknownRow,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    HOUSEHOLD,
    LIST,
    RAW,
    TODAY,
    TOMORROW,
    completed,
    quarantined,
    received,
    row_resolved,
)
from tests.support.scenario import given

BLANK = TargetList()
BLANK_ROW = ListRow()
WHEN = {"on": TODAY, "today": TODAY}
TERMS = {
    name: getattr(received(), name)
    for name in received().__struct_fields__
    if name not in {"list", "occurred_on"}
}


def receive(**other):
    return lambda known: known.receive(LIST, **{**TERMS, **WHEN, **other})


def complete(**other):
    counts = {"rows": 961, "households": 300, "persons": 940, "quarantined": 12, "known": 9}
    return lambda known: known.complete(**{**counts, **WHEN, **other})


def quarantine(reasons=("excel_precision_loss",)):
    return lambda row: row.quarantine(LIST, 14, reasons=reasons, raw=RAW, **WHEN)


def resolve(how="corrected", **other):
    return lambda row: row.resolve(how, **{**WHEN, **other})


class TestLists:
    def test_a_list_is_received_once(self):
        known = given(BLANK).when(receive()).then(received())
        given(known).when(receive()).then_refused(ListKnown, list=str(LIST))

    @pytest.mark.parametrize("other", ["purpose", "legal_basis"])
    def test_a_list_is_kept_for_a_purpose_and_by_a_law(self, other):
        given(BLANK).when(receive(**{other: " "})).then_refused(PurposeMissing)

    @pytest.mark.parametrize("other", ["on", "letter_date"])
    def test_a_list_is_not_received_tomorrow(self, other):
        given(BLANK).when(receive(**{other: TOMORROW})).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_a_list_is_read_to_its_end_once(self):
        known = given(BLANK, received()).when(complete()).then(completed())
        given(known).when(complete()).then_refused(ListIsComplete, list=str(LIST))

    def test_only_what_was_received_is_read(self):
        given(BLANK).when(complete()).then_refused(UnknownList)

    @pytest.mark.parametrize("other", [{"persons": 941}, {"known": -1}], ids=["more", "less"])
    def test_a_row_becomes_one_thing(self, other):
        why = {"rows": 961, "persons": 940, "quarantined": 12, "known": 9, **other}
        given(BLANK, received()).when(complete(**other)).then_refused(CountsDisagree, **why)


class TestRows:
    def test_a_row_is_kept_aside_once(self):
        known = given(BLANK_ROW).when(quarantine()).then(quarantined())
        given(known).when(quarantine()).then_refused(RowKnown, row_no=14)

    def test_a_row_without_a_fault_is_a_mistake_of_ours(self):
        with pytest.raises(AssertionError):
            quarantine(())(BLANK_ROW)

    def test_a_row_put_right_is_somebody(self):
        given(BLANK_ROW, quarantined()).when(resolve(household=HOUSEHOLD)).then(row_resolved())
        given(BLANK_ROW, quarantined()).when(resolve()).then_refused(RowWithoutHousehold, row_no=14)

    def test_a_row_is_set_aside_for_a_reason(self):
        given(BLANK_ROW, quarantined()).when(resolve("dismissed", reason="Baris judul")).then(
            row_resolved(how="dismissed", household=None, reason="Baris judul")
        )
        given(BLANK_ROW, quarantined()).when(resolve("dismissed")).then_refused(ReasonMissing)

    def test_a_row_is_settled_once(self):
        given(BLANK_ROW, quarantined(), row_resolved()).when(
            resolve(household=HOUSEHOLD)
        ).then_refused(RowIsResolved, row_no=14)

    def test_only_what_is_kept_aside_is_settled(self):
        given(BLANK_ROW).when(resolve()).then_refused(UnknownRow)
