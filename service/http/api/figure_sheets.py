"""Figures as tables to take along: what is stated, what the register counts, and why it moved."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from service.exchange.sheets import Sheet
from service.http.api.figure_answers import AreaCount, Comparison, PersonReason, Reasons, Step
from service.kernel.figures import KIND_LABELS, NATURE_LABELS, STANDING_LABELS
from service.projections.figures import Figure, Target

FIGURE_TITLES = (
    *("Jenis", "Kode wilayah", "Sumber", "Nomor", "Sifat", "Keadaan per", "Persen", "Pembilang"),
    *("Penyebut", "Keadaan", "Keputusan", "Tanggal keputusan", "Ditetapkan oleh"),
    *("Digantikan nomor", "Cara menghitung", "Publikasi", "Garis kemiskinan (Rp)", "Dasar garis"),
    *("Dibekukan pada peristiwa", "Tercatat pada peristiwa"),
)
COUNT_TITLES = (
    *("Kode wilayah", "Wilayah", "Orang miskin", "Keluarga miskin", "Penduduk", "Persen"),
    *("Sumber penduduk", "Penduduk per", "Sumber", "Cara menghitung"),
)
PERSON_TITLES = (
    *("Keluarga", "Orang", "Kode desa", "Sebab", "Hitungan", "Diputuskan pada peristiwa"),
)


def figures_sheet(
    found: Sequence[Figure], aims: Sequence[Target], marks: Sequence[str] = ()
) -> Sheet:
    """Return the figures of an area, and below them what they shall become."""
    stated = [
        (
            KIND_LABELS[one.kind],
            one.area,
            one.source_name,
            one.number,
            NATURE_LABELS[one.nature],
            one.reference_date,
            one.value_percent,
            one.numerator,
            one.denominator,
            STANDING_LABELS[one.standing],
            one.decree_number,
            one.decree_date,
            one.office,
            one.superseded_by,
            one.method,
            one.publication,
            one.poverty_line_rupiah,
            one.line_basis,
            one.frozen_at,
            one.position,
        )
        for one in found
    ]
    nothing = (None,) * len(FIGURE_TITLES)
    targets = [
        (
            *(KIND_LABELS[one.kind], one.area, None, None, "Sasaran", one.due_on),
            *(one.target_percent, None, None, None, one.decree_number),
            *nothing[11:-1],
            one.position,
        )
        for one in aims
    ]
    return Sheet(name="angka", titles=FIGURE_TITLES, rows=[*stated, *targets], marks=marks)


def counts_sheet(rows: Sequence[AreaCount], marks: Sequence[str] = ()) -> Sheet:
    """Return what the register counts, area by area."""
    return Sheet(
        name="hitungan-register",
        titles=COUNT_TITLES,
        rows=[
            (
                row.area,
                row.name,
                row.numerator,
                row.households,
                row.denominator,
                row.value_percent,
                row.population_source,
                row.counted_on,
                row.source_name,
                row.method,
            )
            for row in rows
        ],
        marks=marks,
    )


def steps_sheet(steps: Sequence[Step], marks: Sequence[str] = ()) -> Sheet:
    """Return how many are left at each step of the funnel."""
    return Sheet(
        name="corong-sasaran",
        titles=("Langkah", "Keluarga", "Orang"),
        rows=[(one.label, one.households, one.persons) for one in steps],
        marks=marks,
    )


def reasons_sheet(found: Comparison, told: Reasons, marks: Sequence[str] = ()) -> Sheet:
    """Return why one figure became another, as the sum that it is."""

    def line(label: str, day: date, value: Any) -> tuple[Any, ...]:
        return (f"{label} per {day.isoformat()}", None, None, None, value)

    before, after = found.before, found.after
    return Sheet(
        name="sebab-perubahan-angka",
        titles=("Sebab", "Masuk", "Keluar", "Selisih orang", "Poin persen"),
        rows=[
            line("Angka awal", before.reference_date, before.value_percent),
            *((part.label, part.came, part.went, part.persons, part.points) for part in told.parts),
            ("Seluruhnya", None, None, told.persons, told.delta_points),
            line("Angka akhir", after.reference_date, after.value_percent),
        ],
        marks=marks,
    )


def persons_sheet(persons: Iterable[PersonReason]) -> Sheet:
    """Return who stands behind a reason: ids, and the event that decided it; no names."""
    return Sheet(
        name="orang-di-balik-perubahan",
        titles=PERSON_TITLES,
        rows=[
            (str(one.household), str(one.person), one.village, one.label, one.sign, one.position)
            for one in persons
        ],
    )
