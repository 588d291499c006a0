"""Accounts over HTTP: a token is shown once, and works until it is revoked."""

import pytest

from service.regency import Regency
from tests.commands.giving import BAZNAS, catalogue
from tests.http.api.given import DAY, Client, made, problem, shown, wrong_fields
from tests.http.conftest import As

ACCOUNTS = "/api/v1/accounts"
NEW = {
    "account": "baznas.rini",
    "name": "Rini",
    "position": "Amil",
    "role": "partner_officer",
    "organisation": BAZNAS,
    "areas": ["33.09"],
    "occurred_on": DAY,
}
KEY = {"label": "Laptop kantor", "valid_days": 30}


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


@pytest.fixture
def rini(client: Client, as_: As) -> str:
    made(client.post(ACCOUNTS, json=NEW, headers=as_("administrator")))
    return f"{ACCOUNTS}/baznas.rini"


def me(client: Client, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return int(client.get(f"{ACCOUNTS}/me", headers=headers).status_code)


def test_a_token_opens_the_account_it_was_issued_for(client: Client, as_: As, rini: str):
    issued = made(client.post(f"{rini}/tokens", json=KEY, headers=as_("administrator")))

    assert issued["token"].startswith("sdg_")
    headers = {"Authorization": f"Bearer {issued['token']}"}
    found = shown(client.get(f"{ACCOUNTS}/me", headers=headers))
    assert (found["account"], found["organisation"]) == ("baznas.rini", BAZNAS)
    assert found["scope"] == {"areas": ["33.09"]}


def test_a_repeated_request_can_not_show_the_token_again(client: Client, as_: As, rini: str):
    headers = as_("administrator", key="kunci-nomor-1")
    first = made(client.post(f"{rini}/tokens", json=KEY, headers=headers))

    again = made(client.post(f"{rini}/tokens", json=KEY, headers=headers))

    assert (again["id"], again["position"]) == (first["id"], first["position"])
    assert again["token"] is None
    assert "terbitkan yang baru" in again["notice"]
    assert len(shown(client.get(rini, headers=as_("auditor")))["tokens"]) == 1
    assert me(client, first["token"]) == 200


def test_only_the_hash_of_a_token_is_kept(regency: Regency, client: Client, as_: As, rini: str):
    issued = made(client.post(f"{rini}/tokens", json=KEY, headers=as_("administrator")))

    with regency.pool.connection() as conn:
        [events] = conn.execute(
            f"SELECT string_agg(data::text, '') FROM {regency.schema}.events"
        ).fetchone() or ("",)
    read = client.get(rini, headers=as_("auditor")).text

    assert issued["token"] not in events
    assert "token_hash" in events
    assert "token_hash" not in read


def test_a_revoked_token_opens_nothing(client: Client, as_: As, rini: str):
    issued = made(client.post(f"{rini}/tokens", json=KEY, headers=as_("administrator")))
    assert me(client, issued["token"]) == 200
    path, why = f"{rini}/tokens/{issued['id']}/revocations", {"reason": "Laptop hilang"}

    made(client.post(path, json=why, headers=as_("administrator")))

    assert me(client, issued["token"]) == 401
    again = client.post(path, json=why, headers=as_("administrator"))
    assert problem(again) == (409, "unknown-token")


def test_a_closed_account_opens_nothing(client: Client, as_: As, rini: str):
    issued = made(client.post(f"{rini}/tokens", json=KEY, headers=as_("administrator")))

    made(client.post(f"{rini}/closures", json={"reason": "Pensiun"}, headers=as_("administrator")))

    assert me(client, issued["token"]) == 401
    found = shown(client.get(f"{ACCOUNTS}?is_closed=true", headers=as_("auditor")))
    assert [row["account"] for row in found["items"]] == ["baznas.rini"]


def test_a_narrower_scope_holds_at_once(client: Client, as_: As, rini: str):
    issued = made(client.post(f"{rini}/tokens", json=KEY, headers=as_("administrator")))
    here = {"areas": ["33.09.15.2009"], "reason": "Penugasan baru"}

    made(client.post(f"{rini}/scopes", json=here, headers=as_("administrator")))

    headers = {"Authorization": f"Bearer {issued['token']}"}
    found = shown(client.get(f"{ACCOUNTS}/me", headers=headers))
    assert found["scope"] == {"areas": ["33.09.15.2009"]}


def test_nobody_but_administrators_keeps_accounts(client: Client, as_: As, rini: str):
    for persona in ("secretariat", "baznas", "auditor"):
        opened = client.post(ACCOUNTS, json=NEW, headers=as_(persona))
        issued = client.post(f"{rini}/tokens", json=KEY, headers=as_(persona))
        assert {problem(opened), problem(issued)} == {(403, "not-allowed")}


def test_accounts_are_read_by_those_who_watch_and_ones_own_by_all(
    client: Client, as_: As, rini: str
):
    assert problem(client.get(ACCOUNTS, headers=as_("secretariat"))) == (403, "not-allowed")
    assert problem(client.get(rini, headers=as_("secretariat")))[0] == 404
    own = shown(client.get(f"{ACCOUNTS}/mentor", headers=as_("mentor")))
    assert (own["role"], own["organisation"]) == ("mentor", "dinas-pupr")
    assert [token["label"] for token in own["tokens"]] == ["tests"]


@pytest.mark.usefixtures("rini")
def test_accounts_are_paged_by_name(client: Client, as_: As):
    page = shown(client.get(f"{ACCOUNTS}?limit=2", headers=as_("auditor")))
    rest = shown(client.get(f"{ACCOUNTS}?limit=2&cursor={page['next']}", headers=as_("auditor")))

    assert [row["account"] for row in page["items"] + rest["items"]] == sorted(
        row["account"] for row in page["items"] + rest["items"]
    )
    found = shown(client.get(f"{ACCOUNTS}?organisation={BAZNAS}", headers=as_("auditor")))
    assert [row["account"] for row in found["items"]] == ["baznas", "baznas.rini"]


def test_every_wrong_field_of_an_account_is_named(client: Client, as_: As):
    body = NEW | {"role": "bupati", "areas": [], "account": "Rini!"}

    answer = client.post(ACCOUNTS, json=body, headers=as_("administrator"))

    assert sorted(wrong_fields(answer)) == ["account", "areas", "role"]
    area = client.post(ACCOUNTS, json=NEW | {"areas": ["3309"]}, headers=as_("administrator"))
    assert wrong_fields(area) == ["areas[0]"]


def test_a_token_works_for_a_year_and_a_day_at_most(client: Client, as_: As, rini: str):
    answer = client.post(
        f"{rini}/tokens", json=KEY | {"valid_days": 367}, headers=as_("administrator")
    )

    assert wrong_fields(answer) == ["valid_days"]


def test_an_account_that_is_there_is_not_opened_again(client: Client, as_: As, rini: str):
    answer = client.post(ACCOUNTS, json=NEW, headers=as_("administrator"))

    assert problem(answer) == (409, "account-known")
    stale = client.post(
        f"{rini}/closures", json={"reason": "Pensiun"}, headers=as_("administrator", seen=9)
    )
    assert problem(stale) == (409, "changed-meanwhile")
