"""What a data subject's right does to a household: limited and let go again, destroyed for good.

    (restrict → lift_restriction)* → erase

Source: UU 27/2022 (PDP) articles 41 (limiting), 43 (deleting), 44 (destroying).
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from service.aggregates.household_identity import HouseholdIdentity
from service.aggregates.household_needs import HouseholdIsErased
from service.aggregates.household_privacy_events import (
    HouseholdErased,
    HouseholdRestricted,
    HouseholdRestrictionLifted,
    MemberErased,
)
from service.kernel.events import Event
from service.kernel.guards import require_reason
from service.kernel.refusals import Refused


class RestrictedAlready(Refused):
    """Pemrosesan data keluarga ini sudah dibatasi."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class NotRestricted(Refused):
    """Pemrosesan data keluarga ini tidak sedang dibatasi."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class AidUnderWay(Refused):
    """Masih ada komitmen bantuan yang berjalan untuk keluarga ini."""

    way_out: ClassVar[str] = (
        "Tunggu sampai bantuannya selesai atau dibatalkan, atau batasi pemrosesannya dahulu."
    )


class HouseholdPrivacy(HouseholdIdentity, frozen=True):
    """The decisions that follow from a data subject's request."""

    def restrict(self, request: UUID, *, on: date, today: date) -> tuple[Event, ...]:
        """Keep the household from partners.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet, RestrictedAlready: not now.
        """
        self.require_kept(on=on, today=today)
        if self.is_restricted:
            raise RestrictedAlready
        return (HouseholdRestricted(**self._asked(request, on)),)

    def lift_restriction(
        self, request: UUID, *, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Let partners see the household again.

        Raises:
            UnknownHousehold, NotHappenedYet, NotRestricted, ReasonMissing: not now.
        """
        self._require_known(on=on, today=today)
        require_reason(reason)
        if not self.is_restricted:
            raise NotRestricted
        return (HouseholdRestrictionLifted(**self._asked(request, on), reason=reason),)

    def erase(
        self,
        request: UUID,
        *,
        number: str,
        legal_basis: str,
        decided_by: str,
        on: date,
        today: date,
        person: UUID | None = None,
        persons: tuple[UUID, ...] = (),
        rows: tuple[UUID, ...] = (),
    ) -> tuple[Event, ...]:
        """Give up for destruction what is personal: of one member, or of all of it.

        Args:
            person: None erases the whole household.
            persons: its people who are nowhere else now.
            rows: subjects of the rows of lists that speak of them.

        Raises:
            UnknownHousehold, HouseholdIsErased, UnknownMember, NotHappenedYet: not now.
            AidUnderWay: promises hold its needs; whoever pays must know whom.
        """
        self.require_kept(on=on, today=today)
        self.require_no_aid_under_way()
        told: dict[str, Any] = {
            **self._asked(request, on),
            "number": number,
            "legal_basis": legal_basis,
            "decided_by": decided_by,
            "rows": rows,
        }
        if person is None:
            return (HouseholdErased(**told, persons=persons),)
        self._member(person)
        if person in self.erased:
            raise HouseholdIsErased(person=str(person))
        return (MemberErased(**told, person=person),)

    def require_no_aid_under_way(self) -> None:
        """Refuse to let a household go to which something is promised still.

        Raises:
            AidUnderWay: with the promises.
        """
        held = [one for known in self.needs.values() for one in known.reservations]
        if held:
            raise AidUnderWay(commitments=sorted(str(one.commitment) for one in held))

    def _asked(self, request: UUID, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "household": self.id,
            "village": self.village,
            "subject_request": request,
        }
