"""One regency, one schema: made once by the owner role, used by the service's role."""

from importlib import resources

import psycopg
from psycopg.conninfo import conninfo_to_dict

from service.database import reader
from service.database.sql import in_schema

LATER_PARTS = (
    ("service.accesslog", "access_log"),
    ("service.sessions", "sessions"),
    ("service.photos", "photos"),
    ("service.list_files", "list_files"),
)
"""What came to a regency's schema after its log: a package's DDL, and a table it makes."""


def schema_of(regency: str) -> str:
    """Return the schema of a regency: `k3309` for 33.09."""
    return "k" + regency.replace(".", "")


def install(owner_url: str, schema: str, *, app_url: str) -> bool:
    """Make what is missing of a regency: its log, and what came to it later.

    Args:
        owner_url: a login that may make schemas and owns what is in them.
        app_url: the service's login; it is granted what it needs and no more.

    Returns:
        Whether the log was made now.

    Raises:
        ReaderMissing: the role of readers is not there.
    """
    app = str(conninfo_to_dict(app_url)["user"])
    ddl = resources.files("service.eventstore").joinpath("schema.sql").read_text()
    with psycopg.connect(owner_url) as conn:
        # Held to the end of the transaction: of two that start at once, the other one waits.
        conn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"install {schema}",))
        known = conn.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
        if not known:
            conn.execute(in_schema(ddl, schema, app=app))
        for package, table in LATER_PARTS:
            if not _has(conn, schema, table):
                part = resources.files(package).joinpath("schema.sql").read_text()
                conn.execute(in_schema(part, schema, app=app))
        reader.let_read(conn, schema, app=app)
    return not known


def _has(conn: psycopg.Connection, schema: str, table: str) -> bool:
    row = conn.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{schema}.{table}",)).fetchone()
    return bool(row and row[0])
