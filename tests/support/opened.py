"""The same regency opened several times: by one process more than once, or by other processes."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.context import ForkServerContext
from uuid import uuid4

from msgspec import Struct

from service.regency import Regency
from service.vault import keyring
from service.vault.keyring import KeyRing
from tests.support.database import Urls


class Opening(Struct, frozen=True):
    """What it takes to open a regency; it can be handed to another process."""

    urls: Urls
    ring: KeyRing
    schema: str
    connections: int
    code: str = "33.09"

    def open(self) -> Regency:
        """Open it, with own connections, own cache and own group commit."""
        return Regency.open(
            self.code,
            app_url=self.urls.app,
            owner_url=self.urls.owner,
            vault_url=self.urls.vault,
            ring=self.ring,
            schema=self.schema,
            connections=self.connections,
        )


def new_regency(urls: Urls, *, connections: int = 6, code: str = "33.09") -> Opening:
    """Return how to open a regency that nobody has opened yet."""
    return Opening(urls, keyring.make(), f"t{uuid4().hex[:12]}", connections, code)


@contextmanager
def opened(opening: Opening, times: int) -> Iterator[Sequence[Regency]]:
    """Give one regency as so many services see it."""
    with ExitStack() as stack:
        yield [stack.enter_context(opening.open()) for _ in range(times)]


def processes() -> ForkServerContext:
    """Return what starts processes at once: forks of one that has imported the service.

    They are no children of ours, inherit none of our locks and connections, and can be killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.chapters", "service.worker"])
    return context
