"""Nobody changes what was recorded, and the service can do no more than it must."""

import pytest
from psycopg import connect, errors
from psycopg.conninfo import make_conninfo

from service.database import tenants
from tests.support.writing import counted, put

CHANGES = (
    "UPDATE {s}.events SET data = '{{}}'",
    "DELETE FROM {s}.events",
    "TRUNCATE {s}.events",
    "UPDATE {s}.commands SET result = 'other'",
    "DELETE FROM {s}.commands",
    "TRUNCATE {s}.commands",
)
DEFINITIONS = (
    "CREATE TABLE {s}.more (line int)",
    "ALTER TABLE {s}.events ADD COLUMN more int",
    "ALTER TABLE {s}.events DISABLE TRIGGER append_only",
    "DROP TRIGGER append_only ON {s}.events",
    "DROP TABLE {s}.events",
    "CREATE FUNCTION {s}.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP FUNCTION {s}.refuse_change CASCADE",
    "DROP SCHEMA {s} CASCADE",
    "DELETE FROM {s}.head",
    "INSERT INTO {s}.head DEFAULT VALUES",
    "CREATE SCHEMA more",
)


@pytest.fixture
def told(regency):
    put(regency.log, counted("village:a"))
    return regency


@pytest.mark.parametrize("role", ["app", "owner"])
def test_nobody_changes_or_deletes_what_was_recorded(told, urls, role):
    with connect(getattr(urls, role), autocommit=True) as conn:
        for change in CHANGES:
            with pytest.raises(errors.InsufficientPrivilege):
                conn.execute(change.format(s=told.schema))

    assert len(told.log.load("village:a")) == 1


def test_pretending_to_be_a_replica_does_not_help(told, urls):
    """Here the owner may not even pretend; where it may, the triggers fire ALWAYS."""
    with connect(urls.owner, autocommit=True) as conn:
        with pytest.raises(errors.InsufficientPrivilege):
            conn.execute("SET session_replication_role = replica")
        firing = conn.execute(
            "SELECT tgrelid::regclass::text, tgenabled FROM pg_trigger "
            "WHERE tgname = 'append_only' AND tgrelid::regclass::text LIKE %s ORDER BY 1",
            (f"{told.schema}.%",),
        ).fetchall()
    named = ("access_log", "commands", "events")
    assert firing == [(f"{told.schema}.{name}", "A") for name in named]


def test_the_service_can_not_redefine_the_log(told, urls):
    with connect(urls.app, autocommit=True) as conn:
        for definition in DEFINITIONS:
            with pytest.raises(errors.InsufficientPrivilege):
                conn.execute(definition.format(s=told.schema))


def test_the_service_s_logins_can_not_read_the_keys(urls):
    for url in (urls.app, urls.owner):
        with pytest.raises(errors.OperationalError, match=r"pg_hba\.conf|permission denied"):
            connect(make_conninfo(url, dbname="sanding_vault"))


def test_the_login_of_the_keys_can_not_read_the_log(urls):
    with pytest.raises(errors.OperationalError, match=r"pg_hba\.conf|permission denied"):
        connect(make_conninfo(urls.vault, dbname="sanding"))


def test_one_regency_is_made_once(told, urls):
    assert not tenants.install(urls.owner, told.schema, app_url=urls.app)
    assert tenants.schema_of("33.09") == "k3309"
