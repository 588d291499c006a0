"""Figures that many have a hand in: one determination a day, and a count of one position."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from service.aggregates.figure import DeterminedAlready
from service.commands import figures as commands
from service.commands.figures import Compute, Determine, Report
from service.exchange import figures
from service.kernel.figures import FigureName
from service.projections import figures as figures_read
from service.projections.moment import Moment
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, do, known, registered
from tests.support.lives import VILLAGES, Told, found_village, presence
from tests.support.read_models import reading
from tests.support.threads import at_once, losers, winners

Services = Sequence[Regency]
DECREE = Determine(decree_number="050/9/2022", decree_date=date(2022, 9, 21), office="Bupati")
HOMES = 12


def test_of_two_who_determine_at_once_one_does_and_the_other_hears_which(services: Services):
    names = [FigureName.read(reported(services[0], poor)) for poor in (84_264, 84_265)]

    outcomes = at_once(
        *[
            partial(do, service, SECRETARIAT, commands.determine, name, DECREE)
            for service, name in zip(services, names, strict=False)
        ]
    )

    [receipt], [refused] = winners(outcomes), losers(outcomes)
    assert isinstance(refused, DeterminedAlready)
    assert refused.why == {"number": FigureName.read(receipt.id).number}


def reported(regency: Regency, poor: int) -> str:
    ask = Report(
        kind="poverty_rate", area="33.09", source="mcd", source_name="MCD", nature="registry",
        method="By name by address", reference_date=date(2022, 8, 31), numerator=poor,
        denominator=1_043_720,
    )  # fmt: skip
    return do(regency, SECRETARIAT, commands.report, ask).id


def test_a_figure_counted_while_verdicts_stream_in_is_the_log_s_at_its_position(
    services: Services,
):
    for village in VILLAGES:
        found_village(services[0], village)
    homes = [registered(services[0], "", "", "") for _ in range(HOMES)]

    outcomes = at_once(
        partial(bury, services[0], homes[::2]),
        partial(bury, services[1], homes[1::2]),
        partial(count, services[2]),
        partial(count, services[3]),
    )

    assert losers(outcomes) == []
    told = Told(services[0])
    with reading(services[0], "figures") as conn:
        found = figures_read.find(conn, services[0].schema, areas=[KLEGO])
    assert len(found) == HOMES
    for one in found:
        assert one.frozen_at is not None
        counted = told.counts(Moment(one.frozen_at, one.reference_date))[KLEGO]
        assert (one.numerator, one.denominator) == counted


def bury(service: Regency, homes: Sequence[UUID]) -> None:
    for home in homes:
        presence(service, home, known(service, home).belonging()[-1], "deceased", occurred_on=DAY)


def count(service: Regency) -> None:
    for _ in range(HOMES // 2):
        do(service, SECRETARIAT, partial(figures.compute, regency=service), Compute(area=KLEGO))
