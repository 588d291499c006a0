"""The rights of a data subject over HTTP, from the counter to the letter."""

from typing import Any
from uuid import UUID

import pytest

from service.commands.subject_requests import ReportNotGranted
from service.http.problems import code_of
from service.regency import Regency
from tests.http.api.asking import KK, VISIT, A, B, C, Client, refusal, registered
from tests.http.conftest import KLEGO, As

REQUESTS = "/api/v1/subject-requests"
HOUSEHOLDS = "/api/v1/households"
DPO = "data_protection_officer"


def said(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def ask(client: Client, as_: As, household: str, kind: str, by: str = "village_operator", **more):
    body = {
        "kind": kind,
        "household": household,
        "requester": "subject",
        "number": "PDP-7/2024",
        **more,
    }
    return client.post(REQUESTS, json=body, headers=as_(by))


def step(client: Client, as_: As, request: str, what: str, by: str = DPO, **body: Any):
    return client.post(f"{REQUESTS}/{request}/{what}", json=body, headers=as_(by))


def granted(client: Client, as_: As, household: str, kind: str, basis: str, **more: Any) -> str:
    request: str = said(ask(client, as_, household, kind, **more))["id"]
    said(step(client, as_, request, "identifications", "village_operator", proof="identity_card"))
    decision = {"outcome": "granted", "legal_basis": basis, "reason": "Sesuai permohonan"}
    said(step(client, as_, request, "decisions", **decision))
    return request


def carried_out(client: Client, as_: As, household: str, kind: str, basis: str, **more: Any) -> str:
    request = granted(client, as_, household, kind, basis, **more)
    said(step(client, as_, request, "fulfilments", "secretariat"))
    return request


def opened(client: Client, as_: As, household: str, by: str = "village_operator") -> Any:
    path = f"{HOUSEHOLDS}/{household}?purpose=verification"
    return said(client.get(path, headers=as_(by)))


def test_open_requests_stand_with_the_time_that_is_left(client: Client, as_: As):
    household = registered(client, as_)
    request = said(ask(client, as_, household, "correction", words="NIK saya keliru"))["id"]
    [line] = said(client.get(f"{REQUESTS}?is_open=true", headers=as_(DPO)))["items"]
    assert (line["subject_request"], line["kind"]) == (request, "correction")
    assert (line["hours_left"], line["is_overdue"]) == (71, False)
    assert said(client.get(f"{REQUESTS}?kind=erasure", headers=as_(DPO)))["items"] == []
    assert said(client.get(REQUESTS, headers=as_("neighbour")))["items"] == []
    assert client.get(f"{REQUESTS}/{request}", headers=as_("neighbour")).status_code == 404
    assert refusal(client.get(REQUESTS, headers=as_("baznas")), 403) == "not-allowed"


def test_who_received_does_not_decide_and_who_decides_does_not_destroy(client: Client, as_: As):
    household = registered(client, as_)
    body = {"outcome": "granted", "legal_basis": "no_longer_needed", "reason": "Sesuai"}
    own = said(ask(client, as_, household, "erasure", by=DPO))["id"]
    said(step(client, as_, own, "identifications", proof="identity_card"))
    assert refusal(step(client, as_, own, "decisions", **body)) == "decided-by-receiver"
    request = granted(client, as_, household, "erasure", "no_longer_needed")
    assert refusal(step(client, as_, request, "fulfilments")) == "destroyed-by-decider"
    wrong = step(client, as_, request, "fulfilments", "village_operator")
    assert refusal(wrong, 403) == "not-allowed"


def test_a_restricted_household_is_kept_from_partners_everywhere(client: Client, as_: As):
    household = registered(client, as_)
    other = registered(client, as_, B)
    confirmed = {"level": "need", "need": "housing", "verdict": "confirmed", "method": "visit"}
    for one in (household, other):
        path = f"{HOUSEHOLDS}/{one}/validations"
        said(client.post(path, json=confirmed | {"evidence": [VISIT]}, headers=as_("mentor")))
    request = carried_out(client, as_, household, "restriction", "subject_right")

    def seen(by: str) -> tuple[Any, ...]:
        def listed(path: str) -> Any:
            return said(client.get(path, headers=as_(by)))

        return (
            [one["household"] for one in listed(HOUSEHOLDS)["items"]],
            [one["household"] for one in listed("/api/v1/needs/households")["items"]],
            listed("/api/v1/statuses")["households"],
            sum(one["households"] for one in listed("/api/v1/needs")["counts"]),
            client.get(f"{HOUSEHOLDS}/{household}", headers=as_(by)).status_code,
            client.get(f"{HOUSEHOLDS}/{household}/history", headers=as_(by)).status_code,
            len(listed(f"/api/v1/trail?subject=household:{household}")["items"]) > 0,
        )

    assert seen("baznas") == ([other], [other], 1, 1, 404, 404, False)
    everybody = sorted([household, other])
    found = seen("mentor")
    assert (sorted(found[0]), sorted(found[1]), *found[2:]) == (
        everybody, everybody, 2, 2, 200, 200, True
    )  # fmt: skip
    why = {"reason": "Ditarik oleh pemohon"}
    said(step(client, as_, request, "liftings", **why))
    assert seen("baznas")[2:] == (2, 2, 200, 200, True)
    assert refusal(step(client, as_, request, "liftings", **why)) == "not-restricted"


def test_a_report_is_complete(client: Client, as_: As, regency: Regency):
    household = registered(client, as_, A, B, residence={"kk_number": KK, "address": "Dukuh"})
    home = opened(client, as_, household)
    head, child = (one["person"] for one in home["members"])
    opened(client, as_, household, by="secretariat")
    client.get(f"{HOUSEHOLDS}?purpose=audit", headers=as_("auditor"))
    client.get(f"{HOUSEHOLDS}/{household}?purpose=aid_delivery", headers=as_("baznas"))
    client.post(
        f"{HOUSEHOLDS}/lookups?purpose=complaint", json={"nik": A}, headers=as_("complaint_officer")
    )
    exported = client.post(
        "/api/v1/exports?purpose=mentoring", json={"area": KLEGO}, headers=as_("mentor")
    )
    assert exported.status_code == 200, exported.text
    said(
        client.post(
            f"{HOUSEHOLDS}/{household}/validations",
            json={"level": "household", "verdict": "eligible", "method": "visit",
                  "evidence": [VISIT], "note": "Rumah reyot"},
            headers=as_("village_operator"),
        )
    )  # fmt: skip
    request = granted(client, as_, household, "access_report", "subject_right", words="Siapa?")
    report = said(client.get(f"{REQUESTS}/{request}/report", headers=as_(DPO)))

    held = {(one["field"], one["value"]) for one in report["held"]}
    assert {("Nama", "Budi Contoha"), ("NIK", A), ("NIK", B), ("Nomor KK", KK)} <= held
    assert {("Alamat", "Dukuh"), ("Catatan", "Rumah reyot"), ("Catatan", "Siapa?")} <= held
    seen = sorted((one["account"], one["kind"]) for one in report["looks"])
    assert seen == sorted([
        ("village_operator", "read"), ("secretariat", "read"), ("auditor", "read"),
        ("baznas", "read"), ("complaint_officer", "search"), ("mentor", "export"),
        (DPO, "report"),
    ])  # fmt: skip
    received = {(one["account"], one["how"]) for one in report["received"]}
    assert received == {("mentor", "Unduhan daftar"), ("baznas", "Perjanjian 119/PKS/2024")}
    told = [one["office"] for one in report["decisions"]]
    assert told == ["Village_Operator", "Data_Protection_Officer"]
    assert [one["number"] for one in report["requests"]] == ["PDP-7/2024"]

    alone = granted(client, as_, household, "access_report", "subject_right", person=child)
    mine = said(client.get(f"{REQUESTS}/{alone}/report", headers=as_(DPO)))
    assert {one["value"] for one in mine["held"]} >= {B}
    assert A not in str(mine), "others of the household are not told of"
    assert head not in str(mine)

    paper = client.get(f"{REQUESTS}/{request}/report.pdf", headers=as_(DPO))
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    [last, *_] = regency.access_log.of_subjects([UUID(head)], limit=1)
    assert (last.kind, last.reference) == ("report", "PDP-7/2024")


def test_a_report_is_for_whoever_it_was_granted_to(client: Client, as_: As):
    household = registered(client, as_)
    request = said(ask(client, as_, household, "access_report"))["id"]
    path = f"{REQUESTS}/{request}/report"
    refused = client.get(path, headers=as_(DPO))
    assert refusal(refused) == code_of(ReportNotGranted)
    assert refusal(client.get(path, headers=as_("auditor")), 403) == "not-allowed"


def test_an_erased_household_has_no_names_and_counts_stay(
    client: Client, as_: As, regency: Regency
):
    household = registered(client, as_, A, B, residence={"kk_number": KK, "address": "Dukuh"})
    persons = [UUID(one["person"]) for one in opened(client, as_, household)["members"]]
    client.post("/api/v1/exports?purpose=audit", json={"area": "33.09"}, headers=as_("auditor"))
    before = said(client.get("/api/v1/statuses", headers=as_("secretariat")))["counts"]
    request = carried_out(client, as_, household, "erasure", "no_longer_needed")

    found = opened(client, as_, household)
    assert {one["name"] for one in found["members"]} == {"[dihapus]"}
    assert found["residence"]["address"] == "[dihapus]"
    assert (found["is_erased"], found["persons"]) == (True, 2)
    assert said(client.get("/api/v1/statuses", headers=as_("secretariat")))["counts"] == before
    assert regency.vault.fetch([UUID(household), *persons]) == {}
    assert regency.log.claims([regency.vault.blind("nik", one) for one in (A, B)]) == []
    again = registered(client, as_, A, residence={"kk_number": KK, "address": "Dukuh"})
    assert opened(client, as_, again)["members"][0]["nik"] == A
    regency.engine.rebuild("statuses")
    assert said(client.get("/api/v1/statuses", headers=as_("secretariat")))["households"] == 2

    answer = said(client.get(f"{REQUESTS}/{request}", headers=as_(DPO)))
    [recipient] = answer["recipients"]
    assert (recipient["account"], recipient["is_notified"]) == ("auditor", False)
    notice = {
        "organisation": "inspektorat",
        "account": "auditor",
        "looks": recipient["looks"],
        "letter_number": "PDP-7/2024/C",
    }
    said(step(client, as_, request, "notices", **notice))
    [recipient] = said(client.get(f"{REQUESTS}/{request}", headers=as_(DPO)))["recipients"]
    assert recipient["is_notified"]
    assert refusal(step(client, as_, request, "notices", **notice)) == "notified-already"
    moved = client.post(
        f"{HOUSEHOLDS}/{household}/addresses",
        json={"residence": {"address": "Dukuh Baru"}},
        headers=as_("village_operator"),
    )
    assert refusal(moved) == "household-is-erased"
    assert refusal(ask(client, as_, household, "access_report")) == "household-is-erased"


def test_one_member_is_erased_alone(client: Client, as_: As):
    household = registered(client, as_, A, B, C)
    child = opened(client, as_, household)["members"][1]["person"]
    carried_out(client, as_, household, "erasure", "court_order", person=child)
    names = [one["name"] for one in opened(client, as_, household)["members"]]
    assert names == ["Budi Contoha", "[dihapus]", "Budi Contohc"]
    assert registered(client, as_, B), "the number is free again"


def test_nobody_is_erased_while_aid_is_under_way_or_on_hold(client: Client, as_: As):
    household = registered(client, as_)
    request = granted(client, as_, household, "erasure", "no_longer_needed")
    said(step(client, as_, request, "holds", hold="audit", reason="Diperiksa Inspektorat"))
    held = step(client, as_, request, "fulfilments", "secretariat")
    assert refusal(held) == "request-held"
    assert opened(client, as_, household)["members"][0]["name"] == "Budi Contoha"
    said(step(client, as_, request, "resumptions", reason="Pemeriksaan selesai"))
    said(step(client, as_, request, "fulfilments", "secretariat"))
    assert opened(client, as_, household)["members"][0]["name"] == "[dihapus]"


def test_an_erasure_that_stopped_half_way_is_finished_by_the_worker(
    client: Client, as_: As, regency: Regency, monkeypatch: pytest.MonkeyPatch
):
    """t0 the event is in, t1 the process stops before the keys go, t2 another one finds it."""
    household = registered(client, as_)
    monkeypatch.setattr("service.http.api.subject_requests.after_fulfilment", lambda _: None)
    monkeypatch.setattr("service.worker.Worker.sweep", lambda _: None)
    carried_out(client, as_, household, "erasure", "no_longer_needed")
    assert regency.vault.fetch([UUID(household)]), "the key is there still"
    [*destroyed] = regency.eraser.sweep()
    assert UUID(household) in destroyed
    assert regency.eraser.sweep() == [], "a second time does nothing"
    assert opened(client, as_, household)["members"][0]["name"] == "[dihapus]"


def test_a_quarantined_row_goes_with_its_household(client: Client, as_: As, regency: Regency):
    header = "NIK;NO KK;NAMA;HUBUNGAN;ALAMAT;DESA;KECAMATAN"
    row = f"123;{KK};Siti Contoh;Kepala Keluarga;Dukuh;Klego;Klego"
    about = {
        "name": "Daftar", "issuer": "Dinsos", "letter_number": "1/2024",
        "letter_date": "2024-11-01", "period": "2024", "purpose": "Verifikasi",
        "legal_basis": "UU 13/2011", "file_name": "daftar.csv",
    }  # fmt: skip
    received = said(
        client.post(
            "/api/v1/lists",
            params=about,
            content=f"{header}\n{row}".encode(),
            headers=as_("secretariat") | {"Content-Type": "text/csv"},
        )
    )["list"]
    rows = f"/api/v1/lists/{received}/rows"
    fixed = said(
        client.post(f"{rows}/2/corrections", json={"cells": {"NIK": A}}, headers=as_("mentor"))
    )
    carried_out(client, as_, fixed["id"], "erasure", "no_longer_needed")
    regency.vault._cache.clear()  # noqa: SLF001  (as a minute later)
    [shown] = said(client.get(f"{rows}?purpose=verification", headers=as_("secretariat")))["items"]
    assert shown["cells"] is None


def test_files_by_name_are_for_a_purpose_where_names_may_be_read(client: Client, as_: As):
    registered(client, as_)

    def asked(by: str, query: str, area: str = KLEGO):
        path = f"/api/v1/exports{query}"
        return client.post(path, json={"area": area}, headers=as_(by))

    assert asked("mentor", "").status_code == 400, "what for?"
    assert asked("neighbour", "?purpose=verification").status_code == 404
    assert refusal(asked("monitor", "?purpose=complaint"), 403) == "not-allowed"
    file = asked("baznas", "?purpose=aid_delivery", "33.09")
    assert file.status_code == 200
    assert file.headers["content-disposition"].startswith("attachment")
    assert "Budi Contoha" in file.text
    assert asked("baznas", "?purpose=mentoring", "33.09").status_code == 404, "no such clause"


def test_an_incident_names_everybody_whom_an_account_saw(client: Client, as_: As, regency: Regency):
    household = registered(client, as_)
    opened(client, as_, household)
    when = {"since": "2024-01-01T00:00:00+07:00", "until": "2099-01-01T00:00:00+07:00"}
    asked = when | {"account": "village_operator"}
    found = client.get("/api/v1/looks/subjects", params=asked, headers=as_(DPO))
    assert household in said(found)["subjects"]
    looks = said(client.get("/api/v1/looks", params=when, headers=as_("auditor")))["items"]
    assert [one["account"] for one in looks] == ["village_operator"]
    nobody = client.get("/api/v1/looks", params=when, headers=as_("secretariat"))
    assert refusal(nobody, 403) == "not-allowed"
    zoneless = client.get(
        "/api/v1/looks", params=when | {"since": "2024-01-01T00:00:00"}, headers=as_(DPO)
    )
    assert zoneless.status_code == 400
    assert regency.access_log.of_account("secretariat", limit=9) == []
