"""HTML from templates: plain words, numbers and days as people here write them.

Templates, also those that are imported, may ask whose page it is: `csrf()`, `may(right)`,
`new_key()`. That is known for as long as one page is rendered, in its own thread.
"""

import gzip
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any, cast
from urllib.parse import quote, unquote
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response
from msgspec import Struct

from service.http import languages, static
from service.http.authentication import now_of
from service.http.languages import Language
from service.http.pages.labels import LABELS
from service.http.pages.navigation import menu
from service.kernel.purposes import PURPOSE_LABELS
from service.kernel.roles import Actor
from service.policies import access
from service.projections import sentences
from service.sessions.session import Session

NOTICE = "sanding_notice"
NOTICE_SECONDS = 60
MOST_NOTICE = 300
WORTH_COMPRESSING = 1_400
"""Bytes that fit in one packet gain nothing."""

AnyRequest = Request[Any, Any, Any]


class Viewer(Struct, frozen=True):
    """Who looks at a page: somebody signed in with a session or a token, or nobody yet."""

    actor: Actor | None
    session: Session | None

    def csrf(self) -> str:
        """Return the token of a form; empty for whoever has no session to protect."""
        return self.session.csrf_token() if self.session else ""

    def may(self, right: str) -> bool:
        """Say whether to offer something; whether it is done is for the command to say."""
        return self.actor is not None and access.may(self.actor, right)


_viewer: ContextVar[Viewer] = ContextVar("viewer")


def render(
    request: AnyRequest, template: str, *, status: int = 200, **values: Any
) -> Response[str]:
    """Return a page for whoever asked for it.

    Args:
        values: what the template is told, beside `actor`, `session`, `notice`, `path`, `menu`,
            `language`, what is open (`purpose`, `purpose_until`), and `here`: the page's own
            address with its query, to come back to as a value of another's.
    """
    viewer = Viewer(request.scope.get("user"), cast("Session | None", request.scope.get("session")))
    language = languages.chosen(request.cookies.get(languages.COOKIE))
    path = request.url.path
    token = _viewer.set(viewer)
    try:
        html = (
            _environment(language)
            .get_template(template)
            .render(
                {
                    "actor": viewer.actor,
                    "session": viewer.session,
                    "notice": unquote(request.cookies.get(NOTICE, ""))[:MOST_NOTICE],
                    "path": path,
                    "here": quote(f"{path}?{request.url.query}" if request.url.query else path),
                    "menu": menu(viewer.actor, path) if viewer.actor else None,
                    "language": language,
                    "purpose": viewer.session.purpose_at(now_of(request)) if viewer.session else "",
                    **values,
                }
            )
        )
    finally:
        _viewer.reset(token)
    response: Response[Any] = Response(html, status_code=status, media_type=MediaType.HTML)
    if NOTICE in request.cookies:
        response.delete_cookie(NOTICE, path="/")
    return _compressed(request, response, html)


def notice(response: Response[Any], text: str) -> None:
    """Have the next page say that something was done."""
    response.set_cookie(
        key=NOTICE,
        value=quote(text[:MOST_NOTICE]),
        max_age=NOTICE_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
    )


def translate(request: AnyRequest, text: str) -> str:
    """Return words of a page in the reader's language."""
    language = languages.chosen(request.cookies.get(languages.COOKIE))
    return languages.translations(language).gettext(text) if text else ""


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("service.http", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = languages.translations(language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= languages.filters(language)
    environment.filters |= {name: _label(catalogue.gettext, name) for name in LABELS}
    environment.filters |= {
        "short": sentences.short_id,
        "purpose": lambda code: catalogue.gettext(PURPOSE_LABELS[code]),
        "t": lambda text: catalogue.gettext(text) if text else "",
        "anchor": anchor,
        "first_up": lambda text: text[:1].upper() + text[1:],
    }
    environment.globals |= {
        "stylesheet": static.address(static.SHEET),
        "drawn_stylesheet": static.address(static.DRAWN_SHEET),
        "script": static.address(static.SCRIPT),
        "languages": languages.LANGUAGES,
        "csrf": lambda: _viewer.get().csrf(),
        "may": lambda right: _viewer.get().may(right),
        "new_key": lambda: uuid4().hex,
    }
    return environment


def anchor(name: str) -> str:
    """Return the id of a field on the page: `f-members-0-nik`."""
    return "f-" + "-".join(filter(None, name.replace("]", "").replace("[", ".").split(".")))


def _label(gettext: Callable[[str], str], name: str) -> Callable[[Any], str]:
    labels = LABELS[name]

    def label(code: Any) -> str:
        if not code:
            return languages.DASH
        text = gettext(labels[code])
        return text[:1].upper() + text[1:]

    return label


def _compressed(request: AnyRequest, response: Response[Any], html: str) -> Response[str]:
    # Tokens of forms are masked anew each time, so a page's length tells nothing about them.
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    raw = html.encode()
    if len(raw) > WORTH_COMPRESSING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.headers["Content-Encoding"] = "gzip"
        response.content = gzip.compress(raw, compresslevel=5, mtime=0)
    return response
