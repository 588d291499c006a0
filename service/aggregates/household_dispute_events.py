"""Two people who went and looked say different things: both are kept, and somebody decides.

    (testimony ≠ testimony) → contradiction.opened → contradiction.decided

A contradiction is called by the version of its opening in the household's stream; at most one is
open about a person, a need, or the household as a whole. Both events say what counts from then on,
like every event of a household: `status`, `persons`, `epoch`, and who leaves or comes back. The
second testimony itself is marked `disputed` and changes nothing.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import HouseholdEvent, NeedEvent
from service.kernel.needs import NeedType
from service.kernel.verdicts import PresenceVerdict

Subject: TypeAlias = Literal["household", "person", "need"]

SUBJECT_LABELS: dict[Subject, str] = {
    "household": "keadaan keluarga",
    "person": "keberadaan satu anggota",
    "need": "satu kebutuhan",
}


class Witness(Struct, frozen=True, kw_only=True):
    """One of the testimonies that disagree.

    Args:
        version: of the event in the household's stream that holds it in full.
        by: the account whose testimony it is.
        on: the day of the visit.
    """

    version: int
    by: str
    on: date
    verdict: str


class ContradictionEvent(HouseholdEvent, frozen=True, kw_only=True):
    """What a contradiction is about, and what counts from this event on.

    Args:
        person, need: the one it is about; both None if it is about the household as a whole.
        presence: what now stands of the person; None if nobody's word does.
        leaving, members: who no longer belongs, and who belongs again.
    """

    about: Subject
    testimonies: tuple[Witness, ...]
    person: UUID | None = None
    need: NeedType | None = None
    presence: PresenceVerdict | None = None
    leaving: tuple[UUID, ...] = ()
    members: tuple[UUID, ...] = ()


class ContradictionOpened(ContradictionEvent, frozen=True, kw_only=True):
    """Two accounts disagree. Until it is decided the earlier day's word stands, marked disputed.

    Of two testimonies of one day neither stands, but what stood before both: whoever's telephone
    finds a signal first wins nothing by it.
    """

    tag: ClassVar[str] = "contradiction.opened"
    sentence: ClassVar[str] = (
        "mencatat dua kesaksian yang bertentangan tentang {about:label} pada keluarga "
        "{household:household}, untuk diputuskan"
    )


class ContradictionDecided(ContradictionEvent, frozen=True, kw_only=True):
    """Somebody who is neither of the witnesses, or a musdes, says which testimony holds.

    Args:
        contradiction: version of its opening.
        holds: version of the testimony that holds.
        reason: read by auditors; never a resident's name.
        by: the account of whoever decided.
    """

    tag: ClassVar[str] = "contradiction.decided"
    sentence: ClassVar[str] = (
        "memutuskan kesaksian yang berlaku tentang {about:label} pada keluarga "
        '{household:household} karena "{reason}"; statusnya {status:status}'
    )

    contradiction: int
    holds: int
    reason: str
    by: str = ""


class NeedRestored(NeedEvent, frozen=True, kw_only=True):
    """A need stands as it did before something that was taken back."""

    tag: ClassVar[str] = "need.restored"
    sentence: ClassVar[str] = (
        "mengembalikan keadaan kebutuhan {need:need} keluarga {household:household}"
    )


AnyDisputeEvent: TypeAlias = ContradictionOpened | ContradictionDecided
