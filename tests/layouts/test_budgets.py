"""Budgets as Siskeudes hands them out: every title, every spelling, every fault by its cell."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.aggregates.budget_lines import DraftLine
from service.layouts.budget_headers import NoBudgetHeader
from service.layouts.budgets import BudgetRow, TooManyBudgetRows, Wanted, read
from service.layouts.table_columns import letters_of
from service.reference.regions import territory

BOYOLALI = territory("33.09")
KLEGO = "33.09.15.2009"
TITLES = [
    *("Tahun", "Kd_Desa", "Kd_Bid", "Kd_Sub", "Kd_Keg", "ID_Keg", "Nama_Kegiatan", "Pagu"),
    *("Pagu_PAK", "Sumberdana", "Lokasi", "Keluaran", "Nm_PPTKD"),
]
ROW = [
    *("2024", "33.09.15.2009.", "33.09.15.2009.02", "33.09.15.2009.02.04"),
    *("33.09.15.2009.02.04.13.", "02.04.13.", "Pembangunan jamban", "45000000", "60000000"),
    *("DDS", "Dukuh Contoh", "15 unit", "Bapak Contoh"),
]


def wanted(**other: Any) -> Wanted:
    asked: dict[str, Any] = {"kind": "original", "fiscal_year": 2024}
    return Wanted(**(asked | other))


def changed(**cells: str) -> list[str]:
    return [cells.get(title, cell) for title, cell in zip(TITLES, ROW, strict=True)]


def rows_of(*rows: list[str], titles: list[str] | None = None, **other: Any) -> list[BudgetRow]:
    return list(read([titles or TITLES, *rows], wanted(**other), BOYOLALI).rows)


def problem(row: list[str], **other: Any) -> tuple[str, str]:
    [found] = rows_of(row, **other)
    assert found.line is None
    [one] = found.problems
    return one.cell, one.message


def line(*rows: list[str], **other: Any) -> DraftLine:
    [found] = rows_of(*rows, **other)
    assert found.line is not None, found.problems
    return found.line


def test_a_row_is_a_line_of_a_village_and_the_officer_is_never_read():
    [found] = rows_of(ROW)
    assert found.village == KLEGO
    assert found.line == DraftLine(
        activity="02.04.13",
        name="Pembangunan jamban",
        amount_rupiah=45_000_000,
        fund_source="DD",
        location="Dukuh Contoh",
        output="15 unit",
    )
    assert "Bapak" not in repr(found)


def test_of_an_amended_budget_the_amended_money_counts():
    assert line(ROW, kind="amended").amount_rupiah == 60_000_000
    assert line(changed(Pagu_PAK="0"), kind="amended").amount_rupiah == 0
    assert line(changed(Pagu_PAK=""), kind="amended").amount_rupiah == 45_000_000


@pytest.mark.parametrize(
    "cells",
    [
        {"ID_Keg": "2.4.13"},
        {"ID_Keg": "02.04.13"},
        {"ID_Keg": "", "Kd_Keg": "33.09.15.2009.02.04.13."},
        {"ID_Keg": "", "Kd_Keg": "15.2009.02.04.13."},
        {"ID_Keg": "", "Kd_Bid": "2", "Kd_Sub": "4", "Kd_Keg": "13"},
        {"ID_Keg": "", "Kd_Bid": "02.", "Kd_Sub": "02.04.", "Kd_Keg": "02.04.13."},
    ],
)
def test_an_activity_is_read_from_whichever_column_tells_it(cells: dict[str, str]):
    assert line(changed(**cells)).activity == "02.04.13"


def test_a_local_activity_is_kept():
    assert line(changed(ID_Keg="02.04.90.")).activity == "02.04.90"


@pytest.mark.parametrize("code", ["33.09.15.2009", "3309152009", "15.2009.", "33.09.15.2009."])
def test_a_village_is_known_by_its_code_in_every_spelling(code: str):
    [found] = rows_of(changed(Kd_Desa=code))
    assert (found.village, found.problems) == (KLEGO, ())


@pytest.mark.parametrize(
    ("source", "code"),
    [("DD", "DD"), ("Dana Desa", "DD"), ("ADD", "ADD"), ("PADes", "PAD"), ("lain-lain", "DLL")],
)
def test_fund_sources_have_many_names(source: str, code: str):
    assert line(changed(Sumberdana=source)).fund_source == code


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        ({"Pagu": "banyak"}, "H2", "jumlah banyak tidak terbaca"),
        ({"Pagu": ""}, "H2", "jumlah belum diisi"),
        ({"Pagu": "1,5"}, "H2", "jumlah 1,5 memuat sen; tulis rupiah penuh"),
        ({"Pagu": "900000000000"}, "H2", "terlalu besar untuk satu kegiatan desa"),
        ({"Sumberdana": "XYZ"}, "J2", "sumber dana XYZ bukan salah satu dari DD, ADD"),
        ({"Sumberdana": ""}, "J2", "sumber dana belum diisi"),
        ({"Tahun": "2023"}, "A2", "tahun 2023 bukan tahun anggaran 2024"),
        ({"Kd_Desa": "33.09.99.2001"}, "B2", "tidak ada di kabupaten ini"),
        ({"Kd_Desa": ""}, "B2", "kode desa belum diisi"),
        ({"Nama_Kegiatan": ""}, "G2", "nama kegiatan belum diisi"),
        ({"Lokasi": "Rumah 9909150101700001"}, "K2", "memuat angka seperti NIK"),
        ({"Keluaran": "x" * 201}, "L2", "lebih dari 200 huruf"),
        ({"ID_Keg": "2013-04-02"}, "F2", "telah diubah Excel menjadi tanggal"),
        ({"ID_Keg": "9.1.1", "Kd_Keg": "", "Kd_Bid": ""}, "F2", "bukan kode tiga bagian"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(cells: dict[str, str], cell: str, message: str):
    found_cell, found = problem(changed(**cells))
    assert found_cell == cell
    assert message in found


def test_a_file_of_one_village_needs_no_code_and_contradicts_no_choice():
    titles = ["Kode Kegiatan", "Uraian", "Anggaran", "Sumber Dana"]
    [found] = rows_of(["2.4.13", "Jamban", "1.000", "DD"], titles=titles, village=KLEGO)
    assert (found.village, found.problems) == (KLEGO, ())
    cell, message = problem(ROW, village="33.09.15.2003")
    assert (cell, message) == ("B2", "kode desa 33.09.15.2009. bukan desa yang Anda pilih")


def test_headings_and_sums_are_no_lines_but_a_line_without_its_code_is_told():
    titles = ["Kode Kegiatan", "Uraian", "Anggaran", "Sumber Dana"]
    rows = [
        ["02.", "Bidang Pembangunan", "46.000", ""],
        ["02.04.", "Kawasan permukiman", "46.000", ""],
        ["02.04.13.", "Jamban", "45.000", "DD"],
        ["", "", "", ""],
        ["02.04", "Rumah", "1.000", "ADD"],
        ["", "Jumlah", "46.000", ""],
    ]
    sheet = read([["APBDes Klego"], titles, *rows], wanted(village=KLEGO), BOYOLALI)
    assert [row.line is not None for row in sheet.rows] == [True, False]
    assert sheet.skipped == 3
    assert [one.cell for one in sheet.rows[1].problems] == ["A7"]


def test_perdes_are_read_from_their_columns():
    titles = [*TITLES, "No_Perdes", "Tgl_Perdes", "No_Perdes_PB", "Tgl_Perdes_PB"]
    row = [*ROW, "4 Tahun 2023", "29/12/2023", "7 Tahun 2024", "2024-09-30"]
    [first] = rows_of(row, titles=titles)
    assert (first.perdes_number, first.perdes_date) == ("4 Tahun 2023", date(2023, 12, 29))
    [second] = rows_of(row, titles=titles, kind="amended")
    assert (second.perdes_number, second.perdes_date) == ("7 Tahun 2024", date(2024, 9, 30))
    [wrong] = rows_of([*ROW, "4", "31/31/2023", "", ""], titles=titles)
    assert [one.cell for one in wrong.problems] == ["O2"]


def test_a_file_without_a_header_is_no_budget():
    with pytest.raises(NoBudgetHeader):
        rows_of(ROW, titles=["a", "b"])
    with pytest.raises(NoBudgetHeader):
        read([[""]] * 20 + [TITLES, ROW], wanted(), BOYOLALI)


def test_a_file_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("service.layouts.budgets.MOST_ROWS", 1)
    with pytest.raises(TooManyBudgetRows):
        rows_of(ROW, ROW)


@pytest.mark.parametrize(("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (299, "KN")])
def test_columns_are_called_as_a_spreadsheet_calls_them(at: int, letters: str):
    assert letters_of(at) == letters


@given(st.lists(st.lists(st.text(max_size=20), max_size=14), max_size=5))
def test_no_row_whatever_is_in_it_stops_the_reading(rows: list[list[str]]):
    for found in rows_of(*rows):
        assert (found.line is None) == bool(found.problems)
