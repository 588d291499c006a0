"""Commands about groups of regions: created, changed, dissolved. The secretariat records them."""

from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta

from service.aggregates.area_group import AreaGroup, GroupKind
from service.application import NotKnown, Work
from service.commands.requests import (
    Explain,
    Line,
    MaybeLine,
    Reason,
    Request,
    Slug,
    VillageCode,
)
from service.policies import access
from service.reference.regions import Territory

MOST_MEMBERS = 600
KECAMATAN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$(?!\n)"

KecamatanCode: TypeAlias = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=8,
        pattern=KECAMATAN,
        description="Kemendagri code with dots: 33.09.15.",
    ),
]
"""A kecamatan."""

ManyKecamatan: TypeAlias = Annotated[tuple[KecamatanCode, ...], Meta(max_length=100)]
ManyVillages: TypeAlias = Annotated[tuple[VillageCode, ...], Meta(max_length=MOST_MEMBERS)]


class CreateGroup(Request, frozen=True, kw_only=True):
    """Regions that are put together under a name.

    Args:
        area_group: the short name it keeps for good.
        kecamatan, villages: its members; a kecamatan covers all its villages.
        decree_number, decree_date: what states it, if anything does yet.
    """

    area_group: Slug
    name: Line
    kind: GroupKind
    kecamatan: ManyKecamatan = ()
    villages: ManyVillages = ()
    decree_number: MaybeLine = ""
    decree_date: date | None = None


class ChangeGroup(Request, frozen=True, kw_only=True):
    """What a group is from now on: all its members, not only the new ones."""

    name: Line
    kecamatan: ManyKecamatan = ()
    villages: ManyVillages = ()
    reason: Reason
    decree_number: MaybeLine = ""
    decree_date: date | None = None


def create(work: Work, ask: CreateGroup, *, place: Territory) -> str:
    """Put regions together; return the group's short name.

    Args:
        place: the regency they must lie in.

    Raises:
        NotAllowed: not this actor.
        AreaGroupKnown, NotHappenedYet, MembersMissing, RegionsUnknown, MemberTwice: no.
    """
    access.require(work.actor, "area_groups.create")
    events = work.load(AreaGroup, ask.area_group).create(
        ask.area_group,
        kind=ask.kind,
        name=ask.name,
        members=(*ask.kecamatan, *ask.villages),
        known=place.codes,
        decree_number=ask.decree_number,
        decree_date=ask.decree_date,
        **ask.days(work),
    )
    work.append(AreaGroup, ask.area_group, *events)
    return ask.area_group


def change(work: Work, area_group: str, ask: ChangeGroup, *, place: Territory) -> str:
    """Let a group have other members, or another name.

    Raises:
        NotAllowed, NotKnown: not this actor's.
        AreaGroupIsOver, NotHappenedYet, MembersMissing, RegionsUnknown, MemberTwice,
            GroupUnchanged, ReasonMissing: no.
    """
    access.require(work.actor, "area_groups.change")
    events = _known(work, area_group).change(
        name=ask.name,
        members=(*ask.kecamatan, *ask.villages),
        known=place.codes,
        reason=ask.reason,
        decree_number=ask.decree_number,
        decree_date=ask.decree_date,
        **ask.days(work),
    )
    work.append(AreaGroup, area_group, *events)
    return area_group


def dissolve(work: Work, area_group: str, ask: Explain) -> str:
    """Use a group for nothing new any more.

    Raises:
        NotAllowed, NotKnown: not this actor's.
        AreaGroupIsOver, NotHappenedYet, ReasonMissing: no.
    """
    access.require(work.actor, "area_groups.dissolve")
    events = _known(work, area_group).dissolve(reason=ask.reason, **ask.days(work))
    work.append(AreaGroup, area_group, *events)
    return area_group


def _known(work: Work, area_group: str) -> AreaGroup:
    known = work.load(AreaGroup, area_group)
    if not known.area_group:
        raise NotKnown
    return known
