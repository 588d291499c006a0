"""Who is named by which list, and what one list says otherwise than another.

The tables are in `vintage_tables.py`. Spellings of a name and KK numbers are told apart by their
count, so two lists of a million rows are compared in one query and nobody is opened for it.

Source: DTSEN is renewed every three months; villages ask what is new in it.
"""

from collections.abc import Collection
from typing import Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

Change: TypeAlias = Literal[
    "added", "gone", "moved", "household", "kk", "name", "birth_date", "decile"
]

# Of everybody, of a window of persons, or of whom some areas tell: that is `asked`. Both sides come
# by person along an index and are joined as sets; looked up one by one, a million take minutes.
_OF_LIST: LiteralString = """
    SELECT DISTINCT ON (person) person, household, village, row_no, name_no, born_no, kk_no
    FROM {s}_read.vintages_mentions
    WHERE list = {list} AND position <= %(position)s AND {asked}
    ORDER BY person, position DESC
"""

# Whoever belongs to a household now, and where that lives; named as the first list named them. Of a
# household that moved on, what overtook its line here may be none of the reader's rows.
_OF_REGISTER: LiteralString = """
    WITH latest AS (
        SELECT DISTINCT ON (person) person, household, belongs
        FROM {s}_read.memberships_lines
        WHERE position <= %(position)s AND {asked}
        ORDER BY person, position DESC
    )
    SELECT person, household, placed.village, NULL::int AS row_no,
        0 AS name_no, 0 AS born_no, 0 AS kk_no
    FROM latest
    JOIN (
        SELECT DISTINCT ON (household) household, village, epoch, occurred_on, position
        FROM {s}_read.statuses_lines
        WHERE position + 0 <= %(position)s AND {of:latest}
        ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
    ) AS placed USING (household)
    WHERE belongs
      AND CASE WHEN {sees_all} THEN true ELSE NOT EXISTS (
          SELECT FROM {s}_read.statuses_lines_order AS b
          WHERE b.household = placed.household
            AND b.position + 0 <= %(position)s
            AND (b.epoch, b.occurred_on, b.position)
              > (placed.epoch, placed.occurred_on, placed.position)
      ) END
"""

_SEES_ALL: LiteralString = "(SELECT current_setting('sanding.known', true) = '*') IS TRUE"

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

_DECILES: LiteralString = """
    SELECT DISTINCT ON (household) household, decile
    FROM {s}_read.ranks_lines
    WHERE list = {list} AND level = %(level)s AND position + 0 <= %(position)s AND {of}
    ORDER BY household, position DESC
"""

# What a list says of somebody in another village is behind the wall; that it names them is not, so
# whoever came from there, or went there, has moved, and is neither new nor gone. Of a million
# persons nearly all are told the same: what is said otherwise is spelled out of the others alone.
_PAIRS: LiteralString = """
WITH {chosen} before AS (
    {before}
), after AS (
    {after}
), pairs AS (
    SELECT
        person, coalesce(nullif(a.village, ''), b.village, '') AS village,
        coalesce(b.village, '') AS from_village,
        coalesce(a.household, b.household) AS household, b.household AS from_household,
        b.row_no AS from_row, a.row_no AS row_no, ranked.decile, was.decile AS from_decile,
        array_remove(ARRAY[
            CASE WHEN b.person IS NULL THEN
                CASE WHEN {sees_all} THEN 'added' WHEN {was} THEN 'moved' ELSE 'added' END END,
            CASE WHEN a.person IS NULL THEN
                CASE WHEN {sees_all} THEN 'gone' WHEN {is} THEN 'moved' ELSE 'gone' END END,
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
    LEFT JOIN ({deciles_after}) AS ranked ON ranked.household = a.household
    LEFT JOIN ({deciles_before}) AS was ON was.household = b.household
    WHERE (a.village, a.household, a.kk_no, a.name_no, a.born_no)
        IS DISTINCT FROM (b.village, b.household, b.kk_no, b.name_no, b.born_no)
       OR ranked.decile <> was.decile
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
SELECT village, change, count(*) AS persons
FROM pairs CROSS JOIN LATERAL unnest(changes) AS change
WHERE {which}
GROUP BY village, change
ORDER BY village, change
"""
)

# Whomever either side ever put in one of the areas: none but they can be told of there.
_CHOSEN: LiteralString = """
chosen AS MATERIALIZED (
    SELECT person FROM {s}_read.vintages_mentions WHERE list = %(after)s AND ({ends})
    UNION
    {in_before}
),
"""
_IN_LIST: LiteralString = (
    "SELECT person FROM {s}_read.vintages_mentions WHERE list = %(before)s AND ({ends})"
)
_IN_REGISTER: LiteralString = """
    SELECT member.person
    FROM (SELECT DISTINCT household FROM {s}_read.statuses_lines WHERE {ends}) AS here
    JOIN {s}_read.memberships_lines AS member USING (household)
"""

# The last person of a window; where it ends is all that is asked, so anybody counts.
_EDGE: LiteralString = """
SELECT person
FROM (
    (
        SELECT person FROM {s}_read.vintages_mentions_order
        WHERE list = %(after)s AND person > %(beyond)s ORDER BY person LIMIT %(most)s
    )
    UNION
    (
        SELECT person FROM {s}_read.{side}
        WHERE {of_side} AND person > %(beyond)s ORDER BY person LIMIT %(most)s
    )
) AS ahead
ORDER BY person
OFFSET %(most)s - 1 LIMIT 1
"""

_WINDOWS = (2_000, 50_000, None)
"""Persons looked through for a page, then for the rest of it, then all: few differ, or many."""

_KECAMATAN = 8


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
    """How many persons of a village differ in one thing."""

    village: str
    change: Change
    persons: int


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
    asked = _Asked(before, after, areas, level, moment)
    if change is not None:
        asked.which.add("%(change)s = ANY (changes)", change=change)
    found: list[Differing] = []
    for most in (None,) if asked.is_narrow else _WINDOWS:
        edge = _edge(conn, schema, asked, beyond, most)
        sql, values = asked.question(_ROWS, is_part=most == _WINDOWS[0], after=beyond, upto=edge)
        values["limit"] = limit - len(found)
        found += fetch(conn, schema, Differing, sql, values)
        if edge is None or len(found) == limit:
            break
        beyond = edge
    return found


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
    sql, values = _Asked(before, after, areas, level, moment).question(_COUNTS)
    return fetch(conn, schema, ChangeCount, sql, values)


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
    """Return the households a list names, by id; of all of it, whoever asks."""
    sql = in_schema(
        "SELECT DISTINCT household FROM {s}_read.vintages_named"
        " WHERE list = %s AND household > %s ORDER BY household LIMIT %s",
        schema,
    )
    return [household for (household,) in conn.execute(sql, (list_id, after, limit))]


class _Asked:
    """Which two sides are compared, and of which of their persons.

    Args:
        areas: region codes; None is everywhere.
    """

    def __init__(
        self,
        before: UUID | None,
        after: UUID,
        areas: Collection[str] | None,
        level: str,
        moment: Moment,
    ) -> None:
        self.is_register = before is None
        self.is_narrow = areas is not None and all(len(area) >= _KECAMATAN for area in areas)
        self.which = Conditions()
        self.values: dict[str, object] = {"before": before, "after": after, "level": level}
        self.values["position"] = moment.position
        ends = Conditions()
        ends.within(areas)
        self._ends = ends.text
        if areas is not None:
            from_ends = ends.text.replace("village", "from_village")
            self.which.add(f"{ends.text} OR {from_ends}", **ends.values)

    def question(
        self,
        sql: LiteralString,
        *,
        is_part: bool = False,
        after: UUID | None = None,
        upto: UUID | None = None,
    ) -> tuple[LiteralString, dict[str, object]]:
        """Return a question about the pairs of persons, and its values.

        Args:
            is_part: of few persons: what is known of their households is looked up.
            after, upto: the persons past the one, up to the other.
        """
        persons = Conditions()
        if self.is_narrow:
            persons.add("person IN (SELECT person FROM chosen)")
        if after is not None:
            persons.add("person > %(beyond)s", beyond=after)
        if upto is not None:
            persons.add("person <= %(edge)s", edge=upto)
        of: LiteralString = "true"
        if is_part or self.is_narrow:
            of = "household IN (SELECT household FROM {of})"
        text = (
            sql.replace("{chosen}", _CHOSEN if self.is_narrow else "")
            .replace("{in_before}", _IN_REGISTER if self.is_register else _IN_LIST)
            .replace("{ends}", self._ends)
            .replace("{before}", _OF_REGISTER if self.is_register else _listed("%(before)s"))
            .replace("{after}", _listed("%(after)s"))
            .replace("{was}", _ON_REGISTER if self.is_register else _on("%(before)s"))
            .replace("{is}", _on("%(after)s"))
            .replace("{deciles_after}", _deciles("%(after)s", of.replace("{of}", "after")))
            .replace("{deciles_before}", _deciles("%(before)s", of.replace("{of}", "before")))
            .replace("{of:latest}", of.replace("{of}", "latest"))
            .replace("{asked}", persons.text)
            .replace("{sees_all}", _SEES_ALL)
            .replace("{which}", self.which.text)
        )
        return text, {**self.values, **self.which.values, **persons.values}


def _edge(
    conn: Connection, schema: str, asked: _Asked, beyond: UUID | None, most: int | None
) -> UUID | None:
    """Return the person with whom a window ends; None if it takes all that are left."""
    if most is None:
        return None
    side, of_side = "vintages_mentions_order", "list = %(before)s"
    if asked.is_register:
        side, of_side = "memberships_lines_order", "true"
    sql = in_schema(_EDGE.replace("{of_side}", of_side), schema, side=side)
    values = {**asked.values, "beyond": beyond or UUID(int=0), "most": most}
    row = conn.execute(sql, values).fetchone()
    return row[0] if row else None


def _listed(list_id: LiteralString) -> LiteralString:
    return _OF_LIST.replace("{list}", list_id)


def _on(list_id: LiteralString) -> LiteralString:
    return _ON_LIST.replace("{list}", list_id)


def _deciles(list_id: LiteralString, of: LiteralString) -> LiteralString:
    return _DECILES.replace("{list}", list_id).replace("{of}", of)
