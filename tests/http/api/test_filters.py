"""Every filter of every question can be asked alone, by each kind of reader.

What stands after WHERE depends on who asks: a reader of some villages, or one from whom households
are hidden, meets conditions that whoever sees everything does not.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.regency import Regency
from tests.commands.acting import KLEGO
from tests.commands.giving import BAZNAS
from tests.http.api.given import named
from tests.http.conftest import As
from tests.support import events as some
from tests.support.told import tell

Client = TestClient[Litestar]

NOT_FILTERS = {"cursor", "purpose"}
"""What pages hand out themselves, and what a question by name insists on."""

KINDS = {
    "boolean": "true",
    "uuid": "{household}",
    "date": "2024-11-04",
    "date-time": "2024-11-04T00:00:00Z",
}
SAMPLES = {
    "^[0-9]{2}\\.[0-9]{2}\\.[0-9]{2}$": "33.09.15",
    "^[0-9]{2}": KLEGO,
    "^[a-z_]+:": "household:{household}",
    "^(poverty_rate": "poverty_rate/33.09/bps/1",
    "^[a-z0-9]+": BAZNAS,
}
"""What fits the patterns of the description, the first that begins like one."""


@pytest.fixture
def known(regency: Regency) -> dict[str, str]:
    """Give names of things, with a family of whom partners may not know any more."""
    known = named(regency)
    tell(regency, some.restricted(household=UUID(known["household"])))
    return known


def questions(client: Client) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the path of every GET and the parameters of its query."""
    for path, item in client.get("/openapi.json").json()["paths"].items():
        if path.startswith("/api/") and "get" in item:
            yield path, [one for one in item["get"].get("parameters", ()) if one["in"] == "query"]


def sample(schema: dict[str, Any], known: dict[str, str]) -> str:
    """Return a value that fits a parameter."""
    schema = schema.get("oneOf", [schema])[0]
    schema = schema.get("items", schema)
    if "enum" in schema or "const" in schema:
        return str(schema.get("const") or schema["enum"][0])
    if schema["type"] == "integer":
        return str(max(schema.get("minimum", 1), min(2024, schema.get("maximum", 2024))))
    if known_kind := KINDS.get(schema.get("format") or schema["type"]):
        return known_kind.format_map(known)
    pattern = schema.get("pattern", "")
    found = (text for start, text in SAMPLES.items() if pattern.startswith(start))
    return next(found, "3").format_map(known)


@pytest.mark.parametrize("reader", ["secretariat", "mentor", "baznas"])
def test_every_filter_can_be_asked_alone_by_each_kind_of_reader(
    client: Client, as_: As, known: dict[str, str], reader: str
):
    faults, answered = [], 0
    for path, given in questions(client):
        at = re.sub(r"\{([^}]+)\}", lambda found: known.get(found[1], str(uuid4())), path)
        always = {one["name"]: "verification" for one in given if one["name"] == "purpose"}
        always |= {one["name"]: sample(one["schema"], known) for one in given if one["required"]}
        filters = [one for one in given if one["name"] not in NOT_FILTERS]
        for one in [{}, *({one["name"]: sample(one["schema"], known)} for one in filters)]:
            asked = f"{at}?{urlencode(always | one)}"
            status = client.get(asked, headers=as_(reader)).status_code
            answered += status == 200
            if status >= 500:
                faults.append(asked)

    assert faults == []
    assert answered > 300
