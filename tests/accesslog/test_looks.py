"""Who looked at whom stands on record, for good, or nobody looks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from psycopg import connect, errors

from service.accesslog.looks import AccessLog, LookUnrecorded
from service.database import tenants
from service.database.pools import open_pool
from tests.support.told import CLERK

BUDI, SITI, TINI = (UUID(int=number) for number in (1, 2, 3))


def look(regency, *subjects, **other):
    about = {"kind": "read", "purpose": "verification", "channel": "api"} | other
    return regency.access_log.record(CLERK, subjects=subjects, **about)


def test_a_subject_finds_whoever_looked_and_nobody_else(regency):
    look(regency, TINI)
    first = look(regency, BUDI, SITI, reference="470/12")
    second = look(regency, BUDI, kind="export")

    found = regency.access_log.of_subjects([BUDI], limit=10)

    assert [one.id for one in found] == [second, first]
    assert [one.kind for one in found] == ["export", "read"]
    assert found[1].reference == "470/12"
    assert (found[1].account, found[1].role) == (CLERK.account, CLERK.role)
    assert found[1].count == 2, "how many others there were"
    assert found[1].subjects == [BUDI], "not who the others were"


def test_looks_are_read_page_by_page(regency):
    ids = [look(regency, BUDI) for _ in range(5)]

    first = regency.access_log.of_subjects([BUDI], limit=3)
    second = regency.access_log.of_subjects([BUDI], limit=3, before=first[-1].id)

    assert [one.id for one in [*first, *second]] == ids[::-1]


def test_a_search_that_found_nobody_is_on_record_under_its_account(regency):
    look(regency, kind="search")

    [found] = regency.access_log.of_account(CLERK.account, limit=10)

    assert (found.kind, found.count, found.subjects) == ("search", 0, [])
    assert regency.access_log.of_account("somebody", limit=10) == []


def test_a_look_at_thousands_is_one_look(regency):
    everybody = [uuid4() for _ in range(2_500)]

    look(regency, *everybody, kind="export")

    rows = regency.access_log.of_account(CLERK.account, limit=10)
    assert len({row.batch for row in rows}) == 1
    assert sum(row.count for row in rows) == 2_500
    assert {one for row in rows for one in row.subjects} == set(everybody)


def test_an_incident_is_cut_out_by_time_and_account(regency):
    mine = look(regency, BUDI)
    now = datetime.now(UTC)  # noqa: TID251  (the record's own clock is the database's)
    hour = timedelta(hours=1)

    found = regency.access_log.between(now - hour, now + hour, account=CLERK.account, limit=9)

    assert [one.id for one in found] == [mine]
    assert regency.access_log.between(now - hour, now + hour, account="other", limit=9) == []
    assert regency.access_log.between(now - 2 * hour, now - hour, limit=9) == []


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {s}.access_log SET account = 'other'",
        "DELETE FROM {s}.access_log",
        "TRUNCATE {s}.access_log",
    ],
)
def test_nobody_changes_the_record(regency, urls, role, change):
    look(regency, BUDI)

    with connect(getattr(urls, role)) as conn, pytest.raises(errors.InsufficientPrivilege):
        conn.execute(change.format(s=regency.schema))


def test_the_service_can_not_take_the_record_away(regency, urls):
    for change in ("DROP TABLE", "DROP TRIGGER append_only ON", "ALTER TABLE"):
        tail = " DISABLE TRIGGER append_only" if change == "ALTER TABLE" else ""
        with connect(urls.app) as conn, pytest.raises(errors.InsufficientPrivilege):
            conn.execute(f"{change} {regency.schema}.access_log{tail}")


def test_no_population_number_gets_into_the_record(regency):
    with pytest.raises(LookUnrecorded):
        look(regency, BUDI, reference="surat 9909 1501 0170 0001")


def test_a_look_that_can_not_be_recorded_is_not_granted(regency, urls):
    with open_pool(urls.vault, size=1, name="somebody who may not") as pool:
        elsewhere = AccessLog(pool, regency.schema)
        with pytest.raises(LookUnrecorded):
            elsewhere.record(CLERK, kind="read", subjects=[BUDI], purpose="audit", channel="api")


def test_a_regency_of_before_gets_its_record_when_it_is_opened(regency, urls):
    with connect(urls.owner) as conn:
        conn.execute(f"DROP TABLE {regency.schema}.access_log")

    assert tenants.install(urls.owner, regency.schema, app_url=urls.app) is False
    assert tenants.install(urls.owner, regency.schema, app_url=urls.app) is False

    assert look(regency, BUDI) == 1


def test_the_readers_of_one_subject_are_found_by_an_index(regency, urls):
    fill = (
        "INSERT INTO {s}.access_log (batch, account, name, position, role, organisation, kind, "
        "purpose, reference, channel, subjects, count) "
        "SELECT gen_random_uuid(), 'a', 'b', 'c', 'mentor', 'd', 'read', 'audit', '', 'api', "
        "ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 20 + n % 2)), 20 + n % 2 "
        "FROM generate_series(1, 20000) AS n"
    )
    look(regency, BUDI)
    with connect(urls.owner, autocommit=True) as conn:
        conn.execute(fill.format(s=regency.schema))
        conn.execute(f"VACUUM ANALYZE {regency.schema}.access_log")
    with regency.pool.connection() as conn:
        plan = conn.execute(
            "EXPLAIN (ANALYZE, BUFFERS OFF) " + regency.access_log._of_subjects,  # noqa: SLF001
            {"subjects": [BUDI], "before": 2**62, "limit": 10},
            prepare=False,
        ).fetchall()

    told = "\n".join(line for (line,) in plan)
    assert "access_log_subjects" in told, told
    assert "Seq Scan" not in told, told
