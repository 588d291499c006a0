"""Doubles are looked for with a purpose, shown side by side, decided by a human, and undone."""

from typing import Any

from tests.http.api.asking import LETTER, A, Client, fields, refusal, registered
from tests.http.conftest import KLEGO, TANJUNG, As

DUPLICATES = "/api/v1/duplicates"
MISTYPED = "9909150101700002"
PURPOSE = "purpose=verification"


def member(nik: str, **other: Any) -> dict[str, Any]:
    return {"name": "Soetrisno Contoh", "nik": nik, "relation": "head", "sex": "male", **other}


def doubles(client: Client, as_: As) -> tuple[str, str]:
    """Register one man twice: his NIK mistyped, his name in the old spelling."""
    home = {"address": "Dukuh Contoh", "rt": "1"}
    first = registered(client, as_, members=[member(A)], residence=home)
    second = registered(
        client, as_, members=[member(MISTYPED, name="Sutrisno Contoh")], residence=home
    )
    return first, second


def search(client: Client, as_: As, by: str = "village_operator", area: str = KLEGO) -> Any:
    path = f"{DUPLICATES}/searches?{PURPOSE}"
    return client.post(path, json={"area": area}, headers=as_(by))


def waiting(client: Client, as_: As, query: str = "", by: str = "village_operator") -> Any:
    answer = client.get(f"{DUPLICATES}?{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_double_is_found_once_and_its_look_is_on_record(client: Client, as_: As):
    doubles(client, as_)
    found = search(client, as_).json()
    assert (found["persons"], found["pairs"], found["new"]) == (2, 1, 1)
    assert search(client, as_).json()["new"] == 0
    [pair] = waiting(client, as_)
    assert (pair["points"], pair["band"]) == (100, "probable")
    assert {one["reason"]: one["points"] for one in pair["reasons"]} == {
        "name_same": 50,
        "birth_date_same": 30,
        "address_same": 20,
        "nik_one_digit_apart": 20,
    }
    looks = client.app.state.regency.access_log.of_account("village_operator", limit=9)
    assert [(one.purpose, one.count) for one in looks if one.id == found["look"]] == [
        ("verification", 4)
    ]


def test_both_sides_are_masked_until_there_is_a_purpose(client: Client, as_: As):
    doubles(client, as_)
    search(client, as_)
    [masked] = waiting(client, as_)
    assert [side["names"] for side in masked["sides"]] == ["masked", "masked"]
    assert "Contoh" not in str(masked)
    [opened] = waiting(client, as_, PURPOSE)
    assert {side["name"] for side in opened["sides"]} == {"Soetrisno Contoh", "Sutrisno Contoh"}
    assert {side["nik"] for side in opened["sides"]} == {A, MISTYPED}


def test_a_search_says_what_for_and_where(client: Client, as_: As):
    body = {"area": KLEGO}
    answer = client.post(f"{DUPLICATES}/searches", json=body, headers=as_("village_operator"))
    assert fields(answer) == {"?purpose"}
    assert fields(search(client, as_, "secretariat", "33.09")) == {"area"}
    assert search(client, as_, area=TANJUNG).status_code == 404
    assert refusal(search(client, as_, "auditor"), 403) == "not-allowed"


def decide(client: Client, as_: As, pair: Any, what: str, **body: Any) -> Any:
    path = f"{DUPLICATES}/{pair['duplicate']}/{what}"
    return client.post(path, json=body, headers=as_("village_operator"))


def test_what_a_human_dismissed_never_comes_back(client: Client, as_: As):
    doubles(client, as_)
    search(client, as_)
    [pair] = waiting(client, as_)
    done = decide(client, as_, pair, "dismissals", reason="Kakak beradik")
    assert done.status_code == 201, done.text
    assert search(client, as_).json()["new"] == 0
    assert waiting(client, as_) == []
    [dismissed] = waiting(client, as_, "standing=dismissed")
    assert dismissed["by"] == "village_operator"
    again = decide(client, as_, pair, "mergers", survivor=pair["person"], evidence=[LETTER])
    assert refusal(again) == "pair-decided"


def test_merged_and_unmerged_both_records_are_as_they_were(client: Client, as_: As):
    homes = doubles(client, as_)
    search(client, as_)
    [pair] = waiting(client, as_)
    merged = decide(client, as_, pair, "mergers", survivor=pair["person"], evidence=[LETTER])
    assert merged.status_code == 201, merged.text
    kept, gone = pair["household"], pair["other_household"]
    one = client.get(f"/api/v1/households/{kept}", headers=as_("secretariat")).json()
    other = client.get(f"/api/v1/households/{gone}", headers=as_("secretariat")).json()
    assert (one["absorbed"], one["persons"]) == ([gone], 1)
    assert (other["survivor"], other["status"], other["persons"]) == (kept, "duplicate", 0)
    twice = registered_again(client, as_)
    assert refusal(twice) == "number-taken"
    assert twice.json()["why"]["households"] == [kept]
    undone = decide(client, as_, pair, "unmergers", reason="Ternyata dua orang")
    assert undone.status_code == 201, undone.text
    for home in homes:
        known = client.get(f"/api/v1/households/{home}", headers=as_("secretariat")).json()
        assert (known["status"], known["persons"]) == ("newly_proposed", 1)
    assert refusal(decide(client, as_, pair, "unmergers", reason="Lagi")) == "pair-not-merged"
    assert len(waiting(client, as_)) == 1


def registered_again(client: Client, as_: As) -> Any:
    body = {
        "village": KLEGO,
        "residence": {"address": "Lain"},
        "members": [member(MISTYPED)],
        "occurred_on": "2024-11-04",
    }
    return client.post("/api/v1/households", json=body, headers=as_("secretariat"))


def test_one_of_several_is_merged_alone(client: Client, as_: As):
    first = registered(client, as_, members=[member(A)], residence={"address": "Krajan"})
    wife = {"name": "Siti Contoh", "relation": "spouse"}
    registered(client, as_, members=[member(MISTYPED), wife], residence={"address": "Krajan"})
    search(client, as_)
    [pair] = waiting(client, as_)
    survivor = pair["person"] if pair["household"] == first else pair["other_person"]
    done = decide(client, as_, pair, "mergers", survivor=survivor, evidence=[LETTER])
    assert done.status_code == 201, done.text
    other = pair["other_household"] if pair["household"] == first else pair["household"]
    known = client.get(f"/api/v1/households/{other}", headers=as_("secretariat")).json()
    assert known["persons"] == 1
    assert decide(client, as_, pair, "unmergers", reason="Dua orang").status_code == 201
    known = client.get(f"/api/v1/households/{other}", headers=as_("secretariat")).json()
    assert known["persons"] == 2


def test_a_neighbour_is_told_of_no_pair(client: Client, as_: As):
    doubles(client, as_)
    search(client, as_)
    assert waiting(client, as_, by="neighbour") == []
    assert refusal(client.get(DUPLICATES, headers=as_("baznas")), 403) == "not-allowed"
