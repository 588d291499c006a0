"""What each household lacks and who promised to meet it, at any moment on two clocks.

    claimed → unmet → committed → met | not_needed | withdrawn

Each event of a need is one line. Which line counts is decided as for a status: see
`projections/statuses.py`. Promises are added up from their own lines: a need stays promised when
a later visit confirms it once more.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal, LiteralString
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.database.sql import in_schema
from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import NeedStanding
from service.projections.moment import Moment
from service.projections.projection import Projection, Table

MOST_NEEDS = 1_000

# One statement, so that the winners of before are read from the lines of before.
_COPY: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT
        position                              AS position,
        type                                  AS type,
        (data ->> 'household')::uuid          AS household,
        (data ->> 'commitment')::uuid         AS commitment,
        (data ->> 'amount_rupiah')::bigint    AS amount_rupiah,
        coalesce((data ->> 'epoch')::int, 0)  AS epoch,
        (data ->> 'occurred_on')::date        AS occurred_on,
        data ->> 'need'                       AS need,
        data ->> 'village'                    AS village,
        data ->> 'strategy'                   AS strategy,
        data ->> 'standing'                   AS standing,
        data ->> 'partner'                    AS partner,
        data ->> 'programme'                  AS programme,
        data ->> 'package'                    AS package
    FROM {batch} AS batch
), kept AS (
    INSERT INTO {lines} (position, type, household, commitment, amount_rupiah, epoch, occurred_on,
        need, village, strategy, standing, partner, programme, package)
    SELECT position, type, household, commitment, amount_rupiah, epoch, occurred_on,
        need, village, strategy, standing, partner, programme, package
    FROM fresh
    ORDER BY household, need, epoch, occurred_on, position
), best AS (
    SELECT DISTINCT ON (household, need)
        household, need, epoch, occurred_on, village, strategy, standing
    FROM fresh
    ORDER BY household DESC, need DESC, epoch DESC, occurred_on DESC, position DESC
), won AS MATERIALIZED (
    SELECT best.need, best.village, best.strategy, best.standing, old.village AS old_village,
        old.strategy AS old_strategy, old.standing AS old_standing
    FROM best
    LEFT JOIN LATERAL (
        SELECT village, strategy, standing, epoch, occurred_on
        FROM {lines} AS l
        WHERE l.household = best.household AND l.need = best.need
        ORDER BY l.epoch DESC, l.occurred_on DESC, l.position DESC
        LIMIT 1
    ) AS old ON true
    WHERE old.village IS NULL
       OR (best.epoch, best.occurred_on) >= (old.epoch, old.occurred_on)
)
INSERT INTO {counts} AS c (village, strategy, need, standing, needs)
SELECT village, strategy, need, standing, sum(needs)
FROM (
    SELECT village, strategy, need, standing, 1 FROM won
    UNION ALL
    SELECT old_village, old_strategy, need, old_standing, -1 FROM won WHERE old_village IS NOT NULL
) AS moved (village, strategy, need, standing, needs)
GROUP BY village, strategy, need, standing
ON CONFLICT (village, strategy, need, standing) DO UPDATE
SET needs = c.needs + excluded.needs
"""

NEEDS = Projection(
    name="needs",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint NOT NULL,
                household     uuid   NOT NULL,
                commitment    uuid,
                amount_rupiah bigint,
                epoch         int    NOT NULL,
                occurred_on   date   NOT NULL,
                type          text   COLLATE "C" NOT NULL,
                need          text   COLLATE "C" NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                strategy      text   COLLATE "C" NOT NULL,
                standing      text   COLLATE "C" NOT NULL,
                partner       text   COLLATE "C",
                programme     text   COLLATE "C",
                package       text   COLLATE "C",
                PRIMARY KEY (household, need, epoch, occurred_on, position)
                    INCLUDE (village, strategy, standing)
            """,
            indexes=("(village, standing, household, need)",),
        ),
        "counts": Table(
            columns="""
                village  text   COLLATE "C" NOT NULL,
                strategy text   COLLATE "C" NOT NULL,
                need     text   COLLATE "C" NOT NULL,
                standing text   COLLATE "C" NOT NULL,
                needs    bigint NOT NULL,
                PRIMARY KEY (village, strategy, need, standing)
            """
        ),
    },
    types=(
        "need.claimed",
        "need.judged",
        "need.reserved",
        "need.packaged",
        "need.released",
        "need.met",
        "need.carried",
    ),
    apply=(_COPY,),
)


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
    """A promise that holds a need. `position` is its event, `package` what it may share it by."""

    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    package: str | None
    occurred_on: date
    position: int


class NeedLine(Struct, frozen=True):
    """How one need of a household stands, by which event, and who promised to meet it."""

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
SELECT left(village, %(digits)s), strategy, need, standing, sum(needs)::bigint
FROM {s}_read.needs_counts
WHERE village >= %(area)s AND village < %(area)s || '/' AND standing = ANY (%(standings)s)
GROUP BY 1, 2, 3, 4
HAVING sum(needs) > 0
ORDER BY 1, 2, 3, 4
"""

# The area is cut out last, as in `projections/statuses.py`; so are the standings.
_COUNTS_THEN: LiteralString = """
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
SELECT left(village, %(digits)s), strategy, need, standing, sum(needs)::bigint
FROM counted
WHERE village >= %(area)s AND village < %(area)s || '/' AND standing = ANY (%(standings)s)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
"""

# "+ 0" and ORDER BY: see `projections/statuses.py`.
_WINNER: LiteralString = """
CROSS JOIN LATERAL (
    SELECT household, need, village, strategy, standing, occurred_on, position
    FROM {s}_read.needs_lines AS l
    WHERE l.household = h.household
      AND l.need = h.need
      AND l.position + 0 <= %(position)s
      AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY l.epoch DESC, l.occurred_on DESC, l.position DESC
    LIMIT 1
) AS w
"""

_NEEDS: LiteralString = (
    """
SELECT w.household, w.need, w.village, w.strategy, w.standing, w.occurred_on, w.position
FROM (
    SELECT DISTINCT household, need
    FROM {s}_read.needs_lines
    WHERE village >= %(area)s AND village < %(area)s || '/'
      AND standing = ANY (%(standings)s)
      AND (%(needs)s::text[] IS NULL OR need = ANY (%(needs)s))
      AND (%(household)s::uuid IS NULL OR (household, need) > (%(household)s, %(need)s))
    ORDER BY household, need
) AS h"""
    + _WINNER
    + """
WHERE w.village >= %(area)s AND w.village < %(area)s || '/'
  AND w.standing = ANY (%(standings)s)
  AND (%(strategies)s::text[] IS NULL OR w.strategy = ANY (%(strategies)s))
ORDER BY h.household, h.need
LIMIT %(limit)s
"""
)

_NEEDS_OF: LiteralString = (
    """
SELECT w.household, w.need, w.village, w.strategy, w.standing, w.occurred_on, w.position
FROM (
    SELECT DISTINCT household, need
    FROM {s}_read.needs_lines
    WHERE household = ANY (%(households)s)
) AS h"""
    + _WINNER
    + "ORDER BY w.household, w.need"
)

_PROMISES: LiteralString = """
SELECT household, need, type, commitment, partner, programme, amount_rupiah, package,
    occurred_on, position
FROM {s}_read.needs_lines
WHERE household = ANY (%(households)s)
  AND commitment IS NOT NULL
  AND position + 0 <= %(position)s
  AND occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
ORDER BY position
"""


def counts(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    by: Literal["village", "kecamatan", "regency"] = "village",
    standings: Collection[NeedStanding] = ("unmet",),
) -> list[NeedCount]:
    """Count needs by area, strategy, kind and standing; add up what should not be told apart.

    Args:
        area: code of a village, a kecamatan or the regency.

    Returns:
        One line for each that has a need, in this order.
    """
    asked = {"area": area, "digits": _DIGITS[by], "standings": list(standings)}
    sql = _COUNTS_NOW if moment.is_now else _COUNTS_THEN
    return [NeedCount(*row) for row in _rows(conn, schema, sql, moment, asked)]


def needs(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    standings: Collection[NeedStanding] = ("unmet",),
    needs: Collection[NeedType] | None = None,
    strategies: Collection[Strategy] | None = None,
    after: tuple[UUID, NeedType] | None = None,
    limit: int = 100,
) -> list[NeedLine]:
    """List the needs of an area that stand a given way, in order of household and need.

    Args:
        needs, strategies: only these; None for all.
        after: household and need of the last line of the page before.
        limit: lines at most, up to `MOST_NEEDS`.
    """
    household, need = after or (None, None)
    asked = {
        "area": area,
        "standings": list(standings),
        "needs": None if needs is None else list(needs),
        "strategies": None if strategies is None else list(strategies),
        "household": household,
        "need": need,
        "limit": min(limit, MOST_NEEDS),
    }
    return _with_promises(conn, schema, moment, _rows(conn, schema, _NEEDS, moment, asked))


def needs_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment
) -> list[NeedLine]:
    """Return every need of some households, in order of household and need."""
    found = _rows(conn, schema, _NEEDS_OF, moment, {"households": list(households)})
    return _with_promises(conn, schema, moment, found)


def _with_promises(
    conn: Connection, schema: str, moment: Moment, found: list[tuple[Any, ...]]
) -> list[NeedLine]:
    households = list({row[0] for row in found})
    held: dict[tuple[UUID, str], dict[UUID, Promise]] = {}
    for household, need, event, commitment, *told in _rows(
        conn, schema, _PROMISES, moment, {"households": households}
    ):
        promises = held.setdefault((household, need), {})
        match event:
            case "need.reserved":
                promises[commitment] = Promise(commitment, *told)
            case "need.packaged" if commitment in promises:
                promises[commitment] = replace(promises[commitment], package=told[3])
            case _:
                promises.pop(commitment, None)
    return [
        NeedLine(*row, promises=tuple(held.get((row[0], row[1]), {}).values())) for row in found
    ]


def _rows(
    conn: Connection, schema: str, sql: LiteralString, moment: Moment, asked: dict[str, Any]
) -> list[tuple[Any, ...]]:
    values = {**asked, "position": moment.position, "valid_on": moment.valid_on}
    # Never as a prepared statement: one plan for a village and for a regency fits neither.
    return conn.execute(in_schema(sql, schema), values, prepare=False).fetchall()
