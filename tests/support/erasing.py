"""Making people forgotten, as the erasure workflow will: by destroying their key."""

from uuid import UUID

import psycopg

from service.database.sql import in_schema
from service.regency import Regency
from tests.support.database import Urls


def erase(urls: Urls, regency: Regency, subject: UUID) -> None:
    """Destroy a subject's key, at rest and in this process's memory."""
    gone = in_schema(
        "UPDATE {s}.data_keys SET wrapped = NULL, destroyed_at = clock_timestamp() "
        "WHERE subject = %s",
        regency.schema,
    )
    with psycopg.connect(urls.vault) as conn:
        assert conn.execute(gone, (subject,)).rowcount == 1
    regency.vault.forget(subject)
