"""A company without an account reports help; only the village's word makes it count."""

from datetime import timedelta
from typing import Any

import pytest

from service.aggregates.aid_report import (
    AidReport,
    ConfirmedByAsker,
    GoodsUnvalued,
    LinkOver,
    LinkTooLong,
    MoreThanReported,
    NotFiled,
    ReceiverUnclear,
    ReportedAlready,
    ReporterNotMatched,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.kernel.refusals import Refused
from tests.support.events import (
    AID_REPORT,
    COMMITMENT,
    KLEGO,
    TODAY,
    TOMORROW,
    report_confirmed,
    report_filed,
    report_invited,
    report_matched,
    report_rejected,
    report_withdrawn,
)
from tests.support.scenario import given

BLANK = AidReport()
WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}


def invite(**other: Any):
    sample = report_invited()
    asked = {
        name: getattr(sample, name)
        for name in ("number", "company", "partner", "token_hash", "valid_until", "by")
    } | {"organisation": "tkpkd"}
    return lambda report: report.invite(AID_REPORT, **{**asked, **WHEN, **other})


def file(**other: Any):
    sample = report_filed()
    told = {
        name: getattr(sample, name)
        for name in (
            *("village", "sector", "programme", "form", "value_rupiah", "valuation", "given_on"),
            *("households", "facility", "contact"),
        )
    }
    return lambda report: report.file(**{**told, "today": TODAY, **other})


def confirm(**other: Any):
    told = {
        "value_rupiah": 15_000_000,
        "received_on": TODAY,
        "commitment": COMMITMENT,
        "by": "kades-klego",
        "organisation": "desa-klego",
    }
    return lambda report: report.confirm(**{**told, **WHEN, **other})


def reject(**other: Any):
    told = {"reason": "Belum pernah sampai", "by": "kades-klego"}
    return lambda report: report.reject(**{**told, **WHEN, **other})


def withdraw(**other: Any):
    return lambda report: report.withdraw(**{"reason": "Salah alamat", **WHEN, **other})


def refuses(decide: Any, rule: type[Refused], *history: Any) -> None:
    scenario = given(BLANK, *history).when(decide)
    assert type(scenario.outcome) is rule, scenario.outcome


def test_a_report_goes_from_a_link_to_the_village_s_word():
    given(BLANK).when(invite()).then(report_invited())
    given(BLANK, report_invited()).when(file()).then(report_filed())
    filed = given(BLANK, report_invited(), report_filed())
    assert filed.known.village == KLEGO
    assert filed.when(confirm()).then(report_confirmed()).state == "confirmed"


def test_a_link_opens_only_to_whoever_holds_it():
    known = given(BLANK, report_invited()).known
    assert known.is_opened_by("ab" * 32)
    assert not known.is_opened_by("cd" * 32)
    assert not BLANK.is_opened_by("")


def test_a_link_works_once_and_for_a_while():
    refuses(invite(valid_until=TODAY + timedelta(days=61)), LinkTooLong)
    refuses(invite(valid_until=TODAY - timedelta(days=1)), LinkTooLong)
    refuses(file(today=TODAY + timedelta(days=31)), LinkOver, report_invited())
    refuses(file(), ReportedAlready, report_invited(), report_filed())
    refuses(file(), LinkOver, report_invited(), report_withdrawn(village=None))


def test_what_is_reported_must_be_plain():
    refuses(file(valuation=None), GoodsUnvalued, report_invited())
    refuses(file(households=None), ReceiverUnclear, report_invited())
    refuses(file(facility="Sumur bersama"), ReceiverUnclear, report_invited())
    refuses(file(given_on=TOMORROW), NotHappenedYet, report_invited())
    cash = given(BLANK, report_invited()).when(file(form="cash", valuation=None))
    assert cash.then_known().state == "filed"


def test_whoever_asked_for_a_report_does_not_answer_it():
    history = (report_invited(), report_filed())
    refuses(confirm(by="tkpkd.sekretaris"), ConfirmedByAsker, *history)
    refuses(confirm(organisation="tkpkd"), ConfirmedByAsker, *history)
    refuses(confirm(organisation="pt-maju"), ConfirmedByAsker, *history)
    refuses(reject(by="tkpkd.sekretaris"), ConfirmedByAsker, *history)


def test_a_company_that_is_no_partner_yet_is_matched_first():
    history = (report_invited(partner=None), report_filed())
    refuses(confirm(), ReporterNotMatched, *history)
    matched = given(BLANK, *history).when(lambda report: report.match("pt-maju", **WHEN))
    known = matched.then(report_matched())
    assert given(known).when(confirm()).then_known().state == "confirmed"


def test_a_village_confirms_no_more_than_was_reported():
    history = (report_invited(), report_filed())
    refuses(confirm(value_rupiah=15_000_001), MoreThanReported, *history)
    less = given(BLANK, *history).when(confirm(value_rupiah=9_000_000))
    assert less.then_known().state == "confirmed"
    refuses(confirm(received_on=TOMORROW), NotHappenedYet, *history)


@pytest.mark.parametrize("decide", [confirm(), reject(), withdraw()], ids=["yes", "no", "back"])
def test_what_was_answered_is_answered(decide: Any):
    for answer in (report_confirmed(), report_rejected(), report_withdrawn()):
        refuses(decide, NotFiled, report_invited(), report_filed(), answer)


def test_nothing_is_answered_before_it_is_filed_or_without_a_reason():
    refuses(confirm(), NotFiled, report_invited())
    refuses(reject(reason=" "), ReasonMissing, report_invited(), report_filed())
    refuses(withdraw(reason=" "), ReasonMissing, report_invited())
    refuses(lambda r: r.match("pt-maju", **WHEN), NotFiled, report_invited(), report_withdrawn())
