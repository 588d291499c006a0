"""Partners over HTTP: enrolled once, renamed from a day on, and every number opens."""

from collections.abc import Callable

import pytest

from service.regency import Regency
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    PERKIM,
    catalogue,
    family_in_need,
    promised,
)
from tests.http.api.given import DAY, Client, made, problem, shown, wrong_fields
from tests.http.conftest import As

PARTNERS = "/api/v1/partners"
NEW = {"partner": "lazismu", "name": "Lazismu", "org_type": "laz", "occurred_on": DAY}


def test_an_enrolled_partner_can_be_read_where_the_answer_says(client: Client, as_: As):
    answer = client.post(PARTNERS, json=NEW, headers=as_("secretariat"))

    receipt = made(answer)
    assert (receipt["id"], receipt["version"]) == ("lazismu", 1)
    assert answer.headers["location"] == f"{PARTNERS}/lazismu"
    read = client.get(answer.headers["location"], headers=as_("village_operator"))
    assert read.headers["etag"] == '"1"'
    found = shown(read)
    assert (found["name"], found["helix"], found["is_active"]) == ("Lazismu", "philanthropy", True)


def test_the_same_key_again_is_answered_as_the_first_time(client: Client, as_: As):
    headers = as_("secretariat", key="kunci-nomor-1")
    first = client.post(PARTNERS, json=NEW, headers=headers)

    again = client.post(PARTNERS, json=NEW, headers=headers)
    other = client.post(PARTNERS, json=NEW | {"name": "Lain"}, headers=headers)

    assert made(again) == made(first)
    assert problem(other) == (409, "command-reused")


def test_a_partner_is_enrolled_once(client: Client, as_: As):
    client.post(PARTNERS, json=NEW, headers=as_("secretariat"))

    answer = client.post(PARTNERS, json=NEW, headers=as_("secretariat"))

    assert problem(answer) == (409, "partner-known")
    assert answer.json()["why"] == {"partner": "lazismu"}


def test_only_the_secretariat_enrols(client: Client, as_: As):
    answer = client.post(PARTNERS, json=NEW, headers=as_("baznas"))

    assert problem(answer) == (403, "not-allowed")


def test_every_wrong_field_is_named_at_once(client: Client, as_: As):
    body = {"partner": "Bukan Slug", "org_type": "ormas", "name": 7, "warna": "hijau"}

    answer = client.post(PARTNERS, json=body, headers=as_("secretariat"))

    assert sorted(wrong_fields(answer)) == ["name", "org_type", "partner", "warna"]


@pytest.mark.parametrize(
    "text",
    ["a\u0000b", "dua\nbaris", "   ", "", "x" * 201],
    ids=["nul", "lines", "blank", "", "long"],
)
def test_a_name_is_one_line_that_says_something(client: Client, as_: As, text: str):
    answer = client.post(PARTNERS, json=NEW | {"name": text}, headers=as_("secretariat"))

    assert wrong_fields(answer) == ["name"]


def test_a_new_name_holds_from_its_day_and_the_old_one_before(client: Client, as_: As):
    client.post(PARTNERS, json=NEW, headers=as_("secretariat"))
    renamed = {"name": "Lazismu Boyolali", "since": "2025-01-01", "occurred_on": "2024-12-01"}

    made(client.post(f"{PARTNERS}/lazismu/names", json=renamed, headers=as_("secretariat")))

    def name(query: str) -> str:
        found = shown(client.get(f"{PARTNERS}/lazismu?{query}", headers=as_("auditor")))
        return str(found["name"])

    assert name("") == "Lazismu Boyolali"
    assert name("valid_on=2024-12-31") == "Lazismu"


def test_what_was_known_before_is_answered_as_it_was(client: Client, as_: As):
    first = made(client.post(PARTNERS, json=NEW, headers=as_("secretariat")))
    body = {"reason": "Kantor tutup", "occurred_on": DAY}
    made(client.post(f"{PARTNERS}/lazismu/deactivations", json=body, headers=as_("secretariat")))

    now = shown(client.get(f"{PARTNERS}/lazismu", headers=as_("auditor")))
    then = client.get(f"{PARTNERS}/lazismu?as_of={first['position']}", headers=as_("auditor"))
    before = client.get(f"{PARTNERS}/lazismu?as_of=1", headers=as_("auditor"))

    assert (now["is_active"], shown(then)["is_active"]) == (False, True)
    assert "etag" not in then.headers
    assert problem(before)[0] == 404


def test_a_stale_version_is_refused(client: Client, as_: As):
    client.post(PARTNERS, json=NEW, headers=as_("secretariat"))
    path, body = f"{PARTNERS}/lazismu/deactivations", {"reason": "Kantor tutup"}
    made(client.post(path, json=body, headers=as_("secretariat", seen=1)))

    path = f"{PARTNERS}/lazismu/reactivations"
    answer = client.post(path, json=body, headers=as_("secretariat", seen=1))

    assert problem(answer) == (409, "changed-meanwhile")
    assert answer.json()["why"] == {"seen": 1, "now": 2}


def test_a_partner_nobody_enrolled_is_not_found(client: Client, as_: As):
    paths: list[Callable[[], object]] = [
        lambda: client.get(f"{PARTNERS}/tidak-ada", headers=as_("auditor")),
        lambda: client.get(f"{PARTNERS}/tidak-ada/contributions", headers=as_("auditor")),
        lambda: client.get(f"{PARTNERS}/tidak-ada/contributions/lines", headers=as_("auditor")),
        lambda: client.post(
            f"{PARTNERS}/tidak-ada/names", json={"name": "Baru"}, headers=as_("secretariat")
        ),
    ]

    assert {problem(ask())[0] for ask in paths} == {404}


def test_partners_are_paged_by_name(client: Client, as_: As):
    for letter in "cab":
        body = NEW | {"partner": f"laz-{letter}", "name": f"LAZ {letter.upper()}"}
        made(client.post(PARTNERS, json=body, headers=as_("secretariat")))
    seen, query = [], "limit=2"

    while query:
        page = shown(client.get(f"{PARTNERS}?{query}", headers=as_("auditor")))
        seen.append([row["name"] for row in page["items"]])
        query = page["next"] and f"limit=2&cursor={page['next']}"

    assert seen == [["LAZ A", "LAZ B"], ["LAZ C"]]


def test_partners_are_found_by_kind_and_by_a_part_of_the_name(
    regency: Regency, client: Client, as_: As
):
    catalogue(regency)

    def slugs(query: str) -> list[str]:
        found = shown(client.get(f"{PARTNERS}?{query}", headers=as_("auditor")))
        return [row["partner"] for row in found["items"]]

    assert slugs("org_type=perangkat_daerah") == ["dinsos", "perkim"]
    assert slugs("helix=private_sector") == [COMPANY]
    assert slugs("text=ZNA") == [BAZNAS]
    assert slugs("is_active=false") == []


def test_credits_stand_side_by_side_and_every_number_opens(
    regency: Regency, client: Client, as_: As
):
    catalogue(regency)
    promised(regency, family_in_need(regency), broker=PERKIM)
    promised(regency, None, village="33.09.15.2009", amount_rupiah=2_000_000)

    given = shown(client.get(f"{PARTNERS}/{BAZNAS}/contributions?by=need", headers=as_("auditor")))
    brokered = shown(client.get(f"{PARTNERS}/{PERKIM}/contributions", headers=as_("auditor")))
    lines = shown(
        client.get(f"{PARTNERS}/{BAZNAS}/contributions/lines?limit=1", headers=as_("auditor"))
    )
    rest = client.get(
        f"{PARTNERS}/{BAZNAS}/contributions/lines?limit=1&cursor={lines['next']}",
        headers=as_("auditor"),
    )

    assert given["credits"]["funder"]["committed_rupiah"] == 7_000_000
    assert [(row["key"], row["committed_rupiah"]) for row in given["groups"]] == [
        ("sanitation", 7_000_000)
    ]
    assert brokered["credits"]["funder"]["committed_rupiah"] == 0
    assert brokered["credits"]["broker"]["committed_rupiah"] == 5_000_000
    amounts = [row["amount_rupiah"] for row in lines["items"] + shown(rest)["items"]]
    assert amounts == [5_000_000, 2_000_000]


def test_the_regencys_total_counts_each_rupiah_once(regency: Regency, client: Client, as_: As):
    catalogue(regency)
    promised(regency, family_in_need(regency), broker=PERKIM, implementer=COMPANY)

    everybody = shown(client.get("/api/v1/contributions", headers=as_("auditor")))
    brokers = shown(client.get("/api/v1/contributions?credit=broker", headers=as_("auditor")))
    lines = shown(client.get("/api/v1/contributions/lines", headers=as_("auditor")))

    assert everybody["totals"]["committed_rupiah"] == 5_000_000
    assert [row["key"] for row in everybody["groups"]] == [BAZNAS]
    assert [row["key"] for row in brokers["groups"]] == [PERKIM]
    assert brokers["totals"]["committed_rupiah"] == 5_000_000
    assert [row["amount_rupiah"] for row in lines["items"]] == [5_000_000]


def test_numbers_are_of_the_callers_own_villages(regency: Regency, client: Client, as_: As):
    catalogue(regency)
    promised(regency, family_in_need(regency))

    def committed(persona: str, query: str = "") -> int:
        path = f"{PARTNERS}/{BAZNAS}/contributions{query}"
        found = shown(client.get(path, headers=as_(persona)))
        return int(found["credits"]["funder"]["committed_rupiah"])

    assert committed("mentor") == 5_000_000
    assert committed("neighbour") == 0
    assert committed("neighbour", "?area=33.09") == 0
    assert committed("auditor", "?area=33.09.15") == 5_000_000
    assert committed("auditor", "?area=33.09.05") == 0
    path = f"{PARTNERS}/{BAZNAS}/contributions/lines"
    assert shown(client.get(path, headers=as_("neighbour")))["items"] == []
    neighbours = shown(client.get("/api/v1/contributions", headers=as_("neighbour")))
    assert neighbours["totals"]["committed_rupiah"] == 0
    assert neighbours["areas"] == ["33.09.15.2003"]


def test_contributions_are_asked_on_both_clocks(regency: Regency, client: Client, as_: As):
    catalogue(regency)
    commitment = promised(regency, family_in_need(regency))
    position = regency.engine.head()
    more = {"amount_rupiah": 1_000_000, "reason": "Harga naik", "occurred_on": "2024-12-01"}
    made(
        client.post(
            f"/api/v1/commitments/{commitment}/increases", json=more, headers=as_("secretariat")
        )
    )

    def committed(query: str) -> int:
        path = f"{PARTNERS}/{BAZNAS}/contributions?{query}"
        found = shown(client.get(path, headers=as_("auditor")))
        return int(found["credits"]["funder"]["committed_rupiah"])

    assert committed("") == 6_000_000
    assert committed(f"as_of={position}") == 5_000_000
    assert committed("valid_on=2024-11-30") == 5_000_000
    assert committed("valid_on=2024-11-03") == 0
