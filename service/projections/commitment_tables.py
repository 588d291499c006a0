"""The tables behind `commitments`, and the SQL that fills them."""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_TERMS: LiteralString = """
    commitment       uuid   NOT NULL,
    partner          text   COLLATE "C" NOT NULL,
    broker           text   COLLATE "C",
    implementer      text   COLLATE "C",
    household        uuid,
    village          text   COLLATE "C" NOT NULL,
    programme        text   COLLATE "C" NOT NULL,
    need             text   COLLATE "C" NOT NULL,
    strategy         text   COLLATE "C" NOT NULL,
    fiscal_year      int    NOT NULL,
    form             text   NOT NULL,
    valuation        text,
    quantity         int,
    unit             text   NOT NULL,
    due_on           date,
    package          text,
    transferred_from uuid,
    initial_rupiah  bigint NOT NULL,
    is_made          bool   NOT NULL,
"""
_TERMS_NAMES: LiteralString = """
    commitment, partner, broker, implementer, household, village, programme, need, strategy,
    fiscal_year, form, valuation, quantity, unit, due_on, package, transferred_from,
    initial_rupiah, is_made
"""
# A package may be opened over a promise after it was made; by name, the latest word counts.
_LATEST_NAMES: LiteralString = _TERMS_NAMES.replace(
    "package,",
    """coalesce(
                (
                    SELECT opening.package
                    FROM {packages} AS opening
                    WHERE opening.commitment = promised.commitment AND {seen}
                    ORDER BY opening.position DESC
                    LIMIT 1
                ),
                package
            ) AS package,""",
)
_NUMBERS: LiteralString = """
    position  bigint NOT NULL,
    committed bigint NOT NULL,
    allocated bigint NOT NULL,
    disbursed bigint NOT NULL,
    delivered bigint NOT NULL,
    verified  bigint NOT NULL,
"""

_ADD_TERMS: LiteralString = f"""
INSERT INTO {{terms}} ({_TERMS_NAMES}, position, occurred_on)
SELECT
    (data ->> 'commitment')::uuid,
    data ->> 'partner',
    data ->> 'broker',
    data ->> 'implementer',
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'programme',
    data ->> 'need',
    data ->> 'strategy',
    (data ->> 'fiscal_year')::int,
    data ->> 'form',
    data ->> 'valuation',
    (data ->> 'quantity')::int,
    coalesce(data ->> 'unit', ''),
    (data ->> 'due_on')::date,
    data ->> 'package',
    (data ->> 'transferred_from')::uuid,
    (data ->> 'amount_rupiah')::bigint,
    type = 'commitment.made',
    position,
    (data ->> 'occurred_on')::date
FROM {{batch}} AS batch
WHERE type IN ('commitment.proposed', 'commitment.made')
"""

_ADD_LINES: LiteralString = """
INSERT INTO {lines} (
    commitment, position, occurred_on, committed, allocated, disbursed, delivered, verified,
    ended, delivery, delivery_state
)
SELECT
    (data ->> 'commitment')::uuid,
    position,
    (data ->> 'occurred_on')::date,
    coalesce((data -> 'change' ->> 'committed')::bigint, 0),
    coalesce((data -> 'change' ->> 'allocated')::bigint, 0),
    coalesce((data -> 'change' ->> 'disbursed')::bigint, 0),
    coalesce((data -> 'change' ->> 'delivered')::bigint, 0),
    coalesce((data -> 'change' ->> 'verified')::bigint, 0),
    CASE type
        WHEN 'commitment.cancelled'   THEN 'cancelled'
        WHEN 'commitment.lapsed'      THEN 'lapsed'
        WHEN 'commitment.transferred' THEN 'transferred'
    END,
    coalesce(
        (data ->> 'delivery')::uuid,
        CASE data ->> 'stage' WHEN 'delivered' THEN (data ->> 'entry')::uuid END
    ),
    CASE type
        WHEN 'aid.delivered'         THEN 'awaited'
        WHEN 'delivery.acknowledged' THEN 'answered'
        WHEN 'delivery.disputed'     THEN 'disputed'
        WHEN 'dispute.resolved'      THEN
            CASE data ->> 'outcome' WHEN 'settled' THEN 'awaited' ELSE 'answered' END
    END
FROM {batch} AS batch
WHERE type <> 'need.packaged'
"""

_ADD_PACKAGES: LiteralString = """
INSERT INTO {packages} (commitment, position, occurred_on, package)
SELECT
    (data ->> 'commitment')::uuid, position, (data ->> 'occurred_on')::date, data ->> 'package'
FROM {batch} AS batch
WHERE type = 'need.packaged'
"""

_ADD_PLANS: LiteralString = """
INSERT INTO {plans} (commitment, position, occurred_on, due_on, amount)
SELECT
    (data ->> 'commitment')::uuid,
    position,
    (data ->> 'occurred_on')::date,
    (part ->> 'due_on')::date,
    (part ->> 'amount_rupiah')::bigint
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'instalments') AS part
WHERE type = 'instalments.planned'
"""

# How promises stand: the last of their terms, their lines added up, and what follows from both.
# {which} says which promises, {seen} which of their lines count. The newest come first already
# here, so that a page of fifty adds up the lines of fifty promises and not of all.
STANDING: LiteralString = f"""
SELECT {_TERMS_NAMES}, opened, position, committed, allocated, disbursed, delivered, verified,
       awaited, disputed,
       CASE WHEN ended IS NULL AND is_made THEN next_due_on END AS next_due_on,
       CASE
           WHEN ended IS NOT NULL THEN ended
           WHEN NOT is_made THEN 'proposed'
           WHEN committed = 0 THEN 'reduced'
           WHEN delivered = committed AND awaited + disputed = 0 THEN 'fulfilled'
           ELSE 'active'
       END AS state,
       CASE
           WHEN ended IS NOT NULL THEN ended
           WHEN NOT is_made THEN 'proposed'
           WHEN committed = 0 THEN 'reduced'
           WHEN verified > 0 THEN 'verified'
           WHEN delivered > 0 AND awaited + disputed = 0 THEN 'acknowledged'
           WHEN delivered > 0 THEN 'delivered'
           WHEN disbursed > 0 THEN 'disbursed'
           WHEN allocated > 0 THEN 'allocated'
           ELSE 'made'
       END AS stage
FROM (
    SELECT {_TERMS_NAMES}, opened
    FROM (
        SELECT DISTINCT ON (commitment)
            {_LATEST_NAMES}, min(position) OVER (PARTITION BY commitment) AS opened
        FROM {{terms}} AS promised
        WHERE {{which}}
        ORDER BY commitment, position DESC
    ) AS latest
    ORDER BY opened DESC
) AS agreed
CROSS JOIN LATERAL (
    SELECT
        max(position)          AS position,
        sum(committed)::bigint AS committed,
        sum(allocated)::bigint AS allocated,
        sum(disbursed)::bigint AS disbursed,
        sum(delivered)::bigint AS delivered,
        sum(verified)::bigint  AS verified,
        (array_agg(ended ORDER BY position DESC)
            FILTER (WHERE ended IS NOT NULL))[1] AS ended
    FROM {{lines}}
    WHERE commitment = agreed.commitment AND {{seen}}
) AS moved
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE delivery_state = 'awaited')  AS awaited,
        count(*) FILTER (WHERE delivery_state = 'disputed') AS disputed
    FROM (
        SELECT DISTINCT ON (delivery) delivery_state
        FROM {{lines}}
        WHERE commitment = agreed.commitment AND delivery_state IS NOT NULL AND {{seen}}
        ORDER BY delivery, position DESC
    ) AS handovers
) AS told
CROSS JOIN LATERAL (
    SELECT min(due_on) AS next_due_on
    FROM (
        SELECT due_on, sum(amount) OVER (ORDER BY due_on) AS upto
        FROM {{plans}} AS planned
        WHERE planned.commitment = agreed.commitment AND planned.position = (
            SELECT max(position)
            FROM {{plans}}
            WHERE commitment = agreed.commitment AND {{seen}}
        )
    ) AS instalments
    WHERE upto > greatest(disbursed, delivered)
) AS planned
"""

THEN: LiteralString = (
    STANDING.replace("{terms}", "{s}_read.commitments_terms")
    .replace("{lines}", "{s}_read.commitments_lines")
    .replace("{plans}", "{s}_read.commitments_plans")
    .replace("{packages}", "{s}_read.commitments_packages")
)
"""The same as a reader asks it, for any moment; {which} and {seen} are still to be said."""

_NAMES: LiteralString = (
    _TERMS_NAMES + ", opened, position, committed, allocated, disbursed, delivered, verified, "
    "awaited, disputed, next_due_on, state, stage"
)
_TOUCHED: LiteralString = (
    "commitment IN (SELECT (data ->> 'commitment')::uuid FROM {batch} AS batch)"
)
_FORGET: LiteralString = "DELETE FROM {current} WHERE " + _TOUCHED
_REMEMBER: LiteralString = f"INSERT INTO {{current}} ({_NAMES}) " + STANDING.replace(
    "{which}", _TOUCHED
).replace("{seen}", "true")

COMMITMENTS = Projection(
    name="commitments",
    version=3,
    tables={
        "terms": Table(
            columns=_TERMS
            + "position bigint NOT NULL, occurred_on date NOT NULL,"
            + "PRIMARY KEY (commitment, position)",
            wall=walls.OF_PROMISE,
        ),
        "lines": Table(
            columns="commitment uuid NOT NULL, occurred_on date NOT NULL,"
            + _NUMBERS
            + "ended text, delivery uuid, delivery_state text,"
            + "PRIMARY KEY (commitment, position)"
        ),
        "plans": Table(
            columns="""
                commitment  uuid   NOT NULL,
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                due_on      date   NOT NULL,
                amount      bigint NOT NULL,
                PRIMARY KEY (commitment, position, due_on)
            """,
        ),
        "packages": Table(
            columns="""
                commitment  uuid   NOT NULL,
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                package     text   COLLATE "C" NOT NULL,
                PRIMARY KEY (commitment, position)
            """,
        ),
        "current": Table(
            columns=_TERMS
            + _NUMBERS
            + """
                opened   bigint NOT NULL,
                awaited  int    NOT NULL,
                disputed int    NOT NULL,
                next_due_on date,
                state    text   COLLATE "C" NOT NULL,
                stage    text   COLLATE "C" NOT NULL,
                PRIMARY KEY (commitment)
            """,
            indexes=(
                "(opened)",
                "(partner, opened)",
                "(broker, opened) WHERE broker IS NOT NULL",
                "(implementer, opened) WHERE implementer IS NOT NULL",
                "(household, opened) WHERE household IS NOT NULL",
                "(village, opened)",
                "(state, opened)",
                "(due_on) WHERE state = 'active'",
                "(next_due_on) WHERE state = 'active'",
                "(package, opened) WHERE package IS NOT NULL",
                "(opened) WHERE disputed > 0",
            ),
            wall=walls.OF_PROMISE,
        ),
    },
    types=(
        "commitment.proposed",
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
        "delivery.acknowledged",
        "delivery.disputed",
        "delivery.verified",
        "dispute.resolved",
        "entry.corrected",
        "instalments.planned",
        "commitment.carried",
        "outcome.checked",
        "need.packaged",
    ),
    apply=(_ADD_TERMS, _ADD_LINES, _ADD_PACKAGES, _ADD_PLANS, _FORGET, _REMEMBER),
)
