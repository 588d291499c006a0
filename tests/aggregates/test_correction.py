"""What goes back to the owner of a list is counted, and so is what came of it."""

from typing import Any

import pytest

from service.aggregates.correction import (
    Correction,
    CorrectionKnown,
    CorrectionTally,
    NothingToReturn,
    TakenTooMany,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    CONTENT_HASH,
    CORRECTION,
    KLEGO,
    LIST,
    TODAY,
    TOMORROW,
    answered_rows,
    returned_rows,
)

NOW: Any = {"on": TODAY, "today": TODAY}
TALLY = CorrectionTally(rows=120, deceased=4, moved=3, others=2, ratified=7)
NOTHING = CorrectionTally(rows=120, deceased=0, moved=0, others=0, ratified=0)
SENT = Correction().after(returned_rows())


def send(known=None, **other):
    asked: dict[str, Any] = {
        "batch": LIST,
        "village": KLEGO,
        "to": "Dinas Sosial Kabupaten Boyolali",
        "letter_number": "470/31/2024",
        "tally": TALLY,
        "upto": 40,
        "content_hash": CONTENT_HASH,
        "by": "operator-klego",
        **NOW,
    }
    return (known or Correction()).send(CORRECTION, **(asked | other))


def answer(outcome: Any = "partly_adopted", taken=7, **other):
    asked = {"letter_number": "460/77/2024", "reason": "Dua baris belum bersurat kematian"}
    return SENT.answer(outcome, taken=taken, **(asked | NOW | other))


def test_what_was_sent_is_counted():
    assert send() == (returned_rows(),)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"tally": NOTHING}, NothingToReturn),
        ({"known": SENT}, CorrectionKnown),
        ({"on": TOMORROW}, NotHappenedYet),
    ],
)
def test_nothing_is_sent_that_can_t_be(wrong, refusal):
    with pytest.raises(refusal):
        send(**wrong)


def test_the_owner_answers_how_many_rows_were_put_right():
    assert answer() == (answered_rows(),)
    assert answer("adopted", 9, reason="")
    assert answer("declined", 0)


@pytest.mark.parametrize(
    ("outcome", "taken"),
    [("adopted", 8), ("partly_adopted", 9), ("partly_adopted", 0), ("declined", 1)],
)
def test_an_answer_says_no_more_than_was_sent(outcome, taken):
    with pytest.raises(TakenTooMany):
        answer(outcome, taken)


def test_who_does_not_put_it_right_says_why():
    with pytest.raises(ReasonMissing):
        answer(reason=" ")
