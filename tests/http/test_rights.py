"""Every route asks for a right of the table, of every role, before it reads anything."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from service.http import authentication, live
from service.http.rights import is_public, rights_of
from service.kernel.roles import ROLES, Actor, Scope
from service.policies import access, reads, rights
from tests.http.conftest import KLEGO, PERSONAS, As
from tests.http.pages.browsing import sign_in

Client = TestClient[Litestar]

NOT_TOLD = {401, 403}
HIDDEN = {403, 404}

FIT = {
    "code": KLEGO,
    "account": "auditor",
    "partner": "baznas",
    "slug": "baznas",
    "statement": "5a" * 32,
}
"""Values of path parameters that are of the right form; whether there is such a thing is not asked
of whoever has no right to it."""


@pytest.fixture(autouse=True)
def _streams_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that is asked for ends at once, rather than after a minute."""
    monkeypatch.setattr(live, "LONGEST_SECONDS", 0.0)


def routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Yield (method, path as the service knows it, handler) of every route but OPTIONS."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield method, route.path, handler


def path_of(template: str) -> str:
    """Return an address that a route answers at."""

    def value(found: re.Match[str]) -> str:
        name, _, kind = found[1].partition(":")
        return {"uuid": str(uuid4()), "int": "1"}.get(kind, FIT.get(name, "abc"))

    return re.sub(r"\{([^}]+)\}", value, template)


def asked(client: Client, method: str, template: str, headers: dict[str, str]) -> int:
    """Return the status of a request with nothing in it; of a page that leads to `/masuk`, 401."""
    is_page = not template.startswith("/api/")
    has_body = method in {"POST", "PUT", "PATCH"}
    answer = client.request(
        method,
        path_of(template),
        headers=headers,
        json={} if has_body and not is_page else None,
        data={"leer": ""} if has_body and is_page else None,
        follow_redirects=False,
    )
    if answer.headers.get("location", "").startswith("/masuk"):
        return 401
    status: int = answer.status_code
    return status


def test_every_route_names_a_right_of_the_table_or_is_public(client: Client):
    forgot = []
    for method, path, handler in routes(client.app):
        named = rights_of(handler)
        known = all(right in rights.RULES or right in reads.READS for right in named)
        if is_public(handler) == bool(named) or not known:
            forgot.append((method, path, named))

    assert forgot == []


def test_every_right_to_read_is_asked_for_somewhere(client: Client):
    """One that no route asks for is told by what `access.may` decides within a route."""
    named = {right for *_, handler in routes(client.app) for right in rights_of(handler)}

    every = {"funds.read_all", "statements.read_all", "trail.read_all", "upzs.read_all"}
    assert every >= set(reads.READS) - named


@pytest.mark.parametrize("role", ROLES)
def test_a_route_answers_the_roles_of_its_right_and_no_other(client: Client, as_: As, role: str):
    persona = next(persona for persona, (theirs, *_) in PERSONAS.items() if theirs == role)
    session = sign_in(client, persona)
    wrong = []
    for method, path, handler in routes(client.app):
        if is_public(handler):
            continue
        is_allowed = any(role in access.roles_of(right) for right in rights_of(handler))
        is_page = not path.startswith("/api/")
        headers = {"X-CSRF-Token": session.csrf_token()} if is_page else as_(persona)
        status = asked(client, method, path, headers)
        is_wrong = status in NOT_TOLD or status >= 500 if is_allowed else status not in HIDDEN
        if is_wrong:
            wrong.append((method, path, status, is_allowed))

    assert wrong == []


def test_whoever_is_not_signed_in_is_asked_who_they_are(client: Client):
    wrong = []
    for method, path, handler in routes(client.app):
        if is_public(handler):
            continue
        status = asked(client, method, path, {"Accept": "text/html"})
        if status != 401:
            wrong.append((method, path, status))

    assert wrong == []


def test_a_route_that_names_no_right_answers_nobody(client: Client, as_: As):
    """What a forgotten right comes to, until the test above finds it."""
    [(*_, handler)] = [r for r in routes(client.app) if r[:2] == ("GET", "/api/v1/partners")]
    named = handler.opt.pop("right")
    try:
        assert client.get("/api/v1/partners", headers=as_("secretariat")).status_code == 403
    finally:
        handler.opt["right"] = named


def test_the_right_is_asked_for_before_the_body_is_read(client: Client, as_: As):
    headers = as_("auditor") | {"Content-Type": "application/json"}

    answer = client.post("/api/v1/partners", headers=headers, content=b"{no json")

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-allowed"
    assert answer.json()["why"] == {"role": "auditor", "right": "partners.enrol"}


@pytest.mark.parametrize(
    ("powers", "method", "path", "status"),
    [
        ({"read"}, "GET", "/api/v1/partners", 200),
        ({"read"}, "POST", "/api/v1/partners", 403),
        ({"command"}, "GET", "/api/v1/partners", 403),
        ({"command"}, "POST", "/api/v1/partners", 400),
        (set(), "GET", "/api/v1/accounts/me", 403),
    ],
)
def test_a_token_opens_only_what_it_is_good_for(  # noqa: PLR0917
    client: Client, as_: As, monkeypatch: pytest.MonkeyPatch, powers, method, path, status
):
    weak = Actor(
        account="secretariat",
        position="Sekretariat",
        role="secretariat",
        organisation="tkpkd",
        scope=Scope(("33.09",)),
        powers=frozenset(powers),
    )
    monkeypatch.setattr(authentication, "actor_by_token", lambda *_: weak)

    body: dict[str, str] | None = {} if method == "POST" else None
    answer = client.request(method, path, headers=as_("secretariat"), json=body)

    assert answer.status_code == status, answer.text
    if status == 403:
        assert answer.json()["type"] == "/problems/not-empowered"
