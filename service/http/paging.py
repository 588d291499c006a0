"""Keyset paging: a page says where it ended, the next one starts after that."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter
from msgspec import Struct

from service.http.problems import BadRequest, FieldError

MOST_ROWS = 200

T = TypeVar("T")


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """Some rows in a fixed order, and where to go on.

    Args:
        position: the last event this answer takes into account.
        next: the `cursor` of the next page, None on the last one.
    """

    items: Sequence[T]
    position: int
    next: str | None = None


class Paging(Struct, frozen=True):
    """What of a list is asked for: `limit` rows after the key in `after` (None: from the start)."""

    limit: int
    after: list[Any] | None

    def page(self, rows: Sequence[T], key: Callable[[T], Sequence[Any]], position: int) -> Page[T]:
        """Return a page from up to `limit + 1` rows; the one too many says that there are more."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        return Page(
            items=shown,
            position=position,
            next=_encode(key(shown[-1])) if more and shown else None,
        )


def provide_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS, description="Rows.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next` of the page before.")] = None,
) -> Paging:
    """Return what of a list is asked for.

    Raises:
        BadRequest: the cursor is not one of ours.
    """
    return Paging(limit, None if cursor is None else _decode(cursor))


def _encode(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        key = msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=list[Any]
        )
    except (binascii.Error, ValueError, RecursionError, msgspec.MsgspecError) as err:
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")]) from err
    if not all(isinstance(part, str | int) for part in key):
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")])
    return key
