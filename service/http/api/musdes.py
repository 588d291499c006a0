"""Village meetings: called, attended, shown households, deciding, ratified, signed, sent on."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from service.aggregates.musdes import Musdes
from service.application import NotKnown, Receipt
from service.commands import musdes as commands
from service.http import reads
from service.http.api.household_reads import require_known as require_known_household
from service.http.api.musdes_answers import (
    Edition,
    Ratification,
    ShownRow,
    Verification,
    WaitingCount,
    printed,
    require_known,
    require_session,
    shown_rows,
    verified,
    waiting_counts,
)
from service.http.areas import areas_of, households_within
from service.http.calls import Call
from service.http.doors import Doors
from service.http.paging import Page, Paging
from service.http.problems import OPEN_PROBLEMS
from service.http.reads import AreaAsked, command, question, question_about_one
from service.http.sight import Sight
from service.kernel.roles import Actor
from service.projections import musdes, musdes_sessions
from service.projections.moment import Moment
from service.regency import Regency

Id = FromPath[UUID]
ContentHash: TypeAlias = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{64}$", description="SHA-256 as it is printed, in hex.")
]
EditionAsked: TypeAlias = Annotated[
    Edition, QueryParameter(description="By name, or for the notice board without any name.")
]


class MusdesController(Controller):
    """The meetings of the villages where the caller works."""

    path = "/musdes"
    tags = ("musdes",)

    @command("/", right="musdes.convene")
    def convene(
        self, call: NamedDependency[Call], data: JSONBody[commands.Convene]
    ) -> Response[Receipt]:
        """Call a meeting, or one that puts earlier minutes right."""
        return call.record(partial(commands.convene, ask=data), about=(Musdes, "new"), location=_at)

    @command("/{musdes:uuid}/postponements", right="musdes.postpone")
    def postpone(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Postpone]
    ) -> Response[Receipt]:
        """Hold it on another day, for lack of a quorum or otherwise."""
        return _record(call, musdes, partial(commands.postpone, ask=data))

    @command("/{musdes:uuid}/days", right="musdes.postpone")
    def set_day(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.SetDay]
    ) -> Response[Receipt]:
        """Name the day of a meeting that was put off without one."""
        return _record(call, musdes, partial(commands.set_day, ask=data))

    @command("/{musdes:uuid}/attendances", right="musdes.record_attendance")
    def record_attendance(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.RecordAttendance]
    ) -> Response[Receipt]:
        """Note who came; names are kept sealed, counts by role and sex are not."""
        return _record(call, musdes, partial(commands.record_attendance, ask=data))

    @command("/{musdes:uuid}/presentations", right="musdes.present")
    def present(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Present]
    ) -> Response[Receipt]:
        """Show households, frozen as they stand; shown again, one is decided anew."""
        return _record(call, musdes, partial(commands.present, ask=data))

    @command("/{musdes:uuid}/decisions", right="musdes.decide")
    def decide(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Decide]
    ) -> Response[Receipt]:
        """Note decisions, and with `rest` approve what was found of all others."""
        return _record(call, musdes, partial(commands.decide, ask=data))

    @command("/{musdes:uuid}/dissents", right="musdes.record_dissent")
    def dissent(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Dissent]
    ) -> Response[Receipt]:
        """Note that somebody does not agree; the words are kept sealed."""
        return _record(call, musdes, partial(commands.dissent, ask=data))

    @command("/{musdes:uuid}/ratifications", right="musdes.ratify")
    def ratify(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Ratify]
    ) -> Response[Receipt]:
        """Set the seal on all decisions at once; nobody on what rests on their own testimony."""
        return _record(call, musdes, partial(commands.ratify, ask=data))

    @command("/{musdes:uuid}/signatures", right="musdes.sign")
    def sign(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Sign]
    ) -> Response[Receipt]:
        """Sign the minutes, or note a signature on paper."""
        return _record(call, musdes, partial(commands.sign, ask=data))

    @command("/{musdes:uuid}/forwardings", right="musdes.forward")
    def forward(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Forward]
    ) -> Response[Receipt]:
        """Send the signed minutes to the camat, then to Dinsos."""
        return _record(call, musdes, partial(commands.forward, ask=data))

    @command("/{musdes:uuid}/answers", right="musdes.answer")
    def answer(
        self, call: NamedDependency[Call], musdes: Id, data: JSONBody[commands.Answer]
    ) -> Response[Receipt]:
        """Note what the camat or Dinsos answered."""
        return _record(call, musdes, partial(commands.answer, ask=data))

    @question("/", right="musdes.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
    ) -> Page[musdes_sessions.Session]:
        """Meetings, the one that was called last first."""
        key = reads.after(paging, int)
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "musdes")
        with regency.reading(actor) as conn:
            found = musdes_sessions.find(
                conn,
                regency.schema,
                areas=areas,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(found, lambda row: (row.position,), position)

    @question("/waiting", right="musdes.read")
    def waiting(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
        before: Annotated[
            date | None, QueryParameter(description="Overdue: found before this day.")
        ] = None,
    ) -> Sequence[WaitingCount]:
        """By village, the households whose verdict no meeting has ratified."""
        reads.caught_up(regency, moment, "musdes")
        return waiting_counts(regency, actor, areas_of(actor, area), moment, before=before)

    @question("/waiting/households", right="musdes.read")
    def waiting_households(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
    ) -> Page[musdes.Waiting]:
        """The households of one area that wait for a meeting, by id."""
        key = reads.after(paging, str)
        areas = households_within(actor, area)
        position = reads.caught_up(regency, moment, "musdes")
        after = reads_id(key[0]) if key else None
        found: list[musdes.Waiting] = []
        with regency.reading(actor) as conn:
            for one in areas:
                found += musdes.waiting(
                    conn, regency.schema, one, moment, after=after, limit=paging.limit + 1
                )
        found = sorted(found, key=lambda one: one.household)[: paging.limit + 1]
        return paging.page(found, lambda row: (str(row.household),), position)

    @question("/households/{household:uuid}", right="households.read")
    def about_household(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
    ) -> Ratification:
        """How far what is known of a household was ratified, and by which minutes."""
        village = require_known_household(regency, actor, household)
        position = reads.caught_up(regency, moment, "musdes")
        with regency.reading(actor) as conn:
            found = musdes.decisions_on(conn, regency.schema, [household], moment)
            waits = musdes.is_waiting(conn, regency.schema, household, village, moment)
        decisions = found.get(household, [])
        is_ratified = any(one.decision != "send_back" for one in decisions) and not waits
        return Ratification(
            household=household,
            is_ratified=is_ratified,
            is_waiting=waits,
            decisions=decisions,
            position=position,
        )

    @question_about_one("/{musdes:uuid}", right="musdes.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        musdes: Id,
    ) -> Response[musdes_sessions.Session]:
        """One meeting as far as it had come."""
        headers = reads.versioned(regency, moment, Musdes, musdes)
        return reads.answered(require_session(regency, actor, musdes, moment), headers)

    @question("/{musdes:uuid}/rows", right="musdes.read")
    def rows(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        musdes: Id,
    ) -> Page[ShownRow]:
        """The households that were shown, in that order, and what was decided so far."""
        require_known(regency, actor, musdes)
        key = reads.after(paging, int)
        start = max(0, key[0]) if key else 0
        _, known = regency.ledger.look(Musdes, musdes)
        numbered = list(enumerate(shown_rows(known), start=1))[start:][: paging.limit + 1]
        page = paging.page(numbered, lambda row: (row[0],), regency.log.head())
        return Page(items=[row for _, row in page.items], position=page.position, next=page.next)

    @question("/{musdes:uuid}/minutes.pdf", right="musdes.read", media_type="application/pdf")
    def minutes(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        doors: NamedDependency[Doors],
        musdes: Id,
        edition: EditionAsked = "posting",
    ) -> Response[bytes]:
        """The berita acara as PDF; by name it needs a `purpose` and goes on record."""
        require_known(regency, sight.actor, musdes)
        return printed(regency, sight, doors, musdes, edition)

    @get(
        "/verifications/{content_hash:str}",
        sync_to_thread=True,
        responses=OPEN_PROBLEMS,
        opt={"public": True, "strangers": "counted"},
    )
    def verify(self, regency: NamedDependency[Regency], content_hash: ContentHash) -> Verification:
        """Which minutes have this hash, and since when; anybody may ask, no name is told."""
        return verified(regency, content_hash)


def reads_id(text: str) -> UUID:
    """Return an id from a cursor.

    Raises:
        NotKnown: it is none.
    """
    try:
        return UUID(text)
    except ValueError as err:
        raise NotKnown from err


def _record(call: Call, musdes: UUID, command: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(command, musdes=musdes),
        about=(Musdes, musdes),
        location=lambda _: _at(str(musdes)),
    )


def _at(musdes: str) -> str:
    return f"/api/v1/musdes/{musdes}"
