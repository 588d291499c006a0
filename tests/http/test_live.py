"""Pages hear that something changed where their reader may look, and nothing else."""

import asyncio

from service.http.live import MOST_WAITING, Hub, _changes
from service.projections.changes import EVERYTHING, MOST_EVENTS, changed_between
from service.regency import Regency

KLEGO, TANJUNG = "33.09.15.2009", "33.09.15.2003"


async def heard(areas: tuple[str, ...] | None, places: set[str]) -> bool:
    hub = Hub()
    with hub.listening(areas) as queue:
        hub.tell(places)
        return not queue.empty()


def test_only_whoever_looks_there_is_told():
    assert asyncio.run(heard((KLEGO,), {KLEGO}))
    assert asyncio.run(heard(("33.09.15",), {KLEGO}))
    assert asyncio.run(heard(None, {""}))
    assert asyncio.run(heard((KLEGO,), {EVERYTHING}))
    assert not asyncio.run(heard((KLEGO,), {TANJUNG}))
    assert not asyncio.run(heard((KLEGO,), {""}))


def test_a_slow_page_never_piles_up_what_it_has_not_read():
    async def many() -> int:
        hub = Hub()
        with hub.listening(None) as queue:
            for _ in range(10 * MOST_WAITING):
                hub.tell({KLEGO})
            return queue.qsize()

    assert asyncio.run(many()) == MOST_WAITING


def test_a_stream_speaks_first_and_ends_when_the_service_does():
    async def told() -> list[dict[str, str]]:
        hub = Hub()
        stream = _changes(hub, None)
        first = await anext(stream)
        hub.close()
        return [first, *[each async for each in stream]]

    assert asyncio.run(told()) == [{"event": "changed", "data": ""}]


def test_what_changed_is_told_by_place_and_too_much_as_everything(regency: Regency):
    assert changed_between(regency.pool, regency.schema, 0, 0) == frozenset()
    assert changed_between(regency.pool, regency.schema, 0, MOST_EVENTS + 1) == {EVERYTHING}
