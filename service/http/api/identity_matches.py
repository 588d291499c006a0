"""What Dukcapil answered about people: taken over from its letters."""

from functools import partial

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from service.aggregates.household import Household
from service.application import Receipt
from service.commands import matches as commands
from service.http.calls import Call
from service.http.reads import command


class IdentityMatchesController(Controller):
    """One letter speaks of many people; it is taken over whole or not at all."""

    path = "/identity-matches"
    tags = ("households",)

    @command("/", right="identities.match")
    def record(
        self, call: NamedDependency[Call], data: JSONBody[commands.RecordMatches]
    ) -> Response[Receipt]:
        """Record which people Dukcapil knows; `id` is one of their households."""
        return call.record(
            partial(commands.record_matches, ask=data),
            about=(Household, "new"),
            location=lambda known: f"/api/v1/households/{known}",
        )
