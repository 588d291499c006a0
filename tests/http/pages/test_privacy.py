"""Purposes, requests, exports and agreements on pages, as a browser meets them."""

from uuid import UUID

from service.regency import Regency
from tests.http.api.asking import A, Client, registered
from tests.http.conftest import KLEGO, As
from tests.http.pages.browsing import send, sign_in

DPO = "data_protection_officer"


def test_names_are_opened_for_half_an_hour_and_closed_again(
    client: Client, as_: As, regency: Regency
):
    household = registered(client, as_)
    sign_in(client, "village_operator")
    assert "Budi" not in client.get(f"/keluarga/{household}").text
    opened = send(client, "/nama", "/nama/buka", purpose="verification", back="//jahat.example")
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert "Budi Contoha" in client.get(f"/keluarga/{household}").text
    looks = regency.access_log.of_subjects([UUID(household)], limit=9)
    assert {(one.account, one.channel, one.purpose) for one in looks} == {
        ("village_operator", "page", "verification")
    }
    closed = send(client, f"/keluarga/{household}", "/nama/tutup")
    assert closed.status_code == 303
    assert "Budi" not in client.get(f"/keluarga/{household}").text


def test_a_purpose_of_another_role_opens_nothing(client: Client, as_: As):
    registered(client, as_)
    sign_in(client, "mentor")
    assert send(client, "/nama", "/nama/buka", purpose="audit").status_code == 400
    assert send(client, "/nama", "/nama/buka", purpose="iseng").status_code == 400


def test_an_erasure_goes_from_the_counter_to_the_key_on_pages(
    client: Client, as_: As, regency: Regency
):
    household = registered(client, as_)
    sign_in(client, "village_operator")
    received = send(
        client,
        f"/keluarga/{household}/permintaan",
        kind="erasure",
        requester="subject",
        number="PDP-9/2024",
    )
    assert received.status_code == 303, received.text
    desk = received.headers["location"]
    assert send(client, f"{desk}/identitas", proof="identity_card").status_code == 303

    sign_in(client, DPO)
    assert "PDP-9/2024" in client.get("/privasi").text
    decided = send(
        client,
        f"{desk}/keputusan",
        outcome="granted",
        legal_basis="no_longer_needed",
        reason="Tidak pernah dibantu",
    )
    assert decided.status_code == 303, decided.text
    report = client.get(f"{desk}/laporan")
    assert A in report.text
    paper = client.get(f"{desk}/laporan.pdf")
    assert paper.content.startswith(b"%PDF-")

    sign_in(client, "secretariat")
    done = send(client, f"{desk}/pelaksanaan", reference="PDP-9/2024/B")
    assert done.status_code == 303, done.text
    regency.eraser.sweep()
    assert regency.vault.fetch([UUID(household)]) == {}
    assert "Tidak ada permintaan" in client.get("/privasi").text
    assert "PDP-9/2024" in client.get("/privasi?semua=1").text


def test_a_file_by_name_wants_an_area_and_a_purpose(client: Client, as_: As):
    registered(client, as_)
    sign_in(client, "mentor")
    assert client.get("/unduh").status_code == 200
    given = {"area": KLEGO, "purpose": "mentoring"}
    file = send(client, "/unduh", **given, reference="470/12")
    assert file.headers["content-disposition"].startswith("attachment")
    assert "Budi Contoha" in file.text
    assert send(client, "/unduh", area=KLEGO).status_code == 400
    assert send(client, "/unduh", area="33.09.05.1001", purpose="mentoring").status_code == 400
    assert send(client, "/unduh", **given, reference=f"surat {A}").status_code == 400


def test_agreements_are_noted_and_ended_on_pages(client: Client, as_: As):
    body = {"partner": "pkk", "name": "PKK", "org_type": "community_group"}
    client.post("/api/v1/partners", json=body, headers=as_("secretariat"))
    sign_in(client, "secretariat")
    assert client.get("/perjanjian/baru").status_code == 200
    assert "119/PKS/2024" in client.get("/perjanjian").text
    ended = send(client, "/perjanjian/baznas/akhir", reason="Kesepakatan bersama")
    assert ended.status_code == 303, ended.text
    assert "tidak berlaku" in client.get("/perjanjian/baznas").text
    sign_in(client, "company")
    assert client.get("/perjanjian/baznas").status_code == 404
    assert client.get("/perjanjian/pt-maju").status_code == 200
    assert client.get("/perjanjian/tidak-ada").status_code == 404
