"""One-off reports over HTTP: the link is shown once, and only the village's word counts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from service.commands import aid_reports as commands
from service.http.report_links import report_behind
from service.regency import Regency
from tests.commands.acting import KLEGO, do
from tests.commands.giving import COMPANY, TOILET, catalogue
from tests.commands.test_aid_reports import HOLDER
from tests.http.api.asking import Client, refusal
from tests.http.conftest import As

REPORTS = "/api/v1/aid-reports"
DAY = date(2024, 11, 4)


def invited(client: Client, as_: As, regency: Regency, by: str = "secretariat") -> Any:
    until = (regency.ledger.today + timedelta(days=30)).isoformat()
    body = {"company": "PT Contoh", "partner": COMPANY, "valid_until": until}
    return client.post(REPORTS, json=body, headers=as_(by))


def filed(client: Client, as_: As, regency: Regency, by: str = "secretariat") -> str:
    catalogue(regency)
    answer = invited(client, as_, regency, by)
    assert answer.status_code == 201, answer.text
    token = answer.json()["address"].rpartition("/")[2]
    report, _ = report_behind(regency, token)
    assert str(report) == answer.json()["id"]
    ask = commands.FileReport(
        village=KLEGO,
        programme=TOILET,
        sector="Tekstil",
        form="goods",
        valuation="invoice",
        value_rupiah=15_000_000,
        given_on=DAY,
        households=3,
        contact="kantor@contoh.example",
    )
    do(regency, HOLDER, commands.file, report, ask)
    return str(report)


def send(client: Client, as_: As, path: str, by: str, **body: Any) -> Any:
    return client.post(REPORTS + path, json=body, headers=as_(by))


def total(client: Client) -> int:
    board = client.get("/api/v1/public/scoreboard").json()["items"]
    return sum(one["delivered_rupiah"] for one in board)


def test_the_link_is_told_once(client: Client, as_: As, regency: Regency):
    catalogue(regency)
    until = (regency.ledger.today + timedelta(days=30)).isoformat()
    body = {"company": "PT Contoh", "valid_until": until}
    headers = as_("secretariat", key="kunci-laporan-1")
    first = client.post(REPORTS, json=body, headers=headers).json()
    again = client.post(REPORTS, json=body, headers=headers).json()
    assert "/lapor/" in first["address"]
    assert (again["id"], again["address"]) == (first["id"], None)
    assert first["address"].rpartition("/")[2] not in str(
        client.get(f"{REPORTS}/{first['id']}", headers=as_("secretariat")).json()
    )


def test_a_report_counts_once_the_village_has_confirmed_it(
    client: Client, as_: As, regency: Regency
):
    report = filed(client, as_, regency)
    assert total(client) == 0
    path = f"/{report}/confirmations"
    assert refusal(send(client, as_, path, "secretariat", value_rupiah=1), 403) == "not-allowed"
    assert send(client, as_, path, "neighbour", value_rupiah=1).status_code == 404
    answer = send(client, as_, path, "village_head", value_rupiah=12_000_000)
    assert answer.status_code == 201, answer.text
    assert total(client) == 12_000_000
    found = client.get(f"{REPORTS}/{report}", headers=as_("village_head")).json()["report"]
    assert (found["state"], found["confirmed_rupiah"]) == ("confirmed", 12_000_000)
    one = client.get(f"/api/v1/commitments/{found['commitment']}", headers=as_("village_head"))
    assert (one.json()["state"], one.json()["delivered_rupiah"]) == ("fulfilled", 12_000_000)


def test_a_report_is_told_to_its_village_and_its_parties(client: Client, as_: As, regency: Regency):
    report = filed(client, as_, regency)
    told = {"secretariat": 200, "village_operator": 200, "company": 200}
    hidden = {"neighbour": 404, "partner_nowhere": 404, "monitor": 403}
    for persona, status in (told | hidden).items():
        answer = client.get(f"{REPORTS}/{report}", headers=as_(persona))
        assert answer.status_code == status, (persona, answer.text)
        if status != 403:
            listed = client.get(REPORTS, headers=as_(persona)).json()["items"]
            assert len(listed) == (status == 200), persona
    assert client.get(f"{REPORTS}/{uuid4()}", headers=as_("secretariat")).status_code == 404


def test_the_office_s_contact_is_masked_until_there_is_a_purpose(
    client: Client, as_: As, regency: Regency
):
    report = filed(client, as_, regency)
    path = f"{REPORTS}/{report}"
    masked = client.get(path, headers=as_("village_head")).json()
    assert (masked["names"], masked["contact"]) == ("masked", "")
    opened = client.get(f"{path}?purpose=aid_delivery", headers=as_("village_head")).json()
    assert (opened["names"], opened["contact"]) == ("open", "kantor@contoh.example")
    looks = client.app.state.regency.access_log.of_account("village_head", limit=3)
    assert list(looks[0].subjects) == [UUID(report)]


def test_a_rejected_report_says_why_and_a_partner_withdraws_only_its_own(
    client: Client, as_: As, regency: Regency
):
    report = filed(client, as_, regency, by="company")
    no = {"reason": "Belum pernah sampai"}
    other = send(client, as_, f"/{report}/withdrawals", "partner_nowhere", **no)
    assert other.status_code == 404
    answer = send(client, as_, f"/{report}/rejections", "village_operator", **no)
    assert answer.status_code == 201, answer.text
    found = client.get(f"{REPORTS}/{report}", headers=as_("company")).json()["report"]
    assert (found["state"], found["reason"]) == ("rejected", "Belum pernah sampai")
    assert refusal(send(client, as_, f"/{report}/withdrawals", "company", **no)) == "not-filed"
    matched = send(client, as_, f"/{report}/matches", "secretariat", partner=COMPANY)
    assert refusal(matched) == "not-filed"
