"""Stored rows and the events they become: by their own tag, in their newest shape."""

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from msgspec import Struct

from service.aggregates import EVENTS
from service.eventstore.log import Draft, EventLog
from service.kernel.events import Event, Superseded
from service.kernel.privacy import Private
from tests.support.events import TODAY, population, samples
from tests.support.writing import commit, counted, put


class PlantsCounted(Event, frozen=True, kw_only=True):
    """Plants were counted."""

    tag: ClassVar[str] = "plants.tallied"
    sentence: ClassVar[str] = "menghitung {whole} tanaman"

    whole: int


class PlantsHalved(Superseded, frozen=True, kw_only=True):
    """Plants were counted in halves, for some months."""

    tag: ClassVar[str] = "plants.halved"
    sentence: ClassVar[str] = "menghitung tanaman"

    halves: int

    def upcast(self) -> Event:
        """Return whole plants."""
        return PlantsCounted(occurred_on=self.occurred_on, whole=self.halves // 2)


class PlantsQuartered(Superseded, frozen=True, kw_only=True):
    """Plants were counted in quarters, before that."""

    tag: ClassVar[str] = "plants.quartered"
    sentence: ClassVar[str] = "menghitung tanaman"

    quarters: int

    def upcast(self) -> Event:
        """Return halves."""
        return PlantsHalved(occurred_on=self.occurred_on, halves=self.quarters // 2)


class Owner(Struct, frozen=True):
    """Whose plants."""

    name: str


class PlantsOwned(Event, frozen=True, kw_only=True):
    """Somebody's plants were noted, deep inside an event."""

    tag: ClassVar[str] = "plants.owned"
    sentence: ClassVar[str] = "mencatat pemilik tanaman"

    owners: tuple[dict[str, Private[Owner] | None], ...]


REGISTRY: dict[str, type[Event]] = {
    event.tag: event for event in (PlantsCounted, PlantsHalved, PlantsQuartered, PlantsOwned)
}


@pytest.fixture
def plants(regency):
    return EventLog(regency.pool, regency.schema, REGISTRY, regency.vault)


def store(log, *rows: tuple[str, bytes], stream="plants:a"):
    """Store rows as they are, as an older or a newer release would have."""
    stored = [
        StoredEvent(stream, version, tag, body) for version, (tag, body) in enumerate(rows, start=1)
    ]
    log.copy(stored, commit())


@pytest.mark.parametrize(
    "tag", ["plants.stolen", "os.system", "service.kernel.events:Event", "PopulationRecorded"]
)
def test_a_row_of_an_unknown_type_is_refused_and_nothing_is_imported_by_its_name(regency, tag):
    store(regency.log, (tag, b'{"occurred_on": "2024-11-04"}'))

    for read in (lambda: regency.log.load("plants:a"), lambda: regency.log.between(0, 1)):
        with pytest.raises(MapperDeserialisationError, match="no event is called"):
            read()


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"occurred_on": "tomorrow", "whole": 1}',
        b'{"occurred_on": "2024-11-04", "whole": 1, "surprise": 2}',
        b'{"occurred_on": "2024-11-04", "whole": "1"}',
    ],
)
def test_a_body_that_does_not_fit_says_where_it_stands(plants, body):
    store(plants, ("plants.tallied", body))

    with pytest.raises(MapperDeserialisationError, match=r"plants\.tallied in plants:a version 1"):
        plants.load("plants:a")


@pytest.mark.parametrize("value", [b"7", b'"not sealed"', b'"xyz:abc"', b"[]"])
def test_a_personal_value_that_is_not_sealed_does_not_fit(plants, value):
    store(plants, ("plants.owned", b'{"occurred_on": "2024-11-04", "owners": [{"a": %s}]}' % value))

    with pytest.raises(MapperDeserialisationError):
        plants.load("plants:a")


def test_what_could_not_be_read_back_is_not_written(plants):
    unreadable = PlantsCounted(occurred_on=TODAY, whole="many")  # type: ignore[arg-type]

    with pytest.raises(MapperDeserialisationError):
        put(plants, Draft("plants:a", 1, unreadable))

    assert plants.head() == 0


def test_an_old_shape_is_read_as_what_replaced_it(plants):
    store(
        plants,
        ("plants.quartered", b'{"occurred_on": "2024-11-04", "quarters": 12}'),
        ("plants.halved", b'{"occurred_on": "2024-11-04", "halves": 8}'),
        ("plants.tallied", b'{"occurred_on": "2024-11-04", "whole": 5}'),
    )

    read = [draft.event for draft in plants.load("plants:a")]

    assert read == [PlantsCounted(occurred_on=date(2024, 11, 4), whole=n) for n in (3, 4, 5)]
    assert [recorded.event for recorded in plants.between(0, 3)] == read


def test_an_old_shape_is_never_written_again(plants):
    with pytest.raises(AssertionError, match="superseded"):
        put(plants, Draft("plants:a", 1, PlantsHalved(occurred_on=TODAY, halves=2)))


def test_an_event_the_log_does_not_know_can_not_be_written(plants):
    with pytest.raises(AssertionError, match="unknown"):
        put(plants, counted("village:a"))

    assert plants.head() == 0


def test_a_personal_value_is_found_however_deep_it_stands(plants):
    name = Private(uuid4(), Owner(name="Contoh"))
    event = PlantsOwned(occurred_on=TODAY, owners=({"a": None}, {"b": name}))

    put(plants, Draft("plants:a", 1, event))

    [draft] = plants.load("plants:a")
    sealed: Any = draft.event.owners[1]["b"]
    assert sealed.plain is None
    assert plants.vault.open(sealed) == name.plain


def test_a_stream_can_be_read_as_it_was_at_a_version(regency):
    for version in range(1, 4):
        put(regency.log, counted("village:a", version, version * 10))

    recorder, mapper = regency.log._recorder, regency.log._mapper  # noqa: SLF001
    then = [mapper.to_domain_event(row) for row in recorder.select_events("village:a", lte=2)]

    assert [draft.event for draft in then] == [population(persons=10), population(persons=20)]


@pytest.mark.parametrize("tag", EVENTS)
def test_every_event_comes_back_from_the_log_as_it_went_in(shared_log, tag):
    event, stream = samples()[tag], f"{tag}:{uuid4()}"

    put(shared_log, Draft(stream, 1, event))

    [draft] = shared_log.load(stream)
    assert type(draft.event) is type(event)
    assert plain(draft.event, shared_log.vault) == plain(event, shared_log.vault)


def plain(value: Any, vault) -> Any:
    """Return an event as bare values, personal ones opened."""
    if isinstance(value, Private):
        return str(value.subject), plain(vault.open(value), vault)
    if isinstance(value, Struct):
        return {f: plain(getattr(value, f), vault) for f in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [plain(each, vault) for each in value]
    if isinstance(value, dict):
        return {key: plain(each, vault) for key, each in value.items()}
    return value
