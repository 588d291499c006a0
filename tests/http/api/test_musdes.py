"""A meeting over HTTP, from the invitation to the seal that anybody can check."""

from typing import Any
from uuid import UUID

import pytest

from service.commands.validations import JudgeHousehold, validate
from service.regency import Regency
from tests.commands.acting import DAY, OPERATOR, VISIT, do, registered
from tests.commands.giving import catalogue
from tests.http.api.given import Client, made, problem, shown
from tests.http.conftest import KLEGO, As

MUSDES = "/api/v1/musdes"
ON = DAY.isoformat()
NUMBER = "140/07/BA/XI/2024"
INVITATION: dict[str, Any] = {
    "village": KLEGO,
    "kind": "musdes",
    "meets_on": ON,
    "meets_at": "09:00",
    "place": "Balai Desa Klego",
    "agenda": "Pembahasan hasil verifikasi",
    "legal_basis": "UU 13/2011 Pasal 8\nPermendesa 16/2019",
    "chair": {"name": "Contoh Wiyono", "position": "Ketua BPD", "account": "bpd_chair"},
    "minute_taker": {"name": "Contoh Lestari", "position": "Sekretaris Desa"},
    "occurred_on": ON,
}
ATTENDANCE = {
    "invited": 30,
    "quorum": 20,
    "attendees": [{"name": "Contoh Sarjono", "role": "hamlet_or_rt", "sex": "male"}],
    "others": [{"role": "resident", "sex": "female", "count": 21}],
}


def post(client: Client, as_: As, path: str, body: Any, by: str = "bpd_chair") -> Any:
    return client.post(path, json=body, headers=as_(by))


def found(regency: Regency, nik: str, verdict: Any = "eligible", **other: Any) -> UUID:
    household = registered(regency, nik)
    asked = JudgeHousehold(
        verdict=verdict, method="visit", evidence=(VISIT,), occurred_on=DAY, **other
    )
    do(regency, OPERATOR, validate, household, asked)
    return household


def opened(client: Client, as_: As, *households: UUID) -> str:
    """Return the address of a meeting that was called, attended and shown households."""
    path: str = post(client, as_, MUSDES, INVITATION).headers["Location"]
    made(post(client, as_, f"{path}/attendances", ATTENDANCE))
    if households:
        asked = {"households": [str(one) for one in households], "occurred_on": ON}
        made(post(client, as_, f"{path}/presentations", asked))
    return path


def sealed(client: Client, as_: As, *households: UUID) -> str:
    """Return the address of a meeting whose minutes are ratified."""
    path = opened(client, as_, *households)
    made(post(client, as_, f"{path}/decisions", {"rest": True, "occurred_on": ON}))
    made(post(client, as_, f"{path}/ratifications", {"number": NUMBER}))
    return path


def test_a_meeting_is_held_signed_and_sent_on(client: Client, as_: As, regency: Regency):
    catalogue(regency)
    stays = found(regency, "9909150101700001")
    goes = found(regency, "9909150101700002", "better_off", reason="assets")
    waiting: Any = shown(client.get(f"{MUSDES}/waiting?area={KLEGO}", headers=as_("bpd_chair")))
    assert waiting == [{"village": KLEGO, "households": 2, "overdue": 0}]
    path = sealed(client, as_, stays, goes)
    for by, signer in (("bpd_chair", "chair"), ("village_head", "head")):
        body = {"signer": signer, "position": by, "name": "Contoh", "occurred_on": ON}
        made(post(client, as_, f"{path}/signatures", body, by))
    body = {"to": "camat", "letter_number": "470/1", "occurred_on": ON}
    made(post(client, as_, f"{path}/forwardings", body, "village_operator"))
    answer = {"of": "camat", "answer": "acknowledged", "letter_number": "470/2"}
    made(post(client, as_, f"{path}/answers", answer | {"occurred_on": ON}))

    one = shown(client.get(path, headers=as_("auditor")))
    assert (one["stage"], one["kept"], one["removed"]) == ("forwarded", 1, 1)
    assert one["legal_basis"] == ["UU 13/2011 Pasal 8", "Permendesa 16/2019"]
    assert one["sent"][0]["answer"] == "acknowledged"
    rows = shown(client.get(f"{path}/rows", headers=as_("village_operator")))["items"]
    assert [(row["decision"], row["result"]) for row in rows] == [
        ("keep", "eligible"),
        ("remove", "better_off"),
    ]
    nothing: Any = shown(client.get(f"{MUSDES}/waiting", headers=as_("secretariat")))
    assert nothing == []


def test_what_waits_is_listed_page_by_page_and_the_overdue_are_told(
    client: Client, as_: As, regency: Regency
):
    homes = sorted(found(regency, f"990915010170000{number}") for number in range(1, 4))
    path = f"{MUSDES}/waiting/households?limit=2"
    first = shown(client.get(path, headers=as_("bpd_chair")))
    rest = shown(client.get(f"{path}&cursor={first['next']}", headers=as_("bpd_chair")))
    listed = [one["household"] for one in first["items"] + rest["items"]]
    assert listed == [str(one) for one in homes]
    late: Any = shown(client.get(f"{MUSDES}/waiting?before=2030-01-01", headers=as_("bpd_chair")))
    assert late[0]["overdue"] == 3
    nothing: Any = shown(client.get(f"{MUSDES}/waiting", headers=as_("neighbour")))
    assert nothing == []


def test_the_witness_in_the_chair_is_told_which_rows_are_their_own(
    client: Client, as_: As, regency: Regency
):
    catalogue(regency)
    own = found(regency, "9909150101700001")
    path = post(
        client,
        as_,
        MUSDES,
        INVITATION | {"chair": INVITATION["chair"] | {"account": OPERATOR.account}},
    ).headers["Location"]
    made(post(client, as_, f"{path}/attendances", ATTENDANCE))
    made(post(client, as_, f"{path}/presentations", {"households": [str(own)], "occurred_on": ON}))
    made(post(client, as_, f"{path}/decisions", {"rest": True, "occurred_on": ON}))
    refused = post(client, as_, f"{path}/ratifications", {"number": NUMBER})
    assert problem(refused) == (409, "ratifier-verified")
    assert refused.json()["why"]["households"] == [str(own)]


def test_a_household_says_whether_a_meeting_has_ratified_it(
    client: Client, as_: As, regency: Regency
):
    home = found(regency, "9909150101700001")
    path = f"{MUSDES}/households/{home}"
    before = shown(client.get(path, headers=as_("monitor")))
    assert (before["is_ratified"], before["is_waiting"]) == (False, True)
    sealed(client, as_, home)
    now = shown(client.get(path, headers=as_("monitor")))
    assert (now["is_ratified"], now["is_waiting"]) == (True, False)
    assert now["decisions"][0]["number"] == NUMBER
    then = shown(client.get(f"{path}?as_of={before['position']}", headers=as_("monitor")))
    assert then["decisions"] == []
    assert client.get(path, headers=as_("neighbour")).status_code == 404


class TestTheSeal:
    def test_is_checked_by_anybody_and_names_nobody(
        self, client: Client, as_: As, regency: Regency
    ):
        path = sealed(client, as_, found(regency, "9909150101700001"))
        seal = shown(client.get(path, headers=as_("auditor")))["content_hash"]
        answer = client.get(f"{MUSDES}/verifications/{seal}")
        told = shown(answer)
        assert (told["village"], told["number"], told["kept"]) == (KLEGO, NUMBER, 1)
        assert told["signed"] == []
        assert "Contoh" not in answer.text

    @pytest.mark.parametrize("wrong", ["0" * 64, "klego", "0" * 63])
    def test_of_nothing_is_not_found(self, client: Client, wrong: str):
        assert client.get(f"{MUSDES}/verifications/{wrong}").status_code in {400, 404}


class TestTheMinutes:
    def test_for_the_board_hold_no_name(self, client: Client, as_: As, regency: Regency):
        path = sealed(client, as_, found(regency, "9909150101700001"))
        answer = client.get(f"{path}/minutes.pdf", headers=as_("auditor"))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-1.")
        assert regency.access_log.of_account("auditor", limit=9) == []

    def test_by_name_take_a_purpose_and_go_on_record(
        self, client: Client, as_: As, regency: Regency
    ):
        home = found(regency, "9909150101700001")
        path = f"{sealed(client, as_, home)}/minutes.pdf?edition=by_name"
        assert client.get(path, headers=as_("bpd_chair")).status_code == 400
        answer = client.get(f"{path}&purpose=verification", headers=as_("bpd_chair"))
        assert answer.status_code == 200
        [look] = regency.access_log.of_account("bpd_chair", limit=9)
        assert (look.kind, look.purpose) == ("export", "verification")
        assert home in look.subjects

    def test_are_not_there_before_they_are_ratified(
        self, client: Client, as_: As, regency: Regency
    ):
        path = opened(client, as_, found(regency, "9909150101700001"))
        answer = client.get(f"{path}/minutes.pdf", headers=as_("bpd_chair"))
        assert problem(answer) == (409, "musdes-not-ratified")


class TestElsewhere:
    def test_a_neighbour_knows_of_no_meeting_here(self, client: Client, as_: As, regency: Regency):
        path = opened(client, as_, found(regency, "9909150101700001"))
        for address in (path, f"{path}/rows", f"{path}/minutes.pdf"):
            assert client.get(address, headers=as_("neighbour")).status_code == 404
        assert shown(client.get(MUSDES, headers=as_("neighbour")))["items"] == []
        body = {"households": [str(UUID(int=1))]}
        assert post(client, as_, f"{path}/presentations", body, "neighbour").status_code == 404

    def test_a_partner_reads_no_meeting(self, client: Client, as_: As):
        assert client.get(MUSDES, headers=as_("baznas")).status_code == 403
