"""Which handovers wait for their village's word, and since when."""

from datetime import timedelta

from service.projections import handovers
from service.projections.handovers import Asked
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

EARLIER = some.TODAY - timedelta(days=40)


def waiting(regency: Regency, moment: Moment = PRESENT, **asked: object):
    with reading(regency, "handovers") as conn:
        found = handovers.awaited(conn, regency.schema, Asked(**asked), moment=moment)  # type: ignore[arg-type]
    return [(one.partner, one.deliveries, one.since) for one in found]


def test_a_handover_waits_until_the_village_has_spoken(regency: Regency):
    other = some.delivered(delivery=some.uid(777), occurred_on=EARLIER)
    tell(regency, other, some.delivered())
    partner = other.partner
    assert waiting(regency) == [(partner, 2, EARLIER)]
    before = tell(regency, some.acknowledged(delivery=some.uid(777)))
    assert waiting(regency) == [(partner, 1, some.TODAY)]
    tell(regency, some.disputed())
    assert waiting(regency) == []
    assert waiting(regency, Moment(before - 1)) == [(partner, 2, EARLIER)]
    assert waiting(regency, Moment(valid_on=EARLIER)) == [(partner, 1, EARLIER)]


def test_what_was_made_good_is_asked_again(regency: Regency):
    tell(regency, some.delivered(), some.disputed())
    tell(regency, some.resolved(0, outcome="settled"))
    assert len(waiting(regency)) == 1
    assert waiting(regency, fiscal_year=1999) == []
    assert waiting(regency, areas=(some.MANGGIS,)) == []
    assert waiting(regency, partner="pt-lain") == []


def test_handovers_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "handovers",
        some.delivered(),
        some.acknowledged(),
        some.disputed(),
        some.resolved(),
    )
