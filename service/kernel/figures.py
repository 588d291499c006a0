"""Official figures: shares of poor people, and how two of them differ.

Two kinds of figure never mix: a survey estimate is published by BPS and has no names behind it; a
registry figure is a numerator of named persons over a population. Rates are rounded once, half up,
to the two decimals that people publish; whatever is compared is compared as published.

Source: PUKIS-SISDAMAS (9.61 to 8.07); BPS, Susenas; Inpres 4/2022 (extreme poverty to nought).
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, Self, TypeAlias, get_args

FigureKind: TypeAlias = Literal["poverty_rate", "extreme_poverty_rate"]

KIND_LABELS: dict[FigureKind, str] = {
    "poverty_rate": "angka kemiskinan",
    "extreme_poverty_rate": "angka kemiskinan ekstrem",
}

Nature: TypeAlias = Literal["survey", "registry"]

NATURE_LABELS: dict[Nature, str] = {
    "survey": "Perkiraan survei",
    "registry": "Hitungan daftar by name by address",
}

Standing: TypeAlias = Literal["reported", "provisional", "determined", "superseded"]

STANDING_LABELS: dict[Standing, str] = {
    "reported": "Dirilis penerbitnya",
    "provisional": "Sementara",
    "determined": "Ditetapkan",
    "superseded": "Digantikan",
}

Term: TypeAlias = Literal[
    "deceased",
    "moved",
    "duplicate",
    "not_found",
    "better_off",
    "graduated",
    "self_withdrew",
    "newly_poor",
    "listed",
    "corrected",
    "population",
    "method",
]

TERM_LABELS: dict[Term, str] = {
    "deceased": "Meninggal",
    "moved": "Pindah",
    "duplicate": "Ganda",
    "not_found": "Tidak ditemukan",
    "better_off": "Mampu",
    "graduated": "Graduasi sesudah dibantu",
    "self_withdrew": "Mengundurkan diri",
    "newly_poor": "Miskin baru",
    "listed": "Masuk atau keluar karena daftar",
    "corrected": "Pembetulan catatan",
    "population": "Perubahan jumlah penduduk",
    "method": "Perbedaan sumber atau cara hitung",
}
"""Why a figure moved, in the order in which it is told."""


class FigureName(NamedTuple):
    """What a figure is called: its series, and its number therein."""

    kind: FigureKind
    area: str
    source: str
    number: int

    @property
    def series(self) -> str:
        """Kind, area and source, as the log calls the series."""
        return f"{self.kind}/{self.area}/{self.source}"

    def __str__(self) -> str:
        return f"{self.series}/{self.number}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the name that `str` wrote.

        Raises:
            ValueError: it is none.
        """
        kind, area, source, number = text.split("/")
        known = next((one for one in get_args(FigureKind) if one == kind), None)
        if known is None:
            raise ValueError(kind)
        return cls(known, area, source, int(number))


_HUNDREDTH = Decimal("0.01")
_TENTH = Decimal("0.1")


def rate_percent(numerator: int, denominator: int) -> Decimal:
    """Return a share in percent as it is published: two decimals, half up."""
    return rounded(Fraction(100 * numerator, denominator))


def rounded(value: Fraction, step: Decimal = _HUNDREDTH) -> Decimal:
    """Return an exact number rounded half up (away from nought), once."""
    scaled = value / Fraction(step)
    sign = -1 if scaled < 0 else 1
    whole, rest = divmod(abs(scaled).numerator, abs(scaled).denominator)
    return sign * (whole + (2 * rest >= scaled.denominator)) * step


def delta_pp(before: Decimal, after: Decimal) -> Decimal:
    """Return by how many percentage points a published rate moved."""
    return (after - before).quantize(_HUNDREDTH, ROUND_HALF_UP)


def relative_change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return by how many percent of itself a published rate moved, to one decimal.

    Returns:
        None if there was nothing to begin with.
    """
    if not before:
        return None
    return rounded(100 * (Fraction(after) - Fraction(before)) / Fraction(before), _TENTH)
