"""A calendar of deadlines: an address made once, read by programs without a session, revoked."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from litestar import Litestar
from litestar.testing import TestClient

from service.aggregates.account import Account
from service.commands import commitments
from service.regency import Regency
from tests.commands.acting import SECRETARIAT, do
from tests.commands.giving import COMPANY, promise
from tests.http.api.asking import refusal
from tests.http.api.test_agreements import enrolled, sign
from tests.http.conftest import KLEGO, As
from tests.http.neighbourhood import Neighbourhood, told
from tests.http.pages.browsing import send, sign_in

Browser = TestClient[Litestar]
PAGE = "/akun-saya/kalender"


def address_of(browser: Browser, account: str) -> str:
    """Make a calendar's address for an account, and return it as a path."""
    sign_in(browser, account)
    shown = send(browser, PAGE, label="Google Kalender", valid_days="30")
    assert shown.status_code == 200, shown.text
    [address] = re.findall(r"/kalender/[\w-]+\.ics", shown.text)
    browser.cookies.clear()
    return str(address)


def entries(browser: Browser, address: str) -> dict[str, Any]:
    """Return the entries of a calendar by their keys, as a calendar program reads them."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def due(regency: Regency) -> Neighbourhood:
    """Give PT Maju a promise that falls due in five days, and one that is late."""
    known, today = told(regency), regency.ledger.today
    for village, days in ((KLEGO, 5), ("33.09.05.1001", -5)):
        ask = promise(
            known.households[village],
            partner=COMPANY,
            programme="rtlh",
            due_on=today + timedelta(days=days),
            fiscal_year=today.year,
        )
        do(regency, SECRETARIAT, commitments.commit, ask)
    return known


@pytest.mark.usefixtures("due")
def test_a_calendar_holds_the_deadlines_of_the_own_organisation(client: Browser, regency: Regency):
    today = regency.ledger.today
    found = entries(client, address_of(client, "company"))
    promises = {key: one for key, one in found.items() if key.startswith("promise-")}
    assert sorted(one["dtstart"].dt for one in promises.values()) == [
        today - timedelta(days=5),
        today + timedelta(days=5),
    ]
    summaries = sorted(str(one["summary"]) for one in promises.values())
    assert summaries[0].startswith("Rtlh untuk Desa Klego")
    assert summaries[1].startswith("Terlambat: Rtlh untuk Kelurahan Pulisen")
    assert all(key.endswith("@33.09.sanding") for key in found)
    assert entries(client, address_of(client, "baznas")).keys().isdisjoint(promises)


def test_no_recipient_is_in_it_and_the_address_opens_nothing_else(
    client: Browser, due: Neighbourhood
):
    address = address_of(client, "secretariat")
    text = client.get(address).text
    assert not any(str(one) in text for one in due.households.values())
    token = address.rpartition("/")[2].removesuffix(".ics")
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/aging", headers=bearer).status_code == 401
    assert client.get("/", headers=bearer, follow_redirects=False).status_code != 200


def test_a_token_of_a_program_is_no_calendars_address(client: Browser):
    assert client.get("/kalender/token-secretariat.ics").status_code == 404


@pytest.mark.usefixtures("due")
def test_an_address_keeps_its_entries_and_says_when_nothing_changed(client: Browser):
    address = address_of(client, "company")
    first = client.get(address)
    assert entries(client, address).keys() == entries(client, address_of(client, "company")).keys()
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first.headers["cache-control"]


def test_a_revoked_an_unknown_or_a_mistyped_address_is_not_there(client: Browser):
    address = address_of(client, "company")
    for wrong in (address.removesuffix(".ics"), address[:-5] + "x.ics", "/kalender/.ics"):
        assert client.get(wrong).status_code == 404, wrong
    sign_in(client, "company")
    page = client.get("/akun-saya").text
    [token] = re.findall(r"/akun-saya/token/([\w-]+)/cabut", page.partition("Kalender tenggat")[2])
    send(client, "/akun-saya", f"/akun-saya/token/{token}/cabut")
    client.cookies.clear()
    assert client.get(address).status_code == 404


def test_it_ends_with_its_days_and_with_the_account(client: Browser, regency: Regency, as_: As):
    address = address_of(client, "company")
    _, known = regency.ledger.look(Account, "company")
    [calendar] = [one for one in known.tokens.values() if one.opens == "calendar"]
    left = calendar.expires_at - datetime.now(UTC)  # noqa: TID251
    assert timedelta(days=29) < left <= timedelta(days=30)
    assert known.powers_of(calendar.token_hash, now=regency.ledger.clock()) == ()
    closed = client.post(
        "/api/v1/accounts/company/closures",
        json={"reason": "Pindah tugas"},
        headers=as_("administrator"),
    )
    assert closed.status_code == 201, closed.text
    assert client.get(address).status_code == 404


def test_the_address_is_shown_once_and_kept_by_its_hash_only(client: Browser, regency: Regency):
    sign_in(client, "company")
    page = client.get(PAGE).text
    key = re.findall(r'name="_key" value="([0-9a-f]+)"', page)[-1]
    form = {"_csrf": re.findall(r'name="_csrf" value="([0-9a-f]+)"', page)[-1], "_key": key}
    fields = form | {"label": "Outlook", "valid_days": "30"}
    first, again = (client.post(PAGE, data=fields) for _ in range(2))
    [address] = re.findall(r"/kalender/[\w-]+\.ics", first.text)
    assert "/kalender/" not in again.text
    _, known = regency.ledger.look(Account, "company")
    assert len([one for one in known.tokens.values() if one.opens == "calendar"]) == 1
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert not any(token in str(one.event) for one in regency.log.history("account:company"))
    wrong = client.post(PAGE, data=fields | {"_key": "f" * 32, "valid_days": "9999"})
    assert wrong.status_code == 400


def test_obligations_and_last_days_of_agreements_are_in_it(
    client: Browser, as_: As, regency: Regency
):
    enrolled(client, as_)
    today: date = regency.ledger.today
    last = today + timedelta(days=20)
    owed = [
        {
            "party": "tkpkd",
            "text": "Berbagi daftar P3KE; tujuan, penyaluran",
            "due_on": (today + timedelta(days=3)).isoformat(),
        }
    ]
    sign(client, as_, valid_until=last.isoformat(), obligations=owed)
    found = entries(client, address_of(client, "company"))
    told_of = {str(one["summary"]): one["dtstart"].dt for one in found.values()}
    assert told_of["Perjanjian berakhir: Jambanisasi bersama"] == last
    assert told_of[
        "Sekretariat TKPKD: Berbagi daftar P3KE; tujuan, penyaluran"
    ] == today + timedelta(days=3)
    assert any(key.startswith("obligation-mou-maju-1-") for key in found)
    raw = client.get(address_of(client, "company")).content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"P3KE\\; tujuan\\, penyaluran" in raw.replace(b"\r\n ", b"")


def test_only_the_account_itself_makes_its_calendar(client: Browser, as_: As):
    answer = client.post(
        "/api/v1/accounts/company/tokens",
        json={"label": "x", "opens": "calendar"},
        headers=as_("administrator"),
    )
    assert answer.status_code == 400
    refusal(client.post(PAGE, headers=as_("administrator")), 404)
