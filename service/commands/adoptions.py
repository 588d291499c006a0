"""Commands that take needs off the board: for households by name, or for a village by number.

    adopt (households) = a promise to each, all or none
    adopt (village)    = a promise to the village for so many; locks no household
                         → split: a part of it becomes promises to households

A village's needs are taken by number where a partner may not know of households. Nobody is kept
from them by that: only a promise to a household holds its need.
"""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta
from msgspec.structs import replace

from service.aggregates.commitment_events import Form
from service.aggregates.household import Household
from service.application import NotKnown, Work
from service.commands import commitment_ties as ties
from service.commands.commitments import Commit, Promise, TargetUnclear, commit, make, offered
from service.commands.partners import require_active
from service.commands.requests import FiscalYear, Quantity, Request, Slug, VillageCode
from service.kernel.money import MOST_RUPIAH, SomeRupiah
from service.kernel.refusals import Refused
from service.kernel.valuations import Valuation
from service.policies import access

MOST_AT_ONCE = 50

Households = Annotated[tuple[UUID, ...], Meta(max_length=MOST_AT_ONCE)]


class NotForVillage(Refused):
    """Komitmen ini sudah ditujukan kepada satu keluarga."""

    way_out: ClassVar[str] = "Hanya komitmen untuk desa seutuhnya yang dapat dibagi ke keluarga."


class TooMuchAtOnce(Refused):
    """Jumlah seluruhnya terlalu besar untuk dicatat sekaligus."""

    way_out: ClassVar[str] = "Kurangi jumlah keluarga atau nilainya."


class AdoptNeeds(Request, frozen=True, kw_only=True):
    """Take needs off the board: of some households, or so many of a village.

    Args:
        amount_rupiah: for one household.
        households: each gets a promise of its own; all or none.
        village, quantity: instead of households, so many of a village.
        fiscal_year: None is the year of the day it is about.
    """

    partner: Slug
    programme: Slug
    amount_rupiah: SomeRupiah
    form: Form
    valuation: Valuation | None = None
    households: Households = ()
    village: VillageCode | None = None
    quantity: Quantity | None = None
    due_on: date | None = None
    fiscal_year: FiscalYear | None = None


class Split(Request, frozen=True, kw_only=True):
    """Give a part of a village's promise to households by name.

    Args:
        amount_rupiah: for each of them.
    """

    households: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    amount_rupiah: SomeRupiah
    form: Form
    valuation: Valuation | None = None


def adopt(work: Work, ask: AdoptNeeds) -> UUID:
    """Promise what the board asks for; return the id of the promise, of several the first.

    Raises:
        As `commitments.commit`; TargetUnclear, TooMuchAtOnce: not like this.
    """
    access.require(work.actor, "commitments.make")
    if bool(ask.households) == (ask.village is not None and ask.quantity is not None):
        raise TargetUnclear
    one = Commit(
        partner=ask.partner,
        programme=ask.programme,
        amount_rupiah=ask.amount_rupiah,
        form=ask.form,
        valuation=ask.valuation,
        due_on=ask.due_on,
        fiscal_year=ask.fiscal_year,
        occurred_on=ask.occurred_on,
    )
    if ask.village is not None and ask.quantity is not None and not ask.households:
        total = ask.amount_rupiah * ask.quantity
        if total > MOST_RUPIAH:
            raise TooMuchAtOnce(asked_rupiah=total)
        whole = replace(
            one, village=ask.village, quantity=ask.quantity, unit="keluarga", amount_rupiah=total
        )
        return commit(work, whole)
    made = [
        commit(work, replace(one, household=home, quantity=1))
        for home in dict.fromkeys(ask.households)
    ]
    return made[0]


def split(work: Work, commitment: UUID, ask: Split) -> UUID:
    """Make promises to households out of a promise to their village, in one save.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
        NotForVillage, MoreThanLeft: not of this promise.
        NeedTaken, RecipientNotPayable, NeedNotConfirmed, NeedNotOpen: not for this household.
    """
    known, terms = ties.authorised(work, "commitments.make", commitment)
    if terms.household is not None:
        raise NotForVillage
    days = ask.days(work)
    homes = tuple(dict.fromkeys(ask.households))
    require_active(work, terms.partner, terms.broker, terms.implementer)
    offer = offered(work, terms.programme, fiscal_year=terms.fiscal_year, need=terms.need)
    events = known.reduce(
        amount_rupiah=ask.amount_rupiah * len(homes),
        reason=f"Dibagi menjadi komitmen untuk {len(homes)} keluarga",
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    promise = Promise(
        amount_rupiah=ask.amount_rupiah,
        form=ask.form,
        valuation=ask.valuation,
        quantity=1,
        occurred_on=ask.occurred_on,
    )
    for home in homes:
        _require_there(work, home, terms.village)
        own = replace(terms, commitment=work.new_id(), household=home)
        make(work, own, promise, offer=offer, transferred_from=commitment)
    return commitment


def _require_there(work: Work, household: UUID, village: str) -> None:
    """Refuse a household that does not live in the village, or is not the actor's to know.

    Raises:
        NotKnown, OutOfScope: both are answered the same.
    """
    access.require(work.actor, "commitments.make", village=village, household=household)
    if work.load(Household, household).village != village:
        raise NotKnown
