"""Commands about funds: whose they are, and what may go into which."""

import pytest
from msgspec.structs import replace

from service.aggregates.fund import (
    AmilTooMuch,
    FundOutOfBalance,
    MoreThanAvailable,
    OtherOwner,
    UnknownFund,
)
from service.aggregates.partner import UnknownPartner
from service.application import NotKnown, Receipt
from service.commands import funds, partners
from service.commands.funds import Correct, Credit, NotForAmil, Open, TakeAmil
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

AMIL = "baznas-amil-2024"
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

    assert tags_at(regency, receipt) == ["amil.taken", "fund.credited"]
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


def test_a_deposit_names_the_partner_it_came_from(regency: Regency):
    funded(regency)
    upz = partners.Enrol(
        partner="upz-dinkes", name="UPZ Dinkes", org_type="upz", parent=BAZNAS, occurred_on=DAY
    )
    asked = Credit(amount_rupiah=2_000_000, document="BSZ-2", source="upz-dinkes", occurred_on=DAY)
    with pytest.raises(UnknownPartner) as refused:
        do(regency, officer(BAZNAS), funds.credit, ZAKAT, asked)
    assert refused.value.why == {"partner": "upz-dinkes"}

    do(regency, SECRETARIAT, partners.enrol, upz)
    do(regency, officer(BAZNAS), funds.credit, ZAKAT, asked)

    assert fund_of(regency).available_rupiah == 12_000_000


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
