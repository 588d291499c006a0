"""PUKIS-SISDAMAS, Boyolali: from 9.61 to 8.07 percent, reproducible to the person."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from service.regency import Regency
from tests.http.api.given import Client, problem
from tests.http.conftest import KLEGO, As
from tests.journeys.boyolali import AID, API, Village

NUMBER = "140/07/BA/2026"
SEVEN = {
    "deceased": -48,
    "moved": -37,
    "duplicate": -9,
    "better_off": -22,
    "graduated": -51,
    "newly_poor": 13,
    "population": 0,
}
MCD = {
    "kind": "poverty_rate",
    "area": "33.09",
    "source": "mcd",
    "source_name": "MCD Satu Data Boyolali",
    "nature": "registry",
    "method": "Hitungan by name by address dari RT",
}


def compared(village: Village, before: Any, after: Any, by: str = "auditor") -> Any:
    return village.get("/figures/comparison", by, before=before["id"], after=after["id"])


def test_a_village_goes_from_9_61_to_8_07_and_every_person_of_it_is_explained(
    client: Client, as_: As, regency: Regency
):
    village = Village(client, as_, regency.ledger.today)
    village.enrol(10_000)
    homes = [home for home in village.receive() if len(home[1]) == 4]
    first = village.compute(days_ago=40)
    assert (first["value_percent"], first["numerator"]) == ("9.61", 961)
    assert (first["standing"], first["unratified"]) == ("provisional", 0)
    decree = {
        "decree_number": "400/1 Tahun 2026",
        "decree_date": str(regency.ledger.today - timedelta(40)),
        "office": "Kepala Desa Klego",
        "occurred_on": str(regency.ledger.today - timedelta(40)),
    }
    village.post(f"/figures/{first['id']}/determinations", decree, "village_head")

    village.enrol_baznas()
    village.prepare_aid()
    village.verify(homes)
    provisional = village.compute(days_ago=10)
    assert (provisional["value_percent"], provisional["numerator"]) == ("8.07", 807)
    assert provisional["unratified"] > 0
    refused = client.post(
        f"{API}/figures/{provisional['id']}/determinations",
        json=decree,
        headers=as_("village_head"),
    )
    assert problem(refused) == (409, "not-ratified-yet")

    held = village.meet(NUMBER)
    assert held["number"] == NUMBER
    assert village.waiting() == {}
    before_determination = regency.log.head()
    ratified = village.compute()
    assert (ratified["value_percent"], ratified["unratified"]) == ("8.07", 0)
    later = decree | {"occurred_on": str(regency.ledger.today)}
    village.post(f"/figures/{ratified['id']}/determinations", later, "village_head")

    village.count(9_915, regency.ledger.today - timedelta(days=1))
    smaller = village.compute()
    assert (smaller["value_percent"], smaller["denominator"]) == ("8.14", 9_915)

    found = compared(village, first, smaller)
    parts = {part["term"]: part for part in found["reasons"]["parts"]}
    assert {term: part["persons"] for term, part in parts.items()} == SEVEN
    exact = sum(Fraction(part["exact"]) for part in parts.values())
    assert exact == Fraction(80_700, 9_915) - Fraction(961, 100)
    assert sum(Decimal(part["points"]) for part in parts.values()) == Decimal("-1.47")
    frozen = compared(village, first, ratified)
    assert frozen["delta_pp"] == "-1.54"
    assert frozen["reasons"]["persons"] == -154

    dead = village.behind(first, smaller, "deceased")
    assert len(dead) == 48
    household = f"household:{dead[0]['household']}"
    told = village.get("/trail", "auditor", subject=household, type="presence.judged")["items"]
    assert [one["position"] for one in told] == [dead[0]["position"]]

    graduated = village.behind(first, smaller, "graduated")
    assert len(graduated) == 51
    assert helped(village, {one["household"] for one in graduated}) == {"Baznas", "KIS", "RTLH"}

    day_before = str(regency.ledger.today - timedelta(1))
    for then in ({"as_of": before_determination}, {"valid_on": day_before}):
        found = village.get("/figures", "auditor", area=KLEGO, **then)["items"]
        standings = [(one["value_percent"], one["standing"]) for one in found]
        assert standings == [("9.61", "determined"), ("8.07", "provisional")]
    now = village.get("/figures", "auditor", area=KLEGO)["items"]
    assert [(one["value_percent"], one["standing"]) for one in now][-2:] == [
        ("8.07", "determined"), ("8.14", "provisional"),
    ]  # fmt: skip


def helped(village: Village, households: set[str]) -> set[str]:
    """Return by what households were helped, each by something that a third party verified."""
    names = {village.place.named(slug): name for slug, (_, name) in AID.items()}
    found = set()
    for household in households:
        several = village.get("/commitments", household=household)["items"]
        verified = {one["programme"] for one in several if one["verified_rupiah"] > 0}
        assert verified, household
        found |= {names[one] for one in verified}
    return found


def test_the_regency_s_figures_stand_side_by_side_and_never_mix(client: Client, as_: As):
    village = Village(client, as_, client.app.state.regency.ledger.today)
    first = village.post(
        "/figures",
        MCD | {"reference_date": "2021-12-31", "numerator": 100_302, "denominator": 1_043_720},
    )["id"]
    assert village.get(f"/figures/{first}")["value_percent"] == "9.61"
    decree = {"decree_number": "050/1/2022", "decree_date": "2022-01-20", "office": "Bupati"}
    village.post(f"/figures/{first}/determinations", decree)

    second = MCD | {"reference_date": "2022-08-31", "numerator": 84_264}
    last = village.post("/figures", second | {"denominator": 1_043_720})["id"]
    assert village.get(f"/figures/{last}")["value_percent"] == "8.07"
    wrong = second | {"denominator": 936_267}
    stated = client.post(
        f"{API}/figures", json=wrong | {"value_percent": "8.07"}, headers=as_("secretariat")
    )
    assert problem(stated) == (409, "stated-differs")
    other = village.post("/figures", wrong)["id"]
    assert village.get(f"/figures/{other}")["value_percent"] == "9.00"
    later = decree | {"decree_number": "050/9/2022", "decree_date": "2022-09-21"}
    village.post(f"/figures/{last}/determinations", later)

    found = village.get("/figures/comparison", before=first, after=last)
    assert (found["delta_pp"], found["relative_change_percent"]) == ("-1.54", "-16.0")

    survey = {
        "kind": "poverty_rate",
        "area": "33.09",
        "source": "bps",
        "source_name": "BPS, Susenas Maret 2021",
        "nature": "survey",
        "method": "Susenas",
        "reference_date": "2021-03-31",
        "value_percent": "10.62",
    }
    village.post("/figures", survey)
    shown = village.get("/figures", "company", area="33.09")["items"]
    assert {one["source"] for one in shown} == {"mcd", "bps"}
    assert all(one["source_name"] and one["method"] for one in shown)
    assert sorted(one["standing"] for one in shown) == [
        "determined", "determined", "provisional", "reported",
    ]  # fmt: skip
