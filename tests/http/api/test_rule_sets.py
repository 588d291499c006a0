"""Rule sets over HTTP: read by everybody, published by the regency, never changed."""

from typing import Any

import msgspec
import pytest

from service.reference.rule_sets import SHIPPED
from tests.http.api.asking import Client
from tests.http.conftest import As

SETS = "/api/v1/rule-sets"
MAP = f"{SETS}/peta-rekomendasi"
EATING = {"rule": "makan", "need": "food", "label": "Makan"}


def body(name: str, **other: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(SHIPPED[name])
    plain.pop("kind")
    return plain | other


def publish(client: Client, as_: As, by: str = "secretariat", **other: Any) -> Any:
    asked = body("peta-rekomendasi", **other)
    return client.post(f"{MAP}/maps", json=asked, headers=as_(by))


def test_a_regency_starts_with_what_ships(client: Client, as_: As):
    answer = client.get(SETS, headers=as_("village_operator")).json()
    assert [(one["rule_set"], one["in_force"]["version"]) for one in answer["rule_sets"]] == [
        ("peta-rekomendasi", 1),
        ("bps-14", 1),
        ("kepmensos-262", 1),
        ("kebutuhan-setempat", 1),
    ]
    assert all(one["in_force"]["shipped"] for one in answer["rule_sets"])


def test_a_new_version_stands_beside_the_former(client: Client, as_: As):
    answer = publish(client, as_, author="TKPKD Boyolali")
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == MAP
    found = client.get(MAP, headers=as_("auditor")).json()["versions"]
    assert [(one["version"], one["shipped"]) for one in found] == [(1, True), (2, False)]
    one = client.get(f"{MAP}/versions/2", headers=as_("auditor")).json()
    assert one["content"]["author"] == "TKPKD Boyolali"
    assert client.get(f"{MAP}/versions/3", headers=as_("auditor")).status_code == 404


def test_what_was_published_later_was_not_known_before(client: Client, as_: As):
    before = client.get(SETS, headers=as_("auditor")).json()["position"]
    publish(client, as_)
    found = client.get(f"{MAP}?as_of={before}", headers=as_("auditor")).json()["versions"]
    assert [(one["version"], one["position"]) for one in found] == [(1, 0)]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"effective_on": "2020-01-01"}, "rule-set-backdated"),
        (
            {"needs": [{"rule": "makan", "need": "food", "label": "A", "when": ["z ="]}]},
            "rule-unreadable",
        ),
        (
            {"needs": [{"rule": "makan", "need": "food", "label": "A", "when": ["zzz = 1"]}]},
            "rule-asks-unknown",
        ),
    ],
)
def test_rules_that_could_not_be_applied_are_refused(client: Client, as_: As, wrong, problem):
    answer = publish(client, as_, **wrong)
    assert answer.status_code == 409, answer.text
    assert problem in answer.json()["type"]


def test_nobody_else_publishes(client: Client, as_: As):
    assert publish(client, as_, by="village_head").status_code == 403


def test_a_set_that_is_none_is_not_found(client: Client, as_: As):
    assert client.get(f"{SETS}/desil", headers=as_("auditor")).status_code == 404
    asked = body("bps-14")
    answer = client.post(f"{SETS}/desil/criteria", json=asked, headers=as_("secretariat"))
    assert answer.status_code == 409


def test_a_set_of_criteria_takes_another_threshold(client: Client, as_: As):
    asked = body("bps-14", threshold=8)
    answer = client.post(f"{SETS}/bps-14/criteria", json=asked, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text
    [*_, latest] = client.get(f"{SETS}/bps-14", headers=as_("auditor")).json()["versions"]
    assert latest["content"]["threshold"] == 8
