"""What is clicked in the village: the list, what was found of it, one piece of aid, the meeting."""

from datetime import date, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.boyolali import Town, press, told
from tests.browser.test_musdes import attend, convene
from tests.journeys.boyolali import FUND, HEADER, Home, rows


def take_part(page: Page, town: Town) -> None:
    """Let the village take part."""
    page.goto("/desa")
    page.get_by_role("link", name="Ikutkan desa").click()
    page.get_by_label("Desa atau kelurahan").select_option(town.place.code)
    press(page, "Ikutkan desa")
    told(page, "Desa diikutkan")


def count_people(page: Page, town: Town, people: str, on: date) -> None:
    """Record how many live in the village."""
    page.goto(f"/desa/{town.place.code}")
    page.get_by_role("link", name="Catat penduduk").click()
    page.get_by_label("Banyaknya penduduk").fill(people)
    page.get_by_label("Sumber").fill("Dukcapil")
    page.get_by_label("Keadaan per tanggal").fill(str(on))
    press(page, "Catat penduduk")
    told(page, "Jumlah penduduk dicatat")
    expect(page.get_by_role("main")).to_contain_text(people)


def take_list_in(page: Page, town: Town) -> None:
    """Have a look at a list of 961 persons, and take it in."""
    page.goto("/daftar")
    page.get_by_role("link", name="Periksa dan terima daftar").click()
    content = "\n".join([HEADER, *rows(town.place)]).encode()
    file: FilePayload = {
        "name": f"{town.place.code}.csv",
        "mimeType": "text/csv",
        "buffer": content,
    }
    page.get_by_label("Berkas").set_input_files(file)
    press(page, "Periksa daftar")
    expect(page.get_by_role("main")).to_contain_text("961")
    expect(page.get_by_role("main")).to_contain_text("241 keluarga")
    page.get_by_label("Nama daftar").fill("Daftar warga miskin")
    page.get_by_label("Penerbit").fill("Dispermasdes Boyolali")
    page.get_by_label("Nomor surat").fill(f"400.10/{town.place.code}")
    page.get_by_label("Tanggal surat").fill(str(town.today - timedelta(days=100)))
    page.get_by_label("Periode").fill("2026-08")
    page.get_by_label("Tujuan").fill("Verifikasi dan validasi")
    page.get_by_label("Dasar hukum").fill("UU 13/2011 Pasal 8")
    press(page, "Terima daftar")
    told(page, "Daftar selesai dibaca")
    expect(page.get_by_role("main")).to_contain_text("961")


def open_names(page: Page) -> None:
    """Say what names are read for."""
    page.get_by_role("link", name="Buka nama").first.click()
    page.get_by_label("Verifikasi dan validasi daftar").check()
    press(page, "Buka nama")


def fill_in_sheet(page: Page, town: Town) -> list[str]:
    """Find one dead, one moved and one better off on the sheet; return the three households."""
    page.goto(f"/desa/{town.place.code}")
    page.get_by_role("link", name="Daftar kerja verifikasi").click()
    open_names(page)
    page.get_by_role("link", name="Isi hasil verifikasi").click()
    page.get_by_label("Tanggal dilihat").fill(str(town.visited))
    page.get_by_label("Nomor bukti").fill("Lembar 1")
    whole = page.locator("ol.sheetrows > li", has_text="4 orang")
    dead, moved, better_off = (whole.nth(at) for at in range(3))
    since = str(town.visited - timedelta(days=30))
    for row, presence in ((dead, "deceased"), (moved, "moved_out")):
        row.get_by_text("Anggota (4)").click()
        row.get_by_label("Keadaan").last.select_option(presence)
        row.get_by_label("Sejak").last.fill(since)
        row.get_by_label("Nomor surat").last.fill("474.3/12")
    moved.get_by_label("Kode wilayah tujuan").last.fill("33.74")
    better_off.get_by_label("Putusan keluarga").select_option("better_off:assets")
    hidden = [row.locator("input[type=hidden]") for row in (dead, moved, better_off)]
    names = [str(one.get_attribute("name")) for one in hidden]
    press(page, "Simpan isian")
    expect(page.get_by_role("status")).to_contain_text("3 baris tersimpan")
    return [name.removeprefix("n.") for name in names]


def find_twice(page: Page, home: Home) -> None:
    """Find that the list names a member of a household twice."""
    page.goto(f"/keluarga/{home[0]}")
    page.get_by_role("link", name="Validasi Contoh").last.click()
    page.get_by_label("Hasil").select_option("duplicate")
    page.get_by_label("Ganda dengan").select_option(home[1][2])
    press(page, "Validasi anggota")
    told(page, "Hasil validasi anggota dicatat")


def register_new(page: Page, town: Town, first: int, persons: int) -> None:
    """Propose a family that turned poor."""
    page.goto(f"/desa/{town.place.code}")
    page.get_by_role("link", name="Daftarkan keluarga", exact=True).click()
    for at in range(persons):
        if at:
            press(page, "Tambah anggota")
        member = f"#f-members-{at}"
        page.locator(f"{member}-name").fill(f"Contoh Baru {'ABCDE'[at]}")
        page.locator(f"{member}-nik").fill(town.place.nik(first, at))
        page.locator(f"{member}-relation").select_option("child" if at else "head")
    page.locator("#f-residence-address").fill("Dukuh Baru")
    press(page, "Daftarkan keluarga")
    told(page, "Keluarga didaftarkan sebagai usulan baru")


def ask_about_toilet(page: Page, home: Home) -> None:
    """Write down that there is no toilet; the rules see a need, and it is confirmed."""
    page.goto(f"/keluarga/{home[0]}")
    page.get_by_role("link", name="indikator").click()
    page.get_by_role("link", name="Catat Indikator kebutuhan setempat").click()
    page.get_by_label("Bagaimana jamban keluarga?").select_option("Tidak ada jamban")
    press(page, "Catat Indikator kebutuhan setempat")
    told(page, "kebutuhan yang tampak darinya diduga untuk diperiksa")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Jamban Belum diperiksa")
    expect(main).to_contain_text("02.04.")
    page.goto(f"/keluarga/{home[0]}")
    page.get_by_role("link", name="Periksa kebutuhan").first.click()
    page.get_by_label("Benar dibutuhkan").check()
    press(page, "Periksa kebutuhan")
    told(page, "Hasil pemeriksaan kebutuhan dicatat")


def promise(page: Page, town: Town) -> str:
    """Promise a toilet; return where the promise stands."""
    page.goto(f"/kebutuhan/keluarga?wilayah={town.place.code}&kebutuhan=sanitation")
    page.get_by_role("link", name="Buat komitmen").first.click()
    page.get_by_label("Program", exact=True).select_option(town.place.named("zis"))
    page.get_by_label("Jumlah").fill("5.000.000")
    page.get_by_label("Uang").check()
    press(page, "Buat komitmen")
    told(page, "Komitmen dicatat")
    return page.url


def pay(page: Page, promised: str, town: Town) -> None:
    """Set the money aside, pay it, and hand the toilet over."""
    page.goto(promised)
    page.get_by_role("link", name="Catat alokasi").click()
    page.get_by_label("Jumlah").fill("5.000.000")
    page.locator("#f-fund").select_option(town.place.named(FUND))
    press(page, "Catat alokasi")
    told(page, "Alokasi dicatat")
    page.get_by_role("link", name="Catat penyaluran").click()
    page.get_by_label("Jumlah").fill("5.000.000")
    page.get_by_label("Transfer", exact=True).check()
    page.get_by_label("Nomor bukti bayar").fill("SP2D-1")
    press(page, "Catat penyaluran")
    told(page, "Penyaluran dicatat")
    page.get_by_role("link", name="Catat serah terima").click()
    page.get_by_label("Nilai").fill("5.000.000")
    press(page, "Catat serah terima")
    told(page, "Desa akan membenarkan atau menyanggahnya")


def confirm(village: Page, third: Page, promised: str) -> None:
    """Say for the village that it arrived, and as a third party that it was seen."""
    village.goto(promised)
    village.get_by_role("link", name="Benarkan serah terima").click()
    press(village, "Benarkan serah terima")
    told(village, "Serah terima dibenarkan")
    third.goto(promised)
    third.get_by_role("link", name="Catat verifikasi").click()
    third.get_by_label("Nilai").fill("5.000.000")
    press(third, "Catat verifikasi")
    told(third, "Verifikasi dicatat")


def graduate(page: Page, home: Home, on: date) -> None:
    """Say that a household graduated after it was helped."""
    page.goto(f"/keluarga/{home[0]}")
    page.get_by_role("link", name="Validasi keluarga").click()
    page.get_by_label("Hasil").select_option("graduated")
    press(page, "Tambah bukti")
    page.get_by_label("Jenis bukti").select_option("visit")
    page.get_by_label("Nomor bukti").fill("Kunjungan 2")
    page.get_by_label("Tanggal bukti").fill(str(on))
    press(page, "Validasi keluarga")
    told(page, "Hasil validasi keluarga dicatat")


def hold_meeting(chair: Page, head: Page, number: str) -> str:
    """Hold the musdes over all that was found, and seal it; return where it stands."""
    convene(chair)
    attend(chair)
    chair.get_by_role("link", name="Tampilkan keluarga").click()
    press(chair, "Tampilkan keluarga")
    chair.get_by_role("button", name="Setujui semua sisanya").click()
    told(chair, "Keputusan disimpan")
    # Left are the proposed ones, and the listed ones of whom somebody died or went.
    while "Keputusan" in chair.get_by_role("heading", level=1).inner_text():
        for choice in chair.get_by_role("combobox").all():
            can_be_added = choice.locator("option[value=add]").count()
            choice.select_option("add" if can_be_added else "keep")
        press(chair, "Simpan keputusan")
    told(chair, "Semua sudah diputuskan")
    chair.get_by_role("link", name="Tetapkan berita acara").click()
    chair.get_by_label("Nomor berita acara").fill(number)
    press(chair, "Tetapkan berita acara")
    expect(chair.get_by_role("heading", name=f"Berita acara nomor {number}")).to_be_visible()
    where = chair.url
    for page, name in ((chair, "Contoh Wiyono"), (head, "Contoh Suroto")):
        page.goto(where)
        page.get_by_role("link", name="Catat tanda tangan").click()
        press(page, "Catat tanda tangan")
        expect(page.get_by_role("main")).to_contain_text(name)
    return where
