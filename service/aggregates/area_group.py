"""A group of regions that cuts across the tree: five former kawedanan, 54 priority villages.

    create → change* → dissolve

Its members are kecamatan and villages of the regency, each by its code, and a village that is in
it through its kecamatan is not named a second time, or it would be counted twice. Which regions
belong to it is stated by a decree, and changes by an event with a reason; who was in it on a day
can always be asked.

Source: PUKIS-SISDAMAS ("desa pada kecamatan 5 eks kawedanan"); Sanding Erat Desa Kita (54 desa).
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused

GroupKind: TypeAlias = Literal[
    "eks_kawedanan", "priority_villages", "typology", "lab_villages", "programme_area"
]

GROUP_KIND_LABELS: dict[GroupKind, str] = {
    "eks_kawedanan": "Eks kawedanan",
    "priority_villages": "Desa prioritas",
    "typology": "Tipologi wilayah",
    "lab_villages": "Desa laboratorium",
    "programme_area": "Wilayah program",
}


class AreaGroupEvent(Event, frozen=True, kw_only=True):
    """Which group, by the short name it keeps for good."""

    area_group: str


class AreaGroupCreated(AreaGroupEvent, frozen=True, kw_only=True):
    """Regions were put together under a name.

    Args:
        members: codes of kecamatan and villages, in order, none inside another.
        decree_number, decree_date: what states it; empty and None if nothing does yet.
    """

    tag: ClassVar[str] = "area_group.created"
    sentence: ClassVar[str] = 'membentuk kelompok wilayah "{name}" ({kind:label})'

    kind: GroupKind
    name: str
    members: tuple[str, ...]
    decree_number: str = ""
    decree_date: date | None = None


class AreaGroupChanged(AreaGroupEvent, frozen=True, kw_only=True):
    """The group has other members, or another name, from now on; it stands as told here."""

    tag: ClassVar[str] = "area_group.changed"
    sentence: ClassVar[str] = 'mengubah kelompok wilayah "{name}" karena "{reason}"'

    name: str
    members: tuple[str, ...]
    reason: str
    decree_number: str = ""
    decree_date: date | None = None


class AreaGroupDissolved(AreaGroupEvent, frozen=True, kw_only=True):
    """The group is not used for anything new; what was counted by it stays."""

    tag: ClassVar[str] = "area_group.dissolved"
    sentence: ClassVar[str] = 'membubarkan kelompok wilayah "{name}" karena "{reason}"'

    name: str
    reason: str


AnyAreaGroupEvent: TypeAlias = AreaGroupCreated | AreaGroupChanged | AreaGroupDissolved


class AreaGroupKnown(Refused):
    """Kelompok wilayah dengan nama pendek ini sudah ada."""

    way_out: ClassVar[str] = "Buka kelompok yang sudah ada, atau pilih nama pendek lain."


class AreaGroupIsOver(Refused):
    """Kelompok wilayah ini sudah dibubarkan."""

    way_out: ClassVar[str] = "Bentuk kelompok baru bila wilayahnya masih diperlukan."


class AreaGroupUnknown(Refused):
    """Kelompok wilayah ini belum ada."""

    way_out: ClassVar[str] = "Bentuk kelompoknya lebih dahulu, atau pilih kelompok lain."


class MembersMissing(Refused):
    """Anggota kelompok wilayah belum dipilih."""

    way_out: ClassVar[str] = "Pilih sedikitnya satu kecamatan atau satu desa."


class RegionsUnknown(Refused):
    """Kode wilayah ini tidak ada di kabupaten ini."""

    way_out: ClassVar[str] = (
        "Periksa kode yang disebut menurut Kemendagri: kecamatan seperti 33.09.15, desa seperti "
        "33.09.15.2009."
    )


class MemberTwice(Refused):
    """Desa ini sudah termasuk melalui kecamatannya."""

    way_out: ClassVar[str] = (
        "Hapus desa yang disebut, atau hapus kecamatannya bila tidak seluruhnya termasuk."
    )


class GroupUnchanged(Refused):
    """Kelompok wilayah ini sudah seperti itu."""

    way_out: ClassVar[str] = "Ubah nama atau anggotanya, atau biarkan seperti adanya."


class AreaGroup(Aggregate[AnyAreaGroupEvent], frozen=True):
    """Which regions are in it, and whether it is still used."""

    category: ClassVar[str] = "area_group"

    area_group: str = ""
    name: str = ""
    members: tuple[str, ...] = ()
    is_over: bool = False

    def after(self, event: AnyAreaGroupEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AreaGroupCreated() | AreaGroupChanged():
                return replace(
                    self, area_group=event.area_group, name=event.name, members=event.members
                )
            case AreaGroupDissolved():
                return replace(self, is_over=True)
        assert_never(event)

    def create(
        self,
        area_group: str,
        *,
        kind: GroupKind,
        name: str,
        members: Collection[str],
        known: Collection[str],
        on: date,
        today: date,
        decree_number: str = "",
        decree_date: date | None = None,
    ) -> tuple[Event, ...]:
        """Put regions together.

        Args:
            members: codes of kecamatan and villages.
            known: every code the regency has.

        Raises:
            AreaGroupKnown, NotHappenedYet, MembersMissing, RegionsUnknown, MemberTwice: no.
        """
        if self.area_group:
            raise AreaGroupKnown(area_group=self.area_group)
        require_happened(on, today=today)
        return (
            AreaGroupCreated(
                occurred_on=on,
                area_group=area_group,
                kind=kind,
                name=name,
                members=_proper(members, known),
                decree_number=decree_number,
                decree_date=decree_date,
            ),
        )

    def change(
        self,
        *,
        name: str,
        members: Collection[str],
        known: Collection[str],
        reason: str,
        on: date,
        today: date,
        decree_number: str = "",
        decree_date: date | None = None,
    ) -> tuple[Event, ...]:
        """Let it have other members, or another name.

        Args:
            members: all of them from now on, not only the new ones.

        Raises:
            AreaGroupUnknown, AreaGroupIsOver, NotHappenedYet, ReasonMissing: not now.
            MembersMissing, RegionsUnknown, MemberTwice, GroupUnchanged: not like this.
        """
        self.require_used()
        require_happened(on, today=today)
        require_reason(reason)
        proper = _proper(members, known)
        if (name, proper) == (self.name, self.members):
            raise GroupUnchanged
        return (
            AreaGroupChanged(
                occurred_on=on,
                area_group=self.area_group,
                name=name,
                members=proper,
                reason=reason,
                decree_number=decree_number,
                decree_date=decree_date,
            ),
        )

    def dissolve(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Use it for nothing new any more.

        Raises:
            AreaGroupUnknown, AreaGroupIsOver, NotHappenedYet, ReasonMissing: not now.
        """
        self.require_used()
        require_happened(on, today=today)
        require_reason(reason)
        return (
            AreaGroupDissolved(
                occurred_on=on, area_group=self.area_group, name=self.name, reason=reason
            ),
        )

    def require_used(self) -> None:
        """Refuse a group that is unknown or dissolved.

        Raises:
            AreaGroupUnknown, AreaGroupIsOver: as their names say.
        """
        if not self.area_group:
            raise AreaGroupUnknown
        if self.is_over:
            raise AreaGroupIsOver(area_group=self.area_group)


def _proper(members: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Return codes in order, if all are the regency's and none lies inside another."""
    found = sorted(set(members))
    if not found:
        raise MembersMissing
    if unknown := [one for one in found if one not in known]:
        raise RegionsUnknown(regions=unknown)
    twice = [
        one for one in found if any(one.startswith(other + ".") for other in found if other != one)
    ]
    if twice:
        raise MemberTwice(regions=twice)
    return tuple(found)
