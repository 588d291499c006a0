"""What happens to a request of a data subject: received, identified, held, decided, carried out."""

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from service.kernel.events import Event
from service.kernel.privacy import Private
from service.kernel.verdicts import Note

RequestKind: TypeAlias = Literal["access_report", "correction", "restriction", "erasure"]
Requester: TypeAlias = Literal["subject", "guardian", "heir", "representative"]
Proof: TypeAlias = Literal["identity_card", "family_card", "known_to_village", "power_of_attorney"]
Hold: TypeAlias = Literal["audit", "dispute", "court"]
Outcome: TypeAlias = Literal["granted", "refused"]
LegalBasis: TypeAlias = Literal[
    "subject_right",
    "no_longer_needed",
    "consent_withdrawn",
    "unlawful_processing",
    "retention_over",
    "court_order",
    "legal_obligation",
    "state_administration",
    "open_commitment",
    "under_audit",
    "in_dispute",
    "harms_others",
    "identity_unproved",
]

REQUEST_KIND_LABELS: dict[RequestKind, str] = {
    "access_report": "Laporan data pribadi",
    "correction": "Perbaikan data",
    "restriction": "Pembatasan pemrosesan",
    "erasure": "Pemusnahan data",
}
REQUESTER_LABELS: dict[Requester, str] = {
    "subject": "Yang bersangkutan",
    "guardian": "Orang tua atau wali",
    "heir": "Ahli waris",
    "representative": "Kuasa",
}
PROOF_LABELS: dict[Proof, str] = {
    "identity_card": "KTP-el",
    "family_card": "Kartu keluarga",
    "known_to_village": "Dikenal perangkat desa",
    "power_of_attorney": "Surat kuasa",
}
HOLD_LABELS: dict[Hold, str] = {
    "audit": "Sedang diperiksa",
    "dispute": "Sedang disengketakan",
    "court": "Diminta pengadilan",
}
OUTCOME_LABELS: dict[Outcome, str] = {"granted": "dikabulkan", "refused": "ditolak"}
LEGAL_BASIS_LABELS: dict[LegalBasis, str] = {
    "subject_right": "Hak subjek data, UU 27/2022 Pasal 5 sampai 13",
    "no_longer_needed": "Tidak diperlukan lagi, UU 27/2022 Pasal 43 ayat (1) huruf a",
    "consent_withdrawn": "Persetujuan ditarik, UU 27/2022 Pasal 43 ayat (1) huruf b",
    "unlawful_processing": "Diproses melawan hukum, UU 27/2022 Pasal 43 ayat (1) huruf d",
    "retention_over": "Masa retensi habis, UU 27/2022 Pasal 44 ayat (1) huruf a",
    "court_order": "Putusan pengadilan",
    "legal_obligation": "Masa retensi belum habis, UU 27/2022 Pasal 44 dan jadwal retensi arsip",
    "state_administration": "Penyelenggaraan negara, UU 27/2022 Pasal 15 ayat (1) huruf c",
    "open_commitment": "Masih ada komitmen bantuan yang berjalan",
    "under_audit": "Sedang diperiksa, UU 27/2022 Pasal 44 ayat (1) huruf d",
    "in_dispute": "Berkaitan dengan proses hukum, UU 27/2022 Pasal 44 ayat (1) huruf d",
    "harms_others": "Membahayakan atau membuka data orang lain, UU 27/2022 Pasal 33",
    "identity_unproved": "Identitas pemohon tidak dapat dibuktikan",
}


class SubjectRequestEvent(Event, frozen=True, kw_only=True):
    """Which request, about which household, and where that lives.

    Args:
        person: None when it is about the whole household.
    """

    subject_request: UUID
    household: UUID
    village: str
    person: UUID | None = None


class SubjectRequestReceived(SubjectRequestEvent, frozen=True, kw_only=True):
    """Somebody asked for what the law gives every data subject.

    Args:
        number: of the letter or the counter's slip, verbatim.
        received_by: account of whoever took it in.
        received_at, due_at: three times 24 hours lie between (UTC).
        words: what was asked for, sealed under the subject's own key.
    """

    tag: ClassVar[str] = "subject_request.received"
    sentence: ClassVar[str] = (
        "menerima permintaan {kind:label} nomor {number} tentang keluarga {household:household}"
    )

    kind: RequestKind
    requester: Requester
    number: str
    received_by: str
    received_at: datetime
    due_at: datetime
    words: Private[Note] | None = None


class SubjectRequestIdentified(SubjectRequestEvent, frozen=True, kw_only=True):
    """Whoever asked has shown who they are."""

    tag: ClassVar[str] = "subject_request.identified"
    sentence: ClassVar[str] = (
        "memastikan identitas pemohon pada permintaan tentang keluarga "
        "{household:household}: {proof:label}"
    )

    proof: Proof


class SubjectRequestSuspended(SubjectRequestEvent, frozen=True, kw_only=True):
    """Nothing may be destroyed until an audit, a dispute or a court is through."""

    tag: ClassVar[str] = "subject_request.suspended"
    sentence: ClassVar[str] = (
        "menangguhkan permintaan tentang keluarga {household:household} "
        '({hold:label}) karena "{reason}"'
    )

    hold: Hold
    reason: str


class SubjectRequestResumed(SubjectRequestEvent, frozen=True, kw_only=True):
    """What held the request up is over."""

    tag: ClassVar[str] = "subject_request.resumed"
    sentence: ClassVar[str] = (
        "melanjutkan permintaan tentang keluarga {household:household} "
        'yang ditangguhkan karena "{reason}"'
    )

    reason: str


class SubjectRequestDecided(SubjectRequestEvent, frozen=True, kw_only=True):
    """It was granted or refused, by which rule and why."""

    tag: ClassVar[str] = "subject_request.decided"
    sentence: ClassVar[str] = (
        "memutuskan permintaan {kind:label} tentang keluarga {household:household} "
        '{outcome:label} ({legal_basis:label}) karena "{reason}"'
    )

    kind: RequestKind
    outcome: Outcome
    legal_basis: LegalBasis
    reason: str
    decided_by: str


class SubjectRequestFulfilled(SubjectRequestEvent, frozen=True, kw_only=True):
    """What was granted was done."""

    tag: ClassVar[str] = "subject_request.fulfilled"
    sentence: ClassVar[str] = (
        "melaksanakan permintaan {kind:label} tentang keluarga {household:household}"
    )

    kind: RequestKind
    reference: str = ""


class RecipientNotified(SubjectRequestEvent, frozen=True, kw_only=True):
    """Whoever had received the data was told that they are corrected, limited or erased.

    Args:
        organisation, account: who received them.
        looks: numbers of the looks (exports) they came by.
        letter_number: of the notice, verbatim.
    """

    tag: ClassVar[str] = "recipient.notified"
    sentence: ClassVar[str] = (
        "memberi tahu {organisation:partner} melalui {letter_number} tentang permintaan "
        "atas data keluarga {household:household}"
    )

    organisation: str
    account: str
    looks: tuple[int, ...]
    letter_number: str


AnySubjectRequestEvent: TypeAlias = (
    SubjectRequestReceived
    | SubjectRequestIdentified
    | SubjectRequestSuspended
    | SubjectRequestResumed
    | SubjectRequestDecided
    | SubjectRequestFulfilled
    | RecipientNotified
)
