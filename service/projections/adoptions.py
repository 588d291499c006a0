"""What was promised or proposed to villages as a whole: needs taken off the board by number.

Such a promise locks no household. Of what it was made for, what is not given back, handed over or
split into promises to households is still taken: the share of its rupiah that is left.
"""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.needs import NeedType, Strategy
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, commitment, partner, village, programme, need, strategy, fiscal_year,
    step, amount_rupiah, quantity, committed, delivered
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'commitment')::uuid,
    data ->> 'partner',
    data ->> 'village',
    data ->> 'programme',
    data ->> 'need',
    data ->> 'strategy',
    (data ->> 'fiscal_year')::int,
    CASE
        WHEN type IN ('commitment.proposed', 'commitment.made') THEN split_part(type, '.', 2)
        WHEN type IN ('commitment.cancelled', 'commitment.lapsed', 'commitment.transferred')
            THEN 'ended'
        ELSE 'moved'
    END,
    (data ->> 'amount_rupiah')::bigint,
    (data ->> 'quantity')::int,
    coalesce((data -> 'change' ->> 'committed')::bigint, 0),
    coalesce((data -> 'change' ->> 'delivered')::bigint, 0)
FROM {batch} AS batch
WHERE (data ->> 'household') IS NULL
"""

ADOPTIONS = Projection(
    name="adoptions",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                commitment    uuid   NOT NULL,
                partner       text   COLLATE "C" NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                programme     text   COLLATE "C" NOT NULL,
                need          text   COLLATE "C" NOT NULL,
                strategy      text   COLLATE "C" NOT NULL,
                fiscal_year   int    NOT NULL,
                step          text   COLLATE "C" NOT NULL,
                amount_rupiah bigint,
                quantity      int,
                committed     bigint NOT NULL,
                delivered     bigint NOT NULL
            """,
            indexes=("(village, commitment)",),
            wall=walls.OF_AREA,
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
        "aid.delivered",
        "dispute.resolved",
        "entry.corrected",
    ),
    apply=(_COPY,),
)

# A promise that was proposed first has the amount and the number it was made with in the end.
_OPEN: LiteralString = """
SELECT commitment, partner, village, programme, need, strategy, fiscal_year, is_made,
       left_rupiah,
       ceil(quantity::numeric * left_rupiah / amount_rupiah)::int AS quantity
FROM (
    SELECT
        commitment,
        max(partner)     AS partner,
        max(village)     AS village,
        max(programme)   AS programme,
        max(need)        AS need,
        max(strategy)    AS strategy,
        max(fiscal_year) AS fiscal_year,
        bool_or(step = 'made')  AS is_made,
        bool_or(step = 'ended') AS is_ended,
        (array_agg(amount_rupiah ORDER BY position DESC)
            FILTER (WHERE step IN ('made', 'proposed')))[1] AS amount_rupiah,
        (array_agg(quantity ORDER BY position DESC)
            FILTER (WHERE step IN ('made', 'proposed')))[1] AS quantity,
        CASE WHEN bool_or(step = 'made')
            THEN greatest(sum(committed) - sum(delivered), 0)
            ELSE max(amount_rupiah) FILTER (WHERE step = 'proposed')
        END::bigint AS left_rupiah
    FROM {s}_read.adoptions_lines
    WHERE {seen}
    GROUP BY commitment
) AS told
WHERE NOT is_ended AND left_rupiah > 0
ORDER BY village, need, commitment
"""


class Adoption(Struct, frozen=True, kw_only=True):
    """A promise to a village, or a proposal, of which something is left.

    Args:
        left_rupiah: neither handed over nor given back nor split.
        quantity: of so many households; None if it was not said.
    """

    commitment: UUID
    partner: str
    village: str
    programme: str
    need: NeedType
    strategy: Strategy
    fiscal_year: int
    is_made: bool
    left_rupiah: int
    quantity: int | None


def still_open(
    conn: Connection,
    schema: str,
    areas: Collection[str] | None = None,
    *,
    moment: Moment = PRESENT,
) -> list[Adoption]:
    """Return what is still taken by number, by village and need.

    Args:
        areas: region codes, each covering what lies below it; None is everywhere.
    """
    seen = Conditions(moment)
    seen.within(areas)
    return fetch(conn, schema, Adoption, _OPEN.replace("{seen}", seen.text), seen.values)
