"""Files of payments: how far each is, and what became of its rows."""

from service.projections import payment_batches
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

PAID = some.disbursed(batch=some.BATCH, batch_row=2)


def test_a_file_is_told_of_while_its_rows_are_being_paid(regency: Regency):
    tell(regency, some.batch_received(), some.made(), some.allocated(), PAID)

    with reading(regency, "payment_batches") as conn:
        [known] = payment_batches.find(conn, regency.schema, limit=9)

    assert (known.rows, known.recorded, known.paid_rupiah) == (3, 1, 3_000_000)
    assert (known.is_completed, known.left_out) == (False, None)


def test_files_are_the_same_however_they_are_filled(regency: Regency):
    history = [some.batch_received(), some.made(), some.allocated(), PAID, some.batch_completed()]
    assert_same_however_filled(regency, "payment_batches", *history)
