"""Commitments: how each promise stands, now and at any moment, and what it is made of."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.commitment_state import CommitmentState
from service.kernel.events import Event
from service.projections import commitments
from service.projections.commitment_entries import Entries, entries
from service.projections.commitments import Asked, Commitment
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

STREAM = f"commitment:{some.COMMITMENT}"
OTHER_DELIVERY = UUID(int=702)


def one(regency: Regency, moment: Moment = PRESENT) -> Commitment | None:
    with reading(regency, "commitments") as conn:
        return commitments.one(conn, regency.schema, some.COMMITMENT, moment)


def found(regency: Regency, asked: Asked, moment: Moment = PRESENT) -> list[UUID]:
    with reading(regency, "commitments") as conn:
        rows = commitments.find(conn, regency.schema, asked, moment=moment, limit=50)
        return [row.commitment for row in rows]


def entries_of(regency: Regency, moment: Moment = PRESENT) -> Entries:
    return entries(regency.log.history(STREAM), moment)


HISTORIES: dict[str, tuple[str, Sequence[Event]]] = {
    "a suggestion": ("proposed", [some.proposed()]),
    "a suggestion that was withdrawn": (
        "cancelled",
        [some.proposed(), some.cancelled(amount_rupiah=0, change=FiveNumbers())],
    ),
    "a promise": ("active", [some.proposed(), some.made()]),
    "money set aside": ("active", [some.made(), some.allocated()]),
    "money paid": ("active", [some.made(), some.allocated(), some.disbursed()]),
    "aid the village has not answered for": ("active", [some.made(), some.delivered()]),
    "aid that arrived whole": (
        "fulfilled",
        [some.made(), some.delivered(), some.acknowledged()],
    ),
    "aid that arrived in part": (
        "active",
        [some.made(), some.delivered(2_000_000), some.acknowledged()],
    ),
    "one handover answered of two": (
        "active",
        [
            some.made(),
            some.delivered(3_000_000),
            some.delivered(2_000_000, delivery=OTHER_DELIVERY),
            some.acknowledged(),
        ],
    ),
    "a dispute": ("active", [some.made(), some.delivered(), some.disputed()]),
    "a dispute after it was agreed": (
        "active",
        [some.made(), some.delivered(), some.acknowledged(), some.disputed()],
    ),
    "a dispute that took something off": (
        "active",
        [some.made(), some.delivered(), some.disputed(), some.resolved()],
    ),
    "a dispute that came to nothing": (
        "fulfilled",
        [
            some.made(),
            some.delivered(),
            some.disputed(),
            some.resolved(amount_rupiah=0, outcome="rejected", change=FiveNumbers()),
        ],
    ),
    "a dispute made good, to be asked again": (
        "active",
        [
            some.made(),
            some.delivered(),
            some.disputed(),
            some.resolved(amount_rupiah=0, outcome="settled", change=FiveNumbers()),
        ],
    ),
    "aid verified": (
        "fulfilled",
        [some.made(), some.delivered(), some.acknowledged(), some.verified()],
    ),
    "a promise taken back": ("cancelled", [some.made(), some.cancelled()]),
    "a promise that lapsed": ("lapsed", [some.made(), some.lapsed()]),
    "a promise handed on": ("transferred", [some.made(), some.transferred()]),
    "a promise reduced to nothing": ("reduced", [some.made(), some.reduced(5_000_000)]),
    "a rest cancelled after it lapsed": (
        "cancelled",
        [some.made(), some.lapsed(4_000_000), some.cancelled(1_000_000)],
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_promise_stands_as_its_own_stream_says(regency: Regency, name: str) -> None:
    state, events = HISTORIES[name]
    tell(regency, *events)
    folded = CommitmentState()
    for recorded in regency.log.history(STREAM):
        folded = folded.after(recorded.event)

    row = one(regency)

    assert row is not None
    assert row.state == state
    assert (row.state == "fulfilled") == folded.is_fulfilled
    assert row.stage == folded.stage
    assert FiveNumbers(
        committed=row.committed_rupiah,
        allocated=row.allocated_rupiah,
        disbursed=row.disbursed_rupiah,
        delivered=row.delivered_rupiah,
        verified=row.verified_rupiah,
    ) == (folded.numbers)
    assert one(regency, Moment(regency.engine.head())) == row, "then and now are one sum"


def test_a_promise_shows_its_parties_its_target_and_its_terms(regency: Regency) -> None:
    tell(regency, some.made(package="rumah-07", transferred_from=some.OTHER_COMMITMENT))

    row = one(regency)

    assert row is not None
    assert (row.partner, row.broker, row.implementer) == ("baznas-boyolali", "dpmd", "cv-bangun")
    assert (row.household, row.village, row.need) == (some.HOUSEHOLD, some.KLEGO, "sanitation")
    assert (row.form, row.valuation, row.quantity, row.unit) == ("in_kind", "invoice", 1, "unit")
    assert (row.package, row.transferred_from) == ("rumah-07", some.OTHER_COMMITMENT)


def test_a_promise_replaces_the_terms_it_was_proposed_with(regency: Regency) -> None:
    proposal = tell(regency, some.proposed(2_000_000))
    tell(regency, some.made(5_000_000, broker=None))

    now, then = one(regency), one(regency, Moment(proposal))

    assert now is not None
    assert then is not None
    assert (now.initial_rupiah, now.broker, now.form) == (5_000_000, None, "in_kind")
    assert (then.initial_rupiah, then.broker, then.form) == (2_000_000, "dpmd", "cash")
    assert now.opened == then.opened == proposal


def test_an_unknown_promise_is_nothing(regency: Regency) -> None:
    assert one(regency) is None
    assert one(regency, Moment(1)) is None


def test_promises_are_found_by_party_place_household_need_and_state(regency: Regency) -> None:
    first, second = some.COMMITMENT, some.OTHER_COMMITMENT
    tell(
        regency,
        some.made(),
        some.made(
            commitment=second,
            partner="dpmd",
            broker=None,
            implementer=None,
            household=some.OTHER_HOUSEHOLD,
            village="33.09.16.2001",
            need="housing",
            programme="rtlh",
            fiscal_year=2025,
        ),
        some.delivered(),
        some.disputed(),
    )

    for moment in (PRESENT, Moment(regency.engine.head())):
        assert found(regency, Asked(), moment) == [second, first]
        assert found(regency, Asked(partner="dpmd"), moment) == [second]
        assert found(regency, Asked(party="dpmd"), moment) == [second, first]
        assert found(regency, Asked(party="cv-bangun"), moment) == [first]
        assert found(regency, Asked(areas=("33.09.15",)), moment) == [first]
        assert found(regency, Asked(household=some.OTHER_HOUSEHOLD), moment) == [second]
        assert found(regency, Asked(need="housing"), moment) == [second]
        assert found(regency, Asked(programme="jamban"), moment) == [first]
        assert found(regency, Asked(fiscal_year=2025), moment) == [second]
        assert found(regency, Asked(states=("active",)), moment) == [second, first]
        assert found(regency, Asked(states=("lapsed", "cancelled")), moment) == []
        assert found(regency, Asked(is_disputed=True), moment) == [first]
        assert found(regency, Asked(is_disputed=False), moment) == [second]


def test_what_is_due_and_still_active_is_late(regency: Regency) -> None:
    due_on = some.TODAY - timedelta(days=1)
    tell(regency, some.made(due_on=due_on), some.made(commitment=some.OTHER_COMMITMENT))
    late = Asked(states=("active",), due_before=some.TODAY)

    assert found(regency, late) == [some.COMMITMENT]

    tell(regency, some.delivered(), some.acknowledged())
    assert found(regency, late) == []


def test_pages_of_promises_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, *[some.made(commitment=UUID(int=n)) for n in (1, 2, 3)])

    with reading(regency, "commitments") as conn:
        first = commitments.find(conn, regency.schema, limit=2)
        second = commitments.find(conn, regency.schema, limit=2, after=first[-1].opened)

    assert [row.commitment.int for row in [*first, *second]] == [3, 2, 1]


def test_an_earlier_moment_shows_how_a_promise_stood(regency: Regency) -> None:
    promised = tell(regency, some.made(occurred_on=some.YESTERDAY))
    delivered = tell(regency, some.delivered(occurred_on=some.YESTERDAY))
    tell(regency, some.acknowledged())

    def state(moment: Moment) -> tuple[str, str, int] | None:
        row = one(regency, moment)
        return (row.state, row.stage, row.awaited) if row else None

    assert state(Moment(promised - 1)) is None
    assert state(Moment(promised)) == ("active", "made", 0)
    assert state(Moment(delivered)) == ("active", "delivered", 1)
    assert state(Moment(valid_on=some.YESTERDAY)) == ("active", "delivered", 1)
    assert state(PRESENT) == ("fulfilled", "acknowledged", 0)
    assert state(Moment(valid_on=some.YESTERDAY - timedelta(days=1))) is None


def test_promises_are_counted_by_state(regency: Regency) -> None:
    tell(regency, some.made(), some.made(commitment=some.OTHER_COMMITMENT))
    before = tell(regency, some.proposed(commitment=UUID(int=3)))
    tell(regency, some.cancelled())

    with reading(regency, "commitments") as conn:
        now = commitments.tallies(conn, regency.schema)
        then = commitments.tallies(conn, regency.schema, moment=Moment(before))

    assert {(t.state, t.commitments, t.committed_rupiah) for t in now} == {
        ("active", 1, 5_000_000),
        ("cancelled", 1, 0),
        ("proposed", 1, 0),
    }
    assert {(t.state, t.commitments) for t in then} == {("active", 2), ("proposed", 1)}


def test_entries_keep_what_was_written_and_what_is_left_of_it(regency: Regency) -> None:
    tell(
        regency,
        some.made(),
        some.allocated(),
        some.disbursed(),
        some.refunded(1_000_000),
        some.corrected(-500_000),
        some.delivered(),
    )

    known = entries_of(regency)

    [allocation] = known.allocations
    assert (allocation.recorded_rupiah, allocation.amount_rupiah) == (4_000_000, 2_500_000)
    assert (allocation.drawn_rupiah, allocation.fund) == (2_000_000, "baznas-zakat-2024")
    [payment] = known.disbursements
    assert (payment.recorded_rupiah, payment.amount_rupiah) == (3_000_000, 2_000_000)
    assert (payment.position, payment.receipt, payment.is_override) == (3, "BKK-01", False)
    [handover] = known.deliveries
    assert (handover.state, handover.delivered_by) == ("handed_over", "cv-bangun")
    assert len(handover.evidence) == 2


def test_entries_agree_with_what_the_stream_says_of_them(regency: Regency) -> None:
    tell(
        regency,
        some.made(),
        some.allocated(5_000_000),
        some.disbursed(),
        some.corrected(-500_000, stage="disbursed", entry=some.DISBURSEMENT),
        some.delivered(),
        some.corrected(-250_000, stage="delivered", entry=some.DELIVERY, draws=()),
        some.acknowledged(),
        some.verified(2_000_000),
        some.corrected(-1_000_000, stage="verified", entry=some.DELIVERY, draws=()),
        some.disputed(),
        some.resolved(),
        some.reduced(returned=(some.drawn(750_000),)),
    )
    folded = CommitmentState()
    for recorded in regency.log.history(STREAM):
        folded = folded.after(recorded.event)

    known = entries_of(regency)

    for allocation in known.allocations:
        held = folded.allocations[allocation.id]
        assert (allocation.amount_rupiah, allocation.drawn_rupiah) == (
            held.amount_rupiah,
            held.drawn_rupiah,
        )
    for payment in known.disbursements:
        assert payment.amount_rupiah == folded.disbursements[payment.id].amount_rupiah
    for handover in known.deliveries:
        said = folded.deliveries[handover.id]
        assert (handover.amount_rupiah, handover.verified_rupiah, handover.state) == (
            said.value_rupiah,
            said.verified_rupiah,
            said.state,
        )


def test_a_handover_tells_who_answered_for_it_and_why_it_was_disputed(regency: Regency) -> None:
    agreed = tell(regency, some.made(), some.delivered(), some.acknowledged())
    tell(regency, some.disputed(), some.resolved(5_000_000))

    [then] = entries_of(regency, Moment(agreed)).deliveries
    [now] = entries_of(regency).deliveries

    assert (then.state, then.answered_by, then.answered_on) == (
        "acknowledged",
        "desa-klego",
        some.TODAY,
    )
    assert (now.state, now.dispute, now.amount_rupiah) == ("struck", "short", 0)


def test_events_about_an_entry_of_a_later_day_are_passed_over(regency: Regency) -> None:
    tell(
        regency,
        some.made(occurred_on=some.YESTERDAY),
        some.delivered(),
        some.acknowledged(occurred_on=some.YESTERDAY),
        some.verified(occurred_on=some.YESTERDAY),
    )

    assert entries_of(regency, Moment(valid_on=some.YESTERDAY)).deliveries == ()


def test_commitments_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "commitments", *some.samples().values())


def test_the_first_instalment_that_is_not_paid_is_the_next_due(regency: Regency):
    first, second = some.planned().instalments
    tell(regency, some.made(), some.planned(), some.allocated())
    before = tell(regency, some.disbursed(1_000_000))
    tell(regency, some.disbursed(1_500_000, disbursement=UUID(int=602), receipt="BKK-02"))

    now, then = one(regency), one(regency, Moment(position=before))

    assert now is not None
    assert then is not None
    assert (then.next_due_on, now.next_due_on) == (first.due_on, second.due_on)
    late = Asked(states=("active",), due_before=second.due_on + timedelta(days=1))
    assert found(regency, late) == [some.COMMITMENT]


def test_a_promise_belongs_to_the_package_that_was_opened_over_it(regency: Regency):
    before = tell(regency, some.made())
    tell(regency, some.packaged())

    now, then = one(regency), one(regency, Moment(position=before))

    assert now is not None
    assert then is not None
    assert (then.package, now.package) == (None, some.packaged().package)
    assert found(regency, Asked(package=some.packaged().package)) == [some.COMMITMENT]
