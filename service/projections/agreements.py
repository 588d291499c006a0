"""Agreements with partners: which hold on a day, and where they open single households."""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.aggregates.agreement import Signatory
from service.database.sql import in_schema
from service.kernel.purposes import Purpose
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, agreement, partner, number, title, areas, purposes, signatories,
    valid_from, valid_until, ends_on
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'agreement',
    data ->> 'partner',
    CASE WHEN type = 'agreement.signed' THEN data ->> 'number' END,
    data ->> 'title',
    CASE WHEN data ? 'areas' THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'areas')) END,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(data -> 'data_purposes', '[]'))),
    data -> 'signatories',
    (data ->> 'valid_from')::date,
    (data ->> 'valid_until')::date,
    (data ->> 'ends_on')::date
FROM {batch} AS batch
"""

AGREEMENTS = Projection(
    name="agreements",
    version=2,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                agreement   text   COLLATE "C" NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                number      text,
                title       text,
                areas       text[],
                purposes    text[] NOT NULL,
                signatories jsonb,
                valid_from  date,
                valid_until date,
                ends_on     date
            """,
            indexes=("(partner, agreement, position)", "(agreement, position)"),
        ),
    },
    types=("agreement.signed", "agreement.amended", "agreement.ended"),
    apply=(_COPY,),
)

# The signing says what was agreed; of the days it holds, the newest word counts.
_REGISTER: LiteralString = """
WITH seen AS (
    SELECT position, occurred_on, agreement, partner, number, title, areas, purposes, signatories,
           valid_from, valid_until, ends_on
    FROM {s}_read.agreements_lines
    WHERE {seen}
)
SELECT
    signed.agreement, signed.partner, signed.number, signed.title, signed.areas,
    signed.purposes AS data_purposes, signed.signatories, signed.occurred_on AS signed_on,
    held.valid_from, held.valid_until, held.ends_on, held.position
FROM seen AS signed
CROSS JOIN LATERAL (
    SELECT
        (array_agg(valid_from ORDER BY position DESC)
            FILTER (WHERE valid_from IS NOT NULL))[1]  AS valid_from,
        (array_agg(valid_until ORDER BY position DESC)
            FILTER (WHERE valid_until IS NOT NULL))[1] AS valid_until,
        max(ends_on)                                   AS ends_on,
        max(position)                                  AS position
    FROM seen
    WHERE agreement = signed.agreement
) AS held
WHERE signed.title IS NOT NULL
"""

_HOLDS: LiteralString = (
    "valid_from <= %(on)s AND valid_until >= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)"
)


_SIGNATORIES = msgspec.json.Decoder(tuple[Signatory, ...])


class Agreement(Struct, frozen=True, kw_only=True):
    """An agreement as it stands.

    Args:
        data_purposes: what its clause on data allows; empty if it has none.
        valid_from, valid_until: the first and the last day it holds.
        ends_on: the first day it did not hold any more, if it was ended early.
        position: its last event.
    """

    agreement: str
    partner: str
    number: str
    title: str
    areas: Sequence[str]
    data_purposes: Sequence[Purpose]
    signatories: Sequence[Signatory]
    signed_on: date
    valid_from: date
    valid_until: date
    ends_on: date | None
    position: int

    def holds_on(self, day: date) -> bool:
        """Say whether it holds on a day."""
        is_over = self.ends_on is not None and self.ends_on <= day
        return self.valid_from <= day <= self.valid_until and not is_over


def open_areas(
    conn: Connection,
    schema: str,
    organisation: str,
    on: date,
    *,
    purpose: Purpose | None = None,
) -> tuple[str, ...]:
    """Return where an organisation may know of single households on a day.

    Args:
        purpose: only where the clause on data allows this; None for any purpose.

    Returns:
        Areas of its agreements that hold and have a clause on data, in order.
    """
    register = _REGISTER.replace("{seen}", "partner = %(partner)s")
    rows = conn.execute(
        in_schema(
            f"SELECT DISTINCT unnest(areas) AS area FROM ({register}) AS register WHERE {_HOLDS} "
            "AND data_purposes <> '{}' "
            "AND (%(purpose)s::text IS NULL OR %(purpose)s = ANY (data_purposes)) ORDER BY area",
            schema,
        ),
        {"partner": organisation, "on": on, "purpose": purpose},
        prepare=True,
    ).fetchall()
    return tuple(area for (area,) in rows)


def find(
    conn: Connection,
    schema: str,
    *,
    partner: str | None = None,
    agreement: str | None = None,
    holds_on: date | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Agreement]:
    """Return agreements by short name.

    Args:
        holds_on: only those that hold on this day.
        after: the last short name of the page before.
    """
    seen, wanted = Conditions(moment), Conditions()
    seen.equal(partner=partner, agreement=agreement)
    if after is not None:
        seen.add("agreement > %(after)s", after=after)
    if holds_on is not None:
        wanted.add(_HOLDS, on=holds_on)
    sql: LiteralString = (
        "SELECT agreement, partner, number, title, areas, data_purposes, signatories, signed_on,"
        f" valid_from, valid_until, ends_on, position FROM ({_REGISTER}) AS register"
        f" WHERE {wanted.text} ORDER BY agreement LIMIT %(limit)s"
    )
    values = {**seen.values, **wanted.values, "limit": limit}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            in_schema(sql.replace("{seen}", seen.text), schema), values, prepare=False
        ).fetchall()
    return [
        Agreement(**{**row, "signatories": _SIGNATORIES.decode(row["signatories"])}) for row in rows
    ]


def one(
    conn: Connection, schema: str, agreement: str, moment: Moment = PRESENT
) -> Agreement | None:
    """Return an agreement, None if it was not signed then."""
    found = find(conn, schema, agreement=agreement, moment=moment, limit=1)
    return found[0] if found else None
