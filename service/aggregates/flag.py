"""An open promise that should be looked at again: its household died, moved, is better off, …

    raised (by what happened to the household) → explain* | gone by itself | the promise ends

Nobody raises a flag: it follows from the streams of the household and of the promise
(`policies.review`), so none is forgotten. What is recorded is only that somebody looked and why
the promise stays. That opens no till: a payment still takes the leave of a second person.
Source: Kayong Utara x Baznas, scenario A4, step 5.
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias
from uuid import UUID

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused

Cause: TypeAlias = Literal["not_payable", "moved", "need_gone", "overlap"]

FLAG_LABELS: dict[Cause, str] = {
    "not_payable": "keluarga tidak boleh menerima bantuan",
    "moved": "keluarga pindah ke desa lain",
    "need_gone": "kebutuhannya sudah tidak ada",
    "overlap": "kebutuhannya dipegang dua komitmen",
}


class FlagExplained(Event, frozen=True, kw_only=True):
    """Somebody looked at a promise that was flagged, and says why it stays.

    Args:
        causes: why it was flagged by then.
        reason: read by auditors; never a resident's name.
        by: the account of whoever looked.
    """

    tag: ClassVar[str] = "flag.explained"
    sentence: ClassVar[str] = (
        "meninjau komitmen {commitment:commitment} milik {partner:partner} dan mempertahankannya "
        'karena "{reason}"'
    )

    commitment: UUID
    household: UUID
    village: str
    need: NeedType
    partner: str
    causes: tuple[Cause, ...]
    reason: str
    by: str


AnyFlagEvent: TypeAlias = FlagExplained


class NothingToReview(Refused):
    """Tidak ada yang perlu ditinjau pada komitmen ini."""

    way_out: ClassVar[str] = "Muat ulang; mungkin penyebabnya sudah tidak ada."


class Flag(Aggregate[AnyFlagEvent], frozen=True):
    """What somebody has said of a flagged promise."""

    category: ClassVar[str] = "flag"

    explained: tuple[Cause, ...] = ()

    def after(self, event: AnyFlagEvent) -> Self:
        """Return what is known once `event` is known too."""
        return replace(self, explained=event.causes)

    def explain(
        self,
        commitment: UUID,
        *,
        household: UUID,
        village: str,
        need: NeedType,
        partner: str,
        causes: tuple[Cause, ...],
        reason: str,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say why a promise stays though it is flagged.

        Args:
            causes: why it is flagged now.

        Raises:
            NothingToReview, NotHappenedYet, ReasonMissing: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if not causes:
            raise NothingToReview
        return (
            FlagExplained(
                occurred_on=on,
                commitment=commitment,
                household=household,
                village=village,
                need=need,
                partner=partner,
                causes=causes,
                reason=reason,
                by=by,
            ),
        )
