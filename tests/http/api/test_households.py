"""Households over HTTP."""

from typing import Any

from tests.http.api.asking import (
    DAY,
    LETTER,
    VISIT,
    A,
    B,
    Client,
    family,
    fields,
    refusal,
    registered,
)
from tests.http.conftest import TANJUNG, As

HOUSEHOLDS = "/api/v1/households"


def _one(client: Client, as_: As, household: str, by: str = "secretariat", query: str = ""):
    answer = client.get(f"{HOUSEHOLDS}/{household}{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def _say(client: Client, as_: As, household: str, what: str, by: str = "secretariat", **body: Any):
    return client.post(f"{HOUSEHOLDS}/{household}/{what}", json=body, headers=as_(by))


def _eligible(client: Client, as_: As, household: str, **more):
    body = {"level": "household", "verdict": "eligible", "method": "visit", "occurred_on": DAY}
    return _say(client, as_, household, "validations", **(body | more))


def _gone(person: str, verdict: str = "deceased", **more):
    return {
        "level": "person",
        "person": person,
        "verdict": verdict,
        "method": "visit",
        "since": DAY,
        "evidence": [LETTER],
        "occurred_on": DAY,
        **more,
    }


def test_a_registered_household_can_be_opened_where_its_location_says(client: Client, as_: As):
    answer = client.post(HOUSEHOLDS, json=family(A, B), headers=as_("village_operator"))
    assert answer.status_code == 201
    receipt = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert receipt["version"] == 1
    opened = client.get(answer.headers["Location"], headers=as_("village_operator"))
    assert opened.headers["ETag"] == '"1"'
    household = opened.json()
    assert household["status"] == "newly_proposed"
    assert household["position"] == receipt["position"]
    assert [m["relation"] for m in household["members"]] == ["head", "child"]


def test_every_wrong_field_is_named_at_once(client: Client, as_: As):
    body = family(village="33.09", members=[{"name": "B3", "relation": "boss", "umur": 3}])
    wrong = fields(client.post(HOUSEHOLDS, json=body, headers=as_("secretariat")))
    assert wrong == {"village", "members[0].name", "members[0].relation", "members[0].umur"}


def test_the_same_key_registers_once(client: Client, as_: As):
    headers = as_("secretariat")
    first = client.post(HOUSEHOLDS, json=family(), headers=headers)
    again = client.post(HOUSEHOLDS, json=family(), headers=headers)
    assert first.json() == again.json()
    other = client.post(HOUSEHOLDS, json=family(B), headers=headers)
    assert refusal(other) == "command-reused"


def test_a_role_without_the_right_is_told_so(client: Client, as_: As):
    answer = client.post(HOUSEHOLDS, json=family(), headers=as_("auditor"))
    assert refusal(answer, 403) == "not-allowed"


def test_nobody_without_a_token_is_answered(client: Client):
    assert client.get(HOUSEHOLDS).status_code == 401


def test_a_finding_of_a_household_changes_its_status(client: Client, as_: As):
    household = registered(client, as_)
    answer = _eligible(client, as_, household)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{HOUSEHOLDS}/{household}"
    assert _one(client, as_, household)["status"] == "eligible"


def test_a_finding_of_a_person_may_close_the_household(client: Client, as_: As):
    household = registered(client, as_)
    person = _one(client, as_, household)["members"][0]["person"]
    answer = _say(client, as_, household, "validations", **_gone(person))
    assert answer.status_code == 201, answer.text
    found = _one(client, as_, household)
    assert (found["status"], found["persons"]) == ("deceased", 0)
    assert found["members"][0]["verdict"] == "deceased"
    refused = _eligible(client, as_, household, occurred_on="2024-11-05")
    assert refusal(refused) == "household-is-closed"
    assert refused.json()["why"]["status"] == "deceased"
    # A sheet of the day itself that comes in later is kept, and the household stays closed.
    assert _eligible(client, as_, household).status_code == 201
    assert _one(client, as_, household)["status"] == "deceased"


def test_a_finding_of_a_need_says_what_is_lacking(client: Client, as_: As):
    household = registered(client, as_)
    body = {"level": "need", "need": "housing", "verdict": "confirmed", "method": "visit"}
    assert _say(client, as_, household, "validations", by="monitor", **body).status_code == 201
    [need] = _one(client, as_, household)["needs"]
    assert (need["need"], need["standing"]) == ("housing", "unmet")
    assert need["strategy"] == "reduce_expenditure_burden"


def test_a_finding_says_of_what_it_is(client: Client, as_: As):
    household = registered(client, as_)
    assert fields(_say(client, as_, household, "validations", verdict="eligible")) == {"level"}
    wrong = fields(_say(client, as_, household, "validations", level="person", verdict="rich"))
    assert wrong == {"person", "verdict", "method"}


def test_a_death_needs_a_paper(client: Client, as_: As):
    household = registered(client, as_)
    person = _one(client, as_, household)["members"][0]["person"]
    answer = _say(client, as_, household, "validations", **_gone(person, evidence=[VISIT]))
    assert refusal(answer) == "evidence-missing"
    assert answer.json()["why"] == {"one_of": ["document", "statement"]}


def test_whoever_saw_an_older_version_is_told_so(client: Client, as_: As):
    household = registered(client, as_)
    _eligible(client, as_, household)
    body = {"level": "household", "verdict": "better_off", "method": "visit", "reason": "assets"}
    answer = client.post(
        f"{HOUSEHOLDS}/{household}/validations",
        json=body | {"evidence": [VISIT]},
        headers=as_("secretariat", seen=1),
    )
    assert refusal(answer) == "changed-meanwhile"
    assert answer.json()["why"] == {"seen": 1, "now": 2}


def test_a_nik_that_is_taken_is_refused_with_the_household(client: Client, as_: As):
    household = registered(client, as_)
    answer = client.post(HOUSEHOLDS, json=family(), headers=as_("secretariat"))
    assert refusal(answer) == "number-taken"
    assert answer.json()["why"] == {"households": [household]}


def test_members_join_and_one_becomes_head(client: Client, as_: As):
    household = registered(client, as_)
    answer = _say(
        client,
        as_,
        household,
        "members",
        person={"name": "Siti Contoh", "nik": B},
        relation="spouse",
    )
    assert answer.status_code == 201, answer.text
    person = answer.json()["id"]
    assert _say(client, as_, household, "heads", person=person).status_code == 201
    members = _one(client, as_, household)["members"]
    assert (members[0]["person"], members[0]["relation"]) == (person, "head")
    assert members[1]["relation"] == "other"


def test_an_address_is_put_right(client: Client, as_: As):
    household = registered(client, as_)
    body = {"address": "Dukuh Baru", "rt": "12", "rw": "3"}
    answer = _say(client, as_, household, "addresses", by="village_operator", residence=body)
    assert answer.status_code == 201
    found = _one(client, as_, household, query="?purpose=correction")["residence"]
    assert (found["address"], found["rt"], found["rw"]) == ("Dukuh Baru", "012", "003")


def test_a_household_that_moved_is_its_new_villages(client: Client, as_: As):
    household = registered(client, as_)
    body = {"village": TANJUNG, "residence": {"address": "Dukuh Lain"}}
    answer = _say(client, as_, household, "moves", by="village_operator", **body)
    assert answer.status_code == 201
    assert _one(client, as_, household, by="neighbour")["village"] == TANJUNG
    gone = client.get(f"{HOUSEHOLDS}/{household}", headers=as_("village_operator"))
    assert gone.status_code == 404


def test_a_closing_is_undone_by_the_village_head(client: Client, as_: As):
    household = registered(client, as_)
    person = _one(client, as_, household)["members"][0]["person"]
    body = _gone(person, "moved_out", destination="33.10")
    assert _say(client, as_, household, "validations", **body).status_code == 201
    refused = _say(client, as_, household, "reopenings", by="village_operator", note="Keliru")
    assert refusal(refused, 403) == "not-allowed"
    undone = _say(client, as_, household, "reopenings", by="village_head", note="Keliru")
    assert undone.status_code == 201
    assert _one(client, as_, household)["persons"] == 1


def test_a_need_is_claimed_once(client: Client, as_: As):
    household = registered(client, as_)
    first = _say(client, as_, household, "needs", by="village_operator", need="sanitation")
    assert first.status_code == 201
    again = _say(client, as_, household, "needs", by="village_operator", need="sanitation")
    assert refusal(again) == "need-known"


def test_a_split_and_a_merger_are_findings_too(client: Client, as_: As):
    household = registered(client, as_, A, B)
    child = _one(client, as_, household)["members"][1]["person"]
    split: dict[str, Any] = {
        "level": "household",
        "verdict": "split",
        "method": "document",
        "split_off": {
            "residence": {"address": "Dukuh Baru"},
            "members": [{"person": child, "relation": "head"}],
        },
    }
    assert _say(client, as_, household, "validations", **split).status_code == 201
    look_up = f"{HOUSEHOLDS}/lookups?purpose=verification"
    found = client.post(look_up, json={"nik": B}, headers=as_("secretariat"))
    new = found.json()["household"]
    assert new != household
    merge: dict[str, Any] = {
        "level": "household",
        "verdict": "merged",
        "method": "document",
        "evidence": [LETTER, VISIT],
        "other_household": household,
    }
    assert _say(client, as_, new, "validations", **merge).status_code == 201
    assert _one(client, as_, household)["persons"] == 2
    assert _one(client, as_, new)["status"] == "merged"
