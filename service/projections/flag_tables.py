"""The tables behind `flags.py`: which promises there are to households, and what holds which need.

made       a promise to a household, with the village it was made in
holds      it came to hold a need of a household: when made, or come along with a merged record
packaged   others may be added to it
ended      it holds that need no more
explained  somebody looked at it while it was flagged, and says why it stays

How households and needs stand is asked of `status_tables.py` and `need_tables.py`.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_MADE: LiteralString = """
INSERT INTO {made} (
    commitment, position, occurred_on, village, partner, broker, implementer, fiscal_year
)
SELECT
    (data ->> 'commitment')::uuid, position, (data ->> 'occurred_on')::date, data ->> 'village',
    data ->> 'partner', data ->> 'broker', data ->> 'implementer', (data ->> 'fiscal_year')::int
FROM {batch} AS batch
WHERE type = 'commitment.made' AND data ? 'household'
"""

_HOLDS: LiteralString = """
INSERT INTO {holds} (
    position, occurred_on, household, need, commitment, programme, amount_rupiah,
    exclusivity_group, package, period, allowed_with, beside
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid, data ->> 'need',
    (data ->> 'commitment')::uuid, data ->> 'programme', (data ->> 'amount_rupiah')::bigint,
    data ->> 'exclusivity_group', data ->> 'package', (data ->> 'period')::int,
    ARRAY(SELECT jsonb_array_elements_text(data -> 'allowed_with')),
    ARRAY(SELECT jsonb_array_elements_text(data -> 'beside'))::uuid[]
FROM {batch} AS batch
WHERE type IN ('need.reserved', 'need.reopened')
"""

_PACKAGED: LiteralString = """
INSERT INTO {packaged} (position, occurred_on, commitment, package)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'commitment')::uuid, data ->> 'package'
FROM {batch} AS batch
WHERE type = 'need.packaged'
"""

_ENDED: LiteralString = """
INSERT INTO {ended} (position, occurred_on, household, commitment)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid,
    (data ->> 'commitment')::uuid
FROM {batch} AS batch
WHERE type IN ('need.released', 'need.met')
"""

_EXPLAINED: LiteralString = """
INSERT INTO {explained} (position, occurred_on, commitment, causes, reason, account, office)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'commitment')::uuid,
    ARRAY(SELECT jsonb_array_elements_text(data -> 'causes')), data ->> 'reason',
    data ->> 'by', meta ->> 'position'
FROM {batch} AS batch
WHERE type = 'flag.explained'
"""

_OF_A_PROMISE: LiteralString = walls.beside("made", "commitment")

FLAGS = Projection(
    name="flags",
    version=1,
    tables={
        "made": Table(
            columns="""
                commitment  uuid   PRIMARY KEY,
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                broker      text   COLLATE "C",
                implementer text   COLLATE "C",
                fiscal_year int    NOT NULL
            """,
            indexes=("(village)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "holds": Table(
            columns="""
                position          bigint PRIMARY KEY,
                occurred_on       date   NOT NULL,
                household         uuid   NOT NULL,
                need              text   COLLATE "C" NOT NULL,
                commitment        uuid   NOT NULL,
                programme         text   COLLATE "C" NOT NULL,
                amount_rupiah     bigint NOT NULL,
                exclusivity_group text   COLLATE "C",
                package           text   COLLATE "C",
                period            int,
                allowed_with      text[] NOT NULL,
                beside            uuid[] NOT NULL
            """,
            indexes=("(household)", "(commitment)"),
            wall=_OF_A_PROMISE,
        ),
        "packaged": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                commitment  uuid   NOT NULL,
                package     text   COLLATE "C" NOT NULL
            """,
            indexes=("(commitment)",),
            wall=_OF_A_PROMISE,
        ),
        "ended": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                commitment  uuid   NOT NULL
            """,
            indexes=("(commitment, household)",),
            wall=_OF_A_PROMISE,
        ),
        "explained": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                commitment  uuid   NOT NULL,
                causes      text[] NOT NULL,
                reason      text   NOT NULL,
                account     text   NOT NULL,
                office      text   NOT NULL
            """,
            indexes=("(commitment)",),
            wall=_OF_A_PROMISE,
        ),
    },
    types=(
        "commitment.made",
        "need.reserved",
        "need.reopened",
        "need.packaged",
        "need.released",
        "need.met",
        "flag.explained",
    ),
    apply=(_MADE, _HOLDS, _PACKAGED, _ENDED, _EXPLAINED),
)
