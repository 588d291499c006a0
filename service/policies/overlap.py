"""One household, all helpers, before anybody promises twice.

Two promises overlap when they hold the same need of a household, or belong to one exclusivity
group (`housing`, `income_support`), unless both name the same package. The household's own stream
keeps the rule (`Household.reserve`); this policy says whose promise is in the way and how far it
has come, so that the second partner can talk to the first.
Source: Kayong Utara x Baznas (no overlap); Blora (private targets overlapping the regency's).
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_state import Stage
from service.aggregates.household import Household
from service.aggregates.household_needs import NeedTaken
from service.aggregates.household_reservations import Reservation
from service.kernel.needs import NeedType

__all__ = ["NeedTaken", "Overlap", "Severity", "overlaps", "require_free"]

Severity: TypeAlias = Literal["duplicate", "same_need", "same_group", "complementary"]

SEVERITY_LABELS: dict[Severity, str] = {
    "duplicate": "Program yang sama untuk kebutuhan yang sama",
    "same_need": "Kebutuhan yang sama",
    "same_group": "Kelompok bantuan yang tidak boleh rangkap",
    "complementary": "Saling melengkapi",
}

WORST_FIRST: tuple[Severity, ...] = ("duplicate", "same_need", "same_group", "complementary")


class Overlap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another promise to the same household, and how it meets the one in mind.

    Args:
        status: how far that promise has come; None if it was not looked up.
    """

    severity: Severity
    need: NeedType
    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    status: Stage | None = None


def overlaps(
    household: Household,
    need: NeedType,
    *,
    programme: str,
    exclusivity_group: str | None,
    package: str | None,
    commitments: Mapping[UUID, Commitment],
) -> tuple[Overlap, ...]:
    """Return every other promise to a household, the worst first, `complementary` ones last.

    Args:
        commitments: the promises that could be looked up, by id.
    """
    found = [
        _overlap(
            held,
            reservation,
            _severity(held, reservation, (need, programme, exclusivity_group, package)),
            commitments.get(reservation.commitment),
        )
        for held, reservation in _reservations(household)
    ]
    return tuple(sorted(found, key=lambda one: WORST_FIRST.index(one.severity)))


def require_free(
    household: Household,
    need: NeedType,
    *,
    programme: str,
    exclusivity_group: str | None,
    package: str | None,
    commitments: Mapping[UUID, Commitment],
) -> None:
    """Refuse a promise that another one stands in the way of.

    Raises:
        NeedTaken: with the other's partner, programme, amount and how far it has come.
    """
    worst = overlaps(
        household,
        need,
        programme=programme,
        exclusivity_group=exclusivity_group,
        package=package,
        commitments=commitments,
    )
    if worst and worst[0].severity != "complementary":
        first = worst[0]
        raise NeedTaken(
            need=first.need,
            commitment=str(first.commitment),
            partner=first.partner,
            programme=first.programme,
            amount_rupiah=first.amount_rupiah,
            status=first.status,
            severity=first.severity,
        )


def _reservations(household: Household) -> Iterable[tuple[NeedType, Reservation]]:
    for need, known in household.needs.items():
        for reservation in known.reservations:
            yield need, reservation


def _severity(
    held: NeedType,
    reservation: Reservation,
    asked: tuple[NeedType, str, str | None, str | None],
) -> Severity:
    need, programme, group, package = asked
    if package is not None and reservation.package == package:
        return "complementary"
    if held == need:
        return "duplicate" if reservation.programme == programme else "same_need"
    if group is not None and reservation.exclusivity_group == group:
        return "same_group"
    return "complementary"


def _overlap(
    need: NeedType, reservation: Reservation, severity: Severity, commitment: Commitment | None
) -> Overlap:
    """Return an overlap; a promise that was looked up tells its amount as it is by now."""
    amount = commitment.numbers.committed if commitment else reservation.amount_rupiah
    return Overlap(
        severity=severity,
        need=need,
        commitment=reservation.commitment,
        partner=reservation.partner,
        programme=reservation.programme,
        amount_rupiah=amount,
        status=commitment.stage if commitment else None,
    )
