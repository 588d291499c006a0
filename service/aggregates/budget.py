"""The budget of a village in one year (APBDes): what it pays for, and which needs that answers.

    adopt(original) → adopt(amended)*      each version supersedes the one before
                    ↘ map_line* · answer_need*

A line keeps its key through all versions of the year, so that a mapping and an answer outlive an
amendment. What the rules say of an activity code is no part of this: they can be read again by any
version of the rules, and only what a person decided is an event.

Source: PUKIS-SISDAMAS, stage (h), penyusunan APBDes sesuai peta rekomendasi; Permendagri 20/2018.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.budget_events import (
    AnyBudgetEvent,
    BudgetAdopted,
    BudgetLine,
    BudgetLineMapped,
    BudgetNeedAnswered,
)
from service.aggregates.budget_lines import DraftLine, keyed, require_lines
from service.kernel.budgets import Answer, BudgetKind
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused


class KelurahanHasNoBudget(Refused):
    """Kelurahan tidak punya APBDes."""

    way_out: ClassVar[str] = (
        "Kelurahan dibiayai APBD kabupaten; catat komitmen perangkat daerahnya sebagai gantinya."
    )


class OriginalMissing(Refused):
    """APBDes murni tahun ini belum tercatat."""

    way_out: ClassVar[str] = "Catat atau impor dahulu APBDes murninya, lalu perubahannya."


class OriginalKnown(Refused):
    """APBDes murni tahun ini sudah tercatat."""

    way_out: ClassVar[str] = (
        "Catat sebagai perubahan; bila yang tercatat salah, sebutkan alasan pembetulannya."
    )


class AmendedAlready(Refused):
    """APBDes tahun ini sudah diubah, sehingga murninya tidak dapat dicatat lagi."""

    way_out: ClassVar[str] = "Catat sebagai perubahan berikutnya."


class NothingChanged(Refused):
    """APBDes ini sama dengan yang sudah tercatat."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class PerdesOfAnotherYear(Refused):
    """Tanggal perdes ini tidak cocok dengan tahun anggarannya."""

    way_out: ClassVar[str] = (
        "APBDes ditetapkan pada tahun anggarannya atau tahun sebelumnya; periksa tanggalnya."
    )


class UnknownBudget(Refused):
    """APBDes desa ini untuk tahun itu belum tercatat."""

    way_out: ClassVar[str] = "Catat atau impor APBDes-nya lebih dahulu."


class UnknownLine(Refused):
    """Baris ini tidak ada dalam APBDes yang berlaku."""

    way_out: ClassVar[str] = "Pilih baris dari versi APBDes yang terakhir."


class LineWithoutMoney(Refused):
    """Baris ini tidak beranggaran, sehingga tidak mendanai apa pun."""

    way_out: ClassVar[str] = "Pilih baris yang beranggaran, atau jawab dengan alasan."


class AnswerIncomplete(Refused):
    """Jawaban ini belum lengkap."""

    way_out: ClassVar[str] = (
        "Didanai: pilih barisnya. Tidak didanai: tulis alasannya. Diserahkan: pilih mitra dan "
        "tulis alasannya."
    )


class Answered(Struct, frozen=True, kw_only=True):
    """What the village said of a need last."""

    answer: Answer
    lines: tuple[str, ...] = ()
    partner: str = ""
    reason: str = ""


class Budget(Aggregate[AnyBudgetEvent], frozen=True):
    """The version that holds, and every key that a line of the year ever had."""

    category: ClassVar[str] = "budget"

    number: int = 0
    kind: BudgetKind = "original"
    perdes_number: str = ""
    perdes_date: date | None = None
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    known: dict[str, BudgetLine] = field(default_factory=dict)
    mapped: dict[str, frozenset[NeedType]] = field(default_factory=dict)
    answers: dict[NeedType, Answered] = field(default_factory=dict)

    def after(self, event: AnyBudgetEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case BudgetAdopted():
                lines = {line.key: line for line in event.lines}
                return replace(
                    self,
                    number=event.number,
                    kind=event.kind,
                    perdes_number=event.perdes_number,
                    perdes_date=event.perdes_date,
                    lines=lines,
                    known=self.known | lines,
                )
            case BudgetLineMapped():
                return replace(self, mapped={**self.mapped, event.line: frozenset(event.needs)})
            case BudgetNeedAnswered():
                told = Answered(
                    answer=event.answer,
                    lines=event.lines,
                    partner=event.partner,
                    reason=event.reason,
                )
                return replace(self, answers={**self.answers, event.need: told})
        assert_never(event)

    def adopt(
        self,
        village: str,
        fiscal_year: int,
        *,
        kind: BudgetKind,
        perdes_number: str,
        perdes_date: date,
        lines: Sequence[DraftLine],
        on: date,
        today: date,
        is_kelurahan: bool = False,
        reason: str = "",
        file_hash: str = "",
    ) -> tuple[Event, ...]:
        """Take a version of the budget in, in place of the one before.

        Args:
            reason: why an original one that is recorded already is recorded once more.

        Raises:
            KelurahanHasNoBudget, OriginalMissing, OriginalKnown, AmendedAlready: not here and now.
            NotHappenedYet, PerdesOfAnotherYear: not on that day.
            LinesMissing, TooManyLines, LineImpossible, NikInBudget, NothingChanged: not these.
        """
        if is_kelurahan:
            raise KelurahanHasNoBudget(village=village)
        require_happened(on, today=today)
        require_happened(perdes_date, today=on)
        if perdes_date.year not in {fiscal_year - 1, fiscal_year}:
            raise PerdesOfAnotherYear(perdes_date=perdes_date.isoformat(), fiscal_year=fiscal_year)
        require_lines(lines)
        keyed = self.keyed(lines)
        if self.is_same(kind, perdes_number, perdes_date, keyed):
            raise NothingChanged(number=self.number)
        self._require_turn(kind, reason)
        return (
            BudgetAdopted(
                occurred_on=on,
                village=village,
                fiscal_year=fiscal_year,
                number=self.number + 1,
                kind=kind,
                perdes_number=perdes_number,
                perdes_date=perdes_date,
                total_rupiah=sum(line.amount_rupiah for line in keyed),
                lines=keyed,
                reason=reason,
                file_hash=file_hash,
            ),
        )

    def map_line(
        self,
        village: str,
        fiscal_year: int,
        line: str,
        *,
        needs: Sequence[NeedType],
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say which needs a line answers; none if it answers no need of a poor household.

        Raises:
            UnknownBudget, UnknownLine, NotHappenedYet, ReasonMissing, NothingChanged: not now.
        """
        require_happened(on, today=today)
        self._require_line(line)
        require_reason(reason)
        chosen = tuple(dict.fromkeys(needs))
        if self.mapped.get(line) == frozenset(chosen):
            raise NothingChanged(line=line)
        return (
            BudgetLineMapped(
                **_about(village, fiscal_year, on), line=line, needs=chosen, reason=reason
            ),
        )

    def answer_need(
        self,
        village: str,
        fiscal_year: int,
        need: NeedType,
        *,
        answer: Answer,
        on: date,
        today: date,
        lines: Sequence[str] = (),
        partner: str = "",
        reason: str = "",
    ) -> tuple[Event, ...]:
        """Answer a recommended need: paid by lines, refused with a reason, or handed over.

        Raises:
            UnknownBudget, UnknownLine, LineWithoutMoney: not by these lines.
            NotHappenedYet, AnswerIncomplete, NothingChanged: not like this.
        """
        require_happened(on, today=today)
        self._require_known()
        told = Answered(
            answer=answer,
            lines=tuple(dict.fromkeys(lines)) if answer == "funded" else (),
            partner=partner if answer == "handed_over" else "",
            reason=reason.strip(),
        )
        for line in told.lines:
            if not self._require_line(line).amount_rupiah:
                raise LineWithoutMoney(line=line)
        is_whole = {
            "funded": bool(told.lines),
            "declined": bool(told.reason),
            "handed_over": bool(told.partner and told.reason),
        }
        if not is_whole[answer]:
            raise AnswerIncomplete(answer=answer)
        if self.answers.get(need) == told:
            raise NothingChanged(need=need)
        return (
            BudgetNeedAnswered(
                **_about(village, fiscal_year, on),
                need=need,
                answer=told.answer,
                lines=told.lines,
                partner=told.partner,
                reason=told.reason,
            ),
        )

    def keyed(self, lines: Sequence[DraftLine]) -> tuple[BudgetLine, ...]:
        """Return lines with the keys they have, or had in a version before."""
        return keyed(lines, known=self.known, current=self.lines)

    def is_same(
        self,
        kind: BudgetKind,
        perdes_number: str,
        perdes_date: date,
        keyed: Sequence[BudgetLine],
    ) -> bool:
        """Say whether this is the version that holds."""
        return (
            self.number > 0
            and (kind, perdes_number, perdes_date)
            == (self.kind, self.perdes_number, self.perdes_date)
            and {line.key: line for line in keyed} == self.lines
        )

    def _require_turn(self, kind: BudgetKind, reason: str) -> None:
        if kind == "amended" and not self.number:
            raise OriginalMissing
        if kind == "original" and self.number:
            if self.kind == "amended":
                raise AmendedAlready(number=self.number)
            if not reason.strip():
                raise OriginalKnown(number=self.number, perdes_number=self.perdes_number)

    def _require_known(self) -> None:
        if not self.number:
            raise UnknownBudget

    def _require_line(self, key: str) -> BudgetLine:
        self._require_known()
        if key not in self.lines:
            raise UnknownLine(line=key)
        return self.lines[key]


def _about(village: str, fiscal_year: int, on: date) -> dict[str, Any]:
    return {"occurred_on": on, "village": village, "fiscal_year": fiscal_year}
