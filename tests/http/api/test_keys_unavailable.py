"""Without the key database nothing personal is written or read, and all the rest goes on."""

from typing import Any

import pytest

from service.regency import Regency
from tests.http.api.asking import KK, VISIT, A, B, Client, family, registered
from tests.http.conftest import KLEGO, As


@pytest.fixture
def household(client: Client, as_: As, regency: Regency) -> str:
    """Give a household that was registered before the key database went away."""
    body = {"village": KLEGO}
    assert client.post("/api/v1/villages", json=body, headers=as_("secretariat")).status_code == 201
    found = registered(client, as_, A, residence={"kk_number": KK, "address": "Dukuh"})
    regency._key_pool.close()  # noqa: SLF001  (as if its server were gone)
    regency.vault._cache.clear()  # noqa: SLF001  (as a minute later)
    return found


def test_what_is_personal_waits_and_says_so(client: Client, as_: As, household: str):
    note = {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "evidence": [VISIT],
        "note": "Rumah reyot",
    }
    answers: list[Any] = [
        client.post("/api/v1/households", json=family(B), headers=as_("secretariat")),
        client.post(
            f"/api/v1/households/{household}/validations", json=note, headers=as_("mentor")
        ),
        client.get(f"/api/v1/households/{household}?purpose=audit", headers=as_("auditor")),
        client.post(
            "/api/v1/exports?purpose=mentoring", json={"area": KLEGO}, headers=as_("mentor")
        ),
    ]
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "/problems/keys-unavailable"
        assert answer.json()["title"] == "Kunci data pribadi sedang tidak dapat dipakai."
        assert answer.headers["Retry-After"]


def test_numbers_and_what_names_nobody_go_on(
    client: Client, as_: As, regency: Regency, household: str
):
    before = regency.log.head()
    statuses = client.get("/api/v1/statuses", headers=as_("auditor"))
    assert statuses.json()["households"] == 1
    trail = client.get(f"/api/v1/trail?subject=household:{household}", headers=as_("auditor"))
    assert len(trail.json()["items"]) == 1
    history = client.get(f"/api/v1/households/{household}/history", headers=as_("auditor"))
    assert history.status_code == 200
    need = {
        "level": "need",
        "need": "housing",
        "verdict": "confirmed",
        "method": "visit",
        "evidence": [VISIT],
    }
    said = client.post(
        f"/api/v1/households/{household}/validations", json=need, headers=as_("mentor")
    )
    assert said.status_code == 201, said.text
    partner = {"partner": "pkk", "name": "PKK", "org_type": "community_group"}
    enrolled = client.post("/api/v1/partners", json=partner, headers=as_("secretariat"))
    assert enrolled.status_code == 201
    assert regency.log.head() == before + 2, "and nothing half-written from the test before"
