"""Payments out of a file: looked at first, then carried out, each row all or nothing.

    read → per row: ready | faulty | refused | known → receive → row* → complete

Faulty rows are left out and listed; the good ones are recorded. A row is a save of its own, and its
command id is made from the file's hash and the row: broken off and sent again, what is in is told
as recorded before, and nobody is paid twice. A file that was put right is another file; what its
rows pay for the second time is seen by the number of the receipt.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import BinaryIO, ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_money import ReceiptUsed
from service.aggregates.household import Household
from service.aggregates.payment_batch import RowLeftOut
from service.application import NotKnown, Work, command_id
from service.commands import payment_batches as commands
from service.commands.payment_batches import BatchRow
from service.exchange.lists import hashed
from service.exchange.progress import Progress
from service.exchange.table_cells import cells
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.layouts import payments as layout
from service.layouts.payments import Payment, PaymentRow
from service.layouts.table_rows import CellProblem
from service.policies import access
from service.policies.access import OutOfScope
from service.projections import commitments, programmes
from service.projections.commitments import Payable
from service.regency import Regency

RowOutcome: TypeAlias = Literal["ready", "recorded", "known", "refused", "faulty"]

ROW_OUTCOME_LABELS: dict[RowOutcome, str] = {
    "ready": "Siap dicatat",
    "recorded": "Tercatat",
    "known": "Sudah tercatat sebelumnya",
    "refused": "Ditolak",
    "faulty": "Isinya salah",
}

MOST_PROGRAMMES = 10_000


class PaymentCellsFaulty(Refused):
    """Isi baris ini tidak terbaca atau tidak lengkap."""

    way_out: ClassVar[str] = "Betulkan sel yang disebut, lalu unggah lagi berkasnya."


class NoSuchPromise(Refused):
    """Tidak ada komitmen berjalan yang cocok dengan baris ini."""

    way_out: ClassVar[str] = (
        "Periksa NIK dan programnya, atau isi kolom Komitmen dengan nomor lengkap komitmennya."
    )


class SeveralPromises(Refused):
    """Baris ini cocok dengan lebih dari satu komitmen."""

    way_out: ClassVar[str] = "Isi kolom Komitmen dengan nomor lengkap komitmen yang dimaksud."


class RowReport(Struct, frozen=True, kw_only=True):
    """A row, and what would become of it or became.

    Args:
        rule: the name of the rule that said no; `title` and `way_out` in Indonesian.
        problems: what is wrong with its cells.
    """

    row_no: int
    outcome: RowOutcome
    commitment: UUID | None = None
    amount_rupiah: int | None = None
    receipt: str = ""
    rule: str = ""
    title: str = ""
    way_out: str = ""
    problems: Sequence[CellProblem] = ()


class BatchReport(Struct, frozen=True, kw_only=True):
    """A file as it was read, and what became of each row.

    Args:
        columns: field → title, as it was understood.
        total_rupiah: of the rows that are ready, recorded or known.
        is_carried_out: whether this tells what was done, or what would be.
    """

    batch: UUID
    file_hash: str
    columns: Mapping[str, str]
    rows: Sequence[RowReport]
    is_carried_out: bool = False

    def count(self, *outcomes: RowOutcome) -> int:
        """Return how many rows came out so."""
        return sum(one.outcome in outcomes for one in self.rows)

    def sum_rupiah(self, *outcomes: RowOutcome) -> int:
        """Return what the rows that came out so come to."""
        return sum(one.amount_rupiah or 0 for one in self.rows if one.outcome in outcomes)


class _Found(Struct, frozen=True, kw_only=True):
    """A row with the promise it names, or the reason why there is none."""

    row: PaymentRow
    order: BatchRow | None = None
    refusal: Refused | None = None


def batch_of(regency: Regency, file_hash: str) -> UUID:
    """Return the id of a file of payments: the same file again has the same."""
    return command_id("payments", regency.code, file_hash)


def look(regency: Regency, actor: Actor, file: BinaryIO, *, channel: str) -> BatchReport:
    """Say what a file would do; nothing is written.

    Raises:
        NotAllowed: not this actor.
        Refused: the file holds no payments.
    """
    report, found = _read(regency, actor, file, channel)
    is_again = _is_again(regency, report.batch)
    foreseen = partial(_foreseen, regency, actor, report.batch, is_again=is_again)
    return replace(report, rows=[foreseen(one) for one in found])


def carry_out(
    regency: Regency,
    actor: Actor,
    file: BinaryIO,
    *,
    file_name: str,
    channel: str,
    progress: Progress | None = None,
) -> BatchReport:
    """Pay every row that can be paid; sent again, it goes on where it broke off.

    Raises:
        NotAllowed: not this actor.
        Refused: the file holds no payments; nothing was written.
        LogUnavailable, KeysUnavailable, TooBusy: what was written stays; send the file again.
    """
    progress = progress or Progress()
    report, found = _read(regency, actor, file, channel)
    is_again = _is_again(regency, report.batch)
    regency.ledger.record(
        actor,
        partial(
            commands.receive,
            batch=report.batch,
            file_name=file_name[:200],
            file_hash=report.file_hash,
            rows=len(found),
        ),
        command_id=_beginning(report.batch),
        channel=channel,
    )
    progress.begin("Mencatat pembayaran", total=len(found), unit="baris")
    done: list[RowReport] = []
    for one in found:
        # What is in is not decided again, nor is a row whose promise can't be found any more.
        is_in = is_again and regency.log.settled(_command(report.batch, one)) is not None
        told = _told(one)
        if is_in:
            done.append(replace(told, outcome="recorded", rule="", title="", way_out=""))
        elif one.order is None:
            done.append(told)
        else:
            act = partial(commands.pay, batch=report.batch, row=one.order)
            record = partial(
                regency.ledger.record,
                actor,
                act,
                command_id=_command(report.batch, one),
                channel=channel,
            )
            done.append(_paid(regency, told, one.order, record))
        progress.reach(len(done))
    progress.finish()
    report = replace(report, rows=done, is_carried_out=True)
    _complete(regency, actor, report, channel)
    return report


def _complete(regency: Regency, actor: Actor, report: BatchReport, channel: str) -> None:
    left_out = tuple(
        RowLeftOut(
            row_no=one.row_no,
            rule=one.rule,
            receipt=one.receipt,
            amount_rupiah=one.amount_rupiah,
        )
        for one in report.rows
        if one.outcome in {"refused", "faulty"}
    )
    # The same outcome is the same command: a file that changes nothing is not completed again.
    end = command_id(report.batch, "completed", repr([(one.row_no, one.rule) for one in left_out]))
    regency.ledger.record(
        actor,
        partial(
            commands.complete,
            batch=report.batch,
            recorded=report.count("recorded"),
            known=report.count("known"),
            paid_rupiah=report.sum_rupiah("recorded"),
            left_out=left_out,
        ),
        command_id=end,
        channel=channel,
    )


def _read(
    regency: Regency, actor: Actor, file: BinaryIO, channel: str
) -> tuple[BatchReport, list[_Found]]:
    access.require(actor, "commitments.disburse")
    sheet = layout.read(cells(file, "payments"), today=regency.ledger.today)
    file.seek(0)
    file_hash, _ = hashed(file)
    fields = sheet.columns.fields.items()
    report = BatchReport(
        batch=batch_of(regency, file_hash),
        file_hash=file_hash,
        columns={field: sheet.columns.titles[at].strip() for field, at in fields},
        rows=(),
    )
    return report, _found(regency, actor, sheet.rows, channel)


def _found(
    regency: Regency, actor: Actor, rows: Sequence[PaymentRow], channel: str
) -> list[_Found]:
    """Return each row with the promise it names; asked for all rows at once."""
    asked = [row.payment for row in rows if row.payment and row.payment.commitment is None]
    homes = _homes(regency, actor, asked, channel)
    names = _programmes(regency) if any(one.programme for one in asked) else {}
    regency.engine.catch_up("commitments")
    with regency.reading(actor) as conn:
        promises = commitments.payable(conn, regency.schema, set(homes.values()))
    by_home: dict[UUID, list[Payable]] = {}
    for one in promises:
        by_home.setdefault(one.household, []).append(one)
    return [_resolved(row, homes, by_home, names) for row in rows]


def _homes(
    regency: Regency, actor: Actor, asked: Iterable[Payment], channel: str
) -> dict[str, UUID]:
    """Return the households behind the ways that rows name them, and record who was looked up."""
    homes = {_key(one): one.household for one in asked if one.household is not None}
    blind = regency.vault.blind
    numbers = {blind("nik", one.nik): _key(one) for one in asked if one.nik}
    numbers |= {blind("kk", one.kk): _key(one) for one in asked if one.kk}
    held = regency.log.claims(list(numbers))
    work = Work(regency.ledger, actor, command_id("payments"), fresh=False)
    work.load_all(Household, [one.household for one in held])
    may_know = access.households_of(actor)
    known = [one for one in held if may_know.covers(work.load(Household, one.household).village)]
    if numbers:
        regency.access_log.record(
            actor,
            kind="search",
            subjects={one.household for one in known},
            purpose="aid_delivery",
            reference="",
            channel="page" if channel == "page" else "api",
        )
    return homes | {numbers[one.blind]: one.household for one in known}


def _programmes(regency: Regency) -> dict[str, str]:
    """Return the short names of programmes, by short name and by name."""
    regency.engine.catch_up("programmes")
    with regency.pool.connection() as conn:
        found = programmes.find(conn, regency.schema, limit=MOST_PROGRAMMES)
    return {one.name.casefold(): one.programme for one in found} | {
        one.programme: one.programme for one in found
    }


def _key(payment: Payment) -> str:
    return f"{payment.household or ''}/{payment.nik}/{payment.kk}"


def _resolved(
    row: PaymentRow,
    homes: Mapping[str, UUID],
    by_home: Mapping[UUID, Sequence[Payable]],
    names: Mapping[str, str],
) -> _Found:
    payment = row.payment
    if payment is None:
        return _Found(row=row, refusal=PaymentCellsFaulty())
    commitment = payment.commitment
    if commitment is None:
        home = homes.get(_key(payment))
        fitting = list(by_home.get(home, ())) if home else []
        if payment.programme:
            programme = names.get(payment.programme.casefold())
            fitting = [one for one in fitting if one.programme == programme]
        # Of several, the one that still has something to pay; all the same if none has.
        fitting = [one for one in fitting if one.left_rupiah > 0] or fitting
        if len(fitting) != 1:
            return _Found(row=row, refusal=SeveralPromises() if fitting else NoSuchPromise())
        commitment = fitting[0].commitment
    order = BatchRow(
        row_no=row.row_no,
        commitment=commitment,
        amount_rupiah=payment.amount_rupiah,
        on=payment.on,
        method=payment.method,
        receipt=payment.receipt,
        fund=payment.fund,
        budget_line=payment.budget_line,
        asnaf=payment.asnaf,
    )
    return _Found(row=row, order=order)


def _foreseen(
    regency: Regency, actor: Actor, batch: UUID, found: _Found, *, is_again: bool
) -> RowReport:
    """Say what paying a row would come to: the rules are asked, nothing is written."""
    told = _told(found)
    if found.order is None:
        return told
    if is_again and regency.log.settled(_command(batch, found)) is not None:
        return replace(told, outcome="recorded")
    work = Work(regency.ledger, actor, _command(batch, found), fresh=False)
    try:
        commands.pay(work, batch, found.order)
    except Refused as refusal:
        return _refused(regency, told, found.order, refusal)
    return told


def _paid(
    regency: Regency, told: RowReport, order: BatchRow, record: Callable[[], object]
) -> RowReport:
    try:
        record()
    except Refused as refusal:
        return _refused(regency, told, order, refusal)
    return replace(told, outcome="recorded")


def _is_again(regency: Regency, batch: UUID) -> bool:
    """Say whether a file was received before; of a new one no row can be in."""
    return regency.log.settled(_beginning(batch)) is not None


def _beginning(batch: UUID) -> UUID:
    return command_id(batch, "received")


def _command(batch: UUID, found: _Found) -> UUID:
    return command_id(batch, "row", str(found.row.row_no))


def _told(found: _Found) -> RowReport:
    """Return a row as the file tells it: ready, or why it can't be."""
    payment, refusal = found.row.payment, found.refusal
    outcome: RowOutcome = "ready"
    if refusal is not None:
        outcome = "refused" if payment else "faulty"
    return RowReport(
        row_no=found.row.row_no,
        outcome=outcome,
        commitment=found.order.commitment if found.order else None,
        amount_rupiah=payment.amount_rupiah if payment else None,
        receipt=payment.receipt if payment else "",
        rule=type(refusal).__name__ if refusal else "",
        title=refusal.title() if refusal else "",
        way_out=refusal.way_out if refusal else "",
        problems=found.row.problems,
    )


def _refused(regency: Regency, told: RowReport, order: BatchRow, refusal: Refused) -> RowReport:
    """Return a row that a rule said no to; one whose very payment is there already is known."""
    if isinstance(refusal, ReceiptUsed):
        _, known = regency.ledger.look(Commitment, order.commitment)
        paid = [one for one in known.disbursements.values() if one.receipt == order.receipt]
        if any(one.amount_rupiah == order.amount_rupiah for one in paid):
            return replace(told, outcome="known")
    if isinstance(refusal, OutOfScope):
        # As if there were no such promise: whoever may not know of it learns nothing.
        refusal = NotKnown()
    return replace(
        told,
        outcome="refused",
        rule=type(refusal).__name__,
        title=refusal.title(),
        way_out=refusal.way_out,
    )
