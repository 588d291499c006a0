"""The canary: somebody goes through everything, is erased, and is nowhere any more.

Every text that is unique to them is looked for afterwards in dumps of all databases, in every file
of the server (its write-ahead log and its own log included), in what the service said, and in all
that the running process can reach from the service: plain, as UTF-16, as hex and as base64.
"""

import base64
import gc
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from litestar.testing import TestClient

from service import http
from service.app import create_app
from service.application import command_id
from service.database.binaries import find_binaries
from service.database.embedded import Embedded
from service.regency import Regency
from service.vault import keyring
from tests.http.conftest import KEEPER, KLEGO, open_accounts
from tests.http.pages.browsing import send, sign_in
from tests.support.database import throwaway_server

NIKS = ("9909154107650071", "9909151203880072", "9909156608110073")
KKS = ("9909152611170074", "9909153011190075")
NAMES = ("Qwyrtana Zulfixori", "Vyxandro Kwelitan", "Pzeqolina Jurvastri")
PLACES = ("Dukuh Xyvornegqal", "Dukuh Wqelbrandix", "Kampung Zjorwelpat")
WORDS = ("tukang qorvlemxi", "kota Yzqarbundo", "keluhan wxoprindelu", "catatan jqelmoraxit")
NOTES = ("permintaan vqorlinzaxe", "usulan kxaverolitq", "sengketa zprimquellno")
CANARIES = (*NIKS, *KKS, *NAMES, *PLACES, *WORDS, *NOTES)
DPO = "data_protection_officer"


class Service(NamedTuple):
    """A service on a server of its own, and how to speak to it."""

    client: TestClient[Any]
    regency: Regency
    server: Embedded

    def ask(self, method: str, path: str, by: str, **more: Any) -> Any:
        headers = {
            "Authorization": f"Bearer token-{by}",
            "Idempotency-Key": uuid4().hex,
            **more.pop("headers", {}),
        }
        answer = self.client.request(method, f"/api/v1{path}", headers=headers, **more)
        assert answer.status_code in {200, 201}, (path, answer.text)
        is_json = answer.headers["content-type"].startswith("application/json")
        return answer.json() if is_json else answer.content

    def get(self, path: str, by: str) -> Any:
        return self.ask("GET", path, by)

    def post(self, path: str, by: str, **body: Any) -> Any:
        return self.ask("POST", path, by, json=body)


@pytest.fixture
def service(caplog: pytest.LogCaptureFixture) -> Iterator[Service]:
    caplog.set_level(logging.DEBUG)
    with (
        throwaway_server() as server,
        Regency.open(
            "33.09",
            app_url=server.app_url,
            owner_url=server.owner_url,
            vault_url=server.vault_url,
            ring=keyring.make(),
        ) as regency,
    ):
        regency.ledger.record(KEEPER, open_accounts, command_id=command_id("personas"))
        with TestClient(create_app(regency)) as client:
            yield Service(client, regency, server)


def lives(service: Service) -> tuple[str, str]:
    """Let two households be told of in every field that takes something personal."""
    visit = {"kind": "visit", "reference": "kunjungan-1", "on": "2024-11-04"}
    first: str = service.post(
        "/households",
        "village_operator",
        village=KLEGO,
        residence={"kk_number": KKS[0], "address": PLACES[0], "dusun": PLACES[1]},
        members=[
            {
                "name": NAMES[0],
                "nik": NIKS[0],
                "relation": "head",
                "occupation": WORDS[0],
                "birth_place": WORDS[1],
            }
        ],
    )["id"]
    path = f"/households/{first}"
    person = {"name": NAMES[1], "nik": NIKS[1]}
    joined = service.post(f"{path}/members", "mentor", person=person, relation="spouse")["id"]
    right = {"name": NAMES[1], "nik": NIKS[1], "occupation": WORDS[0]}
    service.post(f"{path}/corrections", "mentor", person=joined, identity=right, evidence=[visit])
    judged = {"method": "visit", "evidence": [visit]}
    for about in (
        {"level": "household", "verdict": "eligible", "note": WORDS[2]},
        {"level": "person", "person": joined, "verdict": "present", "note": WORDS[3]},
        {"level": "need", "need": "housing", "verdict": "confirmed", "note": WORDS[2]},
    ):
        service.post(f"{path}/validations", "village_operator", **about, **judged)
    service.post("/partners", "secretariat", partner="pkk", name="PKK", org_type="community_group")
    service.post(
        "/programmes", "secretariat", programme="bedah", name="Bedah", owner="pkk",
        strategy="reduce_expenditure_burden", need="housing", target_unit="house",
        recurrence="once", first_year=2020,
    )  # fmt: skip
    service.post(
        "/commitments", "secretariat", partner="pkk", programme="bedah", household=first,
        amount_rupiah=1_000_000, form="cash", stage="proposed", note=NOTES[1],
    )  # fmt: skip
    about = {
        "name": "Daftar", "issuer": "Dinsos", "letter_number": "1", "letter_date": "2024-11-01",
        "period": "2024", "purpose": "Verifikasi", "legal_basis": "UU", "file_name": "d.csv",
    }  # fmt: skip
    row = f"12;{KKS[1]};{NAMES[2]};Kepala Keluarga;{PLACES[2]};Klego;Klego"
    received = service.ask(
        "POST", "/lists", "secretariat", params=about,
        content=f"NIK;NO KK;NAMA;HUBUNGAN;ALAMAT;DESA;KECAMATAN\n{row}".encode(),
        headers={"Content-Type": "text/csv"},
    )["list"]  # fmt: skip
    fix = f"/lists/{received}/rows/2/corrections"
    second: str = service.post(fix, "village_operator", cells={"NIK": NIKS[2]})["id"]
    service.get(f"/lists/{received}/rows?purpose=verification", "secretariat")
    return first, second


def is_looked_at(service: Service, household: str, nik: str) -> None:
    """Show a household to everybody who may see it, in every way there is."""
    for by, purpose in (
        ("village_operator", "verification"), ("mentor", "mentoring"), ("auditor", "audit"),
        ("baznas", "aid_delivery"),
    ):  # fmt: skip
        query = f"?purpose={purpose}"
        assert NAMES[0] in str(service.get(f"/households{query}", by)) or by == "baznas"
        service.get(f"/households/{household}{query}", by)
        service.get(f"/needs/households{query}", by)
        service.ask("POST", f"/exports{query}", by, json={"area": KLEGO})
    service.ask("POST", "/households/lookups?purpose=verification", "mentor", json={"nik": nik})
    for page in (f"/households/{household}/history", f"/trail?subject=household:{household}"):
        service.get(page, "auditor")
    sign_in(service.client, "village_operator")
    send(service.client, "/nama", "/nama/buka", purpose="verification")
    for page in (f"/keluarga/{household}", "/keluarga", f"/desa/{KLEGO}", "/jejak", "/"):
        assert service.client.get(page).status_code == 200
    send(service.client, "/", "/cari", q=nik)
    service.client.cookies.clear()


def requested(service: Service, household: str, kind: str, basis: str) -> str:
    request: str = service.post(
        "/subject-requests", "village_operator", kind=kind, household=household,
        requester="subject", number="PDP-1/2024", words=NOTES[0],
    )["id"]  # fmt: skip
    path = f"/subject-requests/{request}"
    service.post(f"{path}/identifications", "village_operator", proof="identity_card")
    decision = {"outcome": "granted", "legal_basis": basis, "reason": "Sesuai permohonan"}
    service.post(f"{path}/decisions", DPO, **decision)
    return path


def test_an_erased_household_is_nowhere(service: Service, caplog: pytest.LogCaptureFixture):
    assert [one for one in CANARIES if not forms_in(disguises(one), one.encode())] == []
    first, second = lives(service)
    for household, nik in ((first, NIKS[0]), (second, NIKS[2])):
        is_looked_at(service, household, nik)
        path = requested(service, household, "access_report", "subject_right")
        assert nik in str(service.get(f"{path}/report", DPO))
        assert service.get(f"{path}/report.pdf", DPO).startswith(b"%PDF")
    before = counted(service)

    for household in (first, second):
        path = requested(service, household, "erasure", "no_longer_needed")
        service.post(f"{path}/fulfilments", "secretariat")

    assert counted(service) == before
    for view in service.regency.engine.projections:
        service.regency.engine.rebuild(view)
    assert counted(service) == before
    assert "[dihapus]" in str(service.get(f"/households/{first}?purpose=audit", "auditor"))
    assert found_in(dumps(service.server)) == []
    assert found_in(files(service.server)) == []
    assert found_in([("what the service logged", caplog.text.encode())]) == []
    metrics = service.client.get("/metrics").content
    assert found_in([("metrics", metrics)]) == []
    assert found_in(assets()) == []
    assert reached_from(service.regency, service.client.app) == []
    again = service.post(
        "/households", "village_operator", village=KLEGO, residence={"kk_number": KKS[0]},
        members=[{"name": NAMES[0], "nik": NIKS[0], "relation": "head"}],
    )  # fmt: skip
    assert UUID(again["id"]) not in {UUID(first), UUID(second)}


def counted(service: Service) -> Any:
    """Return all that must not change: households, persons, needs and money."""
    asked = ("/statuses", "/needs", "/commitments")
    answers = [service.get(path, "secretariat") for path in asked]
    return [{k: v for k, v in answer.items() if k != "position"} for answer in answers]


def disguises(value: str) -> list[bytes]:
    """Return a text in every form it may hide in; of base64, what is the same at any offset."""
    plain = value.encode()
    coded = [base64.b64encode(b" " * lead + plain)[4:-4] for lead in range(3)]
    return [
        plain,
        value.encode("utf-16-le"),
        value.encode("utf-16-be"),
        plain.hex().encode(),
        *coded,
    ]


def forms_in(forms: list[bytes], where: bytes) -> bool:
    return any(form in where for form in forms)


def found_in(places: Any) -> list[tuple[str, str]]:
    forms = {value: disguises(value) for value in CANARIES}
    return [
        (place, value)
        for place, content in places
        for value, each in forms.items()
        if forms_in(each, content)
    ]


def dumps(server: Embedded) -> Iterator[tuple[str, bytes]]:
    """Yield a dump of all that is in the databases: the log, its read models, the keys."""
    program = find_binaries(None).folder / "pg_dump"
    for url, which in (
        (server.owner_url, "--exclude-schema=*_read"),
        (server.app_url, "--schema=*_read"),
        (server.vault_url, "--schema=k*"),
    ):
        made = subprocess.run(  # noqa: S603  (the very program an operator would use)
            [program, which, url], capture_output=True, check=True
        ).stdout
        assert b"COPY" in made, which
        yield f"dump {which}", made


def files(server: Embedded) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a server: tables, indexes, write-ahead log, its own log."""
    seen = 0
    for folder in server.folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                seen += "pg_wal" in path.parts
                yield str(path), path.read_bytes()
    assert seen, "the write-ahead log was among them"


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield every file of the installed service: nothing is kept beside the code."""
    for path in Path(http.__file__).parent.parent.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


def reached_from(*roots: object) -> list[str]:
    """Return the canaries in any text that is reached from some objects."""
    seen: set[int] = set()
    waiting: list[Any] = list(roots)
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, ModuleType | type):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes | bytearray):
            raw = one.encode("utf-8", "surrogatepass") if isinstance(one, str) else bytes(one)
            found |= {value for value in CANARIES if value.encode() in raw}
        elif isinstance(one, FunctionType):
            # Not its globals: they are modules, and lead to this very test.
            waiting += [one.__closure__, one.__defaults__, one.__dict__]
        else:
            waiting += gc.get_referents(one)
    return sorted(found)
