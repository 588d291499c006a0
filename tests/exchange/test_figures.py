"""The register is counted at a position, village by village, and never with a guessed divisor."""

from datetime import date

import pytest

from service.commands import villages
from service.exchange import figures
from service.exchange.figures import NobodyCounted, PopulationMissing
from service.projections.moment import Moment
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, SECRETARIAT, do, registered

TODAY = date(2024, 12, 1)


def populate(regency: Regency, village: str, persons: int, on: date = DAY) -> None:
    ask = villages.RecordPopulation(
        persons=persons, source="Dukcapil", reference_date=on, occurred_on=on
    )
    do(regency, SECRETARIAT, villages.record_population, village, ask)


def enrol(regency: Regency, village: str) -> None:
    do(regency, SECRETARIAT, villages.enrol, villages.Enrol(village=village, occurred_on=DAY))


def test_a_register_of_nobody_has_no_rate(regency: Regency):
    enrol(regency, KLEGO)
    with pytest.raises(NobodyCounted):
        figures.count(regency, KLEGO, TODAY)


def test_a_village_without_a_population_is_named_and_not_guessed(regency: Regency):
    enrol(regency, KLEGO)
    populate(regency, KLEGO, 10_000)
    registered(regency, "", village=GONDANGLEGI)
    with pytest.raises(PopulationMissing) as refused:
        figures.count(regency, "33.09", TODAY)
    assert refused.value.why == {"villages": ["Desa Gondanglegi"], "count": 1}


def test_an_area_is_the_sum_of_its_villages(regency: Regency):
    for village, people in ((KLEGO, 1_000), (GONDANGLEGI, 200)):
        enrol(regency, village)
        populate(regency, village, people)
    registered(regency, "", "", "")
    registered(regency, "", village=GONDANGLEGI)
    found = figures.count(regency, "33.09", TODAY)
    assert (found.numerator, found.denominator) == (4, 1_200)
    assert found.position == regency.log.head()


def test_a_count_can_be_had_again_at_its_position(regency: Regency):
    enrol(regency, KLEGO)
    populate(regency, KLEGO, 1_000)
    registered(regency, "", "")
    first = figures.count(regency, KLEGO, TODAY)
    registered(regency, "")
    populate(regency, KLEGO, 900, date(2024, 11, 20))
    frozen = Moment(first.position, first.reference_date)
    assert figures.total(figures.by_village(regency, KLEGO, frozen)) == (2, 1_000)
    assert figures.total(figures.by_village(regency, KLEGO, Moment(valid_on=TODAY))) == (3, 900)
