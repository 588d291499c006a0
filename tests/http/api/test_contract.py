"""What holds for every endpoint, walked from the routes and from the API's own description."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans, sampled_from
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient
from openapi_spec_validator import validate
from schemathesis import Case, GenerationMode, checks
from schemathesis.core.result import Ok

from service.app import MOST_BODY_BYTES
from service.http.rights import is_public, rights_of
from service.policies import access
from service.regency import Regency
from tests.http.api.given import named
from tests.http.conftest import As, persona_with

Client = TestClient[Litestar]
Endpoint = tuple[str, str, HTTPRouteHandler]
Operation = tuple[str, str, dict[str, Any]]

EXAMPLES = 8
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]

UNIVERSAL = {"401", "400"}
"""Every endpoint of the API can be asked by nobody, or asked nonsense."""


THE_FILE_IS_THE_KEY = (
    "/api/v1/lists",
    "/api/v1/lists/previews",
    "/api/v1/lists/previews/{token}/receipts",
    "/api/v1/budgets/imports",
    "/api/v1/payment-batches",
)
"""Sent again, a file changes nothing, so it needs no key beside it."""


def endpoints(app: Litestar) -> Iterator[Endpoint]:
    """Yield (method, a path that fits, handler) of everything under /api."""
    for route in app.routes:
        if not route.path.startswith("/api/"):
            continue
        path = re.sub(r"\{[^:}]+:uuid\}", str(uuid4()), route.path)
        path = re.sub(r"\{[^:}]+:int\}", "1", path)
        path = re.sub(r"\{[^}]+\}", "abc", path)
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield method, path, handler


def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        if path.startswith("/api/"):
            for method, operation in item.items():
                yield method, path, operation


def test_the_description_is_a_valid_openapi_3_1_document(client: Client):
    document = described(client)

    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_command_documents_its_idempotency_key_and_insists_on_it(client: Client):
    """A POST that answers 200 is a question too delicate for an address."""
    missing = [
        path
        for method, path, operation in operations(described(client))
        if method == "post"
        and "201" in operation["responses"]
        and path not in THE_FILE_IS_THE_KEY
        and not any(
            parameter["name"] == "Idempotency-Key" and parameter["required"]
            for parameter in operation.get("parameters", ())
        )
    ]

    assert missing == []


def test_every_endpoint_documents_how_it_can_fail(client: Client):
    for method, path, operation in operations(described(client)):
        problems = {
            status
            for status, response in operation["responses"].items()
            if "application/problem+json" in response.get("content", {})
        }
        assert problems >= UNIVERSAL, (method, path)
        assert operation["description"], (method, path)


def test_bodies_are_closed_to_unknown_fields(client: Client):
    document = described(client)
    for method, path, operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        name = body and body["schema"].get("$ref", "").rpartition("/")[2]
        if name:
            schema = document["components"]["schemas"][name]
            assert schema["additionalProperties"] is False, (method, path)


def test_without_a_token_nothing_of_the_api_answers(client: Client):
    seen = []
    for method, path, handler in endpoints(client.app):
        if is_public(handler):
            continue
        answer = client.request(method, path, headers={"Idempotency-Key": uuid4().hex}, json={})
        seen.append(path)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["content-type"] == "application/problem+json", (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"

    assert len(seen) > 50


def test_an_unknown_query_parameter_is_refused_by_every_endpoint(client: Client, as_: As):
    for method, path, handler in endpoints(client.app):
        rights = rights_of(handler) or ("account.read",)
        caller = persona_with(access.roles_of(rights[0]))
        answer = client.request(method, path + "?salah_ketik=1", headers=as_(caller), json={})

        assert answer.status_code == 400, (method, path, answer.text)
        assert answer.json()["errors"][0]["field"] == "?salah_ketik", (method, path)


def test_a_command_without_a_key_is_refused_and_the_key_is_named(client: Client, as_: As):
    headers = {"Authorization": as_("secretariat")["Authorization"]}
    body = {"partner": "baznas", "name": "Baznas", "org_type": "baznas"}

    answer = client.post("/api/v1/partners", headers=headers, json=body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_not_read(client: Client, as_: As, kind: str):
    headers = as_("secretariat") | {"Content-Type": kind}

    answer = client.post("/api/v1/partners", headers=headers, content=b"{}")

    assert answer.status_code == 415
    assert answer.json()["errors"][0]["field"] == "Content-Type"


def test_a_body_that_is_too_large_is_not_read(client: Client, as_: As):
    headers = as_("secretariat") | {"Content-Type": "application/json"}
    body = json.dumps({"name": "a" * MOST_BODY_BYTES})

    answer = client.post("/api/v1/partners", headers=headers, content=body)

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", ["", "null", "[]", '"teks"', "{", '{"a": 1e999}', "\\x00"])
def test_a_body_that_is_no_object_is_malformed(client: Client, as_: As, body: str):
    headers = as_("secretariat") | {"Content-Type": "application/json"}

    answer = client.post("/api/v1/partners", headers=headers, content=body)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "cursor",
    ["%00", "!", "bnVsbA", "WzFd", "WyIAIiwiYSJd", "WyJcdTAwMDAiLCJhIl0", "W1tdXQ", "WyJhIl0"],
)
def test_a_cursor_that_is_not_ours_is_malformed_everywhere(client: Client, as_: As, cursor: str):
    for path in ("partners", "funds", "commitments", "trail", "accounts", "programmes"):
        answer = client.get(f"/api/v1/{path}?cursor={cursor}", headers=as_("auditor"))

        fits = cursor == "WzFd" and path in {"commitments", "trail"}
        fits = fits or (cursor == "WyJhIl0" and path in {"funds", "accounts"})
        assert answer.status_code == (200 if fits else 400), (path, cursor, answer.text)


def test_a_position_beyond_the_head_is_the_present(client: Client, as_: As):
    for moment in ("999999999999", "9" * 40, "2999-01-01T00:00:00Z"):
        answer = client.get(f"/api/v1/partners?as_of={moment}", headers=as_("auditor"))

        assert answer.status_code == 200, moment
        assert answer.json()["position"] < 10_000


@pytest.fixture
def known(regency: Regency) -> dict[str, str]:
    """Give path parameters that name something, so that odd requests get past "not found"."""
    return named(regency)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_odd_requests_meet_no_fault_and_no_undocumented_answer(
    client: Client, as_: As, known: dict[str, str], mode: GenerationMode
):
    schema = schemathesis.openapi.from_dict(described(client))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    for operation in found:
        with suppress(Unsatisfiable):  # what takes no input can't be asked anything wrong
            _try(client, as_, operation, known, mode)

    assert len(found) > 50


def _try(
    client: Client, as_: As, operation: Any, known: dict[str, str], mode: GenerationMode
) -> None:
    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        persona=sampled_from(("secretariat", "administrator", "auditor", "baznas")),
        is_known=booleans(),
    )
    def ask(case: Case[Any], persona: str, is_known: bool) -> None:  # noqa: FBT001
        if is_known:
            case.path_parameters.update(
                {name: known[name] for name in case.path_parameters if name in known}
            )
        case.validate_response(_send(client, case, as_(persona)), checks=CHECKS)

    ask()


def _send(client: Client, case: Case[Any], headers: dict[str, str]) -> Any:
    asked = case.as_transport_kwargs(base_url=str(client.base_url))
    query = urlencode(asked.get("params") or {}, doseq=True)
    body = asked.get("data", b"")
    if "json" in asked:
        body = json.dumps(asked["json"]).encode()
    if kind := asked["headers"].get("Content-Type"):
        headers = headers | {"Content-Type": kind}
    return client.request(asked["method"], f"{asked['url']}?{query}", headers=headers, content=body)
