"""Commands about programmes: what is in the catalogue, and on which terms."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.aggregates.area_group import AreaGroup, AreaGroupUnknown
from service.aggregates.programme import (
    Offer,
    PairsNotYours,
    Programme,
    Recurrence,
    TargetUnit,
)
from service.application import NotKnown, Work
from service.commands.partners import require_active
from service.commands.requests import Explain, FiscalYear, Line, MaybeLine, Reason, Request, Slug
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import EvidenceKind
from service.policies import access
from service.policies.rights import FOR_ANYONE


class ProgrammeTerms(Request, frozen=True, kw_only=True):
    """All that is agreed about a programme.

    Args:
        owner: the partner that runs it.
        strategy: the one of four that it follows; a programme without one can't be listed.
        exclusivity_group: a household gets one of a group only (`housing`, `income_support`).
        evidence_required: what a delivery must be shown with.
        is_geotag_required: its photos must be attached to the household, with their place.
        is_report_required: nobody hands its aid out whose report on last year is missing.
        unit_price_rupiah: of one unit, as the standard says; None if there is none.
        first_year, last_year: fiscal years in which it may be promised, both included; None is
            until further notice.
        allowed_with: programmes that the same household may have beside it, though they are of
            its group or need; the secretariat's to say, and `allowed_basis` by what.
        max_decile: the highest decile it is for; None for any.
        listed_only: it is for households that a list names, not for those a village proposed.
        area_group: it is for villages of this group only.
    """

    name: Line
    owner: Slug
    strategy: Strategy
    need: NeedType
    target_unit: TargetUnit
    recurrence: Recurrence
    first_year: FiscalYear
    last_year: FiscalYear | None = None
    exclusivity_group: Slug | None = None
    evidence_required: Annotated[tuple[EvidenceKind, ...], Meta(max_length=12)] = ()
    unit_price_rupiah: SomeRupiah | None = None
    allowed_with: Annotated[tuple[Slug, ...], Meta(max_length=20)] = ()
    allowed_basis: MaybeLine = ""
    max_decile: Annotated[int, Meta(ge=1, le=10)] | None = None
    listed_only: bool = False
    area_group: Slug | None = None
    is_geotag_required: bool = False
    is_report_required: bool = False

    def offer(self) -> Offer:
        """Return the terms as the programme keeps them."""
        return msgspec.convert(self, Offer, from_attributes=True)


class Enlist(ProgrammeTerms, frozen=True, kw_only=True):
    """Enter a programme in the catalogue, under the short name it keeps for good."""

    programme: Slug


class Revise(ProgrammeTerms, frozen=True, kw_only=True):
    """Change all the terms of a programme; promises made before keep theirs."""

    reason: Reason


def enlist(work: Work, ask: Enlist) -> str:
    """Enter a programme in the catalogue; its owner must take part.

    Raises:
        NotAllowed, OutOfScope, ProgrammeKnown, NotHappenedYet, YearsReversed, PairsNotYours,
            PairBasisMissing, AreaGroupUnknown: no.
        UnknownPartner, PartnerInactive: the owner does not take part.
    """
    access.require(work.actor, "programmes.enlist", organisation=ask.owner)
    _require_sound(work, ask, before=())
    events = work.load(Programme, ask.programme).enlist(
        ask.programme, ask.offer(), **ask.days(work)
    )
    work.append(Programme, ask.programme, *events)
    require_active(work, ask.owner)
    return ask.programme


def revise(work: Work, programme: str, ask: Revise) -> str:
    """Change the terms; a change of owner is for whoever may act for both.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ProgrammeIsRetired, NotHappenedYet, ReasonMissing,
            YearsReversed, PairsNotYours, PairBasisMissing, AreaGroupUnknown: no.
        UnknownPartner, PartnerInactive: the new owner does not take part.
    """
    known = _own(work, "programmes.revise", programme)
    access.require(work.actor, "programmes.revise", organisation=ask.owner)
    _require_sound(work, ask, before=known.offer.allowed_with if known.offer else ())
    events = known.revise(ask.offer(), reason=ask.reason, **ask.days(work))
    work.append(Programme, programme, *events)
    require_active(work, ask.owner)
    return programme


def retire(work: Work, programme: str, ask: Explain) -> str:
    """Take a programme out of the catalogue; promises made stay.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ProgrammeIsRetired, NotHappenedYet, ReasonMissing: no.
    """
    events = _own(work, "programmes.retire", programme).retire(reason=ask.reason, **ask.days(work))
    work.append(Programme, programme, *events)
    return programme


def _require_sound(work: Work, ask: ProgrammeTerms, *, before: tuple[str, ...]) -> None:
    """Refuse pairs that are not the actor's to allow, and a group of villages that nobody made.

    A partner who could say that two programmes may meet could pay twice what another pays.
    """
    if set(ask.allowed_with) != set(before) and work.actor.role not in FOR_ANYONE:
        raise PairsNotYours(allowed_with=list(ask.allowed_with))
    if ask.area_group is not None and not work.load(AreaGroup, ask.area_group).area_group:
        raise AreaGroupUnknown(area_group=ask.area_group)


def _own(work: Work, command: str, programme: str) -> Programme:
    """Return a programme that the actor may act on."""
    access.require(work.actor, command)
    known = work.load(Programme, programme)
    if known.offer is None:
        raise NotKnown
    access.require(work.actor, command, organisation=known.offer.owner)
    return known
