"""Instalments, the next year, the outcome, and who must have accounted for last year."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from service.aggregates.accountability import PreviousYearUnreported
from service.aggregates.commitment import YearNotOver
from service.aggregates.household import Household
from service.application import Receipt
from service.commands import (
    accountabilities,
    commitment_changes,
    deliveries,
    disbursements,
    photos,
    programmes,
)
from service.commands.accountabilities import File
from service.commands.commitment_changes import CarryOver, Plan, PlannedPart
from service.commands.deliveries import Acknowledge, CheckOutcome, Deliver, PhotoNotPlaced
from service.commands.photos import Attach
from service.commands.requests import Explain, Proof
from service.exchange import year_end
from service.exchange.year_end import Lapsed
from service.policies.access import NotAllowed, OutOfScope
from service.projections.commitment_entries import entries
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, OPERATOR, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    DINSOS,
    PERKIM,
    allocated,
    catalogue,
    commitment_of,
    family_in_need,
    fund_of,
    funded,
    handover,
    listed,
    officer,
    payment,
    promised,
    tags_at,
)

NEXT_YEAR = datetime(2025, 1, 6, 3, 0, tzinfo=UTC)
THEN = date(2025, 1, 6)
MENTOR = officer(DINSOS, "mentor")
ON = CarryOver(form="cash", occurred_on=THEN)
STRICT = "rtlh-bankeu"


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


@pytest.fixture
def household(regency: Regency) -> UUID:
    return family_in_need(regency, "sanitation", "housing")


@pytest.fixture
def commitment(regency: Regency, household: UUID) -> UUID:
    funded(regency)
    return promised(regency, household)


@pytest.fixture
def later(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regency.ledger, "clock", lambda: NEXT_YEAR)


def test_a_plan_is_the_promising_partner_s(regency: Regency, commitment: UUID):
    parts = (PlannedPart(due_on=DAY, amount_rupiah=5_000_000),)
    ask = Plan(instalments=parts, occurred_on=DAY)
    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY), commitment_changes.plan, commitment, ask)

    do(regency, officer(BAZNAS), commitment_changes.plan, commitment, ask)

    assert commitment_of(regency, commitment).instalments[0].amount_rupiah == 5_000_000


class TestTheNextYear:
    @pytest.fixture(autouse=True)
    def _allocated(self, regency: Regency, commitment: UUID) -> None:
        allocated(regency, commitment)

    @pytest.mark.usefixtures("later")
    def test_a_promise_is_carried_over_in_one_save(
        self, regency: Regency, commitment: UUID, household: UUID
    ):
        receipt = do(regency, officer(BAZNAS), commitment_changes.carry_over, commitment, ON)

        assert tags_at(regency, receipt) == [
            "commitment.lapsed",
            "commitment.carried",
            "fund.released",
            "need.released",
            "commitment.made",
            "need.reserved",
        ]
        heir = UUID(receipt.id)
        assert commitment_of(regency, heir).terms.fiscal_year == 2025  # type: ignore[union-attr]
        assert fund_of(regency).available_rupiah == 10_000_000
        told = entries(regency.log.history(f"commitment:{commitment}"))
        assert told.successor == heir
        _, home = regency.ledger.look(Household, household)
        assert home.reserved_by(heir) is not None

    @pytest.mark.usefixtures("later")
    def test_a_whole_year_lapses_once_however_often_it_is_asked(
        self, regency: Regency, commitment: UUID
    ):
        second = promised(regency, None, village=KLEGO, fiscal_year=2024, occurred_on=DAY)
        unkept = year_end.unkept(regency, SECRETARIAT, 2024)
        first = year_end.lapse(regency, SECRETARIAT, 2024, channel="api", most=1)
        rest = year_end.lapse(regency, SECRETARIAT, 2024, channel="api")
        again = year_end.lapse(regency, SECRETARIAT, 2024, channel="api")

        assert (unkept.commitments, unkept.left_rupiah) == (2, 10_000_000)
        assert (first.lapsed, first.left) == (1, 1)
        assert rest == Lapsed(
            fiscal_year=2024, lapsed=1, released_rupiah=5_000_000, refused={}, left=0
        )
        assert again.lapsed == 0
        assert {commitment_of(regency, one).stage for one in (commitment, second)} == {"lapsed"}

    def test_a_year_lapses_after_its_end_and_by_the_secretariat(self, regency: Regency):
        year = regency.ledger.today.year
        with pytest.raises(YearNotOver):
            year_end.lapse(regency, SECRETARIAT, year, channel="api")
        with pytest.raises(NotAllowed):
            year_end.unkept(regency, officer(BAZNAS), 2024)


class TestTheOutcome:
    broken = CheckOutcome(
        condition="gone",
        is_used=False,
        is_need_met=False,
        evidence=(Proof(kind="visit", reference="kunjungan-9", on=DAY),),
        occurred_on=DAY,
    )

    @pytest.fixture(autouse=True)
    def _arrived(self, regency: Regency, commitment: UUID) -> None:
        ask = Deliver(value_rupiah=5_000_000, evidence=(handover(),), occurred_on=DAY)
        handed = do(regency, officer(BAZNAS), deliveries.deliver, commitment, ask)
        yes = Acknowledge(occurred_on=DAY)
        do(regency, OPERATOR, deliveries.acknowledge, commitment, UUID(handed.id), yes)

    def test_a_need_that_is_not_met_any_more_is_open_in_the_same_save(
        self, regency: Regency, commitment: UUID, household: UUID
    ):
        receipt = do(regency, MENTOR, deliveries.check_outcome, commitment, self.broken)

        assert tags_at(regency, receipt) == ["outcome.checked", "need.judged"]
        _, home = regency.ledger.look(Household, household)
        assert home.needs["sanitation"].standing == "unmet"
        promised(regency, household, partner=PERKIM)

    def test_a_need_that_is_still_met_stays_so(self, regency: Regency, commitment: UUID):
        fine = CheckOutcome(condition="good", is_used=True, is_need_met=True, occurred_on=DAY)
        receipt = do(regency, MENTOR, deliveries.check_outcome, commitment, fine)

        assert tags_at(regency, receipt) == ["outcome.checked"]


class TestWhoMustHaveAccounted:
    report = File(
        organisation=PERKIM,
        fiscal_year=2023,
        number="900/12/2024",
        spent_rupiah=25_000_000,
        occurred_on=DAY,
    )

    @pytest.fixture
    def owed(self, regency: Regency) -> UUID:
        strict = listed(STRICT, need="housing", is_report_required=True)
        do(regency, SECRETARIAT, programmes.enlist, strict)
        funded(regency)
        household = family_in_need(regency, "housing")
        commitment = promised(regency, household, programme=STRICT, implementer=PERKIM)
        allocated(regency, commitment)
        return commitment

    def pay(self, regency: Regency, commitment: UUID) -> Receipt:
        return do(regency, SECRETARIAT, disbursements.disburse, commitment, payment())

    def test_whoever_hands_it_out_is_not_paid_without_a_report(self, regency: Regency, owed: UUID):
        with pytest.raises(PreviousYearUnreported) as refused:
            self.pay(regency, owed)
        assert refused.value.why == {"organisation": PERKIM, "fiscal_year": 2023}

        do(regency, officer(PERKIM), accountabilities.file, self.report)
        self.pay(regency, owed)

        assert commitment_of(regency, owed).numbers.disbursed == 3_000_000

    def test_a_report_that_was_sent_back_blocks_again(self, regency: Regency, owed: UUID):
        do(regency, officer(PERKIM), accountabilities.file, self.report)
        why = Explain(reason="Lampiran belum ada", occurred_on=DAY)
        do(regency, SECRETARIAT, accountabilities.send_back, PERKIM, 2023, why)

        with pytest.raises(PreviousYearUnreported):
            self.pay(regency, owed)

    def test_nobody_accounts_for_another(self, regency: Regency):
        with pytest.raises(OutOfScope):
            do(regency, officer(DINSOS), accountabilities.file, self.report)


class TestPhotosWithAPlace:
    digest = "ab" * 32

    @pytest.fixture
    def owed(self, regency: Regency, household: UUID) -> UUID:
        strict = listed(
            STRICT, need="housing", evidence_required=("photo_after",), is_geotag_required=True
        )
        do(regency, SECRETARIAT, programmes.enlist, strict)
        return promised(regency, household, programme=STRICT)

    def deliver(self, regency: Regency, commitment: UUID) -> Receipt:
        proof = Proof(kind="photo_after", reference=self.digest, on=DAY)
        ask = Deliver(value_rupiah=5_000_000, evidence=(proof,), occurred_on=DAY)
        return do(regency, officer(BAZNAS), deliveries.deliver, commitment, ask)

    def attach(self, regency: Regency, household: UUID, *, place: tuple[float, float] | None):
        ask = Attach(
            kind="after",
            digest=self.digest,
            size_bytes=1,
            width=1,
            height=1,
            taken_on=DAY,
            place=place,
        )
        do(regency, MENTOR, photos.attach, household, ask)

    def test_a_photo_that_is_not_attached_is_no_proof(self, regency: Regency, owed: UUID):
        with pytest.raises(PhotoNotPlaced) as refused:
            self.deliver(regency, owed)
        assert refused.value.why == {"missing": ["photo_after"]}

    def test_nor_one_without_its_place(self, regency: Regency, household: UUID, owed: UUID):
        self.attach(regency, household, place=None)
        with pytest.raises(PhotoNotPlaced):
            self.deliver(regency, owed)

    def test_one_with_its_place_is(self, regency: Regency, household: UUID, owed: UUID):
        self.attach(regency, household, place=(-7.5, 110.6))

        self.deliver(regency, owed)

        assert commitment_of(regency, owed).numbers.delivered == 5_000_000
