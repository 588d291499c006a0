"""Reading households: many at once, through time, and by a number."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.household import Household
from service.application import NotKnown
from service.commands.requests import Part, PopulationNumber
from service.http import reads
from service.http.api.household_answers import shown_name
from service.http.areas import hidden_from, households_within
from service.http.paging import Page, Paging
from service.http.problems import PROBLEMS, BadRequest, FieldError
from service.http.reads import AreaAsked, question
from service.http.sight import Names, Sight
from service.kernel.people import Kk, Nik, read_kk, read_nik
from service.kernel.roles import Actor
from service.kernel.row_problems import explain
from service.kernel.verdicts import STATUS_LABELS, HouseholdStatus
from service.policies import access
from service.projections import names, statuses
from service.projections.moment import PRESENT, Moment
from service.projections.statuses import StatusLine
from service.regency import Regency


class HouseholdLine(Struct, frozen=True, kw_only=True):
    """One household of a list.

    Args:
        head: name of its head, masked unless it was opened for a purpose.
        persons: members who belong to it.
        occurred_on, status_position: the day and the event that the status rests on.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    head: str
    names: Names
    persons: int
    occurred_on: date
    status_position: int


class HistoryLine(Struct, frozen=True, kw_only=True):
    """What one event said of a household: where it lives, how it stands, how many belong to it."""

    village: str
    status: HouseholdStatus
    label: str
    persons: int
    epoch: int
    occurred_on: date
    position: int


class History(Struct, frozen=True, kw_only=True):
    """All that was said of how a household stands; of all lines, the last one counts.

    Args:
        position: the last event this answer takes into account.
    """

    household: UUID
    lines: Sequence[HistoryLine]
    position: int


class LookUp(Part, frozen=True, kw_only=True):
    """A NIK or a KK number, one of the two. In the body, for an address ends up in logs."""

    nik: PopulationNumber = ""
    kk_number: PopulationNumber = ""


class Found(Struct, frozen=True, kw_only=True):
    """Whose a number is.

    Args:
        person: None for a KK number.
    """

    household: UUID
    village: str
    person: UUID | None = None


class HouseholdReadsController(Controller):
    """Lists and look-ups; every one within the caller's areas."""

    path = "/households"
    tags = ("households",)

    @question("/", right="households.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        status: Annotated[
            list[HouseholdStatus] | None, QueryParameter(description="Only these; repeatable.")
        ] = None,
    ) -> Page[HouseholdLine]:
        """Households by village area and id, each with its head."""
        areas = households_within(actor, area)
        key = reads.after(paging, str, str)
        position = reads.caught_up(regency, moment, "statuses")
        found = _lines(
            regency,
            actor,
            areas,
            moment,
            status=status,
            hidden=hidden_from(regency, actor),
            key=key,
            limit=paging.limit + 1,
        )
        page = paging.page(found, lambda row: (row[0], str(row[1].household)), position)
        lines = [line for _, line in page.items]
        heads = heads_shown(regency, sight, {line.household: line.village for line in lines})
        return Page(
            items=[_line(line, heads[line.household]) for line in lines],
            position=page.position,
            next=page.next,
        )

    @question("/{household:uuid}/history", right="households.read")
    def history(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
    ) -> History:
        """How a household stood, event by event."""
        require_known(regency, actor, household)
        position = reads.caught_up(regency, moment, "statuses")
        # From its own stream: where it lived before is not for every reader of tables.
        upto = min(moment.position, position)
        told = regency.log.history(Household.stream(household), upto)
        lines = statuses.lines_of(told, moment)
        if not lines:
            raise NotKnown
        return History(
            household=household, lines=[_history_line(line) for line in lines], position=position
        )

    @post(
        "/lookups",
        sync_to_thread=True,
        status_code=200,
        responses=PROBLEMS,
        opt=reads.rights("households.read"),
    )
    def look_up(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        data: JSONBody[LookUp],
    ) -> Found:
        """Find the household of a NIK or a KK number; 404 where names may not be read.

        Every search goes on record, with its `purpose`; one that found nobody, too.
        """
        sight.required()
        kind, digits = _number(regency, data)
        held = regency.log.claims([regency.vault.blind(kind, digits)])
        village = _village_of(regency, sight, held[0].household) if held else None
        if village is None:
            sight.record((), kind="search")
            raise NotKnown
        sight.record({held[0].household, held[0].subject}, kind="search")
        return Found(
            household=held[0].household,
            village=village,
            person=held[0].subject if kind == "nik" else None,
        )


def require_known(regency: Regency, actor: Actor, household: UUID) -> str:
    """Return the village a household lives in now, if it is the actor's to know.

    Raises:
        NotKnown, OutOfScope: there is none, or it lives elsewhere by now; answered alike.
    """
    _, known = regency.ledger.look(Household, household)
    if known.id is None:
        raise NotKnown
    access.require_household(actor, known.village, is_restricted=known.is_restricted)
    return known.village


def heads_shown(
    regency: Regency, sight: Sight, villages: Mapping[UUID, str]
) -> dict[UUID, tuple[str, Names]]:
    """Return the name of each household's head as it may be shown, and how; open ones on record.

    Args:
        villages: where each household lives.

    Raises:
        KeysUnavailable: the key database does not answer.
        LookUnrecorded: the look can't be recorded.
    """
    heads = names.open_heads(regency.log, villages, PRESENT)
    told = {household: sight.names_for(village) for household, village in villages.items()}
    sight.record(
        heads[household].person
        for household, how in told.items()
        if how == "open" and heads[household].identity is not None
    )
    return {
        household: (shown_name(heads[household].name, how), how) for household, how in told.items()
    }


def _village_of(regency: Regency, sight: Sight, household: UUID) -> str | None:
    """Return where a household lives, None if its names are not to be read."""
    try:
        village = require_known(regency, sight.actor, household)
    except (NotKnown, access.OutOfScope):
        return None
    return village if sight.names_for(village) == "open" else None


def _lines(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    moment: Moment,
    *,
    status: Sequence[HouseholdStatus] | None,
    hidden: Collection[UUID],
    key: Sequence[str] | None,
    limit: int,
) -> list[tuple[str, StatusLine]]:
    """Return up to `limit` households past a key, area by area."""
    found: list[tuple[str, StatusLine]] = []
    with regency.reading(actor) as conn:
        for area in areas:
            if (key and area < key[0]) or len(found) >= limit:
                continue
            lines = statuses.households(
                conn,
                regency.schema,
                area,
                moment,
                statuses=status or None,
                hidden=hidden,
                after=uuid_in(key[1]) if key and key[0] == area else None,
                limit=limit - len(found),
            )
            found += [(area, line) for line in lines]
    return found


def _line(line: StatusLine, head: tuple[str, Names]) -> HouseholdLine:
    return HouseholdLine(
        household=line.household,
        village=line.village,
        status=line.status,
        head=head[0],
        names=head[1],
        persons=line.persons,
        occurred_on=line.occurred_on,
        status_position=line.position,
    )


def _history_line(line: StatusLine) -> HistoryLine:
    return HistoryLine(
        village=line.village,
        status=line.status,
        label=STATUS_LABELS[line.status],
        persons=line.persons,
        epoch=line.epoch,
        occurred_on=line.occurred_on,
        position=line.position,
    )


def uuid_in(text: str) -> UUID:
    """Return an id from a cursor.

    Raises:
        BadRequest: the cursor is of another list.
    """
    try:
        return UUID(text)
    except ValueError as err:
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")]) from err


def _number(regency: Regency, asked: LookUp) -> tuple[Literal["nik", "kk"], str]:
    """Return which number was asked for, in its digits.

    Raises:
        BadRequest: none, both, or one that can't be.
    """
    if bool(asked.nik.strip()) == bool(asked.kk_number.strip()):
        raise BadRequest([FieldError("nik", "isi salah satu: nik atau kk_number")])
    read: Nik | Kk
    if asked.nik.strip():
        field, read = "nik", read_nik(asked.nik, today=regency.ledger.today)
    else:
        field, read = "kk_number", read_kk(asked.kk_number)
    if read.problems or read.temporary:
        codes = read.problems or read.warnings
        raise BadRequest([FieldError(field, explain(code).title) for code in codes])
    return "nik" if field == "nik" else "kk", read.digits
