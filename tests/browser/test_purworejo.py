"""Sanding Erat Desa Kita by clicking: from a list with the dead on it to the file that goes back.

Each way has a village of its own, in which the demo tells of one family at most: what is counted is
the list's, so figures are exact.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from msgspec import Struct
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.journeys.purworejo import APRIL, DECILES, HEADER, OCTOBER, SHEET, Listing
from tests.support.demos import Demo

WAYS = [
    pytest.param("33.09.15.2010", "GONDANGLEGI", {"viewport": PHONE}, id="phone"),
    pytest.param("33.09.15.2011", "KARANGGATAK", {"viewport": DESKTOP}, id="desktop"),
    pytest.param(
        "33.09.15.2012",
        "SUMBERAGUNG",
        {"viewport": PHONE, "java_script_enabled": False},
        id="no script",
    ),
]
DEAD, MOVED = (0, 2), (4, 2)
PASSWORD = "kopi senja payung merah"
TAKEN = 35
"""Rows of the first list that are somebody: thirty-six, and one of them without a sound NIK."""


class Place(Struct, frozen=True):
    """The village of one way, and who works there.

    Args:
        people: account → a page of theirs, by role.
    """

    code: str
    listing: Listing
    people: dict[str, Page]
    letter: str
    folder: Path

    def file(self, name: str, lines: list[str]) -> Path:
        """Write a list as it is sent; return where."""
        path = self.folder / f"{self.code}-{name}"
        path.write_text("\n".join([*lines, ""]))
        return path


@pytest.mark.parametrize(("code", "called", "way"), WAYS)
def test_a_list_is_worked_through_and_given_back(
    sign_in: SignIn,
    browser: Browser,
    served: Demo,
    tmp_path: Path,
    *,
    code: str,
    called: str,
    way: dict[str, Any],
) -> None:
    place = Place(
        code,
        Listing(called, prefix=f"9909{code[-2:]}"),
        {"secretariat": sign_in("tkpkd.sekretaris", **way)},
        f"460/{code[-4:]}",
        tmp_path,
    )
    secretariat = place.people["secretariat"]
    enrol_village(secretariat, code)
    for role in ("village_operator", "village_head", "mentor"):
        place.people[role] = enrol(browser, served, role, code, way)
    first = receive(place, "dtks.txt", october(place.listing), OCTOBER, (34, 1, 1))
    receive(place, "desil.csv", place.listing.sheet(), SHEET, (len(DECILES), 0, 0))
    work(place, first)
    assess(place)
    give_back(place, first)
    second = receive(place, "dtks-2021.txt", april(place.listing), APRIL, (35, 0, 0))
    decide(place, second)
    for page in place.people.values():
        page.context.close()


def october(listing: Listing) -> list[str]:
    """Return the first list: one row to be looked at and one that waits."""
    rows = listing.rows()
    rows[1] = listing.row((0, 1), {"TANGGAL LAHIR": "01/01/1971"})
    rows[-1] = listing.row((11, 2), {"NIK": "99091"})
    return [HEADER, *rows]


def april(listing: Listing) -> list[str]:
    """Return the second list: the dead and the moved stand on it still."""
    return [HEADER, *listing.rows()[:-1]]


def fits(page: Page) -> None:
    """Expect a page that need not be scrolled to the side."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]


def enrol_village(page: Page, code: str) -> None:
    page.goto(f"/desa/baru?desa={code}")
    page.get_by_role("button", name="Ikutkan desa").click()
    expect(page.get_by_role("status").first).to_contain_text("Desa diikutkan")


def enrol(browser: Browser, served: Demo, role: str, code: str, way: dict[str, Any]) -> Page:
    """Open an account of the village as the administrator; return a page of whoever has it."""
    administrator = served.token("diskominfo.admin")
    account = f"{role.replace('_', '-')}-{code[-4:]}"
    office = {
        "account": account,
        "name": "Contoh Petugas",
        "position": role.replace("_", " ").title(),
        "role": role,
        "organisation": "perkim" if role == "mentor" else "desa-1",
        "areas": [code],
    }
    assert served.post("/api/v1/accounts", office, administrator)[0] == 201
    path = f"/api/v1/accounts/{account}/invitations"
    status, invited = served.post(path, {}, administrator)
    assert status == 201, invited
    context = browser.new_context(
        locale="id-ID", base_url=f"http://127.0.0.1:{served.port}", accept_downloads=True, **way
    )
    page = context.new_page()
    page.goto(urlsplit(invited["address"]).path)
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Ulangi kata sandi baru").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    telephone = pyotp.TOTP(page.locator("input[name=secret]").input_value())
    page.get_by_role("textbox", name="Kode").fill(telephone.now())
    page.get_by_role("button", name="Pasang langkah kedua").click()
    page.get_by_role("link", name="Kode sudah saya simpan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beranda")
    return page


def receive(
    place: Place, name: str, lines: list[str], about: dict[str, str], colours: tuple[int, ...]
) -> str:
    """Look at a file in three colours and take it in; return the list's address."""
    page = place.people["secretariat"]
    page.goto("/daftar")
    page.get_by_role("link", name="Periksa dan terima daftar").click()
    page.locator("input[type=file]").set_input_files(place.file(name, lines))
    page.get_by_role("button", name="Periksa daftar").click()
    for colour, count in zip(("hijau", "kuning", "merah"), colours, strict=True):
        expect(page.locator(".figures li").filter(has_text=colour)).to_contain_text(str(count))
    fits(page)
    told = about | {"letter_number": f"{place.letter}/{name}"}
    for field, value in told.items():
        page.locator(f"#f-{field}").fill(value)
    page.get_by_role("button", name="Terima daftar").click()
    expect(page.get_by_role("status").first).to_contain_text("Daftar selesai dibaca.")
    fits(page)
    return urlsplit(page.url).path


def open_names(page: Page, purpose: str) -> None:
    page.get_by_role("link", name=re.compile("^Buka nama")).first.click()
    page.get_by_label(purpose).check()
    page.get_by_role("button", name="Buka nama").click()


def work(place: Place, received: str) -> None:
    """Open the poorest of the work list by name, and enter who died and who moved."""
    page = place.people["village_operator"]
    page.goto("/daftar")
    page.locator(f"a[href='{received}']").click()
    page.get_by_role("link", name=re.compile("^Daftar kerja")).click()
    expect(page.locator("tbody tr")).to_have_count(12)
    open_names(page, "Verifikasi dan validasi daftar")
    page.get_by_label("Desil paling tinggi").select_option("2")
    page.get_by_role("button", name="Saring daftar").click()
    poorest = [family for family, decile in DECILES.items() if decile <= 2]
    expect(page.locator("tbody tr")).to_have_count(len(poorest))
    expect(page.get_by_role("main")).to_contain_text("1 keluarga tidak termasuk karena")
    expect(page.locator("tbody")).to_contain_text("SIKS-NG 2020-10")
    fits(page)
    page.get_by_role("link", name="Isi hasil verifikasi").click()
    rows = page.locator(".sheetrows > li")
    expect(rows).to_have_count(len(poorest))
    page.get_by_label("Nomor bukti").fill("Lembar 7")
    for (family, member), verdict in ((DEAD, "deceased"), (MOVED, "moved_out")):
        letters = f"{'ABC'[member]} {chr(65 + family)}"
        home = rows.filter(has_text=f"CONTOH A {chr(65 + family)}")
        home.get_by_text("Anggota (3)").click()
        person = home.get_by_role("group", name=re.compile(f"CONTOH {letters}"))
        person.get_by_label("Keadaan").select_option(verdict)
        person.get_by_label("Sejak").fill("2020-11-02")
        person.get_by_label("Nomor surat").fill("Surat RT 2/2020")
        if verdict == "moved_out":
            person.get_by_label("Kode wilayah tujuan").fill("33.74")
    page.get_by_role("button", name="Simpan isian").click()
    expect(page.get_by_role("status")).to_contain_text("2 baris tersimpan")
    fits(page)
    page.get_by_role("link", name="Lihat daftar kerja").click()
    # Both were looked at; that the poorest need food, as their decile says, nobody has yet.
    left = page.locator("tbody tr").filter(has_text="Ada dugaan kebutuhan yang belum diperiksa")
    expect(left).to_have_count(2)
    expect(page.locator("tbody tr")).to_have_count(len(poorest))


def assess(place: Place) -> None:
    """Let the mentor write an assessment down, and the village sign it."""
    mentor, head = place.people["mentor"], place.people["village_head"]
    mentor.goto(f"/desa/{place.code}")
    mentor.get_by_role("link", name="Catat asesmen desa").click()
    mentor.get_by_role("button", name=re.compile("^Tambah")).last.click()
    mentor.get_by_label("Manusia").last.check()
    mentor.locator("#f-problems-0-text").fill("Daftar memuat orang yang sudah meninggal")
    mentor.get_by_role("button", name="Catat asesmen desa").click()
    expect(mentor.get_by_role("main")).to_contain_text("menunggu tanda tangan")
    expect(mentor.get_by_role("link", name="Tandatangani asesmen")).to_have_count(0)
    fits(mentor)
    head.goto(f"/desa/{place.code}")
    head.get_by_role("link", name="Tandatangani asesmen").click()
    head.get_by_role("button", name="Tandatangani asesmen").click()
    expect(head.get_by_role("status").first).to_contain_text("berlaku")
    fits(head)


def give_back(place: Place, received: str) -> None:
    """Read the invalid rate, of the regency and the village, and download the return file."""
    page = place.people["secretariat"]
    page.goto(received)
    page.get_by_role("link", name="Pembetulan untuk pemilik daftar").click()
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(f"{TAKEN}")
    expect(row).to_contain_text("5,71%")
    fits(page)
    row.get_by_role("link").click()
    expect(page.locator(".figures")).to_contain_text("5,71%")
    fits(page)
    open_names(page, "Perbaikan data")
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh berkas Excel").click()
    lines = CalamineWorkbook.from_path(started.value.path()).get_sheet_by_index(0).to_python()
    wrong = {one[2]: one[3] for one in lines if str(one[0]).removesuffix(".0").isdecimal()}
    assert wrong == {
        place.listing.nik(DEAD): "Meninggal",
        place.listing.nik(MOVED): "Pindah ke luar kabupaten",
    }


def decide(place: Place, received: str) -> None:
    """Find the alert at the hub, and say that the dead stay dead."""
    operator, head = place.people["village_operator"], place.people["village_head"]
    secretariat = place.people["secretariat"]
    expect(secretariat.get_by_role("main")).to_contain_text("Putuskan yang sudah keluar")
    for page in (operator, head):
        page.goto("/perlu-diputuskan")
        page.locator(".figures li", has_text="tercantum lagi").get_by_role("link").click()
        expect(page.locator(".sheetrows > li")).to_have_count(2)
        fits(page)
        page.get_by_label("Tetap keluar; daftar keliru").first.check()
        page.get_by_label("Tetap keluar; daftar keliru").last.check()
        page.get_by_label("Alasan").fill("Surat kematian dan surat pindah tetap berlaku")
        page.get_by_role("button", name="Nyatakan tetap keluar").click()
        if page is operator:
            expect(page.get_by_role("alert")).to_contain_text("Mintalah kepala desa")
            fits(page)
    expect(head.get_by_role("status").first).to_contain_text("2 dinyatakan tetap keluar.")
    head.get_by_role("link", name="Lihat juga yang sudah diputuskan").click()
    expect(head.locator(".sheetrows > li").first).to_contain_text("Tetap keluar")
    secretariat.goto(f"{received}/pembetulan?desa={place.code}")
    expect(secretariat.locator(".figures")).to_contain_text("5,71%")
