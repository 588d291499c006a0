"""Work lists as people walk them, and on paper."""

import re
import zlib
from uuid import uuid4

from msgspec.structs import replace

from service.exchange import work_sheets
from service.exchange.work_sheet_pdf import as_pdf
from service.exchange.work_sheets import Asked, WorkRow

MARKS = ("Lembar nomor 7", "Tujuan: Verifikasi", "Musnahkan paling lambat besok")


def row(code: str = "K-0001", **other: object) -> WorkRow:
    made = WorkRow(
        household=uuid4(),
        code=code,
        due="never",
        status="listed",
        persons=3,
        looked_on=None,
        verdict="",
        method="",
        lists=(),
        decile=1,
        claims=0,
        head='Contoh #import "x" $1$',
        rt="1",
        rw="2",
    )
    return replace(made, **other)


def test_people_walk_by_rw_then_rt_then_code_and_those_without_come_last():
    rows = [
        row("K-1", rw="10", rt="1"),
        row("K-2", rw="2", rt="11"),
        row("K-3", rw="2", rt="2"),
        row("K-4", rw="", rt=""),
        row("K-5", rw="A", rt="1"),
    ]
    walked = sorted(rows, key=lambda one: work_sheets.walk_key(one.rw, one.rt, one.code))

    assert [one.code for one in walked] == ["K-3", "K-2", "K-1", "K-5", "K-4"]


def test_what_is_not_due_is_wanted_only_when_asked_for():
    fresh, never = row("K-1", due="fresh"), row("K-2", decile=None)

    assert work_sheets.wanted([fresh, never], Asked()) == [never]
    assert work_sheets.wanted([fresh, never], Asked(dues=("fresh",))) == [fresh]
    assert work_sheets.wanted([fresh, never], Asked(dues=("fresh", "never"), decile=2)) == [fresh]
    assert work_sheets.wanted([never], Asked(rt="1/2")) == [never]
    assert work_sheets.wanted([never], Asked(rt="1")) == []


def pages(pdf: bytes) -> int:
    found = b"".join(
        zlib.decompress(stream)
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
        if stream[:1] == b"\x78"
    )
    return len(re.findall(rb"/Type\s*/Page\b", pdf + found))


def test_a_sheet_has_a_page_for_each_rt_with_its_fonts_in_it():
    rows = [row("K-0001"), row("K-0002", rt="2"), row("K-0003", rt="")]
    made = as_pdf(rows, village="Klego", kecamatan="Klego", regency="Boyolali", marks=MARKS)

    assert made.startswith(b"%PDF")
    assert pages(made) == 3
    assert b"/FontFile" in made or b"FontFile3" in made


def test_a_village_without_work_still_makes_a_sheet():
    made = as_pdf([], village="Klego", kecamatan="Klego", regency="Boyolali", marks=MARKS)

    assert pages(made) == 1
