"""What endpoints share: how they are described, how far they read, and where they may look."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeAlias

from litestar import Response, get, post
from litestar.datastructures import ResponseHeader
from litestar.params import PathParameter, QueryParameter

from service.application import WESTERN_INDONESIA
from service.commands.requests import REGION, SLUG, VILLAGE
from service.http.paging import Paging
from service.http.problems import PROBLEMS, BadRequest, FieldError
from service.kernel.events import AnyAggregate
from service.kernel.roles import Scope
from service.projections.moment import Moment
from service.regency import Regency

MOST_POSITION = 2**62

SlugInPath: TypeAlias = Annotated[
    str, PathParameter(pattern=SLUG, max_length=60, description="A short name.")
]
SlugAsked: TypeAlias = Annotated[str | None, QueryParameter(pattern=SLUG, max_length=60)]
VillageAsked: TypeAlias = Annotated[
    str | None, QueryParameter(pattern=VILLAGE, description="Kemendagri code with dots.")
]
AreaAsked: TypeAlias = Annotated[
    str | None,
    QueryParameter(pattern=REGION, description="A region; its code covers all below it."),
]
YearAsked: TypeAlias = Annotated[int | None, QueryParameter(ge=2000, le=2100)]
TextAsked: TypeAlias = Annotated[
    str | None, QueryParameter(max_length=100, description="A part of the name, in any case.")
]

RECEIPT_HEADERS = (
    ResponseHeader(
        name="Location",
        description="Where the thing is.",
        documentation_only=True,
    ),
    ResponseHeader(
        name="ETag",
        description='The version of the thing now, for `If-Match`: "3".',
        documentation_only=True,
    ),
)
VERSION_HEADERS = RECEIPT_HEADERS[1:]


def command(path: str, *, right: str | Sequence[str], **more: Any) -> post:
    """Decorate the endpoint of a command; it answers 201 with a receipt.

    Args:
        right: what the caller must be allowed; of several, which one counts depends on the body,
            and the command asks for it.
    """
    described = {"responses": PROBLEMS, "response_headers": RECEIPT_HEADERS, **more}
    return post(path, sync_to_thread=True, opt=rights(right), **described)


def question(path: str, *, right: str | Sequence[str], **more: Any) -> get:
    """Decorate the endpoint of a question.

    Args:
        right: what the caller must be allowed.
    """
    return get(path, sync_to_thread=True, responses=PROBLEMS, opt=rights(right), **more)


def question_about_one(path: str, *, right: str | Sequence[str]) -> get:
    """Decorate the endpoint of a question about one thing; it answers with the thing's version."""
    return question(path, right=right, response_headers=VERSION_HEADERS)


def rights(right: str | Sequence[str]) -> dict[str, Any]:
    """Return the options of a route that asks for a right, or for one of several."""
    return {"right": (right,) if isinstance(right, str) else tuple(right)}


def caught_up(regency: Regency, moment: Moment, *names: str) -> int:
    """Bring read models to where a question looks; return the position the answer is true at."""
    return min(moment.position, regency.engine.catch_up(*names))


def versioned(
    regency: Regency, moment: Moment, kind: type[AnyAggregate], key: object
) -> dict[str, str]:
    """Return the ETag of a thing as it is now; none for one that is looked at in the past.

    To be called before the thing is read: what is shown may then be newer than its ETag, and a
    change made on what was seen is at worst refused as stale.
    """
    if not moment.is_now:
        return {}
    version, _ = regency.ledger.look(kind, key)
    return {"ETag": f'"{version}"'}


def answered(content: Any, headers: dict[str, str]) -> Response[Any]:
    """Return an answer with its headers."""
    return Response(content, headers=headers)


def within(scope: Scope, area: str | None) -> tuple[str, ...]:
    """Return where a question may look: in an area, as far as it lies in a scope."""
    own = scope.areas
    if area is None:
        return own
    if scope.covers(area):
        return (area,)
    return tuple(one for one in own if one.startswith(area + "."))


def after(paging: Paging, *kinds: type[str] | type[int]) -> list[Any] | None:
    """Return the key that a page starts after, None for the first page.

    Args:
        kinds: what the key is made of, part by part.

    Raises:
        BadRequest: the cursor is of another list.
    """
    key: Sequence[Any] | None = paging.after
    if key is None:
        return None
    if len(key) != len(kinds) or not all(
        type(part) is kind and _fits(part) for part, kind in zip(key, kinds, strict=True)
    ):
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")])
    return list(key)


def day_in(text: str) -> str:
    """Return a day from a cursor.

    Raises:
        BadRequest: the cursor is of another list.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as err:
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")]) from err


def end_of(day: date) -> datetime:
    """Return the moment a day ends in western Indonesia."""
    return datetime.combine(day + timedelta(days=1), time(), WESTERN_INDONESIA)


def _fits(part: str | int) -> bool:
    """Say whether PostgreSQL can compare it."""
    return "\0" not in part if isinstance(part, str) else abs(part) <= MOST_POSITION
