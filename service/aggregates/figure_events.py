"""What happens to the figures of one series: reported or computed, determined, superseded."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, TypeAlias

from service.kernel.events import Event
from service.kernel.figures import FigureKind, Nature


class FigureEvent(Event, frozen=True, kw_only=True):
    """Which figure: the series (kind, area, source), and its number therein.

    Args:
        area: code of a village, a kecamatan, the regency, or a region around it.
        source: short name of whoever answers for it (`bps`, `mcd`); `sanding` for this register.
    """

    kind: FigureKind
    area: str
    source: str
    number: int


class FigureReported(FigureEvent, frozen=True, kw_only=True):
    """Somebody else's figure was taken over as they state it.

    Args:
        method: how it came about, as its source says (Susenas March; list by name).
        reference_date: the day it speaks of.
        numerator, denominator: persons; of a survey they may be missing.
        publication: where it can be looked up.
        poverty_line_rupiah: a head and month; line_basis: whose line, by which measure.
    """

    tag: ClassVar[str] = "figure.reported"
    sentence: ClassVar[str] = (
        "mencatat {kind:label} {area:village} per {reference_date:date} "
        "sebesar {value_percent:percent} menurut {source_name}"
    )

    source_name: str
    nature: Nature
    method: str
    reference_date: date
    value_percent: Decimal
    numerator: int | None = None
    denominator: int | None = None
    publication: str = ""
    poverty_line_rupiah: int | None = None
    line_basis: str = ""


class FigureComputed(FigureEvent, frozen=True, kw_only=True):
    """The register was counted as it stood at `position`, so anybody can count it again.

    Args:
        reference_date: only what was true by then is counted.
        position: only what was known by then is counted.
        denominator: the population by the base events known and true then.
        unratified: households whose verdict no village meeting had ratified yet.
    """

    tag: ClassVar[str] = "figure.computed"
    sentence: ClassVar[str] = (
        "menghitung {kind:label} {area:village} per {reference_date:date} dari register: "
        "{numerator:number} dari {denominator:number} penduduk, {value_percent:percent}"
    )

    reference_date: date
    value_percent: Decimal
    numerator: int
    denominator: int
    position: int
    unratified: int


class FigureDetermined(FigureEvent, frozen=True, kw_only=True):
    """A decree made the figure the official one.

    Args:
        office: who determined it: Bupati, Kepala Desa.
    """

    tag: ClassVar[str] = "figure.determined"
    sentence: ClassVar[str] = (
        "menetapkan {kind:label} {area:village} sebesar {value_percent:percent} "
        "dengan keputusan {office} nomor {decree_number} tanggal {decree_date:date}"
    )

    value_percent: Decimal
    decree_number: str
    decree_date: date
    office: str


class FigureSuperseded(FigureEvent, frozen=True, kw_only=True):
    """Another figure of the series takes its place; it stays readable.

    Args:
        by: number of the figure that takes its place.
    """

    tag: ClassVar[str] = "figure.superseded"
    sentence: ClassVar[str] = (
        "menggantikan {kind:label} {area:village} nomor {number:number} "
        'dengan nomor {by:number} karena "{reason}"'
    )

    by: int
    reason: str


class TargetAdopted(Event, frozen=True, kw_only=True):
    """What a figure shall be by a day."""

    tag: ClassVar[str] = "target.adopted"
    sentence: ClassVar[str] = (
        "menetapkan sasaran {kind:label} {area:village} sebesar {target_percent:percent} "
        "pada {due_on:date} berdasarkan {decree_number}"
    )

    kind: FigureKind
    area: str
    target_percent: Decimal
    due_on: date
    decree_number: str


AnyFigureEvent: TypeAlias = FigureReported | FigureComputed | FigureDetermined | FigureSuperseded
