"""Agreements with partners: which hold on a day, what they oblige to, and what they open."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.aggregates.agreement import dues
from service.aggregates.agreement_events import (
    AgreementKind,
    DocumentKind,
    Obligation,
    PartyNumber,
    Signatory,
)
from service.database.sql import in_schema
from service.kernel.purposes import Purpose
from service.policies.agreement_numbers import Doubt, doubts
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, agreement, partner, kind, place, scope, numbers, obligations, reported,
    document, number, title, areas, purposes, signatories, valid_from, valid_until, ends_on
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'agreement',
    data ->> 'partner',
    coalesce(data ->> 'kind', 'cooperation'),
    coalesce(data ->> 'place', ''),
    coalesce(data ->> 'scope', ''),
    coalesce(data -> 'numbers', '[]'),
    data -> 'obligations',
    CASE WHEN type = 'obligation.reported' THEN jsonb_build_object(
        'position', position, 'reported_on', data -> 'occurred_on', 'number', data -> 'obligation',
        'due_on', data -> 'due_on', 'document', data -> 'document',
        'commitments', coalesce(data -> 'commitments', '[]'::jsonb)
    ) END,
    CASE WHEN type = 'agreement.document_attached' THEN jsonb_build_object(
        'position', position, 'attached_on', data -> 'occurred_on', 'kind', data -> 'kind',
        'name', data -> 'name', 'sha256', data -> 'sha256'
    ) END,
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
    version=4,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                agreement   text   COLLATE "C" NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                kind        text   NOT NULL,
                place       text   NOT NULL,
                scope       text   NOT NULL,
                numbers     jsonb  NOT NULL,
                obligations jsonb,
                reported    jsonb,
                document    jsonb,
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
    types=(
        "agreement.signed",
        "agreement.amended",
        "obligation.reported",
        "agreement.document_attached",
        "agreement.ended",
    ),
    apply=(_COPY,),
)

# The signing says what was agreed; of the days it holds, the newest word counts.
_REGISTER: LiteralString = """
WITH seen AS (
    SELECT position, occurred_on, agreement, partner, kind, place, scope, numbers, obligations,
           reported, document, number, title, areas, purposes, signatories, valid_from,
           valid_until, ends_on
    FROM {s}_read.agreements_lines
    WHERE {seen}
)
SELECT
    signed.agreement, signed.partner, signed.kind, signed.number, signed.numbers, signed.title,
    signed.place, signed.scope, signed.areas, held.obligations, held.reports, held.documents,
    signed.purposes AS data_purposes, signed.signatories, signed.occurred_on AS signed_on,
    held.valid_from, held.valid_until, held.ends_on, held.position
FROM seen AS signed
CROSS JOIN LATERAL (
    SELECT
        (array_agg(valid_from ORDER BY position DESC)
            FILTER (WHERE valid_from IS NOT NULL))[1]  AS valid_from,
        (array_agg(valid_until ORDER BY position DESC)
            FILTER (WHERE valid_until IS NOT NULL))[1] AS valid_until,
        jsonb_agg(obligations ORDER BY position)
            FILTER (WHERE obligations IS NOT NULL)     AS obligations,
        jsonb_agg(reported ORDER BY position)
            FILTER (WHERE reported IS NOT NULL)        AS reports,
        jsonb_agg(document ORDER BY position)
            FILTER (WHERE document IS NOT NULL)        AS documents,
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
_NUMBERS = msgspec.json.Decoder(tuple[PartyNumber, ...])
_OBLIGATIONS = msgspec.json.Decoder(tuple[tuple[Obligation, ...], ...])


class Reported(Struct, frozen=True, kw_only=True):
    """A report that an obligation was met; `due_on` says for which of its days."""

    number: int
    position: int
    reported_on: date
    document: str
    commitments: Sequence[UUID]
    due_on: date | None = None


class Document(Struct, frozen=True, kw_only=True):
    """A document by the hash of its file (SHA-256, hex)."""

    kind: DocumentKind
    name: str
    sha256: str
    attached_on: date
    position: int


_DOCUMENTS = msgspec.json.Decoder(tuple[Document, ...])
_REPORTS = msgspec.json.Decoder(tuple[Reported, ...])


class Due(Struct, frozen=True, kw_only=True):
    """A day an obligation is due, None if it has none; `reported` is None while it is open."""

    due_on: date | None
    reported: Reported | None

    def is_late(self, today: date) -> bool:
        """Say whether its day is over and nothing was reported."""
        return self.reported is None and self.due_on is not None and self.due_on < today


class Owed(Struct, frozen=True, kw_only=True):
    """What a party owes, and each day it is due up to the agreement's last."""

    number: int
    party: str
    text: str
    every_months: int
    dues: Sequence[Due]


class Agreement(Struct, frozen=True, kw_only=True):
    """An agreement as it stands.

    Args:
        number: of all parties in one text; numbers: one a party, verbatim.
        doubts: what in the numbers contradicts the day of signing.
        data_purposes: what its clause on data allows; empty if it has none.
        valid_from, valid_until: the first and the last day it holds.
        ends_on: the first day it did not hold any more, if it was ended early.
        position: its last event.
    """

    agreement: str
    partner: str
    kind: AgreementKind
    number: str
    numbers: Sequence[PartyNumber]
    doubts: Sequence[Doubt]
    title: str
    place: str
    scope: str
    areas: Sequence[str]
    data_purposes: Sequence[Purpose]
    signatories: Sequence[Signatory]
    obligations: Sequence[Owed]
    documents: Sequence[Document]
    signed_on: date
    valid_from: date
    valid_until: date
    ends_on: date | None
    position: int

    def holds_on(self, day: date) -> bool:
        """Say whether it holds on a day."""
        is_over = self.ends_on is not None and self.ends_on <= day
        return self.valid_from <= day <= self.valid_until and not is_over

    def days_left(self, day: date) -> int | None:
        """Return how many days it still holds, the last one included; None if it does not hold."""
        return (self.last_day - day).days + 1 if self.holds_on(day) else None

    @property
    def last_day(self) -> date:
        """Return the last day it holds, or held."""
        if self.ends_on is None:
            return self.valid_until
        return min(self.valid_until, self.ends_on - timedelta(days=1))

    def late(self, today: date) -> int:
        """Return how many days of obligations are over without a report."""
        return sum(due.is_late(today) for owed in self.obligations for due in owed.dues)


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
    last_day_by: date | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Agreement]:
    """Return agreements by short name.

    Args:
        holds_on: only those that hold on this day.
        last_day_by: only those whose last day is this one or before.
        after: the last short name of the page before.
    """
    seen, wanted = Conditions(moment), Conditions()
    seen.equal(partner=partner, agreement=agreement)
    if after is not None:
        seen.add("agreement > %(after)s", after=after)
    if holds_on is not None:
        wanted.add(_HOLDS, on=holds_on)
    if last_day_by is not None:
        wanted.add("least(valid_until, ends_on - 1) <= %(last_day_by)s", last_day_by=last_day_by)
    sql: LiteralString = (
        "SELECT agreement, partner, kind, number, numbers, title, place, scope, areas,"
        " data_purposes, signatories, obligations, reports, documents, signed_on, valid_from,"
        " valid_until, ends_on, position"
        f" FROM ({_REGISTER}) AS register WHERE {wanted.text} ORDER BY agreement LIMIT %(limit)s"
    )
    values = {**seen.values, **wanted.values, "limit": limit}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            in_schema(sql.replace("{seen}", seen.text), schema), values, prepare=False
        ).fetchall()
    return [_agreement(row) for row in rows]


def _agreement(row: dict[str, Any]) -> Agreement:
    numbers = _NUMBERS.decode(row["numbers"])
    documents = _DOCUMENTS.decode(row["documents"] or b"[]")
    reports = _REPORTS.decode(row.pop("reports") or b"[]")
    obligations = _OBLIGATIONS.decode(row["obligations"] or b"[]")
    return Agreement(
        **row
        | {
            "numbers": numbers,
            "doubts": doubts(numbers, signed_on=row["signed_on"]),
            "documents": documents,
            "signatories": _SIGNATORIES.decode(row["signatories"]),
            "obligations": [
                _owed(one, until=_last_day(row), reports=reports)
                for told in obligations
                for one in told
            ],
        }
    )


def _last_day(row: dict[str, Any]) -> date:
    """Return the last day an agreement holds; what recurs is owed no longer than that."""
    valid_until: date = row["valid_until"]
    ends_on: date | None = row["ends_on"]
    return valid_until if ends_on is None else min(valid_until, ends_on - timedelta(days=1))


def _owed(obligation: Obligation, *, until: date, reports: Sequence[Reported]) -> Owed:
    by_day = {one.due_on: one for one in reports if one.number == obligation.number}
    days = dict.fromkeys((*(dues(obligation, until=until) or (None,)), *by_day))
    return Owed(
        number=obligation.number,
        party=obligation.party,
        text=obligation.text,
        every_months=obligation.every_months,
        dues=[Due(due_on=day, reported=by_day.get(day)) for day in days],
    )


def one(
    conn: Connection, schema: str, agreement: str, moment: Moment = PRESENT
) -> Agreement | None:
    """Return an agreement, None if it was not signed then."""
    found = find(conn, schema, agreement=agreement, moment=moment, limit=1)
    return found[0] if found else None
