"""Keys of the erased, photos taken back, files of lists that name them: what was said, done.

The event is the truth, and comes first. This makes it true of keys and pictures: at once by the
process that carried it out, and again and again by every worker, since the one may stop between the
two, and a restored backup brings back what was destroyed. Doing it twice does nothing.
"""

import logging
from threading import Lock
from uuid import UUID

from service.application import Ledger
from service.eventstore.log import EventLog
from service.list_files.list_files import ListFiles
from service.photos.photos import Photos
from service.projections import erasures, list_names, photos
from service.projections.engine import Engine

_log = logging.getLogger(__name__)

FULL_SWEEP_EVERY = 600
"""Sweeps after which all erasures are looked at again, not only new ones: ten minutes."""


class Eraser:
    """Destroys what erasures say is gone.

    Args:
        ledger: whose memory must forget, too.
        photos: where pictures of the erased are.
        list_files: where the files of lists are that name them.
    """

    def __init__(
        self,
        log: EventLog,
        engine: Engine,
        ledger: Ledger,
        photos: Photos,
        list_files: ListFiles,
    ) -> None:
        self._log = log
        self._photos = photos
        self._list_files = list_files
        self._engine = engine
        self._ledger = ledger
        self._done = 0
        self._dropped = 0
        self._sweeps = 0
        self._lock = Lock()

    def sweep(self) -> list[UUID]:
        """Destroy the keys of everybody erased since the last time; now and then, of everybody.

        Returns:
            Whose keys were there and are no more.

        Raises:
            KeysUnavailable: the key database does not answer; the next sweep tries again.
        """
        with self._lock:
            after = 0 if self._sweeps % FULL_SWEEP_EVERY == 0 else self._done
            self._engine.catch_up("erasures")
            with self._log.pool.connection() as conn:
                found = erasures.subjects(conn, self._log.schema, after=after)
            subjects = [subject for _, subject in found]
            destroyed = self._log.vault.destroy(subjects) if subjects else []
            if subjects:
                self._photos.remove(subjects)
                self._remove_files(subjects)
            for subject in subjects:
                self._ledger.forget(f"household:{subject}")
            self._done = max([self._done, *(position for position, _ in found)])
            self._drop_retracted(is_whole=after == 0)
            self._sweeps += 1
        if destroyed:
            _log.warning("%d keys of erased subjects destroyed", len(destroyed))
        return destroyed

    def _remove_files(self, subjects: list[UUID]) -> None:
        """Let the files go that name somebody erased: of one row alone, a sealed file can't."""
        self._engine.catch_up("vintages")
        with self._log.pool.connection() as conn:
            lists = list_names.lists_naming(conn, self._log.schema, subjects)
        if lists:
            self._list_files.remove(lists)

    def _drop_retracted(self, *, is_whole: bool) -> None:
        self._engine.catch_up("photos")
        with self._log.pool.connection() as conn:
            found = photos.retracted(conn, self._log.schema, after=0 if is_whole else self._dropped)
        for one in found:
            self._photos.drop(one.household, one.hash)
        self._dropped = max([self._dropped, *(one.position for one in found)])
