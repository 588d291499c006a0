"""Work lists over HTTP: what is due, with names only for a purpose and on record."""

from datetime import UTC, datetime
from typing import Any

from service.regency import Regency
from tests.http.api.asking import DAY, VISIT, A, B, C, Client, fields, refusal, registered
from tests.http.conftest import KLEGO, TANJUNG, As

LIST = f"/api/v1/worklists/{KLEGO}"
OPEN = "purpose=verification"


def asked(client: Client, as_: As, query: str = "", by: str = "village_operator") -> Any:
    answer = client.get(f"{LIST}?{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def lived(rt: str, **other: Any) -> dict[str, Any]:
    return {"residence": {"address": "Dukuh Contoh", "rt": rt, "rw": "1", **other}}


def looked(client: Client, as_: As, household: str, on: str = DAY) -> None:
    body = {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "evidence": [VISIT],
        "occurred_on": on,
    }
    where = f"/api/v1/households/{household}/validations"
    assert client.post(where, json=body, headers=as_("secretariat")).status_code == 201


def test_a_work_list_tells_what_is_due_and_why(client: Client, as_: As, regency: Regency):
    first = registered(client, as_, A)
    second = registered(client, as_, B)
    third = registered(client, as_, C)
    looked(client, as_, second)
    looked(client, as_, third, on=regency.ledger.today.isoformat())

    found = asked(client, as_)

    dues = {one["household"]: (one["code"], one["due"]) for one in found["items"]}
    assert dues == {first: ("K-0001", "never"), second: ("K-0002", "stale")}
    assert found["counts"] == {"never": 1, "stale": 1, "fresh": 1}
    every = asked(client, as_, "due=never&due=stale&due=fresh")["items"]
    assert [one["code"] for one in every] == ["K-0001", "K-0002", "K-0003"]
    fresh = asked(client, as_, f"as_of=999999&valid_on={DAY}")["counts"]
    assert fresh == {"never": 2, "fresh": 1}


def test_without_a_purpose_neither_name_nor_rt_is_told(client: Client, as_: As):
    registered(client, as_, A, **lived("3"))

    [row] = asked(client, as_)["items"]

    assert (row["head"], row["rt"], row["address"]) == ("B••• C••••••", "", "")


def test_with_a_purpose_it_is_sorted_by_rt_and_on_record(client: Client, as_: As, regency: Regency):
    late = registered(client, as_, A, **lived("010"))
    early = registered(client, as_, B, **lived("2"))
    since = datetime(2020, 1, 1, tzinfo=UTC)
    until = datetime(2100, 1, 1, tzinfo=UTC)

    found = asked(client, as_, OPEN)
    assert [one["household"] for one in found["items"]] == [early, late]
    assert found["rts"] == ["2/1", "10/1"]
    assert found["items"][0]["head"] == "Budi Contoha"
    [look] = regency.access_log.between(since, until, limit=10)
    assert {early, late} <= {str(one) for one in look.subjects}

    only = asked(client, as_, f"{OPEN}&rt=10/1")
    assert [one["household"] for one in only["items"]] == [late]
    *_, second = regency.access_log.between(since, until, limit=10)
    assert early not in {str(one) for one in second.subjects}, "only those that were shown"


def test_an_rt_can_t_be_asked_for_without_a_purpose(client: Client, as_: As):
    answer = client.get(f"{LIST}?rt=1", headers=as_("village_operator"))

    assert fields(answer) == {"?purpose"}


def test_pages_go_on_where_the_last_one_ended(client: Client, as_: As):
    made = [registered(client, as_, nik, **lived(rt)) for nik, rt in ((A, "3"), (B, "1"), (C, ""))]
    first = asked(client, as_, f"{OPEN}&limit=2")
    second = asked(client, as_, f"{OPEN}&limit=2&cursor={first['next']}")

    walked = [one["household"] for one in first["items"] + second["items"]]
    assert walked == [made[1], made[0], made[2]]
    assert second["next"] is None


def test_another_village_is_not_there(client: Client, as_: As):
    for code in (TANJUNG, "33.09.15.2999", "abc"):
        answer = client.get(f"/api/v1/worklists/{code}", headers=as_("village_operator"))
        assert answer.status_code == 404


def test_a_partner_has_no_work_list(client: Client, as_: As):
    answer = client.get(LIST, headers=as_("partner_here"))

    assert refusal(answer, 403) == "not-allowed"
