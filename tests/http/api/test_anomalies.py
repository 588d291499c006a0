"""Odd signs over HTTP: shown with what is behind them, explained by somebody else."""

from typing import Any
from uuid import uuid4

import pytest

from service.regency import Regency
from tests.http.api.asking import DAY, Client, refusal
from tests.http.conftest import KLEGO, As
from tests.support import events as some
from tests.support.told import tell_together

SIGNS = "/api/v1/anomalies"
EXPLAIN = {"outcome": "harmless", "reason": "Disalin dari lembar RT dalam satu sore"}


@pytest.fixture
def hurried(client: Client, regency: Regency) -> int:
    """Let twenty households of Klego be judged in a moment by one operator, a few days ago."""
    assert client
    on = regency.ledger.today
    return tell_together(
        regency,
        [
            some.judged(household=some.uid(10_000 + n), by="village_operator", occurred_on=on)
            for n in range(41)
        ],
    )


def signs(client: Client, as_: As, query: str = "", by: str = "secretariat") -> dict[str, Any]:
    answer = client.get(f"{SIGNS}?{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return {one["kind"]: one for one in answer.json()["items"]}


def test_a_sign_opens_into_the_testimonies_behind_it(client: Client, as_: As, hurried: int):
    found = signs(client, as_)

    assert {"in_minutes", "no_removals", "too_many_a_day"} <= found.keys()
    assert found["in_minutes"]["is_open"]
    assert found["too_many_a_day"]["account"] == "village_operator"
    assert found["in_minutes"]["positions"][0] == hurried
    event = client.get(f"/api/v1/trail/{hurried}", headers=as_("secretariat"))
    assert event.status_code in {200, 404}


def test_an_explained_sign_is_closed_until_more_of_it_happens(
    client: Client, as_: As, hurried: int, regency: Regency
):
    sign = signs(client, as_)["in_minutes"]
    where = f"{SIGNS}/{sign['id']}/explanations"

    answer = client.post(where, json=EXPLAIN, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text
    told = signs(client, as_)["in_minutes"]
    assert (told["is_open"], told["explained_by"]) == (False, "secretariat")
    assert "in_minutes" not in signs(client, as_, "is_open=true")
    again = client.post(where, json=EXPLAIN, headers=as_("secretariat"))
    assert refusal(again) == "explained-already"

    tell_together(regency, [some.judged(household=some.uid(777), occurred_on=regency.ledger.today)])
    assert signs(client, as_)["in_minutes"]["is_open"]
    assert hurried


@pytest.mark.usefixtures("hurried")
def test_signs_are_for_those_who_watch_and_the_village_explains_none(client: Client, as_: As):
    sign = signs(client, as_)["in_minutes"]
    where = f"{SIGNS}/{sign['id']}/explanations"

    for by in ("village_operator", "partner_here", "monitor"):
        assert client.get(SIGNS, headers=as_(by)).status_code == 403
        assert client.post(where, json=EXPLAIN, headers=as_(by)).status_code == 403
    assert signs(client, as_, by="auditor")
    assert signs(client, as_, f"area={KLEGO}", by="mentor")
    unknown = client.post(f"{SIGNS}/{uuid4()}/explanations", json=EXPLAIN, headers=as_("mentor"))
    assert unknown.status_code == 404


def test_nobody_explains_a_sign_about_the_own_work(client: Client, as_: As, regency: Regency):
    on = regency.ledger.today
    tell_together(
        regency,
        [
            some.judged(household=some.uid(10_000 + n), by="mentor", occurred_on=on)
            for n in range(41)
        ],
    )
    sign = signs(client, as_)["too_many_a_day"]

    answer = client.post(f"{SIGNS}/{sign['id']}/explanations", json=EXPLAIN, headers=as_("mentor"))

    assert refusal(answer) == "own-anomaly"
    assert DAY
