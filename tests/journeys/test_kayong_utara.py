"""Pemda x Baznas in Kayong Utara, from the agreement to the board of collecting units (A4)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from litestar.testing import TestClient

from service.application import command_id
from service.reference.regions import territory
from tests.http.api.given import problem
from tests.http.conftest import KEEPER, As, open_accounts, service_of
from tests.journeys.kayong_utara import (
    NUMBERS,
    PERSONAS,
    REGENCY,
    SUTERA,
    B,
    D,
    H,
    KayongUtara,
)
from tests.support.database import Urls
from tests.support.opened import new_regency


@pytest.fixture
def kayong_utara(urls: Urls, as_: As) -> Iterator[KayongUtara]:
    """Give the regency with its partners, two villages and three programmes."""
    with new_regency(urls, connections=12, code=REGENCY).open() as regency:
        accounts = partial(open_accounts, personas=PERSONAS, agreed={})
        regency.ledger.record(KEEPER, accounts, command_id=command_id("personas"))
        with TestClient(service_of(regency)) as client:
            found = KayongUtara(client, as_, regency.ledger.today)
            found.enrol()
            yield found


def test_the_regency_is_six_kecamatan_and_forty_three_villages():
    here = territory(REGENCY)
    assert (len(here.kecamatan), len(list(here.villages))) == (6, 43)


def test_extreme_poverty_rose_by_0_51_points_and_shall_be_nought(kayong_utara: KayongUtara):
    before, after = kayong_utara.report(2023, "1.89"), kayong_utara.report(2024, "2.40")
    found = kayong_utara.get("/figures/comparison", "auditor", before=before, after=after)
    assert found["delta_pp"] == "0.51"
    target = {
        "kind": "extreme_poverty_rate",
        "area": REGENCY,
        "target_percent": "0",
        "due_on": "2026-12-31",
        "decree_number": "Inpres 8/2025",
    }
    kayong_utara.post("/figures/targets", target)
    listed = kayong_utara.get("/figures", "baznas", area=REGENCY)
    assert {one["value_percent"] for one in listed["items"]} == {"1.89", "2.40"}
    assert [one["target_percent"] for one in listed["targets"]] == ["0"]


def test_names_are_open_to_baznas_from_the_first_day_of_the_agreement_to_its_last(
    kayong_utara: KayongUtara,
):
    household = kayong_utara.receive()[H]
    tomorrow = str(kayong_utara.today + timedelta(days=1))

    def may_look() -> bool:
        answer = kayong_utara.asked(f"/households/{household}", "baznas")
        assert answer.status_code in {200, 404}
        return bool(answer.is_success)

    assert not may_look()
    kayong_utara.sign(valid_from=tomorrow)
    assert not may_look()
    until = kayong_utara.today + timedelta(days=60)
    change = {
        "valid_from": "2024-10-31",
        "valid_until": str(until),
        "number": "Adendum 1",
        "reason": "Tanggal mulai keliru",
    }
    kayong_utara.post("/agreements/nk-baznas-2024/amendments", change)
    assert may_look()

    found = kayong_utara.get("/agreements/nk-baznas-2024", "baznas")
    assert [one["number"] for one in found["numbers"]] == list(NUMBERS)
    assert [(one["number"], one["says"], one["month"]) for one in found["doubts"]] == [
        (number, "XI", 11) for number in NUMBERS
    ]
    assert (found["signed_on"], found["place"]) == ("2024-10-31", "Aula Pendopo, Sukadana")
    assert [one["text"] for one in found["obligations"]] == [
        "Berbagi daftar P3KE sesuai tujuan",
        "Program intervensi bersama",
        "Laporan triwulanan",
    ]
    ending = kayong_utara.get("/agreements", "secretariat", ends_within_days=60)["items"]
    assert [one["agreement"] for one in ending] == ["nk-baznas-2024"]
    assert kayong_utara.get("/agreements", "secretariat", ends_within_days=59)["items"] == []

    kayong_utara.post("/agreements/nk-baznas-2024/endings", {"reason": "Diakhiri bersama"})
    assert not may_look()


def test_one_house_is_not_built_twice_and_nobody_dead_is_promised_anything(
    kayong_utara: KayongUtara,
):
    kayong_utara.sign()
    homes = kayong_utara.receive()
    lines = kayong_utara.get(f"/worklists/{SUTERA}", "village_operator", decile=1)["items"]
    assert {one["household"] for one in lines} == set(homes.values())
    for need in ("housing", "sanitation"):
        for home in homes.values():
            kayong_utara.confirm(home, need, "2024-11-04")

    rtlh = kayong_utara.promise(homes[H], "rtlh", 20_000_000, partner="perkim")
    kept = kayong_utara.post("/commitments", rtlh, "perkim")["id"]
    second = kayong_utara.promise(homes[H], "rtlh-baznas", 17_500_000)
    told = kayong_utara.tried("/commitments", second, "baznas")
    assert problem(told) == (409, "need-taken")
    why = told.json()["why"]
    assert (why["commitment"], why["partner"], why["programme"]) == (kept, "perkim", "rtlh")
    assert (why["amount_rupiah"], why["status"]) == (20_000_000, "made")

    jamban = kayong_utara.promise(homes[H], "jamban-baznas", 3_000_000)
    asked = {"household": homes[H], "programme": "jamban-baznas"}
    ahead = kayong_utara.get("/commitments/overlaps", "baznas", **asked)
    assert [(one["commitment"], one["severity"]) for one in ahead["overlaps"]] == [
        (kept, "complementary")
    ]
    assert ahead["is_free"]
    kayong_utara.post("/commitments", jamban, "baznas")

    late = kayong_utara.promise(homes[B], "jamban-baznas", 3_000_000)
    promised = kayong_utara.post("/commitments", late, "baznas")["id"]
    kayong_utara.dies(homes[D], "2024-11-05")
    kayong_utara.is_better_off(homes[B], "2024-11-08")
    for home in (homes[D], homes[B]):
        refused = kayong_utara.tried(
            "/commitments", kayong_utara.promise(home, "rtlh-baznas", 17_500_000), "baznas"
        )
        assert problem(refused) == (409, "recipient-not-payable")
    assert promised
