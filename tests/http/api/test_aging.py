"""Aging over HTTP: everybody is told of what hangs where they work, a partner of the own."""

from datetime import date, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.commands import commitments
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, do
from tests.commands.giving import BAZNAS, COMPANY, promise
from tests.http.api.asking import fields
from tests.http.api.given import shown
from tests.http.api.test_agreements import enrolled, sign
from tests.http.conftest import KLEGO, PULISEN, TANJUNG, As
from tests.http.neighbourhood import Neighbourhood, told

Client = TestClient[Litestar]
AGING = "/api/v1/aging"


@pytest.fixture
def known(regency: Regency) -> Neighbourhood:
    """Give three villages in each of which a payment of one million was not handed over."""
    return told(regency)


def items(client: Client, as_: As, persona: str, **asked: object) -> list[tuple[str, str, int]]:
    found = shown(client.get(f"{AGING}/items", params=asked, headers=as_(persona)))["items"]  # type: ignore[arg-type]
    return sorted((one["kind"], one["village"], one["amount_rupiah"]) for one in found)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("persona", "villages"),
    [
        ("secretariat", {KLEGO, TANJUNG, PULISEN}),
        ("auditor", {KLEGO, TANJUNG, PULISEN}),
        ("mentor", {KLEGO}),
        ("village_operator", {KLEGO}),
        ("neighbour", {TANJUNG}),
        ("baznas", {KLEGO, TANJUNG, PULISEN}),
        ("company", set()),
        ("partner_nowhere", set()),
    ],
)
def test_what_was_paid_and_not_handed_over_is_told_to_whom_it_concerns(
    client: Client, as_: As, persona: str, villages: set[str]
):
    expected = sorted(("undelivered", village, 1_000_000) for village in villages)
    assert items(client, as_, persona) == expected
    counted = shown(client.get(f"{AGING}?by=village", headers=as_(persona)))["counts"]
    assert [(one["kind"], one["key"], one["bucket"], one["items"]) for one in counted] == [
        ("undelivered", village, ">90", 1) for village in sorted(villages)
    ]


@pytest.mark.usefixtures("known")
def test_filters_narrow_and_never_widen(client: Client, as_: As):
    assert len(items(client, as_, "secretariat", area="33.09.15")) == 2
    assert items(client, as_, "neighbour", area=KLEGO) == []
    assert items(client, as_, "company", party=BAZNAS) == []
    assert len(items(client, as_, "secretariat", party=COMPANY)) == 0
    assert len(items(client, as_, "secretariat", organisation=BAZNAS)) == 3
    assert items(client, as_, "secretariat", kind="overdue") == []
    assert items(client, as_, "secretariat", bucket="0-30") == []
    on = DAY + timedelta(days=31)
    assert len(items(client, as_, "secretariat", bucket="31-60", valid_on=on.isoformat())) == 3
    assert items(client, as_, "secretariat", as_of=1) == []


@pytest.mark.usefixtures("known")
def test_pages_go_on_and_foreign_cursors_are_refused(client: Client, as_: As):
    seen, cursor = [], None
    for _ in range(4):
        asked = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = shown(client.get(f"{AGING}/items", params=asked, headers=as_("secretariat")))
        seen += [one["village"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted([KLEGO, TANJUNG, PULISEN])
    for foreign in ("WyJ4IiwxLCJ5Il0", "WzFd"):
        answer = client.get(f"{AGING}/items?cursor={foreign}", headers=as_("secretariat"))
        assert fields(answer) == {"?cursor"}


def test_no_household_is_named(client: Client, as_: As, known: Neighbourhood):
    for path in (f"{AGING}/items", f"{AGING}/deadlines?late=true"):
        text = client.get(path, headers=as_("secretariat")).text
        assert str(known.commitments[KLEGO]) in text or "deadlines" in path
        assert not any(str(one) in text for one in known.households.values())


def test_the_administrator_is_told_nothing(client: Client, as_: As):
    assert client.get(AGING, headers=as_("administrator")).status_code == 403


def test_what_falls_due_is_told_to_the_parties(
    client: Client, as_: As, regency: Regency, known: Neighbourhood
):
    today = regency.ledger.today
    due = today + timedelta(days=5)
    late = today - timedelta(days=5)
    for household, day in ((known.households[KLEGO], due), (known.households[PULISEN], late)):
        ask = promise(
            household, partner=COMPANY, programme="rtlh", due_on=day, fiscal_year=today.year
        )
        do(regency, SECRETARIAT, commitments.commit, ask)

    def due_to(persona: str, **asked: object) -> list[tuple[str, int]]:
        answer = client.get(f"{AGING}/deadlines", params=asked, headers=as_(persona))  # type: ignore[arg-type]
        return [(one["kind"], one["days"]) for one in shown(answer)["items"]]

    assert due_to("secretariat") == [("promise", 5)]
    assert due_to("company", late="true") == [("promise", -5), ("promise", 5)]
    assert due_to("company", days="4") == []
    assert due_to("village_operator") == [("promise", 5)]
    assert due_to("neighbour", late="true") == []
    assert due_to("baznas", late="true") == []


def test_agreements_remind_their_parties_and_nobody_elses(
    client: Client, as_: As, regency: Regency
):
    enrolled(client, as_)
    today = regency.ledger.today
    last, due = today + timedelta(days=20), today - timedelta(days=3)
    owed = [{"party": "tkpkd", "text": "Berbagi daftar P3KE", "due_on": due.isoformat()}]
    signed = sign(client, as_, valid_until=last.isoformat(), obligations=owed, areas=["33.09"])
    assert signed.status_code == 201, signed.text

    def told_to(persona: str) -> list[tuple[str, str, int]]:
        answer = shown(client.get(f"{AGING}/deadlines?late=true", headers=as_(persona)))
        return [(one["kind"], one["organisation"], one["days"]) for one in answer["items"]]

    expected = [("obligation", "tkpkd", -3), ("agreement", "pt-maju", 20)]
    for persona in ("secretariat", "auditor", "company"):
        assert told_to(persona) == expected
    for persona in ("baznas", "mentor", "village_head"):
        assert told_to(persona) == []


def test_an_agreement_that_was_ended_early_is_not_said_to_run_out(
    client: Client, as_: As, regency: Regency
):
    enrolled(client, as_)
    today: date = regency.ledger.today
    quarterly = {
        "party": "pt-maju",
        "text": "Laporan",
        "due_on": (today - timedelta(days=1)).isoformat(),
        "every_months": 1,
    }
    last = (today + timedelta(days=200)).isoformat()
    path = sign(client, as_, valid_until=last, obligations=[quarterly]).headers["Location"]
    client.post(f"{path}/endings", json={"reason": "Selesai"}, headers=as_("secretariat"))
    answer = client.get(f"{AGING}/deadlines?late=true&days=300", headers=as_("company"))
    assert [(one["kind"], one["days"]) for one in shown(answer)["items"]] == [("obligation", -1)]
