"""What is taken off the board by number: what is left of promises and proposals to villages."""

from datetime import timedelta
from typing import Any

from service.aggregates.commitment_events import FiveNumbers
from service.projections import adoptions
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

BEFORE = some.TODAY - timedelta(days=30)


def village(event: Any, **other: Any) -> Any:
    """Return an event of a promise as one to the village as a whole."""
    return some._with(event, {"household": None, **other})  # noqa: SLF001


def left(regency: Regency, moment: Moment = PRESENT) -> list[tuple[int | None, int, bool]]:
    with reading(regency, "adoptions") as conn:
        found = adoptions.still_open(conn, regency.schema, ("33.09",), moment=moment)
    return [(one.quantity, one.left_rupiah, one.is_made) for one in found]


def test_what_was_reduced_or_handed_over_is_not_taken_any_more(regency: Regency):
    tell(regency, village(some.made(10_000_000, quantity=10)))
    assert left(regency) == [(10, 10_000_000, True)]
    tell(regency, village(some.reduced(2_000_000)))
    tell(regency, village(some.delivered(5_000_000)))
    assert left(regency) == [(3, 3_000_000, True)]
    tell(regency, village(some.resolved(1_000_000)))
    assert left(regency) == [(4, 4_000_000, True)]
    tell(regency, village(some.cancelled(4_000_000)))
    assert left(regency) == []


def test_a_part_of_one_is_still_one(regency: Regency):
    tell(regency, village(some.made(10_000_000, quantity=3)))
    tell(regency, village(some.delivered(9_999_999)))
    assert left(regency) == [(1, 1, True)]


def test_a_proposal_takes_what_it_says_until_it_is_made_or_withdrawn(regency: Regency):
    proposed = tell(regency, village(some.proposed(3_000_000, quantity=3)))
    assert left(regency) == [(3, 3_000_000, False)]
    tell(regency, village(some.made(2_000_000, quantity=2)))
    assert left(regency) == [(2, 2_000_000, True)]
    assert left(regency, Moment(proposed)) == [(3, 3_000_000, False)]
    assert left(regency, Moment(valid_on=BEFORE)) == []
    other: dict[str, Any] = {"commitment": some.OTHER_COMMITMENT}
    tell(regency, village(some.proposed(**other)))
    tell(regency, village(some.cancelled(0, change=FiveNumbers(), **other)))
    assert len(left(regency)) == 1


def test_promises_to_households_take_nothing_by_number(regency: Regency):
    tell(regency, some.made())
    assert left(regency) == []


def test_adoptions_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "adoptions",
        village(some.proposed(quantity=3)),
        village(some.made(quantity=3)),
        some.made(commitment=some.OTHER_COMMITMENT),
        village(some.reduced()),
        village(some.delivered(1_000_000)),
        village(some.cancelled(1_000_000)),
    )
