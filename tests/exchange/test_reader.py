"""Whatever a file does, it does to a process of its own, and it is told why it was refused."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from typing import BinaryIO

import pytest

from service.exchange import reader
from service.exchange.reader import FileTooLarge, Order, opened
from service.layouts import EmptyList, NoRows, SheetsDiffer, WorkbookTooLarge, WorkbookUnreadable
from tests.layouts.workbooks import xlsx

ORDER = Order(layout=None, regency="33.09", village="", today=date(2026, 11, 22), size=10)
ROWS = [["NIK", "Nama", "Desa"], ["9909151508790001", "BUDI", "KLEGO"]]


def names(file: BinaryIO, order: Order = ORDER) -> list[str]:
    with opened(file, order) as reading:
        return [m.name for batch in reading.batches for family in batch for m in family.members]


def test_a_workbook_is_read_in_another_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "_understand", None)

    assert names(xlsx(ROWS)) == ["BUDI"]


def test_a_large_text_is_too_and_comes_out_the_same(tmp_path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(";".join(row) for row in ROWS))
    with path.open("rb") as file:
        here = names(file)
    monkeypatch.setattr(reader, "OWN_PROCESS_BYTES", 1)
    monkeypatch.setattr(reader, "_understand", None)
    with path.open("rb") as file:
        assert names(file) == here == ["BUDI"]


@pytest.mark.parametrize(
    ("file", "refused"),
    [
        (xlsx([]), EmptyList),
        (xlsx(ROWS[:1]), NoRows),
        (io.BytesIO(b"PK\x03\x04" + b"x" * 100), WorkbookUnreadable),
        (xlsx(ROWS, [["NIK", "Nama", "Desa", "RT"], ["9909151508790001", "B"]]), SheetsDiffer),
    ],
)
def test_a_refusal_comes_back_from_it(file, refused):
    with pytest.raises(refused):
        names(file)


def test_a_reader_that_dies_on_the_way_says_to_send_the_file_again():
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"], stdout=subprocess.PIPE)
    with child, pytest.raises(reader.ReaderDied):
        list(reader._from(child, iter(())))  # noqa: SLF001  (no file makes it die on the way)


def test_an_archive_that_lies_about_its_size_meets_the_limit_on_memory():
    """A cell at each end of a sheet: a few bytes, and seventeen thousand million cells."""
    file = xlsx([["NIK", "Nama", "Desa"]])
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            new.writestr(one.filename, content)
    out.seek(0)

    with pytest.raises(WorkbookTooLarge):
        names(out)


def test_two_gigabytes_are_refused_by_their_size_alone(tmp_path):
    path = tmp_path / "besar.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with path.open("rb") as file, pytest.raises(FileTooLarge):
        names(file)
