"""Keeps read models up to date in the background.

Requests bring what they read to the head themselves, so the worker is about the rest: pages that
nobody asked for in a while must not pay for a thousand events when somebody does.
"""

import logging
import threading

from psycopg import Error
from psycopg_pool import PoolTimeout

from service.erasing import Eraser
from service.projections.engine import Engine, Stopped
from service.vault.keyring import KeysUnavailable

SWEEP_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Worker:
    """One thread that brings every read model to the head, again and again.

    Several processes may each have one: bookmarks are locked, so each event counts once.
    """

    def __init__(
        self,
        engine: Engine,
        eraser: Eraser | None = None,
        *,
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._engine = engine
        self._eraser = eraser
        self._sweep_seconds = sweep_seconds
        self._stop = threading.Event()
        self._told: dict[str, str] = {}
        self._thread = threading.Thread(target=self._run, name="read models", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the read model at hand."""
        self._stop.set()
        self._thread.join()

    def sweep(self) -> None:
        """Bring every read model to the head once; one that is stopped does not hold up others."""
        for name in self._engine.projections:
            if self._stop.is_set():
                return
            try:
                self._engine.catch_up(name)
                self._told.pop(name, None)
            except Stopped as err:
                self._tell(name, str(err))
            except (Error, PoolTimeout) as err:
                _log.warning("read models wait for the database: %s", err)
                return
        self._erase()

    def _erase(self) -> None:
        if self._eraser is None or self._stop.is_set():
            return
        try:
            self._eraser.sweep()
            self._told.pop("erasures", None)
        except (KeysUnavailable, Stopped) as err:
            self._tell("erasures", str(err))
        except (Error, PoolTimeout) as err:
            _log.warning("erasures wait for the database: %s", err)

    def _tell(self, name: str, why: str) -> None:
        # Once, not every second: /readyz says it for as long as it lasts.
        if self._told.get(name) != why:
            self._told[name] = why
            _log.error("read model stopped: %s", why)

    def _run(self) -> None:
        while not self._stop.wait(self._sweep_seconds):
            self.sweep()
