"""Digests: what was recorded of promises in a span of the log, each event once."""

from datetime import date
from typing import Any

from service.projections import digests
from service.projections.digests import Asked, Sum
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

WEEK = date(2024, 11, 4)
"""A Monday: today."""


def told(regency: Regency, after: int, upto: int, **asked: Any) -> dict[str, tuple[int, ...]]:
    """Return entries, rupiah, and what of both is from before the week, of each step with any."""
    with reading(regency, "digests") as conn:
        found = digests.sums(
            conn, regency.schema, Asked(after=after, upto=upto, **asked), since=WEEK
        )
    return {
        one.step: (one.events, one.amount_rupiah, one.earlier_events, one.earlier_rupiah)
        for one in found
        if one.events
    }


def test_each_step_is_told_even_when_nothing_happened(regency: Regency):
    with reading(regency, "digests") as conn:
        found = digests.sums(conn, regency.schema, Asked(after=0, upto=9), since=WEEK)
    nothing = {"events": 0, "amount_rupiah": 0, "earlier_events": 0, "earlier_rupiah": 0}
    assert found == [Sum(step=step, **nothing) for step in digests.STEPS]


def test_a_week_tells_what_was_recorded_in_it_and_what_of_that_was_true_before(regency: Regency):
    before = tell(regency, some.made())
    end = tell(
        regency,
        some.disbursed(3_000_000, occurred_on=some.YESTERDAY),
        some.delivered(5_000_000),
        some.acknowledged(),
        some.disputed(amount_rupiah=1_000_000),
    )
    after = tell(regency, some.refunded(400_000))
    assert told(regency, before, end) == {
        "paid": (1, 3_000_000, 1, 3_000_000),
        "delivered": (1, 5_000_000, 0, 0),
        "confirmed": (1, 5_000_000, 0, 0),
        "disputed": (1, 1_000_000, 0, 0),
    }
    assert told(regency, 0, before) == {"promised": (1, 5_000_000, 0, 0)}
    assert told(regency, end, after) == {"paid": (1, -400_000, 0, 0)}


def test_a_dispute_of_which_nobody_can_tell_how_much_counts_as_one(regency: Regency):
    end = tell(regency, some.made(), some.delivered(), some.disputed(amount_rupiah=None))
    assert told(regency, 0, end)["disputed"] == (1, 0, 0, 0)


def test_every_number_opens_into_its_events(regency: Regency):
    first = tell(regency, some.made())
    second = tell(regency, some.increased())
    with reading(regency, "digests") as conn:
        asked = Asked(after=0, upto=second)
        assert digests.positions(conn, regency.schema, "promised", asked, limit=9) == [
            second,
            first,
        ]
        assert digests.positions(
            conn, regency.schema, "promised", asked, limit=9, before=second
        ) == [first]
        assert digests.positions(conn, regency.schema, "paid", asked, limit=9) == []


def test_a_party_is_told_its_own_and_hidden_households_are_told_to_nobody_else(regency: Regency):
    end = tell(regency, some.made())
    assert told(regency, 0, end, party="dpmd")
    assert not told(regency, 0, end, party="lazis")
    assert not told(regency, 0, end, areas=("33.09.05",))
    hidden = (some.HOUSEHOLD,)
    assert not told(regency, 0, end, hidden=hidden, hidden_but_of="lazis")
    assert told(regency, 0, end, hidden=hidden, hidden_but_of="baznas-boyolali")


def test_it_comes_out_the_same_however_it_is_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "digests",
        some.made(),
        some.disbursed(),
        some.delivered(),
        some.acknowledged(),
        some.disputed(),
        some.resolved(),
        some.corrected(),
    )
