"""Looking a second time: a few households, drawn by a published rule, seen by somebody else.

    draw → record*

A re-check measures how good the first look was; it changes no household. Where it finds otherwise,
somebody records a verdict of their own, and two testimonies stand against one another until they
are decided.

Source: domain reference §2.7 (5 % by the kecamatan; nobody checks the own verdict).
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, HouseholdStatus, Method


class Sampled(Struct, frozen=True, kw_only=True):
    """A household that was drawn, as it was known then.

    Args:
        status: what it stood for; account: who had looked last; looked_at: that testimony's event.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    account: str
    looked_at: int


class RecheckDrawn(Event, frozen=True, kw_only=True):
    """Households were drawn to be looked at again.

    Args:
        area: code of the kecamatan or the village they were drawn from.
        since, until: days of the looks that were in the draw, both inclusive.
        list: only households that this list names; None for all.
        rule: the rule's name, as `policies.sampling` tells it.
        out_of: how many were in the draw; upto: the log's position it was made at.
    """

    tag: ClassVar[str] = "recheck.drawn"
    sentence: ClassVar[str] = (
        "mengundi pemeriksaan ulang dari {out_of:number} keluarga yang dilihat "
        "{since:date} sampai {until:date}"
    )

    recheck: UUID
    area: str
    since: date
    until: date
    rule: str
    out_of: int
    upto: int
    sampled: tuple[Sampled, ...]
    list: UUID | None = None


class RecheckRecorded(Event, frozen=True, kw_only=True):
    """Somebody else looked at a household that was drawn.

    Args:
        found: how it stands by this look; first: how it stood by the one that is checked.
        agrees: whether both say the same.
        by: account of whoever looked now; first_by: of whoever looked first.
    """

    tag: ClassVar[str] = "recheck.recorded"
    sentence: ClassVar[str] = (
        "memeriksa ulang keluarga {household:household} di {village:village}: {found:status}; "
        "putusan pertama {first:status}"
    )

    recheck: UUID
    household: UUID
    village: str
    found: HouseholdStatus
    first: HouseholdStatus
    agrees: bool
    method: Method
    by: str
    first_by: str
    evidence: tuple[Evidence, ...] = ()


AnyRecheckEvent: TypeAlias = RecheckDrawn | RecheckRecorded


class RecheckKnown(Refused):
    """Pemeriksaan ulang untuk wilayah dan masa ini sudah diundi."""

    way_out: ClassVar[str] = "Buka undian yang sudah ada; hasil undian tidak dapat diulang."


class NothingToRecheck(Refused):
    """Belum ada keluarga yang dilihat pada masa ini."""

    way_out: ClassVar[str] = "Pilih masa atau wilayah lain."


class PeriodReversed(Refused):
    """Hari terakhir masa pemeriksaan mendahului hari pertamanya."""

    way_out: ClassVar[str] = "Periksa kembali kedua tanggalnya."


class NotSampled(Refused):
    """Keluarga ini tidak terundi."""

    way_out: ClassVar[str] = "Catat hasil hanya untuk keluarga pada daftar undian."


class RecheckedAlready(Refused):
    """Keluarga ini sudah diperiksa ulang."""

    way_out: ClassVar[str] = "Bila keadaannya berubah lagi, catat verifikasi baru."


class OwnVerdict(Refused):
    """Pemeriksa ulang tidak boleh petugas yang memutus pertama kali."""

    way_out: ClassVar[str] = "Mintalah petugas lain melihat keluarga ini."


class Recheck(Aggregate[AnyRecheckEvent], frozen=True):
    """Who was drawn, and who was looked at again."""

    category: ClassVar[str] = "recheck"

    id: UUID | None = None
    area: str = ""
    sampled: dict[UUID, Sampled] = field(default_factory=dict)
    done: frozenset[UUID] = frozenset()

    def after(self, event: AnyRecheckEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case RecheckDrawn():
                return replace(
                    self,
                    id=event.recheck,
                    area=event.area,
                    sampled={one.household: one for one in event.sampled},
                )
            case RecheckRecorded():
                return replace(self, done=self.done | {event.household})
        assert_never(event)

    def draw(
        self,
        recheck: UUID,
        *,
        area: str,
        since: date,
        until: date,
        list_id: UUID | None,
        rule: str,
        out_of: int,
        upto: int,
        sampled: tuple[Sampled, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note whom the rule has drawn.

        Raises:
            RecheckKnown, NotHappenedYet, PeriodReversed, NothingToRecheck: not like this.
        """
        if self.id is not None:
            raise RecheckKnown(recheck=str(self.id))
        require_happened(on, today=today)
        if until < since:
            raise PeriodReversed(since=since.isoformat(), until=until.isoformat())
        if not sampled:
            raise NothingToRecheck
        return (
            RecheckDrawn(
                occurred_on=on,
                recheck=recheck,
                area=area,
                since=since,
                until=until,
                rule=rule,
                out_of=out_of,
                upto=upto,
                sampled=sampled,
                list=list_id,
            ),
        )

    def record(
        self,
        household: UUID,
        found: HouseholdStatus,
        *,
        by: str,
        method: Method,
        evidence: tuple[Evidence, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note what somebody else found.

        Args:
            by: account of whoever looked.

        Raises:
            NotSampled, RecheckedAlready, NotHappenedYet: not now.
            OwnVerdict: who looked first does not look again.
        """
        require_happened(on, today=today)
        known = self.sampled.get(household)
        if known is None or self.id is None:
            raise NotSampled
        if household in self.done:
            raise RecheckedAlready
        if by == known.account:
            raise OwnVerdict
        return (
            RecheckRecorded(
                occurred_on=on,
                recheck=self.id,
                household=household,
                village=known.village,
                found=found,
                first=known.status,
                agrees=found == known.status,
                method=method,
                by=by,
                first_by=known.account,
                evidence=evidence,
            ),
        )
