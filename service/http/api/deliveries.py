"""Deliveries: aid handed over, and what village and third parties say of it."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.aggregates.commitment import Commitment
from service.application import Receipt
from service.commands import deliveries as commands
from service.http.api.commitments import at
from service.http.calls import Call
from service.http.reads import command

Id = FromPath[UUID]


class DeliveriesController(Controller):
    """Whoever hands over does not confirm, decide or verify it."""

    path = "/commitments/{commitment:uuid}/deliveries"
    tags = ("deliveries",)

    @command("/", right="commitments.deliver")
    def deliver(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[commands.Deliver]
    ) -> Response[Receipt]:
        """Note that aid was handed over; `id` is the delivery's."""
        return _record(call, commitment, partial(commands.deliver, commitment=commitment, ask=data))

    @command("/{delivery:uuid}/acknowledgements", right="deliveries.acknowledge")
    def acknowledge(
        self,
        call: NamedDependency[Call],
        commitment: Id,
        delivery: Id,
        data: JSONBody[commands.Acknowledge],
    ) -> Response[Receipt]:
        """Say, for the village or the family, that it arrived; all of it meets the need.

        With less in `received_rupiah` than was handed over, it is a dispute about the rest.
        """
        act = partial(commands.acknowledge, commitment=commitment, delivery=delivery, ask=data)
        return _record(call, commitment, act)

    @command("/{delivery:uuid}/disputes", right="deliveries.dispute")
    def dispute(
        self,
        call: NamedDependency[Call],
        commitment: Id,
        delivery: Id,
        data: JSONBody[commands.Dispute],
    ) -> Response[Receipt]:
        """Say, for the village or the family, that it did not arrive, or not whole."""
        act = partial(commands.dispute, commitment=commitment, delivery=delivery, ask=data)
        return _record(call, commitment, act)

    @command("/{delivery:uuid}/resolutions", right="deliveries.resolve")
    def resolve(
        self,
        call: NamedDependency[Call],
        commitment: Id,
        delivery: Id,
        data: JSONBody[commands.Resolve],
    ) -> Response[Receipt]:
        """Decide a dispute, as nobody's party."""
        act = partial(commands.resolve, commitment=commitment, delivery=delivery, ask=data)
        return _record(call, commitment, act)

    @command("/{delivery:uuid}/verifications", right="deliveries.verify")
    def verify(
        self,
        call: NamedDependency[Call],
        commitment: Id,
        delivery: Id,
        data: JSONBody[commands.Verify],
    ) -> Response[Receipt]:
        """Say, as a third party, what of a delivery was seen."""
        act = partial(commands.verify, commitment=commitment, delivery=delivery, ask=data)
        return _record(call, commitment, act)


def _record(call: Call, commitment: UUID, act: partial[UUID]) -> Response[Receipt]:
    return call.record(act, about=(Commitment, commitment), location=lambda _: at(commitment))
