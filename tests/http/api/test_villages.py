"""Villages over HTTP."""

from typing import Any

import pytest

from tests.http.api.asking import DAY, A, Client, fields, refusal, registered
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As

VILLAGES = "/api/v1/villages"
FOUND = [{"category": "natural", "text": "Mata air di Dukuh Contoh", "count": 2}]


def _enrolled(client: Client, as_: As, *codes: str) -> None:
    for code in codes or (KLEGO,):
        body = {"village": code, "occurred_on": DAY}
        answer = client.post(VILLAGES, json=body, headers=as_("secretariat"))
        assert answer.status_code == 201, answer.text


def _say(client: Client, as_: As, what: str, by: str = "secretariat", **body: Any) -> Any:
    return client.post(f"{VILLAGES}/{KLEGO}/{what}", json=body, headers=as_(by))


def _one(client: Client, as_: As, by: str = "secretariat", query: str = "") -> Any:
    answer = client.get(f"{VILLAGES}/{KLEGO}{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def _counted(client: Client, as_: As, **more: Any) -> Any:
    body = {"persons": 4_000, "source": "DKB 2024", "reference_date": DAY, "occurred_on": DAY}
    return _say(client, as_, "populations", by="village_operator", **(body | more))


def _assessed(client: Client, as_: As) -> str:
    answer = _say(
        client, as_, "assessments", by="mentor", side="mentor", potentials=FOUND, occurred_on=DAY
    )
    assert answer.status_code == 201, answer.text
    assessment: str = answer.json()["id"]
    return assessment


def test_a_village_is_enrolled_once_under_its_own_name(client: Client, as_: As):
    body = {"village": KLEGO, "occurred_on": DAY}
    answer = client.post(VILLAGES, json=body, headers=as_("secretariat"))
    assert answer.headers["Location"] == f"{VILLAGES}/{KLEGO}"
    opened = client.get(f"{VILLAGES}/{KLEGO}", headers=as_("village_head"))
    assert opened.headers["ETag"] == answer.headers["ETag"] == '"1"'
    village = opened.json()
    assert (village["name"], village["kind"], village["kecamatan_name"]) == (
        "Klego",
        "desa",
        "Klego",
    )
    again = client.post(VILLAGES, json=body, headers=as_("secretariat"))
    assert refusal(again) == "village-known"


def test_a_village_is_enrolled_by_the_secretariat_of_its_regency(client: Client, as_: As):
    answer = client.post(VILLAGES, json={"village": KLEGO}, headers=as_("village_head"))
    assert refusal(answer, 403) == "not-allowed"
    unknown = client.post(VILLAGES, json={"village": "33.09.15.2999"}, headers=as_("secretariat"))
    assert refusal(unknown) == "no-such-village"
    elsewhere = client.post(VILLAGES, json={"village": "33.10.01.2001"}, headers=as_("secretariat"))
    assert elsewhere.status_code == 404
    assert fields(client.post(VILLAGES, json={}, headers=as_("secretariat"))) == {"village"}


def test_villages_are_listed_in_the_callers_areas_page_by_page(client: Client, as_: As):
    _enrolled(client, as_, KLEGO, GONDANGLEGI, PULISEN)
    page = client.get(f"{VILLAGES}?limit=1", headers=as_("mentor")).json()
    assert [item["village"] for item in page["items"]] == [KLEGO]
    rest = client.get(f"{VILLAGES}?limit=1&cursor={page['next']}", headers=as_("mentor")).json()
    assert [item["village"] for item in rest["items"]] == [GONDANGLEGI]
    assert rest["next"] is None
    outside = client.get(f"{VILLAGES}?area={PULISEN}", headers=as_("mentor"))
    assert outside.status_code == 404


def test_a_village_out_of_scope_is_answered_like_one_that_is_not_there(client: Client, as_: As):
    _enrolled(client, as_)
    hidden = client.get(f"{VILLAGES}/{KLEGO}", headers=as_("neighbour"))
    missing = client.get(f"{VILLAGES}/{TANJUNG}", headers=as_("neighbour"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()


def test_a_count_is_the_base_of_rates_from_the_day_it_is_about(client: Client, as_: As):
    _enrolled(client, as_)
    assert _counted(client, as_).status_code == 201
    before = _one(client, as_)["position"]
    assert _counted(client, as_, persons=4_100).status_code == 201
    assert _one(client, as_)["population"]["persons"] == 4_100
    then = _one(client, as_, query=f"?as_of={before}")
    assert (then["population"]["persons"], then["position"]) == (4_000, before)
    listed = client.get(VILLAGES, headers=as_("village_operator")).json()["items"]
    assert listed[0]["persons"] == 4_100


def test_an_impossible_count_is_refused(client: Client, as_: As):
    _enrolled(client, as_)
    assert refusal(_counted(client, as_, households=5_000)) == "count-impossible"
    assert fields(_counted(client, as_, persons=0)) == {"persons"}


def test_an_assessment_holds_once_both_have_signed(client: Client, as_: As):
    _enrolled(client, as_)
    assessment = _assessed(client, as_)
    assert _one(client, as_)["assessments"][0]["holds"] is False
    signed = f"assessments/{assessment}/signatures"
    own = _say(client, as_, signed, by="mentor", side="mentor")
    assert refusal(own) == "same-side"
    other = _say(client, as_, signed, by="mentor", side="village")
    assert refusal(other) == "not-your-side"
    assert _say(client, as_, signed, by="village_head", side="village").status_code == 201
    [shown] = _one(client, as_)["assessments"]
    assert shown["holds"] is True
    assert [one["side"] for one in shown["signatures"]] == ["mentor", "village"]


def test_the_words_of_an_assessment_are_for_those_who_may_read_names(client: Client, as_: As):
    _enrolled(client, as_)
    _assessed(client, as_)
    [shown] = _one(client, as_, by="village_operator", query="?purpose=mentoring")["assessments"]
    assert shown["potentials"] == FOUND
    hidden = [{"category": "natural", "text": None, "count": 2}]
    [masked] = _one(client, as_, by="village_operator")["assessments"]
    assert masked["potentials"] == hidden
    [masked] = _one(client, as_, by="administrator")["assessments"]
    assert masked["potentials"] == hidden


def test_a_village_leaves_red_only_after_an_evaluation(client: Client, as_: As):
    _enrolled(client, as_)
    rule = {"rule_version": "2024-1", "reason": "Tingkat kemiskinan", "occurred_on": DAY}
    assert _say(client, as_, "classes", village_class="red", **rule).status_code == 201
    refused = _say(client, as_, "classes", village_class="green", **rule)
    assert refusal(refused) == "evaluation-missing"
    rule["evaluation"] = "BA/7/2024"
    assert _say(client, as_, "classes", village_class="green", **rule).status_code == 201
    village = _one(client, as_)
    assert village["village_class"] == "green"
    assert [one["village_class"] for one in village["classes"]] == ["red", "green"]


def test_a_village_tells_how_its_households_stand_and_what_they_lack(client: Client, as_: As):
    _enrolled(client, as_)
    household = registered(client, as_, A)
    body = {"level": "need", "need": "housing", "verdict": "confirmed", "method": "visit"}
    path = f"/api/v1/households/{household}/validations"
    assert client.post(path, json=body, headers=as_("mentor")).status_code == 201
    village = _one(client, as_, by="baznas")
    assert [(one["status"], one["households"]) for one in village["statuses"]] == [
        ("newly_proposed", 1)
    ]
    assert [(one["need"], one["households"]) for one in village["needs"]] == [("housing", 1)]


def test_a_stale_version_is_refused(client: Client, as_: As):
    _enrolled(client, as_)
    _counted(client, as_)
    body = {"village_class": "red", "rule_version": "2024-1", "reason": "Tingkat kemiskinan"}
    answer = client.post(
        f"{VILLAGES}/{KLEGO}/classes", json=body, headers=as_("secretariat", seen=1)
    )
    assert refusal(answer) == "changed-meanwhile"


@pytest.mark.parametrize("code", ["33.09", "abc", "33.09.15.9001"])
def test_what_is_no_village_code_is_malformed(client: Client, as_: As, code: str):
    answer = client.get(f"{VILLAGES}/{code}", headers=as_("secretariat"))
    assert answer.status_code == 400
