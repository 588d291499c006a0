"""What happens to a household: it is listed, looked at, judged, moved, closed and reopened.

Every event of a household carries the state *after* it (`status`, `persons`, `epoch`), so that a
read model only copies. Which event counts on a given day is told by three numbers, in this order:
the higher `epoch`, then the later `occurred_on`, then the later position. The epoch grows with
every close, reopen and move, and whenever something true earlier is learnt late and must count
nonetheless (a death of March, recorded in June after a visit in April). What was seen before a
closing and comes in after it has an epoch below all others: it is told, and never counts.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.needs import NeedType, Strategy
from service.kernel.people import IdentityMatch, Relation, Sex
from service.kernel.privacy import Private
from service.kernel.verdicts import (
    BetterOffReason,
    Evidence,
    HouseholdStatus,
    HouseholdVerdict,
    Method,
    NeedStanding,
    NeedVerdict,
    Note,
    PresenceVerdict,
)

Assistance: TypeAlias = Literal["bpnt", "pkh", "bpnt_ppkm", "pbi_jkn"]
ReleaseReason: TypeAlias = Literal["cancelled", "lapsed", "reduced", "transferred"]

RELEASE_LABELS: dict[ReleaseReason, str] = {
    "cancelled": "dibatalkan",
    "lapsed": "gugur pada akhir tahun anggaran",
    "reduced": "dikurangi sampai habis",
    "transferred": "dialihkan",
}


class Identity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a person is. `nik` is empty when there is none, and may be a local number."""

    name: str
    nik: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    sex: Sex | None = None
    occupation: str = ""


class Residence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a household lives, below the village."""

    kk_number: str = ""
    address: str = ""
    dusun: str = ""
    rt: str = ""
    rw: str = ""


class Source(Struct, frozen=True, kw_only=True):
    """The row of a target list that says so; of several rows, the head's."""

    list: UUID
    row_no: int


class Enrolled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person who belongs to the household.

    Args:
        row_no: the person's own row on the list, or None if no list names them.
        list, kk_no: of somebody who joins a known household, the list, and which of the household's
            KK numbers it has.
        temporary: the number given is a local one (it starts with 0) or there is none, so it
            must never be used to tell that two people are one.
    """

    person: UUID
    relation: Relation
    identity: Private[Identity]
    row_no: int | None = None
    temporary: bool = False
    list: UUID | None = None
    kk_no: int = 0


class ByRule(Struct, frozen=True, kw_only=True):
    """The rule that finds a need in the answers, in the version that was in force."""

    rule_set: str
    version: int
    rule: str


class Relisted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A known person, named again by another list.

    Lists spell a name in several ways. The ways are counted per person, 0 being that of the first
    list: two lists say the same name when they have the same number, and nobody need be told which.

    Args:
        name_no, born_no: which of the person's names and birth dates the list has.
        says: who the list says this is, where a number is new.
    """

    person: UUID
    row_no: int
    name_no: int = 0
    born_no: int = 0
    says: Private[Identity] | None = None


class HouseholdEvent(Event, frozen=True, kw_only=True):
    """The state of a household after an event; see the module on which event counts."""

    household: UUID
    village: str
    status: HouseholdStatus
    persons: int
    epoch: int = 0


class HouseholdRegistered(HouseholdEvent, frozen=True, kw_only=True):
    """A household came to be known, from a list or from its village."""

    tag: ClassVar[str] = "household.registered"
    sentence: ClassVar[str] = (
        "mendaftarkan keluarga {household:household} di {village:village} "
        "dengan {persons:number} anggota"
    )

    residence: Private[Residence]
    members: tuple[Enrolled, ...]
    source: Source | None = None
    decile: int | None = None
    decile_source: str = ""
    assistance: tuple[Assistance, ...] = ()
    identity_match: IdentityMatch = "unchecked"


class HouseholdRelisted(HouseholdEvent, frozen=True, kw_only=True):
    """Another list names a household that is known already.

    A closed household stays closed: the list is wrong, not the village. `departed` are the
    persons it names who had left (dead, moved, duplicate).

    Args:
        listed_village: where the list says it lives; empty in events from before it was kept.
        kk_no: which of the household's KK numbers the list has, counted as in `Relisted`.
        says: the home as the list has it, where that number is new.
    """

    tag: ClassVar[str] = "household.relisted"
    sentence: ClassVar[str] = (
        "mencatat bahwa keluarga {household:household} di {village:village} "
        "tercantum lagi pada daftar lain; statusnya {status:status}"
    )

    source: Source
    members: tuple[Relisted, ...] = ()
    departed: tuple[UUID, ...] = ()
    decile: int | None = None
    decile_source: str = ""
    assistance: tuple[Assistance, ...] = ()
    listed_village: str = ""
    kk_no: int = 0
    says: Private[Residence] | None = None


class HouseholdAddressChanged(HouseholdEvent, frozen=True, kw_only=True):
    """The household lives elsewhere in the same village, or its address or KK was put right."""

    tag: ClassVar[str] = "household.address_changed"
    sentence: ClassVar[str] = (
        "memperbarui alamat keluarga {household:household} di {village:village}"
    )

    residence: Private[Residence]


class HouseholdMoved(HouseholdEvent, frozen=True, kw_only=True):
    """The whole household went to another village of the regency, to be looked at there."""

    tag: ClassVar[str] = "household.moved"
    sentence: ClassVar[str] = (
        "memindahkan keluarga {household:household} dari {from_village:village} "
        "ke {village:village}"
    )

    from_village: str
    residence: Private[Residence]


class MemberJoined(HouseholdEvent, frozen=True, kw_only=True):
    """A person came to belong to the household: a birth, a wedding, a return."""

    tag: ClassVar[str] = "member.joined"
    sentence: ClassVar[str] = (
        "menambahkan satu anggota pada keluarga {household:household}, "
        "sehingga menjadi {persons:number} orang"
    )

    member: Enrolled
    since: date | None = None


class MemberCorrected(HouseholdEvent, frozen=True, kw_only=True):
    """What was written down of who a person is was wrong, and is put right.

    Args:
        temporary: whether the number, as put right, can't tell who this is.
    """

    tag: ClassVar[str] = "member.corrected"
    sentence: ClassVar[str] = "membetulkan identitas satu anggota keluarga {household:household}"

    person: UUID
    identity: Private[Identity]
    temporary: bool = False
    evidence: tuple[Evidence, ...] = ()


class PresenceJudged(HouseholdEvent, frozen=True, kw_only=True):
    """Somebody says whether a person is there, and what shows it.

    Args:
        since: the day it came about (of death, of moving); `occurred_on` is the day it was seen.
        duplicate_of: the person whose record stays.
        destination: region code of where the person went, as far as it is known.
        by: the account whose testimony it is; empty in events from before it was kept.
        disputed: another account says otherwise, so that it changes nothing until somebody
            decides; see `household_dispute_events`.
    """

    tag: ClassVar[str] = "presence.judged"
    sentence: ClassVar[str] = (
        'menyatakan satu anggota keluarga {household:household} "{verdict:verdict}"; '
        "anggota yang tercatat {persons:number} orang"
    )

    person: UUID
    verdict: PresenceVerdict
    method: Method
    since: date | None = None
    evidence: tuple[Evidence, ...] = ()
    duplicate_of: UUID | None = None
    destination: str | None = None
    note: Private[Note] | None = None
    by: str = ""
    disputed: bool = False


class HouseholdJudged(HouseholdEvent, frozen=True, kw_only=True):
    """Somebody says how the household stands, and what shows it.

    Args:
        other_household: the household it merged into, or the one that split off.
        leaving: the persons who left with the split.
        by: the account whose testimony it is.
        disputed: another account says otherwise, so that it changes nothing until decided.
    """

    tag: ClassVar[str] = "household.judged"
    sentence: ClassVar[str] = (
        'menyatakan keluarga {household:household} "{verdict:verdict}"; statusnya {status:status}'
    )

    verdict: HouseholdVerdict
    method: Method
    reason: BetterOffReason | None = None
    evidence: tuple[Evidence, ...] = ()
    other_household: UUID | None = None
    leaving: tuple[UUID, ...] = ()
    note: Private[Note] | None = None
    by: str = ""
    disputed: bool = False


class HeadChanged(HouseholdEvent, frozen=True, kw_only=True):
    """Another member became the head."""

    tag: ClassVar[str] = "head.changed"
    sentence: ClassVar[str] = "mencatat pergantian kepala keluarga {household:household}"

    person: UUID
    former: UUID | None = None


class HouseholdClosed(HouseholdEvent, frozen=True, kw_only=True):
    """Nobody of this household lives here any more; `status` says why.

    Args:
        leaving: who belonged to it until now, so that a reopening can restore them.
        survivor: the household whose record stays, for a duplicate or a merger.
        by: the account whose testimony it is; empty where it only follows from another event.
    """

    tag: ClassVar[str] = "household.closed"
    sentence: ClassVar[str] = (
        "menutup catatan keluarga {household:household} di {village:village} "
        "dengan status {status:status}"
    )

    leaving: tuple[UUID, ...] = ()
    survivor: UUID | None = None
    method: Method | None = None
    evidence: tuple[Evidence, ...] = ()
    by: str = ""


class HouseholdReopened(HouseholdEvent, frozen=True, kw_only=True):
    """A closing was wrong; the household has its former status and members again."""

    tag: ClassVar[str] = "household.reopened"
    sentence: ClassVar[str] = (
        "membuka kembali catatan keluarga {household:household} dengan status {status:status}"
    )

    members: tuple[UUID, ...]
    note: Private[Note]


class NeedEvent(Event, frozen=True, kw_only=True):
    """How one need of a household stands after an event."""

    household: UUID
    village: str
    need: NeedType
    strategy: Strategy
    standing: NeedStanding
    epoch: int = 0


class NeedClaimed(NeedEvent, frozen=True, kw_only=True):
    """A list, a resident or a rule says that something is lacking; nobody has looked yet.

    Args:
        by_rule: the rule that found it in the household's answers, recorded in the same commit.
    """

    tag: ClassVar[str] = "need.claimed"
    sentence: ClassVar[str] = (
        "mencatat dugaan kebutuhan {need:need} pada keluarga {household:household} untuk diperiksa"
    )

    source: Source | None = None
    by_rule: ByRule | None = None


class NeedJudged(NeedEvent, frozen=True, kw_only=True):
    """Somebody (`by`, unless it only follows from a closing) looked whether the need is real.

    A `disputed` one changes nothing until somebody decides between it and another account's word.
    """

    tag: ClassVar[str] = "need.judged"
    sentence: ClassVar[str] = (
        'menilai kebutuhan {need:need} keluarga {household:household}: "{verdict:verdict}"'
    )

    verdict: NeedVerdict
    method: Method
    evidence: tuple[Evidence, ...] = ()
    note: Private[Note] | None = None
    by: str = ""
    disputed: bool = False


class NeedReserved(NeedEvent, frozen=True, kw_only=True):
    """A partner promised to meet the need; no other may, save within the same package.

    Args:
        period: the fiscal year of aid that recurs; None holds the need until it is met.
        allowed_with: programmes that may meet this one.
        beside: promises that a second person has allowed this one to stand beside.
    """

    tag: ClassVar[str] = "need.reserved"
    sentence: ClassVar[str] = (
        "menandai kebutuhan {need:need} keluarga {household:household} sebagai tanggungan "
        "{partner:partner} melalui {programme:programme} sebesar {amount_rupiah:rupiah}"
    )

    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    exclusivity_group: str | None = None
    package: str | None = None
    period: int | None = None
    allowed_with: tuple[str, ...] = ()
    beside: tuple[UUID, ...] = ()


class NeedPackaged(NeedEvent, frozen=True, kw_only=True):
    """A second person allowed others to add to a promise, under one explicit package."""

    tag: ClassVar[str] = "need.packaged"
    sentence: ClassVar[str] = (
        "mengizinkan kebutuhan {need:need} keluarga {household:household} dipenuhi bersama "
        'dalam paket {package} karena "{reason}"'
    )

    commitment: UUID
    package: str
    reason: str


class NeedReleased(NeedEvent, frozen=True, kw_only=True):
    """A promise ended before the need was met."""

    tag: ClassVar[str] = "need.released"
    sentence: ClassVar[str] = (
        "melepaskan kebutuhan {need:need} keluarga {household:household} "
        "karena komitmennya {reason:label}"
    )

    commitment: UUID
    reason: ReleaseReason


class NeedMet(NeedEvent, frozen=True, kw_only=True):
    """What was promised has arrived, and the village said so."""

    tag: ClassVar[str] = "need.met"
    sentence: ClassVar[str] = (
        "mencatat kebutuhan {need:need} keluarga {household:household} dipenuhi "
        "oleh bantuan yang sudah diterima"
    )

    commitment: UUID


class NeedReopened(NeedReserved, frozen=True, kw_only=True):
    """What was said to have arrived did not, or not whole: the promise holds the need again."""

    tag: ClassVar[str] = "need.reopened"
    sentence: ClassVar[str] = (
        "membuka kembali kebutuhan {need:need} keluarga {household:household}, sebab bantuan "
        "{partner:partner} melalui {programme:programme} ternyata tidak diterima utuh"
    )


class NeedCarried(NeedEvent, frozen=True, kw_only=True):
    """An open need went along to another village, or to the record that stays of two.

    Args:
        source, by_rule: what a claim that came with another record rests on; None otherwise.
    """

    tag: ClassVar[str] = "need.carried"
    sentence: ClassVar[str] = (
        "membawa kebutuhan {need:need} keluarga {household:household} ke {village:village}"
    )

    from_village: str
    source: Source | None = None
    by_rule: ByRule | None = None


OwnHouseholdEvent: TypeAlias = (
    HouseholdRegistered
    | HouseholdRelisted
    | HouseholdAddressChanged
    | HouseholdMoved
    | MemberJoined
    | MemberCorrected
    | PresenceJudged
    | HouseholdJudged
    | HeadChanged
    | HouseholdClosed
    | HouseholdReopened
)
AnyNeedEvent: TypeAlias = (
    NeedClaimed
    | NeedJudged
    | NeedReserved
    | NeedPackaged
    | NeedReleased
    | NeedMet
    | NeedReopened
    | NeedCarried
)
