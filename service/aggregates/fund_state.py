"""What is known of a fund: how much came in, and where it is."""

from typing import ClassVar, Self, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.fund_events import (
    AmilTaken,
    AnyFundEvent,
    Cause,
    FundClosed,
    FundCorrected,
    FundCredited,
    FundOpened,
    FundReceived,
    FundRefunded,
    FundReleased,
    FundReserved,
    FundRetrieved,
    FundReturned,
    FundSpent,
    FundStage,
    FundTransferred,
    FundType,
    Restriction,
)
from service.aggregates.fund_rules import AMIL_SHARES
from service.kernel.events import Aggregate


class Passed(Struct, frozen=True, kw_only=True):
    """What is still held of what one transfer brought, by whoever received it.

    Args:
        fund: the fund at its other end.
        amil_base_rupiah: how much of it the amil has not had its share of.
    """

    fund: str
    amount_rupiah: int
    cause: Cause
    amil_base_rupiah: int = 0


class FundState(Aggregate[AnyFundEvent], frozen=True):
    """How much came in, and where it is.

    Args:
        credited_rupiah: what came in from outside; `received` is what other funds handed on.
        amil_base_rupiah: of how much the amil may take its share. It goes along with what is
            handed on, so that no rupiah pays a share twice.
        reserved, spent: by promise.
        received, sent: by transfer, less what went back.
    """

    category: ClassVar[str] = "fund"

    fund: str = ""
    partner: str = ""
    fund_type: FundType | None = None
    fiscal_year: int = 0
    restriction: Restriction | None = None
    is_closed: bool = False
    credited_rupiah: int = 0
    amil_rupiah: int = 0
    amil_base_rupiah: int = 0
    reserved: dict[UUID, int] = field(default_factory=dict)
    spent: dict[UUID, int] = field(default_factory=dict)
    received: dict[UUID, Passed] = field(default_factory=dict)
    sent: dict[UUID, Passed] = field(default_factory=dict)

    @property
    def received_rupiah(self) -> int:
        """Return what other funds handed on and is not given back."""
        return sum(one.amount_rupiah for one in self.received.values())

    @property
    def sent_rupiah(self) -> int:
        """Return what was handed on and did not come back; the amil's share is not in it."""
        return sum(one.amount_rupiah for one in self.sent.values() if one.cause != "amil")

    @property
    def available_rupiah(self) -> int:
        """Return what can still be set aside or handed on."""
        used = sum(self.reserved.values()) + sum(self.spent.values()) + self.sent_rupiah
        return self.credited_rupiah + self.received_rupiah - self.amil_rupiah - used

    @property
    def amil_left_rupiah(self) -> int:
        """Return how much the amil may still take; below nought after a correction."""
        share = AMIL_SHARES.get(self.fund_type, 0) if self.fund_type else 0
        return int(max(self.amil_base_rupiah, 0) * share) - self.amil_rupiah

    def amil_base_of(self, amount_rupiah: int) -> int:
        """Return of how much of an amount the amil has not had its share."""
        share = AMIL_SHARES.get(self.fund_type) if self.fund_type else None
        if share is None:
            return 0
        used = -(-self.amil_rupiah * share.denominator // share.numerator)
        return max(min(amount_rupiah, self.amil_base_rupiah - used), 0)

    def after(self, event: AnyFundEvent) -> Self:  # noqa: C901, PLR0911, PLR0912  (an answer a case)
        """Return what is known once `event` is known too."""
        match event:
            case FundOpened():
                return replace(
                    self._credited(event.amount_rupiah),
                    fund=event.fund,
                    partner=event.partner,
                    fund_type=event.fund_type,
                    fiscal_year=event.fiscal_year,
                    restriction=event.restriction,
                )
            case FundCredited():
                return self._credited(event.amount_rupiah)
            case AmilTaken():
                return self._taken(event)
            case FundReserved():
                return self._moved(event.commitment, reserved=event.amount_rupiah)
            case FundReleased():
                return self._moved(event.commitment, reserved=-event.amount_rupiah)
            case FundSpent():
                amount = event.amount_rupiah
                return self._moved(event.commitment, reserved=-amount, spent=amount)
            case FundRefunded():
                return self._moved(event.commitment, spent=-event.amount_rupiah)
            case FundCorrected():
                return self._corrected(event.stage, event.delta_rupiah, event.commitment)
            case FundReceived():
                return self._received(event)
            case FundReturned():
                return self._given_back(event)
            case FundTransferred():
                return self._sent(event, "transfer")
            case FundRetrieved():
                return self._retrieved(event)
            case FundClosed():
                return replace(self._sent(event, "carry_over"), is_closed=True)
        assert_never(event)

    def _credited(self, amount_rupiah: int) -> Self:
        return replace(
            self,
            credited_rupiah=self.credited_rupiah + amount_rupiah,
            amil_base_rupiah=self.amil_base_rupiah + amount_rupiah,
        )

    def _taken(self, event: AmilTaken) -> Self:
        known = replace(self, amil_rupiah=self.amil_rupiah + event.amount_rupiah)
        if event.transfer is None:
            return known
        passed = Passed(fund=event.to_fund, amount_rupiah=event.amount_rupiah, cause="amil")
        return replace(known, sent={**self.sent, event.transfer: passed})

    def _received(self, event: FundReceived) -> Self:
        passed = Passed(
            fund=event.from_fund,
            amount_rupiah=event.amount_rupiah,
            cause=event.cause,
            amil_base_rupiah=event.amil_base_rupiah,
        )
        return replace(
            self,
            received={**self.received, event.transfer: passed},
            amil_base_rupiah=self.amil_base_rupiah + event.amil_base_rupiah,
        )

    def _given_back(self, event: FundReturned) -> Self:
        passed = _less(self.received[event.transfer], event)
        return replace(
            self,
            received={**self.received, event.transfer: passed},
            amil_base_rupiah=self.amil_base_rupiah - event.amil_base_rupiah,
        )

    def _sent(self, event: FundTransferred | FundClosed, cause: Cause) -> Self:
        if event.transfer is None or event.to_fund is None:
            return self
        passed = Passed(
            fund=event.to_fund,
            amount_rupiah=event.amount_rupiah,
            cause=cause,
            amil_base_rupiah=event.amil_base_rupiah,
        )
        return replace(
            self,
            sent={**self.sent, event.transfer: passed},
            amil_base_rupiah=self.amil_base_rupiah - event.amil_base_rupiah,
        )

    def _retrieved(self, event: FundRetrieved) -> Self:
        passed = _less(self.sent[event.transfer], event)
        taken_back = event.amount_rupiah if event.cause == "amil" else 0
        return replace(
            self,
            sent={**self.sent, event.transfer: passed},
            amil_rupiah=self.amil_rupiah - taken_back,
            amil_base_rupiah=self.amil_base_rupiah + event.amil_base_rupiah,
        )

    def _corrected(self, stage: FundStage, delta: int, commitment: UUID | None) -> Self:
        if commitment is None:
            return self._credited(delta)
        if stage == "allocated":
            return self._moved(commitment, reserved=delta)
        return self._moved(commitment, reserved=-delta, spent=delta)

    def _moved(self, commitment: UUID, *, reserved: int = 0, spent: int = 0) -> Self:
        was_reserved, was_spent = self.reserved.get(commitment, 0), self.spent.get(commitment, 0)
        return replace(
            self,
            reserved={**self.reserved, commitment: was_reserved + reserved},
            spent={**self.spent, commitment: was_spent + spent},
        )


def _less(passed: Passed, event: FundReturned | FundRetrieved) -> Passed:
    return replace(
        passed,
        amount_rupiah=passed.amount_rupiah - event.amount_rupiah,
        amil_base_rupiah=passed.amil_base_rupiah - event.amil_base_rupiah,
    )
