"""Nobody is paid for the dead, the moved and the well-off: a warning first, a wall at the till.

    propose: told   →   make: refused   →   disburse: refused, or by leave of a second person, once

Source: Kayong Utara x Baznas (nobody mis-targeted); BPK on aid paid to the dead.
"""

from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_needs import RecipientNotPayable
from service.kernel.needs import NeedType
from service.kernel.verdicts import HouseholdStatus, NeedStanding

__all__ = ["RecipientNotPayable", "Warned", "override_needed", "warnings"]

WarningCode: TypeAlias = Literal[
    "unknown_household", "not_payable", "not_verified", "need_not_confirmed", "need_not_open"
]


class Warned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What speaks against helping a household, told before anything is promised.

    Args:
        since: the day the status rests on.
    """

    code: WarningCode
    status: HouseholdStatus | None = None
    since: date | None = None
    need: NeedType | None = None
    standing: NeedStanding | None = None


def warnings(household: Household, need: NeedType) -> tuple[Warned, ...]:
    """Return what speaks against promising this household this need; nothing is refused."""
    if household.id is None:
        return (Warned(code="unknown_household"),)
    found: list[Warned] = []
    status, since = household.status, household.status_on
    if not household.is_payable:
        found.append(Warned(code="not_payable", status=status, since=since))
    elif status == "listed":
        found.append(Warned(code="not_verified", status=status, since=since))
    known = household.needs.get(need)
    if known is None or known.standing == "claimed":
        found.append(
            Warned(code="need_not_confirmed", need=need, standing=known.standing if known else None)
        )
    elif known.standing in {"met", "not_needed", "withdrawn"}:
        found.append(Warned(code="need_not_open", need=need, standing=known.standing))
    return tuple(found)


def override_needed(household: Household, commitment: Commitment) -> bool:
    """Say whether paying this household takes an override, to be handed to `disburse`.

    Raises:
        RecipientNotPayable: it does, and nobody has granted one; with status and since when.
    """
    if household.is_payable:
        return False
    if not commitment.override_by:
        household.require_payable()
    return True
