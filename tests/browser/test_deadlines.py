"""From the counter on the first page to what hangs; the week; a calendar's address."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.browser.test_pages import faults_of

WAYS = [
    pytest.param({"viewport": PHONE}, id="phone"),
    pytest.param({"viewport": DESKTOP, "java_script_enabled": False}, id="no script"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_counter_opens_the_list_and_the_list_the_promise(sign_in: SignIn, way):
    page: Page = sign_in("tkpkd.sekretaris", **way)
    counter = page.locator("a[href='/jatuh-tempo/daftar?jenis=undelivered']")
    count = int(counter.inner_text())
    assert count > 0
    counter.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sudah dibayar, belum diserahkan")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(count)
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("Paling lambat")

    page.goto("/jatuh-tempo")
    expect(page.get_by_role("heading", name="Menurut pelaksana")).to_be_visible()
    page.get_by_role("link", name=str(count), exact=True).first.click()
    expect(page.locator("tbody tr")).to_have_count(count)


def test_the_week_is_read_and_opened(sign_in: SignIn):
    page: Page = sign_in("baznas.petugas", viewport=DESKTOP)
    page.get_by_role("link", name="Ringkasan mingguan").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Baznas")
    expect(page.get_by_role("main")).to_contain_text("Minggu ini masih berjalan.")
    page.locator("tbody a").first.click()
    expect(page.locator("ol.trail li").first).to_be_visible()
    page.get_by_role("link", name="Ringkasan mingguan").last.click()
    page.get_by_role("link", name="Minggu sebelumnya").click()
    expect(page.get_by_role("main")).to_contain_text("tidak berubah lagi")


def test_a_calendars_address_is_made_once_and_revoked(sign_in: SignIn):
    page: Page = sign_in("merapi-susu.csr", viewport=PHONE)
    page.goto("/akun-saya")
    page.get_by_role("link", name="Buat alamat kalender").click()
    page.get_by_label("Nama kalender").fill("Kalender kantor")
    page.get_by_role("button", name="Buat alamat kalender").click()
    address = page.locator("code.long").inner_text()
    assert address.endswith(".ics")
    assert faults_of(page) == []
    answer = page.request.get(address)
    assert answer.ok
    assert answer.text().startswith("BEGIN:VCALENDAR\r\n")

    page.get_by_role("link", name="Kembali ke akun saya").click()
    expect(page.get_by_role("main")).to_contain_text("Kalender kantor")
    page.get_by_role("button", name="Cabut alamat").click()
    expect(page.get_by_role("status").first).to_contain_text("Dicabut")
    assert page.request.get(address).status == 404
