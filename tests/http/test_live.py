"""Pages hear that something changed where their reader may look, and nothing else."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from service.http.live import MOST_WAITING, Hub, _changes
from service.projections.changes import EVERYTHING, MOST_EVENTS, changed_between
from service.regency import Regency
from tests.support.threads import at_once

T = TypeVar("T")

KLEGO, TANJUNG = "33.09.15.2009", "33.09.15.2003"


async def heard(areas: tuple[str, ...] | None, places: set[str]) -> bool:
    hub = Hub()
    with hub.listening(areas) as queue:
        hub.tell(places)
        return not queue.empty()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser test may have left a loop in this one."""
    [outcome] = at_once(lambda: asyncio.run(coroutine))
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def test_only_whoever_looks_there_is_told():
    assert run(heard((KLEGO,), {KLEGO}))
    assert run(heard(("33.09.15",), {KLEGO}))
    assert run(heard(None, {""}))
    assert run(heard((KLEGO,), {EVERYTHING}))
    assert not run(heard((KLEGO,), {TANJUNG}))
    assert not run(heard((KLEGO,), {""}))


def test_a_slow_page_never_piles_up_what_it_has_not_read():
    async def many() -> int:
        hub = Hub()
        with hub.listening(None) as queue:
            for _ in range(10 * MOST_WAITING):
                hub.tell({KLEGO})
            return queue.qsize()

    assert run(many()) == MOST_WAITING


def test_a_stream_speaks_first_and_ends_when_the_service_does():
    async def told() -> list[dict[str, str]]:
        hub = Hub()
        stream = _changes(hub, None)
        first = await anext(stream)
        hub.close()
        return [first, *[each async for each in stream]]

    assert run(told()) == [{"event": "changed", "data": ""}]


def test_what_changed_is_told_by_place_and_too_much_as_everything(regency: Regency):
    assert changed_between(regency.pool, regency.schema, 0, 0) == frozenset()
    assert changed_between(regency.pool, regency.schema, 0, MOST_EVENTS + 1) == {EVERYTHING}
