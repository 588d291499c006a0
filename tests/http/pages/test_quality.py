"""The quality of verification on pages: from the regency down to the village, and its signs."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.commands.validations import JudgeHousehold, validate
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, VISIT, do, registered
from tests.http.pages.browsing import send, sign_in
from tests.support import events as some
from tests.support.told import tell_together

Client = TestClient[Litestar]

ELIGIBLE = JudgeHousehold(verdict="eligible", method="visit", evidence=(VISIT,), occurred_on=DAY)


@pytest.fixture
def secretary(client: Client, regency: Regency) -> Client:
    """Give the secretariat's browser, and a household of Klego that was looked at once."""
    do(regency, SECRETARIAT, validate, registered(regency), ELIGIBLE)
    registered(regency)
    sign_in(client, "secretariat")
    return client


def test_the_work_is_told_from_the_regency_down_to_the_village(secretary: Client):
    top = secretary.get("/mutu").text
    assert "50,00%" in top
    assert '<a href="/mutu?wilayah=33.09.15">Kecamatan Klego</a>' in top

    below = secretary.get("/mutu?wilayah=33.09.15").text
    assert '<a href="/desa/33.09.15.2009/kerja">Desa Klego</a>' in below
    assert "1 dari 2 keluarga sudah dilihat" in below.replace("\n", " ")


def test_the_table_is_taken_along(secretary: Client):
    table = secretary.get("/mutu?unduh=csv")
    book = secretary.get("/mutu?wilayah=33.09.15&unduh=xlsx")

    assert "33.09.15,Kecamatan Klego,2,1,50.00,1,1" in table.text
    assert 'filename="mutu-verifikasi-33.09.csv"' in table.headers["content-disposition"]
    assert book.content.startswith(b"PK")


def test_a_second_look_is_drawn_and_recorded_on_pages(secretary: Client):
    form = "/mutu/periksa-ulang/undi?wilayah=33.09.15"
    made = send(secretary, form, area="33.09.15", since="2024-11-01", until="2024-11-30")
    assert made.status_code == 303, made.text
    page = secretary.get(made.headers["location"]).text
    assert "1 keluarga terundi dari 1" in page
    assert "cocok" in page
    assert "tertutup" in page
    assert "putusan Anda sendiri" in page
    assert "catat?keluarga=" not in page

    sign_in(secretary, "mentor")
    page = secretary.get(made.headers["location"]).text
    [where] = re.findall(r'href="(/mutu/periksa-ulang/[^"]+/catat\?keluarga=[^"]+)"', page)
    done = send(
        secretary,
        where,
        found="eligible",
        method="visit",
        **{
            "evidence[0].kind": "visit",
            "evidence[0].reference": "kunjungan kedua",
            "evidence[0].on": "2024-11-20",
            "occurred_on": "2024-11-20",
        },
    )
    assert done.status_code == 303, done.text
    after = secretary.get(made.headers["location"]).text
    assert "sepakat" in after
    assert "100,00%" in after
    sign_in(secretary, "secretariat")
    assert "100,00%" in secretary.get("/mutu?wilayah=33.09.15").text


def test_a_sign_is_opened_and_explained_on_pages(secretary: Client, regency: Regency):
    tell_together(
        regency,
        [
            some.judged(household=some.uid(10_000 + n), occurred_on=regency.ledger.today)
            for n in range(20)
        ],
    )
    page = secretary.get("/mutu").text
    [sign] = re.findall(r'href="(/mutu/tanda/[^"]+)">Seluruh putusan dicatat', page)
    opened = secretary.get(sign).text
    assert "menunggu penjelasan" in opened
    assert "/jejak/" in opened

    said = send(
        secretary, f"{sign}/jelaskan", outcome="put_right", reason="Tanggalnya sudah dibetulkan"
    )
    assert said.status_code == 303, said.text
    assert "Tanggalnya sudah dibetulkan" in secretary.get(sign).text


def test_an_operator_sees_the_own_village_and_no_sign(client: Client, regency: Regency):
    registered(regency)
    sign_in(client, "village_operator")

    page = client.get("/mutu?wilayah=33.09.15").text

    assert "Desa Klego" in page
    assert "Tanda yang perlu dijelaskan" not in page
    assert client.get("/mutu?wilayah=33.09.05").status_code == 404
