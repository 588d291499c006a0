"""Somebody who had left is named again by a later list, and a human says that they stay gone.

    left → a later list names them → settle

Whoever turns out to be there after all is judged present, or their household is reopened: that is a
testimony and needs no decision here. Nor does a row that waits: it is put right or set aside.
Source: BPK on the problem families of 2020 that were reinstated in 2021; scenario A3, step 5.
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self, TypeAlias
from uuid import UUID

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused


class ResurrectionSettled(Event, frozen=True, kw_only=True):
    """A list is wrong: whoever it names again stays gone.

    Args:
        person: None for a whole household that is closed.
        reason: read by auditors; never a resident's name.
        reference: the number of the paper that was looked at; empty if there was none.
        by: the account of whoever decided.
    """

    tag: ClassVar[str] = "resurrection.settled"
    sentence: ClassVar[str] = (
        "menyatakan bahwa yang tercantum lagi pada daftar dari keluarga {household:household} di "
        '{village:village} tetap keluar karena "{reason}"'
    )

    resurrection: UUID
    list: UUID
    household: UUID
    village: str
    person: UUID | None
    reason: str
    reference: str = ""
    by: str = ""


AnyResurrectionEvent: TypeAlias = ResurrectionSettled


class SettledAlready(Refused):
    """Yang tercantum lagi ini sudah diputuskan."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class DecidedByWhoSaidSo(Refused):
    """Yang menyatakan seseorang keluar tidak boleh memutuskannya sendiri terhadap daftar."""

    way_out: ClassVar[str] = "Mintalah kepala desa, pendamping, atau sekretariat memutuskannya."


class Resurrection(Aggregate[AnyResurrectionEvent], frozen=True):
    """Whether somebody has decided about one naming."""

    category: ClassVar[str] = "resurrection"

    is_settled: bool = False

    def after(self, _: AnyResurrectionEvent) -> Self:
        """Return what is known once an event is known too."""
        return replace(self, is_settled=True)

    def settle(
        self,
        resurrection: UUID,
        *,
        source: UUID,
        household: UUID,
        village: str,
        person: UUID | None,
        witnesses: Collection[str],
        reason: str,
        by: str,
        on: date,
        today: date,
        reference: str = "",
    ) -> tuple[Event, ...]:
        """Say that whoever a list names again stays gone.

        Args:
            source: the list.
            witnesses: the accounts who said that they left.

        Raises:
            SettledAlready, NotHappenedYet: not now.
            DecidedByWhoSaidSo: it takes another.
            ReasonMissing: the list's owner will ask for it.
        """
        if self.is_settled:
            raise SettledAlready
        require_happened(on, today=today)
        require_reason(reason)
        if by in witnesses:
            raise DecidedByWhoSaidSo(account=by)
        return (
            ResurrectionSettled(
                occurred_on=on,
                resurrection=resurrection,
                list=source,
                household=household,
                village=village,
                person=person,
                reason=reason,
                reference=reference,
                by=by,
            ),
        )
