"""The boundaries of a regency's villages, as somebody drew them: only so that maps can be drawn.

    publish → publish → …

A set is never changed and never withdrawn: the newest one known at a moment is the one that maps of
that moment are drawn with. What stands in the event is what is drawn, with fewer corners than the
file had; of the file there is its hash. Boundaries decide nothing: which village a household lies
in is told by its code.

Source: PUKIS-SISDAMAS, stage (f) and "pemetaan data kemiskinan se Kabupaten"; RFC 7946 (GeoJSON).
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened
from service.kernel.refusals import Refused


class Outline(Struct, frozen=True):
    """Where a village lies.

    Args:
        village: its code.
        rings: closed lines, of land or of a hole in it, none with its first corner repeated:
            `11060000,-745000 120,-30 …`, longitude and latitude in steps of 0.00001 degree, the
            first corner by itself and every other one from the one before.
    """

    village: str
    rings: tuple[str, ...]


class BoundariesPublished(Event, frozen=True, kw_only=True):
    """Somebody gave the boundaries of villages, whole; they take the place of those before.

    Args:
        boundary: code of the regency.
        source: who drew them; `source_date` the day they speak of, `licence` on which terms.
        file_hash: SHA-256 of the file they were read from, in hex.
        number: how many villages have an outline.
        outlines: by village.
    """

    tag: ClassVar[str] = "boundaries.published"
    sentence: ClassVar[str] = (
        'memuat batas {number} desa dan kelurahan dari "{source}" ({source_date:date})'
    )

    boundary: str
    source: str
    source_date: date
    licence: str
    file_hash: str
    number: int
    outlines: tuple[Outline, ...]


AnyBoundaryEvent: TypeAlias = BoundariesPublished


class BoundariesUnchanged(Refused):
    """Batas desa dari berkas ini sudah dimuat."""

    way_out: ClassVar[str] = "Peta sudah memakainya. Pilih berkas lain bila ada batas yang baru."


class Boundary(Aggregate[AnyBoundaryEvent], frozen=True):
    """Which file is drawn now, and what is said of it."""

    category: ClassVar[str] = "boundary"

    said: tuple[str, str, date, str] | None = None

    def after(self, event: AnyBoundaryEvent) -> Self:
        """Return what is known once `event` is known too."""
        return replace(self, said=(event.file_hash, event.source, event.source_date, event.licence))

    def publish(
        self,
        boundary: str,
        *,
        outlines: Sequence[Outline],
        file_hash: str,
        source: str,
        source_date: date,
        licence: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Let maps be drawn with these from now on.

        Args:
            boundary: code of the regency.

        Raises:
            NotHappenedYet: drawn, or given, on a day that has not come.
            BoundariesUnchanged: this file is drawn already, with the same said of it.
        """
        require_happened(on, today=today)
        require_happened(source_date, today=today)
        if self.said == (file_hash, source, source_date, licence):
            raise BoundariesUnchanged
        return (
            BoundariesPublished(
                occurred_on=on,
                boundary=boundary,
                source=source,
                source_date=source_date,
                licence=licence,
                file_hash=file_hash,
                number=len(outlines),
                outlines=tuple(outlines),
            ),
        )
