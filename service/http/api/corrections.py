"""Corrections of a list that go back to its owner: counted, downloaded, sent, answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.correction import Correction
from service.application import NotKnown, Receipt
from service.commands import corrections as commands
from service.commands.requests import VILLAGE
from service.exchange.correction_returns import (
    Returned,
    Wrong,
    as_sheet,
    opened_for,
    returned,
    subjects,
)
from service.exchange.exports import marks
from service.http import reads
from service.http.areas import areas_of
from service.http.calls import Call
from service.http.downloads import Format, download
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question
from service.http.sight import Sight
from service.kernel.roles import Actor
from service.policies import access
from service.projections import corrections, lists, sentences
from service.projections.lists import Batch
from service.projections.moment import PRESENT, Moment
from service.regency import Regency

Id = FromPath[UUID]
VillageNamed: TypeAlias = Annotated[
    str, QueryParameter(pattern=VILLAGE, description="Kemendagri code with dots.")
]

FileAsked: TypeAlias = Annotated[
    Format, QueryParameter(name="format", description="As which kind of file: `csv` or `xlsx`.")
]


class CorrectionLine(Struct, frozen=True, kw_only=True):
    """A row of the list that is wrong, without a name."""

    row_no: int
    household: UUID
    wrong: Wrong
    occurred_on: date
    authority: str
    minutes: str


class Correctable(Struct, frozen=True, kw_only=True):
    """What is wrong with a village's part of a list.

    Args:
        rows: of the list in this village; the dead and the moved among them are the invalid rate.
        invalid_percent: as people here read it.
        ratified: how many of the corrections a village meeting has decided.
    """

    list: UUID
    village: str
    rows: int
    deceased: int
    moved: int
    invalid_percent: str
    ratified: int
    counts: Mapping[Wrong, int]
    lines: Sequence[CorrectionLine]
    content_hash: str
    position: int


class CorrectionsController(Controller):
    """What villages give back of the lists they were given."""

    path = "/corrections"
    tags = ("corrections",)

    @command("/", right="corrections.send")
    def send(
        self, call: NamedDependency[Call], data: JSONBody[commands.Return]
    ) -> Response[Receipt]:
        """Note that the corrections as they are now went to the owner of the list."""
        return call.record(
            sending(call.regency, call.actor, data),
            about=(Correction, "new"),
            location=lambda correction: f"/api/v1/corrections/{correction}",
        )

    @command("/{correction:uuid}/answers", right="corrections.answer")
    def answer(
        self,
        call: NamedDependency[Call],
        correction: Id,
        data: JSONBody[commands.AnswerCorrection],
    ) -> Response[Receipt]:
        """Note what the owner of the list answered."""
        return call.record(
            partial(commands.answer, correction=correction, ask=data),
            about=(Correction, correction),
            location=lambda _: f"/api/v1/corrections/{correction}",
        )

    @question("/", right="corrections.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        batch: Annotated[
            UUID | None, QueryParameter(name="list", description="Only of this list.")
        ] = None,
    ) -> Page[corrections.Sending]:
        """What was sent, the newest first, and the latest answer to each."""
        key = reads.after(paging, int)
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "corrections")
        with regency.reading(actor) as conn:
            found = corrections.find(
                conn,
                regency.schema,
                batch=batch,
                areas=areas,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(found, lambda row: (row.position,), position)

    @question("/preview", right="corrections.read")
    def preview(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        batch: Annotated[UUID, QueryParameter(name="list")],
        village: VillageNamed,
    ) -> Correctable:
        """The rows of a list in a village that are wrong, without names."""
        require_batch(regency, actor, batch)
        found = found_in(regency, actor, batch, village, moment)
        return Correctable(
            list=batch,
            village=village,
            rows=found.tally.rows,
            deceased=found.tally.deceased,
            moved=found.tally.moved,
            invalid_percent=found.invalid_rate,
            ratified=found.tally.ratified,
            counts=found.counts,
            lines=[
                CorrectionLine(
                    row_no=line.row_no,
                    household=line.household,
                    wrong=line.wrong,
                    occurred_on=line.on,
                    authority=line.authority,
                    minutes=line.minutes,
                )
                for line in found.lines
            ],
            content_hash=found.content_hash,
            position=found.position,
        )

    @question("/file", right="corrections.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        batch: Annotated[UUID, QueryParameter(name="list")],
        village: VillageNamed,
        kind: FileAsked = "csv",
    ) -> Response[bytes]:
        """The corrections as they are now, by name; needs a `purpose` and goes on record."""
        return by_name(regency, sight, batch, village, kind)

    @question("/{correction:uuid}", right="corrections.read")
    def one(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        correction: Id,
    ) -> corrections.Sending:
        """What was sent once."""
        return require_sending(regency, actor, correction, moment)

    @question("/{correction:uuid}/file", right="corrections.read", media_type="text/csv")
    def file_as_sent(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        correction: Id,
        kind: FileAsked = "csv",
        again: FromQuery[bool] = False,
    ) -> Response[bytes]:
        """The file as it was sent; with `again`, as it would be now."""
        sent = require_sending(regency, sight.actor, correction, Moment())
        upto = None if again else sent.upto
        return by_name(regency, sight, sent.list, sent.village, kind, upto=upto)


def sending(regency: Regency, actor: Actor, ask: commands.Return) -> partial[UUID]:
    """Return the command that sends, told what the file says now.

    Raises:
        OutOfScope: the village is not the actor's.
    """
    access.require(actor, "corrections.send", village=ask.village)
    found = found_in(regency, actor, ask.list, ask.village, PRESENT)
    return partial(commands.send, ask=ask, made=found.made)


def found_in(regency: Regency, actor: Actor, batch: UUID, village: str, moment: Moment) -> Returned:
    """Return what is wrong with a village's part of a list.

    Raises:
        OutOfScope: its households are not the actor's to know.
    """
    access.require_village(actor, village)
    access.require_household(actor, village)
    upto = min(moment.position, regency.engine.catch_up("corrections", "statuses", "musdes"))
    with regency.reading(actor) as conn:
        return returned(regency, conn, batch, village, Moment(upto, moment.valid_on))


def by_name(
    regency: Regency,
    sight: Sight,
    batch: UUID,
    village: str,
    kind: Format,
    *,
    upto: int | None = None,
) -> Response[Any]:
    """Return the corrections as a file by name; the look is on record first.

    Args:
        upto: as known at this position; None for now.

    Raises:
        BadRequest: there is no purpose.
        OutOfScope, NotKnown: names of the village are not to be read, or there is no such list.
        LookUnrecorded: it can't be put on record.
    """
    purpose = sight.required()
    if sight.names_for(village) != "open":
        raise access.OutOfScope(village=village)
    known = require_batch(regency, sight.actor, batch)
    moment = PRESENT if upto is None else Moment(upto)
    found = found_in(regency, sight.actor, batch, village, moment)
    opened = opened_for(regency, found)
    number = sight.record(subjects(found, opened), kind="export")
    assert number is not None, "a purpose was given, so there is a look"
    on_top = marks(sight.actor, number, purpose, sight.reference, regency.ledger.clock())
    called = sentences.place_names(regency.code).get(village, village)
    return download(as_sheet(found, opened, known, called, on_top), kind)


def require_batch(regency: Regency, actor: Actor, batch: UUID) -> Batch:
    """Return a list.

    Raises:
        NotKnown: there is none.
    """
    regency.engine.catch_up("lists")
    with regency.reading(actor) as conn:
        found = lists.one(conn, regency.schema, batch)
    if found is None:
        raise NotKnown
    return found


def require_sending(
    regency: Regency, actor: Actor, correction: UUID, moment: Moment
) -> corrections.Sending:
    """Return what was sent once, if it is the actor's to know.

    Raises:
        NotKnown: there is none, or it is not; answered alike.
    """
    reads.caught_up(regency, moment, "corrections")
    with regency.reading(actor) as conn:
        found = corrections.one(conn, regency.schema, correction, moment)
    if found is None or not actor.scope.covers(found.village):
        raise NotKnown
    return found
