"""Flagged promises over HTTP: who finds which, and what is done about them."""

from uuid import UUID

import pytest

from service.regency import Regency
from tests.commands.giving import CAPITAL, COMPANY, catalogue, family_in_need, judged, promised
from tests.http.api.given import DAY, Client, made, problem, shown
from tests.http.conftest import KLEGO, As

FLAGS = "/api/v1/commitments/flags"


@pytest.fixture
def flagged(regency: Regency) -> tuple[UUID, UUID]:
    """Promises of Baznas and of a company to a household of Klego that is better off by now."""
    catalogue(regency)
    household = family_in_need(regency, "sanitation", "business_capital")
    first = promised(regency, household)
    second = promised(regency, household, partner=COMPANY, programme=CAPITAL)
    judged(regency, household, "better_off", reason="assets")
    return first, second


def test_partners_find_their_own_and_whoever_works_there_finds_all(
    client: Client, as_: As, flagged: tuple[UUID, UUID]
):
    def seen(persona: str, query: str = "") -> set[str]:
        items = shown(client.get(f"{FLAGS}?{query}", headers=as_(persona)))["items"]
        return {one["commitment"] for one in items}

    first, second = map(str, flagged)
    assert seen("mentor") == seen("auditor") == seen("secretariat", f"area={KLEGO}")
    assert seen("mentor") == {first, second}
    assert seen("baznas") == {first}
    assert seen("company") == {second}
    assert seen("partner_nowhere") == seen("neighbour") == set()
    assert seen("mentor", f"commitment={first}") == {first}
    [household] = {
        one["household"] for one in shown(client.get(FLAGS, headers=as_("mentor")))["items"]
    }
    assert seen("mentor", f"household={household}") == {first, second}
    assert seen("mentor", f"household={first}") == set()
    assert problem(client.get(FLAGS, headers=as_("bpd_chair")))[0] == 403
    page = shown(client.get(f"{FLAGS}?limit=1", headers=as_("mentor")))
    rest = shown(client.get(f"{FLAGS}?limit=1&cursor={page['next']}", headers=as_("mentor")))
    assert {one["commitment"] for one in page["items"] + rest["items"]} == {first, second}


def test_an_explanation_takes_a_flag_off_the_list_of_what_waits(
    client: Client, as_: As, flagged: tuple[UUID, UUID]
):
    at = f"/api/v1/commitments/{flagged[0]}"
    why = {"reason": "Sudah setengah jadi", "occurred_on": DAY}
    by_partner = client.post(f"{at}/explanations", json=why, headers=as_("baznas"))
    assert problem(by_partner) == (403, "not-allowed")

    made(client.post(f"{at}/explanations", json=why, headers=as_("mentor")))

    waiting = shown(client.get(f"{FLAGS}?is_explained=false", headers=as_("mentor")))["items"]
    assert [one["commitment"] for one in waiting] == [str(flagged[1])]
    [told] = shown(client.get(f"{FLAGS}?is_explained=true", headers=as_("auditor")))["items"]
    assert (told["reason"], told["explained_by"]) == (why["reason"], "Mentor")


def test_what_is_left_is_led_to_another_household(
    client: Client, as_: As, regency: Regency, flagged: tuple[UUID, UUID]
):
    other = family_in_need(regency, nik="9909150102750002")
    ask = {
        "household": str(other),
        "amount_rupiah": 5_000_000,
        "form": "cash",
        "reason": "Keluarga semula sudah mampu",
        "occurred_on": DAY,
    }
    at = f"/api/v1/commitments/{flagged[0]}/redirections"
    made_now = made(client.post(at, json=ask, headers=as_("baznas")))

    new = shown(client.get(f"/api/v1/commitments/{made_now['id']}", headers=as_("baznas")))
    assert (new["household"], new["transferred_from"]) == (str(other), str(flagged[0]))
    assert shown(client.get(FLAGS, headers=as_("baznas")))["items"] == []
