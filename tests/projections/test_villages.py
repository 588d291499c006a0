"""Villages: who counted them, what was found there, which class they are in, at any moment."""

from datetime import date, timedelta

from service.kernel.verdicts import Note
from service.projections import villages
from service.projections.moment import PRESENT, Moment
from service.projections.villages import Population, Village
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

KLEGO, MANGGIS, SELO = some.KLEGO, some.MANGGIS, "33.09.01.2001"
BEFORE = some.TODAY - timedelta(days=400)


def one(regency: Regency, moment: Moment = PRESENT) -> Village:
    with reading(regency, "villages") as conn:
        village = villages.one(conn, regency.schema, KLEGO, moment)
    assert village is not None
    return village


def persons(regency: Regency, moment: Moment = PRESENT) -> int | None:
    population = one(regency, moment).population
    return population.persons if population else None


def codes(regency: Regency, *areas: str, after: str | None = None, limit: int = 9) -> list[str]:
    with reading(regency, "villages") as conn:
        found = villages.find(conn, regency.schema, areas or None, after=after, limit=limit)
    return [village.village for village in found]


def test_a_village_is_shown_as_it_was_enrolled(regency: Regency):
    tell(regency, some.enrolled_village())

    assert one(regency) == Village(KLEGO, "Klego", "desa", "Klego", some.TODAY, 1)
    assert (one(regency).population, one(regency).village_class) == (None, None)


def test_a_village_nobody_enrolled_is_nothing(regency: Regency):
    known = tell(regency, some.enrolled_village())

    with reading(regency, "villages") as conn:
        assert villages.one(conn, regency.schema, MANGGIS) is None
        assert villages.one(conn, regency.schema, KLEGO, Moment(known - 1)) is None
        assert villages.one(conn, regency.schema, KLEGO, Moment(valid_on=BEFORE)) is None


def test_the_base_of_rates_is_the_count_about_the_latest_day_and_not_the_last_told(
    regency: Regency,
):
    tell(regency, some.enrolled_village(), some.population())
    tell(regency, some.population(persons=9_000, reference_date=date(2023, 12, 31)))

    assert one(regency).population == Population(
        KLEGO, 10_000, 3_100, "Dispendukcapil Boyolali", date(2024, 6, 30), 2
    )
    assert [count.persons for count in one(regency).populations] == [9_000, 10_000]


def test_a_count_put_right_replaces_the_one_about_the_same_day(regency: Regency):
    known = tell(regency, some.enrolled_village(), some.population())
    tell(regency, some.population(persons=9_915))

    assert persons(regency) == 9_915
    assert persons(regency, Moment(known)) == 10_000


def test_a_count_is_true_from_the_day_it_is_about(regency: Regency):
    tell(regency, some.enrolled_village(occurred_on=BEFORE), some.population())

    assert persons(regency, Moment(valid_on=date(2024, 6, 29))) is None
    assert persons(regency, Moment(valid_on=date(2024, 6, 30))) == 10_000


def test_an_assessment_holds_once_both_sides_have_signed(regency: Regency):
    recorded = tell(
        regency, some.enrolled_village(), some.assessed(problems=(some.FINDING, some.FINDING))
    )
    tell(regency, some.cosigned())

    [now] = one(regency).assessments
    [then] = one(regency, Moment(recorded)).assessments

    assert (now.potentials, now.needs, now.problems) == (1, 0, 2)
    assert [(by.side, by.signer) for by in now.signatures] == [
        ("mentor", "pendamping-dpmd"),
        ("village", "kades-klego"),
    ]
    assert (now.holds, then.holds) == (True, False)


def test_the_words_of_an_assessment_open_from_its_event(regency: Regency):
    tell(regency, some.enrolled_village(), some.assessed())
    [assessment] = one(regency).assessments

    [recorded] = regency.log.at([assessment.position])

    [finding] = recorded.event.potentials
    assert regency.vault.open(finding.text) == Note(text="Mata air di lereng utara")


def test_a_village_is_in_the_class_it_was_put_in_last(regency: Regency):
    tell(regency, some.enrolled_village(occurred_on=BEFORE), some.classified(occurred_on=BEFORE))
    yellow = some.classified(village_class="yellow", previous="red", evaluation="050/12/2024")
    tell(regency, yellow)

    assert one(regency).village_class == "yellow"
    assert one(regency, Moment(valid_on=some.YESTERDAY)).village_class == "red"
    assert one(regency, Moment(1)).village_class is None
    last = one(regency).classes[-1]
    assert (last.previous, last.evaluation, last.position) == ("red", "050/12/2024", 3)


def test_villages_are_found_by_area_in_order_of_their_codes(regency: Regency):
    for code in (MANGGIS, KLEGO, SELO):
        tell(regency, some.enrolled_village(village=code))
    tell(regency, some.population(village=MANGGIS, persons=7))

    assert codes(regency) == [SELO, KLEGO, MANGGIS]
    assert codes(regency, "33.09.15") == [KLEGO, MANGGIS]
    assert codes(regency, SELO, MANGGIS) == [SELO, MANGGIS]
    assert codes(regency, after=SELO, limit=1) == [KLEGO]


def test_each_village_of_a_list_has_its_own_figures(regency: Regency):
    for code, people in ((MANGGIS, 7), (KLEGO, 9)):
        tell(regency, some.enrolled_village(village=code))
        tell(regency, some.population(village=code, persons=people, households=2))

    with reading(regency, "villages") as conn:
        found = villages.find(conn, regency.schema, ["33.09"])

    assert [village.population.persons for village in found if village.population] == [9, 7]


def test_villages_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "villages",
        some.enrolled_village(),
        some.population(),
        some.population(households=None),
        some.registered(),
        some.assessed(),
        some.cosigned(),
        some.classified(),
        some.classified(village_class="yellow", previous="red", evaluation="050/12/2024"),
    )
