"""What pages let people do: forms without a script, every fault at once, refusals in words."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from service.aggregates.household import Household
from service.http.authentication import cookie_name
from service.regency import Regency
from service.sessions.sessions import Place
from tests.http.conftest import KLEGO, As

Client = TestClient[Any]
Posted = dict[str, str]

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SECRETARIAT = "secretariat"


@pytest.fixture
def page(client: Client, as_: As):
    """Give a browser of a persona: `page(persona, path)`, `page(persona, path, {...})`."""

    def visit(persona: str, path: str, posted: Posted | None = None) -> Any:
        headers = as_(persona) | {"Accept": "text/html"}
        if posted is None:
            return client.get(path, headers=headers, follow_redirects=False)
        return client.post(path, headers=headers, data=posted, follow_redirects=False)

    return visit


def hidden(text: str) -> Posted:
    """Return the hidden fields of the page's own form."""
    form = text[text.index("<main") :]
    return {name: unescape(value) for name, value in HIDDEN.findall(form)}


def fill(page: Any, persona: str, path: str, **filled: str) -> Any:
    """Open a form and send it."""
    opened = page(persona, path)
    assert opened.status_code == 200, opened.text
    return page(persona, path, hidden(opened.text) | filled)


def enrol(page: Any, slug: str, name: str, kind: str = "baznas") -> None:
    answer = fill(page, SECRETARIAT, "/mitra/baru", partner=slug, name=name, org_type=kind)
    assert answer.status_code == 303, answer.text


def register(page: Any, **more: str) -> str:
    """Register a household in Klego from the form, and return its page."""
    answer = fill(
        page,
        "village_operator",
        f"/keluarga/baru?desa={KLEGO}",
        **{
            "village": KLEGO,
            "residence.address": "Jalan Melati 3",
            "members[0].name": "Slamet Riyadi",
            "members[0].relation": "head",
            "members[0].nik": "9933091501700001",
            **more,
        },
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def promise(page: Any) -> tuple[str, str]:
    """Register, confirm a need and promise to meet it; return both pages."""
    fill(page, SECRETARIAT, "/desa/baru", village=KLEGO)
    enrol(page, "baznas", "Baznas Kabupaten")
    fill(
        page,
        SECRETARIAT,
        "/program/baru",
        programme="jamban",
        name="Jamban sehat",
        owner="baznas",
        strategy="reduce_expenditure_burden",
        need="sanitation",
        target_unit="family",
        recurrence="once",
        first_year="2024",
        evidence_required="handover",
    )
    home = register(page)
    fill(page, "village_operator", f"{home}/kebutuhan", need="sanitation")
    judged = fill(
        page,
        "village_operator",
        f"{home}/periksa-kebutuhan?kebutuhan=sanitation",
        need="sanitation",
        verdict="confirmed",
        method="visit",
    )
    assert judged.status_code == 303, judged.text
    made = fill(
        page,
        SECRETARIAT,
        f"/komitmen/baru?keluarga={home.rpartition('/')[2]}&kebutuhan=sanitation",
        partner="baznas",
        programme="jamban",
        amount_rupiah="Rp3.500.000",
        form="cash",
    )
    assert made.status_code == 303, made.text
    return home, str(made.headers["location"])


def test_a_form_names_every_fault_at_once_and_keeps_what_was_filled_in(page):
    answer = fill(page, SECRETARIAT, "/mitra/baru", partner="Bukan Slug", name="", org_type="")

    assert answer.status_code == 400
    main = answer.text[answer.text.index("<main") :]
    assert "Nama pendek: hanya huruf kecil dan angka" in main
    assert "Nama mitra: wajib diisi" in main
    assert "Jenis lembaga: wajib dipilih" in main
    assert 'href="#f-partner"' in main
    assert 'value="Bukan Slug"' in main


def test_what_was_done_is_told_on_the_next_page_once(client: Client, page, as_: As):
    enrol(page, "baznas", "Baznas Kabupaten")
    headers = as_(SECRETARIAT) | {"Accept": "text/html"}

    assert "Mitra didaftarkan." in client.get("/mitra/baznas", headers=headers).text
    assert "Mitra didaftarkan." not in client.get("/mitra/baznas", headers=headers).text


def test_a_form_sent_twice_is_carried_out_once(page, regency: Regency):
    form = hidden(page(SECRETARIAT, "/mitra/baru").text)
    filled = form | {"partner": "baznas", "name": "Baznas", "org_type": "baznas"}

    first = page(SECRETARIAT, "/mitra/baru", filled)
    head = regency.log.head()
    again = page(SECRETARIAT, "/mitra/baru", filled)

    assert (first.status_code, again.status_code) == (303, 303)
    assert regency.log.head() == head


def test_the_same_form_with_other_words_is_not_taken_for_the_first(page):
    """SentAlready: the key was used, so what it did stays, and a new key is given."""
    form = hidden(page(SECRETARIAT, "/mitra/baru").text)
    page(SECRETARIAT, "/mitra/baru", form | {"partner": "a1", "name": "A", "org_type": "laz"})

    answer = page(
        SECRETARIAT, "/mitra/baru", form | {"partner": "b1", "name": "B", "org_type": "laz"}
    )

    assert answer.status_code == 409
    assert "Formulir ini sudah dikirim dengan isian lain." in answer.text
    assert hidden(answer.text)["_key"] != form["_key"]


def test_a_form_about_something_that_changed_meanwhile_is_refused_with_what_to_do(page):
    enrol(page, "baznas", "Baznas")
    old = hidden(page(SECRETARIAT, "/mitra/baznas/nama").text)
    fill(page, SECRETARIAT, "/mitra/baznas/nama", name="Baznas Kabupaten")

    answer = page(SECRETARIAT, "/mitra/baznas/nama", old | {"name": "Baznas Boyolali"})

    assert answer.status_code == 409
    assert "Data ini sudah diubah orang lain" in answer.text
    assert 'value="Baznas Boyolali"' in answer.text
    assert hidden(answer.text)["_version"] == "2"


def test_rows_are_added_and_dropped_without_a_script(page):
    path = f"/keluarga/baru?desa={KLEGO}"
    filled = hidden(page("village_operator", path).text) | {
        "members[0].name": "Slamet",
        "members[1].name": "Siti",
    }

    more = page("village_operator", path, filled | {"_add": "members"})
    less = page("village_operator", path, filled | {"_drop": "members[0]"})

    assert (more.status_code, less.status_code) == (200, 200)
    assert 'name="members[2].name"' in more.text
    assert 'value="Slamet"' in more.text
    assert 'name="members[1].name"' not in less.text
    assert re.search(r'name="members\[0\]\.name"[^>]*value="Siti"', less.text)


def test_a_household_is_registered_with_its_people_and_blank_rows_are_nobody(
    page, regency: Regency
):
    home = register(page, **{"members[1].name": "", "members[1].relation": ""})

    shown = page("village_operator", home)
    assert shown.status_code == 200
    _, known = regency.ledger.look(Household, UUID(home.rpartition("/")[2]))
    assert len(known.members) == 1


def test_a_fault_within_a_row_is_named_at_the_row(page):
    answer = fill(
        page,
        "village_operator",
        f"/keluarga/baru?desa={KLEGO}",
        **{"village": KLEGO, "members[0].name": "4711", "members[0].relation": "head"},
    )

    assert answer.status_code == 400
    assert 'href="#f-members-0-name"' in answer.text


def test_a_promise_goes_from_making_to_being_verified_on_pages_alone(page):
    _, commitment = promise(page)
    allocated = fill(
        page, SECRETARIAT, f"{commitment}/alokasi", amount_rupiah="3.500.000", budget_line="1.06.02"
    )
    paid = fill(
        page,
        SECRETARIAT,
        f"{commitment}/penyaluran",
        amount_rupiah="3500000",
        method="transfer",
        receipt="SP2D 1/2026",
    )
    handed = fill(
        page,
        SECRETARIAT,
        f"{commitment}/serah-terima",
        **{
            "value_rupiah": "3.500.000",
            "delivered_by": "baznas",
            "evidence[0].kind": "handover",
            "evidence[0].reference": "BAST 7",
            "evidence[0].on": "2026-01-02",
        },
    )
    assert [one.status_code for one in (allocated, paid, handed)] == [303, 303, 303], handed.text

    shown = page("village_operator", commitment).text
    [answer] = re.findall(r'href="(/komitmen/[^"]+/benarkan)"', shown)
    assert fill(page, "village_operator", answer).status_code == 303
    [verify] = re.findall(r'href="(/komitmen/[^"]+/verifikasi)"', page("monitor", commitment).text)
    seen = fill(page, "monitor", verify, value_rupiah="3.500.000")
    assert seen.status_code == 303, seen.text
    assert "Terpenuhi" in page("auditor", commitment).text


def test_a_rule_that_says_no_is_told_in_words_with_a_way_out(page):
    home, _ = promise(page)
    answer = fill(
        page,
        SECRETARIAT,
        f"/komitmen/baru?keluarga={home.rpartition('/')[2]}&kebutuhan=sanitation",
        partner="baznas",
        programme="jamban",
        amount_rupiah="1.000.000",
        form="cash",
    )

    assert answer.status_code == 409
    main = answer.text[answer.text.index("<main") :]
    assert "Baznas Kabupaten" in main
    assert 'value="1.000.000"' in main
    assert "NeedTaken" not in main


def test_only_what_is_ones_to_do_is_offered_and_nothing_else_is_carried_out(page):
    _, commitment = promise(page)

    assert "Catat penyaluran" in page(SECRETARIAT, commitment).text
    for persona in ("auditor", "village_operator", "monitor"):
        assert "/penyaluran" not in page(persona, commitment).text
        assert page(persona, f"{commitment}/penyaluran").status_code == 403
        assert page(persona, f"{commitment}/penyaluran", {"_key": "k"}).status_code == 403
    assert page("neighbour", commitment).status_code == 404


@pytest.fixture
def signed_in(client: Client, regency: Regency):
    """Give `signed_in(account)`: a browser with a session, and `send` for its forms."""

    def enter(account: str) -> Callable[..., Any]:
        token, _ = regency.sessions.start(
            account,
            is_complete=True,
            place=Place(address="127.0.0.1", agent="test"),
            now=regency.ledger.clock(),
        )
        client.cookies.set(cookie_name(is_secure=False), token)
        client.headers["Accept"] = "text/html"

        def send(path: str, **filled: str) -> Any:
            form = client.get("/cari").text
            csrf = re.findall(r'name="_csrf" value="([^"]+)"', form)[-1]
            return client.post(path, data={"_csrf": csrf, **filled}, follow_redirects=False)

        return send

    return enter


def test_a_search_finds_a_household_by_nik_once_names_are_open_for_a_purpose(
    page, signed_in, regency: Regency
):
    home = register(page)
    send = signed_in("village_operator")

    assert home not in send("/cari", q="9933091501700001").text
    opened = send("/nama/buka", purpose="verification", back="/cari")
    assert (opened.status_code, opened.headers["location"]) == (303, "/cari")
    found = send("/cari", q="99.330915.017000.01")
    assert home in found.text
    assert "9933091501700001" not in found.text
    [look] = regency.access_log.of_account("village_operator", limit=1)
    assert (look.kind, look.purpose, look.channel) == ("search", "verification", "page")


def test_a_name_is_searched_in_one_village_and_whoever_is_found_is_on_record(
    page, signed_in, regency: Regency
):
    home = register(page)
    send = signed_in("village_operator")

    assert "Slamet" not in send("/cari", nama="slamet", desa=KLEGO).text
    send("/nama/buka", purpose="verification", back="/cari")
    found = send("/cari", nama="SLAMET", desa=KLEGO)
    assert home in found.text
    assert "Slamet Riyadi" in found.text
    [look] = regency.access_log.of_account("village_operator", limit=1)
    assert (look.kind, look.count) == ("search", 2)
    assert "Slamet" not in send("/cari", nama="sl", desa=KLEGO).text
    send("/nama/tutup")
    assert "Slamet" not in send("/cari", nama="slamet", desa=KLEGO).text


def test_names_are_opened_only_for_what_a_role_has_to_do(signed_in):
    assert signed_in("monitor")("/nama/buka", purpose="audit", back="/").status_code == 400


def test_a_search_finds_villages_partners_and_documents_within_the_own_scope(page):
    enrol(page, "baznas", "Baznas Kabupaten")
    fill(
        page,
        SECRETARIAT,
        "/dana/baru",
        fund="zakat-2026",
        partner="baznas",
        fund_type="zakat",
        fiscal_year="2026",
        document="SK 1/2026",
    )

    assert "/desa/33.09.15.2009" in page("village_operator", "/cari", {"q": "klego"}).text
    assert "/desa/33.09.15.2009" not in page("neighbour", "/cari", {"q": "klego"}).text
    assert "/mitra/baznas" in page("neighbour", "/cari", {"q": "baznas"}).text
    assert "/dana/zakat-2026" in page("baznas", "/cari", {"q": "SK 1/2026"}).text
    assert "/dana/zakat-2026" not in page("company", "/cari", {"q": "SK 1/2026"}).text


def test_the_language_is_chosen_and_never_leads_elsewhere(client: Client, as_: As):
    headers = as_("auditor") | {"Accept": "text/html"}
    kept = client.post(
        "/bahasa",
        headers=headers,
        data={"language": "en", "to": "//example.org/x"},
        follow_redirects=False,
    )

    assert (kept.status_code, kept.headers["location"]) == (303, "/")
    assert '<html lang="en">' in client.get("/", headers=headers).text


def test_a_number_that_is_none_is_named_as_the_form_calls_it(page: Any):
    wrong = {"members[0].name": "Slamet Riyadi", "members[0].relation": "head"}
    path = f"/keluarga/baru?desa={KLEGO}"
    wrong |= {"village": KLEGO, "members[0].nik": "993309150170"}
    answer = fill(page, "village_operator", path, **wrong)
    assert answer.status_code == 409
    assert "Anggota 1, NIK" in answer.text
    assert "Slamet Riyadi" in answer.text
    assert "<dd>members" not in answer.text
