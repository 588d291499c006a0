"""Payments out of a file over HTTP and by clicking; plans, outcomes, packages and reports."""

import tempfile
from typing import Any
from uuid import UUID

import pytest

from service.regency import Regency
from tests.http.api.asking import Client
from tests.http.api.given import made, problem, shown
from tests.http.conftest import KLEGO, As
from tests.http.neighbourhood import Neighbourhood, told
from tests.http.pages.browsing import CSRF, send, sign_in
from tests.http.pages.test_figures import page

START = "/pembayaran"
API = "/api/v1/payment-batches"
TITLES = "Komitmen;Jumlah;Tanggal;Cara;Nomor bukti"


@pytest.fixture(autouse=True)
def _private(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))


@pytest.fixture
def there(regency: Regency) -> Neighbourhood:
    return told(regency)


@pytest.fixture
def file(there: Neighbourhood) -> bytes:
    one = there.commitments[KLEGO]
    rows = [f"{one};1.000;04/11/2024;;BKK-77", f"{one};sejuta;04/11/2024;;BKK-78"]
    return "\n".join([TITLES, *rows]).encode()


def upload(client: Client, content: bytes) -> Any:
    hidden = {"_csrf": CSRF.findall(client.get(START).text)[-1]}
    files = {"file": ("bayar.csv", content, "text/csv")}
    return client.post(START, data=hidden, files=files, follow_redirects=False)


def test_a_file_is_looked_at_carried_out_and_taken_along(client: Client, file: bytes):
    sign_in(client, "secretariat")
    waiting = upload(client, file)
    assert waiting.status_code == 303, waiting.text
    where = waiting.headers["location"]
    looked = page(client, where)
    assert "<b>B3</b> (Jumlah): " in looked
    assert "jumlah sejuta tidak terbaca" in looked

    answer = send(client, where)
    assert answer.status_code == 303, answer.text
    done = answer.headers["location"]
    assert "BKK-77" in page(client, done)
    csv = client.get(f"{done}?unduh=csv").text
    assert "2,Tercatat," in csv
    assert "3,Ditolak,,,,Isi baris ini tidak terbaca atau tidak lengkap." in csv
    assert done in page(client, START)

    again = upload(client, file)
    assert "baris sudah tercatat sebelumnya" in page(client, again.headers["location"])


def test_a_page_without_a_file_says_so(client: Client, there: Neighbourhood):
    assert there
    sign_in(client, "secretariat")
    hidden = {"_csrf": CSRF.findall(client.get(START).text)[-1]}
    answer = client.post(START, data=hidden, follow_redirects=False)
    assert answer.status_code == 400
    assert "Pilih berkas pembayaran" in answer.text
    assert upload(client, b"Nama;Alamat\nA;B").status_code == 409
    assert client.get(f"{START}/isian").content[:2] == b"PK"


def test_a_program_sends_the_same_file(client: Client, as_: As, file: bytes):
    headers = as_("secretariat") | {"Content-Type": "text/csv"}
    looked = shown(client.post(f"{API}/previews", content=file, headers=headers))
    assert [one["outcome"] for one in looked["rows"]] == ["ready", "faulty"]

    answer = client.post(API, params={"file_name": "b.csv"}, content=file, headers=headers)
    assert answer.status_code == 201, answer.text
    batch = answer.json()["batch"]

    known = shown(client.get(f"{API}/{batch}", headers=as_("secretariat")))
    assert (known["recorded"], known["left_out"], len(known["lines"])) == (1, 1, 2)
    listed = shown(client.get(API, headers=as_("secretariat")))
    assert [one["batch"] for one in listed["items"]] == [batch]
    other = client.get(f"{API}/{batch}", headers=as_("company"))
    assert problem(other) == (404, "404")


def test_a_promise_is_planned_and_shown_as_late(client: Client, as_: As, there: Neighbourhood):
    one = there.commitments[KLEGO]
    at = f"/api/v1/commitments/{one}"
    ask = {"instalments": [{"due_on": "2024-11-05", "amount_rupiah": 5_000_000}]}
    made(client.post(f"{at}/plans", json=ask, headers=as_("secretariat")))

    known = shown(client.get(at, headers=as_("secretariat")))
    assert known["next_due_on"] == "2024-11-05"
    assert known["entries"]["instalments"][0]["amount_rupiah"] == 5_000_000
    sign_in(client, "secretariat")
    assert "Rencana tahap" in page(client, f"/komitmen/{one}")
    assert "terlambat" in page(client, f"/komitmen/{one}")


def test_a_year_lapses_and_a_promise_is_carried_over_by_clicking(
    client: Client, as_: As, there: Neighbourhood
):
    one, other = (
        there.commitments[KLEGO],
        next(each for village, each in there.commitments.items() if village != KLEGO),
    )
    sign_in(client, "secretariat")
    form = {"form": "cash", "fiscal_year": "2026", "programme": ""}
    carried = send(client, f"/komitmen/{one}/teruskan", **form)
    assert carried.status_code == 303, carried.text
    heir = carried.headers["location"]
    assert f"/komitmen/{one}" in page(client, heir)
    assert heir in page(client, f"/komitmen/{one}")

    unkept = shown(
        client.get("/api/v1/commitments/lapses?fiscal_year=2024", headers=as_("secretariat"))
    )
    assert unkept["commitments"] >= 1
    assert "sisa yang akan gugur" in page(client, "/komitmen/akhir-tahun?tahun=2024")
    gone = send(client, "/komitmen/akhir-tahun?tahun=2024", "/komitmen/akhir-tahun", tahun="2024")
    assert gone.status_code == 303, gone.text
    assert "Gugur" in page(client, f"/komitmen/{other}")
    early = client.get("/komitmen/akhir-tahun?tahun=2100")
    assert early.status_code == 409


def test_a_report_is_filed_and_sent_back(client: Client, as_: As, there: Neighbourhood):
    assert there
    sign_in(client, "secretariat")
    form = {"organisation": "baznas", "fiscal_year": "2023", "number": "900/1", "spent_rupiah": "0"}
    filed = send(client, "/pertanggungjawaban/baru", **form)
    assert filed.status_code == 303, filed.text
    assert "900/1" in page(client, "/pertanggungjawaban")
    back = send(
        client, "/pertanggungjawaban/baznas/2023/kembalikan", reason="Lampiran belum lengkap"
    )
    assert back.status_code == 303, back.text

    [known] = shown(
        client.get("/api/v1/accountabilities?organisation=baznas", headers=as_("secretariat"))
    )["items"]
    assert (known["is_filed"], known["reason"]) == (False, "Lampiran belum lengkap")


def test_a_package_shows_its_promises_together(client: Client, as_: As, there: Neighbourhood):
    one = there.commitments[KLEGO]
    at = f"/api/v1/commitments/{one}/packages"
    ask = {"package": "rumah-07", "reason": "Dibantu dua mitra"}
    opened = client.post(at, json=ask, headers=as_("secretariat"))
    assert opened.status_code == 201, opened.text

    sign_in(client, "secretariat")
    together = page(client, "/paket/rumah-07")
    assert f"/komitmen/{one}" in together
    assert "/paket/rumah-07" in page(client, f"/komitmen/{one}")
    assert client.get("/paket/tidak-ada").status_code == 404
    assert UUID(str(one))
