"""PostgreSQL itself tells a reader only the own rows, whatever the question forgot to say."""

from typing import Any

import pytest
from psycopg import Connection, errors

from service.commands import accounts, households
from service.commands.people import GivenResidence
from service.database import reader, tenants
from service.database.reader import ReaderMissing, reading_as
from service.kernel.roles import Actor, Scope
from service.projections import ALL, statuses
from service.projections.moment import PRESENT
from service.regency import Regency
from tests.commands.acting import DAY, SECRETARIAT, do, known
from tests.commands.giving import officer
from tests.http.conftest import KLEGO, PULISEN, TANJUNG
from tests.http.neighbourhood import Neighbourhood, told
from tests.support.database import Urls

TABLES = [(p.name, short, table) for p in ALL for short, table in p.tables.items()]
WALLED = [f"{name}_{short}" for name, short, table in TABLES if table.wall]
OF_VILLAGES = [
    f"{name}_{short}"
    for name, short, table in TABLES
    if "village " in table.columns or "village\t" in table.columns
]
PUBLIC = {"musdes_seals"}
"""What anybody may check by its hash: the number and the day of minutes, and no name."""
QUIET = {
    "adoptions_lines",
    "aid_reports_lines",
    "anomalies_explained",
    "boundaries_outlines",
    "budgets_answers",
    "budgets_lines",
    "budgets_mappings",
    "budgets_versions",
    "clearances_lines",
    "contradictions_lines",
    "contradictions_words",
    "corrections_answered",
    "corrections_returned",
    "corrections_sources",
    "duplicates_suspected",
    "flags_explained",
    "flags_packaged",
    "handovers_lines",
    "initiatives_marks",
    "moves_lines",
    "moves_looks",
    "musdes_rows",
    "musdes_steps",
    "payment_batches_rows",
    "petitions_received",
    "photos_lines",
    "photos_retracted",
    "ranks_lines",
    "rechecks_drawn",
    "rechecks_recorded",
    "restrictions_lines",
    "resurrections_alerts",
    "resurrections_settled",
    "subject_requests_received",
    "verifications_doubles",
    "verifications_listed",
    "verifications_presences",
    "villages_assessments",
    "villages_classes",
    "villages_populations",
    "villages_signatures",
    "vintages_mentions",
}
"""Tables about which nothing happens in the neighbourhood."""
OF_HOUSEHOLDS = (
    "statuses_lines",
    "needs_lines",
    "needs_promises",
    "commitments_current",
    "commitments_terms",
    "contributions_lines",
    "digests_lines",
)


def reader_of(*areas: str, agreed: tuple[str, ...] = (), **other: Any) -> Actor:
    asked: dict[str, Any] = {
        "account": "pembaca",
        "position": "Pembaca",
        "role": "mentor",
        "organisation": "dinas",
        "scope": Scope(areas),
        "agreed": Scope(agreed),
    }
    return Actor(**(asked | other))


@pytest.fixture
def there(regency: Regency) -> Neighbourhood:
    """Give three villages in which something happened, told to every read model."""
    found = told(regency)
    regency.engine.catch_up()
    return found


def count(conn: Connection, regency: Regency, table: str, where: str = "true") -> int:
    sql: Any = f"SELECT count(*) FROM {regency.schema}_read.{table} WHERE {where}"
    row = conn.execute(sql).fetchone()
    assert row is not None
    found: int = row[0]
    return found


def test_every_table_with_a_village_has_a_wall():
    assert OF_VILLAGES
    assert set(OF_VILLAGES) - PUBLIC <= set(WALLED)


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize("areas", [(KLEGO,), (KLEGO, PULISEN), ("33.09.15",), ("33.09",), ()])
def test_without_any_condition_only_the_own_rows_are_seen(regency: Regency, areas: tuple[str, ...]):
    own = " OR ".join(f"village LIKE '{area}%'" for area in areas) or "false"
    silent = set()
    for table in set(OF_VILLAGES) - PUBLIC:
        with regency.pool.connection() as conn:
            everywhere = count(conn, regency, table)
            expected = everywhere if areas == ("33.09",) else count(conn, regency, table, own)
        if not everywhere:
            silent.add(table)
        with regency.reading(reader_of(*areas)) as conn:
            assert count(conn, regency, table) == expected, table
    assert silent <= QUIET


@pytest.mark.usefixtures("there")
def test_a_partner_sees_rows_of_households_under_an_agreement_only(regency: Regency):
    partner = reader_of("33.09", agreed=("33.09.15",), role="partner_officer")
    nobody = reader_of("33.09", role="partner_officer")
    for table in OF_HOUSEHOLDS:
        with regency.pool.connection() as conn:
            everywhere = count(conn, regency, table)
        with regency.reading(partner) as conn:
            here = count(conn, regency, table)
        with regency.reading(nobody) as conn:
            assert count(conn, regency, table) == 0, table
        with regency.reading(nobody, counts=True) as conn:
            assert count(conn, regency, table) == everywhere, table
        assert 0 < here < everywhere, table


@pytest.mark.usefixtures("there")
def test_a_party_sees_the_rows_of_its_own_promises(regency: Regency):
    with regency.reading(officer("baznas")) as conn:
        assert count(conn, regency, "commitments_current") == 3
    other = reader_of("33.09", role="partner_officer", organisation="baznas")
    with regency.reading(other) as conn:
        assert count(conn, regency, "commitments_current") == 3
        assert count(conn, regency, "statuses_lines") == 0


@pytest.mark.usefixtures("there")
def test_events_of_single_households_stand_behind_the_wall_too(regency: Regency):
    partner = reader_of("33.09", role="partner_officer")
    with regency.reading(partner) as conn:
        assert count(conn, regency, "trail_lines", "is_single") == 0
        assert count(conn, regency, "trail_lines", "village IS NULL") > 0
    with regency.reading(reader_of(KLEGO)) as conn:
        assert count(conn, regency, "trail_lines", "is_single") > 0
        assert count(conn, regency, "trail_lines", "village IS NULL") == 0


@pytest.mark.usefixtures("there")
def test_accounts_are_seen_by_their_holder_and_by_those_who_may(regency: Regency):
    keeper = reader_of("33.09", role="administrator")
    for name in ("satu", "dua"):
        ask = accounts.Open(
            account=name,
            name="Contoh",
            position="Operator",
            role="monitor",
            organisation="baznas",
            areas=(KLEGO,),
            occurred_on=DAY,
        )
        do(regency, keeper, accounts.open_account, ask)
    regency.engine.catch_up()

    with regency.reading(reader_of(KLEGO, account="satu")) as conn:
        assert count(conn, regency, "accounts_offices") == 1
    with regency.reading(keeper) as conn:
        assert count(conn, regency, "accounts_offices") == 2


@pytest.mark.usefixtures("there")
def test_neither_role_nor_areas_outlive_the_reading(regency: Regency):
    """t0 a reader reads, t1 the connection goes back, t2 somebody else gets it."""
    with regency.pool.connection() as conn:
        with reading_as(conn, areas=(KLEGO,), known=(KLEGO,), organisation="", account=""):
            assert count(conn, regency, "statuses_lines") > 0
        row = conn.execute(
            "SELECT current_user = session_user, current_setting('sanding.areas', true)"
        ).fetchone()
        assert row == (True, "")
        with (
            pytest.raises(ZeroDivisionError),
            reading_as(conn, areas=("*",), known=("*",), organisation="", account="*"),
        ):
            raise ZeroDivisionError
        row = conn.execute("SELECT current_user = session_user").fetchone()
        assert row == (True,)


@pytest.mark.usefixtures("there")
def test_without_the_settings_a_reader_sees_nothing(regency: Regency):
    with regency.pool.connection() as conn, conn.transaction():
        become: Any = f"SET LOCAL ROLE {reader.READER_ROLE}"
        conn.execute(become)
        for table in WALLED:
            assert count(conn, regency, table) == 0, table


def test_a_token_that_is_not_for_reading_sees_nothing(regency: Regency, there: Neighbourhood):
    assert there
    weak = reader_of("33.09", powers=frozenset({"command"}))
    with regency.reading(weak, counts=True) as conn:
        for table in set(OF_VILLAGES) - PUBLIC:
            assert count(conn, regency, table) == 0, table


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT data FROM {s}.events",
        "SELECT * FROM {s}.claims",
        "SELECT * FROM {s}.access_log",
        "SELECT * FROM {s}.sessions",
        "DELETE FROM {s}_read.statuses_counts",
        "CREATE TABLE {s}_read.mine (a int)",
    ],
)
def test_a_reader_reaches_nothing_else(regency: Regency, sql: str):
    asked: Any = sql.replace("{s}", regency.schema)
    with (
        pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)),
        regency.reading(SECRETARIAT) as conn,
    ):
        conn.execute(asked)


def test_a_household_that_moved_away_no_longer_counts_where_it_lived(
    regency: Regency, there: Neighbourhood
):
    """What overtook its lines there stands elsewhere, where the reader sees nothing."""
    home = there.households[KLEGO]
    ask = households.Move(
        village=TANJUNG, residence=GivenResidence(address="Dukuh Baru"), occurred_on=DAY
    )
    do(regency, SECRETARIAT, households.move, household=home, ask=ask)
    assert known(regency, home).village == TANJUNG
    regency.engine.catch_up()

    with regency.reading(reader_of(KLEGO)) as conn:
        assert statuses.households(conn, regency.schema, KLEGO, PRESENT) == []
    with regency.reading(reader_of(TANJUNG)) as conn:
        here = statuses.households(conn, regency.schema, TANJUNG, PRESENT)
    assert home in {line.household for line in here}


def test_a_database_without_readers_says_what_to_do(
    urls: Urls, regency: Regency, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reader, "READER_ROLE", "sanding_nobody")

    with pytest.raises(ReaderMissing, match="CREATE ROLE sanding_nobody NOLOGIN; GRANT"):
        tenants.install(urls.owner, regency.schema, app_url=urls.app)
