"""Payments out of a file: each row all or nothing, each row once, and every fault by its cell."""

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

import pytest

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.payment_batch import PaymentBatchCompleted
from service.application import command_id
from service.commands import commitments, disbursements
from service.commands.commitments import Commit
from service.commands.disbursements import Allocate
from service.eventstore.log import OperationalError
from service.exchange import payment_batches as exchange
from service.exchange.payment_batches import BatchReport
from service.exchange.table_cells import PaymentFileEmpty, PaymentFileTooLarge
from service.kernel.events import Event
from service.kernel.roles import Actor
from service.layouts.payments import NoPaymentHeader, NoPaymentRows, TooManyPaymentRows
from service.policies.access import NotAllowed
from service.projections import payment_batches
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, KLEGO, NEIGHBOUR, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    CAPITAL,
    TOILET,
    ZAKAT,
    catalogue,
    family_in_need,
    funded,
    promised,
)
from tests.layouts.workbooks import xlsx
from tests.support.events import allocated, made
from tests.support.told import tell_together

TITLES = ("Komitmen", "Jumlah", "Tanggal Bayar", "Cara", "No. Bukti")
NIK = "9909150101700001"


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def promises(regency: Regency, number: int, amount_rupiah: int = 1_000_000) -> list[UUID]:
    """Make promises to the village, each with its money set aside."""
    ids = [command_id("janji", str(at)) for at in range(number)]
    for at in range(0, number, 1_000):
        events: list[Event] = []
        for commitment in ids[at : at + 1_000]:
            own: dict[str, Any] = {
                "commitment": commitment,
                "household": None,
                "partner": BAZNAS,
                "broker": None,
                "implementer": None,
                "programme": TOILET,
                "village": KLEGO,
                "amount_rupiah": amount_rupiah,
            }
            aside = FiveNumbers(allocated=amount_rupiah)
            events.append(made(**own, change=FiveNumbers(committed=amount_rupiah)))
            line = command_id(commitment, "alokasi")
            own |= {"allocation": line, "fund": None, "asnaf": None, "budget_line": "1.06"}
            events.append(allocated(**own, change=aside))
        tell_together(regency, events)
    return ids


def csv(rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES) -> BinaryIO:
    lines = [";".join(map(str, row)) for row in (titles, *rows)]
    return io.BytesIO("\r\n".join(lines).encode())


def row(commitment: object, amount: object = 400_000, receipt: str = "BKK-1") -> tuple[Any, ...]:
    return (commitment, amount, "04/11/2024", "Transfer", receipt)


def looked(regency: Regency, file: BinaryIO, by: Actor = SECRETARIAT) -> BatchReport:
    return exchange.look(regency, by, file, channel="api")


def carried_out(regency: Regency, file: BinaryIO, by: Actor = SECRETARIAT) -> BatchReport:
    file.seek(0)
    return exchange.carry_out(regency, by, file, file_name="bayar.csv", channel="api")


def outcomes(report: BatchReport) -> list[str]:
    return [one.outcome for one in report.rows]


def paid_rupiah(regency: Regency, commitment: UUID) -> int:
    return regency.ledger.look(Commitment, commitment)[1].numbers.disbursed


def test_looking_at_a_file_pays_nothing(regency: Regency):
    [one] = promises(regency, 1)
    head = regency.log.head()

    report = looked(regency, csv([row(one)]))

    assert outcomes(report) == ["ready"]
    assert regency.log.head() == head


def test_faulty_rows_are_left_out_and_the_good_ones_recorded(regency: Regency):
    first, second = promises(regency, 2)
    file = csv([row(first), row(second, 1_000_001), row("abc"), row(second, "sejuta", "BKK-2")])

    report = carried_out(regency, file)

    assert outcomes(report) == ["recorded", "refused", "faulty", "faulty"]
    assert [one.rule for one in report.rows][1:3] == ["MoreThanAllocated", "PaymentCellsFaulty"]
    assert paid_rupiah(regency, first) == 400_000
    assert paid_rupiah(regency, second) == 0


def test_the_batch_keeps_which_rows_were_left_out_and_why(regency: Regency):
    first, second = promises(regency, 2)
    report = carried_out(regency, csv([row(first), row(second, 1_000_001)]))
    regency.engine.catch_up("payment_batches")

    with regency.reading(SECRETARIAT) as conn:
        known = payment_batches.one(conn, regency.schema, report.batch)
        [paid] = payment_batches.paid(conn, regency.schema, report.batch)
        [left_out] = payment_batches.left_out(conn, regency.schema, report.batch)

    assert known is not None
    assert (known.rows, known.recorded, known.paid_rupiah, known.left_out) == (2, 1, 400_000, 1)
    assert (paid.row_no, paid.commitment, paid.receipt) == (2, first, "BKK-1")
    assert (left_out.row_no, left_out.rule) == (3, "MoreThanAllocated")


@pytest.mark.parametrize(
    ("amount", "day", "expected"),
    [
        ("Rp1.500.000", "04/11/2024", (1_500_000, DAY)),
        ("1,500,000.00", "2024-11-04", (1_500_000, DAY)),
        (1_500_000.0, datetime(2024, 11, 4), (1_500_000, DAY)),  # noqa: DTZ001  (a cell)
        (1_500_000, 45_600, (1_500_000, date(2024, 11, 4))),
    ],
)
def test_ugly_cells_are_read(regency: Regency, amount: Any, day: Any, expected: Any):
    [one] = promises(regency, 1, 2_000_000)
    file = xlsx([TITLES, (str(one), amount, day, "tunai", 17)])

    report = carried_out(regency, file)

    assert outcomes(report) == ["recorded"]
    _, known = regency.ledger.look(Commitment, one)
    [paid] = known.disbursements.values()
    assert (paid.amount_rupiah, paid.receipt) == (expected[0], "17")


def test_every_wrong_cell_is_named_with_a_way_out(regency: Regency):
    file = csv([("", "0", "31/02/2024", "wesel", "")])

    [found] = looked(regency, file).rows

    assert [one.cell for one in found.problems] == ["A2", "B2", "C2", "E2", "D2"]
    assert "tulis tunai, transfer, barang, atau kupon" in found.problems[4].message


def test_a_nik_that_excel_rounded_is_no_nik(regency: Regency):
    file = xlsx([("NIK", *TITLES[1:]), (9909150101700001.0, 400_000, "04/11/2024", "", "B-1")])

    [found] = looked(regency, file).rows

    assert [one.cell for one in found.problems] == ["A2"]


def test_a_promise_is_found_by_nik_and_programme(regency: Regency):
    household = family_in_need(regency, "sanitation", "business_capital", nik=NIK)
    funded(regency)
    toilet = promised(regency, household)
    promised(regency, household, programme=CAPITAL)
    titles = ("NIK", "Program", "Jumlah", "Tanggal", "Kuitansi", "Dana", "Asnaf")
    several = (NIK, "", 400_000, "04/11/2024", "B-1", ZAKAT, "miskin")
    stranger = ("9909150101700099", TOILET, 400_000, "04/11/2024", "B-1", ZAKAT, "miskin")
    by_name = (NIK, "Jamban", 400_000, "04/11/2024", "B-1", ZAKAT, "miskin")

    report = carried_out(regency, csv([several, stranger, by_name], titles))

    assert [one.rule for one in report.rows] == ["SeveralPromises", "NoSuchPromise", ""]
    assert paid_rupiah(regency, toilet) == 400_000


def test_a_row_may_bring_its_money_and_is_all_or_nothing(regency: Regency):
    funded(regency, 1_000_000)
    ask = Commit(
        partner=BAZNAS, programme=TOILET, village=KLEGO, amount_rupiah=3_000_000, form="cash",
        fiscal_year=2024, occurred_on=DAY,
    )  # fmt: skip
    one = UUID(do(regency, SECRETARIAT, commitments.commit, ask).id)
    titles = (*TITLES, "Dana", "Asnaf")
    more_than_there_is = (*row(one, 1_000_001), ZAKAT, "miskin")
    enough = (*row(one, 900_000, "BKK-2"), ZAKAT, "miskin")

    report = carried_out(regency, csv([more_than_there_is, enough], titles))

    assert [one.rule for one in report.rows] == ["MoreThanAvailable", ""]
    _, known = regency.ledger.look(Commitment, one)
    assert known.numbers == FiveNumbers(committed=3_000_000, allocated=900_000, disbursed=900_000)


def test_a_file_that_was_put_right_pays_no_row_twice(regency: Regency):
    first, second = promises(regency, 2)
    carried_out(regency, csv([row(first), row(second, "sejuta")]))

    report = carried_out(regency, csv([row(first), row(second)]))

    assert outcomes(report) == ["known", "recorded"]
    assert paid_rupiah(regency, first) == 400_000


def test_the_same_file_again_pays_what_can_be_paid_by_now(regency: Regency):
    [one] = promises(regency, 1, 300_000)
    file = csv([row(one, 300_000), row(one, 100_000, "BKK-2")])
    assert outcomes(carried_out(regency, file)) == ["recorded", "refused"]
    raise_to = {"commitment": one, "occurred_on": DAY}
    more = do(
        regency,
        SECRETARIAT,
        _increased_and_allocated,
        **raise_to,
    )
    assert more.position

    assert outcomes(carried_out(regency, file)) == ["recorded", "recorded"]
    assert paid_rupiah(regency, one) == 400_000


def _increased_and_allocated(work: Any, commitment: UUID, occurred_on: date) -> UUID:
    from service.commands.commitment_changes import Change, increase  # noqa: PLC0415

    change = Change(amount_rupiah=100_000, reason="Harga naik", occurred_on=occurred_on)
    increase(work, commitment, change)
    aside = Allocate(amount_rupiah=100_000, budget_line="1.06", occurred_on=occurred_on)
    return disbursements.allocate(work, commitment, aside)


class Killed(BaseException):
    """The process ended."""


def test_five_thousand_rows_are_paid_once_each_though_the_answer_is_lost(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
):
    ids = promises(regency, 5_000)
    file = csv([row(one, 400_000, f"BKK-{at}") for at, one in enumerate(ids)])
    append, appended = regency.log.append, Counter[str]()

    def cut_off(drafts: Any, commit: Any) -> Any:
        """Twice the answer is lost behind a commit; once the process dies there, once before."""
        appended["all"] += 1
        if appended["all"] == 900:
            raise Killed
        answer = append(drafts, commit)
        if appended["all"] in {300, 2_000}:
            raise OperationalError("the connection is gone")
        if appended["all"] == 3_100:
            raise Killed
        return answer

    head = regency.log.head()
    monkeypatch.setattr(regency.log, "append", cut_off)
    for _ in range(2):
        with pytest.raises(Killed):
            carried_out(regency, file)

    report = carried_out(regency, file)

    assert report.count("recorded") == 5_000
    assert Counter(paid_rupiah(regency, one) for one in ids) == {400_000: 5_000}
    assert regency.log.head() - head == 5_000 + 2, "each row, and the file's beginning and end"
    [ended] = [
        one.event
        for one in regency.log.history(f"payment_batch:{report.batch}")
        if isinstance(one.event, PaymentBatchCompleted)
    ]
    assert (ended.recorded, ended.paid_rupiah) == (5_000, 2_000_000_000)


def test_somebody_else_s_promise_is_as_if_there_were_none(regency: Regency):
    [one] = promises(regency, 1)
    with pytest.raises(NotAllowed):
        looked(regency, csv([row(one)]), AUDITOR)
    with pytest.raises(NotAllowed):
        looked(regency, csv([row(one)]), NEIGHBOUR)


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        (io.BytesIO(b""), PaymentFileEmpty),
        (io.BytesIO(b"Nama;Alamat\r\nA;B"), NoPaymentHeader),
        (csv([]), NoPaymentRows),
        (csv([row("x")] * 5_001), TooManyPaymentRows),
        (io.BytesIO(b"x" * 31_000_000), PaymentFileTooLarge),
    ],
    ids=["empty", "no header", "no rows", "too many", "too large"],
)
def test_a_file_without_payments_is_refused(regency: Regency, file: BinaryIO, rule: Any):
    with pytest.raises(rule):
        looked(regency, file)
