"""Whom help has passed by over HTTP: counted for everybody, listed for whoever may know them."""

from service.regency import Regency
from tests.commands.giving import catalogue, family_in_need, promised
from tests.http.api.given import Client, problem, shown, wrong_fields
from tests.http.conftest import KLEGO, As

UNSERVED = "/api/v1/needs/unserved"
NIKS = ("9909150101700001", "9909150102750002", "9909150103000003")


def waiting(regency: Regency) -> list[str]:
    """Let three families lack a toilet, one of which is promised one."""
    catalogue(regency)
    homes = [family_in_need(regency, nik=nik) for nik in NIKS]
    promised(regency, homes[2])
    return [str(one) for one in homes[:2]]


def test_who_waits_is_listed_with_since_when(regency: Regency, client: Client, as_: As):
    homes = waiting(regency)

    found = shown(client.get(f"{UNSERVED}?limit=1", headers=as_("mentor")))
    rest = shown(client.get(f"{UNSERVED}?cursor={found['next']}", headers=as_("mentor")))

    items = found["items"] + rest["items"]
    assert sorted(one["household"] for one in items) == sorted(homes)
    assert {(one["village"], one["need"], one["since"]) for one in items} == {
        (KLEGO, "sanitation", "2024-11-04")
    }
    assert all(one["days"] > 90 for one in items)
    early = shown(client.get(f"{UNSERVED}?valid_on=2024-12-04&days=31", headers=as_("mentor")))
    assert early["items"] == []
    csv = client.get(f"{UNSERVED}/file", headers=as_("mentor")).text
    assert csv.count("Jamban") == 2
    assert wrong_fields(client.get(f"{UNSERVED}?days=-1", headers=as_("mentor"))) == ["?days"]


def test_how_many_wait_is_told_in_steps_to_whoever_may_not_know_them(
    regency: Regency, client: Client, as_: As
):
    waiting(regency)

    def counted(persona: str) -> list[int]:
        items = shown(client.get(f"{UNSERVED}/counts", headers=as_(persona)))["items"]
        return [one["households"] for one in items]

    assert counted("mentor") == counted("auditor") == counted("baznas") == [2]
    assert counted("partner_nowhere") == [], "two are rounded to nought"
    family_in_need(regency, nik="9909150104010004")
    assert counted("partner_nowhere") == [5]
    assert shown(client.get(UNSERVED, headers=as_("partner_nowhere")))["items"] == []
    assert shown(client.get(UNSERVED, headers=as_("neighbour")))["items"] == []
    assert problem(client.get(UNSERVED, headers=as_("administrator")))[0] == 403
