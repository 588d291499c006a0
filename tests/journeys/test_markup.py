"""Markup in whatever somebody typed is shown as text, on every page that shows it."""

import re
from pathlib import Path
from typing import Any

import pytest

from service.http import pages
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in
from tests.journeys import test_canary as canary
from tests.journeys.test_canary import Service, lives, requested

__all__ = ["service"]
service = canary.service

MARKUP = '"><img src=x onerror=alert()><script>alert()</script>'
RUNS = re.compile(r"<img src=x|<script>alert|onerror=alert\(\)>(?!&lt;)", re.IGNORECASE)
SHOWN = "&lt;img src=x onerror=alert()&gt;"
LINK = re.compile(r'href="(/[^"#]*)"')
MOST_PAGES = 120
TEMPLATES = Path(pages.__file__).parent.parent / "templates"


def test_no_template_shows_what_was_typed_as_markup():
    """One drawing of ours is; everything else is escaped."""
    unescaped = {
        f"{path.name}: {found}"
        for path in TEMPLATES.glob("*.html")
        for found in re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}|autoescape|Markup", path.read_text())
    }
    assert unescaped == {"signin_enrol.html: {{ square | safe }}"}


def typed(service: Service, monkeypatch: pytest.MonkeyPatch) -> str:
    """Type markup into every field that takes words; return a household."""
    for name in ("NAMES", "PLACES", "WORDS", "NOTES"):
        marked = tuple(f"{MARKUP}{value}" for value in getattr(canary, name))
        monkeypatch.setattr(canary, name, tuple(one.replace(";", ",") for one in marked))
    household, _ = lives(service)
    service.post(
        "/partners", "secretariat", partner="jahat", name=f"{MARKUP} PT", org_type="company"
    )
    service.post("/partners/jahat/names", "secretariat", name=f"{MARKUP} PT Baru")
    service.post(
        "/programmes", "secretariat", programme="jahat", name=f"{MARKUP} program", owner="jahat",
        strategy="reduce_expenditure_burden", need="sanitation", target_unit="house",
        recurrence="once", first_year=2020,
    )  # fmt: skip
    service.post(
        "/funds", "secretariat", fund="dana-jahat", partner="jahat", fund_type="csr",
        fiscal_year=2024, amount_rupiah=1_000_000, document=f"{MARKUP} bukti",
    )  # fmt: skip
    service.post(
        "/agreements", "secretariat", agreement="pks-jahat", partner="jahat",
        kind="cooperation", numbers=[{"party": "jahat", "number": f"{MARKUP} 119"}],
        title=f"{MARKUP} perjanjian", place=f"{MARKUP} tempat", scope=f"{MARKUP} lingkup",
        obligations=[{"party": "jahat", "text": f"{MARKUP} kewajiban"}], areas=[KLEGO],
        valid_from="2024-01-01", valid_until="2099-12-31", data_purposes=["aid_delivery"],
        signatories=[
            {"name": f"{MARKUP} N", "position": f"{MARKUP} P", "organisation": "jahat"}
        ],
    )  # fmt: skip
    service.post(
        "/accounts", "administrator", account="jahat.x", name=f"{MARKUP} nama",
        position=f"{MARKUP} jabatan", role="partner_officer", organisation="jahat",
        areas=[KLEGO],
    )  # fmt: skip
    service.post("/accounts/jahat.x/tokens", "administrator", label=f"{MARKUP} label")
    service.post("/accounts/jahat.x/closures", "administrator", reason=f"{MARKUP} alasan")
    requested(service, household, "access_report", "subject_right")
    return household


def pages_of(service: Service, persona: str, purpose: str, *starts: str) -> dict[str, str]:
    """Return the pages that somebody can reach, names opened."""
    sign_in(service.client, persona)
    send(service.client, "/nama", "/nama/buka", purpose=purpose)
    waiting: list[str] = ["/", *starts]
    seen: dict[str, str] = {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or path.startswith("/assets"):
            continue
        answer: Any = service.client.get(path)
        seen[path] = answer.text
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
    return seen


@pytest.mark.parametrize(
    ("persona", "purpose"),
    [
        ("secretariat", "verification"),
        ("village_operator", "verification"),
        ("administrator", ""),
        ("data_protection_officer", "subject_request"),
    ],
)
def test_whatever_was_typed_is_text_on_every_page(
    service: Service, monkeypatch: pytest.MonkeyPatch, persona: str, purpose: str
):
    household = typed(service, monkeypatch)
    start = () if persona == "administrator" else (f"/keluarga/{household}",)
    seen = pages_of(service, persona, purpose, *start)
    assert [path for path, html in seen.items() if RUNS.search(html)] == []
    assert sum(SHOWN in html for html in seen.values()) >= 3, "it was shown, as text"
    for asked in (f"/cari?q={MARKUP}", f"/masuk?kembali={MARKUP}", f"/{MARKUP}"):
        assert not RUNS.search(service.client.get(asked).text), asked
    assert not RUNS.search(send(service.client, "/", "/cari", q=MARKUP).text)
