"""An agreement with a partner: for where, from when to when, and whether data come with it.

    sign → (amend | report an obligation | attach a document)* → end

Days are inclusive: it holds on `valid_from` and still on `valid_until`. One that is ended early
does not hold any more on the day it ends. Only an agreement with a clause on data opens single
households to the partner's officers, and only for the purposes that stand in the clause. What a
party owes is reported once for each day it is due, also after the end.

Source: PP 28/2018 and Permendagri 22/2020 (cooperation of regions); Kayong Utara x Baznas (one
agreement with the numbers of both parties); UU 27/2022 article 20 (the basis of processing).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import ClassVar, Self, assert_never
from uuid import UUID

from msgspec import field
from msgspec.structs import replace

from service.aggregates.agreement_events import (
    AgreementAmended,
    AgreementDocumentAttached,
    AgreementEnded,
    AgreementKind,
    AgreementSigned,
    AnyAgreementEvent,
    DocumentKind,
    Obligation,
    ObligationReported,
    PartyNumber,
    Signatory,
)
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.months import months_later
from service.kernel.purposes import USED_BY, Purpose
from service.kernel.refusals import Refused


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


class PartyNumberedTwice(Refused):
    """Satu pihak hanya mempunyai satu nomor perjanjian."""

    way_out: ClassVar[str] = "Isi satu nomor untuk setiap pihak, persis seperti pada naskahnya."


class NotPartyOfAgreement(Refused):
    """Lembaga ini bukan pihak perjanjian."""

    way_out: ClassVar[str] = "Pilih lembaga yang nomornya tercantum pada perjanjian."


class ObligationNotDated(Refused):
    """Kewajiban yang berulang harus bertanggal."""

    way_out: ClassVar[str] = "Isi tanggal jatuh tempo yang pertama."


class UnknownObligation(Refused):
    """Kewajiban ini tidak ada pada perjanjian."""

    way_out: ClassVar[str] = "Periksa kembali nomor kewajibannya."


class ObligationNotDue(Refused):
    """Kewajiban ini tidak jatuh tempo pada tanggal tersebut."""

    way_out: ClassVar[str] = "Pilih salah satu tanggal jatuh tempo yang disebut."


class ObligationReportedAlready(Refused):
    """Kewajiban ini sudah dilaporkan."""

    way_out: ClassVar[str] = "Pilih jatuh tempo berikutnya."


class DocumentAttachedAlready(Refused):
    """Berkas ini sudah dilampirkan."""

    way_out: ClassVar[str] = "Bandingkan namanya dengan yang tercantum pada perjanjian."


class Agreement(Aggregate[AnyAgreementEvent], frozen=True):
    """From when to when it holds, with whom, and what is still owed."""

    category: ClassVar[str] = "agreement"

    agreement: str = ""
    partner: str = ""
    parties: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()
    valid_from: date = date.max
    valid_until: date = date.min
    ends_on: date | None = None
    obligations: tuple[Obligation, ...] = ()
    reported: dict[int, tuple[date | None, ...]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()

    def after(self, event: AnyAgreementEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AgreementSigned():
                return replace(
                    self,
                    agreement=event.agreement,
                    partner=event.partner,
                    parties=frozenset({event.partner, *(one.party for one in event.numbers)}),
                    areas=event.areas,
                    valid_from=event.valid_from,
                    valid_until=event.valid_until,
                    obligations=event.obligations,
                )
            case AgreementAmended():
                return replace(
                    self,
                    valid_from=event.valid_from,
                    valid_until=event.valid_until,
                    obligations=self.obligations + event.obligations,
                )
            case ObligationReported():
                before = self.reported.get(event.obligation, ())
                told = {**self.reported, event.obligation: (*before, event.due_on)}
                return replace(self, reported=told)
            case AgreementDocumentAttached():
                return replace(self, documents=self.documents | {event.sha256})
            case AgreementEnded():
                return replace(self, ends_on=event.ends_on)
        assert_never(event)

    def sign(
        self,
        agreement: str,
        *,
        partner: str,
        kind: AgreementKind,
        numbers: tuple[PartyNumber, ...],
        title: str,
        areas: tuple[str, ...],
        valid_from: date,
        valid_until: date,
        signatories: tuple[Signatory, ...],
        data_purposes: tuple[Purpose, ...],
        on: date,
        today: date,
        place: str = "",
        scope: str = "",
        obligations: Sequence[Obligation] = (),
    ) -> tuple[Event, ...]:
        """Note an agreement that was signed on a day; it may hold from later on.

        Args:
            numbers: at least one; a decree has that of one party only.
            obligations: their numbers are given here.

        Raises:
            AgreementKnown, NotHappenedYet: not now.
            ValidityReversed, AgreementAreaMissing, SignatoryMissing: it is not plain.
            PartyNumberedTwice, NotPartyOfAgreement, ObligationNotDated: who owes what is not plain.
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
        parties = [one.party for one in numbers]
        for party in parties:
            if parties.count(party) > 1:
                raise PartyNumberedTwice(party=party)
        return (
            AgreementSigned(
                occurred_on=on,
                agreement=agreement,
                partner=partner,
                number=" dan ".join(one.number for one in numbers),
                title=title,
                areas=areas,
                valid_from=valid_from,
                valid_until=valid_until,
                signatories=signatories,
                data_purposes=data_purposes,
                kind=kind,
                numbers=numbers,
                place=place,
                scope=scope,
                obligations=_numbered(obligations, parties={partner, *parties}),
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
        obligations: Sequence[Obligation] = (),
    ) -> tuple[Event, ...]:
        """Let it hold for other days, or oblige to more.

        Raises:
            AgreementIsOver, NotHappenedYet, ValidityReversed, ReasonMissing: not like this.
            NotPartyOfAgreement, ObligationNotDated: who owes what is not plain.
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
                obligations=_numbered(
                    obligations, parties=self.parties, start=len(self.obligations) + 1
                ),
            ),
        )

    def report(
        self,
        obligation: int,
        *,
        due_on: date | None,
        document: str,
        commitments: tuple[UUID, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that a party did what it owed.

        Args:
            due_on: which day of those it is due on; None for an obligation without one.

        Raises:
            UnknownObligation, ObligationNotDue, ObligationReportedAlready, NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        owed = self.owed(obligation)
        days = dues(owed, until=self.valid_until)
        if due_on not in (days or (None,)):
            raise ObligationNotDue(due_on=due_on.isoformat() if due_on else "", first=_first(days))
        if due_on in self.reported.get(obligation, ()):
            raise ObligationReportedAlready(obligation=obligation)
        return (
            ObligationReported(
                occurred_on=on,
                agreement=self.agreement,
                partner=self.partner,
                obligation=obligation,
                due_on=due_on,
                document=document,
                commitments=commitments,
            ),
        )

    def attach(
        self, *, kind: DocumentKind, name: str, sha256: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Note a document by its hash; each file once.

        Raises:
            NotHappenedYet, DocumentAttachedAlready: not now.
        """
        require_happened(on, today=today)
        if sha256 in self.documents:
            raise DocumentAttachedAlready(sha256=sha256)
        return (
            AgreementDocumentAttached(
                occurred_on=on,
                agreement=self.agreement,
                partner=self.partner,
                kind=kind,
                name=name,
                sha256=sha256,
            ),
        )

    def owed(self, obligation: int) -> Obligation:
        """Return an obligation by its number.

        Raises:
            UnknownObligation: there is none.
        """
        for one in self.obligations:
            if one.number == obligation:
                return one
        raise UnknownObligation(obligation=obligation)

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


def dues(obligation: Obligation, *, until: date) -> tuple[date, ...]:
    """Return the days an obligation is due, up to the last one of the agreement, in order.

    One that is due later than that, as a closing report is, has its one day all the same.
    """
    if obligation.due_on is None:
        return ()
    found = [obligation.due_on]
    while obligation.every_months:
        following = months_later(obligation.due_on, obligation.every_months * len(found))
        if following > until:
            break
        found.append(following)
    return tuple(found)


def _numbered(
    obligations: Iterable[Obligation], *, parties: Collection[str], start: int = 1
) -> tuple[Obligation, ...]:
    """Number obligations, once it is plain who owes them and when."""
    found = []
    for number, one in enumerate(obligations, start=start):
        if one.party not in parties:
            raise NotPartyOfAgreement(party=one.party)
        if one.every_months and one.due_on is None:
            raise ObligationNotDated(text=one.text)
        found.append(replace(one, number=number))
    return tuple(found)


def _first(days: Sequence[date]) -> str:
    return days[0].isoformat() if days else ""


def _require_order(valid_from: date, valid_until: date) -> None:
    if valid_until < valid_from:
        raise ValidityReversed(
            valid_from=valid_from.isoformat(), valid_until=valid_until.isoformat()
        )
