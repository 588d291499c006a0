"""Workbooks made for one test, in memory."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter

FILES = Path(__file__).parent / "files"


def xlsx(
    *sheets: Iterable[Sequence[Any]],
    names: Sequence[str] = (),
    merged: Iterable[tuple[int, int, int, int, Any]] = (),
) -> BinaryIO:
    """Write a workbook of some sheets.

    Args:
        merged: first row, first column, last row, last column, what stands there; of sheet one.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet(names[number] if names else None)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell not in {"", None}:
                    sheet.write(at, column, cell)
    for top, left, bottom, right, text in merged:
        book.worksheets()[0].merge_range(top, left, bottom, right, text)
    book.close()
    file.seek(0)
    return file


def ods(rows: Iterable[Sequence[str]]) -> BinaryIO:
    """Write a workbook as LibreOffice does, of text cells alone."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Lembar1">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    file.seek(0)
    return file


def pair(families: str, members: str) -> io.BytesIO:
    """Put DTSEN's two files into one ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("keluarga_dtsen_v3_2026.csv", families)
        archive.writestr("anggota_keluarga_dtsen_v3_2026_boyolali.csv", members.encode("cp1252"))
    file.seek(0)
    return file
