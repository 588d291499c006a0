"""Interests over HTTP: a partner's own, with what matches and what is new."""

from typing import Any

from service.regency import Regency
from tests.commands.giving import COMPANY, catalogue
from tests.http.api.asking import A, B, Client, refusal, registered
from tests.http.api.test_needs import _confirmed
from tests.http.conftest import KLEGO, As

INTERESTS = "/api/v1/interests"


def saved(client: Client, as_: As, by: str = "company", **wish: Any) -> str:
    body = {"partner": COMPANY, **(wish or {"need": "housing", "area": "33.09.15"})}
    answer = client.post(INTERESTS, json=body, headers=as_(by))
    assert answer.status_code == 201, answer.text
    interest: str = answer.json()["id"]
    return interest


def listed(client: Client, as_: As, by: str = "company") -> list[tuple[str, int, int]]:
    answer = client.get(INTERESTS, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return [(one["need"], one["unmet"], one["fresh"]) for one in answer.json()["items"]]


def test_an_interest_tells_what_matches_and_what_is_new(client: Client, as_: As, regency: Regency):
    catalogue(regency)
    _confirmed(client, as_, registered(client, as_, A), "housing")
    interest = saved(client, as_)
    assert listed(client, as_) == [("housing", 1, 0)]
    _confirmed(client, as_, registered(client, as_, B), "housing", "skills")
    assert listed(client, as_) == [("housing", 2, 1)]
    looked = client.post(f"{INTERESTS}/{interest}/reviews", json={}, headers=as_("company"))
    assert looked.status_code == 201, looked.text
    assert listed(client, as_) == [("housing", 2, 0)]
    changed = {"need": "skills"}
    client.post(f"{INTERESTS}/{interest}/changes", json=changed, headers=as_("company"))
    assert listed(client, as_)[0][:2] == ("skills", 1)
    board = client.get("/api/v1/needs/board?is_matching=true", headers=as_("company")).json()
    assert [(one["area"], one["need"]) for one in board["items"]] == [(KLEGO, "skills")]
    over = client.post(f"{INTERESTS}/{interest}/ends", json={"reason": "habis"},
                       headers=as_("company"))  # fmt: skip
    assert over.status_code == 201
    assert listed(client, as_) == []


def test_an_interest_is_its_partner_s(client: Client, as_: As, regency: Regency):
    catalogue(regency)
    interest = saved(client, as_, by="secretariat")
    for by, path in (("baznas", f"/{interest}/reviews"), ("partner_nowhere", "")):
        body = {} if path else {"partner": COMPANY, "need": "housing"}
        answer = client.post(INTERESTS + path, json=body, headers=as_(by))
        assert answer.status_code == 404, (by, answer.text)
    assert listed(client, as_, "baznas") == []
    assert len(listed(client, as_, "auditor")) == 1
    empty = client.post(INTERESTS, json={"partner": COMPANY}, headers=as_("company"))
    assert refusal(empty) == "wish-empty"
    wrong = {"partner": COMPANY, "programme": "jamban", "need": "housing"}
    assert refusal(client.post(INTERESTS, json=wrong, headers=as_("company"))) == "other-need"


def test_without_an_agreement_matches_are_told_in_steps_of_five(
    client: Client, as_: As, regency: Regency
):
    catalogue(regency)
    _confirmed(client, as_, registered(client, as_, A), "housing")
    own = {"partner": "pt-asing", "name": "PT Asing", "org_type": "company"}
    client.post("/api/v1/partners", json=own, headers=as_("secretariat"))
    body = {"partner": "pt-asing", "need": "housing"}
    answer = client.post(INTERESTS, json=body, headers=as_("partner_nowhere"))
    assert answer.status_code == 201, answer.text
    assert listed(client, as_, "partner_nowhere") == [("housing", 0, 0)]
