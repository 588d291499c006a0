"""Pages of the recommendation map, of rule sets and of indicators: asked, explained, drawn."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from service.commands import indicators
from service.commands.indicators import Record
from service.commands.villages import Enrol
from service.commands.villages import enrol as enrol_village
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, do, known, registered
from tests.http.conftest import KLEGO, TANJUNG
from tests.http.pages.browsing import send, sign_in

Browser = TestClient[Any]


@pytest.fixture
def home(regency: Regency) -> UUID:
    do(regency, SECRETARIAT, enrol_village, Enrol(village=KLEGO, occurred_on=DAY))
    found = registered(regency, "9909150101700001")
    ask = Record(
        instrument="regsosek",
        method="visit",
        answers={"309a": 6, "301a": 1, "303": 8},
        occurred_on=DAY,
    )
    do(regency, SECRETARIAT, indicators.record, found, ask)
    return found


@pytest.fixture
def browser(client: Browser, home: UUID) -> Browser:
    assert home
    sign_in(client, "secretariat")
    return client


def text(browser: Browser, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def choose_purpose(browser: Browser) -> None:
    answer = send(browser, "/nama", "/nama/buka", purpose="verification")
    assert answer.status_code == 303, answer.text


def test_the_form_of_an_instrument_asks_its_questions_in_groups(browser: Browser, home: UUID):
    page = browser.get(f"/keluarga/{home}/indikator/regsosek").text
    assert page.count("<fieldset") >= 4
    assert "Di mana keluarga buang air besar?" in page
    assert '<option value="6">Tidak ada jamban</option>' in page
    assert "<script" not in page.partition("<main")[2]


def test_answers_are_recorded_by_form_and_lead_to_what_is_recommended(
    browser: Browser, regency: Regency
):
    other = registered(regency, "9909150101700002")
    path = f"/keluarga/{other}/indikator/lokal"
    filled: dict[str, Any] = {"house.q_lokal_jamban": "4", "house.q_lokal_aladin": ["1", "3"]}
    sent = send(browser, path, method="visit", **filled)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"] == f"/keluarga/{other}/rekomendasi"
    assert set(known(regency, other).needs) == {"sanitation"}


def test_an_empty_form_says_what_is_missing(browser: Browser, home: UUID):
    sent = send(browser, f"/keluarga/{home}/indikator/bps14", method="visit")
    assert sent.status_code == 409
    assert "Belum ada satu pertanyaan pun yang dijawab." in sent.text


def test_a_number_that_is_none_is_named_beside_its_question(browser: Browser, home: UUID):
    sent = send(
        browser, f"/keluarga/{home}/indikator/regsosek", method="visit", **{"house.q_302": "luas"}
    )
    assert sent.status_code == 400
    assert "Berapa luas lantai rumah?" in sent.text


def test_masked_a_household_says_which_rule_and_not_which_answer(browser: Browser, home: UUID):
    page = text(browser, f"/keluarga/{home}/rekomendasi")
    assert "Diduga oleh aturan “Tanpa jamban sendiri" in page
    assert "02.04.13, 02.04.14, 02.04.90" in page
    assert "Tidak ada jamban" not in page
    assert "Tidak ada jamban" not in text(browser, f"/keluarga/{home}/indikator")


def test_for_a_purpose_the_answers_are_told(browser: Browser, home: UUID):
    choose_purpose(browser)
    page = text(browser, f"/keluarga/{home}/rekomendasi")
    assert "309a ≥ 2 atau 310 ∉ {1, 2}" in page
    assert "Di mana keluarga buang air besar? Tidak ada jamban" in page
    assert "Hasil kriteria bukan desil" in page
    assert "Lantai yang terluas dari apa? Tanah" in text(browser, f"/keluarga/{home}/indikator")


def test_the_map_has_a_tile_for_every_village_with_its_number(browser: Browser):
    page = browser.get("/peta-rekomendasi?keadaan=claimed&kebutuhan=sanitation").text
    tiles = re.findall(r'class="tile level-(\d)" href="/peta-rekomendasi/([\d.]+)', page)
    assert len(tiles) == 267
    levels = {code: level for level, code in tiles}
    assert (levels[KLEGO], levels[TANJUNG]) == ("5", "0")
    assert "Setiap ubin satu desa atau kelurahan" in page
    narrow = browser.get("/peta-rekomendasi?wilayah=33.09.15").text
    assert len(re.findall(r'class="tile level-\d" href', narrow)) == 13


def test_the_map_is_read_at_another_time(browser: Browser):
    page = text(browser, "/peta-rekomendasi?benar=2024-11-03")
    assert "Belum ada kebutuhan yang dicatat." in page


def test_a_village_is_told_its_activities_and_its_rts_for_a_purpose_only(browser: Browser):
    page = text(browser, f"/peta-rekomendasi/{KLEGO}")
    assert "02.04.90 tambahan daerah" in page
    assert "01.03.05" in page
    assert "RT 001" not in page
    choose_purpose(browser)
    assert "RT 001 RW 002" in text(browser, f"/peta-rekomendasi/{KLEGO}")
    file = browser.get(f"/peta-rekomendasi/{KLEGO}/rt/unduh?format=csv")
    assert f"{KLEGO},001,002,Jamban" in file.text


def test_a_village_elsewhere_is_not_told(client: Browser, home: UUID):
    assert home
    sign_in(client, "neighbour")
    assert client.get(f"/peta-rekomendasi/{KLEGO}").status_code == 404
    assert client.get(f"/keluarga/{home}/rekomendasi").status_code == 404
    assert client.get(f"/keluarga/{home}/indikator").status_code == 404


@pytest.mark.parametrize(("kind", "head"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
@pytest.mark.parametrize("what", ["peta", "kegiatan"])
def test_the_tables_can_be_taken_along(browser: Browser, what: str, kind: str, head: bytes):
    answer = browser.get(f"/peta-rekomendasi/unduh?isi={what}&format={kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(head)
    assert f".{kind}" in answer.headers["content-disposition"]


def test_a_trial_says_what_a_version_would_find(browser: Browser):
    page = text(browser, f"/peta-rekomendasi/{KLEGO}?uji=1")
    assert "dari jawaban 1 keluarga yang sudah ditanya" in page


def test_rule_sets_are_shown_as_they_are_applied(browser: Browser):
    assert "14 kriteria BPS" in text(browser, "/aturan")
    page = text(browser, "/aturan/peta-rekomendasi")
    assert "309a ≥ 2 atau 310 ∉ {1, 2}" in page
    assert "500 m² atau 0,5 hektare" in text(browser, "/aturan/bps-14")
    assert browser.get("/aturan/desil").status_code == 404


def test_the_next_version_starts_from_the_one_that_holds(browser: Browser):
    path = "/aturan/kriteria/bps-14/terbitkan"
    page = browser.get(path).text
    assert 'value="9"' in page
    fields = {
        name: value
        for name, value in re.findall(r'name="([^"_][^"]*)"[^>]* value="([^"]*)"', page)
        if not name.startswith("q")
    }
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    fields |= dict(areas)
    selects = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    for name, options in selects:
        chosen = re.findall(r'value="([^"]*)" selected', options)
        fields[name] = chosen[0] if chosen else ""
    fields = {name: unescape(value) for name, value in fields.items()}
    sent = send(browser, path, **(fields | {"threshold": "8"}))
    assert sent.status_code == 303, sent.text
    assert "bps-14" in sent.headers["location"]
    page = text(browser, "/aturan/bps-14")
    assert "versi 2" in page
    assert "8 dari 14 kriteria" in page


def test_only_the_regency_publishes(client: Browser, home: UUID):
    assert home
    sign_in(client, "village_head")
    assert "Terbitkan versi baru" not in text(client, "/aturan/bps-14")
    assert client.get("/aturan/kriteria/bps-14/terbitkan").status_code == 403
