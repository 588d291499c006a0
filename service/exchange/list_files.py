"""The file that a list arrived as: kept once all of it was read, and given back on record.

read to its end → kept, but for mothers' names → looks at everybody on it recorded → given back
"""

import logging
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO
from uuid import UUID

from service.layouts.left_out import LeftOut, cut
from service.list_files.list_files import PART_BYTES
from service.projections import list_names
from service.regency import Regency
from service.vault.vault import KeyDestroyed

MOST_AT_ONCE = 50_000

_log = logging.getLogger(__name__)


def keep(regency: Regency, list_id: UUID, file: BinaryIO, left_out: LeftOut) -> None:
    """Keep the file of a list that was read; again, only what is missing.

    Raises:
        KeysUnavailable: what was kept stays; send the file again.
    """
    file.seek(0)
    parts = _as_it_is(file) if not left_out.titles else iter(())
    if left_out.titles and left_out.delimiter:
        parts = cut(file, left_out)
    try:
        regency.list_files.keep(list_id, parts, left_out=left_out.titles)
    except KeyDestroyed:
        # Somebody it brought was erased before it was sent again: their names don't come back.
        _log.warning("the file of list %s is not kept: somebody on it was erased", list_id)


def named_by(regency: Regency, list_id: UUID) -> Iterator[list[UUID]]:
    """Yield the households and persons that a list names, so many at a time."""
    regency.engine.catch_up("vintages", "ranks")
    with (
        regency.pool.connection() as conn,
        closing(list_names.named_by(conn, regency.schema, list_id, at_once=MOST_AT_ONCE)) as found,
    ):
        yield from found


def _as_it_is(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(PART_BYTES):
        yield part
