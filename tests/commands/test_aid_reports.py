"""A one-off report counts once the village confirms it, exactly once, and never before."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.aggregates.aid_report import (
    AidReport,
    ConfirmedByAsker,
    NotFiled,
    ReportedAlready,
    ReporterNotMatched,
)
from service.aggregates.commitment import Commitment
from service.aggregates.village import UnknownVillage
from service.application import NotKnown
from service.commands import aid_reports as commands
from service.commands.aid_reports import ConfirmReport, FileReport, InviteReport, MatchReport
from service.commands.requests import Explain
from service.kernel.roles import Actor, Scope
from service.policies.access import NotAllowed, OutOfScope
from service.projections import contributions
from service.projections.contributions import Asked
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, NEIGHBOUR, SECRETARIAT, do
from tests.support.promising import PARTNERS, YEAR, officer, prepare
from tests.support.threads import at_once, losers

COMPANY = PARTNERS[3]
HOLDER = Actor(
    account="tautan",
    position="Pelapor dengan tautan",
    role="system",
    organisation="pelapor",
    scope=Scope(("33.09",)),
)
HEAD = Actor(
    account="kades",
    position="Kepala desa",
    role="village_head",
    organisation="desa-klego",
    scope=Scope((KLEGO,)),
)


@pytest.fixture
def ready(regency: Regency) -> Regency:
    prepare(regency, fund_rupiah=1_000_000)
    return regency


def invited(regency: Regency, by: Actor = SECRETARIAT, partner: str | None = COMPANY) -> UUID:
    until = regency.ledger.today + timedelta(days=30)
    ask = InviteReport(company="PT Contoh", partner=partner, valid_until=until)
    more: dict[str, Any] = {"aid_report": uuid4(), "token_hash": "ab" * 32}
    return UUID(do(regency, by, commands.invite, ask, **more).id)


def told(**other: Any) -> FileReport:
    asked: dict[str, Any] = {
        "village": KLEGO,
        "programme": "jamban",
        "sector": "Tekstil",
        "form": "goods",
        "value_rupiah": 15_000_000,
        "valuation": "invoice",
        "given_on": DAY,
        "households": 3,
        "contact": "kantor@contoh.example",
    }
    return FileReport(**(asked | other))


def filed(regency: Regency, **other: Any) -> UUID:
    report = invited(regency, **other)
    do(regency, HOLDER, commands.file, report, told())
    return report


def numbers(regency: Regency, partner: str = COMPANY) -> tuple[int, int, int, int]:
    regency.engine.catch_up("contributions")
    with regency.reading(SECRETARIAT) as conn:
        found = contributions.totals(conn, regency.schema, Asked(partner=partner))
    return (
        found.committed_rupiah,
        found.disbursed_rupiah,
        found.delivered_rupiah,
        found.verified_rupiah,
    )


def test_a_confirmed_report_counts_as_a_promise_that_was_kept(ready: Regency):
    report = filed(ready)
    assert numbers(ready) == (0, 0, 0, 0)
    do(ready, HEAD, commands.confirm, report, ConfirmReport(value_rupiah=12_000_000))
    assert numbers(ready) == (12_000_000, 0, 12_000_000, 0)
    known = ready.ledger.look(AidReport, report)[1]
    made = ready.ledger.look(Commitment, known.commitment)[1]
    assert (known.state, made.is_fulfilled) == ("confirmed", True)
    assert made.terms is not None
    assert (made.terms.village, made.terms.fiscal_year) == (KLEGO, YEAR)
    [delivery] = made.deliveries.values()
    assert (delivery.delivered_by, delivery.acknowledged_by) == (COMPANY, "desa-klego")


def test_sent_twice_it_counts_once(ready: Regency):
    report, key = filed(ready), uuid4()
    ask = ConfirmReport(value_rupiah=12_000_000)

    def confirm(work: Any) -> object:
        return commands.confirm(work, report, ask)

    first = ready.ledger.record(HEAD, confirm, command_id=key)
    assert ready.ledger.record(HEAD, confirm, command_id=key) == first
    with pytest.raises(NotFiled):
        do(ready, HEAD, commands.confirm, report, ask)
    with pytest.raises(ReportedAlready):
        do(ready, HOLDER, commands.file, report, told())
    assert numbers(ready)[0] == 12_000_000


def test_of_many_answers_at_once_one_counts(ready: Regency):
    report = filed(ready)
    ask = ConfirmReport(value_rupiah=1_000_000)
    outcomes = at_once(*[lambda: do(ready, HEAD, commands.confirm, report, ask) for _ in range(8)])
    assert [type(error) for error in losers(outcomes)] == [NotFiled] * 7
    assert numbers(ready)[0] == 1_000_000


def test_whoever_asked_does_not_confirm(ready: Regency):
    asked_by_head = filed(ready, by=officer(COMPANY))
    own = replace(HEAD, organisation=COMPANY)
    with pytest.raises(ConfirmedByAsker):
        do(ready, own, commands.confirm, asked_by_head, ConfirmReport(value_rupiah=1))
    with pytest.raises(NotAllowed):
        do(ready, SECRETARIAT, commands.confirm, asked_by_head, ConfirmReport(value_rupiah=1))


def test_a_company_is_a_partner_before_its_report_counts(ready: Regency):
    report = filed(ready, partner=None)
    with pytest.raises(ReporterNotMatched):
        do(ready, HEAD, commands.confirm, report, ConfirmReport(value_rupiah=1))
    do(ready, SECRETARIAT, commands.match, report, MatchReport(partner=COMPANY))
    do(ready, HEAD, commands.confirm, report, ConfirmReport(value_rupiah=1))
    assert numbers(ready)[0] == 1


def test_a_report_is_its_village_s_and_its_asker_s_to_know(ready: Regency):
    report = filed(ready, by=officer(PARTNERS[5]))
    with pytest.raises(OutOfScope):
        do(ready, NEIGHBOUR, commands.confirm, report, ConfirmReport(value_rupiah=1))
    with pytest.raises(OutOfScope):
        do(ready, officer(PARTNERS[6]), commands.withdraw, report, Explain(reason="bukan kami"))
    do(ready, officer(PARTNERS[5]), commands.withdraw, report, Explain(reason="salah kirim"))
    with pytest.raises(NotFiled):
        do(ready, HEAD, commands.confirm, report, ConfirmReport(value_rupiah=1))
    with pytest.raises(NotKnown):
        do(ready, HOLDER, commands.file, uuid4(), told())


def test_a_report_says_where_and_a_rejected_one_counts_for_nothing(ready: Regency):
    report = invited(ready)
    with pytest.raises(UnknownVillage):
        do(ready, HOLDER, commands.file, report, told(village="33.09.15.2011"))
    do(ready, HOLDER, commands.file, report, told(village=GONDANGLEGI, given_on=date(YEAR, 1, 2)))
    there = replace(HEAD, account="kades-lain", scope=Scope((GONDANGLEGI,)))
    do(ready, there, commands.reject, report, Explain(reason="belum pernah sampai"))
    assert ready.ledger.look(AidReport, report)[1].reason == "belum pernah sampai"
    assert numbers(ready) == (0, 0, 0, 0)
