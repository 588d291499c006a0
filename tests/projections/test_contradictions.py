"""Contradictions: what waits for a decision, of which moment, and for how long."""

from datetime import timedelta

from service.projections import contradictions
from service.projections.contradictions import Asked
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def told(regency: Regency) -> tuple[int, int]:
    """Tell one contradiction that is decided; return the positions of both events."""
    tell(regency, some.registered(), some.judged(), some.better_off())
    return tell(regency, some.contradicted()), tell(regency, some.contradiction_decided())


def found(regency: Regency, *, is_open: bool | None = True, moment: Moment = PRESENT):
    with reading(regency, "contradictions") as conn:
        return contradictions.find(
            conn, regency.schema, Asked(is_open=is_open), moment=moment, limit=9
        )


def test_it_waits_until_it_is_decided(regency: Regency) -> None:
    opened, _ = told(regency)
    assert found(regency) == []
    [before] = found(regency, moment=Moment(opened))
    assert (before.contradiction, before.holds) == (4, None)
    assert before.testimonies == some.TESTIMONIES
    [after] = found(regency, is_open=False)
    assert (after.contradiction, after.holds, after.decided_by) == (4, 3, "kades-klego")


def test_its_age_is_told_in_days(regency: Regency) -> None:
    opened, _ = told(regency)
    [waiting] = found(regency, moment=Moment(opened))
    assert waiting.age_days(some.TODAY + timedelta(days=40)) == 40


def test_those_that_wait_are_counted_where_one_may_look(regency: Regency) -> None:
    tell(regency, some.registered(), some.judged(), some.better_off(), some.contradicted())
    with reading(regency, "contradictions") as conn:
        assert contradictions.count_open(conn, regency.schema, None) == 1
        assert contradictions.count_open(conn, regency.schema, (some.MANGGIS,)) == 0


def test_contradictions_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "contradictions",
        some.registered(),
        some.contradicted(),
        some.contradiction_decided(),
    )
