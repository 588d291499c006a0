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
from service.kernel.row_problems import DOUBLES
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

MOST_REMEMBERED = 20
"""How many mappings of one issuer are looked through."""

_BATCHES: LiteralString = """
SELECT
    received.list, name, layout, file_name, file_hash, issuer, letter_number, letter_date, period,
    purpose, legal_basis, promised_rows, mapping, village,
    received.occurred_on AS received_on,
    withdrawn.occurred_on AS withdrawn_on, withdrawn.reason AS withdrawn_because,
    withdrawn.authority AS withdrawn_by, closed.closed AS households_closed,
    completed.occurred_on AS completed_on, rows, households, persons, known,
    quarantined - resolved AS quarantined_open, resolved AS quarantined_resolved, duplicates,
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
    SELECT count(*) AS quarantined, count(*) FILTER (WHERE reasons && %(doubles)s) AS duplicates
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

_DOUBLES = sorted(DOUBLES)

# Where a row belongs is what its list said when it came in; empty if it did not say.
_HELD: LiteralString = """
    SELECT list, row_no, reasons, placed AS village, occurred_on, position
    FROM {s}_read.lists_rows
    WHERE how IS NULL AND list = %(list)s AND {seen}
"""

_QUARANTINE: LiteralString = """
SELECT
    held.list, held.row_no, held.reasons, held.occurred_on AS quarantined_on,
    freed.how, freed.household, coalesce(freed.reason, '') AS reason,
    freed.occurred_on AS resolved_on, held.position, freed.position AS resolved_position
FROM ({held}) AS held
LEFT JOIN LATERAL (
    SELECT how, household, reason, occurred_on, position
    FROM {s}_read.lists_rows
    WHERE list = held.list AND row_no = held.row_no AND how IS NOT NULL AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS freed ON true
WHERE {which} AND {wanted}
ORDER BY held.row_no
LIMIT %(limit)s
"""

_REASONS: LiteralString = """
SELECT code, count(*) AS rows, count(*) FILTER (WHERE freed.is_freed) AS resolved
FROM ({held}) AS held
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM {s}_read.lists_rows
        WHERE list = held.list AND row_no = held.row_no AND how IS NOT NULL AND {seen}
    ) AS is_freed
) AS freed
CROSS JOIN LATERAL unnest(reasons) AS code
WHERE {which}
GROUP BY code
ORDER BY count(*) DESC, code
"""

_WAITING: LiteralString = """
SELECT count(*)
FROM (
    SELECT list, row_no, placed AS village FROM {s}_read.lists_rows WHERE how IS NULL
) AS held
WHERE {which}
  AND NOT EXISTS (
      SELECT FROM {s}_read.lists_rows AS freed
      WHERE freed.list = held.list AND freed.row_no = held.row_no AND freed.how IS NOT NULL
  )
  AND NOT EXISTS (SELECT FROM {s}_read.lists_withdrawn AS w WHERE w.list = held.list)
"""


class Batch(Struct, frozen=True, kw_only=True):
    """One list. Counts are None until it was read to its end.

    Args:
        promised_rows: how many rows the letter speaks of, None if it does not say.
        households, persons: newly registered; known: rows about persons registered before.
        mapping: field → column title, where a person said it.
        withdrawn_on, withdrawn_because, withdrawn_by: None while it counts.
        duplicates: rows held back because somebody is on the list, or registered, already.
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
    duplicates: int
    position: int

    def __post_init__(self) -> None:
        """Read the mapping, which comes from PostgreSQL as the text it is."""
        if isinstance(self.mapping, bytes):
            told = msgspec.json.decode(self.mapping, type=dict[str, str])
            msgspec.structs.force_setattr(self, "mapping", told)


class ReasonCount(Struct, frozen=True, kw_only=True):
    """How many rows a problem holds back, and how many of those were settled."""

    code: str
    rows: int
    resolved: int


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
    """Return how a person last said the columns of such a list of this issuer; empty if never.

    An issuer sends lists of several kinds: the latest mapping counts whose titles are all there.
    """
    sql = in_schema(
        "SELECT mapping::text FROM {s}_read.lists_received"
        " WHERE lower(issuer) = lower(%s) AND mapping <> '{}' ORDER BY position DESC LIMIT %s",
        schema,
    )
    known = {title.casefold() for title in titles} | {""}
    for (told,) in conn.execute(sql, (issuer, MOST_REMEMBERED)):
        mapping = msgspec.json.decode(told, type=dict[str, str])
        if all(title.casefold() in known for title in mapping.values()):
            return mapping
    return {}


def quarantine(
    conn: Connection,
    schema: str,
    batch: UUID,
    *,
    areas: Collection[str] | None = None,
    is_resolved: bool | None = None,
    reason: str | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[HeldRow]:
    """Return the rows of a list that were held back, by row number.

    Args:
        areas: region codes; rows that say no village are in none. None is everywhere.
        reason: the code of a problem, one of the row's.
        after: the last row number of the page before.
    """
    which, wanted = Conditions(), Conditions()
    which.within(areas)
    if reason is not None:
        which.add("%(problem)s = ANY(reasons)", problem=reason)
    if after is not None:
        which.add("row_no > %(after)s", after=after)
    if is_resolved is not None:
        wanted.add("freed.how IS NOT NULL" if is_resolved else "freed.how IS NULL")
    sql, values = _held(_QUARANTINE, batch, which, moment)
    return fetch(
        conn, schema, HeldRow, sql.replace("{wanted}", wanted.text), {**values, "limit": limit}
    )


def reasons(
    conn: Connection,
    schema: str,
    batch: UUID,
    *,
    areas: Collection[str] | None = None,
    moment: Moment = PRESENT,
) -> list[ReasonCount]:
    """Return why rows of a list were held back, the most frequent problem first.

    Args:
        areas: as for `quarantine`.
    """
    which = Conditions()
    which.within(areas)
    sql, values = _held(_REASONS, batch, which, moment)
    return fetch(conn, schema, ReasonCount, sql, values)


def count_waiting(conn: Connection, schema: str, areas: Collection[str] | None = None) -> int:
    """Count the rows that wait to be settled, of lists that were not withdrawn."""
    which = Conditions()
    which.within(areas)
    sql = in_schema(_WAITING.replace("{which}", which.text), schema)
    row = conn.execute(sql, which.values).fetchone()
    return int(row[0]) if row else 0


def _held(
    sql: LiteralString, batch: UUID, which: Conditions, moment: Moment
) -> tuple[LiteralString, dict[str, object]]:
    seen = Conditions(moment)
    text = sql.replace("{held}", _HELD).replace("{seen}", seen.text).replace("{which}", which.text)
    return text, {**seen.values, **which.values, "list": batch}


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
    values = {**seen.values, **which.values, "limit": limit, "doubles": _DOUBLES}
    return fetch(conn, schema, Batch, sql, values)
