"""Needs over HTTP: counted, and household by household."""

from typing import Any

from tests.http.api.asking import DAY, A, B, Client, registered
from tests.http.conftest import GONDANGLEGI, KLEGO, TANJUNG, As

NEEDS = "/api/v1/needs"


def _confirmed(client: Client, as_: As, household: str, *needs: str) -> None:
    for need in needs:
        body = {"level": "need", "need": need, "verdict": "confirmed", "method": "visit"}
        path = f"/api/v1/households/{household}/validations"
        answer = client.post(path, json=body | {"occurred_on": DAY}, headers=as_("secretariat"))
        assert answer.status_code == 201, answer.text


def _asked(client: Client, as_: As, path: str = "", by: str = "secretariat") -> Any:
    answer = client.get(NEEDS + path, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def _counts(answer: Any) -> list[tuple[str, str, int]]:
    return [(line["area"], line["need"], line["households"]) for line in answer["counts"]]


def _pairs(answer: Any) -> list[tuple[str, str]]:
    return [(item["household"], item["need"]) for item in answer["items"]]


def test_what_is_unmet_is_counted_by_village_and_kind(client: Client, as_: As):
    _confirmed(client, as_, registered(client, as_, A), "housing", "skills")
    _confirmed(client, as_, registered(client, as_, B), "housing")
    answer = _asked(client, as_)
    assert _counts(answer) == [(KLEGO, "skills", 1), (KLEGO, "housing", 2)]
    assert _counts(_asked(client, as_, "?need=skills")) == [(KLEGO, "skills", 1)]
    by_strategy = _asked(client, as_, "?strategy=reduce_expenditure_burden&by=regency")
    assert _counts(by_strategy) == [("33.09", "housing", 2)]
    assert by_strategy["counts"][0]["need_label"] == "Rumah tidak layak huni"


def test_a_claim_is_no_unmet_need_until_somebody_looked(client: Client, as_: As):
    household = registered(client, as_, A)
    path = f"/api/v1/households/{household}/needs"
    claimed = client.post(path, json={"need": "food"}, headers=as_("secretariat"))
    assert claimed.status_code == 201
    assert _counts(_asked(client, as_)) == []
    assert _counts(_asked(client, as_, "?standing=claimed")) == [(KLEGO, "food", 1)]


def test_needs_are_counted_in_the_callers_areas_only(client: Client, as_: As):
    _confirmed(client, as_, registered(client, as_, A), "housing")
    _confirmed(client, as_, registered(client, as_, B, village=TANJUNG), "housing")
    assert _counts(_asked(client, as_, by="neighbour")) == [(TANJUNG, "housing", 1)]
    for path in ("", "/households"):
        outside = client.get(f"{NEEDS}{path}?area={KLEGO}", headers=as_("neighbour"))
        assert outside.status_code == 404


def test_needs_tell_what_was_known_then(client: Client, as_: As):
    household = registered(client, as_, A)
    before = _asked(client, as_)["position"]
    _confirmed(client, as_, household, "housing")
    assert _counts(_asked(client, as_, f"?as_of={before}")) == []
    assert _counts(_asked(client, as_, "?valid_on=2024-11-03")) == []
    assert _asked(client, as_, f"/households?as_of={before}")["items"] == []


def test_partners_see_who_needs_help_without_knowing_who(client: Client, as_: As):
    household = registered(client, as_, A)
    _confirmed(client, as_, household, "housing")
    [item] = _asked(client, as_, "/households", by="baznas")["items"]
    assert (item["household"], item["need"], item["standing"]) == (household, "housing", "unmet")
    assert (item["names"], item["head"]) == ("masked", "B••• C••••••")
    assert item["promises"] == []
    [still] = _asked(client, as_, "/households", by="mentor")["items"]
    assert still["head"] == "B••• C••••••", "nobody said for what"
    [open_item] = _asked(client, as_, "/households?purpose=mentoring", by="mentor")["items"]
    assert open_item["head"] == "Budi Contoha"


def test_household_needs_are_listed_page_by_page_over_all_areas(client: Client, as_: As):
    near, far = registered(client, as_, A), registered(client, as_, B, village=GONDANGLEGI)
    _confirmed(client, as_, near, "housing", "food")
    _confirmed(client, as_, far, "skills")
    seen: list[tuple[str, str]] = []
    cursor: str | None = ""
    while cursor is not None and len(seen) < 9:
        page = _asked(client, as_, f"/households?limit=1{cursor}", by="mentor")
        seen += _pairs(page)
        cursor = page["next"] and f"&cursor={page['next']}"
    assert seen == [(near, "food"), (near, "housing"), (far, "skills")]


def test_household_needs_are_narrowed_by_kind_and_strategy(client: Client, as_: As):
    household = registered(client, as_, A)
    _confirmed(client, as_, household, "housing", "skills")
    narrow = _asked(client, as_, "/households?strategy=raise_capability_and_income")
    assert _pairs(narrow) == [(household, "skills")]
    assert _pairs(_asked(client, as_, "/households?need=housing")) == [(household, "housing")]


def test_a_cursor_of_another_list_is_malformed(client: Client, as_: As):
    answer = client.get(f"{NEEDS}/households?cursor=WyJhIiwiYiIsImMiXQ", headers=as_("auditor"))
    assert answer.status_code == 400
