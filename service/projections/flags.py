"""Open promises that should be looked at again: since when, because of what, and what was said.

    the household died, moved, is better off, left the list  |  its need is gone  |  two hold it

A promise is flagged by what happened, never by somebody who might forget it; so it is told from
the promises that hold a need (`flag_tables.py`), how their households stand and what they lack
(`status_tables.py`, `need_tables.py`), at any moment on two clocks. An explanation stands beside
its flag until something new happens to the household.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.flag import Cause
from service.kernel.needs import NeedType
from service.kernel.verdicts import NOT_PAYABLE, OPEN_STANDINGS, HouseholdStatus
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

SOURCES = ("flags", "statuses", "needs")
"""The read models that a question about flags looks at."""

# "+ 0" keeps the clocks out of the index condition, as in `statuses.py`.
_SEEN: LiteralString = (
    "{0}.position + 0 <= %(position)s"
    " AND {0}.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')"
)


def _seen(alias: LiteralString) -> LiteralString:
    return _SEEN.replace("{0}", alias)


def _told(alias: LiteralString) -> LiteralString:
    """Return the same for a table of promises, which are joined as sets: the planner must see
    that nearly all of them meet it, or it compares each with each."""
    return _seen(alias).replace(" + 0", "")


# What ended and what was opened to others is put together once, not looked up for each promise.
_OPEN: LiteralString = f"""
ended AS MATERIALIZED (
    SELECT e.commitment AS of, e.household AS at, max(e.position) AS position
    FROM {{s}}_read.flags_ended AS e
    WHERE {_told("e")}
    GROUP BY e.commitment, e.household
), packaged AS MATERIALIZED (
    SELECT DISTINCT ON (p.commitment) p.commitment AS of, p.package AS regrouped
    FROM {{s}}_read.flags_packaged AS p
    WHERE {_told("p")}
    ORDER BY p.commitment, p.position DESC
), open AS MATERIALIZED (
    SELECT
        h.commitment, h.household, h.need, h.programme, h.amount_rupiah, h.exclusivity_group,
        h.period, h.allowed_with, h.beside, h.position, h.occurred_on,
        made.village, made.partner, made.broker, made.implementer, made.fiscal_year,
        coalesce(packaged.regrouped, h.package) AS package
    FROM {{s}}_read.flags_made AS made
    JOIN {{s}}_read.flags_holds AS h USING (commitment)
    LEFT JOIN ended ON ended.of = h.commitment AND ended.at = h.household
    LEFT JOIN packaged ON packaged.of = h.commitment
    WHERE {{which}} AND {_told("h")}
      AND (ended.position > h.position) IS NOT TRUE
)
"""

# The same rule as `household_reservations.severity`; a test holds the two together. Joined as sets:
# looked up for one promise after the other, each would walk through all of the regency's.
_PAIRS: LiteralString = """
pairs AS MATERIALIZED (
    SELECT DISTINCT ON (s.position)
        s.position AS hold, o.commitment AS other,
        CASE WHEN o.position > s.position THEN o.occurred_on ELSE s.occurred_on END AS since,
        greatest(o.position, s.position) AS position
    FROM open AS s
    JOIN open AS o ON o.household = s.household
    WHERE o.commitment <> s.commitment
      AND (o.package = s.package) IS NOT TRUE
      AND (o.period <> s.period) IS NOT TRUE
      AND o.commitment <> ALL (s.beside)
      AND s.commitment <> ALL (o.beside)
      AND o.programme <> ALL (s.allowed_with)
      AND s.programme <> ALL (o.allowed_with)
      AND (o.need = s.need OR o.exclusivity_group = s.exclusivity_group)
    ORDER BY s.position, o.position
)
"""

# Of a regency's promises few can be flagged at all: those of whose household or need a line says
# so, whether it still counts or not. How they stand is looked up for these alone. Whoever sees a
# part of the villages may not see the line that says so, and has fewer promises to look through.
_SUSPECTS: LiteralString = """
suspects AS MATERIALIZED (
    SELECT
        commitment, household, need, programme, amount_rupiah, exclusivity_group, period,
        allowed_with, beside, position, occurred_on, village, partner, broker, implementer,
        fiscal_year, package
    FROM open
    WHERE position IN (
        SELECT hold FROM pairs
        UNION ALL
        SELECT open.position
        FROM open
        JOIN {s}_read.statuses_lines AS l ON l.household = open.household
        WHERE l.status = ANY (%(not_payable)s) OR l.village <> open.village
        UNION ALL
        SELECT open.position
        FROM open
        JOIN {s}_read.needs_lines AS n ON n.household = open.household AND n.need = open.need
        WHERE n.standing <> ALL (%(open_standings)s)
    )
       OR (SELECT current_setting('sanding.known', true) IS DISTINCT FROM '*')
)
"""

# Whose line of status that counts is not the reader's to see has gone where the reader can't look.
_STANDINGS: LiteralString = f"""
standing AS MATERIALIZED (
    SELECT suspects.*, told.status, told.village AS lives_in,
        latest.occurred_on AS latest_on, latest.position AS latest_at
    FROM suspects
    CROSS JOIN LATERAL (
        SELECT o.epoch, o.occurred_on, o.position
        FROM {{s}}_read.statuses_lines_order AS o
        WHERE o.household = suspects.household AND {_seen("o")}
        ORDER BY o.epoch DESC, o.occurred_on DESC, o.position DESC
        LIMIT 1
    ) AS latest
    LEFT JOIN {{s}}_read.statuses_lines AS told
        ON told.household = suspects.household AND told.epoch = latest.epoch
        AND told.occurred_on = latest.occurred_on AND told.position = latest.position
)
"""

# Since when: the first of the lines in a row that say the same.
_OF_HOUSEHOLDS: LiteralString = f"""
SELECT
    s.commitment, CASE WHEN s.status = ANY (%(not_payable)s) THEN 'not_payable' ELSE 'moved' END
        AS cause,
    s.household, s.village, s.need, s.partner, s.broker, s.implementer, s.programme,
    s.amount_rupiah, s.fiscal_year, s.status, s.lives_in, NULL::uuid AS other,
    coalesce(since.occurred_on, s.latest_on) AS since,
    coalesce(since.position, s.latest_at) AS position
FROM standing AS s
LEFT JOIN LATERAL (
    SELECT l.occurred_on, l.position
    FROM {{s}}_read.statuses_lines AS l
    WHERE l.household = s.household AND l.status = s.status AND l.village = s.lives_in
      AND {_seen("l")}
      AND NOT EXISTS (
          SELECT FROM {{s}}_read.statuses_lines AS b
          WHERE b.household = l.household AND {_seen("b")}
            AND (b.epoch, b.occurred_on, b.position) > (l.epoch, l.occurred_on, l.position)
            AND (b.status <> s.status OR b.village <> s.lives_in)
      )
    ORDER BY l.epoch, l.occurred_on, l.position
    LIMIT 1
) AS since ON true
WHERE s.status IS NULL OR s.status = ANY (%(not_payable)s) OR s.lives_in <> s.village
"""

_OF_NEEDS: LiteralString = f"""
SELECT
    s.commitment, 'need_gone', s.household, s.village, s.need, s.partner, s.broker, s.implementer,
    s.programme, s.amount_rupiah, s.fiscal_year, s.status, s.lives_in, NULL::uuid,
    gone.occurred_on, gone.position
FROM standing AS s
CROSS JOIN LATERAL (
    SELECT n.standing, n.occurred_on, n.position
    FROM {{s}}_read.needs_lines AS n
    WHERE n.household = s.household AND n.need = s.need AND {_seen("n")}
    ORDER BY n.epoch DESC, n.occurred_on DESC, n.position DESC
    LIMIT 1
) AS gone
WHERE gone.standing <> ALL (%(open_standings)s)
  AND s.status <> ALL (%(not_payable)s)
"""

_OF_PAIRS: LiteralString = """
SELECT
    s.commitment, 'overlap', s.household, s.village, s.need, s.partner, s.broker, s.implementer,
    s.programme, s.amount_rupiah, s.fiscal_year, s.status, s.lives_in, pairs.other, pairs.since,
    pairs.position
FROM standing AS s
JOIN pairs ON pairs.hold = s.position
"""

_FLAGGED: LiteralString = f"""
WITH {_OPEN}, {_PAIRS}, {_SUSPECTS}, {_STANDINGS}, flagged AS (
    {_OF_HOUSEHOLDS} UNION ALL {_OF_NEEDS} UNION ALL {_OF_PAIRS}
), told AS (
    SELECT flagged.*, said.position AS explained_at, said.occurred_on AS explained_on,
        coalesce(said.office, '') AS explained_by, coalesce(said.reason, '') AS reason
    FROM flagged
    LEFT JOIN LATERAL (
        SELECT x.position, x.occurred_on, x.office, x.reason
        FROM {{s}}_read.flags_explained AS x
        WHERE x.commitment = flagged.commitment AND flagged.cause = ANY (x.causes)
          AND x.position > flagged.position AND {_seen("x")}
        ORDER BY x.position DESC
        LIMIT 1
    ) AS said ON true
)
"""

_COLUMNS: LiteralString = """
    commitment, cause, household, village, need, partner, broker, implementer, programme,
    amount_rupiah, fiscal_year, status, lives_in, other, since, position, explained_at,
    explained_on, explained_by, reason
"""


class Flag(Struct, frozen=True, kw_only=True):
    """One reason to look at one promise again.

    Args:
        village: where it was made; `lives_in`, where the household is now, None if that is not
            the reader's to know.
        amount_rupiah: as it was promised.
        status: of the household; None as `lives_in`.
        other: the promise it overlaps with; None of any other cause.
        since: the day it rests on, `position` the event.
        explained_at: the event in which somebody said why it stays; None until then.
    """

    commitment: UUID
    cause: Cause
    household: UUID
    village: str
    need: NeedType
    partner: str
    broker: str | None
    implementer: str | None
    programme: str
    amount_rupiah: int
    fiscal_year: int
    status: HouseholdStatus | None
    lives_in: str | None
    other: UUID | None
    since: date
    position: int
    explained_at: int | None
    explained_on: date | None
    explained_by: str
    reason: str


class Asked(Struct, frozen=True, kw_only=True):
    """Which flags; every field that is given must hold.

    Args:
        areas: region codes; None is everywhere.
        party: the funder, the broker or the implementer.
        is_explained: somebody has said why the promise stays, or nobody has.
        hidden: not of promises to these households.
    """

    areas: Collection[str] | None = None
    commitment: UUID | None = None
    household: UUID | None = None
    party: str | None = None
    cause: Cause | None = None
    is_explained: bool | None = None
    hidden: tuple[UUID, ...] = ()


EVERYTHING = Asked()


class _Count(Struct, frozen=True):
    commitments: int


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, str, str] | None = None,
) -> list[Flag]:
    """Return flags, what happened last first.

    Args:
        after: `position`, `commitment` and `cause` of the last one of the page before.
    """
    sql, wanted, values = _question(asked, moment)
    if after is not None:
        wanted.add(
            "(-position, commitment::text, cause) > (-%(at)s::bigint, %(key)s, %(code)s)",
            at=after[0],
            key=after[1],
            code=after[2],
        )
    sql = (
        sql
        + "SELECT "
        + _COLUMNS
        + " FROM told WHERE "
        + wanted.text
        + " ORDER BY -position, commitment::text, cause LIMIT %(limit)s"
    )
    return fetch(conn, schema, Flag, sql, {**values, **wanted.values, "limit": limit})


def count(conn: Connection, schema: str, asked: Asked = EVERYTHING) -> int:
    """Count the promises that are flagged."""
    sql, wanted, values = _question(asked, PRESENT)
    sql = sql + "SELECT count(DISTINCT commitment) AS commitments FROM told WHERE " + wanted.text
    return fetch(conn, schema, _Count, sql, {**values, **wanted.values})[0].commitments


def _question(asked: Asked, moment: Moment) -> tuple[LiteralString, Conditions, dict[str, object]]:
    """Return the flags as a table `told`, what is wanted of it, and values of parameters."""
    which, wanted = Conditions(), Conditions()
    which.within(asked.areas)
    if asked.hidden:
        which.add("household <> ALL (%(hidden)s)", hidden=list(asked.hidden))
    # Of one household all promises are looked at, or none would overlap with another.
    which.equal(household=asked.household)
    wanted.equal(commitment=asked.commitment, cause=asked.cause)
    if asked.party is not None:
        wanted.add("%(party)s IN (partner, broker, implementer)", party=asked.party)
    if asked.is_explained is not None:
        wanted.add("explained_at IS NOT NULL" if asked.is_explained else "explained_at IS NULL")
    values: dict[str, object] = {
        "position": moment.position,
        "valid_on": moment.valid_on,
        "not_payable": sorted(NOT_PAYABLE),
        "open_standings": sorted(OPEN_STANDINGS),
    }
    return _FLAGGED.replace("{which}", which.text), wanted, {**values, **which.values}
