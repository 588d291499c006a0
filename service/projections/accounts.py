"""Who may act, in which office and where, and which tokens open the door.

One line for each event of an account; an account that was closed, a token that was revoked or has
run out, opens nothing. A token stands here by its hash only.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.account_events import Opens
from service.database.sql import in_schema
from service.kernel.roles import Actor, Power, Role, Scope
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_OFFICES: LiteralString = """
INSERT INTO {offices} (
    position, occurred_on, account, name, office, role, organisation, areas, sets_until, until,
    is_closed
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'account',
    data ->> 'name',
    data ->> 'position',
    data ->> 'role',
    data ->> 'organisation',
    CASE WHEN data ? 'areas' THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'areas')) END,
    type IN ('account.opened', 'account.term_changed'),
    (data ->> 'until')::date,
    type = 'account.closed'
FROM {batch} AS batch
WHERE type IN (
    'account.opened', 'account.scope_changed', 'account.term_changed', 'account.closed')
"""

_TOKENS: LiteralString = """
INSERT INTO {tokens} (
    position, occurred_on, account, token, token_hash, expires_at, label, powers, opens,
    is_revoked
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'account',
    (data ->> 'token')::uuid,
    data ->> 'token_hash',
    (data ->> 'expires_at')::timestamptz,
    data ->> 'label',
    CASE
        WHEN data ? 'powers' THEN ARRAY(SELECT jsonb_array_elements_text(data -> 'powers'))
        ELSE '{command,names,read}'
    END,
    coalesce(data ->> 'opens', 'account'),
    type = 'token.revoked'
FROM {batch} AS batch
WHERE type IN ('token.issued', 'token.revoked')
"""

_DELEGATIONS: LiteralString = """
INSERT INTO {delegations} (
    position, occurred_on, account, office, delegation, since, until, is_ended
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'to',
    data ->> 'account',
    (data ->> 'delegation')::uuid,
    (data ->> 'since')::date,
    (data ->> 'until')::date,
    type = 'delegation.ended'
FROM {batch} AS batch
WHERE type IN ('duty.delegated', 'delegation.ended')
"""

ACCOUNTS = Projection(
    name="accounts",
    version=5,
    tables={
        "offices": Table(
            columns="""
                position     bigint PRIMARY KEY,
                occurred_on  date   NOT NULL,
                account      text   COLLATE "C" NOT NULL,
                name         text,
                office       text,
                role         text   COLLATE "C",
                organisation text   COLLATE "C",
                areas        text[],
                sets_until   bool   NOT NULL,
                until        date,
                is_closed    bool   NOT NULL
            """,
            indexes=("(account, position)",),
            wall=walls.OF_ACCOUNT,
        ),
        "tokens": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                account     text   COLLATE "C" NOT NULL,
                token       uuid   NOT NULL,
                token_hash  text   COLLATE "C",
                expires_at  timestamptz,
                label       text,
                powers      text[] NOT NULL,
                opens       text   NOT NULL,
                is_revoked  bool   NOT NULL
            """,
            indexes=("(token_hash)", "(token)", "(account, position)"),
            wall=walls.OF_ACCOUNT,
        ),
        # A line is the deputy's (`account`): they must find whose office they hold.
        "delegations": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                account     text   COLLATE "C",
                office      text   COLLATE "C" NOT NULL,
                delegation  uuid   NOT NULL,
                since       date,
                until       date,
                is_ended    bool   NOT NULL
            """,
            indexes=("(account)", "(delegation)"),
        ),
    },
    types=(
        "account.opened",
        "account.scope_changed",
        "account.term_changed",
        "account.closed",
        "token.issued",
        "token.revoked",
        "duty.delegated",
        "delegation.ended",
    ),
    apply=(_OFFICES, _TOKENS, _DELEGATIONS),
)

ADMITTED: LiteralString = """
SELECT
    opened.account,
    opened.name,
    opened.office,
    opened.role,
    opened.organisation,
    (SELECT areas
     FROM {s}_read.accounts_offices AS scoped
     WHERE scoped.account = issued.account AND areas IS NOT NULL
     ORDER BY position DESC
     LIMIT 1),
    issued.powers
FROM {s}_read.accounts_tokens AS issued
JOIN {s}_read.accounts_offices AS opened
  ON opened.account = issued.account AND opened.role IS NOT NULL
WHERE issued.token_hash = %(token_hash)s
  AND issued.opens = %(opens)s
  AND issued.expires_at > %(now)s
  AND NOT EXISTS (
      SELECT FROM {s}_read.accounts_tokens AS revoked
      WHERE revoked.token = issued.token AND revoked.is_revoked)
  AND NOT EXISTS (
      SELECT FROM {s}_read.accounts_offices AS closed
      WHERE closed.account = issued.account AND closed.is_closed)
  AND %(today)s <= coalesce(
      (SELECT coalesce(until, 'infinity')
       FROM {s}_read.accounts_offices AS term
       WHERE term.account = issued.account AND term.sets_until
       ORDER BY position DESC
       LIMIT 1),
      'infinity')
LIMIT 1
"""

_REGISTER: LiteralString = """
SELECT
    account,
    max(name)         AS name,
    max(office)       AS office,
    max(role)         AS role,
    max(organisation) AS organisation,
    (SELECT areas
     FROM {s}_read.accounts_offices AS scoped
     WHERE scoped.account = offices.account AND areas IS NOT NULL AND {seen}
     ORDER BY position DESC
     LIMIT 1)         AS areas,
    (SELECT until
     FROM {s}_read.accounts_offices AS term
     WHERE term.account = offices.account AND sets_until AND {seen}
     ORDER BY position DESC
     LIMIT 1)         AS until,
    min(occurred_on)  AS opened_on,
    max(occurred_on) FILTER (WHERE is_closed) AS closed_on,
    max(position)     AS position
FROM {s}_read.accounts_offices AS offices
WHERE {seen}
GROUP BY account
HAVING max(role) IS NOT NULL
"""


class Account(Struct, frozen=True, kw_only=True):
    """An account. `office` is the position held, `position` its last event in the log.

    Args:
        until: the last day in office, None while no end is known.
    """

    account: str
    name: str
    office: str
    role: Role
    organisation: str
    areas: Sequence[str]
    until: date | None
    opened_on: date
    closed_on: date | None
    position: int


class Token(Struct, frozen=True, kw_only=True):
    """A key that was handed out; never its hash. `opens` says what it is a key to."""

    token: UUID
    label: str
    powers: Sequence[Power]
    opens: Opens
    issued_on: date
    expires_at: datetime
    revoked_on: date | None
    position: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which accounts; every field that is given must hold."""

    account: str | None = None
    organisation: str | None = None
    role: Role | None = None
    is_closed: bool | None = None


EVERYTHING = Asked()


def by_token(
    conn: Connection,
    schema: str,
    token_hash: str,
    *,
    now: datetime,
    today: date,
    opens: Opens = "account",
) -> Actor | None:
    """Return who holds a token, None if it opens nothing now.

    Args:
        token_hash: SHA-256 of the token, in hex.
        today: the day it is where the offices are held.
        opens: what it must be a key to.
    """
    values = {"token_hash": token_hash, "now": now, "today": today, "opens": opens}
    row = conn.execute(in_schema(ADMITTED, schema), values, prepare=True).fetchone()
    if row is None:
        return None
    account, name, office, role, organisation, areas, powers = row
    return Actor(
        account=account,
        name=name,
        position=office,
        role=role,
        organisation=organisation,
        scope=Scope(tuple(areas)),
        powers=frozenset(powers),
    )


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: str | None = None,
) -> list[Account]:
    """Return the accounts asked for, by slug.

    Args:
        after: the last slug of the page before.
    """
    seen, conditions = Conditions(moment), Conditions()
    conditions.equal(account=asked.account, organisation=asked.organisation, role=asked.role)
    if asked.is_closed is not None:
        conditions.add("closed_on IS NOT NULL" if asked.is_closed else "closed_on IS NULL")
    if after is not None:
        conditions.add("account > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT account, name, office, role, organisation, areas, until, opened_on, closed_on, "
        "position "
        f"FROM ({_REGISTER.replace('{seen}', seen.text)}) AS register "
        f"WHERE {conditions.text} ORDER BY account LIMIT %(limit)s"
    )
    return fetch(conn, schema, Account, sql, {**seen.values, **conditions.values, "limit": limit})


def one(conn: Connection, schema: str, account: str, moment: Moment = PRESENT) -> Account | None:
    """Return an account, None if it was not open yet; a closed one says so."""
    found = find(conn, schema, Asked(account=account), moment=moment, limit=1)
    return found[0] if found else None


def tokens(conn: Connection, schema: str, account: str, *, limit: int) -> list[Token]:
    """Return the tokens of an account, the newest first."""
    sql: LiteralString = """
        SELECT
            token,
            label,
            powers,
            opens,
            occurred_on AS issued_on,
            expires_at,
            (SELECT max(occurred_on)
             FROM {s}_read.accounts_tokens AS revoked
             WHERE revoked.token = issued.token AND is_revoked) AS revoked_on,
            position
        FROM {s}_read.accounts_tokens AS issued
        WHERE account = %(account)s AND NOT is_revoked
        ORDER BY position DESC
        LIMIT %(limit)s
    """
    return fetch(conn, schema, Token, sql, {"account": account, "limit": limit})


def handed_to(conn: Connection, schema: str, account: str, day: date) -> list[str]:
    """Return the accounts in whose office another one may act on a day."""
    sql: LiteralString = """
        SELECT DISTINCT office
        FROM {s}_read.accounts_delegations AS handed
        WHERE account = %s AND %s BETWEEN since AND until AND NOT is_ended
          AND NOT EXISTS (
              SELECT FROM {s}_read.accounts_delegations AS ended
              WHERE ended.delegation = handed.delegation AND ended.is_ended)
        ORDER BY office
    """
    rows = conn.execute(in_schema(sql, schema), (account, day)).fetchall()
    return [str(row[0]) for row in rows]
