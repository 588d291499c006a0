"""Whoever is listed again though they had left, on a page: told, ticked, decided."""

import re

import pytest

from service.regency import Regency
from tests.http.api.given import Client
from tests.http.conftest import KLEGO, As
from tests.http.pages.browsing import send, sign_in
from tests.journeys.purworejo import APRIL, HEADER, OCTOBER, Listing, Village

LISTED = Listing()
PAGE = "/daftar/tercantum-lagi"
HUB = "/perlu-diputuskan"
REASON = {"reason": "Akta kematian tetap berlaku"}


@pytest.fixture
def listed_again(client: Client, as_: As, regency: Regency) -> Client:
    """Give a browser on a village where one of the dead is named by a later list."""
    village = Village(client, as_, regency.ledger.today)
    village.post("/villages", {"village": KLEGO}, "secretariat")
    lines = [HEADER, LISTED.row((0, 0)), LISTED.row((0, 1))]
    village.receive(OCTOBER, "satu.txt", lines)
    [home] = village.homes().values()
    village.gone(home, 1, "deceased", "2024-10-01")
    village.receive(APRIL, "dua.txt", [*lines, LISTED.row((1, 0))])
    return client


def boxes(page: str) -> list[str]:
    return re.findall(r'name="listed" value="([^"]+)"', page)


def test_an_alert_waits_at_the_hub_and_is_decided_with_a_reason(listed_again: Client):
    sign_in(listed_again, "village_head")
    assert "Sudah keluar, tercantum lagi" in listed_again.get(HUB).text
    shown = listed_again.get(PAGE).text
    [box] = boxes(shown)
    [file] = re.findall(r'href="([^"]*unduh=csv)"', shown)
    assert "Meninggal" in listed_again.get(file.replace("&amp;", "&")).text
    assert "Meninggal" in shown
    assert "Ternyata ada: catat hasil kunjungan" in shown
    assert "C••••• B A" in shown, "the name is masked"

    nothing = send(listed_again, PAGE, **REASON)
    assert nothing.status_code == 400
    assert "centang sedikitnya satu" in nothing.text
    bare = send(listed_again, PAGE, listed=box)
    assert bare.status_code == 400
    assert "checked" in bare.text, "what was ticked is kept"

    done = send(listed_again, PAGE, listed=box, **REASON)
    assert done.status_code == 303, done.text
    assert boxes(listed_again.get(PAGE).text) == []
    every = listed_again.get(f"{PAGE}?keadaan=semua").text
    assert "Tetap keluar</span>" in every
    assert REASON["reason"] in every


def test_whoever_said_so_is_told_whom_to_ask(listed_again: Client):
    sign_in(listed_again, "village_operator")
    [box] = boxes(listed_again.get(PAGE).text)

    refused = send(listed_again, PAGE, listed=box, **REASON)

    assert refused.status_code == 409
    assert "Mintalah kepala desa" in refused.text
    assert "checked" in refused.text


def test_another_village_sees_nothing(listed_again: Client):
    sign_in(listed_again, "neighbour")
    assert boxes(listed_again.get(PAGE).text) == []
    assert 'unduh=csv"' not in listed_again.get(PAGE).text
    sign_in(listed_again, "bpd_chair")
    assert listed_again.get(PAGE).status_code == 403


def test_an_opened_name_is_on_record(listed_again: Client, regency: Regency):
    sign_in(listed_again, "village_head")
    before = len(regency.access_log.of_account("village_head", limit=9))
    send(listed_again, "/nama", "/nama/buka", back=PAGE, purpose="verification")

    assert "CONTOH B A" in listed_again.get(PAGE).text
    assert len(regency.access_log.of_account("village_head", limit=9)) == before + 1
