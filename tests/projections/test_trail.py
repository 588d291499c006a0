"""The trail: every event is found by who, what, where, whom and when."""

from datetime import UTC, datetime, timedelta

from service.aggregates import EVENTS
from service.kernel.events import Event
from service.kernel.roles import Actor, Scope
from service.projections import trail
from service.projections.moment import Moment
from service.projections.trail import Asked
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell, tell_together

BOYOLALI = "33.09"
OFFICER = Actor(
    account="sari",
    position="Petugas Baznas",
    role="partner_officer",
    organisation="baznas-boyolali",
    scope=Scope((BOYOLALI,)),
)


def found(regency: Regency, *, newest_first: bool = False, **asked: object) -> list[int]:
    with reading(regency, "trail") as conn:
        return trail.find(
            conn,
            regency.schema,
            Asked(**asked),  # type: ignore[arg-type]
            limit=200,
            newest_first=newest_first,
        )


def test_every_event_of_any_type_is_one_line(regency: Regency) -> None:
    events = list(some.samples().values())
    assert {event.tag for event in events} == set(EVENTS)

    for event in events:
        tell(regency, event)

    assert found(regency) == list(range(1, len(events) + 1))


def test_an_event_is_found_under_its_stream_and_under_all_it_names(regency: Regency) -> None:
    tell(regency, some.enrolled_partner(), some.made(), some.registered(), some.allocated())

    assert found(regency, subject=f"commitment:{some.COMMITMENT}") == [2, 4]
    assert found(regency, subject=f"household:{some.HOUSEHOLD}") == [2, 3, 4]
    assert found(regency, subject="partner:baznas-boyolali") == [1, 2, 4]
    assert found(regency, subject="partner:dpmd") == [2, 4]
    assert found(regency, subject="programme:jamban") == [2, 4]
    assert found(regency, subject="fund:baznas-zakat-2024") == [4]
    assert found(regency, subject="partner:nobody") == []


def test_whoever_an_event_names_can_be_asked_for(regency: Regency) -> None:
    named: list[tuple[Event, str]] = [
        (some.transferred(), "partner:pt-contoh"),
        (some.transferred(), f"commitment:{some.OTHER_COMMITMENT}"),
        (some.made(transferred_from=some.OTHER_COMMITMENT), f"commitment:{some.OTHER_COMMITMENT}"),
        (some.delivered(), "partner:cv-bangun"),
        (some.acknowledged(), "partner:desa-klego"),
        (some.verified(), "partner:inspektorat"),
        (some.resolved(), "partner:tkpkd"),
        (some.listed(), "partner:baznas-boyolali"),
        (some.enrolled_partner(parent="baznas-jateng"), "partner:baznas-jateng"),
        (some.opened_account(), "partner:desa-klego"),
        (some.credited(), "partner:upz-dinkes"),
        (some.amil_taken(), "fund:baznas-amil-2024"),
        (some.judged(other_household=some.OTHER_HOUSEHOLD), f"household:{some.OTHER_HOUSEHOLD}"),
        (some.closed(survivor=some.OTHER_HOUSEHOLD), f"household:{some.OTHER_HOUSEHOLD}"),
        (some.row_resolved(), f"household:{some.HOUSEHOLD}"),
        (some.quarantined(row_no=15), f"list:{some.LIST}"),
        (some.moved(), f"village:{some.KLEGO}"),
        (some.moved(), f"village:{some.MANGGIS}"),
    ]

    for event, subject in named:
        position = tell(regency, event)
        assert position in found(regency, subject=subject), (event.tag, subject)


def test_a_partner_named_twice_by_an_event_finds_it_once(regency: Regency) -> None:
    tell(regency, some.made(broker="baznas-boyolali", implementer="baznas-boyolali"))

    assert found(regency, subject="partner:baznas-boyolali") == [1]


def test_a_village_shows_all_that_happened_there(regency: Regency) -> None:
    tell(regency, some.enrolled_village(), some.registered(), some.made(), some.enrolled_partner())
    tell(regency, some.registered(household=some.OTHER_HOUSEHOLD, village=some.MANGGIS))

    assert found(regency, subject=f"village:{some.KLEGO}") == [1, 2, 3]


def test_an_area_covers_what_lies_below_it_and_nothing_beside_it(regency: Regency) -> None:
    tell(
        regency,
        some.enrolled_village(),
        some.enrolled_village(village="33.09.15.2011"),
        some.enrolled_village(village="33.09.16.2001"),
        some.enrolled_village(village="33.08.15.2009"),
        some.enrolled_partner(),
    )

    assert found(regency, areas=("33.09",)) == [1, 2, 3]
    assert found(regency, areas=("33.09.15",)) == [1, 2]
    assert found(regency, areas=("33.09.15.2009",)) == [1]
    assert found(regency, areas=("33.09.15.2009", "33.09.16")) == [1, 3]
    assert found(regency, areas=()) == []
    assert found(regency, areas=None) == [1, 2, 3, 4, 5]


def test_events_are_found_by_who_recorded_them_and_for_whom(regency: Regency) -> None:
    tell(regency, some.registered())
    tell(regency, some.made(), by=OFFICER)

    assert found(regency, actor="sari") == [2]
    assert found(regency, organisation="dinsos") == [1]
    assert found(regency, actor="sari", organisation="dinsos") == []


def test_events_are_found_by_type(regency: Regency) -> None:
    tell(regency, some.registered(), some.judged(), some.made())

    assert found(regency, types=("household.judged",)) == [2]
    assert found(regency, types=("household.judged", "commitment.made")) == [2, 3]


def test_the_day_it_was_true_and_the_moment_it_was_known_are_asked_for_apart(
    regency: Regency,
) -> None:
    tell(regency, some.registered(occurred_on=some.YESTERDAY), some.judged(occurred_on=some.TODAY))
    [first, second] = regency.log.at([1, 2])

    assert found(regency, occurred_from=some.TODAY) == [2]
    assert found(regency, occurred_before=some.TODAY) == [1]
    assert found(regency, recorded_from=second.recorded_at) == [2]
    assert found(regency, recorded_before=second.recorded_at) == [1]
    assert found(regency, recorded_from=first.recorded_at) == [1, 2]
    assert found(regency, recorded_from=datetime.now(UTC) + timedelta(days=1)) == []  # noqa: TID251
    assert found(regency, first=2, last=2) == [2]


def test_pages_go_on_where_the_last_one_ended_in_either_direction(regency: Regency) -> None:
    tell_together(regency, [some.registered(), *[some.judged() for _ in range(4)]])
    subject = f"household:{some.HOUSEHOLD}"

    with reading(regency, "trail") as conn:

        def page(asked: Asked, after: int | None, *, newest_first: bool) -> list[int]:
            return trail.find(
                conn, regency.schema, asked, limit=2, after=after, newest_first=newest_first
            )

        for asked in (Asked(), Asked(subject=subject)):
            assert page(asked, None, newest_first=True) == [5, 4]
            assert page(asked, 4, newest_first=True) == [3, 2]
            assert page(asked, 2, newest_first=True) == [1]
            assert page(asked, None, newest_first=False) == [1, 2]
            assert page(asked, 4, newest_first=False) == [5]


def test_an_earlier_moment_shows_what_was_known_then(regency: Regency) -> None:
    before = tell(regency, some.registered(occurred_on=some.YESTERDAY))
    tell(regency, some.judged(), some.made())

    with reading(regency, "trail") as conn:
        then = trail.find(conn, regency.schema, Asked(), moment=Moment(before), limit=9)
        true_then = trail.find(
            conn, regency.schema, Asked(), moment=Moment(valid_on=some.YESTERDAY), limit=9
        )

    assert then == [1]
    assert true_then == [1]


def test_the_trail_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "trail", *some.samples().values())
