"""PUKIS-SISDAMAS, Boyolali, by clicking: from 9,61 to 8,07 percent, each person explained."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import boyolali_field as field
from tests.browser import boyolali_figures as figures
from tests.browser import boyolali_plans as plans
from tests.browser.boyolali import Town
from tests.browser.conftest import DESKTOP, PHONE, SignIn
from tests.browser.guests import Guests
from tests.journeys.boyolali import Place, found_in
from tests.support.demos import Demo

REPLACES = {"reason": "Hasil verifikasi dan musyawarah"}
WAYS = [
    pytest.param(
        {"viewport": PHONE},
        Place(code="33.09.15.2010", village="Gondanglegi", prefix="997701", mark="-1"),
        id="phone",
    ),
    pytest.param(
        {"viewport": DESKTOP, "java_script_enabled": False},
        Place(code="33.09.15.2012", village="Sumberagung", prefix="997702", mark="-2"),
        id="desktop without a script",
    ),
]


@pytest.mark.parametrize(("way", "place"), WAYS)
def test_the_regency_starts_the_initiative_and_states_its_figures(
    sign_in: SignIn, *, way: Any, place: Place
) -> None:
    page: Page = sign_in("tkpkd.sekretaris", **way)
    plans.group_kecamatan(page, place)
    plans.start_initiative(page, place)
    figures.state_figures(page, place)


@pytest.mark.parametrize(("way", "place"), WAYS)
def test_a_village_goes_from_9_61_to_8_07_by_clicking(
    sign_in: SignIn, served: Demo, *, way: Any, place: Place
) -> None:
    with Guests(served) as guests:
        walk(Town(guests, place), guests.invitations, sign_in, way)


def walk(town: Town, invitations: Mapping[str, str], sign_in: SignIn, way: Any) -> None:
    """Walk from the list to the alignment of the budget."""
    town.empty()
    people = {role: sign_in(invitation=path, **way) for role, path in invitations.items()}
    operator, head = people["village_operator"], people["village_head"]
    secretary, officer = (sign_in(one, **way) for one in ("tkpkd.sekretaris", "baznas.petugas"))

    field.take_part(secretary, town)
    field.count_people(secretary, town, "10.000", town.today - timedelta(days=200))
    field.take_list_in(secretary, town)
    first = figures.count_register(head, town)
    figures.expect_figure(head, "9,61%", "961", "Sementara")
    figures.determine(head, first, "400/1/2026", town.today, "Kepala Desa")
    figures.expect_figure(head, "9,61%", "961", "Ditetapkan")

    homes = town.in_order(field.fill_in_sheet(operator, town))
    found = found_in(homes)
    field.find_twice(operator, found.duplicate[0][0])
    field.register_new(operator, town, *found.newly_poor[0])
    field.ask_about_toilet(operator, found.graduated[0])
    town.prepare_aid()
    promised = field.promise(officer, town)
    field.pay(officer, promised, town)
    field.confirm(operator, secretary, promised)
    field.graduate(operator, found.graduated[0], town.visited)
    town.verify(homes, left_out=1)

    provisional = figures.count_register(head, town)
    figures.expect_figure(head, "8,07%", "807", "Sementara")
    figures.determine(head, provisional, "400/2/2026", town.today, "Kepala Desa")
    expect(head.get_by_role("alert")).to_contain_text("belum ditetapkan musyawarah")
    field.hold_meeting(people["bpd_chair"], head, f"140/07/BA/2026{town.place.mark}")
    ratified = figures.count_register(head, town)
    figures.determine(head, ratified, "400/2/2026", town.today, "Kepala Desa", **REPLACES)
    figures.expect_figure(head, "8,07%", "807", "Ditetapkan")
    field.count_people(secretary, town, "9.915", town.today - timedelta(days=1))
    smaller = figures.count_register(head, town)
    figures.expect_figure(head, "8,14%", "807", "Sementara")

    auditor = sign_in("inspektorat.auditor", **way)
    figures.explain(auditor, town, first, smaller)
    figures.look_back(auditor, ratified)
    poor = homes[119:124]
    town.lack_toilets(poor)
    town.adopt_original([plans.ROAD])
    plans.see_map(operator, town, poor)
    plans.import_budget(operator, town)
