"""A partner's promise to meet one need, and everything that becomes of it.

    propose → make → allocate* → disburse* ⇄ deliver* → acknowledge | dispute → resolve → verify*
    increase, reduce, cancel, lapse → carry over, transfer;  refund, correct

Five numbers, never one: promised, set aside, paid out, handed over, verified. The village says
whether it arrived, and somebody who did not hand it over verifies.
The money of it is in `commitment_money`, its deliveries in `commitment_deliveries`, its plan and
its outcome in `commitment_plans`.
Source: Kayong Utara x Baznas (A4); Sanding Erat Desa Kita (promise versus proof).
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from service.aggregates.commitment_draws import set_free
from service.aggregates.commitment_events import (
    CommitmentCancelled,
    CommitmentIncreased,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentProposed,
    CommitmentReduced,
    CommitmentTransferred,
    Draw,
    FiveNumbers,
    Form,
    Terms,
)
from service.aggregates.commitment_guards import (
    CommitmentEnded,
    NotPromised,
    require_within,
)
from service.aggregates.commitment_plan_events import CommitmentCarried
from service.aggregates.commitment_plans import CommitmentPlans
from service.kernel.events import Event
from service.kernel.guards import require_amount, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.valuations import Valuation
from service.kernel.verdicts import Note


class PromisedAlready(Refused):
    """Komitmen ini sudah tercatat."""

    way_out: ClassVar[str] = "Tambah atau kurangi komitmen yang ada, atau buat komitmen baru."


class NotAsProposed(Refused):
    """Komitmen ini berbeda dari usulannya."""

    way_out: ClassVar[str] = "Buat komitmen baru, atau batalkan usulan ini lebih dahulu."


class ValuationMissing(Refused):
    """Cara menilai barang atau jasa belum disebut."""

    way_out: ClassVar[str] = "Pilih cara penilaian: faktur, standar harga, atau pernyataan."


class DueBeforePromise(Refused):
    """Tenggat mendahului tanggal komitmen."""

    way_out: ClassVar[str] = "Isi tenggat pada atau sesudah tanggal komitmen."


class MoreThanLeft(Refused):
    """Jumlah ini melebihi sisa komitmen yang belum disalurkan atau diserahkan."""

    way_out: ClassVar[str] = "Kurangi jumlahnya; yang sudah disalurkan hanya dapat dikembalikan."


class NothingLeft(Refused):
    """Tidak ada sisa komitmen yang dapat ditarik."""

    way_out: ClassVar[str] = "Yang sudah disalurkan hanya dapat dikembalikan atau dikoreksi."


class YearNotOver(Refused):
    """Tahun anggaran komitmen ini belum berakhir."""

    way_out: ClassVar[str] = "Batalkan komitmen bila memang tidak akan dipenuhi."


class CarriedOverAlready(Refused):
    """Sisa komitmen ini sudah diteruskan ke tahun berikutnya."""

    way_out: ClassVar[str] = "Buka komitmen penerusnya."


class NotALaterYear(Refused):
    """Komitmen hanya diteruskan ke tahun anggaran sesudahnya."""

    way_out: ClassVar[str] = "Pilih tahun anggaran yang lebih akhir daripada komitmen ini."


class SamePartner(Refused):
    """Komitmen dialihkan kepada mitra yang sama."""

    way_out: ClassVar[str] = "Pilih mitra lain sebagai penerima alih."


class Commitment(CommitmentPlans, frozen=True):
    """The decisions about the promise itself."""

    def propose(
        self,
        terms: Terms,
        *,
        amount_rupiah: int,
        form: Form,
        on: date,
        today: date,
        quantity: int | None = None,
        unit: str = "",
        due_on: date | None = None,
        note: Private[Note] | None = None,
    ) -> tuple[Event, ...]:
        """Suggest a promise. It reserves nothing; somebody else may be faster.

        Raises:
            PromisedAlready, NothingToRecord, NotHappenedYet, DueBeforePromise: not now.
        """
        if self.terms is not None:
            raise PromisedAlready(partner=self.terms.partner)
        require_amount(amount_rupiah)
        _require_due(due_on, on=on)
        return (
            CommitmentProposed(
                **self._carried(terms, on=on, today=today),
                amount_rupiah=amount_rupiah,
                form=form,
                quantity=quantity,
                unit=unit,
                due_on=due_on,
                note=note,
            ),
        )

    def make(
        self,
        terms: Terms,
        *,
        amount_rupiah: int,
        form: Form,
        on: date,
        today: date,
        valuation: Valuation | None = None,
        quantity: int | None = None,
        unit: str = "",
        due_on: date | None = None,
        package: str | None = None,
        transferred_from: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Promise aid, proposed before or not. The same save reserves the household's need.

        Args:
            valuation: how goods or services were valued; needed for `in_kind`.
            transferred_from: the promise it continues, of another partner or of last year.

        Raises:
            PromisedAlready, CommitmentEnded, NothingToRecord, NotHappenedYet: not now.
            NotAsProposed: partner, household, village or need are not those of the proposal.
            ValuationMissing, DueBeforePromise: a promise must be plain.
        """
        if self.is_made:
            raise PromisedAlready(partner=terms.partner)
        if self.ended:
            raise CommitmentEnded(how=self.ended)
        if self.terms is not None and _target(self.terms) != _target(terms):
            raise NotAsProposed(**_target(self.terms))
        require_amount(amount_rupiah)
        if form == "in_kind" and valuation is None:
            raise ValuationMissing
        _require_due(due_on, on=on)
        return (
            CommitmentMade(
                **self._carried(terms, on=on, today=today),
                change=FiveNumbers(committed=amount_rupiah),
                amount_rupiah=amount_rupiah,
                form=form,
                valuation=valuation,
                quantity=quantity,
                unit=unit,
                due_on=due_on,
                package=package,
                transferred_from=transferred_from,
            ),
        )

    def increase(
        self, *, amount_rupiah: int, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Promise more.

        Raises:
            NotPromised, CommitmentEnded, NothingToRecord, NotHappenedYet, ReasonMissing: not now.
        """
        carried = self._open(on=on, today=today)
        require_amount(amount_rupiah)
        require_reason(reason)
        change = FiveNumbers(committed=amount_rupiah)
        return (
            CommitmentIncreased(
                **carried, change=change, amount_rupiah=amount_rupiah, reason=reason
            ),
        )

    def reduce(
        self, *, amount_rupiah: int, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Take back a part; what was set aside for it goes back to its fund (`returned`).

        Taking back everything ends the promise, and the need is released in the same save.

        Raises:
            NotPromised, CommitmentEnded, NothingToRecord, NotHappenedYet, ReasonMissing: not now.
            MoreThanLeft: what is paid or handed over can't be taken back.
        """
        carried = self._open(on=on, today=today)
        require_amount(amount_rupiah)
        require_reason(reason)
        require_within(amount_rupiah, self.left_rupiah, MoreThanLeft)
        return (
            CommitmentReduced(
                **carried,
                **self._taken_back(amount_rupiah),
                amount_rupiah=amount_rupiah,
                reason=reason,
            ),
        )

    def cancel(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Take back all that is neither paid nor handed over, or withdraw a proposal.

        A promise that has ended can be cancelled once more when a refund or a correction left
        something of it.

        Raises:
            NotPromised, CommitmentEnded, NothingLeft, NotHappenedYet, ReasonMissing: not now.
        """
        if self.terms is None:
            raise NotPromised
        if self.ended and not self.left_rupiah:
            raise CommitmentEnded(how=self.ended)
        carried = self._carried(self.terms, on=on, today=today)
        require_reason(reason)
        if self.is_made and not self.left_rupiah:
            raise NothingLeft(committed_rupiah=self.numbers.committed)
        return (
            CommitmentCancelled(
                **carried,
                **self._taken_back(self.left_rupiah),
                amount_rupiah=self.left_rupiah,
                reason=reason,
            ),
        )

    def lapse(self, *, on: date, today: date) -> tuple[Event, ...]:
        """Let go of what the fiscal year left unkept; to carry it over, promise it anew.

        Raises:
            NotPromised, CommitmentEnded, NothingLeft, NotHappenedYet: not now.
            YearNotOver: it can still be kept.
        """
        carried = self._open(on=on, today=today)
        if on.year <= carried["fiscal_year"]:
            raise YearNotOver(fiscal_year=carried["fiscal_year"])
        if not self.left_rupiah:
            raise NothingLeft(committed_rupiah=self.numbers.committed)
        return (
            CommitmentLapsed(
                **carried, **self._taken_back(self.left_rupiah), amount_rupiah=self.left_rupiah
            ),
        )

    def carry_over(
        self, *, to_commitment: UUID, to_year: int, on: date, today: date
    ) -> tuple[Event, ...]:
        """Let go of what the fiscal year left unkept, to promise it anew in the same save.

        A promise that has lapsed before is carried over too, by what lapsed of it.

        Raises:
            NotPromised, CommitmentEnded, NothingLeft, NotHappenedYet, YearNotOver: not now.
            CarriedOverAlready: it was.
            NotALaterYear: that is no next year.
        """
        carried = self._made(on=on, today=today)
        if self.carried_to is not None:
            raise CarriedOverAlready(to_commitment=str(self.carried_to))
        if self.ended not in {None, "lapsed"}:
            raise CommitmentEnded(how=self.ended)
        if to_year <= carried["fiscal_year"]:
            raise NotALaterYear(fiscal_year=carried["fiscal_year"], asked_year=to_year)
        lapsed = () if self.ended else self.lapse(on=on, today=today)
        amount = self.lapsed_rupiah if self.ended else self.left_rupiah
        return (
            *lapsed,
            CommitmentCarried(
                **carried, to_commitment=to_commitment, to_year=to_year, amount_rupiah=amount
            ),
        )

    def transfer_out(
        self, *, to_partner: str, to_commitment: UUID, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Hand what is left to another partner, who makes it a promise in the same save.

        Raises:
            NotPromised, CommitmentEnded, NothingLeft, NotHappenedYet, ReasonMissing: not now.
            SamePartner: that is no transfer.
        """
        carried = self._open(on=on, today=today)
        require_reason(reason)
        if to_partner == carried["partner"]:
            raise SamePartner(partner=to_partner)
        if not self.left_rupiah:
            raise NothingLeft(committed_rupiah=self.numbers.committed)
        return (
            CommitmentTransferred(
                **carried,
                **self._taken_back(self.left_rupiah),
                to_partner=to_partner,
                to_commitment=to_commitment,
                amount_rupiah=self.left_rupiah,
                reason=reason,
            ),
        )

    def _taken_back(self, amount_rupiah: int) -> dict[str, Any]:
        """Return the change of the numbers and what goes back to each allocation."""
        promised = self.numbers.committed - amount_rupiah
        freed = max(0, self.numbers.allocated - promised)
        returned: tuple[Draw, ...] = set_free(self.allocations, freed)
        change = FiveNumbers(committed=-amount_rupiah, allocated=-freed)
        return {"change": change, "returned": returned}


def _require_due(due_on: date | None, *, on: date) -> None:
    if due_on is not None and due_on < on:
        raise DueBeforePromise(due_on=due_on.isoformat(), on=on.isoformat())


def _target(terms: Terms) -> dict[str, Any]:
    """Return what a proposal and its promise have in common."""
    return {
        "partner": terms.partner,
        "household": str(terms.household) if terms.household else None,
        "village": terms.village,
        "need": terms.need,
    }
