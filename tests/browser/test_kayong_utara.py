"""Pemda x Baznas in Kayong Utara by clicking: one house is not built twice (A4)."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import kayong_utara as clicked
from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.browser.guests import Guests
from tests.browser.kayong_utara import Town
from tests.journeys.kayong_utara import B, D, H, Place
from tests.support.demos import Demo

WAYS = [
    pytest.param(
        {"viewport": PHONE},
        Place(
            code="33.09.15.2010",
            village="Gondanglegi",
            kecamatan="Klego",
            prefix="998801",
            mark="-1",
        ),
        id="phone",
    ),
    pytest.param(
        {"viewport": DESKTOP, "java_script_enabled": False},
        Place(
            code="33.09.15.2012",
            village="Sumberagung",
            kecamatan="Klego",
            prefix="998802",
            mark="-2",
        ),
        id="desktop without a script",
    ),
]


@pytest.mark.parametrize(("way", "place"), WAYS)
def test_an_agreement_opens_names_and_one_house_is_not_built_twice(
    sign_in: SignIn, served: Demo, *, way: Any, place: Place
) -> None:
    with Guests(served) as guests:
        town = Town(guests, place)
        people = {
            role: sign_in(invitation=path, **way) for role, path in guests.invitations.items()
        }
        people["secretariat"] = sign_in("tkpkd.sekretaris", **way)
        walk(town, people)


def walk(town: Town, people: Mapping[str, Page]) -> None:
    """Walk from the figures to the house."""
    secretary, baznas = people["secretariat"], people["baznas"]
    if not town.client.get(f"/api/v1/villages/{town.place.code}").is_success:
        town.post("/villages", {"village": town.place.code})
    town.enlist()
    clicked.rise(secretary, town.place)
    clicked.take_list_in(secretary, town.place)
    homes = town.homes()
    baznas.goto(f"/keluarga/{homes[H]}")
    expect(baznas.get_by_role("heading", level=1)).to_contain_text("tidak ditemukan")
    clicked.sign(secretary, town)
    baznas.goto(f"/keluarga/{homes[H]}")
    expect(baznas.get_by_role("heading", level=1)).to_contain_text("Keluarga")
    for need in ("housing", "sanitation"):
        for home in homes.values():
            town.confirm(home, need, str(town.today))

    perkim = people["perkim"]
    clicked.promise(perkim, homes[H], "housing", "rtlh", "20.000.000")
    expect(perkim.get_by_role("status").first).to_contain_text("Komitmen dicatat")
    rtlh, jamban = town.place.named("rtlh-baznas"), town.place.named("jamban-baznas")
    clicked.promise(baznas, homes[H], "housing", rtlh, "17.500.000")
    refusal = baznas.get_by_role("alert")
    for words in ("sudah", "Dinas Perumahan", "Rp20.000.000", "Dijanjikan"):
        expect(refusal).to_contain_text(words)
    clicked.fits(baznas)
    clicked.promise(baznas, homes[H], "sanitation", jamban, "3.000.000")
    expect(baznas.get_by_role("status").first).to_contain_text("Komitmen dicatat")
    baznas.goto(f"/komitmen/baru?keluarga={homes[H]}&kebutuhan=clean_water")
    expect(baznas.get_by_role("main")).to_contain_text("Saling melengkapi")
    clicked.add_to(baznas, secretary, homes[H], rtlh, "5.000.000")
    clicked.promise(baznas, homes[B], "sanitation", jamban, "3.000.000")

    day = str(town.today)
    town.dies(homes[D], day)
    town.is_better_off(homes[B], day)
    clicked.review(baznas, homes[B])
    for home in (homes[D], homes[B]):
        clicked.promise(baznas, home, "housing", rtlh, "17.500.000")
        expect(baznas.get_by_role("alert")).to_contain_text("tidak boleh")
        clicked.fits(baznas)
    spend(town, baznas)


def spend(town: Town, baznas: Page) -> None:
    """Walk from what the units collect to what became of it."""
    town.appoint()
    clicked.collect(baznas, town)
    clicked.give(baznas, town, "9.000.000")
    clicked.allocate(baznas, town.fund("zakat"), "9.000.000", "miskin")
    refusal = baznas.get_by_role("alert")
    expect(refusal).to_contain_text("melebihi dana yang tersedia")
    expect(refusal).to_contain_text("Rp8.750.000")
    clicked.fits(baznas)
    baznas.go_back()
    baznas.reload()
    clicked.allocate(baznas, town.fund("zakat"), "1.000.000")
    expect(baznas.get_by_role("alert")).to_contain_text("asnaf")
    clicked.allocate(baznas, town.fund("zakat"), "8.750.000", "miskin")
    expect(baznas.get_by_role("status").first).to_contain_text("Alokasi dicatat")
    clicked.give(baznas, town, "1.500.000")
    clicked.allocate(baznas, town.fund("infak"), "1.500.000")
    expect(baznas.get_by_role("status").first).to_contain_text("Alokasi dicatat")
    clicked.watch(baznas)
    baznas.goto(f"/mitra/{town.place.named('baznas')}/pernyataan")
    main = baznas.get_by_role("main")
    for amount in ("Rp21.500.000", "Rp10.250.000"):
        expect(main).to_contain_text(amount)
    clicked.fits(baznas)
