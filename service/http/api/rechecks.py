"""Re-checks: drawn by a rule that anybody can follow, looked at by somebody else."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from service.aggregates.recheck import Recheck
from service.application import NotKnown, Receipt
from service.commands import rechecks as commands
from service.exchange import quality
from service.http import reads
from service.http.areas import households_within
from service.http.calls import Call
from service.http.reads import AreaAsked, command, question, question_about_one
from service.kernel.roles import Actor
from service.kernel.row_codes import row_code
from service.kernel.verdicts import HouseholdStatus
from service.policies import access, sampling
from service.projections import rechecks
from service.projections.moment import Moment
from service.projections.rechecks import RecheckRow
from service.regency import Regency


class Draws(Struct, frozen=True, kw_only=True):
    """Draws with households in the caller's areas, the newest first."""

    items: Sequence[rechecks.Recheck]
    position: int


class DrawnHousehold(Struct, frozen=True, kw_only=True):
    """A household that was drawn.

    Args:
        code: of its row on paper.
        ticket: what it drew, SHA-256 in hex; the lowest are looked at again.
        first, first_by: what the first look said and whose it was; told once somebody has looked
            again, for whoever knows the first answer is tempted to give it.
    """

    household: UUID
    village: str
    code: str
    ticket: str
    first: HouseholdStatus | None
    first_by: str | None
    found: HouseholdStatus | None
    agrees: bool | None
    checked_by: str | None
    checked_on: date | None
    checked_at: int | None


class DrawAnswer(Struct, frozen=True, kw_only=True):
    """A draw with the households the caller may know of.

    Args:
        period: as the rule writes it.
    """

    draw: rechecks.Recheck
    period: str
    households: Sequence[DrawnHousehold]
    position: int


class Reproduced(Struct, frozen=True, kw_only=True):
    """Whether the rule, followed again on what was known then, draws the same households.

    Args:
        text: what is hashed for each household.
        out_of: how many are in the draw by the log; drawn, whom the rule takes.
    """

    rule: str
    text: str
    out_of: int
    drawn: Sequence[UUID]
    is_same: bool


class RechecksController(Controller):
    """A second look measures the first one; it changes no household."""

    path = "/rechecks"
    tags = ("rechecks",)

    @command("/", right="rechecks.draw")
    def draw(
        self,
        call: NamedDependency[Call],
        data: JSONBody[commands.Draw],
    ) -> Response[Receipt]:
        """Draw five in a hundred of the households that were looked at in a period."""
        recheck = commands.recheck_id(data)
        there = partial(quality.population, call.regency, call.actor)
        return call.record(
            partial(commands.draw, ask=data, population=there),
            about=(Recheck, recheck),
            location=_at,
        )

    @command("/{recheck:uuid}/findings", right="rechecks.record")
    def record(
        self,
        call: NamedDependency[Call],
        recheck: FromPath[UUID],
        data: JSONBody[commands.Record],
    ) -> Response[Receipt]:
        """Say how a household that was drawn stands; never the own verdict."""
        return call.record(
            partial(commands.record, recheck=recheck, ask=data),
            about=(Recheck, recheck),
            location=lambda _: _at(str(recheck)),
        )

    @question("/", right="coverage.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
    ) -> Draws:
        """Draws, and how far each has been looked at."""
        areas = households_within(actor, area)
        position = reads.caught_up(regency, moment, "rechecks")
        with regency.reading(actor) as conn:
            found = rechecks.find(conn, regency.schema, areas=areas, moment=moment)
        return Draws(items=found, position=position)

    @question_about_one("/{recheck:uuid}", right="coverage.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        recheck: FromPath[UUID],
    ) -> Response[DrawAnswer]:
        """One draw: whom the rule took, and what the second look found."""
        headers = reads.versioned(regency, moment, Recheck, recheck)
        position = reads.caught_up(regency, moment, "rechecks", "verifications")
        draw, rows = opened(regency, actor, recheck, moment)
        period = sampling.period_of(draw.since, draw.until)
        answer = DrawAnswer(
            draw=draw,
            period=period,
            households=[drawn(draw, one) for one in rows],
            position=position,
        )
        return reads.answered(answer, headers)

    @question("/{recheck:uuid}/proof", right="coverage.read")
    def proof(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        recheck: FromPath[UUID],
    ) -> Reproduced:
        """Follow the rule again, on what was known when it was drawn."""
        regency.engine.catch_up("rechecks", "verifications")
        draw, _ = opened(regency, actor, recheck, Moment())
        return reproduced(regency, actor, draw)


def opened(
    regency: Regency, actor: Actor, recheck: UUID, moment: Moment
) -> tuple[rechecks.Recheck, list[RecheckRow]]:
    """Return a draw and its households, as far as they are the actor's to know.

    Raises:
        NotKnown: there is none, or none of it is.
    """
    with regency.reading(actor) as conn:
        found = rechecks.find(conn, regency.schema, recheck=recheck, moment=moment, limit=1)
        rows = rechecks.rows(conn, regency.schema, recheck, moment)
    if not found:
        raise NotKnown
    return found[0], rows


def reproduced(regency: Regency, actor: Actor, draw: rechecks.Recheck) -> Reproduced:
    """Return whether the rule draws the same households again.

    Raises:
        OutOfScope: the draw is of a wider area than the actor's.
    """
    access.require_household(actor, draw.area)
    _, known = regency.ledger.look(Recheck, draw.recheck)
    ask = commands.Draw(area=draw.area, since=draw.since, until=draw.until, list=draw.list)
    there = quality.population(regency, actor, ask, upto=draw.upto)
    period = sampling.period_of(draw.since, draw.until)
    again = sampling.drawn(draw.list, period, [one.household for one in there.households])
    return Reproduced(
        rule=sampling.RULE,
        text=f"{draw.list or '-'}|{period}|<household>",
        out_of=len(there.households),
        drawn=again,
        is_same=again == list(known.sampled) and len(there.households) == draw.out_of,
    )


def drawn(draw: rechecks.Recheck, row: RecheckRow) -> DrawnHousehold:
    """Return a household that was drawn; what the first look said only after the second."""
    is_done = row.checked_at is not None
    period = sampling.period_of(draw.since, draw.until)
    return DrawnHousehold(
        household=row.household,
        village=row.village,
        code=row_code(row.number) if row.number else "",
        ticket=sampling.ticket(draw.list, period, row.household),
        first=row.status if is_done else None,
        first_by=row.account if is_done else None,
        found=row.found,
        agrees=row.agrees,
        checked_by=row.checked_by,
        checked_on=row.checked_on,
        checked_at=row.checked_at,
    )


def _at(recheck: str) -> str:
    return f"/api/v1/rechecks/{recheck}"
