"""How households live: answers are recorded, and read with what is recommended because of them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.household import Household
from service.application import Receipt
from service.commands import indicators as commands
from service.http.api.household_reads import require_known
from service.http.api.household_recommendations import (
    AskedAnswer,
    HouseholdRecommendation,
    of_household,
)
from service.http.calls import Call
from service.http.reads import command, question
from service.http.sight import Names, Sight
from service.kernel.indicators import Instrument
from service.kernel.roles import Actor
from service.projections.moment import Moment
from service.reference.instruments import INSTRUMENTS
from service.regency import Regency


class Answers(Struct, frozen=True, kw_only=True):
    """What was asked of a household; what was answered only where names may be read."""

    household: UUID
    names: Names
    asked: Sequence[AskedAnswer]
    position: int


class Instruments(Struct, frozen=True, kw_only=True):
    """Every instrument with its questions and the codes of their answers."""

    instruments: Sequence[Instrument]


class IndicatorsController(Controller):
    """What is answered is personal; what can be asked is not."""

    tags = ("indicators",)

    @question("/instruments", right="rule_sets.read")
    def instruments(self) -> Instruments:
        """The questions of every instrument, with the codes of their answers."""
        return Instruments(instruments=list(INSTRUMENTS.values()))

    @command("/households/{household:uuid}/indicators", right="indicators.record")
    def record(
        self,
        call: NamedDependency[Call],
        household: FromPath[UUID],
        data: JSONBody[commands.Record],
    ) -> Response[Receipt]:
        """Write answers down; what the rules in force find in them is claimed as needs."""
        return call.record(
            partial(commands.record, household=household, ask=data),
            about=(Household, household),
            location=lambda _: f"/api/v1/households/{household}/indicators",
        )

    @question("/households/{household:uuid}/indicators", right="indicators.read")
    def answers(
        self,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
    ) -> Answers:
        """What was asked and answered, oldest first; answers only for a `purpose`."""
        village = require_known(regency, sight.actor, household)
        found = of_household(regency, sight, household, village, moment=moment, version=None)
        return Answers(
            household=household, names=found.names, asked=found.asked, position=found.position
        )

    @question("/households/{household:uuid}/recommendations", right="needs.read")
    def recommendations(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
        version: Annotated[
            int | None,
            QueryParameter(ge=1, le=100_000, description="Of the map; any other is a trial."),
        ] = None,
    ) -> HouseholdRecommendation:
        """Needs, why each is one, and what is recommended; with criteria, for a `purpose`."""
        village = require_known(regency, actor, household)
        return of_household(regency, sight, household, village, moment=moment, version=version)
