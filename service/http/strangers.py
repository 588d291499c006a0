"""Whoever is not signed in: anybody on the internet may ask, and few of them cost the database.

    asked → an answer kept since a minute at most → else counted by address → made, one at a time

A page for everybody sums up a whole regency, so it is made once for all who ask within a minute;
what it may tell is the same for each. Every address may have so many answers made, and one is made
at a time: a crowd of strangers takes one connection at most from those who are at work. Each
process keeps its own answers and counts its own addresses, so none of this asks the database.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.http import languages, public
from service.http.doors import place_of
from service.http.pages.rendering import NOTICE
from service.http.problems import NotHere
from service.regency import Regency

OK, NOT_MODIFIED = 200, 304
MOST_WAITING = 50
MOST_KEPT = 100
MOST_BYTES = 256 * 1024
MOST_ADDRESSES = 10_000

Strangeness: TypeAlias = Literal["kept", "counted"]
"""How a route treats strangers: the same answer for all of them, or one for each who asks."""

Clock: TypeAlias = Callable[[], float]
Key: TypeAlias = tuple[str, ...]


class TooManyQuestions(NotHere):
    """Terlalu banyak permintaan dari alamat ini."""

    way_out = "Tunggu satu menit, lalu coba lagi."
    status = 429
    wait_seconds = 60


class Patience(NamedTuple):
    """How much strangers may ask.

    Args:
        kept_seconds: how long an answer is given again; 0 makes each anew.
        most_made: answers an address may have made for it at once; afterwards as many a minute.
    """

    kept_seconds: float = 60
    most_made: int = 30


USUAL = Patience()


class Kept(NamedTuple):
    """An answer, as it goes out, and until when it is given again."""

    messages: Sequence[dict[str, Any]]
    until: float
    tag: str = ""


class Strangers(ASGIMiddleware):
    """Answers strangers on the routes that say how (`opt={"strangers": …}`); lets all others be.

    Args:
        regency: whose answers these are.
        patience: how much they may ask.
        clock: seconds that only go forward.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(
        self,
        regency: Regency,
        *,
        patience: Patience = USUAL,
        clock: Clock = time.monotonic,
    ) -> None:
        self._regency = regency
        self._patience = patience
        self._clock = clock
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._made: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._one = asyncio.Lock()
        self._waiting = 0

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer from what is kept, or have an answer made.

        Raises:
            TooManyQuestions: from this address, or altogether.
        """
        how: Strangeness | None = scope["route_handler"].opt.get("strangers")
        is_known = scope.get("user") is not None or scope.get("session") is not None
        request: Request[Any, Any, Any] = Request(scope, receive)
        if how is None or is_known or request.method != "GET":
            await next_app(scope, receive, send)
            return
        key = self._key(request) if how == "kept" and NOTICE not in request.cookies else None
        found = self._find(key)
        if found is None:
            self._count(place_of(request).address)
            found = await self._make(key, scope, receive, next_app)
        is_had = found.tag and public.is_known(request, found.tag)
        for message in _unchanged(found) if is_had else found.messages:
            # A copy: what sends it adds headers of its own.
            await send(cast("Message", {**message, "headers": list(message.get("headers", ()))}))

    def _key(self, request: Request[Any, Any, Any]) -> Key:
        """Return all that an answer to a stranger depends on."""
        return (
            self._regency.schema,
            request.url.path,
            request.url.query,
            languages.chosen(request.cookies.get(languages.COOKIE)),
            str("gzip" in request.headers.get("Accept-Encoding", "")),
        )

    def _find(self, key: Key | None) -> Kept | None:
        found = self._kept.get(key) if key else None
        return found if found and self._clock() < found.until else None

    def _count(self, address: str) -> None:
        """Take one from what an address may have made; it fills up again within a minute."""
        who, now = f"{self._regency.schema} {_subscriber(address)}", self._clock()
        most = float(self._patience.most_made)
        left, since = self._made.pop(who, (most, now))
        left = min(most, left + (now - since) * most / 60)
        is_fine = left >= 1
        self._made[who] = (left - is_fine, now)
        if len(self._made) > MOST_ADDRESSES:
            self._made.popitem(last=False)
        if not is_fine or self._waiting >= MOST_WAITING:
            raise TooManyQuestions

    async def _make(
        self, key: Key | None, scope: Scope, receive: Receive, next_app: ASGIApp
    ) -> Kept:
        """Have the answer made, unless somebody who waited before us had it made meanwhile."""
        self._waiting += 1
        try:
            async with self._one:
                found = self._find(key)
                if found is None:
                    found = await self._collected(scope, receive, next_app)
                    self._keep(key, found)
        finally:
            self._waiting -= 1
        return found

    async def _collected(self, scope: Scope, receive: Receive, next_app: ASGIApp) -> Kept:
        """Have an answer made, whole: nobody waits while a slow line takes it in."""
        messages: list[dict[str, Any]] = []

        async def collect(message: Message) -> None:
            messages.append(dict(message))

        await next_app(scope, receive, collect)
        tag = dict(messages[0]["headers"]).get(b"etag", b"").decode()
        return Kept(messages, self._clock() + self._patience.kept_seconds, tag)

    def _keep(self, key: Key | None, made: Kept) -> None:
        size = sum(len(message.get("body", b"")) for message in made.messages)
        if key is None or made.messages[0]["status"] != OK or size > MOST_BYTES:
            return
        self._kept[key] = made
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _unchanged(found: Kept) -> Sequence[dict[str, Any]]:
    """Return the answer to whoever has it already."""
    stays = [(n, v) for n, v in found.messages[0]["headers"] if not n.startswith(b"content-")]
    return (
        {"type": "http.response.start", "status": NOT_MODIFIED, "headers": stays},
        {"type": "http.response.body", "body": b"", "more_body": False},
    )


def _subscriber(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or the first half of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else address
