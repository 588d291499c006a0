"""Reports of accountability: the last word on each year, at any moment."""

from service.projections import accountabilities
from service.projections.accountabilities import Accountability
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(regency: Regency, moment: Moment = PRESENT) -> list[Accountability]:
    with reading(regency, "accountabilities") as conn:
        return accountabilities.find(conn, regency.schema, moment=moment, limit=9)


def test_a_report_that_was_sent_back_is_missing_and_was_not_before(regency: Regency):
    before = tell(regency, some.accountability_filed())
    tell(regency, some.accountability_returned())

    [now] = found(regency)
    [then] = found(regency, Moment(position=before))

    assert (now.is_filed, now.reason) == (False, "Lampiran kuitansi belum ada")
    assert (then.is_filed, then.number) == (True, "900/12/2024")


def test_reports_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "accountabilities",
        some.accountability_filed(),
        some.accountability_returned(),
    )
