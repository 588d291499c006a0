"""The trail over HTTP: what happened, in sentences, to whoever may look where it happened."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from service.regency import Regency
from tests.commands.giving import (
    BAZNAS,
    ZAKAT,
    allocated,
    catalogue,
    family_in_need,
    funded,
    promised,
)
from tests.http.api.given import Answer, Client, problem, shown, wrong_fields
from tests.http.conftest import As
from tests.support import events as some
from tests.support.told import tell

TRAIL = "/api/v1/trail"

pytestmark = pytest.mark.usefixtures("commitment")


@pytest.fixture
def commitment(regency: Regency) -> UUID:
    """A promise of Baznas to a household of Klego, with zakat set aside."""
    catalogue(regency)
    funded(regency)
    commitment = promised(regency, family_in_need(regency))
    allocated(regency, commitment)
    return commitment


def items(client: Client, as_: As, query: str = "", persona: str = "auditor") -> list[Answer]:
    answer = client.get(f"{TRAIL}?{query}", headers=as_(persona))
    found: list[Answer] = shown(answer)["items"]
    return found


def types(client: Client, as_: As, query: str = "", persona: str = "auditor") -> list[str]:
    return [item["type"] for item in items(client, as_, query, persona)]


def test_an_event_is_told_in_a_sentence_and_leads_to_its_subjects(
    client: Client, as_: As, commitment: UUID
):
    [item] = items(client, as_, "type=commitment.made")

    assert item["sentence"].startswith("Secretariat (tkpkd) menjanjikan Rp5.000.000 dari Baznas")
    assert "Desa Klego" in item["sentence"]
    assert item["occurred_on"] == "2024-11-04"
    assert item["actor"] == "secretariat"
    assert item["village"] == "33.09.15.2009"
    assert item["version"] == 1
    assert item["link"] == f"/api/v1/commitments/{commitment}"
    assert item["subjects"][0] == f"commitment:{commitment}"
    assert {f"partner:{BAZNAS}", "programme:jamban", "village:33.09.15.2009"} < set(
        item["subjects"]
    )


def test_every_link_leads_to_something_the_reader_may_see(client: Client, as_: As):
    links = {item["link"] for item in items(client, as_, "limit=200")}

    assert len(links) > 10
    for link in links:
        assert client.get(link, headers=as_("auditor")).status_code == 200, link


def test_every_subject_of_an_event_leads_back_to_it(client: Client, as_: As):
    for kind in ("commitment.made", "allocation.made", "fund.reserved", "need.reserved"):
        [item] = items(client, as_, f"type={kind}")
        for subject in item["subjects"]:
            found = items(client, as_, f"subject={subject}&limit=200")
            assert item["position"] in [one["position"] for one in found], (kind, subject)


def test_the_trail_of_a_promise_tells_its_fund_and_its_need_too(
    client: Client, as_: As, commitment: UUID
):
    query = f"subject=commitment:{commitment}&order=oldest_first"

    assert types(client, as_, query) == [
        "commitment.made",
        "need.reserved",
        "allocation.made",
        "fund.reserved",
    ]


def test_what_happened_elsewhere_is_not_told(client: Client, as_: As, commitment: UUID):
    assert types(client, as_, "", "neighbour") == []
    assert types(client, as_, "area=33.09", "neighbour") == []
    assert types(client, as_, f"subject=commitment:{commitment}", "neighbour") == []
    assert "commitment.made" in types(client, as_, "", "mentor")
    assert types(client, as_, "area=33.09.05") == []


def test_what_happened_in_no_village_is_for_those_who_watch_the_regency(client: Client, as_: As):
    nowhere = "type=fund.reserved&type=account.opened"

    assert set(types(client, as_, nowhere)) == {"fund.reserved", "account.opened"}
    assert types(client, as_, nowhere, "baznas") == []
    assert types(client, as_, nowhere, "mentor") == []
    assert types(client, as_, nowhere + "&area=33.09") == []


def test_a_partner_sees_all_that_its_own_organisation_did(client: Client, as_: As):
    body = {"amount_rupiah": 1_000, "document": "BSZ-2"}
    client.post(f"/api/v1/funds/{ZAKAT}/credits", json=body, headers=as_("baznas"))

    assert types(client, as_, "organisation=baznas", "baznas") == ["fund.credited"]
    assert types(client, as_, "organisation=baznas", "company") == []


def test_filters_narrow_and_both_clocks_are_asked(client: Client, as_: As):
    [item] = items(client, as_, "type=commitment.made")
    position = item["position"]

    assert types(client, as_, f"from_position={position}&to_position={position}") == [
        "commitment.made"
    ]
    assert types(client, as_, "actor=tidak.ada") == []
    assert types(client, as_, "actor=secretariat&type=fund.opened") == ["fund.opened"]
    assert types(client, as_, f"as_of={position - 1}&type=commitment.made") == []
    assert types(client, as_, "valid_on=2024-11-03&type=commitment.made") == []
    assert types(client, as_, "occurred_to=2024-11-03&type=commitment.made") == []
    here = "occurred_from=2024-11-04&occurred_to=2024-11-04&type=commitment.made"
    assert types(client, as_, here) == ["commitment.made"]


def test_the_moment_of_recording_is_an_interval_without_its_end(
    regency: Regency, client: Client, as_: As, commitment: UUID
):
    [made] = regency.log.history(f"commitment:{commitment}", upto=regency.engine.head())[:1]
    at, after = made.recorded_at, made.recorded_at + timedelta(microseconds=1)

    def seen(recorded_from: object, recorded_to: object) -> list[str]:
        query = {"recorded_from": str(recorded_from), "recorded_to": str(recorded_to)}
        answer = client.get(
            TRAIL, params=query | {"type": "commitment.made"}, headers=as_("auditor")
        )
        return [item["type"] for item in shown(answer)["items"]]

    assert seen(at.isoformat(), after.isoformat()) == ["commitment.made"]
    assert seen("2020-01-01T00:00:00Z", at.isoformat()) == []
    naive = client.get(f"{TRAIL}?recorded_from=2024-11-04T10:00:00", headers=as_("auditor"))
    assert wrong_fields(naive) == ["?recorded_from"]


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
def test_pages_meet_without_gap_or_overlap_in_either_order(client: Client, as_: As, order: str):
    positions, query = [], f"limit=7&order={order}"
    while query:
        page = shown(client.get(f"{TRAIL}?{query}", headers=as_("auditor")))
        positions += [item["position"] for item in page["items"]]
        query = page["next"] and f"limit=7&order={order}&cursor={page['next']}"

    expected = sorted(positions, reverse=order == "newest_first")
    assert positions == expected == list(dict.fromkeys(positions))
    assert len(positions) == page["position"]


@pytest.mark.parametrize(
    "query", ["type=tidak.ada", "subject=tanpa-titik-dua", "order=acak", "from_position=0"]
)
def test_a_filter_that_can_not_be_meant_is_refused(client: Client, as_: As, query: str):
    answer = client.get(f"{TRAIL}?{query}", headers=as_("auditor"))

    assert wrong_fields(answer) == [f"?{query.partition('=')[0]}"]
    assert problem(answer)[0] == 400


def test_an_event_of_any_type_is_told_with_where_its_thing_is_read(
    client: Client, as_: As, regency: Regency
):
    """One kind of event without an address, and the whole page was a fault of ours."""
    for event in some.samples().values():
        tell(regency, event)
    routes = [
        re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$")
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        if "get" in methods
    ]

    told, cursor = list[Answer](), ""
    while True:
        answer = shown(client.get(f"{TRAIL}?limit=200{cursor}", headers=as_("auditor")))
        told += answer["items"]
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    assert {one["type"] for one in told} >= some.samples().keys()
    lost = {
        one["link"]
        for one in told
        if not any(way.match(one["link"].partition("?")[0]) for way in routes)
    }
    assert lost == set()


def test_the_history_of_a_household_tells_what_stands_elsewhere_and_names_it(
    client: Client, as_: As, regency: Regency
):
    tell(regency, some.registered(), some.photo_attached(), some.petition_received())

    assert types(client, as_, f"subject=household:{some.HOUSEHOLD}") == [
        "petition.received",
        "photo.attached",
        "household.registered",
    ]
