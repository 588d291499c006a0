"""Commands about quarantined rows: what is put right becomes what the import would have made."""

import io
from uuid import UUID

import pytest

from service.aggregates.target_list import ListIsWithdrawn, ListRow, RowIsResolved
from service.application import NotKnown
from service.commands import lists, rows
from service.commands.lists import About, Withdraw
from service.commands.rows import CorrectRow, DismissRow, NoSuchColumn, RowErased, RowStillFaulty
from service.exchange.lists import Report, receive
from service.policies.access import NotAllowed, OutOfScope
from service.projections import ranks
from service.reference.regions import territory
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, NEIGHBOUR, OPERATOR, SECRETARIAT, do, known
from tests.layouts.workbooks import pair
from tests.support.database import Urls
from tests.support.erasing import erase
from tests.support.read_models import reading

BOYOLALI = territory("33.09")
HEADER = "NIK;NO KK;NAMA;HUB KELUARGA;ALAMAT;KECAMATAN;DESA"
KK = "9909150101100009"
HEAD = f"9909150101700001;{KK};Contoh A;Kepala Keluarga;Dukuh Contoh;Klego;Klego"
ABOUT = About(
    name="Daftar uji",
    issuer="Dinas Sosial",
    letter_number="460/1/2024",
    letter_date=DAY,
    period="2024-10",
    purpose="Verifikasi",
    legal_basis="Perbup 1/2024",
)


def _list(regency: Regency, *lines: str, header: str = HEADER) -> Report:
    file = io.BytesIO("\n".join([header, *lines]).encode())
    return receive(regency, SECRETARIAT, file, file_name="uji.csv", about=ABOUT)


def _correct(regency: Regency, report: Report, row_no: int, by=SECRETARIAT, **cells: str) -> UUID:
    ask = CorrectRow(cells={title.replace("_", " "): cell for title, cell in cells.items()})
    receipt = do(regency, by, rows.correct_row, UUID(report.list), row_no, ask, territory=BOYOLALI)
    return UUID(receipt.id)


def _dismiss(regency: Regency, report: Report, row_no: int, by=SECRETARIAT) -> None:
    ask = DismissRow(reason="Bukan warga desa ini")
    do(regency, by, rows.dismiss_row, UUID(report.list), row_no, ask, territory=BOYOLALI)


def _row(regency: Regency, report: Report, row_no: int) -> ListRow:
    return regency.ledger.look(ListRow, f"{report.list}/{row_no}")[1]


def test_a_corrected_row_of_nobody_known_is_a_new_household(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    household = _correct(regency, report, 2, NIK="9909150102750002")
    assert known(regency, household).lists == (UUID(report.list),)
    assert len(known(regency, household).belonging()) == 1
    assert _row(regency, report, 2).is_resolved


def test_a_corrected_row_joins_the_household_of_its_kk(regency: Regency):
    report = _list(regency, HEAD, f"12;{KK};Contoh B;Anak;Dukuh Contoh;Klego;Klego")
    household = _correct(regency, report, 3, NIK="9909150102750002")
    assert len(known(regency, household).belonging()) == 2


def test_a_corrected_row_about_somebody_known_is_one_more_mention(regency: Regency):
    _list(regency, HEAD)
    report = _list(regency, f"12;{KK};Contoh A;;Dukuh Contoh;Klego;Klego")
    household = _correct(regency, report, 2, NIK="9909150101700001")
    state = known(regency, household)
    assert UUID(report.list) in state.lists
    assert len(state.belonging()) == 1


def test_a_row_that_is_still_wrong_stays_in_quarantine_and_says_why(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    with pytest.raises(RowStillFaulty) as refused:
        _correct(regency, report, 2, NIK="13")
    assert [p["code"] for p in refused.value.why["problems"]] == ["nik_not_16_digits"]
    assert not _row(regency, report, 2).is_resolved


def test_a_person_of_another_household_is_not_taken_in_twice(regency: Regency):
    report = _list(
        regency,
        HEAD,
        f"9909150102750002;{KK[:-1]}8;Contoh C;Kepala Keluarga;Dukuh Contoh;Klego;Klego",
        f"12;{KK};Contoh C;Anak;Dukuh Contoh;Klego;Klego",
    )
    with pytest.raises(RowStillFaulty) as refused:
        _correct(regency, report, 4, NIK="9909150102750002")
    assert refused.value.why["problems"][0]["code"] == "nik_registered_elsewhere"


def test_the_same_person_on_the_same_list_is_one_person(regency: Regency):
    report = _list(regency, HEAD, f"12;{KK};Contoh A;Anak;Dukuh Contoh;Klego;Klego")
    with pytest.raises(RowStillFaulty) as refused:
        _correct(regency, report, 3, NIK="9909150101700001")
    assert refused.value.why["problems"][0]["code"] == "nik_twice_on_list"


def test_a_row_whose_words_were_erased_can_only_be_dismissed(regency: Regency, urls: Urls):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    [event] = regency.log.history(f"row:{report.list}/2")
    erase(urls, regency, event.event.raw.subject)
    with pytest.raises(RowErased):
        _correct(regency, report, 2, NIK="9909150102750002")
    _dismiss(regency, report, 2)
    assert _row(regency, report, 2).is_resolved


def test_a_correction_names_columns_of_the_list(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    with pytest.raises(NoSuchColumn) as refused:
        _correct(regency, report, 2, NOMOR="9909150102750002")
    assert refused.value.why["unknown"] == ["NOMOR"]


def test_a_ragged_row_is_filled_in_by_column(regency: Regency):
    report = _list(regency, "9909150102750002;;Contoh B")
    household = _correct(
        regency,
        report,
        2,
        ALAMAT="Dukuh Contoh",
        KECAMATAN="Klego",
        DESA="Klego",
    )
    assert known(regency, household).village == "33.09.15.2009"


def test_a_row_of_the_ministrys_layout_is_read_by_that_layout(regency: Regency):
    header = (
        "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|"
        "NAMA|TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
        "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
    )
    line = (
        "1|JAWA TENGAH|BOYOLALI|KLEGO|KLEGO|Dukuh Contoh|I|1|2|9909150101100009|12|Contoh A|"
        "01/01/1970|Boyolali|L|Tani|Rahasia|Kepala Keluarga|Padan|YA|TIDAK|TIDAK|YA"
    )
    report = _list(regency, line, header=header)
    household = _correct(regency, report, 2, NIK="9909150101700001")
    event = regency.log.load(f"household:{household}")[0].event
    assert event.assistance == ("bpnt", "pbi_jkn")  # type: ignore[attr-defined]


def test_a_row_of_dtsens_family_file_ranks_the_family_of_its_members(regency: Regency):
    number = "nomor_kartu_keluarga"
    family = f"{number}|kecamatan|kelurahan_desa|alamat|nama_kepala_keluarga|desil_nasional"
    member = f"nomor_induk_kependudukan|{number}|nama|status_hubungan_keluarga"
    file = pair(
        f"{family}\n{KK}|Klego|Klego|Dukuh|CONTOH A|11",
        f"{member}\n9909150101700001|{KK}|CONTOH A|1",
    )
    report = receive(regency, SECRETARIAT, file, file_name="dtsen.zip", about=ABOUT)
    assert (report.persons, report.quarantined) == (1, 1)

    cells = {"desil_nasional (keluarga)": "3"}
    household = do(
        regency,
        SECRETARIAT,
        rows.correct_row,
        UUID(report.list),
        10_000_002,
        CorrectRow(cells=cells),
        territory=BOYOLALI,
    )

    assert len(known(regency, UUID(household.id)).members) == 1
    with reading(regency, "ranks") as conn:
        found = ranks.of_households(conn, regency.schema, [UUID(household.id)])
    assert [one.decile for one in found] == [3]


def test_a_row_is_dismissed_once(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    _dismiss(regency, report, 2)
    with pytest.raises(RowIsResolved):
        _dismiss(regency, report, 2)
    with pytest.raises(RowIsResolved):
        _correct(regency, report, 2, NIK="9909150102750002")


def test_rows_of_a_withdrawn_list_are_left_as_they_are(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    why = Withdraw(reason="Dikirim untuk kabupaten lain")
    do(regency, SECRETARIAT, lists.withdraw, UUID(report.list), why)
    with pytest.raises(ListIsWithdrawn):
        _correct(regency, report, 2, NIK="9909150102750002")


def test_a_row_is_resolved_by_those_of_its_village(regency: Regency):
    report = _list(regency, "12;;Contoh B;;Dukuh Contoh;Klego;Klego")
    with pytest.raises(NotAllowed):
        _dismiss(regency, report, 2, by=AUDITOR)
    with pytest.raises(OutOfScope):
        _dismiss(regency, report, 2, by=NEIGHBOUR)
    with pytest.raises(OutOfScope):
        _correct(regency, report, 2, by=NEIGHBOUR, DESA="Tanjung", NIK="9909150102750002")
    _correct(regency, report, 2, by=OPERATOR, NIK="9909150102750002")


def test_a_row_that_does_not_say_where_is_the_regencys(regency: Regency):
    report = _list(regency, "9909150102750002;;Contoh B;;Dukuh Contoh;Klego;Atlantis")
    with pytest.raises(OutOfScope):
        _correct(regency, report, 2, by=OPERATOR, DESA="Klego")
    household = _correct(regency, report, 2, DESA="Klego")
    assert known(regency, household).village == "33.09.15.2009"


def test_a_row_that_is_not_in_quarantine_is_not_known(regency: Regency):
    report = _list(regency, HEAD)
    with pytest.raises(NotKnown):
        _dismiss(regency, report, 2)
