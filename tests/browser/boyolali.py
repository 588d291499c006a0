"""A village of the demo where PUKIS-SISDAMAS is walked by clicking, and who clicks there.

Its people are invited and sign in as anybody would. What is clicked once and is the same a hundred
times goes over HTTP, by the short ways of the journey.
"""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pyotp
from playwright.sync_api import Locator, Page, expect

from service.application import WESTERN_INDONESIA
from tests.journeys.boyolali import Place, Village
from tests.support.demos import Demo

PASSWORD = "kopi senja payung merah"
OFFICES = {
    "village_operator": ("operator", "Contoh Lestari", "Operator desa"),
    "village_head": ("kepala", "Contoh Suroto", "Kepala desa"),
    "bpd_chair": ("bpd", "Contoh Wiyono", "Ketua BPD"),
}
"""Who acts in the village: what their accounts end in, their names, their positions."""

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
        return urlsplit(self.post(f"{one}/invitations", {}, "administrator")["address"]).path


NEXT_DOOR = "33.09.15.2013"


def enter(page: Page, invitation: str) -> Page:
    """Follow an invitation: choose a password, enrol a telephone, keep the codes."""
    page.goto(invitation)
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Ulangi kata sandi baru").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    telephone = pyotp.TOTP(page.locator("input[name=secret]").input_value())
    page.get_by_role("textbox", name="Kode").fill(telephone.now())
    page.get_by_role("button", name="Pasang langkah kedua").click()
    page.get_by_role("link", name="Kode sudah saya simpan").click()
    return page


def told(page: Page, words: str) -> None:
    """Expect the notice that something was done."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def press(page: Page, name: str) -> None:
    """Press the button of a form."""
    page.get_by_role("button", name=name, exact=True).click()


def counted(page: Page, label: str) -> Locator:
    """Return the number that stands big above its label."""
    return page.locator(".figures li", has_text=label).locator("b")
