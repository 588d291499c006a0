"""Mentions: who is on which list, where, spelled how; what differs is told by counting alone."""

from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from service.aggregates.household_events import (
    HouseholdRegistered,
    HouseholdRelisted,
    Relisted,
    Source,
)
from service.kernel.events import Event
from service.kernel.roles import Scope
from service.projections import vintages
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import CLERK, tell, tell_together


def relisted(**other: Any) -> HouseholdRelisted:
    told: dict[str, Any] = {
        "source": Source(list=some.OTHER_LIST, row_no=9),
        "members": (Relisted(person=some.HEAD, row_no=9),),
    }
    return some.relisted(**(told | other))


def registered() -> HouseholdRegistered:
    return some.registered(
        source=Source(list=some.LIST, row_no=7), members=(some.enrolled(row_no=7),)
    )


def changes(regency: Regency, moment: Moment = PRESENT) -> list[tuple[str, ...]]:
    with reading(regency, "vintages", "ranks") as conn:
        found = vintages.differences(
            conn,
            regency.schema,
            some.LIST,
            some.OTHER_LIST,
            areas=None,
            moment=moment,
            limit=9,
        )
    return [tuple(one.changes) for one in found]


def test_the_same_person_told_the_same_is_no_difference(regency: Regency) -> None:
    tell(regency, registered(), relisted())
    assert changes(regency) == []


def test_whoever_is_only_on_one_list_is_gone_or_added(regency: Regency) -> None:
    tell(regency, registered())
    assert changes(regency) == [("gone",)]
    tell(
        regency,
        some.quarantined(list=some.OTHER_LIST, person=some.STRANGER, village=some.KLEGO),
    )
    assert sorted(changes(regency)) == [("added",), ("gone",)]


def test_a_village_a_name_and_a_kk_number_differ_by_what_the_list_says(regency: Regency) -> None:
    members = (Relisted(person=some.HEAD, row_no=9, name_no=1),)
    tell(regency, registered(), relisted(listed_village=some.MANGGIS, kk_no=1, members=members))
    assert changes(regency) == [("moved", "kk", "name")]


def test_as_known_then_a_list_had_not_come(regency: Regency) -> None:
    position = tell(regency, registered())
    tell(regency, relisted())
    assert changes(regency, Moment(position)) == [("gone",)]


def test_whoever_stands_in_another_village_has_moved_and_is_told_nothing_of(
    regency: Regency,
) -> None:
    away = relisted(village=some.KLEGO, listed_village=some.MANGGIS)
    tell(regency, registered(), away)
    regency.engine.catch_up("vintages", "ranks", "memberships", "statuses")
    there = replace(CLERK, scope=Scope((some.MANGGIS,)))
    here = replace(CLERK, scope=Scope((some.KLEGO,)))
    told = {}
    for name, actor in (("there", there), ("here", here)):
        with regency.reading(actor) as conn:
            told[name] = [
                (tuple(one.changes), one.village, one.from_village, one.from_household)
                for one in vintages.differences(
                    conn, regency.schema, some.LIST, some.OTHER_LIST, areas=None, limit=9
                )
            ]
    assert told["there"] == [(("moved",), some.MANGGIS, "", None)]
    assert told["here"] == [(("moved",), some.KLEGO, some.KLEGO, some.HOUSEHOLD)]
    with regency.reading(there) as conn:
        [new] = vintages.differences(
            conn, regency.schema, None, some.OTHER_LIST, areas=None, limit=9
        )
    assert (tuple(new.changes), new.from_household) == (("moved",), None), "the register knows them"


def test_counts_are_per_village_and_kind(regency: Regency) -> None:
    tell(regency, registered(), relisted(listed_village=some.MANGGIS))
    with reading(regency, "vintages", "ranks") as conn:
        [count] = vintages.counts(
            conn, regency.schema, some.LIST, some.OTHER_LIST, areas=("33.09.15",)
        )
    assert (count.village, count.change, count.persons) == (some.MANGGIS, "moved", 1)


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "vintages",
        registered(),
        relisted(),
        some.quarantined(person=some.STRANGER),
    )


def test_pages_and_areas_tell_together_what_the_whole_tells(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vintages, "_WINDOWS", (1, 3, None))
    places = (some.KLEGO, some.MANGGIS)
    events: list[Event] = []
    for at in range(12):
        home, person = some.uid(2_000 + at), some.uid(3_000 + at)
        ids: dict[str, Any] = {"household": home, "village": places[at % 2]}
        member = some.enrolled(person, row_no=at)
        listed = Source(list=some.LIST, row_no=at) if at % 4 else None
        events.append(some.registered(**ids, source=listed, members=(member,)))
        if at % 5:
            said = {"members": (Relisted(person=person, row_no=at, name_no=at % 3),)}
            events.append(relisted(**ids, **said, listed_village=places[at % 4 == 1]))
    tell_together(regency, events)
    for before in (some.LIST, None):
        with reading(regency, "vintages", "ranks", "memberships", "statuses") as conn:
            ask = (conn, regency.schema, before, some.OTHER_LIST)
            whole = vintages.differences(*ask, areas=None, limit=99)
            paged: list[vintages.Differing] = []
            while found := vintages.differences(
                *ask, areas=None, limit=2, beyond=paged[-1].person if paged else None
            ):
                paged += found
            here = {place: vintages.differences(*ask, areas=(place,), limit=99) for place in places}
            counted = vintages.counts(*ask, areas=None)
        assert paged == whole
        assert len({change for one in whole for change in one.changes}) > 2
        for place, found in here.items():
            assert found == [one for one in whole if place in {one.village, one.from_village}]
        told = Counter((one.village, change) for one in whole for change in one.changes)
        assert {(one.village, one.change): one.persons for one in counted} == told
