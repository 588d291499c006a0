"""Money that goes from one fund to another: handed on, given back, and over the turn of the year.

    transfer + receive | close + receive → (give back + retrieve)*

Each pair stands in one save, so what leaves here is there, and the money is income only once.
Source: UPZ → Baznas → OPD → village; PSAK 409 (a transfer to another amil distributes nothing yet).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from service.aggregates.fund_events import (
    Cause,
    FundClosed,
    FundReceived,
    FundRetrieved,
    FundReturned,
    FundTransferred,
)
from service.aggregates.fund_rules import (
    TRANSFERS,
    CarryOverUnclear,
    FundIsClosed,
    FundYearRunning,
    KindsDontFit,
    MoreThanAvailable,
    MoreThanReceived,
    OtherOwner,
    SameFund,
    UnknownFund,
    UnknownTransfer,
    YearsDiffer,
    require_kept,
)
from service.aggregates.fund_state import FundState, Passed
from service.kernel.events import Event
from service.kernel.guards import require_amount, require_happened, require_reason


class FundTransfers(FundState, frozen=True):
    """What a fund hands on and receives."""

    def transfer(
        self,
        transfer: UUID,
        to: FundState,
        *,
        amount_rupiah: int,
        document: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Hand money to another fund, which receives it in the same save.

        Args:
            to: that fund, as it is.

        Raises:
            UnknownFund, FundIsClosed, NotHappenedYet, NothingToRecord, ReasonMissing: not now.
            SameFund, KindsDontFit, YearsDiffer, RestrictionLost: not into that one.
            MoreThanAvailable: no more than there is.
        """
        carried = self.carried(on=on, today=today)
        self.require_open()
        require_amount(amount_rupiah)
        require_reason(document)
        if not to.fund:
            raise UnknownFund
        if to.fund == self.fund:
            raise SameFund(fund=self.fund)
        allowed = TRANSFERS[carried["fund_type"]]
        if to.fund_type not in allowed:
            raise KindsDontFit(fund_type=self.fund_type, to_type=to.fund_type, kinds=list(allowed))
        if to.fiscal_year != self.fiscal_year:
            raise YearsDiffer(fund_year=self.fiscal_year, to_year=to.fiscal_year)
        require_kept(self.restriction, to.restriction)
        self.require_available(amount_rupiah)
        return (
            FundTransferred(
                **carried,
                transfer=transfer,
                to_fund=to.fund,
                to_partner=to.partner,
                amount_rupiah=amount_rupiah,
                document=document,
                amil_base_rupiah=self.amil_base_of(amount_rupiah),
            ),
        )

    def receive(
        self,
        transfer: UUID,
        *,
        from_fund: str,
        from_partner: str,
        amount_rupiah: int,
        document: str,
        cause: Cause,
        on: date,
        today: date,
        amil_base_rupiah: int = 0,
    ) -> tuple[Event, ...]:
        """Note what another fund hands on in the same save.

        Raises:
            UnknownFund, FundIsClosed, NotHappenedYet: not now.
        """
        carried = self.carried(on=on, today=today)
        self.require_open()
        return (
            FundReceived(
                **carried,
                transfer=transfer,
                from_fund=from_fund,
                from_partner=from_partner,
                amount_rupiah=amount_rupiah,
                document=document,
                cause=cause,
                amil_base_rupiah=amil_base_rupiah,
            ),
        )

    def give_back(
        self,
        transfer: UUID,
        *,
        amount_rupiah: int,
        to_partner: str,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Give back what was received; it is in the giver's fund again, in the same save.

        A closed fund may give back too: what came back to it from a promise is somebody's.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, ReasonMissing: not like this.
            UnknownTransfer, MoreThanReceived: no more than is held of that transfer.
            MoreThanAvailable: it is set aside, spent or handed on already.
        """
        carried = self.carried(on=on, today=today)
        require_amount(amount_rupiah)
        require_reason(reason)
        passed = _held(self.received, transfer, amount_rupiah)
        self.require_available(amount_rupiah)
        return (
            FundReturned(
                **carried,
                transfer=transfer,
                to_fund=passed.fund,
                to_partner=to_partner,
                amount_rupiah=amount_rupiah,
                cause=passed.cause,
                reason=reason,
                amil_base_rupiah=min(self.amil_base_of(amount_rupiah), passed.amil_base_rupiah),
            ),
        )

    def retrieve(
        self,
        transfer: UUID,
        *,
        from_fund: str,
        from_partner: str,
        amount_rupiah: int,
        amil_base_rupiah: int,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note what comes back in the same save; a closed fund takes it too.

        Raises:
            UnknownFund, NotHappenedYet, UnknownTransfer, MoreThanReceived: not like this.
        """
        carried = self.carried(on=on, today=today)
        # t0 the other end is read, t1 somebody else gives back by the same transfer, t2 this end is
        # read: it knows more than the other did, and what it knows is the truth.
        passed = _held(self.sent, transfer, amount_rupiah)
        return (
            FundRetrieved(
                **carried,
                transfer=transfer,
                from_fund=from_fund,
                from_partner=from_partner,
                amount_rupiah=amount_rupiah,
                cause=passed.cause,
                reason=reason,
                amil_base_rupiah=amil_base_rupiah,
            ),
        )

    def close(
        self,
        transfer: UUID,
        to: FundState | None,
        *,
        document: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Close the books of a year that is over; what is available goes on to a later year.

        What is set aside stays with its promise and can be paid. What is released or refunded
        later goes on when the fund is closed once more.

        Args:
            to: the fund of a later year, as it is; None if nothing is left.

        Raises:
            UnknownFund, NotHappenedYet, ReasonMissing, FundYearRunning: not now.
            FundIsClosed: it is, and nothing came back since.
            CarryOverUnclear: what is left has to go somewhere fitting.
        """
        carried = self.carried(on=on, today=today)
        require_reason(document)
        if on.year <= self.fiscal_year:
            raise FundYearRunning(fiscal_year=self.fiscal_year, on=on.isoformat())
        left = self.available_rupiah
        if self.is_closed and not left:
            raise FundIsClosed(fund=self.fund)
        if not left:
            return (FundClosed(**carried, amount_rupiah=0, document=document),)
        if to is None or not self._may_be_followed_by(to):
            raise CarryOverUnclear(left_rupiah=left, fiscal_year=self.fiscal_year)
        return (
            FundClosed(
                **carried,
                amount_rupiah=left,
                document=document,
                to_fund=to.fund,
                transfer=transfer,
                amil_base_rupiah=self.amil_base_of(left),
            ),
        )

    def require_open(self) -> None:
        """Refuse to take anything new into a fund whose year is closed.

        Raises:
            FundIsClosed: naming it.
        """
        if self.is_closed:
            raise FundIsClosed(fund=self.fund)

    def require_available(self, amount_rupiah: int) -> None:
        """Refuse more than there is.

        Raises:
            MoreThanAvailable: with how much there is.
        """
        if amount_rupiah > self.available_rupiah:
            raise MoreThanAvailable(
                asked_rupiah=amount_rupiah, available_rupiah=self.available_rupiah
            )

    def carried(self, *, on: date, today: date) -> dict[str, Any]:
        """Return what every event of the fund carries, once it is open.

        Raises:
            UnknownFund, NotHappenedYet: not now.
        """
        if not self.fund:
            raise UnknownFund
        require_happened(on, today=today)
        return {
            "occurred_on": on,
            "fund": self.fund,
            "partner": self.partner,
            "fund_type": self.fund_type,
            "fiscal_year": self.fiscal_year,
        }

    def _may_be_followed_by(self, to: FundState) -> bool:
        if to.partner != self.partner:
            raise OtherOwner(owner=to.partner, partner=self.partner)
        return (
            to.fund_type == self.fund_type
            and to.fiscal_year > self.fiscal_year
            and to.restriction == self.restriction
        )


def _held(passed: Mapping[UUID, Passed], transfer: UUID, amount_rupiah: int) -> Passed:
    """Return what is still held of a transfer, which must be as much as this."""
    known = passed.get(transfer)
    if known is None:
        raise UnknownTransfer(transfer=str(transfer))
    if amount_rupiah > known.amount_rupiah:
        raise MoreThanReceived(asked_rupiah=amount_rupiah, received_rupiah=known.amount_rupiah)
    return known
