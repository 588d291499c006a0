"""What somebody with bad intentions sends: it is refused, or kept as the text it is."""

import json
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.app import MOST_BODY_BYTES
from tests.http.api.asking import family
from tests.http.conftest import As
from tests.http.pages.browsing import sign_in

Client = TestClient[Litestar]

SCRIPTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "' OR 1=1 --",
]
RAW = ("<script>alert", "<img src=x", "49")
PARTNER = {"partner": "pt-jahat", "org_type": "company", "occurred_on": "2024-11-04"}


def enrolled(client: Client, as_: As, name: str, slug: str = "pt-jahat") -> Any:
    body = PARTNER | {"partner": slug, "name": name}
    return client.post("/api/v1/partners", json=body, headers=as_("secretariat"))


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script_in_a_name_is_shown_as_text(client: Client, as_: As, text: str):
    assert enrolled(client, as_, text).status_code == 201
    stored = client.get("/api/v1/partners/pt-jahat", headers=as_("auditor"))
    sign_in(client, "secretariat")

    assert stored.json()["name"] == text
    assert stored.headers["content-type"].startswith("application/json")
    assert stored.headers["x-content-type-options"] == "nosniff"
    for page in ("/mitra", "/mitra/pt-jahat", "/jejak", "/"):
        shown = client.get(page)
        assert shown.status_code == 200, page
        assert not [raw for raw in RAW[:2] if raw in shown.text], page
        assert "script-src 'self'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("text", SCRIPTS[:2])
def test_a_script_in_an_address_comes_back_as_text(client: Client, text: str):
    sign_in(client, "secretariat")
    for page in ("/mitra/", "/desa/", "/kecamatan/", "/tidak-ada/"):
        shown = client.get(page + text)
        assert shown.status_code in {400, 404}, page
        assert text not in shown.text
    answer = client.get("/api/v1/partners", params={text: "1"})
    assert answer.status_code in {400, 401}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=1", "a\nb", "a\x00b", "\u2028", "a" * 201])
def test_no_line_of_text_holds_a_second_line_or_a_control(client: Client, as_: As, text: str):
    answer = enrolled(client, as_, text)

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "raw",
    [
        b'{"partner": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b'{"partner": ' + b"9" * 5_000 + b"}",
        b'{"partner": 1e400}',
        b'{"partner": "a", "__proto__": {"role": "administrator"}}',
        b"\xef\xbb\xbf{}",
        b"NaN",
    ],
    ids=range(8),
)
def test_a_body_that_is_meant_to_break_the_reader_is_malformed(client: Client, as_: As, raw: bytes):
    headers = as_("secretariat") | {"Content-Type": "application/json"}

    answer = client.post("/api/v1/partners", content=raw, headers=headers)

    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 20_000


def test_of_a_field_that_is_said_twice_one_word_counts_everywhere(client: Client, as_: As):
    """The check and the command read the same one: nobody is checked as A and written as B."""
    headers = as_("secretariat") | {"Content-Type": "application/json"}
    raw = json.dumps(PARTNER | {"name": "Satu"})[:-1] + ', "name": "Dua"}'

    answer = client.post("/api/v1/partners", content=raw.encode(), headers=headers)

    assert answer.status_code == 201
    stored = client.get("/api/v1/partners/pt-jahat", headers=as_("auditor")).json()
    assert stored["name"] == "Dua"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "text/html"])
def test_what_another_site_can_make_a_browser_send_is_no_command(
    client: Client, as_: As, kind: str
):
    headers = as_("secretariat") | {"Content-Type": kind}

    answer = client.post("/api/v1/partners", content=b"{}", headers=headers)

    assert answer.status_code == 415


def test_a_body_larger_than_any_command_is_not_read(client: Client, as_: As):
    members = family()["members"] * 5_000
    body = json.dumps(family() | {"members": members})
    headers = as_("secretariat") | {"Content-Type": "application/json"}

    assert len(body) > MOST_BODY_BYTES
    assert client.post("/api/v1/households", content=body, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x.csv", "a" * 201, "a\x00.csv", "\r\nX: 1"]
)
def test_the_name_of_a_file_is_only_ever_a_word(client: Client, as_: As, name: str):
    """It is noted as it was sent; no file of ours is ever called that."""
    about = {
        "name": "Daftar",
        "issuer": "Dinsos",
        "letter_number": "1",
        "letter_date": "2024-01-01",
        "period": "2024-01",
        "purpose": "uji",
        "legal_basis": "uji",
        "file_name": name,
    }
    headers = as_("secretariat") | {"Content-Type": "text/csv"}

    answer = client.post("/api/v1/lists", params=about, content=b"bukan daftar", headers=headers)

    assert answer.status_code in {400, 409}
    assert "etc" not in answer.headers.get("location", "")


def test_nobody_learns_which_accounts_there_are(client: Client, as_: As):
    """Neither from the register nor from the door."""
    known, unknown = (
        client.get(f"/api/v1/accounts/{name}", headers=as_("mentor"))
        for name in ("auditor", "tidak-ada")
    )
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)

    answers = []
    for name in ("auditor", "tidak-ada"):
        form = {"account": name, "password": "salah sekali ini"}
        answer = client.post(
            "/masuk",
            data=form,
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
        )
        shown = re.sub(r"[0-9a-f]{16,}", "", answer.text.replace(f'value="{name}"', ""))
        answers.append((answer.status_code, shown))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("token", ["", "x", "token-auditor'--", "a" * 10_000, "\u00e9"])
def test_a_token_that_is_none_opens_nothing(client: Client, token: str):
    headers = {b"Authorization": f"Bearer {token}".encode()}

    assert client.get("/api/v1/accounts/me", headers=headers).status_code == 401
