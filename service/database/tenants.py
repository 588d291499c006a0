"""One regency, one schema: made once by the owner role, used by the service's role."""

from importlib import resources

import psycopg
from psycopg.conninfo import conninfo_to_dict

from service.database.sql import in_schema


def schema_of(regency: str) -> str:
    """Return the schema of a regency: `k3309` for 33.09."""
    return "k" + regency.replace(".", "")


ADDITIONS = ("service.sessions",)
"""Rooms whose tables stand beside the log; each has a `schema.sql` that may be run again."""


def install(owner_url: str, schema: str, *, app_url: str) -> bool:
    """Make a regency's log and what stands beside it, as far as it is missing.

    Args:
        owner_url: a login that may make schemas and owns what is in them.
        app_url: the service's login; it is granted what it needs and no more.

    Returns:
        Whether the log was made now.
    """
    app = str(conninfo_to_dict(app_url)["user"])
    with psycopg.connect(owner_url) as conn:
        # Held to the end of the transaction: of two that start at once, the other one waits.
        conn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"install {schema}",))
        found = conn.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
        rooms = ADDITIONS if found else ("service.eventstore", *ADDITIONS)
        for room in rooms:
            ddl = resources.files(room).joinpath("schema.sql").read_text()
            conn.execute(in_schema(ddl, schema, app=app))
    return found is None
