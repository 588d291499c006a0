"""Rule sets: every version stays readable, and the one of a day is the latest that held by then."""

from service.projections import rule_sets
from service.projections.moment import Moment
from service.regency import Regency
from tests.support.events import TODAY, TOMORROW, YESTERDAY, rule_set_published
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

FIRST = rule_set_published()
SECOND = rule_set_published(version=2, effective_on=TOMORROW, title="Peta rekomendasi 2025")


def test_a_version_is_read_as_it_was_published(regency: Regency):
    tell(regency, FIRST)
    with reading(regency, "rule_sets") as conn:
        [found] = rule_sets.versions(conn, regency.schema)
    assert found.content == FIRST.content
    assert (found.version, found.effective_on, found.position) == (1, TODAY, 1)
    assert not found.shipped


def test_each_day_has_the_version_that_held(regency: Regency):
    tell(regency, FIRST, SECOND)
    with reading(regency, "rule_sets") as conn:
        found = rule_sets.versions(conn, regency.schema, rule_set="peta-rekomendasi")
    held = {day: rule_sets.in_force(found, day) for day in (YESTERDAY, TODAY, TOMORROW)}
    assert [one and one.version for one in held.values()] == [None, 1, 2]


def test_a_version_is_not_known_before_it_was_published(regency: Regency):
    position = tell(regency, FIRST)
    tell(regency, SECOND)
    with reading(regency, "rule_sets") as conn:
        known = rule_sets.versions(conn, regency.schema, Moment(position))
        others = rule_sets.versions(conn, regency.schema, rule_set="bps-14")
    assert [one.version for one in known] == [1]
    assert others == []


def test_it_comes_out_the_same_however_it_was_filled(regency: Regency):
    assert_same_however_filled(regency, "rule_sets", FIRST, SECOND)
