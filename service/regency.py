"""One regency, opened: its write side, its read side and its keys."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.accesslog.looks import AccessLog
from service.aggregates import EVENTS
from service.application import Ledger
from service.database import tenants
from service.database.pools import open_pool
from service.database.reader import EVERYWHERE, reading_as
from service.erasing import Eraser
from service.eventstore.log import EventLog
from service.kernel.roles import Actor, Scope
from service.list_files.list_files import ListFiles
from service.photos.photos import Photos
from service.policies import access
from service.projections import ALL
from service.projections.changes import changed_between
from service.projections.engine import Engine
from service.projections.projection import Projection
from service.sessions.sessions import Sessions
from service.vault.keyring import KeyRing
from service.vault.vault import Vault


class Regency:
    """Everything that belongs to one regency.

    Args:
        code: Kemendagri code, such as `33.09`.
        pool: connections as the service's role.
        key_pool: connections as the vault's role.
    """

    def __init__(
        self,
        code: str,
        *,
        schema: str,
        pool: ConnectionPool[Connection],
        key_pool: ConnectionPool[Connection],
        ring: KeyRing,
        projections: Sequence[Projection] = ALL,
        clock: Callable[[], datetime] | None = None,
        reload_ring: Callable[[], KeyRing] | None = None,
    ) -> None:
        self.code = code
        self.schema = schema
        self.pool = pool
        self.vault = Vault(key_pool, schema, ring, reload=reload_ring)
        self.log = EventLog(pool, schema, EVENTS, self.vault)
        self.ledger = Ledger(self.log, clock)
        self.engine = Engine(pool, schema, projections)
        self.photos = Photos(pool, schema, self.vault)
        self.list_files = ListFiles(pool, schema, self.vault)
        self.eraser = Eraser(self.log, self.engine, self.ledger, self.photos, self.list_files)
        self.sessions = Sessions(pool, schema)
        self.access_log = AccessLog(pool, schema)
        self._key_pool = key_pool

    @classmethod
    def open(
        cls,
        code: str,
        *,
        app_url: str,
        owner_url: str,
        vault_url: str,
        ring: KeyRing,
        schema: str | None = None,
        connections: int = 10,
        clock: Callable[[], datetime] | None = None,
        reload_ring: Callable[[], KeyRing] | None = None,
    ) -> Self:
        """Make what is missing of a regency, and open it. Close it again, or use it in `with`.

        Args:
            reload_ring: reads the keys anew after a rotation; None keeps those in `ring`.
        """
        schema = schema or tenants.schema_of(code)
        tenants.install(owner_url, schema, app_url=app_url)
        regency = cls(
            code,
            schema=schema,
            pool=open_pool(app_url, size=connections, name=f"sanding {schema}"),
            key_pool=open_pool(vault_url, size=max(2, connections // 2), name=f"keys {schema}"),
            ring=ring,
            clock=clock,
            reload_ring=reload_ring,
        )
        try:
            regency.vault.install()
            regency.engine.start()
        except BaseException:
            regency.close()
            raise
        return regency

    @contextmanager
    def reading(self, actor: Actor, *, counts: bool = False) -> Iterator[Connection]:
        """Give a connection that sees of the read models what an actor may, and nothing else.

        Args:
            counts: only numbers are told of what is read: households count wherever the actor
                works, also where they may not know of single ones.
        """
        areas = self._bounds(access.areas_of(actor))
        known = areas if counts else self._bounds(access.households_of(actor))
        account = "*" if access.may(actor, "accounts.read") else actor.account
        with (
            self.pool.connection() as conn,
            reading_as(
                conn,
                areas=areas,
                known=known,
                organisation=actor.organisation,
                account=account,
            ),
        ):
            yield conn

    def _bounds(self, scope: Scope) -> Sequence[str]:
        return EVERYWHERE if scope.covers(self.code) else scope.areas

    def changed_between(self, after: int, upto: int) -> frozenset[str]:
        """Return the villages in which something happened; see `projections.changes`."""
        return changed_between(self.pool, self.schema, after, upto)

    def close(self) -> None:
        """Give back every connection."""
        self.pool.close()
        self._key_pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
