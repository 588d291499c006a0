"""A village of the demo where Kayong Utara's agreement is walked by clicking, and who clicks there.

Baznas of the story is a partner of its own, so that nobody's agreement of before opens a name.
"""

from collections.abc import Mapping
from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.boyolali import counted, press, told
from tests.browser.guests import Guests
from tests.browser.test_figures import fill
from tests.journeys.kayong_utara import DEPOSITED, NUMBERS, PERSONS, KayongUtara, Place, workbook

OFFICES: Mapping[str, tuple[str, str, str]] = {
    "village_operator": ("village_operator", "Operator desa", "desa-9"),
    "village_head": ("village_head", "Kepala desa", "desa-9"),
    "perkim": ("mentor", "Pendamping Dinas Perkim", "perkim"),
    "baznas": ("partner_officer", "Petugas Baznas", "baznas"),
    "chief": ("secretariat", "Kepala Bidang Pemerintahan", "tkpkd"),
}
"""Who acts: role, position and organisation, by persona."""

OF_THE_VILLAGE = frozenset({"village_operator", "village_head", "mentor"})
PARTNERS = {
    "baznas": ("Baznas Kayong Utara", "baznas"),
    "dinas-a": ("Dinas A", "perangkat_daerah"),
    "opd-b": ("OPD B", "perangkat_daerah"),
}


class Town(KayongUtara):
    """The village, its people with accounts of their own, and short ways over HTTP."""

    def __init__(self, guests: Guests, place: Place) -> None:
        super().__init__(guests.client, guests.headers, guests.today, place)
        for slug, (name, kind) in PARTNERS.items():
            self.post("/partners", {"partner": place.named(slug), "name": name, "org_type": kind})
        for persona, (role, position, organisation) in OFFICES.items():
            office = {
                "account": place.named(f"ku-{persona.replace('_', '-')}"),
                "name": f"Contoh {persona.title()}",
                "position": position,
                "role": role,
                "organisation": self._organisation(organisation),
                "areas": [place.code if role in OF_THE_VILLAGE else "33.09"],
            }
            guests.invite(persona, office)

    def enlist(self) -> None:
        """List what Baznas offers."""
        for programme, need, group in (
            ("rtlh-baznas", "housing", "housing"),
            ("jamban-baznas", "sanitation", None),
        ):
            offer = {
                "programme": self.place.named(programme),
                "name": f"{programme.title()} Kayong Utara",
                "owner": self.place.named("baznas"),
                "strategy": "reduce_expenditure_burden",
                "need": need,
                "target_unit": "house",
                "recurrence": "once",
                "first_year": 2024,
            }
            self.post("/programmes", offer | ({"exclusivity_group": group} if group else {}))

    def _organisation(self, slug: str) -> str:
        return self.place.named(slug) if slug in PARTNERS else slug


def rise(page: Page, place: Place) -> None:
    """State extreme poverty of two years, and see that it rose."""
    source = place.named("ku-p3ke")
    for year, value in ((2023, "1,89"), (2024, "2,40")):
        page.goto("/angka/baru")
        fill(page, source, "", "", f"{year}-03-31")
        page.locator("input[name=kind][value=extreme_poverty_rate]").check()
        page.get_by_label("Perkiraan survei").check()
        page.locator("#f-source_name").fill(f"P3KE {year}")
        page.locator("#f-value_percent").fill(value)
        press(page, "Catat angka resmi")
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{value}%")
    page.locator(f"a[href*='/{source}/1&']").click()
    expect(counted(page, "poin persen")).to_have_text("+0,51")
    fits(page)


def sign(page: Page, town: Town) -> str:
    """Note the agreement with both its numbers, and be told that they name another month.

    Returns:
        where it stands.
    """
    place, baznas = town.place, town.place.named("baznas")
    page.goto("/perjanjian")
    page.get_by_role("link", name="Catat perjanjian").click()
    page.get_by_label("Nama pendek").fill(place.named("nk-baznas"))
    page.locator("#f-partner").select_option(baznas)
    page.get_by_label("Nota kesepakatan", exact=True).check()
    page.get_by_label("Judul").fill("Penghapusan kemiskinan ekstrem melalui data P3KE")
    for row, (party, number) in enumerate(zip(("tkpkd", baznas), NUMBERS, strict=True)):
        if row:
            add(page, "numbers")
        page.locator(f"#f-numbers-{row}-party").select_option(party)
        page.locator(f"#f-numbers-{row}-number").fill(number)
    page.get_by_label("Wilayah perjanjian").fill(place.code)
    page.get_by_label("Berlaku sejak").fill("2024-10-31")
    page.get_by_label("Berlaku sampai").fill(str(town.today + timedelta(days=60)))
    for row, (name, position) in enumerate((("Contoh Bupati", "Pj. Bupati"), ("Contoh", "Ketua"))):
        if row:
            add(page, "signatories")
        page.locator(f"#f-signatories-{row}-name").fill(name)
        page.locator(f"#f-signatories-{row}-position").fill(position)
        page.locator(f"#f-signatories-{row}-organisation").fill("Pemda" if row == 0 else "Baznas")
    page.get_by_label("Penyaluran bantuan").check()
    page.get_by_label("Tempat penandatanganan").fill("Aula Pendopo, Sukadana")
    owed = (("tkpkd", "Berbagi daftar P3KE"), (baznas, "Laporan triwulanan"))
    for row, (party, text) in enumerate(owed):
        add(page, "obligations")
        page.locator(f"#f-obligations-{row}-party").select_option(party)
        page.locator(f"#f-obligations-{row}-text").fill(text)
    page.locator("#f-obligations-1-due_on").fill("2025-01-31")
    page.locator("#f-obligations-1-every_months").fill("3")
    page.locator("#f-occurred_on").fill("2024-10-31")
    press(page, "Catat perjanjian")
    told(page, "Perjanjian dicatat")
    main = page.get_by_role("main")
    for number in NUMBERS:
        expect(main).to_contain_text(number)
    expect(main).to_contain_text("memuat XI (bulan ke-11)")
    expect(main).to_contain_text("ditandatangani 31 Oktober 2024")
    expect(main).to_contain_text("Laporan triwulanan")
    expect(main.get_by_text("terlambat").first).to_be_visible()
    fits(page)
    return page.url


def add(page: Page, rows: str) -> None:
    """Ask for one more row of a form."""
    page.locator(f"button[name=_add][value={rows}]").click()


def take_list_in(page: Page, place: Place) -> None:
    """Have a look at the P3KE workbook, and take it in."""
    page.goto("/daftar")
    page.get_by_role("link", name="Periksa dan terima daftar").click()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file: FilePayload = {"name": "p3ke.xlsx", "mimeType": kind, "buffer": workbook(place)}
    page.get_by_label("Berkas").set_input_files(file)
    press(page, "Periksa daftar")
    expect(page.locator(".figures li").filter(has_text="hijau")).to_contain_text(str(PERSONS))
    for label, value in (
        ("Nama daftar", "P3KE 2024"),
        ("Penerbit", "Bapperida"),
        ("Nomor surat", f"400.9/{place.code}"),
        ("Tanggal surat", "2024-10-31"),
        ("Periode", "2024-10"),
        ("Tujuan", "Sasaran intervensi bersama"),
        ("Dasar hukum", "Inpres 4/2022"),
    ):
        page.get_by_label(label).fill(value)
    press(page, "Terima daftar")
    told(page, "Daftar selesai dibaca")
    fits(page)


def promise(page: Page, household: str, need: str, programme: str, amount: str) -> None:
    """Ask for a promise to a household, from its own page."""
    page.goto(f"/komitmen/baru?keluarga={household}&kebutuhan={need}")
    page.get_by_label("Program", exact=True).select_option(programme)
    page.get_by_label("Jumlah").fill(amount)
    page.get_by_label("Uang").check()
    press(page, "Buat komitmen")


def add_to(asking: Page, deciding: Page, household: str, programme: str, amount: str) -> None:
    """Ask to add to what another has promised, have it allowed by somebody else, and promise."""
    asking.goto(f"/komitmen/baru?keluarga={household}&kebutuhan=housing")
    asking.get_by_role("link", name="Minta izin menambah").click()
    asking.get_by_label("Program", exact=True).select_option(programme)
    asking.get_by_label("Jumlah").fill(amount)
    asking.get_by_label("Alasan").fill("Atap dan lantai belum tertanggung")
    press(asking, "Minta izin menambah")
    expect(asking.get_by_role("status").first).to_contain_text("Permintaan dicatat")
    fits(asking)
    deciding.goto(asking.url)
    deciding.get_by_role("link", name="Setujui penambahan").click()
    deciding.get_by_label("Alasan").fill("Saling melengkapi")
    press(deciding, "Setujui penambahan")
    expect(deciding.get_by_role("status").first).to_contain_text("satu kali")
    fits(deciding)
    asking.reload()
    asking.get_by_role("link", name="Buat komitmen dengan izin ini").click()
    asking.get_by_label("Program", exact=True).select_option(programme)
    asking.get_by_label("Jumlah").fill(amount)
    asking.get_by_label("Uang").check()
    press(asking, "Buat komitmen")
    expect(asking.get_by_role("status").first).to_contain_text("Komitmen dicatat")


def collect(page: Page, town: Town) -> None:
    """Book what a unit hands over, of three kinds at once, and take the amil's share."""
    page.goto(f"/upz/{town.place.named('upz-dinas-a')}")
    page.get_by_role("link", name="Catat setoran").click()
    page.get_by_label("Nomor bukti").fill(town.place.named("BSZ-001"))
    for row, (kind, amount) in enumerate(DEPOSITED.items()):
        expect(page.locator(f"#f-kinds-{row}-fund")).to_have_value(town.fund(kind))
        page.locator(f"#f-kinds-{row}-amount_rupiah").fill(f"{amount:,}".replace(",", "."))
        page.locator(f"#f-kinds-{row}-payers").fill("40")
    press(page, "Catat setoran")
    told(page, "Setoran dibukukan")
    fits(page)
    page.goto(f"/dana/{town.fund('zakat')}")
    page.get_by_role("link", name="Ambil hak amil").click()
    page.get_by_label("Jumlah").fill("1.250.000")
    page.locator("#f-to_fund").select_option(town.fund("amil"))
    page.locator("#f-document").fill("Amil 1")
    press(page, "Ambil hak amil")
    expect(page.get_by_role("main")).to_contain_text("Rp8.750.000")
    fits(page)


def give(page: Page, town: Town, amount: str) -> None:
    """Promise something to the village as a whole, and go on to what it is paid from."""
    page.goto(f"/komitmen/baru?desa={town.place.code}")
    page.get_by_label("Program", exact=True).select_option(town.place.named("jamban-baznas"))
    page.get_by_label("Jumlah").fill(amount)
    page.get_by_label("Uang").check()
    press(page, "Buat komitmen")
    told(page, "Komitmen dicatat")
    page.get_by_role("link", name="Catat alokasi").click()


def allocate(page: Page, fund: str, amount: str, asnaf: str = "") -> None:
    """Ask for money to be set aside."""
    page.get_by_label("Jumlah").fill(amount)
    page.locator("#f-fund").select_option(fund)
    if asnaf:
        page.locator("#f-asnaf").select_option(asnaf)
    press(page, "Catat alokasi")


def watch(page: Page) -> None:
    """See on the board which unit is silent."""
    page.goto("/upz")
    silent = page.get_by_role("row", name="UPZ OPD B")
    expect(silent).to_contain_text("bulan tanpa setoran")
    busy = page.get_by_role("row", name="UPZ Dinas A")
    expect(busy).to_contain_text("Rp10.000.000")
    expect(busy).not_to_contain_text("tanpa setoran")
    fits(page)


def review(page: Page, household: str) -> None:
    """Find on the list of what should be looked at the promise to a household."""
    page.goto("/komitmen/perlu-ditinjau")
    row = page.locator(".sheetrows li").filter(has=page.locator(f"a[href='/keluarga/{household}']"))
    expect(row).to_contain_text("Keluarga tidak boleh menerima bantuan")
    expect(row.get_by_role("link", name="Arahkan ke keluarga lain")).to_be_visible()
    fits(page)


def fits(page: Page) -> None:
    """Expect a page that need not be scrolled to the side."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]
