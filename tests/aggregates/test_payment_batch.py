"""A file of payments is received before it is completed."""

from service.aggregates.payment_batch import BatchNotReceived, PaymentBatch
from tests.support.events import BATCH, TODAY, batch_completed, batch_received
from tests.support.scenario import given

LEFT_OUT = batch_completed().left_out


def receive(known):
    return known.receive(
        BATCH,
        file_name="pembayaran-november.xlsx",
        file_hash="ab" * 32,
        organisation="baznas-boyolali",
        rows=3,
        today=TODAY,
    )


def complete(known):
    return known.complete(
        recorded=1, known=1, paid_rupiah=3_000_000, left_out=LEFT_OUT, today=TODAY
    )


def test_a_file_is_received_and_completed():
    known = given(PaymentBatch()).when(receive).then(batch_received())
    given(known).when(complete).then(batch_completed())


def test_what_was_not_received_is_not_completed():
    given(PaymentBatch()).when(complete).then_refused(BatchNotReceived)
