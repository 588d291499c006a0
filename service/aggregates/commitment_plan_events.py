"""What a promise is planned to become, and what became of it: instalments, next year, the outcome.

They move none of the five numbers; each carries the parties and the target like all others.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment_events import CommitmentEvent
from service.kernel.money import SomeRupiah
from service.kernel.privacy import Private
from service.kernel.verdicts import Evidence, Note

Condition: TypeAlias = Literal["good", "worn", "broken", "gone"]

CONDITION_LABELS: dict[Condition, str] = {
    "good": "baik",
    "worn": "mulai rusak",
    "broken": "rusak berat",
    "gone": "sudah tidak ada",
}


class Instalment(Struct, frozen=True, kw_only=True):
    """A part of a promise, and the day by which it is to be paid."""

    due_on: date
    amount_rupiah: SomeRupiah


class InstalmentsPlanned(CommitmentEvent, frozen=True, kw_only=True):
    """The partner said in which parts it will pay; a later plan takes the place of this one.

    Args:
        instalments: by their days; together no more than what is promised.
        reason: why it is planned anew; empty for the first plan.
    """

    tag: ClassVar[str] = "instalments.planned"
    sentence: ClassVar[str] = (
        "merencanakan tahap penyaluran komitmen {commitment:commitment} dari {partner:partner}"
    )

    instalments: tuple[Instalment, ...]
    reason: str = ""


class CommitmentCarried(CommitmentEvent, frozen=True, kw_only=True):
    """What the fiscal year left unkept was promised anew for a later one.

    Args:
        to_commitment: the new promise, which names this one in `transferred_from`.
        to_year: its fiscal year.
    """

    tag: ClassVar[str] = "commitment.carried"
    sentence: ClassVar[str] = (
        "meneruskan sisa komitmen {commitment:commitment} sebesar {amount_rupiah:rupiah} "
        "dari {partner:partner} ke tahun anggaran {to_year}"
    )

    to_commitment: UUID
    to_year: int
    amount_rupiah: SomeRupiah


class OutcomeChecked(CommitmentEvent, frozen=True, kw_only=True):
    """A third party looked, months later, at what became of the aid.

    Args:
        condition: of what was given.
        is_used: whether those it was for use it.
        is_need_met: whether the need is still met; if not, it is open again in the same save.
        checked_by: whom the one who looked acts for.
    """

    tag: ClassVar[str] = "outcome.checked"
    sentence: ClassVar[str] = (
        "memeriksa hasil bantuan {partner:partner} untuk kebutuhan {need:need} di "
        "{village:village}: {condition:label}"
    )

    condition: Condition
    is_used: bool
    is_need_met: bool
    checked_by: str
    evidence: tuple[Evidence, ...] = ()
    note: Private[Note] | None = None
