"""How many are left at each step towards being helped, on two clocks, and after mergers."""

from datetime import timedelta

from service.projections import funnel
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell


def steps(regency: Regency, moment: Moment = PRESENT) -> tuple[int, int, int]:
    """Return how many are present and eligible, and helped of those."""
    with reading(regency, "statuses", "needs", "verifications") as conn:
        found = funnel.count(conn, regency.schema, "33.09", moment)
    return found.present, found.eligible, found.helped


def test_what_was_done_for_a_double_was_done_for_the_household_that_stays(regency: Regency) -> None:
    double = {"household": some.OTHER_HOUSEHOLD}
    gone = {"status": "duplicate", "survivor": some.HOUSEHOLD, "leaving": ()}
    tell(
        regency,
        some.registered(),
        some.judged(),
        some.registered(**double, members=()),
        some.met(**double),
    )
    before = tell(regency, some.closed(**double, **gone))
    assert steps(regency) == (1, 1, 0)

    merged = tell(regency, some.absorbed(status="eligible"))
    assert steps(regency) == (1, 1, 1)
    assert steps(regency, Moment(before)) == (1, 1, 0)
    assert steps(regency, Moment(merged, some.TODAY - timedelta(days=1))) == (0, 0, 0)

    tell(regency, some.unmerged(status="eligible"))
    assert steps(regency) == (1, 1, 0), "the other record has it again"
