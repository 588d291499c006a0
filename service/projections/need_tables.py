"""The tables behind `needs.py`: one line for each event of a need, and what was promised.

    claimed → unmet → committed → met | not_needed | withdrawn
    claimed → retracted
                     ↑            |
                     └─ reopened ─┘

Promises have lines of their own: a need stays promised when a later visit confirms it once more.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

# One statement, so that the winners of before are read from the lines of before.
_COPY: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT
        position                              AS position,
        (data ->> 'household')::uuid          AS household,
        coalesce((data ->> 'epoch')::int, 0)  AS epoch,
        (data ->> 'occurred_on')::date        AS occurred_on,
        data ->> 'need'                       AS need,
        data ->> 'village'                    AS village,
        data ->> 'strategy'                   AS strategy,
        data ->> 'standing'                   AS standing
    FROM {batch} AS batch
), kept AS (
    INSERT INTO {lines}
        (position, household, epoch, occurred_on, need, village, strategy, standing)
    SELECT position, household, epoch, occurred_on, need, village, strategy, standing
    FROM fresh
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
    UNION ALL
    SELECT DISTINCT village, strategy, need, standing, 0 FROM fresh
) AS moved (village, strategy, need, standing, needs)
GROUP BY village, strategy, need, standing
ON CONFLICT (village, strategy, need, standing) DO UPDATE
SET needs = c.needs + excluded.needs
"""

_COPY_PROMISES: LiteralString = """
INSERT INTO {promises} (position, type, household, need, commitment, occurred_on,
    partner, programme, amount_rupiah, package)
SELECT position, type, (data ->> 'household')::uuid, data ->> 'need',
    (data ->> 'commitment')::uuid, (data ->> 'occurred_on')::date,
    data ->> 'partner', data ->> 'programme', (data ->> 'amount_rupiah')::bigint,
    data ->> 'package'
FROM {batch} AS batch
WHERE type IN (
    'need.reserved', 'need.packaged', 'need.released', 'need.met', 'need.reopened'
)
"""

NEEDS = Projection(
    name="needs",
    version=5,
    tables={
        "lines": Table(
            columns="""
                position    bigint NOT NULL,
                household   uuid   NOT NULL,
                epoch       int    NOT NULL,
                occurred_on date   NOT NULL,
                need        text   COLLATE "C" NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                strategy    text   COLLATE "C" NOT NULL,
                standing    text   COLLATE "C" NOT NULL,
                PRIMARY KEY (household, need, epoch, occurred_on, position)
                    INCLUDE (village, strategy, standing)
            """,
            # Lines come in by position, so the few that are new are found by a tiny index.
            indexes=("(village, standing, household, need)", "USING brin (position)"),
            wall=walls.OF_HOUSEHOLD,
            order="household, need, epoch, occurred_on, position",
        ),
        "promises": Table(
            columns="""
                position      bigint PRIMARY KEY,
                household     uuid   NOT NULL,
                commitment    uuid   NOT NULL,
                amount_rupiah bigint,
                occurred_on   date   NOT NULL,
                type          text   COLLATE "C" NOT NULL,
                need          text   COLLATE "C" NOT NULL,
                partner       text   COLLATE "C",
                programme     text   COLLATE "C",
                package       text   COLLATE "C"
            """,
            indexes=("(household)",),
            wall=walls.beside("lines", "household"),
        ),
        "counts": Table(
            columns="""
                village  text   COLLATE "C" NOT NULL,
                strategy text   COLLATE "C" NOT NULL,
                need     text   COLLATE "C" NOT NULL,
                standing text   COLLATE "C" NOT NULL,
                needs    bigint NOT NULL,
                PRIMARY KEY (village, strategy, need, standing)
            """,
            wall=walls.OF_AREA,
        ),
    },
    types=(
        "need.claimed",
        "need.retracted",
        "need.judged",
        "need.reserved",
        "need.packaged",
        "need.released",
        "need.met",
        "need.reopened",
        "need.carried",
        "need.restored",
    ),
    apply=(_COPY, _COPY_PROMISES),
)
