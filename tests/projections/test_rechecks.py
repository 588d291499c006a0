"""What was drawn, what was found, and how often both agree."""

from datetime import timedelta
from typing import Any

from service.aggregates.recheck import Sampled
from service.projections import rechecks
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def test_a_draw_tells_how_far_it_has_been_looked_at(regency: Regency):
    tell(regency, some.registered())
    other = Sampled(
        household=some.OTHER_HOUSEHOLD,
        village=some.KLEGO,
        status="deceased",
        account="dini",
        looked_at=9,
    )
    at = tell(regency, some.recheck_drawn(sampled=(some.SAMPLED, other)))
    tell(regency, some.recheck_recorded())

    with reading(regency, "rechecks", "verifications") as conn:
        [now] = rechecks.find(conn, regency.schema)
        [then] = rechecks.find(conn, regency.schema, moment=Moment(position=at))
        elsewhere = rechecks.find(conn, regency.schema, areas=("33.09.01",))
        first, second = rechecks.rows(conn, regency.schema, some.RECHECK)
        rates = rechecks.agreement(conn, regency.schema, "33.09", PRESENT, digits=8)
    assert (now.sampled, now.done, now.agreed) == (2, 1, 0)
    assert (then.sampled, then.done) == (2, 0)
    assert elsewhere == []
    assert (first.number, first.agrees, first.checked_by) == (1, False, "sekretaris")
    assert (second.number, second.agrees) == (None, None)
    assert [(one.area, one.done, one.agreed) for one in rates] == [("33.09.15", 1, 0)]


def test_who_was_looked_at_in_the_period_can_be_drawn(regency: Regency):
    tell(regency, some.registered(), some.judged(occurred_on=some.YESTERDAY))
    at = tell(regency, some.presence(occurred_on=some.TODAY, by="operator"))
    tell(regency, some.judged(household=some.OTHER_HOUSEHOLD, occurred_on=some.TODAY))
    asked: dict[str, Any] = {
        "since": some.YESTERDAY,
        "until": some.TODAY,
        "position": regency.log.head(),
    }

    with reading(regency, "verifications") as conn:
        found = rechecks.looked(conn, regency.schema, "33.09.15", list_id=None, **asked)
        listed = rechecks.looked(conn, regency.schema, "33.09.15", list_id=some.LIST, **asked)
        early = asked | {"until": some.YESTERDAY - timedelta(days=1), "since": some.YESTERDAY}
        none = rechecks.looked(conn, regency.schema, "33.09.15", list_id=None, **early)
    assert [one.household for one in found] == [some.HOUSEHOLD, some.OTHER_HOUSEHOLD]
    assert [(one.household, one.account, one.looked_at) for one in listed] == [
        (some.HOUSEHOLD, "operator", at)
    ]
    assert none == []


def test_draws_are_the_same_however_filled(regency: Regency):
    assert_same_however_filled(
        regency, "rechecks", some.recheck_drawn(list=some.LIST), some.recheck_recorded()
    )
