"""A command asks for its right itself, whether or not the route in front of it did."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from service import app
from service.application import command_id
from service.http.rights import rights_of
from service.policies import access, rights
from service.regency import Regency
from tests.http.conftest import KEEPER, PERSONAS, As, open_accounts
from tests.http.test_rights import routes

Client = TestClient[Litestar]


@pytest.fixture
def unguarded(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Give a service whose routes have forgotten to ask."""
    monkeypatch.setattr(app, "require_right", lambda *_: None)
    regency.ledger.record(KEEPER, open_accounts, command_id=command_id("personas"))
    with TestClient(app.create_app(regency)) as client:
        yield client


def rights_by_path(client: Client) -> dict[str, tuple[str, ...]]:
    """Return the rights of every command of the API, by its address as it is described."""
    found = {}
    for method, path, handler in routes(client.app):
        named = rights_of(handler)
        if method == "POST" and path.startswith("/api/") and set(named) <= rights.RULES.keys():
            described = "/".join(
                part.partition(":")[0] + "}" if ":" in part else part for part in path.split("/")
            )
            found[described.rstrip("/")] = named
    return found


def test_a_command_refuses_every_role_outside_the_table(unguarded: Client, as_: As):
    schema = schemathesis.openapi.from_dict(unguarded.get("/openapi.json").json())
    rights = rights_by_path(unguarded)
    wrong: list[tuple[str, str, int, str]] = []
    tried = set()
    for result in schema.get_all_operations():
        operation = result.ok() if isinstance(result, Ok) else None
        if operation is None or operation.method != "post" or operation.path not in rights:
            continue
        allowed = {role for right in rights[operation.path] for role in access.roles_of(right)}
        personas: dict[str, str] = {theirs: one for one, (theirs, *_) in PERSONAS.items()}
        for url, body in _requests(operation):
            for role in sorted(personas.keys() - allowed):
                answer = unguarded.post(url, json=body, headers=as_(personas[role]))
                if answer.status_code == 400:
                    break  # not well-formed after all: the next one may be
                tried.add(operation.path)
                if answer.status_code != 403:
                    wrong.append((operation.path, role, answer.status_code, answer.text[:200]))
            if operation.path in tried:
                break

    assert wrong == []
    assert len(tried) > 0.75 * len(rights), set(rights) - tried


def _requests(operation: Any) -> list[tuple[str, Any]]:
    """Return a few requests that fit the description, as (address, body)."""
    found: list[tuple[str, Any]] = []

    @settings(
        max_examples=6,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def collect(case: Case[Any]) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver.local")
        found.append((asked["url"], _whole(asked.get("json"))))

    with suppress(Unsatisfiable):
        collect()
    return found


def _whole(value: Any) -> Any:
    """Return a value with whole numbers as such: to a schema, 1.0 is an integer."""
    match value:
        case dict():
            return {key: _whole(one) for key, one in value.items()}
        case list():
            return [_whole(one) for one in value]
        case float() if value.is_integer():
            return int(value)
    return value
