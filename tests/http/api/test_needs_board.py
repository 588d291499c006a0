"""The needs board over HTTP: what waits, at which price, what is taken, what is left."""

from typing import Any

import pytest

from service.commands import programmes
from service.regency import Regency
from tests.commands.acting import GONDANGLEGI, KLEGO, SECRETARIAT, do
from tests.commands.giving import COMPANY, catalogue, listed
from tests.http.api.asking import DAY, A, B, C, Client, refusal, registered
from tests.http.api.test_needs import _confirmed
from tests.http.conftest import As

BOARD = "/api/v1/needs/board"
PRICE = 5_000_000


@pytest.fixture
def homes(client: Client, as_: As, regency: Regency) -> list[str]:
    """Give three families without a toilet, one of them without a house, and a price."""
    catalogue(regency)
    year = regency.ledger.today.year
    for programme, price in (("jamban-murah", PRICE), ("jamban-mahal", 2 * PRICE)):
        ask = listed(programme, need="sanitation", unit_price_rupiah=price, first_year=year)
        do(regency, SECRETARIAT, programmes.enlist, ask)
    found = [registered(client, as_, one) for one in (A, B, C)]
    for home in found:
        _confirmed(client, as_, home, "sanitation")
    _confirmed(client, as_, found[0], "housing")
    return found


def rows(client: Client, as_: As, query: str = "", by: str = "company") -> list[Any]:
    answer = client.get(BOARD + query, headers=as_(by))
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


def adopted(client: Client, as_: As, regency: Regency, by: str = "company", **other: Any) -> Any:
    body = {
        "partner": COMPANY,
        "programme": "jamban-murah",
        "amount_rupiah": PRICE,
        "form": "cash",
        "fiscal_year": regency.ledger.today.year,
        **other,
    }
    return client.post("/api/v1/needs/adoptions", json=body, headers=as_(by))


@pytest.mark.usefixtures("homes")
def test_the_board_multiplies_what_waits_by_the_standard_price(client: Client, as_: As):
    first, second = rows(client, as_)
    assert (first["area"], first["need"], first["households"]) == (KLEGO, "sanitation", 3)
    assert (first["programme"], first["unit_price_rupiah"]) == ("jamban-murah", PRICE)
    assert (first["needed_rupiah"], first["left"], first["gap_rupiah"]) == (3 * PRICE, 3, 3 * PRICE)
    assert (second["need"], second["unit_price_rupiah"], second["gap_rupiah"]) == (
        "housing", None, None,
    )  # fmt: skip
    [dear] = rows(client, as_, "?programme=jamban-mahal")
    assert dear["needed_rupiah"] == 6 * PRICE
    [by_kecamatan] = rows(client, as_, "?by=kecamatan&need=housing")
    assert (by_kecamatan["area"], by_kecamatan["households"]) == (KLEGO[:8], 1)


def test_what_is_taken_by_number_is_seen_by_the_others(
    client: Client, as_: As, regency: Regency, homes: list[str]
):
    assert homes
    assert adopted(client, as_, regency, village=KLEGO, quantity=2).status_code == 201
    [row] = rows(client, as_, "?need=sanitation", by="baznas")
    assert (row["households"], row["taken"], row["left"]) == (3, 2, 1)
    assert (row["promised_rupiah"], row["gap_rupiah"]) == (2 * PRICE, PRICE)
    before = regency.log.head() - 1
    [then] = rows(client, as_, f"?need=sanitation&as_of={before}")
    assert (then["taken"], then["left"]) == (0, 3)
    assert rows(client, as_, f"?valid_on={DAY}&area={GONDANGLEGI}") == []


def test_what_is_split_to_households_is_taken_once(
    client: Client, as_: As, regency: Regency, homes: list[str]
):
    whole = adopted(client, as_, regency, village=KLEGO, quantity=2).json()["id"]
    share = {"households": homes[:1], "amount_rupiah": PRICE, "form": "cash"}
    path = f"/api/v1/commitments/{whole}/splits"
    assert client.post(path, json=share, headers=as_("company")).status_code == 201
    [row] = rows(client, as_, "?need=sanitation")
    assert (row["households"], row["promised"], row["taken"], row["left"]) == (2, 1, 1, 1)
    assert row["promised_rupiah"] == 2 * PRICE
    again = client.post(path, json=share, headers=as_("company"))
    assert refusal(again) == "need-taken"


def test_without_an_agreement_the_board_counts_in_steps_of_five_and_takes_by_number_only(
    client: Client, as_: As, regency: Regency, homes: list[str]
):
    own = {"partner": "pt-asing", "name": "PT Asing", "org_type": "company"}
    client.post("/api/v1/partners", json=own, headers=as_("secretariat"))
    [row] = rows(client, as_, by="partner_nowhere")
    assert (row["need"], row["households"], row["needed_rupiah"]) == ("sanitation", 5, 5 * PRICE)
    mine = {"by": "partner_nowhere", "partner": "pt-asing"}
    single = adopted(client, as_, regency, households=homes[:1], **mine)
    assert single.status_code == 404
    number = adopted(client, as_, regency, village=KLEGO, quantity=5, **mine)
    assert number.status_code == 201, number.text
    [row] = rows(client, as_, by="partner_nowhere")
    assert (row["taken"], row["left"], row["gap_rupiah"]) == (5, 0, 0)


@pytest.mark.usefixtures("homes")
def test_pages_of_the_board_follow_one_another_in_each_order(client: Client, as_: As):
    for order in ("left", "gap", "area"):
        first = client.get(f"{BOARD}?order={order}&limit=1", headers=as_("company")).json()
        rest = rows(client, as_, f"?order={order}&limit=1&cursor={first['next']}")
        assert {first["items"][0]["need"], rest[0]["need"]} == {"sanitation", "housing"}, order
