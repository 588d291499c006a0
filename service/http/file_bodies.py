"""A request whose body is a file as it is: which kinds are taken, and where it waits while read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from litestar import Request

from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread

FILE_TYPES = (
    "text/csv",
    "text/plain",
    "application/octet-stream",
    "application/zip",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)

_CHUNK_BYTES = 1 << 20


@asynccontextmanager
async def spooled(request: Request[Any, Any, Any]) -> AsyncIterator[BinaryIO]:
    """Give a request's body as a file that is at its start, and is gone afterwards.

    Raises:
        BadRequest: with 415, for a body that is not a file as it is.
    """
    if request.content_type[0] not in FILE_TYPES:
        message = f"harus salah satu dari: {', '.join(FILE_TYPES)}"
        raise BadRequest([FieldError("Content-Type", message)], status=415)
    # Without a name from the start: nothing of it stays on disk, however this ends.
    with TemporaryFile(prefix="sanding-file-") as file:
        pending = bytearray()
        async for part in request.stream():
            pending += part
            if len(pending) >= _CHUNK_BYTES:
                await in_thread(file.write, bytes(pending))
                pending.clear()
        await in_thread(file.write, bytes(pending))
        file.seek(0)
        yield file
