"""Commands about UPZ and their deposits: whose they are, and what goes in one save."""

from datetime import date

import pytest
from msgspec.structs import replace

from service.aggregates.deposit import ProofUsed
from service.aggregates.fund_rules import FundOutOfBalance, UnknownFund
from service.aggregates.upz import OtherBaznas, UpzNotAppointed
from service.application import NotKnown
from service.commands import deposits, funds, partners, upzs
from service.commands.deposits import Book, Collected, CorrectLine, NotCollected
from service.commands.requests import Explain
from service.commands.upzs import Appoint, NoBaznas, NoUpz
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, KLEGO, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    ZAKAT,
    allocated,
    catalogue,
    fund_of,
    funded,
    officer,
    promised,
    tags_at,
)

UPZ = "upz-dinsos"
APPOINT = Appoint(
    upz=UPZ, parent=BAZNAS, decree="SK-7", officers=3, since=date(2024, 1, 1), occurred_on=DAY
)
BOOK = Book(
    document="BSZ-117",
    month="2024-10",
    collected_by="payroll",
    kinds=(Collected(fund=ZAKAT, amount_rupiah=5_000_000, payers=41),),
    occurred_on=DAY,
)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)
    funded(regency, 0)
    for upz, parent in ((UPZ, BAZNAS), ("upz-lain", COMPANY)):
        asked = partners.Enrol(
            partner=upz, name=upz, org_type="upz", parent=parent, occurred_on=DAY
        )
        do(regency, SECRETARIAT, partners.enrol, asked)


@pytest.fixture
def appointed(regency: Regency) -> str:
    return do(regency, officer(BAZNAS), upzs.appoint, APPOINT).id


def test_only_a_baznas_appoints_and_only_a_upz_of_its_own(regency: Regency):
    for asked, rule in (
        (replace(APPOINT, upz=COMPANY), NoUpz),
        (replace(APPOINT, parent=COMPANY), NoBaznas),
        (replace(APPOINT, upz="upz-lain"), OtherBaznas),
    ):
        with pytest.raises(rule):
            do(regency, SECRETARIAT, upzs.appoint, asked)
    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY), upzs.appoint, APPOINT)
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, upzs.appoint, APPOINT)


@pytest.mark.usefixtures("appointed")
def test_a_deposit_and_its_credits_are_one_save(regency: Regency):
    receipt = do(regency, officer(BAZNAS), deposits.book, UPZ, BOOK)

    assert tags_at(regency, receipt) == ["deposit.booked", "fund.credited"]
    assert fund_of(regency).available_rupiah == 5_000_000
    with pytest.raises(ProofUsed):
        do(regency, officer(BAZNAS), deposits.book, UPZ, replace(BOOK, document="bsz - 117"))


@pytest.mark.usefixtures("appointed")
def test_a_deposit_goes_to_funds_that_collect(regency: Regency):
    purse = funds.Open(
        fund="amil",
        partner=BAZNAS,
        fund_type="amil",
        fiscal_year=2024,
        document="SK-9",
        occurred_on=DAY,
    )
    do(regency, SECRETARIAT, funds.open_fund, purse)
    for fund, rule in (("amil", NotCollected), ("tidak-ada", UnknownFund)):
        kinds = (*BOOK.kinds, Collected(fund=fund, amount_rupiah=1))
        with pytest.raises(rule):
            do(regency, officer(BAZNAS), deposits.book, UPZ, replace(BOOK, kinds=kinds))

    assert fund_of(regency).available_rupiah == 0


@pytest.mark.usefixtures("appointed")
def test_a_upz_whose_task_ended_deposits_no_more(regency: Regency):
    do(regency, officer(BAZNAS), upzs.end, UPZ, Explain(reason="Dilebur", occurred_on=DAY))

    with pytest.raises(UpzNotAppointed):
        do(regency, officer(BAZNAS), deposits.book, UPZ, BOOK)
    with pytest.raises(NotKnown):
        do(regency, officer(BAZNAS), deposits.book, "upz-lain", BOOK)


@pytest.mark.usefixtures("appointed")
def test_a_deposit_is_put_right_as_far_as_its_money_is_not_used(regency: Regency):
    deposit = deposits.proof(BAZNAS, "BSZ-117")
    do(regency, officer(BAZNAS), deposits.book, UPZ, BOOK)
    allocated(regency, promised(regency, None, village=KLEGO), 4_500_000)
    wrong = CorrectLine(
        fund=ZAKAT, delta_rupiah=-500_000, reason="Salah baca slip", occurred_on=DAY
    )
    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY), deposits.correct, deposit, wrong)

    receipt = do(regency, officer(BAZNAS), deposits.correct, deposit, wrong)

    assert tags_at(regency, receipt) == ["deposit.corrected", "fund.corrected"]
    assert fund_of(regency).credited_rupiah == 4_500_000
    with pytest.raises(FundOutOfBalance):
        do(regency, officer(BAZNAS), deposits.correct, deposit, wrong)
