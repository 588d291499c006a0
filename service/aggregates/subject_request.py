"""A request of a data subject: to see, correct, limit or destroy what is held about them.

    receive → identify → (hold → resume)* → decide → fulfil → notify*

Three people keep one another honest. Whoever receives a request does not decide it: nobody may
invent a request in order to make a record disappear. Whoever decides an erasure does not carry it
out: what can never be undone takes two. The clock of three times 24 hours runs from receipt, also
while a request is held; the law knows no pause.

Source: UU 27/2022 (PDP) articles 5-13 (rights), 15 (limits), 30, 32, 41 (three times 24 hours),
33 (refusal), 43-44 (deleting and destroying), 45 (notice).
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self, assert_never
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.subject_request_events import (
    AnySubjectRequestEvent,
    Hold,
    LegalBasis,
    Outcome,
    Proof,
    RecipientNotified,
    Requester,
    RequestKind,
    SubjectRequestDecided,
    SubjectRequestFulfilled,
    SubjectRequestIdentified,
    SubjectRequestReceived,
    SubjectRequestResumed,
    SubjectRequestSuspended,
)
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Note

CLOCK = timedelta(hours=3 * 24)

GRANTS: frozenset[LegalBasis] = frozenset(
    {
        "subject_right",
        "no_longer_needed",
        "consent_withdrawn",
        "unlawful_processing",
        "retention_over",
        "court_order",
    }
)
"""What a request can be granted by; by all the others it is refused."""


class RequestDecided(Refused):
    """Permintaan ini sudah diputuskan."""

    way_out: ClassVar[str] = "Terima permintaan baru bila keadaannya berubah."


class RequestHeld(Refused):
    """Permintaan ini sedang ditangguhkan."""

    way_out: ClassVar[str] = "Lanjutkan setelah pemeriksaan atau sengketanya selesai."


class RequestNotHeld(Refused):
    """Permintaan ini tidak sedang ditangguhkan."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class RequestNotGranted(Refused):
    """Permintaan ini tidak dikabulkan, atau belum diputuskan."""

    way_out: ClassVar[str] = "Putuskan lebih dahulu; yang ditolak tidak dilaksanakan."


class RequestFulfilled(Refused):
    """Permintaan ini sudah dilaksanakan."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class RequesterUnidentified(Refused):
    """Identitas pemohon belum dipastikan."""

    way_out: ClassVar[str] = "Periksa KTP-el, KK, atau surat kuasanya, lalu catat hasilnya."


class RequesterIdentified(Refused):
    """Identitas pemohon sudah dipastikan."""

    way_out: ClassVar[str] = "Lanjutkan dengan keputusan."


class DecidedByReceiver(Refused):
    """Penerima permintaan tidak boleh memutuskannya sendiri."""

    way_out: ClassVar[str] = "Mintalah pejabat pelindungan data yang lain memutuskannya."


class DestroyedByDecider(Refused):
    """Pemutus pemusnahan tidak boleh melaksanakannya sendiri."""

    way_out: ClassVar[str] = "Mintalah sekretariat atau pejabat lain melaksanakannya."


class BasisUnfit(Refused):
    """Dasar hukum ini tidak cocok dengan keputusannya."""

    way_out: ClassVar[str] = "Pilih dasar hukum untuk mengabulkan, atau untuk menolak."


class NotifiedAlready(Refused):
    """Penerima data ini sudah diberi tahu."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class SubjectRequest(Aggregate[AnySubjectRequestEvent], frozen=True):
    """What is asked for, how far it is, and who has had it in hand."""

    category: ClassVar[str] = "subject_request"

    subject_request: UUID | None = None
    kind: RequestKind = "access_report"
    number: str = ""
    household: UUID | None = None
    person: UUID | None = None
    village: str = ""
    received_by: str = ""
    is_identified: bool = False
    hold: Hold | None = None
    outcome: Outcome | None = None
    legal_basis: LegalBasis | None = None
    decided_by: str = ""
    is_fulfilled: bool = False
    notified: tuple[str, ...] = ()

    def after(self, event: AnySubjectRequestEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case SubjectRequestReceived():
                known = replace(
                    self,
                    subject_request=event.subject_request,
                    kind=event.kind,
                    number=event.number,
                    household=event.household,
                    person=event.person,
                    village=event.village,
                    received_by=event.received_by,
                )
            case SubjectRequestIdentified():
                known = replace(self, is_identified=True)
            case SubjectRequestSuspended():
                known = replace(self, hold=event.hold)
            case SubjectRequestResumed():
                known = replace(self, hold=None)
            case SubjectRequestDecided():
                known = replace(
                    self,
                    outcome=event.outcome,
                    legal_basis=event.legal_basis,
                    decided_by=event.decided_by,
                )
            case SubjectRequestFulfilled():
                known = replace(self, is_fulfilled=True)
            case RecipientNotified():
                known = replace(self, notified=(*self.notified, event.account))
            case _:
                assert_never(event)
        return known

    def receive(
        self,
        request: UUID,
        *,
        kind: RequestKind,
        household: UUID,
        person: UUID | None,
        village: str,
        requester: Requester,
        number: str,
        received_by: str,
        received_at: datetime,
        words: Private[Note] | None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take a request in; its clock starts now.

        Raises:
            NotHappenedYet: it is dated ahead.
        """
        require_happened(on, today=today)
        return (
            SubjectRequestReceived(
                occurred_on=on,
                subject_request=request,
                household=household,
                person=person,
                village=village,
                kind=kind,
                requester=requester,
                number=number,
                received_by=received_by,
                received_at=received_at,
                due_at=received_at + CLOCK,
                words=words,
            ),
        )

    def identify(self, proof: Proof, *, on: date, today: date) -> tuple[Event, ...]:
        """Note what showed who is asking.

        Raises:
            RequestDecided, RequesterIdentified, NotHappenedYet: not now.
        """
        self._require_undecided(on=on, today=today)
        if self.is_identified:
            raise RequesterIdentified
        return (SubjectRequestIdentified(**self._about(on), proof=proof),)

    def put_on_hold(self, hold: Hold, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Keep everything as it is until something is through; its clock runs on.

        A hold may also come between a decision and its carrying out.

        Raises:
            RequestFulfilled, RequestHeld, NotHappenedYet, ReasonMissing: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.is_fulfilled or self.outcome == "refused":
            raise RequestFulfilled
        if self.hold is not None:
            raise RequestHeld(hold=self.hold)
        return (SubjectRequestSuspended(**self._about(on), hold=hold, reason=reason),)

    def resume(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Go on after a hold.

        Raises:
            RequestNotHeld, NotHappenedYet, ReasonMissing: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.hold is None:
            raise RequestNotHeld
        return (SubjectRequestResumed(**self._about(on), reason=reason),)

    def decide(
        self,
        outcome: Outcome,
        *,
        legal_basis: LegalBasis,
        reason: str,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Grant or refuse. A request on hold can be refused, not granted.

        Args:
            by: account of whoever decides.

        Raises:
            RequestDecided, RequestHeld, NotHappenedYet, ReasonMissing: not now.
            RequesterUnidentified: nothing is granted to somebody unknown.
            DecidedByReceiver, BasisUnfit: not by them, not by this rule.
        """
        self._require_undecided(on=on, today=today)
        require_reason(reason)
        if by == self.received_by:
            raise DecidedByReceiver(account=by)
        if (outcome == "granted") != (legal_basis in GRANTS):
            raise BasisUnfit(outcome=outcome, legal_basis=legal_basis)
        if outcome == "granted" and not self.is_identified:
            raise RequesterUnidentified
        if outcome == "granted" and self.hold is not None:
            raise RequestHeld(hold=self.hold)
        return (
            SubjectRequestDecided(
                **self._about(on),
                kind=self.kind,
                outcome=outcome,
                legal_basis=legal_basis,
                reason=reason,
                decided_by=by,
            ),
        )

    def fulfil(self, *, by: str, reference: str, on: date, today: date) -> tuple[Event, ...]:
        """Note that what was granted is done.

        Args:
            by: account of whoever carries it out.
            reference: number of the letter by which the subject was told.

        Raises:
            RequestNotGranted, RequestFulfilled, RequestHeld, NotHappenedYet: not now.
            DestroyedByDecider: what can't be undone takes two.
        """
        require_happened(on, today=today)
        if self.is_fulfilled:
            raise RequestFulfilled
        if self.outcome != "granted":
            raise RequestNotGranted(outcome=self.outcome)
        if self.hold is not None:
            raise RequestHeld(hold=self.hold)
        if self.kind == "erasure" and by == self.decided_by:
            raise DestroyedByDecider(account=by)
        return (SubjectRequestFulfilled(**self._about(on), kind=self.kind, reference=reference),)

    def notify(
        self,
        *,
        organisation: str,
        account: str,
        looks: tuple[int, ...],
        letter_number: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that somebody who had received the data was told.

        Raises:
            RequestNotGranted, NotHappenedYet: there is nothing to tell.
            NotifiedAlready: once is enough.
        """
        require_happened(on, today=today)
        if not self.is_fulfilled:
            raise RequestNotGranted(outcome=self.outcome)
        if account in self.notified:
            raise NotifiedAlready(account=account)
        return (
            RecipientNotified(
                **self._about(on),
                organisation=organisation,
                account=account,
                looks=looks,
                letter_number=letter_number,
            ),
        )

    def _require_undecided(self, *, on: date, today: date) -> None:
        require_happened(on, today=today)
        if self.outcome is not None:
            raise RequestDecided(outcome=self.outcome)

    def _about(self, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "subject_request": self.subject_request,
            "household": self.household,
            "village": self.village,
            "person": self.person,
        }
