"""Signs that look odd in the work of the field, worked out anew whenever somebody asks.

What raises one is in `policies/anomalies.py`, the testimonies in `verification_tables.py`; here is
also what was explained, and how far. Every sign carries the testimonies behind it, so it opens into
them. A testimony of a village meeting is left out of haste: a hundred decisions in an evening are
what a meeting is for.
"""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.anomaly import Outcome
from service.policies import anomalies as rules
from service.policies.anomalies import AnomalyKind
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import AFTER_DOT, Conditions, fetch

MOST_EVENTS = 200
MOST_SIGNS = 200

_EXPLAINED: LiteralString = """
INSERT INTO {explained} (position, occurred_on, anomaly, village, upto, outcome, reason, account)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'anomaly')::uuid,
    data ->> 'village',
    (data ->> 'upto')::bigint,
    data ->> 'outcome',
    data ->> 'reason',
    meta ->> 'actor'
FROM {batch} AS batch
"""

ANOMALIES = Projection(
    name="anomalies",
    version=1,
    tables={
        "explained": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                anomaly     uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                upto        bigint NOT NULL,
                outcome     text   COLLATE "C" NOT NULL,
                reason      text   NOT NULL,
                account     text   COLLATE "C" NOT NULL
            """,
            indexes=("(anomaly, position)",),
            wall=walls.OF_AREA,
        ),
    },
    types=("anomaly.explained",),
    apply=(_EXPLAINED,),
)

_SIGNS: LiteralString = """
WITH looks AS MATERIALIZED (
    SELECT position, household, occurred_on, village, level, method, account, is_removal, photos,
        papers, recorded_at, recorded_at AT TIME ZONE 'Asia/Jakarta' AS local
    FROM {s}_read.verifications_looks
    WHERE level IN ('household', 'person')
      AND village >= %(area)s AND village < %(area_end)s
      AND occurred_on >= %(since)s
      AND {seen}
), cited AS (
    SELECT 'same_photo' AS kind, ref, village, household, position, account, recorded_at
    FROM looks CROSS JOIN LATERAL unnest(photos) AS ref
    UNION ALL
    SELECT 'same_paper', ref, village, household, position, account, recorded_at
    FROM looks CROSS JOIN LATERAL unnest(papers) AS ref
), signs AS (
    SELECT 'no_removals' AS kind, village, '' AS account, '' AS about,
        count(DISTINCT household) AS households, min(recorded_at) AS since,
        max(recorded_at) AS until, max(position) AS upto,
        (array_agg(position ORDER BY position DESC))[1:%(most)s] AS positions
    FROM looks
    GROUP BY village
    HAVING count(DISTINCT household) >= %(fewest)s AND NOT bool_or(is_removal)
    UNION ALL
    SELECT 'in_minutes', village, '', '',
        count(DISTINCT household), min(recorded_at), max(recorded_at), max(position),
        (array_agg(position ORDER BY position DESC))[1:%(most)s]
    FROM looks
    WHERE method <> 'musdes'
    GROUP BY village
    HAVING count(DISTINCT household) >= %(fewest)s
       AND max(recorded_at) - min(recorded_at) < make_interval(mins => %(haste)s)
    UNION ALL
    SELECT 'too_many_a_day', min(village), account, occurred_on::text,
        count(DISTINCT household), min(recorded_at), max(recorded_at), max(position),
        (array_agg(position ORDER BY position DESC))[1:%(most)s]
    FROM looks
    WHERE method = 'visit'
    GROUP BY account, occurred_on
    HAVING count(DISTINCT household) > %(visits)s
    UNION ALL
    SELECT 'odd_hours', min(village), account, local::date::text,
        count(DISTINCT household), min(recorded_at), max(recorded_at), max(position),
        (array_agg(position ORDER BY position DESC))[1:%(most)s]
    FROM looks
    WHERE extract(hour FROM local) >= %(night_from)s OR extract(hour FROM local) < %(night_until)s
    GROUP BY account, local::date
    HAVING count(DISTINCT household) >= %(at_night)s
    UNION ALL
    SELECT kind, min(village), CASE WHEN count(DISTINCT account) = 1 THEN min(account) ELSE '' END,
        ref, count(DISTINCT household), min(recorded_at), max(recorded_at), max(position),
        (array_agg(position ORDER BY position DESC))[1:%(most)s]
    FROM cited
    GROUP BY kind, ref
    HAVING count(DISTINCT household)
        >= CASE kind WHEN 'same_photo' THEN %(photos)s ELSE %(papers)s END
)
SELECT kind, village, account, about, households, positions, upto
FROM signs
ORDER BY village, kind, about
LIMIT %(limit)s
"""

_HOW: LiteralString = """
SELECT DISTINCT ON (anomaly) anomaly, upto, outcome, reason, account, occurred_on, position
FROM {s}_read.anomalies_explained
WHERE anomaly = ANY (%(anomalies)s) AND {seen}
ORDER BY anomaly, position DESC
"""


class Raised(Struct, frozen=True, kw_only=True):
    """A sign as its rule raises it.

    Args:
        village: where; of several, the first by code.
        account: whose testimonies, if those of one account.
        about: a day or a reference; empty if the village alone says it.
        positions: the testimonies behind it, the newest first, up to `MOST_EVENTS`.
        upto: the last of them.
    """

    kind: AnomalyKind
    village: str
    account: str
    about: str
    households: int
    positions: Sequence[int]
    upto: int


class Explained(Struct, frozen=True, kw_only=True):
    """What somebody said of a sign, and the last testimony that it covers."""

    anomaly: UUID
    upto: int
    outcome: Outcome
    reason: str
    account: str
    occurred_on: date
    position: int


def raised(
    conn: Connection, schema: str, area: str, moment: Moment, *, since: date
) -> list[Raised]:
    """Return the signs in an area, by village; up to `MOST_SIGNS`.

    Args:
        since: testimonies of earlier days raise nothing any more.
    """
    seen = Conditions(moment)
    values = {
        **seen.values,
        "area": area,
        "area_end": area + AFTER_DOT,
        "since": since,
        "most": MOST_EVENTS,
        "limit": MOST_SIGNS,
        "fewest": rules.FEWEST_LOOKED,
        "haste": rules.HASTE_MINUTES,
        "visits": rules.MOST_VISITS_A_DAY,
        "night_from": rules.NIGHT_FROM,
        "night_until": rules.NIGHT_UNTIL,
        "at_night": rules.FEWEST_AT_NIGHT,
        "photos": rules.FEWEST_SAME_PHOTO,
        "papers": rules.FEWEST_SAME_PAPER,
    }
    return fetch(conn, schema, Raised, _SIGNS.replace("{seen}", seen.text), values)


def explained(
    conn: Connection, schema: str, anomalies: Sequence[UUID], moment: Moment = PRESENT
) -> dict[UUID, Explained]:
    """Return the latest explanation of each of some signs."""
    seen = Conditions(moment)
    sql = _HOW.replace("{seen}", seen.text)
    values = {**seen.values, "anomalies": list(anomalies)}
    return {one.anomaly: one for one in fetch(conn, schema, Explained, sql, values)}
