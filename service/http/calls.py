"""Who calls, what they saw, which moment they ask about: what every handler is given."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, QueryParameter
from msgspec.structs import replace

from service.aggregates.account_events import Opens
from service.application import Command, Receipt, Seen, command_id
from service.http.problems import BadRequest, FieldError
from service.kernel.events import AnyAggregate
from service.kernel.roles import Actor, Scope
from service.projections.accounts import by_token
from service.projections.agreements import open_areas
from service.projections.moment import NOW, Moment
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]

_KEY = re.compile(r"^[\x21-\x7e]{8,200}$")
_ETAG = re.compile(r'^"(\d{1,9})"$')


class Call:
    """One command as it came in: by whom, under which key, having seen what."""

    def __init__(
        self, request: AnyRequest, regency: Regency, key: str, etag: str | None, body: bytes
    ) -> None:
        self.actor: Actor = request.scope["user"]
        self.regency = regency
        self._path = request.url.path
        self._id = command_id(self.actor.account, key)
        self._seen = _seen(etag)
        asked = b"\n".join((request.method.encode(), self._path.encode(), body))
        self._fingerprint = regency.vault.fingerprint(asked)

    def record(
        self,
        command: Command,
        *,
        about: tuple[type[AnyAggregate], object],
        location: Callable[[str], str] | None = None,
    ) -> Response[Receipt]:
        """Carry out a command and answer 201 with its receipt, Location and ETag.

        Args:
            about: the thing whose version `If-Match` and `ETag` speak of.
            location: from the id of the thing to its address; None for the address it was
                posted to without the last segment.
        """
        seen = None if self._seen is None else Seen(*about, self._seen)
        receipt = self.regency.ledger.record(
            self.actor,
            command,
            command_id=self._id,
            seen=seen,
            channel="api",
            fingerprint=self._fingerprint,
        )
        where = location(receipt.id) if location else self._path.rpartition("/")[0]
        headers = {"Location": where, "ETag": f'"{receipt.version}"'}
        return Response(receipt, status_code=201, headers=headers)


async def provide_call(
    request: AnyRequest,
    regency: NamedDependency[Regency],
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            description="8-200 printable characters, one for each command. "
            "The same key again is answered as the first time.",
        ),
    ] = None,
    if_match: Annotated[
        str | None,
        HeaderParameter(
            name="If-Match",
            description='The version you saw, as in ETag: "3". Stale: 409.',
        ),
    ] = None,
) -> Call:
    """Return the command's frame.

    Raises:
        BadRequest: the key is missing or unusable, or If-Match is no version.
    """
    key = idempotency_key or ""
    if not _KEY.match(key):
        raise BadRequest(
            [
                FieldError(
                    "Idempotency-Key", "wajib ada: 8-200 huruf tanpa spasi, baru tiap perintah"
                )
            ]
        )
    return Call(request, regency, key, if_match, await request.body())


def provide_actor(request: AnyRequest) -> Actor:
    """Return the caller."""
    actor: Actor = request.scope["user"]
    return actor


def provide_moment(
    regency: NamedDependency[Regency],
    as_of: Annotated[
        str | None,
        QueryParameter(
            description="Known then: a position, or a timestamp with offset (RFC 3339)."
        ),
    ] = None,
    valid_on: Annotated[date | None, QueryParameter(description="True then: a day.")] = None,
) -> Moment:
    """Return the moment a read asks about; without `as_of`, read models are brought to the head.

    Raises:
        BadRequest: `as_of` is neither a position nor a timestamp.
    """
    if as_of is None:
        return Moment(NOW, valid_on)
    if as_of.isdecimal():
        return Moment(min(int(as_of), NOW - 1), valid_on)
    try:
        instant = datetime.fromisoformat(as_of)
    except ValueError as err:
        raise _bad_moment() from err
    if instant.tzinfo is None:
        raise _bad_moment()
    return Moment(regency.engine.position_at(instant), valid_on)


def actor_by_token(regency: Regency, token: str, *, opens: Opens = "account") -> Actor | None:
    """Return whose token this is, None if it opens nothing now."""
    regency.engine.catch_up("accounts")
    with regency.pool.connection() as conn:
        found = by_token(
            conn,
            regency.schema,
            token_hash(token),
            now=_now(),
            today=regency.ledger.today,
            opens=opens,
        )
    return found and with_agreed(regency, found)


def with_agreed(regency: Regency, actor: Actor) -> Actor:
    """Return a partner's officer with where its agreements open single households today."""
    if actor.role != "partner_officer":
        return actor
    regency.engine.catch_up("agreements")
    with regency.pool.connection() as conn:
        areas = open_areas(conn, regency.schema, actor.organisation, regency.ledger.today)
    return replace(actor, agreed=Scope(areas))


def token_hash(token: str) -> str:
    """Return what the log knows of a bearer token: SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _seen(etag: str | None) -> int | None:
    if etag is None or etag == "*":
        return None
    if not (found := _ETAG.match(etag)):
        raise BadRequest([FieldError("If-Match", 'harus versi yang Anda lihat, misalnya "3"')])
    return int(found[1])


def _bad_moment() -> BadRequest:
    return BadRequest(
        [FieldError("?as_of", "harus posisi, atau waktu dengan zona: 2026-11-04T10:00:00+07:00")]
    )


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (whether a token has expired is asked of the clock)
