"""Agreements over HTTP: the secretariat notes them, a partner reads its own."""

from datetime import date, timedelta

from tests.http.api.asking import Client, fields, refusal
from tests.http.conftest import KLEGO, As

AGREEMENTS = "/api/v1/agreements"
TODAY = date(2026, 1, 1)


def sign(client: Client, as_: As, by: str = "secretariat", **other: object):
    body = {
        "agreement": "mou-maju",
        "partner": "pt-maju",
        "number": "119/2/2026 dan 7/MAJU/2026",
        "title": "Jambanisasi bersama",
        "areas": [KLEGO],
        "valid_from": "2024-01-01",
        "valid_until": "2024-12-31",
        "signatories": [{"name": "Contoh", "position": "Direktur", "organisation": "PT Maju"}],
        "occurred_on": "2024-01-01",
    }
    return client.post(AGREEMENTS, json=body | other, headers=as_(by))


def enrolled(client: Client, as_: As) -> None:
    body = {"partner": "pt-maju", "name": "PT Maju", "org_type": "company"}
    assert client.post("/api/v1/partners", json=body, headers=as_("secretariat")).status_code == 201


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
