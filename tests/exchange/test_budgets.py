"""Budgets taken in from files: all or nothing per village, and the same file changes nothing."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from service.aggregates.budget import Budget
from service.exchange import budgets, table_cells
from service.exchange.budgets import Asked, BudgetFile
from service.exchange.table_cells import BudgetFileEmpty, BudgetFileTooLarge
from service.kernel.roles import Actor
from service.layouts import NotATextList, WorkbookUnreadable
from service.layouts.budget_headers import NoBudgetHeader
from service.policies.access import NotAllowed
from service.regency import Regency
from tests.commands.acting import AUDITOR, GONDANGLEGI, KLEGO, OPERATOR, SECRETARIAT

TITLES = "Tahun;Kd_Desa;ID_Keg;Nama_Kegiatan;Pagu;Pagu_PAK;Sumberdana;No_Perdes;Tgl_Perdes"
PERDES = "4 Tahun 2023;2023-12-29"
TOILETS = f"2024;{KLEGO};02.04.13.;Jamban;45000000;60000000;DD;{PERDES}"
ROAD = f"2024;{KLEGO};2.3.10;Jalan;120.000.000;;ADD;{PERDES}"
THERE = f"2024;{GONDANGLEGI};05.03.00;BLT Dana Desa;36000000;36000000;DD;{PERDES}"
BAD = f"2024;{GONDANGLEGI};02.04.13;Jamban;banyak;;DD;{PERDES}"
ORIGINAL = Asked(kind="original", fiscal_year=2024)
AMENDED = Asked(
    kind="amended", fiscal_year=2024, perdes_number="7/2024", perdes_date=date(2024, 9, 30)
)


def csv(*lines: str, titles: str = TITLES, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([titles, *lines]).encode(encoding))


def workbook(*lines: str) -> io.BytesIO:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": True}) as book:
        book.add_worksheet("Petunjuk").write(0, 0, "Ekspor Siskeudes")
        page = book.add_worksheet("Kegiatan")
        for row, line in enumerate([TITLES, *lines], start=2):
            for column, cell in enumerate(line.split(";")):
                page.write(row, column, cell)
    out.seek(0)
    return out


def imported(
    regency: Regency, file: io.BytesIO, asked: Asked = ORIGINAL, by: Actor = SECRETARIAT
) -> BudgetFile:
    return budgets.take_in(regency, by, file, asked, channel="api")


def outcomes(found: BudgetFile) -> dict[str, str]:
    return {one.village: one.outcome for one in found.villages}


def known(regency: Regency, village: str = KLEGO) -> Budget:
    return regency.ledger.look(Budget, f"{village}/2024")[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_many_villages_is_taken_in_village_by_village(regency: Regency, kind: str):
    file = (csv if kind == "csv" else workbook)(TOILETS, ROAD, THERE)
    seen = budgets.look(regency, SECRETARIAT, file, ORIGINAL)
    assert outcomes(seen) == {KLEGO: "new", GONDANGLEGI: "new"}
    assert known(regency).number == 0
    done = imported(regency, file)
    assert outcomes(done) == {KLEGO: "new", GONDANGLEGI: "new"}
    assert {key: one.amount_rupiah for key, one in known(regency).lines.items()} == {
        "02.04.13-DD": 45_000_000,
        "02.03.10-ADD": 120_000_000,
    }
    assert known(regency).perdes_date == date(2023, 12, 29)


def test_the_same_file_twice_changes_nothing(regency: Regency):
    imported(regency, csv(TOILETS, ROAD))
    head = regency.log.head()
    assert outcomes(budgets.look(regency, SECRETARIAT, csv(TOILETS, ROAD), ORIGINAL)) == {
        KLEGO: "same"
    }
    assert outcomes(imported(regency, csv(TOILETS, ROAD))) == {KLEGO: "same"}
    assert outcomes(imported(regency, workbook(ROAD, TOILETS))) == {KLEGO: "same"}
    assert regency.log.head() == head


def test_a_village_with_one_bad_cell_is_left_as_it_was_and_the_others_come_in(regency: Regency):
    done = imported(regency, csv(TOILETS, THERE, BAD))
    assert outcomes(done) == {KLEGO: "new", GONDANGLEGI: "faulty"}
    [faulty] = [one for one in done.villages if one.outcome == "faulty"]
    assert [(one.cell, one.message) for one in faulty.problems] == [
        ("E4", "jumlah banyak tidak terbaca")
    ]
    assert known(regency, GONDANGLEGI).number == 0


def test_of_the_same_file_the_amended_money_makes_the_amendment(regency: Regency):
    file = csv(TOILETS, ROAD)
    [early] = budgets.look(regency, SECRETARIAT, file, AMENDED).villages
    assert (early.outcome, early.refusal) == ("faulty", "OriginalMissing")
    imported(regency, file)
    untold = Asked(kind="amended", fiscal_year=2024)
    [unsaid] = budgets.look(regency, SECRETARIAT, file, untold).villages
    assert unsaid.refusal == "PerdesMissing"
    assert outcomes(imported(regency, file, AMENDED)) == {KLEGO: "changed"}
    now = known(regency)
    assert (now.number, now.perdes_number) == (2, "7/2024")
    assert now.lines["02.04.13-DD"].amount_rupiah == 60_000_000
    assert now.lines["02.03.10-ADD"].amount_rupiah == 120_000_000


def test_a_kelurahan_in_a_file_is_told_that_it_has_no_budget(regency: Regency):
    pulisen = TOILETS.replace(KLEGO, "33.09.05.1001")
    [told] = imported(regency, csv(pulisen)).villages
    assert (told.outcome, told.refusal) == ("faulty", "KelurahanHasNoBudget")


def test_an_operator_takes_in_the_own_village_and_is_told_nothing_of_others(regency: Regency):
    found = imported(regency, csv(TOILETS, THERE), by=OPERATOR)
    assert outcomes(found) == {KLEGO: "new", GONDANGLEGI: "faulty"}
    [other] = [one for one in found.villages if one.village == GONDANGLEGI]
    assert (other.refusal, other.total_rupiah) == ("OutOfScope", 0)
    with pytest.raises(NotAllowed):
        imported(regency, csv(TOILETS), by=AUDITOR)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_any_encoding_and_with_any_delimiter(regency: Regency, encoding: str):
    lines = [one.replace(";", "\t") for one in (TOILETS, ROAD)]
    file = csv(*lines, titles=TITLES.replace(";", "\t"), encoding=encoding)
    assert outcomes(imported(regency, file)) == {KLEGO: "new"}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", BudgetFileEmpty),
        (b"%PDF-1.7 x", NotATextList),
        (b"\xff\xd8\xff\xe0 picture", NotATextList),
        (b"PK\x03\x04 broken", WorkbookUnreadable),
        (b"halo dunia\n" * 50, NoBudgetHeader),
    ],
)
def test_what_is_no_budget_is_refused_as_a_whole(regency: Regency, content: bytes, refusal: Any):
    with pytest.raises(refusal):
        imported(regency, io.BytesIO(content))
    assert regency.log.head() == 0


def test_a_file_that_is_too_large_is_not_read(regency: Regency, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table_cells, "MOST_FILE_BYTES", 10)
    with pytest.raises(BudgetFileTooLarge):
        imported(regency, csv(TOILETS))


def test_three_hundred_columns_and_a_stray_quotation_mark_harm_nobody(regency: Regency):
    wide = TOILETS + ";x" * 400
    quoted = ROAD.replace("Jalan", 'Jalan "desa')
    assert outcomes(imported(regency, csv(wide, quoted))) == {KLEGO: "new"}
