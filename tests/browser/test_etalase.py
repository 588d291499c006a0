"""A company reports by link on a phone, the village confirms, and the public sees it count."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.support.demos import Demo

VALUE = "Rp8.250.000"


def visitor(browser: Browser, served: Demo) -> Page:
    """Return a page of somebody without an account, on a phone."""
    made = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        locale="id-ID",
        base_url=f"http://127.0.0.1:{served.port}",
    )
    return made.new_page()


def fits(page: Page) -> bool:
    width: Any = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= PHONE["width"])


def test_a_report_without_an_account_counts_once_the_village_confirms_it(
    sign_in: SignIn, browser: Browser, served: Demo
):
    page: Page = sign_in("tkpkd.sekretaris", viewport=DESKTOP)
    page.goto("/laporan-bantuan")
    page.get_by_role("link", name="Buat tautan laporan").click()
    page.get_by_label("Nama perusahaan").fill("PT Sinar Serat Lestari")
    page.locator("#f-partner").select_option("pt-sinar-serat")
    page.get_by_role("button", name="Buat tautan laporan").click()
    link = page.locator("#tautan").inner_text()

    company = visitor(browser, served)
    company.goto(re.sub(r"^https?://[^/]+", "", link))
    assert fits(company)
    company.get_by_role("button", name="Kirim laporan").click()
    expect(company.get_by_role("alert")).to_contain_text("Nilai bantuan: wajib diisi")
    people = {one["account"]: one for one in served.announcement()["personas"]}
    own = people["desa-1.operator"]["position"].rpartition(" ")[2]
    village = company.locator("#f-village")
    village.select_option(label=village.locator("option", has_text=own).first.inner_text())
    company.locator("#f-programme").select_option("air-bersih")
    company.locator("#f-sector").fill("Tekstil")
    company.get_by_label("Barang").check()
    company.locator("#f-valuation").select_option("invoice")
    company.locator("#f-value_rupiah").fill("8.250.000")
    company.locator("#f-households").fill("3")
    today = company.evaluate("new Date().toLocaleDateString('en-CA', {timeZone: 'Asia/Jakarta'})")
    company.locator("#f-given_on").fill(today)
    company.get_by_role("button", name="Kirim laporan").click()
    expect(company.get_by_role("main")).to_contain_text("Menunggu jawaban desa")
    number = company.locator("dd b").first.inner_text()

    desk: Page = sign_in("desa-1.operator")
    desk.goto("/laporan-bantuan")
    desk.get_by_role("link", name=number).click()
    desk.get_by_role("link", name="Benarkan laporan").click()
    desk.get_by_role("button", name="Benarkan laporan").click()
    expect(desk.get_by_role("status").first).to_contain_text("Laporan dibenarkan")
    expect(desk.get_by_role("main")).to_contain_text(VALUE)

    company.reload()
    expect(company.get_by_role("main")).to_contain_text("Dibenarkan desa")
    company.goto("/publik/papan-janji")
    assert fits(company)
    expect(company.get_by_role("main")).to_contain_text("PT Sinar Serat Lestari")
    company.get_by_role("link", name="Kebutuhan warga").click()
    assert fits(company)
    expect(company.get_by_role("main")).to_contain_text("kurang dari 5 keluarga, atau tidak ada")
    company.context.close()
