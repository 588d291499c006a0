"""A series of official figures of one kind, for one area, from one source.

    (report | compute) → determine → supersede

Nothing states a rate alone: a registry figure has a numerator and a denominator, a survey figure
has its publisher. What is computed from the register stays provisional until every verdict in it
was ratified by a village meeting and a decree determines it. Of one reference date, a series has
one determined figure.

Source: PUKIS-SISDAMAS, stage (i), penetapan angka kemiskinan; Inpres 4/2022.
"""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.figure_events import (
    AnyFigureEvent,
    FigureComputed,
    FigureDetermined,
    FigureReported,
    FigureSuperseded,
    TargetAdopted,
)
from service.kernel.events import Aggregate, Event
from service.kernel.figures import FigureKind, Nature, Standing, rate_percent
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused

OWN_SOURCE = "sanding"
"""The source of what is computed from this register."""

HUNDRED = Decimal(100)


class PartsMissing(Refused):
    """Angka dari daftar harus menyebut pembilang dan penyebutnya."""

    way_out: ClassVar[str] = (
        "Isi jumlah orang miskin dan jumlah penduduk yang menjadi pembaginya; tanpa keduanya "
        "angka ini tidak dapat diperiksa siapa pun."
    )


class ValueMissing(Refused):
    """Angka survei harus menyebut nilainya seperti yang dirilis."""

    way_out: ClassVar[str] = "Isi persentasenya persis seperti pada publikasi."


class PartsImpossible(Refused):
    """Pembilang dan penyebut ini tidak mungkin."""

    way_out: ClassVar[str] = (
        "Penyebut harus lebih dari nol, dan pembilang tidak lebih besar daripada penyebut."
    )


class StatedDiffers(Refused):
    """Persentase yang disebut tidak sama dengan pembilang dibagi penyebut."""

    way_out: ClassVar[str] = (
        "Periksa penyebutnya. Bila memang angka lain, catat tanpa menyebut persentase; ia tampil "
        "sebagai angka tersendiri."
    )


class SourceIsOurs(Refused):
    """Sumber ini khusus untuk angka yang dihitung dari register."""

    way_out: ClassVar[str] = "Sebutkan sumber lain, atau hitung angkanya dari register."


class NatureDiffers(Refused):
    """Deret sumber ini berisi angka dengan sifat lain."""

    way_out: ClassVar[str] = (
        "Beri nama pendek sumber yang lain: perkiraan survei dan hitungan daftar tidak dicampur "
        "dalam satu deret."
    )


class UnknownFigure(Refused):
    """Angka ini belum tercatat."""

    way_out: ClassVar[str] = "Periksa jenis, wilayah, sumber, dan nomornya."


class NotForUsToDetermine(Refused):
    """Angka survei dirilis penerbitnya dan tidak ditetapkan daerah."""

    way_out: ClassVar[str] = "Tetapkan angka dari daftar; angka survei berdiri di sampingnya."


class NotProvisional(Refused):
    """Angka ini sudah ditetapkan atau digantikan."""

    way_out: ClassVar[str] = "Catat atau hitung angka baru bila ada yang berubah."


class NotRatifiedYet(Refused):
    """Masih ada putusan di dalam angka ini yang belum ditetapkan musyawarah."""

    way_out: ClassVar[str] = (
        "Selesaikan musyawarah desanya, hitung lagi angkanya, lalu tetapkan hitungan yang baru."
    )


class DeterminedAlready(Refused):
    """Tanggal acuan ini sudah punya angka yang ditetapkan."""

    way_out: ClassVar[str] = "Sebutkan bahwa angka ini menggantikannya, dan apa alasannya."


class TargetImpossible(Refused):
    """Sasaran harus antara 0 dan 100 persen, dan tanggalnya belum lewat."""

    way_out: ClassVar[str] = "Periksa persentase dan tanggal sasarannya."


class Known(Struct, frozen=True, kw_only=True):
    """What decisions ask about a figure."""

    nature: Nature
    reference_date: date
    value_percent: Decimal
    standing: Standing
    unratified: int = 0


class Figure(Aggregate[AnyFigureEvent], frozen=True):
    """The figures of a series, by number; which series it is, the first one tells."""

    category: ClassVar[str] = "figure"

    kind: FigureKind = "poverty_rate"
    area: str = ""
    source: str = ""
    figures: dict[int, Known] = field(default_factory=dict)

    def after(self, event: AnyFigureEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case FigureReported():
                known = Known(
                    nature=event.nature,
                    reference_date=event.reference_date,
                    value_percent=event.value_percent,
                    standing="reported" if event.nature == "survey" else "provisional",
                )
            case FigureComputed():
                known = Known(
                    nature="registry",
                    reference_date=event.reference_date,
                    value_percent=event.value_percent,
                    standing="provisional",
                    unratified=event.unratified,
                )
            case FigureDetermined():
                known = replace(self.figures[event.number], standing="determined")
            case FigureSuperseded():
                known = replace(self.figures[event.number], standing="superseded")
            case _:
                assert_never(event)
        return replace(
            self,
            kind=event.kind,
            area=event.area,
            source=event.source,
            figures={**self.figures, event.number: known},
        )

    @property
    def latest(self) -> int:
        """The number of the figure recorded last; nought if there is none."""
        return len(self.figures)

    def report(
        self,
        *,
        kind: FigureKind,
        area: str,
        source: str,
        source_name: str,
        nature: Nature,
        method: str,
        reference_date: date,
        on: date,
        today: date,
        value_percent: Decimal | None = None,
        numerator: int | None = None,
        denominator: int | None = None,
        publication: str = "",
        poverty_line_rupiah: int | None = None,
        line_basis: str = "",
    ) -> tuple[Event, ...]:
        """Take over a figure as its source states it.

        Args:
            value_percent: as published; of a registry figure it may be left out, and must
                otherwise be what numerator and denominator come to.

        Raises:
            NotHappenedYet, SourceIsOurs, NatureDiffers: not now, not from there.
            PartsMissing, ValueMissing, PartsImpossible, StatedDiffers: not like this.
        """
        require_happened(on, today=today)
        require_happened(reference_date, today=on)
        if source == OWN_SOURCE:
            raise SourceIsOurs
        if any(known.nature != nature for known in self.figures.values()):
            raise NatureDiffers
        return (
            FigureReported(
                occurred_on=on,
                kind=kind,
                area=area,
                source=source,
                number=self.latest + 1,
                source_name=source_name,
                nature=nature,
                method=method,
                reference_date=reference_date,
                value_percent=_value(nature, value_percent, numerator, denominator),
                numerator=numerator,
                denominator=denominator,
                publication=publication,
                poverty_line_rupiah=poverty_line_rupiah,
                line_basis=line_basis,
            ),
        )

    def compute(
        self,
        *,
        kind: FigureKind,
        area: str,
        numerator: int,
        denominator: int,
        position: int,
        unratified: int,
        reference_date: date,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note what the register came to at a position.

        Raises:
            NotHappenedYet, PartsImpossible: not now, not like this.
        """
        require_happened(on, today=today)
        require_happened(reference_date, today=on)
        require_possible(numerator, denominator)
        return (
            FigureComputed(
                occurred_on=on,
                kind=kind,
                area=area,
                source=OWN_SOURCE,
                number=self.latest + 1,
                reference_date=reference_date,
                value_percent=rate_percent(numerator, denominator),
                numerator=numerator,
                denominator=denominator,
                position=position,
                unratified=unratified,
            ),
        )

    def determine(
        self,
        number: int,
        *,
        decree_number: str,
        decree_date: date,
        office: str,
        on: date,
        today: date,
        replaces: int | None = None,
        reason: str = "",
    ) -> tuple[Event, ...]:
        """Make a figure the official one of its reference date, by decree.

        Args:
            replaces: the determined one of the same date, whose place it takes.
            reason: why it does.

        Raises:
            UnknownFigure, NotForUsToDetermine, NotProvisional, NotRatifiedYet: not this one.
            NotHappenedYet, DeterminedAlready, ReasonMissing: not like this.
        """
        known = self._known(number)
        if known.nature == "survey":
            raise NotForUsToDetermine
        if known.standing != "provisional":
            raise NotProvisional(standing=known.standing)
        if known.unratified:
            raise NotRatifiedYet(households=known.unratified)
        require_happened(on, today=today)
        require_happened(decree_date, today=on)
        determined = FigureDetermined(
            **self._series(number, on),
            value_percent=known.value_percent,
            decree_number=decree_number,
            decree_date=decree_date,
            office=office,
        )
        former = self.determined_of(known.reference_date)
        if former is None:
            return (determined,)
        if replaces != former:
            raise DeterminedAlready(number=former)
        require_reason(reason)
        superseded = FigureSuperseded(**self._series(former, on), by=number, reason=reason)
        return (superseded, determined)

    def supersede(
        self,
        number: int,
        *,
        by: int,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Let another figure of the series take the place of one that is not determined.

        Raises:
            UnknownFigure, NotProvisional, NotHappenedYet, ReasonMissing: not now.
        """
        known = self._known(number)
        self._known(by)
        if known.standing not in {"provisional", "reported"} or number == by:
            raise NotProvisional(standing=known.standing)
        require_happened(on, today=today)
        require_reason(reason)
        return (FigureSuperseded(**self._series(number, on), by=by, reason=reason),)

    def _series(self, number: int, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "kind": self.kind,
            "area": self.area,
            "source": self.source,
            "number": number,
        }

    def _known(self, number: int) -> Known:
        if number not in self.figures:
            raise UnknownFigure(number=number)
        return self.figures[number]

    def determined_of(self, day: date) -> int | None:
        """Return the number of the figure that is determined for a day, None if none is."""
        return next(
            (
                number
                for number, known in self.figures.items()
                if known.standing == "determined" and known.reference_date == day
            ),
            None,
        )


class Target(Aggregate[TargetAdopted], frozen=True):
    """What a kind of figure shall be in an area; the latest word counts."""

    category: ClassVar[str] = "target"

    due_on: date | None = None

    def after(self, event: TargetAdopted) -> Self:
        """Return what is known once `event` is known too."""
        return replace(self, due_on=event.due_on)

    def set(
        self,
        *,
        kind: FigureKind,
        area: str,
        target_percent: Decimal,
        due_on: date,
        decree_number: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say what a figure shall be by a day.

        Raises:
            NotHappenedYet, TargetImpossible: not like this.
        """
        require_happened(on, today=today)
        if not 0 <= target_percent <= HUNDRED or due_on < on:
            raise TargetImpossible
        return (
            TargetAdopted(
                occurred_on=on,
                kind=kind,
                area=area,
                target_percent=target_percent,
                due_on=due_on,
                decree_number=decree_number,
            ),
        )


def require_possible(numerator: int, denominator: int) -> None:
    """Refuse parts of which no share can be made.

    Raises:
        PartsImpossible: as its name says.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise PartsImpossible(numerator=numerator, denominator=denominator)


def _value(
    nature: Nature, stated: Decimal | None, numerator: int | None, denominator: int | None
) -> Decimal:
    """Return the rate that a figure states, or that its parts come to."""
    if numerator is None or denominator is None:
        if nature == "registry" or numerator is not denominator:
            raise PartsMissing
        if stated is None:
            raise ValueMissing
        if not 0 <= stated <= HUNDRED:
            raise PartsImpossible(value_percent=str(stated))
        return stated
    require_possible(numerator, denominator)
    reckoned = rate_percent(numerator, denominator)
    if nature == "survey":
        return reckoned if stated is None else stated
    if stated not in {None, reckoned}:
        raise StatedDiffers(stated_percent=str(stated), reckoned_percent=str(reckoned))
    return reckoned
