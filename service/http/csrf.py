"""Whether a browser was sent here by a page of ours.

Two checks on everything that changes something: the browser's own word on where the request comes
from, which also guards signing in, and a token of the session in every form.
Source: OWASP ASVS 5.0, 3.5.1; `Sec-Fetch-Site` of Fetch Metadata.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from litestar import Request

from service.http.problems import NotHere
from service.sessions.session import Session

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "_csrf"
HEADER = "X-CSRF-Token"
MOST_FIELDS = 1_000

AnyRequest = Request[Any, Any, Any]


class CrossSite(NotHere):
    """Permintaan ini datang dari situs lain."""

    way_out = "Buka Sanding langsung dari alamatnya, lalu ulangi."


class FormExpired(NotHere):
    """Formulir ini sudah kedaluwarsa."""

    way_out = "Muat ulang halaman, lalu kirim kembali isiannya."


def require_same_origin(request: AnyRequest) -> None:
    """Refuse a request that another site made a browser send.

    Raises:
        CrossSite: the browser says so, or its word on where it comes from is not our address.
    """
    site = request.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = request.headers.get("origin")
    # An old browser says only which page it comes from; a program says neither.
    if site is None and (origin is None or urlsplit(origin).netloc == request.headers.get("host")):
        return
    raise CrossSite


def require(session: Session, token: str) -> None:
    """Refuse a form that is not of this session.

    Raises:
        FormExpired: it was made for another one, or by somebody else.
    """
    if not session.admits(token):
        raise FormExpired


async def require_form(request: AnyRequest, session: Session) -> None:
    """Refuse a form, or what a script sends, without a token of this session.

    Raises:
        FormExpired: the token is missing or of another session.
    """
    token = request.headers.get(HEADER)
    if token is None and request.content_type[0] == "application/x-www-form-urlencoded":
        body = (await request.body()).decode("utf-8", "replace")
        try:
            token = parse_qs(body, max_num_fields=MOST_FIELDS).get(FIELD, [""])[0]
        except ValueError:
            token = ""  # more fields than any form of ours has
    require(session, token or "")
