"""A village of the demo where PUKIS-SISDAMAS is walked by clicking, and who clicks there.

Its people are invited and sign in as anybody would. What is clicked once and is the same a hundred
times goes over HTTP, by the short ways of the journey.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from playwright.sync_api import Locator, Page, expect

from service.application import WESTERN_INDONESIA
from tests.journeys.boyolali import Home, Place, Village
from tests.support.demos import Demo

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

PERSONAS = {
    "secretariat": "tkpkd.sekretaris",
    "mentor": "tkpkd.sekretaris",
    "baznas": "baznas.petugas",
    "auditor": "inspektorat.auditor",
    "administrator": "diskominfo.admin",
}


class Town(Village):
    """The village, its people with accounts of their own, and short ways over HTTP."""

    def __init__(self, served: Demo, place: Place) -> None:
        self.tokens = {one: served.token(account) for one, account in PERSONAS.items()}
        client = httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=60)
        today = datetime.now(WESTERN_INDONESIA).date()  # noqa: TID251  (the demo's own clock)
        super().__init__(client, self.headers, today, place)
        self.invitations = {role: self._open(role) for role in OFFICES}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def headers(self, persona: str) -> dict[str, str]:
        """Return what tells who asks."""
        token = self.tokens[persona]
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}

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

    def _open(self, role: str) -> str:
        """Open an account; return the path of its invitation."""
        account, (_, name, position) = self.account(role), OFFICES[role]
        asked = {
            "account": account,
            "name": name,
            "position": f"{position} {self.place.village}",
            "role": role,
            "organisation": "desa-9",
            "areas": [self.place.code],
        }
        self.post("/accounts", asked, "administrator")
        one = f"/accounts/{account}"
        token = self.post(f"{one}/tokens", {"label": "uji"}, "administrator")
        self.tokens[role] = token["token"]
        invited = self.post(f"{one}/invitations", {}, "administrator")
        return urlsplit(str(invited["address"])).path


def told(page: Page, words: str) -> None:
    """Expect the notice that something was done."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def press(page: Page, name: str) -> None:
    """Press the button of a form."""
    page.get_by_role("button", name=name, exact=True).click()


def counted(page: Page, label: str) -> Locator:
    """Return the number that stands big above its label."""
    return page.locator(".figures li", has_text=label).locator("b")
