"""Proposals, objections and appeals: taken in with a receipt, answered within their days."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.petition import (
    Petition,
    PetitionEvent,
    PetitionKind,
    PetitionReceived,
    Ruling,
)
from service.application import NotKnown, Receipt
from service.commands import petitions as commands
from service.http import reads
from service.http.areas import households_within
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question, question_about_one
from service.http.sight import Names, Sight
from service.kernel.people import mask_name
from service.kernel.privacy import Private
from service.kernel.roles import Actor
from service.policies import access
from service.projections import petitions
from service.projections.moment import Moment
from service.projections.names import ERASED
from service.projections.petitions import Asked
from service.regency import Regency

Id = FromPath[UUID]
HIDDEN = "•••"


class PetitionLine(petitions.Petition, frozen=True, kw_only=True):
    """A petition with its clock.

    Args:
        working_days_left: below nought once it is late; None when no answer is due.
    """

    working_days_left: int | None
    is_late: bool


class Said(Struct, frozen=True, kw_only=True):
    """What was said at one step: by the resident, or by whoever examined.

    Args:
        advice: how whoever examined would decide; None of everybody else.
    """

    step: str
    on: date
    text: str
    advice: Ruling | None = None


class PetitionAnswer(Struct, frozen=True, kw_only=True):
    """One petition with what was said, open or masked.

    Args:
        petitioner, contact: masked and empty for whoever has no purpose for them.
    """

    petition: PetitionLine
    names: Names
    petitioner: str
    contact: str
    said: Sequence[Said]


class PetitionsController(Controller):
    """Taken in wherever people come; who examines does not decide."""

    path = "/petitions"
    tags = ("petitions",)

    @command("/", right="petitions.receive")
    def receive(
        self, call: NamedDependency[Call], data: JSONBody[commands.ReceivePetition]
    ) -> Response[Receipt]:
        """Take a proposal or an objection in; its days start now."""
        return call.record(
            partial(commands.receive, ask=data), about=(Petition, "new"), location=_at
        )

    @command("/{petition:uuid}/examinations", right="petitions.examine")
    def examine(
        self, call: NamedDependency[Call], petition: Id, data: JSONBody[commands.Examine]
    ) -> Response[Receipt]:
        """Say what was found and what should be decided."""
        return _record(call, petition, partial(commands.examine, ask=data))

    @command("/{petition:uuid}/decisions", right="petitions.decide")
    def decide(
        self, call: NamedDependency[Call], petition: Id, data: JSONBody[commands.DecidePetition]
    ) -> Response[Receipt]:
        """Accept or reject; a registration or a verdict that follows is in the same save."""
        return _record(call, petition, partial(commands.decide, ask=data))

    @command("/{petition:uuid}/appeals", right="petitions.receive")
    def appeal(
        self, call: NamedDependency[Call], petition: Id, data: JSONBody[commands.Appeal]
    ) -> Response[Receipt]:
        """Take in that the resident does not accept the decision."""
        return _record(call, petition, partial(commands.appeal, ask=data))

    @question("/", right="petitions.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        kind: Annotated[PetitionKind | None, QueryParameter(description="Only these.")] = None,
        number: Annotated[
            str | None, QueryParameter(max_length=40, description="Of the resident's receipt.")
        ] = None,
        is_open: Annotated[
            bool | None, QueryParameter(description="Those whose answer is due, or is not.")
        ] = None,
        is_late: Annotated[
            bool | None, QueryParameter(description="Only those that are late, if it is true.")
        ] = None,
    ) -> Page[PetitionLine]:
        """Petitions, the one whose answer is due first first."""
        key = reads.after(paging, str, int)
        position = reads.caught_up(regency, moment, "petitions")
        asked = Asked(
            areas=households_within(actor, area),
            kind=kind,
            number=number,
            is_open=True if is_late else is_open,
            late_on=regency.ledger.today if is_late else None,
        )
        with regency.reading(actor) as conn:
            rows = petitions.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=(reads.day_in(key[0]), key[1]) if key else None,
            )
        found = paging.page(rows, lambda row: (row.due_on.isoformat(), row.position), position)
        return Page(
            items=[line_of(one, regency.ledger.today) for one in found.items],
            position=found.position,
            next=found.next,
        )

    @question_about_one("/{petition:uuid}", right="petitions.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        petition: Id,
    ) -> Response[PetitionAnswer]:
        """One petition; what the resident said is masked unless a `purpose` opens it."""
        headers = reads.versioned(regency, moment, Petition, petition)
        return reads.answered(answer_of(regency, actor, sight, petition, moment), headers)


def answer_of(
    regency: Regency, actor: Actor, sight: Sight, petition: UUID, moment: Moment
) -> PetitionAnswer:
    """Return a petition with what was said; opened words go on record.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
        KeysUnavailable, LookUnrecorded: nothing may be opened.
    """
    position = reads.caught_up(regency, moment, "petitions")
    with regency.reading(actor) as conn:
        found = petitions.find(
            conn, regency.schema, Asked(petition=petition), moment=moment, limit=1
        )
    if not found:
        raise NotKnown
    [known] = found
    access.require_household(actor, known.village)
    history = regency.log.history(Petition.stream(petition), min(moment.position, position))
    told: list[tuple[PetitionEvent, Private[Any]]] = []
    who: Private[Any] | None = None
    for one in history:
        event: PetitionEvent = one.event
        sealed = getattr(event, "words", None) or getattr(event, "findings", None)
        if isinstance(sealed, Private):
            told.append((event, sealed))
        if isinstance(event, PetitionReceived):
            who = event.petitioner
    how = sight.names_for(known.village)
    said, name, contact = _opened(regency, told, who, how)
    if how == "open":
        sight.record([known.household] if known.household else [petition])
    return PetitionAnswer(
        petition=line_of(known, regency.ledger.today),
        names=how,
        petitioner=name,
        contact=contact,
        said=said,
    )


def line_of(one: petitions.Petition, today: date) -> PetitionLine:
    """Return a petition with its clock."""
    left = one.days_left(today)
    told = {name: getattr(one, name) for name in one.__struct_fields__}
    is_late = one.is_open and one.due_on < today
    return PetitionLine(**told, working_days_left=left, is_late=is_late)


def _opened(
    regency: Regency,
    told: list[tuple[PetitionEvent, Private[Any]]],
    who: Private[Any] | None,
    how: Names,
) -> tuple[list[Said], str, str]:
    """Return what was said and who asked, in the open or masked."""
    assert who is not None, "a petition begins with who asks"
    *notes, asker = regency.vault.open_all([*(sealed for _, sealed in told), who])
    texts = [note.text if note is not None else ERASED for note in notes]
    said = [
        Said(
            step=event.tag.partition(".")[2],
            on=event.occurred_on,
            text=text if how == "open" or text == ERASED else HIDDEN,
            advice=getattr(event, "advice", None),
        )
        for (event, _), text in zip(told, texts, strict=True)
    ]
    if asker is None:
        return said, ERASED, ""
    if how == "masked":
        return said, mask_name(asker.name), ""
    return said, asker.name, asker.contact


def _record(call: Call, petition: UUID, command: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(command, petition=petition),
        about=(Petition, petition),
        location=lambda _: _at(str(petition)),
    )


def _at(petition: str) -> str:
    return f"/api/v1/petitions/{petition}"
