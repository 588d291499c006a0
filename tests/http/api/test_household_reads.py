"""Households read over HTTP: by whom, through time, page by page."""

from typing import Any
from uuid import uuid4

import pytest

from service.regency import Regency
from tests.http.api.asking import (
    DAY,
    KK,
    A,
    B,
    C,
    Client,
    family,
    fields,
    registered,
)
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As

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


def test_a_village_next_door_is_not_found(client: Client, as_: As):
    household = registered(client, as_)
    for path in ("", "/history"):
        answer = client.get(f"{HOUSEHOLDS}/{household}{path}", headers=as_("neighbour"))
        assert answer.status_code == 404
    answer = _say(client, as_, household, "heads", by="neighbour", person=str(uuid4()))
    unknown = _say(client, as_, str(uuid4()), "heads", by="neighbour", person=str(uuid4()))
    assert answer.status_code == unknown.status_code == 404
    assert answer.json() == unknown.json()
    body = family(village=TANJUNG)
    elsewhere = client.post(HOUSEHOLDS, json=body, headers=as_("village_operator"))
    assert elsewhere.status_code == 404


@pytest.mark.parametrize("persona", ["village_operator", "mentor", "monitor", "auditor"])
def test_names_are_told_to_those_who_visit_and_check(client: Client, as_: As, persona: str):
    found = _one(client, as_, registered(client, as_), by=persona)
    assert found["names"] == "open"
    assert found["members"][0]["name"] == "Budi Contoha"
    assert found["members"][0]["nik"] == A
    assert found["residence"]["address"] == "Dukuh Contoh"


@pytest.mark.parametrize("persona", ["baznas", "company", "system"])
def test_everybody_else_sees_masks(client: Client, as_: As, persona: str):
    household = registered(client, as_, residence={"kk_number": KK, "address": "Dukuh Contoh"})
    found = _one(client, as_, household, by=persona)
    assert found["names"] == "masked"
    assert found["members"][0]["name"] == "B••• C••••••"
    assert found["members"][0]["nik"] == "9909••••••••0001"
    assert found["members"][0]["birth_date"] is None
    assert found["residence"]["address"] == ""
    listed = client.get(HOUSEHOLDS, headers=as_(persona)).json()["items"]
    assert listed[0]["head"] == "B••• C••••••"


def test_what_was_known_then_and_what_was_true_then(client: Client, as_: As):
    household = registered(client, as_)
    before = _one(client, as_, household)["position"]
    _eligible(client, as_, household)
    then = _one(client, as_, household, query=f"?as_of={before}")
    assert (then["status"], then["position"]) == ("newly_proposed", before)
    yesterday = client.get(
        f"{HOUSEHOLDS}/{household}?valid_on=2024-11-03", headers=as_("secretariat")
    )
    assert yesterday.status_code == 404
    assert _one(client, as_, household, query=f"?valid_on={DAY}")["status"] == "eligible"
    past = client.get(f"{HOUSEHOLDS}/{household}?as_of={before}", headers=as_("secretariat"))
    assert "ETag" not in past.headers


def test_the_history_tells_every_status_and_its_event(client: Client, as_: As):
    household = registered(client, as_)
    _eligible(client, as_, household)
    path = f"{HOUSEHOLDS}/{household}/history"
    history = client.get(path, headers=as_("village_head")).json()
    assert [line["status"] for line in history["lines"]] == ["newly_proposed", "eligible"]
    first = history["lines"][0]["position"]
    then = client.get(f"{path}?as_of={first}", headers=as_("village_head")).json()
    assert len(then["lines"]) == 1


def test_households_are_listed_page_by_page(client: Client, as_: As):
    ids = {registered(client, as_, nik) for nik in (A, B, C)}
    seen, cursor, pages = set(), "", 0
    while cursor is not None and pages < 5:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = client.get(HOUSEHOLDS + query, headers=as_("mentor")).json()
        seen |= {item["household"] for item in page["items"]}
        cursor, pages = page["next"], pages + 1
    assert (seen, pages) == (ids, 2)


def test_a_page_goes_on_from_one_area_to_the_next(client: Client, as_: As):
    near = registered(client, as_)
    far = registered(client, as_, B, village=GONDANGLEGI)
    first = client.get(f"{HOUSEHOLDS}?limit=1", headers=as_("mentor")).json()
    assert [item["household"] for item in first["items"]] == [near]
    second = client.get(
        f"{HOUSEHOLDS}?limit=1&cursor={first['next']}", headers=as_("mentor")
    ).json()
    assert [item["household"] for item in second["items"]] == [far]
    assert second["next"] is None


def test_lists_show_the_callers_areas_only(client: Client, as_: As):
    mine = registered(client, as_)
    registered(client, as_, B, village=TANJUNG)
    listed = client.get(HOUSEHOLDS, headers=as_("village_operator")).json()["items"]
    assert [item["household"] for item in listed] == [mine]
    wider = client.get(f"{HOUSEHOLDS}?area=33.09.15", headers=as_("village_operator")).json()
    assert [item["household"] for item in wider["items"]] == [mine]
    outside = client.get(f"{HOUSEHOLDS}?area={PULISEN}", headers=as_("village_operator"))
    assert outside.status_code == 404


def test_lists_are_narrowed_by_status_and_moment(client: Client, as_: As):
    household = registered(client, as_)
    before = client.get(HOUSEHOLDS, headers=as_("secretariat")).json()["position"]
    _eligible(client, as_, household)

    def listed(query: str) -> int:
        answer = client.get(f"{HOUSEHOLDS}?{query}", headers=as_("secretariat"))
        return len(answer.json()["items"])

    assert listed("status=eligible") == 1
    assert listed("status=listed&status=newly_proposed") == 0
    assert listed(f"status=newly_proposed&as_of={before}") == 1
    assert listed("valid_on=2024-11-03") == 0


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=201", "?cursor=abc", "?cursor=WzFd", "?umur=3", "?area=x"]
)
def test_a_question_that_makes_no_sense_is_malformed(client: Client, as_: As, query: str):
    answer = client.get(HOUSEHOLDS + query, headers=as_("secretariat"))
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_household_is_found_by_nik_or_kk_in_the_body(client: Client, as_: As):
    household = registered(client, as_, residence={"kk_number": KK, "address": "Dukuh"})

    def found(by: str, **body: str):
        return client.post(f"{HOUSEHOLDS}/lookups", json=body, headers=as_(by))

    person = _one(client, as_, household)["members"][0]["person"]
    by_nik = found("village_operator", nik=f"{A[:4]} {A[4:]}")
    assert by_nik.status_code == 200
    assert by_nik.json() == {"household": household, "village": KLEGO, "person": person}
    assert found("village_operator", kk_number=KK).json()["household"] == household
    assert found("neighbour", nik=A).status_code == 404
    assert found("baznas", nik=A).status_code == 404
    assert found("secretariat", nik=B).status_code == 404
    assert fields(found("secretariat", nik="123")) == {"nik"}
    assert fields(found("secretariat")) == {"nik"}
    assert fields(found("secretariat", nik=A, kk_number=KK)) == {"nik"}


def test_an_erased_person_has_no_name_any_more(client: Client, as_: As, regency: Regency):
    household = registered(client, as_)
    assert _one(client, as_, household)["members"][0]["name"] != "[dihapus]"
    with regency.vault._pool.connection() as conn:  # noqa: SLF001  (erasure has no command yet)
        conn.execute(f"UPDATE {regency.schema}.data_keys SET wrapped = NULL, destroyed_at = now()")
    regency.vault._cache.clear()  # noqa: SLF001  (as a minute later)
    found = _one(client, as_, household)
    assert found["members"][0]["name"] == "[dihapus]"
    assert found["residence"]["address"] == "[dihapus]"
