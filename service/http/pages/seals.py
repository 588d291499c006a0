"""Where anybody checks what was issued under a hash: minutes of a meeting, a statement."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.exchange import statements
from service.exchange.statement_words import Words
from service.exchange.statements import Check
from service.http.api.musdes_answers import Verification, verified
from service.http.pages.rendering import render
from service.regency import Regency

HASH_LETTERS = 64


class SealsController(Controller):
    """No resident's name is told."""

    include_in_schema = False
    opt = {"public": True, "strangers": "counted"}  # noqa: RUF012  (the framework's own way)

    @get("/periksa", sync_to_thread=True, opt={"queries": frozenset({"sidik"})})
    def ask(
        self, request: Request[Any, Any, Any], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Ask for the hash that is printed on a paper, and tell what it is of."""
        return _checked(request, regency, request.query_params.get("sidik", ""))

    @get("/periksa/{content_hash:str}", sync_to_thread=True)
    def check(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        content_hash: FromPath[str],
    ) -> Response[str]:
        """Tell what has this hash."""
        return _checked(request, regency, content_hash)


def _checked(request: Request[Any, Any, Any], regency: Regency, asked: str) -> Response[str]:
    content_hash = "".join(asked.split()).lower()
    minutes, statement = None, None
    if len(content_hash) == HASH_LETTERS and content_hash.isalnum():
        minutes = _minutes(regency, content_hash)
        statement = _statement(regency, content_hash)
    found = minutes or statement
    return render(
        request,
        "seal.html",
        status=404 if asked and found is None else 200,
        asked="" if found else asked[:200],
        found=minutes,
        statement=statement,
        partner=Words(regency).partner(statement.issued.partner) if statement else "",
        last=statement.issued.until_on - timedelta(days=1) if statement else None,
    )


def _minutes(regency: Regency, content_hash: str) -> Verification | None:
    try:
        return verified(regency, content_hash)
    except NotKnown:
        return None


def _statement(regency: Regency, content_hash: str) -> Check | None:
    try:
        return statements.check(regency, content_hash)
    except NotKnown:
        return None
