"""What a request may see of names: masked, unless it says for what, and then on record.

    purpose given → allowed to this role → opened where names may be read → recorded → shown

A program says its purpose with each request (`?purpose=`); a page takes the one that was chosen for
the session, for half an hour. Nothing is shown that is not on record: the look is written before
the answer is, and a record that can't be written is a 503.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from service.accesslog.looks import AccessLog, Kind
from service.http.problems import BadRequest, FieldError
from service.kernel.purposes import PURPOSES, Purpose, names_somebody
from service.kernel.roles import Actor, Scope
from service.policies import access
from service.projections import agreements
from service.regency import Regency
from service.sessions.session import Session

AnyRequest = Request[Any, Any, Any]

Names: TypeAlias = Literal["open", "masked"]

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$(?!\n)"


class Sight(Struct, frozen=True, kw_only=True):
    """What one request may see of names, by whom and for what.

    Args:
        actor: of a partner, `agreed` is narrowed to where the agreement allows this purpose.
        purpose: None shows masks everywhere.
        reference: the number of the letter or case it is for.
    """

    actor: Actor
    log: AccessLog
    purpose: Purpose | None
    reference: str
    channel: Literal["api", "page"]

    def names_for(self, village: str) -> Names:
        """Return how names of a village are shown."""
        is_open = self.purpose is not None and access.may_read_names(self.actor, village)
        return "open" if is_open else "masked"

    def required(self) -> Purpose:
        """Return the purpose.

        Raises:
            BadRequest: there is none, and nothing is left when masked.
        """
        if self.purpose is None:
            raise BadRequest(
                [FieldError("?purpose", f"isi salah satu dari: {', '.join(PURPOSES)}")]
            )
        return self.purpose

    def record(self, subjects: Iterable[UUID], *, kind: Kind = "read") -> int | None:
        """Record whose names are about to be shown; a look at nobody is recorded if it searched.

        Returns:
            The number of the look, None if there was none.

        Raises:
            LookUnrecorded: nothing may be shown.
        """
        seen = set(subjects)
        if self.purpose is None or not (seen or kind in {"search", "export"}):
            return None
        return self.log.record(
            self.actor,
            kind=kind,
            subjects=seen,
            purpose=self.purpose,
            reference=self.reference,
            channel=self.channel,
        )


def provide_sight(
    actor: NamedDependency[Actor],
    regency: NamedDependency[Regency],
    purpose: Annotated[
        Purpose | None,
        QueryParameter(description="What names are opened for; left out, they are masked."),
    ] = None,
    reference: Annotated[
        str | None,
        QueryParameter(
            max_length=100,
            pattern=_PRINTABLE,
            description="Number of the letter or case it is for; never a NIK.",
        ),
    ] = None,
) -> Sight:
    """Return what a program's request may see.

    Raises:
        BadRequest: the reference holds a NIK.
        PurposeNotAllowed: the purpose is not for this role.
    """
    require_nobody_named(reference or "")
    return sight(regency, actor, purpose, reference or "", channel="api")


def provide_page_sight(
    request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
) -> Sight:
    """Return what a page may see: for the purpose that was chosen for the session, if it lasts."""
    found = request.scope.get("session")
    session = found if isinstance(found, Session) else None
    chosen = session.purpose_at(regency.ledger.clock()) if session else ""
    for purpose in PURPOSES:
        if purpose == chosen and purpose in access.purposes_of(actor):
            return sight(regency, actor, purpose, "", channel="page")
    return sight(regency, actor, None, "", channel="page")


def sight(
    regency: Regency,
    actor: Actor,
    purpose: Purpose | None,
    reference: str,
    *,
    channel: Literal["api", "page"],
) -> Sight:
    """Return what an actor may see for a purpose.

    Raises:
        PurposeNotAllowed: the purpose is not for this role.
    """
    if purpose is not None:
        access.require_purpose(actor, purpose)
        if actor.role == "partner_officer":
            regency.engine.catch_up("agreements")
            with regency.reading(actor) as conn:
                areas = agreements.open_areas(
                    conn,
                    regency.schema,
                    actor.organisation,
                    regency.ledger.today,
                    purpose=purpose,
                )
            actor = replace(actor, agreed=Scope(areas))
    return Sight(
        actor=actor,
        log=regency.access_log,
        purpose=purpose,
        reference=reference.strip(),
        channel=channel,
    )


def require_nobody_named(reference: str, field: str = "?reference") -> None:
    """Refuse a reference with a population number in it: it is kept in the open, for ever.

    Raises:
        BadRequest: as told.
    """
    if names_somebody(reference):
        raise BadRequest([FieldError(field, "tidak boleh memuat NIK atau nomor KK")])
