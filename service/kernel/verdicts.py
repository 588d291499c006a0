"""What a visitor can find, what shows it, and what the finding makes of a household.

Source: Regsosek question 404 (presence); forms FKP.01/.02 of the BDT village meetings; need
verdicts of the Purworejo field check, 2024.
"""

from datetime import date
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

PresenceVerdict: TypeAlias = Literal[
    "present",
    "deceased",
    "moved_within_district",
    "moved_out",
    "moved_abroad",
    "joined",
    "not_found",
    "duplicate",
    "identity_mismatch",
]

PRESENCE_LABELS: dict[PresenceVerdict, str] = {
    "present": "Ada, tinggal bersama keluarga",
    "deceased": "Meninggal",
    "moved_within_district": "Pindah dalam kabupaten",
    "moved_out": "Pindah ke luar kabupaten",
    "moved_abroad": "Pindah ke luar negeri",
    "joined": "Anggota baru",
    "not_found": "Tidak ditemukan",
    "duplicate": "Ganda",
    "identity_mismatch": "NIK atau nama tidak padan",
}

LEAVING: frozenset[PresenceVerdict] = frozenset(
    {"deceased", "moved_within_district", "moved_out", "moved_abroad", "duplicate"}
)
"""Verdicts after which a person no longer belongs to the household."""

HouseholdVerdict: TypeAlias = Literal[
    "eligible",
    "better_off",
    "graduated",
    "self_withdrew",
    "split",
    "merged",
    "head_changed",
    "closed_no_members",
    "refused_interview",
    "newly_proposed",
    "unreachable",
]

HOUSEHOLD_VERDICT_LABELS: dict[HouseholdVerdict, str] = {
    "eligible": "Tetap layak",
    "better_off": "Mampu, tidak layak lagi",
    "graduated": "Graduasi",
    "self_withdrew": "Mengundurkan diri",
    "split": "Pecah KK",
    "merged": "Gabung KK",
    "head_changed": "Ganti kepala keluarga",
    "closed_no_members": "Tidak ada anggota lagi",
    "refused_interview": "Menolak diwawancarai",
    "newly_proposed": "Usulan baru",
    "unreachable": "Tidak dapat ditemui",
}

BetterOffReason: TypeAlias = Literal[
    "civil_servant_tni_polri", "pensioner", "village_official", "assets", "income"
]

BETTER_OFF_LABELS: dict[BetterOffReason, str] = {
    "civil_servant_tni_polri": "Ada anggota ASN, TNI, atau Polri",
    "pensioner": "Ada anggota pensiunan",
    "village_official": "Ada anggota perangkat desa",
    "assets": "Memiliki aset",
    "income": "Penghasilan cukup",
}

NeedVerdict: TypeAlias = Literal[
    "confirmed",
    "already_met",
    "met_by_sharing",
    "met_but_unsafe_eligible",
    "unsafe_not_eligible",
    "refused",
    "not_applicable",
]

NEED_VERDICT_LABELS: dict[NeedVerdict, str] = {
    "confirmed": "Benar dibutuhkan",
    "already_met": "Sudah terpenuhi",
    "met_by_sharing": "Terpenuhi dengan menumpang",
    "met_but_unsafe_eligible": "Ada tetapi tidak aman, layak dibantu",
    "unsafe_not_eligible": "Tidak aman, tetapi tidak layak dibantu",
    "refused": "Ditolak keluarga",
    "not_applicable": "Tidak berlaku",
}

HouseholdStatus: TypeAlias = Literal[
    "listed",
    "eligible",
    "better_off",
    "graduated",
    "self_withdrew",
    "newly_proposed",
    "not_found",
    "deceased",
    "moved_out",
    "moved_abroad",
    "duplicate",
    "merged",
    "closed",
    "untraceable",
    "withdrawn",
]

HOUSEHOLD_STATUSES: tuple[HouseholdStatus, ...] = get_args(HouseholdStatus)

STATUS_LABELS: dict[HouseholdStatus, str] = {
    "listed": "Terdaftar, belum diverifikasi",
    "eligible": "Layak",
    "better_off": "Mampu",
    "graduated": "Graduasi",
    "self_withdrew": "Mengundurkan diri",
    "newly_proposed": "Usulan baru",
    "not_found": "Tidak ditemukan",
    "deceased": "Meninggal",
    "moved_out": "Pindah keluar",
    "moved_abroad": "Pindah ke luar negeri",
    "duplicate": "Ganda",
    "merged": "Bergabung dengan keluarga lain",
    "closed": "Tanpa anggota",
    "untraceable": "Tidak ditemukan, dikeluarkan musyawarah",
    "withdrawn": "Daftarnya ditarik",
}

CLOSED: frozenset[HouseholdStatus] = frozenset(
    {
        "deceased",
        "moved_out",
        "moved_abroad",
        "duplicate",
        "merged",
        "closed",
        "untraceable",
        "withdrawn",
    }
)
"""Off the register: no verdict and no promise until the household is reopened."""

NOT_PAYABLE: frozenset[HouseholdStatus] = CLOSED | {
    "better_off",
    "graduated",
    "self_withdrew",
    "not_found",
}
"""No aid is promised or paid to these, save by an override of a second person."""

COUNTED_AS_POOR: frozenset[HouseholdStatus] = frozenset(
    {"listed", "eligible", "newly_proposed", "not_found"}
)
"""Still in the numerator. Not found is pending: nobody falls off a list for not being at home."""

NeedStanding: TypeAlias = Literal[
    "claimed", "unmet", "committed", "met", "not_needed", "withdrawn", "retracted"
]
"""How a need stands; `retracted` is a claim whose ground is gone before anybody looked."""

STANDING_LABELS: dict[NeedStanding, str] = {
    "claimed": "Belum diperiksa",
    "unmet": "Belum terpenuhi",
    "committed": "Sudah dijanjikan",
    "met": "Terpenuhi",
    "not_needed": "Tidak dibutuhkan",
    "withdrawn": "Ditolak keluarga",
    "retracted": "Dugaan gugur",
}

OPEN_STANDINGS: frozenset[NeedStanding] = frozenset({"claimed", "unmet", "committed"})

NEED_VERDICT_STANDINGS: dict[NeedVerdict, NeedStanding] = {
    "confirmed": "unmet",
    "met_but_unsafe_eligible": "unmet",
    "already_met": "met",
    "met_by_sharing": "met",
    "unsafe_not_eligible": "not_needed",
    "not_applicable": "not_needed",
    "refused": "withdrawn",
}

Method: TypeAlias = Literal["visit", "phone", "document", "musdes", "office"]

WitnessMethod: TypeAlias = Literal["visit", "phone", "document", "office"]
"""How somebody by themselves can know; what a village meeting says, only its minutes record."""

METHOD_LABELS: dict[Method, str] = {
    "visit": "Kunjungan rumah",
    "phone": "Telepon",
    "document": "Pemeriksaan dokumen",
    "musdes": "Musyawarah desa",
    "office": "Pemeriksaan di kantor",
}

EvidenceKind: TypeAlias = Literal[
    "visit",
    "photo",
    "document",
    "statement",
    "list",
    "handover",
    "receipt",
    "attendance",
    "photo_before",
    "photo_half",
    "photo_after",
    "serial",
]

EVIDENCE_LABELS: dict[EvidenceKind, str] = {
    "visit": "Kunjungan",
    "photo": "Foto",
    "document": "Dokumen",
    "statement": "Surat keterangan",
    "list": "Baris daftar",
    "handover": "Berita acara serah terima",
    "receipt": "Tanda terima",
    "attendance": "Daftar hadir",
    "photo_before": "Foto 0 persen",
    "photo_half": "Foto 50 persen",
    "photo_after": "Foto 100 persen",
    "serial": "Nomor seri barang",
}

PHOTOS: frozenset[EvidenceKind] = frozenset({"photo", "photo_before", "photo_half", "photo_after"})
"""Evidence whose reference is the content hash of a picture."""


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What shows that a finding is true.

    Args:
        reference: the number on the document, or the content hash of the file; never a name.
        on: the day on the document, of the photo, of the visit.
    """

    kind: EvidenceKind
    reference: str
    on: date


class Note(Struct, frozen=True, kw_only=True):
    """Free words about people; personal, so an event holds it as `Private[Note]` only."""

    text: str
