"""The weekly digest: what a week's end knew of it, the same whenever it is opened."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.regency import Regency
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    allocated,
    catalogue,
    family_in_need,
    funded,
    paid,
    promised,
)
from tests.http.pages.browsing import sign_in
from tests.http.pages.test_aging import words

Browser = TestClient[Litestar]
FIRST = "/ringkasan-mingguan?minggu=2026-11-04"
SECOND = "/ringkasan-mingguan?minggu=2026-11-15"
END_OF_FIRST = datetime(2026, 11, 8, 17, 0, tzinfo=UTC)
END_OF_SECOND = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)


class Weeks:
    """What time it is, and how far the log had come at the end of each week."""

    def __init__(self, regency: Regency) -> None:
        self.regency = regency
        self.now = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
        self.ends: dict[datetime, int] = {}

    def position_at(self, moment: datetime) -> int:
        past = [position for end, position in self.ends.items() if end <= moment]
        return self.regency.engine.head() if moment > self.now else max(past, default=0)

    def end(self, moment: datetime) -> None:
        """Let a week be over: what was recorded so far belongs to it."""
        self.ends[moment], self.now = self.regency.engine.head(), moment


@pytest.fixture
def weeks(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> Weeks:
    """Give the weeks of a regency in which Baznas gives, in the first of them a promise."""
    found = Weeks(regency)
    monkeypatch.setattr(regency.ledger, "clock", lambda: found.now)
    monkeypatch.setattr(regency.engine, "position_at", found.position_at)
    return found


def numbers(browser: Browser, address: str) -> dict[str, str]:
    """Return how many entries of each step a digest tells."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    told = re.findall(r'<tr><th scope="row">([^<]+)</th>\s*<td[^>]*>(?:<a[^>]*>)?(\d+)', page.text)
    return dict(told)


def test_a_week_that_is_over_is_told_as_it_was_known_at_its_end(
    client: Browser, regency: Regency, weeks: Weeks
):
    catalogue(regency)
    funded(regency)
    commitment = promised(regency, family_in_need(regency))
    sign_in(client, "secretariat")
    assert "masih berjalan" in words(client, FIRST)
    weeks.end(END_OF_FIRST)
    sign_in(client, "secretariat")
    before = words(client, FIRST)
    assert "tidak berubah lagi" in before
    assert numbers(client, FIRST)["Dijanjikan"] == "1"

    allocated(regency, commitment)
    paid(regency, commitment)
    assert words(client, FIRST) == before
    assert numbers(client, FIRST)["Disalurkan"] == "0"
    second = numbers(client, SECOND)
    assert (second["Dijanjikan"], second["Disalurkan"]) == ("0", "1")
    assert "1 (Rp3.000.000)" in words(client, SECOND), "it was paid two years before"

    weeks.end(END_OF_SECOND)
    sign_in(client, "secretariat")
    page = client.get(SECOND).text
    [lists] = re.findall(r'href="(/jatuh-tempo/daftar[^"]+)"', unescape(page))
    assert lists.endswith(f"diketahui={weeks.ends[END_OF_SECOND]}&benar=2026-11-15")
    assert "Rp3.000.000" in words(client, lists)


@pytest.mark.usefixtures("weeks")
def test_every_number_opens_into_its_events(client: Browser, regency: Regency):
    catalogue(regency)
    promised(regency, family_in_need(regency))
    sign_in(client, "secretariat")
    page = client.get(FIRST).text
    [address] = re.findall(r'href="(/ringkasan-mingguan/peristiwa[^"]+)"', page)
    shown = words(client, address.replace("&amp;", "&"))
    assert shown.count("berjanji") + shown.count("menjanjikan") == 1
    assert client.get("/ringkasan-mingguan/peristiwa?langkah=lain").status_code == 404


@pytest.mark.usefixtures("weeks")
def test_a_partner_reads_its_own_week_and_only_that(client: Browser, regency: Regency):
    catalogue(regency)
    promised(regency, family_in_need(regency))
    sign_in(client, "baznas")
    assert numbers(client, FIRST)["Dijanjikan"] == "1"
    assert client.get(f"{FIRST}&lembaga={COMPANY}").status_code == 404
    sign_in(client, "company")
    assert numbers(client, FIRST)["Dijanjikan"] == "0"
    for persona in ("mentor", "village_head", "monitor"):
        sign_in(client, persona)
        assert client.get(f"{FIRST}&lembaga={BAZNAS}").status_code == 404, persona
    sign_in(client, "village_head")
    assert numbers(client, FIRST)["Dijanjikan"] == "1"
    sign_in(client, "auditor")
    assert numbers(client, f"{FIRST}&lembaga={BAZNAS}")["Dijanjikan"] == "1"
    assert numbers(client, f"{FIRST}&lembaga={COMPANY}")["Dijanjikan"] == "0"
    assert client.get("/ringkasan-mingguan?minggu=minggu-ini").status_code == 400
