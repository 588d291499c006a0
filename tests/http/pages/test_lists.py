"""Lists by clicking: check, receive, compare, withdraw; and whoever is listed again."""

import base64
import re
import tempfile
from typing import Any
from uuid import UUID

import pytest

from tests.http.api.asking import KK, A, B, Client
from tests.http.api.test_lists import ABOUT, FAULTY, HEAD, HEADER
from tests.http.pages.browsing import CSRF, KEY, send, sign_in

LETTER = {name: text for name, text in ABOUT.items() if name != "file_name"}
WIFE = f"{B};{KK};Siti Contoh;Istri;Dukuh Contoh;Klego;Klego"
CHECK = "/daftar/periksa"


@pytest.fixture(autouse=True)
def _private(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def upload(client: Client, *lines: str, header: str = HEADER, **fields: str) -> Any:
    hidden = {"_csrf": CSRF.findall(client.get(CHECK).text)[-1]}
    content = "\n".join([header, *lines]).encode()
    return client.post(
        CHECK,
        data={**hidden, **fields},
        files={"file": ("uji.csv", content, "text/csv")},
        follow_redirects=False,
    )


def received(client: Client, *lines: str, **letter: str) -> str:
    waiting = upload(client, *lines).headers["location"]
    file_hash = re.findall(r'name="file_hash" value="([0-9a-f]+)"', client.get(waiting).text)[0]
    answer = send(
        client, waiting, f"{waiting}/terima", **(LETTER | letter | {"file_hash": file_hash})
    )
    assert answer.status_code == 303, answer.text
    where: str = answer.headers["location"]
    return where


def test_a_list_is_checked_in_three_colours_and_then_received(client: Client):
    sign_in(client, "secretariat")
    answer = upload(client, HEAD, ";;Mbah Sumi;;Dukuh Contoh;Klego;Klego", FAULTY)
    assert answer.status_code == 303, answer.text
    waiting = answer.headers["location"]
    shown = client.get(waiting).text
    for told in ("hijau", "kuning", "merah", "NIK tidak terdiri atas 16 angka.", "Terima daftar"):
        assert told in shown
    assert "Budi" not in shown
    assert A not in shown

    file_hash = re.findall(r'name="file_hash" value="([0-9a-f]+)"', shown)[0]
    incomplete = send(client, waiting, f"{waiting}/terima", file_hash=file_hash)
    assert incomplete.status_code == 400
    answer = send(client, waiting, f"{waiting}/terima", **LETTER, file_hash=file_hash)

    assert answer.status_code == 303, answer.text
    listed = answer.headers["location"]
    shown = client.get(listed).text
    assert "Daftar selesai dibaca." in shown
    assert client.get(waiting).status_code == 409
    assert "Buka nama untuk mengunduh berkas asli" in shown
    asked = client.get(f"{listed}/berkas", follow_redirects=False)
    send(client, asked.headers["location"], "/nama/buka", purpose="verification")
    assert f'<a href="{listed}/berkas">Unduh berkas asli</a>' in client.get(listed).text
    assert client.get(f"{listed}/berkas").text.splitlines()[:2] == [HEADER, HEAD]


def test_columns_are_said_again_on_the_page(client: Client):
    sign_in(client, "secretariat")
    waiting = upload(client, f"{A};Budi;Klego;Klego", header="Identitas;Warga;Wilayah;Kec").headers[
        "location"
    ]
    assert "Judul kolom tidak ditemukan" in client.get(waiting).text

    answer = send(client, waiting, column0="nik", column1="name", column2="village")

    assert answer.status_code == 303, answer.text
    shown = client.get(waiting).text
    assert "hijau: siap masuk" in shown
    assert "Judul kolom tidak ditemukan" not in shown


def test_no_file_and_no_list_are_told_on_the_form(client: Client):
    sign_in(client, "secretariat")
    hidden = {"_csrf": CSRF.findall(client.get(CHECK).text)[-1]}
    assert client.post(CHECK, data=hidden, files={"x": b""}).status_code == 400
    answer = client.post(CHECK, data=hidden, files={"file": ("a.csv", b"%PDF-1.7 x", "text/csv")})
    assert answer.status_code == 409
    assert "bukan teks (CSV)" in answer.text


def test_two_vintages_are_compared_and_taken_along(client: Client):
    sign_in(client, "secretariat")
    before = received(client, HEAD, WIFE)
    after = received(client, HEAD.replace("Budi Contoh", "Budiman"), period="2026-12")

    shown = client.get(f"{after}/selisih").text

    assert "Nama berubah" in shown
    assert "Tidak ada lagi" in shown
    dari = before.rpartition("/")[2]
    for kind in ("csv", "xlsx"):
        file = client.get(f"{after}/selisih?dari={dari}&unduh={kind}")
        assert file.status_code == 200
        assert f".{kind}" in file.headers["content-disposition"]
    assert "Siti" not in client.get(f"{after}/selisih?dari={dari}&unduh=csv").text
    assert client.get(f"{before}/selisih?dari=x").status_code == 400
    second = base64.urlsafe_b64encode(f'["{UUID(int=0)}"]'.encode()).decode().rstrip("=")
    onward = client.get(f"{after}/selisih?setelah={second}").text
    assert "Per desa" in shown
    assert "Per desa" not in onward
    assert "Orang demi orang" in onward


def test_a_withdrawn_list_closes_whom_it_alone_knew_and_a_later_one_is_told(client: Client):
    sign_in(client, "secretariat")
    wrong = received(client, HEAD, WIFE)
    assert "Tarik daftar" in client.get(wrong).text

    answer = send(
        client, f"{wrong}/tarik", reason="Dikirim untuk kabupaten lain", occurred_on="2024-11-04"
    )
    assert answer.status_code == 303, answer.text
    shown = client.get(wrong).text
    assert "Daftar ini ditarik" in shown
    assert "1 keluarga yang hanya dikenal dari daftar ini ditutup." in " ".join(shown.split())
    again = client.post(
        f"{wrong}/tutup",
        data={
            "_csrf": CSRF.findall(client.get(CHECK).text)[-1],
            "_key": KEY.findall(client.get(CHECK).text)[-1],
        },
        follow_redirects=False,
    )
    assert again.status_code == 303

    received(client, WIFE, HEAD, period="2026-12")
    alerts = client.get("/daftar/tercantum-lagi").text
    assert "Daftarnya ditarik" in alerts
    assert client.get("/daftar/tercantum-lagi?unduh=csv").status_code == 200


def test_deciles_stand_side_by_side_on_the_household(client: Client):
    sign_in(client, "secretariat")
    header = f"{HEADER};DESIL"
    waiting = upload(client, f"{HEAD};2", header=header).headers["location"]
    file_hash = re.findall(r'name="file_hash" value="([0-9a-f]+)"', client.get(waiting).text)[0]
    send(client, waiting, f"{waiting}/terima", **LETTER, file_hash=file_hash)

    poorest = client.get("/keluarga/desil?sumber=generic&desil=2").text
    [household] = set(re.findall(r"/keluarga/([0-9a-f-]{36})", poorest))
    shown = client.get(f"/keluarga/{household}").text

    assert "Desil menurut daftar" in shown
    assert "Nasional, Daftar umum 2024-10" in re.sub(r"\s+", " ", shown), shown[
        shown.index("Desil menurut") :
    ][:400]
    assert household not in client.get("/keluarga/desil?sumber=generic&desil=1").text


def test_what_is_not_the_readers_to_know_is_told_to_nobody_else(client: Client):
    sign_in(client, "secretariat")
    before = received(client, HEAD, WIFE)
    after = received(client, WIFE, period="2026-12")
    sign_in(client, "neighbour")
    assert "Tidak ada selisih" in client.get(f"{after}/selisih").text
    assert client.get(f"{before}/tarik", follow_redirects=False).status_code == 403
    assert client.get(CHECK, follow_redirects=False).status_code == 403


def test_a_row_is_put_right_where_its_fault_stands_and_keeps_what_was_typed(client: Client):
    sign_in(client, "secretariat")
    where = received(client, HEAD, FAULTY, FAULTY.replace("12;", "13;"))
    assert "Perbaiki baris di karantina" in client.get(where).text, "the next step is a link"
    page = f"{where}/baris/3"
    assert "disamarkan" in client.get(page).text
    send(client, "/nama", "/nama/buka", back=page, purpose="verification")

    fields = faults_of(client.get(page).text)
    assert fields == {"cell0": "NIK tidak terdiri atas 16 angka."}
    assert "Cocokkan dengan KTP-el atau KK" in client.get(page).text

    still = send(client, page, cell0=B, cell2="S1ti Contoh")
    assert still.status_code == 409
    assert faults_of(still.text) == {"cell2": "Nama berisi angka."}
    assert f'value="{B}"' in still.text
    assert 'value="S1ti Contoh"' in still.text

    done = send(client, page, cell0=B, cell2="Siti Contoh", next="1")
    assert (done.status_code, done.headers["location"]) == (303, f"{where}/baris/4"), done.text

    rows = client.get(f"{where}/baris?masalah=nik_not_16_digits").text
    assert "NIK tidak terdiri atas 16 angka. (1)" in rows
    assert f"{where}/baris/4" in rows
    assert f"{where}/baris/4" not in client.get(f"{where}/baris?masalah=name_empty").text
    assert f"{where}/baris/4" in client.get(f"{where}/baris?nomor=4").text
    taken = client.get(f"{where}/baris?nomor=2").text
    [event] = re.findall(r'href="(/jejak/\d+)">Peristiwa baris 2<', taken)
    assert f'href="{where}">baris 2' in client.get(event).text, "and the event leads back"


def faults_of(page: str) -> dict[str, str]:
    """Return what is said beside each cell that is at fault."""
    found = re.findall(r'<p class="error" id="f-(\w+)-e">(.*?)</p>', page, re.DOTALL)
    told = {name: re.sub(r"<[^>]+>", "", text).strip() for name, text in found}
    return {name: text.removeprefix("Galat: ") for name, text in told.items()}
