"""Funds and UPZ by clicking: deposits, the way of money, bound funds, closing."""

import re
from typing import Any

import pytest

from service.commands import partners
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, do
from tests.commands.giving import BAZNAS, COMPANY, HOUSE, ZAKAT, catalogue, funded, officer
from tests.http.api.given import Client
from tests.http.pages.browsing import send, sign_in

UPZ = "upz-dinsos"
APPOINT = {
    "upz": UPZ,
    "parent": BAZNAS,
    "decree": "SK-07/BAZNAS/2024",
    "officers": "3",
    "offices": "ketua\nsekretaris\nbendahara",
    "since": "2024-01-02",
    "share_percent": "5",
    "occurred_on": "2024-01-02",
}
BOOK: dict[str, Any] = {
    "document": "BSZ-117",
    "month": "2024-10",
    "collected_by": "payroll",
    "kinds[0].fund": ZAKAT,
    "kinds[0].amount_rupiah": "2.500.000",
    "kinds[0].payers": "41",
    "occurred_on": "2024-11-05",
}


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency, client: Client) -> None:
    catalogue(regency)
    funded(regency)
    enrolled = partners.Enrol(
        partner=UPZ, name="UPZ Dinsos", org_type="upz", parent=BAZNAS, occurred_on=DAY
    )
    do(regency, SECRETARIAT, partners.enrol, enrolled)
    assert officer(BAZNAS).organisation == BAZNAS
    sign_in(client, "baznas")


def opened(client: Client, fund: str, **other: str) -> None:
    asked = {
        "fund": fund,
        "partner": BAZNAS,
        "fund_type": "zakat",
        "fiscal_year": "2024",
        "document": "SK-1",
        **other,
    }
    assert send(client, "/dana/baru", **asked).status_code == 303


def test_a_upz_is_appointed_deposits_and_falls_silent(client: Client):
    assert send(client, "/upz/baru", **APPOINT).headers["location"] == f"/upz/{UPZ}"
    assert "Catat setoran" in client.get(f"/upz/{UPZ}").text

    bad = send(client, f"/upz/{UPZ}/setoran", **{**BOOK, "month": "Oktober"})
    assert bad.status_code == 400
    assert "tulis tahun dan bulan, misalnya 2026-11" in bad.text
    assert send(client, f"/upz/{UPZ}/setoran", **BOOK).status_code == 303
    twice = send(client, f"/upz/{UPZ}/setoran", **BOOK)
    assert twice.status_code == 409
    assert "Nomor bukti setor ini sudah dibukukan" in twice.text

    page = client.get(f"/upz/{UPZ}").text
    [deposit] = set(re.findall(r'href="(/setoran/[^"]+)"', page))
    wrong = {"fund": ZAKAT, "delta_rupiah": "-500.000", "reason": "Salah baca slip"}
    assert send(client, f"{deposit}/koreksi", **wrong).status_code == 303
    told = client.get(deposit).text
    assert "Salah baca slip" in told
    assert "Rp2.000.000" in told
    assert "Rp12.000.000" in client.get(f"/dana/{ZAKAT}").text

    board = client.get("/upz?tahun=2024").text
    assert "bulan tanpa setoran" in board
    assert "bulan tanpa setoran" not in client.get("/upz?benar=2024-12-01").text


def test_money_is_handed_on_followed_and_given_back(client: Client):
    opened(client, "zakat-lain")
    form = client.get(f"/dana/{ZAKAT}/penyerahan").text
    assert 'value="zakat-lain"' in form
    hand = {"amount_rupiah": "3.000.000", "to_fund": "zakat-lain", "document": "BAST-1"}

    assert send(client, f"/dana/{ZAKAT}/penyerahan", **hand).status_code == 303

    way = client.get(f"/dana/{ZAKAT}/perjalanan").text
    assert "Rp3.000.000" in way
    assert "zakat-lain" in way
    form = client.get("/dana/zakat-lain/pengembalian").text
    [transfer] = re.findall(r'<option value="([0-9a-f-]{36})"', form)
    back = {"transfer": transfer, "amount_rupiah": "1.000.000", "reason": "Tidak jadi"}
    assert send(client, "/dana/zakat-lain/pengembalian", **back).status_code == 303
    assert "Rp2.000.000" in client.get("/dana/zakat-lain/perjalanan").text
    too_much = send(client, "/dana/zakat-lain/pengembalian", **{**back, "amount_rupiah": "9"})
    assert too_much.status_code == 303
    listed = client.get("/dana?jenis=zakat&tahun=2024").text
    assert "setiap rupiah dihitung sekali" in listed


def test_a_bound_fund_says_what_it_is_for(client: Client):
    bound = {
        "fund": "infak-terikat",
        "partner": BAZNAS,
        "fund_type": "infak",
        "fiscal_year": "2024",
        "document": "SK-2",
        "restriction.purpose": "Rumah bagi korban longsor",
        "restriction.programmes": HOUSE,
        "restriction.areas": "33.09.15",
    }
    empty = {name: value for name, value in bound.items() if "restriction" not in name}
    assert send(client, "/dana/baru-terikat", **empty).status_code == 400
    assert send(client, "/dana/baru-terikat", **bound).status_code == 303

    page = client.get("/dana/infak-terikat").text
    assert "Rumah bagi korban longsor" in page
    assert "Kecamatan Klego" in page
    only = client.get("/dana?terikat=1").text
    assert "infak-terikat" in only
    assert f"/dana/{ZAKAT}" not in only


def test_a_past_year_is_closed_and_its_lines_leave_as_a_file(client: Client):
    opened(client, "zakat-2025", fiscal_year="2025")
    shut = {"document": "BA-1", "to_fund": "zakat-2025"}

    assert send(client, f"/dana/{ZAKAT}/tutup-buku", **shut).status_code == 303

    page = client.get(f"/dana/{ZAKAT}").text
    assert "tutup buku" in page
    assert "Catat uang masuk" not in page
    assert "Rp10.000.000" in client.get("/dana/zakat-2025").text
    file = client.get(f"/dana/{ZAKAT}?unduh=csv")
    assert "fund.closed" in file.text


def test_others_look_into_no_purse_and_no_upz(client: Client):
    assert send(client, "/upz/baru", **APPOINT).status_code == 303
    sign_in(client, "company")

    assert f"/upz/{UPZ}" not in client.get("/upz").text
    assert "Angkat UPZ" not in client.get("/upz").text
    for path in (f"/upz/{UPZ}", f"/dana/{ZAKAT}/perjalanan", f"/dana/{ZAKAT}/penyerahan"):
        assert client.get(path).status_code == 404, path
    assert COMPANY not in client.get("/dana").text
