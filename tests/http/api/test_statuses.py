"""Counts of households by status over HTTP."""

import pytest

from tests.http.api.asking import DAY, A, B, C, Client, registered
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As

STATUSES = "/api/v1/statuses"


def _judged(client: Client, as_: As, household: str) -> None:
    body = {"level": "household", "verdict": "eligible", "method": "visit", "occurred_on": DAY}
    path = f"/api/v1/households/{household}/validations"
    assert client.post(path, json=body, headers=as_("secretariat")).status_code == 201


def _asked(client: Client, as_: As, query: str = "", by: str = "secretariat"):
    answer = client.get(STATUSES + query, headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()


def _told(answer) -> list[tuple[str, str, int, int]]:
    return [
        (line["area"], line["status"], line["households"], line["persons"])
        for line in answer["counts"]
    ]


def test_households_are_counted_by_kecamatan_and_status(client: Client, as_: As):
    _judged(client, as_, registered(client, as_, A, B))
    registered(client, as_, C, village=PULISEN)
    answer = _asked(client, as_)
    assert _told(answer) == [
        ("33.09.05", "newly_proposed", 1, 1),
        ("33.09.15", "eligible", 1, 2),
    ]
    assert (answer["households"], answer["persons"]) == (2, 3)
    assert answer["counts"][1]["label"] == "Layak"


def test_two_villages_of_one_kecamatan_are_one_line_of_it(client: Client, as_: As):
    registered(client, as_, A)
    registered(client, as_, B, village=GONDANGLEGI)
    assert _told(_asked(client, as_, by="mentor")) == [("33.09.15", "newly_proposed", 2, 2)]
    by_village = _told(_asked(client, as_, "?by=village", by="mentor"))
    assert [line[0] for line in by_village] == [KLEGO, GONDANGLEGI]


def test_everybody_counts_their_own_areas_only(client: Client, as_: As):
    registered(client, as_, A)
    registered(client, as_, B, village=TANJUNG)
    answer = _asked(client, as_, "?by=village&area=33.09", by="village_operator")
    assert answer["areas"] == [KLEGO]
    assert _told(answer) == [(KLEGO, "newly_proposed", 1, 1)]
    outside = client.get(f"{STATUSES}?area={TANJUNG}", headers=as_("village_operator"))
    assert outside.status_code == 404


def test_counts_tell_what_was_known_then_and_what_was_true_then(client: Client, as_: As):
    household = registered(client, as_, A)
    before = _asked(client, as_)["position"]
    _judged(client, as_, household)
    assert _told(_asked(client, as_))[0][1] == "eligible"
    assert _told(_asked(client, as_, f"?as_of={before}"))[0][1] == "newly_proposed"
    assert _told(_asked(client, as_, "?valid_on=2024-11-03")) == []
    assert _told(_asked(client, as_, f"?by=regency&valid_on={DAY}"))[0][:2] == ("33.09", "eligible")


@pytest.mark.parametrize("query", ["?by=desa", "?area=3309", "?valid_on=kemarin", "?as_of=dulu"])
def test_a_question_that_makes_no_sense_is_malformed(client: Client, as_: As, query: str):
    assert client.get(STATUSES + query, headers=as_("secretariat")).status_code == 400
