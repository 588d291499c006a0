"""The pages of a contribution statement: every number opens, a stranger checks the paper."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.exchange import statements
from service.regency import Regency
from tests.commands.giving import ZAKAT, allocated, catalogue, funded, promised
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in

Client = TestClient[Litestar]

PAGE = "/mitra/baznas/pernyataan"
YEAR = "dari=2024-01-01&sampai=2024-12-31"


@pytest.fixture(autouse=True)
def _given(regency: Regency) -> None:
    """Give a promise of five million of which zakat covers three."""
    catalogue(regency)
    funded(regency)
    allocated(regency, promised(regency, None, village=KLEGO), 3_000_000)


def issued(client: Client) -> str:
    answer = send(client, f"{PAGE}/terbitkan?{YEAR}")
    assert answer.status_code == 303, answer.text
    where: str = answer.headers["location"]
    return where


def test_a_partner_sees_its_numbers_by_source_and_opens_them(client: Client):
    sign_in(client, "baznas")

    page = client.get(f"{PAGE}?{YEAR}").text

    assert f"Zakat 2024 ({ZAKAT})" in page
    assert "Belum ada sumber dananya" in page
    opened = 0
    for href in set(re.findall(r'href="(/mitra/baznas/pernyataan/rincian[^"]+)"', page)):
        lines = client.get(href.replace("&amp;", "&"))
        assert lines.status_code == 200, href
        opened += 'href="/jejak/' in lines.text
    assert opened > 5


def test_what_a_number_opens_into_adds_up_to_it(client: Client):
    sign_in(client, "baznas")

    asked = f"angka=committed&menurut=source&bagian=unfunded&{YEAR}"
    lines = client.get(f"{PAGE}/rincian?{asked}").text

    assert "<b>Rp2.000.000</b>" in lines
    assert "Rp5.000.000" in lines
    assert "-Rp3.000.000" in lines


def test_somebody_elses_statement_is_not_there(client: Client):
    for persona in ("company", "mentor", "village_head"):
        sign_in(client, persona)
        for path in ("", "/rincian?angka=committed", "?unduh=jurnal"):
            assert client.get(PAGE + path).status_code == 404
        assert PAGE not in client.get("/mitra/baznas").text
    sign_in(client, "auditor")
    assert "Terbitkan" not in client.get(PAGE).text
    assert client.get("/mitra/tidak-ada/pernyataan").status_code == 404


def test_a_period_that_is_none_is_said(client: Client):
    sign_in(client, "baznas")

    assert client.get(f"{PAGE}?dari=kemarin").status_code == 400
    assert client.get(f"{PAGE}/rincian?angka=semua").status_code == 404
    empty = client.get(f"{PAGE}?dari=2025-01-01&sampai=2024-01-01")
    assert empty.status_code == 409
    assert "Akhir periode tidak sesudah awalnya" in empty.text


def test_a_statement_is_issued_and_a_stranger_checks_it(client: Client):
    sign_in(client, "baznas")
    where = issued(client)
    assert client.get(PAGE).text.count(where) == 1
    pdf = client.get(f"/pernyataan/{where.rpartition('/')[2]}?unduh=pdf")
    assert pdf.content.startswith(b"%PDF")

    client.cookies.clear()
    told = client.get(where)

    assert "Cocok." in told.text
    assert "Rp5.000.000" in told.text
    assert "31 Desember 2024" in told.text


def test_a_stranger_is_told_when_the_log_no_longer_says_so(client: Client, regency: Regency):
    sign_in(client, "baznas")
    where = issued(client)
    altered: Any = (
        f"UPDATE {regency.schema}_read.contributions_lines "
        "SET committed = committed - 1 WHERE committed > 0"
    )
    with regency.pool.connection() as conn:
        conn.execute(altered)

    told = client.get(where).text

    assert "Tidak cocok." in told
    assert "Rp4.999.999" in told


def test_an_older_way_of_counting_is_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    sign_in(client, "baznas")
    where = issued(client)
    monkeypatch.setattr(statements, "METHOD", 2)

    assert "cara yang lama" in client.get(where).text


def test_a_statement_is_taken_along(client: Client):
    sign_in(client, "auditor")

    assert client.get(f"{PAGE}?{YEAR}&unduh=xlsx").content.startswith(b"PK")
    assert "Posisi" in client.get(f"{PAGE}?{YEAR}&unduh=csv").text
    assert f"Dana:{ZAKAT}" in client.get(f"{PAGE}?unduh=jurnal").text
    assert f"Dana:{ZAKAT}" in client.get("/jurnal").text
    sign_in(client, "company")
    assert ZAKAT not in client.get("/jurnal").text
