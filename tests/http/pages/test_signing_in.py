"""Signing in: a password, a code from the telephone, and everything somebody may try instead."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.aggregates.account import Account
from service.aggregates.account_credentials import InvitationOver
from service.app import create_app
from service.application import Work
from service.commands import accounts
from service.commands import credentials as commands
from service.commands.requests import Explain
from service.http import credentials
from service.http.calls import token_hash
from service.http.credentials import TooManyAttempts
from service.http.csrf import CrossSite, FormExpired
from service.http.doors import Doors
from service.http.problems import NotHere
from service.kernel.roles import Actor
from service.regency import Regency
from service.sessions.sessions import MOST_BY_ACCOUNT
from service.vault.keyring import KeysUnavailable

INVITATION = "undangan-dini-yang-panjang"
PASSWORD = "kopi senja payung merah"
BROWSER = {"Accept": "text/html"}
CSRF = re.compile(r'name="_csrf" value="([0-9a-f]+)"')
SECRET = re.compile(r'name="secret" value="([A-Z2-7]+)"')
RECOVERY = re.compile(r"<code>([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})</code>")
Browser = TestClient[Litestar]


@pytest.fixture
def browser(client: TestClient[Litestar]) -> Browser:
    """Give a browser on the service of `client`, whose mentor was invited."""
    client.headers.update(BROWSER)
    invite(client.app.state.regency)
    return client


@pytest.fixture
def clock(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Give the hands of the regency's clock."""
    hands = [datetime.now(UTC)]  # noqa: TID251
    monkeypatch.setattr(regency.ledger, "clock", lambda: hands[0])
    return hands


def invite(regency: Regency, account: str = "mentor", token: str = INVITATION) -> None:
    keeper = actor(regency, "administrator")

    def decide(work: Work) -> str:
        return commands.invite(work, account, token_hash=token_hash(token))

    regency.ledger.record(keeper, decide, command_id=uuid4())


def actor(regency: Regency, account: str) -> Actor:
    found = regency.ledger.look(Account, account)[1].actor(regency.ledger.today)
    assert found
    return found


def post(browser: Browser, path: str, **fields: str) -> Any:
    """Send the form of a page as a person would: with what the page put into it."""
    page = browser.get(path)
    token = CSRF.search(page.text)
    return browser.post(
        path, data={"_csrf": token[1] if token else "", **fields}, follow_redirects=False
    )


def accept(browser: Browser, password: str = PASSWORD, again: str | None = None) -> Any:
    return post(
        browser,
        f"/undangan/mentor/{INVITATION}",
        password=password,
        again=password if again is None else again,
    )


def enrolled(browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Choose a password and enrol a telephone; return the telephone and the recovery codes."""
    assert accept(browser).status_code == 303
    page = browser.get("/masuk/pasang").text
    [secret], [token] = SECRET.findall(page), CSRF.findall(page)[-1:]
    telephone = pyotp.TOTP(secret)
    done = browser.post(
        "/masuk/pasang",
        data={"_csrf": token, "secret": secret, "code": code_of(browser, telephone)},
        follow_redirects=False,
    )
    assert done.status_code in (200, 201), done.text
    return telephone, RECOVERY.findall(done.text)


def code_of(browser: Browser, telephone: pyotp.TOTP) -> str:
    now = browser.app.state.regency.ledger.clock()
    return telephone.at(now)


def password_step(browser: Browser, account: str = "mentor", password: str = PASSWORD) -> Any:
    return post(browser, "/masuk", account=account, password=password)


def left(browser: Browser) -> None:
    """Take another browser."""
    browser.cookies.clear()


def is_inside(browser: Browser) -> bool:
    return browser.get("/", follow_redirects=False).status_code == 200


def test_whoever_was_invited_signs_in_with_password_and_telephone(
    browser: Browser, clock: list[datetime]
):
    telephone, codes = enrolled(browser)
    assert is_inside(browser)
    assert len(set(codes)) == 10

    left(browser)
    clock[0] += timedelta(minutes=2)
    assert password_step(browser).headers["location"].startswith("/masuk/langkah-kedua")
    assert not is_inside(browser)
    done = post(browser, "/masuk/langkah-kedua", code=code_of(browser, telephone))

    assert done.status_code == 303
    assert is_inside(browser)
    assert "Mentor" in browser.get("/").text


def test_an_invitation_works_once(browser: Browser):
    assert accept(browser).status_code == 303
    left(browser)
    assert browser.get(f"/undangan/mentor/{INVITATION}").status_code == 404
    assert browser.get("/undangan/mentor/lain").status_code == 404
    assert browser.get("/undangan/tidak-ada/lain").status_code == 404
    regency, mentor = browser.app.state.regency, actor(browser.app.state.regency, "mentor")
    again = partial(commands.accept, password_hash="x", token_hash=token_hash(INVITATION))
    with pytest.raises(InvitationOver):
        regency.ledger.record(mentor, again, command_id=uuid4())


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("pendek", None, "paling sedikit 12 huruf"),
        ("p" * 129, None, "paling banyak 128 huruf"),
        ("password12345", None, "mudah ditebak"),
        ("mentormentor", None, "mudah ditebak"),
        (PASSWORD, PASSWORD + "x", "tidak sama"),
    ],
    ids=["short", "long", "common", "own-name", "different"],
)
def test_a_password_is_long_hard_to_guess_and_typed_twice_the_same(
    browser: Browser, password: str, again: str | None, says: str
):
    answer = accept(browser, password, again)

    assert answer.status_code == 400
    assert says in answer.text
    assert password not in answer.text


def test_an_unknown_account_and_a_wrong_password_look_alike(browser: Browser):
    enrolled(browser)
    left(browser)

    wrong = password_step(browser, password="salah salah salah")
    unknown = password_step(browser, account="tidak-ada", password="salah salah salah")
    unset = password_step(browser, account="auditor", password="salah salah salah")

    assert wrong.status_code == unknown.status_code == unset.status_code == 401
    texts = {re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown, unset)}
    assert len(texts) == 1


def test_an_unknown_account_takes_as_long_as_a_wrong_password(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    enrolled(browser)
    judged: list[str] = []
    is_right = credentials._is_right  # noqa: SLF001

    def judge(kept: str, given: str) -> bool:
        judged.append(kept)
        return is_right(kept, given)

    monkeypatch.setattr(credentials, "_is_right", judge)
    left(browser)

    password_step(browser, password="salah")
    password_step(browser, account="tidak-ada", password="salah")

    assert len(judged) == 2
    assert all(kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for kept in judged)


def test_guessing_ends_after_a_few_attempts_even_with_the_right_password(
    browser: Browser, clock: list[datetime]
):
    enrolled(browser)
    left(browser)
    for _ in range(MOST_BY_ACCOUNT):
        assert password_step(browser, password="salah").status_code == 401

    stopped = password_step(browser)

    assert stopped.status_code == 429
    assert TooManyAttempts.title() in stopped.text
    clock[0] += timedelta(minutes=16)
    assert password_step(browser).status_code == 303


def test_codes_are_not_guessed_either(browser: Browser, clock: list[datetime]):
    enrolled(browser)
    left(browser)
    clock[0] += timedelta(minutes=2)
    password_step(browser)
    answers = [
        post(browser, "/masuk/langkah-kedua", code=f"{n:06}").status_code
        for n in range(MOST_BY_ACCOUNT + 1)
    ]

    assert answers == [400] * MOST_BY_ACCOUNT + [429]
    assert not is_inside(browser)


@pytest.mark.usefixtures("clock")
def test_a_code_that_was_seen_is_worth_nothing(browser: Browser):
    telephone, _ = enrolled(browser)
    used = code_of(browser, telephone)
    left(browser)
    password_step(browser)

    assert post(browser, "/masuk/langkah-kedua", code=used).status_code == 400
    assert not is_inside(browser)


@pytest.mark.usefixtures("clock")
def test_a_recovery_code_replaces_the_telephone_once(browser: Browser):
    _, codes = enrolled(browser)
    for expected in (303, 400):
        left(browser)
        password_step(browser)
        code = codes[0].lower().replace("-", " ")
        assert post(browser, "/masuk/langkah-kedua", code=code).status_code == expected
    assert not is_inside(browser)


def test_the_password_alone_enrols_no_second_telephone(browser: Browser, clock: list[datetime]):
    enrolled(browser)
    left(browser)
    password_step(browser)

    answer = browser.get("/masuk/pasang", follow_redirects=False)
    assert answer.headers["location"] == "/masuk"
    secret = pyotp.random_base32()
    clock[0] += timedelta(minutes=2)
    forced = post_from(browser, "/masuk/langkah-kedua", "/masuk/pasang",
                       secret=secret, code=code_of(browser, pyotp.TOTP(secret)))  # fmt: skip
    assert forced.status_code == 409
    assert not is_inside(browser)


def post_from(browser: Browser, page: str, path: str, **fields: str) -> Any:
    token = CSRF.findall(browser.get(page).text)[-1]
    return browser.post(path, data={"_csrf": token, **fields}, follow_redirects=False)


def test_a_planted_session_is_worth_nothing_after_signing_in(
    browser: Browser, clock: list[datetime]
):
    telephone, _ = enrolled(browser)
    left(browser)
    clock[0] += timedelta(minutes=2)
    browser.cookies.set("sanding", "dipilih-penyerang", domain="testserver.local")
    password_step(browser)
    assert "dipilih-penyerang" not in dict(browser.cookies).values()
    planted = browser.cookies["sanding"]
    post(browser, "/masuk/langkah-kedua", code=code_of(browser, telephone))

    assert browser.cookies["sanding"] != planted
    left(browser)
    browser.cookies.set("sanding", planted)
    assert not is_inside(browser)


def test_signing_out_ends_the_session_where_it_is_kept(browser: Browser):
    enrolled(browser)
    kept = browser.cookies["sanding"]
    assert post_from(browser, "/", "/keluar").status_code == 303

    browser.cookies.set("sanding", kept)
    assert not is_inside(browser)


def test_closing_an_account_ends_its_sessions_at_once(browser: Browser):
    enrolled(browser)
    regency: Regency = browser.app.state.regency
    regency.ledger.record(
        actor(regency, "administrator"),
        lambda work: accounts.close(work, "mentor", Explain(reason="Pindah tugas")),
        command_id=uuid4(),
    )

    assert not is_inside(browser)


def test_a_session_ends_when_nobody_uses_it(browser: Browser, clock: list[datetime]):
    enrolled(browser)
    clock[0] += timedelta(minutes=31)
    assert not is_inside(browser)


def test_the_cookie_is_for_us_alone(browser: Browser):
    answer = accept(browser)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie

    app = create_app(
        browser.app.state.regency, doors=Doors(public_url="https://sanding.example.go.id")
    )
    invite(browser.app.state.regency, "auditor", "lain-lain-lain")
    with TestClient(app, base_url="https://testserver.local") as secure:
        answer = secure.post(
            "/undangan/auditor/lain-lain-lain",
            data={"password": PASSWORD, "again": PASSWORD},
            follow_redirects=False,
        )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sanding=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


class TestForgedRequests:
    def test_another_site_can_not_sign_anybody_in_or_out(self, browser: Browser):
        enrolled(browser)
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://jahat.example"},
            {"Origin": "null"},
        ):
            for path in ("/masuk", "/keluar"):
                answer = browser.post(path, data={}, headers=headers)
                assert answer.status_code == 403, (headers, path)
                assert CrossSite.title() in answer.text
        assert is_inside(browser)

    def test_a_form_without_the_sessions_token_does_nothing(self, browser: Browser):
        enrolled(browser)
        for fields in ({}, {"_csrf": ""}, {"_csrf": "ab" * 64}, {"_csrf": "é"}):
            answer = browser.post("/keluar", data=fields)
            assert answer.status_code == 403
            assert FormExpired.title() in answer.text
        assert is_inside(browser)

    def test_json_sent_as_text_gives_no_command(self, browser: Browser):
        enrolled(browser)
        for path in ("/api/v1/partners", "/keluar"):
            answer = browser.post(
                path,
                content=b'{"partner": "baznas"}',
                headers={"Content-Type": "text/plain", "Idempotency-Key": "kunci-palsu-1"},
            )
            assert answer.status_code in (401, 403), path
        assert is_inside(browser)

    def test_a_refusal_of_the_web_is_no_conflict_of_the_field(self):
        assert {rule.status for rule in (NotHere, CrossSite, FormExpired)} == {403}


@pytest.mark.parametrize(
    "back",
    ["https://jahat.example", "//jahat.example", "/\\jahat.example", "javascript:alert(1)",
     "/\r\nSet-Cookie: a=b", "\\\\jahat"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(browser: Browser, clock: list[datetime], back: str):
    telephone, _ = enrolled(browser)
    left(browser)
    clock[0] += timedelta(minutes=2)
    password_step(browser)
    done = post(browser, "/masuk/langkah-kedua", code=code_of(browser, telephone), back=back)
    assert done.headers["location"] == "/"


def test_personas_are_there_in_a_demo_only(browser: Browser):
    assert browser.post("/masuk/contoh", data={"account": "mentor"}).status_code == 404
    regency = browser.app.state.regency
    doors = Doors(public_url="http://testserver", personas=("mentor",))
    with TestClient(create_app(regency, doors=doors)) as demo:
        demo.headers.update(BROWSER)
        assert "Mentor" in demo.get("/masuk").text
        assert demo.post("/masuk/contoh", data={"account": "auditor"}).status_code == 404
        assert not is_inside(demo)
        demo.post("/masuk/contoh", data={"account": "mentor"})
        assert is_inside(demo)


def test_without_keys_nobody_signs_in_and_the_page_says_so(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    enrolled(browser)
    left(browser)

    def closed(_: object) -> None:
        raise KeysUnavailable("the key database does not answer")

    monkeypatch.setattr(browser.app.state.regency.vault, "open", closed)
    answer = password_step(browser)
    assert answer.status_code == 503
    assert "Kunci data pribadi sedang tidak dapat dipakai." in answer.text
