"""What happens to an agreement: signed, amended, its obligations reported, ended.

Numbers are kept verbatim, one for each party, also when they contradict the day of signing.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.purposes import Purpose

AgreementKind: TypeAlias = Literal[
    "mou", "memorandum", "joint_agreement", "cooperation", "synergy", "decree", "instruction"
]

AGREEMENT_KIND_LABELS: dict[AgreementKind, str] = {
    "mou": "Nota kesepahaman (MoU)",
    "memorandum": "Nota kesepakatan",
    "joint_agreement": "Kesepakatan bersama",
    "cooperation": "Perjanjian kerja sama (PKS)",
    "synergy": "Nota kesepakatan sinergi",
    "decree": "Surat keputusan",
    "instruction": "Instruksi",
}


DocumentKind: TypeAlias = Literal["text", "annex", "decree", "addendum", "power"]

DOCUMENT_KIND_LABELS: dict[DocumentKind, str] = {
    "text": "Naskah perjanjian",
    "annex": "Lampiran",
    "decree": "Surat keputusan",
    "addendum": "Adendum",
    "power": "Surat kuasa",
}


class Signatory(Struct, frozen=True, kw_only=True):
    """Who signed, in which office and for whom, as written under the agreement."""

    name: str
    position: str
    organisation: str


class PartyNumber(Struct, frozen=True, kw_only=True):
    """The number under which a party keeps the agreement, verbatim."""

    party: str
    number: str


class Obligation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a party owes under the agreement.

    Args:
        number: counts from 1 through the whole agreement, with what amendments added.
        party: short name of who owes it.
        due_on: the day it is due, the first one if it recurs; None if it has none.
        every_months: how often it is due after that; nought if once.
    """

    number: int
    party: str
    text: str
    due_on: date | None = None
    every_months: int = 0


class AgreementEvent(Event, frozen=True, kw_only=True):
    """Which agreement, by the short name it keeps for good, and with whom."""

    agreement: str
    partner: str


class AgreementSigned(AgreementEvent, frozen=True, kw_only=True):
    """A partner and the regency agreed.

    Args:
        number: verbatim, with the numbers of all parties; numbers: the same, one a party.
        areas: region codes; each covers what lies below it.
        valid_from, valid_until: the first and the last day it holds.
        data_purposes: what its clause on data allows; empty if it has none.
        place: where it was signed; scope: what it is about, in its own words.
    """

    tag: ClassVar[str] = "agreement.signed"
    sentence: ClassVar[str] = (
        'mencatat perjanjian "{title}" nomor {number} dengan {partner:partner}, '
        "berlaku {valid_from:date} sampai {valid_until:date}"
    )

    number: str
    title: str
    areas: tuple[str, ...]
    valid_from: date
    valid_until: date
    signatories: tuple[Signatory, ...]
    data_purposes: tuple[Purpose, ...] = ()
    kind: AgreementKind = "cooperation"
    numbers: tuple[PartyNumber, ...] = ()
    place: str = ""
    scope: str = ""
    obligations: tuple[Obligation, ...] = ()


class AgreementAmended(AgreementEvent, frozen=True, kw_only=True):
    """The agreement holds for other days than was signed, or obliges to more.

    Args:
        number: of the addendum, verbatim.
        obligations: what came to those of before.
    """

    tag: ClassVar[str] = "agreement.amended"
    sentence: ClassVar[str] = (
        "mengubah perjanjian {agreement} dengan {partner:partner}, berlaku "
        '{valid_from:date} sampai {valid_until:date}, melalui {number} karena "{reason}"'
    )

    valid_from: date
    valid_until: date
    number: str
    reason: str
    obligations: tuple[Obligation, ...] = ()


class ObligationReported(AgreementEvent, frozen=True, kw_only=True):
    """A party did what it owed.

    Args:
        obligation: its number.
        due_on: the day this was due; None for an obligation without one.
        document: what shows it: a letter, a report, minutes.
        commitments: promises through which it was done.
    """

    tag: ClassVar[str] = "obligation.reported"
    sentence: ClassVar[str] = (
        "melaporkan kewajiban {obligation} perjanjian {agreement} dengan {partner:partner}, "
        "bukti {document}"
    )

    obligation: int
    document: str
    due_on: date | None = None
    commitments: tuple[UUID, ...] = ()


class AgreementDocumentAttached(AgreementEvent, frozen=True, kw_only=True):
    """A document of the agreement was noted, so that anybody can tell whether theirs is the same.

    Args:
        name: what it is called, or its number.
        sha256: of the file, in hex; the file itself stays where offices keep their papers.
    """

    tag: ClassVar[str] = "agreement.document_attached"
    sentence: ClassVar[str] = (
        'melampirkan {kind:label} "{name}" pada perjanjian {agreement} dengan {partner:partner}'
    )

    kind: DocumentKind
    name: str
    sha256: str


class AgreementEnded(AgreementEvent, frozen=True, kw_only=True):
    """The agreement ended before its time.

    Args:
        ends_on: the first day it does not hold any more.
    """

    tag: ClassVar[str] = "agreement.ended"
    sentence: ClassVar[str] = (
        "mengakhiri perjanjian {agreement} dengan {partner:partner} per {ends_on:date} "
        'karena "{reason}"'
    )

    ends_on: date
    reason: str


AnyAgreementEvent: TypeAlias = (
    AgreementSigned
    | AgreementAmended
    | ObligationReported
    | AgreementDocumentAttached
    | AgreementEnded
)
