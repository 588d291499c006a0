"""Whose report on last year is missing, or was sent back, is not paid."""

from datetime import date

from service.aggregates.accountability import (
    Accountability,
    PreviousYearUnreported,
    ReportFiledAlready,
    ReportNotFiled,
    YearStillRuns,
)
from tests.support.events import TODAY, accountability_filed, accountability_returned, seen
from tests.support.scenario import given

BLANK = Accountability()
DESA = ("desa-klego", 2023)
NAMED = {"organisation": "desa-klego", "fiscal_year": 2023}


def file(on=TODAY):
    return lambda known: known.file(
        *DESA,
        number="900/12/2024",
        spent_rupiah=25_000_000,
        evidence=(seen("document", "LPJ-2023"),),
        on=on,
        today=TODAY,
    )


def send_back(known):
    reason = "Lampiran kuitansi belum ada"
    return known.send_back(*DESA, reason=reason, on=TODAY, today=TODAY)


def require(known):
    known.require_filed(*DESA)
    return ()


def test_a_filed_report_lets_its_organisation_be_paid():
    known = given(BLANK).when(file()).then(accountability_filed())
    given(known).when(require).then()


def test_without_a_report_it_is_not():
    given(BLANK).when(require).then_refused(PreviousYearUnreported, **NAMED)


def test_a_report_that_was_sent_back_counts_as_missing():
    known = given(BLANK, accountability_filed()).when(send_back).then(accountability_returned())
    given(known).when(require).then_refused(PreviousYearUnreported, **NAMED)
    given(known).when(file()).then(accountability_filed())


def test_it_is_filed_once():
    given(BLANK, accountability_filed()).when(file()).then_refused(ReportFiledAlready, **NAMED)


def test_what_was_not_filed_is_not_sent_back():
    given(BLANK).when(send_back).then_refused(ReportNotFiled, **NAMED)


def test_a_year_is_accounted_for_after_its_end():
    given(BLANK).when(file(date(2023, 12, 31))).then_refused(YearStillRuns, fiscal_year=2023)
