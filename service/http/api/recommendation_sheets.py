"""The recommendation map and the recommended activities as tables to take along."""

from collections.abc import Iterator, Sequence

from service.exchange.sheets import Row, Sheet
from service.http.api.recommendation_answers import Activity, MapRead
from service.http.api.recommendation_details import Blocks

MAP_TITLES = (
    "Kode wilayah",
    "Wilayah",
    "Kebutuhan",
    "Belum diperiksa",
    "Benar dibutuhkan",
    "Sudah dijanjikan",
    "Belum terpenuhi",
    "Terpenuhi",
    "Program yang disarankan",
    "Penanggung jawab",
    "Strategi",
    "Sumber dana",
    "Kode kegiatan APBDes",
    "Harga satuan (Rp)",
    "Perkiraan biaya (Rp)",
    "Versi aturan",
)
ACTIVITY_TITLES = (
    "Kode desa",
    "Desa",
    "Kode kegiatan",
    "Bidang",
    "Tambahan daerah",
    "Kebutuhan",
    "Program yang disarankan",
    "Penanggung jawab",
    "Keluarga belum terpenuhi",
    "Keluarga belum diperiksa",
    "Perkiraan biaya (Rp)",
    "Versi aturan",
)


BLOCK_TITLES = (
    "Kode desa",
    "RT",
    "RW",
    "Kebutuhan",
    "Belum diperiksa",
    "Belum terpenuhi",
    "Sudah dijanjikan",
    "Terpenuhi",
)


def map_sheet(found: MapRead) -> Sheet:
    """Return the map, a line for each area, need and recommendation."""
    return Sheet(
        name=f"peta-rekomendasi-v{found.the_map.version}",
        titles=MAP_TITLES,
        rows=list(_map_rows(found)),
        marks=_marks(found),
    )


def activity_sheet(found: MapRead, activities: Sequence[Activity]) -> Sheet:
    """Return which recommended activities villages need."""
    version = found.the_map.version
    rows: list[Row] = [
        (
            one.village,
            one.village_name,
            one.activity,
            one.field,
            "ya" if one.is_local else "",
            one.need_label,
            one.intervention,
            one.lead,
            one.unmet,
            one.claimed,
            one.estimated_rupiah,
            version,
        )
        for one in activities
    ]
    return Sheet(
        name=f"kegiatan-disarankan-v{version}",
        titles=ACTIVITY_TITLES,
        rows=rows,
        marks=_marks(found),
    )


def block_sheet(found: Blocks) -> Sheet:
    """Return the needs of a village per RT."""
    rows: list[Row] = [
        (
            found.village,
            one.rt,
            one.rw,
            one.need_label,
            one.claimed,
            one.unmet,
            one.committed,
            one.met,
        )
        for one in found.lines
    ]
    return Sheet(name=f"kebutuhan-per-rt-{found.village}", titles=BLOCK_TITLES, rows=rows)


def _map_rows(found: MapRead) -> Iterator[Row]:
    for line in found.lines:
        wanted = [one for one in found.recommendations if one.need == line.need]
        for one in wanted:
            yield (
                line.area,
                line.area_name,
                line.need_label,
                line.claimed,
                line.confirmed,
                line.committed,
                line.unmet,
                line.met,
                one.intervention,
                one.lead,
                one.strategy_label,
                "; ".join(one.funds),
                "; ".join(one.activities),
                one.unit_price_rupiah,
                None if one.unit_price_rupiah is None else one.unit_price_rupiah * line.unmet,
                found.the_map.version,
            )


def _marks(found: MapRead) -> tuple[str, ...]:
    told = "" if found.is_exact else " Angka dalam kelipatan lima."
    return (f"{found.the_map.content.title} versi {found.the_map.version}.{told}",)
