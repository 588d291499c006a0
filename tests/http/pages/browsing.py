"""A browser that is signed in, and sends forms as a page gave them."""

import re
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from service.sessions.session import Session
from service.sessions.sessions import Place

BROWSER = {"Accept": "text/html"}
CSRF = re.compile(r'name="_csrf" value="([0-9a-f]+)"')
KEY = re.compile(r'name="_key" value="([0-9a-f]+)"')


def sign_in(browser: TestClient[Litestar], account: str) -> Session:
    """Give a browser a session of an account, as if it had just proved whose it is."""
    regency = browser.app.state.regency
    token, session = regency.sessions.start(
        account,
        is_complete=True,
        place=Place("127.0.0.1", "Peramban contoh"),
        now=regency.ledger.clock(),
    )
    browser.cookies.clear()
    browser.cookies.set("sanding", token)
    browser.headers.update(BROWSER)
    found: Session = session
    return found


def send(
    browser: TestClient[Litestar], page: str, path: str = "", **fields: str | list[str]
) -> Any:
    """Send a form of a page, with the token and the key that the page put into it.

    Args:
        path: where it goes; the page itself unless said.
    """
    shown = browser.get(page).text
    hidden = {
        name: found[-1]
        for name, found in (("_csrf", CSRF.findall(shown)), ("_key", KEY.findall(shown)))
        if found
    }
    return browser.post(path or page, data={**hidden, **fields}, follow_redirects=False)
