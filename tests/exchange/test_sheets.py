"""Tables to take along read the same as CSV and as a workbook, and run nothing."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import python_calamine

from service.exchange.sheets import Cell, Sheet, csv_bytes, neutral, xlsx_bytes

NIK = "9909150101700001"
HOSTILE = '=HYPERLINK("http://192.0.2.1")'


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet(name="uji", marks=["Ekspor nomor 1"], titles=["Nama", "Jumlah"], rows=rows)


def cells(content: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_cell_is_never_a_formula(first: str):
    assert neutral(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


def test_other_cells_are_as_they_are():
    assert neutral("Dukuh Krajan = 2") == "Dukuh Krajan = 2"
    assert neutral("") == ""


def test_a_workbook_keeps_marks_titles_numbers_and_days():
    content = xlsx_bytes(
        sheet(("Kalangan", 12), ("Klego", Decimal("8.07")), ("", date(2026, 11, 4)))
    )
    mark, titles, *rows = cells(content)
    assert (mark[0], titles) == ("Ekspor nomor 1", ["Nama", "Jumlah"])
    assert rows == [["Kalangan", 12.0], ["Klego", 8.07], ["", date(2026, 11, 4)]]


def test_a_workbook_never_keeps_a_nik_or_a_huge_number_as_a_number():
    rows = cells(xlsx_bytes(sheet((NIK, 10**15), ("0001", None))))[2:]
    assert rows == [[NIK, "1000000000000000"], ["0001", ""]]


def test_a_workbook_runs_no_formula():
    [row] = cells(xlsx_bytes(sheet((HOSTILE, "http://192.0.2.1"))))[2:]
    assert row == [HOSTILE, "http://192.0.2.1"]


def test_csv_says_days_as_iso_and_nothing_for_nothing():
    lines = csv_bytes(sheet((HOSTILE, None), ("a", date(2026, 11, 4)))).decode("utf-8-sig")
    assert lines.splitlines()[2:] == ['"\'=HYPERLINK(""http://192.0.2.1"")",', "a,2026-11-04"]
