"""Proposals, objections and appeals: which wait for what, until when, and what came of them.

What was said stands sealed in the events; who asks stands there, too.
"""

from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.petition import PetitionKind, PetitionState, Ruling, Target
from service.database.sql import in_schema
from service.kernel.working_days import working_days_left
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_RECEIVED: LiteralString = """
INSERT INTO {received} (
    position, occurred_on, petition, village, kind, target, number, due_on, rule, received_by,
    household
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'petition')::uuid,
    data ->> 'village',
    data ->> 'kind',
    data ->> 'target',
    data ->> 'number',
    (data ->> 'due_on')::date,
    data ->> 'rule',
    data ->> 'received_by',
    (data ->> 'household')::uuid
FROM {batch} AS batch
WHERE type = 'petition.received'
"""

_STEPS: LiteralString = """
INSERT INTO {steps} (
    position, occurred_on, petition, step, by, due_on, appeal_until, ruling, reason, household
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'petition')::uuid,
    split_part(type, '.', 2),
    coalesce(data ->> 'by', data ->> 'received_by'),
    (data ->> 'due_on')::date,
    (data ->> 'appeal_until')::date,
    data ->> 'ruling',
    coalesce(data ->> 'reason', ''),
    (data ->> 'household')::uuid
FROM {batch} AS batch
"""

PETITIONS = Projection(
    name="petitions",
    version=1,
    tables={
        "received": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                petition    uuid   NOT NULL UNIQUE,
                village     text   COLLATE "C" NOT NULL,
                kind        text   COLLATE "C" NOT NULL,
                target      text   COLLATE "C" NOT NULL,
                number      text   NOT NULL,
                due_on      date   NOT NULL,
                rule        text   NOT NULL,
                received_by text   NOT NULL,
                household   uuid
            """,
            indexes=("(village, due_on)", "(household)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "steps": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                petition     uuid   NOT NULL,
                step         text   COLLATE "C" NOT NULL,
                by           text   NOT NULL,
                due_on       date,
                appeal_until date,
                ruling       text   COLLATE "C",
                reason       text   NOT NULL,
                household    uuid
            """,
            indexes=("(petition, position)",),
            wall=walls.beside("received", "petition"),
        ),
    },
    types=("petition.received", "petition.examined", "petition.decided", "petition.appealed"),
    apply=(_RECEIVED, _STEPS),
)

# The newest step says how far it is, the newest deadline until when; of two decisions, the last.
_REGISTER: LiteralString = """
SELECT
    received.petition, received.village, received.kind, received.target, received.number,
    received.rule, received.received_by, received.occurred_on, received.position,
    coalesce(told.household, received.household) AS household,
    told.due_on, told.is_appeal, told.ruling, told.reason, told.decided_by, told.decided_on,
    CASE latest.step
        WHEN 'decided' THEN CASE WHEN latest.appeal_until IS NULL THEN 'closed' ELSE 'decided' END
        ELSE latest.step
    END AS state,
    latest.appeal_until
FROM {s}_read.petitions_received AS received
CROSS JOIN LATERAL (
    SELECT step, appeal_until
    FROM {s}_read.petitions_steps
    WHERE petition = received.petition AND {seen}
    ORDER BY position DESC LIMIT 1
) AS latest
CROSS JOIN LATERAL (
    SELECT
        (array_agg(due_on ORDER BY position DESC) FILTER (WHERE due_on IS NOT NULL))[1] AS due_on,
        bool_or(step = 'appealed') AS is_appeal,
        (array_agg(household ORDER BY position DESC)
            FILTER (WHERE household IS NOT NULL))[1] AS household,
        (array_agg(ruling ORDER BY position DESC) FILTER (WHERE step = 'decided'))[1] AS ruling,
        coalesce((array_agg(reason ORDER BY position DESC)
            FILTER (WHERE step = 'decided'))[1], '') AS reason,
        coalesce((array_agg(by ORDER BY position DESC)
            FILTER (WHERE step = 'decided'))[1], '') AS decided_by,
        (array_agg(occurred_on ORDER BY position DESC)
            FILTER (WHERE step = 'decided'))[1] AS decided_on
    FROM {s}_read.petitions_steps
    WHERE petition = received.petition AND {seen}
) AS told
"""


class Petition(Struct, frozen=True, kw_only=True):
    """A petition as it stands.

    Args:
        number: on the resident's receipt.
        household: the one it is about, or that came of it.
        due_on: the last day of the answer that is due, or was; `rule` gave it.
        is_appeal: the first decision was not accepted.
        ruling, reason, decided_by, decided_on: of the last decision; empty until there is one.
        appeal_until: the last day of an appeal, while there can be one.
        position: the event that took it in.
    """

    petition: UUID
    village: str
    kind: PetitionKind
    target: Target
    number: str
    rule: str
    received_by: str
    occurred_on: date
    position: int
    household: UUID | None
    due_on: date
    is_appeal: bool
    ruling: Ruling | None
    reason: str
    decided_by: str
    decided_on: date | None
    state: PetitionState
    appeal_until: date | None

    @property
    def is_open(self) -> bool:
        """Whether an answer is due."""
        return self.state in {"received", "examined", "appealed"}

    def days_left(self, today: date) -> int | None:
        """Return the working days left, below nought once it is late; None if none is due."""
        return working_days_left(today, self.due_on) if self.is_open else None


class Asked(Struct, frozen=True, kw_only=True):
    """Which petitions; every field that is given must hold.

    Args:
        areas: region codes; None is everywhere.
        is_open: an answer is due, or not.
        late_on: only those whose answer was due before this day.
    """

    areas: tuple[str, ...] | None = None
    petition: UUID | None = None
    household: UUID | None = None
    number: str | None = None
    kind: PetitionKind | None = None
    is_open: bool | None = None
    late_on: date | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[str, int] | None = None,
) -> list[Petition]:
    """Return petitions, the one whose answer is due first first.

    Args:
        after: `due_on` and `position` of the last one of the page before.
    """
    seen, wanted = Conditions(moment), Conditions(moment)
    wanted.within(asked.areas)
    wanted.equal(
        petition=asked.petition, household=asked.household, number=asked.number, kind=asked.kind
    )
    if asked.is_open is not None:
        wanted.add(
            "(state IN ('received', 'examined', 'appealed')) = %(is_open)s", is_open=asked.is_open
        )
    if asked.late_on is not None:
        wanted.add("due_on < %(late_on)s", late_on=asked.late_on)
    if after is not None:
        due, at = after
        wanted.add("(due_on, position) > (%(due)s::date, %(at)s)", due=due, at=at)
    register = _REGISTER.replace("{seen}", seen.text)
    sql: LiteralString = (
        "SELECT petition, village, kind, target, number, rule, received_by, occurred_on, position,"
        " household, due_on, is_appeal, ruling, reason, decided_by, decided_on, state,"
        f" appeal_until FROM ({register}) AS register WHERE {wanted.text}"
        " ORDER BY due_on, position LIMIT %(limit)s"
    )
    return fetch(conn, schema, Petition, sql, {**seen.values, **wanted.values, "limit": limit})


def count_open(
    conn: Connection, schema: str, areas: tuple[str, ...] | None, *, late_on: date | None = None
) -> int:
    """Count the petitions of some areas whose answer is due, or late on a day."""
    wanted = Conditions()
    wanted.within(areas)
    if late_on is not None:
        wanted.add("due_on < %(late_on)s", late_on=late_on)
    sql: LiteralString = (
        f"SELECT count(*) FROM ({_REGISTER.replace('{seen}', 'true')}) AS register"
        f" WHERE state IN ('received', 'examined', 'appealed') AND {wanted.text}"
    )
    row = conn.execute(in_schema(sql, schema), wanted.values, prepare=False).fetchone()
    return int(row[0]) if row else 0
