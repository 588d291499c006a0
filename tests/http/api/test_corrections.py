"""A village's corrections go back to the owner of the list, and can be made again as they were."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest

from service.aggregates.household_events import Source
from service.regency import Regency
from tests.commands.meeting import NUMBER
from tests.http.api.given import Client, made, problem, shown
from tests.http.api.test_musdes import ON, opened, post
from tests.http.conftest import KLEGO, As
from tests.support import events as some
from tests.support.told import tell

CORRECTIONS = "/api/v1/corrections"
ASKED = f"list={some.LIST}&village={KLEGO}"
LETTER = {
    "list": str(some.LIST),
    "village": KLEGO,
    "to": "Dinas Sosial",
    "letter_number": "470/31/2024",
}
HOMES = [some.uid(5_000 + number) for number in range(8)]


def person(number: int) -> UUID:
    return some.uid(6_000 + number)


def listed(regency: Regency) -> None:
    """Give a list of eight rows: two dead, one gone, one better off, one not found, three stay."""
    tell(regency, some.received())
    for number, home in enumerate(HOMES):
        source = Source(list=some.LIST, row_no=20 - number)
        member = some.enrolled(person(number), row_no=20 - number)
        tell(
            regency,
            some.registered(household=home, source=source, members=(member,), persons=1),
        )
    for number in (0, 1):
        gone: dict[str, Any] = {"household": HOMES[number], "persons": 0}
        tell(
            regency,
            some.presence(person=person(number), **gone),
            some.closed(status="deceased", leaving=(person(number),), method=None, **gone),
        )
    tell(
        regency,
        some.closed(household=HOMES[2], leaving=(person(2),)),
        some.better_off(household=HOMES[3], persons=1, by="operator-klego"),
        some.judged(
            "unreachable",
            household=HOMES[4],
            status="not_found",
            persons=1,
            evidence=some.TWO_VISITS_AND_A_LETTER,
        ),
        some.judged(household=HOMES[5], persons=1),
    )


def rows_of(answer: Any) -> tuple[list[list[str]], list[list[str]]]:
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    top = next(at for at, row in enumerate(rows) if row[0] == "Baris berkas")
    return rows[:top], rows[top + 1 :]


def test_the_dead_and_the_moved_are_the_invalid_rate(client: Client, as_: As, regency: Regency):
    listed(regency)
    found = shown(client.get(f"{CORRECTIONS}/preview?{ASKED}", headers=as_("village_operator")))
    assert (found["rows"], found["deceased"], found["moved"]) == (8, 2, 1)
    assert found["invalid_percent"] == "37,50%"
    assert found["counts"] == {"deceased": 2, "moved_out": 1, "not_found": 1, "better_off": 1}
    assert [line["row_no"] for line in found["lines"]] == [16, 17, 18, 19, 20]


def test_the_file_is_by_name_in_the_list_s_own_order_and_on_record(
    client: Client, as_: As, regency: Regency
):
    listed(regency)
    path = f"{CORRECTIONS}/file?{ASKED}"
    assert client.get(path, headers=as_("village_operator")).status_code == 400
    answer = client.get(f"{path}&purpose=correction", headers=as_("village_operator"))
    marks, rows = rows_of(answer)
    assert [int(row[0]) for row in rows] == [16, 17, 18, 19, 20]
    assert rows[-1][1:6] == [
        "Contoh Wiratama",
        "9909150101700001",
        "Meninggal",
        "2024-11-03",
        some.LETTER.reference,
    ]
    assert any("(2 + 1) / 8 = 37,50%" in row[0] for row in marks)
    [look] = regency.access_log.of_account("village_operator", limit=9)
    assert (look.kind, look.purpose) == ("export", "correction")
    assert person(0) in look.subjects
    book = client.get(f"{path}&purpose=correction&format=xlsx", headers=as_("village_operator"))
    assert book.content.startswith(b"PK")


def test_what_a_meeting_ratified_says_by_which_minutes(client: Client, as_: As, regency: Regency):
    listed(regency)
    path = opened(client, as_, HOMES[3], HOMES[4])
    removed = {"household": str(HOMES[4]), "decision": "remove", "reason": "not_found"}
    body = {"decisions": [removed], "rest": True, "occurred_on": ON}
    made(post(client, as_, f"{path}/decisions", body))
    made(post(client, as_, f"{path}/ratifications", {"number": NUMBER}))
    found = shown(client.get(f"{CORRECTIONS}/preview?{ASKED}", headers=as_("bpd_chair")))
    assert {line["row_no"]: line["minutes"] for line in found["lines"]} == {
        16: NUMBER,
        17: NUMBER,
        18: "",
        19: "",
        20: "",
    }
    assert found["ratified"] == 2


def test_what_was_sent_can_be_made_again_as_it_was(client: Client, as_: As, regency: Regency):
    listed(regency)
    receipt = made(post(client, as_, CORRECTIONS, LETTER, "village_operator"))
    sent = shown(client.get(f"{CORRECTIONS}/{receipt['id']}", headers=as_("secretariat")))
    assert (sent["rows"], sent["corrections"], sent["deceased"]) == (8, 5, 2)
    tell(regency, some.closed(household=HOMES[5], leaving=(person(5),)))
    path = f"{CORRECTIONS}/{receipt['id']}/file?purpose=correction"
    marks, rows = rows_of(client.get(path, headers=as_("secretariat")))
    assert len(rows) == 5
    assert any(sent["content_hash"] in row[0] for row in marks)
    _, now = rows_of(client.get(f"{path}&again=true", headers=as_("secretariat")))
    assert len(now) == 6

    body = {"outcome": "partly_adopted", "taken": 4, "letter_number": "460/7", "reason": "Kurang"}
    made(post(client, as_, f"{CORRECTIONS}/{receipt['id']}/answers", body, "secretariat"))
    [one] = shown(client.get(CORRECTIONS, headers=as_("auditor")))["items"]
    assert (one["outcome"], one["taken"]) == ("partly_adopted", 4)


def test_a_village_without_corrections_sends_nothing(client: Client, as_: As, regency: Regency):
    tell(regency, some.received(), some.registered())
    answer = post(client, as_, CORRECTIONS, LETTER, "village_operator")
    assert problem(answer) == (409, "nothing-to-return")
    unknown = LETTER | {"list": str(some.uid(1))}
    assert post(client, as_, CORRECTIONS, unknown, "village_operator").status_code == 404


@pytest.mark.parametrize("path", ["/preview?{}", "/file?{}&purpose=correction"])
def test_a_neighbour_is_told_nothing(client: Client, as_: As, regency: Regency, path: str):
    listed(regency)
    address = CORRECTIONS + path.format(ASKED)
    assert client.get(address, headers=as_("neighbour")).status_code == 404
    assert post(client, as_, CORRECTIONS, LETTER, "neighbour").status_code == 404
