"""A village of the demo where PUKIS-SISDAMAS is walked by clicking, and who clicks there.

Its people are invited and sign in as anybody would. What is clicked once and is the same a hundred
times goes over HTTP, by the short ways of the journey.
"""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.guests import Guests
from tests.journeys.boyolali import Home, Place, Village

OFFICES = {
    "village_operator": ("operator", "Contoh Lestari", "Operator desa"),
    "village_head": ("kepala", "Contoh Suroto", "Kepala desa"),
    "bpd_chair": ("bpd", "Contoh Wiyono", "Ketua BPD"),
}
"""Who acts in the village: what their accounts end in, their names, their positions."""

NEXT_DOOR = "33.09.15.2013"
FOUR = 4
FIRST_FOUND = (0, 48, 94)
"""Where `found_in` has the first dead, the first who moved and the first better off."""


class Town(Village):
    """The village, its people with accounts of their own, and short ways over HTTP."""

    def __init__(self, guests: Guests, place: Place) -> None:
        super().__init__(guests.client, guests.headers, guests.today, place)
        for role, (_, name, position) in OFFICES.items():
            office = {
                "account": self.account(role),
                "name": name,
                "position": f"{position} {place.village}",
                "role": role,
                "organisation": "desa-9",
                "areas": [place.code],
            }
            guests.invite(role, office)

    def account(self, role: str) -> str:
        """Return the account of somebody of the village."""
        return f"{self.place.named('klego')}.{OFFICES[role][0]}"

    def empty(self) -> None:
        """Let whoever the demo made up for the village live next door."""
        for household, _ in self.homes():
            there = {"address": "Dukuh Sebelah", "rt": "1"}
            self.post(f"/households/{household}/moves", {"village": NEXT_DOOR, "residence": there})

    def in_order(self, seen: Sequence[str]) -> list[Home]:
        """Return the households of four, those first that were found dead, moved and better off.

        Args:
            seen: those three, of which one each was found by clicking.
        """
        whole = {home[0]: home for home in self.homes() if len(home[1]) == FOUR}
        ordered = [home for household, home in whole.items() if household not in seen]
        for at, household in zip(FIRST_FOUND, seen, strict=True):
            ordered.insert(at, whole[household])
        return ordered

    def lack_toilets(self, homes: Sequence[Home]) -> None:
        """Ask several households as the one that was clicked; the first lacks a house as well."""
        day = str(self.visited)
        for household, _ in homes:
            said = {"instrument": "lokal", "method": "visit", "answers": {"lokal.jamban": 4}}
            path = f"/households/{household}"
            self.post(f"{path}/indicators", said | {"occurred_on": day}, "village_operator")
            for need in ("sanitation", "housing") if household == homes[0][0] else ("sanitation",):
                seen = {"level": "need", "need": need, "verdict": "confirmed", "method": "visit"}
                self.post(f"{path}/validations", seen | {"occurred_on": day}, "village_operator")

    def adopt_original(self, lines: Sequence[dict[str, Any]]) -> None:
        """Record the budget as it was adopted first."""
        year = self.today.year
        body = {
            "village": self.place.code,
            "fiscal_year": year,
            "kind": "original",
            "perdes_number": f"4 Tahun {year - 1}",
            "perdes_date": f"{year - 1}-12-29",
            "lines": lines,
        }
        self.post("/budgets", body, "village_operator")


def told(page: Page, words: str) -> None:
    """Expect the notice that something was done."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def press(page: Page, name: str) -> None:
    """Press the button of a form."""
    page.get_by_role("button", name=name, exact=True).click()


def counted(page: Page, label: str) -> Locator:
    """Return the number that stands big above its label."""
    return page.locator(".figures li", has_text=label).locator("b")
