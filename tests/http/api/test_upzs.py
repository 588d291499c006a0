"""UPZ over HTTP: appointed, depositing several kinds at once, silent, and over (A4, steps 6-7)."""

from typing import Any

import pytest

from service.commands import partners
from service.commands.funds import Open, open_fund
from service.regency import Regency
from tests.commands.acting import DAY as ON
from tests.commands.acting import KLEGO, SECRETARIAT, do
from tests.commands.giving import BAZNAS, COMPANY, DINSOS, ZAKAT, catalogue, funded, promised
from tests.http.api.given import DAY, Client, made, problem, shown, wrong_fields
from tests.http.conftest import As

UPZS = "/api/v1/upzs"
UPZ = "upz-dinsos"
APPOINTED: dict[str, Any] = {
    "upz": UPZ,
    "parent": BAZNAS,
    "host": DINSOS,
    "decree": "SK-07/BAZNAS/2024",
    "officers": 3,
    "offices": ["ketua", "sekretaris", "bendahara"],
    "since": "2024-01-02",
    "share_percent": "5",
    "occurred_on": DAY,
}
DEPOSIT: dict[str, Any] = {
    "document": "BSZ-2024-117",
    "month": "2024-10",
    "collected_by": "payroll",
    "kinds": [
        {"fund": ZAKAT, "amount_rupiah": 10_000_000, "payers": 41},
        {"fund": "infak-2024", "amount_rupiah": 2_000_000, "payers": 12},
        {"fund": "sedekah-2024", "amount_rupiah": 500_000, "payers": 7},
    ],
    "occurred_on": DAY,
}


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)
    funded(regency, 0)
    enrolled = partners.Enrol(
        partner=UPZ, name="UPZ Dinsos", org_type="upz", parent=BAZNAS, occurred_on=ON
    )
    do(regency, SECRETARIAT, partners.enrol, enrolled)
    for kind in ("infak", "sedekah", "amil"):
        asked = Open(
            fund=f"{kind}-2024",
            partner=BAZNAS,
            fund_type=kind,
            fiscal_year=2024,
            document="SK-1",
            occurred_on=ON,
        )
        do(regency, SECRETARIAT, open_fund, asked)


@pytest.fixture
def upz(client: Client, as_: As) -> str:
    return str(made(client.post(UPZS, json=APPOINTED, headers=as_("baznas")))["id"])


def booked(client: Client, as_: As, **other: Any) -> str:
    answer = client.post(f"{UPZS}/{UPZ}/deposits", json=DEPOSIT | other, headers=as_("baznas"))
    return str(made(answer)["id"])


def available(client: Client, as_: As, fund: str) -> int:
    return int(
        shown(client.get(f"/api/v1/funds/{fund}", headers=as_("auditor")))["available_rupiah"]
    )


@pytest.mark.usefixtures("upz")
def test_a_deposit_enters_every_fund_or_none(client: Client, as_: As):
    """A4.6: zakat 10.000.000, infak 2.000.000, sedekah 500.000 in one go."""
    foreign = [*DEPOSIT["kinds"], {"fund": "tidak-ada", "amount_rupiah": 1}]
    refused = client.post(
        f"{UPZS}/{UPZ}/deposits", json=DEPOSIT | {"kinds": foreign}, headers=as_("baznas")
    )
    assert problem(refused) == (409, "unknown-fund")
    assert available(client, as_, ZAKAT) == 0

    deposit = booked(client, as_)

    funds = (ZAKAT, "infak-2024", "sedekah-2024")
    assert [available(client, as_, fund) for fund in funds] == [10_000_000, 2_000_000, 500_000]
    again = client.post(
        f"{UPZS}/{UPZ}/deposits",
        json=DEPOSIT | {"document": "bsz-2024- 117"},
        headers=as_("baznas"),
    )
    assert problem(again) == (409, "proof-used")
    told = shown(client.get(f"/api/v1/deposits/{deposit}", headers=as_("auditor")))
    assert told["deposit"]["amount_rupiah"] == 12_500_000
    assert told["deposit"]["payers"] == 60


@pytest.mark.usefixtures("upz")
def test_of_a_deposit_the_amil_takes_an_eighth_and_the_rest_goes_to_an_asnaf(
    regency: Regency, client: Client, as_: As
):
    """A4.6: 9.000.000 of 8.750.000 refused, asnaf missing refused, infak builds a facility."""
    booked(client, as_)
    share = {"amount_rupiah": 1_250_000, "to_fund": "amil-2024", "document": "BKK-1"}
    made(client.post(f"/api/v1/funds/{ZAKAT}/amil", json=share, headers=as_("baznas")))
    promise = promised(regency, None, village=KLEGO, amount_rupiah=9_000_000)
    money = f"/api/v1/commitments/{promise}/allocations"

    def allocate(amount: int, fund: str, **other: Any) -> Any:
        asked = {"amount_rupiah": amount, "fund": fund, **other}
        return client.post(money, json=asked, headers=as_("baznas"))

    refused = allocate(9_000_000, ZAKAT, asnaf="miskin")
    assert problem(refused) == (409, "more-than-available")
    assert refused.json()["why"] == {"asked_rupiah": 9_000_000, "available_rupiah": 8_750_000}
    assert problem(allocate(1_000_000, ZAKAT)) == (409, "asnaf-missing")
    made(allocate(2_000_000, "infak-2024"))
    assert available(client, as_, "infak-2024") == 0


def test_a_upz_deposits_while_it_is_appointed(client: Client, as_: As):
    unknown = client.post(f"{UPZS}/{UPZ}/deposits", json=DEPOSIT, headers=as_("baznas"))
    assert problem(unknown)[0] == 404
    made(client.post(UPZS, json=APPOINTED | {"until": "2024-10-01"}, headers=as_("baznas")))

    late = client.post(f"{UPZS}/{UPZ}/deposits", json=DEPOSIT, headers=as_("baznas"))

    assert problem(late) == (409, "upz-not-appointed")
    assert late.json()["why"] == {"upz": UPZ, "on": DAY, "until": "2024-10-01"}
    again = APPOINTED | {"decree": "SK-9", "since": "2024-10-01"}
    made(client.post(UPZS, json=again, headers=as_("baznas")))
    booked(client, as_)
    end = {"reason": "Dilebur", "occurred_on": DAY}
    made(client.post(f"{UPZS}/{UPZ}/ends", json=end, headers=as_("baznas")))
    after = client.post(
        f"{UPZS}/{UPZ}/deposits", json=DEPOSIT | {"document": "BSZ-2"}, headers=as_("baznas")
    )
    assert problem(after) == (409, "upz-not-appointed")


@pytest.mark.usefixtures("upz")
def test_a_deposit_is_put_right_in_its_fund_too(client: Client, as_: As):
    deposit = booked(client, as_)
    wrong = {"fund": ZAKAT, "delta_rupiah": -1_000_000, "reason": "Salah baca slip"}

    made(client.post(f"/api/v1/deposits/{deposit}/corrections", json=wrong, headers=as_("baznas")))

    assert available(client, as_, ZAKAT) == 9_000_000
    told = shown(client.get(f"/api/v1/deposits/{deposit}", headers=as_("auditor")))
    assert [one["amount_rupiah"] for one in told["entries"]] == [
        *(10_000_000, 2_000_000, 500_000, -1_000_000)
    ]
    [row] = shown(client.get(UPZS, headers=as_("auditor")))["items"]
    assert (row["zakat_rupiah"], row["amount_rupiah"]) == (9_000_000, 11_500_000)


@pytest.mark.usefixtures("upz")
@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([{"fund": "amil-2024", "amount_rupiah": 1}], "not-collected"),
        ([{"fund": "csr-2024", "amount_rupiah": 1}], "other-owner"),
        ([{"fund": ZAKAT, "amount_rupiah": 1}] * 2, "fund-twice"),
    ],
)
def test_a_deposit_goes_to_funds_of_the_baznas(
    client: Client, as_: As, lines: list[dict[str, Any]], rule: str
):
    csr = {
        "fund": "csr-2024",
        "partner": COMPANY,
        "fund_type": "csr",
        "fiscal_year": 2024,
        "document": "SK-1",
    }
    made(client.post("/api/v1/funds", json=csr, headers=as_("company")))

    answer = client.post(
        f"{UPZS}/{UPZ}/deposits", json=DEPOSIT | {"kinds": lines}, headers=as_("baznas")
    )

    assert problem(answer) == (409, rule)


def test_a_upz_that_deposits_nothing_for_three_months_is_silent(client: Client, as_: As):
    """A4.7, as of any day."""
    made(client.post(UPZS, json=APPOINTED | {"occurred_on": "2024-01-02"}, headers=as_("baznas")))
    booked(client, as_, month="2024-02", occurred_on="2024-03-05")

    def row(query: str) -> dict[str, Any]:
        [found] = shown(client.get(f"{UPZS}?{query}", headers=as_("auditor")))["items"]
        return dict(found)

    on_time = row("valid_on=2024-06-04")
    assert (on_time["silent_months"], on_time["is_silent"]) == (2, False)
    silent = row("valid_on=2024-06-05")
    assert (silent["silent_months"], silent["is_silent"]) == (3, True)
    assert row("valid_on=2024-06-05&is_silent=true")["upz"] == UPZ
    assert row("valid_on=2028-11-01")["is_ending"] is True
    over = row("valid_on=2029-01-02")
    assert (over["standing"], over["is_silent"], over["silent_months"]) == ("over", False, None)


def test_only_upz_are_appointed_by_their_baznas(client: Client, as_: As):
    def refused(persona: str = "baznas", **other: Any) -> tuple[int, str]:
        return problem(client.post(UPZS, json=APPOINTED | other, headers=as_(persona)))

    assert refused(upz=COMPANY) == (409, "no-upz")
    assert refused("secretariat", parent=DINSOS) == (409, "no-baznas")
    assert refused(officers=2) == (409, "too-few-officers")
    assert refused("company")[0] == 404
    assert refused("auditor")[0] == 403
    wrong = client.post(UPZS, json=APPOINTED | {"share_percent": "-1"}, headers=as_("baznas"))
    assert wrong_fields(wrong) == ["share_percent"]


@pytest.mark.usefixtures("upz")
def test_a_upz_is_read_by_its_baznas_and_where_it_collects(client: Client, as_: As):
    deposit = booked(client, as_)

    def upzs(persona: str) -> list[str]:
        return [row["upz"] for row in shown(client.get(UPZS, headers=as_(persona)))["items"]]

    assert upzs("auditor") == upzs("baznas") == [UPZ]
    assert upzs("company") == []
    for path in (f"{UPZS}/{UPZ}", f"{UPZS}/{UPZ}/deposits", f"/api/v1/deposits/{deposit}"):
        assert problem(client.get(path, headers=as_("company")))[0] == 404
        shown(client.get(path, headers=as_("baznas")))
    theirs = client.post(f"{UPZS}/{UPZ}/deposits", json=DEPOSIT, headers=as_("company"))
    assert problem(theirs)[0] == 404


@pytest.mark.usefixtures("upz")
def test_every_term_of_a_upz_is_told(client: Client, as_: As):
    end = {"reason": "Dilebur", "occurred_on": DAY}
    made(client.post(f"{UPZS}/{UPZ}/ends", json=end, headers=as_("baznas")))
    made(
        client.post(UPZS, json=APPOINTED | {"decree": "SK-9", "since": DAY}, headers=as_("baznas"))
    )

    told = shown(client.get(f"{UPZS}/{UPZ}", headers=as_("auditor")))

    assert [(one["decree"], one["until"], one["ended_reason"]) for one in told["terms"]] == [
        ("SK-07/BAZNAS/2024", DAY, "Dilebur"),
        ("SK-9", "2029-11-04", ""),
    ]
    assert told["upz"]["decree"] == "SK-9"


@pytest.mark.usefixtures("upz")
def test_its_baznas_is_reminded_of_its_deposits_and_of_the_end_of_its_task(client: Client, as_: As):
    booked(client, as_, month="2024-02", occurred_on="2024-11-04")

    def told(on: str, persona: str = "baznas") -> list[tuple[str, str, int]]:
        asked = f"/api/v1/aging/deadlines?late=true&days=60&valid_on={on}"
        found = shown(client.get(asked, headers=as_(persona)))["items"]
        return [
            (one["kind"], one["organisation"], one["days"])
            for one in found
            if one["kind"] in {"upz", "deposit"}
        ]

    assert told("2024-12-06") == [("deposit", UPZ, 60)]
    assert told("2025-02-05") == [("deposit", UPZ, -1)]
    assert ("upz", UPZ, 30) in told("2028-12-02")
    assert told("2029-01-02") == []
    assert told("2025-02-05", "company") == []
    assert told("2025-02-05", "village_head") == []
