"""Households read over HTTP: by whom, through time, page by page."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import connect

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
    refusal,
    registered,
)
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As
from tests.support.database import Urls

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


@pytest.mark.parametrize(
    ("persona", "purpose"),
    [
        ("village_operator", "verification"),
        ("mentor", "mentoring"),
        ("monitor", "complaint"),
        ("auditor", "audit"),
        ("baznas", "aid_delivery"),
    ],
)
def test_names_are_opened_for_a_purpose_and_it_goes_on_record(
    client: Client, as_: As, regency: Regency, persona: str, purpose: str
):
    household = registered(client, as_)
    query = f"?purpose={purpose}&reference=470/12"
    found = _one(client, as_, household, by=persona, query=query)
    [look] = regency.access_log.of_subjects([UUID(household)], limit=9)
    assert (look.account, look.kind, look.purpose) == (persona, "read", purpose)
    assert (look.reference, look.channel, look.count) == ("470/12", "api", 2)
    [same] = regency.access_log.of_subjects([UUID(found["members"][0]["person"])], limit=9)
    assert same.id == look.id
    assert found["names"] == "open"
    assert found["members"][0]["name"] == "Budi Contoha"
    assert found["members"][0]["nik"] == A
    assert found["residence"]["address"] == "Dukuh Contoh"


@pytest.mark.parametrize("persona", ["baznas", "mentor", "secretariat", "auditor"])
def test_without_a_purpose_everybody_sees_masks(
    client: Client, as_: As, regency: Regency, persona: str
):
    household = registered(client, as_, residence={"kk_number": KK, "address": "Dukuh Contoh"})
    found = _one(client, as_, household, by=persona)
    assert found["names"] == "masked"
    assert found["members"][0]["name"] == "B••• C••••••"
    assert found["members"][0]["nik"] == "9909••••••••0001"
    assert found["members"][0]["birth_date"] is None
    assert found["residence"]["address"] == ""
    listed = client.get(HOUSEHOLDS, headers=as_(persona)).json()["items"]
    assert listed[0]["head"] == "B••• C••••••"
    assert regency.access_log.of_subjects([UUID(household)], limit=9) == []


def test_a_list_records_the_heads_it_names_and_nobody_else(
    client: Client, as_: As, regency: Regency
):
    household = registered(client, as_, A, B)
    query = "?purpose=verification"
    [line] = client.get(HOUSEHOLDS + query, headers=as_("village_operator")).json()["items"]
    assert (line["names"], line["head"]) == ("open", "Budi Contoha")
    head, child = (m["person"] for m in _one(client, as_, household)["members"])
    [look] = regency.access_log.of_subjects([UUID(head)], limit=9)
    assert look.count == 1
    assert regency.access_log.of_subjects([UUID(child)], limit=9) == []


@pytest.mark.parametrize("purpose", ["curiosity", "", "audit,audit"])
def test_an_unknown_purpose_is_malformed(client: Client, as_: As, purpose: str):
    answer = client.get(f"{HOUSEHOLDS}?purpose={purpose}", headers=as_("auditor"))
    assert answer.status_code == 400


def test_a_purpose_of_another_role_is_refused(client: Client, as_: As):
    answer = client.get(f"{HOUSEHOLDS}?purpose=audit", headers=as_("mentor"))
    assert refusal(answer, 403) == "purpose-not-allowed"
    assert answer.json()["why"]["allowed"] == [
        "verification",
        "mentoring",
        "aid_delivery",
        "correction",
    ]


def test_a_reference_never_holds_a_nik(client: Client, as_: As):
    answer = client.get(f"{HOUSEHOLDS}?purpose=audit&reference={A}", headers=as_("auditor"))
    assert fields(answer) == {"?reference"}


def test_a_partner_without_an_agreement_knows_of_nobody(client: Client, as_: As):
    household = registered(client, as_)
    path = "/api/v1/agreements/baznas/endings"
    ended = client.post(path, json={"reason": "Selesai"}, headers=as_("secretariat"))
    assert ended.status_code == 201, ended.text
    for query in ("", "?purpose=aid_delivery"):
        answer = client.get(f"{HOUSEHOLDS}/{household}{query}", headers=as_("baznas"))
        assert answer.status_code == 404
        assert client.get(HOUSEHOLDS + query, headers=as_("baznas")).json()["items"] == []
    assert client.get("/api/v1/statuses", headers=as_("baznas")).json()["households"] == 0


def test_administrators_keep_accounts_and_know_of_nobody(client: Client, as_: As):
    household = registered(client, as_)
    for path in (HOUSEHOLDS, f"{HOUSEHOLDS}/{household}"):
        assert client.get(path, headers=as_("administrator")).status_code == 403


def test_an_agreement_opens_names_for_its_own_purposes(client: Client, as_: As):
    household = registered(client, as_)
    found = _one(client, as_, household, by="baznas", query="?purpose=mentoring")
    assert found["names"] == "masked", "the clause says aid_delivery"


def test_nothing_is_shown_that_can_not_be_recorded(
    client: Client, as_: As, regency: Regency, urls: Urls
):
    household = registered(client, as_)
    with connect(urls.owner) as conn:
        conn.execute(f"DROP TABLE {regency.schema}.access_log")
    answer = client.get(f"{HOUSEHOLDS}/{household}?purpose=audit", headers=as_("auditor"))
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/look-unrecorded"
    assert "Budi" not in answer.text
    assert _one(client, as_, household)["names"] == "masked"


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


def test_a_household_is_found_by_nik_or_kk_in_the_body(client: Client, as_: As, regency: Regency):
    household = registered(client, as_, residence={"kk_number": KK, "address": "Dukuh"})

    def found(by: str, query: str = "?purpose=verification", **body: str):
        return client.post(f"{HOUSEHOLDS}/lookups{query}", json=body, headers=as_(by))

    assert fields(found("village_operator", "", nik=A)) == {"?purpose"}
    person = _one(client, as_, household)["members"][0]["person"]
    by_nik = found("village_operator", nik=f"{A[:4]} {A[4:]}")
    assert by_nik.status_code == 200
    assert by_nik.json() == {"household": household, "village": KLEGO, "person": person}
    assert found("village_operator", kk_number=KK).json()["household"] == household
    assert found("neighbour", nik=A).status_code == 404
    assert found("baznas", "?purpose=mentoring", nik=A).status_code == 404
    assert found("secretariat", nik=B).status_code == 404
    assert fields(found("secretariat", nik="123")) == {"nik"}
    assert fields(found("secretariat")) == {"nik"}
    assert fields(found("secretariat", nik=A, kk_number=KK)) == {"nik"}
    searches = regency.access_log.of_account("secretariat", limit=9)
    assert [(one.kind, one.count) for one in searches] == [("search", 0)]
    searches = regency.access_log.of_account("village_operator", limit=9)
    assert [(one.kind, one.count) for one in searches] == [("search", 1), ("search", 2)]


def test_an_erased_person_has_no_name_any_more(client: Client, as_: As, regency: Regency):
    household = registered(client, as_)
    assert _one(client, as_, household)["members"][0]["name"] != "[dihapus]"
    with regency.vault._pool.connection() as conn:  # noqa: SLF001  (erasure has no command yet)
        conn.execute(f"UPDATE {regency.schema}.data_keys SET wrapped = NULL, destroyed_at = now()")
    regency.vault._cache.clear()  # noqa: SLF001  (as a minute later)
    found = _one(client, as_, household)
    assert found["members"][0]["name"] == "[dihapus]"
    assert found["residence"]["address"] == "[dihapus]"
