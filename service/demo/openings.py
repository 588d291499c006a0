"""What partners look for, and what companies without an account report, in the demo."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid5

from service.commands import adoptions, aid_reports, interests
from service.demo.bootstrap import run, system
from service.kernel.roles import Actor
from service.reference.regions import Village
from service.regency import Regency

SPACE = UUID("6f1f2a34-6d0e-4c43-9b4e-2f0d5c0f8a11")
LINK_DAYS = 30


def begin(
    regency: Regency, cast: Mapping[str, Actor], worked: Sequence[Village], today: date
) -> None:
    """Let two partners save interests, one take a village by number, and companies report."""
    susu, serat = cast["merapi-susu.csr"], cast["sinar-serat.csr"]
    _save(regency, susu, need="sanitation", yearly_rupiah=200_000_000)
    _save(regency, cast["baznas.petugas"], need="housing", area=worked[0].kecamatan)
    ask = adoptions.AdoptNeeds(
        partner=serat.organisation,
        programme="air-bersih",
        village=worked[1].code,
        quantity=4,
        amount_rupiah=2_750_000,
        form="cash",
        due_on=today + timedelta(days=60),
    )
    run(regency, serat, "adoption", partial(adoptions.adopt, ask=ask))
    given = max(date(today.year, 1, 1), today - timedelta(days=12))
    told = aid_reports.FileReport(
        village=worked[0].code,
        programme="jamban-sehat",
        sector="Pengolahan susu",
        form="goods",
        valuation="invoice",
        value_rupiah=10_500_000,
        given_on=given,
        households=3,
        contact="kantor@contoh.example",
    )
    secretary = cast["tkpkd.sekretaris"]
    susu_reports = partial(_reported, partner=susu.organisation, today=today)
    first = susu_reports(regency, secretary, "PT Merapi Susu Makmur", told)
    ask_confirm = aid_reports.ConfirmReport(value_rupiah=told.value_rupiah)
    confirm = partial(aid_reports.confirm, aid_report=first, ask=ask_confirm)
    run(regency, cast["desa-1.operator"], "report answered", confirm)
    waiting = aid_reports.FileReport(
        village=worked[0].code,
        programme="sembako",
        sector="Perdagangan",
        form="goods",
        valuation="stated",
        value_rupiah=6_000_000,
        given_on=given,
        households=10,
    )
    _reported(regency, secretary, "Toko Sumber Rejeki", waiting, partner=None, today=today)


def _save(regency: Regency, officer: Actor, **wish: object) -> None:
    asked = interests.SaveInterest(partner=officer.organisation, **wish)  # type: ignore[arg-type]
    run(regency, officer, f"interest {officer.account}", partial(interests.save, ask=asked))


def _reported(
    regency: Regency,
    secretary: Actor,
    company: str,
    told: aid_reports.FileReport,
    *,
    partner: str | None,
    today: date,
) -> UUID:
    """Ask a company for a report by a link that nobody keeps, and let it report."""
    report = uuid5(SPACE, company)
    ask = aid_reports.InviteReport(
        company=company, partner=partner, valid_until=today + timedelta(days=LINK_DAYS)
    )
    hashed = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    invite = partial(aid_reports.invite, ask=ask, aid_report=report, token_hash=hashed)
    run(regency, secretary, f"report link {company}", invite)
    file = partial(aid_reports.file, aid_report=report, ask=told)
    run(regency, system(regency), f"report {company}", file)
    return report
