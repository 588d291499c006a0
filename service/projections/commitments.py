"""Each promise: who made it to whom, how far it has come, and how it stood on any day.

    proposed → active → fulfilled,  or out by cancelled | lapsed | reduced | transferred

`terms` keeps what was agreed, `lines` what each later event changed. `current` is the two added
up, for lists of the present; for any other moment the same sum is made when asked. A promise is
fulfilled when all of it was handed over and the village has said so of every handover.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.commitment_events import Form
from service.aggregates.commitment_state import Stage
from service.database.sql import in_schema
from service.kernel.needs import NeedType, Strategy
from service.kernel.valuations import Valuation
from service.projections.commitment_tables import COMMITMENTS, THEN
from service.projections.moment import PRESENT, Moment
from service.projections.reading import ALL_VISIBLE, Conditions, Visible, fetch

State: TypeAlias = Literal[
    "proposed", "active", "fulfilled", "cancelled", "lapsed", "reduced", "transferred"
]

__all__ = [
    "COMMITMENTS",
    "STATE_LABELS",
    "Asked",
    "Commitment",
    "Payable",
    "State",
    "Tally",
    "find",
    "one",
    "payable",
    "tallies",
    "unkept",
]

STATE_LABELS: dict[State, str] = {
    "proposed": "Diusulkan",
    "active": "Berjalan",
    "fulfilled": "Terpenuhi",
    "cancelled": "Dibatalkan",
    "lapsed": "Gugur",
    "reduced": "Dikurangi sampai habis",
    "transferred": "Dialihkan",
}


_COLUMNS: LiteralString = """
    commitment, partner, broker, implementer, household, household IS NULL AS is_for_village,
    village, programme, need, strategy, fiscal_year, form, valuation, quantity, unit, due_on,
    package, transferred_from, initial_rupiah, state, stage,
    committed AS committed_rupiah,
    allocated AS allocated_rupiah,
    disbursed AS disbursed_rupiah,
    delivered AS delivered_rupiah,
    verified  AS verified_rupiah,
    awaited, disputed, next_due_on, opened, position
"""


class Commitment(Struct, frozen=True, kw_only=True):
    """How one promise stands.

    Args:
        partner: the funder.
        household: None for a promise to a village as a whole, and for one of the reader's own to
            a household that they may not know of.
        is_for_village: it is to a village as a whole.
        initial_rupiah: what was proposed or promised at first.
        awaited: handovers the village has not answered yet.
        disputed: handovers the village says did not arrive, or not whole.
        next_due_on: the day of the first planned instalment that is not paid or handed over yet.
        opened: position of its first event, the key of lists.
        position: position of its last event.
    """

    commitment: UUID
    partner: str
    broker: str | None
    implementer: str | None
    household: UUID | None
    is_for_village: bool
    village: str
    programme: str
    need: NeedType
    strategy: Strategy
    fiscal_year: int
    form: Form
    valuation: Valuation | None
    quantity: int | None
    unit: str
    due_on: date | None
    package: str | None
    transferred_from: UUID | None
    initial_rupiah: int
    state: State
    stage: Stage
    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int
    awaited: int
    disputed: int
    next_due_on: date | None
    opened: int
    position: int


class Tally(Struct, frozen=True, kw_only=True):
    """How many promises are in one state, and two of their numbers."""

    state: State
    commitments: int
    committed_rupiah: int
    delivered_rupiah: int


class Payable(Struct, frozen=True, kw_only=True):
    """A promise to a household from which may be paid.

    Args:
        left_rupiah: what is promised and not paid yet.
    """

    commitment: UUID
    household: UUID
    programme: str
    left_rupiah: int


class Unkept(Struct, frozen=True, kw_only=True):
    """What of a partner's promises is neither paid nor handed over."""

    partner: str
    commitments: int
    left_rupiah: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which promises; every field that is given must hold.

    Args:
        partner: the funder.
        party: the funder, the broker or the implementer.
        among: only these; none given is any.
        areas: region codes; None is everywhere.
        known: of which households may be told.
        due_before: it, or its next instalment, due on an earlier day (with the state `active`:
            late).
        package: the package it belongs to by now.
        is_left: something is neither paid nor handed over.
        is_disputed: whether a dispute is open.
        is_awaited: whether the village still has to answer a handover.
        hidden: not to these households, save by `hidden_but_of`, who made the promise.
    """

    commitment: UUID | None = None
    partner: str | None = None
    party: str | None = None
    household: UUID | None = None
    among: tuple[UUID, ...] = ()
    areas: tuple[str, ...] | None = None
    known: Visible = ALL_VISIBLE
    need: NeedType | None = None
    strategy: Strategy | None = None
    programme: str | None = None
    fiscal_year: int | None = None
    package: str | None = None
    is_left: bool | None = None
    states: tuple[State, ...] = ()
    due_before: date | None = None
    is_disputed: bool | None = None
    is_awaited: bool | None = None
    hidden: tuple[UUID, ...] = ()
    hidden_but_of: str = ""


EVERYTHING = Asked()


def readable(conn: Connection, schema: str, commitments: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some promises the reader may open: the wall hides the others."""
    sql: LiteralString = (
        "SELECT commitment FROM {s}_read.commitments_current"
        " WHERE commitment = ANY (%(commitments)s)"
    )
    rows = conn.execute(in_schema(sql, schema), {"commitments": list(commitments)}).fetchall()
    return frozenset(commitment for (commitment,) in rows)


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Commitment]:
    """Return the promises asked for, the newest first.

    Args:
        after: `opened` of the last one of the page before.
    """
    conditions = _conditions(asked)
    if after is not None:
        conditions.add("opened < %(after)s", after=after)
    source, values = _source(asked, moment)
    sql: LiteralString = (
        f"SELECT {_COLUMNS} FROM {source} WHERE {conditions.text} "
        "ORDER BY opened DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, Commitment, sql, {**values, **conditions.values, "limit": limit})


def unkept(conn: Connection, schema: str, asked: Asked) -> list[Unkept]:
    """Return what is left of the promises asked for, by partner."""
    conditions = _conditions(asked)
    sql: LiteralString = (
        "SELECT partner, count(*) AS commitments,"
        " sum(committed - greatest(disbursed, delivered))::bigint AS left_rupiah"
        f" FROM {{s}}_read.commitments_current WHERE {conditions.text}"
        " GROUP BY partner ORDER BY partner"
    )
    return fetch(conn, schema, Unkept, sql, conditions.values)


def payable(conn: Connection, schema: str, households: Collection[UUID]) -> list[Payable]:
    """Return the promises to some households that have not ended."""
    sql: LiteralString = """
        SELECT commitment, household, programme, committed - disbursed AS left_rupiah
        FROM {s}_read.commitments_current
        WHERE household = ANY (%(households)s) AND state IN ('active', 'fulfilled')
        ORDER BY opened
    """
    return fetch(conn, schema, Payable, sql, {"households": list(households)})


def one(
    conn: Connection, schema: str, commitment: UUID, moment: Moment = PRESENT
) -> Commitment | None:
    """Return how a promise stands, None if there was none then."""
    found = find(conn, schema, Asked(commitment=commitment), moment=moment, limit=1)
    return found[0] if found else None


def tallies(
    conn: Connection, schema: str, asked: Asked = EVERYTHING, moment: Moment = PRESENT
) -> list[Tally]:
    """Return how many of the promises asked for are in each state that any is in."""
    conditions = _conditions(asked)
    source, values = _source(asked, moment)
    sql: LiteralString = (
        "SELECT state, count(*) AS commitments, sum(committed)::bigint AS committed_rupiah, "
        f"sum(delivered)::bigint AS delivered_rupiah FROM {source} "
        f"WHERE {conditions.text} GROUP BY state ORDER BY state"
    )
    return fetch(conn, schema, Tally, sql, {**values, **conditions.values})


def _source(asked: Asked, moment: Moment) -> tuple[LiteralString, dict[str, Any]]:
    """Return what stands after FROM: promises as they stand, or as they stood."""
    if moment.is_now:
        return "{s}_read.commitments_current AS standing", {}
    seen, which = Conditions(moment), Conditions(moment)
    which.equal(commitment=asked.commitment)
    then = THEN.replace("{which}", which.text).replace("{seen}", seen.text)
    return f"({then}) AS standing", which.values


def _conditions(asked: Asked) -> Conditions:
    conditions = Conditions()
    conditions.equal(
        commitment=asked.commitment,
        partner=asked.partner,
        household=asked.household,
        need=asked.need,
        strategy=asked.strategy,
        programme=asked.programme,
        fiscal_year=asked.fiscal_year,
        package=asked.package,
    )
    if asked.among:
        conditions.add("commitment = ANY (%(among)s)", among=list(asked.among))
    conditions.within(asked.areas)
    conditions.told(asked.known)
    if asked.party is not None:
        conditions.add(
            "partner = %(party)s OR broker = %(party)s OR implementer = %(party)s",
            party=asked.party,
        )
    if len(asked.states) == 1:
        conditions.equal(state=asked.states[0])
    elif asked.states:
        conditions.add("state = ANY(%(states)s)", states=list(asked.states))
    if asked.due_before is not None:
        conditions.add(
            "due_on < %(due_before)s OR next_due_on < %(due_before)s", due_before=asked.due_before
        )
    if asked.is_left is not None:
        left: LiteralString = "committed > greatest(disbursed, delivered)"
        conditions.add(left if asked.is_left else f"NOT ({left})")
    if asked.is_disputed is not None:
        conditions.add("disputed > 0" if asked.is_disputed else "disputed = 0")
    if asked.is_awaited is not None:
        conditions.add("awaited > 0" if asked.is_awaited else "awaited = 0")
    if asked.hidden:
        conditions.add(
            "household IS NULL OR household <> ALL (%(hidden)s)"
            " OR %(hidden_but_of)s IN (partner, broker, implementer)",
            hidden=list(asked.hidden),
            hidden_but_of=asked.hidden_but_of,
        )
    return conditions
