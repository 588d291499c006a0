"""Aging: what is overdue or hangs, since when, how much, and on both clocks."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.commitment_plan_events import Instalment
from service.projections import aging
from service.projections.aging import Asked, Count, Item
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell

DUE = date(2024, 12, 15)
DAY = timedelta(days=1)
SECOND = UUID(int=702)


def hangs(regency: Regency, on: date, moment: Moment = PRESENT, **asked: Any) -> list[Item]:
    with reading(regency, "commitments") as conn:
        return aging.find(conn, regency.schema, Asked(on=on, **asked), moment=moment, limit=50)


def told(regency: Regency, on: date, moment: Moment = PRESENT) -> list[tuple[str, date, int, int]]:
    """Return kind, since, days and rupiah of all that hangs."""
    found = hangs(regency, on, moment)
    return [(one.kind, one.since, one.days, one.amount_rupiah) for one in found]


def test_a_promise_is_overdue_the_day_after_its_day_as_long_as_something_is_left(regency: Regency):
    tell(regency, some.made(), some.delivered(2_000_000), some.acknowledged())
    assert told(regency, DUE) == []
    assert told(regency, DUE + DAY) == [("overdue", DUE, 1, 3_000_000)]
    tell(regency, some.delivered(3_000_000, delivery=SECOND))
    assert told(regency, DUE + DAY) == [("unconfirmed", some.TODAY, 42, 3_000_000)]


def test_a_promise_without_a_day_or_with_nothing_left_is_not_overdue(regency: Regency):
    tell(regency, some.made(due_on=None))
    assert told(regency, DUE + DAY) == []
    tell(regency, some.cancelled())
    assert told(regency, DUE + DAY) == []


def test_what_was_paid_hangs_since_the_oldest_payment_that_is_not_covered(regency: Regency):
    tell(
        regency,
        some.made(due_on=None),
        some.disbursed(1_000_000, occurred_on=some.YESTERDAY),
        some.disbursed(2_000_000, disbursement=UUID(int=602)),
    )
    assert told(regency, some.TOMORROW) == [("undelivered", some.YESTERDAY, 2, 3_000_000)]
    tell(regency, some.refunded(400_000))
    assert told(regency, some.TOMORROW) == [("undelivered", some.YESTERDAY, 2, 2_600_000)]
    tell(regency, some.delivered(600_000), some.acknowledged(value_rupiah=600_000))
    assert told(regency, some.TOMORROW) == [("undelivered", some.TODAY, 1, 2_000_000)]
    tell(regency, some.delivered(2_000_000, delivery=SECOND))
    assert [kind for kind, *_ in told(regency, some.TOMORROW)] == ["unconfirmed"]


def test_each_handover_waits_for_the_village_by_itself(regency: Regency):
    tell(
        regency,
        some.made(due_on=None),
        some.delivered(3_000_000, occurred_on=some.YESTERDAY),
        some.delivered(2_000_000, delivery=SECOND),
    )
    waiting = [(one.delivery, one.days) for one in hangs(regency, some.TOMORROW)]
    assert waiting == [(some.DELIVERY, 2), (SECOND, 1)]
    tell(regency, some.acknowledged(value_rupiah=3_000_000))
    assert [one.delivery for one in hangs(regency, some.TOMORROW)] == [SECOND]


def test_a_corrected_handover_hangs_with_what_is_left_of_it(regency: Regency):
    change = FiveNumbers(delivered=-1_500_000)
    tell(
        regency,
        some.made(due_on=None),
        some.delivered(5_000_000),
        some.corrected(-1_500_000, entry=some.DELIVERY, stage="delivered", change=change, draws=()),
    )
    assert told(regency, some.TODAY) == [("unconfirmed", some.TODAY, 0, 3_500_000)]


def test_a_dispute_hangs_since_it_was_raised_until_it_is_decided(regency: Regency):
    tell(regency, some.made(due_on=None), some.delivered(occurred_on=some.YESTERDAY))
    tell(regency, some.disputed())
    assert told(regency, some.TOMORROW) == [("disputed", some.TODAY, 1, 5_000_000)]
    settled = some.resolved(amount_rupiah=0, outcome="settled", change=FiveNumbers())
    tell(regency, settled)
    assert told(regency, some.TOMORROW) == [("unconfirmed", some.TODAY, 1, 5_000_000)]


def test_a_suggestion_hangs_until_the_funder_answers(regency: Regency):
    tell(regency, some.proposed(due_on=None))
    assert told(regency, some.TOMORROW) == [("proposed", some.TODAY, 1, 5_000_000)]
    tell(regency, some.made(due_on=None))
    assert told(regency, some.TOMORROW) == []


def test_ages_are_asked_on_both_clocks(regency: Regency):
    known = tell(regency, some.made(), some.delivered(occurred_on=some.TODAY))
    late = DUE + DAY
    tell(regency, some.acknowledged(occurred_on=late))
    assert told(regency, late) == []
    assert told(regency, late, Moment(known)) == [("unconfirmed", some.TODAY, 42, 5_000_000)]
    assert told(regency, late, Moment(valid_on=DUE)) == [("unconfirmed", some.TODAY, 42, 5_000_000)]
    assert told(regency, late, Moment(valid_on=some.YESTERDAY)) == []


def test_counts_add_up_to_what_the_list_shows_by_age(regency: Regency):
    tell(regency, some.made(), some.delivered(2_000_000))
    on = some.TODAY + 61 * DAY
    with reading(regency, "commitments") as conn:
        found = aging.counts(conn, regency.schema, Asked(on=on), by="village")
        whole = aging.counts(conn, regency.schema, Asked(on=on), by=None)
    assert found == [
        Count(kind="overdue", key=some.KLEGO, bucket="0-30", items=1, amount_rupiah=3_000_000),
        Count(kind="unconfirmed", key=some.KLEGO, bucket="61-90", items=1, amount_rupiah=2_000_000),
    ]
    assert [(one.key, one.items) for one in whole] == [("", 1), ("", 1)]
    for one in found:
        assert len(hangs(regency, on, kinds=(one.kind,), bucket=one.bucket)) == one.items
    assert hangs(regency, on, bucket="31-60") == []


def test_pages_of_a_list_follow_one_another(regency: Regency):
    tell(
        regency,
        some.made(),
        some.delivered(1_000_000),
        some.delivered(1_000_000, delivery=SECOND),
    )
    on = DUE + DAY
    everything = hangs(regency, on)
    assert [one.kind for one in everything] == ["unconfirmed", "unconfirmed", "overdue"]
    with reading(regency, "commitments") as conn:
        page = [
            aging.find(
                conn,
                regency.schema,
                Asked(on=on),
                limit=1,
                after=(one.since, one.opened, one.delivery),
            )
            for one in everything
        ]
    assert [[each.since for each in one] for one in page] == [[some.TODAY], [DUE], []]


def test_whoever_carries_it_out_is_asked_and_every_party_finds_it(regency: Regency):
    tell(regency, some.made())
    on = DUE + DAY
    [one] = hangs(regency, on)
    assert one.organisation == "cv-bangun"
    for party in ("baznas-boyolali", "dpmd", "cv-bangun"):
        assert len(hangs(regency, on, party=party)) == 1
    assert hangs(regency, on, party="lazis") == []
    assert hangs(regency, on, organisation="baznas-boyolali") == []
    assert hangs(regency, on, areas=("33.09.05",)) == []
    assert hangs(regency, on, hidden=(some.HOUSEHOLD,), hidden_but_of="lazis") == []
    assert len(hangs(regency, on, hidden=(some.HOUSEHOLD,), hidden_but_of="dpmd")) == 1


def test_what_falls_due_is_told_before_it_is_late(regency: Regency):
    tell(regency, some.made())
    with reading(regency, "commitments") as conn:
        for first, until, days in (
            (DUE - DAY, DUE, [-1]),
            (DUE, DUE, [0]),
            (DUE - 9 * DAY, DUE - DAY, []),
            (DUE + DAY, DUE + DAY, []),
        ):
            found = aging.coming(conn, regency.schema, Asked(on=first), until=until, limit=9)
            assert [one.days for one in found] == days


def test_an_instalment_that_was_missed_makes_its_promise_overdue(regency: Regency):
    first, second = date(2024, 11, 20), date(2024, 12, 10)
    plan = some.planned(
        Instalment(due_on=first, amount_rupiah=2_000_000),
        Instalment(due_on=second, amount_rupiah=3_000_000),
    )
    tell(regency, some.made(), plan)
    assert told(regency, first) == []
    assert told(regency, first + DAY) == [("overdue", first, 1, 5_000_000)]
    tell(regency, some.delivered(2_000_000), some.acknowledged(value_rupiah=2_000_000))
    assert told(regency, first + DAY) == []
    assert told(regency, second + DAY) == [("overdue", second, 1, 3_000_000)]
