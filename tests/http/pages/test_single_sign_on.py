"""Signing in through an identity provider: a real one, in a process of its own."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from service.aggregates.account import Account
from service.aggregates.account_credentials import IdentityTaken
from service.app import create_app
from service.http.doors import Doors
from service.http.oidc import NotFromProvider, NotInGroup, Provider, ProviderUnusable
from service.regency import Regency
from tests.support.waiting import until

BROWSER = {"Accept": "text/html"}
GROUPS = {"pendamping": "mentor", "inspektorat": "auditor", "it": "administrator"}
Browser = TestClient[Litestar]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Give the address of a provider that runs as long as the tests of this file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    ) as process:
        address = f"http://localhost:{port}"

        def answers() -> bool:
            try:
                return httpx.get(f"{address}/.well-known/openid-configuration").is_success
            except httpx.HTTPError:
                return False

        try:
            until(answers, "the provider answers")
            yield address
        finally:
            process.terminate()


def provider_at(issuer: str, **other: Any) -> Provider:
    given: dict[str, Any] = {
        "name": "SSO Boyolali",
        "issuer": issuer,
        "client_id": "sanding",
        "client_secret": "rahasia",
        "groups": GROUPS,
    }
    return Provider(**(given | other))


@pytest.fixture
def browser(client: Browser, issuer: str) -> Iterator[Browser]:
    """Give a browser on a service that knows the provider."""
    doors = Doors(public_url="http://testserver.local", provider=provider_at(issuer))
    with TestClient(create_app(client.app.state.regency, doors=doors)) as found:
        found.headers.update(BROWSER)
        yield found


def known_there(issuer: str, subject: str, **claims: Any) -> None:
    answer = httpx.put(f"{issuer}/users/{quote(subject)}", json={"sub": subject, **claims})
    assert answer.status_code == 204, answer.text


def sent(browser: Browser) -> str:
    """Return where the service sends a browser."""
    return browser.get("/masuk/sso", follow_redirects=False).headers["location"]


def came_back(browser: Browser, subject: str) -> Any:
    """Sign in at the provider and come back with what it gave."""
    given = httpx.post(sent(browser), data={"sub": subject}, follow_redirects=False)
    back = urlsplit(given.headers["location"])
    assert back.path == "/masuk/sso/kembali", given.text
    return browser.get(f"{back.path}?{back.query}", follow_redirects=False)


def is_inside(browser: Browser) -> bool:
    return browser.get("/", follow_redirects=False).status_code == 200


def test_whoever_proved_themselves_twice_there_is_inside(browser: Browser, issuer: str):
    known_there(
        issuer, "s-1", preferred_username="mentor", groups=["pendamping"], amr=["pwd", "otp"]
    )

    answer = came_back(browser, "s-1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_inside(browser)
    assert "Mentor" in browser.get("/").text


def test_whoever_gave_only_a_password_there_takes_the_second_step_here(
    browser: Browser, issuer: str
):
    known_there(issuer, "s-2", preferred_username="mentor", groups=["pendamping"])

    answer = came_back(browser, "s-2")

    assert answer.headers["location"].startswith("/masuk/pasang")
    assert not is_inside(browser)


def test_the_group_of_the_accounts_role_is_a_condition(browser: Browser, issuer: str):
    for groups in ([], ["inspektorat"], ["lain"], "pendamping"):
        known_there(issuer, "s-3", preferred_username="mentor", groups=groups, amr=["mfa"])
        answer = came_back(browser, "s-3")
        assert answer.status_code == 403
        assert NotInGroup.title() in answer.text
    assert not is_inside(browser)


def test_an_account_that_is_not_here_is_nobody(browser: Browser, issuer: str):
    known_there(issuer, "s-4", preferred_username="tidak-ada", groups=["it"], amr=["mfa"])
    assert came_back(browser, "s-4").status_code == 404


def test_a_name_that_was_given_to_somebody_else_there_opens_nothing(
    browser: Browser, issuer: str, regency: Regency
):
    for subject in ("s-5", "s-6"):
        known_there(
            issuer, subject, preferred_username="auditor", groups=["inspektorat"], amr=["mfa"]
        )
    assert came_back(browser, "s-5").status_code == 303
    assert regency.ledger.look(Account, "auditor")[1].identity_hash
    browser.cookies.clear()

    answer = came_back(browser, "s-6")

    assert answer.status_code == 409
    assert IdentityTaken.title() in answer.text
    assert not is_inside(browser)
    assert came_back(browser, "s-5").status_code == 303


class TestTheWayThere:
    def test_asks_for_a_code_with_proof_of_who_asked(self, browser: Browser):
        asked = parse_qs(urlsplit(sent(browser)).query)
        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["scope"] == ["openid profile"]
        assert asked["redirect_uri"] == ["http://testserver.local/masuk/sso/kembali"]
        assert len(asked["state"][0]) >= 40
        assert asked["nonce"] != asked["state"]

    def test_keeps_the_proof_that_fits_the_challenge(self, issuer: str):
        address, attempt = provider_at(issuer).authorise("http://x/kembali", "/")
        [challenge] = parse_qs(urlsplit(address).query)["code_challenge"]
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        assert challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def test_sends_the_proof_with_the_code(
        self, browser: Browser, issuer: str, monkeypatch: pytest.MonkeyPatch
    ):
        known_there(issuer, "s-7", preferred_username="mentor", groups=["pendamping"], amr=["mfa"])
        sent_along: list[Any] = []
        request = httpx.request

        def listen(method: str, address: str, **more: Any) -> httpx.Response:
            sent_along.append(more.get("data"))
            return request(method, address, **more)

        monkeypatch.setattr(httpx, "request", listen)
        came_back(browser, "s-7")
        [told] = [data for data in sent_along if data]
        assert len(told["code_verifier"]) >= 43


class TestTheWayBack:
    @pytest.mark.parametrize(
        "query",
        ["", "?code=x", "?code=x&state=y", "?state=y", "?error=access_denied&state=y",
         "?code=x&state=y&iss=https://jahat.example"],
    )  # fmt: skip
    def test_without_having_set_out_leads_nowhere(self, browser: Browser, query: str):
        answer = browser.get(f"/masuk/sso/kembali{query}", follow_redirects=False)
        assert answer.status_code == 403
        assert NotFromProvider.title() in answer.text

    def test_with_somebody_elses_state_leads_nowhere(self, browser: Browser, issuer: str):
        known_there(issuer, "s-8", preferred_username="mentor", groups=["pendamping"], amr=["mfa"])
        given = httpx.post(sent(browser), data={"sub": "s-8"}, follow_redirects=False)
        back = urlsplit(given.headers["location"])
        sent(browser)  # set out once more: another state, another nonce
        answer = browser.get(f"{back.path}?{back.query}", follow_redirects=False)
        assert answer.status_code == 403
        assert not is_inside(browser)

    @pytest.mark.parametrize("changed", ["nonce", "client_id"])
    def test_with_a_token_for_somebody_else_leads_nowhere(self, issuer: str, changed: str):
        known_there(issuer, "s-9", preferred_username="mentor", groups=["pendamping"])
        address, attempt = provider_at(issuer).authorise("http://x/kembali", "/")
        given = httpx.post(address, data={"sub": "s-9"}, follow_redirects=False)
        told = parse_qs(urlsplit(given.headers["location"]).query)
        asker = provider_at(issuer, client_id="lain" if changed == "client_id" else "sanding")
        if changed == "nonce":
            attempt = replace(attempt, nonce="lain")

        with pytest.raises((NotFromProvider, ProviderUnusable)):
            asker.claims(
                attempt, state=told["state"][0], code=told["code"][0], redirect="http://x/kembali"
            )


def test_a_provider_that_is_down_is_said_plainly(client: Browser):
    doors = Doors(public_url="http://testserver.local", provider=provider_at("http://127.0.0.1:9"))
    with TestClient(create_app(client.app.state.regency, doors=doors)) as browser:
        answer = browser.get("/masuk/sso", headers=BROWSER, follow_redirects=False)
    assert answer.status_code == 503


def test_without_a_provider_there_is_no_such_way(client: Browser):
    for path in ("/masuk/sso", "/masuk/sso/kembali?code=x&state=y"):
        assert client.get(path, headers=BROWSER, follow_redirects=False).status_code == 404
