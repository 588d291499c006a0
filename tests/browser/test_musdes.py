"""A BPD chair holds a whole meeting by clicking, on a small phone, with a script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SignIn

NUMBER = "140/07/BA/2026"


def fits(page: Page) -> None:
    """Expect a page that need not be scrolled to the side."""
    assert page.viewport_size is not None
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_bpd_chair_holds_a_meeting_on_a_phone(sign_in: SignIn, *, has_script: bool) -> None:
    page: Page = sign_in("desa-1.bpd", viewport=PHONE, java_script_enabled=has_script)
    number = f"{NUMBER}/{int(has_script)}"
    convene(page)
    attend(page)
    decide(page)
    seal(page, number)
    check(page, number)


def convene(page: Page) -> None:
    page.goto("/musdes")
    page.get_by_role("link", name="Undang musyawarah").first.click()
    page.locator("#f-minute_taker-name").fill("Dwi Lestari")
    page.locator("#f-minute_taker-position").fill("Sekretaris desa")
    page.get_by_role("button", name="Undang musyawarah").click()
    expect(page.get_by_role("status").first).to_contain_text("Undangan musyawarah dicatat.")
    fits(page)


def attend(page: Page) -> None:
    page.get_by_role("link", name="Catat kehadiran").click()
    page.get_by_label("Banyaknya undangan").fill("30")
    page.get_by_label("Kuorum").fill("20")
    page.get_by_role("button", name="Tambah peserta").click()
    page.locator("#f-attendees-0-name").fill("Contoh Sarjono")
    page.locator("#f-attendees-0-role").select_option("hamlet_or_rt")
    page.get_by_label("Laki-laki").first.check()
    page.get_by_role("button", name="Tambah unsur").click()
    page.locator("#f-others-0-role").select_option("resident")
    page.locator("#f-others-0-sex-2").check()
    page.locator("#f-others-0-count").fill("24")
    fits(page)
    page.get_by_role("button", name="Catat kehadiran").click()
    expect(page.get_by_role("main")).to_contain_text("kuorum tercapai")


def decide(page: Page) -> None:
    """Send one household back, approve what was found of the rest, and send back who remains."""
    page.get_by_role("link", name="Tampilkan keluarga").click()
    fits(page)
    page.get_by_role("button", name="Tampilkan keluarga").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keputusan per keluarga")
    fits(page)
    page.get_by_role("combobox").first.select_option("send_back")
    rest = page.get_by_role("button", name="Setujui semua sisanya")
    (rest if rest.count() else page.get_by_role("button", name="Simpan keputusan")).click()
    while "Keputusan" in page.get_by_role("heading", level=1).inner_text():
        for choice in page.get_by_role("combobox").all():
            choice.select_option("send_back")
        page.get_by_role("button", name="Simpan keputusan").click()
    expect(page.get_by_role("status").first).to_contain_text("Semua sudah diputuskan.")


def seal(page: Page, number: str) -> None:
    page.get_by_role("link", name="Tetapkan berita acara").click()
    page.get_by_label("Nomor berita acara").fill(number)
    page.get_by_role("button", name="Tetapkan berita acara").click()
    expect(page.get_by_role("heading", name=f"Berita acara nomor {number}")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Catat tanda tangan").click()
    page.get_by_role("button", name="Catat tanda tangan").click()
    expect(page.get_by_role("main")).to_contain_text("Endang Sulastri")


def check(page: Page, number: str) -> None:
    page.locator("a[href^='/periksa/']").click()
    expect(page.get_by_role("status").first).to_contain_text("benar milik berita acara")
    expect(page.get_by_role("main")).to_contain_text(number)
    expect(page.get_by_role("main")).not_to_contain_text("Sarjono")
    fits(page)
