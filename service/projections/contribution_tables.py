"""The tables behind what is given: what each event moved, and from which source it was set aside.

`lines` has one row for each event that moves money. `draws` says of what was set aside and paid
what it came from: a fund or a line of a budget.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_LINES: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, commitment, partner, broker, implementer, household, village, need,
    strategy, programme, fiscal_year, committed, allocated, disbursed, delivered, verified
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'commitment')::uuid,
    data ->> 'partner',
    data ->> 'broker',
    data ->> 'implementer',
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'need',
    data ->> 'strategy',
    data ->> 'programme',
    (data ->> 'fiscal_year')::int,
    coalesce((change ->> 'committed')::bigint, 0),
    coalesce((change ->> 'allocated')::bigint, 0),
    coalesce((change ->> 'disbursed')::bigint, 0),
    coalesce((change ->> 'delivered')::bigint, 0),
    coalesce((change ->> 'verified')::bigint, 0)
FROM (
    SELECT position, data, data -> 'change' AS change
    FROM {batch} AS batch
    WHERE data ? 'change'
) AS moved
"""

_ALLOCATIONS: LiteralString = """
INSERT INTO {allocations} (allocation, position, source)
SELECT
    (data ->> 'allocation')::uuid,
    min(position),
    min(coalesce('fund:' || (data ->> 'fund'), 'budget:' || (data ->> 'budget_line')))
FROM {batch} AS batch
WHERE type = 'allocation.made'
GROUP BY 1
ON CONFLICT DO NOTHING
"""

# After the allocations, so that a payment of the same batch finds the one it draws on. A payment
# names in `draws` what it took from where; a refund, and whoever takes a promise back, names in
# `returned` what went back to where. Of a correction the draws are signed.
_DRAWS: LiteralString = """
INSERT INTO {draws} (position, source, allocated, disbursed)
SELECT
    drawn.position,
    known.source,
    sum(CASE
        WHEN type IN ('allocation.made', 'entry.corrected') AND stage <> 'disbursed' THEN amount
        WHEN type IN ('aid.disbursed', 'entry.corrected') THEN 0
        ELSE -amount
    END),
    sum(CASE
        WHEN type = 'aid.disbursed' OR type = 'entry.corrected' AND stage = 'disbursed' THEN amount
        WHEN type = 'aid.refunded' THEN -amount
        ELSE 0
    END)
FROM (
    SELECT
        batch.position,
        batch.type,
        coalesce(batch.data ->> 'stage', '')   AS stage,
        (draw ->> 'allocation')::uuid          AS allocation,
        (draw ->> 'amount_rupiah')::bigint     AS amount
    FROM {batch} AS batch
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN batch.type = 'allocation.made' THEN jsonb_build_array(batch.data)
            ELSE coalesce(batch.data -> 'draws', batch.data -> 'returned', '[]')
        END
    ) AS draw
) AS drawn
JOIN {allocations} AS known USING (allocation)
GROUP BY drawn.position, known.source
"""

CONTRIBUTIONS = Projection(
    name="contributions",
    version=3,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                commitment  uuid   NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                broker      text   COLLATE "C",
                implementer text   COLLATE "C",
                household   uuid,
                village     text   COLLATE "C" NOT NULL,
                need        text   COLLATE "C" NOT NULL,
                strategy    text   COLLATE "C" NOT NULL,
                programme   text   COLLATE "C" NOT NULL,
                fiscal_year int    NOT NULL,
                committed   bigint NOT NULL,
                allocated   bigint NOT NULL,
                disbursed   bigint NOT NULL,
                delivered   bigint NOT NULL,
                verified    bigint NOT NULL
            """,
            indexes=(
                "(partner, position)",
                "(broker, position) WHERE broker IS NOT NULL",
                "(implementer, position) WHERE implementer IS NOT NULL",
                "(village, position)",
                "(household, position) WHERE household IS NOT NULL",
            ),
            wall=walls.OF_PROMISE,
        ),
        "allocations": Table(
            columns="""
                allocation uuid   PRIMARY KEY,
                position   bigint NOT NULL,
                source     text   COLLATE "C" NOT NULL
            """,
            wall=walls.OF_NOBODY,
        ),
        "draws": Table(
            columns="""
                position  bigint NOT NULL,
                source    text   COLLATE "C" NOT NULL,
                allocated bigint NOT NULL,
                disbursed bigint NOT NULL,
                PRIMARY KEY (position, source)
            """,
            wall=walls.beside("lines", "position"),
        ),
    },
    types=(
        "commitment.made",
        "commitment.increased",
        "commitment.reduced",
        "commitment.cancelled",
        "commitment.lapsed",
        "commitment.transferred",
        "allocation.made",
        "aid.disbursed",
        "aid.refunded",
        "aid.delivered",
        "delivery.verified",
        "dispute.resolved",
        "entry.corrected",
    ),
    apply=(_LINES, _ALLOCATIONS, _DRAWS),
)
