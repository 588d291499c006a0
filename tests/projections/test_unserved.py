"""Whom help has passed by: since the need was confirmed, or since its last promise ended."""

from datetime import timedelta

from service.projections import unserved
from service.projections.moment import PRESENT, Moment
from service.projections.unserved import SOURCES, Asked, Unserved
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell

DAY = timedelta(days=1)
WELL = (some.registered(), some.judged(), some.need_judged())


def found(regency: Regency, moment: Moment = PRESENT, **asked: object) -> list[Unserved]:
    wanted = Asked(**{"before": some.TODAY, **asked})  # type: ignore[arg-type]
    with reading(regency, *SOURCES) as conn:
        return unserved.find(conn, regency.schema, wanted, moment=moment, limit=9)


def test_a_confirmed_need_waits_from_its_first_confirmation(regency: Regency) -> None:
    at = tell(regency, *WELL)
    tell(regency, some.need_judged(occurred_on=some.TODAY + DAY))

    [one] = found(regency)

    assert (one.household, one.need, one.since) == (some.HOUSEHOLD, "sanitation", some.TODAY)
    assert one.position == at
    assert found(regency, before=some.TODAY - DAY) == []
    assert found(regency, need="food") == []
    assert found(regency, hidden=(some.HOUSEHOLD,)) == []
    assert found(regency, areas=("33.09.99",)) == []


def test_nobody_waits_for_what_is_promised_and_the_end_of_a_promise_begins_anew(
    regency: Regency,
) -> None:
    before = tell(regency, *WELL)
    tell(regency, some.reserved())
    assert found(regency) == []
    assert len(found(regency, Moment(before))) == 1

    ended = some.TODAY + 7 * DAY
    tell(regency, some.released(standing="unmet", occurred_on=ended))

    assert [one.since for one in found(regency, before=ended)] == [ended]
    assert found(regency) == []


def test_only_the_eligible_wait(regency: Regency) -> None:
    tell(regency, some.registered(), some.need_judged())
    assert found(regency) == []
    tell(regency, some.judged())
    assert len(found(regency)) == 1
    tell(regency, some.better_off())
    assert found(regency) == []


def test_they_are_counted_by_village_and_need(regency: Regency) -> None:
    tell(regency, *WELL, some.need_judged(need="food"))
    with reading(regency, *SOURCES) as conn:
        counts = unserved.counts(conn, regency.schema, Asked(before=some.TODAY))
    assert [(one.village, one.need, one.households) for one in counts] == [
        (some.KLEGO, "food", 1),
        (some.KLEGO, "sanitation", 1),
    ]
