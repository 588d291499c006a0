"""Nobody is paid for the dead, the moved and the well-off: a warning first, a wall at the till.

    propose: told   →   make: refused   →   disburse: refused, or by leave of a second person, once

Whom a programme is for (a decile, a list, the priority villages) is told at first and a wall only
at the till, by the terms of the day of payment: a list may still put right what it says. A barred
occupation is no field of its own: whoever finds a civil servant or a village official says that
the household is better off, and by which reason.
Source: Kayong Utara x Baznas (nobody mis-targeted); BPK on aid paid to the dead.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_needs import NeedNotOpen, RecipientNotPayable
from service.aggregates.programme import Offer
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused
from service.kernel.verdicts import OPEN_STANDINGS, HouseholdStatus, NeedStanding
from service.policies import overlap
from service.policies.overlap import PaymentOverlaps

__all__ = ["RecipientNotPayable", "Warned", "amiss", "override_needed", "warnings"]

Criterion: TypeAlias = Literal["decile_too_high", "not_listed", "outside_area"]
WarningCode: TypeAlias = Literal[
    "unknown_household",
    "not_payable",
    "not_verified",
    "need_not_confirmed",
    "need_not_open",
    "decile_too_high",
    "not_listed",
    "outside_area",
]

CRITERION_LABELS: dict[Criterion, str] = {
    "decile_too_high": "Desilnya di atas batas program",
    "not_listed": "Tidak tercantum pada daftar mana pun",
    "outside_area": "Desanya di luar wilayah program",
}


class RecipientMoved(Refused):
    """Keluarga ini sudah pindah ke desa lain sejak komitmen dibuat."""

    way_out: ClassVar[str] = (
        "Alihkan komitmen ke keluarga lain, atau mintalah izin satu kali penyaluran dari orang "
        "kedua bila bantuan ini tetap untuk mereka."
    )


class OutsideCriteria(Refused):
    """Keluarga ini di luar sasaran program."""

    way_out: ClassVar[str] = (
        "Periksa datanya; bila bantuan tetap layak, mintalah izin satu kali penyaluran dari orang "
        "kedua."
    )


class Warned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What speaks against helping a household, told before anything is promised.

    Args:
        since: the day the status rests on.
        decile, max_decile: of the household, and the highest the programme is for.
        area_group: the villages the programme is for.
    """

    code: WarningCode
    status: HouseholdStatus | None = None
    since: date | None = None
    need: NeedType | None = None
    standing: NeedStanding | None = None
    decile: int | None = None
    max_decile: int | None = None
    area_group: str | None = None


def warnings(
    household: Household,
    need: NeedType,
    offer: Offer | None = None,
    *,
    decile: int | None = None,
    members: tuple[str, ...] = (),
) -> tuple[Warned, ...]:
    """Return what speaks against promising this household this need; nothing is refused.

    Args:
        offer: the terms of the programme that was chosen; None if none was.
        decile: of the household and of its doubles, by the lists that count; None if none says.
        members: regions of the group of villages that the programme is for.
    """
    if household.id is None:
        return (Warned(code="unknown_household"),)
    found: list[Warned] = []
    status, since = household.status, household.status_on
    if not household.is_payable:
        found.append(Warned(code="not_payable", status=status, since=since))
    elif status == "listed":
        found.append(Warned(code="not_verified", status=status, since=since))
    known = household.needs.get(need)
    if known is None or known.standing in {"claimed", "retracted"}:
        found.append(
            Warned(code="need_not_confirmed", need=need, standing=known.standing if known else None)
        )
    elif known.standing in {"met", "not_needed", "withdrawn"}:
        found.append(Warned(code="need_not_open", need=need, standing=known.standing))
    return (*found, *(amiss(household, offer, decile=decile, members=members) if offer else ()))


def amiss(
    household: Household,
    offer: Offer,
    *,
    decile: int | None = None,
    members: tuple[str, ...] = (),
) -> tuple[Warned, ...]:
    """Return by what a household is not whom a programme is for.

    A household whose decile no list tells is in nobody's way: who knows it says `listed_only`.

    Args:
        decile, members: as in `warnings`.
    """
    found: list[Warned] = []
    limit = offer.max_decile
    if limit is not None and decile is not None and decile > limit:
        found.append(Warned(code="decile_too_high", decile=decile, max_decile=limit))
    if offer.listed_only and not household.lists:
        found.append(Warned(code="not_listed"))
    if offer.area_group is not None and not any(
        household.village == one or household.village.startswith(one + ".") for one in members
    ):
        found.append(Warned(code="outside_area", area_group=offer.area_group))
    return tuple(found)


def override_needed(
    household: Household,
    commitment: Commitment,
    offer: Offer | None = None,
    *,
    of: UUID | None = None,
    decile: int | None = None,
    members: tuple[str, ...] = (),
) -> bool:
    """Say whether paying this household takes an override, to be handed to `disburse`.

    Args:
        offer: the terms of the programme as they stand; decile, members: as in `warnings`.
        of: the id of the promise.

    Raises:
        RecipientNotPayable, RecipientMoved, NeedNotOpen, PaymentOverlaps, OutsideCriteria: it
            does, and nobody has granted one; with what speaks against it.
    """
    against = _against(household, commitment, offer, of=of, decile=decile, members=members)
    if against is None:
        return False
    if not commitment.override_by:
        raise against
    return True


def _against(
    household: Household,
    commitment: Commitment,
    offer: Offer | None,
    *,
    of: UUID | None,
    decile: int | None,
    members: tuple[str, ...],
) -> Refused | None:
    """Return the first rule that a payment would break."""
    if not household.is_payable:
        return RecipientNotPayable(status=household.status, since=household.status_on.isoformat())
    terms = commitment.terms
    if terms is not None and household.village != terms.village:
        return RecipientMoved(village=household.village, since=household.moved_on.isoformat())
    held = household.reserved_by(of) if of else None
    if held is not None and held[1].standing not in OPEN_STANDINGS:
        return NeedNotOpen(need=held[0], standing=held[1].standing)
    if of is not None and (other := overlap.held_twice(household, of)):
        return PaymentOverlaps(**overlap.told_of(other))
    for one in amiss(household, offer, decile=decile, members=members) if offer else ():
        told = {"decile": one.decile, "max_decile": one.max_decile, "area_group": one.area_group}
        said = {name: value for name, value in told.items() if value is not None}
        return OutsideCriteria(criterion=one.code, **said)
    return None
