"""Kayong Utara x Baznas: an agreement with two numbers, and names only while it holds.

Source: scenario A4, step 2. The service of these tests is Boyolali's; what is checked is the paper.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.regency import Regency
from tests.commands.giving import catalogue, family_in_need, promised
from tests.http.api.asking import refusal, registered
from tests.http.api.given import made, shown
from tests.http.api.test_agreements import sign
from tests.http.conftest import KLEGO, As
from tests.http.pages.browsing import sign_in

Client = TestClient[Litestar]
NUMBERS = [
    {"party": "bapperida", "number": "100.3.7.1/050/NK/BAPPERIDA-PEM/XI/2024"},
    {"party": "pt-asing", "number": "451.5/54/BAZNAS-KU/XI/2024"},
]
SHARE = "Berbagi daftar P3KE untuk penyaluran zakat, infak, dan sedekah"
JOINT = "Program bersama penanggulangan kemiskinan ekstrem"
QUARTERLY = "Laporan triwulanan penyaluran"
PATH = "/api/v1/agreements/nk-baznas-2024"
HOUSEHOLDS = "/api/v1/households"


def agreed(client: Client, as_: As, *, valid_from: date, valid_until: date, **other: object) -> str:
    """Sign the agreement with the partner that has none; it opens names of Klego's kecamatan."""
    for partner, kind in (("bapperida", "perangkat_daerah"), ("pt-asing", "baznas")):
        body = {"partner": partner, "name": partner.title(), "org_type": kind}
        made(client.post("/api/v1/partners", json=body, headers=as_("secretariat")))
    signed: dict[str, object] = {
        "agreement": "nk-baznas-2024",
        "partner": "pt-asing",
        "kind": "memorandum",
        "numbers": NUMBERS,
        "title": "Penanggulangan kemiskinan ekstrem berbasis P3KE",
        "place": "Sukadana",
        "areas": ["33.09.15"],
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat(),
        "signatories": [
            {"name": "Contoh A", "position": "Pj. Bupati", "organisation": "Pemkab"},
            {"name": "Contoh B", "position": "Ketua", "organisation": "Baznas"},
        ],
        "data_purposes": ["aid_delivery"],
        "obligations": [
            {"party": "bapperida", "text": SHARE, "due_on": "2024-11-30"},
            {"party": "pt-asing", "text": JOINT},
            {
                "party": "pt-asing",
                "text": QUARTERLY,
                "due_on": "2024-12-31",
                "every_months": 3,
            },
        ],
        "occurred_on": "2024-10-31",
    }
    answer = client.post("/api/v1/agreements", json=signed | other, headers=as_("secretariat"))
    made(answer)
    return str(answer.headers["Location"])


def test_both_numbers_stand_verbatim_with_their_doubt_and_what_is_owed(client: Client, as_: As):
    first, last = date(2024, 10, 31), date(2025, 10, 30)
    assert agreed(client, as_, valid_from=first, valid_until=last) == PATH
    told = shown(client.get(PATH, headers=as_("auditor")))
    assert told["numbers"] == NUMBERS
    assert told["signed_on"] == "2024-10-31"
    assert [(one["party"], one["says"], one["month"]) for one in told["doubts"]] == [
        ("bapperida", "XI", 11),
        ("pt-asing", "XI", 11),
    ]
    assert [
        (one["party"], one["text"], [due["due_on"] for due in one["dues"]])
        for one in told["obligations"]
    ] == [
        ("bapperida", SHARE, ["2024-11-30"]),
        ("pt-asing", JOINT, [None]),
        (
            "pt-asing",
            QUARTERLY,
            ["2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30"],
        ),
    ]
    sign_in(client, "auditor")
    page = client.get("/perjanjian/nk-baznas-2024").text
    for one in NUMBERS:
        assert one["number"] in page
    assert page.count("memuat XI (bulan ke-11), sedangkan perjanjian ditandatangani 31 Okto") == 2
    for words in (SHARE, JOINT, QUARTERLY, "Pj. Bupati", "Sukadana"):
        assert words in page


def test_reminders_come_before_the_last_day_and_say_what_is_late(client: Client, as_: As):
    agreed(client, as_, valid_from=date(2024, 10, 31), valid_until=date(2025, 10, 30))

    def told(on: str) -> list[tuple[str, str, int]]:
        asked = f"/api/v1/aging/deadlines?late=true&days=90&valid_on={on}"
        found = shown(client.get(asked, headers=as_("partner_nowhere")))["items"]
        return [(one["kind"], one["title"][:7], one["days"]) for one in found]

    assert told("2024-12-02") == [("obligation", "Berbagi", -2), ("obligation", "Laporan", 29)]
    assert ("agreement", "Penangg", 60) in told("2025-08-31")
    assert ("agreement", "Penangg", -1) in told("2025-10-31")


@pytest.fixture
def hands(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Give the hands of the regency's clock."""
    found = [datetime.now(UTC)]  # noqa: TID251
    monkeypatch.setattr(regency.ledger, "clock", lambda: found[0])
    return found


def test_names_are_open_from_the_first_day_to_the_last_and_no_day_longer(
    client: Client, as_: As, regency: Regency, hands: list[datetime]
):
    household = registered(client, as_)
    today, start = regency.ledger.today, hands[0]
    agreed(
        client,
        as_,
        valid_from=today + timedelta(days=1),
        valid_until=today + timedelta(days=10),
    )
    opened = []
    for days in (0, 1, 10, 11):
        hands[0] = start + timedelta(days=days)
        by_id = client.get(f"{HOUSEHOLDS}/{household}", headers=as_("partner_nowhere"))
        by_name = client.get(
            f"{HOUSEHOLDS}/{household}?purpose=aid_delivery",
            headers=as_("partner_nowhere"),
        )
        sign_in(client, "partner_nowhere")
        page = client.get(f"/keluarga/{household}")
        answers = {by_id.status_code, by_name.status_code, page.status_code}
        assert len(answers) == 1, answers
        assert ("Budi Contoha" in by_name.text) is by_name.is_success
        opened.append((days, *answers))
    assert opened == [(0, 404), (1, 200), (10, 200), (11, 404)]


def test_names_close_on_the_day_an_agreement_is_ended(
    client: Client, as_: As, regency: Regency, hands: list[datetime]
):
    household = registered(client, as_)
    today, start = regency.ledger.today, hands[0]
    agreed(client, as_, valid_from=today, valid_until=today + timedelta(days=300))
    address = f"{HOUSEHOLDS}/{household}"
    sign_in(client, "partner_nowhere")
    assert client.get(f"/keluarga/{household}").status_code == 200
    ends_on = today + timedelta(days=2)
    ending = {"reason": "Tidak dilanjutkan", "ends_on": ends_on.isoformat()}
    made(client.post(f"{PATH}/endings", json=ending, headers=as_("secretariat")))
    for days, status in ((1, 200), (2, 404), (3, 404)):
        hands[0] = start + timedelta(days=days)
        assert client.get(address, headers=as_("partner_nowhere")).status_code == status, days
        sign_in(client, "partner_nowhere")
        assert client.get(f"/keluarga/{household}").status_code == status, days
    assert KLEGO not in client.get("/api/v1/households", headers=as_("partner_nowhere")).text


def test_documents_an_addendum_and_the_end_stand_in_the_history(client: Client, as_: As):
    path = agreed(client, as_, valid_from=date(2024, 10, 31), valid_until=date(2025, 10, 30))
    decree = {"kind": "decree", "name": "Keputusan Bupati 400/12/2024", "sha256": "ab" * 32}

    def attach(by: str, **other: str):
        return client.post(f"{path}/documents", json=decree | other, headers=as_(by))

    assert attach("partner_nowhere").status_code == 403
    assert attach("secretariat", sha256="AB").status_code == 400
    made(attach("secretariat"))
    assert refusal(attach("secretariat", name="Lain")) == "document-attached-already"
    amended = {
        "valid_from": "2024-10-31",
        "valid_until": "2026-10-30",
        "number": "Adendum 1",
        "reason": "Diperpanjang",
    }
    made(client.post(f"{path}/amendments", json=amended, headers=as_("secretariat")))
    ending = {"reason": "Selesai", "ends_on": "2026-01-31"}
    made(client.post(f"{path}/endings", json=ending, headers=as_("secretariat")))
    [told] = shown(client.get(path, headers=as_("partner_nowhere")))["documents"]
    assert (told["kind"], told["name"], told["sha256"]) == tuple(decree.values())
    sign_in(client, "partner_nowhere")
    page = client.get("/perjanjian/nk-baznas-2024").text
    history = page.partition("Riwayat perjanjian")[2]
    steps = ["mengakhiri perjanjian", "Adendum 1", "melampirkan", "mencatat perjanjian"]
    assert sorted(steps, key=history.index) == steps
    assert "ab" * 32 in page
    assert client.get("/perjanjian/baru").status_code == 403


@pytest.mark.parametrize(
    ("kind", "label"), [("decree", "Surat keputusan"), ("instruction", "Inst")]
)
def test_decrees_have_one_number_and_are_kept_like_agreements(
    client: Client, as_: As, kind: str, label: str
):
    first, last = date(2024, 10, 31), date(2025, 10, 30)
    numbers = NUMBERS[:1]
    agreed(
        client,
        as_,
        valid_from=first,
        valid_until=last,
        kind=kind,
        numbers=numbers,
        data_purposes=[],
    )
    assert shown(client.get(PATH, headers=as_("auditor")))["numbers"] == numbers
    sign_in(client, "secretariat")
    assert label in client.get("/perjanjian/nk-baznas-2024").text
    assert f'value="{kind}"' in client.get("/perjanjian/baru").text


def test_what_an_obligation_was_met_through_shows_how_far_it_has_come(
    client: Client, as_: As, regency: Regency
):
    catalogue(regency)
    commitment = promised(regency, family_in_need(regency))
    owed = [{"party": "baznas", "text": JOINT}]
    path = sign(
        client,
        as_,
        partner="baznas",
        numbers=[{"party": "baznas", "number": "451.5/54"}],
        obligations=owed,
    ).headers["Location"]
    report = {"document": "7/LAP/2024", "commitments": [str(commitment)]}
    made(client.post(f"{path}/obligations/1/reports", json=report, headers=as_("baznas")))
    sign_in(client, "baznas")
    page = client.get("/perjanjian/mou-maju").text
    assert f"/komitmen/{commitment}" in page
    assert "Rp0 diserahkan dari Rp5.000.000" in page
