"""What happens to a village meeting: convened, attended, shown a list, deciding, ratified, signed.

Whoever holds an office is named in the open, for good; of everybody else only role, sex and whom
they speak for, their name sealed under a key of their own.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.people import Sex
from service.kernel.privacy import Private
from service.kernel.verdicts import BetterOffReason, HouseholdStatus, Note

MusdesKind: TypeAlias = Literal["musdes", "muskel", "musdesus"]
AttendeeRole: TypeAlias = Literal[
    "village_head",
    "village_apparatus",
    "bpd",
    "hamlet_or_rt",
    "community_leader",
    "religious_leader",
    "women",
    "poor_household",
    "youth",
    "disability",
    "mentor",
    "kecamatan",
    "resident",
]
PostponedFor: TypeAlias = Literal["no_quorum", "circumstances"]
Decision: TypeAlias = Literal["keep", "remove", "add", "send_back"]
RemovalReason: TypeAlias = Literal[
    "deceased",
    "moved_out",
    "moved_abroad",
    "duplicate",
    "not_found",
    "better_off",
    "graduated",
    "self_withdrew",
    "merged",
    "no_members",
    "list_withdrawn",
]
Signer: TypeAlias = Literal["chair", "head", "minute_taker", "participant"]
Addressee: TypeAlias = Literal["camat", "dinsos"]
AnswerKind: TypeAlias = Literal["acknowledged", "returned"]

MUSDES_KIND_LABELS: dict[MusdesKind, str] = {
    "musdes": "Musyawarah desa",
    "muskel": "Musyawarah kelurahan",
    "musdesus": "Musyawarah khusus",
}
ATTENDEE_ROLE_LABELS: dict[AttendeeRole, str] = {
    "village_head": "Kepala desa atau lurah",
    "village_apparatus": "Perangkat desa atau kelurahan",
    "bpd": "Anggota BPD",
    "hamlet_or_rt": "Kepala dusun, RW, atau RT",
    "community_leader": "Tokoh masyarakat",
    "religious_leader": "Tokoh agama",
    "women": "Wakil perempuan",
    "poor_household": "Wakil keluarga miskin",
    "youth": "Wakil pemuda",
    "disability": "Wakil penyandang disabilitas",
    "mentor": "Pendamping",
    "kecamatan": "Unsur kecamatan",
    "resident": "Warga lain",
}
POSTPONED_FOR_LABELS: dict[PostponedFor, str] = {
    "no_quorum": "Kuorum tidak tercapai",
    "circumstances": "Keadaan lain",
}
DECISION_LABELS: dict[Decision, str] = {
    "keep": "Tetap dalam daftar",
    "remove": "Dikeluarkan",
    "add": "Ditambahkan",
    "send_back": "Diperiksa ulang",
}
REMOVAL_LABELS: dict[RemovalReason, str] = {
    "deceased": "Meninggal seluruhnya",
    "moved_out": "Pindah ke luar kabupaten",
    "moved_abroad": "Pindah ke luar negeri",
    "duplicate": "Tercatat ganda",
    "not_found": "Tidak ditemukan",
    "better_off": "Sudah mampu",
    "graduated": "Lulus setelah dibantu",
    "self_withdrew": "Mundur atas kemauan sendiri",
    "merged": "Bergabung dengan keluarga lain",
    "no_members": "Tidak ada anggota lagi",
    "list_withdrawn": "Daftarnya ditarik",
}
SIGNER_LABELS: dict[Signer, str] = {
    "chair": "Pimpinan musyawarah",
    "head": "Kepala desa",
    "minute_taker": "Notulis",
    "participant": "Wakil peserta",
}
ADDRESSEE_LABELS: dict[Addressee, str] = {"camat": "Camat", "dinsos": "Dinas Sosial"}
ANSWER_LABELS: dict[AnswerKind, str] = {
    "acknowledged": "Diterima",
    "returned": "Dikembalikan untuk dibetulkan",
}


class Officer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who leads the meeting or takes its minutes.

    Args:
        account: theirs, if they have one; whoever verified in the field can't ratify.
    """

    name: str
    position: str
    account: str = ""


class AttendeeName(Struct, frozen=True, kw_only=True):
    """What somebody who came is called."""

    name: str


class Attendee(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who came, by name on the attendance list.

    Args:
        attendee: whose key seals the name.
        represents: a group or a part of the village; never a person.
    """

    attendee: UUID
    role: AttendeeRole
    sex: Sex
    name: Private[AttendeeName]
    represents: str = ""


class Headcount(Struct, frozen=True, kw_only=True):
    """How many came, of one role and sex."""

    role: AttendeeRole
    sex: Sex
    count: int


class ShownRow(Struct, frozen=True, kw_only=True):
    """A household as the meeting saw it.

    Args:
        version: of its stream, when it was shown: what comes later was not shown.
    """

    household: UUID
    version: int
    status: HouseholdStatus
    persons: int


class RowDecision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the meeting decided about a household.

    Args:
        reason: why it is removed.
        better_off: how it shows, where it is removed for being better off.
        since: the day of death or of moving, where nobody had recorded it before.
        survivor: the household whose record stays, of one that is there twice.
    """

    household: UUID
    decision: Decision
    reason: RemovalReason | None = None
    better_off: BetterOffReason | None = None
    since: date | None = None
    survivor: UUID | None = None


class RatifiedRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of what was ratified.

    Args:
        version: of the household's stream up to which it is covered; later verdicts are not.
        status: as it was shown; `result`: as it stands by the decision.
    """

    household: UUID
    version: int
    status: HouseholdStatus
    decision: Decision
    result: HouseholdStatus
    persons: int
    reason: RemovalReason | None = None


class MusdesEvent(Event, frozen=True, kw_only=True):
    """Which meeting, and of which village."""

    musdes: UUID
    village: str


class MusdesConvened(MusdesEvent, frozen=True, kw_only=True):
    """A meeting was called.

    Args:
        meets_at: the hour, as `09:00`.
        lists: target lists that it is about.
        corrects: the meeting whose minutes it puts right.
    """

    tag: ClassVar[str] = "musdes.convened"
    sentence: ClassVar[str] = (
        "mengundang {kind:label} di {village:village} pada {meets_on:date} di {place}"
    )

    kind: MusdesKind
    meets_on: date
    meets_at: str
    place: str
    agenda: tuple[str, ...]
    legal_basis: tuple[str, ...]
    chair: Officer
    minute_taker: Officer
    letter_number: str = ""
    lists: tuple[UUID, ...] = ()
    corrects: UUID | None = None


class MusdesPostponed(MusdesEvent, frozen=True, kw_only=True):
    """It could not be held, or not go on; `meets_on` is the new day, None while there is none."""

    tag: ClassVar[str] = "musdes.postponed"
    sentence: ClassVar[str] = (
        'menunda musyawarah di {village:village} ({postponed_for:label}) karena "{reason}"'
    )

    postponed_for: PostponedFor
    reason: str
    meets_on: date | None = None
    meets_at: str = ""


class MusdesRescheduled(MusdesEvent, frozen=True, kw_only=True):
    """A meeting that was put off without a day has one."""

    tag: ClassVar[str] = "musdes.rescheduled"
    sentence: ClassVar[str] = (
        "menetapkan hari baru musyawarah di {village:village}: {meets_on:date} pukul {meets_at}"
    )

    meets_on: date
    meets_at: str


class MusdesAttendanceRecorded(MusdesEvent, frozen=True, kw_only=True):
    """Who came, and whether they were enough.

    Args:
        others: whom the paper list names and this one does not.
        quorum: how many of the `invited` had to come.
        present, men, women: all who came.
    """

    tag: ClassVar[str] = "musdes.attendance_recorded"
    sentence: ClassVar[str] = (
        "mencatat {present:number} orang hadir ({men:number} laki-laki, {women:number} perempuan) "
        "pada musyawarah di {village:village}, dengan kuorum {quorum:number} orang"
    )

    attendees: tuple[Attendee, ...]
    others: tuple[Headcount, ...]
    invited: int
    quorum: int
    present: int
    men: int
    women: int
    is_quorate: bool


class MusdesListPresented(MusdesEvent, frozen=True, kw_only=True):
    """Households were shown to the meeting, exactly like this."""

    tag: ClassVar[str] = "musdes.list_presented"
    sentence: ClassVar[str] = (
        "menampilkan {count:number} keluarga kepada musyawarah di {village:village}"
    )

    rows: tuple[ShownRow, ...]
    count: int


class MusdesRowsDecided(MusdesEvent, frozen=True, kw_only=True):
    """The meeting decided about households; of several decisions on one, the last counts."""

    tag: ClassVar[str] = "musdes.rows_decided"
    sentence: ClassVar[str] = (
        "mencatat keputusan musyawarah di {village:village} atas {count:number} keluarga"
    )

    decisions: tuple[RowDecision, ...]
    count: int


class MusdesDissentRecorded(MusdesEvent, frozen=True, kw_only=True):
    """Somebody did not agree, and it stands in the minutes.

    Args:
        dissent: whose key seals the words.
        household: about which row; None if about the whole.
        number: how many dissents there are with this one.
    """

    tag: ClassVar[str] = "musdes.dissent_recorded"
    sentence: ClassVar[str] = (
        "mencatat keberatan ke-{number:number} pada musyawarah di {village:village}"
    )

    dissent: UUID
    number: int
    words: Private[Note]
    household: UUID | None = None


class MusdesRatified(MusdesEvent, frozen=True, kw_only=True):
    """The meeting set its seal on all its decisions at once.

    Args:
        number: of the berita acara, verbatim.
        content_hash: SHA-256 of what the minutes say, names left out (`musdes_content`), in hex.
        ratified_by: the account that gave the command.
    """

    tag: ClassVar[str] = "musdes.ratified"
    sentence: ClassVar[str] = (
        "menetapkan hasil musyawarah di {village:village} dengan berita acara nomor {number}: "
        "{kept:number} keluarga tetap, {removed:number} dikeluarkan, {added:number} ditambahkan, "
        "{returned:number} diperiksa ulang"
    )

    number: str
    held_on: date
    rows: tuple[RatifiedRow, ...]
    kept: int
    removed: int
    added: int
    returned: int
    content_hash: str
    ratified_by: str


class MusdesSigned(MusdesEvent, frozen=True, kw_only=True):
    """Somebody signed the minutes as they stand.

    Args:
        name: of whoever holds an office; a participant's is sealed instead (`signatory`).
        account: whose own act it was; empty if it was signed on paper.
        document: number or hash of the signed paper, if on paper.
    """

    tag: ClassVar[str] = "musdes.signed"
    sentence: ClassVar[str] = (
        "mencatat tanda tangan {signer:label} pada berita acara musyawarah di {village:village}"
    )

    signer: Signer
    position: str
    content_hash: str
    name: str = ""
    signatory: Private[AttendeeName] | None = None
    account: str = ""
    document: str = ""


class MusdesForwarded(MusdesEvent, frozen=True, kw_only=True):
    """The minutes went on to the camat or to Dinsos."""

    tag: ClassVar[str] = "musdes.forwarded"
    sentence: ClassVar[str] = (
        "meneruskan berita acara musyawarah di {village:village} kepada {to:label} "
        "dengan surat nomor {letter_number}"
    )

    to: Addressee
    letter_number: str


class MusdesAnswered(MusdesEvent, frozen=True, kw_only=True):
    """The camat or Dinsos took the minutes, or sent them back."""

    tag: ClassVar[str] = "musdes.answered"
    sentence: ClassVar[str] = (
        "mencatat jawaban {of:label} atas berita acara musyawarah di {village:village}: "
        "{answer:label}"
    )

    of: Addressee
    answer: AnswerKind
    letter_number: str
    reason: str = ""


class MusdesCorrected(MusdesEvent, frozen=True, kw_only=True):
    """Later minutes put some of these right; these stay as they are.

    Args:
        by: the meeting that did.
        number: of its berita acara.
    """

    tag: ClassVar[str] = "musdes.corrected"
    sentence: ClassVar[str] = (
        "membetulkan berita acara musyawarah di {village:village} dengan berita acara "
        "nomor {number}"
    )

    by: UUID
    number: str


AnyMusdesEvent: TypeAlias = (
    MusdesConvened
    | MusdesPostponed
    | MusdesRescheduled
    | MusdesAttendanceRecorded
    | MusdesListPresented
    | MusdesRowsDecided
    | MusdesDissentRecorded
    | MusdesRatified
    | MusdesSigned
    | MusdesForwarded
    | MusdesAnswered
    | MusdesCorrected
)
