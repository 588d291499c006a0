"""What is clicked about plans: the group of kecamatan, the initiative, the map, the budget."""

from collections.abc import Sequence

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.boyolali import Town, counted, press, told
from tests.journeys.boyolali import Home, Place

KAWEDANAN = ("Selo", "Boyolali", "Klego", "Simo", "Banyudono")
TITLES = "Tahun;Kd_Desa;ID_Keg;Nama_Kegiatan;Pagu;Pagu_PAK;Sumberdana"
AMENDED = (
    "02.04.13.;Jamban keluarga;0;45000000;DD",
    "02.02.02.;Makanan tambahan balita;5000000;8.000.000;DD",
    "02.03.10.;Rabat beton jalan;120000000;100000000;DD",
)
ROAD = {
    "activity": "02.03.10",
    "name": "Rabat beton jalan",
    "amount_rupiah": 120_000_000,
    "fund_source": "DD",
}


def group_kecamatan(page: Page, place: Place) -> None:
    """Put five kecamatan together."""
    page.goto("/kelompok-wilayah")
    page.get_by_role("link", name="Bentuk kelompok wilayah").click()
    page.get_by_label("Nama kelompok").fill("5 eks kawedanan")
    page.get_by_label("Nama pendek").fill(place.named("eks-kawedanan"))
    page.get_by_label("Eks kawedanan", exact=True).check()
    for one in KAWEDANAN:
        page.get_by_label(one, exact=True).check()
    press(page, "Bentuk kelompok wilayah")
    told(page, "Kelompok wilayah dibentuk")
    expect(page.get_by_role("main")).to_contain_text("Eks kawedanan: 5 anggota")


def start_initiative(page: Page, place: Place) -> None:
    """Start PUKIS-SISDAMAS with its ten stages; an eleventh makes eleven."""
    page.goto("/inisiatif")
    page.get_by_role("link", name="Mulai inisiatif").click()
    page.get_by_label("Singkatan").fill("PUKIS-SISDAMAS")
    page.get_by_label("Nama inisiatif").fill("Penurunan kemiskinan berbasis pemberdayaan")
    page.get_by_label("Nama pendek").fill(place.named("pukis-sisdamas"))
    page.get_by_label("Lembaga pemilik").select_option("dinsos")
    page.get_by_label("Jangka pendek").check()
    page.get_by_label("Hari pertama").fill("2022-06-01")
    page.get_by_label("Hari terakhir").fill("2022-12-31")
    page.get_by_label("Teks sumber").fill("10 tahapan kegiatan utama jangka pendek")
    page.get_by_label("Kelompok wilayah").select_option(place.named("eks-kawedanan"))
    page.get_by_label("Contoh tahap").select_option("pukis_sisdamas")
    press(page, "Mulai inisiatif")
    told(page, "Inisiatif dimulai")
    expect(counted(page, "tahap")).to_have_text("10")
    page.get_by_role("link", name="Tambah tahap").click()
    page.get_by_label("Huruf atau nomor").fill("k")
    page.get_by_label("Nama tahap").fill("Monitoring dan evaluasi")
    press(page, "Tambah tahap")
    expect(counted(page, "tahap")).to_have_text("11")


def see_map(page: Page, town: Town, homes: Sequence[Home]) -> None:
    """See that whoever has no toilet needs one, and what to do about it.

    Args:
        homes: who has none, and was promised none.
    """
    for household, _ in homes:
        told_of = town.get(f"/households/{household}/recommendations")["needs"]
        [toilet] = [one for one in told_of if one["need"] == "sanitation"]
        activities = [code for one in toilet["recommended"] for code in one["activities"]]
        assert any(code.startswith("02.04.") for code in activities)
    page.goto(f"/desa/{town.place.code}")
    page.get_by_role("link", name="Peta rekomendasi desa ini").click()
    row = page.get_by_role("row", name="Jamban").first
    expect(row.get_by_role("cell").nth(3)).to_have_text(str(len(homes)))
    activity = page.get_by_role("row", name="02.04.13")
    expect(activity).to_contain_text("Jamban dengan tangki septik")
    page.get_by_role("link", name="Jamban", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kebutuhan keluarga")


def import_budget(page: Page, town: Town) -> None:
    """Have a look at an amended budget, take it in, and see what it leaves open."""
    year, code = town.today.year, town.place.code
    content = "\n".join([TITLES, *(f"{year};{code};{line}" for line in AMENDED)]).encode()
    page.goto("/apbdes")
    page.get_by_role("link", name="Impor berkas Siskeudes").click()
    file: FilePayload = {"name": "siskeudes.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Berkas").set_input_files(file)
    page.get_by_label("APBDes perubahan").check()
    page.get_by_label("Nomor perdes").fill(f"7 Tahun {year}")
    page.get_by_label("Tanggal perdes").fill(str(town.today))
    press(page, "Periksa berkas")
    expect(counted(page, "desa siap diimpor")).to_have_text("1")
    press(page, "Impor desa yang siap")
    told(page, "APBDes tercatat")
    page.get_by_role("link", name="Lihat keselarasan").click()
    unfunded, funded = page.get_by_role("row", name="Rumah"), page.get_by_role("row", name="Jamban")
    expect(unfunded.first).to_contain_text("Belum didanai dan belum dijawab")
    expect(funded.first).to_contain_text("Didanai")
    expect(funded.first).to_contain_text("Rp45.000.000")
    expect(page.get_by_role("row", name="Makanan tambahan")).to_contain_text("Rp8.000.000")
    expect(counted(page, "Didanai tanpa kebutuhan")).to_have_text("Rp8.000.000")
