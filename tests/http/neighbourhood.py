"""Three villages with households, promises and rows each: what one may know of, and the rest."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct

from service.commands import needs
from service.commands.indicators import Record
from service.commands.indicators import record as record_indicators
from service.commands.validations import JudgeHousehold, validate
from service.commands.villages import Enrol
from service.commands.villages import enrol as enrol_village
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, VISIT, do, registered
from tests.commands.giving import BAZNAS, COMPANY, allocated, catalogue, funded, paid, promised
from tests.http.conftest import KLEGO, PULISEN, TANJUNG, As

Client = TestClient[Litestar]

NIKS = {KLEGO: "9909150101700001", TANJUNG: "9909150101700002", PULISEN: "9909050101700003"}
TITLES = "nama;nik;kode_desa;hubungan;alamat"


class Neighbourhood(Struct, frozen=True, kw_only=True):
    """What there is, by village.

    Args:
        own: promises of the organisations that have an officer here, by their slugs.
    """

    households: dict[str, UUID]
    commitments: dict[str, UUID]

    def elsewhere(self, *villages: str) -> set[str]:
        """Return the ids of all households outside some villages."""
        return {str(id_) for village, id_ in self.households.items() if village not in villages}


def told(regency: Regency) -> Neighbourhood:
    """Fill three villages: two in one kecamatan, the third in another."""
    catalogue(regency)
    for village in (TANJUNG, PULISEN):
        do(regency, SECRETARIAT, enrol_village, Enrol(village=village, occurred_on=DAY))
    funded(regency, 50_000_000)
    households, commitments = {}, {}
    for village, nik in NIKS.items():
        home = registered(regency, nik, village=village)
        households[village] = home
        found = JudgeHousehold(
            verdict="eligible", method="visit", evidence=(VISIT,), occurred_on=DAY
        )
        do(regency, SECRETARIAT, validate, home, found)
        for need in ("sanitation", "housing"):
            judged = needs.JudgeNeed(
                need=need, verdict="confirmed", method="visit", evidence=(VISIT,), occurred_on=DAY
            )
            do(regency, SECRETARIAT, needs.judge, home, judged)
        asked = Record(instrument="regsosek", method="visit", answers={"309a": 6}, occurred_on=DAY)
        do(regency, SECRETARIAT, record_indicators, home, asked)
        commitments[village] = promised(regency, home)
        allocated(regency, commitments[village])
        paid(regency, commitments[village], 1_000_000, f"SP2D-{village}")
    return Neighbourhood(households=households, commitments=commitments)


def questions(client: Client) -> Iterator[str]:
    """Yield every path of the API that is asked with GET, as it is described."""
    for path, item in client.get("/openapi.json").json()["paths"].items():
        if path.startswith("/api/") and "get" in item:
            yield path


def strings(answer: Any) -> Iterator[str]:
    """Yield every text anywhere in an answer, keys included."""
    match answer:
        case dict():
            for key, value in answer.items():
                yield from strings(key)
                yield from strings(value)
        case list():
            for value in answer:
                yield from strings(value)
        case str():
            yield answer


def asked(client: Client, as_: As, persona: str, known: Neighbourhood) -> Iterator[tuple[str, Any]]:
    """Yield (address, answer) of every question, asked about everything there is."""
    values: dict[str, list[str]] = {
        "household": [str(one) for one in known.households.values()],
        "commitment": [str(one) for one in known.commitments.values()],
        "village": list(known.households),
        "partner": [BAZNAS, COMPANY],
        "account": ["auditor", persona],
        "fund": ["baznas-zakat-2024"],
        "programme": ["jamban"],
        "list_id": [],
    }
    queries = ["", "?area=33.09", "?area=33.09.05", "?limit=200", "?as_of=999999", "?by=village"]
    queries += [f"?subject=household:{one}" for one in known.households.values()]
    queries += [f"?subject=commitment:{one}" for one in known.commitments.values()]
    queries += [f"?household={one}&need=housing" for one in known.households.values()]
    queries += ["?standing=unmet&standing=committed", "?party=baznas", "?valid_on=2024-12-31"]
    for path in questions(client):
        name = path.partition("{")[2].partition("}")[0]
        name = {"code": "village"}.get(name, name)
        for value in values.get(name, ["x"]) if name else [""]:
            address = path.partition("{")[0] + value + path.partition("}")[2] if name else path
            for query in queries:
                answer = client.get(address + query, headers=as_(persona))
                if answer.status_code == 200:
                    is_json = "json" in answer.headers["content-type"]
                    yield address + query, answer.json() if is_json else answer.text.split("\r\n")
