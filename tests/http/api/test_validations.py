"""A sheet of findings in one request: each row on its own, none of them twice."""

from typing import Any
from uuid import uuid4

from tests.http.api.asking import DAY, LETTER, VISIT, A, B, C, Client, fields, refusal, registered
from tests.http.conftest import TANJUNG, As

ROWS = "/api/v1/validations"
ELIGIBLE = {
    "level": "household",
    "verdict": "eligible",
    "method": "visit",
    "evidence": [VISIT],
    "occurred_on": DAY,
}


def row(household: str, *findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "key": uuid4().hex,
        "household": household,
        "findings": list(findings or (ELIGIBLE,)),
        **more,
    }


def sent(client: Client, as_: As, *rows: Any, by: str = "village_operator") -> Any:
    answer = client.post(ROWS, json={"rows": rows}, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def died(client: Client, as_: As, household: str) -> dict[str, Any]:
    told = client.get(f"/api/v1/households/{household}", headers=as_("village_operator")).json()
    return {
        "level": "person",
        "person": told["members"][0]["person"],
        "verdict": "deceased",
        "method": "visit",
        "since": DAY,
        "evidence": [LETTER],
        "occurred_on": DAY,
    }


def test_each_row_is_told_what_became_of_it(client: Client, as_: As):
    good, bad = registered(client, as_, A), registered(client, as_, B)
    better = {**ELIGIBLE, "verdict": "better_off"}

    found = sent(client, as_, row(good), row(bad, better), row(str(uuid4())))

    assert (found["saved"], found["unchanged"], found["refused"]) == (1, 0, 2)
    assert [one["result"] for one in found["rows"]] == ["saved", "refused", "refused"]
    assert found["rows"][0]["position"]
    assert found["rows"][1]["problem"]["type"] == "/problems/welfare-reason-missing"
    assert found["rows"][2]["problem"]["type"] == "/problems/not-known"


def test_a_row_is_all_or_nothing(client: Client, as_: As):
    home = registered(client, as_, A, B)
    version = client.get(f"/api/v1/households/{home}", headers=as_("secretariat")).headers["ETag"]
    better = {**ELIGIBLE, "verdict": "better_off"}

    found = sent(client, as_, row(home, died(client, as_, home), better))

    assert found["refused"] == 1
    after = client.get(f"/api/v1/households/{home}", headers=as_("secretariat"))
    assert after.headers["ETag"] == version
    assert after.json()["persons"] == 2


def test_findings_of_one_door_are_recorded_together(client: Client, as_: As):
    home = registered(client, as_, A, B)

    found = sent(client, as_, row(home, died(client, as_, home), ELIGIBLE))

    assert found["saved"] == 1
    after = client.get(f"/api/v1/households/{home}", headers=as_("secretariat")).json()
    assert (after["persons"], after["status"]) == (1, "eligible")


def test_sent_again_nothing_happens_twice(client: Client, as_: As):
    one, two = row(registered(client, as_, A)), row(registered(client, as_, B))
    first = sent(client, as_, one)

    again = sent(client, as_, one, two)

    assert [each["result"] for each in again["rows"]] == ["unchanged", "saved"]
    assert again["rows"][0]["position"] == first["rows"][0]["position"]


def test_the_same_verdict_of_the_same_day_is_nothing_new(client: Client, as_: As):
    home = registered(client, as_, A)
    sent(client, as_, row(home))

    found = sent(client, as_, row(home))

    assert found["rows"][0]["result"] == "unchanged"
    assert found["rows"][0]["problem"]["type"] == "/problems/nothing-new"
    later = {**ELIGIBLE, "occurred_on": "2024-12-04"}
    assert sent(client, as_, row(home, later))["saved"] == 1


def test_somebody_else_s_same_verdict_is_a_testimony_of_its_own(client: Client, as_: As):
    household = registered(client, as_)
    told = [sent(client, as_, row(household), by=by) for by in ("village_operator", "mentor")]
    assert [one["saved"] for one in told] == [1, 1]
    assert sent(client, as_, row(household), by="mentor")["unchanged"] == 1


def test_a_key_that_was_used_for_something_else_is_refused(client: Client, as_: As):
    one = row(registered(client, as_, A))
    sent(client, as_, one)

    found = sent(client, as_, one | {"household": registered(client, as_, B)})

    assert found["rows"][0]["problem"]["type"] == "/problems/command-reused"


def test_a_row_that_was_seen_before_somebody_changed_it_is_refused(client: Client, as_: As):
    home = registered(client, as_, A)
    sent(client, as_, row(home, version=1))

    found = sent(client, as_, row(home, {**ELIGIBLE, "occurred_on": "2024-12-04"}, version=1))

    assert found["rows"][0]["problem"]["type"] == "/problems/changed-meanwhile"


def test_a_household_of_another_village_is_not_there(client: Client, as_: As):
    far = registered(client, as_, C, village=TANJUNG)

    found = sent(client, as_, row(far))

    assert found["rows"][0]["problem"]["type"] == "/problems/not-known"


def test_two_rows_never_share_a_key(client: Client, as_: As):
    one = row(registered(client, as_, A))

    answer = client.post(ROWS, json={"rows": [one, one]}, headers=as_("village_operator"))

    assert fields(answer) == {"rows"}


def test_whoever_may_not_judge_sends_no_sheet(client: Client, as_: As):
    body = {"rows": [row(registered(client, as_, A))]}

    answer = client.post(ROWS, json=body, headers=as_("auditor"))

    assert refusal(answer, 403) == "not-allowed"
