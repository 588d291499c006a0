"""What each household lacks and who promised to meet it, at any moment on two clocks.

The tables are in `need_tables.py`. Which line of a need counts is decided as for a status: see
`statuses.py`, where the three ways to find it are explained too.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Literal, LiteralString
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import NeedStanding
from service.projections.moment import Moment
from service.projections.reading import fetch

MOST_NEEDS = 1_000
UNMET: tuple[NeedStanding, ...] = ("unmet",)


class NeedCount(Struct, frozen=True):
    """How many needs of one kind stand one way in an area.

    Args:
        area: region code of the village, kecamatan or regency that was asked for.
        needs: households as well, since a household has a need of one kind at most once.
    """

    area: str
    strategy: Strategy
    need: NeedType
    standing: NeedStanding
    needs: int


class Promise(Struct, frozen=True):
    """A promise that holds a need of a household.

    Args:
        package: the name under which other partners may add to it; None if they may not.
        position: the event that made the promise.
    """

    household: UUID
    need: NeedType
    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    package: str | None
    occurred_on: date
    position: int


class NeedLine(Struct, frozen=True):
    """How one need of a household stands, by which event (`position`), and whose promises hold it.

    Args:
        promises: in the order they were made; more than one only within a package.
    """

    household: UUID
    need: NeedType
    village: str
    strategy: Strategy
    standing: NeedStanding
    occurred_on: date
    position: int
    promises: tuple[Promise, ...] = ()


_DIGITS: dict[str, int] = {"village": 13, "kecamatan": 8, "regency": 5}

_COUNTS_NOW: LiteralString = """
SELECT left(village, %(digits)s) AS area, strategy, need, standing, sum(needs)::bigint AS needs
FROM {s}_read.needs_counts
WHERE village >= %(area)s AND village < %(area)s || '/' AND standing = ANY (%(standings)s)
GROUP BY 1, 2, 3, 4
HAVING sum(needs) > 0
ORDER BY 1, 2, 3, 4
"""

_WINNERS_OF_AREA: LiteralString = """
FROM {s}_read.needs_lines AS l
WHERE l.village >= %(area)s AND l.village < %(area)s || '/'
  AND l.standing = ANY (%(standings)s)
  AND l.position + 0 <= %(position)s
  AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
  AND NOT EXISTS (
      SELECT FROM {s}_read.needs_lines_order AS b
      WHERE b.household = l.household
        AND b.need = l.need
        AND b.position + 0 <= %(position)s
        AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
        AND (b.epoch, b.occurred_on, b.position) > (l.epoch, l.occurred_on, l.position)
  )
"""

_COUNTS_OF_AREA: LiteralString = (
    "SELECT left(l.village, %(digits)s) AS area, l.strategy, l.need, l.standing, "
    "count(*) AS needs" + _WINNERS_OF_AREA + "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)

_COUNTS_OF_REGENCY: LiteralString = """
WITH counted AS MATERIALIZED (
    SELECT village, strategy, need, standing, count(*) AS needs
    FROM (
        SELECT DISTINCT ON (household, need) village, strategy, need, standing
        FROM {s}_read.needs_lines
        WHERE position <= %(position)s
          AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY household DESC, need DESC, epoch DESC, occurred_on DESC, position DESC
    ) AS winners
    GROUP BY village, strategy, need, standing
)
SELECT left(village, %(digits)s) AS area, strategy, need, standing, sum(needs)::bigint AS needs
FROM counted
WHERE village >= %(area)s AND village < %(area)s || '/' AND standing = ANY (%(standings)s)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
"""

_LINE: LiteralString = (
    "SELECT l.household, l.need, l.village, l.strategy, l.standing, l.occurred_on, l.position "
)

_NEEDS: LiteralString = (
    _LINE
    + _WINNERS_OF_AREA
    + """
  AND (%(needs)s::text[] IS NULL OR l.need = ANY (%(needs)s))
  AND (%(strategies)s::text[] IS NULL OR l.strategy = ANY (%(strategies)s))
  AND (%(household)s::uuid IS NULL OR (l.household, l.need) > (%(household)s, %(need)s))
  AND l.household <> ALL (%(hidden)s::uuid[])
ORDER BY l.household, l.need
LIMIT %(limit)s
"""
)

_LINES_OF: LiteralString = (
    _LINE
    + """
FROM {s}_read.needs_lines AS l
WHERE l.household = ANY (%(households)s)
  AND l.position + 0 <= %(position)s
  AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
ORDER BY l.household, l.need, l.epoch, l.occurred_on, l.position
"""
)

_PROMISES: LiteralString = """
WITH told AS (
    SELECT household, need, type, commitment, partner, programme, amount_rupiah, package,
        occurred_on, position
    FROM {s}_read.needs_promises
    WHERE household = ANY (%(households)s)
      AND position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
)
SELECT p.household, p.need, p.commitment, p.partner, p.programme, p.amount_rupiah,
    coalesce(
        (SELECT max(e.package) FROM told AS e
         WHERE e.commitment = p.commitment AND e.type = 'need.packaged'), p.package
    ) AS package,
    p.occurred_on, p.position
FROM told AS p
WHERE p.type IN ('need.reserved', 'need.reopened')
  AND NOT EXISTS (
      SELECT FROM told AS e
      WHERE e.commitment = p.commitment
        AND e.household = p.household
        AND e.type IN ('need.released', 'need.met')
        AND e.position > p.position
  )
ORDER BY p.position
"""


def counts(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    by: Literal["village", "kecamatan", "regency"] = "village",
    standings: Collection[NeedStanding] = UNMET,
    hidden: Collection[UUID] = (),
) -> list[NeedCount]:
    """Count needs by area, strategy, kind and standing; add up what should not be told apart.

    Args:
        area: code of a village, a kecamatan or the regency.
        hidden: households whose needs are counted nowhere.

    Returns:
        One line for each that has a need, in this order.
    """
    asked = _asked(moment, area=area, digits=_DIGITS[by], standings=list(standings))
    if moment.is_now:
        sql = _COUNTS_NOW
    elif len(area) < _DIGITS["kecamatan"]:
        sql = _COUNTS_OF_REGENCY
    else:
        sql = _COUNTS_OF_AREA
    found = fetch(conn, schema, NeedCount, sql, asked)
    if not hidden:
        return found
    lines = fetch(conn, schema, NeedLine, _LINES_OF, _asked(moment, households=list(hidden)))
    winners = {(line.household, line.need): line for line in lines}.values()
    off = Counter(
        (line.village[: _DIGITS[by]], line.strategy, line.need, line.standing) for line in winners
    )
    left = (
        NeedCount(
            one.area,
            one.strategy,
            one.need,
            one.standing,
            one.needs - off[one.area, one.strategy, one.need, one.standing],
        )
        for one in found
    )
    return [one for one in left if one.needs]


def needs(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    standings: Collection[NeedStanding] = UNMET,
    needs: Collection[NeedType] | None = None,
    strategies: Collection[Strategy] | None = None,
    hidden: Collection[UUID] = (),
    after: tuple[UUID, NeedType] | None = None,
    limit: int = 100,
) -> list[NeedLine]:
    """List the needs of an area that stand a given way, in order of household and need.

    Args:
        needs, strategies: only these; None for all.
        hidden: not those of these households.
        after: household and need of the last line of the page before.
        limit: lines at most, up to `MOST_NEEDS`.
    """
    household, need = after or (None, None)
    asked = _asked(
        moment,
        area=area,
        standings=list(standings),
        needs=None if needs is None else list(needs),
        strategies=None if strategies is None else list(strategies),
        hidden=list(hidden),
        household=household,
        need=need,
        limit=min(limit, MOST_NEEDS),
    )
    return _with_promises(conn, schema, moment, fetch(conn, schema, NeedLine, _NEEDS, asked))


def needs_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment
) -> list[NeedLine]:
    """Return every need of some households, in order of household and need."""
    found = fetch(conn, schema, NeedLine, _LINES_OF, _asked(moment, households=list(households)))
    # The line that counts comes last, and stays.
    winners = {(line.household, line.need): line for line in found}
    return _with_promises(conn, schema, moment, winners.values())


def _with_promises(
    conn: Connection, schema: str, moment: Moment, lines: Iterable[NeedLine]
) -> list[NeedLine]:
    found = list(lines)
    asked = _asked(moment, households=list({line.household for line in found}))
    held: defaultdict[tuple[UUID, NeedType], list[Promise]] = defaultdict(list)
    for promise in fetch(conn, schema, Promise, _PROMISES, asked):
        held[promise.household, promise.need].append(promise)
    return [replace(line, promises=tuple(held[line.household, line.need])) for line in found]


def _asked(moment: Moment, **values: Any) -> dict[str, Any]:
    return {**values, "position": moment.position, "valid_on": moment.valid_on}
