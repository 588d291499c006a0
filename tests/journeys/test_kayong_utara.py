"""Pemda x Baznas in Kayong Utara, from the agreement to the board of collecting units (A4)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from litestar.testing import TestClient

from service.application import command_id
from service.reference.regions import territory
from tests.http.api.given import problem
from tests.http.conftest import KEEPER, As, open_accounts, service_of
from tests.journeys.kayong_utara import (
    DEPOSITED,
    NUMBERS,
    PERSONAS,
    REGENCY,
    SUTERA,
    B,
    D,
    H,
    KayongUtara,
)
from tests.support.bookkeeping import balances, written
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

    leave = {
        "household": homes[H],
        "partner": "baznas",
        "programme": "rtlh-baznas",
        "amount_rupiah": 5_000_000,
        "fiscal_year": 2024,
        "reason": "Atap dan lantai; dinas membangun dinding",
    }
    asked_for = kayong_utara.post("/clearances", leave, "baznas")["id"]
    again = kayong_utara.tried("/commitments", second, "baznas")
    assert problem(again) == (409, "need-taken"), "nobody has allowed it yet"
    granted = {"reason": "Bagian yang berbeda dari rumah yang sama"}
    own = kayong_utara.tried(f"/clearances/{asked_for}/grants", granted, "baznas")
    assert problem(own)[0] == 403
    kayong_utara.post(f"/clearances/{asked_for}/grants", granted, "chief")
    more = kayong_utara.tried("/commitments", second, "baznas")
    assert problem(more) == (409, "more-than-cleared")
    kayong_utara.post("/commitments", second | {"amount_rupiah": 5_000_000}, "baznas")
    once = kayong_utara.tried("/commitments", second | {"amount_rupiah": 5_000_000}, "baznas")
    assert problem(once) == (409, "need-taken")
    shown = kayong_utara.get(f"/clearances/{asked_for}", "auditor")
    assert shown["state"] == "proceeded_with_reason"

    jamban = kayong_utara.promise(homes[H], "jamban-baznas", 3_000_000)
    asked = {"household": homes[H], "programme": "jamban-baznas"}
    ahead = kayong_utara.get("/commitments/overlaps", "baznas", **asked)
    assert kept in {one["commitment"] for one in ahead["overlaps"]}
    assert {one["severity"] for one in ahead["overlaps"]} == {"complementary"}
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
    [flag] = kayong_utara.get("/commitments/flags", "baznas")["items"]
    assert (flag["commitment"], flag["household"]) == (promised, homes[B])
    path = f"/commitments/{promised}"
    money = {"amount_rupiah": 3_000_000, "budget_line": "Pendistribusian 2024"}
    kayong_utara.post(f"{path}/allocations", money, "baznas")
    paid = {"amount_rupiah": 3_000_000, "method": "transfer", "receipt": "TRF-1"}
    unpaid = kayong_utara.tried(f"{path}/disbursements", paid, "baznas")
    assert problem(unpaid) == (409, "recipient-not-payable")


def test_zakat_goes_no_further_than_there_is_and_to_an_asnaf_only(kayong_utara: KayongUtara):
    kayong_utara.sign()
    kayong_utara.appoint()
    kayong_utara.deposit()
    share = {"amount_rupiah": 1_250_000, "to_fund": "ku-amil", "document": "Amil 1"}
    over = kayong_utara.tried(
        "/funds/ku-zakat/amil", share | {"amount_rupiah": 1_250_001}, "baznas"
    )
    assert problem(over) == (409, "amil-too-much")
    kayong_utara.post("/funds/ku-zakat/amil", share, "baznas")
    zakat = kayong_utara.get("/funds/ku-zakat", "baznas")
    assert (zakat["credited_rupiah"], zakat["amil_rupiah"]) == (10_000_000, 1_250_000)
    assert zakat["available_rupiah"] == 8_750_000

    given = kayong_utara.to_village("jamban-baznas", 9_000_000)
    path = f"/commitments/{kayong_utara.post('/commitments', given, 'baznas')['id']}/allocations"
    asked = {"amount_rupiah": 9_000_000, "fund": "ku-zakat", "asnaf": "miskin"}
    refused = kayong_utara.tried(path, asked, "baznas")
    assert problem(refused) == (409, "more-than-available")
    assert refused.json()["why"] == {"asked_rupiah": 9_000_000, "available_rupiah": 8_750_000}
    nameless = kayong_utara.tried(path, {"amount_rupiah": 1_000_000, "fund": "ku-zakat"}, "baznas")
    assert problem(nameless) == (409, "asnaf-missing")
    kayong_utara.post(path, asked | {"amount_rupiah": 8_750_000}, "baznas")

    hall = kayong_utara.to_village("jamban-baznas", 1_500_000)
    path = f"/commitments/{kayong_utara.post('/commitments', hall, 'baznas')['id']}/allocations"
    kayong_utara.post(path, {"amount_rupiah": 1_500_000, "fund": "ku-infak"}, "baznas")
    left = {kind: kayong_utara.get(f"/funds/ku-{kind}", "baznas") for kind in DEPOSITED}
    assert {kind: one["available_rupiah"] for kind, one in left.items()} == {
        "zakat": 0,
        "infak": 500_000,
        "sedekah": 500_000,
    }


def test_the_board_flags_the_unit_that_is_silent_and_the_sums_are_those_of_the_ledger(
    kayong_utara: KayongUtara, tmp_path: Path
):
    kayong_utara.sign()
    kayong_utara.appoint()
    kayong_utara.deposit()
    board = {one["upz"]: one for one in kayong_utara.get("/upzs", "baznas")["items"]}
    assert not board["upz-dinas-a"]["is_silent"]
    assert board["upz-opd-b"]["is_silent"]
    assert board["upz-opd-b"]["silent_months"] >= 3
    assert [board["upz-dinas-a"][f"{kind}_rupiah"] for kind in DEPOSITED] == [*DEPOSITED.values()]

    homes = kayong_utara.receive()
    for need in ("housing", "sanitation"):
        kayong_utara.confirm(homes[H], need, "2024-11-04")
    rtlh = kayong_utara.promise(homes[H], "rtlh", 20_000_000, partner="perkim")
    kayong_utara.post("/commitments", rtlh, "perkim")
    jamban = kayong_utara.promise(homes[H], "jamban-baznas", 3_000_000)
    kayong_utara.post("/commitments", jamban, "baznas")
    for programme, amount in (("jamban-baznas", 2_000_000), ("jamban-baznas", 1_500_000)):
        given = kayong_utara.to_village(programme, amount)
        path = f"/commitments/{kayong_utara.post('/commitments', given, 'baznas')['id']}"
        kayong_utara.post(
            f"{path}/allocations",
            {"amount_rupiah": amount, "fund": "ku-zakat", "asnaf": "fakir"},
            "baznas",
        )
        paid = {"amount_rupiah": amount // 2, "method": "transfer", "receipt": f"TRF-{amount}"}
        kayong_utara.post(f"{path}/disbursements", paid, "baznas")

    whole = kayong_utara.get("/contributions", "auditor")["totals"]
    for by in ("strategy", "village", "need"):
        parts = [
            kayong_utara.get(f"/partners/{partner}/contributions", "auditor", by=by)
            for partner in ("baznas", "perkim")
        ]
        for number in ("committed_rupiah", "allocated_rupiah", "disbursed_rupiah"):
            told = sum(group[number] for one in parts for group in one["groups"])
            assert told == whole[number], (by, number)
    assert (whole["committed_rupiah"], whole["disbursed_rupiah"]) == (26_500_000, 1_750_000)

    answer = kayong_utara.asked("/contributions/journal", "auditor")
    assert answer.status_code == 200
    book = balances(written(tmp_path, [answer.text]))
    spent = {
        name: rupiah for name, rupiah in book.items() if name.startswith("Disalurkan:ku-zakat:")
    }
    assert sum(spent.values()) == whole["disbursed_rupiah"]
    assert book["Dana:ku-zakat:Tersedia"] == DEPOSITED["zakat"] - whole["allocated_rupiah"]
    assert book["Pemasukan:zakat:ku-zakat"] == -DEPOSITED["zakat"]


def test_a_second_helper_goes_on_with_a_reason_and_late_news_flags_what_was_promised(
    kayong_utara: KayongUtara,
):
    kayong_utara.sign()
    homes = kayong_utara.receive()
    for home in homes.values():
        kayong_utara.confirm(home, "housing", "2024-11-04")
    rtlh = kayong_utara.promise(homes[H], "rtlh", 20_000_000, partner="perkim")
    kept = kayong_utara.post("/commitments", rtlh, "perkim")["id"]

    more = kayong_utara.promise(homes[H], "rtlh-baznas", 5_000_000)
    wish = {
        "household": homes[H],
        "partner": "baznas",
        "programme": "rtlh-baznas",
        "amount_rupiah": 5_000_000,
        "fiscal_year": 2024,
        "reason": "Atap dan lantai belum tertanggung",
        "occurred_on": "2024-11-06",
    }
    leave = kayong_utara.post("/clearances", wish, "baznas")["id"]
    assert problem(kayong_utara.tried("/commitments", more, "baznas")) == (409, "need-taken")
    why = {"reason": "Saling melengkapi", "occurred_on": "2024-11-06"}
    own = kayong_utara.tried(f"/clearances/{leave}/grants", why, "baznas")
    assert problem(own) == (403, "not-allowed")
    kayong_utara.post(f"/clearances/{leave}/grants", why, "secretariat")
    added = kayong_utara.post("/commitments", more, "baznas")["id"]
    told = kayong_utara.get(f"/clearances/{leave}", "auditor")
    assert (told["state"], told["commitment"]) == ("proceeded_with_reason", added)
    assert [one["commitment"] for one in told["against"]] == [kept]
    assert problem(kayong_utara.tried("/commitments", more, "baznas")) == (409, "need-taken")

    late = kayong_utara.promise(homes[B], "rtlh-baznas", 17_500_000)
    promised = kayong_utara.post("/commitments", late, "baznas")["id"]
    assert kayong_utara.get("/commitments/flags", "baznas")["items"] == []
    kayong_utara.is_better_off(homes[B], "2024-11-08")
    [flag] = kayong_utara.get("/commitments/flags", "baznas")["items"]
    assert (flag["commitment"], flag["cause"], flag["status"], flag["since"]) == (
        promised,
        "not_payable",
        "better_off",
        "2024-11-08",
    )
