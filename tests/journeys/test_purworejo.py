"""Sanding Erat Desa Kita, Purworejo: a list with dead and moved people on it (A3, steps 4-5)."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from service.http.differences import NamesNobody
from service.http.problems import code_of
from service.regency import Regency
from tests.http.api.given import Client, problem
from tests.http.conftest import KLEGO, As
from tests.journeys.purworejo import (
    API,
    APRIL,
    DECILES,
    FAMILIES,
    HEADER,
    OCTOBER,
    PERSONS,
    SHEET,
    Home,
    Listing,
    Village,
    name,
)

DEAD = ((0, 2), (1, 1), (2, 0))
MOVED = ((4, 2), (5, 1))
ROWS = FAMILIES * PERSONS
LISTING = Listing()
NEXT_DOOR = [LISTING.row((20, member), village="GONDANGLEGI") for member in range(PERSONS)]


@pytest.fixture
def village(client: Client, as_: As, regency: Regency) -> Village:
    found = Village(client, as_, regency.ledger.today)
    found.post("/villages", {"village": KLEGO}, "secretariat")
    return found


def first_vintage(village: Village) -> str:
    report = village.receive(OCTOBER, "dtks-2020-10.txt", [HEADER, *LISTING.rows(), *NEXT_DOOR])
    assert (report["layout"], report["quarantined"]) == ("dtks", 0)
    assert (report["rows"], report["households"]) == (ROWS + PERSONS, FAMILIES + 1)
    found: str = report["list"]
    return found


def leave(village: Village, homes: dict[int, Home]) -> None:
    """Record whoever died and whoever moved."""
    for family, member in DEAD:
        village.gone(homes[family], member, "deceased", "2020-11-02")
    for family, member in MOVED:
        village.gone(homes[family], member, "moved_out", "2020-12-01", destination="33.74")


def test_the_poorest_of_the_list_are_the_work_and_all_others_stay_on_the_register(
    village: Village,
):
    received = first_vintage(village)
    letter = village.get(f"/lists/{received}", "mentor")
    assert {letter[key] for key in ("issuer", "period", "letter_number", "purpose")} == {
        OCTOBER[key] for key in ("issuer", "period", "letter_number", "purpose")
    }
    assert village.work(decile=2) == set(), "DTKS carries no decile"

    ranked = village.receive(SHEET, "desil.csv", LISTING.sheet())
    assert (ranked["layout"], ranked["known"]) == ("siks_decile", len(DECILES))
    assert (ranked["households"], ranked["quarantined"]) == (0, 0)

    path = f"{API}/lists/{ranked['list']}/differences"
    compared = village.client.get(path, headers=village.as_("mentor"))
    assert problem(compared) == (409, code_of(NamesNobody)), "nobody is gone who was never named"

    homes = village.homes()
    poorest = {homes[family][0] for family, decile in DECILES.items() if decile <= 2}
    assert village.work(decile=2) == poorest
    assert village.work(decile=2, list_id=received, ranking=ranked["list"]) == poorest
    assert village.work(decile=2, ranking=received) == set(), "that list ranks nobody"
    assert village.work("mentor", decile=2) == poorest
    everybody = {home for home, _ in homes.values()}
    assert village.work() == everybody
    registered = village.get("/households", "mentor", area=KLEGO, limit=200)["items"]
    assert {one["household"] for one in registered} == everybody
    lines = village.get(f"/worklists/{KLEGO}", "mentor", decile=2)["items"]
    assert {(one["decile_list"], one["decile_origin"], one["decile_period"]) for one in lines} == {
        (ranked["list"], "siks_decile", "2020-10")
    }


def test_who_was_given_the_names_and_what_for_is_on_record(village: Village):
    first_vintage(village)
    village.receive(SHEET, "desil.csv", LISTING.sheet())
    asked = {"purpose": "mentoring", "reference": "460/1021/2020", "decile": 2}
    page = village.get(f"/worklists/{KLEGO}", "mentor", **asked)
    assert page["names"] == "open"

    since, until = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    looks = village.get("/looks", "auditor", since=since.isoformat(), until=until.isoformat())
    [look] = looks["items"]
    assert (look["account"], look["organisation"]) == ("mentor", "dinas-pupr")
    assert (look["purpose"], look["reference"]) == ("mentoring", "460/1021/2020")
    assert {one["household"] for one in page["items"]} <= set(look["subjects"])
    masked = village.get(f"/worklists/{KLEGO}", "mentor", decile=2)
    assert masked["names"] == "masked"
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    assert len(village.get("/looks", "auditor", **asked)["items"]) == 1


def test_an_assessment_is_of_mentor_and_village_or_of_nobody(village: Village):
    body = {
        "side": "mentor",
        "potentials": [{"category": "economic", "text": "Sentra gula kelapa", "count": 40}],
        "needs": [{"category": "natural", "text": "Air bersih dukuh atas", "count": 12}],
        "problems": [{"category": "human", "text": "Data penerima banyak yang meninggal"}],
    }
    path = f"/villages/{KLEGO}/assessments"
    assert problem(village.tried(path, body | {"side": "village"}, "mentor"))[1] == "not-your-side"
    village.post(path, body, "mentor")
    [waiting] = village.get(f"/villages/{KLEGO}", "village_head")["assessments"]
    assert waiting["holds"] is False

    signing = f"{path}/{waiting['assessment']}/signatures"
    twice = village.tried(signing, {"side": "mentor"}, "mentor")
    assert problem(twice) == (409, "same-side")
    village.post(signing, {"side": "village"}, "village_head")
    [held] = village.get(f"/villages/{KLEGO}", "mentor")["assessments"]
    assert held["holds"] is True
    assert [one["side"] for one in held["signatures"]] == ["mentor", "village"]
    again = village.tried(signing, {"side": "village"}, "village_operator")
    assert problem(again) == (409, "signed-already")


def test_the_dead_and_the_moved_are_the_invalid_rate_and_go_back_by_name(
    village: Village, regency: Regency
):
    received = first_vintage(village)
    homes = village.homes()
    before, today = regency.log.head(), str(regency.ledger.today)
    assert village.invalid(received) == (ROWS, 0, 0, "0.00")
    leave(village, homes)

    wrong = f"{100 * (len(DEAD) + len(MOVED)) / ROWS:.2f}"
    assert village.invalid(received) == (ROWS, len(DEAD), len(MOVED), wrong)
    assert village.invalid(received, "village_head")[3] == wrong
    assert village.invalid(received, as_of=before)[3] == "0.00"
    assert village.invalid(received, valid_on="2020-10-31")[3] == "0.00"
    told = village.corrections(received)
    assert (told["rows"], told["deceased"], told["moved"]) == (ROWS, len(DEAD), len(MOVED))
    assert told["invalid_percent"] == wrong.replace(".", ",") + "%"
    assert village.corrections(received, as_of=before)["lines"] == []
    assert village.corrections(received, valid_on="2020-10-31")["lines"] == []
    assert village.invalid(received, valid_on=today) == village.invalid(received)
    expected = {
        2 + family * PERSONS + member: label
        for several, label in ((DEAD, "deceased"), (MOVED, "moved_out"))
        for family, member in several
    }
    assert {one["row_no"]: one["wrong"] for one in told["lines"]} == expected

    asked = {"list": received, "village": KLEGO}
    bare = village.client.get(
        f"{API}/corrections/file", params=asked, headers=village.as_("secretariat")
    )
    assert problem(bare)[0] == 400, "a file by name says what for"
    asked |= {"purpose": "correction"}
    files = []
    for kind, read in (("csv", from_csv), ("xlsx", from_xlsx)):
        answer = village.client.get(
            f"{API}/corrections/file",
            params=asked | {"format": kind},
            headers=village.as_("secretariat"),
        )
        assert answer.status_code == 200, answer.text
        files.append(by_row(read(answer.content)))
    labels = {"deceased": "Meninggal", "moved_out": "Pindah ke luar kabupaten"}
    assert files[0] == files[1]
    assert files[0] == {
        number: [name(person), LISTING.nik(person), labels[expected[number]]]
        for person in (*DEAD, *MOVED)
        for number in [2 + person[0] * PERSONS + person[1]]
    }
    looks = regency.access_log.between(
        datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), limit=100
    )
    exports = [one for one in looks if one.kind == "export"]
    assert [(one.account, one.purpose) for one in exports] == [("secretariat", "correction")] * 2
    left = {homes[family][1][member] for family, member in (*DEAD, *MOVED)}
    assert left <= {str(one) for one in exports[0].subjects}


def from_csv(content: bytes) -> list[list[Any]]:
    """Return the lines of a file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def from_xlsx(content: bytes) -> list[list[Any]]:
    """Return the lines of a workbook's only sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def by_row(lines: list[list[Any]]) -> dict[int, list[str]]:
    """Return name, NIK and reason of a return file by the number of the row in the list."""
    return {
        int(float(one[0])): one[1:4]
        for one in lines
        if one and str(one[0]).removesuffix(".0").isdecimal()
    }


def april() -> list[str]:
    """Return the second vintage: four who left are named, one of the dead under a strange card."""
    rows = [
        LISTING.row((family, member))
        for family in range(FAMILIES)
        for member in range(PERSONS)
        if (family, member) != DEAD[-1]
    ]
    return [
        *rows,
        LISTING.row(DEAD[-1], kk=8),
        LISTING.row((3, 3)),
        LISTING.row((30, 0), {"NIK": "12"}),
    ]


def test_the_dead_stay_dead_when_a_later_list_names_them(village: Village):
    first = first_vintage(village)
    homes = village.homes()
    leave(village, homes)
    persons = village.get("/statuses", "mentor", area=KLEGO)["counts"]

    report = village.receive(APRIL, "dtks-2021-04.txt", [HEADER, *april()])

    second = report["list"]
    assert (report["rows"], report["known"], report["persons"]) == (ROWS + 2, ROWS - 1, 1)
    assert (report["households"], report["quarantined"]) == (0, 2)
    alerts = village.alerts("secretariat")
    left = {homes[family][1][member] for family, member in (*DEAD, *MOVED)}
    assert {one["person"] for one in alerts} == left
    assert {one["list"] for one in alerts} == {second}
    assert {one["standing"] for one in alerts} == {"open"}
    assert village.alerts("village_operator") == alerts
    assert village.alerts("neighbour") == []
    assert village.alerts("secretariat", as_of=report_before(village, second)) == []
    for family, member in DEAD:
        home = village.get(f"/households/{homes[family][0]}", "mentor")
        [person] = [one for one in home["members"] if one["person"] == homes[family][1][member]]
        assert person["belongs"] is False
    now = village.get("/statuses", "mentor", area=KLEGO)["counts"]
    assert total(now) == total(persons) + 1, "the newborn came, and nobody else"
    share = f"{100 * 4 / ROWS:.2f}"
    assert village.invalid(second) == (ROWS, 2, 2, share)
    told = village.corrections(second)
    assert (told["rows"], told["deceased"], told["moved"]) == (ROWS, 2, 2)
    assert village.invalid(first)[1:3] == (len(DEAD), len(MOVED)), "the first list is as it was"

    decide(village, second, homes, alerts)


def decide(village: Village, second: str, homes: dict[int, Home], alerts: list[Any]) -> None:
    """Settle the alerts: one came back, one row is set aside, all others stay gone."""
    returned = homes[MOVED[0][0]]
    village.gone(returned, MOVED[0][1], "present", "2021-04-25", destination=None)
    body = {"reason": "Nama keliru kartu keluarga; orangnya sudah meninggal"}
    [elsewhere] = [one for one in alerts if one["person"] == homes[2][1][0]]
    village.post(f"/lists/{second}/rows/{elsewhere['row_no']}/dismissals", body, "village_head")
    rest = [
        {"list": second, "household": homes[family][0], "person": homes[family][1][member]}
        for family, member in (*DEAD[:2], MOVED[1])
    ]
    settled = {
        "listed": rest,
        "reason": "Akta kematian dan surat pindah tetap berlaku; daftar penerbit keliru",
        "reference": "400/12/2021",
    }
    path = "/resurrections/decisions"
    assert problem(village.tried(path, settled, "neighbour"))[0] == 404
    own = village.tried(path, settled, "village_operator")
    assert problem(own) == (409, "decided-by-who-said-so")
    village.post(path, settled, "village_head")
    twice = village.tried(path, settled, "secretariat")
    assert problem(twice) == (409, "nothing-to-settle")

    standings = {one["person"]: one["standing"] for one in village.alerts("secretariat")}
    assert standings == {
        homes[0][1][2]: "stays_gone",
        homes[1][1][1]: "stays_gone",
        homes[2][1][0]: "row_settled",
        returned[1][MOVED[0][1]]: "came_back",
        homes[5][1][1]: "stays_gone",
    }
    assert village.alerts("secretariat", is_open=True) == []
    assert village.invalid(second)[1:3] == (2, 1), "whoever came back is no wrong row any more"


def total(counts: list[Any]) -> int:
    """Return how many persons belong to households."""
    return sum(one["persons"] for one in counts)


def report_before(village: Village, received: str) -> int:
    """Return the position just before a list came in."""
    found: int = village.get(f"/lists/{received}", "secretariat")["position"]
    return found - 1
