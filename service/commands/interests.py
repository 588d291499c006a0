"""Commands about what partners would like to help with: saved, changed, looked through, ended."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.interest import Interest, Wish
from service.application import NotKnown, Work
from service.commands.commitments import offered
from service.commands.partners import require_active
from service.commands.requests import Explain, RegionCode, Request, Slug
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.policies import access


class GivenWish(Request, frozen=True, kw_only=True):
    """What a partner would like to help with; every field that is given must hold.

    Args:
        yearly_rupiah: what it means to give in a year.
    """

    need: NeedType | None = None
    strategy: Strategy | None = None
    programme: Slug | None = None
    area: RegionCode | None = None
    yearly_rupiah: Annotated[SomeRupiah | None, Meta(description="In a year.")] = None

    def wish(self) -> Wish:
        """Return it as the event keeps it."""
        return Wish(**{name: getattr(self, name) for name in Wish.__struct_fields__})


class SaveInterest(GivenWish, frozen=True, kw_only=True):
    """Whose interest it is, and what it is."""

    partner: Slug


def save(work: Work, ask: SaveInterest) -> UUID:
    """Keep what a partner would like to help with.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner, PartnerInactive, NotHappenedYet: no.
        WishEmpty, UnknownProgramme, ProgrammeIsRetired, ProgrammeNotOffered: not like this.
    """
    access.require(work.actor, "interests.save", organisation=ask.partner)
    require_active(work, ask.partner)
    _require_offered(work, ask)
    interest = work.new_id()
    events = Interest().save(interest, ask.partner, ask.wish(), **ask.days(work))
    work.append(Interest, interest, *events)
    return interest


def change(work: Work, interest: UUID, ask: GivenWish) -> UUID:
    """Want something else from now on.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, InterestOver: no.
        WishEmpty, SameWish, UnknownProgramme, ProgrammeIsRetired, ProgrammeNotOffered: no.
    """
    known = _load(work, interest, "interests.change")
    _require_offered(work, ask)
    work.append(Interest, interest, *known.change(ask.wish(), **ask.days(work)))
    return interest


def review(work: Work, interest: UUID, ask: Request) -> UUID:
    """Note that what matches was looked through.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, InterestOver: no.
    """
    known = _load(work, interest, "interests.review")
    work.append(Interest, interest, *known.review(**ask.days(work)))
    return interest


def end(work: Work, interest: UUID, ask: Explain) -> UUID:
    """Stop being told.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, InterestOver, ReasonMissing: no.
    """
    known = _load(work, interest, "interests.end")
    work.append(Interest, interest, *known.end(reason=ask.reason, **ask.days(work)))
    return interest


def _load(work: Work, interest: UUID, command: str) -> Interest:
    access.require(work.actor, command)
    known = work.load(Interest, interest)
    if known.interest is None:
        raise NotKnown
    access.require(work.actor, command, organisation=known.partner)
    return known


def _require_offered(work: Work, ask: GivenWish) -> None:
    if ask.programme is not None:
        offered(work, ask.programme, fiscal_year=work.today.year, need=ask.need)
