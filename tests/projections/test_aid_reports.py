"""One-off reports: which wait for their village, and what came of them."""

from service.projections import aid_reports
from service.projections.aid_reports import Asked
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(regency: Regency, moment: Moment = PRESENT, **asked):
    with reading(regency, "aid_reports") as conn:
        return aid_reports.find(conn, regency.schema, Asked(**asked), moment=moment, limit=9)


def test_each_step_says_how_far_it_is(regency: Regency) -> None:
    states = []
    for step in (
        some.report_invited(partner=None),
        some.report_filed(),
        some.report_matched(),
        some.report_confirmed(value_rupiah=9_000_000),
    ):
        tell(regency, step)
        [one] = found(regency)
        states.append((one.state, one.partner, one.village))
    assert states == [
        ("invited", None, None),
        ("filed", None, some.KLEGO),
        ("filed", "pt-maju", some.KLEGO),
        ("confirmed", "pt-maju", some.KLEGO),
    ]
    assert (one.value_rupiah, one.confirmed_rupiah) == (15_000_000, 9_000_000)
    assert (one.commitment, one.answered_by) == (some.COMMITMENT, "kades-klego")


def test_those_that_wait_are_counted_where_they_wait(regency: Regency) -> None:
    invited = tell(regency, some.report_invited())
    tell(regency, some.report_filed())
    other = {"aid_report": some.uid(872), "number": "LPB-2024-B"}
    tell(regency, some.report_invited(**other), some.report_filed(village=some.MANGGIS, **other))
    with reading(regency, "aid_reports") as conn:
        assert aid_reports.count_waiting(conn, regency.schema, None) == 2
        assert aid_reports.count_waiting(conn, regency.schema, (some.KLEGO,)) == 1
    assert [one.state for one in found(regency, Moment(invited))] == ["invited"]
    assert len(found(regency, party="pt-maju")) == 2
    assert found(regency, party="pt-lain") == []
    tell(regency, some.report_rejected())
    [one] = found(regency, state="rejected")
    assert one.reason == "Belum pernah sampai"


def test_reports_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "aid_reports",
        some.report_invited(),
        some.report_filed(),
        some.report_matched(),
        some.report_confirmed(),
        some.report_rejected(),
        some.report_withdrawn(),
    )
