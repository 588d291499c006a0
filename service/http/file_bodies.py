"""A request whose body is a file as it is: which kinds are taken, and where it waits while read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from litestar import Request
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.openapi.spec.operation import Operation

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


def require_type(request: Request[Any, Any, Any], types: Sequence[str]) -> None:
    """Refuse a body that says it is of another kind.

    Raises:
        BadRequest: with 415.
    """
    if request.content_type[0] not in types:
        message = f"harus salah satu dari: {', '.join(types)}"
        raise BadRequest([FieldError("Content-Type", message)], status=415)


def described(description: str, types: Sequence[str]) -> type[Operation]:
    """Return the kind of operation that tells of a body that is a file as it is, not JSON."""

    @dataclass
    class TakesFile(Operation):
        def __post_init__(self) -> None:
            file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
            self.request_body = RequestBody(
                description=description,
                content=dict.fromkeys(types, OpenAPIMediaType(schema=file)),
                required=True,
            )

    return TakesFile


@asynccontextmanager
async def spooled(request: Request[Any, Any, Any]) -> AsyncIterator[BinaryIO]:
    """Give a request's body as a file that is at its start, and is gone afterwards.

    Raises:
        BadRequest: with 415, for a body that is not a file as it is.
    """
    require_type(request, FILE_TYPES)
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
