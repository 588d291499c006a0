"""Every page is usable by everybody: on a small phone, in the dark, by keyboard and by ear."""

import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, SignIn

HERE = Path(__file__).parent
AXE = (HERE / "axe.min.js").read_text()
CHECK = """(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})"""
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_THE_DARK = {"type": "rule", "values": ["color-contrast"]}
"""Colours are all that a dark page does differently."""
ONE_OF = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|33[0-9.]+|\b\d+\b|=[^&]*")
LIMIT = 60
ELSEWHERE = ("/assets", "/openapi.json", "/masuk")

PERSONAS = (
    "tkpkd.sekretaris",
    "perkim.pendamping",
    "baznas.petugas",
    "desa-1.operator",
    "inspektorat.auditor",
    "diskominfo.admin",
    "diskominfo.pdp",
    "desa-1.kepala",
)


def faults_of(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, and whether it is wider than the screen."""
    told = []
    page.evaluate(AXE)
    for is_dark, only in ((False, EVERY_RULE), (True, IN_THE_DARK)):
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        found: dict[str, Any] = page.evaluate(CHECK, only)
        told += [
            f"{'dark ' if is_dark else ''}{each['id']}: {node['html'][:160]}"
            for each in found["violations"]
            for node in each["nodes"][:2]
        ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return told + ([f"{wide} px too wide"] if wide > 0 else [])


def links_of(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/']", "all => all.map(each => each.getAttribute('href'))"
    )
    return found


@pytest.fixture(scope="module")
def looked_at() -> Counter[str]:
    """Give the kinds of pages that were looked at already, whoever's they were."""
    return Counter()


@pytest.mark.parametrize("account", PERSONAS)
def test_every_page_of_a_persona_is_without_barriers(
    sign_in: SignIn, account: str, looked_at: Counter[str]
):
    """One page of each kind, at 320 px, light and dark; the first of each persona anyway."""
    page: Page = sign_in(account, viewport={"width": 320, "height": 640})
    waiting, kinds, wrong = ["/"], looked_at, {}
    seen = 0
    while waiting and seen < LIMIT:
        path = waiting.pop(0)
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        seen += 1
        if found := faults_of(page):
            wrong[path] = found
        for link in links_of(page):
            kind = ONE_OF.sub("*", re.sub(r"^/(mitra|program|dana|akun)/[^/]+", r"/\1/*", link))
            is_page = "unduh=" not in link  # what is taken along is no page
            if is_page and not kinds[kind] and not link.startswith(ELSEWHERE):
                kinds[kind] += 1
                waiting.append(link)

    assert wrong == {}
    assert seen >= 1


def test_problem_pages_and_the_way_in_are_without_barriers(sign_in: SignIn):
    page: Page = sign_in("desa-1.operator", viewport={"width": 320, "height": 640})
    wrong = {}
    for path in ("/tidak-ada", "/akun", "/mitra/baru", "/nama", "/cari"):
        # What a browser says of a 403 or a 404 is no fault of the page.
        with page.expect_response(f"**{path}"):
            page.goto(path)
        if found := faults_of(page):
            wrong[path] = found
    page.context.clear_cookies()
    page.goto("/masuk")
    if found := faults_of(page):
        wrong["/masuk"] = found

    assert wrong == {}


def test_the_first_page_is_light(sign_in: SignIn):
    """Everything a browser loads for it, with an empty cache: at most 40 KiB."""
    page: Page = sign_in("perkim.pendamping")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda loaded: sizes.append(loaded["encodedDataLength"]))
    page.goto("/")
    page.wait_for_load_state()

    assert 0 < sum(sizes) <= 40 * 1024


def test_a_desktop_shows_tables_and_a_phone_shows_cards(sign_in: SignIn):
    page: Page = sign_in("tkpkd.sekretaris", viewport=DESKTOP)
    page.goto("/mitra")

    assert page.locator("table.cards thead").first.is_visible()
    assert page.locator("table.cards td").first.evaluate("e => getComputedStyle(e).display") == (
        "table-cell"
    )
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator("table.cards td").first.evaluate("e => getComputedStyle(e).display") == (
        "flow-root"
    )


def test_what_others_wrote_is_as_it_came():
    for file in tomllib.loads((HERE / "vendor.toml").read_text())["file"]:
        found = hashlib.sha256((HERE / file["path"]).read_bytes()).hexdigest()
        assert found == file["sha256"], file["name"]
