"""Leaves as they stand: who asked, who decided, what came of it, round after round."""

from service.projections import clearances
from service.projections.clearances import Asked, Clearance
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(
    regency: Regency, moment: Moment = PRESENT, asked: Asked | None = None
) -> list[Clearance]:
    with reading(regency, "clearances") as conn:
        return clearances.find(conn, regency.schema, asked or Asked(), moment=moment, limit=9)


def test_a_leave_tells_its_request_its_decision_and_its_end(regency: Regency) -> None:
    asked_at = tell(regency, some.clearance_requested())
    granted_at = tell(regency, some.clearance_granted(amount_rupiah=1))
    tell(regency, some.clearance_resolved())

    [one] = found(regency)

    assert (one.state, one.commitment) == ("proceeded_with_reason", some.OTHER_COMMITMENT)
    assert (one.asked_by, one.asked_rupiah, one.position) == ("pt.petugas", 2_000_000, asked_at)
    assert (one.decided_by, one.granted_rupiah) == ("dini", 1)
    assert one.against == list(some.clearance_requested().against)
    [then] = found(regency, Moment(granted_at))
    assert (then.state, then.commitment) == ("granted", None)


def test_a_second_round_forgets_how_the_first_ended(regency: Regency) -> None:
    tell(regency, some.clearance_requested(), some.clearance_refused())
    tell(regency, some.clearance_requested(amount_rupiah=5))

    [one] = found(regency)

    assert (one.state, one.asked_rupiah, one.decided_by) == ("requested", 5, "")
    with reading(regency, "clearances") as conn:
        assert clearances.count(conn, regency.schema, Asked(state="requested")) == 1
        assert clearances.count(conn, regency.schema, Asked(state="refused")) == 0
    assert found(regency, asked=Asked(hidden=(some.HOUSEHOLD,))) == []


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "clearances",
        some.clearance_requested(),
        some.clearance_granted(),
        some.clearance_resolved(),
        some.clearance_requested(),
        some.clearance_refused(),
    )
