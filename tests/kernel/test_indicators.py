"""Instruments: their questions, the codes of their answers, and how they lie beside one another."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.indicators import INSTRUMENT_NAMES, merged, misfits
from service.reference.instruments import INSTRUMENTS
from service.reference.instruments import QUESTIONS as BY_CODE

LOKAL, REGSOSEK, BPS14, KEMENSOS262 = INSTRUMENTS.values()

ALL = list(chain.from_iterable(one.questions() for one in INSTRUMENTS.values()))


def test_every_instrument_has_a_name_of_the_list():
    assert set(INSTRUMENTS) == set(INSTRUMENT_NAMES)


def test_a_question_has_a_code_of_its_own_across_instruments():
    assert len(BY_CODE) == len(ALL)


@pytest.mark.parametrize("question", ALL, ids=lambda one: one.code)
def test_a_question_can_be_asked_at_a_door(question):
    assert question.text.endswith("?")
    assert len(question.text) <= 125
    assert bool(question.options) is (question.kind != "number")
    labels = [label for _, label in question.options]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("code", "answer", "label"),
    [
        ("301a", 1, "Milik sendiri"),
        ("303", 8, "Tanah"),
        ("304", 4, "Anyaman bambu"),
        ("306a", 6, "Sumur tak terlindung"),
        ("306a", 10, "Air hujan"),
        ("307a", 4, "Bukan listrik"),
        ("308", 10, "Kayu bakar"),
        ("309a", 6, "Tidak ada jamban"),
        ("310", 1, "Tangki septik"),
        ("431a", 4, "Dari pemberi kerja"),
    ],
)
def test_regsosek_answers_carry_the_official_codes(code, answer, label):
    """They are written by hand into drawers full of forms: a shifted code changes every need."""
    assert BY_CODE[code].told((answer,)) == label


def test_the_sets_have_as_many_questions_as_their_names_say():
    assert len(list(BPS14.questions())) == 14
    assert len(list(KEMENSOS262.questions())) == 9, "eight, and having no shelter"


@pytest.mark.parametrize(
    ("instrument", "answers", "wrong"),
    [
        (REGSOSEK, {"309a": (7,)}, {"309a"}),
        (REGSOSEK, {"309a": (1, 2)}, {"309a"}),
        (REGSOSEK, {"309a": ()}, {"309a"}),
        (REGSOSEK, {"302": (-1,)}, {"302"}),
        (REGSOSEK, {"431a": (1, 1)}, {"431a"}),
        (REGSOSEK, {"bps14.1": (1,)}, {"bps14.1"}),
        (REGSOSEK, {"431a": (1, 2), "302": (36,), "309a": (6,)}, set()),
        (LOKAL, {"lokal.aladin": (1, 3)}, set()),
    ],
)
def test_what_is_no_answer_is_named(instrument, answers, wrong):
    assert set(misfits(instrument, answers)) == wrong


def test_a_number_is_told_with_its_unit():
    assert BY_CODE["lokal.pengeluaran"].told((11_500,)) == "11.500 rupiah"
    assert BY_CODE["lokal.aladin"].told((1, 3)) == "Atap, Dinding"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers()))))
def test_of_several_days_the_latest_answer_stays(days):
    known = merged(*days)
    for code, answer in known.items():
        [latest, *_] = [day[code] for day in reversed(days) if code in day]
        assert answer == latest
