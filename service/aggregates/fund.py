"""A fund: the money of one owner, of one kind, in one fiscal year.

    open → (credit | take_amil | reserve → (spend | release) | refund | transfer | receive |
            give back | correct)* → close

available = credited + received - amil taken - handed on - reserved - spent, never below nought.
Zakat goes to an asnaf and is a fund of its own, so it can't mix with infak or sedekah. A bound
fund ("terikat") goes to the programmes and places that its giver named, and nowhere else.
Source: Kayong Utara x Baznas; PSAK 109/409 (a fund for each kind, one eighth at most for amil).
"""

from datetime import date
from uuid import UUID

from service.aggregates.fund_events import (
    AmilTaken,
    FundCorrected,
    FundCredited,
    FundOpened,
    FundRefunded,
    FundReleased,
    FundReserved,
    FundSpent,
    FundStage,
    FundType,
    Restriction,
)
from service.aggregates.fund_rules import (
    AMIL_SHARES,
    AmilIsNoRecipient,
    AmilNotDue,
    AmilTooMuch,
    AsnafMissing,
    FundKnown,
    FundOutOfBalance,
    GoodsNotValued,
    MoreThanReserved,
    MoreThanSpent,
    OtherOwner,
    OtherYear,
    require_within,
)
from service.aggregates.fund_transfers import FundTransfers
from service.kernel.events import Event
from service.kernel.guards import (
    NothingToRecord,
    require_amount,
    require_happened,
    require_reason,
)
from service.kernel.valuations import Valuation


class Fund(FundTransfers, frozen=True):
    """A fund that decides what comes in, what is set aside for promises, and what is put right."""

    def open(
        self,
        fund: str,
        *,
        partner: str,
        fund_type: FundType,
        fiscal_year: int,
        amount_rupiah: int,
        document: str,
        on: date,
        today: date,
        restriction: Restriction | None = None,
        valuation: Valuation | None = None,
        goods: str = "",
    ) -> tuple[Event, ...]:
        """Make money available.

        Args:
            amount_rupiah: what is in it from the start; nought for a fund that fills up.
            document: number of the decree, budget or deed.
            restriction: what the fund is bound to; None if to nothing.
            valuation, goods: how it was valued, and what it is, if it is no money.

        Raises:
            FundKnown, NotHappenedYet, NothingToRecord, ReasonMissing, GoodsNotValued: not like
                this.
        """
        if self.fund:
            raise FundKnown(fund=self.fund)
        require_happened(on, today=today)
        require_reason(document)
        _require_valued(valuation, goods)
        if amount_rupiah:
            require_amount(amount_rupiah)
        return (
            FundOpened(
                occurred_on=on,
                fund=fund,
                partner=partner,
                fund_type=fund_type,
                fiscal_year=fiscal_year,
                amount_rupiah=amount_rupiah,
                document=document,
                restriction=restriction,
                valuation=valuation,
                goods=goods,
            ),
        )

    def credit(
        self,
        *,
        amount_rupiah: int,
        document: str,
        on: date,
        today: date,
        source: str | None = None,
        valuation: Valuation | None = None,
        goods: str = "",
        deposit: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Note that money came in from outside.

        Args:
            source: the partner it came from, as a UPZ, if it is one.
            valuation, goods: how it was valued, and what it is, if it is no money.
            deposit: the deposit of a UPZ it is part of.

        Raises:
            UnknownFund, FundIsClosed, NotHappenedYet, NothingToRecord, ReasonMissing,
                GoodsNotValued: not like this.
        """
        carried = self.carried(on=on, today=today)
        self.require_open()
        require_amount(amount_rupiah)
        require_reason(document)
        _require_valued(valuation, goods)
        return (
            FundCredited(
                **carried,
                amount_rupiah=amount_rupiah,
                document=document,
                source=source,
                valuation=valuation,
                goods=goods,
                deposit=deposit,
            ),
        )

    def take_amil(
        self,
        *,
        amount_rupiah: int,
        to_fund: str,
        on: date,
        today: date,
        transfer: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Take the amil's share; the fund of the amil receives it in the same save.

        Raises:
            UnknownFund, FundIsClosed, NotHappenedYet, NothingToRecord: not now.
            AmilNotDue, AmilTooMuch: no more than the share of what came in, wherever it came in.
            MoreThanAvailable: it is set aside or spent already.
        """
        carried = self.carried(on=on, today=today)
        self.require_open()
        require_amount(amount_rupiah)
        if self.fund_type not in AMIL_SHARES:
            raise AmilNotDue(fund_type=self.fund_type)
        most = self.amil_left_rupiah
        if amount_rupiah > most:
            raise AmilTooMuch(asked_rupiah=amount_rupiah, most_rupiah=max(most, 0))
        self.require_available(amount_rupiah)
        return (
            AmilTaken(**carried, amount_rupiah=amount_rupiah, to_fund=to_fund, transfer=transfer),
        )

    def reserve(
        self,
        commitment: UUID,
        *,
        amount_rupiah: int,
        partner: str,
        fiscal_year: int,
        on: date,
        today: date,
        programme: str = "",
        village: str = "",
        asnaf: str | None = None,
    ) -> tuple[Event, ...]:
        """Set money aside for a promise.

        Args:
            partner, fiscal_year, programme, village: of the promise.

        Raises:
            UnknownFund, FundIsClosed, NotHappenedYet, NothingToRecord: not now.
            OtherOwner, OtherYear: it is not theirs, or not for this year.
            OutsideRestriction: the fund is bound to something else.
            AsnafMissing, AmilIsNoRecipient: zakat goes to an asnaf, and to the amil by its share.
            MoreThanAvailable: no more than there is.
        """
        carried = self.carried(on=on, today=today)
        self.require_open()
        require_amount(amount_rupiah)
        if partner != self.partner:
            raise OtherOwner(owner=self.partner, partner=partner)
        if fiscal_year != self.fiscal_year:
            raise OtherYear(fund_year=self.fiscal_year, fiscal_year=fiscal_year)
        if self.fund_type == "zakat" and not asnaf:
            raise AsnafMissing
        if asnaf == "amil":
            raise AmilIsNoRecipient
        require_within(self.restriction, programme=programme, village=village)
        self.require_available(amount_rupiah)
        return (
            FundReserved(
                **carried, commitment=commitment, amount_rupiah=amount_rupiah, asnaf=asnaf
            ),
        )

    def release(
        self, commitment: UUID, *, amount_rupiah: int, on: date, today: date
    ) -> tuple[Event, ...]:
        """Free money that was set aside.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanReserved: not like this.
        """
        carried = self.carried(on=on, today=today)
        require_amount(amount_rupiah)
        self._require_reserved(commitment, amount_rupiah)
        return (FundReleased(**carried, commitment=commitment, amount_rupiah=amount_rupiah),)

    def spend(
        self,
        commitment: UUID,
        *,
        disbursement: UUID,
        amount_rupiah: int,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Pay out of what was set aside.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanReserved: not like this.
        """
        carried = self.carried(on=on, today=today)
        require_amount(amount_rupiah)
        self._require_reserved(commitment, amount_rupiah)
        return (
            FundSpent(
                **carried,
                commitment=commitment,
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
            ),
        )

    def refund(
        self,
        commitment: UUID,
        *,
        disbursement: UUID,
        amount_rupiah: int,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take money back that was paid; it is free again.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanSpent: not like this.
        """
        carried = self.carried(on=on, today=today)
        require_amount(amount_rupiah)
        spent = self.spent.get(commitment, 0)
        if amount_rupiah > spent:
            raise MoreThanSpent(asked_rupiah=amount_rupiah, spent_rupiah=spent)
        return (
            FundRefunded(
                **carried,
                commitment=commitment,
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
            ),
        )

    def correct(
        self,
        stage: FundStage,
        *,
        delta_rupiah: int,
        reason: str,
        on: date,
        today: date,
        commitment: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Put an amount right by a signed difference.

        Args:
            commitment: the promise; None for `credited` only.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, ReasonMissing: not like this.
            FundOutOfBalance: something would fall below nought.
        """
        carried = self.carried(on=on, today=today)
        require_reason(reason)
        if not delta_rupiah:
            raise NothingToRecord(asked_rupiah=0)
        assert (commitment is None) == (stage == "credited"), "a promise, unless money came in"
        after = self._corrected(stage, delta_rupiah, commitment)
        held = (*after.reserved.values(), *after.spent.values(), after.available_rupiah)
        if min(held) < 0:
            raise FundOutOfBalance(stage=stage, available_rupiah=after.available_rupiah)
        return (
            FundCorrected(
                **carried,
                stage=stage,
                delta_rupiah=delta_rupiah,
                reason=reason,
                commitment=commitment,
            ),
        )

    def _require_reserved(self, commitment: UUID, amount_rupiah: int) -> None:
        reserved = self.reserved.get(commitment, 0)
        if amount_rupiah > reserved:
            raise MoreThanReserved(asked_rupiah=amount_rupiah, reserved_rupiah=reserved)


def _require_valued(valuation: Valuation | None, goods: str) -> None:
    if bool(valuation) != bool(goods):
        raise GoodsNotValued
