"""A real server, a real browser, and a page that forgives nothing."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.support.demos import Demo, demo, free_port

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1200, "height": 900}
PASSWORD = "kopi senja payung merah"

SignIn = Callable[..., Any]


@pytest.fixture(scope="module")
def served() -> Iterator[Demo]:
    """Give a file's tests a demo of their own: what they leave behind is in nobody's way."""
    # A short path of its own: PostgreSQL's socket stands in it, and may run as somebody else.
    with (
        TemporaryDirectory(prefix="sanding-") as root,
        demo(Path(root) / "data", free_port()) as made,
    ):
        made.announcement()
        yield made
        os.kill(made.process.pid, signal.SIGTERM)
        made.ended()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the distribution's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM}: apt-get install chromium fonts-noto-core")
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic")
    quieter = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*quiet, *quieter, "--disable-sync"]
        )
        yield started
        started.close()


@pytest.fixture
def sign_in(browser: Browser, served: Demo) -> Iterator[SignIn]:
    """Give `sign_in(account, …)`: a page of somebody who has signed in, that forgives nothing.

    Who is no persona of the demo follows an `invitation`.
    """
    opened: list[tuple[BrowserContext, list[str]]] = []

    @contextmanager
    def context(**options: Any) -> Iterator[Page]:
        made = browser.new_context(
            **{
                "locale": "id-ID",
                "timezone_id": "Asia/Jakarta",
                "viewport": PHONE,
                "base_url": f"http://127.0.0.1:{served.port}",
                **options,
            }
        )
        wrong: list[str] = []
        opened.append((made, wrong))
        page = made.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: _complain(said.type, said.text, wrong))
        page.on("request", lambda request: _stay_here(request.url, wrong))
        yield page

    def enter(account: str = "", *, invitation: str = "", **options: Any) -> Page:
        with context(**options) as page:
            if invitation:
                accept(page, invitation)
                return page
            page.goto("/masuk")
            page.locator(f"button[value='{account}']").click()
            page.wait_for_url("**/")
            return page

    yield enter
    for made, wrong in opened:
        made.close()
        assert wrong == []


def accept(page: Page, invitation: str) -> None:
    """Follow an invitation: choose a password, enrol a telephone, keep the codes."""
    page.goto(invitation)
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Ulangi kata sandi baru").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    telephone = pyotp.TOTP(page.locator("input[name=secret]").input_value())
    page.get_by_role("textbox", name="Kode").fill(telephone.now())
    page.get_by_role("button", name="Pasang langkah kedua").click()
    page.get_by_role("link", name="Kode sudah saya simpan").click()


def _complain(kind: str, text: str, wrong: list[str]) -> None:
    # A form that was filled in wrong is answered 400; that the browser says so is no fault.
    if kind == "error" and not text.startswith("Failed to load resource: the server responded"):
        wrong.append(text)


def _stay_here(url: str, wrong: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        wrong.append(f"left the machine: {url}")
