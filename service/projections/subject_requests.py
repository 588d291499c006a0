"""Requests of data subjects: which are open, how long each has left, what came of them.

What was asked for in words is sealed in the event at `position`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.subject_request_events import (
    Hold,
    LegalBasis,
    Outcome,
    Requester,
    RequestKind,
)
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_RECEIVED: LiteralString = """
INSERT INTO {received} (
    position, occurred_on, subject_request, household, person, village, kind, requester, number,
    received_by, received_at, due_at
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'subject_request')::uuid,
    (data ->> 'household')::uuid,
    (data ->> 'person')::uuid,
    data ->> 'village',
    data ->> 'kind',
    data ->> 'requester',
    data ->> 'number',
    data ->> 'received_by',
    (data ->> 'received_at')::timestamptz,
    (data ->> 'due_at')::timestamptz
FROM {batch} AS batch
WHERE type = 'subject_request.received'
"""

_STEPS: LiteralString = """
INSERT INTO {steps} (
    position, occurred_on, subject_request, step, at, by, hold, outcome, legal_basis, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'subject_request')::uuid,
    CASE type
        WHEN 'recipient.notified' THEN 'notified'
        ELSE split_part(type, '.', 2)
    END,
    recorded_at,
    meta ->> 'actor',
    data ->> 'hold',
    data ->> 'outcome',
    data ->> 'legal_basis',
    coalesce(data ->> 'reason', data ->> 'account', '')
FROM {batch} AS batch
WHERE type <> 'subject_request.received'
"""

SUBJECT_REQUESTS = Projection(
    name="subject_requests",
    version=2,
    tables={
        "received": Table(
            columns="""
                position        bigint PRIMARY KEY,
                occurred_on     date   NOT NULL,
                subject_request uuid   NOT NULL UNIQUE,
                household       uuid   NOT NULL,
                person          uuid,
                village         text   COLLATE "C" NOT NULL,
                kind            text   NOT NULL,
                requester       text   NOT NULL,
                number          text   NOT NULL,
                received_by     text   NOT NULL,
                received_at     timestamptz NOT NULL,
                due_at          timestamptz NOT NULL
            """,
            wall=walls.OF_HOUSEHOLD,
            indexes=("(household)", "(due_at)"),
        ),
        "steps": Table(
            columns="""
                position        bigint PRIMARY KEY,
                occurred_on     date   NOT NULL,
                subject_request uuid   NOT NULL,
                step            text   NOT NULL,
                at              timestamptz NOT NULL,
                by              text   NOT NULL,
                hold            text,
                outcome         text,
                legal_basis     text,
                reason          text   NOT NULL
            """,
            indexes=("(subject_request, position)",),
            wall=walls.beside("received", "subject_request"),
        ),
    },
    types=(
        "subject_request.received",
        "subject_request.identified",
        "subject_request.suspended",
        "subject_request.resumed",
        "subject_request.decided",
        "subject_request.fulfilled",
        "recipient.notified",
    ),
    apply=(_RECEIVED, _STEPS),
)

_REGISTER: LiteralString = """
SELECT
    received.subject_request, received.household, received.person, received.village, received.kind,
    received.requester, received.number, received.received_by, received.received_at,
    received.due_at,
    coalesce(taken.is_identified, false) AS is_identified,
    CASE WHEN latest.step = 'suspended' THEN latest.hold END AS hold,
    decided.outcome, decided.legal_basis, coalesce(decided.reason, '') AS reason,
    coalesce(decided.by, '') AS decided_by, decided.at AS decided_at,
    fulfilled.at AS fulfilled_at, coalesce(fulfilled.by, '') AS fulfilled_by,
    coalesce(taken.notified, ARRAY[]::text[]) AS notified,
    received.position
FROM {s}_read.subject_requests_received AS received
LEFT JOIN LATERAL (
    SELECT bool_or(step = 'identified') AS is_identified,
           array_agg(reason ORDER BY position) FILTER (WHERE step = 'notified') AS notified
    FROM {s}_read.subject_requests_steps
    WHERE subject_request = received.subject_request AND {seen}
) AS taken ON true
LEFT JOIN LATERAL (
    SELECT step, hold
    FROM {s}_read.subject_requests_steps
    WHERE subject_request = received.subject_request AND step IN ('suspended', 'resumed') AND {seen}
    ORDER BY position DESC LIMIT 1
) AS latest ON true
LEFT JOIN LATERAL (
    SELECT outcome, legal_basis, reason, by, at
    FROM {s}_read.subject_requests_steps
    WHERE subject_request = received.subject_request AND step = 'decided' AND {seen}
    LIMIT 1
) AS decided ON true
LEFT JOIN LATERAL (
    SELECT by, at
    FROM {s}_read.subject_requests_steps
    WHERE subject_request = received.subject_request AND step = 'fulfilled' AND {seen}
    LIMIT 1
) AS fulfilled ON true
WHERE {which}
"""


class SubjectRequest(Struct, frozen=True, kw_only=True):
    """A request as it stands.

    Args:
        person: None when it is about the whole household.
        due_at: three times 24 hours after receipt.
        hold: what it waits for, None if nothing.
        outcome, legal_basis, reason, decided_by, decided_at: empty until it is decided.
        notified: accounts that had received the data and were told.
        position: the event that took it in.
    """

    subject_request: UUID
    household: UUID
    person: UUID | None
    village: str
    kind: RequestKind
    requester: Requester
    number: str
    received_by: str
    received_at: datetime
    due_at: datetime
    is_identified: bool
    hold: Hold | None
    outcome: Outcome | None
    legal_basis: LegalBasis | None
    reason: str
    decided_by: str
    decided_at: datetime | None
    fulfilled_at: datetime | None
    fulfilled_by: str
    notified: Sequence[str]
    position: int

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.outcome is None or (self.outcome == "granted" and self.fulfilled_at is None)

    def hours_until_due(self, now: datetime) -> int:
        """Return the whole hours left of three days, below nought once it is overdue."""
        return int((self.due_at - now).total_seconds() // 3600)


class Asked(Struct, frozen=True, kw_only=True):
    """Which requests; every field that is given must hold.

    Args:
        areas: region codes; None is everywhere.
    """

    subject_request: UUID | None = None
    household: UUID | None = None
    kind: RequestKind | None = None
    areas: tuple[str, ...] | None = None
    is_open: bool | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[SubjectRequest]:
    """Return requests, the one that came first first: it is due first.

    Args:
        after: `position` of the last one of the page before.
    """
    seen, which, wanted = Conditions(moment), Conditions(), Conditions()
    if asked.subject_request is not None:
        which.add("received.subject_request = %(request)s", request=asked.subject_request)
    if asked.household is not None:
        which.add("received.household = %(household)s", household=asked.household)
    if asked.kind is not None:
        which.add("received.kind = %(kind)s", kind=asked.kind)
    if after is not None:
        which.add("received.position > %(after)s", after=after)
    wanted.within(asked.areas)
    if moment.position != PRESENT.position:
        wanted.add("position <= %(upto)s", upto=moment.position)
    if asked.is_open is not None:
        wanted.add(
            "%(is_open)s = (outcome IS NULL OR (outcome = 'granted' AND fulfilled_at IS NULL))",
            is_open=asked.is_open,
        )
    register = _REGISTER.replace("{seen}", seen.text).replace("{which}", which.text)
    sql: LiteralString = (
        "SELECT subject_request, household, person, village, kind, requester, number, received_by,"
        " received_at, due_at, is_identified, hold, outcome, legal_basis, reason, decided_by,"
        " decided_at, fulfilled_at, fulfilled_by, notified, position"
        f" FROM ({register}) AS register WHERE {wanted.text} ORDER BY position LIMIT %(limit)s"
    )
    values = {**seen.values, **which.values, **wanted.values, "limit": limit}
    return fetch(conn, schema, SubjectRequest, sql, values)


def one(
    conn: Connection, schema: str, request: UUID, moment: Moment = PRESENT
) -> SubjectRequest | None:
    """Return a request, None if it had not come in then."""
    found = find(conn, schema, Asked(subject_request=request), moment=moment, limit=1)
    return found[0] if found else None
