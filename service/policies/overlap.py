"""One household, all helpers, before anybody promises twice.

Two promises overlap when they hold the same need of a household, or belong to one exclusivity
group (`housing`, `income_support`), for the same period, unless both name the same package, a
programme says that it may meet the other, or a second person has let the one stand beside the
other (a clearance). Help of a group that is given once in so many years is in the way after it
was given, too. The household's own stream keeps the rule (`Household.reserve`); this policy says
whose promise is in the way and how far it has come, so that the second partner can talk to the
first. Whoever may know of the household is told all of that: its promises stand in its record.
Source: Kayong Utara x Baznas (no overlap); Blora (private targets overlapping the regency's).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, get_args
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_state import Stage
from service.aggregates.household import Household
from service.aggregates.household_needs import NeedTaken
from service.aggregates.household_reservations import (
    Claim,
    Kept,
    Reservation,
    severity,
)
from service.aggregates.programme import Offer
from service.kernel.exclusivity import Severity, free_again_on
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused

__all__ = ["NeedTaken", "Overlap", "Severity", "claim_of", "in_the_way", "overlaps", "require_free"]

SEVERITY_LABELS: dict[Severity, str] = {
    "duplicate": "Program yang sama untuk kebutuhan yang sama",
    "same_need": "Kebutuhan yang sama",
    "same_period_income_support": "Bantuan pendapatan pada tahun yang sama",
    "same_group": "Kelompok bantuan yang tidak boleh rangkap",
    "served_recently": "Sudah pernah diberikan dan belum boleh diulang",
    "complementary": "Saling melengkapi",
}

WORST_FIRST: tuple[Severity, ...] = get_args(Severity)


class ServedRecently(Refused):
    """Bantuan sejenis sudah pernah diberikan kepada keluarga ini dan belum boleh diulang."""

    way_out: ClassVar[str] = (
        "Pilih kebutuhan lain, atau mintalah izin menambah dengan alasan, misalnya rumahnya rusak "
        "lagi karena bencana."
    )


class PaymentOverlaps(Refused):
    """Kebutuhan yang dibayar ini dipegang juga oleh komitmen lain."""

    way_out: ClassVar[str] = (
        "Batalkan atau alihkan salah satunya; bila keduanya memang perlu, mintalah izin satu kali "
        "penyaluran dari orang kedua."
    )


class Overlap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another promise to the same household, and how it meets the one in mind.

    Args:
        status: how far that promise has come; None if it was not looked up.
        met_on: the day on which it was kept; None while it holds its need.
        free_again_on: for `served_recently`, the day from which it is in nobody's way.
    """

    severity: Severity
    need: NeedType
    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    status: Stage | None = None
    met_on: date | None = None
    free_again_on: date | None = None


def claim_of(
    offer: Offer,
    *,
    programme: str,
    fiscal_year: int | None,
    package: str | None = None,
    beside: tuple[UUID, ...] = (),
) -> Claim:
    """Return what a promise under a programme's terms would claim.

    Args:
        fiscal_year: of the promise; None if it is not said yet.
    """
    return Claim(
        programme=programme,
        exclusivity_group=offer.exclusivity_group,
        package=package,
        period=None if offer.recurrence == "once" else fiscal_year,
        allowed_with=offer.allowed_with,
        beside=beside,
    )


def overlaps(
    household: Household,
    need: NeedType,
    asked: Claim,
    *,
    on: date,
    doubles: Iterable[Household] = (),
    commitments: Mapping[UUID, Commitment],
) -> tuple[Overlap, ...]:
    """Return every other promise to a household, the worst first, `complementary` ones last.

    Args:
        on: the day of the promise in mind.
        doubles: records that turned out to be of this household; what was given to them counts.
        commitments: the promises that could be looked up, by id.
    """
    own = asked.commitment if isinstance(asked, Reservation) else None
    found = [
        _overlap(held, one, severity(held, one, need, asked), commitments)
        for held, known in household.needs.items()
        for one in known.reservations
        if one.commitment != own
    ]
    for record in (household, *doubles):
        since = household.moved_on if record is household else date.min
        found += [
            _overlap(held, one, "served_recently", commitments)
            for held, known in record.needs.items()
            for one in known.kept
            if one.commitment != own and _is_in_the_way_still(one, asked, on=on, since=since)
        ]
    return tuple(sorted(found, key=lambda one: WORST_FIRST.index(one.severity)))


def in_the_way(found: Iterable[Overlap]) -> tuple[Overlap, ...]:
    """Return the overlaps that forbid a promise."""
    return tuple(one for one in found if one.severity != "complementary")


def require_free(found: Iterable[Overlap]) -> None:
    """Refuse a promise that another one stands in the way of.

    Raises:
        NeedTaken: with the other's partner, programme, amount and how far it has come.
        ServedRecently: the same, of help that was given and may not be given again yet.
    """
    for first in in_the_way(found):
        told = told_of(first)
        if first.met_on is not None and first.free_again_on is not None:
            raise ServedRecently(
                **told,
                met_on=first.met_on.isoformat(),
                free_again_on=first.free_again_on.isoformat(),
            )
        raise NeedTaken(**told)


def held_twice(household: Household, commitment: UUID) -> Overlap | None:
    """Return the promise that a promise overlaps with by now, None if with none.

    Nobody can make two such promises; two records that were merged can bring them together.
    """
    held = household.reserved_by(commitment)
    if held is None:
        return None
    need, _, reservation = held
    others = household.holders(need, reservation, but=commitment)
    if not others:
        return None
    other_need, other = others[0]
    return _overlap(other_need, other, severity(other_need, other, need, reservation), {})


def _is_in_the_way_still(kept: Kept, asked: Claim, *, on: date, since: date) -> bool:
    """Say whether help that was given forbids more of its group on a day."""
    if kept.exclusivity_group is None or kept.exclusivity_group != asked.exclusivity_group:
        return False
    again = free_again_on(kept.exclusivity_group, kept.met_on)
    if again is None or on >= again or kept.met_on < since:
        return False
    return kept.commitment not in asked.beside and (
        asked.package is None or kept.package != asked.package
    )


def _overlap(
    need: NeedType,
    reservation: Reservation,
    how: Severity,
    commitments: Mapping[UUID, Commitment],
) -> Overlap:
    """Return an overlap; a promise that was looked up tells its amount as it is by now."""
    known = commitments.get(reservation.commitment)
    met_on = reservation.met_on if isinstance(reservation, Kept) else None
    again = free_again_on(reservation.exclusivity_group, met_on) if met_on else None
    return Overlap(
        severity=how,
        need=need,
        commitment=reservation.commitment,
        partner=reservation.partner,
        programme=reservation.programme,
        amount_rupiah=known.numbers.committed if known else reservation.amount_rupiah,
        status=known.stage if known else None,
        met_on=met_on,
        free_again_on=again,
    )


def told_of(other: Overlap) -> dict[str, object]:
    """Return an overlap as whoever is refused because of it is told."""
    return {
        "need": other.need,
        "commitment": str(other.commitment),
        "partner": other.partner,
        "programme": other.programme,
        "amount_rupiah": other.amount_rupiah,
        "status": other.status,
        "severity": other.severity,
    }
