"""Pages that draw themselves again: the service says that something changed, never what.

    the head moves → each process sees it → "changed" to whoever looks at such a place
                   → the page asks for itself again, with the rights of its reader

Each process looks at the head of its own log, as its read models do; nothing is added to a write.
A stream says something right away (whatever happened between drawing and listening), keeps the
line open with a comment, and ends after a minute, so that rights are asked again. It ends at once
when the process is told to stop: a server waits for its open answers.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import ServerSentEvent
from msgspec import Struct

from service.http.areas import bounds
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.projections.changes import EVERYTHING
from service.regency import Regency

_log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
ALIVE_SECONDS = 15.0
LONGEST_SECONDS = 60.0
MOST_WAITING = 8


class Listener(Struct, frozen=True):
    """One open page.

    Args:
        areas: where something must happen to matter; None is anywhere.
    """

    queue: "asyncio.Queue[str]"
    areas: tuple[str, ...] | None

    def cares(self, places: Collection[str]) -> bool:
        """Say whether any of these places lies where this page looks."""
        if self.areas is None or EVERYTHING in places:
            return True
        return any(
            place == area or place.startswith(area + ".") for place in places for area in self.areas
        )


class Hub:
    """The open pages of one process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self.is_closed = False

    @contextmanager
    def listening(self, areas: tuple[str, ...] | None) -> Iterator["asyncio.Queue[str]"]:
        """Give a queue of what changes; never more than a few wait, for one is as good as ten."""
        listener = Listener(asyncio.Queue(MOST_WAITING), areas)
        self._listeners.add(listener)
        try:
            yield listener.queue
        finally:
            self._listeners.discard(listener)

    def tell(self, places: Collection[str]) -> None:
        """Tell every page that looks at one of these places."""
        for listener in self._listeners:
            if listener.cares(places) and not listener.queue.full():
                listener.queue.put_nowait("changed")

    def open(self) -> None:
        """Begin, also after an end."""
        self.is_closed = False

    def close(self) -> None:
        """End every stream."""
        self.is_closed = True
        for listener in self._listeners:
            if listener.queue.full():
                listener.queue.get_nowait()
            listener.queue.put_nowait("")

    @property
    def is_watched(self) -> bool:
        """Say whether any page listens."""
        return bool(self._listeners)

    def close_on_signals(self) -> None:
        """End every stream when the process is told to stop, before the server waits for them."""
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, self._then(before))

    def _then(self, before: Callable[[int, FrameType | None], Any]) -> Callable[..., None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.close()
            before(number, frame)

        return stop


async def watch(regency: Regency, hub: Hub) -> None:
    """Tell open pages what changed, for as long as the service runs."""
    seen = 0
    while not hub.is_closed:
        await asyncio.sleep(LOOK_SECONDS)
        if not hub.is_watched:
            continue
        try:
            seen = await _look(regency, hub, seen)
        except Exception as err:  # noqa: BLE001  (an edge: a look that failed is taken again)
            _log.warning("what changed can't be told now: %s", err)


async def _look(regency: Regency, hub: Hub, seen: int) -> int:
    """Tell what changed since a position; return the one that was looked at."""
    head = await in_thread(regency.log.head)
    # The first look has nothing to compare with: every page has just drawn itself.
    if seen and head > seen:
        hub.tell(await in_thread(regency.changed_between, seen, head))
    return head


class LiveController(Controller):
    """The stream behind a page that draws itself again."""

    include_in_schema = False

    @get("/langsung", opt={"right": "account.read", "queries": {"desa", "tentang"}})
    async def stream(
        self, visit: NamedDependency[Visit], hub: NamedDependency[Hub]
    ) -> ServerSentEvent:
        """Say whenever something changed where the reader may look."""
        village = visit.asked("desa")
        areas = bounds(visit.regency, visit.actor.scope)
        if village and visit.actor.scope.covers(village):
            areas = (village,)
        return ServerSentEvent(
            _changes(hub, areas), headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        )


async def _changes(hub: Hub, areas: tuple[str, ...] | None) -> AsyncIterator[dict[str, str]]:
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST_SECONDS
    with hub.listening(areas) as queue:
        yield {"event": "changed", "data": ""}
        while not hub.is_closed and (left := end - loop.time()) > 0:
            try:
                found = await asyncio.wait_for(queue.get(), min(left, ALIVE_SECONDS))
            except TimeoutError:
                yield {"comment": "masih di sini"}
                continue
            if found:
                yield {"event": found, "data": ""}
