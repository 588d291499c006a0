"""Leave to promise beside another over HTTP: asked for, decided by somebody else, used once."""

from typing import Any
from uuid import UUID

import pytest

from service.regency import Regency
from tests.commands.giving import COMPANY, TOILET, catalogue, family_in_need, promised
from tests.http.api.given import DAY, Answer, Client, made, problem, shown
from tests.http.conftest import KLEGO, As

CLEARANCES = "/api/v1/clearances"


@pytest.fixture
def household(regency: Regency) -> UUID:
    """A household of Klego whose toilet Baznas has promised."""
    catalogue(regency)
    household = family_in_need(regency)
    promised(regency, household)
    return household


def wish(household: UUID, **other: Any) -> Answer:
    return {
        "household": str(household),
        "partner": COMPANY,
        "programme": TOILET,
        "amount_rupiah": 2_000_000,
        "reason": "Septic tank belum tertanggung",
        "occurred_on": DAY,
        **other,
    }


def test_a_top_up_goes_from_the_request_to_the_promise(client: Client, as_: As, household: UUID):
    asked = made(client.post(CLEARANCES, json=wish(household), headers=as_("company")))
    at = f"{CLEARANCES}/{asked['id']}"
    why = {"reason": "Saling melengkapi", "occurred_on": DAY}
    own = client.post(f"{at}/grants", json=why, headers=as_("company"))
    assert problem(own) == (403, "not-allowed")
    made(client.post(f"{at}/grants", json=why, headers=as_("mentor")))
    again = client.post(f"{at}/refusals", json=why, headers=as_("secretariat"))
    assert problem(again) == (409, "clearance-not-asked")

    promise = {
        "partner": COMPANY,
        "programme": TOILET,
        "household": str(household),
        "amount_rupiah": 2_000_001,
        "form": "cash",
        "occurred_on": DAY,
    }
    more = client.post("/api/v1/commitments", json=promise, headers=as_("company"))
    assert problem(more) == (409, "more-than-cleared")
    promise["amount_rupiah"] = 2_000_000
    kept = made(client.post("/api/v1/commitments", json=promise, headers=as_("company")))

    told = shown(client.get(at, headers=as_("auditor")))
    assert (told["state"], told["commitment"]) == ("proceeded_with_reason", kept["id"])
    assert [one["partner"] for one in told["against"]] == ["baznas"]
    assert (told["asked_by"], told["decided_by"]) == ("company", "mentor")
    found = shown(client.get(f"{CLEARANCES}?state=requested", headers=as_("mentor")))
    assert found["items"] == []


def test_a_leave_is_told_where_households_may_be_known(client: Client, as_: As, household: UUID):
    at = made(client.post(CLEARANCES, json=wish(household), headers=as_("company")))["id"]

    def seen(persona: str) -> list[str]:
        items = shown(client.get(CLEARANCES, headers=as_(persona)))["items"]
        return [one["clearance"] for one in items]

    assert seen("baznas") == seen("village_head") == [at]
    assert seen("partner_nowhere") == []
    assert seen("neighbour") == []
    hidden = client.get(f"{CLEARANCES}/{at}", headers=as_("partner_nowhere"))
    assert problem(hidden)[0] == 404
    assert problem(client.get(CLEARANCES, headers=as_("bpd_chair")))[0] == 403
    assert shown(client.get(f"{CLEARANCES}?area={KLEGO}", headers=as_("mentor")))["items"]


def test_a_request_is_withdrawn_by_whoever_asked(client: Client, as_: As, household: UUID):
    at = made(client.post(CLEARANCES, json=wish(household), headers=as_("company")))["id"]
    why = {"outcome": "withdrew", "reason": "Pindah ke kebutuhan lain", "occurred_on": DAY}
    others = client.post(f"{CLEARANCES}/{at}/resolutions", json=why, headers=as_("baznas"))
    assert problem(others)[0] == 404

    made(client.post(f"{CLEARANCES}/{at}/resolutions", json=why, headers=as_("company")))

    assert shown(client.get(f"{CLEARANCES}/{at}", headers=as_("company")))["state"] == "withdrew"
