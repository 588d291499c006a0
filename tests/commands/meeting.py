"""A village meeting that goes as it should, so that a test names only what it is about."""

from datetime import date
from typing import Any
from uuid import UUID

from service.aggregates.musdes import Musdes
from service.application import Receipt
from service.commands import musdes
from service.commands.musdes import (
    Convene,
    Decide,
    GivenAttendee,
    GivenCount,
    GivenDecision,
    GivenOfficer,
    Present,
    Ratify,
    RecordAttendance,
    Sign,
)
from service.commands.requests import Proof
from service.commands.validations import JudgeHousehold, validate
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, OPERATOR, VISIT, actor, do, registered

CHAIR = actor("bpd_chair", KLEGO)
HEAD = actor("village_head", KLEGO)
NUMBER = "140/07/BA/XI/2024"
MISSED = (
    Proof(kind="visit", reference="kunjungan-1", on=date(2024, 11, 1)),
    VISIT,
    Proof(kind="statement", reference="470/12/XI/2024", on=DAY),
)


def found(regency: Regency, nik: str, verdict: Any = "eligible", **other: Any) -> UUID:
    """Register a family of Klego and let the operator find out how it stands."""
    household = registered(regency, nik)
    judge(regency, household, verdict, **other)
    return household


def judge(regency: Regency, household: UUID, verdict: Any, *, by: Any = OPERATOR, **other: Any):
    """Judge a household after a visit."""
    evidence = MISSED if verdict == "unreachable" else (VISIT,)
    asked: dict[str, Any] = {"method": "visit", "evidence": evidence, "occurred_on": DAY}
    do(regency, by, validate, household, JudgeHousehold(verdict=verdict, **(asked | other)))


def invitation(**other: Any) -> Convene:
    """Return a meeting of Klego, led by the chair of its BPD."""
    asked: dict[str, Any] = {
        "village": KLEGO,
        "kind": "musdes",
        "meets_on": DAY,
        "meets_at": "09:00",
        "place": "Balai Desa Klego",
        "agenda": "Pembahasan hasil verifikasi\nLain-lain",
        "legal_basis": "UU 13/2011 Pasal 8",
        "chair": GivenOfficer(
            name="Contoh Wiyono", position="Ketua BPD Klego", account=CHAIR.account
        ),
        "minute_taker": GivenOfficer(name="Contoh Lestari", position="Sekretaris Desa"),
        "occurred_on": DAY,
    }
    return Convene(**(asked | other))


def attendance(present: int = 20) -> RecordAttendance:
    """Return who came: one by name, the others counted."""
    return RecordAttendance(
        invited=30,
        quorum=20,
        attendees=(
            GivenAttendee(
                name="Contoh Sarjono", role="hamlet_or_rt", sex="male", represents="RT 1"
            ),
        ),
        others=(GivenCount(role="resident", sex="female", count=present - 1),),
    )


def opened(regency: Regency, **other: Any) -> UUID:
    """Return a meeting that was called and attended."""
    session = UUID(do(regency, CHAIR, musdes.convene, invitation(**other)).id)
    do(regency, CHAIR, musdes.record_attendance, session, attendance())
    return session


def shown(regency: Regency, session: UUID, *households: UUID) -> None:
    """Show households to a meeting."""
    do(regency, CHAIR, musdes.present, session, Present(households=households))


def decided(regency: Regency, session: UUID, *decisions: GivenDecision, rest: bool = False) -> None:
    """Let a meeting decide."""
    do(regency, CHAIR, musdes.decide, session, Decide(decisions=decisions, rest=rest))


def met(regency: Regency, *households: UUID, decisions: Any = (), rest: bool = True) -> UUID:
    """Return a meeting that was shown households and has decided about them."""
    session = opened(regency)
    shown(regency, session, *households)
    decided(regency, session, *decisions, rest=rest)
    return session


def ratified(regency: Regency, session: UUID, number: str = NUMBER, *, by: Any = CHAIR) -> Receipt:
    """Ratify what a meeting decided."""
    return do(regency, by, musdes.ratify, session, Ratify(number=number))


def signed(regency: Regency, session: UUID) -> None:
    """Let the chair and the village head sign."""
    for by, signer in ((CHAIR, "chair"), (HEAD, "head")):
        asked: Any = {"signer": signer, "position": by.position, "name": "Contoh Wiyono"}
        do(regency, by, musdes.sign, session, Sign(**asked))


def musdes_of(regency: Regency, session: UUID) -> Musdes:
    """Return what the write side knows about a meeting."""
    return regency.ledger.look(Musdes, session)[1]
