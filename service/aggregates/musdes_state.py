"""What is known about a village meeting, folded from its events; decisions are in `musdes`."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.musdes_events import (
    Addressee,
    AnyMusdesEvent,
    MusdesAnswered,
    MusdesAttendanceRecorded,
    MusdesConvened,
    MusdesCorrected,
    MusdesDissentRecorded,
    MusdesForwarded,
    MusdesListPresented,
    MusdesPostponed,
    MusdesRatified,
    MusdesRescheduled,
    MusdesRowsDecided,
    MusdesSigned,
    RowDecision,
    ShownRow,
    Signer,
)
from service.kernel.events import Aggregate
from service.kernel.roles import Role

LEADERS: dict[bool, Role] = {True: "village_head", False: "bpd_chair"}
"""Who leads, by whether it is a kelurahan."""

MusdesStage: TypeAlias = Literal[
    "none", "convened", "postponed", "open", "ratified", "signed", "forwarded"
]

STAGE_LABELS: dict[MusdesStage, str] = {
    "none": "Belum ada",
    "convened": "Diundang",
    "postponed": "Ditunda",
    "open": "Berlangsung",
    "ratified": "Ditetapkan",
    "signed": "Ditandatangani",
    "forwarded": "Diteruskan",
}


class Row(Struct, frozen=True):
    """A household as it was shown, and what was decided about it so far."""

    shown: ShownRow
    decided: RowDecision | None = None


class MusdesState(Aggregate[AnyMusdesEvent], frozen=True):
    """A meeting as far as it has come.

    Args:
        meets_on, meets_at: the day and the hour, after what was postponed.
        rows: what was shown, in that order.
        signers: who has signed, and `signed_by` with which accounts.
    """

    category: ClassVar[str] = "musdes"

    convened: MusdesConvened | None = None
    meets_on: date | None = None
    meets_at: str = ""
    attendance: MusdesAttendanceRecorded | None = None
    rows: dict[UUID, Row] = field(default_factory=dict)
    dissents: int = 0
    ratified: MusdesRatified | None = None
    signers: tuple[Signer, ...] = ()
    signed_by: tuple[str, ...] = ()
    forwarded: tuple[Addressee, ...] = ()
    returned: tuple[Addressee, ...] = ()
    corrected_by: tuple[UUID, ...] = ()

    @property
    def village(self) -> str:
        """Where it is held."""
        return self.convened.village if self.convened else ""

    @property
    def is_kelurahan(self) -> bool:
        """Whether a lurah leads it."""
        return self.village[9:10] == "1"

    @property
    def stage(self) -> MusdesStage:
        """How far it has come."""
        if self.convened is None:
            return "none"
        if self.ratified is not None:
            is_signed = self.required_signers <= set(self.signers)
            return "forwarded" if self.forwarded else "signed" if is_signed else "ratified"
        if self.attendance is not None and self.attendance.is_quorate:
            return "open"
        return "convened" if self.meets_on else "postponed"

    @property
    def required_signers(self) -> frozenset[Signer]:
        """Who must sign before the minutes go on."""
        head: Signer = "minute_taker" if self.is_kelurahan else "head"
        return frozenset({"chair", head})

    @property
    def next_addressees(self) -> tuple[Addressee, ...]:
        """To whom the minutes can go now: the camat first, and again to who sent them back."""
        free: list[Addressee] = []
        if "camat" not in self.forwarded or "camat" in self.returned:
            free.append("camat")
        if "camat" in self.forwarded and (
            "dinsos" not in self.forwarded or "dinsos" in self.returned
        ):
            free.append("dinsos")
        return tuple(free)

    @property
    def undecided(self) -> tuple[UUID, ...]:
        """The households shown that nothing was decided about."""
        return tuple(one for one, row in self.rows.items() if row.decided is None)

    def after(self, event: AnyMusdesEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case MusdesConvened() | MusdesPostponed() | MusdesRescheduled():
                known = replace(self, meets_on=event.meets_on, meets_at=event.meets_at)
                if isinstance(event, MusdesConvened):
                    known = replace(known, convened=event)
                known = replace(known, attendance=None)
            case MusdesAttendanceRecorded():
                known = replace(self, attendance=event)
            case MusdesListPresented():
                shown = {row.household: Row(row) for row in event.rows}
                known = replace(self, rows={**self.rows, **shown})
            case MusdesRowsDecided():
                known = self._decided(event.decisions)
            case MusdesDissentRecorded():
                known = replace(self, dissents=event.number)
            case MusdesRatified():
                known = replace(self, ratified=event)
            case _:
                known = self._afterwards(event)
        return known

    def _decided(self, decisions: Sequence[RowDecision]) -> Self:
        new = {one.household: replace(self.rows[one.household], decided=one) for one in decisions}
        return replace(self, rows={**self.rows, **new})

    def _afterwards(
        self, event: MusdesSigned | MusdesForwarded | MusdesAnswered | MusdesCorrected
    ) -> Self:
        match event:
            case MusdesSigned():
                signed_by = (*self.signed_by, event.account) if event.account else self.signed_by
                return replace(self, signers=(*self.signers, event.signer), signed_by=signed_by)
            case MusdesForwarded():
                returned = tuple(one for one in self.returned if one != event.to)
                return replace(self, forwarded=(*self.forwarded, event.to), returned=returned)
            case MusdesAnswered():
                if event.answer == "acknowledged":
                    return self
                return replace(self, returned=(*self.returned, event.of))
            case MusdesCorrected():
                return replace(self, corrected_by=(*self.corrected_by, event.by))
        assert_never(event)
