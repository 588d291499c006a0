"""The tables behind `vintages.py`: who is named by which list, in which row, and which household.

A mention is one row of a list about one person. It holds no name and no number: persons are told
apart by their ids, spellings of a name and KK numbers by their count (see `Relisted`; -1 where the
row waits in quarantine and nobody compared it).
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_COLUMNS: LiteralString = (
    "position, occurred_on, list, person, household, village, row_no, name_no, born_no, kk_no"
)

_REGISTERED: LiteralString = f"""
INSERT INTO {{mentions}} ({_COLUMNS})
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (member ->> 'person')::uuid, (data ->> 'household')::uuid, data ->> 'village',
    (member ->> 'row_no')::int, 0, 0, 0
FROM {{batch}} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'members') AS member
WHERE type = 'household.registered' AND data ? 'source' AND member ? 'row_no'
"""

_RELISTED: LiteralString = f"""
INSERT INTO {{mentions}} ({_COLUMNS})
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (member ->> 'person')::uuid, (data ->> 'household')::uuid,
    coalesce(data ->> 'listed_village', data ->> 'village'),
    (member ->> 'row_no')::int,
    coalesce((member ->> 'name_no')::int, 0),
    coalesce((member ->> 'born_no')::int, 0),
    coalesce((data ->> 'kk_no')::int, 0)
FROM {{batch}} AS batch
CROSS JOIN LATERAL jsonb_array_elements(coalesce(data -> 'members', '[]')) AS member
WHERE type = 'household.relisted'
"""

_JOINED: LiteralString = f"""
INSERT INTO {{mentions}} ({_COLUMNS})
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'member' ->> 'list')::uuid,
    (data -> 'member' ->> 'person')::uuid, (data ->> 'household')::uuid, data ->> 'village',
    (data -> 'member' ->> 'row_no')::int, 0, 0,
    coalesce((data -> 'member' ->> 'kk_no')::int, 0)
FROM {{batch}} AS batch
WHERE type = 'member.joined' AND data -> 'member' ? 'list'
"""

# A row that waits still says who is on the list, and maybe where; how it writes them, nobody knows.
_WAITING: LiteralString = f"""
INSERT INTO {{mentions}} ({_COLUMNS})
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid,
    (data ->> 'person')::uuid, (data ->> 'household')::uuid, coalesce(data ->> 'village', ''),
    (data ->> 'row_no')::int, -1, -1, -1
FROM {{batch}} AS batch
WHERE type = 'row.quarantined' AND data ? 'person'
"""

_NAMED: LiteralString = """
INSERT INTO {named} (position, list, household)
SELECT position, (data -> 'source' ->> 'list')::uuid, (data ->> 'household')::uuid
FROM {batch} AS batch
WHERE type IN ('household.registered', 'household.relisted') AND data ? 'source'
"""

VINTAGES = Projection(
    name="vintages",
    version=4,
    tables={
        "mentions": Table(
            columns="""
                position    bigint   NOT NULL,
                occurred_on date     NOT NULL,
                list        uuid     NOT NULL,
                person      uuid     NOT NULL,
                household   uuid,
                village     text     COLLATE "C" NOT NULL,
                row_no      int      NOT NULL,
                name_no     smallint NOT NULL,
                born_no     smallint NOT NULL,
                kk_no       smallint NOT NULL
            """,
            # Rows come in by list and number, so those of one number are found by a tiny index.
            indexes=(
                "(list, person, position)",
                "(person, position)",
                "(list, village)",
                "USING brin (list, row_no)",
            ),
            wall=walls.OF_HOUSEHOLD,
            order="list, person, position",
        ),
        "named": Table(
            columns="""
                position  bigint NOT NULL,
                list      uuid   NOT NULL,
                household uuid   NOT NULL
            """,
            indexes=("(list, household)",),
            wall=walls.OF_NOBODY,
        ),
    },
    types=(
        "household.registered",
        "household.relisted",
        "member.joined",
        "row.quarantined",
    ),
    apply=(_REGISTERED, _RELISTED, _JOINED, _WAITING, _NAMED),
)
