"""Who takes part: each partner with its kind, its helix and the name it had on any day."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.kernel.helixes import Helix, OrgType
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, partner, name, alias, org_type, helix, parent, is_active
)
SELECT
    position,
    coalesce(data ->> 'since', data ->> 'occurred_on')::date,
    data ->> 'partner',
    data ->> 'name',
    data ->> 'alias',
    data ->> 'org_type',
    data ->> 'helix',
    data ->> 'parent',
    CASE type
        WHEN 'partner.enrolled'    THEN true
        WHEN 'partner.reactivated' THEN true
        WHEN 'partner.deactivated' THEN false
    END
FROM {batch} AS batch
"""

PARTNERS = Projection(
    name="partners",
    version=3,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                name        text   COLLATE "C",
                alias       text   COLLATE "C",
                org_type    text   COLLATE "C",
                helix       text   COLLATE "C",
                parent      text   COLLATE "C",
                is_active   bool
            """,
            indexes=("(partner)",),
        ),
    },
    types=(
        "partner.enrolled",
        "partner.renamed",
        "partner.aliased",
        "partner.deactivated",
        "partner.reactivated",
    ),
    apply=(_COPY,),
)

# Of what an event leaves open, the newest that says something counts.
_REGISTER: LiteralString = """
SELECT
    partner,
    (array_agg(name ORDER BY occurred_on DESC, position DESC)
        FILTER (WHERE name IS NOT NULL))[1]      AS name,
    coalesce(array_agg(alias ORDER BY alias) FILTER (WHERE alias IS NOT NULL), '{}') AS aliases,
    max(org_type)                                AS org_type,
    max(helix)                                   AS helix,
    max(parent)                                  AS parent,
    (array_agg(is_active ORDER BY occurred_on DESC, position DESC)
        FILTER (WHERE is_active IS NOT NULL))[1] AS is_active,
    min(occurred_on)                             AS enrolled_on,
    max(position)                                AS position
FROM {s}_read.partners_lines
WHERE {seen}
GROUP BY partner
HAVING max(org_type) IS NOT NULL
"""


class Partner(Struct, frozen=True, kw_only=True):
    """A partner, with what it is called as well. `position` is its last event."""

    partner: str
    name: str
    aliases: Sequence[str]
    org_type: OrgType
    helix: Helix
    parent: str | None
    is_active: bool
    enrolled_on: date
    position: int


class Asked(Struct, frozen=True, kw_only=True):
    """Which partners; every field that is given must hold.

    Args:
        text: a part of the name, or of what it is called as well, in any case.
    """

    partner: str | None = None
    org_type: OrgType | None = None
    helix: Helix | None = None
    parent: str | None = None
    is_active: bool | None = None
    text: str | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[str, str] | None = None,
) -> list[Partner]:
    """Return the partners asked for, by name.

    A name may be announced before it holds: ask for `valid_on` today to see today's name.

    Args:
        after: name and slug of the last one of the page before.
    """
    seen, conditions = Conditions(moment), Conditions()
    seen.equal(partner=asked.partner)
    conditions.equal(
        org_type=asked.org_type,
        helix=asked.helix,
        parent=asked.parent,
        is_active=asked.is_active,
    )
    if asked.text:
        conditions.add(
            "strpos(lower(name || ' ' || array_to_string(aliases, ' ')), lower(%(text)s)) > 0",
            text=asked.text,
        )
    if after is not None:
        conditions.add(
            "(name, partner) > (%(after_name)s, %(after)s)", after_name=after[0], after=after[1]
        )
    sql: LiteralString = (
        "SELECT partner, name, aliases, org_type, helix, parent, is_active, enrolled_on, position "
        f"FROM ({_REGISTER.replace('{seen}', seen.text)}) AS register "
        f"WHERE {conditions.text} ORDER BY name, partner LIMIT %(limit)s"
    )
    return fetch(conn, schema, Partner, sql, {**seen.values, **conditions.values, "limit": limit})


def one(conn: Connection, schema: str, partner: str, moment: Moment = PRESENT) -> Partner | None:
    """Return a partner, None if it was not enrolled then."""
    found = find(conn, schema, Asked(partner=partner), moment=moment, limit=1)
    return found[0] if found else None


def names(conn: Connection, schema: str) -> Mapping[str, list[tuple[date, str]]]:
    """Return the names each partner has had, each with the day it holds from, oldest first."""
    sql = in_schema(
        "SELECT partner, occurred_on, name FROM {s}_read.partners_lines "
        "WHERE name IS NOT NULL ORDER BY partner, occurred_on, position",
        schema,
    )
    rows = conn.execute(sql, prepare=True).fetchall()
    return {
        partner: [(since, name) for _, since, name in named]
        for partner, named in groupby(rows, key=lambda row: row[0])
    }
