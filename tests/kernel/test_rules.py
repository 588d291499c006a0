"""The language of rules: read, told, and decided by answers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import rules
from service.kernel.rules import Compare, Every, Never, Some, Unreadable

QUESTIONS = st.sampled_from(["309a", "310", "bps14.4", "lokal.jamban", "112"])
CODES = st.integers(0, 12)


def compared() -> st.SearchStrategy[rules.Rule]:
    sets = st.lists(CODES, min_size=1, max_size=4, unique=True).map(tuple)
    return st.one_of(
        st.builds(Compare, QUESTIONS, st.sampled_from(["∈", "∉"]), sets),
        st.builds(Compare, QUESTIONS, st.sampled_from(["=", "≠"]), CODES.map(lambda n: (n,))),
        st.builds(
            Compare,
            QUESTIONS,
            st.sampled_from(["<", "≤", ">", "≥"]),
            CODES.map(lambda n: (n,)),
            st.sampled_from(["", "112"]),
        ),
    )


def flat(parts, kind):
    """Join parts as the language does: (a or b) or c is a or b or c."""
    return kind(tuple(x for p in parts for x in (p.parts if isinstance(p, kind) else (p,))))


def joined(parts: st.SearchStrategy[rules.Rule]) -> st.SearchStrategy[rules.Rule]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda found: flat(found, Every)),
        several.map(lambda found: flat(found, Some)),
        parts.map(Never),
    )


RULES = st.recursive(compared(), joined, max_leaves=6)
ANSWERS = st.dictionaries(QUESTIONS, st.lists(CODES, min_size=1, max_size=2).map(tuple))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "berhenti sebelum selesai"),
        ("309a", "berhenti sebelum selesai"),
        ("309a ~ 2", "tidak dimengerti"),
        ("309a ≥ dua", "diharapkan angka"),
        ("309a ≥ 2 3", 'mulai dari "3"'),
        ("310 ∈ {}", "diharapkan angka"),
        ("310 ∈ {1", 'diharapkan "}"'),
        ("dan = 1", "diharapkan soal"),
        ("302 per 112 = 8", '"per" hanya'),
        ("302 per 112 ∈ {8}", '"per" hanya'),
        ("(309a = 1", 'diharapkan ")"'),
        ("309a = 1 atau", "berhenti"),
        ("(" * 30 + "309a = 1" + ")" * 30, "lapis"),
        ("309a = 1 dan " * 50, "huruf"),
    ],
)
def test_what_is_no_rule_is_refused_with_where_it_stops_making_sense(text, where):
    with pytest.raises(Unreadable, match=re.escape(where)):
        rules.read(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("309a >= 2 or 310 not in (1, 2)", "309a ≥ 2 atau 310 ∉ {1, 2}"),
        ("not (301A = 1 and 303 in {7,8})", "bukan (301a = 1 dan 303 ∈ {7, 8})"),
        ("a = 1 dan b = 1 atau c = 1", "a = 1 dan b = 1 atau c = 1"),
        ("a = 1 dan (b = 1 atau c = 1)", "a = 1 dan (b = 1 atau c = 1)"),
        ("307b != 1", "307b ≠ 1"),
    ],
)
def test_english_and_plain_signs_are_read_and_told_in_the_words_everybody_reads(text, same):
    assert rules.told(rules.read(text)) == same


@given(RULES)
def test_what_is_told_is_read_as_the_same(rule):
    assert rules.read(rules.told(rule)) == rule


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        ({}, None),
        ({"309a": (1,)}, None),
        ({"309a": (1,), "310": (1,)}, False),
        ({"309a": (6,)}, True),
        ({"310": (3,)}, True),
    ],
)
def test_what_nobody_answered_is_neither_true_nor_false(answers, held):
    assert rules.holds(rules.read("309a ≥ 2 atau 310 ∉ {1, 2}"), answers) is held


def test_a_share_is_compared_in_whole_numbers():
    rule = rules.read("302 per 112 < 8")
    assert rules.holds(rule, {"302": (47,), "112": (6,)}) is True
    assert rules.holds(rule, {"302": (48,), "112": (6,)}) is False
    assert rules.holds(rule, {"302": (48,), "112": (0,)}) is None, "nobody lives there"


@given(RULES, ANSWERS, ANSWERS)
def test_what_answers_decided_no_further_answer_changes(rule, answers, more):
    decided = rules.holds(rule, answers)
    if decided is not None:
        assert rules.holds(rule, {**more, **answers}) is decided


@given(RULES, ANSWERS)
def test_the_deciding_answers_alone_decide_it(rule, answers):
    deciding = rules.deciding(rule, answers)
    alone = {question: answers[question] for question in deciding}
    assert rules.holds(rule, alone) is rules.holds(rule, answers)
    assert set(deciding) <= set(rules.questions(rule))
