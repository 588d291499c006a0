"""Files of payments: which came, and what became of each row.

files      what came in
completed  the rows left out, at each time the whole file was tried
rows       the rows that were paid; each is a payment of its promise
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.aggregates.payment_batch import RowLeftOut
from service.database.sql import in_schema
from service.projections import walls
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_FILES: LiteralString = """
INSERT INTO {files} (batch, position, occurred_on, file_name, file_hash, organisation, rows)
SELECT
    (data ->> 'batch')::uuid, position, (data ->> 'occurred_on')::date, data ->> 'file_name',
    data ->> 'file_hash', data ->> 'organisation', (data ->> 'rows')::int
FROM {batch} AS batch
WHERE type = 'payment_batch.received'
"""

_COMPLETED: LiteralString = """
INSERT INTO {completed} (batch, position, occurred_on, known, left_out)
SELECT
    (data ->> 'batch')::uuid, position, (data ->> 'occurred_on')::date, (data ->> 'known')::int,
    coalesce(data -> 'left_out', '[]')
FROM {batch} AS batch
WHERE type = 'payment_batch.completed'
"""

_ROWS: LiteralString = """
INSERT INTO {rows} (
    batch, row_no, position, occurred_on, commitment, partner, broker, implementer, household,
    village, amount, receipt
)
SELECT
    (data ->> 'batch')::uuid, (data ->> 'batch_row')::int, position,
    (data ->> 'occurred_on')::date, (data ->> 'commitment')::uuid, data ->> 'partner',
    data ->> 'broker', data ->> 'implementer', (data ->> 'household')::uuid, data ->> 'village',
    (data ->> 'amount_rupiah')::bigint, data ->> 'receipt'
FROM {batch} AS batch
WHERE type = 'aid.disbursed' AND data ? 'batch'
"""

PAYMENT_BATCHES = Projection(
    name="payment_batches",
    version=1,
    tables={
        "files": Table(
            columns="""
                batch        uuid   PRIMARY KEY,
                position     bigint NOT NULL,
                occurred_on  date   NOT NULL,
                file_name    text   NOT NULL,
                file_hash    text   NOT NULL,
                organisation text   COLLATE "C" NOT NULL,
                rows         int    NOT NULL
            """,
            indexes=("(position)", "(organisation, position)"),
        ),
        "completed": Table(
            columns="""
                batch       uuid   NOT NULL,
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                known       int    NOT NULL,
                left_out    jsonb  NOT NULL,
                PRIMARY KEY (batch, position)
            """,
        ),
        "rows": Table(
            columns="""
                batch       uuid   NOT NULL,
                row_no      int    NOT NULL,
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                commitment  uuid   NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                broker      text   COLLATE "C",
                implementer text   COLLATE "C",
                household   uuid,
                village     text   COLLATE "C" NOT NULL,
                amount      bigint NOT NULL,
                receipt     text   NOT NULL,
                PRIMARY KEY (batch, row_no)
            """,
            wall=walls.OF_PROMISE,
        ),
    },
    types=("payment_batch.received", "payment_batch.completed", "aid.disbursed"),
    apply=(_FILES, _COMPLETED, _ROWS),
)


class PaymentBatch(Struct, frozen=True, kw_only=True):
    """A file of payments; `position` is the event of its coming.

    Args:
        rows: how many rows it has.
        recorded: how many are paid by now, as far as the reader may see; together `paid_rupiah`.
        is_completed: every row was tried.
        known: rows paid before, by their receipt; None until it is completed.
        left_out: how many rows were not paid; None until it is completed.
    """

    batch: UUID
    file_name: str
    file_hash: str
    organisation: str
    received_on: date
    rows: int
    recorded: int
    paid_rupiah: int
    is_completed: bool
    known: int | None
    left_out: int | None
    position: int


class PaidRow(Struct, frozen=True, kw_only=True):
    """A row that was paid; `position` is its event."""

    row_no: int
    commitment: UUID
    village: str
    paid_on: date
    amount_rupiah: int
    receipt: str
    position: int


_STANDING: LiteralString = """
SELECT
    files.batch, files.file_name, files.file_hash, files.organisation,
    files.occurred_on AS received_on, files.rows, paid.recorded, paid.paid_rupiah,
    ended.batch IS NOT NULL AS is_completed, ended.known,
    jsonb_array_length(ended.left_out) AS left_out, files.position
FROM {s}_read.payment_batches_files AS files
CROSS JOIN LATERAL (
    SELECT count(*) AS recorded, coalesce(sum(amount), 0)::bigint AS paid_rupiah
    FROM {s}_read.payment_batches_rows
    WHERE batch = files.batch
) AS paid
LEFT JOIN LATERAL (
    SELECT batch, known, left_out
    FROM {s}_read.payment_batches_completed
    WHERE batch = files.batch
    ORDER BY position DESC
    LIMIT 1
) AS ended ON true
"""


def find(
    conn: Connection,
    schema: str,
    *,
    batch: UUID | None = None,
    organisation: str | None = None,
    limit: int,
    after: int | None = None,
) -> list[PaymentBatch]:
    """Return files of payments, the newest first.

    Args:
        organisation: who sent them in.
        after: `position` of the last one of the page before.
    """
    conditions = Conditions()
    conditions.equal(batch=batch, organisation=organisation)
    if after is not None:
        conditions.add("position < %(after)s", after=after)
    sql: LiteralString = (
        "SELECT batch, file_name, file_hash, organisation, received_on, rows, recorded,"
        " paid_rupiah, is_completed, known, left_out, position"
        f" FROM ({_STANDING}) AS standing WHERE {conditions.text}"
        " ORDER BY position DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, PaymentBatch, sql, {**conditions.values, "limit": limit})


def one(conn: Connection, schema: str, batch: UUID) -> PaymentBatch | None:
    """Return a file of payments, None if there is none."""
    found = find(conn, schema, batch=batch, limit=1)
    return found[0] if found else None


def paid(conn: Connection, schema: str, batch: UUID) -> list[PaidRow]:
    """Return the rows of a file that were paid, as far as the reader may see."""
    sql: LiteralString = """
        SELECT
            row_no, commitment, village, occurred_on AS paid_on, amount AS amount_rupiah,
            receipt, position
        FROM {s}_read.payment_batches_rows
        WHERE batch = %(batch)s
        ORDER BY row_no
    """
    return fetch(conn, schema, PaidRow, sql, {"batch": batch})


_LEFT_OUT = msgspec.json.Decoder(tuple[RowLeftOut, ...])


def left_out(conn: Connection, schema: str, batch: UUID) -> Sequence[RowLeftOut]:
    """Return the rows of a file that were not paid when it was last tried as a whole."""
    sql: LiteralString = """
        SELECT left_out::text AS told
        FROM {s}_read.payment_batches_completed
        WHERE batch = %(batch)s
        ORDER BY position DESC
        LIMIT 1
    """
    with conn.cursor(row_factory=dict_row) as cursor:
        found: dict[str, Any] | None = cursor.execute(
            in_schema(sql, schema), {"batch": batch}
        ).fetchone()
    return _LEFT_OUT.decode(found["told"]) if found else ()
