"""Second looks over HTTP: drawn by the rule, checked by anybody, never by whoever looked first."""

from typing import Any

import pytest

from tests.http.api.asking import DAY, VISIT, Client, refusal, registered
from tests.http.api.test_coverage import looked
from tests.http.conftest import KLEGO, TANJUNG, As

DRAWS = "/api/v1/rechecks"
ASK = {"area": "33.09.15", "since": "2024-11-01", "until": "2024-11-30"}
FOUND = {"found": "eligible", "method": "visit", "evidence": [VISIT], "occurred_on": DAY}


def nik(number: int) -> str:
    return f"99091501017{number:05}"


@pytest.fixture
def homes(client: Client, as_: As) -> list[str]:
    """Give 21 households that the secretariat looked at: two of them are drawn."""
    made = [registered(client, as_, nik(n)) for n in range(1, 22)]
    for home in made:
        looked(client, as_, home)
    return made


def drawn(client: Client, as_: As, **other: Any) -> Any:
    answer = client.post(DRAWS, json={**ASK, **other}, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def one(client: Client, as_: As, where: str, by: str = "secretariat") -> Any:
    answer = client.get(where, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_five_in_a_hundred_are_drawn_and_anybody_can_follow_the_rule(
    client: Client, as_: As, homes: list[str]
):
    where = drawn(client, as_)

    told = one(client, as_, where)
    assert (told["draw"]["out_of"], told["draw"]["sampled"]) == (21, 2)
    assert {each["household"] for each in told["households"]} <= set(homes)
    # What happens later changes nothing of what was drawn then.
    looked(client, as_, registered(client, as_, nik(99)))
    proof = one(client, as_, f"{where}/proof", by="auditor")
    assert proof["is_same"]
    assert proof["drawn"] == [each["household"] for each in told["households"]]


@pytest.mark.usefixtures("homes")
def test_a_draw_is_made_once(client: Client, as_: As):
    drawn(client, as_)

    again = client.post(DRAWS, json=ASK, headers=as_("secretariat"))
    assert refusal(again) == "recheck-known"
    nobody = client.post(
        DRAWS, json={**ASK, "since": "2020-01-01", "until": "2020-02-01"}, headers=as_("mentor")
    )
    assert nobody.status_code == 404, "a mentor draws in the own villages"
    empty = {"area": KLEGO, "since": "2020-01-01", "until": "2020-02-01"}
    assert refusal(client.post(DRAWS, json=empty, headers=as_("mentor"))) == "nothing-to-recheck"


@pytest.mark.usefixtures("homes")
def test_the_first_verdict_is_told_after_the_second_look_only(client: Client, as_: As):
    where = drawn(client, as_)
    [first, second] = one(client, as_, where)["households"]
    assert (first["first"], first["first_by"]) == (None, None)

    body = {**FOUND, "household": first["household"], "found": "better_off"}
    done = client.post(f"{where}/findings", json=body, headers=as_("mentor"))
    assert done.status_code == 201, done.text

    [told, waiting] = one(client, as_, where)["households"]
    assert (told["first"], told["first_by"], told["agrees"]) == ("eligible", "secretariat", False)
    assert waiting == second
    again = client.post(f"{where}/findings", json=body, headers=as_("mentor"))
    assert refusal(again) == "rechecked-already"
    quality = one(client, as_, "/api/v1/coverage?area=33.09.15")
    assert [each["agreement_percent"] for each in quality["rechecks"]] == ["0.00"]
    listed = one(client, as_, f"/api/v1/households/{first['household']}")
    assert listed["status"] == "eligible", "a second look changes no household"


@pytest.mark.usefixtures("homes")
def test_nobody_looks_again_at_the_own_verdict(client: Client, as_: As):
    where = drawn(client, as_)
    [first, _] = one(client, as_, where)["households"]

    body = {**FOUND, "household": first["household"]}
    answer = client.post(f"{where}/findings", json=body, headers=as_("secretariat"))

    assert refusal(answer) == "own-verdict"
    bare = client.post(f"{where}/findings", json={**body, "evidence": []}, headers=as_("mentor"))
    assert bare.status_code == 400


def test_draws_of_other_villages_are_not_there(client: Client, as_: As, homes: list[str]):
    assert homes
    where = drawn(client, as_)

    assert client.get(where, headers=as_("neighbour")).status_code == 404
    assert one(client, as_, DRAWS, by="neighbour")["items"] == []
    assert [each["sampled"] for each in one(client, as_, DRAWS, by="village_head")["items"]] == [2]
    assert client.get(f"{where}/proof", headers=as_("village_head")).status_code == 404
    body = {**FOUND, "household": homes[0]}
    answer = client.post(f"{where}/findings", json=body, headers=as_("village_operator"))
    assert refusal(answer, 403) == "not-allowed"
    assert TANJUNG not in client.get(where, headers=as_("auditor")).text
