"""Doubles are looked for with a purpose, shown side by side, decided by a human, and undone."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_events import Source
from service.aggregates.household_welfare import Rank
from service.application import Work, command_id
from service.regency import Regency
from tests.http.api.asking import DAY, LETTER, A, Client, fields, refusal, registered
from tests.http.conftest import KEEPER, KLEGO, TANJUNG, As
from tests.support.pictures import photo

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


def test_what_was_attached_to_a_double_is_shown_with_the_record_that_stays(
    client: Client, as_: As, regency: Regency
):
    gone, kept = doubles(client, as_)
    by = "village_operator"
    validation = {"level": "household", "verdict": "eligible", "method": "visit"}
    answers = {"instrument": "regsosek", "method": "visit", "answers": {"309a": 6}}
    for path, body in (("validations", validation), ("indicators", answers)):
        told = body | {"occurred_on": DAY}
        sent = client.post(f"/api/v1/households/{gone}/{path}", json=told, headers=as_(by))
        assert sent.status_code == 201, sent.text
    picture = as_(by) | {"Content-Type": "image/jpeg"}
    client.post(f"/api/v1/households/{gone}/photos?kind=front", content=photo(), headers=picture)
    ranked = partial(_ranked, household=UUID(gone))
    regency.ledger.record(KEEPER, ranked, command_id=command_id("ranked"))
    objection = {"kind": "objection", "target": "listing", "village": KLEGO, "household": gone}
    objection |= {"words": "Sudah mampu", "name": "Melati Contoh"}
    petition = client.post("/api/v1/petitions", json=objection, headers=as_(by)).json()["id"]

    def shown(household: str) -> tuple[int, ...]:
        where, reader = f"/api/v1/households/{household}", as_(by)
        work = client.get(
            f"/api/v1/worklists/{KLEGO}?due=never&due=stale&due=fresh", headers=reader
        ).json()
        [row] = [one for one in work["items"] if one["household"] == household]
        return (
            len(client.get(f"{where}/photos", headers=reader).json()["photos"]),
            len(client.get(f"{where}/ranks", headers=reader).json()["items"]),
            len(client.get(f"{where}/indicators", headers=reader).json()["asked"]),
            row["decile"] or 0,
            row["looked_on"] == DAY,
        )

    def decided(path: str, body: dict[str, Any]) -> None:
        done = client.post(f"/api/v1/{path}", json=body, headers=as_("village_head"))
        assert done.status_code == 201, done.text

    assert (shown(gone), shown(kept)) == ((1, 1, 1, 2, True), (0, 0, 0, 0, False))
    merge = {"survivor": kept, "same": [], "evidence": [LETTER]}
    done = client.post(
        f"/api/v1/households/{gone}/mergers", json=merge, headers=as_("village_head")
    )
    assert done.status_code == 201, done.text
    assert shown(kept) == (1, 1, 1, 2, True)

    look = {"advice": "accepted", "findings": "Benar", "evidence": [LETTER]}
    client.post(f"/api/v1/petitions/{petition}/examinations", json=look, headers=as_(by))
    finding = validation | {"verdict": "better_off", "reason": "assets", "evidence": [LETTER]}
    ruling = {"ruling": "accepted", "reason": "Terbukti mampu", "finding": finding}
    said = client.post(
        f"/api/v1/petitions/{petition}/decisions", json=ruling, headers=as_("village_head")
    )
    assert said.status_code == 201, said.text
    home = client.get(f"/api/v1/households/{kept}", headers=as_("village_head")).json()
    assert home["status"] == "better_off", "who objects to a double means the household"

    parted = {"reason": "Ternyata dua keluarga"}
    undone = client.post(
        f"/api/v1/households/{gone}/unmergers", json=parted, headers=as_("village_head")
    )
    assert undone.status_code == 201, undone.text
    assert (shown(gone)[:4], shown(kept)[:4]) == ((1, 1, 1, 2), (0, 0, 0, 0))


def _ranked(work: Work, household: UUID) -> UUID:
    known = work.load(Household, household)
    source = Source(list=work.new_id(), row_no=1)
    told = known.rank(
        source,
        origin="p3ke",
        period="2024",
        ranks=(Rank(level="national", decile=2),),
        on=date.fromisoformat(DAY),
        today=work.today,
    )
    work.append(Household, household, *told)
    return household


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
