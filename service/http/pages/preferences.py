"""How somebody wants to read: the language of pages, kept in a cookie."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.response import Redirect

from service.http.authentication import local
from service.http.forms import first, read_form
from service.http.languages import COOKIE, chosen

YEAR_SECONDS = 365 * 24 * 3600


class PreferencesController(Controller):
    """The choice of a language; for anybody, signed in or not."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @post("/bahasa", status_code=303)
    async def language(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Keep a language, and go back to where it was chosen."""
        posted = await read_form(request)
        # Only a path of ours: anything else would send people to another site.
        answer = Redirect(local(first(posted, "to")), status_code=303)
        answer.set_cookie(
            key=COOKIE,
            value=chosen(first(posted, "language")),
            max_age=YEAR_SECONDS,
            path="/",
            httponly=True,
            samesite="lax",
        )
        return answer
