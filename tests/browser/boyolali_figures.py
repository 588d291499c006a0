"""What is clicked about figures: counted, stated, determined, explained, looked back at."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.boyolali import Town, counted, press, told
from tests.browser.test_figures import fill, record
from tests.journeys.boyolali import Place

EVENT = re.compile("^Peristiwa ")
SEVEN = {
    "Meninggal": ("-48", "-0,48"),
    "Pindah": ("-37", "-0,37"),
    "Ganda": ("-9", "-0,09"),
    "Mampu": ("-22", "-0,22"),
    "Graduasi": ("-51", "-0,51"),
    "Miskin baru": ("+13", "+0,13"),
    "Perubahan jumlah penduduk": ("", "+0,07"),
}
"""Why the figure moved: persons, and percentage points."""


def count_register(page: Page, town: Town) -> str:
    """Count the register of the village; return where the figure stands."""
    page.goto(f"/angka?wilayah={town.place.code}")
    page.get_by_role("link", name="Hitung angka dari register").click()
    press(page, "Hitung angka dari register")
    told(page, "Angka dihitung; masih sementara sampai ditetapkan")
    return page.url


def expect_figure(page: Page, value: str, poor: str, standing: str) -> None:
    """Expect a figure with its numerator and how it stands."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(value)
    expect(page.locator("dl.facts")).to_contain_text(f"{poor} orang miskin")
    expect(page.locator(".lede .tag")).to_have_text(standing)


def determine(page: Page, figure: str, number: str, on: date, office: str, **more: str) -> None:
    """Ask for a figure to be determined by a decree."""
    page.goto(figure)
    page.get_by_role("link", name="Tetapkan angka ini").click()
    page.get_by_label("Nomor keputusan").fill(number)
    page.get_by_label("Tanggal keputusan").fill(str(on))
    page.get_by_label("Ditetapkan oleh").fill(office)
    for label, value in more.items():
        page.locator(f"#f-{label}").fill(value)
    press(page, "Tetapkan angka ini")


def explain(page: Page, town: Town, before: str, after: str) -> None:
    """Open the difference of two figures, each reason down to who decided it."""
    page.goto(f"/angka?wilayah={town.place.code}")
    for name, figure in (("dari", before), ("ke", after)):
        page.locator(f"#{name}-poverty_rate").select_option(figure.partition("/angka/")[2])
    page.get_by_role("button", name="Jelaskan bedanya").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mengapa angkanya berubah")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Awal: 961 / 10.000")
    expect(main).to_contain_text("Akhir: 807 / 9.915")
    for term, (persons, points) in SEVEN.items():
        row = page.get_by_role("row", name=term)
        expect(row).to_contain_text(persons)
        expect(row).to_contain_text(points)
        row.get_by_role("link", name=term).click()
        page.get_by_role("link", name=EVENT).first.click()
        expect(main).to_contain_text("Dicatat")
        page.go_back()
        page.go_back()
    total = page.get_by_role("row", name="Akhir")
    expect(total).to_contain_text("-154")
    expect(total).to_contain_text("-1,47")


def look_back(page: Page, determined: str) -> None:
    """See what was known just before a figure was determined."""
    page.goto(determined)
    page.locator("dl.facts").get_by_role("link", name=EVENT).last.click()
    page.get_by_role("link", name="sebelum peristiwa ini").click()
    expect(page.get_by_role("status")).to_contain_text("yang diketahui per peristiwa")
    rows = page.get_by_role("table").first.get_by_role("row")
    expect(rows.filter(has_text="9,61%")).to_contain_text("Ditetapkan")
    provisional = rows.filter(has_text="8,07%").last
    expect(provisional).to_contain_text("Sementara")
    provisional.get_by_role("link").click()
    expect(page.locator(".lede .tag")).to_have_text("Sementara")
    page.locator(".crumbs").get_by_role("link").click()
    expect(page.get_by_role("status")).to_contain_text("yang diketahui per peristiwa")
    page.get_by_role("link", name="Kembali ke sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Desa")
    expect(rows.filter(has_text="8,07%").last).to_contain_text("Ditetapkan")


def state_figures(page: Page, place: Place) -> None:
    """State what MCD and BPS say of the regency, and see that they never mix."""
    mcd, bps = place.named("pukis-mcd"), place.named("pukis-bps")
    record(page, mcd, "100.302", "1.043.720", "2021-12-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text("9,61%")
    first = page.url
    determine(page, first, "050/1/2022", date(2022, 1, 20), "Bupati Boyolali")
    record(page, mcd, "84.264", "1.043.720", "2022-08-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text("8,07%")
    last = page.url
    determine(page, last, "050/9/2022", date(2022, 9, 21), "Bupati Boyolali")
    expect(page.get_by_role("main")).to_contain_text("nomor 050/9/2022")
    page.locator(f"a[href*='/{mcd}/1&']").click()
    expect(counted(page, "poin persen")).to_have_text("-1,54")
    expect(page.get_by_role("main")).to_contain_text("relatif -16,0%")
    record(page, mcd, "84.264", "936.267", "2022-08-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text("9,00%")
    assert page.url not in {first, last}

    page.goto("/angka/baru")
    fill(page, bps, "", "", "2021-03-31")
    page.get_by_label("Perkiraan survei").check()
    page.locator("#f-source_name").fill("BPS, Susenas Maret 2021")
    page.locator("#f-value_percent").fill("10,62")
    press(page, "Catat angka resmi")
    expect(page.get_by_role("heading", level=1)).to_contain_text("10,62%")
    page.goto("/angka")
    drawn = page.locator("svg.chart").first
    expect(drawn.get_by_label("10,62%").first).to_be_visible()
    expect(page.locator(".legend").first).to_contain_text("BPS, Susenas Maret 2021")
    expect(page.locator(".legend").first).to_contain_text("MCD Satu Data")
