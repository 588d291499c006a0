"""Funds over HTTP: a balance is for its owner, the secretariat and auditors."""

import pytest

from service.regency import Regency
from tests.commands.giving import BAZNAS, COMPANY, ZAKAT, allocated, catalogue, funded, promised
from tests.http.api.given import DAY, Client, made, problem, shown, wrong_fields
from tests.http.conftest import As

FUNDS = "/api/v1/funds"
CSR = {
    "fund": "csr-2024",
    "partner": COMPANY,
    "fund_type": "csr",
    "fiscal_year": 2024,
    "document": "SK-1",
    "amount_rupiah": 7_000_000,
    "occurred_on": DAY,
}


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)
    funded(regency)


def test_an_owner_opens_and_fills_its_fund(client: Client, as_: As):
    answer = client.post(FUNDS, json=CSR, headers=as_("company"))
    assert made(answer)["id"] == "csr-2024"
    more = {"amount_rupiah": 500_000, "document": "BKM-2", "occurred_on": DAY}

    made(client.post(f"{FUNDS}/csr-2024/credits", json=more, headers=as_("company", seen=1)))

    read = client.get(answer.headers["location"], headers=as_("company"))
    assert read.headers["etag"] == '"2"'
    assert shown(read)["available_rupiah"] == 7_500_000


def test_an_opened_fund_is_not_opened_again(client: Client, as_: As):
    made(client.post(FUNDS, json=CSR, headers=as_("company")))

    assert problem(client.post(FUNDS, json=CSR, headers=as_("company"))) == (409, "fund-known")


def test_money_is_whole_rupiah(client: Client, as_: As):
    for amount in ("5000", 1.5, -1, 10**16, True):
        body = CSR | {"amount_rupiah": amount}
        answer = client.post(FUNDS, json=body, headers=as_("company"))
        assert wrong_fields(answer) == ["amount_rupiah"], amount


def test_the_amils_share_is_an_eighth_at_most(client: Client, as_: As):
    purse = CSR | {"fund": "amil-2024", "partner": BAZNAS, "fund_type": "amil", "amount_rupiah": 0}
    made(client.post(FUNDS, json=purse, headers=as_("baznas")))
    share = {"amount_rupiah": 1_250_001, "to_fund": "amil-2024", "document": "BKK-1"}

    refused = client.post(f"{FUNDS}/{ZAKAT}/amil", json=share, headers=as_("baznas"))
    made(
        client.post(
            f"{FUNDS}/{ZAKAT}/amil",
            json=share | {"amount_rupiah": 1_250_000},
            headers=as_("baznas"),
        )
    )

    assert problem(refused) == (409, "amil-too-much")
    assert refused.json()["why"] == {"asked_rupiah": 1_250_001, "most_rupiah": 1_250_000}
    found = shown(client.get(f"{FUNDS}/amil-2024", headers=as_("baznas")))
    assert found["available_rupiah"] == 1_250_000


def test_a_balance_opens_into_its_events(regency: Regency, client: Client, as_: As):
    allocated(regency, promised(regency, None, village="33.09.15.2009"))
    wrong = {"delta_rupiah": -1_000_000, "reason": "Salah ketik", "occurred_on": DAY}
    made(client.post(f"{FUNDS}/{ZAKAT}/corrections", json=wrong, headers=as_("baznas")))

    lines = shown(client.get(f"{FUNDS}/{ZAKAT}/lines", headers=as_("auditor")))["items"]
    reserved = shown(client.get(f"{FUNDS}/{ZAKAT}/lines?column=reserved", headers=as_("auditor")))[
        "items"
    ]

    assert [line["type"] for line in lines] == ["fund.opened", "fund.reserved", "fund.corrected"]
    assert sum(line["credited_rupiah"] for line in lines) == 9_000_000
    assert [line["reserved_rupiah"] for line in reserved] == [5_000_000]


def test_a_balance_is_asked_as_it_was(regency: Regency, client: Client, as_: As):
    position = regency.engine.head()
    more = {"amount_rupiah": 500_000, "document": "BSZ-2", "occurred_on": "2024-12-01"}
    made(client.post(f"{FUNDS}/{ZAKAT}/credits", json=more, headers=as_("baznas")))

    def available(query: str) -> int:
        found = shown(client.get(f"{FUNDS}/{ZAKAT}?{query}", headers=as_("auditor")))
        return int(found["available_rupiah"])

    assert available("") == 10_500_000
    assert available(f"as_of={position}") == 10_000_000
    assert available("valid_on=2024-11-30") == 10_000_000


def test_nobody_looks_into_anothers_purse(client: Client, as_: As):
    made(client.post(FUNDS, json=CSR, headers=as_("company")))

    def slugs(persona: str, query: str = "") -> list[str]:
        found = shown(client.get(f"{FUNDS}{query}", headers=as_(persona)))
        return [row["fund"] for row in found["items"]]

    assert slugs("auditor") == [ZAKAT, "csr-2024"]
    assert slugs("baznas") == [ZAKAT]
    assert slugs("company") == ["csr-2024"]
    assert slugs("company", f"?partner={BAZNAS}") == []
    assert slugs("auditor", "?fund_type=csr&fiscal_year=2024") == ["csr-2024"]
    for path in (f"{FUNDS}/{ZAKAT}", f"{FUNDS}/{ZAKAT}/lines", f"{FUNDS}/tidak-ada"):
        assert problem(client.get(path, headers=as_("company")))[0] == 404


def test_nobody_fills_anothers_purse(client: Client, as_: As):
    more = {"amount_rupiah": 1, "document": "BSZ-2"}

    theirs = client.post(f"{FUNDS}/{ZAKAT}/credits", json=more, headers=as_("company"))
    unknown = client.post(f"{FUNDS}/tidak-ada/credits", json=more, headers=as_("company"))
    read_only = client.post(f"{FUNDS}/{ZAKAT}/credits", json=more, headers=as_("auditor"))

    assert problem(theirs) == problem(unknown)
    assert problem(theirs)[0] == 404
    assert problem(read_only)[0] == 403


def test_funds_are_paged(client: Client, as_: As):
    made(client.post(FUNDS, json=CSR, headers=as_("company")))
    first = shown(client.get(f"{FUNDS}?limit=1", headers=as_("auditor")))

    second = shown(client.get(f"{FUNDS}?limit=1&cursor={first['next']}", headers=as_("auditor")))

    assert [row["fund"] for row in first["items"] + second["items"]] == [ZAKAT, "csr-2024"]
    assert second["next"] is None


def theirs(client: Client, as_: As) -> str:
    """Open a zakat fund of the company."""
    asked = CSR | {"fund": "zakat-mitra", "fund_type": "zakat", "amount_rupiah": 0}
    return str(made(client.post(FUNDS, json=asked, headers=as_("company")))["id"])


def handed_on(client: Client, as_: As, fund: str, amount_rupiah: int = 3_000_000) -> str:
    asked = {"amount_rupiah": amount_rupiah, "to_fund": fund, "document": "BAST-1"}
    answer = client.post(f"{FUNDS}/{ZAKAT}/transfers", json=asked, headers=as_("baznas"))
    return str(made(answer)["id"])


def test_money_is_handed_on_and_given_back(client: Client, as_: As):
    fund = theirs(client, as_)
    transfer = handed_on(client, as_, fund)
    back = {"transfer": transfer, "amount_rupiah": 1_000_000, "reason": "Tidak jadi"}
    mine = client.post(f"{FUNDS}/{fund}/returns", json=back, headers=as_("baznas"))
    assert problem(mine)[0] == 404

    made(client.post(f"{FUNDS}/{fund}/returns", json=back, headers=as_("company")))

    told = shown(client.get(f"{FUNDS}/{fund}", headers=as_("company")))
    assert (told["credited_rupiah"], told["received_rupiah"]) == (0, 2_000_000)
    [zakat] = shown(client.get(f"{FUNDS}/totals", headers=as_("auditor")))["items"]
    assert (zakat["credited_rupiah"], zakat["available_rupiah"]) == (10_000_000, 10_000_000)
    assert (zakat["received_rupiah"], zakat["sent_rupiah"]) == (2_000_000, 2_000_000)
    more = {"amount_rupiah": 8_000_001, "to_fund": fund, "document": "BAST-2"}
    too_much = client.post(f"{FUNDS}/{ZAKAT}/transfers", json=more, headers=as_("baznas"))
    assert problem(too_much) == (409, "more-than-available")


def test_a_journey_tells_the_giver_where_the_money_went(client: Client, as_: As):
    fund = theirs(client, as_)
    handed_on(client, as_, fund)

    def journey(persona: str, asked: str) -> tuple[list[str], list[str]]:
        told = shown(client.get(f"{FUNDS}/{asked}/journey", headers=as_(persona)))
        came = [leg["from_fund"] for leg in told["came_from"]]
        return came, [leg["to_fund"] for leg in told["went_to"]]

    assert journey("baznas", ZAKAT) == ([], [fund])
    assert journey("company", fund) == ([ZAKAT], [])
    other = client.get(f"{FUNDS}/{ZAKAT}/journey", headers=as_("company"))
    assert problem(other)[0] == 404


def test_totals_are_of_ones_own_funds(client: Client, as_: As):
    made(client.post(FUNDS, json=CSR, headers=as_("company")))

    def kinds(persona: str, query: str = "") -> list[str]:
        found = shown(client.get(f"{FUNDS}/totals{query}", headers=as_(persona)))
        return [row["fund_type"] for row in found["items"]]

    assert kinds("auditor") == ["zakat", "csr"]
    assert kinds("company") == ["csr"]
    assert kinds("company", f"?partner={BAZNAS}") == []


def test_a_past_year_is_closed_into_the_next(client: Client, as_: As):
    old = CSR | {"fund": "csr-2023", "fiscal_year": 2023, "occurred_on": "2023-05-01"}
    made(client.post(FUNDS, json=old, headers=as_("company")))
    made(client.post(FUNDS, json=CSR, headers=as_("company")))
    closing = {"document": "BA-1", "occurred_on": DAY}
    unclear = client.post(f"{FUNDS}/csr-2023/closings", json=closing, headers=as_("company"))
    assert problem(unclear) == (409, "carry-over-unclear")

    into = closing | {"to_fund": "csr-2024"}
    made(client.post(f"{FUNDS}/csr-2023/closings", json=into, headers=as_("company")))

    told = shown(client.get(f"{FUNDS}/csr-2024", headers=as_("company")))
    assert (told["credited_rupiah"], told["available_rupiah"]) == (7_000_000, 14_000_000)
    assert shown(client.get(f"{FUNDS}/csr-2023", headers=as_("company")))["is_closed"] is True


def test_the_lines_of_a_fund_leave_as_a_file(client: Client, as_: As):
    for kind, first in (("csv", b"\xef\xbb\xbfPeristiwa"), ("xlsx", b"PK")):
        answer = client.get(f"{FUNDS}/{ZAKAT}/file?format={kind}", headers=as_("baznas"))
        assert answer.status_code == 200
        assert answer.content.startswith(first)
    hidden = client.get(f"{FUNDS}/{ZAKAT}/file", headers=as_("company"))
    assert problem(hidden)[0] == 404
