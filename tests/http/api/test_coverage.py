"""How far verification has come, over HTTP."""

from typing import Any

from service.regency import Regency
from tests.http.api.asking import DAY, VISIT, A, B, C, Client, refusal, registered
from tests.http.conftest import KLEGO, TANJUNG, As


def found(client: Client, as_: As, query: str = "", by: str = "secretariat") -> Any:
    answer = client.get(f"/api/v1/coverage?{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def looked(client: Client, as_: As, household: str, **other: Any) -> None:
    body = {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "evidence": [VISIT],
        "occurred_on": DAY,
        **other,
    }
    where = f"/api/v1/households/{household}/validations"
    answer = client.post(where, json=body, headers=as_("secretariat"))
    assert answer.status_code == 201, answer.text


def test_coverage_is_told_by_area_with_its_share(client: Client, as_: As, regency: Regency):
    looked(client, as_, registered(client, as_, A))
    registered(client, as_, B)
    far = registered(client, as_, C, village=TANJUNG)
    looked(client, as_, far, occurred_on=regency.ledger.today.isoformat())

    [klego, tanjung] = sorted(
        found(client, as_, "by=village")["coverage"], key=lambda one: one["listed"], reverse=True
    )
    assert klego == {
        "area": KLEGO,
        "listed": 2,
        "open": 2,
        "looked": 1,
        "unlooked": 1,
        "moved_in": 0,
        "stale": 1,
        "coverage_percent": "50.00",
    }
    assert (tanjung["area"], tanjung["stale"]) == (TANJUNG, 0)
    [whole] = found(client, as_, "by=kecamatan")["coverage"]
    assert (whole["listed"], whole["looked"], whole["coverage_percent"]) == (3, 2, "66.67")
    assert found(client, as_, "by=village&valid_on=2024-11-04&area=33.09.15")["coverage"][-1] == (
        klego | {"stale": 0}
    )


def test_a_village_is_told_of_its_own_work_only(client: Client, as_: As):
    registered(client, as_, A)
    registered(client, as_, B, village=TANJUNG)

    own = found(client, as_, "by=village", by="village_operator")
    assert [one["area"] for one in own["coverage"]] == [KLEGO]
    answer = client.get(f"/api/v1/coverage?area={TANJUNG}", headers=as_("village_operator"))
    assert answer.status_code == 404


def test_partners_are_not_told_how_villages_work(client: Client, as_: As):
    answer = client.get("/api/v1/coverage", headers=as_("partner_here"))

    assert refusal(answer, 403) == "not-allowed"
