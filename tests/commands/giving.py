"""Partners, a programme, funds and a household with confirmed needs, for tests about promises."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.fund import Fund
from service.application import Receipt
from service.commands import commitments, disbursements, funds, needs, partners, programmes
from service.commands.commitments import Commit
from service.commands.disbursements import Allocate, Disburse
from service.commands.requests import Proof
from service.commands.validations import JudgeHousehold, validate
from service.commands.villages import Enrol
from service.commands.villages import enrol as enrol_village
from service.kernel.needs import NeedType
from service.kernel.roles import Actor, Role
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, VISIT, actor, do, registered

BAZNAS, PERKIM, DINSOS, COMPANY = "baznas", "perkim", "dinsos", "pt-maju"
TOILET, HOUSE, CAPITAL = "jamban", "rtlh", "modal-usaha"
ZAKAT = "baznas-zakat-2024"


def officer(
    organisation: str, role: Role = "partner_officer", *areas: str, account: str = ""
) -> Actor:
    """Return somebody who acts for an organisation, whose agreement covers their areas."""
    known = actor(role, *areas, account=account or f"{organisation}.{role}")
    return replace(known, organisation=organisation, agreed=known.scope)


def catalogue(regency: Regency) -> None:
    """Enrol four partners and Klego, and list three programmes."""
    do(regency, SECRETARIAT, enrol_village, Enrol(village=KLEGO, occurred_on=DAY))
    kinds: dict[str, Any] = {
        BAZNAS: "baznas",
        PERKIM: "perangkat_daerah",
        DINSOS: "perangkat_daerah",
        COMPANY: "company",
    }
    for partner, kind in kinds.items():
        asked = partners.Enrol(
            partner=partner, name=partner.title(), org_type=kind, occurred_on=DAY
        )
        do(regency, SECRETARIAT, partners.enrol, asked)
    offers: dict[str, dict[str, Any]] = {
        TOILET: {"need": "sanitation", "evidence_required": ("handover",)},
        HOUSE: {"need": "housing", "exclusivity_group": "housing"},
        CAPITAL: {"need": "business_capital", "strategy": "sustain_micro_small_business"},
    }
    for programme, offer in offers.items():
        do(regency, SECRETARIAT, programmes.enlist, listed(programme, **offer))


def listed(programme: str, **other: Any) -> programmes.Enlist:
    """Return a programme of Baznas to be listed."""
    asked: dict[str, Any] = {
        "programme": programme,
        "name": programme.title(),
        "owner": BAZNAS,
        "strategy": "reduce_expenditure_burden",
        "need": "sanitation",
        "target_unit": "house",
        "recurrence": "once",
        "first_year": 2024,
        "occurred_on": DAY,
    }
    return programmes.Enlist(**(asked | other))


def family_in_need(regency: Regency, *lacking: NeedType, nik: str = "9909150101700001") -> UUID:
    """Register a family of Klego and find it eligible, and these needs (or its toilet) real."""
    household = registered(regency, nik)
    found = JudgeHousehold(verdict="eligible", method="visit", evidence=(VISIT,), occurred_on=DAY)
    do(regency, SECRETARIAT, validate, household, found)
    for need in lacking or ("sanitation",):
        judged = needs.JudgeNeed(
            need=need, verdict="confirmed", method="visit", evidence=(VISIT,), occurred_on=DAY
        )
        do(regency, SECRETARIAT, needs.judge, household, judged)
    return household


def judged(regency: Regency, household: UUID, verdict: Any, **other: Any) -> None:
    """Judge a household anew."""
    asked = JudgeHousehold(
        verdict=verdict, method="visit", evidence=(VISIT,), occurred_on=DAY, **other
    )
    do(regency, SECRETARIAT, validate, household, asked)


def promise(household: UUID | None = None, **other: Any) -> Commit:
    """Return a promise of Baznas: a toilet for five million."""
    asked: dict[str, Any] = {
        "partner": BAZNAS,
        "programme": TOILET,
        "household": household,
        "amount_rupiah": 5_000_000,
        "form": "cash",
        "occurred_on": DAY,
    }
    return Commit(**(asked | other))


def promised(regency: Regency, household: UUID | None, **other: Any) -> UUID:
    """Make a promise; return it."""
    return UUID(do(regency, SECRETARIAT, commitments.commit, promise(household, **other)).id)


def funded(regency: Regency, amount_rupiah: int = 10_000_000) -> str:
    """Open Baznas' zakat fund."""
    asked = funds.Open(
        fund=ZAKAT,
        partner=BAZNAS,
        fund_type="zakat",
        fiscal_year=2024,
        document="BSZ-1",
        amount_rupiah=amount_rupiah,
        occurred_on=DAY,
    )
    return do(regency, SECRETARIAT, funds.open_fund, asked).id


def allocated(regency: Regency, commitment: UUID, amount_rupiah: int = 5_000_000) -> UUID:
    """Set zakat aside for a promise; return the allocation."""
    asked = Allocate(amount_rupiah=amount_rupiah, fund=ZAKAT, asnaf="miskin", occurred_on=DAY)
    return UUID(do(regency, SECRETARIAT, disbursements.allocate, commitment, asked).id)


def payment(amount_rupiah: int = 3_000_000, receipt: str = "SP2D-1") -> Disburse:
    """Return a payment."""
    return Disburse(
        amount_rupiah=amount_rupiah, method="transfer", receipt=receipt, occurred_on=DAY
    )


def paid(regency: Regency, commitment: UUID, *about: Any) -> UUID:
    """Pay; return the disbursement."""
    done = do(regency, SECRETARIAT, disbursements.disburse, commitment, payment(*about))
    return UUID(done.id)


def handover(on: date = DAY) -> Proof:
    """Return the minutes of a handover."""
    return Proof(kind="handover", reference="BAST-01", on=on)


def commitment_of(regency: Regency, commitment: UUID) -> Commitment:
    """Return what the write side knows about a promise."""
    return regency.ledger.look(Commitment, commitment)[1]


def fund_of(regency: Regency, fund: str = ZAKAT) -> Fund:
    """Return what the write side knows about a fund."""
    return regency.ledger.look(Fund, fund)[1]


def tags_at(regency: Regency, receipt: Receipt) -> list[str]:
    """Return the events that one command recorded, in order."""
    found: list[str] = []
    for recorded in reversed(regency.log.between(0, receipt.position)):
        if recorded.recorded_at != receipt.recorded_at:
            break
        found.insert(0, recorded.event.tag)
    return found
