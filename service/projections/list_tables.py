"""The tables behind `lists.py`: a line for each list, its end, its withdrawal and its held rows."""

from typing import LiteralString

from service.projections.projection import Projection, Table

_RECEIVED: LiteralString = """
INSERT INTO {received} (
    position, occurred_on, list, name, layout, file_name, file_hash, issuer, letter_number,
    letter_date, period, purpose, legal_basis, promised_rows, mapping, placed
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'list')::uuid,
    data ->> 'name',
    data ->> 'layout',
    data ->> 'file_name',
    data ->> 'file_hash',
    data ->> 'issuer',
    data ->> 'letter_number',
    (data ->> 'letter_date')::date,
    data ->> 'period',
    data ->> 'purpose',
    data ->> 'legal_basis',
    (data ->> 'rows')::int,
    coalesce(data -> 'mapping', '{}'),
    coalesce(data ->> 'village', '')
FROM {batch} AS batch
WHERE type = 'list.received'
"""

_COMPLETED: LiteralString = """
INSERT INTO {completed} (position, occurred_on, list, rows, households, persons, known)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'list')::uuid,
    (data ->> 'rows')::int,
    (data ->> 'households')::int,
    (data ->> 'persons')::int,
    (data ->> 'known')::int
FROM {batch} AS batch
WHERE type = 'list.completed'
"""

_WITHDRAWN: LiteralString = """
INSERT INTO {withdrawn} (position, occurred_on, list, reason, authority, closed)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'list')::uuid,
    coalesce(data ->> 'reason', ''),
    coalesce(data ->> 'authority', ''),
    (data ->> 'households')::int
FROM {batch} AS batch
WHERE type IN ('list.withdrawn', 'list.withdrawal_completed')
"""

_ROWS: LiteralString = """
INSERT INTO {rows} (position, occurred_on, list, row_no, reasons, placed, how, household, reason)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'list')::uuid,
    (data ->> 'row_no')::int,
    CASE WHEN data ? 'reasons' THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'reasons')) END,
    coalesce(data ->> 'village', ''),
    data ->> 'how',
    (data ->> 'household')::uuid,
    coalesce(data ->> 'reason', '')
FROM {batch} AS batch
WHERE type IN ('row.quarantined', 'row.resolved')
"""

LISTS = Projection(
    name="lists",
    version=4,
    tables={
        "received": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                list          uuid   NOT NULL UNIQUE,
                name          text   NOT NULL,
                layout        text   NOT NULL,
                file_name     text   NOT NULL,
                file_hash     text   NOT NULL,
                issuer        text   NOT NULL,
                letter_number text   NOT NULL,
                letter_date   date   NOT NULL,
                period        text   NOT NULL,
                purpose       text   NOT NULL,
                legal_basis   text   NOT NULL,
                promised_rows int,
                mapping       jsonb  NOT NULL,
                placed        text   NOT NULL
            """,
            indexes=("(file_hash)",),
        ),
        "completed": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL UNIQUE,
                rows        int    NOT NULL,
                households  int    NOT NULL,
                persons     int    NOT NULL,
                known       int    NOT NULL
            """
        ),
        "withdrawn": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                reason      text   NOT NULL,
                authority   text   NOT NULL,
                closed      int
            """,
            indexes=("(list, position)",),
        ),
        "rows": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                row_no      int    NOT NULL,
                reasons     text[],
                placed      text   NOT NULL,
                how         text,
                household   uuid,
                reason      text   NOT NULL
            """,
            indexes=(
                "(list, row_no, position) WHERE how IS NULL",
                "(list, row_no, position) WHERE how IS NOT NULL",
            ),
        ),
    },
    types=(
        "list.received",
        "list.completed",
        "list.withdrawn",
        "list.withdrawal_completed",
        "row.quarantined",
        "row.resolved",
    ),
    apply=(_RECEIVED, _COMPLETED, _WITHDRAWN, _ROWS),
)
