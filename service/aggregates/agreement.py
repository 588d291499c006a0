"""An agreement with a partner: for where, from when to when, and whether data come with it.

    sign → amend* → end

Days are inclusive: it holds on `valid_from` and still on `valid_until`. One that is ended early
does not hold any more on the day it ends. Only an agreement with a clause on data opens single
households to the partner's officers, and only for the purposes that stand in the clause.

Source: PP 28/2018 and Permendagri 22/2020 (cooperation of regions); Kayong Utara x Baznas (one
agreement with the numbers of both parties); UU 27/2022 article 20 (the basis of processing).
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.purposes import USED_BY, Purpose
from service.kernel.refusals import Refused


class Signatory(Struct, frozen=True, kw_only=True):
    """Who signed, in which office and for whom, as written under the agreement."""

    name: str
    position: str
    organisation: str


class AgreementEvent(Event, frozen=True, kw_only=True):
    """Which agreement, by the short name it keeps for good, and with whom."""

    agreement: str
    partner: str


class AgreementSigned(AgreementEvent, frozen=True, kw_only=True):
    """A partner and the regency agreed.

    Args:
        number: verbatim, with the numbers of all parties.
        areas: region codes; each covers what lies below it.
        valid_from, valid_until: the first and the last day it holds.
        data_purposes: what its clause on data allows; empty if it has none.
    """

    tag: ClassVar[str] = "agreement.signed"
    sentence: ClassVar[str] = (
        'mencatat perjanjian "{title}" nomor {number} dengan {partner:partner}, '
        "berlaku {valid_from:date} sampai {valid_until:date}"
    )

    number: str
    title: str
    areas: tuple[str, ...]
    valid_from: date
    valid_until: date
    signatories: tuple[Signatory, ...]
    data_purposes: tuple[Purpose, ...] = ()


class AgreementAmended(AgreementEvent, frozen=True, kw_only=True):
    """The agreement holds for other days than was signed.

    Args:
        number: of the addendum, verbatim.
    """

    tag: ClassVar[str] = "agreement.amended"
    sentence: ClassVar[str] = (
        "mengubah masa berlaku perjanjian {agreement} dengan {partner:partner} menjadi "
        '{valid_from:date} sampai {valid_until:date} melalui {number} karena "{reason}"'
    )

    valid_from: date
    valid_until: date
    number: str
    reason: str


class AgreementEnded(AgreementEvent, frozen=True, kw_only=True):
    """The agreement ended before its time.

    Args:
        ends_on: the first day it does not hold any more.
    """

    tag: ClassVar[str] = "agreement.ended"
    sentence: ClassVar[str] = (
        "mengakhiri perjanjian {agreement} dengan {partner:partner} per {ends_on:date} "
        'karena "{reason}"'
    )

    ends_on: date
    reason: str


AnyAgreementEvent: TypeAlias = AgreementSigned | AgreementAmended | AgreementEnded


class AgreementKnown(Refused):
    """Perjanjian dengan nama singkat ini sudah tercatat."""

    way_out: ClassVar[str] = "Buka perjanjian yang sudah ada, atau pilih nama singkat lain."


class AgreementIsOver(Refused):
    """Perjanjian ini sudah diakhiri."""

    way_out: ClassVar[str] = "Catat perjanjian baru bila kerja sama dilanjutkan."


class ValidityReversed(Refused):
    """Hari terakhir perjanjian mendahului hari pertamanya."""

    way_out: ClassVar[str] = "Periksa kembali tanggal mulai dan tanggal berakhirnya."


class AgreementAreaMissing(Refused):
    """Wilayah perjanjian belum diisi."""

    way_out: ClassVar[str] = "Isi sedikitnya satu kode wilayah yang dicakup perjanjian."


class SignatoryMissing(Refused):
    """Penanda tangan perjanjian belum diisi."""

    way_out: ClassVar[str] = "Isi nama dan jabatan penanda tangan setiap pihak."


class PurposeNotForPartners(Refused):
    """Tujuan ini tidak dapat diberikan kepada mitra."""

    way_out: ClassVar[str] = "Pilih penyaluran bantuan atau pendampingan."


class Agreement(Aggregate[AnyAgreementEvent], frozen=True):
    """From when to when it holds, and with whom."""

    category: ClassVar[str] = "agreement"

    agreement: str = ""
    partner: str = ""
    areas: tuple[str, ...] = ()
    valid_from: date = date.max
    valid_until: date = date.min
    ends_on: date | None = None

    def after(self, event: AnyAgreementEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AgreementSigned():
                return replace(
                    self,
                    agreement=event.agreement,
                    partner=event.partner,
                    areas=event.areas,
                    valid_from=event.valid_from,
                    valid_until=event.valid_until,
                )
            case AgreementAmended():
                return replace(self, valid_from=event.valid_from, valid_until=event.valid_until)
            case AgreementEnded():
                return replace(self, ends_on=event.ends_on)
        assert_never(event)

    def sign(
        self,
        agreement: str,
        *,
        partner: str,
        number: str,
        title: str,
        areas: tuple[str, ...],
        valid_from: date,
        valid_until: date,
        signatories: tuple[Signatory, ...],
        data_purposes: tuple[Purpose, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note an agreement that was signed on a day; it may hold from later on.

        Raises:
            AgreementKnown, NotHappenedYet: not now.
            ValidityReversed, AgreementAreaMissing, SignatoryMissing: it is not plain.
            PurposeNotForPartners: the clause on data gives what partners can't use.
        """
        if self.agreement:
            raise AgreementKnown(agreement=self.agreement)
        require_happened(on, today=today)
        _require_order(valid_from, valid_until)
        if not areas:
            raise AgreementAreaMissing
        if not signatories:
            raise SignatoryMissing
        for purpose in data_purposes:
            if "partner_officer" not in USED_BY[purpose]:
                raise PurposeNotForPartners(purpose=purpose)
        return (
            AgreementSigned(
                occurred_on=on,
                agreement=agreement,
                partner=partner,
                number=number,
                title=title,
                areas=areas,
                valid_from=valid_from,
                valid_until=valid_until,
                signatories=signatories,
                data_purposes=data_purposes,
            ),
        )

    def amend(
        self,
        *,
        valid_from: date,
        valid_until: date,
        number: str,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Let it hold for other days.

        Raises:
            AgreementIsOver, NotHappenedYet, ValidityReversed, ReasonMissing: not like this.
        """
        self._require_open(on=on, today=today)
        _require_order(valid_from, valid_until)
        require_reason(reason)
        return (
            AgreementAmended(
                occurred_on=on,
                agreement=self.agreement,
                partner=self.partner,
                valid_from=valid_from,
                valid_until=valid_until,
                number=number,
                reason=reason,
            ),
        )

    def end(self, *, ends_on: date, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """End it before its time; `ends_on` may lie ahead.

        Raises:
            AgreementIsOver, NotHappenedYet, ValidityReversed, ReasonMissing: not like this.
        """
        self._require_open(on=on, today=today)
        require_reason(reason)
        if not self.valid_from <= ends_on <= self.valid_until:
            raise ValidityReversed(
                ends_on=ends_on.isoformat(),
                valid_from=self.valid_from.isoformat(),
                valid_until=self.valid_until.isoformat(),
            )
        return (
            AgreementEnded(
                occurred_on=on,
                agreement=self.agreement,
                partner=self.partner,
                ends_on=ends_on,
                reason=reason,
            ),
        )

    def _require_open(self, *, on: date, today: date) -> None:
        assert self.agreement, "the command has looked whether it is known"
        require_happened(on, today=today)
        if self.ends_on is not None:
            raise AgreementIsOver(ends_on=self.ends_on.isoformat())


def _require_order(valid_from: date, valid_until: date) -> None:
    if valid_until < valid_from:
        raise ValidityReversed(
            valid_from=valid_from.isoformat(), valid_until=valid_until.isoformat()
        )
