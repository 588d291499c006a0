"""Payments out of a file, and a delivery that came short: said for the family, with a photo."""

import io
import re

from playwright.sync_api import FilePayload, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.boyolali import press
from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.browser.test_fieldwork import attach
from tests.browser.test_pages import faults_of


def to_fill_in(page: Page) -> list[tuple[str, int]]:
    """Take along the commitments that can be paid; return each with what is set aside for it."""
    answer = page.request.get("/pembayaran/isian")
    assert answer.ok
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.body()))
    rows = book.get_sheet_by_index(0).to_python()
    return [(str(row[0]), int(str(row[3]).removesuffix(".0"))) for row in rows[1:]]


def test_a_file_is_paid_and_its_faults_are_named(sign_in: SignIn):
    page: Page = sign_in("tkpkd.sekretaris", viewport=PHONE)
    page.goto("/komitmen")
    page.get_by_role("link", name="Bayar dari berkas").last.click()
    able = [one for one, left in to_fill_in(page) if left >= 1_000]
    rows = [f"{one};1.000;20/11/2026;;UJI-{at}" for at, one in enumerate(able[:3])]
    rows.append(f"{able[0]};banyak;20/11/2026;wesel;UJI-9")
    content = "\n".join(["Komitmen;Jumlah;Tanggal;Cara;Nomor bukti", *rows]).encode()
    file: FilePayload = {"name": "bayar.csv", "mimeType": "text/csv", "buffer": content}

    page.get_by_label("Berkas", exact=True).set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("jumlah banyak tidak terbaca")
    expect(main).to_contain_text("tulis tunai, transfer, barang, atau kupon")
    assert faults_of(page) == []
    page.get_by_role("button", name="Catat baris yang siap").click()
    expect(main.locator("tbody tr")).to_have_count(4)
    assert faults_of(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert "UJI-0" in taken.value.path().read_text()

    page.goto("/pembayaran")
    page.get_by_label("Berkas", exact=True).set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    expect(main.locator("ul.figures li").nth(1)).to_contain_text(re.compile(r"^\s*[123]"))


def test_a_delivery_that_came_short_is_disputed_for_the_family_with_a_photo(sign_in: SignIn):
    operator: Page = sign_in("desa-1.operator", viewport=PHONE)
    operator.goto("/komitmen?keadaan=active")
    where = operator.locator("tbody a[href^='/komitmen/']").first.get_attribute("href")
    assert where
    giver: Page = sign_in("tkpkd.sekretaris", viewport=DESKTOP)
    giver.goto(f"{where}/serah-terima")
    giver.get_by_label("Nilai").fill("200.000")
    for field in giver.get_by_label("Nomor bukti").all():
        field.fill("BAST-UJI-01")
    press(giver, "Catat serah terima")
    expect(giver.get_by_role("main")).to_contain_text("Menunggu konfirmasi desa")

    operator.goto(where)
    operator.get_by_role("link", name="Lampirkan foto keluarga").click()
    attach(operator, "other", (40, 90, 160))
    operator.goto(where)
    operator.get_by_role("link", name="Benarkan serah terima").first.click()
    operator.get_by_label("Yang diterima").fill("150.000")
    operator.get_by_label("Yang menyatakan").select_option("household")
    digest = operator.get_by_label("Nomor bukti").first.input_value()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert faults_of(operator) == []
    press(operator, "Benarkan serah terima")
    main = operator.get_by_role("main")
    expect(main).to_contain_text("kurang Rp50.000")
    expect(main).to_contain_text(f"foto {digest[:12]}")
    expect(main).to_contain_text("wakil keluarga penerima")
    assert faults_of(operator) == []
