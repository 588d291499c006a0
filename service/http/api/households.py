"""Households: registered, visited, judged, moved, closed and reopened."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.aggregates.household import Household
from service.application import NotKnown, Receipt
from service.commands import households as commands
from service.commands import merges, needs, validations
from service.http.api.household_answers import HouseholdAnswer, shown
from service.http.api.household_reads import require_known
from service.http.calls import Call
from service.http.reads import command, question_about_one
from service.http.sight import Sight
from service.kernel.roles import Actor
from service.projections import households as opened
from service.projections.moment import Moment
from service.regency import Regency

InPath = FromPath[UUID]


class HouseholdsController(Controller):
    """What is said of a household is said under its id; names are shown to those who may read."""

    path = "/households"
    tags = ("households",)

    @command("/", right="households.register")
    def register(
        self, call: NamedDependency[Call], data: JSONBody[commands.Register]
    ) -> Response[Receipt]:
        """Register a household as a new proposal of its village."""
        # A household that is to be made has no version anybody could have seen.
        return call.record(
            partial(commands.register, ask=data), about=(Household, "new"), location=_at
        )

    @question_about_one("/{household:uuid}", right="households.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        household: InPath,
    ) -> Response[HouseholdAnswer]:
        """One household: its members, its needs and who promised to meet them.

        Names are masked, unless a `purpose` says what they are opened for; that goes on record.
        """
        village = require_known(regency, actor, household)
        position = min(moment.position, regency.log.head())
        history = regency.log.history(Household.stream(household), position)
        found = opened.fold(history, moment)
        if found is None:
            raise NotKnown
        answer = shown(
            found, regency.vault, sight.names_for(village), position, today=regency.ledger.today
        )
        if answer.names == "open":
            sight.record(answer.subjects)
        # What was seen in the past is no ground for a change now.
        headers = {"ETag": f'"{found.version}"'} if moment.is_now else {}
        return Response(answer, headers=headers)

    @command(
        "/{household:uuid}/validations",
        right=("households.judge", "households.judge_presence", "needs.judge"),
    )
    def validate(
        self,
        call: NamedDependency[Call],
        household: InPath,
        data: JSONBody[validations.Validation],
    ) -> Response[Receipt]:
        """Say what was found: of a person, of the household, or of a need (`level`)."""
        return _record(call, household, partial(validations.validate, ask=data))

    @command("/{household:uuid}/members", right="households.join")
    def join(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[commands.Join]
    ) -> Response[Receipt]:
        """Add a member; `id` is the person."""
        return _record(call, household, partial(commands.join, ask=data))

    @command("/{household:uuid}/addresses", right="households.change_address")
    def change_address(
        self,
        call: NamedDependency[Call],
        household: InPath,
        data: JSONBody[commands.ChangeAddress],
    ) -> Response[Receipt]:
        """Put an address or a KK number right, or note a move within the village."""
        return _record(call, household, partial(commands.change_address, ask=data))

    @command("/{household:uuid}/moves", right="households.move")
    def move(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[commands.Move]
    ) -> Response[Receipt]:
        """Note that the whole household went to another village of the regency."""
        return _record(call, household, partial(commands.move, ask=data))

    @command("/{household:uuid}/corrections", right="households.correct")
    def correct(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[commands.Correct]
    ) -> Response[Receipt]:
        """Put right who a member is; `id` is the person."""
        return _record(call, household, partial(commands.correct, ask=data))

    @command("/{household:uuid}/heads", right="households.change_head")
    def change_head(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[commands.ChangeHead]
    ) -> Response[Receipt]:
        """Make another member the head."""
        return _record(call, household, partial(commands.change_head, ask=data))

    @command("/{household:uuid}/mergers", right="households.merge")
    def merge(
        self,
        call: NamedDependency[Call],
        household: InPath,
        data: JSONBody[merges.MergeHouseholds],
    ) -> Response[Receipt]:
        """Close this record as the double of another; `id` is the one that stays."""
        return _record(call, household, partial(merges.merge_households, ask=data))

    @command("/{household:uuid}/unmergers", right="households.unmerge")
    def unmerge(
        self,
        call: NamedDependency[Call],
        household: InPath,
        data: JSONBody[merges.UnmergeHouseholds],
    ) -> Response[Receipt]:
        """Open this record again, with all that was its own."""
        return _record(call, household, partial(merges.unmerge_households, ask=data))

    @command("/{household:uuid}/reopenings", right="households.reopen")
    def reopen(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[commands.Reopen]
    ) -> Response[Receipt]:
        """Undo a closing that was wrong."""
        return _record(call, household, partial(commands.reopen, ask=data))

    @command("/{household:uuid}/needs", right="needs.claim")
    def claim_need(
        self, call: NamedDependency[Call], household: InPath, data: JSONBody[needs.Claim]
    ) -> Response[Receipt]:
        """Note that something is said to be lacking."""
        return _record(call, household, partial(needs.claim, ask=data))


def _record(call: Call, household: UUID, command: Callable[..., object]) -> Response[Receipt]:
    return call.record(
        partial(command, household=household),
        about=(Household, household),
        location=lambda _: _at(str(household)),
    )


def _at(household: str) -> str:
    return f"/api/v1/households/{household}"
