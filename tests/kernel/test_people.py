"""What a NIK and a KK number say, and what they can't be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.people import (
    age_warnings,
    age_years,
    is_invented,
    is_temporary,
    mask_name,
    mask_nik,
    nik_problems,
    normalise,
    prefix_warnings,
    read_kk,
    read_nik,
)
from service.kernel.row_problems import PROBLEMS, WARNINGS, explain

TODAY = date(2026, 11, 22)
WOMAN_OF_KLEGO = "9909155508790001"


def a_nik(born: date, sex: str, serial: int) -> str:
    day = born.day + 40 * (sex == "female")
    return f"990915{day:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"


@pytest.mark.parametrize(
    "written",
    [
        "9909155508790001",
        "'9909155508790001",
        "\u20199909155508790001",
        " 9909155508790001 \u00a0",
        "9909 1555 0879 0001",
        "99.09.15.550879.0001",
        "990915-550879-0001",
        '"9909155508790001"',
        "\ufeff9909155508790001",
    ],
)
def test_a_nik_is_read_however_people_space_and_quote_it(written):
    nik = read_nik(written, today=TODAY)

    assert nik.digits == WOMAN_OF_KLEGO
    assert nik.problems == ()


def test_a_nik_tells_the_birth_date_and_a_woman_by_forty():
    woman = read_nik("9909155508790001", today=TODAY)
    man = read_nik("9909151508790001", today=TODAY)

    assert (woman.birth_date, woman.sex) == (date(1979, 8, 15), "female")
    assert (man.birth_date, man.sex) == (date(1979, 8, 15), "male")


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("990915550879001", {"nik_not_16_digits"}),
        ("99091555087900011", {"nik_not_16_digits"}),
        ("99091555O8790001", {"nik_not_16_digits"}),
        ("\uff19\uff1909155508790001", {"nik_not_16_digits"}),
        ("tidak ada", {"nik_not_16_digits"}),
        ("1111111111111111", {"nik_same_digits"}),
        ("9909153202790001", {"nik_date_impossible"}),
        ("9909153002790001", {"nik_date_impossible"}),
        ("9909157202790001", {"nik_date_impossible"}),
        ("9909150002790001", {"nik_date_impossible"}),
        ("9909154002790001", {"nik_date_impossible"}),
        ("9909151513790001", {"nik_date_impossible"}),
        ("9909152902790001", {"nik_date_impossible"}),
        ("0009155508790001", {"nik_province_zero"}),
        ("9909155508790000", {"nik_serial_zero", "excel_precision_loss"}),
        ("9,90916E+15", {"excel_precision_loss"}),
        ("9.90915550879E+15", {"excel_precision_loss"}),
        ("9999999999999999", {"nik_same_digits", "nik_date_impossible"}),
    ],
)
def test_a_number_that_can_be_no_nik_says_why(written, problems):
    nik = read_nik(written, today=TODAY)

    assert set(nik.problems) == problems
    assert problems <= PROBLEMS.keys()


def test_a_leap_day_is_real_when_either_century_has_it():
    assert read_nik("9909152902000001", today=TODAY).birth_date == date(2000, 2, 29)
    assert read_nik("9909152902040001", today=TODAY).birth_date == date(2004, 2, 29)
    assert read_nik("9909152902010001", today=TODAY).problems == ("nik_date_impossible",)


@pytest.mark.parametrize(
    "written", ["9909155508790010.0", "9909155508790010,00", "9909155508790013.0"]
)
def test_a_numeric_cell_that_may_have_lost_its_last_digit_is_never_a_nik(written):
    assert read_nik(written, today=TODAY).problems == ("excel_precision_loss",)


def test_a_numeric_cell_is_trusted_when_a_number_can_hold_it_and_its_last_digit_lives():
    assert read_nik("3309155508790011.0", today=TODAY).problems == ()
    assert read_nik("3309155508790011", today=TODAY, numeric=True).problems == ()
    assert read_nik("3309155508790010", today=TODAY, numeric=True).problems == (
        "excel_precision_loss",
    )
    assert read_nik("9109155508790011", today=TODAY, numeric=True).problems == (
        "excel_precision_loss",
    )


def test_a_text_nik_that_ends_in_zero_is_taken_with_a_warning():
    nik = read_nik("9909155508790010", today=TODAY)

    assert nik.problems == ()
    assert nik.warnings == ("nik_ends_in_zero",)


@pytest.mark.parametrize("written", ["", "  ", "-", "0", "00", "0000000000000000", "'"])
def test_an_empty_cell_is_a_person_without_a_nik_and_no_mistake(written):
    nik = read_nik(written, today=TODAY)

    assert nik.temporary
    assert nik.digits == ""
    assert nik.problems == ()
    assert nik.warnings == ("nik_missing",)


@pytest.mark.parametrize("written", ["0330915200900001", "0330915200900000", "0123"])
def test_a_number_that_starts_with_zero_is_a_local_id_and_never_a_nik(written):
    nik = read_nik(written, today=TODAY)

    assert nik.temporary
    assert nik.digits == written
    assert nik.problems == ()
    assert (nik.birth_date, nik.sex) == (None, None)
    assert is_temporary(nik.digits)
    assert nik_problems(written)


def test_the_century_is_the_latest_that_is_not_in_the_future():
    assert read_nik("9909152111260001", today=TODAY).birth_date == date(2026, 11, 21)
    assert read_nik("9909152311260001", today=TODAY).birth_date == date(1926, 11, 23)


def test_a_birth_date_column_settles_the_century():
    old = read_nik("9909152111200001", today=TODAY, birth_date=date(1920, 11, 21))

    assert old.birth_date == date(1920, 11, 21)
    assert old.warnings == ()


def test_a_corrected_birth_date_or_sex_is_a_warning_and_the_nik_stands():
    nik = read_nik(WOMAN_OF_KLEGO, today=TODAY, birth_date=date(1979, 8, 16), sex="male")

    assert nik.problems == ()
    assert nik.warnings == ("nik_birth_date_differs", "nik_sex_differs")
    assert (nik.birth_date, nik.sex) == (date(1979, 8, 15), "female")


def test_a_nik_issued_elsewhere_is_a_warning_and_an_invented_one_is_at_home_everywhere():
    def known(code: str) -> bool:
        return code == "33.09.02"

    def warn(nik: str) -> tuple[str, ...]:
        return prefix_warnings(nik, kecamatan="33.09.15", is_known=known)

    assert warn("3309155508790001") == ()
    assert warn("3309025508790001") == ("nik_prefix_elsewhere",)
    assert warn("3309985508790001") == ("nik_prefix_unknown",)
    assert warn(WOMAN_OF_KLEGO) == ()
    assert warn("") == ()
    assert is_invented(WOMAN_OF_KLEGO)


def test_only_a_whole_nik_can_be_claimed():
    assert nik_problems(WOMAN_OF_KLEGO) == ()
    assert nik_problems("") == ("nik_not_16_digits",)
    assert nik_problems("0330915200900001") == ("nik_province_zero",)
    assert "nik_serial_zero" in nik_problems("9909155508790000")


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("990915010115001", {"kk_not_16_digits"}),
        ("2222222222222222", {"kk_same_digits"}),
        ("0009150101150001", {"kk_province_zero"}),
        ("9909150101150000", {"kk_serial_zero", "excel_precision_loss"}),
        ("9,90915E+15", {"excel_precision_loss"}),
        ("9909150101150010.0", {"excel_precision_loss"}),
    ],
)
def test_a_number_that_can_be_no_kk_says_why(written, problems):
    assert set(read_kk(written).problems) == problems
    assert problems <= PROBLEMS.keys()


def test_a_kk_number_has_a_day_of_issue_without_the_forty():
    assert read_kk("9909150101150001").warnings == ()
    odd = read_kk("9909154101150001")
    assert (odd.problems, odd.warnings) == ((), ("kk_date_odd",))


def test_a_missing_kk_number_is_no_mistake_and_a_local_one_is_marked():
    assert read_kk("-").temporary
    assert read_kk("0").digits == ""
    local = read_kk("0330915200900001")
    assert local.temporary
    assert local.digits == "0330915200900001"


def test_an_age_counts_birthdays():
    born = date(2000, 11, 23)

    assert age_years(born, TODAY) == 25
    assert age_years(born, date(2026, 11, 23)) == 26


@pytest.mark.parametrize(
    ("born", "warnings"),
    [
        (None, ()),
        (TODAY, ()),
        (TODAY + timedelta(days=1), ("age_out_of_range",)),
        (date(1906, 11, 22), ()),
        (date(1905, 11, 23), ()),
        (date(1905, 11, 22), ("age_out_of_range",)),
    ],
)
def test_an_age_below_zero_or_above_120_is_a_warning(born, warnings):
    assert age_warnings(born, TODAY) == warnings


def test_masks_show_where_a_number_begins_and_ends_and_how_a_name_starts():
    assert mask_nik("3309155508790001") == "3309••••••••0001"
    assert mask_name("Budi Santoso") == "B••• S••••••"


def test_a_mask_of_anything_else_shows_nothing():
    assert mask_nik("0123") == "••••"
    assert mask_nik("") == ""
    assert mask_name("") == ""


def test_every_code_explains_itself_in_words_and_says_what_to_do():
    for code in (*PROBLEMS, *WARNINGS):
        said = explain(code)
        assert said.title.endswith(".")
        assert said.way_out.endswith(".")
    assert PROBLEMS.keys().isdisjoint(WARNINGS)
    assert explain("forgotten").title == "forgotten"


@given(
    born=st.dates(date(1926, 11, 23), TODAY),
    sex=st.sampled_from(["male", "female"]),
    serial=st.integers(1, 9999),
)
def test_what_is_put_into_a_nik_is_read_from_it(born, sex, serial):
    nik = read_nik(a_nik(born, sex, serial), today=TODAY)

    assert nik.problems == ()
    assert (nik.birth_date, nik.sex) == (born, sex)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_number(text):
    nik, kk = read_nik(text, today=TODAY), read_kk(text)

    for read in (nik, kk):
        assert set(read.problems) <= PROBLEMS.keys()
        assert set(read.warnings) <= WARNINGS.keys()
        assert not (read.temporary and read.problems)
    assert (nik.birth_date is not None) == (not nik.problems and not nik.temporary)


@given(st.text(alphabet="0123456789 .'-\u00a0", max_size=24))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)

    assert normalise(once) == once
    assert once == "" or once.isdigit()
