"""A household on the list: who belongs to it, how it stands, and what was found at its door.

    register → (relist | rank | judge_presence | judge | join | change_head | change_address)*
             → move* → close → reopen* → erase

What a late testimony (recorded after one of a later day) may change is told in
`household_events`. Verdicts are in `household_standing`, members in `household_people`, needs in
`household_needs`, what the law on personal data does in `household_privacy`.
Source: PUKIS-SISDAMAS, stage (d), by name by address; Sanding Erat Desa Kita (dead and moved).
"""

from collections.abc import Collection
from datetime import date
from typing import ClassVar
from uuid import UUID

from service.aggregates.household_events import (
    Assistance,
    Enrolled,
    HouseholdAddressChanged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdRelisted,
    NeedCarried,
    Relisted,
    Residence,
    Source,
)
from service.aggregates.household_privacy import HouseholdPrivacy
from service.aggregates.household_welfare import Housing, Rank, WelfareRanked
from service.kernel.events import Event
from service.kernel.guards import require_happened
from service.kernel.lists import Layout
from service.kernel.needs import BOUND_TO_THE_HOUSE
from service.kernel.people import IdentityMatch
from service.kernel.places import RegionCode
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import OPEN_STANDINGS


class HouseholdKnown(Refused):
    """Keluarga ini sudah terdaftar."""

    way_out: ClassVar[str] = "Buka keluarga yang sudah ada dan perbarui catatannya."


class NoMembers(Refused):
    """Keluarga tanpa anggota tidak dapat didaftarkan."""

    way_out: ClassVar[str] = "Isi sedikitnya satu anggota, sebaiknya kepala keluarga."


class OnThisListAlready(Refused):
    """Keluarga ini sudah tercatat dari daftar yang sama."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan; baris ini boleh dikesampingkan."


class SameVillage(Refused):
    """Desa tujuan sama dengan desa asal."""

    way_out: ClassVar[str] = "Catat sebagai perubahan alamat."


class Household(HouseholdPrivacy, frozen=True):
    """The decisions about where a household lives and which lists name it."""

    def register(
        self,
        household: UUID,
        *,
        village: str,
        residence: Private[Residence],
        members: tuple[Enrolled, ...],
        on: date,
        today: date,
        source: Source | None = None,
        decile: int | None = None,
        decile_source: str = "",
        assistance: tuple[Assistance, ...] = (),
        identity_match: IdentityMatch = "unchecked",
    ) -> tuple[Event, ...]:
        """Get to know a household, from a list (`source`) or as its village's new proposal.

        Raises:
            HouseholdKnown, NotHappenedYet: not now.
            NoMembers: nobody lives there.
        """
        if self.id is not None:
            raise HouseholdKnown(village=self.village)
        require_happened(on, today=today)
        if not members:
            raise NoMembers
        return (
            HouseholdRegistered(
                occurred_on=on,
                household=household,
                village=village,
                status="listed" if source else "newly_proposed",
                persons=len(members),
                residence=residence,
                members=members,
                source=source,
                decile=decile,
                decile_source=decile_source,
                assistance=assistance,
                identity_match=identity_match,
            ),
        )

    def relist(
        self,
        source: Source,
        *,
        members: tuple[Relisted, ...],
        on: date,
        today: date,
        decile: int | None = None,
        decile_source: str = "",
        assistance: tuple[Assistance, ...] = (),
        listed_village: str = "",
        kk_no: int = 0,
        says: Private[Residence] | None = None,
    ) -> tuple[Event, ...]:
        """Note that another list names this household. Whoever died or left stays gone.

        Raises:
            UnknownHousehold, UnknownMember, NotHappenedYet: it is not about this household.
            OnThisListAlready: the list was noted before.
        """
        self.require_kept(on=on, today=today)
        if source.list in self.lists:
            raise OnThisListAlready(list=str(source.list))
        departed = tuple(one.person for one in members if not self._member(one.person).belongs)
        return (
            HouseholdRelisted(
                **self._standing(on),
                source=source,
                members=members,
                departed=departed,
                decile=decile,
                decile_source=decile_source,
                assistance=assistance,
                listed_village=listed_village,
                kk_no=kk_no,
                says=says,
            ),
        )

    def rank(
        self,
        source: Source,
        *,
        origin: Layout,
        period: str,
        ranks: tuple[Rank, ...],
        on: date,
        today: date,
        region: RegionCode | None = None,
        housing: Private[Housing] | None = None,
    ) -> tuple[Event, ...]:
        """Note in which decile a list puts this household, beside what other lists say.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet: not now.
        """
        self.require_kept(on=on, today=today)
        assert self.id is not None
        return (
            WelfareRanked(
                occurred_on=on,
                household=self.id,
                village=self.village,
                list=source.list,
                row_no=source.row_no,
                origin=origin,
                period=period,
                ranks=ranks,
                region=region,
                housing=housing,
            ),
        )

    def is_known_only_by(self, lists: Collection[UUID]) -> bool:
        """Say whether nothing but these lists speaks for this household."""
        return bool(self.lists) and not self.is_seen and set(self.lists) <= set(lists)

    def change_address(
        self, residence: Private[Residence], *, on: date, today: date
    ) -> tuple[Event, ...]:
        """Put an address or a KK number right, or move within the village.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
        """
        self.require_living(on=on, today=today)
        return (HouseholdAddressChanged(**self._standing(on), residence=residence),)

    def move(
        self, village: str, *, residence: Private[Residence], on: date, today: date
    ) -> tuple[Event, ...]:
        """Move the household to another village of the regency, with its open needs.

        What belongs to the old house (its roof, its toilet) is a claim again until somebody
        looks at the new one; what is promised stays promised.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            SameVillage: that is a change of address.
        """
        self.require_living(on=on, today=today)
        if village == self.village:
            raise SameVillage(village=village)
        moved = self._standing(on) | {"village": village, "status": "listed"}
        moved["epoch"] = self.epoch + 1
        carried = [
            NeedCarried(
                occurred_on=on,
                household=moved["household"],
                village=village,
                from_village=self.village,
                need=need,
                strategy=known.strategy,
                standing=(
                    "claimed"
                    if need in BOUND_TO_THE_HOUSE and known.standing == "unmet"
                    else known.standing
                ),
                epoch=moved["epoch"],
            )
            for need, known in self.needs.items()
            if known.standing in OPEN_STANDINGS
        ]
        return (
            HouseholdMoved(**moved, from_village=self.village, residence=residence),
            *carried,
        )
