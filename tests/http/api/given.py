"""What the tests of the endpoints start from, made through the service's own commands."""

from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from service.regency import Regency
from tests.commands.acting import KLEGO
from tests.commands.giving import (
    BAZNAS,
    TOILET,
    ZAKAT,
    allocated,
    catalogue,
    family_in_need,
    funded,
    promised,
)

Client = TestClient[Litestar]
Answer = dict[str, Any]

DAY = "2024-11-04"


def named(regency: Regency) -> dict[str, str]:
    """Make a family with a promise and an allocation; return what paths name, by name."""
    catalogue(regency)
    household = family_in_need(regency)
    funded(regency)
    commitment = promised(regency, household)
    allocated(regency, commitment)
    return {
        "household": str(household),
        "commitment": str(commitment),
        "partner": BAZNAS,
        "programme": TOILET,
        "fund": ZAKAT,
        "village": KLEGO,
        "account": "auditor",
    }


def problem(answer: Any) -> tuple[int, str]:
    """Return the status and the stable code of a refusal, told as a problem should be."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"], "a refusal says what to do next"
    return answer.status_code, body["type"].removeprefix("/problems/")


def wrong_fields(answer: Any) -> list[str]:
    """Return the fields that a malformed request was refused for."""
    assert problem(answer)[0] == 400
    return [error["field"] for error in answer.json()["errors"]]


def made(answer: Any) -> Answer:
    """Return the receipt of a command that was recorded."""
    assert answer.status_code == 201, answer.text
    receipt: Answer = answer.json()
    assert set(receipt) >= {"id", "version", "position", "recorded_at"}
    assert answer.headers["etag"] == f'"{receipt["version"]}"'
    return receipt


def shown(answer: Any) -> Answer:
    """Return what a question was answered."""
    assert answer.status_code == 200, answer.text
    found: Answer = answer.json()
    return found
