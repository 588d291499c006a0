"""Nothing outside the areas is told: by no list, total, picker, history, trail or refusal."""

import re
from uuid import UUID, uuid4

import pytest

from service.commands import agreements
from service.regency import Regency
from tests.commands.acting import SECRETARIAT, do
from tests.http.api.asking import family
from tests.http.conftest import KLEGO, TANJUNG, As
from tests.http.neighbourhood import NIKS, Client, Neighbourhood, asked, strings, told

VILLAGE = re.compile(r"33\.09\.\d\d\.[12]\d{3}")


@pytest.fixture
def known(client: Client, regency: Regency) -> Neighbourhood:
    """Give three villages in which something happened."""
    assert client
    return told(regency)


@pytest.mark.parametrize(
    ("persona", "own"),
    [
        ("mentor", {KLEGO}),
        ("village_operator", {KLEGO}),
        ("bpd_chair", {KLEGO}),
        ("neighbour", {TANJUNG}),
    ],
)
def test_no_answer_tells_of_another_village(
    client: Client, as_: As, known: Neighbourhood, persona: str, own: set[str]
):
    foreign = {*known.elsewhere(*own), *(set(known.households) - own)}
    foreign |= {str(one) for village, one in known.commitments.items() if village not in own}
    seen = 0
    for address, answer in asked(client, as_, persona, known):
        inside = set(strings(answer)) - {address}
        leaked = {one for one in foreign for text in inside if one in text}
        assert not leaked, (address, leaked)
        seen += any(village in text for village in own for text in inside)
    assert seen > 20, "their own village is told"


@pytest.mark.parametrize(
    ("persona", "agreed"), [("partner_here", {KLEGO, TANJUNG}), ("partner_nowhere", set())]
)
def test_a_partner_learns_of_no_household_without_an_agreement(
    client: Client, as_: As, known: Neighbourhood, persona: str, agreed: set[str]
):
    hidden = known.elsewhere(*agreed)
    shown = {str(one) for village, one in known.households.items() if village in agreed}
    found: set[str] = set()
    for address, answer in asked(client, as_, persona, known):
        inside = list(strings(answer))
        leaked = {one for one in hidden for text in inside if one in text}
        assert not leaked, (address, leaked)
        found |= {one for one in shown for text in inside if one in text}
    assert found == shown


def test_a_party_sees_its_own_promises_wherever_they_go(
    client: Client, as_: As, known: Neighbourhood, regency: Regency
):
    """The household behind one, only while an agreement is active."""
    ended(regency, "baznas")

    listed = client.get("/api/v1/commitments", headers=as_("baznas")).json()["items"]
    one = client.get(f"/api/v1/commitments/{known.commitments[KLEGO]}", headers=as_("baznas"))
    by_household = client.get(
        f"/api/v1/commitments?household={known.households[KLEGO]}", headers=as_("baznas")
    )
    lines = client.get("/api/v1/contributions/lines", headers=as_("baznas")).json()["items"]

    assert {UUID(each["commitment"]) for each in listed} == set(known.commitments.values())
    assert {each["household"] for each in listed} == {None}
    assert {each["is_for_village"] for each in listed} == {False}
    assert one.json()["household"] is None
    assert by_household.json()["items"] == []
    assert {each["household"] for each in lines} == {None}
    assert not any(str(h) in one.text for h in known.households.values())


def test_others_promises_to_a_household_are_not_told(client: Client, as_: As, known: Neighbourhood):
    listed = client.get("/api/v1/commitments", headers=as_("partner_nowhere")).json()["items"]
    one = client.get(
        f"/api/v1/commitments/{known.commitments[KLEGO]}", headers=as_("partner_nowhere")
    )

    assert listed == []
    assert one.status_code == 404


COMMANDS = {
    "validations": {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "occurred_on": "2024-11-04",
    },
    "needs": {"need": "food", "occurred_on": "2024-11-04"},
}


@pytest.mark.parametrize("seen", [None, 1])
def test_what_may_not_be_known_is_answered_as_what_is_not_there(
    client: Client, as_: As, known: Neighbourhood, seen: int | None
):
    """Status, body and headers are the same, whatever is asked."""
    real, made_up = str(known.households[KLEGO]), str(uuid4())
    asks = [
        ("GET", "/api/v1/households/{}", None),
        ("GET", "/api/v1/households/{}/history", None),
        ("GET", "/api/v1/households/{}?as_of=2", None),
        ("GET", "/api/v1/commitments/overlaps?household={}&need=housing", None),
        ("GET", "/api/v1/commitments/overlaps?household={}&programme=tidak-ada", None),
        ("GET", "/api/v1/commitments/overlaps?household={}", None),
        ("GET", "/api/v1/commitments?household={}", None),
        ("GET", "/api/v1/trail?subject=household:{}", None),
        ("GET", "/keluarga/{}", None),
        ("POST", "/api/v1/households/{}/needs", COMMANDS["needs"]),
        ("POST", "/api/v1/households/{}/validations", COMMANDS["validations"]),
        ("POST", "/api/v1/commitments", promise("{}")),
        ("POST", "/api/v1/commitments", promise("{}", programme="tidak-ada")),
        ("POST", "/api/v1/commitments", promise("{}", stage="proposed")),
    ]
    for method, path, body in asks:
        answers = []
        for household in (real, made_up):
            text = {
                k: v.replace("{}", household) if isinstance(v, str) else v
                for k, v in (body or {}).items()
            }
            answer = client.request(
                method,
                path.replace("{}", household),
                headers=as_("partner_nowhere", seen=seen),
                json=text if body else None,
            )
            answers.append(
                (answer.status_code, answer.text.replace(household, "…"), _headers(answer))
            )
        assert answers[0] == answers[1], (method, path)


@pytest.mark.usefixtures("known")
def test_a_nik_finds_nobody_for_who_may_not_know(client: Client, as_: As):
    answers = [
        client.post(
            "/api/v1/households/lookups",
            json={"nik": nik},
            params={"purpose": "aid_delivery"},
            headers=as_("partner_nowhere"),
        )
        for nik in (NIKS[KLEGO], "9909150101700009")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].text == answers[1].text


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("disbursements", {"amount_rupiah": 1, "method": "transfer", "receipt": "K-1"}),
        ("allocations", {"amount_rupiah": 1, "fund": "baznas-zakat-2024", "asnaf": "miskin"}),
        ("increases", {"amount_rupiah": 1, "reason": "tambahan"}),
    ],
)
def test_a_party_goes_on_only_while_an_agreement_is_active(  # noqa: PLR0917
    client: Client,
    as_: As,
    known: Neighbourhood,
    regency: Regency,
    command: str,
    body: dict[str, object],
):
    ended(regency, "baznas")
    at = f"/api/v1/commitments/{known.commitments[KLEGO]}/{command}"

    answer = client.post(at, json=body | {"occurred_on": "2024-11-05"}, headers=as_("baznas"))

    assert answer.status_code == 404, answer.text


def test_what_was_promised_can_still_be_wound_up_afterwards(
    client: Client, as_: As, known: Neighbourhood, regency: Regency
):
    ended(regency, "baznas")
    at = f"/api/v1/commitments/{known.commitments[KLEGO]}/cancellations"

    body = {"reason": "kerja sama berakhir", "occurred_on": "2024-11-05"}
    answer = client.post(at, json=body, headers=as_("baznas"))

    assert answer.status_code == 201, answer.text


@pytest.mark.usefixtures("known")
def test_a_number_taken_elsewhere_names_no_household_of_another_village(client: Client, as_: As):
    answer = client.post(
        "/api/v1/households",
        json=family(NIKS[KLEGO], village=TANJUNG),
        headers=as_("neighbour"),
    )

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/number-taken"
    assert answer.json()["why"] == {"households": []}


def ended(regency: Regency, agreement: str) -> None:
    """End an agreement."""
    ask = agreements.End(reason="kerja sama selesai", occurred_on=regency.ledger.today)
    do(regency, SECRETARIAT, agreements.end, agreement, ask)


def promise(household: str, **other: object) -> dict[str, object]:
    """Return a promise of the persona's own organisation."""
    return {
        "partner": "pt-asing",
        "programme": "jamban",
        "household": household,
        "amount_rupiah": 1_000_000,
        "form": "cash",
        "occurred_on": "2024-11-04",
        **other,
    }


def _headers(answer: object) -> dict[str, str]:
    headers = dict(answer.headers)  # type: ignore[attr-defined]
    headers.pop("content-length", None)
    headers.pop("date", None)
    return headers


def test_a_count_of_one_does_not_tell_a_partner_that_there_is_a_household(
    client: Client, as_: As, known: Neighbourhood
):
    assert known
    for by in ("village", "kecamatan", "regency"):
        statuses = client.get(f"/api/v1/statuses?by={by}", headers=as_("partner_nowhere")).json()
        board = client.get(f"/api/v1/needs?by={by}", headers=as_("partner_nowhere")).json()
        assert statuses["households"] in {0, 5}, by
        assert all(one["households"] % 5 == 0 for one in statuses["counts"]), by
        assert all(one["households"] % 5 == 0 for one in board["counts"]), by
    village = client.get(f"/api/v1/statuses?area={KLEGO}", headers=as_("partner_nowhere")).json()
    assert (village["households"], village["counts"]) == (0, [])


def test_under_an_agreement_counts_are_exact(client: Client, as_: As, known: Neighbourhood):
    assert known
    answer = client.get("/api/v1/statuses?area=33.09.15&by=village", headers=as_("partner_here"))
    assert answer.json()["households"] == 2
