"""The second wall: whoever reads does so as a role that sees only the reader's own rows.

    BEGIN → become the reader, say where and who → SELECT* → COMMIT: forgotten again

Every read model that tells of a village says in `projections/walls.py` which rows a reader sees;
PostgreSQL adds that to whatever is asked. A forgotten WHERE then tells too little, never too much.
Without the settings nothing is seen.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier, Literal

from service.database.binaries import NoPostgres
from service.database.sql import in_schema

READER_ROLE = "sanding_reader"
EVERYWHERE = ("*",)
"""In place of areas: the whole regency, and what happened in no village."""

# One text without parameters, so that all of it is one round trip.
_BECOME = SQL("""
BEGIN READ ONLY;
SET LOCAL ROLE {role};
SET LOCAL sanding.areas = {areas};
SET LOCAL sanding.known = {known};
SET LOCAL sanding.organisation = {organisation};
SET LOCAL sanding.account = {account}
""")

_GRANTS: LiteralString = """
GRANT USAGE ON SCHEMA {s}, {s}_read TO {reader};
GRANT SELECT (position, stream) ON {s}.events TO {reader};
GRANT SELECT (position, recorded_at) ON {s}.commands TO {reader};
"""


class ReaderMissing(NoPostgres):
    """The role of readers is not there, or the service may not become it."""


def let_read(conn: Connection, schema: str, *, app: str) -> None:
    """Let readers into a regency's schema, if they are not yet.

    Args:
        app: the service's role, which must be a member of the readers' one.

    Raises:
        ReaderMissing: with what to do, in Indonesian.
    """
    row = conn.execute(
        "SELECT pg_has_role(%s, oid, 'MEMBER'), has_schema_privilege(oid, %s, 'USAGE') "
        "FROM pg_roles WHERE rolname = %s",
        (app, f"{schema}_read", READER_ROLE),
    ).fetchone()
    if row is None or not row[0]:
        raise ReaderMissing(
            f"Peran basis data {READER_ROLE} belum ada, atau belum diberikan kepada {app}. "
            "Jalankan sebagai pengelola PostgreSQL: "
            f"CREATE ROLE {READER_ROLE} NOLOGIN; GRANT {READER_ROLE} TO {app}; "
            "Basis data lokal dari versi sebelumnya: pindahkan folder datanya, lalu mulai lagi."
        )
    if not row[1]:
        conn.execute(in_schema(_GRANTS, schema, reader=READER_ROLE))


@contextmanager
def reading_as(
    conn: Connection,
    *,
    areas: Sequence[str],
    known: Sequence[str],
    organisation: str,
    account: str,
) -> Iterator[Connection]:
    """Read as somebody, in a transaction of its own; afterwards the connection is as before.

    Args:
        conn: in autocommit. Otherwise a block is only a savepoint, and the role outlives it.
        areas: region codes within which there are rows to see; `EVERYWHERE` for all.
        known: region codes within which single households are to be seen, or `EVERYWHERE`.
        organisation: whose promises are seen, whoever they go to.
        account: whose account is seen; `*` for every one.
    """
    assert conn.autocommit, "a transaction that is not one would leak the role into the pool"
    assert conn.info.transaction_status == TransactionStatus.IDLE, "a reader begins afresh"
    try:
        become = _BECOME.format(
            role=Identifier(READER_ROLE),
            areas=Literal(",".join(areas)),
            known=Literal(",".join(known)),
            organisation=Literal(organisation),
            account=Literal(account),
        )
        conn.execute(become, prepare=False)
        yield conn
    finally:
        # There is nothing to keep: whatever happened, role and settings end here.
        conn.rollback()
