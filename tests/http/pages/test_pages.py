"""Pages show the regency at a glance, to whoever may look, without a name in them."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient

from service.app import create_app
from service.demo import story
from service.exchange.progress import Progress
from service.regency import Regency
from tests.http.pages.browsing import sign_in

LINK = re.compile(r'href="(/[^"#]*)"')
KALANGAN = "/desa/33.09.15.2001"
ELSEWHERE = ("/assets", "/masuk", "/akun", "/openapi.json", "/sesi")
"""Pages of others, and what is no page."""
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def told(regency: Regency) -> list[story.Persona]:
    """Tell a small demo, and give its personas."""
    return story.tell(regency, 270, Progress())


@pytest.fixture
def visitor(regency: Regency, told: list[story.Persona]) -> Iterator[TestClient[Any]]:
    """Give the browser of the secretariat, who sees the whole regency, on a demo."""
    assert told
    with TestClient(create_app(regency)) as client:
        sign_in(client, "tkpkd.sekretaris")
        yield client


def token_of(personas: list[story.Persona], account: str) -> str:
    return next(each.token for each in personas if each.account == account)


def test_every_page_that_a_page_leads_to_is_there(visitor: TestClient[Any]):
    seen: set[str] = set()
    for kind in ("/", "/kabupaten", "/kecamatan/33.09.15", KALANGAN, "/mitra", "/kebutuhan"):
        page = visitor.get(next((path for path in seen if path.startswith(kind)), kind))
        links = {unescape(link) for link in LINK.findall(page.text)}
        assert page.status_code == 200, kind
        for link in sorted(each for each in links - seen if not each.startswith(ELSEWHERE))[:8]:
            assert visitor.get(link).status_code == 200, link
        seen |= links
    for kind in ("/kecamatan/", "/desa/", "/mitra/", "/kebutuhan", "/jejak"):
        assert any(path.startswith(kind) for path in seen), kind


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/inisiatif", "PUKIS-SISDAMAS"),
        ("/inisiatif/pukis-sisdamas/desa", "Kalangan"),
        ("/kelompok-wilayah/eks-kawedanan", "5 eks kawedanan"),
        ("/apbdes", "APBDes perubahan"),
        ("/permohonan", "Usulan"),
    ],
)
def test_the_demo_has_plans_and_petitions_to_look_at(
    visitor: TestClient[Any], path: str, words: str
):
    shown = visitor.get(path)
    assert shown.status_code == 200
    assert words in unescape(shown.text)


@pytest.mark.parametrize(
    "account",
    [
        "tkpkd.sekretaris",
        "perkim.pendamping",
        "baznas.petugas",
        "desa-1.operator",
        "kpmd.pemantau",
        "pengaduan.petugas",
        "inspektorat.auditor",
        "diskominfo.admin",
    ],
)
def test_every_persona_reaches_every_page_they_are_led_to(
    regency: Regency, told: list[story.Persona], account: str
):
    """Three pages of each kind, for every page of a kind is made the same way."""
    waiting, seen, kinds = [("/", "")], {"/"}, Counter[str]()
    with TestClient(create_app(regency)) as client:
        client.headers.update(BROWSER | {"Authorization": f"Bearer {token_of(told, account)}"})
        while waiting:
            path, linked_on = waiting.pop(0)
            page = client.get(path)
            assert page.status_code == 200, (path, linked_on)
            assert "Traceback" not in page.text
            for link in (unescape(found) for found in LINK.findall(page.text)):
                kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|33[0-9.]+|\b\d+\b|=[^&]*", "*", link)
                kind = re.sub(r"^/(mitra|program|dana|akun)/[^/]+", r"/\1/*", kind)
                if link not in seen and kinds[kind] < 3 and not link.startswith(ELSEWHERE):
                    kinds[kind] += 1
                    seen.add(link)
                    waiting.append((link, path))
    assert len(seen) > 12


def test_the_first_page_counts_every_household_of_the_regency_once(
    visitor: TestClient[Any], regency: Regency
):
    page = visitor.get("/kabupaten").text
    registered = sum(
        each.event.tag == "household.registered"
        for each in regency.log.between(0, regency.log.head())
    )
    assert f"<b>{registered}</b><span>keluarga tercatat</span>" in page


def test_no_page_names_a_resident(visitor: TestClient[Any], regency: Regency):
    events = regency.log.between(0, regency.log.head())
    homes = [each.event for each in events if each.event.tag == "household.registered"]
    members = [member.identity for home in homes for member in home.members]
    names = {found.name for found in regency.vault.open_all(members)}
    pages = ["/", "/kabupaten", "/jejak", f"/desa/{homes[0].village}"]
    pages += [f"/keluarga/{home.household}" for home in homes[:20]]
    for path in pages:
        text = visitor.get(path).text
        assert not [name for name in names if " " in name and name in text], path


def test_without_a_token_a_browser_is_led_to_sign_in(regency: Regency):
    with TestClient(create_app(regency)) as client:
        answer = client.get("/", headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")


def test_a_session_is_nobody_to_the_api(visitor: TestClient[Any]):
    assert visitor.get("/api/v1/trail").status_code == 401


def test_a_cookie_never_gives_a_command(regency: Regency, told: list[story.Persona]):
    with TestClient(create_app(regency)) as client:
        client.cookies.set("sanding", token_of(told, "tkpkd.sekretaris"))
        answer = client.post("/api/v1/partners", json={}, headers={"Idempotency-Key": "k" * 12})
    assert answer.status_code == 401


def test_a_village_officer_sees_the_own_village_and_no_other(
    regency: Regency, told: list[story.Persona]
):
    with TestClient(create_app(regency)) as client:
        client.headers.update(
            BROWSER | {"Authorization": f"Bearer {token_of(told, 'desa-1.operator')}"}
        )
        own = client.get("/desa/33.09.15.2001")
        other = client.get("/desa/33.09.15.2002")
    assert (own.status_code, other.status_code) == (200, 404)


def test_an_unknown_page_says_so_in_indonesian(visitor: TestClient[Any]):
    for path in ("/desa/33.09.99.2001", "/mitra/tidak-ada", "/tidak-ada"):
        page = visitor.get(path)
        assert page.status_code == 404
        assert "Data tidak ditemukan." in page.text


def test_the_stylesheet_may_be_kept_for_ever_and_pages_never(visitor: TestClient[Any]):
    page = visitor.get("/")
    [sheet] = re.findall(r'href="(/assets/[^"]+)"', page.text)
    kept = visitor.get(sheet)
    assert kept.headers["cache-control"].endswith("immutable")
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_api_is_described_on_a_page(visitor: TestClient[Any]):
    page = visitor.get("/docs/api").text
    assert "POST /api/v1/commitments" in page
