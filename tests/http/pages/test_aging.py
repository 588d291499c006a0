"""Pages of what hangs: the board counts, each count opens its list, home leads to both."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.commands import commitments
from service.regency import Regency
from tests.commands.acting import SECRETARIAT, do
from tests.commands.giving import COMPANY, promise
from tests.http.api.test_agreements import enrolled, sign
from tests.http.conftest import KLEGO, TANJUNG, As
from tests.http.neighbourhood import Neighbourhood, told
from tests.http.pages.browsing import sign_in

Browser = TestClient[Litestar]


@pytest.fixture
def known(regency: Regency) -> Neighbourhood:
    """Give payments that were not handed over in three villages, and a late promise in Klego."""
    found, today = told(regency), regency.ledger.today
    ask = promise(
        found.households[KLEGO],
        partner=COMPANY,
        programme="rtlh",
        amount_rupiah=2_500_000,
        due_on=today - timedelta(days=40),
        fiscal_year=today.year,
    )
    do(regency, SECRETARIAT, commitments.commit, ask)
    return found


def words(browser: Browser, address: str) -> str:
    """Return what a page says, without its markup."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    text = unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))
    return re.sub(r"\s+", " ", text)


@pytest.mark.usefixtures("known")
def test_home_counts_what_hangs_and_each_count_opens_as_many(client: Browser):
    sign_in(client, "secretariat")
    home = client.get("/").text
    found = re.findall(r'href="(/jatuh-tempo/daftar\?jenis=\w+)">(\d+)<', home)
    assert [(path.partition("=")[2], count) for path, count in found] == [
        ("disputed", "0"),
        ("overdue", "1"),
        ("undelivered", "3"),
        ("unconfirmed", "0"),
    ]
    for path, count in found:
        assert client.get(path).text.count("/komitmen/") == int(count), path


@pytest.mark.usefixtures("known")
def test_the_board_opens_by_age_organisation_and_village(client: Browser):
    sign_in(client, "secretariat")
    board = client.get("/jatuh-tempo")
    assert board.status_code == 200
    lists = {
        unescape(one) for one in re.findall(r'href="(/jatuh-tempo/daftar\?[^"]+)"', board.text)
    }
    assert "/jatuh-tempo/daftar?jenis=overdue&umur=31-60" in lists
    assert "/jatuh-tempo/daftar?jenis=undelivered&umur=%3E90" in lists
    assert f"/jatuh-tempo/daftar?pelaksana={COMPANY}&jenis=overdue" in lists
    assert f"/jatuh-tempo/daftar?wilayah={TANJUNG}" in lists
    for path in lists:
        assert "Tidak ada yang menggantung" not in words(client, path), path
    assert "Rp2.500.000" in words(client, "/jatuh-tempo/daftar?jenis=overdue")


@pytest.mark.usefixtures("known")
def test_filters_and_clocks_go_along_into_the_lists(client: Browser):
    sign_in(client, "secretariat")
    board = client.get(f"/jatuh-tempo?lembaga={COMPANY}&benar=2024-11-05").text
    assert f"lembaga={COMPANY}" not in "".join(re.findall(r"/jatuh-tempo/daftar[^\"]+", board))
    board = client.get(f"/jatuh-tempo?lembaga={COMPANY}").text
    assert f"/jatuh-tempo/daftar?jenis=overdue&amp;lembaga={COMPANY}" in board
    early = words(client, "/jatuh-tempo/daftar?jenis=undelivered&benar=2024-11-05")
    assert "Rp1.000.000 Baznas" in early
    assert "5 November 2024" in early


@pytest.mark.usefixtures("known")
def test_a_partner_sees_its_own_and_a_village_its_own(client: Browser):
    sign_in(client, "company")
    mine = words(client, "/jatuh-tempo/daftar")
    assert "Pt-Maju: Rtlh" in mine
    assert "Baznas" not in mine
    sign_in(client, "neighbour")
    theirs = words(client, "/jatuh-tempo/daftar")
    assert "Desa Tanjung" in theirs
    assert "Desa Klego" not in theirs


def test_a_list_leaves_as_a_file_without_a_household(client: Browser, known: Neighbourhood):
    sign_in(client, "secretariat")
    answer = client.get("/jatuh-tempo/daftar?unduh=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    mark, titles, *rows = answer.content.decode("utf-8-sig").split("\r\n")[:-1]
    assert mark.startswith('"Yang jatuh tempo, dibuat ')
    assert titles.startswith("Jenis,Sejak,Hari,Nilai rupiah")
    assert len(rows) == 4
    assert not any(str(one) in answer.text for one in known.households.values())


def test_agreements_are_told_before_they_end_and_after(client: Browser, as_: As, regency: Regency):
    enrolled(client, as_)
    today: date = regency.ledger.today
    owed = [
        {
            "party": "pt-maju",
            "text": "Laporan triwulanan",
            "due_on": (today - timedelta(days=2)).isoformat(),
        }
    ]
    for name, days in (("lalu", -10), ("dekat", 6), ("jauh", 80)):
        last = (today + timedelta(days=days)).isoformat()
        sign(client, as_, agreement=name, title=f"Kerja {name}", valid_until=last, obligations=owed)
    sign_in(client, "company")
    shown = words(client, "/jatuh-tempo")
    assert "Perjanjian berakhir: Kerja lalu" in shown
    assert "berakhir 10 hari lalu" in shown
    assert "6 hari lagi" in shown
    assert "80 hari lagi" in shown
    assert "PT Maju: Laporan triwulanan" in shown
    assert "terlambat 2 hari" in shown
    assert "2 Perjanjian segera berakhir" in words(client, "/")
    assert "3 Kewajiban perjanjian jatuh tempo" in words(client, "/")
    sign_in(client, "baznas")
    assert "Kerja" not in words(client, "/jatuh-tempo")
    for foreign in ("/jatuh-tempo?benar=kemarin", "/jatuh-tempo/daftar?setelah=WzFd"):
        assert client.get(foreign).status_code == 400
