"""The lists as they were received: what each promised, what was read, what waits in quarantine.

The tables are in `list_tables.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection

from service.aggregates.target_list import Resolution
from service.database.sql import in_schema
from service.kernel.lists import Layout
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

_BATCHES: LiteralString = """
SELECT
    received.list, name, layout, file_name, file_hash, issuer, letter_number, letter_date, period,
    purpose, legal_basis, promised_rows, mapping, village,
    received.occurred_on AS received_on,
    withdrawn.occurred_on AS withdrawn_on, withdrawn.reason AS withdrawn_because,
    withdrawn.authority AS withdrawn_by, closed.closed AS households_closed,
    completed.occurred_on AS completed_on, rows, households, persons, known,
    quarantined - resolved AS quarantined_open, resolved AS quarantined_resolved,
    received.position
FROM (
    SELECT list, name, layout, file_name, file_hash, issuer, letter_number, letter_date, period,
           purpose, legal_basis, promised_rows, mapping, placed AS village, occurred_on,
           position
    FROM {s}_read.lists_received
    WHERE {which} AND {seen}
    ORDER BY position DESC
    LIMIT %(limit)s
) AS received
LEFT JOIN (
    SELECT list, occurred_on, rows, households, persons, known
    FROM {s}_read.lists_completed
    WHERE {seen}
) AS completed ON completed.list = received.list
LEFT JOIN LATERAL (
    SELECT occurred_on, reason, authority
    FROM {s}_read.lists_withdrawn
    WHERE list = received.list AND closed IS NULL AND {seen}
    LIMIT 1
) AS withdrawn ON true
LEFT JOIN LATERAL (
    SELECT closed
    FROM {s}_read.lists_withdrawn
    WHERE list = received.list AND closed IS NOT NULL AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS closed ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS quarantined
    FROM {s}_read.lists_rows
    WHERE list = received.list AND how IS NULL AND {seen}
) AS held
CROSS JOIN LATERAL (
    SELECT count(*) AS resolved
    FROM {s}_read.lists_rows
    WHERE list = received.list AND how IS NOT NULL AND {seen}
) AS freed
ORDER BY received.position DESC
"""

_QUARANTINE: LiteralString = """
SELECT
    held.list, held.row_no, held.reasons, held.occurred_on AS quarantined_on,
    freed.how, freed.household, coalesce(freed.reason, '') AS reason,
    freed.occurred_on AS resolved_on, held.position, freed.position AS resolved_position
FROM (
    SELECT list, row_no, reasons, occurred_on, position
    FROM {s}_read.lists_rows
    WHERE how IS NULL AND {which} AND {seen}
) AS held
LEFT JOIN LATERAL (
    SELECT how, household, reason, occurred_on, position
    FROM {s}_read.lists_rows
    WHERE list = held.list AND row_no = held.row_no AND how IS NOT NULL AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS freed ON true
WHERE {wanted}
ORDER BY held.list, held.row_no
LIMIT %(limit)s
"""


class Batch(Struct, frozen=True, kw_only=True):
    """One list. Counts are None until it was read to its end.

    Args:
        promised_rows: how many rows the letter speaks of, None if it does not say.
        households, persons: newly registered; known: rows about persons registered before.
        mapping: field → column title, where a person said it.
        withdrawn_on, withdrawn_because, withdrawn_by: None while it counts.
        households_closed: of a withdrawn one, how many it alone knew; None until all are closed.
        position: the event that received it, the key of lists.
    """

    list: UUID
    name: str
    layout: Layout
    file_name: str
    file_hash: str
    issuer: str
    letter_number: str
    letter_date: date
    period: str
    purpose: str
    legal_basis: str
    promised_rows: int | None
    mapping: Mapping[str, str]
    village: str
    received_on: date
    withdrawn_on: date | None
    withdrawn_because: str | None
    withdrawn_by: str | None
    households_closed: int | None
    completed_on: date | None
    rows: int | None
    households: int | None
    persons: int | None
    known: int | None
    quarantined_open: int
    quarantined_resolved: int
    position: int

    def __post_init__(self) -> None:
        """Read the mapping, which comes from PostgreSQL as the text it is."""
        if isinstance(self.mapping, bytes):
            told = msgspec.json.decode(self.mapping, type=dict[str, str])
            msgspec.structs.force_setattr(self, "mapping", told)


class HeldRow(Struct, frozen=True, kw_only=True):
    """A row in quarantine, and what became of it; its cells are in the event at `position`."""

    list: UUID
    row_no: int
    reasons: Sequence[str]
    quarantined_on: date
    how: Resolution | None
    household: UUID | None
    reason: str
    resolved_on: date | None
    position: int
    resolved_position: int | None


def find(
    conn: Connection,
    schema: str,
    *,
    file_hash: str | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Batch]:
    """Return the lists that were received, the newest first.

    Args:
        file_hash: SHA-256 of a file, in hex: whether it was received before.
        after: `position` of the last one of the page before.
    """
    which = Conditions()
    which.equal(file_hash=file_hash)
    if after is not None:
        which.add("position < %(after)s", after=after)
    return _batches(conn, schema, which, moment, limit)


def one(conn: Connection, schema: str, batch: UUID, moment: Moment = PRESENT) -> Batch | None:
    """Return a list, None if it was not received then."""
    which = Conditions()
    which.equal(list=batch)
    found = _batches(conn, schema, which, moment, 1)
    return found[0] if found else None


def with_letter(conn: Connection, schema: str, letter_number: str, *, limit: int) -> list[Batch]:
    """Return the lists that came with a letter, the newest first."""
    which = Conditions()
    which.equal(letter_number=letter_number)
    return _batches(conn, schema, which, PRESENT, limit)


def mapping_of(
    conn: Connection, schema: str, issuer: str, titles: Collection[str]
) -> dict[str, str]:
    """Return how a person last said the columns of this issuer's lists, if the titles are there."""
    sql = in_schema(
        "SELECT mapping::text FROM {s}_read.lists_received"
        " WHERE lower(issuer) = lower(%s) AND mapping <> '{}' ORDER BY position DESC LIMIT 1",
        schema,
    )
    row = conn.execute(sql, (issuer,)).fetchone()
    known = {title.casefold() for title in titles}
    mapping = msgspec.json.decode(row[0], type=dict[str, str]) if row else {}
    return mapping if all(title.casefold() in known for title in mapping.values()) else {}


def quarantine(
    conn: Connection,
    schema: str,
    batch: UUID,
    *,
    is_resolved: bool | None = None,
    reason: str | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[HeldRow]:
    """Return the rows of a list that were held back, by row number.

    Args:
        reason: the code of a problem, one of the row's.
        after: the last row number of the page before.
    """
    seen, which, wanted = Conditions(moment), Conditions(), Conditions()
    which.equal(list=batch)
    if reason is not None:
        which.add("%(problem)s = ANY(reasons)", problem=reason)
    if after is not None:
        which.add("row_no > %(after)s", after=after)
    if is_resolved is not None:
        wanted.add("freed.how IS NOT NULL" if is_resolved else "freed.how IS NULL")
    sql = (
        _QUARANTINE.replace("{seen}", seen.text)
        .replace("{which}", which.text)
        .replace("{wanted}", wanted.text)
    )
    return fetch(conn, schema, HeldRow, sql, {**seen.values, **which.values, "limit": limit})


def rows_of(conn: Connection, schema: str, household: UUID) -> list[tuple[UUID, int, int]]:
    """Return the quarantined rows that were put right as a household: list, line, position.

    The position is that of the event that holds the row's cells.
    """
    sql = in_schema(
        "SELECT held.list, held.row_no, held.position FROM {s}_read.lists_rows AS freed"
        " JOIN {s}_read.lists_rows AS held"
        "   ON held.list = freed.list AND held.row_no = freed.row_no AND held.how IS NULL"
        " WHERE freed.household = %s AND freed.how IS NOT NULL ORDER BY held.position",
        schema,
    )
    return [(one, row_no, position) for one, row_no, position in conn.execute(sql, (household,))]


def _batches(
    conn: Connection, schema: str, which: Conditions, moment: Moment, limit: int
) -> list[Batch]:
    seen = Conditions(moment)
    sql = _BATCHES.replace("{seen}", seen.text).replace("{which}", which.text)
    return fetch(conn, schema, Batch, sql, {**seen.values, **which.values, "limit": limit})
