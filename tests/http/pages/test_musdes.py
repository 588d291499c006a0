"""A meeting on pages: led step by step, decided row by row, sealed, signed, checked by anybody."""

import re

import pytest

from service.http.pages import musdes_grid
from service.regency import Regency
from tests.commands.acting import DAY, registered
from tests.commands.giving import catalogue
from tests.commands.meeting import NUMBER, found, judge, met, ratified
from tests.http.api.asking import Client
from tests.http.conftest import KLEGO
from tests.http.pages.browsing import send, sign_in

ON = DAY.isoformat()
NIKS = [f"99091501017000{number:02}" for number in range(1, 60)]
INVITATION = {
    "kind": "musdes",
    "village": KLEGO,
    "meets_on": ON,
    "meets_at": "09:00",
    "place": "Balai Desa Klego",
    "agenda": "Penetapan hasil verifikasi\r\nLain-lain",
    "legal_basis": "UU 13/2011 Pasal 8",
    "chair.name": "Contoh Wiyono",
    "chair.position": "Ketua BPD Klego",
    "chair.account": "bpd_chair",
    "minute_taker.name": "Contoh Lestari",
    "minute_taker.position": "Sekretaris Desa",
    "occurred_on": ON,
}
ATTENDANCE = {
    "invited": "30",
    "quorum": "20",
    "attendees[0].name": "Contoh Sarjono",
    "attendees[0].role": "hamlet_or_rt",
    "attendees[0].sex": "male",
    "others[0].role": "resident",
    "others[0].sex": "female",
    "others[0].count": "21",
}


def opened(client: Client) -> str:
    """Return the address of a meeting that was called and attended."""
    sign_in(client, "bpd_chair")
    answer = send(client, "/musdes/baru", **INVITATION)
    assert answer.status_code == 303, answer.text
    session: str = answer.headers["location"]
    assert "Catat kehadiran" in client.get(session).text
    assert send(client, f"{session}/kehadiran", **ATTENDANCE).status_code == 303
    return session


def test_a_meeting_is_led_from_the_invitation_to_dinsos(client: Client, regency: Regency):
    catalogue(regency)
    stays = found(regency, NIKS[0])
    gone = found(regency, NIKS[1], "unreachable")
    new = registered(regency, NIKS[2])
    session = opened(client)
    assert "3 keluarga diusulkan atau diverifikasi" in client.get("/musdes").text
    shown = send(client, f"{session}/tampilan", group="waiting")
    assert shown.headers["location"] == f"{session}/putusan"
    grid = client.get(f"{session}/putusan").text
    assert "3 dari 3 keluarga belum diputuskan" in grid
    assert "sisanya yang sudah diverifikasi (1)" in grid
    chosen = {f"row-{gone}": "remove:not_found", f"row-{new}": "add"}
    saved = send(client, f"{session}/putusan", rest="1", **chosen)
    assert saved.headers["location"] == session
    assert send(client, f"{session}/keberatan", words="RT 2 tidak setuju").status_code == 303
    assert "Tetapkan berita acara" in client.get(session).text
    assert send(client, f"{session}/penetapan", number=NUMBER).status_code == 303
    told = client.get(session).text
    assert NUMBER in told
    assert "Unduh untuk papan pengumuman" in told
    for account, signer in (("bpd_chair", "chair"), ("village_head", "head")):
        sign_in(client, account)
        answer = send(
            client,
            f"{session}/tanda-tangan",
            signer=signer,
            position="Jabatan",
            name="Contoh Wiyono",
        )
        assert answer.status_code == 303, answer.text
    for to in ("camat", "dinsos"):
        sent = send(client, f"{session}/penerusan", to=to, letter_number="470/1")
        assert sent.status_code == 303, sent.text
    assert "Diteruskan" in client.get(session).text
    assert "Tidak ada putusan yang menunggu" in client.get("/musdes").text
    page = client.get(f"/keluarga/{stays}").text
    assert f"Ditetapkan musyawarah, berita acara nomor {NUMBER}" in " ".join(page.split())


def test_what_needs_a_date_is_decided_on_a_form_of_its_own(client: Client, regency: Regency):
    catalogue(regency)
    dead = found(regency, NIKS[0])
    session = opened(client)
    send(client, f"{session}/tampilan", group="waiting")
    path = f"{session}/putusan/{dead}"
    said = {"decision": "remove", "reason": "deceased"}
    refused = send(client, path, **said)
    assert refused.status_code == 409
    assert "Alasan mengeluarkan keluarga ini belum lengkap" in refused.text
    ahead = send(client, path, **said, since="2099-01-01")
    assert ahead.status_code == 409
    form = client.get(path).text
    assert "Diperiksa ulang" in form
    assert "Ditambahkan" not in form, "what never fits is not offered"
    assert "Daftarnya ditarik" not in form
    assert send(client, path, **said, since=ON).status_code == 303
    assert "Keputusan lain yang sudah dicatat" in client.get(f"{session}/putusan?lihat=semua").text


def test_a_choice_that_the_grid_does_not_offer_is_none(client: Client, regency: Regency):
    catalogue(regency)
    home = found(regency, NIKS[0])
    session = opened(client)
    send(client, f"{session}/tampilan", group="waiting")
    for code in ("banana", "remove:banana", "remove:better_off:banana"):
        send(client, f"{session}/putusan", **{f"row-{home}": code})
    assert "1 dari 1 keluarga belum diputuskan" in client.get(f"{session}/putusan").text


def test_a_row_that_changed_is_marked_and_shown_anew(client: Client, regency: Regency):
    catalogue(regency)
    home = found(regency, NIKS[0])
    session = opened(client)
    send(client, f"{session}/tampilan", group="waiting")
    send(client, f"{session}/putusan", rest="1")
    judge(regency, home, "better_off", reason="assets")
    assert "berubah setelah ditampilkan" in client.get(f"{session}/putusan?lihat=semua").text
    refused = send(client, f"{session}/penetapan", number=NUMBER)
    assert refused.status_code == 409
    assert "Ada keluarga yang berubah setelah ditampilkan" in refused.text
    assert "berubah sesudahnya: 1" in client.get(f"{session}/tampilan").text
    assert send(client, f"{session}/tampilan", group="changed").status_code == 303
    send(client, f"{session}/putusan", rest="1")
    assert send(client, f"{session}/penetapan", number=NUMBER).status_code == 303


def test_the_grid_goes_on_page_by_page(client: Client, regency: Regency):
    catalogue(regency)
    for nik in NIKS[:27]:
        found(regency, nik)
    session = opened(client)
    send(client, f"{session}/tampilan", group="waiting")
    first = client.get(f"{session}/putusan").text
    assert first.count("<select") == 25
    [more] = re.findall(r'href="([^"]+)" rel="next"', first)
    assert client.get(more.replace("&amp;", "&")).text.count("<select") == 2


def test_who_has_no_room_in_the_minutes_is_counted_and_waits(
    client: Client, regency: Regency, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(musdes_grid, "MOST_ROWS", 2)
    catalogue(regency)
    for nik in NIKS[:3]:
        found(regency, nik)
    session = opened(client)
    send(client, f"{session}/tampilan", group="waiting")
    grid = client.get(f"{session}/putusan").text
    assert "Berita acara ini penuh" in grid
    assert "2 dari 2 keluarga belum diputuskan" in grid
    assert "1 keluarga lain menunggu tetapi belum ditampilkan" in grid
    send(client, f"{session}/putusan", rest="1")
    assert "1 keluarga yang menunggu tidak ditampilkan" in (client.get(f"{session}/penetapan").text)


def test_minutes_are_downloaded_and_checked_without_signing_in(client: Client, regency: Regency):
    session = met(regency, found(regency, NIKS[0]))
    ratified(regency, session)
    sign_in(client, "bpd_chair")
    page = client.get(f"/musdes/{session}").text
    [seal] = set(re.findall(r"/periksa/([0-9a-f]{64})", page))
    board = client.get(f"/musdes/{session}/berita-acara.pdf")
    assert board.content.startswith(b"%PDF")
    assert client.get(f"/musdes/{session}/berita-acara.pdf?naskah=nama").status_code == 400
    send(client, "/nama", "/nama/buka", purpose="verification", back="/")
    named = client.get(f"/musdes/{session}/berita-acara.pdf?naskah=nama")
    assert named.content.startswith(b"%PDF")

    client.cookies.clear()
    told = client.get(f"/periksa/{seal}")
    assert told.status_code == 200
    assert NUMBER in told.text
    assert "Contoh" not in told.text
    typed = client.get("/periksa", params={"sidik": f" {seal[:32]} {seal[32:].upper()} "})
    assert NUMBER in typed.text
    assert client.get("/periksa").status_code == 200
    assert client.get("/periksa/salah").status_code == 404


@pytest.mark.parametrize("path", ["", "/putusan", "/tampilan", "/berita-acara.pdf", "/penetapan"])
def test_a_meeting_next_door_is_not_found(client: Client, regency: Regency, path: str):
    session = met(regency, found(regency, NIKS[0]))
    sign_in(client, "neighbour")
    assert client.get(f"/musdes/{session}{path}").status_code in {403, 404}


def test_an_auditor_reads_and_is_offered_nothing(client: Client, regency: Regency):
    session = met(regency, found(regency, NIKS[0]))
    ratified(regency, session)
    sign_in(client, "auditor")
    page = client.get(f"/musdes/{session}").text
    assert NUMBER in page
    assert "Catat tanda tangan" not in page
    assert client.get(f"/musdes/{session}/tampilan").status_code == 403


def test_minutes_are_put_right_by_a_meeting_of_their_own(client: Client, regency: Regency):
    catalogue(regency)
    session = met(regency, found(regency, NIKS[0]))
    ratified(regency, session)
    sign_in(client, "bpd_chair")
    assert NUMBER in client.get(f"/musdes/{session}/pembetulan").text
    invitation = {name: value for name, value in INVITATION.items() if name != "village"}
    answer = send(client, f"/musdes/{session}/pembetulan", **invitation)
    assert answer.status_code == 303, answer.text
    told = client.get(answer.headers["location"]).text
    assert f"berita acara nomor {NUMBER}" in told


def test_a_meeting_put_off_without_a_day_is_given_one_before_it_is_attended(client: Client):
    sign_in(client, "bpd_chair")
    session = send(client, "/musdes/baru", **INVITATION).headers["location"]
    send(client, f"{session}/penundaan", postponed_for="no_quorum", reason="Hujan lebat")
    waiting = client.get(session).text
    assert "Tetapkan hari baru" in waiting
    assert "Catat kehadiran" not in waiting
    assert send(client, f"{session}/hari").status_code == 400
    assert send(client, f"{session}/hari", meets_on=ON).status_code == 303
    assert "menetapkan hari baru musyawarah" in client.get(session).text
    assert send(client, f"{session}/kehadiran", **ATTENDANCE).status_code == 303


def test_a_fault_in_an_invitation_says_whose_name_is_missing(client: Client):
    sign_in(client, "bpd_chair")
    answer = send(client, "/musdes/baru", **INVITATION | {"minute_taker.name": ""})
    assert answer.status_code == 400
    assert "Notulis, Nama: wajib diisi" in answer.text
