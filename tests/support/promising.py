"""A regency in which partners can promise: villages, partners with a fund each, a programme."""

from datetime import date
from uuid import UUID

from service.commands import commitments, disbursements, funds, partners, programmes, villages
from service.commands.commitments import Commit
from service.commands.disbursements import Allocate, Disburse
from service.commands.needs import JudgeNeed
from service.commands.needs import judge as judge_need
from service.commands.validations import JudgePresence
from service.kernel.needs import NeedType
from service.kernel.roles import Actor, Scope
from service.regency import Regency
from tests.commands.acting import (
    DAY,
    GONDANGLEGI,
    KLEGO,
    LETTER,
    SECRETARIAT,
    VISIT,
    do,
    registered,
)

PARTNERS = tuple(f"mitra-{number:02}" for number in range(16))
PROGRAMMES: dict[NeedType, str] = {"sanitation": "jamban", "food": "sembako"}
YEAR = DAY.year


def fund_of(partner: str) -> str:
    """Return the fund that a partner gives from."""
    return f"dana-{partner}"


def officer(partner: str) -> Actor:
    """Return somebody who acts for a partner in the whole regency."""
    return Actor(
        account=f"petugas.{partner}",
        position="Petugas",
        role="partner_officer",
        organisation=partner,
        scope=Scope(("33.09",)),
        agreed=Scope(("33.09",)),
    )


def prepare(regency: Regency, *, fund_rupiah: int) -> None:
    """Enrol the villages and the partners, list the programmes and fill the funds."""
    for village in (KLEGO, GONDANGLEGI):
        do(regency, SECRETARIAT, villages.enrol, villages.Enrol(village=village, occurred_on=DAY))
    for partner in PARTNERS:
        enrol = partners.Enrol(
            partner=partner, name=partner.title(), org_type="company", occurred_on=DAY
        )
        do(regency, SECRETARIAT, partners.enrol, enrol)
        filled = funds.Open(
            fund=fund_of(partner),
            partner=partner,
            fund_type="csr",
            fiscal_year=YEAR,
            document="SK-1",
            amount_rupiah=fund_rupiah,
            occurred_on=DAY,
        )
        do(regency, officer(partner), funds.open_fund, filled)
    for need, programme in PROGRAMMES.items():
        listed = programmes.Enlist(
            programme=programme,
            name=programme.title(),
            owner=PARTNERS[0],
            strategy="reduce_expenditure_burden",
            need=need,
            target_unit="family",
            recurrence="once",
            first_year=YEAR,
            occurred_on=DAY,
        )
        do(regency, officer(PARTNERS[0]), programmes.enlist, listed)


def in_need(regency: Regency, need: NeedType = "sanitation") -> UUID:
    """Register a family of one whose need is confirmed; return the household."""
    household = registered(regency)
    do(regency, SECRETARIAT, judge_need, household, confirmed(need))
    return household


def confirmed(need: NeedType, on: date = DAY) -> JudgeNeed:
    """Return the verdict that a need is real."""
    return JudgeNeed(
        need=need, verdict="confirmed", method="visit", evidence=(VISIT,), occurred_on=on
    )


def death(person: UUID, on: date = DAY) -> JudgePresence:
    """Return the verdict that a person died."""
    return JudgePresence(
        person=person,
        verdict="deceased",
        method="document",
        since=on,
        evidence=(LETTER,),
        occurred_on=on,
    )


def promise(partner: str, amount_rupiah: int, *, household: UUID | None = None) -> Commit:
    """Return a promise of sanitation to a household, or to a village as a whole."""
    return Commit(
        partner=partner,
        programme=PROGRAMMES["sanitation"],
        amount_rupiah=amount_rupiah,
        form="cash",
        household=household,
        village=None if household else KLEGO,
        fiscal_year=YEAR,
        occurred_on=DAY,
    )


def promised(
    regency: Regency, partner: str, amount_rupiah: int, *, household: UUID | None = None
) -> UUID:
    """Make a promise; return its id."""
    ask = promise(partner, amount_rupiah, household=household)
    return UUID(do(regency, officer(partner), commitments.commit, ask).id)


def allocated(regency: Regency, partner: str, commitment: UUID, amount_rupiah: int) -> UUID:
    """Set money of the partner's fund aside for its promise; return the allocation."""
    ask = Allocate(amount_rupiah=amount_rupiah, fund=fund_of(partner), occurred_on=DAY)
    return UUID(do(regency, officer(partner), disbursements.allocate, commitment, ask).id)


def payment(receipt: str, amount_rupiah: int = 1) -> Disburse:
    """Return a payment with this number on its document."""
    return Disburse(
        amount_rupiah=amount_rupiah, method="transfer", receipt=receipt, occurred_on=DAY
    )
