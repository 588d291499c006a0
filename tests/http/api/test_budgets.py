"""Village budgets over HTTP: adopted, imported, compared, and laid beside what is lacked."""

from typing import Any

import pytest

from tests.http.api.asking import DAY, A, B, C, Client, fields, refusal, registered
from tests.http.api.given import made, shown
from tests.http.api.test_recommendations import confirm, record
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As

BUDGETS = "/api/v1/budgets"
ONE = f"{BUDGETS}/{KLEGO}/2024"
TOILETS = {
    "activity": "02.04.13.",
    "name": "Pembangunan jamban keluarga",
    "amount_rupiah": 45_000_000,
    "fund_source": "DD",
}
ROAD = {
    "activity": "2.3.10",
    "name": "Rabat beton jalan desa",
    "amount_rupiah": 120_000_000,
    "fund_source": "DD",
}
ORIGINAL = {
    "village": KLEGO,
    "fiscal_year": 2024,
    "kind": "original",
    "perdes_number": "4 Tahun 2023",
    "perdes_date": "2023-12-29",
    "lines": [TOILETS, ROAD],
}
AMENDED = ORIGINAL | {
    "kind": "amended",
    "perdes_number": "7 Tahun 2024",
    "perdes_date": "2024-09-30",
    "lines": [TOILETS | {"amount_rupiah": 60_000_000}, ROAD | {"amount_rupiah": 0}],
}
TITLES = "Tahun;Kd_Desa;ID_Keg;Nama_Kegiatan;Pagu;Pagu_PAK;Sumberdana"
FILE = "\n".join([
    TITLES,
    f"2024;{KLEGO};02.04.13.;Jamban keluarga;0;45000000;DD",
    f"2024;{KLEGO};2.2.2;Makanan tambahan balita;5000000;8.000.000;DD",
    f"2024;{KLEGO};02.03.10;Rabat beton jalan;120000000;100000000;DD",
    f"2024;{KLEGO};05.03.00;BLT Dana Desa;36000000;36000000;DD",
])  # fmt: skip


def adopt(client: Client, as_: As, body: Any = None, by: str = "village_operator") -> Any:
    return client.post(BUDGETS, json=body or ORIGINAL, headers=as_(by))


def sent(client: Client, as_: As, path: str, content: str = FILE, **asked: Any) -> Any:
    by = asked.pop("by", "village_operator")
    params: dict[str, Any] = {"kind": "original", "fiscal_year": 2024, "village": KLEGO} | asked
    headers = as_(by) | {"Content-Type": "text/csv"}
    return client.post(
        f"{BUDGETS}/{path}", params=params, content=content.encode(), headers=headers
    )


def imported(client: Client, as_: As, **asked: Any) -> Any:
    answer = sent(client, as_, "imports", **asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


def alignment(client: Client, as_: As, query: str = "", by: str = "secretariat") -> Any:
    return shown(client.get(f"{ONE}/alignment{query}", headers=as_(by)))


def test_a_budget_is_adopted_amended_and_compared(client: Client, as_: As):
    answer = adopt(client, as_)
    assert made(answer)["id"] == f"{KLEGO}/2024"
    assert answer.headers["location"] == ONE
    made(adopt(client, as_, AMENDED))
    found = shown(client.get(ONE, headers=as_("company")))
    assert (found["version"]["number"], found["kind_label"]) == (2, "APBDes perubahan")
    assert [line["key"] for line in found["lines"]] == ["02.04.13-DD", "02.03.10-DD"]
    assert found["by_source"] == [
        {"code": "DD", "label": "Dana Desa", "lines": 2, "amount_rupiah": 60_000_000}
    ]
    first = shown(client.get(f"{ONE}?number=1", headers=as_("company")))
    assert first["version"]["total_rupiah"] == 165_000_000
    changed = shown(client.get(f"{ONE}/differences", headers=as_("company")))
    assert changed["delta_rupiah"] == -105_000_000
    assert [(one["activity"], one["change"], one["delta_rupiah"]) for one in changed["lines"]] == [
        ("02.03.10", "reduced", -120_000_000),
        ("02.04.13", "increased", 15_000_000),
    ]


def test_what_a_village_may_not_adopt_is_refused(client: Client, as_: As):
    assert refusal(adopt(client, as_, AMENDED)) == "original-missing"
    made(adopt(client, as_))
    assert refusal(adopt(client, as_)) == "nothing-changed"
    other = ORIGINAL | {"lines": [ROAD]}
    assert refusal(adopt(client, as_, other)) == "original-known"
    kelurahan = ORIGINAL | {"village": PULISEN}
    assert refusal(adopt(client, as_, kelurahan, by="secretariat")) == "kelurahan-has-no-budget"
    bad = ORIGINAL | {"lines": [TOILETS | {"activity": "9.9.9"}]}
    assert refusal(adopt(client, as_, bad)) == "line-impossible"
    assert fields(adopt(client, as_, ORIGINAL | {"lines": []})) == {"lines"}


def test_a_budget_is_the_own_village_s_to_adopt_and_everybody_s_to_read(client: Client, as_: As):
    assert adopt(client, as_, by="neighbour").status_code == 404
    assert adopt(client, as_, by="company").status_code == 403
    made(adopt(client, as_))
    for reader in ("company", "auditor", "administrator", "mentor"):
        assert shown(client.get(ONE, headers=as_(reader)))["version"]["number"] == 1
    assert client.get(ONE, headers=as_("neighbour")).status_code == 404
    assert client.get(f"{BUDGETS}/{TANJUNG}/2024", headers=as_("neighbour")).status_code == 404
    listed = shown(client.get(f"{BUDGETS}?fiscal_year=2024", headers=as_("auditor")))["items"]
    assert [one["village"] for one in listed] == [KLEGO]
    assert shown(client.get(BUDGETS, headers=as_("neighbour")))["items"] == []


def test_a_file_is_looked_at_and_then_taken_in_once(client: Client, as_: As):
    perdes = {"perdes_number": "4 Tahun 2023", "perdes_date": "2023-12-29"}
    seen = shown(sent(client, as_, "previews", **perdes))
    [told] = seen["villages"]
    assert (told["outcome"], told["rows"], told["total_rupiah"]) == ("new", 4, 161_000_000)
    assert client.get(ONE, headers=as_("auditor")).status_code == 404
    assert imported(client, as_, **perdes)["villages"][0]["outcome"] == "new"
    assert imported(client, as_, **perdes)["villages"][0]["outcome"] == "same"


def test_a_bad_cell_is_named_and_nothing_of_its_village_comes_in(client: Client, as_: As):
    content = FILE.replace("8.000.000", "delapan juta").replace("0;45000000", "x;45000000")
    found = imported(
        client,
        as_,
        content=content,
        perdes_number="4",
        perdes_date="2023-12-29",
    )
    [told] = found["villages"]
    assert told["outcome"] == "faulty"
    assert told["problems"] == [
        {"row_no": 2, "cell": "E2", "title": "Pagu", "message": "jumlah x tidak terbaca"}
    ]
    assert client.get(ONE, headers=as_("auditor")).status_code == 404


def test_what_is_no_budget_is_refused_as_a_whole(client: Client, as_: As):
    assert refusal(sent(client, as_, "previews", "a;b\n1;2")) == "no-budget-header"
    assert sent(client, as_, "imports", by="mentor").status_code == 403
    headers = as_("village_operator") | {"Content-Type": "application/pdf"}
    path = f"{BUDGETS}/imports?kind=original&fiscal_year=2024"
    assert client.post(path, content=b"x", headers=headers).status_code == 415


@pytest.fixture
def needy(client: Client, as_: As) -> list[str]:
    """Three households without a toilet, two of them looked at; one of those without a house."""
    homes = [registered(client, as_, nik) for nik in (A, B, C)]
    for home in homes:
        assert record(client, as_, home, {"309a": 6}).status_code == 201
    for home in homes[:2]:
        confirm(client, as_, home)
    confirm(client, as_, homes[0], "housing")
    return homes


def amended(client: Client, as_: As) -> None:
    imported(client, as_, perdes_number="4 Tahun 2023", perdes_date="2023-12-29")
    found = imported(
        client, as_, kind="amended", perdes_number="7 Tahun 2024", perdes_date="2024-09-30"
    )
    assert found["villages"][0]["outcome"] == "changed"


def test_scenario_a0_step_6_the_alignment_of_an_amended_budget(
    client: Client, as_: As, needy: list[str]
):
    """Every household with toilet none has the need; what is funded and what not, exactly."""
    for home in needy:
        path = f"/api/v1/households/{home}/recommendations"
        found = shown(client.get(path, headers=as_("mentor")))
        assert "sanitation" in str(found)
        assert "02.04.13" in str(found)
    amended(client, as_)

    found = alignment(client, as_)

    needs = {one["need"]: one for one in found["needs"]}
    assert {need: one["outcome"] for need, one in needs.items()} == {
        "sanitation": "funded",
        "housing": "unfunded",
    }
    toilets = needs["sanitation"]
    assert (toilets["confirmed"], toilets["claimed"]) == (2, 1)
    assert (toilets["lines"], toilets["amount_rupiah"]) == (["02.04.13-DD"], 45_000_000)
    assert (needs["housing"]["unmet"], needs["housing"]["estimated_rupiah"]) == (1, 20_000_000)
    assert {one["key"]: one["standing"] for one in found["lines"]} == {
        "02.04.13-DD": "funding",
        "02.02.02-DD": "without_need",
        "02.03.10-DD": "outside",
        "05.03.00-DD": "without_need",
    }
    sums = {one["code"]: one["amount_rupiah"] for one in found["sums"]}
    assert sums == {"funding": 45_000_000, "without_need": 44_000_000, "outside": 100_000_000}
    assert (found["settled"], found["recommended"], found["settled_percent"]) == (1, 2, "50.00")
    assert found["version"]["kind"] == "amended"


def test_the_report_is_told_as_it_stood_on_both_clocks(client: Client, as_: As, needy: list[str]):
    assert needy
    imported(client, as_, perdes_number="4 Tahun 2023", perdes_date="2023-12-29")
    before = alignment(client, as_)["position"]
    imported(client, as_, kind="amended", perdes_number="7", perdes_date="2024-09-30")

    then = alignment(client, as_, f"?as_of={before}")
    assert {one["need"]: one["outcome"] for one in then["needs"]}["sanitation"] == "unfunded"
    assert then["version"]["number"] == 1
    true_then = alignment(client, as_, "?valid_on=2024-06-30")
    assert true_then["version"]["number"] == 1
    assert true_then["needs"] == [], "nobody had looked by June"


def test_needs_are_answered_and_lines_mapped_by_hand(client: Client, as_: As, needy: list[str]):
    assert needy
    client.post(
        "/api/v1/partners",
        json={"partner": "baznas", "name": "Baznas Boyolali", "org_type": "baznas"},
        headers=as_("secretariat"),
    )
    amended(client, as_)
    house = f"{ONE}/needs/housing/answers"
    assert client.post(house, json={"answer": "declined"}, headers=as_("mentor")).status_code == 403
    bare = client.post(house, json={"answer": "declined"}, headers=as_("village_head"))
    assert refusal(bare) == "answer-incomplete"
    handed = {"answer": "handed_over", "partner": "baznas", "reason": "Diajukan ke Baznas"}
    made(client.post(house, json=handed, headers=as_("village_head")))
    nobody = handed | {"partner": "tak-ada"}
    assert (
        refusal(client.post(house, json=nobody, headers=as_("village_head"))) == "unknown-partner"
    )

    road = f"{ONE}/lines/02.03.10-DD/mappings"
    body = {"needs": ["unemployment"], "reason": "Padat karya tunai"}
    made(client.post(road, json=body, headers=as_("mentor")))
    unknown = client.post(
        f"{ONE}/lines/02.03.11-DD/mappings", json=body, headers=as_("village_operator")
    )
    assert refusal(unknown) == "unknown-line"

    found = alignment(client, as_)
    needs = {one["need"]: one for one in found["needs"]}
    assert needs["housing"]["outcome"] == "handed_over"
    assert needs["housing"]["answer"]["partner"] == "baznas"
    lines = {one["key"]: one for one in found["lines"]}
    assert lines["02.03.10-DD"]["mapped_by"] == "hand"
    assert lines["02.03.10-DD"]["reason"] == "Padat karya tunai"
    assert lines["02.03.10-DD"]["standing"] == "without_need"
    assert found["settled_percent"] == "100.00"


def test_whoever_may_not_know_of_households_is_told_them_in_fives(
    client: Client, as_: As, needy: list[str]
):
    assert needy
    amended(client, as_)
    found = alignment(client, as_, by="partner_nowhere")
    assert found["is_exact"] is False
    assert all(one["confirmed"] % 5 == 0 for one in found["needs"])


def test_the_alignment_of_a_whole_area(client: Client, as_: As, needy: list[str]):
    assert needy
    amended(client, as_)
    there = ORIGINAL | {"village": GONDANGLEGI}
    made(adopt(client, as_, there, by="secretariat"))
    path = f"{BUDGETS}/alignments?fiscal_year=2024"
    found = shown(client.get(path, headers=as_("secretariat")))["items"]
    assert [(one["village"], one["settled"], one["recommended"]) for one in found] == [
        (KLEGO, 1, 2),
        (GONDANGLEGI, 0, 0),
    ]
    own = shown(client.get(path, headers=as_("village_operator")))["items"]
    assert [one["village"] for one in own] == [KLEGO]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "path",
    [
        f"{ONE}/files?",
        f"{ONE}/differences/files?",
        f"{ONE}/alignment/files?",
        f"{BUDGETS}/alignments/files?fiscal_year=2024&",
    ],
)
def test_what_is_told_can_be_taken_along(client: Client, as_: As, path: str, kind: str):
    made(adopt(client, as_, ORIGINAL | {"occurred_on": DAY}))
    answer = client.get(f"{path}format={kind}", headers=as_("auditor"))
    assert answer.status_code == 200, answer.text
    assert f".{kind}" in answer.headers["content-disposition"]
