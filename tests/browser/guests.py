"""People who are invited to a demo and sign in as anybody would, and the short ways over HTTP."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from service.application import WESTERN_INDONESIA
from tests.http.api.given import made
from tests.support.demos import Demo

PERSONAS = {
    "secretariat": "tkpkd.sekretaris",
    "mentor": "tkpkd.sekretaris",
    "baznas": "baznas.petugas",
    "auditor": "inspektorat.auditor",
    "administrator": "diskominfo.admin",
}
"""Who of the demo acts over HTTP as which persona, until somebody is invited for it."""


class Guests:
    """The personas of one walk: their tokens, and the invitations of those who are new."""

    def __init__(self, served: Demo) -> None:
        self.tokens = {one: served.token(account) for one, account in PERSONAS.items()}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=60)
        self.invitations: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @property
    def today(self) -> date:
        """The day by the demo's own clock."""
        return datetime.now(WESTERN_INDONESIA).date()  # noqa: TID251  (the demo has no other)

    def headers(self, persona: str) -> dict[str, str]:
        """Return what tells who asks."""
        token = self.tokens[persona]
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}

    def invite(self, persona: str, office: Mapping[str, object]) -> None:
        """Open an account; keep its token and the path of its invitation."""
        self._post("", office)
        one = f"/{office['account']}"
        self.tokens[persona] = str(self._post(f"{one}/tokens", {"label": "uji"})["token"])
        invited = self._post(f"{one}/invitations", {})
        self.invitations[persona] = urlsplit(str(invited["address"])).path

    def _post(self, path: str, body: Mapping[str, object]) -> dict[str, object]:
        headers = self.headers("administrator")
        return made(self.client.post(f"/api/v1/accounts{path}", json=body, headers=headers))
