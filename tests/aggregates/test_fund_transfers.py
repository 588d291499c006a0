"""Money goes from fund to fund and is income once; a bound rupiah stays bound, a year closes."""

from datetime import date

import pytest

from service.aggregates.fund import Fund
from service.aggregates.fund_events import Restriction
from service.aggregates.fund_rules import (
    AmilTooMuch,
    CarryOverUnclear,
    FundIsClosed,
    FundYearRunning,
    GoodsNotValued,
    KindsDontFit,
    MoreThanAvailable,
    MoreThanReceived,
    OtherOwner,
    OutsideRestriction,
    RestrictionLost,
    SameFund,
    UnknownFund,
    UnknownTransfer,
    YearsDiffer,
)
from service.kernel.guards import NothingToRecord, ReasonMissing
from tests.aggregates.test_fund import correct, credit, open_fund, release, reserve, spend
from tests.support import events as some
from tests.support.events import (
    BOUND,
    KLEGO,
    TODAY,
    TRANSFER,
    amil_taken,
    fund_closed,
    fund_received,
    fund_refunded,
    fund_reserved,
    fund_retrieved,
    fund_spent,
    given_back,
    handed_on,
    opened_fund,
)
from tests.support.scenario import after, each, given

BLANK = Fund()
WHEN = {"on": TODAY, "today": TODAY}
NEXT_YEAR = date(2025, 1, 10)
LATER = {"on": NEXT_YEAR, "today": NEXT_YEAR}


def fund(**other):
    return after(BLANK, opened_fund(0, **other))


THEIRS = fund(fund="dinsos-zakat-2024", partner="dinsos")
NEXT = fund(fund="baznas-zakat-2025", fiscal_year=2025)


def transfer(amount_rupiah=3_000_000, to=THEIRS, document="BAST-01/2024"):
    return lambda fund: fund.transfer(
        TRANSFER, to, amount_rupiah=amount_rupiah, document=document, **WHEN
    )


def give_back(amount_rupiah=1_000_000, transfer=TRANSFER):
    return lambda fund: fund.give_back(
        transfer,
        amount_rupiah=amount_rupiah,
        to_partner="baznas-boyolali",
        reason="Penerima sudah dibantu pihak lain",
        **WHEN,
    )


def retrieve():
    return lambda fund: fund.retrieve(
        TRANSFER,
        from_fund="dinsos-zakat-2024",
        from_partner="dinsos",
        amount_rupiah=1_000_000,
        amil_base_rupiah=1_000_000,
        reason="Penerima sudah dibantu pihak lain",
        **WHEN,
    )


def close(to=NEXT, **other):
    terms = {"document": "BA-TB-01/2025", **LATER, **other}
    return lambda fund: fund.close(TRANSFER, to, **terms)


def take_amil(amount_rupiah):
    return lambda fund: fund.take_amil(amount_rupiah=amount_rupiah, to_fund="amil", **WHEN)


RECEIVED = (opened_fund(0, fund="dinsos-zakat-2024", partner="dinsos"), fund_received())


class TestTransfer:
    def test_money_leaves_what_is_available(self):
        known = given(BLANK, opened_fund()).when(transfer()).then(handed_on())
        assert known.available_rupiah == 7_000_000

    def test_what_is_received_is_available_and_no_income(self):
        known = after(BLANK, *RECEIVED)
        assert (known.available_rupiah, known.credited_rupiah) == (3_000_000, 0)

    def test_no_more_is_handed_on_than_is_available(self):
        given(BLANK, opened_fund(), fund_reserved()).when(transfer(5_000_001)).then_refused(
            MoreThanAvailable, asked_rupiah=5_000_001, available_rupiah=5_000_000
        )

    def test_zakat_stays_zakat(self):
        infak = fund(fund="i", fund_type="infak")
        given(BLANK, opened_fund()).when(transfer(to=infak)).then_refused(
            KindsDontFit, fund_type="zakat", to_type="infak", kinds=["zakat"]
        )

    def test_a_companys_gift_may_become_a_villages_income(self):
        village = fund(fund="apbdes", partner="desa", fund_type="apbdes")
        given(BLANK, opened_fund(fund_type="csr")).when(transfer(to=village)).then_known()

    def test_public_money_never_runs_up(self):
        up = fund(fund="apbd", fund_type="apbd_regency")
        given(BLANK, opened_fund(fund_type="apbdes")).when(transfer(to=up)).then_refused(
            KindsDontFit,
            fund_type="apbdes",
            to_type="apbd_regency",
            kinds=["apbdes", "community"],
        )

    def test_a_fund_hands_nothing_to_itself(self):
        own = after(BLANK, opened_fund())
        given(BLANK, opened_fund()).when(transfer(to=own)).then_refused(
            SameFund, fund="baznas-zakat-2024"
        )

    def test_money_changes_its_year_by_closing_only(self):
        given(BLANK, opened_fund()).when(transfer(to=NEXT)).then_refused(
            YearsDiffer, fund_year=2024, to_year=2025
        )

    def test_an_unknown_fund_receives_nothing(self):
        given(BLANK, opened_fund()).when(transfer(to=BLANK)).then_refused(UnknownFund)

    def test_the_amil_has_its_share_of_a_rupiah_once(self):
        """Of ten million an eighth was taken here; the receiver takes none of the rest."""
        known = given(BLANK, opened_fund(), amil_taken()).when(transfer(8_750_000)).then_known()
        [sent] = known.sent.values()
        assert sent.amil_base_rupiah == 0

    def test_a_share_that_nobody_took_is_the_receivers_to_take(self):
        given(BLANK, *RECEIVED).when(take_amil(375_001)).then_refused(
            AmilTooMuch, asked_rupiah=375_001, most_rupiah=375_000
        )


class TestGivingBack:
    def test_what_is_given_back_is_gone_here(self):
        known = given(BLANK, *RECEIVED).when(give_back()).then(given_back())
        assert known.available_rupiah == 2_000_000

    def test_and_is_there_again(self):
        known = given(BLANK, opened_fund(), handed_on()).when(retrieve()).then(fund_retrieved())
        assert (known.available_rupiah, known.sent_rupiah) == (8_000_000, 2_000_000)

    def test_no_more_is_given_back_than_came(self):
        given(BLANK, *RECEIVED, given_back()).when(give_back(2_000_001)).then_refused(
            MoreThanReceived, asked_rupiah=2_000_001, received_rupiah=2_000_000
        )

    def test_what_is_promised_meanwhile_is_not_given_back(self):
        story = (*RECEIVED, fund_reserved(2_500_000))
        given(BLANK, *story).when(give_back()).then_refused(
            MoreThanAvailable, asked_rupiah=1_000_000, available_rupiah=500_000
        )

    @each(give_back=give_back(), retrieve=retrieve())
    def test_nothing_comes_back_that_never_went(self, decide):
        given(BLANK, opened_fund()).when(decide).then_refused(
            UnknownTransfer, transfer=str(TRANSFER)
        )

    def test_a_share_given_back_is_free_for_the_poor_again(self):
        story = (opened_fund(), amil_taken(transfer=TRANSFER))
        back = fund_retrieved(1_250_000, cause="amil", amil_base_rupiah=0)
        known = after(BLANK, *story, back)
        assert (known.amil_rupiah, known.available_rupiah) == (0, 10_000_000)


class TestBoundMoney:
    @pytest.mark.parametrize(
        ("programme", "village"),
        [("jamban", KLEGO), ("air-bersih", "33.09.16.2001"), ("", "")],
    )
    def test_goes_nowhere_else(self, programme, village):
        story = opened_fund(fund_type="infak", restriction=BOUND)
        asked = reserve(asnaf=None, programme=programme, village=village)
        given(BLANK, story).when(asked).then_refused(
            OutsideRestriction,
            bound_to="Sumur bor bagi desa yang kekeringan",
            programme=programme,
            village=village,
            programmes=["air-bersih"],
            areas=["33.09.15"],
        )

    def test_goes_where_it_was_given_for(self):
        story = opened_fund(fund_type="infak", restriction=BOUND)
        asked = reserve(asnaf=None, programme="air-bersih", village=KLEGO)
        assert given(BLANK, story).when(asked).then_known().available_rupiah == 5_000_000

    @pytest.mark.parametrize(
        "restriction",
        [
            None,
            Restriction(purpose="x", programmes=("air-bersih", "jamban"), areas=("33.09.15",)),
            Restriction(purpose="x", programmes=("air-bersih",)),
            Restriction(purpose="x", programmes=("air-bersih",), areas=("33.09.16",)),
        ],
        ids=["unbound", "more programmes", "anywhere", "elsewhere"],
    )
    def test_stays_as_bound_when_it_is_handed_on(self, restriction):
        to = fund(fund="i", fund_type="infak", restriction=restriction)
        story = opened_fund(fund_type="infak", restriction=BOUND)
        given(BLANK, story).when(transfer(to=to)).then_refused(
            RestrictionLost,
            bound_to="Sumur bor bagi desa yang kekeringan",
            programmes=["air-bersih"],
            areas=["33.09.15"],
        )

    def test_may_be_bound_more_narrowly(self):
        narrow = Restriction(purpose="x", programmes=("air-bersih",), areas=(KLEGO,))
        to = fund(fund="i", fund_type="infak", restriction=narrow)
        for given_for in (BOUND, None):
            story = opened_fund(fund_type="infak", restriction=given_for)
            given(BLANK, story).when(transfer(to=to)).then_known()


class TestClosing:
    def test_what_is_available_goes_on_to_the_next_year(self):
        story = (opened_fund(), fund_reserved())
        known = given(BLANK, *story).when(close()).then(fund_closed(occurred_on=NEXT_YEAR))
        assert (known.available_rupiah, known.is_closed) == (0, True)

    def test_an_empty_fund_needs_no_successor(self):
        known = given(BLANK, opened_fund(0)).when(close(None)).then_known()
        assert known.is_closed

    def test_a_year_is_closed_when_it_is_over(self):
        given(BLANK, opened_fund()).when(close(**WHEN)).then_refused(
            FundYearRunning, fiscal_year=2024, on="2024-11-04"
        )

    def test_a_rest_goes_to_the_same_owner(self):
        to = fund(fund="x", partner="dinsos", fiscal_year=2025)
        given(BLANK, opened_fund()).when(close(to)).then_refused(
            OtherOwner, owner="dinsos", partner="baznas-boyolali"
        )

    @pytest.mark.parametrize(
        "to",
        [
            None,
            fund(fund="same year"),
            fund(fund="x", fund_type="infak", fiscal_year=2025),
            fund(fund="x", fiscal_year=2025, restriction=BOUND),
        ],
        ids=["nowhere", "same year", "other kind", "other restriction"],
    )
    def test_a_rest_goes_to_a_fund_like_it_of_a_later_year(self, to):
        given(BLANK, opened_fund()).when(close(to)).then_refused(
            CarryOverUnclear, left_rupiah=10_000_000, fiscal_year=2024
        )

    @each(
        credit=credit(),
        reserve=reserve(1),
        take_amil=take_amil(1),
        transfer=transfer(1),
        close=close(),
    )
    def test_nothing_new_enters_a_closed_fund(self, decide):
        given(BLANK, opened_fund(), fund_closed(10_000_000)).when(decide).then_refused(
            FundIsClosed, fund="baznas-zakat-2024"
        )

    def test_what_was_set_aside_is_still_paid(self):
        given(BLANK, opened_fund(), fund_reserved(), fund_closed()).when(spend()).then_known()

    @pytest.mark.parametrize(
        "back", [release(), lambda _: (fund_refunded(1_000_000),)], ids=["released", "refunded"]
    )
    def test_what_comes_back_later_goes_on_by_closing_once_more(self, back):
        story = (opened_fund(), fund_reserved(), fund_spent(), fund_closed(transfer=some.uid(1)))
        known = given(BLANK, *story).when(back).then_known()
        assert known.available_rupiah == 1_000_000
        [again] = close()(known)
        assert after(known, again).available_rupiah == 0

    def test_a_wrong_entry_of_a_closed_year_can_still_be_put_right(self):
        story = (opened_fund(), fund_closed(10_000_000))
        given(BLANK, *story).when(correct(500_000)).then_known()


def test_goods_say_what_they_are_and_how_they_were_valued():
    for said in ({"goods": "Beras"}, {"valuation": "invoice"}):
        given(BLANK).when(open_fund(**said)).then_refused(GoodsNotValued)


@each(transfer=transfer(0), give_back=give_back(0))
def test_nothing_is_no_transfer(decide):
    given(BLANK, *RECEIVED).when(decide).then_refused(NothingToRecord, asked_rupiah=0)


@each(transfer=transfer(document=" "), close=close(document=""))
def test_a_hand_over_has_a_document(decide):
    given(BLANK, opened_fund()).when(decide).then_refused(ReasonMissing)
