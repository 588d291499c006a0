"""Commands about funds: whose they are, and what may go into which."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from service.aggregates.fund_rules import (
    AmilTooMuch,
    AsnafMissing,
    FundIsClosed,
    FundOutOfBalance,
    MoreThanAvailable,
    OtherOwner,
    OutsideRestriction,
    UnknownFund,
    UnknownTransfer,
)
from service.aggregates.partner import UnknownPartner
from service.aggregates.programme import UnknownProgramme
from service.application import NotKnown, Receipt
from service.commands import disbursements, funds, partners
from service.commands.disbursements import Allocate
from service.commands.funds import (
    Close,
    Correct,
    Credit,
    DepositInstead,
    NotForAmil,
    Open,
    Restriction,
    Return,
    TakeAmil,
    Transfer,
)
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, KLEGO, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    HOUSE,
    ZAKAT,
    allocated,
    catalogue,
    fund_of,
    funded,
    officer,
    promised,
    tags_at,
)
from tests.support.events import uid

AMIL = "baznas-amil-2024"
THEIRS = "zakat-mitra-2024"
PURSE = Open(
    fund=AMIL,
    partner=BAZNAS,
    fund_type="amil",
    fiscal_year=2024,
    document="SK-9",
    occurred_on=DAY,
)
SHARE = TakeAmil(amount_rupiah=1_250_000, to_fund=AMIL, document="BKK-1", occurred_on=DAY)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def take(regency: Regency, asked: TakeAmil = SHARE) -> Receipt:
    return do(regency, officer(BAZNAS), funds.take_amil, ZAKAT, asked)


def test_the_amils_share_leaves_one_fund_for_the_other_in_one_save(regency: Regency):
    funded(regency)
    do(regency, officer(BAZNAS), funds.open_fund, PURSE)

    receipt = take(regency)

    assert tags_at(regency, receipt) == ["amil.taken", "fund.received"]
    assert fund_of(regency).available_rupiah == 8_750_000
    assert fund_of(regency, AMIL).available_rupiah == 1_250_000


def test_zakat_less_the_amils_share_is_all_there_is_to_promise_from(regency: Regency):
    funded(regency)
    do(regency, officer(BAZNAS), funds.open_fund, PURSE)
    take(regency)
    commitment = promised(regency, None, village=KLEGO, amount_rupiah=9_000_000)

    with pytest.raises(MoreThanAvailable) as refused:
        allocated(regency, commitment, 9_000_000)

    assert refused.value.why == {"asked_rupiah": 9_000_000, "available_rupiah": 8_750_000}


def test_the_amil_takes_an_eighth_of_zakat_at_most(regency: Regency):
    funded(regency)
    do(regency, officer(BAZNAS), funds.open_fund, PURSE)

    with pytest.raises(AmilTooMuch):
        take(regency, replace(SHARE, amount_rupiah=1_250_001))


def test_the_share_goes_into_the_same_partners_fund_of_the_amil(regency: Regency):
    funded(regency)
    for fund, partner, kind in (("csr", COMPANY, "amil"), ("infak", BAZNAS, "infak")):
        asked = replace(PURSE, fund=fund, partner=partner, fund_type=kind)
        do(regency, SECRETARIAT, funds.open_fund, asked)

    for to_fund, rule in (("csr", OtherOwner), ("infak", NotForAmil), ("tidak-ada", UnknownFund)):
        with pytest.raises(rule):
            take(regency, replace(SHARE, to_fund=to_fund))

    assert fund_of(regency).available_rupiah == 10_000_000


def test_a_credit_names_the_partner_it_came_from(regency: Regency):
    funded(regency)
    asked = Credit(amount_rupiah=2_000_000, document="BSZ-2", source=COMPANY, occurred_on=DAY)
    with pytest.raises(UnknownPartner) as refused:
        do(regency, officer(BAZNAS), funds.credit, ZAKAT, replace(asked, source="tidak-ada"))
    assert refused.value.why == {"partner": "tidak-ada"}

    do(regency, officer(BAZNAS), funds.credit, ZAKAT, asked)

    assert fund_of(regency).available_rupiah == 12_000_000


def test_what_a_upz_hands_over_is_booked_as_a_deposit(regency: Regency):
    """Else a UPZ whose term is over could go on, and the same proof number would count twice."""
    funded(regency)
    upz = partners.Enrol(partner="upz-dinkes", name="UPZ", org_type="upz", occurred_on=DAY)
    do(regency, SECRETARIAT, partners.enrol, upz)
    asked = Credit(amount_rupiah=1, document="BSZ-2", source="upz-dinkes", occurred_on=DAY)

    with pytest.raises(DepositInstead):
        do(regency, officer(BAZNAS), funds.credit, ZAKAT, asked)


def test_what_came_in_is_put_right_as_far_as_it_is_not_used(regency: Regency):
    funded(regency)
    commitment = promised(regency, None, village=KLEGO)
    allocated(regency, commitment)
    wrong = Correct(delta_rupiah=-5_000_000, reason="Salah ketik nol", occurred_on=DAY)

    do(regency, officer(BAZNAS), funds.correct, ZAKAT, wrong)

    assert fund_of(regency).available_rupiah == 0
    with pytest.raises(FundOutOfBalance):
        do(regency, officer(BAZNAS), funds.correct, ZAKAT, replace(wrong, delta_rupiah=-1))


def test_a_fund_is_touched_by_its_owner_only(regency: Regency):
    funded(regency)
    asked = Credit(amount_rupiah=1, document="BSZ-2", occurred_on=DAY)

    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY), funds.credit, ZAKAT, asked)
    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY), funds.open_fund, PURSE)
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, funds.credit, ZAKAT, asked)


def test_a_fund_nobody_opened_is_not_known(regency: Regency):
    with pytest.raises(NotKnown):
        do(
            regency,
            SECRETARIAT,
            funds.credit,
            "tidak-ada",
            Credit(amount_rupiah=1, document="BSZ-2"),
        )


def transferred(regency: Regency, amount_rupiah: int = 3_000_000, **other: Any) -> UUID:
    """Let Baznas hand zakat to the fund of the agency."""
    asked = Transfer(
        amount_rupiah=amount_rupiah, to_fund=THEIRS, document="BAST-1", occurred_on=DAY
    )
    done = do(regency, officer(BAZNAS), funds.transfer, ZAKAT, replace(asked, **other))
    assert tags_at(regency, done) == ["fund.transferred", "fund.received"]
    return UUID(done.id)


@pytest.fixture
def theirs(regency: Regency) -> str:
    """Open the zakat funds of Baznas and of the company."""
    funded(regency)
    asked = replace(PURSE, fund=THEIRS, partner=COMPANY, fund_type="zakat")
    return do(regency, SECRETARIAT, funds.open_fund, asked).id


def test_money_leaves_one_fund_for_the_other_in_one_save(regency: Regency, theirs: str):
    transferred(regency)

    assert fund_of(regency).available_rupiah == 7_000_000
    assert fund_of(regency, theirs).available_rupiah == 3_000_000
    assert fund_of(regency, theirs).credited_rupiah == 0


@pytest.mark.usefixtures("theirs")
def test_the_giver_hands_on_and_the_receiver_gives_back(regency: Regency):
    transfer = transferred(regency)
    back = Return(transfer=transfer, amount_rupiah=1_000_000, reason="Tidak jadi", occurred_on=DAY)
    take = Transfer(amount_rupiah=1, to_fund=ZAKAT, document="BAST-2", occurred_on=DAY)
    with pytest.raises(OutOfScope):
        do(regency, officer(BAZNAS), funds.give_back, THEIRS, back)
    with pytest.raises(OutOfScope):
        do(regency, officer(BAZNAS), funds.transfer, THEIRS, take)

    done = do(regency, officer(COMPANY), funds.give_back, THEIRS, back)

    assert tags_at(regency, done) == ["fund.returned", "fund.retrieved"]
    assert fund_of(regency).available_rupiah == 8_000_000
    assert fund_of(regency, THEIRS).available_rupiah == 2_000_000
    with pytest.raises(UnknownTransfer):
        do(regency, officer(COMPANY), funds.give_back, THEIRS, replace(back, transfer=uid(9)))


@pytest.mark.usefixtures("theirs")
def test_zakat_that_was_handed_on_still_goes_to_an_asnaf(regency: Regency):
    transferred(regency)
    commitment = promised(regency, None, village=KLEGO, partner=COMPANY, amount_rupiah=1_000_000)
    asked = Allocate(amount_rupiah=1_000_000, fund=THEIRS, occurred_on=DAY)

    with pytest.raises(AsnafMissing):
        do(regency, SECRETARIAT, disbursements.allocate, commitment, asked)


def test_bound_infak_goes_to_its_programme_and_place(regency: Regency):
    bound = Restriction(purpose="Rumah layak di Klego", programmes=(HOUSE,), areas=("33.09.15",))
    asked = replace(PURSE, fund="infak-terikat", fund_type="infak", amount_rupiah=9_000_000)
    wrong = replace(bound, programmes=("tidak-ada",))
    with pytest.raises(UnknownProgramme):
        do(regency, SECRETARIAT, funds.open_fund, replace(asked, restriction=wrong))
    do(regency, SECRETARIAT, funds.open_fund, replace(asked, restriction=bound))
    money = Allocate(amount_rupiah=2_000_000, fund="infak-terikat", occurred_on=DAY)

    toilet = promised(regency, None, village=KLEGO, amount_rupiah=2_000_000)
    with pytest.raises(OutsideRestriction) as refused:
        do(regency, SECRETARIAT, disbursements.allocate, toilet, money)
    assert refused.value.why["programmes"] == [HOUSE]

    house = promised(regency, None, village=KLEGO, programme=HOUSE, amount_rupiah=2_000_000)
    do(regency, SECRETARIAT, disbursements.allocate, house, money)
    assert fund_of(regency, "infak-terikat").available_rupiah == 7_000_000


def test_the_books_of_a_past_year_are_closed_into_the_next(regency: Regency):
    asked = replace(PURSE, fund="zakat-2023", fund_type="zakat", fiscal_year=2023)
    do(regency, SECRETARIAT, funds.open_fund, replace(asked, amount_rupiah=4_000_000))
    funded(regency)
    closing = Close(document="BA-1", to_fund=ZAKAT, occurred_on=DAY)

    wrong = replace(closing, to_fund="tidak-ada")
    with pytest.raises(UnknownFund):
        do(regency, officer(BAZNAS), funds.close, "zakat-2023", wrong)
    done = do(regency, officer(BAZNAS), funds.close, "zakat-2023", closing)

    assert tags_at(regency, done) == ["fund.closed", "fund.received"]
    assert fund_of(regency, "zakat-2023").available_rupiah == 0
    assert fund_of(regency).available_rupiah == 14_000_000
    assert fund_of(regency).credited_rupiah == 10_000_000
    more = Credit(amount_rupiah=1, document="BSZ-9", occurred_on=DAY)
    with pytest.raises(FundIsClosed):
        do(regency, officer(BAZNAS), funds.credit, "zakat-2023", more)
