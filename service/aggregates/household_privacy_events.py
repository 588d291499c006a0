"""What a data subject's right does to a household: limited, put right, destroyed.

These events change neither status nor needs nor who belongs: counts, money and every proof stay
as they were. They have no rank among the others for that reason (see `household_events`).
"""

from typing import ClassVar, TypeAlias
from uuid import UUID

from service.kernel.events import Event


class HouseholdPrivacyEvent(Event, frozen=True, kw_only=True):
    """Which household, and by which request."""

    household: UUID
    village: str
    subject_request: UUID


class HouseholdRestricted(HouseholdPrivacyEvent, frozen=True, kw_only=True):
    """The household is kept from partners; villages and agencies work on."""

    tag: ClassVar[str] = "household.restricted"
    sentence: ClassVar[str] = (
        "membatasi pemrosesan data keluarga {household:household}; mitra tidak lagi melihatnya"
    )


class HouseholdRestrictionLifted(HouseholdPrivacyEvent, frozen=True, kw_only=True):
    """The household may be shown to partners again."""

    tag: ClassVar[str] = "household.restriction_lifted"
    sentence: ClassVar[str] = (
        'mencabut pembatasan data keluarga {household:household} karena "{reason}"'
    )

    reason: str


class HouseholdErased(HouseholdPrivacyEvent, frozen=True, kw_only=True):
    """All that is personal about a household and its people was given up for destruction.

    This event is the truth: whoever finds a key of one of these subjects destroys it.

    Args:
        number: of the request, verbatim.
        legal_basis: code, as the request was granted by.
        decided_by: account of whoever decided; who carried it out is the actor.
        persons: those whose names are gone; who had gone to another household is not among them.
        rows: subjects of rows of lists that spoke of them.
    """

    tag: ClassVar[str] = "household.erased"
    sentence: ClassVar[str] = (
        "memusnahkan data pribadi keluarga {household:household} atas permintaan nomor {number}, "
        "diputuskan oleh {decided_by} ({legal_basis:label})"
    )

    number: str
    legal_basis: str
    decided_by: str
    persons: tuple[UUID, ...] = ()
    rows: tuple[UUID, ...] = ()


class MemberErased(HouseholdPrivacyEvent, frozen=True, kw_only=True):
    """All that is personal about one member was given up for destruction.

    Args:
        number, legal_basis, decided_by, rows: as in `HouseholdErased`.
    """

    tag: ClassVar[str] = "member.erased"
    sentence: ClassVar[str] = (
        "memusnahkan data pribadi satu anggota keluarga {household:household} atas permintaan "
        "nomor {number}, diputuskan oleh {decided_by} ({legal_basis:label})"
    )

    person: UUID
    number: str
    legal_basis: str
    decided_by: str
    rows: tuple[UUID, ...] = ()


AnyPrivacyEvent: TypeAlias = (
    HouseholdRestricted | HouseholdRestrictionLifted | HouseholdErased | MemberErased
)
