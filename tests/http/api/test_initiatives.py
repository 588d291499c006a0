"""Initiatives over HTTP: A0 step 2, the gate with its override, and whose progress is told."""

from typing import Any

from service.reference.regions import territory
from tests.http.api.asking import DAY, Client, fields, refusal
from tests.http.api.given import made, shown
from tests.http.api.test_area_groups import FIVE, created
from tests.http.conftest import GONDANGLEGI, KLEGO, PULISEN, TANJUNG, As

INITIATIVES = "/api/v1/initiatives"
PUKIS: dict[str, Any] = {
    "initiative": "pukis-sisdamas",
    "acronym": "PUKIS-SISDAMAS",
    "name": "Penurunan Kemiskinan Berbasis Pemberdayaan Masyarakat",
    "owner": "baznas",
    "horizon": "short",
    "period_from": DAY,
    "period_until": "2024-12-31",
    "source_text": "Aksi perubahan kinerja organisasi dengan 10 tahapan kegiatan utama",
    "area_group": "eks-kawedanan",
    "template": "pukis_sisdamas",
    "occurred_on": DAY,
}
OWN: dict[str, Any] = {
    "initiative": "pendek",
    "area_group": None,
    "kecamatan": ["33.09.15"],
    "template": None,
    "stages": [
        {"stage": "1", "name": "Validasi", "planned_until": "2024-11-10"},
        {"stage": "2", "name": "Penetapan", "needs": ["1"]},
    ],
}
EVIDENCE = [{"kind": "document", "reference": "140/07/BA/XI/2024", "on": DAY}]


def partner(client: Client, as_: As, slug: str = "baznas") -> None:
    body = {"partner": slug, "name": slug.title(), "org_type": "company"}
    made(client.post("/api/v1/partners", json=body, headers=as_("secretariat")))


def started(client: Client, as_: As, by: str = "secretariat", **other: Any) -> str:
    partner(client, as_)
    if "area_group" not in other:
        created(client, as_)
    answer = client.post(INITIATIVES, json=PUKIS | other, headers=as_(by))
    initiative: str = made(answer)["id"]
    assert answer.headers["location"] == f"{INITIATIVES}/{initiative}"
    return initiative


def one(client: Client, as_: As, initiative: str, by: str = "auditor", **asked: Any) -> Any:
    return shown(client.get(f"{INITIATIVES}/{initiative}", params=asked, headers=as_(by)))


def stage(found: Any, letter: str) -> Any:
    return next(each for each in found["stages"] if each["stage"] == letter)


def complete(
    client: Client,
    as_: As,
    initiative: str,
    letter: str,
    *villages: str,
    by: str = "secretariat",
    **other: Any,
) -> Any:
    body = {"villages": list(villages), "evidence": EVIDENCE, "occurred_on": DAY, **other}
    path = f"{INITIATIVES}/{initiative}/stages/{letter}/completions"
    return client.post(path, json=body, headers=as_(by))


def test_pukis_sisdamas_has_ten_stages_until_an_eleventh_is_added(client: Client, as_: As):
    pukis = started(client, as_)
    found = one(client, as_, pukis)
    assert found["stage_count"] == 10
    assert [each["stage"] for each in found["stages"]] == list("abcdefghij")
    assert stage(found, "i")["needs"] == ["d"]
    assert found["village_count"] == len(territory("33.09").within(FIVE))
    assert "10 tahapan" in found["source_text"]
    body = {"stage": "k", "name": "Replikasi ke seluruh kabupaten", "needs": ["j"]}
    made(client.post(f"{INITIATIVES}/{pukis}/stages", json=body, headers=as_("secretariat")))
    after = one(client, as_, pukis)
    assert (after["stage_count"], len(after["stages"])) == (11, 11)
    assert "10 tahapan" in after["source_text"]
    assert one(client, as_, pukis, as_of=found["position"])["stage_count"] == 10
    again = client.post(f"{INITIATIVES}/{pukis}/stages", json=body, headers=as_("secretariat"))
    assert refusal(again) == "stage-named-twice"


def test_a_rate_is_not_determined_where_data_were_not_validated(client: Client, as_: As):
    pukis = started(client, as_)
    made(complete(client, as_, pukis, "d", KLEGO, by="mentor"))
    made(complete(client, as_, pukis, "i", KLEGO, by="mentor"))
    warned = complete(client, as_, pukis, "i", KLEGO, PULISEN)
    assert refusal(warned) == "stage-needs-another"
    assert warned.json()["why"] == {
        "needs": ["d. Updating dan validasi kemiskinan dan angka kemiskinan per desa"],
        "villages": [PULISEN],
        "count": 1,
    }
    made(complete(client, as_, pukis, "i", PULISEN, override_reason="Perintah bupati"))
    last = stage(one(client, as_, pukis), "i")
    assert (last["completed"], last["overridden"], last["latest"]) == (2, 1, DAY)
    path = f"{INITIATIVES}/{pukis}/progress"
    rows = shown(client.get(path, params={"kecamatan": "33.09.05"}, headers=as_("auditor")))
    [row] = [each for each in rows["villages"] if each["village"] == PULISEN]
    [cell] = [each for each in row["stages"] if each["stage"] == "i"]
    assert (cell["is_overridden"], cell["reason"]) == (True, "Perintah bupati")
    assert {each["kecamatan"] for each in rows["villages"]} == {"33.09.05"}


def test_naming_no_village_completes_a_stage_everywhere(client: Client, as_: As):
    pukis = started(client, as_)
    made(complete(client, as_, pukis, "a"))
    found = one(client, as_, pukis)
    assert stage(found, "a")["still_open"] == 0
    assert stage(found, "a")["completed"] == found["village_count"]
    assert refusal(complete(client, as_, pukis, "a")) == "stage-settled"


def test_who_joins_the_group_later_has_the_stages_before(client: Client, as_: As):
    """What was done is told of the villages it was done in, not of a text saying "all"."""
    pukis = started(client, as_)
    made(complete(client, as_, pukis, "a"))
    before = one(client, as_, pukis)
    body = {"name": "6", "kecamatan": [*FIVE, "33.09.16"], "reason": "Satu menyusul"}
    path = "/api/v1/area-groups/eks-kawedanan/changes"
    made(client.post(path, json=body, headers=as_("secretariat")))
    found = one(client, as_, pukis)
    joined = len(territory("33.09").within(["33.09.16"]))
    assert found["village_count"] == before["village_count"] + joined
    assert stage(found, "a")["still_open"] == joined
    made(complete(client, as_, pukis, "a"))
    assert stage(one(client, as_, pukis), "a")["still_open"] == 0


def test_a_stage_is_completed_with_evidence_by_whoever_works_there(client: Client, as_: As):
    pukis = started(client, as_)
    assert fields(complete(client, as_, pukis, "d", KLEGO, evidence=[])) == {"evidence"}
    assert complete(client, as_, pukis, "d", TANJUNG, by="mentor").status_code == 404
    assert complete(client, as_, pukis, "d", by="mentor").status_code == 404
    assert complete(client, as_, pukis, "d", KLEGO, by="company").status_code == 404
    assert complete(client, as_, pukis, "d", KLEGO, by="auditor").status_code == 403
    made(complete(client, as_, pukis, "d", KLEGO, by="village_operator"))
    made(complete(client, as_, pukis, "d", TANJUNG, by="baznas"))
    assert refusal(complete(client, as_, pukis, "d", "33.09.02.2001")) == "not-taking-part"
    assert refusal(complete(client, as_, pukis, "z", KLEGO)) == "stage-unknown"


def test_an_organisation_starts_and_ends_only_its_own(client: Client, as_: As):
    partner(client, as_, "pt-maju")
    pukis = started(client, as_, by="baznas")
    not_own = PUKIS | {"initiative": "lain", "owner": "pt-maju"}
    assert client.post(INITIATIVES, json=not_own, headers=as_("baznas")).status_code == 404
    assert client.post(INITIATIVES, json=PUKIS, headers=as_("mentor")).status_code == 403
    path, body = f"{INITIATIVES}/{pukis}/endings", {"outcome": "finished", "reason": "Selesai"}
    assert client.post(path, json=body, headers=as_("company")).status_code == 404
    made(client.post(path, json=body, headers=as_("baznas")))
    assert one(client, as_, pukis)["outcome"] == "finished"
    assert refusal(complete(client, as_, pukis, "a")) == "initiative-is-over"


def test_a_stage_is_skipped_and_opened_again_with_reasons(client: Client, as_: As):
    pukis = started(client, as_)
    path = f"{INITIATIVES}/{pukis}/stages/c"
    body = {"villages": [KLEGO], "reason": "Sudah dibahas musdes"}
    made(client.post(f"{path}/skips", json=body, headers=as_("secretariat")))
    assert stage(one(client, as_, pukis), "c")["skipped"] == 1
    made(client.post(f"{path}/reopenings", json=body, headers=as_("secretariat")))
    assert stage(one(client, as_, pukis), "c")["skipped"] == 0
    again = client.post(f"{path}/reopenings", json=body, headers=as_("secretariat"))
    assert refusal(again) == "stage-still-open"
    assert client.post(f"{path}/skips", json=body, headers=as_("mentor")).status_code == 403


def test_mandates_are_linked(client: Client, as_: As):
    pukis = started(client, as_)
    body = {
        "kind": "chair_order",
        "number": "005/12/2024",
        "issued_on": DAY,
        "title": "Perintah melanjutkan pendampingan",
        "issuer": "Wakil Bupati selaku ketua TKPKD",
    }
    path = f"{INITIATIVES}/{pukis}/mandates"
    made(client.post(path, json=body, headers=as_("secretariat")))
    [mandate] = one(client, as_, pukis)["mandates"]
    assert (mandate["kind"], mandate["number"]) == ("chair_order", "005/12/2024")
    again = client.post(path, json=body, headers=as_("secretariat"))
    assert refusal(again) == "mandate-known"


def test_own_stages_may_stand_alone_and_are_late_when_their_day_is_over(client: Client, as_: As):
    own = started(client, as_, **OWN)
    found = one(client, as_, own)
    assert (found["stage_count"], found["village_count"]) == (2, 13)
    assert [each["is_late"] for each in found["stages"]] == [True, False]
    then = one(client, as_, own, valid_on="2024-11-05")
    assert [each["is_late"] for each in then["stages"]] == [False, False]


def test_an_initiative_is_for_the_regency_unless_it_says_where(client: Client, as_: As):
    whole = started(client, as_, area_group=None)
    found = one(client, as_, whole)
    assert (found["areas"], found["village_count"]) == (["33.09"], 267)


def test_what_an_initiative_is_made_of_must_be_there(client: Client, as_: As):
    partner(client, as_)
    for other, code in (
        ({"area_group": "tidak-ada"}, "area-group-unknown"),
        ({"area_group": None, "kecamatan": ["33.06.01"]}, "regions-unknown"),
        ({"area_group": None, "template": None}, "stages-missing"),
        ({"area_group": None, "owner": "tidak-ada"}, "unknown-partner"),
        ({"area_group": None, "period_until": "2024-01-01"}, "days-reversed"),
    ):
        answer = client.post(INITIATIVES, json=PUKIS | other, headers=as_("secretariat"))
        assert refusal(answer) == code
    assert client.get(f"{INITIATIVES}/tidak-ada", headers=as_("auditor")).status_code == 404
    assert complete(client, as_, "tidak-ada", "a").status_code == 404


def test_progress_is_told_of_the_own_villages(client: Client, as_: As):
    pukis = started(client, as_)
    made(complete(client, as_, pukis, "d", KLEGO, GONDANGLEGI, TANJUNG))
    path = f"{INITIATIVES}/{pukis}/progress"
    rows = shown(client.get(path, headers=as_("village_operator")))["villages"]
    assert [(row["village"], row["completed"]) for row in rows] == [(KLEGO, 1)]
    found = one(client, as_, pukis, by="mentor")
    assert (found["village_count"], stage(found, "d")["completed"]) == (2, 2)
    [listed] = shown(client.get(INITIATIVES, headers=as_("neighbour")))["items"]
    assert (listed["village_count"], stage(listed, "d")["completed"]) == (1, 1)


def test_initiatives_are_found_by_owner_and_group(client: Client, as_: As):
    pukis = started(client, as_)
    for asked, items in (
        ({"owner": "baznas"}, [pukis]),
        ({"owner": "pt-maju"}, []),
        ({"area_group": "eks-kawedanan"}, [pukis]),
    ):
        found = shown(client.get(INITIATIVES, params=asked, headers=as_("auditor")))
        assert [each["initiative"] for each in found["items"]] == items
