"""Two verifiers without signal disagree: both are heard, in whatever order, and neither wins."""

from itertools import permutations
from typing import Any

import pytest

from tests.http.api.asking import DAY, LETTER, VISIT, Client, refusal, registered
from tests.http.conftest import TANJUNG, As

CONTRADICTIONS = "/api/v1/contradictions"
LATER, DECIDED = "2024-11-06", "2024-11-08"
OPERATOR, MENTOR = "village_operator", "mentor"


def said(verdict: str, **other: Any) -> dict[str, Any]:
    body = {
        "level": "household",
        "verdict": verdict,
        "method": "visit",
        "evidence": [VISIT, LETTER],
    }
    return {**body, "occurred_on": DAY, "reason": "assets", **other}


def send(client: Client, as_: As, household: str, by: str, word: tuple[str, str]) -> Any:
    """Send one verifier's word, under the key their telephone made at the door."""
    answer = client.post(
        f"/api/v1/households/{household}/validations",
        json=said(word[0], occurred_on=word[1]),
        headers=as_(by, key=f"{by}-{household}"),
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def home(client: Client, as_: As, household: str, by: str = "secretariat") -> Any:
    return client.get(f"/api/v1/households/{household}", headers=as_(by)).json()


def waiting(client: Client, as_: As, by: str = "village_head", query: str = "is_open=true") -> Any:
    answer = client.get(f"{CONTRADICTIONS}?{query}", headers=as_(by))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.mark.parametrize("mentor_on", [DAY, "2024-11-06"], ids=["one day", "two days"])
@pytest.mark.parametrize(
    "order", list(permutations((OPERATOR, MENTOR))), ids=["operator first", "mentor first"]
)
def test_the_same_two_words_replayed_in_any_order_end_the_same(
    client: Client, as_: As, order: tuple[str, str], mentor_on: str
):
    household = registered(client, as_)
    words = {OPERATOR: ("eligible", DAY), MENTOR: ("better_off", mentor_on)}
    first = {by: send(client, as_, household, by, words[by]) for by in order}
    again = {by: send(client, as_, household, by, words[by]) for by in reversed(order)}
    assert first == again
    known = home(client, as_, household)
    [dispute] = known["disputes"]
    told = {(one["by"], one["verdict"], one["on"]) for one in dispute["testimonies"]}
    assert told == {(by, verdict, day) for by, (verdict, day) in words.items()}
    assert known["status"] == ("newly_proposed" if mentor_on == DAY else "eligible")
    [listed] = waiting(client, as_)
    assert (listed["household"], listed["holds"]) == (household, None)
    trail = client.get(f"/api/v1/trail?subject=household:{household}", headers=as_("auditor"))
    tags = [one["type"] for one in trail.json()["items"]]
    assert tags.count("household.judged") == 2
    assert tags.count("contradiction.opened") == 1


def disputed(client: Client, as_: As) -> tuple[str, Any]:
    household = registered(client, as_)
    send(client, as_, household, OPERATOR, ("eligible", DAY))
    send(client, as_, household, MENTOR, ("better_off", DAY))
    return household, home(client, as_, household)["disputes"][0]


def decide(client: Client, as_: As, at: str, by: str, holds: int) -> Any:
    return client.post(
        f"{CONTRADICTIONS}/{at}/decisions",
        json={"holds": holds, "reason": "Dilihat bersama ketua RT"},
        headers=as_(by),
    )


def test_whoever_saw_neither_decides_and_the_status_follows(client: Client, as_: As):
    household, dispute = disputed(client, as_)
    holds = dispute["testimonies"][1]["version"]
    number = dispute["contradiction"]
    for witness in (OPERATOR, MENTOR):
        refused = decide(client, as_, f"{household}/{number}", witness, holds)
        assert refusal(refused) == "decided-by-witness"
    answer = decide(client, as_, f"{household}/{number}", "village_head", holds)
    assert answer.status_code == 201, answer.text
    known = home(client, as_, household)
    assert (known["status"], known["disputes"]) == ("better_off", [])
    assert waiting(client, as_) == []
    [done] = waiting(client, as_, query="is_open=false")
    assert (done["decided_by"], done["holds"]) == ("village_head", holds)
    assert refusal(decide(client, as_, f"{household}/{number}", "village_head", holds)) == (
        "no-contradiction"
    )


def test_whoever_speaks_while_it_is_open_is_listed_and_may_be_right(client: Client, as_: As):
    household, dispute = disputed(client, as_)
    third = send(client, as_, household, "village_head", ("self_withdrew", DAY))
    [listed] = waiting(client, as_)
    told = {one["by"]: one["version"] for one in listed["testimonies"]}
    assert told == {
        **{one["by"]: one["version"] for one in dispute["testimonies"]},
        "village_head": third["version"],
    }
    at = f"{household}/{dispute['contradiction']}"
    assert decide(client, as_, at, "secretariat", third["version"]).status_code == 201
    [done] = waiting(client, as_, query="is_open=false")
    assert (done["holds"], done["testimonies"]) == (third["version"], listed["testimonies"])


def test_who_may_not_know_of_the_household_learns_nothing(client: Client, as_: As):
    household, dispute = disputed(client, as_)
    holds, number = dispute["testimonies"][0]["version"], dispute["contradiction"]
    assert waiting(client, as_, by="neighbour") == []
    assert refusal(decide(client, as_, f"{household}/{number}", "neighbour", holds), 404) == (
        refusal(decide(client, as_, f"{NOBODY}/{number}", "neighbour", holds), 404)
    )
    assert (
        refusal(decide(client, as_, f"{household}/{number}", "auditor", holds), 403)
        == "not-allowed"
    )
    partner = client.get(CONTRADICTIONS, headers=as_("baznas"))
    assert refusal(partner, 403) == "not-allowed"
    assert (
        client.get(f"{CONTRADICTIONS}?area={TANJUNG}", headers=as_("neighbour")).json()["items"]
        == []
    )


NOBODY = "00000000-0000-4000-8000-000000000000"


def test_two_telephones_that_come_back_out_of_order_are_both_heard_on_both_clocks(
    client: Client, as_: As
):
    """The later visit arrives first, each telephone sends twice, and a third person decides."""
    household = registered(client, as_)
    words = {OPERATOR: ("eligible", DAY), MENTOR: ("better_off", LATER)}
    first = {by: send(client, as_, household, by, words[by]) for by in (MENTOR, OPERATOR)}
    again = {by: send(client, as_, household, by, words[by]) for by in (MENTOR, OPERATOR)}
    assert again == first, "the same key, the same answer"

    def status(**clocks: object) -> str:
        query = "&".join(f"{name}={value}" for name, value in clocks.items())
        where = f"/api/v1/households/{household}?{query}"
        found: str = client.get(where, headers=as_("secretariat")).json()["status"]
        return found

    [dispute] = home(client, as_, household)["disputes"]
    told = {one["by"]: one["version"] for one in dispute["testimonies"]}
    assert set(told) == {OPERATOR, MENTOR}, "both testimonies are kept"
    assert len(waiting(client, as_)) == 1, "one open contradiction"
    assert status(as_of=first[MENTOR]["position"]) == "better_off", "nobody said otherwise yet"
    open_at = first[OPERATOR]["position"]
    assert status() == status(as_of=open_at) == "eligible", "what stood before it still stands"
    assert status(valid_on=LATER) == "eligible"

    at = f"{CONTRADICTIONS}/{household}/{dispute['contradiction']}/decisions"
    ask = {"holds": told[MENTOR], "reason": "Dilihat bersama RT", "occurred_on": DECIDED}
    assert client.post(at, json=ask, headers=as_("village_head")).status_code == 201
    assert status() == status(valid_on=DECIDED) == "better_off"
    # True then: until it was decided, and known then: whatever day is asked for.
    assert status(valid_on=LATER) == "eligible"
    assert status(as_of=open_at) == status(as_of=open_at, valid_on=DECIDED) == "eligible"
    late = {by: send(client, as_, household, by, words[by]) for by in (MENTOR, OPERATOR)}
    assert late == first, "a telephone that was forgotten changes nothing any more"
    assert (status(), home(client, as_, household)["disputes"]) == ("better_off", [])
