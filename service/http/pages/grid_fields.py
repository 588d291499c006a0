"""What the fields of the grid are called, and what they become: one row, several findings.

v.<household>  its verdict      n.<household>  the version that was shown
p.<person>     their verdict    d. s. t.       since when, by which letter, where to
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, get_args
from uuid import UUID

from msgspec import Struct

from service.commands.requests import Proof
from service.commands.validations import JudgeHousehold, JudgePresence, Validation
from service.exchange.field_rows import MOST_ROWS, Row
from service.http.fields import Choices, Fault, Faulty
from service.http.forms import Posted, first
from service.kernel.verdicts import (
    BETTER_OFF_LABELS,
    EVIDENCE_LABELS,
    HOUSEHOLD_VERDICT_LABELS,
    METHOD_LABELS,
    PRESENCE_LABELS,
    EvidenceKind,
    HouseholdVerdict,
    PresenceVerdict,
    WitnessMethod,
)

MOST_REFERENCE = 200

_HOUSEHOLD: tuple[HouseholdVerdict, ...] = (
    "graduated",
    "self_withdrew",
    "refused_interview",
    "unreachable",
    "closed_no_members",
)
VERDICTS: Choices = (
    ("eligible", HOUSEHOLD_VERDICT_LABELS["eligible"]),
    *((f"better_off:{code}", f"Mampu: {label}") for code, label in BETTER_OFF_LABELS.items()),
    *((code, HOUSEHOLD_VERDICT_LABELS[code]) for code in _HOUSEHOLD),
)
"""What a grid asks of a household; a split, a merger and a new head ask for more."""

_PRESENCE: tuple[PresenceVerdict, ...] = (
    "present",
    "deceased",
    "moved_within_district",
    "moved_out",
    "moved_abroad",
)
PRESENCES: Choices = tuple((code, PRESENCE_LABELS[code]) for code in _PRESENCE)
METHODS: Choices = tuple((code, METHOD_LABELS[code]) for code in METHOD_LABELS if code != "musdes")
_EVIDENCE: tuple[EvidenceKind, ...] = ("visit", "document", "statement", "attendance")
EVIDENCES: Choices = tuple((code, EVIDENCE_LABELS[code]) for code in _EVIDENCE)


class Top(Struct, frozen=True, kw_only=True):
    """What holds for every row of a sheet: the day, the way, and what shows it."""

    occurred_on: date
    method: WitnessMethod
    proof: Proof


def top_posted(posted: Posted, today: date) -> dict[str, str]:
    """Return what stands on top of the form, as it was filled in or as it starts."""
    start = {"occurred_on": today.isoformat(), "method": "visit", "kind": "visit", "reference": ""}
    return {name: first(posted, name) or value for name, value in start.items()}


def read_top(posted: Posted) -> Top:
    """Return what holds for every row.

    Raises:
        Faulty: with everything that is wrong.
    """
    faults: list[Fault] = []
    try:
        on = date.fromisoformat(first(posted, "occurred_on"))
    except ValueError:
        on = date.min
        faults.append(Fault("occurred_on", "Tanggal: isi tanggal kunjungan"))
    method = next((one for one in get_args(WitnessMethod) if one == first(posted, "method")), None)
    if method is None:
        faults.append(Fault("method", "Cara memeriksa: pilih salah satu"))
    kind = next((one for one in _EVIDENCE if one == first(posted, "kind")), None)
    if kind is None:
        faults.append(Fault("kind", "Jenis bukti: pilih salah satu"))
    reference = first(posted, "reference")
    if not reference or len(reference) > MOST_REFERENCE or not reference.isprintable():
        faults.append(Fault("reference", "Nomor bukti: isi nomor lembar, surat tugas, atau surat"))
    if faults or method is None or kind is None:
        raise Faulty(faults)
    proof = Proof(kind=kind, reference=reference, on=on)
    return Top(occurred_on=on, method=method, proof=proof)


def households(posted: Posted) -> list[UUID]:
    """Return the households that a form is about.

    Raises:
        Faulty: what it names is none, or there are too many.
    """
    found = [name.removeprefix("n.") for name in posted if name.startswith("n.")]
    try:
        known = [UUID(one) for one in found]
    except ValueError as err:
        raise Faulty([Fault("", "Baris tidak dikenal; muat ulang halaman isian")]) from err
    if len(known) > MOST_ROWS:
        raise Faulty([Fault("", f"Paling banyak {MOST_ROWS} baris sekali kirim")])
    return known


def of_person(posted: Posted, person: UUID) -> dict[str, str]:
    """Return what was filled in about a person: verdict, since, letter, where to."""
    return {part: first(posted, f"{part}.{person}") for part in "pdst"}


def rows(posted: Posted, top: Top, key: str, belonging: Mapping[UUID, Sequence[UUID]]) -> list[Row]:
    """Return the rows in which something was filled in.

    Args:
        key: of the form.
        belonging: the persons of each household.

    Raises:
        Faulty: with everything that can't be read; no row is saved then.
    """
    found: list[Row] = []
    faults: list[Fault] = []
    for household, persons in belonging.items():
        try:
            findings = [*_of_persons(posted, top, persons), *_of_household(posted, top, household)]
        except Faulty as err:
            faults += err.faults
            continue
        version = first(posted, f"n.{household}")
        if findings:
            found.append(
                Row(
                    household=household,
                    key=f"{key}/{household}",
                    findings=tuple(findings),
                    seen=int(version) if version.isascii() and version.isdecimal() else None,
                )
            )
    if faults:
        raise Faulty(faults)
    return found


def _of_household(posted: Posted, top: Top, household: UUID) -> Iterator[Validation]:
    chosen = first(posted, name := f"v.{household}")
    if not chosen:
        return
    if chosen not in dict(VERDICTS):
        raise Faulty([Fault(name, "Putusan keluarga: pilih salah satu")])
    verdict, _, reason = chosen.partition(":")
    said: dict[str, Any] = {"verdict": verdict, "reason": reason or None}
    yield JudgeHousehold(
        method=top.method, evidence=(top.proof,), occurred_on=top.occurred_on, **said
    )


def _of_persons(posted: Posted, top: Top, persons: Sequence[UUID]) -> Iterator[Validation]:
    for person in persons:
        filled = of_person(posted, person)
        if not filled["p"]:
            continue
        verdict = next((one for one in _PRESENCE if one == filled["p"]), None)
        if verdict is None:
            raise Faulty([Fault(f"p.{person}", "Keadaan anggota: pilih salah satu")])
        try:
            since = date.fromisoformat(filled["d"]) if filled["d"] else None
        except ValueError as err:
            raise Faulty([Fault(f"d.{person}", "Sejak: isi tanggal yang ada")]) from err
        letter = filled["s"][:MOST_REFERENCE]
        stated = (Proof(kind="statement", reference=letter, on=top.occurred_on),) if letter else ()
        yield JudgePresence(
            person=person,
            verdict=verdict,
            method=top.method,
            since=since,
            evidence=(top.proof, *stated),
            destination=filled["t"][:13] or None,
            occurred_on=top.occurred_on,
        )
