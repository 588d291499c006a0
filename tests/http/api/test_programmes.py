"""Programmes over HTTP: none without a strategy, and old terms stay readable."""

import pytest

from service.regency import Regency
from tests.commands.giving import BAZNAS, TOILET, catalogue
from tests.http.api.given import DAY, Client, made, problem, shown, wrong_fields
from tests.http.conftest import As

PROGRAMMES = "/api/v1/programmes"
TERMS = {
    "name": "Air bersih",
    "owner": BAZNAS,
    "strategy": "reduce_expenditure_burden",
    "need": "clean_water",
    "target_unit": "house",
    "recurrence": "once",
    "first_year": 2024,
    "evidence_required": ["photo_after"],
    "unit_price_rupiah": 3_000_000,
    "occurred_on": DAY,
}
NEW = TERMS | {"programme": "air-bersih"}


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def test_a_partner_lists_its_own_programme(client: Client, as_: As):
    answer = client.post(PROGRAMMES, json=NEW, headers=as_("baznas"))

    assert made(answer)["id"] == "air-bersih"
    read = client.get(answer.headers["location"], headers=as_("village_operator"))
    found = shown(read)
    assert read.headers["etag"] == '"1"'
    assert (found["need"], found["evidence_required"]) == ("clean_water", ["photo_after"])


def test_a_programme_without_a_strategy_is_not_listed(client: Client, as_: As):
    body = {name: value for name, value in NEW.items() if name != "strategy"}

    missing = client.post(PROGRAMMES, json=body, headers=as_("baznas"))
    fifth = client.post(PROGRAMMES, json=NEW | {"strategy": "lain"}, headers=as_("baznas"))

    assert wrong_fields(missing) == wrong_fields(fifth) == ["strategy"]


def test_nobody_lists_anothers_programme(client: Client, as_: As):
    answer = client.post(PROGRAMMES, json=NEW, headers=as_("company"))

    assert problem(answer)[0] == 404
    assert problem(client.post(PROGRAMMES, json=NEW, headers=as_("auditor")))[0] == 403


def test_an_owner_that_takes_no_part_is_named(client: Client, as_: As):
    body = NEW | {"owner": "tak-dikenal"}

    answer = client.post(PROGRAMMES, json=body, headers=as_("secretariat"))

    assert problem(answer) == (409, "unknown-partner")
    assert answer.json()["why"] == {"partner": "tak-dikenal"}


def test_new_terms_leave_the_old_ones_readable(client: Client, as_: As):
    first = made(client.post(PROGRAMMES, json=NEW, headers=as_("baznas")))
    body = TERMS | {"unit_price_rupiah": 4_000_000, "reason": "Harga naik"}
    made(client.post(f"{PROGRAMMES}/air-bersih/revisions", json=body, headers=as_("baznas")))

    now = shown(client.get(f"{PROGRAMMES}/air-bersih", headers=as_("auditor")))
    then = shown(
        client.get(f"{PROGRAMMES}/air-bersih?as_of={first['position']}", headers=as_("auditor"))
    )

    assert (now["unit_price_rupiah"], then["unit_price_rupiah"]) == (4_000_000, 3_000_000)


def test_a_retired_programme_is_shown_as_such_and_promised_no_more(client: Client, as_: As):
    path = f"{PROGRAMMES}/{TOILET}/retirements"
    made(client.post(path, json={"reason": "Selesai"}, headers=as_("baznas", seen=1)))

    again = client.post(path, json={"reason": "Selesai"}, headers=as_("baznas"))
    found = shown(client.get(f"{PROGRAMMES}?is_retired=true", headers=as_("auditor")))
    body = {
        "partner": BAZNAS,
        "programme": TOILET,
        "village": "33.09.15.2009",
        "amount_rupiah": 1,
        "form": "cash",
    }
    promise = client.post("/api/v1/commitments", json=body, headers=as_("baznas"))

    assert problem(again) == (409, "programme-is-retired")
    assert [row["programme"] for row in found["items"]] == [TOILET]
    assert problem(promise) == (409, "programme-is-retired")


def test_a_programme_nobody_listed_is_not_found(client: Client, as_: As):
    unknown = client.get(f"{PROGRAMMES}/tidak-ada", headers=as_("auditor"))
    retired = client.post(
        f"{PROGRAMMES}/tidak-ada/retirements", json={"reason": "Selesai"}, headers=as_("baznas")
    )

    assert problem(unknown)[0] == problem(retired)[0] == 404


def test_programmes_are_paged_and_found_by_what_they_answer(client: Client, as_: As):
    def slugs(query: str) -> list[str]:
        found = shown(client.get(f"{PROGRAMMES}?{query}", headers=as_("auditor")))
        return [row["programme"] for row in found["items"]]

    first = shown(client.get(f"{PROGRAMMES}?limit=2", headers=as_("auditor")))

    assert slugs("need=sanitation") == [TOILET]
    assert slugs("strategy=sustain_micro_small_business&fiscal_year=2024") == ["modal-usaha"]
    assert slugs("fiscal_year=2023") == []
    assert slugs(f"limit=2&cursor={first['next']}") == ["rtlh"]
