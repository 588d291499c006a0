"""Each of the known lists is told by its titles, and read as its issuer means it."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import pytest

from service.layouts import (
    ListedPerson,
    ListReader,
    MappingDoesNotFit,
    NoHeaderFound,
    NotAPair,
    SheetsDiffer,
    WorkbookUnreadable,
    households,
    open_list,
    titles_of,
)
from service.reference.regions import territory
from tests.layouts.workbooks import FILES, ods, pair, xlsx

TODAY = date(2026, 11, 22)
BUDI, SITI, KK = "9909151508790001", "9909155508790002", "9909150101150001"
P3KE = ("", "KLEGO", "KLEGO", "DK KRAJAN RT 2", "K-1", "", "1", "BUDI", BUDI, "", "LAKI-LAKI")

FAMILY_TITLES = (
    "nomor_kartu_keluarga|kode_kelurahan_desa|kelurahan_desa|kecamatan|alamat|"
    "nama_kepala_keluarga|desil_nasional|desil_provinsi|desil_kabupaten_kota|"
    "jenis_lantai_terluas|fasilitas_bab"
)
FAMILY = f'"{KK}"|3309150009|KLEGO|KLEGO|"DK KRAJAN"|BUDI|2|3|1|8|6'
MEMBER_TITLES = (
    "nomor_induk_kependudukan|nomor_kartu_keluarga|nama|tanggal_lahir|jenis_kelamin|"
    "status_hubungan_keluarga"
)
MEMBERS = (
    f"{BUDI}|{KK}|BUDI|15/08/1979|1|1",
    f"{SITI}|{KK}|SITI NURJANAH|15/08/1979|2|2",
)


def opened(file: BinaryIO, **more: Any) -> ListReader:
    return open_list(
        file, more.pop("layout", None), today=TODAY, territory=territory("33.09"), **more
    )


def text(*lines: str) -> BinaryIO:
    return BytesIO("\n".join(lines).encode())


def p3ke(*rows: tuple[str, ...], above: int = 12) -> BinaryIO:
    return xlsx([["", "DATA P3KE"], *([[""]] * (above - 1)), *rows])


class TestP3ke:
    def test_is_known_by_where_its_columns_stand(self):
        [budi] = list(reader := opened(p3ke((*P3KE, "Kepala Keluarga/Bapak", "BURUH"))))

        assert reader.layout == "p3ke"
        assert (budi.row_no, budi.name, budi.nik, budi.decile) == (13, "BUDI", BUDI, 1)
        assert (budi.village_code, budi.relation, budi.sex) == ("33.09.15.2009", "head", "male")
        assert (budi.problems, budi.ranks) == ((), (("national", 1),))

    def test_a_change_of_id_keluarga_starts_a_new_family(self):
        other = (*P3KE[:4], "K-2", "", "1", "TUKINO", "9909151508650001", "", "LAKI-LAKI")
        wife = (*P3KE[:7], "SITI", SITI, "", "PEREMPUAN", "Istri/Suami")
        rows = opened(p3ke((*P3KE, "Kepala Keluarga"), wife, (*other, "Kepala Keluarga")))

        told = [[m.name for m in family.members] for family in households(rows)]

        assert told == [["BUDI", "SITI"], ["TUKINO"]]

    def test_with_a_header_its_columns_may_stand_anywhere(self):
        titles = ["No", "ID Keluarga", "Desa", "Kecamatan", "Nama", "NIK", "Desil", "Alamat"]
        numbers = [f"({n})" for n in range(1, 9)]
        rows = [["JUDUL"], [""], titles, numbers]
        reader = opened(xlsx([*rows, ["1", "K", "KLEGO", "KLEGO", "BUDI", BUDI, "2", "DK"]]))

        [budi] = reader

        assert (reader.layout, budi.row_no, budi.decile, budi.problems) == ("p3ke", 5, 2, ())


class TestDtsen:
    def test_its_family_file_ranks_at_three_levels_and_tells_of_the_house(self):
        [family] = list(reader := opened(text(FAMILY_TITLES, FAMILY)))

        assert reader.layout == "dtsen"
        assert family.ranks == (("national", 2), ("province", 3), ("regency", 1))
        assert dict(family.housing) == {"jenis_lantai_terluas": "8", "fasilitas_bab": "6"}
        assert (family.name, family.kk_number, family.problems) == ("BUDI", KK, ())

    def test_the_code_of_bps_is_kept_as_such_and_never_read_as_kemendagris(self):
        """3309152009 is Klego for Kemendagri and nowhere for BPS."""
        elsewhere = FAMILY.replace("3309150009", "3309152009").replace("KLEGO|KLEGO", "BADE|KLEGO")
        [family] = opened(text(FAMILY_TITLES, elsewhere))
        [nameless] = opened(text(FAMILY_TITLES, elsewhere.replace("BADE", "")))

        assert (family.bps_code, family.village_code) == ("3309152009", "33.09.15.2008")
        assert nameless.problems == ("village_only_bps",)

    def test_its_member_file_alone_has_persons_and_needs_to_be_told_the_village(self):
        reader = opened(text(MEMBER_TITLES, *MEMBERS), village="33.09.15.2009")

        assert [(one.name, one.relation, one.village_code) for one in reader] == [
            ("BUDI", "head", "33.09.15.2009"),
            ("SITI NURJANAH", "spouse", "33.09.15.2009"),
        ]

    def test_both_together_put_members_at_home_with_their_family(self):
        lonely = FAMILY.replace(KK, "9909150101150077").replace("BUDI", "MBAH SUMI")
        file = pair(
            "\n".join([FAMILY_TITLES, FAMILY, lonely, FAMILY.replace("BUDI", "LAIN")]),
            "\n".join([MEMBER_TITLES, *MEMBERS, "9909151508790077|9909150101150088|JOKO||1|1"]),
        )

        repeated, budi, siti, joko, sumi = list(reader := opened(file))

        assert reader.layout == "dtsen"
        assert (siti.village_code, siti.decile, siti.ranks) == (
            budi.village_code,
            2,
            (("national", 2), ("province", 3), ("regency", 1)),
        )
        assert (budi.address, dict(budi.housing)["fasilitas_bab"]) == ("DK KRAJAN", "6")
        assert (sumi.name, sumi.kk_number, sumi.problems) == ("MBAH SUMI", "9909150101150077", ())
        assert sumi.row_no > 10_000_000
        assert len(sumi.raw) == len(reader.columns)
        assert repeated.problems == ("kk_twice_on_list",)
        assert joko.problems == ("village_unknown",)

    def test_what_a_mac_puts_beside_them_is_no_third_file(self):
        file = pair(f"{FAMILY_TITLES}\n{FAMILY}", "\n".join([MEMBER_TITLES, *MEMBERS]))
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("__MACOSX/._keluarga_dtsen_v3_2026.csv", "x")
            archive.writestr(".DS_Store", "x")
        file.seek(0)

        assert len(list(opened(file))) == len(MEMBERS)

    def test_a_damaged_zip_is_refused_before_its_first_row(self):
        file = pair(f"{FAMILY_TITLES}\n{FAMILY}", "\n".join([MEMBER_TITLES, *MEMBERS * 99]))
        content = bytearray(file.getvalue())
        at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x01\x02")) - 20
        content[at] ^= 0xFF

        with pytest.raises(WorkbookUnreadable):
            opened(BytesIO(content))

    def test_a_zip_of_anything_else_is_refused(self):
        with pytest.raises(NotAPair):
            opened(pair("\n".join([MEMBER_TITLES, *MEMBERS]), "\n".join([MEMBER_TITLES, *MEMBERS])))


class TestRegsosek:
    def test_is_known_by_the_numbers_of_its_questions(self):
        persons = [
            ["103", "104", "402", "403", "404", "405", "409"],
            ["KLEGO", "KLEGO", "BUDI", BUDI, "1", "1", "1"],
            ["KLEGO", "KLEGO", "SITI", SITI, "2", "2", "2"],
        ]
        houses = [["301a", "303", "309a"], ["1", "8", "6"]]
        reader = opened(xlsx(houses, persons, names=["Rumah", "Anggota"]))

        budi, siti = reader

        assert (reader.layout, reader.skipped) == ("regsosek", ("Rumah",))
        assert (budi.name, budi.sex, budi.relation) == ("BUDI", "male", "head")
        assert "list_says_gone" in siti.warnings

    def test_titles_with_their_question_are_understood_too(self):
        titles = "402 Nama;403 NIK;405 Jenis kelamin;409 Hubungan;Desa;Kecamatan"
        [budi] = list(reader := opened(text(titles, f"BUDI;{BUDI};1;1;KLEGO;KLEGO")))

        assert (reader.layout, budi.nik) == ("regsosek", BUDI)


class TestSiksDecile:
    def test_has_a_kk_number_and_a_decile_and_nobody(self):
        [row] = list(reader := opened(xlsx([["No KK", "Desil"], [KK, 3.0]])))

        assert reader.layout == "siks_decile"
        assert (row.kk_number, row.decile, row.ranks) == (KK, 3, (("national", 3),))
        assert (row.name, row.problems) == ("", ())

    @pytest.mark.parametrize(
        ("cells", "problem"),
        [
            (["", 2], "kk_not_16_digits"),
            ([KK, ""], "decile_out_of_range"),
            ([KK, 11], "decile_out_of_range"),
            ([9909150101150000, 2], "excel_precision_loss"),
        ],
    )
    def test_a_row_without_either_waits(self, cells: list[Any], problem: str):
        [row] = opened(xlsx([["No KK", "Desil"], cells]))

        assert problem in row.problems


class TestBdt:
    def test_a_legacy_workbook_is_read(self):
        with FILES.joinpath("bdt.xls").open("rb") as file:
            suminah, wagiman, tukino = list(reader := opened(file))

        assert reader.layout == "bdt"
        assert (suminah.decile, suminah.sex, suminah.relation) == (1, "female", "head")
        assert (wagiman.kk_number, wagiman.village_code) == (KK, "33.09.15.2009")
        assert (wagiman.bps_code, wagiman.family) == ("3309150009", "3309150001")
        assert tukino.problems == ("excel_precision_loss",)


class TestWorkbooks:
    @pytest.mark.parametrize("write", [ods, xlsx])
    def test_any_sheet_with_a_header_is_a_list(self, write):
        rows = [["DAFTAR"], [], ["NIK", "Nama", "Desa"], [BUDI, "BUDI", "KLEGO"]]

        [budi] = list(reader := opened(write(rows)))

        assert (reader.layout, budi.row_no, budi.nik, budi.name) == ("generic", 4, BUDI, "BUDI")

    @pytest.mark.parametrize(
        ("cell", "problems"),
        [
            (9909155508790000, ("nik_serial_zero", "excel_precision_loss")),
            (9909155508790120, ("excel_precision_loss",)),
            ("9,90915E+15", ("excel_precision_loss",)),
            ("9.90915550879012E+15", ("excel_precision_loss",)),
            ("9909155508790120.0", ("excel_precision_loss",)),
        ],
    )
    def test_a_nik_that_excel_damaged_is_found(self, cell, problems):
        [row] = opened(xlsx([["NIK", "Nama", "Desa"], [cell, "BUDI", "KLEGO"]]))

        assert row.problems == problems

    def test_a_nik_kept_as_a_whole_number_is_taken_with_a_warning(self):
        [row] = opened(xlsx([["NIK", "Nama", "Desa"], [3309155508790123, "BUDI", "KLEGO"]]))

        assert (row.nik, row.problems) == ("3309155508790123", ())
        assert "number_cell" in row.warnings

    def test_a_merged_cell_says_the_same_in_every_row_it_covers(self):
        rows = [["No KK", "Nama", "Desa"], ["", "BUDI", "KLEGO"], ["", "SITI", "KLEGO"]]
        file = xlsx(rows, merged=[(1, 0, 2, 0, KK)])

        assert [row.kk_number for row in opened(file)] == [KK, KK]

    def test_a_header_of_two_rows_is_read_where_it_says_the_most(self):
        rows: list[list[object]] = [
            ["", "", "", ""],
            ["", "", "Dusun", "RT"],
            [BUDI, "BUDI", "KRAJAN", 2.0],
        ]
        file = xlsx(
            rows, merged=[(0, 0, 1, 0, "NIK"), (0, 1, 1, 1, "Nama"), (0, 2, 0, 3, "Tempat")]
        )

        [budi] = opened(file, village="33.09.15.2009")

        assert (budi.nik, budi.dusun, budi.rt) == (BUDI, "KRAJAN", "002")

    def test_dates_and_small_numbers_are_written_as_people_would(self):
        born = date(1979, 8, 15)
        rows = [["NIK", "Nama", "Desa", "Tanggal lahir", "RT"]]
        [row] = opened(xlsx([*rows, [BUDI, "BUDI", "KLEGO", "15/08/1979", 7.0]]))

        assert (row.birth_date, row.rt) == (born, "007")

    def test_sheets_with_the_same_columns_are_one_list(self):
        titles = ["NIK", "Nama", "Desa"]
        file = xlsx([titles, [BUDI, "BUDI", "KLEGO"]], [["catatan"]], [titles, [SITI, "SITI", "X"]])
        rows = list(reader := opened(file))

        assert [row.row_no for row in rows] == [2, 20_000_002]
        assert reader.skipped == ("Sheet2",)

    def test_sheets_with_other_columns_are_refused(self):
        file = xlsx(
            [["NIK", "Nama", "Desa"], [BUDI, "BUDI", "KLEGO"]],
            [["NIK", "Nama", "Kelurahan", "RT"], [SITI, "SITI", "KLEGO", 1]],
        )
        with pytest.raises(SheetsDiffer):
            opened(file)


class TestMapping:
    ROWS = ("Identitas;Warga;Wilayah", f"{BUDI};BUDI;KLEGO")

    def test_a_title_nobody_knows_is_read_as_a_person_says(self):
        mapping = {"nik": "Identitas", "name": "Warga", "village": "Wilayah"}

        [budi] = opened(text(*self.ROWS), mapping=mapping)

        assert (budi.nik, budi.name, budi.village_code) == (BUDI, "BUDI", "33.09.15.2009")

    def test_without_it_the_titles_are_offered(self):
        with pytest.raises(NoHeaderFound):
            opened(text(*self.ROWS))
        assert titles_of(text(*self.ROWS)) == ("Identitas", "Warga", "Wilayah")

    def test_what_a_person_says_goes_before_our_own_reading(self):
        rows = text("nik;nama;nama kpm;desa", f"{BUDI};AYAH;BUDI;KLEGO")

        [budi] = opened(rows, mapping={"name": "nama kpm"})

        assert budi.name == "BUDI"

    def test_titles_the_file_does_not_have_are_refused(self):
        with pytest.raises(MappingDoesNotFit):
            opened(text(*self.ROWS), mapping={"nik": "KTP"})


def test_a_formula_where_a_name_should_be_is_a_problem():
    rows = text(
        "nik;nama;desa;alamat", f"{BUDI};=HYPERLINK(1);KLEGO;x", f'="{SITI}";SITI;KLEGO;=A1'
    )
    formula, harmless = opened(rows)

    assert formula.problems == ("cell_is_formula",)
    assert harmless.nik == SITI
    assert harmless.problems == ("cell_is_formula",)


def test_a_reading_never_holds_the_number_of_another_person() -> None:
    person = ListedPerson(1)
    assert (person.family, person.bps_code, person.housing, person.ranks) == ("", "", (), ())
