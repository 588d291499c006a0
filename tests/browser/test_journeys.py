"""What each persona comes for, by clicking: on a phone and a desktop, with a script and without."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.support.demos import Demo

WAYS = [
    pytest.param({"viewport": PHONE}, id="phone"),
    pytest.param({"viewport": DESKTOP}, id="desktop"),
    pytest.param({"viewport": PHONE, "java_script_enabled": False}, id="no script"),
]


@pytest.mark.parametrize(
    ("way", "whose", "need", "programme"),
    [
        pytest.param(WAYS[0].values[0], "perkim.pendamping", "housing", "rtlh", id="phone"),
        pytest.param(
            WAYS[1].values[0], "tkpkd.sekretaris", "sanitation", "jamban-sehat", id="desk"
        ),
        pytest.param(WAYS[2].values[0], "tkpkd.sekretaris", "food", "sembako", id="no script"),
    ],
)
def test_an_unmet_need_is_found_and_committed_to(sign_in: SignIn, *, way, whose, need, programme):
    page: Page = sign_in(whose, **way)
    page.locator("a[href='/kebutuhan/keluarga']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kebutuhan keluarga")
    page.goto(f"/kebutuhan/keluarga?kebutuhan={need}")
    page.get_by_role("link", name="Buat komitmen").first.click()
    page.get_by_role("button", name="Buat komitmen").click()
    expect(page.get_by_role("alert")).to_contain_text("Jumlah: wajib diisi")
    page.get_by_label("Penyandang dana").select_option("perkim")
    page.get_by_label("Program", exact=True).select_option(programme)
    page.get_by_label("Jumlah").fill("20.000.000")
    page.get_by_label("Uang").check()
    page.get_by_role("button", name="Buat komitmen").click()

    expect(page.get_by_role("status").first).to_contain_text("Komitmen dicatat.")
    expect(page.get_by_role("main")).to_contain_text("Rp20.000.000")


@pytest.mark.parametrize("way", WAYS)
def test_a_village_operator_registers_a_household_with_two_members(sign_in: SignIn, way):
    page: Page = sign_in("desa-1.operator", **way)
    page.get_by_role("link", name="Desa", exact=True).click()
    page.get_by_role("row").get_by_role("link").first.click()
    page.get_by_role("link", name="Daftarkan keluarga", exact=True).click()
    page.get_by_role("button", name="Tambah anggota").click()
    page.locator("#f-members-0-name").fill("Slamet Riyadi")
    page.locator("#f-members-0-relation").select_option("head")
    page.locator("#f-members-1-name").fill("Siti Aminah")
    page.locator("#f-members-1-relation").select_option("spouse")
    page.locator("#f-residence-address").fill("Jalan Melati 3")
    page.get_by_role("button", name="Daftarkan keluarga", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("Keluarga didaftarkan")
    expect(page.get_by_role("main")).to_contain_text("2 anggota")
    expect(page.get_by_role("main")).not_to_contain_text("Slamet Riyadi")
    page.get_by_role("link", name="Buka nama").click()
    page.get_by_label("Verifikasi dan validasi daftar").check()
    page.get_by_role("button", name="Buka nama").click()
    expect(page.get_by_role("main")).to_contain_text("Slamet Riyadi")
    page.get_by_role("button", name="Tutup nama").click()
    expect(page.get_by_role("region", name="Nama sedang dibuka")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_a_baznas_officer_follows_the_own_commitments_to_the_events(sign_in: SignIn, way):
    page: Page = sign_in("baznas.petugas", **way)
    page.goto("/mitra/baznas")
    page.get_by_role("link", name=re.compile("^Rp")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rincian komitmen")
    page.get_by_role("link", name=re.compile("^Peristiwa ")).first.click()

    expect(page.get_by_role("main")).to_contain_text("Dicatat")
    expect(page.get_by_role("main")).to_contain_text("Oleh")


@pytest.mark.parametrize("way", WAYS)
def test_a_partner_issues_a_statement_that_a_stranger_checks(
    sign_in: SignIn, browser: Browser, served: Demo, *, way
):
    page: Page = sign_in("baznas.petugas", **way)
    page.goto("/mitra/baznas")
    page.locator("a[href='/mitra/baznas/pernyataan']").click()
    page.get_by_role("link", name=re.compile("^Rp")).first.click()
    page.get_by_role("link", name=re.compile("^Peristiwa ")).first.click()
    expect(page.get_by_role("main")).to_contain_text("Oleh")
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Terbitkan pernyataan").click()
    expect(page.get_by_role("main")).to_contain_text("Komitmen")
    page.get_by_role("button", name="Terbitkan pernyataan").click()
    expect(page.get_by_role("main")).to_contain_text("Cocok.")
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh naskah PDF").click()
    assert started.value.path().read_bytes().startswith(b"%PDF")

    stranger = browser.new_context(base_url=f"http://127.0.0.1:{served.port}", **way).new_page()
    stranger.goto(urlsplit(page.url).path)
    expect(stranger.get_by_role("main")).to_contain_text("Cocok.")
    expect(stranger.get_by_role("main")).to_contain_text("dihitung ulang")
    expect(stranger.get_by_role("link", name="Unduh naskah PDF")).to_have_count(0)
    stranger.context.close()


@pytest.mark.parametrize("way", WAYS)
def test_an_auditor_looks_at_another_moment_and_compares_two(sign_in: SignIn, way):
    page: Page = sign_in("inspektorat.auditor", **way)
    page.goto("/kabupaten")
    page.get_by_text("Lihat keadaan pada waktu lain").click()
    page.get_by_label("Diketahui per").fill("2020-01-01")
    page.get_by_role("button", name="Lihat keadaan itu").click()
    expect(page.get_by_role("main")).to_contain_text("yang diketahui per 1 Januari 2020")
    expect(page.locator(".figures b").first).to_have_text("0")
    page.goto("/jejak")
    page.get_by_role("link", name="Bandingkan dua waktu").click()

    expect(page.get_by_role("main")).to_contain_text("Peristiwa di antaranya")


def test_an_administrator_keeps_accounts(sign_in: SignIn):
    page: Page = sign_in("diskominfo.admin")
    page.get_by_role("link", name="Kelola akun dan wewenang").click()

    expect(page.get_by_role("main")).to_contain_text("Petugas Baznas")


def test_a_page_draws_itself_again_when_somebody_else_did_something(sign_in: SignIn):
    """Two people, one village: what one records stands on the page of the other, by itself."""
    watching: Page = sign_in("desa-1.kepala", viewport=DESKTOP)
    watching.goto("/")
    watching.get_by_role("main").get_by_role("link", name=re.compile("^Desa ")).first.click()
    before = watching.locator(".figures b").first.inner_text()
    working: Page = sign_in("desa-1.operator", viewport=DESKTOP, java_script_enabled=False)
    working.goto(watching.url)
    working.get_by_role("link", name="Daftarkan keluarga", exact=True).click()
    working.locator("#f-members-0-name").fill("Tukiman")
    working.locator("#f-members-0-relation").select_option("head")
    working.locator("#f-residence-address").fill("Jalan Kenanga 1")
    working.get_by_role("button", name="Daftarkan keluarga", exact=True).click()

    expect(watching.locator(".figures b").first).not_to_have_text(before, timeout=15_000)


def test_the_pages_speak_english_when_asked(sign_in: SignIn):
    page: Page = sign_in("inspektorat.auditor")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("way", WAYS)
def test_somebody_is_invited_enrols_a_telephone_and_signs_in_again(
    sign_in: SignIn, browser: Browser, served: Demo, *, way
):
    account = f"dinsos.baru-{uuid4().hex[:6]}"
    page: Page = sign_in("diskominfo.admin", **way)
    page.get_by_role("link", name="Akun", exact=True).click()
    page.get_by_role("link", name="Buka akun").click()
    page.get_by_label("Nama akun").fill(account)
    page.get_by_label("Nama", exact=True).fill("Wulan Sari")
    page.get_by_label("Jabatan").fill("Pendamping Dinas Sosial")
    page.get_by_label("Peran").select_option("mentor")
    page.get_by_label("Lembaga").select_option("dinsos")
    page.get_by_label("Wilayah kerja").fill("33.09.15")
    page.get_by_role("button", name="Buka akun").click()
    expect(page.get_by_role("status").first).to_contain_text("Akun dibuka.")
    page.get_by_role("button", name="Buat undangan").click()
    address = page.locator("code.long").inner_text()

    with browser.new_context(base_url=f"http://127.0.0.1:{served.port}", **way) as context:
        theirs = context.new_page()
        theirs.goto(urlsplit(address).path)
        theirs.get_by_label("Kata sandi baru", exact=True).fill("kopi senja payung merah")
        theirs.get_by_label("Ulangi kata sandi baru").fill("kopi senja payung merah")
        theirs.get_by_role("button", name="Simpan kata sandi").click()
        telephone = pyotp.TOTP(theirs.locator("input[name=secret]").input_value())
        theirs.get_by_role("textbox", name="Kode").fill(telephone.now())
        theirs.get_by_role("button", name="Pasang langkah kedua").click()
        recovery = theirs.locator(".codes code").first.inner_text()
        theirs.get_by_role("link", name="Kode sudah saya simpan").click()
        expect(theirs.get_by_role("heading", level=1)).to_contain_text("Beranda")

        theirs.locator("details.account summary").click()
        theirs.get_by_role("button", name="Keluar").click()
        theirs.get_by_label("Akun", exact=True).fill(account)
        theirs.get_by_label("Kata sandi").fill("kopi senja payung merah")
        theirs.get_by_role("button", name="Masuk", exact=True).click()
        theirs.get_by_role("textbox", name="Kode").fill(recovery)
        theirs.get_by_role("button", name="Periksa kode").click()
        expect(theirs.get_by_role("heading", level=1)).to_contain_text("Beranda")


def test_a_village_operator_works_a_sheet_without_a_script(sign_in: SignIn, served: Demo):
    """Ten families of one RT: the list is opened for a purpose, the sheet entered as one form."""
    token = served.token("desa-1.operator")
    village = "33.09.15.2001"
    for number in range(12):
        status, _ = served.post(
            "/api/v1/households",
            {
                "village": village,
                "residence": {"address": f"Dukuh Sheet {number}", "rt": "077", "rw": "001"},
                "members": [{"name": "Contoh Lembar", "relation": "head"}],
            },
            token,
        )
        assert status == 201
    page: Page = sign_in("desa-1.operator", viewport=PHONE, java_script_enabled=False)
    page.goto(f"/desa/{village}")
    page.get_by_role("link", name="Daftar kerja verifikasi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Daftar kerja")
    page.get_by_role("link", name="Buka nama").first.click()
    page.get_by_label("Verifikasi dan validasi daftar").check()
    page.get_by_role("button", name="Buka nama").click()
    page.goto(f"/desa/{village}/kerja?rt=77%2F1")
    page.get_by_role("link", name="Isi hasil verifikasi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("RT 77/1")
    rows = page.get_by_label("Putusan keluarga")
    expect(rows).to_have_count(12)
    for number in range(9):
        rows.nth(number).select_option("eligible")
    rows.nth(9).select_option("closed_no_members")
    page.get_by_role("button", name="Simpan isian").click()
    expect(page.get_by_role("alert")).to_contain_text("Nomor bukti")
    page.get_by_label("Nomor bukti").fill("Lembar 12")
    page.get_by_role("button", name="Simpan isian").click()

    expect(page.get_by_role("status")).to_contain_text("9 baris tersimpan")
    expect(page.get_by_role("alert")).to_contain_text("1 baris ditolak")
    expect(page.get_by_label("Putusan keluarga")).to_have_count(1)
    page.get_by_label("Putusan keluarga").select_option("eligible")
    page.get_by_role("button", name="Simpan isian").click()
    expect(page.get_by_role("status")).to_contain_text("1 baris tersimpan")
    page.goto(f"/desa/{village}/kerja?rt=77%2F1&keadaan=never")
    expect(page.get_by_role("row")).to_have_count(3)
