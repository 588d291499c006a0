"""What anybody is told: numbers in steps of five, organisations by name, nobody's household."""

from datetime import timedelta
from typing import Any

import pytest

from service.commands import deliveries
from service.commands.deliveries import Deliver
from service.commands.requests import Proof
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, do
from tests.http.api.asking import Client
from tests.http.conftest import As
from tests.http.neighbourhood import told as neighbourhood
from tests.support.promising import PARTNERS, in_need, officer, prepare, promised

NEEDS, SCORES = "/api/v1/public/needs", "/api/v1/public/scoreboard"
PARTNER = PARTNERS[2]


@pytest.fixture
def helped(client: Client, regency: Regency) -> list[Any]:
    """Give six families who wait, and one that was promised and handed something."""
    assert client
    prepare(regency, fund_rupiah=10_000_000)
    homes = [in_need(regency) for _ in range(7)]
    commitment = promised(regency, PARTNER, 3_000_000, household=homes[0])
    proof = Proof(kind="handover", reference="BAST-1", on=DAY)
    ask = Deliver(value_rupiah=2_000_000, evidence=(proof,), occurred_on=DAY)
    do(regency, officer(PARTNER), deliveries.deliver, commitment, ask)
    return homes


def test_the_public_board_tells_no_number_below_five(
    client: Client, regency: Regency, helped: list[Any]
):
    board = client.get(NEEDS).json()
    assert [(one["village"], one["need"], one["households"]) for one in board["villages"]] == [
        (KLEGO, "sanitation", 5)
    ]
    # With the sum, everybody would know that nearly nobody waits in the other villages.
    assert [(one["need"], one["households"]) for one in board["regency"]] == [("sanitation", None)]
    assert not any(str(home) in client.get(NEEDS).text for home in helped)
    for home in helped[1:3]:
        promised(regency, PARTNERS[4], 1_000_000, household=home)
    assert client.get(NEEDS).json()["villages"] == []
    assert client.get(f"{NEEDS}?need=housing").json()["villages"] == []


def test_the_scoreboard_tells_promises_against_proof(
    client: Client, regency: Regency, helped: list[Any]
):
    [score] = client.get(SCORES).json()["items"]
    assert (score["partner"], score["name"]) == (PARTNER, PARTNER.title())
    assert (score["committed_rupiah"], score["delivered_rupiah"]) == (3_000_000, 2_000_000)
    assert (score["unanswered"], score["oldest_days"]) == (1, (regency.ledger.today - DAY).days)
    assert not any(str(home) in client.get(SCORES).text for home in helped)
    assert client.get(f"{SCORES}?village={GONDANGLEGI}").json()["items"] == []
    assert len(client.get(f"{SCORES}?village={KLEGO}&fiscal_year={DAY.year}").json()["items"]) == 1
    assert client.get(f"{SCORES}?strategy=synergise_measures").json()["items"] == []


@pytest.mark.usefixtures("helped")
def test_the_past_is_asked_of_by_day_only(client: Client, regency: Regency):
    yesterday = regency.ledger.today - timedelta(days=1)
    for path in (NEEDS, SCORES):
        assert client.get(f"{path}?as_of={regency.ledger.today}").json() == client.get(path).json()
        assert client.get(f"{path}?as_of=5").status_code == 400
        assert client.get(f"{path}?as_of=2024-11-04T10:00:00%2B07:00").status_code == 400
        assert client.get(f"{path}?valid_on={yesterday}").status_code == 400
    assert client.get(f"{SCORES}?as_of={yesterday}").json()["items"] == []
    assert client.get(f"{NEEDS}?as_of={yesterday}").json()["villages"] == []


def test_an_answer_is_kept_until_something_happens(
    client: Client, regency: Regency, helped: list[Any]
):
    for path in (NEEDS, SCORES):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.text) == (304, "")
    tag = client.get(SCORES).headers["ETag"]
    promised(regency, PARTNERS[5], 1_000_000, household=helped[4])
    assert client.get(SCORES, headers={"If-None-Match": tag}).status_code == 200


def test_the_public_learns_of_no_household_anywhere(client: Client, as_: As, regency: Regency):
    known = neighbourhood(regency)
    for path in (NEEDS, SCORES):
        text = client.get(path).text
        assert not any(str(home) in text for home in known.households.values())
    assert client.get(NEEDS).json()["villages"] == []
    assert client.get("/api/v1/needs", headers=as_("auditor")).json()["counts"]
