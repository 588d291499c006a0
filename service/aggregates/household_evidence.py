"""What a verdict must be shown with, so that nobody leaves a list on somebody's mere word.

Source: Regsosek question 404; forms FKP.01/.02 of the BDT village meetings.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from service.kernel.guards import require_happened
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    Evidence,
    EvidenceKind,
    HouseholdVerdict,
    NeedVerdict,
    PresenceVerdict,
)

PAPERS: frozenset[EvidenceKind] = frozenset({"document", "statement"})
VISITS_BEFORE_NOT_FOUND = 2
DATED: frozenset[PresenceVerdict] = frozenset({"deceased", "moved_out"})
TO_SOMEWHERE: frozenset[PresenceVerdict] = frozenset({"moved_within_district", "moved_out"})


class EvidenceMissing(Refused):
    """Putusan ini belum disertai bukti yang diwajibkan."""

    way_out: ClassVar[str] = (
        "Lampirkan salah satu bukti yang disebut: nomor surat, foto, atau catatan kunjungan."
    )


class DayMissing(Refused):
    """Tanggal meninggal atau pindah belum diisi."""

    way_out: ClassVar[str] = "Isi tanggal kejadiannya menurut surat keterangan atau keterangan RT."


class DestinationMissing(Refused):
    """Tujuan pindah belum diisi."""

    way_out: ClassVar[str] = "Isi kode wilayah tujuan, paling sedikit kabupaten atau desanya."


class SurvivorMissing(Refused):
    """Catatan yang tetap dipakai belum ditunjuk."""

    way_out: ClassVar[str] = "Pilih catatan lain yang benar, lalu nyatakan yang ini ganda."


class NotFoundTooSoon(Refused):
    """Belum cukup upaya untuk menyatakan tidak ditemukan."""

    way_out: ClassVar[str] = (
        "Kunjungi pada dua hari yang berbeda dan mintalah surat keterangan RT, lalu catat lagi."
    )


class CorrectionMissing(Refused):
    """Perbaikan identitas yang diusulkan belum ditulis."""

    way_out: ClassVar[str] = "Tulis pada catatan NIK atau nama yang benar beserta sumbernya."


def require_presence_shown(
    verdict: PresenceVerdict,
    *,
    on: date,
    since: date | None,
    evidence: tuple[Evidence, ...],
    destination: str | None,
    has_survivor: bool,
    has_note: bool,
) -> None:
    """Refuse a verdict on a person that is not shown well enough.

    Raises:
        NotHappenedYet: it is said to have come about after the day it was seen.
        DayMissing, DestinationMissing, SurvivorMissing, CorrectionMissing: what must be said.
        EvidenceMissing, NotFoundTooSoon: what must be shown.
    """
    if since is not None:
        require_happened(since, today=on)
    if verdict in DATED and since is None:
        raise DayMissing(verdict=verdict)
    if verdict in TO_SOMEWHERE and not destination:
        raise DestinationMissing(verdict=verdict)
    if verdict == "duplicate" and not has_survivor:
        raise SurvivorMissing
    if verdict == "identity_mismatch" and not has_note:
        raise CorrectionMissing
    if verdict == "deceased":
        _require_one_of(PAPERS, evidence)
    if verdict == "moved_abroad":
        _require_any(evidence)
    if verdict == "not_found":
        _require_attempts(evidence)


def require_household_shown(verdict: HouseholdVerdict, evidence: tuple[Evidence, ...]) -> None:
    """Refuse a verdict on a household that is not shown well enough.

    Raises:
        EvidenceMissing: a verdict that takes something away needs a visit or a paper.
        NotFoundTooSoon: two visits on different days and a statement are needed.
    """
    match verdict:
        case "better_off" | "graduated" | "refused_interview":
            _require_one_of(PAPERS | {"visit"}, evidence)
        case "self_withdrew" | "merged" | "closed_no_members":
            _require_one_of(PAPERS, evidence)
        case "unreachable":
            _require_attempts(evidence)
        case "eligible" | "newly_proposed" | "split" | "head_changed":
            pass


def require_need_shown(verdict: NeedVerdict, evidence: tuple[Evidence, ...]) -> None:
    """Refuse a verdict that takes a need away and shows nothing for it.

    Raises:
        EvidenceMissing: as its name says.
    """
    if verdict not in {"confirmed", "met_but_unsafe_eligible"}:
        _require_any(evidence)


def require_return_shown(evidence: tuple[Evidence, ...]) -> None:
    """Refuse to bring somebody back who was dead or gone, unless somebody went and looked.

    Raises:
        EvidenceMissing: a visit is needed.
    """
    _require_one_of(frozenset[EvidenceKind]({"visit"}), evidence)


def _require_any(evidence: tuple[Evidence, ...]) -> None:
    if not evidence:
        raise EvidenceMissing(one_of=["visit", "photo", "document", "statement"])


def _require_one_of(kinds: Iterable[EvidenceKind], evidence: tuple[Evidence, ...]) -> None:
    if not any(one.kind in kinds for one in evidence):
        raise EvidenceMissing(one_of=sorted(kinds))


def _require_attempts(evidence: tuple[Evidence, ...]) -> None:
    visits = {one.on for one in evidence if one.kind == "visit"}
    stated = any(one.kind in PAPERS for one in evidence)
    if len(visits) < VISITS_BEFORE_NOT_FOUND or not stated:
        raise NotFoundTooSoon(visits=len(visits), statement=stated)
