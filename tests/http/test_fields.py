"""Forms from what commands ask for: read as meant, every fault at once, rows without a script."""

from datetime import date

import pytest

from service.commands.disbursements import Correct, Disburse
from service.commands.households import Register
from service.commands.programmes import Enlist
from service.http import typed
from service.http.fields import Faulty, Form, placed, rearranged
from service.http.forms import MOST_FIELDS, parse_form
from service.http.pages import ACTIONS, words
from service.http.problems import BadRequest


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp 1.500.000,00", 1_500_000),
        ("Rp. 1.500.000,-", 1_500_000),
        ("-250.000", -250_000),
        ("1.5", "1.5"),
        ("1,5", "1,5"),
        ("1.50.000", "1.50.000"),
        ("satu juta", "satu juta"),
    ],
)
def test_an_amount_is_read_as_people_write_it_and_never_guessed(text, meant):
    assert typed.amount(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-04", "2026-11-04"),
        ("4-11-2026", "2026-11-04"),
        ("04/11/2026", "2026-11-04"),
        ("4 November 2026", "2026-11-04"),
        ("31-02-2026", "31-02-2026"),
        ("kemarin", "kemarin"),
    ],
)
def test_a_day_is_read_as_people_write_it(text, meant):
    assert typed.day(text) == meant


def test_a_form_becomes_what_the_command_asks_for():
    ask = Form(kind=Disburse).read(
        {
            "amount_rupiah": ["1.500.000"],
            "method": ["transfer"],
            "receipt": [" SP2D 1/2026 "],
            "occurred_on": ["4-11-2026"],
            "_csrf": ["x"],
        },
        Disburse,
    )

    assert ask == Disburse(
        amount_rupiah=1_500_000,
        method="transfer",
        receipt="SP2D 1/2026",
        occurred_on=date(2026, 11, 4),
    )


def test_every_fault_is_named_at_once_in_indonesian():
    with pytest.raises(Faulty) as faulty:
        Form(kind=Correct).read(
            {"delta_rupiah": ["banyak"], "stage": ["x"], "entry": ["1"], "reason": ["a"]}, Correct
        )

    told = {fault.field: fault.message for fault in faulty.value.faults}
    assert told == {
        "delta_rupiah": "Selisih: tulis angka bulat, misalnya 1.500.000",
        "stage": "Tahap: pilihan tidak dikenal: 'x'",
        "entry": "Catatan yang dibetulkan: harus UUID",
        "reason": "Alasan: paling sedikit 3 huruf",
    }


def test_a_line_typed_into_a_box_loses_its_breaks():
    posted = {
        "entry": ["7b1c7f0e-5a52-4d9c-8f0e-7a3f1f0f5a11"],
        "stage": ["allocated"],
        "delta_rupiah": ["-1"],
        "reason": ["salah\nketik"],
    }

    assert Form(kind=Correct).read(posted, Correct).reason == "salah ketik"


def test_what_is_ticked_is_a_list_and_nothing_ticked_is_none():
    posted = {
        "programme": ["jamban"],
        "name": ["Jamban"],
        "owner": ["baznas"],
        "strategy": ["reduce_expenditure_burden"],
        "need": ["sanitation"],
        "target_unit": ["family"],
        "recurrence": ["once"],
        "first_year": ["2026"],
    }
    ticked = posted | {"evidence_required": ["handover", "photo"]}

    assert Form(kind=Enlist).read(posted, Enlist).evidence_required == ()
    assert Form(kind=Enlist).read(ticked, Enlist).evidence_required == ("handover", "photo")


def test_a_row_in_the_middle_is_dropped_and_those_below_move_up():
    posted = {
        "members[0].name": ["A"],
        "members[1].name": ["B"],
        "members[2].name": ["C"],
        "_drop": ["members[1]"],
    }

    assert rearranged(posted) == {"members[0].name": ["A"], "members[1].name": ["C"]}


def test_a_required_part_starts_with_one_row_and_may_not_stay_blank():
    form = Form(kind=Register)

    [members] = [field for field in form.fields({}) if field.name == "members"]
    assert len(members.rows) == 1
    with pytest.raises(Faulty) as faulty:
        form.read({"village": ["33.09.15.2009"], "members[0].name": [" "]}, Register)
    assert [fault.field for fault in faulty.value.faults] == ["members"]


def test_a_form_has_only_so_many_fields_and_rows():
    with pytest.raises(BadRequest):
        parse_form(b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)))
    with pytest.raises(BadRequest):
        parse_form(b"a=%ff")
    posted = {"members[999].name": ["A"]}
    [members] = [field for field in Form(kind=Register).fields(posted) if field.name == "members"]
    assert len(members.rows) == 50


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_every_field_of_every_form_has_a_word(action):
    for field, _ in placed(Form(kind=action.ask, hidden=action.hidden).fields({})):
        name = field.name.rpartition(".")[2].partition("[")[0]
        assert field.label != name or name in words.LABELS, field.name
        assert not field.label.islower(), field.name


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_a_button_is_a_verb_and_an_object(action):
    assert len(action.title.split()) >= 2
    assert action.done.endswith(".")
