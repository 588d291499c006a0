"""A household of Klego as a village would send it, and the calls every test needs."""

from typing import Any

from litestar.testing import TestClient

from tests.http.conftest import KLEGO, As

A, B, C = "9909150101700001", "9909150102750002", "9909150103000003"
KK = "9909150101100009"
DAY = "2024-11-04"
LETTER = {"kind": "statement", "reference": "470/12/XI/2024", "on": DAY}
VISIT = {"kind": "visit", "reference": "kunjungan-1", "on": DAY}

Client = TestClient[Any]
Json = dict[str, Any]


def family(*niks: str, **other: Any) -> Json:
    """Return a family: a head with the first NIK, children with the others."""
    members = [
        {"name": f"Budi Contoh{'abcde'[at]}", "nik": nik, "relation": "child" if at else "head"}
        for at, nik in enumerate(niks or (A,))
    ]
    return {
        "village": KLEGO,
        "residence": {"address": "Dukuh Contoh", "rt": "1"},
        "members": members,
        "occurred_on": DAY,
        **other,
    }


def registered(client: Client, as_: As, *niks: str, by: str = "secretariat", **other: Any) -> str:
    """Register a family; return the household's id."""
    answer = client.post("/api/v1/households", json=family(*niks, **other), headers=as_(by))
    assert answer.status_code == 201, answer.text
    household: str = answer.json()["id"]
    return household


def fields(answer: Any) -> set[str]:
    """Return the wrong fields that a malformed request is told."""
    assert answer.status_code == 400, answer.text
    return {error["field"] for error in answer.json()["errors"]}


def refusal(answer: Any, status: int = 409) -> str:
    """Return the code of the rule that said no."""
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["title"]
    assert problem["detail"]
    kind: str = problem["type"]
    return kind.removeprefix("/problems/")
