"""Commitments: promises, how far each has come, and all that is done with its money."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec.structs import asdict, replace

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.village import Village
from service.application import NotKnown, Receipt
from service.commands import commitment_changes as changes
from service.commands import commitments as commands
from service.commands import deliveries, disbursements
from service.commands.requests import Explain, Request
from service.http import reads
from service.http.api.overlaps import InTheWay, in_the_way
from service.http.areas import hidden_from, known_to
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    AreaAsked,
    SlugAsked,
    VillageAsked,
    YearAsked,
    command,
    question,
    question_about_one,
)
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.policies import access
from service.policies.access import OutOfScope
from service.projections import commitment_entries, commitments
from service.projections.commitments import State
from service.projections.moment import Moment
from service.projections.reading import Visible
from service.regency import Regency

Id = FromPath[UUID]


class Known(commitments.Commitment, frozen=True, kw_only=True):
    """A promise with its five numbers, and the entries they are made of."""

    entries: commitment_entries.Entries


def at(commitment: object) -> str:
    """Return the address of a promise."""
    return f"/api/v1/commitments/{commitment}"


class CommitmentsController(Controller):
    """Whoever works in a village may know who promised what there."""

    path = "/commitments"
    tags = ("commitments",)

    @command("/", right=("commitments.make", "commitments.propose"))
    def commit(
        self, call: NamedDependency[Call], data: JSONBody[commands.Commit]
    ) -> Response[Receipt]:
        """Promise aid to a household or to a village as a whole, or suggest to (`stage`).

        `If-Match` is the version of the household (or village) that was looked at. What stands
        in the way can be asked beforehand at `/commitments/overlaps`.
        """
        seen: tuple[type[Household | Village], object] = (Household, data.household)
        if data.household is None:
            seen = (Village, data.village)
        return call.record(partial(commands.commit, ask=data), about=seen, location=at)

    @command("/{commitment:uuid}/promises", right="commitments.make")
    def keep(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[commands.Promise]
    ) -> Response[Receipt]:
        """Make a proposal a promise, with the amount that is promised in the end."""
        act = partial(commands.keep, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/allocations", right="commitments.allocate")
    def allocate(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[disbursements.Allocate]
    ) -> Response[Receipt]:
        """Set money aside, from a fund or a budget line; `id` is the allocation's."""
        act = partial(disbursements.allocate, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/disbursements", right="commitments.disburse")
    def disburse(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[disbursements.Disburse]
    ) -> Response[Receipt]:
        """Pay out of what was set aside; `id` is the disbursement's.

        A household that died, moved or is well off is not paid, save by leave of a second person
        (`overrides`), once.
        """
        act = partial(disbursements.disburse, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/overrides", right="commitments.grant_override")
    def grant_override(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Allow one payment to a recipient who should not be paid; another account makes it."""
        act = partial(disbursements.grant_override, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/refunds", right="commitments.refund")
    def refund(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[disbursements.Refund]
    ) -> Response[Receipt]:
        """Note that paid money came back; it is free in its fund again."""
        act = partial(disbursements.refund, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/corrections", right="commitments.correct")
    def correct(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[disbursements.Correct]
    ) -> Response[Receipt]:
        """Put an amount right by a difference; the wrong entry stays beside it."""
        act = partial(disbursements.correct, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/increases", right="commitments.increase")
    def increase(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.Change]
    ) -> Response[Receipt]:
        """Promise more."""
        act = partial(changes.increase, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/reductions", right="commitments.reduce")
    def reduce(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.Change]
    ) -> Response[Receipt]:
        """Take back a part; all of it ends the promise and frees the need."""
        act = partial(changes.reduce, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/cancellations", right="commitments.cancel")
    def cancel(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Take back all that is neither paid nor handed over, or withdraw a proposal."""
        act = partial(changes.cancel, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/lapses", right="commitments.lapse")
    def lapse(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[Request]
    ) -> Response[Receipt]:
        """Let go of what the fiscal year left unkept."""
        act = partial(changes.lapse, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/plans", right="commitments.plan")
    def plan(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.Plan]
    ) -> Response[Receipt]:
        """Say in which parts, and by which days, the promise is to be paid."""
        act = partial(changes.plan, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/carry-overs", right="commitments.carry_over")
    def carry_over(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.CarryOver]
    ) -> Response[Receipt]:
        """Promise for a later year what this one left; `id` and address are the new promise's."""
        answer = call.record(
            partial(changes.carry_over, commitment=commitment, ask=data),
            about=(Commitment, commitment),
            location=at,
        )
        return _of_the_new(answer)

    @command("/{commitment:uuid}/outcomes", right="deliveries.check_outcome")
    def check_outcome(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[deliveries.CheckOutcome]
    ) -> Response[Receipt]:
        """Say, months later and as a third party, what became of the aid.

        A need that is not met any more is open again, in the same save.
        """
        act = partial(deliveries.check_outcome, commitment=commitment, ask=data)
        return _record(call, commitment, act)

    @command("/{commitment:uuid}/packages", right="needs.package")
    def open_package(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.OpenPackage]
    ) -> Response[Receipt]:
        """Let other partners add to this promise: theirs names the same `package`.

        What changes is the household's need; `If-Match` and `ETag` speak of the household.
        """
        _, known = call.regency.ledger.look(Commitment, commitment)
        household = known.terms.household if known.terms else None
        return call.record(
            partial(changes.open_package, commitment=commitment, ask=data),
            about=(Household, household),
            location=at,
        )

    @command("/{commitment:uuid}/transfers", right="commitments.transfer")
    def transfer(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[changes.Transfer]
    ) -> Response[Receipt]:
        """Hand what is left to another partner; `id`, `version` and address are the new promise's.

        `If-Match` is the version of the promise that is given up.
        """
        answer = call.record(
            partial(changes.transfer, commitment=commitment, ask=data),
            about=(Commitment, commitment),
            location=at,
        )
        return _of_the_new(answer)

    @question("/", right="commitments.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugAsked = None,
        party: SlugAsked = None,
        village: VillageAsked = None,
        area: AreaAsked = None,
        household: FromQuery[UUID | None] = None,
        need: FromQuery[NeedType | None] = None,
        programme: SlugAsked = None,
        fiscal_year: YearAsked = None,
        package: SlugAsked = None,
        states: Annotated[list[State] | None, QueryParameter(name="state", max_items=7)] = None,
        is_disputed: FromQuery[bool | None] = None,
    ) -> Page[commitments.Commitment]:
        """Promises where the caller may look, the newest first.

        `party` is the funder, the broker or the implementer; `partner` the funder only.
        """
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "commitments")
        asked = commitments.Asked(
            partner=partner,
            party=party,
            areas=reads.within(actor.scope, village or area),
            known=_known_for(regency, actor, household),
            household=household,
            need=need,
            programme=programme,
            fiscal_year=fiscal_year,
            package=package,
            states=tuple(states or ()),
            is_disputed=is_disputed,
            hidden=tuple(hidden_from(regency, actor)),
            hidden_but_of=actor.organisation,
        )
        with regency.reading(actor) as conn:
            rows = commitments.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        told = [shown(actor, row) for row in rows]
        return paging.page(told, lambda row: (row.opened,), position)

    @question("/overlaps", right="households.read")
    def overlaps(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        household: FromQuery[UUID],
        need: FromQuery[NeedType | None] = None,
        programme: SlugAsked = None,
        package: SlugAsked = None,
        fiscal_year: YearAsked = None,
    ) -> InTheWay:
        """What stands in the way of promising a household a need, before it is promised.

        Ask by `need`, by `programme` (which says the need), or both. Promises of aid that recurs
        meet in one `fiscal_year` only.
        """
        return in_the_way(
            regency,
            actor,
            household,
            need=need,
            programme=programme,
            package=package,
            fiscal_year=fiscal_year,
        )

    @question_about_one("/{commitment:uuid}", right="commitments.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        commitment: Id,
    ) -> Response[Known]:
        """One promise: five numbers, and the entries behind them with what became of each."""
        headers = reads.versioned(regency, moment, Commitment, commitment)
        reads.caught_up(regency, moment, "commitments")
        with regency.reading(actor) as conn:
            found = commitments.one(conn, regency.schema, commitment, moment)
        if found is None:
            raise NotKnown
        access.require_village(actor, found.village)
        found = shown(actor, found)
        history = regency.log.history(Commitment.stream(commitment))
        entries = commitment_entries.entries(history, moment)
        return reads.answered(Known(**asdict(found), entries=entries), headers)


def shown(actor: Actor, found: commitments.Commitment) -> commitments.Commitment:
    """Return a promise as it is told: without its household to a party that may not know of it.

    Raises:
        OutOfScope: it is to such a household, and the actor's organisation is no party.
    """
    if found.household is None or access.households_of(actor).covers(found.village):
        return found
    if actor.organisation not in {found.partner, found.broker, found.implementer}:
        raise OutOfScope(village=found.village)
    return replace(found, household=None)


def _of_the_new(answer: Response[Receipt]) -> Response[Receipt]:
    """Return the answer to a command whose first stream is the old promise, told of the new."""
    made = Receipt(**{**asdict(answer.content), "version": 1})
    return Response(made, status_code=201, headers={**answer.headers, "ETag": '"1"'})


def _known_for(regency: Regency, actor: Actor, household: UUID | None) -> Visible:
    """Return of which households may be told; of one that is asked for, to no party as such."""
    known = known_to(regency, actor)
    return known if household is None else Visible(known.areas)


def _record(call: Call, commitment: UUID, act: partial[UUID]) -> Response[Receipt]:
    return call.record(act, about=(Commitment, commitment), location=lambda _: at(commitment))
