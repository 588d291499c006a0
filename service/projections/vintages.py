"""Who is named by which list, and what one list says otherwise than another.

A mention is one row of a list about one person. It holds no name and no number: persons are told
apart by their ids, spellings of a name and KK numbers by their count (see `Relisted`; -1 where the
row waits in quarantine and nobody compared it), so two lists of a million rows are compared in one
query and nobody is opened for it.

Source: DTSEN is renewed every three months; villages ask what is new in it.
"""

from collections.abc import Collection
from typing import Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

Change: TypeAlias = Literal[
    "added", "gone", "moved", "household", "kk", "name", "birth_date", "decile"
]

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
    version=3,
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
            indexes=("(list, person, position)", "(person, position)"),
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

_OF_LIST: LiteralString = """
    SELECT DISTINCT ON (person) person, household, village, row_no, name_no, born_no, kk_no
    FROM {s}_read.vintages_mentions
    WHERE list = %(before)s AND position <= %(position)s
    ORDER BY person, position DESC
"""

# Whoever belongs to a household now, and where that lives; named as the first list named them. Of a
# household that moved on, what overtook its line here may be none of the reader's rows.
_OF_REGISTER: LiteralString = """
    SELECT person, household, placed.village, NULL::int AS row_no,
        0 AS name_no, 0 AS born_no, 0 AS kk_no
    FROM (
        SELECT DISTINCT ON (person) person, household, belongs
        FROM {s}_read.memberships_lines
        WHERE position <= %(position)s
        ORDER BY person, position DESC
    ) AS latest
    JOIN (
        SELECT DISTINCT ON (household) household, village, epoch, occurred_on, position
        FROM {s}_read.statuses_lines
        WHERE position <= %(position)s
        ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
    ) AS placed USING (household)
    WHERE belongs
      AND NOT EXISTS (
          SELECT FROM {s}_read.statuses_lines_order AS b
          WHERE b.household = placed.household
            AND b.position <= %(position)s
            AND (b.epoch, b.occurred_on, b.position)
              > (placed.epoch, placed.occurred_on, placed.position)
      )
"""

_ON_LIST: LiteralString = """
EXISTS (
    SELECT FROM {s}_read.vintages_mentions_order AS o
    WHERE o.list = {list} AND o.person = coalesce(a.person, b.person) AND o.position <= %(position)s
)
"""
_ON_REGISTER: LiteralString = """
coalesce((
    SELECT o.belongs FROM {s}_read.memberships_lines_order AS o
    WHERE o.person = coalesce(a.person, b.person) AND o.position <= %(position)s
    ORDER BY o.position DESC
    LIMIT 1
), false)
"""

# What a list says of somebody in another village is behind the wall; that it names them is not, so
# whoever came from there, or went there, has moved, and is neither new nor gone.
_PAIRS: LiteralString = """
WITH before AS MATERIALIZED (
    {before}
), after AS MATERIALIZED (
    SELECT DISTINCT ON (person) person, household, village, row_no, name_no, born_no, kk_no
    FROM {s}_read.vintages_mentions
    WHERE list = %(after)s AND position <= %(position)s
    ORDER BY person, position DESC
), pairs AS (
    SELECT
        person, coalesce(nullif(a.village, ''), b.village, '') AS village,
        coalesce(b.village, '') AS from_village,
        coalesce(a.household, b.household) AS household, b.household AS from_household,
        b.row_no AS from_row, a.row_no AS row_no, ranked.decile, was.decile AS from_decile,
        array_remove(ARRAY[
            CASE WHEN b.person IS NULL THEN CASE WHEN {was} THEN 'moved' ELSE 'added' END END,
            CASE WHEN a.person IS NULL THEN CASE WHEN {is} THEN 'moved' ELSE 'gone' END END,
            CASE WHEN a.village <> b.village AND '' NOT IN (a.village, b.village)
                THEN 'moved' END,
            CASE WHEN a.person IS NOT NULL AND b.person IS NOT NULL
                AND a.household IS DISTINCT FROM b.household THEN 'household' END,
            CASE WHEN a.household = b.household AND a.kk_no <> b.kk_no
                AND least(a.kk_no, b.kk_no) >= 0 THEN 'kk' END,
            CASE WHEN a.name_no <> b.name_no AND least(a.name_no, b.name_no) >= 0
                THEN 'name' END,
            CASE WHEN a.born_no <> b.born_no AND least(a.born_no, b.born_no) >= 0
                THEN 'birth_date' END,
            CASE WHEN ranked.decile <> was.decile THEN 'decile' END
        ], NULL) AS changes
    FROM after AS a
    FULL JOIN before AS b USING (person)
    LEFT JOIN (
        SELECT DISTINCT ON (household) household, decile
        FROM {s}_read.ranks_lines
        WHERE list = %(after)s AND level = %(level)s AND position <= %(position)s
        ORDER BY household, position DESC
    ) AS ranked ON ranked.household = a.household
    LEFT JOIN (
        SELECT DISTINCT ON (household) household, decile
        FROM {s}_read.ranks_lines
        WHERE list = %(before)s AND level = %(level)s AND position <= %(position)s
        ORDER BY household, position DESC
    ) AS was ON was.household = b.household
)
"""

_ROWS: LiteralString = (
    _PAIRS
    + """
SELECT person, household, from_household, village, from_village, row_no, from_row, decile,
    from_decile, changes
FROM pairs
WHERE changes <> '{}' AND {which}
ORDER BY person
LIMIT %(limit)s
"""
)

_COUNTS: LiteralString = (
    _PAIRS
    + """
SELECT village, change, count(*) AS persons, count(DISTINCT household) AS households
FROM pairs CROSS JOIN LATERAL unnest(changes) AS change
WHERE {which}
GROUP BY village, change
ORDER BY village, change
"""
)


class Differing(Struct, frozen=True, kw_only=True):
    """A person of whom two lists say something else.

    Args:
        village, household: where the later list puts them, or the earlier one, of who is gone.
        from_village, from_household: where the earlier list puts them; empty if it is none of the
            reader's villages.
        row_no, from_row: their rows on the two lists.
        decile, from_decile: of their households.
    """

    person: UUID
    household: UUID | None
    from_household: UUID | None
    village: str
    from_village: str
    row_no: int | None
    from_row: int | None
    decile: int | None
    from_decile: int | None
    changes: tuple[Change, ...]


class ChangeCount(Struct, frozen=True, kw_only=True):
    """How many persons of a village differ in one thing, in how many households."""

    village: str
    change: Change
    persons: int
    households: int


def differences(
    conn: Connection,
    schema: str,
    before: UUID | None,
    after: UUID,
    *,
    areas: Collection[str] | None,
    change: Change | None = None,
    level: str = "national",
    moment: Moment = PRESENT,
    limit: int,
    beyond: UUID | None = None,
) -> list[Differing]:
    """Return the persons of whom two lists say something else, by id.

    Args:
        conn: reads as whoever asks.
        before: the earlier list. None for the register as it is.
        areas: where the reader may look, by where either list puts the person; None everywhere.
        change: only of this kind.
        level: at which deciles are compared.
        beyond: the last person of the page before.
    """
    which = _which(areas)
    if change is not None:
        which.add("%(change)s = ANY (changes)", change=change)
    if beyond is not None:
        which.add("person > %(beyond)s", beyond=beyond)
    sql = _from(_ROWS, before).replace("{which}", which.text)
    asked = _asked(before, after, level, moment) | {"limit": limit}
    return fetch(conn, schema, Differing, sql, {**which.values, **asked})


def counts(
    conn: Connection,
    schema: str,
    before: UUID | None,
    after: UUID,
    *,
    areas: Collection[str] | None,
    level: str = "national",
    moment: Moment = PRESENT,
) -> list[ChangeCount]:
    """Count the persons of whom two lists say something else, per village and kind of change."""
    which = _which(areas)
    sql = _from(_COUNTS, before).replace("{which}", which.text)
    asked = _asked(before, after, level, moment)
    return fetch(conn, schema, ChangeCount, sql, {**which.values, **asked})


_MET: LiteralString = """
SELECT household, village, position
FROM (
    SELECT household, village, position
    FROM {s}_read.vintages_mentions
    WHERE list = %(list)s AND row_no = %(row_no)s AND household IS NOT NULL AND name_no >= 0
    UNION ALL
    SELECT household, village, position
    FROM {s}_read.ranks_lines
    WHERE list = %(list)s AND row_no = %(row_no)s
) AS met
WHERE position <= %(position)s
ORDER BY position LIMIT 1
"""


class Met(Struct, frozen=True, kw_only=True):
    """What became of a row that was taken: its household, and the event that took it."""

    household: UUID
    village: str
    position: int


def met(
    conn: Connection, schema: str, list_id: UUID, row_no: int, moment: Moment = PRESENT
) -> Met | None:
    """Return what became of a row of a list; None if it waits, or is none of the reader's."""
    asked = {"list": list_id, "row_no": row_no, "position": moment.position}
    found = fetch(conn, schema, Met, _MET, asked)
    return found[0] if found else None


def households_of(
    conn: Connection, schema: str, list_id: UUID, *, after: UUID, limit: int
) -> list[UUID]:
    """Return the households a list names or ranks, by id; of all of it, whoever asks."""
    page = "WHERE list = %s AND household > %s ORDER BY household LIMIT %s"
    named = "(SELECT DISTINCT household FROM {s}_read.vintages_named " + page + ")"
    ranked = "(SELECT DISTINCT household FROM {s}_read.ranks_lines " + page + ")"
    sql = in_schema(named + " UNION " + ranked + " ORDER BY household LIMIT %s", schema)
    found = conn.execute(sql, (list_id, after, limit) * 2 + (limit,))
    return [household for (household,) in found]


def _which(areas: Collection[str] | None) -> Conditions:
    which = Conditions()
    if areas is not None:
        ends = Conditions()
        ends.within(areas)
        text = ends.text
        which.add(
            f"{text} OR {text.replace('village', 'from_village')}",
            **ends.values,
        )
    return which


def _from(sql: LiteralString, before: UUID | None) -> LiteralString:
    was = _ON_REGISTER if before is None else _ON_LIST.replace("{list}", "%(before)s")
    return (
        sql.replace("{before}", _OF_REGISTER if before is None else _OF_LIST)
        .replace("{was}", was)
        .replace("{is}", _ON_LIST.replace("{list}", "%(after)s"))
    )


def _asked(before: UUID | None, after: UUID, level: str, moment: Moment) -> dict[str, object]:
    asked: dict[str, object] = {"before": before, "after": after, "level": level}
    return asked | {"position": moment.position}
