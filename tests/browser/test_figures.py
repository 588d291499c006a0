"""Official figures by clicking: 9.61 to 8.07, refused when it does not come out, explained."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SignIn

WAYS = [
    pytest.param("mcd-1", {"viewport": PHONE}, id="phone"),
    pytest.param("mcd-2", {"viewport": DESKTOP}, id="desktop"),
    pytest.param("mcd-3", {"viewport": PHONE, "java_script_enabled": False}, id="no script"),
]


def fill(page: Page, source: str, poor: str, people: str, day: str) -> None:
    """Fill in the form of a figure that the regency states."""
    page.get_by_label("Angka kemiskinan", exact=True).check()
    page.locator("#f-area").fill("33.09")
    page.locator("#f-source").fill(source)
    page.locator("#f-source_name").fill("MCD Satu Data")
    page.get_by_label("Hitungan daftar by name by address").check()
    page.locator("#f-method").fill("Dari RT, by name by address")
    page.locator("#f-reference_date").fill(day)
    page.locator("#f-numerator").fill(poor)
    page.locator("#f-denominator").fill(people)


def record(page: Page, source: str, poor: str, people: str, day: str) -> None:
    page.goto("/angka")
    page.get_by_role("link", name="Catat angka resmi").click()
    fill(page, source, poor, people, day)
    page.get_by_role("button", name="Catat angka resmi").click()
    expect(page.get_by_role("status").first).to_contain_text("Angka dicatat")


def determine(page: Page, number: str) -> None:
    page.get_by_role("link", name="Tetapkan angka ini").click()
    page.locator("#f-decree_number").fill(number)
    page.locator("#f-decree_date").fill("2022-09-21")
    page.locator("#f-office").fill("Bupati Boyolali")
    page.get_by_role("button", name="Tetapkan angka ini").click()
    expect(page.get_by_role("main")).to_contain_text(f"nomor {number}")


@pytest.mark.parametrize(("source", "way"), WAYS)
def test_two_figures_are_recorded_determined_and_compared(sign_in: SignIn, *, source, way):
    page: Page = sign_in("tkpkd.sekretaris", **way)
    record(page, source, "100.302", "1.043.720", "2021-12-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text("9,61%")
    determine(page, "050/1/2022")

    page.goto("/angka/baru")
    fill(page, source, "84.264", "936.267", "2022-08-31")
    page.locator("#f-value_percent").fill("8,07")
    page.get_by_role("button", name="Catat angka resmi").click()
    expect(page.get_by_role("alert")).to_contain_text("9,00%")
    page.locator("#f-denominator").fill("1.043.720")
    page.get_by_role("button", name="Catat angka resmi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8,07%")
    determine(page, "050/9/2022")

    page.locator(f"a[href*='/{source}/1&']").click()
    expect(page.get_by_role("main")).to_contain_text("-1,54")
    expect(page.get_by_role("main")).to_contain_text("relatif -16,0%")
    expect(page.get_by_role("main")).to_contain_text("Perbedaan sumber atau cara hitung")


def count(page: Page) -> None:
    page.goto("/angka")
    page.get_by_role("link", name="Hitung angka dari register").click()
    page.get_by_role("button", name="Hitung angka dari register").click()
    expect(page.get_by_role("status").first).to_contain_text("Angka dihitung")


@pytest.mark.parametrize(("source", "way"), WAYS)
def test_a_movement_opens_down_to_the_decision(sign_in: SignIn, *, source, way):
    operator: Page = sign_in("desa-1.operator", **way)
    operator.goto("/keluarga/baru?desa=33.09.15.2001")
    operator.locator("#f-members-0-name").fill("Slamet Riyadi")
    operator.locator("#f-members-0-relation").select_option("head")
    operator.locator("#f-residence-address").fill(f"Jalan Melati {source[-1]}")
    operator.get_by_role("button", name="Daftarkan keluarga", exact=True).click()
    count(operator)
    expect(operator.get_by_role("main")).to_contain_text("Sementara")
    expect(operator.get_by_role("link", name="Tetapkan angka ini")).to_have_count(0)

    page: Page = sign_in("inspektorat.auditor", **way)
    page.goto("/angka?wilayah=33.09.15.2001")
    page.get_by_role("button", name="Jelaskan bedanya").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mengapa angkanya berubah")
    page.get_by_role("link", name="Miskin baru").click()
    page.get_by_role("link", name=re.compile("^Peristiwa ")).first.click()
    expect(page.get_by_role("main")).to_contain_text("mendaftarkan keluarga")
