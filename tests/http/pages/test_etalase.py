"""The needs board, interests, one-off reports and what the public reads, as pages."""

import re
from datetime import timedelta
from typing import Any

import pytest

from service.commands import programmes
from service.regency import Regency
from tests.commands.acting import KLEGO, SECRETARIAT, do
from tests.commands.giving import COMPANY, TOILET, catalogue, listed
from tests.http.api.asking import A, B, Client, registered
from tests.http.api.test_needs import _confirmed
from tests.http.conftest import As
from tests.http.pages.browsing import sign_in

PRICE = 5_000_000


@pytest.fixture
def homes(client: Client, as_: As, regency: Regency) -> list[str]:
    """Give two families without a toilet, and its price."""
    catalogue(regency)
    year = regency.ledger.today.year
    ask = listed("jamban-murah", need="sanitation", unit_price_rupiah=PRICE, first_year=year)
    do(regency, SECRETARIAT, programmes.enlist, ask)
    found = [registered(client, as_, one) for one in (A, B)]
    for home in found:
        _confirmed(client, as_, home, "sanitation")
    return found


def form_of(page: str) -> dict[str, Any]:
    """Return the hidden fields of the form that a page shows."""
    form = page[page.rindex('<form method="post"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def post(client: Client, path: str, **fields: Any) -> Any:
    page = client.get(path)
    assert page.status_code == 200, page.text
    return client.post(path, data=form_of(page.text) | fields, follow_redirects=False)


def link(client: Client) -> str:
    """Make a link as the secretariat; return its path."""
    sign_in(client, "secretariat")
    until = (client.app.state.regency.ledger.today + timedelta(days=9)).isoformat()
    made = post(client, "/laporan-bantuan/baru", company="PT Contoh", partner=COMPANY,
                valid_until=until)  # fmt: skip
    found = re.search(r'id="tautan">http://[^/]+(/lapor/[\w-]+)<', made.text)
    assert found, made.text
    client.cookies.clear()
    return found[1]


REPORT = {
    "village": KLEGO,
    "programme": TOILET,
    "sector": "Tekstil",
    "form": "goods",
    "valuation": "invoice",
    "value_rupiah": "15.000.000",
    "given_on": "2024-11-04",
    "households": "3",
    "contact": "kantor@contoh.example",
}


def test_a_need_is_taken_from_the_board_with_the_form_filled_in(
    client: Client, regency: Regency, homes: list[str]
):
    sign_in(client, "company")
    board = client.get("/kebutuhan").text
    path = f"/kebutuhan/ambil/keluarga?desa={KLEGO}&kebutuhan=sanitation"
    assert path.replace("&", "&amp;") in board
    form = client.get(path).text
    assert f'value="{PRICE}"' in form
    assert all(home in form for home in homes)
    taken = post(
        client, path, programme="jamban-murah", amount_rupiah=str(PRICE), form="cash",
        partner=COMPANY, households=homes, fiscal_year=str(regency.ledger.today.year),
    )  # fmt: skip
    assert taken.status_code == 303, taken.text
    assert "Tidak ada yang tercatat." in client.get("/kebutuhan?kebutuhan=housing").text
    assert "Ambil kebutuhan ini" not in client.get("/kebutuhan").text


@pytest.mark.usefixtures("homes")
def test_without_an_agreement_a_need_is_taken_for_the_village(
    client: Client, as_: As, regency: Regency
):
    own = {"partner": "pt-asing", "name": "PT Asing", "org_type": "company"}
    client.post("/api/v1/partners", json=own, headers=as_("secretariat"))
    for home in ("9909150104000004", "9909150105000005"):
        _confirmed(client, as_, registered(client, as_, home), "sanitation")
    sign_in(client, "partner_nowhere")
    path = f"/kebutuhan/ambil/desa?desa={KLEGO}&kebutuhan=sanitation"
    assert path.replace("&", "&amp;") in client.get("/kebutuhan").text
    assert client.get(path.replace("/desa?", "/keluarga?")).status_code == 404
    taken = post(
        client, path, programme="jamban-murah", amount_rupiah=str(PRICE), form="cash",
        partner="pt-asing", quantity="2", fiscal_year=str(regency.ledger.today.year),
    )  # fmt: skip
    assert taken.status_code == 303, taken.text
    assert "Rp10.000.000" in client.get(taken.headers["location"]).text
    row = client.get("/kebutuhan").text
    assert re.search(r'data-label="Diminati">2<', row)


@pytest.mark.usefixtures("homes")
def test_an_interest_is_saved_and_marked_on_the_board(client: Client):
    sign_in(client, "company")
    saved = post(client, "/minat/baru", need="sanitation")
    assert saved.headers["location"] == "/minat"
    page = client.get("/minat").text
    assert "2 kebutuhan" in page
    assert "cocok dengan minat Anda" in client.get("/kebutuhan").text
    [path] = set(re.findall(r'href="(/minat/[\w-]{36}/dilihat)"', page))
    assert post(client, path).status_code == 303


def test_a_company_reports_by_link_and_the_village_confirms(client: Client, regency: Regency):
    catalogue(regency)
    path = link(client)
    page = client.get(path).text
    assert "PT Contoh" in page
    assert 'name="occurred_on"' not in page
    wrong = post(client, path, **(REPORT | {"value_rupiah": "banyak", "village": ""}))
    assert wrong.status_code == 400
    assert "Tekstil" in wrong.text, "what was filled in is kept"
    unclear = post(client, path, **(REPORT | {"facility": "Sumur bersama"}))
    assert "satu fasilitas umum" in unclear.text
    assert post(client, path, **REPORT).status_code == 303
    status = client.get(path).text
    assert "Menunggu jawaban desa" in status
    assert "LPB-" in status
    assert client.get("/publik/papan-janji").text.count("Rp15.000.000") == 0
    sign_in(client, "village_head")
    [report] = set(
        re.findall(r'/laporan-bantuan/([\w-]{36})"', client.get("/laporan-bantuan").text)
    )
    done = post(client, f"/laporan-bantuan/{report}/benarkan", value_rupiah="15.000.000")
    assert done.status_code == 303, done.text
    client.cookies.clear()
    assert "Dibenarkan desa" in client.get(path).text
    assert "Rp15.000.000" in client.get("/publik/papan-janji").text


def test_a_form_that_is_sent_twice_reports_once(client: Client, regency: Regency):
    catalogue(regency)
    path = link(client)
    form = form_of(client.get(path).text)
    answers = [
        client.post(path, data=form | fields, follow_redirects=False)
        for fields in (REPORT, REPORT, REPORT | {"value_rupiah": "1"}, REPORT | {"_key": "lain"})
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 409, 409]
    assert "sudah dipakai untuk satu laporan" in answers[3].text


def test_a_link_that_nobody_made_opens_nothing(client: Client, regency: Regency):
    catalogue(regency)
    path = link(client)
    for wrong in (path[:-2] + "AA", "/lapor/x", "/lapor/" + "A" * 54):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data=REPORT).status_code == 404
    for number in range(11):
        last = client.post(path, data={"_key": str(number)})
    assert last.status_code == 429, "TooManyReports"


@pytest.mark.usefixtures("homes")
def test_anybody_reads_the_public_pages_and_may_keep_them(client: Client, homes: list[str]):
    for path in ("/publik", "/publik/papan-janji"):
        page = client.get(path)
        assert page.status_code == 200
        assert not any(home in page.text for home in homes)
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304
        assert client.get(f"{path}?tanggal=kemarin").status_code == 400
    board = client.get("/publik").text
    assert "kurang dari 5 keluarga, atau tidak ada" in board
    assert "tidak ditampilkan" in board
    assert 'href="/publik"' in client.get("/masuk").text
    csv = client.get("/publik/papan-janji?unduh=csv")
    assert csv.headers["Content-Type"].startswith("text/csv")
    sign_in(client, "company")
    assert client.get("/publik").headers["Cache-Control"] == "no-store"
