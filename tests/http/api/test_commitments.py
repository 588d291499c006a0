"""Commitments and deliveries over HTTP: the whole life of a promise, and who may not do what."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from service.regency import Regency
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    PERKIM,
    TOILET,
    ZAKAT,
    catalogue,
    family_in_need,
    funded,
    judged,
    promised,
)
from tests.http.api.given import DAY, Answer, Client, made, problem, shown, wrong_fields
from tests.http.conftest import KLEGO, TANJUNG, As

COMMITMENTS = "/api/v1/commitments"
HANDOVER = {"kind": "handover", "reference": "BAST-01", "on": DAY}


@pytest.fixture
def household(regency: Regency) -> UUID:
    """A household of Klego that lacks a toilet, and zakat to help it."""
    catalogue(regency)
    funded(regency)
    return family_in_need(regency)


def asked(household: UUID | None, **other: Any) -> Answer:
    return {
        "partner": BAZNAS,
        "programme": TOILET,
        "household": str(household),
        "amount_rupiah": 5_000_000,
        "form": "cash",
        "occurred_on": DAY,
        **other,
    }


class Promise:
    """One promise, and short ways to act on it."""

    def __init__(self, client: Client, as_: As, household: UUID | None, **other: Any) -> None:
        self.client, self.as_ = client, as_
        self.id = made(self._post("", "baznas", asked(household, **other)))["id"]

    def act(self, what: str, persona: str = "baznas", **body: Any) -> Any:
        return self._post(f"/{self.id}/{what}", persona, {"occurred_on": DAY, **body})

    def did(self, what: str, persona: str = "baznas", **body: Any) -> Answer:
        return made(self.act(what, persona, **body))

    def allocate(self, amount_rupiah: int = 5_000_000) -> Answer:
        return self.did("allocations", amount_rupiah=amount_rupiah, fund=ZAKAT, asnaf="miskin")

    def pay(self, amount_rupiah: int = 5_000_000, persona: str = "baznas") -> Any:
        return self.act(
            "disbursements",
            persona,
            amount_rupiah=amount_rupiah,
            method="transfer",
            receipt=f"SP2D-{uuid4()}",
        )

    def deliver(self, value_rupiah: int = 5_000_000) -> str:
        answer = self.did("deliveries", value_rupiah=value_rupiah, evidence=[HANDOVER])
        return f"deliveries/{answer['id']}"

    def read(self, query: str = "", persona: str = "auditor") -> Answer:
        path = f"{COMMITMENTS}/{self.id}?{query}"
        return shown(self.client.get(path, headers=self.as_(persona)))

    def numbers(self, query: str = "") -> list[int]:
        found = self.read(query)
        stages = ("committed", "allocated", "disbursed", "delivered", "verified")
        return [found[f"{stage}_rupiah"] for stage in stages]

    def _post(self, path: str, persona: str, body: Answer) -> Any:
        return self.client.post(f"{COMMITMENTS}{path}", json=body, headers=self.as_(persona))


@pytest.fixture
def promise(client: Client, as_: As, household: UUID) -> Promise:
    return Promise(client, as_, household)


def test_a_promise_is_followed_from_the_fund_to_the_house(promise: Promise):
    promise.allocate()
    made(promise.pay())
    delivery = promise.deliver()
    promise.did(f"{delivery}/acknowledgements", "village_operator")
    promise.did(f"{delivery}/verifications", "mentor", value_rupiah=5_000_000)

    found = promise.read()

    assert (found["state"], found["stage"]) == ("fulfilled", "verified")
    assert promise.numbers() == [5_000_000] * 5
    entries = found["entries"]
    assert entries["allocations"][0]["fund"] == ZAKAT
    assert entries["allocations"][0]["drawn_rupiah"] == 5_000_000
    assert entries["disbursements"][0]["amount_rupiah"] == 5_000_000
    assert entries["deliveries"][0]["state"] == "acknowledged"
    assert entries["deliveries"][0]["verified_by"] == ["dinas-pupr"]


def test_the_version_of_a_promise_is_that_of_its_etag(client: Client, as_: As, promise: Promise):
    receipt = promise.allocate(1_000_000)

    read = client.get(f"{COMMITMENTS}/{promise.id}", headers=as_("auditor"))
    stale = client.post(
        f"{COMMITMENTS}/{promise.id}/cancellations",
        json={"reason": "Dana habis"},
        headers=as_("baznas", seen=1),
    )

    assert read.headers["etag"] == f'"{receipt["version"]}"' == '"2"'
    assert problem(stale) == (409, "changed-meanwhile")


def test_a_repeated_payment_is_paid_once(client: Client, as_: As, promise: Promise):
    promise.allocate()
    body = {"amount_rupiah": 1_000_000, "method": "transfer", "receipt": "SP2D-1"}
    path, headers = f"{COMMITMENTS}/{promise.id}/disbursements", as_("baznas", key="bayar-0001")

    first = made(client.post(path, json=body, headers=headers))
    again = made(client.post(path, json=body, headers=headers))

    assert again == first
    assert promise.numbers()[2] == 1_000_000


def test_the_second_partner_learns_who_is_first(client: Client, as_: As, promise: Promise):
    household = promise.read()["household"]
    ask = f"{COMMITMENTS}/overlaps?household={household}&programme={TOILET}"

    before = shown(client.get(ask, headers=as_("company")))
    body = asked(household, partner=COMPANY)
    refused = client.post(COMMITMENTS, json=body, headers=as_("company"))

    assert before["is_free"] is False
    assert before["overlaps"][0]["partner"] == BAZNAS
    assert before["overlaps"][0]["status"] == "made"
    assert problem(refused) == (409, "need-taken")
    assert refused.json()["why"] == {
        "need": "sanitation",
        "commitment": promise.id,
        "partner": BAZNAS,
        "programme": TOILET,
        "amount_rupiah": 5_000_000,
        "status": "made",
        "severity": "duplicate",
    }


def test_what_is_free_says_so_and_with_which_version(
    regency: Regency, client: Client, as_: As, household: UUID
):
    ask = f"{COMMITMENTS}/overlaps?household={household}&need=sanitation"
    free = shown(client.get(ask, headers=as_("company")))
    assert (free["is_free"], free["overlaps"], free["warnings"]) == (True, [], [])
    judged(regency, household, "better_off", reason="assets")

    headers = as_("baznas", seen=free["version"])
    stale = client.post(COMMITMENTS, json=asked(household), headers=headers)
    warned = shown(client.get(ask, headers=as_("company")))

    assert problem(stale) == (409, "changed-meanwhile")
    assert [warning["code"] for warning in warned["warnings"]] == ["not_payable"]


def test_what_stands_in_the_way_is_told_where_one_may_look(
    client: Client, as_: As, household: UUID
):
    ask = f"{COMMITMENTS}/overlaps?household={household}"

    hidden = client.get(f"{ask}&need=sanitation", headers=as_("neighbour"))
    unknown = client.get(
        f"{COMMITMENTS}/overlaps?household={uuid4()}&need=sanitation", headers=as_("neighbour")
    )
    unclear = client.get(ask, headers=as_("company"))

    assert hidden.json() == unknown.json()
    assert problem(hidden)[0] == 404
    assert wrong_fields(unclear) == ["?need"]


def test_partners_share_a_need_in_a_package_that_the_secretariat_opens(
    client: Client, as_: As, promise: Promise
):
    why = {"package": "rumah-07", "reason": "Bahan dan tenaga"}
    assert problem(promise.act("packages", "baznas", **why)) == (403, "not-allowed")
    promise.did("packages", "secretariat", **why)

    household = promise.read()["household"]
    body = asked(household, partner=COMPANY, package="rumah-07")

    made(client.post(COMMITMENTS, json=body, headers=as_("company")))
    again = promise.act("packages", "secretariat", **why)
    assert problem(again) == (409, "packaged-already")


def test_a_proposal_becomes_a_promise(client: Client, as_: As, household: UUID):
    body = asked(household, stage="proposed", broker="desa-klego", note="Usulan musdes")
    catalogue_broker(client, as_)

    proposed = made(client.post(COMMITMENTS, json=body, headers=as_("village_operator")))
    path = f"{COMMITMENTS}/{proposed['id']}"
    assert shown(client.get(path, headers=as_("baznas")))["state"] == "proposed"
    promise = {"amount_rupiah": 4_000_000, "form": "cash", "occurred_on": DAY}
    made(client.post(f"{path}/promises", json=promise, headers=as_("baznas")))

    found = shown(client.get(path, headers=as_("baznas")))
    assert (found["state"], found["committed_rupiah"]) == ("active", 4_000_000)
    again = client.post(f"{path}/promises", json=promise, headers=as_("baznas"))
    assert problem(again) == (409, "promised-already")


def catalogue_broker(client: Client, as_: As) -> None:
    body = {"partner": "desa-klego", "name": "Desa Klego", "org_type": "pemerintah_desa"}
    made(client.post("/api/v1/partners", json=body, headers=as_("secretariat")))


def test_a_promise_to_a_village_as_a_whole_works_too(client: Client, as_: As, household: UUID):
    body = asked(None, village=KLEGO) | {"household": None}

    receipt = made(client.post(COMMITMENTS, json=body, headers=as_("baznas")))

    path = f"{COMMITMENTS}/{receipt['id']}"
    assert shown(client.get(path, headers=as_("mentor")))["household"] is None
    both = client.post(
        COMMITMENTS, json=body | {"household": str(household)}, headers=as_("baznas")
    )
    assert problem(both) == (409, "target-unclear")


def test_the_dead_and_the_well_off_are_not_paid_save_by_leave_once(
    regency: Regency, promise: Promise
):
    promise.allocate()
    judged(regency, UUID(promise.read()["household"]), "better_off", reason="assets")

    refused = promise.pay(1_000_000)
    assert problem(refused) == (409, "recipient-not-payable")
    assert refused.json()["why"] == {"status": "better_off", "since": DAY}
    own = promise.act("overrides", "baznas", reason="Sudah terlanjur dibangun")
    assert problem(own) == (403, "not-allowed")
    promise.did("overrides", "secretariat", reason="Sudah terlanjur dibangun")

    assert problem(promise.pay(1_000_000, "secretariat")) == (409, "override-by-same-person")
    made(promise.pay(1_000_000))
    assert problem(promise.pay(1_000_000)) == (409, "recipient-not-payable")
    assert promise.read()["entries"]["disbursements"][0]["is_override"] is True


def test_more_than_was_set_aside_is_refused_with_both_numbers(promise: Promise):
    promise.allocate(3_000_000)

    refused = promise.pay(3_000_001)

    assert problem(refused) == (409, "more-than-allocated")
    assert refused.json()["why"] == {"asked_rupiah": 3_000_001, "left_rupiah": 3_000_000}


def test_refunds_and_corrections_leave_what_was_recorded(promise: Promise):
    promise.allocate()
    paid = made(promise.pay(4_000_000))["id"]
    promise.did("refunds", disbursement=paid, amount_rupiah=1_000_000, reason="Kelebihan bayar")
    promise.did(
        "corrections", entry=paid, stage="disbursed", delta_rupiah=-500_000, reason="Salah ketik"
    )

    [entry] = promise.read()["entries"]["disbursements"]

    assert (entry["recorded_rupiah"], entry["amount_rupiah"]) == (4_000_000, 2_500_000)
    assert promise.numbers()[:3] == [5_000_000, 4_000_000, 2_500_000]


def test_a_promise_grows_shrinks_and_ends(promise: Promise):
    promise.did("increases", amount_rupiah=1_000_000, reason="Harga naik")
    promise.did("reductions", amount_rupiah=2_000_000, reason="Harga turun")
    assert promise.numbers()[0] == 4_000_000
    too_much = promise.act("reductions", amount_rupiah=4_000_001, reason="Harga turun")
    assert problem(too_much) == (409, "more-than-left")

    promise.did("cancellations", reason="Anggaran dialihkan")

    assert (promise.read()["state"], promise.numbers()[0]) == ("cancelled", 0)
    assert problem(promise.act("increases", amount_rupiah=1, reason="Lagi"))[0] == 409


def test_a_promise_lapses_when_its_year_is_over_and_not_before(promise: Promise):
    early = promise.act("lapses", "secretariat")
    assert problem(early) == (409, "year-not-over")

    promise.did("lapses", "secretariat", occurred_on="2025-01-01")

    assert promise.read()["state"] == "lapsed"
    assert promise.read("valid_on=2024-12-31")["state"] == "active"
    assert problem(promise.act("lapses", "baznas")) == (403, "not-allowed")


def test_what_is_left_goes_to_another_partner(client: Client, as_: As, promise: Promise):
    promise.allocate()
    made(promise.pay(2_000_000))
    body = {"to_partner": COMPANY, "reason": "Dana habis", "form": "cash", "occurred_on": DAY}

    answer = client.post(
        f"{COMMITMENTS}/{promise.id}/transfers", json=body, headers=as_("secretariat", seen=3)
    )

    heir = made(answer)
    assert answer.headers["location"] == f"{COMMITMENTS}/{heir['id']}"
    read = client.get(answer.headers["location"], headers=as_("auditor"))
    assert read.headers["etag"] == answer.headers["etag"]
    found = shown(read)
    assert (found["partner"], found["committed_rupiah"]) == (COMPANY, 3_000_000)
    assert found["transferred_from"] == promise.id
    assert promise.read()["state"] == "transferred"


def test_a_disputed_handover_is_decided_by_somebody_else(promise: Promise):
    delivery = promise.deliver()
    promise.did(
        f"{delivery}/disputes",
        "village_operator",
        reason="short",
        amount_rupiah=1_000_000,
        note="Kurang sepuluh sak",
    )
    assert promise.read()["disputed"] == 1
    verdict = {"outcome": "upheld", "amount_rupiah": 1_000_000, "reason": "Memang kurang"}
    own = promise.act(f"{delivery}/resolutions", "baznas", **verdict)
    assert problem(own) == (403, "not-allowed")

    promise.did(f"{delivery}/resolutions", "complaint_officer", **verdict)

    assert promise.numbers()[3] == 4_000_000
    assert "Kurang sepuluh sak" not in str(promise.read())


def test_the_village_confirms_its_own_aid_and_nobody_elses(promise: Promise):
    delivery = promise.deliver()

    assert problem(promise.act(f"{delivery}/acknowledgements", "neighbour"))[0] == 404
    assert problem(promise.act(f"{delivery}/acknowledgements", "baznas"))[0] == 403
    unknown = promise.act(f"deliveries/{uuid4()}/acknowledgements", "village_operator")
    assert problem(unknown)[0] == 404
    early = promise.act(f"{delivery}/verifications", "mentor", value_rupiah=1)
    assert problem(early) == (409, "not-acknowledged")


def test_evidence_the_programme_asks_for_must_be_shown(promise: Promise):
    refused = promise.act("deliveries", value_rupiah=5_000_000)

    assert problem(refused) == (409, "proof-missing")
    assert refused.json()["why"] == {"missing": ["handover"]}


def test_every_wrong_field_of_a_promise_is_named(client: Client, as_: As):
    body = asked(None) | {
        "household": "bukan-uuid",
        "amount_rupiah": 0,
        "form": "emas",
        "village": "3309152009",
        "warna": 1,
    }

    answer = client.post(COMMITMENTS, json=body, headers=as_("baznas"))

    assert sorted(wrong_fields(answer)) == [
        "amount_rupiah",
        "form",
        "household",
        "village",
        "warna",
    ]


def test_a_wrong_piece_of_evidence_is_named_by_its_place(promise: Promise):
    wrong = HANDOVER | {"kind": "gambar", "nama": "x"}

    answer = promise.act("deliveries", value_rupiah=1, evidence=[HANDOVER, wrong])

    assert sorted(wrong_fields(answer)) == ["evidence[1].kind", "evidence[1].nama"]


def test_the_numbers_are_asked_on_both_clocks(promise: Promise):
    position = promise.allocate()["position"]
    made(promise.pay(2_000_000))
    promise.did("increases", amount_rupiah=1_000_000, reason="Harga naik", occurred_on="2024-12-01")

    assert promise.numbers() == [6_000_000, 5_000_000, 2_000_000, 0, 0]
    assert promise.numbers(f"as_of={position}") == [5_000_000, 5_000_000, 0, 0, 0]
    assert promise.numbers("valid_on=2024-11-30") == [5_000_000, 5_000_000, 2_000_000, 0, 0]


def test_promises_are_listed_where_one_may_look(
    regency: Regency, client: Client, as_: As, promise: Promise
):
    promised(regency, None, village=KLEGO, partner=PERKIM)

    def partners(persona: str, query: str = "") -> list[str]:
        found = shown(client.get(f"{COMMITMENTS}?{query}", headers=as_(persona)))
        return [row["partner"] for row in found["items"]]

    assert partners("mentor") == partners("company") == [PERKIM, BAZNAS]
    assert partners("neighbour") == partners("neighbour", f"village={KLEGO}") == []
    assert partners("auditor", f"village={TANJUNG}") == []
    assert partners("auditor", "area=33.09.15&need=sanitation&state=active") == [PERKIM, BAZNAS]
    assert partners("auditor", "state=cancelled&state=lapsed") == []
    assert partners("auditor", f"partner={BAZNAS}") == [BAZNAS]
    assert partners("auditor", f"household={promise.read()['household']}") == [BAZNAS]
    first = shown(client.get(f"{COMMITMENTS}?limit=1", headers=as_("auditor")))
    assert partners("auditor", f"limit=1&cursor={first['next']}") == [BAZNAS]
    hidden = client.get(f"{COMMITMENTS}/{promise.id}", headers=as_("neighbour"))
    unknown = client.get(f"{COMMITMENTS}/{uuid4()}", headers=as_("neighbour"))
    assert hidden.json() == unknown.json()
    assert problem(hidden)[0] == 404


def test_auditors_and_strangers_promise_nothing(client: Client, as_: As, household: UUID):
    read_only = client.post(COMMITMENTS, json=asked(household), headers=as_("auditor"))
    stranger = client.post(COMMITMENTS, json=asked(household), headers=as_("company"))

    assert problem(read_only) == (403, "not-allowed")
    assert problem(stranger)[0] == 404
