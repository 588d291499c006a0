"""Village budgets as tables to take along: lines, what changed, and the alignment."""

from collections.abc import Iterator, Sequence

from service.exchange.sheets import Row, Sheet
from service.http.api.budget_answers import AlignmentReport, BudgetRead
from service.http.api.budget_differences import Differences
from service.kernel.budgets import BUDGET_ANSWER_LABELS, BUDGET_KIND_LABELS, CHANGE_LABELS
from service.projections.budgets import Version
from service.projections.sentences import place_names

LINE_TITLES = (
    *("Kode desa", "Tahun", "Versi", "Kode kegiatan", "Nama kegiatan", "Jumlah (Rp)"),
    *("Sumber dana", "Lokasi", "Keluaran"),
)
DIFFERENCE_TITLES = (
    *("Kode kegiatan", "Nama kegiatan", "Sumber dana", "Semula (Rp)", "Menjadi (Rp)"),
    *("Selisih (Rp)", "Perubahan"),
)
ALIGNMENT_TITLES = (
    *("Kode desa", "Desa", "Tahun", "Bagian", "Kebutuhan", "Keadaan", "Keluarga membutuhkan"),
    *("Keluarga belum terpenuhi", "Keluarga belum diperiksa", "Perkiraan biaya (Rp)"),
    *("Kode kegiatan", "Nama kegiatan", "Sumber dana", "Jumlah (Rp)", "Jawaban desa", "Alasan"),
)


def line_sheet(found: BudgetRead) -> Sheet:
    """Return the lines of a version."""
    version = found.version
    return Sheet(
        name=f"apbdes-{version.village}-{version.fiscal_year}-v{version.number}",
        titles=LINE_TITLES,
        rows=[
            (
                version.village,
                version.fiscal_year,
                BUDGET_KIND_LABELS[version.kind],
                line.activity,
                line.name,
                line.amount_rupiah,
                line.fund_source,
                line.location,
                line.output,
            )
            for line in found.lines
        ],
    )


def difference_sheet(found: Differences) -> Sheet:
    """Return what changed from one version to another."""
    return Sheet(
        name=f"apbdes-{found.village}-{found.fiscal_year}-selisih",
        titles=DIFFERENCE_TITLES,
        rows=[
            (
                one.activity,
                one.name,
                one.fund_source,
                one.before_rupiah,
                one.after_rupiah,
                one.delta_rupiah,
                CHANGE_LABELS[one.change],
            )
            for one in found.lines
        ],
    )


def alignment_sheet(found: Sequence[AlignmentReport], year: int) -> Sheet:
    """Return alignments, first the needs of a village and then the lines of its budget."""
    return Sheet(
        name=f"keselarasan-apbdes-{year}",
        titles=ALIGNMENT_TITLES,
        rows=[row for one in found for row in _alignment_rows(one)],
    )


def versions_sheet(found: Sequence[Version], regency: str) -> Sheet:
    """Return budgets, one line each."""
    names = place_names(regency)
    return Sheet(
        name="apbdes",
        titles=(
            *("Kode desa", "Desa", "Tahun", "Versi", "Nomor perdes", "Tanggal perdes"),
            *("Jumlah baris", "Jumlah (Rp)"),
        ),
        rows=[
            (
                one.village,
                names.get(one.village, one.village),
                one.fiscal_year,
                BUDGET_KIND_LABELS[one.kind],
                one.perdes_number,
                one.perdes_date,
                one.lines,
                one.total_rupiah,
            )
            for one in found
        ],
    )


def _alignment_rows(found: AlignmentReport) -> Iterator[Row]:
    place = (found.village, found.village_name, found.fiscal_year)
    for need in found.needs:
        said = need.answer
        told = BUDGET_ANSWER_LABELS[said.answer] if said else ""
        yield (
            *(*place, "Kebutuhan", need.need_label, need.outcome_label),
            *(need.confirmed, need.unmet, need.claimed, need.estimated_rupiah),
            *(", ".join(need.lines), "", "", need.amount_rupiah, told),
            said.reason if said else "",
        )
    for line in found.lines:
        yield (
            *(*place, "Baris APBDes", ", ".join(line.need_labels), line.standing_label),
            *(None, None, None, None),
            *(line.activity, line.name, line.fund_source, line.amount_rupiah, "", line.reason),
        )
