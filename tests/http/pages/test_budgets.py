"""Village budgets by clicking: imported, amended, compared, laid beside needs, answered."""

import tempfile
from typing import Any

import pytest

from tests.http.api.asking import Client
from tests.http.api.given import made
from tests.http.api.test_budgets import AMENDED, FILE, ORIGINAL, adopt, needy
from tests.http.conftest import KLEGO, As
from tests.http.pages.browsing import CSRF, send, sign_in
from tests.http.pages.test_figures import page, rows

__all__ = ["needy"]

IMPORT = "/apbdes/impor"
ONE = f"/apbdes/{KLEGO}/2024"
FORM = {
    "kind": "original",
    "fiscal_year": "2024",
    "village": KLEGO,
    "perdes_number": "4 Tahun 2023",
    "perdes_date": "29-12-2023",
}
PAK = FORM | {"kind": "amended", "perdes_number": "7 Tahun 2024", "perdes_date": "30-09-2024"}


@pytest.fixture(autouse=True)
def _private(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))


def upload(client: Client, content: str = FILE, form: dict[str, str] = FORM) -> Any:
    hidden = {"_csrf": CSRF.findall(client.get(IMPORT).text)[-1]}
    return client.post(
        IMPORT,
        data={**hidden, **form},
        files={"file": ("apbdes.csv", content.encode(), "text/csv")},
        follow_redirects=False,
    )


def imported(client: Client, form: dict[str, str] = FORM) -> str:
    waiting = upload(client, form=form)
    assert waiting.status_code == 303, waiting.text
    where = waiting.headers["location"]
    assert "desa siap diimpor" in page(client, where)
    answer = send(client, where)
    assert answer.status_code == 303, answer.text
    found: str = answer.headers["location"]
    return found


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, up to the next one."""
    assert f"<h2>{heading}</h2>" in text
    return text.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]


@pytest.mark.usefixtures(needy.__name__)
def test_scenario_a0_step_6_by_clicking(client: Client):
    """APBDes perubahan imported; alignment tells funded, unfunded and funded without need."""
    sign_in(client, "village_operator")
    assert imported(client) == ONE
    assert imported(client, PAK) == ONE
    shown = page(client, ONE)
    assert "APBDes perubahan" in shown
    assert "Perdes 7 Tahun 2024" in shown
    assert "Rp189.000.000" in shown

    shown = page(client, f"{ONE}/keselarasan")
    funded = section(shown, "Kebutuhan yang didanai")
    assert "Jamban" in funded
    assert "02.04.13 Jamban keluarga" in funded
    assert "Rp45.000.000" in funded
    unfunded = section(shown, "Kebutuhan yang belum didanai")
    assert "Rumah tidak layak huni" in unfunded
    assert "Rp20.000.000" in unfunded
    without = section(shown, "Baris yang didanai tanpa kebutuhan")
    assert "02.02.02 Makanan tambahan balita" in without
    assert "05.03.00 BLT Dana Desa" in without
    assert "Rp44.000.000" in without
    assert "02.03.10 Rabat beton jalan" in section(shown, "Di luar bagian sosial")
    assert "50,00%" in shown


@pytest.mark.usefixtures(needy.__name__)
def test_a_need_is_answered_and_a_line_mapped_by_clicking(client: Client, as_: As):
    made(adopt(client, as_, ORIGINAL))
    sign_in(client, "village_head")
    assert f"{ONE}/kebutuhan/housing/jawab" in page(client, f"{ONE}/keselarasan")
    refused = send(client, f"{ONE}/kebutuhan/housing/jawab", answer="declined")
    assert refused.status_code == 409
    assert "Jawaban ini belum lengkap" in refused.text
    sent = send(
        client, f"{ONE}/kebutuhan/housing/jawab", answer="declined", reason="Diusulkan BSPS"
    )
    assert sent.headers["location"] == f"{ONE}/keselarasan"
    shown = page(client, f"{ONE}/keselarasan")
    assert "Diusulkan BSPS" in section(shown, "Kebutuhan yang dijawab tanpa APBDes")
    sent = send(
        client,
        f"{ONE}/baris/02.03.10-DD/petakan",
        needs=["housing", "unemployment"],
        reason="Padat karya tunai",
    )
    assert sent.status_code == 303, sent.text
    shown = page(client, f"{ONE}/keselarasan")
    assert "Padat karya tunai" in section(shown, "Baris yang mendanai kebutuhan")
    assert "02.03.10" in section(shown, "Kebutuhan yang didanai")
    sign_in(client, "auditor")
    shown = page(client, f"{ONE}/keselarasan")
    assert "Jawab kebutuhan" not in shown
    assert "Petakan baris" not in shown


def test_murni_and_perubahan_are_compared_line_by_line(client: Client, as_: As):
    made(adopt(client, as_, ORIGINAL))
    made(adopt(client, as_, AMENDED))
    sign_in(client, "auditor")
    shown = page(client, f"{ONE}/selisih")
    for told in ("Bertambah", "Berkurang", "Rp45.000.000", "Rp60.000.000", "-Rp105.000.000"):
        assert told in shown
    assert "dibuka" in page(client, f"{ONE}?versi=1")
    page(client, f"{ONE}?versi=9", 404)


def test_what_is_wrong_in_a_file_is_told_by_cell(client: Client):
    sign_in(client, "secretariat")
    answer = upload(client, FILE.replace("120000000;", "banyak;"))
    shown = page(client, answer.headers["location"])
    assert "E4" in shown
    assert "jumlah banyak tidak terbaca" in shown
    assert "Impor desa yang siap" not in shown
    refused = upload(client, "a;b\n1;2")
    assert refused.status_code == 409
    assert "Judul kolom APBDes tidak ditemukan" in refused.text
    hidden = {"_csrf": CSRF.findall(client.get(IMPORT).text)[-1]}
    nothing = client.post(IMPORT, data={**hidden, **FORM}, files={"x": b""})
    assert nothing.status_code == 400
    assert "pilih berkas Siskeudes" in nothing.text


def test_a_budget_is_written_down_by_clicking(client: Client):
    sign_in(client, "village_operator")
    lines = {
        "lines[0].activity": "2.4.13",
        "lines[0].name": "Jamban keluarga",
        "lines[0].amount_rupiah": "45.000.000",
        "lines[0].fund_source": "DD",
    }
    sent = send(client, "/apbdes/baru", **FORM, **lines)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"] == ONE
    assert "02.04.13 Jamban keluarga" in page(client, ONE)
    again = send(client, "/apbdes/baru", **FORM, **lines)
    assert again.status_code == 409
    assert "sama dengan yang sudah tercatat" in again.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_page_shows_can_be_taken_along(client: Client, as_: As, kind: str):
    made(adopt(client, as_, ORIGINAL))
    made(adopt(client, as_, AMENDED))
    sign_in(client, "auditor")
    then = page(client, f"{ONE}/keselarasan?benar=2024-06-30")
    assert f"{ONE}/keselarasan?benar=2024-06-30&amp;unduh=xlsx" in then
    for path, title in (
        ("/apbdes?tahun=2024", "Kode desa"),
        ("/apbdes/keselarasan?tahun=2024", "Kode desa"),
        (f"{ONE}?versi=2", "Kode desa"),
        (f"{ONE}/selisih?dari=1", "Kode kegiatan"),
        (f"{ONE}/keselarasan?benar=2024-12-31", "Kode desa"),
    ):
        answer = client.get(f"{path}&unduh={kind}")
        assert answer.status_code == 200, answer.text
        assert rows(answer.content, kind)[0][0] == title


def test_the_budgets_of_an_area_are_listed_with_what_they_leave_open(client: Client, as_: As):
    made(adopt(client, as_, ORIGINAL))
    sign_in(client, "company")
    shown = page(client, "/apbdes?tahun=2024")
    assert f'href="/apbdes/{KLEGO}/2024/keselarasan"' in shown
    assert "Impor berkas" not in shown
    assert "Belum ada APBDes" in page(client, "/apbdes?tahun=2023")
    sign_in(client, "neighbour")
    page(client, ONE, 404)
