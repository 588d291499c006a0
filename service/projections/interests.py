"""What partners would like to help with, and how many unmet needs match that.

What matches is asked of the needs as they stand; what is new, of the needs that were never unmet
before a position.
"""

from collections.abc import Collection
from typing import Any, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.needs import NeedType, Strategy
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, interest, partner, step, need, strategy, programme, area, yearly_rupiah
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'interest')::uuid,
    data ->> 'partner',
    split_part(type, '.', 2),
    data ->> 'need',
    data ->> 'strategy',
    data ->> 'programme',
    data ->> 'area',
    (data ->> 'yearly_rupiah')::bigint
FROM {batch} AS batch
"""

INTERESTS = Projection(
    name="interests",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                interest      uuid   NOT NULL,
                partner       text   COLLATE "C" NOT NULL,
                step          text   COLLATE "C" NOT NULL,
                need          text   COLLATE "C",
                strategy      text   COLLATE "C",
                programme     text   COLLATE "C",
                area          text   COLLATE "C",
                yearly_rupiah bigint
            """,
            indexes=("(partner, interest, position)",),
        ),
    },
    types=("interest.saved", "interest.changed", "interest.reviewed", "interest.ended"),
    apply=(_COPY,),
)

# A wish for a programme is one for its need, whatever that is by now.
_REGISTER: LiteralString = """
SELECT
    told.interest, told.partner, told.strategy, told.programme, told.area, told.yearly_rupiah,
    coalesce(told.need, offered.need) AS need, looked.position AS looked_at, told.position
FROM (
    SELECT DISTINCT ON (interest) interest, partner, need, strategy, programme, area,
        yearly_rupiah, position
    FROM {s}_read.interests_lines
    WHERE step IN ('saved', 'changed') AND {seen}
    ORDER BY interest, position DESC
) AS told
CROSS JOIN LATERAL (
    SELECT max(position) AS position, bool_or(step = 'ended') AS is_over
    FROM {s}_read.interests_lines AS l
    WHERE l.partner = told.partner AND l.interest = told.interest AND {seen}
) AS looked
LEFT JOIN LATERAL (
    SELECT need
    FROM {s}_read.programmes_lines AS p
    WHERE p.programme = told.programme AND p.need IS NOT NULL
    ORDER BY p.occurred_on DESC, p.position DESC
    LIMIT 1
) AS offered ON true
WHERE NOT looked.is_over
"""

_MATCHES: LiteralString = """
    (w.need IS NULL OR w.need = l.need)
    AND (w.strategy IS NULL OR w.strategy = l.strategy)
    AND (w.area IS NULL OR (l.village >= w.area AND l.village < w.area || '/'))
"""

_LATEST: LiteralString = """
    NOT EXISTS (
        SELECT FROM {s}_read.needs_lines_order AS b
        WHERE b.household = l.household
          AND b.need = l.need
          AND (b.epoch, b.occurred_on, b.position) > (l.epoch, l.occurred_on, l.position)
    )
"""

# The total is added up from counts; lines are looked at only where they are few: those of hidden
# households, and those that came after a position.
_MATCHING: LiteralString = f"""
WITH wishes AS MATERIALIZED ({_REGISTER})
SELECT
    w.interest,
    (SELECT coalesce(sum(l.needs), 0) FROM {{s}}_read.needs_counts AS l
     WHERE l.standing = 'unmet' AND {_MATCHES})::bigint
    - (SELECT count(*) FROM {{s}}_read.needs_lines AS l
       WHERE l.household = ANY (%(hidden)s::uuid[]) AND l.standing = 'unmet'
         AND {_MATCHES} AND {_LATEST}) AS unmet,
    (SELECT count(*) FROM {{s}}_read.needs_lines AS l
     WHERE l.position > coalesce(%(since)s::bigint, w.looked_at) AND l.standing = 'unmet'
       AND {_MATCHES} AND {_LATEST}
       AND l.household <> ALL (%(hidden)s::uuid[])
       AND NOT EXISTS (
           SELECT FROM {{s}}_read.needs_lines AS before
           WHERE before.household = l.household AND before.need = l.need
             AND before.standing = 'unmet'
             AND before.position <= coalesce(%(since)s::bigint, w.looked_at)
       )) AS fresh
FROM wishes AS w
ORDER BY w.interest
"""


class Interest(Struct, frozen=True, kw_only=True):
    """What a partner would like, as it stands.

    Args:
        need: the one it names, or the one its programme answers.
        looked_at: the position from which on a match is new.
        position: the event that said so last.
    """

    interest: UUID
    partner: str
    need: NeedType | None
    strategy: Strategy | None
    programme: str | None
    area: str | None
    yearly_rupiah: int | None
    looked_at: int
    position: int

    def matches(self, village: str, need: str, strategy: str) -> bool:
        """Say whether a need of a village is one of these."""
        return (
            self.need in {None, need}
            and self.strategy in {None, strategy}
            and (self.area is None or village == self.area or village.startswith(self.area + "."))
        )


class Matching(Struct, frozen=True, kw_only=True):
    """How many unmet needs match an interest, and how many of them are new."""

    interest: UUID
    unmet: int
    fresh: int


def find(
    conn: Connection, schema: str, partner: str | None = None, *, moment: Moment = PRESENT
) -> list[Interest]:
    """Return the interests that were not ended, of one partner or of all, the newest first."""
    seen = Conditions(moment)
    seen.equal(partner=partner)
    sql: LiteralString = (
        "SELECT interest, partner, need, strategy, programme, area, yearly_rupiah, looked_at,"
        f" position FROM ({_REGISTER.replace('{seen}', seen.text)}) AS register"
        " ORDER BY position DESC"
    )
    return fetch(conn, schema, Interest, sql, seen.values)


def matching(
    conn: Connection,
    schema: str,
    partner: str,
    *,
    since: int | None = None,
    hidden: Collection[UUID] = (),
) -> list[Matching]:
    """Count the unmet needs that match each interest of a partner now, and the new ones.

    Read with `counts=True`: whoever tells these numbers rounds them for those who may not know of
    single households. Needs and programmes must have been caught up as well.

    Args:
        since: new is what came after this position (`engine.position_at` knows that of a day);
            None is since the partner looked last.
        hidden: households that count nowhere.
    """
    seen = Conditions()
    seen.equal(partner=partner)
    asked: dict[str, Any] = {**seen.values, "since": since, "hidden": list(hidden)}
    sql = _MATCHING.replace("{seen}", seen.text)
    return fetch(conn, schema, Matching, sql, asked)
