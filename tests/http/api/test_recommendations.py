"""Indicators and recommendations over HTTP: recorded, explained, counted, tried."""

import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import python_calamine
from msgspec.structs import replace

from service.aggregates.household_welfare import Rank
from service.commands.lists import Withdraw
from service.exchange import lists as taking
from service.exchange import withdrawals
from service.http.api import recommendation_details
from service.http.api.recommendation_details import TooManyToTry
from service.http.problems import code_of
from service.regency import Regency
from tests.exchange.test_lists import ABOUT, CLERK
from tests.http.api.asking import DAY, A, B, Client, registered
from tests.http.api.test_rule_sets import publish
from tests.http.conftest import GONDANGLEGI, KLEGO, TANJUNG, As
from tests.support import events as some
from tests.support.told import tell

MAP = "/api/v1/recommendations"
LOOKS = "/api/v1/looks"
NO_TOILET = {"309a": 6, "301a": 1, "303": 8}


def record(client: Client, as_: As, household: str, answers: Any = None, **other: Any) -> Any:
    body = {
        "instrument": "regsosek",
        "method": "visit",
        "answers": NO_TOILET if answers is None else answers,
        "occurred_on": DAY,
        **other,
    }
    path = f"/api/v1/households/{household}/indicators"
    return client.post(path, json=body, headers=as_("secretariat"))


def confirm(client: Client, as_: As, household: str, need: str = "sanitation") -> None:
    body = {"level": "need", "need": need, "verdict": "confirmed", "method": "visit"}
    path = f"/api/v1/households/{household}/validations"
    answer = client.post(path, json=body | {"occurred_on": DAY}, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text


def asked(client: Client, as_: As, path: str, by: str = "secretariat") -> Any:
    answer = client.get(path, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def recommended(client: Client, as_: As, household: str, query: str = "", by: str = "mentor"):
    return asked(client, as_, f"/api/v1/households/{household}/recommendations{query}", by)


@pytest.fixture
def household(client: Client, as_: As) -> str:
    found: str = registered(client, as_, A)
    answer = record(client, as_, found)
    assert answer.status_code == 201, answer.text
    return found


def test_instruments_tell_what_can_be_asked(client: Client, as_: As):
    found = asked(client, as_, "/api/v1/instruments", "village_operator")["instruments"]
    assert [one["name"] for one in found] == ["lokal", "regsosek", "bps14", "kemensos262"]


def test_a_code_that_is_none_is_refused_by_name(client: Client, as_: As):
    answer = record(client, as_, registered(client, as_, A), {"309a": 9})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/answer-unusable"
    assert answer.json()["why"] == {"questions": ["309a"]}


def test_answers_are_told_for_a_purpose_only(client: Client, as_: As, household: str):
    path = f"/api/v1/households/{household}/indicators"
    [masked] = asked(client, as_, path, "mentor")["asked"]
    assert (masked["title"], masked["answers"]) == ("Regsosek 2022", [])
    [opened] = asked(client, as_, f"{path}?purpose=mentoring", "mentor")["asked"]
    assert {one["question"]: one["answer"] for one in opened["answers"]} == {
        "309a": "Tidak ada jamban",
        "301a": "Milik sendiri",
        "303": "Tanah",
    }
    looks = asked(
        client,
        as_,
        "/api/v1/looks?since=2024-01-01T00:00:00Z&until=2099-01-01T00:00:00Z",
        "auditor",
    )
    assert household in looks["items"][-1]["subjects"]


def test_a_need_explains_itself(client: Client, as_: As, household: str):
    answer = recommended(client, as_, household, "?purpose=mentoring")
    needs = {one["need"]: one for one in answer["needs"]}
    toilet = needs["sanitation"]
    assert toilet["standing"] == "claimed"
    why = toilet["claimed_by"]
    assert (why["rule_set"], why["version"], why["rule"]) == ("peta-rekomendasi", 1, "jamban")
    assert why["text"] == "309a ≥ 2 atau 310 ∉ {1, 2}"
    assert [(one["question"], one["answer"]) for one in why["answers"]] == [
        ("309a", "Tidak ada jamban")
    ]
    [what] = toilet["recommended"]
    assert what["activities"] == ["02.04.13", "02.04.14", "02.04.90"]
    assert what["lead"].startswith("Dinas Kesehatan")
    assert set(needs) == {"sanitation", "housing"}


def test_masked_it_says_which_rule_and_not_which_answer(client: Client, as_: As, household: str):
    answer = recommended(client, as_, household)
    [toilet] = [one for one in answer["needs"] if one["need"] == "sanitation"]
    assert (toilet["claimed_by"]["rule"], toilet["claimed_by"]["text"]) == ("jamban", "")
    assert toilet["claimed_by"]["answers"] == []
    assert toilet["found_by"] is None
    assert all(not one["criteria"] for one in answer["criteria"])


def test_criteria_are_shown_with_what_they_rest_on(client: Client, as_: As, household: str):
    poor = {f"bps14.{n}": 1 for n in range(1, 10)}
    record(client, as_, household, poor, instrument="bps14")
    answer = recommended(client, as_, household, "?purpose=mentoring")
    found = {one["rule_set"]: one for one in answer["criteria"]}
    bps = found["bps-14"]
    assert (bps["outcome_label"], bps["met"], bps["of"]) == ("Memenuhi kriteria", 9, 14)
    assert [one["holds"] for one in bps["criteria"]].count(True) == 9
    assert "desil" not in str(answer).lower()


def test_a_decile_is_a_ground_that_is_told_with_its_list(client: Client, as_: As, regency: Regency):
    """Before the list nothing; then food, by list, level and decile; withdrawn, nothing again."""
    text = f"No KK;NIK;Nama;Desa;Alamat;Desil\n3309150101100009;{A};Contoh;{KLEGO};Dukuh;1\n"
    about = replace(ABOUT, letter_date=date(2024, 10, 1))
    taken = taking.receive(
        regency, CLERK, io.BytesIO(text.encode()), file_name="daftar.csv", about=about
    )
    before = asked(client, as_, MAP)["position"]
    [line] = asked(client, as_, f"{MAP}?need=food")["lines"]
    assert (line["area"], line["claimed"]) == (KLEGO, 1)
    blocks = asked(client, as_, f"{MAP}/blocks/{KLEGO}?purpose=mentoring", "mentor")
    assert [(one["need"], one["claimed"]) for one in blocks["lines"]] == [("food", 1)]
    [held] = regency.log.claims([regency.vault.blind("nik", A)])
    home = str(held.household)
    [food] = recommended(client, as_, home)["needs"]
    why = food["claimed_by"]
    assert (why["rule"], why["text"], why["holds"]) == ("pangan-desil", "desil.nasional ≤ 2", True)
    assert [(one["text"], one["answer"]) for one in why["answers"]] == [
        ("Desil nasional menurut daftar terbaru", f"1 (Daftar umum periode {about.period})")
    ]
    [tried] = asked(client, as_, f"{MAP}/trials")["needs"]
    assert [tried[name] for name in ("need", "found", "standing", "added")] == ["food", 1, 1, 0]

    five = (Rank(level="national", decile=5),)
    tell(regency, some.ranked(household=held.household, ranks=five))
    [food] = recommended(client, as_, home)["needs"]
    assert food["claimed_by"]["holds"] is False, "a newer list puts them in decile 5"
    assert asked(client, as_, f"{MAP}?as_of={before}&valid_on=2024-09-30")["lines"] == []

    why_not = Withdraw(reason="Salah kabupaten", occurred_on=regency.ledger.today)
    withdrawals.withdraw(regency, CLERK, UUID(taken.list), why_not, command=uuid4())
    assert asked(client, as_, f"{MAP}?need=food")["lines"] == []
    assert asked(client, as_, f"{MAP}?as_of={before}&need=food")["lines"] == [line]


def test_another_version_is_a_trial_and_records_nothing(client: Client, as_: As, household: str):
    rule = {"rule": "air", "need": "clean_water", "label": "Air", "when": ["309a = 6"]}
    assert publish(client, as_, needs=[rule]).status_code == 201
    before = recommended(client, as_, household, "?purpose=mentoring&version=1")
    after = recommended(client, as_, household, "?purpose=mentoring")
    assert (before["version"], after["version"]) == (1, 2)
    found = {one["need"]: one["standing"] for one in after["needs"]}
    assert found == {"housing": "claimed", "sanitation": "claimed", "clean_water": None}
    assert asked(client, as_, MAP)["position"] == after["position"]


@pytest.mark.usefixtures("household")
def test_a_household_next_door_is_not_to_be_known(client: Client, as_: As):
    for path in ("indicators", "recommendations"):
        answer = client.get(f"/api/v1/households/{household}/{path}", headers=as_("neighbour"))
        assert answer.status_code == 404


def lines(answer: Any) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (one["area"], one["need"]): (one["claimed"], one["unmet"], one["met"])
        for one in answer["lines"]
    }


@pytest.mark.usefixtures("household")
def test_the_map_counts_needs_beside_what_is_recommended(client: Client, as_: As):
    other = registered(client, as_, B)
    record(client, as_, other)
    confirm(client, as_, other, "housing")
    found = asked(client, as_, MAP)
    assert lines(found) == {(KLEGO, "sanitation"): (2, 0, 0), (KLEGO, "housing"): (1, 1, 0)}
    [house] = [one for one in found["lines"] if one["need"] == "housing"]
    assert (house["confirmed"], house["estimated_rupiah"]) == (1, 20_000_000)
    assert [one["need"] for one in found["recommendations"]] == ["housing", "sanitation"]
    by_regency = asked(client, as_, f"{MAP}?by=regency&need=housing")
    assert lines(by_regency) == {("33.09", "housing"): (1, 1, 0)}


def test_the_map_shows_what_was_known_then(client: Client, as_: As):
    household = registered(client, as_, A)
    before = asked(client, as_, MAP)["position"]
    record(client, as_, household)
    assert lines(asked(client, as_, f"{MAP}?as_of={before}")) == {}
    assert lines(asked(client, as_, f"{MAP}?valid_on=2024-11-03")) == {}


@pytest.mark.usefixtures("household")
def test_whoever_may_not_know_of_households_reads_steps_of_five(client: Client, as_: As):
    assert lines(asked(client, as_, MAP, "partner_nowhere")) == {}
    there = f"{MAP}?area=33.09.15"
    assert lines(asked(client, as_, there, "partner_here"))[KLEGO, "housing"] == (1, 0, 0)


@pytest.mark.usefixtures("household")
def test_the_map_stays_in_the_callers_areas(client: Client, as_: As):
    assert lines(asked(client, as_, MAP, "neighbour")) == {}
    assert client.get(f"{MAP}?area={KLEGO}", headers=as_("neighbour")).status_code == 404


@pytest.mark.usefixtures("household")
def test_programmes_that_answer_a_need_are_named(client: Client, as_: As):
    partner = {"partner": "perkim", "name": "Disperkim", "org_type": "perangkat_daerah"}
    client.post("/api/v1/partners", json=partner, headers=as_("secretariat"))
    programme = {
        "programme": "jamban-2024",
        "name": "Jambanisasi",
        "owner": "perkim",
        "strategy": "reduce_expenditure_burden",
        "need": "sanitation",
        "target_unit": "house",
        "recurrence": "once",
        "first_year": 2024,
    }
    answer = client.post("/api/v1/programmes", json=programme, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text
    [toilet] = [
        one for one in asked(client, as_, MAP)["recommendations"] if one["need"] == "sanitation"
    ]
    [match] = toilet["programmes"]
    assert (match["programme"], match["same_strategy"]) == ("jamban-2024", True)


@pytest.mark.usefixtures("household")
def test_every_village_is_told_which_activities_it_needs(client: Client, as_: As):
    enrolled = {"village": KLEGO}
    assert (
        client.post("/api/v1/villages", json=enrolled, headers=as_("secretariat")).status_code
        == 201
    )
    found = asked(client, as_, f"{MAP}/activities?area={KLEGO}")["activities"]
    codes = {one["activity"]: one for one in found}
    assert set(codes) == {"01.03.05", "02.04.01", "02.04.13", "02.04.14", "02.04.90"}
    assert codes["02.04.90"]["is_local"]
    assert codes["01.03.05"]["need"] is None, "nobody has mapped the village together yet"
    assert codes["02.04.13"]["claimed"] == 1


@pytest.mark.parametrize("path", ["files", "activities/files"])
@pytest.mark.usefixtures("household")
def test_tables_can_be_taken_along(client: Client, as_: As, path: str):
    text = client.get(f"{MAP}/{path}?format=csv", headers=as_("secretariat"))
    assert text.headers["content-type"].startswith("text/csv")
    assert "02.04.13" in text.text
    book = client.get(f"{MAP}/{path}?format=xlsx", headers=as_("secretariat"))
    workbook = python_calamine.load_workbook(io.BytesIO(book.content))
    cells = [cell for row in workbook.get_sheet_by_index(0).to_python() for cell in row]
    assert any("02.04.13" in str(cell) for cell in cells)


@pytest.mark.usefixtures("household")
def test_needs_per_rt_are_told_for_a_purpose_and_on_record(client: Client, as_: As):
    path = f"{MAP}/blocks/{KLEGO}"
    assert client.get(path, headers=as_("mentor")).status_code == 400
    found = asked(client, as_, f"{path}?purpose=mentoring", "mentor")
    assert {(one["rw"], one["rt"], one["need"], one["claimed"]) for one in found["lines"]} == {
        ("", "001", "sanitation", 1),
        ("", "001", "housing", 1),
    }
    assert client.get(f"{path}/files?format=csv", headers=as_("mentor")).status_code == 400
    file = client.get(f"{path}/files?format=csv&purpose=mentoring", headers=as_("mentor"))
    assert f"{KLEGO},001,,Jamban,1,0,0,0" in file.text
    assert client.get(f"{path}?purpose=aid_delivery", headers=as_("neighbour")).status_code in {
        403,
        404,
    }


@pytest.mark.usefixtures("household")
def test_a_trial_counts_what_another_version_would_find(client: Client, as_: As):
    other = registered(client, as_, B, village=TANJUNG)
    record(client, as_, other, {"309a": 1, "310": 1})
    rule = {"rule": "jamban", "need": "sanitation", "label": "J", "when": ["309a = 1"]}
    assert publish(client, as_, needs=[rule]).status_code == 201
    found = asked(client, as_, f"{MAP}/trials?version=2")
    assert found["households"] == 2
    [toilet] = [one for one in found["needs"] if one["need"] == "sanitation"]
    assert [toilet[name] for name in ("found", "standing", "added", "dropped")] == [1, 1, 1, 1]
    criteria = asked(client, as_, f"{MAP}/trials?rule_set=bps-14")
    assert {one["outcome"]: one["found"] for one in criteria["outcomes"]} == {
        "met": 0,
        "not_met": 0,
        "undecided": 2,
    }
    assert client.get(f"{MAP}/trials?version=9", headers=as_("mentor")).status_code == 409


@pytest.mark.usefixtures("household")
def test_a_mentor_reads_the_villages_they_accompany(client: Client, as_: As):
    found = asked(client, as_, MAP, "mentor")
    assert found["areas"] == [KLEGO, GONDANGLEGI]


@pytest.mark.usefixtures("household")
def test_a_trial_of_too_many_is_refused(client: Client, as_: As, monkeypatch: pytest.MonkeyPatch):
    record(client, as_, registered(client, as_, B))
    monkeypatch.setattr(recommendation_details, "MOST_TRIED", 1)
    answer = client.get(f"{MAP}/trials", headers=as_("secretariat"))
    assert answer.status_code == 409
    assert answer.json()["type"] == f"/problems/{code_of(TooManyToTry)}"


def test_households_are_counted_by_what_criteria_came_to(client: Client, as_: As, household: str):
    poor = {f"bps14.{n}": 1 for n in range(1, 10)}
    record(client, as_, household, poor, instrument="bps14")
    found = asked(client, as_, f"{MAP}/criteria")["counts"]
    by_set = {one["rule_set"]: (one["outcome"], one["households"]) for one in found}
    assert by_set["bps-14"] == ("met", 1)
    assert by_set["kepmensos-262"] == ("undecided", 1)
    assert asked(client, as_, f"{MAP}/criteria", "neighbour")["counts"] == []


@pytest.mark.parametrize(
    ("instrument", "answers"),
    [
        ("regsosek", {"309a": 6}),
        ("lokal", {"lokal.jamban": 4}),
    ],
)
def test_whoever_has_no_toilet_needs_sanitation_with_an_activity_of_the_village_budget(
    client: Client, as_: As, instrument: str, answers: Any
):
    """Boyolali, stage (f): from the parameter to the code, for every single household."""
    homes = [registered(client, as_, nik) for nik in (A, B)]
    for home in homes:
        assert record(client, as_, home, answers, instrument=instrument).status_code == 201
    for home in homes:
        found = recommended(client, as_, home)
        [toilet] = [one for one in found["needs"] if one["need"] == "sanitation"]
        codes = [code for one in toilet["recommended"] for code in one["activities"]]
        assert codes
        assert all(code.startswith("02.04.") for code in codes)
