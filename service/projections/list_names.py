"""Whom a list names, and which lists name somebody: of rows taken or waiting, and of deciles.

Asked when the file of a list is given to somebody, and when it must go.
"""

from collections.abc import Generator, Sequence
from uuid import UUID

from psycopg import Connection

from service.database.sql import in_schema


def named_by(
    conn: Connection, schema: str, list_id: UUID, *, at_once: int
) -> Generator[list[UUID]]:
    """Yield the households and persons that a list names, so many at a time."""
    sql = in_schema(
        "SELECT person FROM {s}_read.vintages_mentions WHERE list = %(list)s"
        " UNION SELECT household FROM {s}_read.vintages_mentions"
        " WHERE list = %(list)s AND household IS NOT NULL"
        " UNION SELECT household FROM {s}_read.vintages_named WHERE list = %(list)s"
        " UNION SELECT household FROM {s}_read.ranks_lines WHERE list = %(list)s",
        schema,
    )
    with conn.transaction(), conn.cursor(name="named_by") as cursor:
        cursor.execute(sql, {"list": list_id})
        while found := cursor.fetchmany(at_once):
            yield [subject for (subject,) in found]


def lists_naming(conn: Connection, schema: str, subjects: Sequence[UUID]) -> list[UUID]:
    """Return the lists that name any of some persons or households; ranks name them, too."""
    sql = in_schema(
        "SELECT list FROM {s}_read.vintages_mentions WHERE person = ANY (%(subjects)s::uuid[])"
        " UNION SELECT told::uuid FROM {s}.events CROSS JOIN LATERAL (VALUES"
        " (data -> 'source' ->> 'list'), (data -> 'member' ->> 'list'), (data ->> 'list')"
        ") AS each (told) WHERE stream = ANY (%(streams)s::text[]) AND told IS NOT NULL",
        schema,
    )
    streams = [f"household:{subject}" for subject in subjects]
    found = conn.execute(sql, {"subjects": list(subjects), "streams": streams}).fetchall()
    return [one for (one,) in found]
