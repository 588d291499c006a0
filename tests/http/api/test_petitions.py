"""A resident proposes or objects, has a receipt, and is answered by somebody who did not look."""

from typing import Any

from tests.http.api.asking import VISIT, A, B, Client, family, refusal, registered
from tests.http.conftest import KLEGO, TANJUNG, As

PETITIONS = "/api/v1/petitions"


def asked(**other: Any) -> dict[str, Any]:
    return {
        "kind": "proposal",
        "target": "new_household",
        "village": KLEGO,
        "words": "Rumah Contoh Melati belum pernah didata",
        "name": "Melati Contoh",
        **other,
    }


def send(client: Client, as_: As, path: str, by: str, **body: Any) -> Any:
    return client.post(PETITIONS + path, json=body, headers=as_(by))


def received(client: Client, as_: As, by: str = "village_operator", **other: Any) -> str:
    answer = send(client, as_, "", by, **asked(**other))
    assert answer.status_code == 201, answer.text
    petition: str = answer.json()["id"]
    return petition


def examined(client: Client, as_: As, petition: str, by: str = "village_operator") -> None:
    told = {"advice": "accepted", "findings": "Benar demikian", "evidence": [VISIT]}
    answer = send(client, as_, f"/{petition}/examinations", by, **told)
    assert answer.status_code == 201, answer.text


def one(client: Client, as_: As, petition: str, by: str = "village_head", query: str = "") -> Any:
    return client.get(f"{PETITIONS}/{petition}{query}", headers=as_(by)).json()


def test_an_accepted_proposal_registers_the_household_in_the_same_save(client: Client, as_: As):
    petition = received(client, as_)
    examined(client, as_, petition)
    ruling = {"ruling": "accepted", "reason": "Layak didaftarkan"}
    answer = send(
        client, as_, f"/{petition}/decisions", "village_head", **ruling, registration=family(A)
    )
    assert answer.status_code == 201, answer.text
    found = one(client, as_, petition)["petition"]
    assert (found["state"], found["ruling"]) == ("decided", "accepted")
    household = client.get(f"/api/v1/households/{found['household']}", headers=as_("village_head"))
    assert household.json()["status"] == "newly_proposed"


def test_what_can_t_be_registered_decides_nothing(client: Client, as_: As):
    registered(client, as_, A)
    petition = received(client, as_)
    examined(client, as_, petition)
    ruling = {"ruling": "accepted", "reason": "Layak didaftarkan", "registration": family(A)}
    answer = send(client, as_, f"/{petition}/decisions", "village_head", **ruling)
    assert refusal(answer) == "number-taken"
    assert one(client, as_, petition)["petition"]["state"] == "examined"


def test_an_accepted_objection_judges_the_household(client: Client, as_: As):
    household = registered(client, as_, B)
    petition = received(client, as_, kind="objection", target="listing", household=household)
    examined(client, as_, petition)
    finding = {
        "level": "household",
        "verdict": "better_off",
        "reason": "assets",
        "method": "visit",
        "evidence": [VISIT],
    }
    rejected = {"ruling": "rejected", "reason": "Tidak terbukti", "finding": finding}
    path = f"/{petition}/decisions"
    assert refusal(send(client, as_, path, "village_head", **rejected)) == "follows-nothing"
    accepted = {"ruling": "accepted", "reason": "Terbukti mampu", "finding": finding}
    assert send(client, as_, path, "village_head", **accepted).status_code == 201
    known = client.get(f"/api/v1/households/{household}", headers=as_("village_head")).json()
    assert known["status"] == "better_off"


def test_an_appeal_is_decided_by_a_third(client: Client, as_: As):
    petition = received(client, as_)
    examined(client, as_, petition)
    no = {"ruling": "rejected", "reason": "Belum memenuhi"}
    examiner = send(client, as_, f"/{petition}/decisions", "mentor", **no)
    assert examiner.status_code == 201
    appealed = send(client, as_, f"/{petition}/appeals", "village_operator", words="Mohon dilihat")
    assert appealed.status_code == 201, appealed.text
    examined(client, as_, petition)
    yes = {"ruling": "accepted", "reason": "Ternyata memenuhi"}
    again = send(client, as_, f"/{petition}/decisions", "mentor", **yes)
    assert refusal(again) == "decided-twice"
    assert send(client, as_, f"/{petition}/decisions", "village_head", **yes).status_code == 201
    assert one(client, as_, petition)["petition"]["state"] == "closed"


def test_what_was_said_is_masked_until_there_is_a_purpose(client: Client, as_: As):
    petition = received(client, as_, contact="0800-1")
    masked = one(client, as_, petition)
    assert "Melati" not in str(masked)
    assert "0800" not in str(masked)
    opened = one(client, as_, petition, query="?purpose=verification")
    assert (opened["petitioner"], opened["contact"]) == ("Melati Contoh", "0800-1")
    assert opened["said"][0]["text"] == "Rumah Contoh Melati belum pernah didata"
    looks = client.app.state.regency.access_log.of_account("village_head", limit=3)
    assert [str(subject) for subject in looks[0].subjects] == [petition]


def test_a_neighbour_and_a_partner_learn_nothing(client: Client, as_: As):
    petition = received(client, as_)
    assert client.get(f"{PETITIONS}/{petition}", headers=as_("neighbour")).status_code == 404
    assert client.get(PETITIONS, headers=as_("neighbour")).json()["items"] == []
    assert refusal(client.get(PETITIONS, headers=as_("baznas")), 403) == "not-allowed"
    elsewhere = send(client, as_, "", "neighbour", **asked())
    assert elsewhere.status_code == 404
    here = send(client, as_, "", "neighbour", **asked(village=TANJUNG))
    assert here.status_code == 201


def test_a_receipt_number_finds_the_petition(client: Client, as_: As):
    petition = received(client, as_)
    number = one(client, as_, petition)["petition"]["number"]
    assert number.startswith("USL-")
    listed = client.get(f"{PETITIONS}?number={number}", headers=as_("complaint_officer")).json()
    assert [each["petition"] for each in listed["items"]] == [petition]
    for query in ("is_open=true", "is_late=true", "kind=objection"):
        answer = client.get(f"{PETITIONS}?{query}", headers=as_("auditor"))
        assert answer.status_code == 200, query
