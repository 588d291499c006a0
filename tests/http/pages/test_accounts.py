"""Accounts on pages: kept by administrators, each after a fresh proof; one's own by everybody."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.aggregates.account import Account
from service.http.authentication import ProveAgain
from service.regency import Regency
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in
from tests.http.pages.test_signing_in import PASSWORD, enrolled, invite

Browser = TestClient[Litestar]

OFFICER = {
    "account": "dinsos.dini",
    "name": "Dini Kusumawati",
    "position": "Pendamping Dinas Sosial",
    "role": "mentor",
    "organisation": "dinsos",
    "areas": f"{KLEGO}, 33.09.15.2010",
}


@pytest.fixture
def clock(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Give the hands of the regency's clock."""
    hands = [datetime.now(UTC)]  # noqa: TID251
    monkeypatch.setattr(regency.ledger, "clock", lambda: hands[0])
    return hands


@pytest.fixture
def administrator(client: Browser, as_) -> Browser:
    """Give the administrator's browser, in a regency that knows the social office."""
    for partner in ("dinsos", "tkpkd"):
        body = {"partner": partner, "name": partner.title(), "org_type": "perangkat_daerah"}
        assert client.post("/api/v1/partners", json=body, headers=as_("secretariat")).is_success
    sign_in(client, "administrator")
    return client


def state(browser: Browser, account: str) -> Account:
    found: Account = browser.app.state.regency.ledger.look(Account, account)[1]
    return found


def test_an_account_is_opened_and_its_holder_invited(administrator: Browser):
    opened = send(administrator, "/akun/baru", **OFFICER)
    assert opened.headers["location"] == "/akun/dinsos.dini", opened.text
    assert state(administrator, "dinsos.dini").areas == (KLEGO, "33.09.15.2010")

    page = send(administrator, "/akun/dinsos.dini", "/akun/dinsos.dini/undangan").text
    [address] = re.findall(r"/undangan/dinsos\.dini/[\w-]+", page)

    administrator.cookies.clear()
    assert "Dini Kusumawati" in administrator.get(address).text
    token = address.rpartition("/")[2]
    assert token not in administrator.get("/akun/dinsos.dini").text


def test_wrong_fields_are_named_and_nothing_is_lost(administrator: Browser):
    answer = send(administrator, "/akun/baru", **OFFICER | {"areas": "Klego", "account": "Dini D"})

    assert answer.status_code == 400
    assert "Pendamping Dinas Sosial" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert state(administrator, "dinsos.dini") == Account()


def test_an_office_is_bounded_ended_and_closed(administrator: Browser):
    at = "/akun/mentor"
    send(administrator, f"{at}/wilayah", areas=KLEGO, reason="Satu desa saja")
    assert state(administrator, "mentor").areas == (KLEGO,)
    send(administrator, f"{at}/masa-jabatan", until="2099-12-31", reason="Surat tugas 12")
    assert str(state(administrator, "mentor").until) == "2099-12-31"
    closed = send(administrator, f"{at}/tutup", reason="Pindah tugas")
    assert closed.headers["location"] == at
    assert state(administrator, "mentor").is_closed
    assert "Tutup akun" not in administrator.get(at).text


def test_rights_are_given_after_a_fresh_proof_only(administrator: Browser, clock: list[datetime]):
    sign_in(administrator, "administrator")
    clock[0] += timedelta(minutes=11)
    for page in ("/akun/baru", "/akun/mentor/wilayah", "/akun/mentor/tutup"):
        answer = administrator.get(page, follow_redirects=False)
        assert answer.headers["location"].startswith("/sesi/ulang?kembali=%2Fakun%2F"), page
    sent = send(administrator, "/akun/mentor", "/akun/mentor/undangan")
    assert sent.headers["location"].startswith("/sesi/ulang")
    assert state(administrator, "mentor").invitation is None
    assert ProveAgain("/akun").back == "/akun"


def test_a_proof_leads_back_and_lasts_ten_minutes(client: Browser, clock: list[datetime]):
    client.headers.update({"Accept": "text/html"})
    invite(client.app.state.regency)
    telephone, _ = enrolled(client)
    clock[0] += timedelta(minutes=11)
    assert client.get("/akun-saya/token", follow_redirects=False).status_code == 303

    wrong = send(client, "/sesi/ulang?kembali=/akun-saya/token", "/sesi/ulang", proof="salah benar")
    assert wrong.status_code == 400
    before = client.cookies["sanding"]
    code: str = pyotp.TOTP(telephone.secret).at(clock[0])
    right = send(
        client,
        "/sesi/ulang?kembali=/akun-saya/token",
        "/sesi/ulang",
        proof=code,
        back="/akun-saya/token",
    )

    assert right.headers["location"] == "/akun-saya/token"
    assert client.cookies["sanding"] != before
    assert client.get("/akun-saya/token", follow_redirects=False).status_code == 200
    clock[0] += timedelta(minutes=11)
    password = send(client, "/sesi/ulang", proof=PASSWORD)
    assert password.headers["location"] == "/"


def test_a_token_is_issued_shown_once_and_revoked(client: Browser):
    sign_in(client, "mentor")
    shown = send(
        client, "/akun-saya/token", label="Laptop", valid_days="30", powers=["read", "names"]
    )
    [token] = re.findall(r"sdg_[\w-]{40,}", shown.text)
    api = {"Authorization": f"Bearer {token}", "Idempotency-Key": "kunci-laptop-1"}
    me = client.get("/api/v1/accounts/me", headers=api).json()
    assert sorted(me["powers"]) == ["names", "read"]
    assert client.post("/api/v1/partners", headers=api, json={}).status_code == 403

    page = client.get("/akun-saya").text
    assert "Laptop" in page
    assert token not in page
    [path] = re.findall(r"/akun-saya/token/[\w-]+/cabut", page)[:1]
    assert send(client, "/akun-saya", path).status_code == 303
    assert client.get("/api/v1/accounts/me", headers=api).status_code == 401


def test_a_password_is_changed_and_other_sessions_end(client: Browser):
    sign_in(client, "mentor")
    elsewhere = client.cookies["sanding"]
    sign_in(client, "mentor")
    assert client.get("/akun-saya").text.count("Peramban contoh") == 2

    weak = send(client, "/akun-saya", "/akun-saya/kata-sandi", password="pendek", again="pendek")
    assert weak.status_code == 400
    done = send(client, "/akun-saya", "/akun-saya/kata-sandi", password=PASSWORD, again=PASSWORD)

    assert done.headers["location"] == "/akun-saya"
    assert state(client, "mentor").password
    assert client.get("/akun-saya").status_code == 200
    client.cookies.clear()
    client.cookies.set("sanding", elsewhere)
    assert client.get("/akun-saya", follow_redirects=False).status_code == 303


def test_a_session_elsewhere_is_ended_and_nobody_elses(client: Browser):
    foreign = sign_in(client, "auditor")
    theirs = client.cookies["sanding"]
    sign_in(client, "mentor")
    mine = client.cookies["sanding"]
    other = sign_in(client, "mentor")
    send(client, "/akun-saya", f"/akun-saya/sesi/{foreign.id}/akhiri")
    first = next(
        one.id
        for one in client.app.state.regency.sessions.of_account(
            "mentor", now=client.app.state.regency.ledger.clock()
        )
        if one.id != other.id
    )
    send(client, "/akun-saya", f"/akun-saya/sesi/{first}/akhiri")
    for token, status in ((mine, 303), (theirs, 200)):
        client.cookies.clear()
        client.cookies.set("sanding", token)
        assert client.get("/", follow_redirects=False).status_code == status


class TestDeputies:
    def handed_on(self, browser: Browser) -> None:
        today = browser.app.state.regency.ledger.today.isoformat()
        sign_in(browser, "village_head")
        done = send(
            browser,
            "/akun-saya/pelimpahan",
            to="village_operator",
            since=today,
            until=today,
            reason="Cuti satu hari",
        )
        assert done.status_code == 303, done.text

    def test_a_deputy_acts_in_the_office_and_says_so(self, client: Browser):
        self.handed_on(client)
        sign_in(client, "village_operator")
        done = send(client, "/akun-saya", "/akun-saya/bertindak", account="village_head")
        assert done.headers["location"] == "/"

        page = client.get("/").text
        assert "a.n. Village_Head" in page
        back = send(client, "/akun-saya", "/akun-saya/bertindak", account="")
        assert back.status_code == 303
        assert "a.n. Village_Head" not in client.get("/kabupaten").text

    def test_nobody_takes_an_office_that_was_not_handed_to_them(self, client: Browser):
        self.handed_on(client)
        sign_in(client, "mentor")
        taken = send(client, "/akun-saya", "/akun-saya/bertindak", account="village_head")
        assert taken.status_code == 404

    def test_a_duty_that_was_taken_back_ends_at_once(self, client: Browser):
        self.handed_on(client)
        sign_in(client, "village_operator")
        send(client, "/akun-saya", "/akun-saya/bertindak", account="village_head")
        deputy = client.cookies["sanding"]

        sign_in(client, "village_head")
        page = client.get("/akun-saya").text
        [path] = re.findall(r"/akun-saya/pelimpahan/[\w-]+/akhiri", page)
        assert send(client, "/akun-saya", path).status_code == 303

        client.cookies.clear()
        client.cookies.set("sanding", deputy)
        assert "a.n. Village_Head" not in client.get("/akun-saya").text


def test_whoever_keeps_no_accounts_sees_none(client: Browser):
    for persona, status in (("auditor", 200), ("mentor", 403), ("secretariat", 403)):
        sign_in(client, persona)
        assert client.get("/akun").status_code == status, persona
        assert client.get("/akun/mentor").status_code == status, persona
    sign_in(client, "auditor")
    assert client.get("/akun/baru").status_code == 403
    assert "Buat undangan" not in client.get("/akun/mentor").text
