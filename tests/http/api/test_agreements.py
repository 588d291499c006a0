"""Agreements over HTTP: the secretariat notes them, a partner reads its own."""

from datetime import date, timedelta

from service.regency import Regency
from tests.http.api.asking import Client, fields, refusal
from tests.http.conftest import KLEGO, As

AGREEMENTS = "/api/v1/agreements"
TODAY = date(2026, 1, 1)


def sign(client: Client, as_: As, by: str = "secretariat", **other: object):
    body = {
        "agreement": "mou-maju",
        "partner": "pt-maju",
        "kind": "cooperation",
        "numbers": [
            {"party": "tkpkd", "number": "119/2/2026"},
            {"party": "pt-maju", "number": "7/MAJU/2026"},
        ],
        "title": "Jambanisasi bersama",
        "areas": [KLEGO],
        "valid_from": "2024-01-01",
        "valid_until": "2024-12-31",
        "signatories": [{"name": "Contoh", "position": "Direktur", "organisation": "PT Maju"}],
        "occurred_on": "2024-01-01",
    }
    return client.post(AGREEMENTS, json=body | other, headers=as_(by))


def enrolled(client: Client, as_: As) -> None:
    for partner, name, kind in (
        ("pt-maju", "PT Maju", "company"),
        ("tkpkd", "Sekretariat TKPKD", "perangkat_daerah"),
    ):
        body = {"partner": partner, "name": name, "org_type": kind}
        answer = client.post("/api/v1/partners", json=body, headers=as_("secretariat"))
        assert answer.status_code == 201


def test_an_agreement_is_signed_amended_and_ended(client: Client, as_: As):
    enrolled(client, as_)
    signed = sign(client, as_)
    assert signed.status_code == 201, signed.text
    path = signed.headers["Location"]
    assert client.get(path, headers=as_("auditor")).json()["number"] == "119/2/2026 dan 7/MAJU/2026"
    amended = client.post(
        f"{path}/amendments",
        json={
            "valid_from": "2024-01-01",
            "valid_until": "2099-12-31",
            "number": "Addendum 1",
            "reason": "Diperpanjang",
        },
        headers=as_("secretariat"),
    )
    assert amended.status_code == 201, amended.text
    assert client.get(path, headers=as_("company")).json()["valid_until"] == "2099-12-31"
    ended = client.post(f"{path}/endings", json={"reason": "Selesai"}, headers=as_("secretariat"))
    assert ended.status_code == 201
    found = client.get(path, headers=as_("company"))
    assert found.headers["ETag"] == '"3"'
    assert found.json()["ends_on"]
    again = client.post(f"{path}/endings", json={"reason": "Selesai"}, headers=as_("secretariat"))
    assert refusal(again) == "agreement-is-over"


def test_an_agreement_that_is_not_there_is_not_found(client: Client, as_: As):
    path = f"{AGREEMENTS}/tidak-ada"
    assert client.get(path, headers=as_("secretariat")).status_code == 404
    ended = client.post(f"{path}/endings", json={"reason": "Selesai"}, headers=as_("secretariat"))
    assert ended.status_code == 404


def test_only_the_secretariat_signs_and_only_with_partners_it_knows(client: Client, as_: As):
    assert refusal(sign(client, as_, by="company"), 403) == "not-allowed"
    assert refusal(sign(client, as_)) == "unknown-partner"
    assert fields(sign(client, as_, areas=[], data_purposes=["curiosity"])) == {
        "areas",
        "data_purposes[0]",
    }


def test_a_partner_reads_its_own_agreements(client: Client, as_: As):
    mine = client.get(AGREEMENTS, headers=as_("company")).json()["items"]
    assert [one["agreement"] for one in mine] == ["pt-maju"]
    everybody = client.get(AGREEMENTS, headers=as_("auditor")).json()["items"]
    assert [one["agreement"] for one in everybody] == ["baznas", "lazis", "pt-maju"]
    theirs = client.get(f"{AGREEMENTS}?partner=baznas", headers=as_("company")).json()
    assert theirs["items"] == []
    assert client.get(f"{AGREEMENTS}/baznas", headers=as_("company")).status_code == 404


def test_those_that_hold_today_are_told_apart(client: Client, as_: As):
    enrolled(client, as_)
    long_ago = TODAY - timedelta(days=700)
    assert sign(client, as_, occurred_on=long_ago.isoformat()).status_code == 201
    active = client.get(f"{AGREEMENTS}?is_active=true", headers=as_("secretariat")).json()
    assert [one["agreement"] for one in active["items"]] == ["baznas", "lazis", "pt-maju"]


def owing(client: Client, as_: As) -> str:
    """Sign an agreement under which PT Maju reports each quarter, and return its address."""
    enrolled(client, as_)
    owed = [
        {
            "party": "pt-maju",
            "text": "Laporan triwulanan",
            "due_on": "2024-03-31",
            "every_months": 3,
        },
        {"party": "tkpkd", "text": "Berbagi daftar"},
    ]
    answer = sign(client, as_, kind="memorandum", place="Pendopo", obligations=owed)
    assert answer.status_code == 201, answer.text
    path: str = answer.headers["Location"]
    return path


def report(client: Client, as_: As, path: str, number: int, by: str, **body: object):
    return client.post(
        f"{path}/obligations/{number}/reports",
        json={"document": "7/LAP/2024", **body},
        headers=as_(by),
    )


def test_a_number_that_contradicts_the_day_is_kept_and_told(client: Client, as_: As):
    enrolled(client, as_)
    numbers = [{"party": "pt-maju", "number": "451.5/54/MAJU/XI/2024"}]
    path = sign(client, as_, numbers=numbers).headers["Location"]
    shown = client.get(path, headers=as_("auditor")).json()
    assert shown["numbers"] == numbers
    assert [(one["says"], one["month"]) for one in shown["doubts"]] == [("XI", 11)]


def test_a_party_reports_what_it_owes_once_for_each_day(client: Client, as_: As):
    path = owing(client, as_)
    first = report(client, as_, path, 1, "company", due_on="2024-03-31")
    assert first.status_code == 201, first.text
    again = report(client, as_, path, 1, "company", due_on="2024-03-31")
    assert refusal(again) == "obligation-reported-already"
    assert refusal(report(client, as_, path, 1, "company")) == "obligation-not-due"
    assert refusal(report(client, as_, path, 9, "company")) == "unknown-obligation"
    quarterly = client.get(path, headers=as_("company")).json()["obligations"][0]
    assert [due["due_on"] for due in quarterly["dues"]] == [
        *("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31")
    ]
    assert [due["reported"] is None for due in quarterly["dues"]] == [False, True, True, True]


def test_what_another_party_owes_is_not_ours_to_report(client: Client, as_: As):
    path = owing(client, as_)
    assert report(client, as_, path, 2, "company").status_code in {403, 404}
    assert report(client, as_, path, 1, "baznas", due_on="2024-03-31").status_code == 404
    assert report(client, as_, path, 2, "secretariat").status_code == 201


def test_those_that_end_soon_are_asked_for(client: Client, as_: As, regency: Regency):
    enrolled(client, as_)
    soon = str(regency.ledger.today + timedelta(days=20))
    for name, last in (("lama", "2099-12-31"), ("dekat", soon), ("lalu", "2024-12-31")):
        sign(client, as_, agreement=f"mou-{name}", valid_until=last)
    asked = client.get(
        AGREEMENTS,
        params={"partner": "pt-maju", "ends_within_days": 30},
        headers=as_("auditor"),
    ).json()
    assert [one["agreement"] for one in asked["items"]] == ["mou-dekat"]
