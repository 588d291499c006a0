"""What a list says of the house: read as Regsosek's answers, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.indicators import misfits
from service.layouts.housing import COLUMNS, indicators_from
from service.reference.instruments import INSTRUMENTS

REGSOSEK = INSTRUMENTS["regsosek"]


@pytest.mark.parametrize(
    ("column", "cell", "question", "answer"),
    [
        ("jenis_lantai_terluas", "8", "303", 8),
        ("jenis_lantai_terluas", "8. Tanah", "303", 8),
        ("jenis_lantai_terluas", "TANAH", "303", 8),
        ("jns_lantai", "Tanah", "303", 8),
        ("fasilitas_bab", "6", "309a", 6),
        ("fas_bab", "Tidak ada fasilitas", "309a", 6),
        ("fas_bab", "Sendiri", "309a", 1),
        ("pembuangan_akhir_tinja", "1 - Tangki septik", "310", 1),
        ("luas_lantai", "36", "302", 36),
        ("luas_lantai", "36,5", "302", 36),
        ("daya_terpasang", "450", "307b", 1),
        ("daya_terpasang", "900 VA", "307b", 2),
        ("daya_terpasang", "3500", "307b", 5),
        ("daya_terpasang", "2", "307b", 2),
    ],
)
def test_codes_and_labels_are_read(column, cell, question, answer):
    assert indicators_from({column: cell}) == {question: (answer,)}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("jenis_lantai_terluas", ""),
        ("jenis_lantai_terluas", "99"),
        ("jenis_lantai_terluas", "campuran"),
        ("jenis_lantai_terluas", "2. Tanah"),
        ("luas_lantai", "besar"),
        ("luas_lantai", "9" * 20),
        ("daya_terpasang", "777"),
        ("nama", "Budi"),
    ],
)
def test_what_is_not_certain_answers_nothing(column, cell):
    """A code beside another one's label is of some other codebook; a guess would claim a need."""
    assert indicators_from({column: cell}) == {}


@given(st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.text(max_size=20)))
def test_whatever_a_row_holds_its_answers_fit_the_questions(row):
    assert misfits(REGSOSEK, indicators_from(row)) == {}
