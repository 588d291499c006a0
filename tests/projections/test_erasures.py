"""Who was erased, from the events that say so."""

from service.projections import erasures
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def test_every_subject_of_an_erasure_is_named(regency: Regency) -> None:
    first = tell(regency, some.erased_household())
    second = tell(regency, some.erased_member(household=some.OTHER_HOUSEHOLD))
    with reading(regency, "erasures") as conn:
        found = erasures.subjects(conn, regency.schema)
        later = erasures.subjects(conn, regency.schema, after=first)
        of_request = erasures.of_request(conn, regency.schema, some.REQUEST)
    everybody = {some.HOUSEHOLD, some.HEAD, some.SPOUSE, some.ROW_SUBJECT}
    assert {subject for position, subject in found if position == first} == everybody
    assert later == [(second, some.CHILD)]
    assert {one.subject for one in of_request} == {*everybody, some.CHILD}


def test_erasures_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency, "erasures", some.erased_household(), some.erased_member(rows=(some.ROW_SUBJECT,))
    )
