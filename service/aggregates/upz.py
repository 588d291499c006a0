"""A UPZ: a unit that collects zakat, infak and sedekah for its Baznas.

    appoint → (appoint again, once the term is over | end)*

A term is five years at most, and begins when the one before is over. What it deposits is in
`deposit`. Officers are counted and their offices told, never their names.
Source: UU 23/2011, article 16; Perbaznas 2/2016 (three officers or more, five years, must report).
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.months import months_later
from service.kernel.refusals import Refused

LEAST_OFFICERS = 3
MOST_YEARS = 5
MOST_SHARE_PERCENT = Decimal("12.5")
"""A UPZ's operating share is part of the amil's, so never more than that of zakat."""


class UpzEvent(Event, frozen=True, kw_only=True):
    """Which UPZ, and whose: both are partners. `host` is the agency or place it collects in."""

    upz: str
    parent: str
    host: str | None = None


class UpzAppointed(UpzEvent, frozen=True, kw_only=True):
    """A Baznas appointed it for a term.

    Args:
        decree: number of the Baznas' decree.
        officers: how many there are.
        offices: what they are called, without names: `ketua`, `sekretaris`, `bendahara`.
        since, until: the term, half-open.
        share_percent: of what it collects, for its own work; None if none was agreed.
    """

    tag: ClassVar[str] = "upz.appointed"
    sentence: ClassVar[str] = (
        "mengangkat {upz:partner} dengan keputusan {decree} untuk masa tugas {since:date} sampai "
        "{until:date}"
    )

    decree: str
    officers: int
    since: date
    until: date
    offices: tuple[str, ...] = ()
    share_percent: Decimal | None = None


class UpzEnded(UpzEvent, frozen=True, kw_only=True):
    """Its task ended before its term did; from `occurred_on` on it deposits no more."""

    tag: ClassVar[str] = "upz.ended"
    sentence: ClassVar[str] = 'mengakhiri tugas {upz:partner} karena "{reason}"'

    reason: str


AnyUpzEvent: TypeAlias = UpzAppointed | UpzEnded


class TermOverlaps(Refused):
    """UPZ ini masih bertugas pada masa itu."""

    way_out: ClassVar[str] = "Mulai masa tugas baru setelah yang lama habis, atau akhiri dahulu."


class TermTooLong(Refused):
    """Masa tugas UPZ paling lama lima tahun dan harus berakhir setelah dimulai."""

    way_out: ClassVar[str] = "Isi tanggal akhir paling lama lima tahun setelah tanggal mulai."


class TooFewOfficers(Refused):
    """Pengurus UPZ sedikitnya tiga orang."""

    way_out: ClassVar[str] = "Lengkapi susunan pengurusnya dalam keputusan pengangkatan."


class UpzShareTooMuch(Refused):
    """Bagian operasional UPZ tidak boleh melebihi hak amil."""

    way_out: ClassVar[str] = "Isi bagian paling banyak 12,5 persen."


class OtherBaznas(Refused):
    """UPZ ini bukan bagian dari Baznas tersebut."""

    way_out: ClassVar[str] = "Pilih Baznas induknya."


class UpzNotAppointed(Refused):
    """UPZ ini tidak sedang bertugas pada tanggal tersebut."""

    way_out: ClassVar[str] = "Angkat UPZ ini dengan keputusan Baznas, atau betulkan tanggalnya."


class Term(Struct, frozen=True, kw_only=True):
    """One appointment, half-open."""

    decree: str
    since: date
    until: date


class Upz(Aggregate[AnyUpzEvent], frozen=True):
    """When a UPZ may collect, and for whom."""

    category: ClassVar[str] = "upz"

    upz: str = ""
    parent: str = ""
    host: str | None = None
    terms: tuple[Term, ...] = ()

    def after(self, event: AnyUpzEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case UpzAppointed():
                term = Term(decree=event.decree, since=event.since, until=event.until)
                return replace(
                    self,
                    upz=event.upz,
                    parent=event.parent,
                    host=event.host,
                    terms=(*self.terms, term),
                )
            case UpzEnded():
                on = event.occurred_on
                cut = (replace(term, until=min(term.until, on)) for term in self.terms)
                return replace(self, terms=tuple(term for term in cut if term.since < term.until))
        assert_never(event)

    def appoint(
        self,
        upz: str,
        *,
        parent: str,
        decree: str,
        officers: int,
        since: date,
        on: date,
        today: date,
        until: date | None = None,
        host: str | None = None,
        offices: tuple[str, ...] = (),
        share_percent: Decimal | None = None,
    ) -> tuple[Event, ...]:
        """Appoint it, for the first time or again.

        Args:
            since: the first day of its term; it may lie ahead.
            until: the first day after it; None is five years later.

        Raises:
            NotHappenedYet, ReasonMissing, TooFewOfficers, TermTooLong, UpzShareTooMuch: not so.
            OtherBaznas: it collects for another one.
            TermOverlaps: it is appointed then already.
        """
        require_happened(on, today=today)
        require_reason(decree)
        if officers < LEAST_OFFICERS:
            raise TooFewOfficers(officers=officers, least=LEAST_OFFICERS)
        latest = months_later(since, 12 * MOST_YEARS)
        until = until or latest
        if not since < until <= latest:
            raise TermTooLong(since=since.isoformat(), until=until.isoformat())
        if share_percent is not None and share_percent > MOST_SHARE_PERCENT:
            raise UpzShareTooMuch(share_percent=str(share_percent))
        if self.upz and parent != self.parent:
            raise OtherBaznas(upz=upz, parent=self.parent)
        if self.terms and since < self.terms[-1].until:
            last = self.terms[-1]
            raise TermOverlaps(decree=last.decree, until=last.until.isoformat())
        return (
            UpzAppointed(
                occurred_on=on,
                upz=upz,
                parent=parent,
                host=host,
                decree=decree,
                officers=officers,
                offices=offices,
                since=since,
                until=until,
                share_percent=share_percent,
            ),
        )

    def end(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """End its task before its term does.

        Raises:
            NotHappenedYet, ReasonMissing: not like this.
            UpzNotAppointed: it has none any more.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if not self.terms or self.terms[-1].until <= on:
            self.require_appointed(self.upz, on)
        return (
            UpzEnded(
                occurred_on=on, upz=self.upz, parent=self.parent, host=self.host, reason=reason
            ),
        )

    def require_appointed(self, upz: str, on: date) -> None:
        """Refuse what a UPZ deposits on a day on which it has no task.

        Raises:
            UpzNotAppointed: with the end of its last term, if it had any.
        """
        if any(term.since <= on < term.until for term in self.terms):
            return
        ended = self.terms[-1].until.isoformat() if self.terms else None
        raise UpzNotAppointed(upz=upz, on=on.isoformat(), until=ended)
