"""In which parts a promise is to be paid, and what became of the aid months later.

    plan* ;  acknowledged → check outcome*

Source: bankeu pemdes and RTLH paid in tranches; BPK: is what was given still in use?
"""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from service.aggregates.commitment_deliveries import (
    CommitmentDeliveries,
    NotAcknowledged,
    OwnDelivery,
)
from service.aggregates.commitment_guards import MoreThanPromised, require_within
from service.aggregates.commitment_plan_events import (
    Condition,
    Instalment,
    InstalmentsPlanned,
    OutcomeChecked,
)
from service.kernel.events import Event
from service.kernel.guards import require_amount, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, Note


class NoInstalments(Refused):
    """Rencana ini tidak memuat satu tahap pun."""

    way_out: ClassVar[str] = "Isi paling sedikit satu tahap: tanggal dan jumlahnya."


class InstalmentsOnOneDay(Refused):
    """Dua tahap jatuh pada hari yang sama."""

    way_out: ClassVar[str] = "Gabungkan kedua tahap itu, atau ubah tanggal salah satunya."


class CommitmentPlans(CommitmentDeliveries, frozen=True):
    """The decisions about what is to come, and about what came of it."""

    def plan_instalments(
        self, instalments: tuple[Instalment, ...], *, on: date, today: date, reason: str = ""
    ) -> tuple[Event, ...]:
        """Say in which parts the promise is to be paid; the plan before it stays readable.

        Args:
            reason: needed for every plan but the first.

        Raises:
            NotPromised, CommitmentEnded, NotHappenedYet: not now.
            NoInstalments, InstalmentsOnOneDay, NothingToRecord, MoreThanPromised: it is no plan.
            ReasonMissing: it is a new plan.
        """
        carried = self._open(on=on, today=today)
        if not instalments:
            raise NoInstalments
        if self.instalments:
            require_reason(reason)
        planned = tuple(sorted(instalments, key=lambda one: one.due_on))
        for one in planned:
            require_amount(one.amount_rupiah)
        for one, other in pairwise(planned):
            if one.due_on == other.due_on:
                raise InstalmentsOnOneDay(due_on=one.due_on.isoformat())
        total = sum(one.amount_rupiah for one in planned)
        require_within(total, self.numbers.committed, MoreThanPromised)
        return (InstalmentsPlanned(**carried, instalments=planned, reason=reason),)

    def check_outcome(
        self,
        *,
        condition: Condition,
        is_used: bool,
        is_need_met: bool,
        organisation: str,
        on: date,
        today: date,
        evidence: tuple[Evidence, ...] = (),
        note: Private[Note] | None = None,
    ) -> tuple[Event, ...]:
        """Say what became of the aid, as somebody who gave none of it; also after it ended.

        Raises:
            NotPromised, NotHappenedYet: not now.
            NotAcknowledged: nothing has arrived yet.
            OwnDelivery: a party is no judge of its own aid.
        """
        carried = self._made(on=on, today=today)
        assert self.terms is not None
        if organisation in self.terms.parties() | {
            one.delivered_by for one in self.deliveries.values()
        }:
            raise OwnDelivery(organisation=organisation)
        if not any(one.state == "acknowledged" for one in self.deliveries.values()):
            raise NotAcknowledged
        return (
            OutcomeChecked(
                **carried,
                condition=condition,
                is_used=is_used,
                is_need_met=is_need_met,
                checked_by=organisation,
                evidence=evidence,
                note=note,
            ),
        )
