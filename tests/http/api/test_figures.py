"""Official figures over HTTP: no rate without its source, and every movement explained."""

from typing import Any

import pytest

from tests.http.api.asking import DAY, Client, fields, refusal, registered
from tests.http.api.given import made, shown
from tests.http.conftest import KLEGO, TANJUNG, As

FIGURES = "/api/v1/figures"
MCD = {
    "kind": "poverty_rate",
    "area": "33.09",
    "source": "mcd",
    "source_name": "MCD Satu Data",
    "nature": "registry",
    "method": "Hitungan by name by address",
    "reference_date": "2021-12-31",
    "numerator": 100_302,
    "denominator": 1_043_720,
}
BPS = {
    "kind": "poverty_rate",
    "area": "33.09",
    "source": "bps",
    "source_name": "BPS, Susenas Maret 2021",
    "nature": "survey",
    "method": "Susenas",
    "reference_date": "2021-03-31",
    "value_percent": "10.62",
    "poverty_line_rupiah": 380_000,
}
DECREE = {
    "decree_number": "400.9/12 Tahun 2022",
    "decree_date": "2022-01-20",
    "office": "Bupati Boyolali",
}


def report(client: Client, as_: As, body: dict[str, Any] = MCD, **other: Any) -> str:
    answer = client.post(FIGURES, json=body | other, headers=as_("secretariat"))
    figure: str = made(answer)["id"]
    assert answer.headers["location"] == f"{FIGURES}/{figure}"
    return figure


def one(client: Client, as_: As, figure: str, by: str = "company") -> Any:
    return shown(client.get(f"{FIGURES}/{figure}", headers=as_(by)))


def compared(client: Client, as_: As, before: str, after: str, by: str = "auditor") -> Any:
    asked = {"before": before, "after": after}
    return shown(client.get(f"{FIGURES}/comparison", params=asked, headers=as_(by)))


def enrolled(client: Client, as_: As, persons: int = 1_000, village: str = KLEGO) -> None:
    client.post("/api/v1/villages", json={"village": village}, headers=as_("secretariat"))
    body = {"persons": persons, "source": "Dukcapil", "reference_date": DAY}
    path = f"/api/v1/villages/{village}/populations"
    made(client.post(path, json=body, headers=as_("secretariat")))


def computed(client: Client, as_: As, area: str = KLEGO) -> str:
    answer = client.post(f"{FIGURES}/computations", json={"area": area}, headers=as_("secretariat"))
    figure: str = made(answer)["id"]
    return figure


def test_a_figure_is_told_with_all_that_makes_it_one(client: Client, as_: As):
    figure = one(client, as_, report(client, as_))
    assert figure["value_percent"] == "9.61"
    assert (figure["numerator"], figure["denominator"]) == (100_302, 1_043_720)
    assert (figure["source_name"], figure["standing"]) == ("MCD Satu Data", "provisional")


def test_a_decree_determines_it(client: Client, as_: As):
    figure = report(client, as_)
    path = f"{FIGURES}/{figure}/determinations"
    assert refusal(client.post(path, json=DECREE, headers=as_("mentor")), 403) == "not-allowed"
    made(client.post(path, json=DECREE, headers=as_("secretariat")))
    assert one(client, as_, figure)["standing"] == "determined"
    again = client.post(path, json=DECREE, headers=as_("secretariat"))
    assert refusal(again) == "not-provisional"


def test_a_village_head_determines_for_the_own_village_only(client: Client, as_: As):
    here, there = report(client, as_, area=KLEGO), report(client, as_, area=TANJUNG)
    made(client.post(f"{FIGURES}/{here}/determinations", json=DECREE, headers=as_("village_head")))
    refused = client.post(
        f"{FIGURES}/{there}/determinations", json=DECREE, headers=as_("village_head")
    )
    assert refused.status_code == 404


def test_a_stated_rate_must_be_what_its_parts_come_to(client: Client, as_: As):
    wrong = MCD | {"numerator": 84_264, "denominator": 936_267}
    answer = client.post(
        FIGURES, json=wrong | {"value_percent": "8.07"}, headers=as_("secretariat")
    )
    assert refusal(answer) == "stated-differs"
    assert one(client, as_, report(client, as_, wrong))["value_percent"] == "9.00"


def test_a_figure_without_parts_or_value_is_refused_by_name(client: Client, as_: As):
    without = {key: value for key, value in MCD.items() if key != "denominator"}
    answer = client.post(FIGURES, json=without, headers=as_("secretariat"))
    assert refusal(answer) == "parts-missing"
    sourceless = {key: value for key, value in MCD.items() if key != "source"}
    assert fields(client.post(FIGURES, json=sourceless, headers=as_("secretariat"))) == {"source"}


def test_no_answer_tells_a_rate_without_its_source_and_its_method(client: Client):
    schemas = shown(client.get("/openapi.json"))["components"]["schemas"]
    rates = {
        name: told["properties"].keys()
        for name, told in schemas.items()
        if "value_percent" in told.get("properties", {})
    }
    assert {"FigureAnswer", "AreaCount"} <= rates.keys()
    assert all({"source_name", "method"} <= properties for properties in rates.values())


def test_two_figures_are_compared_with_what_keeps_them_apart(client: Client, as_: As):
    mcd, bps = report(client, as_), report(client, as_, BPS)
    found = compared(client, as_, bps, mcd)
    assert found["delta_pp"] == "-1.01"
    assert found["reasons"] is None
    assert found["warnings"] == [
        "Yang satu perkiraan survei, yang lain hitungan daftar; selisihnya bukan penurunan.",
        "Garis kemiskinannya berubah; sebagian selisih berasal dari garis yang berbeda.",
    ]


def test_between_counts_of_others_all_of_it_is_unexplained(client: Client, as_: As):
    first, last = report(client, as_), report(client, as_, numerator=84_264)
    found = compared(client, as_, first, last)
    assert (found["delta_pp"], found["relative_change_percent"]) == ("-1.54", "-16.0")
    [part] = found["reasons"]["parts"]
    assert (part["term"], part["persons"], part["points"]) == ("method", -16_038, "-1.54")


def test_the_register_is_counted_and_every_movement_explained(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "", "", "")
    registered(client, as_, "", "")
    first = computed(client, as_)
    body = {"level": "household", "verdict": "better_off", "reason": "assets", "method": "visit"}
    proof = {"kind": "visit", "reference": "kunjungan-1", "on": DAY}
    made(
        client.post(
            f"/api/v1/households/{home}/validations",
            json=body | {"evidence": [proof]},
            headers=as_("village_operator"),
        )
    )
    enrolled(client, as_, persons=990)
    last = computed(client, as_)

    found = compared(client, as_, first, last)
    assert (found["before"]["value_percent"], found["after"]["value_percent"]) == ("0.50", "0.20")
    parts = {part["term"]: part["persons"] for part in found["reasons"]["parts"]}
    assert parts == {"better_off": -3, "population": 0}
    assert found["after"]["unratified"] == 2  # one was found better off, one is a proposal

    asked = {"before": first, "after": last, "term": "better_off"}
    path = f"{FIGURES}/reasons/persons"
    page = shown(client.get(path, params=asked | {"limit": 2}, headers=as_("auditor")))
    rest = shown(client.get(path, params=asked | {"cursor": page["next"]}, headers=as_("auditor")))
    assert {one["household"] for one in (*page["items"], *rest["items"])} == {home}
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    stranger = client.get(path, params=asked, headers=as_("partner_nowhere"))
    assert stranger.status_code == 404


def test_whoever_may_not_know_of_households_is_told_reasons_in_steps_of_five(
    client: Client, as_: As
):
    enrolled(client, as_)
    first = computed(client, as_)
    registered(client, as_, "", "", "")
    registered(client, as_, "", "", "", "")
    last = computed(client, as_)
    exactly = compared(client, as_, first, last)["reasons"]
    roughly = compared(client, as_, first, last, by="partner_nowhere")["reasons"]
    assert (exactly["parts"][0]["persons"], roughly["parts"][0]["persons"]) == (7, 5)
    assert (exactly["is_exact"], roughly["is_exact"]) == (True, False)


def test_a_computed_figure_waits_for_the_village_meeting(client: Client, as_: As):
    enrolled(client, as_)
    home = registered(client, as_, "")
    body = {"level": "household", "verdict": "eligible", "method": "visit"}
    path = f"/api/v1/households/{home}/validations"
    made(client.post(path, json=body, headers=as_("village_operator")))
    figure = computed(client, as_)
    decree = DECREE | {"decree_date": "2026-01-20"}
    answer = client.post(
        f"{FIGURES}/{figure}/determinations", json=decree, headers=as_("village_head")
    )
    assert refusal(answer) == "not-ratified-yet"


def test_reasons_are_had_for_any_two_moments(client: Client, as_: As):
    enrolled(client, as_)
    before = shown(client.get(FIGURES, headers=as_("auditor")))["position"]
    registered(client, as_, "", "")
    asked = {"area": KLEGO, "before_as_of": str(before)}
    found = shown(client.get(f"{FIGURES}/reasons", params=asked, headers=as_("auditor")))
    assert (found["numerator_before"], found["numerator_after"], found["persons"]) == (0, 2, 2)
    assert sum(part["persons"] for part in found["parts"]) == 2


def test_the_register_s_own_counts_are_sums_and_say_what_is_missing(client: Client, as_: As):
    enrolled(client, as_)
    registered(client, as_, "", "")
    registered(client, as_, "", village=TANJUNG)
    asked = {"by": "kecamatan", "area": "33.09"}
    found = shown(client.get(f"{FIGURES}/register", params=asked, headers=as_("secretariat")))
    [kecamatan] = found["counts"]
    assert (kecamatan["numerator"], kecamatan["denominator"]) == (3, 1_000)
    assert (kecamatan["missing"], kecamatan["value_percent"]) == (["Desa Tanjung"], None)
    asked = {"by": "village", "area": KLEGO}
    found = shown(client.get(f"{FIGURES}/register", params=asked, headers=as_("secretariat")))
    assert [one["value_percent"] for one in found["counts"]] == ["0.20"]
    assert found["source"] == "Register Sanding"


def test_a_target_stands_beside_its_figures(client: Client, as_: As):
    body = {
        "kind": "extreme_poverty_rate",
        "area": "33.09",
        "target_percent": "0",
        "due_on": "2030-12-31",
        "decree_number": "Inpres 8/2025",
    }
    made(client.post(f"{FIGURES}/targets", json=body, headers=as_("secretariat")))
    found = shown(client.get(FIGURES, params={"area": "33.09"}, headers=as_("auditor")))
    assert [one["due_on"] for one in found["targets"]] == ["2030-12-31"]


@pytest.mark.parametrize("name", ["wealth/33.09/mcd/1", "poverty_rate/33.09/mcd", "x"])
def test_what_is_no_figure_s_name_is_told_so(client: Client, as_: As, name: str):
    asked = {"before": name, "after": "poverty_rate/33.09/mcd/1"}
    answer = client.get(f"{FIGURES}/comparison", params=asked, headers=as_("auditor"))
    assert fields(answer) == {"?before"}


def test_a_figure_that_is_not_there_is_not_known(client: Client, as_: As):
    answer = client.get(f"{FIGURES}/poverty_rate/33.09/mcd/9", headers=as_("auditor"))
    assert answer.status_code == 404
