"""Leave to promise beside another, and what should be looked at again, on pages."""

from uuid import UUID

import pytest

from service.regency import Regency
from tests.commands.giving import COMPANY, TOILET, catalogue, family_in_need, judged, promised
from tests.http.api.given import Client
from tests.http.pages.browsing import send, sign_in

ASK = "/izin-menambah/baru"
WISH = {
    "programme": TOILET,
    "partner": COMPANY,
    "amount_rupiah": "2.000.000",
    "reason": "Septic tank belum tertanggung",
}


@pytest.fixture
def household(client: Client, regency: Regency) -> UUID:
    """A household of Klego whose toilet Baznas has promised."""
    assert client
    catalogue(regency)
    household = family_in_need(regency)
    promised(regency, household)
    return household


def test_a_refused_promise_leads_to_asking_for_leave_and_on_to_the_promise(
    client: Client, household: UUID
):
    sign_in(client, "company")
    promise = f"/komitmen/baru?keluarga={household}&kebutuhan=sanitation"
    offered = client.get(promise).text
    assert "Baznas sudah menjanjikan Rp5.000.000" in offered
    address = f"{ASK}?keluarga={household}&kebutuhan=sanitation"
    assert address.replace("&", "&amp;") in offered
    asked = send(client, address, **WISH)
    assert asked.status_code == 303, asked.text
    page = asked.headers["location"]
    assert "Setujui penambahan" not in client.get(page).text

    sign_in(client, "mentor")
    assert "Pt-Maju" in client.get("/izin-menambah").text
    assert "Baznas sudah menjanjikan" in client.get(f"{page}/setujui").text
    done = send(client, f"{page}/setujui", reason="Saling melengkapi")
    assert done.status_code == 303, done.text
    assert "Buat komitmen dengan izin ini" not in client.get(page).text

    sign_in(client, "company")
    assert "Buat komitmen dengan izin ini" in client.get(page).text
    made = send(client, promise, **(WISH | {"form": "cash"}))
    assert made.status_code == 303, made.text
    used = client.get(page).text
    assert "sudah dipakai" in used
    assert made.headers["location"] in used


def test_a_leave_is_refused_or_closed_by_whoever_may(client: Client, household: UUID):
    sign_in(client, "company")
    address = f"{ASK}?keluarga={household}&kebutuhan=sanitation"
    page = send(client, address, **WISH).headers["location"]
    sign_in(client, "secretariat")
    assert send(client, f"{page}/tolak", reason="Sudah cukup").status_code == 303
    assert "tidak disetujui" in client.get("/izin-menambah?keadaan=refused").text

    sign_in(client, "company")
    closed = send(client, f"{page}/selesaikan", outcome="withdrew", reason="Tidak jadi")
    assert closed.status_code == 303, closed.text
    assert "ditarik kembali" in client.get(page).text


def test_a_flagged_promise_is_on_the_list_its_page_and_the_first_page(
    client: Client, regency: Regency, household: UUID
):
    judged(regency, household, "better_off", reason="assets")
    sign_in(client, "baznas")
    listed = client.get("/komitmen/perlu-ditinjau").text
    assert "Keluarga tidak boleh menerima bantuan" in listed
    assert "Arahkan ke keluarga lain" in listed
    assert "Pertahankan dengan alasan" not in listed
    assert "komitmen perlu ditinjau" in client.get("/").text

    sign_in(client, "mentor")
    [where] = {
        part.split('"')[0]
        for part in client.get("/komitmen/perlu-ditinjau").text.split('href="')
        if part.split('"')[0].endswith("/pertahankan")
    }
    assert "Perlu ditinjau" in client.get(where.removesuffix("/pertahankan")).text
    assert "Keluarga tidak boleh menerima bantuan." in client.get(where).text
    assert send(client, where, reason="Sudah setengah jadi").status_code == 303
    assert where not in client.get("/komitmen/perlu-ditinjau").text
    assert "Sudah setengah jadi" in client.get("/komitmen/perlu-ditinjau?keadaan=semua").text


def test_who_waits_is_counted_for_everybody_and_listed_for_whoever_may_know(
    client: Client, regency: Regency, household: UUID
):
    family_in_need(regency, nik="9909150102750002")
    sign_in(client, "mentor")
    shown = client.get("/kebutuhan/belum-terlayani").text
    assert "Satu per satu" in shown
    assert str(household) not in shown
    assert "Buat komitmen" in shown
    assert "Jamban" in client.get("/kebutuhan/belum-terlayani?unduh=csv").text
    assert "Tidak ada yang menunggu" in client.get("/kebutuhan/belum-terlayani?hari=3000").text

    sign_in(client, "partner_nowhere")
    assert "Satu per satu" not in client.get("/kebutuhan/belum-terlayani").text
