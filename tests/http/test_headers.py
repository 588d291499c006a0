"""Every answer is hardened, whatever its status; and what others wrote is what we were given."""

import gzip
import hashlib
import re
import tomllib
from importlib import resources
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from service.http import static
from service.http.headers import harden
from tests.http.conftest import As

TEMPLATES = resources.files("service.http").joinpath("templates")
ASSETS = resources.files("service.http").joinpath("assets")
PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/tidak-ada", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/api/v1/trail", 401),
        ("GET", "/api/v1/trail?x=1", 400),
    ],
)
def test_every_status_is_hardened(client: TestClient[Any], as_: As, method, path, status):
    headers = {} if status == 401 else as_("auditor")
    answer = client.request(method, path, headers=headers)

    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


def test_a_fault_of_ours_is_hardened_too_and_tls_is_asked_for_where_there_is_any():
    @get("/fault", sync_to_thread=False)
    def fault() -> str:
        raise RuntimeError

    with TestClient(
        Litestar([fault], before_send=[harden]),
        "https://sanding.example",
        raise_server_exceptions=False,
    ) as client:
        answer = client.get("/fault")

    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")


def test_what_others_wrote_is_served_as_it_came():
    vendored = tomllib.loads(ASSETS.joinpath("vendor.toml").read_text())["file"]

    for file in vendored:
        found = hashlib.sha256(ASSETS.joinpath(file["path"]).read_bytes()).hexdigest()
        assert found == file["sha256"], file["name"]
        assert {"name", "version", "licence", "from"} <= file.keys()
    assert {file["path"] for file in vendored} == {"htmx.min.js"}


def test_an_asset_is_kept_for_ever_sent_small_and_only_once(client: TestClient[Any]):
    page = client.get("/masuk", headers=PAGE).text

    for link in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page):
        first = client.get(link, headers={"Accept-Encoding": "gzip"})
        assert first.headers["content-encoding"] == "gzip"
        assert first.headers["cache-control"].endswith("immutable")
        assert "Set-Cookie" not in first.headers
        again = client.get(link, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "content-encoding" not in client.get(link, headers={"Accept-Encoding": ""}).headers
    assert client.get("/assets/sanding-0000.css", headers=PAGE).status_code == 404


def test_the_stylesheet_of_every_page_stays_small():
    """What only some pages draw stands in a second one; a whole first page has its own bound."""
    assert len(gzip.compress(ASSETS.joinpath("sanding.css").read_bytes())) <= 3 * 1024
    assert len(gzip.compress(ASSETS.joinpath("drawn.css").read_bytes())) <= 2 * 1024


def test_the_second_sheet_is_sent_to_pages_that_draw_and_to_no_other(
    client: TestClient[Any], as_: As
):
    drawn = f'<link rel="stylesheet" href="{static.address(static.DRAWN_SHEET)}">'

    assert drawn in client.get("/angka", headers=PAGE | as_("auditor")).text
    assert drawn not in client.get("/desa", headers=PAGE | as_("auditor")).text
    answer = client.get(static.address(static.DRAWN_SHEET))
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"].endswith("immutable")


def test_a_template_whose_classes_stand_in_the_second_sheet_only_says_that_it_draws():
    """Somebody draws tiles on one more page, and they would stand there bare."""
    both = classes_of("drawn.css") - classes_of("sanding.css")
    texts = {each.name: each.read_text() for each in TEMPLATES.iterdir() if each.is_file()}

    wrong = {
        name: "draws nothing" if says else f"needs the second sheet for {sorted(used)}"
        for name, text in texts.items()
        if "{% extends" in text
        for used in [both & used_by(text, texts)]
        for says in ["{% set draws = true %}" in text]
        if bool(used) != says
    }
    assert wrong == {}


def classes_of(sheet: str) -> set[str]:
    rules = re.sub(r"/\*.*?\*/", "", ASSETS.joinpath(sheet).read_text())
    return set(re.findall(r"\.([a-z][\w-]*)", rules))


def used_by(text: str, texts: dict[str, str]) -> set[str]:
    """Return the classes of a template and of those whose macros it may call."""
    every = [text, *(texts[name] for name in re.findall(r'{% import "([\w.]+)"', text))]
    return {
        word
        for one in every
        for attribute in re.findall(r'class="([^"]*)"', one)
        for word in attribute.split()
    }
