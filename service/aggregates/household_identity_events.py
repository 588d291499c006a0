"""Whether Dukcapil knows a person, and which records turned out to be of the same household.

    member.matched*        household.absorbed → household.unmerged

Two records of one household become one: the record that goes is closed (`household.closed`, with
its `survivor`), the one that stays says what it took over. Both are told apart again by
`household.reopened` there and `household.unmerged` here.
"""

from datetime import date
from typing import ClassVar, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import HouseholdEvent, Source
from service.kernel.needs import NeedType
from service.kernel.people import IdentityMatch
from service.kernel.verdicts import NeedStanding


class MemberMatched(HouseholdEvent, frozen=True, kw_only=True):
    """An answer of Dukcapil says whether a person is known there under this NIK and name.

    Args:
        match: what the answer comes to; `matched_on` the day of the answer.
        letter: its number, verbatim.
        by: the account that took it over from the letter.
    """

    tag: ClassVar[str] = "member.matched"
    sentence: ClassVar[str] = (
        "mencatat hasil pemadanan satu anggota keluarga {household:household} menurut surat "
        "{letter}: {match:label}"
    )

    person: UUID
    match: IdentityMatch
    letter: str
    letter_on: date
    by: str


class SamePerson(Struct, frozen=True, kw_only=True):
    """A person of the record that goes, and who they are in the record that stays."""

    person: UUID
    survivor: UUID


class NeedAlong(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A need that came along, how it stands here now, and how it stood here before.

    Args:
        before: None if it was not known here.
        promises: commitments that hold it, and came along.
    """

    need: NeedType
    standing: NeedStanding
    before: NeedStanding | None = None
    promises: tuple[UUID, ...] = ()


class HouseholdAbsorbed(HouseholdEvent, frozen=True, kw_only=True):
    """Another record turned out to be of this household; what it held is this one's now.

    Whoever is in neither record twice joins by events of their own, and so do needs and promises.

    Args:
        absorbed: the record that was closed, `absorbed_version` its version by then.
        same: who is who.
        joined: the persons who came along.
        sources: rows of target lists that named the other record.
    """

    tag: ClassVar[str] = "household.absorbed"
    sentence: ClassVar[str] = (
        "menyatukan catatan ganda {absorbed:household} ke dalam keluarga {household:household}, "
        "sehingga menjadi {persons:number} orang"
    )

    absorbed: UUID
    absorbed_version: int
    same: tuple[SamePerson, ...] = ()
    joined: tuple[UUID, ...] = ()
    sources: tuple[Source, ...] = ()
    needs: tuple[NeedAlong, ...] = ()
    by: str = ""


class HouseholdUnmerged(HouseholdEvent, frozen=True, kw_only=True):
    """The records are of two households after all, and each has again what was its own.

    Args:
        absorbed: the record that is open again.
        leaving: the persons who went back there.
        kept: how many events there were here in between; they stay with this household.
        reason: read by auditors; never a resident's name.
    """

    tag: ClassVar[str] = "household.unmerged"
    sentence: ClassVar[str] = (
        "memisahkan kembali catatan {absorbed:household} dari keluarga {household:household} "
        'karena "{reason}"; {kept:number} peristiwa di antaranya tetap pada keluarga ini'
    )

    absorbed: UUID
    kept: int
    reason: str
    leaving: tuple[UUID, ...] = ()
    by: str = ""


AnyIdentityEvent: TypeAlias = MemberMatched | HouseholdAbsorbed | HouseholdUnmerged
