"""Lists as they arrive: every row comes out, as a person or with what is wrong with it."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO, RawIOBase
from itertools import chain, pairwise, repeat
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.kernel.row_problems import PROBLEMS, WARNINGS
from service.layouts import (
    DTKS_HEADER,
    EmptyList,
    ListedHousehold,
    ListedPerson,
    NoHeaderFound,
    NotATextList,
    PageNotList,
    TooManyColumns,
    VillageNotSaid,
    WorkbookUnreadable,
    WrongHeader,
    households,
    open_list,
)
from service.layouts.families import MOST_ROWS
from service.layouts.text import LONGEST_LINE
from service.reference.regions import territory

TODAY = date(2026, 11, 22)
MOTHER = "SUPARTINAH RAHASIA"
CELLS = {
    "ID DTKS": "99000000000001",
    "PROVINSI": "JAWA TENGAH",
    "KABUPATEN/KOTA": "BOYOLALI",
    "KECAMATAN": "KLEGO",
    "DESA/KELUARAHAN": "KLEGO",
    "ALAMAT": "DK KRAJAN",
    "DUSUN": "KRAJAN",
    "RT": "2",
    "RW": "01",
    "NOKK": "9909150101150001",
    "NIK": "9909151508790001",
    "NAMA": "BUDI SANTOSO",
    "TANGGAL LAHIR": "15/08/1979",
    "TEMPAT LAHIR": "BOYOLALI",
    "JENIS KELAMIN": "LAKI-LAKI",
    "PEKERJAAN": "BURUH TANI",
    "NAMA IBU KANDUNG": MOTHER,
    "HUB KELUARGA": "KEPALA KELUARGA",
    "KETERANGAN PADAN": "PADAN",
    "BANSOS BPNT": "YA",
    "BANSOS PKH": "TIDAK",
    "BANSOS BPNT-PPKM": "TIDAK",
    "PBI JKN": "YA",
}


def row(**changes: str) -> str:
    """Write one DTKS row; `nik="…"` changes the cell under NIK, and so on."""
    titles = {
        "village": "DESA/KELUARAHAN",
        "kecamatan": "KECAMATAN",
        "regency": "KABUPATEN/KOTA",
        "address": "ALAMAT",
        "rt": "RT",
        "rw": "RW",
        "kk": "NOKK",
        "nik": "NIK",
        "name": "NAMA",
        "born": "TANGGAL LAHIR",
        "sex": "JENIS KELAMIN",
        "relation": "HUB KELUARGA",
        "matched": "KETERANGAN PADAN",
        "bpnt": "BANSOS BPNT",
        "pkh": "BANSOS PKH",
    }
    cells = CELLS | {titles[name]: text for name, text in changes.items()}
    return "|".join(cells.values())


def dtks(*rows: str, end: str = "\n", encoding: str = "utf-8") -> BinaryIO:
    return BytesIO(end.join([DTKS_HEADER, *rows, ""]).encode(encoding))


def read_dtks(*rows: str) -> list[ListedPerson]:
    return list(open_list(dtks(*rows), "dtks", today=TODAY, territory=territory("33.09")))


def read_generic(text: str, *, village: str = "33.09.15.2009") -> list[ListedPerson]:
    file = BytesIO(text.encode())
    return list(
        open_list(file, "generic", today=TODAY, territory=territory("33.09"), village=village)
    )


def families(*rows: str, window: int = 500) -> list[ListedHousehold]:
    reader = open_list(dtks(*rows), "dtks", today=TODAY, territory=territory("33.09"))
    return list(households(reader, window=window))


def test_a_dtks_row_says_who_it_is_about_and_where_they_live():
    [person] = read_dtks(row())

    assert person.row_no == 2
    assert (person.kk_number, person.nik) == ("9909150101150001", "9909151508790001")
    assert (person.name, person.sex) == ("BUDI SANTOSO", "male")
    assert (person.birth_date, person.birth_place) == (date(1979, 8, 15), "BOYOLALI")
    assert (person.relation, person.occupation) == ("head", "BURUH TANI")
    assert (person.address, person.dusun) == ("DK KRAJAN", "KRAJAN")
    assert (person.rt, person.rw) == ("002", "001")
    assert (person.kecamatan, person.village) == ("KLEGO", "KLEGO")
    assert person.village_code == "33.09.15.2009"
    assert (person.identity_match, person.assistance) == ("matched", ("bpnt", "pbi_jkn"))
    assert (person.problems, person.warnings) == ((), ())
    assert not person.is_temporary


def test_a_mothers_maiden_name_is_kept_nowhere():
    extra = row(address="JL. MELATI | GANG 2")
    short = "|".join(row().split("|")[1:])
    hurt = row(name="BUDI\0")
    reader = open_list(dtks(row(), row(nik="1"), extra, short, hurt), "dtks", today=TODAY)

    rows = list(reader)

    assert "NAMA IBU KANDUNG" not in reader.columns
    assert [person.problems for person in rows[1:]] == [
        ("nik_not_16_digits",),
        ("row_ragged",),
        ("row_ragged",),
        ("row_unreadable",),
    ]
    assert all(MOTHER not in str(person) for person in rows)


def test_the_raw_cells_stand_under_the_readers_columns():
    reader = open_list(dtks(row(nik="12")), "dtks", today=TODAY)

    [person] = list(reader)

    assert dict(zip(reader.columns, person.raw, strict=True))["NIK"] == "12"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"nik": "990915150879001"}, "nik_not_16_digits"),
        ({"nik": "9909151508790000"}, "excel_precision_loss"),
        ({"nik": "9,90915E+15"}, "excel_precision_loss"),
        ({"nik": "9909153102790001"}, "nik_date_impossible"),
        ({"kk": "990915010115001"}, "kk_not_16_digits"),
        ({"kk": "9909150101150000"}, "kk_serial_zero"),
        ({"name": ""}, "name_empty"),
        ({"name": " - "}, "name_empty"),
        ({"name": "BUD1 SANTOSO"}, "name_with_digits"),
        ({"born": "31/02/1979"}, "birth_date_impossible"),
        ({"born": "15/08/79"}, "birth_date_impossible"),
        ({"born": "entah"}, "birth_date_impossible"),
        ({"village": "KLEGOXX"}, "village_unknown"),
        ({"kecamatan": "ANTAH"}, "village_unknown"),
        ({"regency": "KAB. SRAGEN"}, "outside_regency"),
        ({"kk": "", "nik": "", "address": ""}, "unrecognisable"),
        ({"address": "X" * 501}, "cell_too_long"),
        ({"address": "X" * 20_000}, "row_too_long"),
        ({"address": "A|B"}, "row_ragged"),
        ({"name": "BUDI\0"}, "row_unreadable"),
    ],
)
def test_a_damaged_row_says_why_and_stops_nothing(change, problem):
    before, damaged, after = read_dtks(row(), row(**change), row(nik="9909151508790002"))

    assert problem in damaged.problems
    assert damaged.row_no == 3
    assert before.problems == after.problems == ()


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"nik": ""}, "nik_missing"),
        ({"nik": "0330915200900001"}, "nik_local_id"),
        ({"nik": "9909151508790010"}, "nik_ends_in_zero"),
        ({"nik": "3309021508790001"}, "nik_prefix_elsewhere"),
        ({"born": "16/08/1979"}, "nik_birth_date_differs"),
        ({"sex": "P"}, "nik_sex_differs"),
        ({"born": "15/08/1879", "nik": ""}, "age_out_of_range"),
        ({"name": "BUDI SANTOSO (ALM)"}, "name_says_deceased"),
        ({"sex": "?X"}, "sex_unreadable"),
        ({"relation": "TETANGGA"}, "relation_unreadable"),
        ({"bpnt": "entah"}, "assistance_unreadable"),
        ({"kk": "0330915200900001"}, "kk_local_id"),
    ],
)
def test_an_odd_row_is_taken_with_a_warning(change, warning):
    [person] = read_dtks(row(**change))

    assert person.problems == ()
    assert warning in person.warnings
    assert warning in WARNINGS


def test_a_name_that_only_contains_alm_says_nothing_of_death():
    assert read_dtks(row(name="SALMA ALMIRA"))[0].warnings == ()


@pytest.mark.parametrize(
    "written",
    [
        "15/08/1979",
        "15-8-1979",
        "1979-08-15",
        "1979-08-15 00:00:00",
        "15 Agustus 1979",
        "15.08.1979",
    ],
)
def test_a_birth_date_is_read_in_every_form_lists_use(written):
    assert read_dtks(row(born=written))[0].birth_date == date(1979, 8, 15)


def test_without_a_birth_date_or_a_sex_the_nik_tells_them():
    [person] = read_dtks(row(born="00/00/0000", sex="-"))

    assert (person.birth_date, person.sex) == (date(1979, 8, 15), "male")
    assert (person.problems, person.warnings) == ((), ())


@pytest.mark.parametrize(
    ("rt", "rw", "read"),
    [
        ("2", "1", ("002", "001")),
        ("RT 02", "RW 1", ("002", "001")),
        ("002/001", "", ("002", "001")),
        ("-", "", ("", "")),
    ],
)
def test_rt_and_rw_are_three_digits(rt, rw, read):
    [person] = read_dtks(row(rt=rt, rw=rw))

    assert (person.rt, person.rw) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("PADAN", "matched"),
        ("TIDAK PADAN", "mismatched"),
        ("TIDAK DITEMUKAN", "not_found"),
        ("", "unchecked"),
        ("BELUM", "unchecked"),
    ],
)
def test_a_list_may_say_that_an_identity_was_matched(written, read):
    assert read_dtks(row(matched=written))[0].identity_match == read


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_is_read_in_every_encoding_and_with_every_line_end(encoding, end):
    file = dtks(row(name="JOSÉ PAÑO"), row(), end=end, encoding=encoding)

    first, second = open_list(file, "dtks", today=TODAY, territory=territory("33.09"))

    assert (first.name, first.row_no, first.problems) == ("JOSÉ PAÑO", 2, ())
    assert (second.name, second.row_no) == ("BUDI SANTOSO", 3)


def test_a_list_that_changes_its_encoding_in_the_middle_still_reads_well():
    name = row(name="JOSÉ")
    file = BytesIO(b"\n".join([DTKS_HEADER.encode(), name.encode(), name.encode("cp1252")]))

    assert [person.name for person in open_list(file, "dtks", today=TODAY)] == ["JOSÉ", "JOSÉ"]


def test_a_long_utf_16_list_is_read_to_its_end():
    file = dtks(*[row()] * 1000, encoding="utf-16")

    assert [each.row_no for each in open_list(file, "dtks", today=TODAY)] == [*range(2, 1002)]


def test_empty_cells_too_many_are_no_mistake_and_filled_ones_are():
    tolerated, ragged = read_dtks(f"{row()}|| |", f"{row()}||x")

    assert tolerated.problems == ()
    assert ragged.problems == ("row_ragged",)


def test_a_long_row_of_short_cells_is_no_mistake():
    [person] = read_dtks(row(address="A" * 400, name="B" * 120))

    assert person.problems == ()


def test_a_village_name_that_fits_two_villages_is_a_problem():
    text = "nama,alamat,desa\nBudi,a,Mulyorejo"
    file = BytesIO(text.encode())

    [person] = open_list(file, "generic", today=TODAY, territory=territory("33.26"))

    assert person.problems == ("village_ambiguous",)


def test_a_list_with_a_new_place_in_every_row_is_read_all_the_same():
    count = 10_050
    text = "nama,alamat,desa\n" + "\n".join(f"Budi,a,x{number}" for number in range(count))

    rows = read_generic(text, village="")

    assert {each.problems for each in rows} == {("village_unknown",)}
    assert len(rows) == count


def test_empty_rows_are_no_rows_but_keep_their_line_number():
    rows = read_dtks(row(), "", "|" * 22, " | |", row())

    assert [person.row_no for person in rows] == [2, 6]


def test_quotation_marks_never_swallow_the_rows_after_them():
    literal, quoted, torn, after = read_dtks(
        row(address='DK "KRAJAN'), row(address='"DK | KRAJAN"'), row(name='"BUDI'), row()
    )

    assert (literal.address, literal.problems) == ('DK "KRAJAN', ())
    assert (quoted.address, quoted.problems) == ("DK | KRAJAN", ())
    assert torn.problems == ("row_ragged",)
    assert (after.name, after.problems) == ("BUDI SANTOSO", ())


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (DTKS_HEADER.replace("|NIK|", "|NO KTP|"), ["NIK"]),
        (DTKS_HEADER.replace("|DUSUN", ""), ["DUSUN"]),
        (DTKS_HEADER.replace("|", ";"), None),
        (row(), None),
    ],
)
def test_a_wrong_dtks_header_is_refused_and_the_difference_named(header, missing):
    with pytest.raises(WrongHeader) as refusal:
        open_list(BytesIO(f"{header}\n{row()}".encode()), "dtks", today=TODAY)

    assert "kolom" in refusal.value.why["difference"].lower()
    if missing is not None:
        assert refusal.value.why["missing"] == missing


def test_a_refused_header_never_repeats_a_person_who_stands_in_its_place():
    with pytest.raises(WrongHeader) as refusal:
        open_list(dtks_without_header(), "dtks", today=TODAY)

    said = str(refusal.value.why)
    assert not any(text in said for text in ("BUDI", "9909151508790001", "KRAJAN", MOTHER))


def dtks_without_header() -> BinaryIO:
    return BytesIO(f"{row()}\n{row()}".encode())


def test_columns_in_another_order_are_named_as_out_of_place():
    swapped = DTKS_HEADER.replace("NIK|NAMA|", "NAMA|NIK|")

    with pytest.raises(WrongHeader) as refusal:
        open_list(BytesIO(swapped.encode()), "dtks", today=TODAY)
    assert refusal.value.why["moved"] == ["NIK", "NAMA"]


def test_the_ministry_may_mend_its_typo():
    text = "\n".join([DTKS_HEADER.replace("KELUARAHAN", "KELURAHAN"), row()])

    assert len(list(open_list(BytesIO(text.encode()), "dtks", today=TODAY))) == 1


@pytest.mark.parametrize(
    "start",
    [
        *(b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG", b"GIF8", "NIK|NAMA".encode("utf-16-le")),
        *(b"RIFF\x24\x10\0\0WEBPVP8 ", b"\0\0\0\x24ftypheic", b"SQLite format 3\0\x10\0"),
    ],
)
def test_what_is_no_text_is_refused(start):
    with pytest.raises(NotATextList):
        open_list(BytesIO(start + b"\0" * 2000), "generic", today=TODAY)


@pytest.mark.parametrize("start", [b"<html>", b"\n<!DOCTYPE html>", b'<?xml version="1.0"?>'])
def test_a_page_that_is_called_a_workbook_is_refused_as_such(start):
    with pytest.raises(PageNotList):
        open_list(BytesIO(start + b"<table><tr><td>NIK</td></tr></table>"), None, today=TODAY)


def test_of_titles_that_are_alike_or_empty_no_cell_is_lost():
    header = "Nama;NIK;Alamat;Nama;;"
    [person] = read_generic(f"{header}\nBudi;12;Dukuh;Panggilan;x;y")

    reader = open_list(BytesIO(header.encode()), None, today=TODAY)

    assert person.name == "Budi"
    assert dict(zip(reader.columns, person.raw, strict=True)) == {
        "Nama": "Budi",
        "NIK": "12",
        "Alamat": "Dukuh",
        "Nama (2)": "Panggilan",
        "(kolom 5)": "x",
        "(kolom 6)": "y",
    }


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_half_a_workbook_is_refused(start):
    with pytest.raises(WorkbookUnreadable):
        open_list(BytesIO(start + b"\0" * 2000), "generic", today=TODAY)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(EmptyList):
        open_list(BytesIO(content), "generic", today=TODAY)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_a_generic_list_is_read_with_any_delimiter_and_below_title_rows(delimiter):
    header = ["No", "403 NIK", "Nama Lengkap", "NO. KK", "Alamat", "Desil Nasional", "L/P"]
    cells = ["1", "9909151508790001", "Budi", "9909150101150001", "Dk Krajan", "2", "L"]
    text = "\n".join(
        ["DAFTAR PENERIMA, TAHUN 2026", "", delimiter.join(header), delimiter.join(cells)]
    )

    [person] = read_generic(text)

    assert person.row_no == 4
    assert (person.nik, person.kk_number) == ("9909151508790001", "9909150101150001")
    assert (person.name, person.address, person.sex) == ("Budi", "Dk Krajan", "male")
    assert (person.decile, person.village_code) == (2, "33.09.15.2009")
    assert person.problems == ()


@pytest.mark.parametrize("way", ["nik", "no_ktp", "nokk", "No. KK", "alamat", "domisili"])
def test_a_generic_list_needs_a_name_and_one_way_to_recognise_a_person(way):
    [person] = read_generic(f"nama,{way}\nBudi,9909151508790001")

    assert person.name == "Budi"


@pytest.mark.parametrize("header", ["nama,usia", "nik,alamat", "a,b", "Budi,9909151508790001"])
def test_a_list_without_a_usable_header_is_refused(header):
    with pytest.raises(NoHeaderFound):
        read_generic(f"{header}\nx,y")


def test_a_header_below_the_twentieth_row_is_not_looked_for():
    assert read_generic("judul\n" * 19 + "nama,alamat\nBudi,Krajan")[0].row_no == 21
    with pytest.raises(NoHeaderFound):
        read_generic("judul\n" * 20 + "nama,alamat\nBudi,Krajan")


def test_a_list_with_too_many_columns_is_refused():
    with pytest.raises(TooManyColumns):
        read_generic("nama,nik" + ",x" * 300 + "\n")


def test_a_list_must_say_its_village_in_a_column_or_when_it_is_handed_in():
    text = "nama,nik\nBudi,9909151508790001"

    assert read_generic(text, village="33.09.15.2009")[0].village_code == "33.09.15.2009"
    with pytest.raises(VillageNotSaid):
        read_generic(text, village="")


def test_a_generic_lists_village_is_looked_up_by_name_or_code():
    text = (
        "nama,alamat,kecamatan,kelurahan_desa\nBudi,a,Klego,Bade\nAni,b,,3309152009\nEko,c,,Simox"
    )

    rows = read_generic(text, village="")

    assert [each.village_code for each in rows] == ["33.09.15.2008", "33.09.15.2009", ""]
    assert rows[2].problems == ("village_unknown",)


def test_of_two_columns_that_mean_the_same_the_better_known_is_read():
    [person] = read_generic("nama_kepala_keluarga,nama,nik,desil_nasional,desil\nA,Budi,,4,3")

    assert (person.name, person.decile) == ("Budi", 3)


@pytest.mark.parametrize("written", ["0", "11", "tiga", "2,5"])
def test_a_decile_outside_one_to_ten_is_a_problem(written):
    [person] = read_generic(f'nama;alamat;desil\nBudi;Krajan;"{written}"')

    assert person.problems == ("decile_out_of_range",)


def test_quoted_cells_may_hold_the_delimiter():
    [person] = read_generic('nama,alamat\n"Budi","Dk Krajan, RT 2"')

    assert person.address == "Dk Krajan, RT 2"


def test_a_line_break_inside_a_cell_costs_its_own_row_only():
    broken, rest, after = read_generic('nama,nik,alamat\nBudi,,"Dk\nKrajan"\nAni,,Klego')

    assert broken.problems == rest.problems == ("row_ragged",)
    assert (after.name, after.problems) == ("Ani", ())


@pytest.mark.parametrize("title", ["Nama Ibu", "nama_ibu_kandung", "IBU KANDUNG", "Nm Ibu", "Ibu"])
def test_a_generic_list_gives_its_mothers_names_away_neither(title):
    file = BytesIO(f"nama,{title},nik\nBudi,{MOTHER},1\nAni,x,{MOTHER},2".encode())
    reader = open_list(file, "generic", today=TODAY)

    rows = list(reader)

    assert reader.columns == ("nama", "nik")
    assert MOTHER not in str(rows)


def test_rows_of_one_kk_are_one_family_with_its_head():
    [family] = families(
        row(nik="9909155508790001", relation="ISTRI", sex="P"), row(), row(nik="", relation="ANAK")
    )

    assert (family.kk_number, family.village_code) == ("9909150101150001", "33.09.15.2009")
    assert [member.row_no for member in family.members] == [2, 3, 4]
    assert family.head == family.members[1]
    assert family.warnings == ()


def test_a_quarantined_row_does_not_keep_its_family_out():
    [family] = families(row(nik="1"), row(nik="9909155508790001", relation="ISTRI", sex="P"))

    assert [member.row_no for member in family.members] == [3]
    assert [each.row_no for each in family.quarantined] == [2]
    assert family.head == family.members[0]


def test_a_family_without_one_sound_row_has_no_members():
    [family] = families(row(nik="1"), row(name=""))

    assert family.members == ()
    assert family.head is None
    assert len(family.quarantined) == 2


def test_a_row_whose_kk_cant_be_read_waits_alone():
    alone, family = families(row(kk="99"), row())

    assert (alone.members, alone.quarantined[0].row_no) == ((), 2)
    assert family.members[0].row_no == 3


def test_rows_without_a_kk_are_a_household_each():
    found = families(row(kk="", nik=""), row(kk="0", nik=""), row(kk="-", nik=""))

    assert [len(each.members) for each in found] == [1, 1, 1]


def test_people_without_a_nik_are_never_taken_for_one():
    [family] = families(*[row(nik=nik) for nik in ("", "", "0330915200900001", "0330915200900001")])

    assert len(family.members) == 4


def test_a_nik_twice_in_one_family_is_kept_once():
    [family] = families(row(), row(name="BUDI S"), row(nik="9909155508790001", sex="P"))

    assert [member.row_no for member in family.members] == [2, 4]
    assert [each.problems for each in family.quarantined] == [("nik_twice_in_family",)]
    assert family.quarantined[0].raw


def test_a_local_kk_number_counts_only_within_its_village():
    local = "0330915200900001"

    found = families(row(kk=local, nik=""), row(kk=local, nik="", village="BADE"))

    assert len(found) == 2


def test_a_family_that_goes_on_within_the_window_is_one():
    other = row(kk="9909150101150002", nik="9909151508790002")

    found = families(
        row(), *[other.replace("0002|", f"{n:04d}|") for n in range(2, 6)], row(nik="")
    )

    assert [len(each.members) for each in found if each.kk_number.endswith("50001")] == [2]


def test_a_family_seen_again_after_the_window_comes_out_again():
    others = [row(kk=f"990915010115{n:04d}", nik=f"990915150879{n:04d}") for n in range(2, 9)]

    found = families(row(), *others, row(nik=""), window=3)

    again = [each for each in found if each.kk_number == "9909150101150001"]
    assert [each.members[0].row_no for each in again] == [2, 10]


def test_a_row_with_a_number_far_ahead_does_not_keep_the_families_behind_it():
    """A faulty family of DTSEN comes before all members, numbered behind the last of them."""
    others = [row(kk=f"990915010115{n:04d}", nik=f"990915150879{n:04d}") for n in range(2, 40)]
    far, *near = open_list(dtks(row(), *others), "dtks", today=TODAY, territory=territory("33.09"))
    rows = iter([replace(far, row_no=10_000_000), *near])

    next(households(rows, window=3))

    assert len(list(rows)) > 30


def test_a_family_of_endless_rows_comes_out_in_parts():
    found = families(*[row(nik="") for _ in range(MOST_ROWS + 1)])

    assert [len(each.members) for each in found] == [MOST_ROWS, 1]


def test_two_heads_and_two_villages_are_pointed_out():
    [family] = families(row(), row(nik="9909155508790001", sex="P", village="BADE"))

    assert family.warnings == ("two_heads", "family_in_two_villages")
    assert family.village_code == "33.09.15.2009"
    assert set(family.warnings) <= WARNINGS.keys()


class Pieces(RawIOBase):
    """A file that comes in pieces as given; it counts what was taken from it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.taken = 0
        self._pieces = filter(None, pieces)

    def read(self, _: int = -1) -> bytes:
        piece = next(self._pieces, b"")
        self.taken += len(piece)
        return piece


def test_a_list_is_never_read_further_than_asked():
    endless = Pieces(chain([dtks(*[row()] * 30).read()], repeat(f"{row()}\n".encode())))

    rows = iter(open_list(cast("BinaryIO", endless), "dtks", today=TODAY))
    for _ in range(100):
        next(rows)

    assert endless.taken < 100_000


def test_a_line_of_megabytes_is_one_bad_row_and_kept_nowhere():
    long = Pieces([dtks(row()).read(), *[b"X" * LONGEST_LINE] * 100, b"\n" + row().encode()])

    rows = list(open_list(cast("BinaryIO", long), "dtks", today=TODAY))

    assert [each.problems for each in rows] == [(), ("row_too_long",), ()]
    assert rows[1].raw == ()


@given(st.lists(st.binary(max_size=400), max_size=12))
def test_no_bytes_break_the_reading_of_a_dtks_list(rows):
    file = BytesIO(b"\n".join([DTKS_HEADER.encode(), *rows]))

    for family in households(open_list(file, "dtks", today=TODAY, territory=territory("33.09"))):
        for each in family.quarantined:
            assert each.problems
            assert set(each.problems) <= PROBLEMS.keys()
        for each in family.members:
            assert each.name


@given(
    st.lists(st.text(alphabet='aB1,;|"\t \0\r\n\u00a0é09', max_size=60), max_size=12),
    st.sampled_from([",", ";", "|", "\t"]),
)
def test_every_row_of_a_generic_list_comes_out_once(rows, delimiter):
    header = delimiter.join(["nama", "nik", "kk", "alamat"])
    text = "\n".join([header, *rows])

    people = read_generic(text)
    grouped = list(households(people, window=2))

    out = [each.row_no for family in grouped for each in (*family.members, *family.quarantined)]
    assert sorted(out) == [each.row_no for each in people]


@given(st.data())
def test_reading_does_not_depend_on_how_the_file_comes_in_pieces(data):
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    whole = dtks(row(), row(nik="", name="JOSÉ"), row(kk=""), end=end).read()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))

    pieces = Pieces(whole[a:b] for a, b in pairwise([0, *cuts, len(whole)]))

    in_pieces = open_list(cast("BinaryIO", pieces), "dtks", today=TODAY)
    at_once = open_list(BytesIO(whole), "dtks", today=TODAY)

    assert list(in_pieces) == list(at_once)
