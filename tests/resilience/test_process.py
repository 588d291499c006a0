"""The demo as a program: it says where it is, stops with all it started, and goes on later."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.database.embedded import Embedded
from tests.support.database import roots
from tests.support.demos import Demo, demo, free_port, is_free, running, servers
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"
)

ASKED = "/api/v1/statuses?area=33.09"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give a data folder in which a demo was made and stopped."""
    with roots() as root:
        with demo(root / "data", free_port()) as made:
            made.announcement()
            os.kill(made.process.pid, signal.SIGTERM)
            made.ended()
        yield root / "data"


@pytest.fixture
def port() -> int:
    return free_port()


def to_main(demo: Demo, number: signal.Signals) -> None:
    os.kill(demo.process.pid, number)


def to_group(demo: Demo, number: signal.Signals) -> None:
    """Signal as a terminal does."""
    os.killpg(demo.process.pid, number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("send", [to_main, to_group])
def test_a_signal_stops_everything_that_was_started(
    data: Path, port: int, send: Callable[[Demo, signal.Signals], None], number: signal.Signals
):
    with demo(data, port) as started:
        started.announcement()
        assert len(running(started.mark)) > 1
        assert servers(data)
        assert not is_free(port)

        send(started, number)

        assert started.ended() == 0, started.said
        assert running(started.mark) == set()
        assert servers(data) == set()
        assert is_free(port)


def test_started_again_it_goes_on_with_the_same_data_and_tokens(data: Path, port: int):
    with demo(data, port) as first:
        told = first.announcement()
        head = first.head()
        to_main(first, signal.SIGTERM)
        first.ended()

    with demo(data, port) as again:
        told_again = again.announcement()

        assert told["address"] == told_again["address"] == f"http://127.0.0.1:{port}"
        assert again.head() >= head > 0
        tokens = [persona["token"] for one in (told, told_again) for persona in one["personas"]]
        assert len(set(tokens)) == 2 * len(told["personas"]) > 0
        assert {again.get(ASKED, token)[0] for token in tokens} == {200}
        assert again.get(ASKED, "sdg_made-up")[0] == 401


def test_with_a_port_that_is_taken_it_says_so_and_starts_nothing(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with demo(tmp_path / "data", port) as refused:
            assert refused.ended() == 2

            assert f"Port {port} di 127.0.0.1 sudah dipakai program lain" in refused.said
            assert "--port" in refused.said
            assert "Traceback" not in refused.said
            assert running(refused.mark) == set()
            assert not (tmp_path / "data" / "postgres").exists()


def test_killed_it_can_be_started_again(data: Path, port: int):
    with demo(data, port) as killed:
        [token, *_] = [persona["token"] for persona in killed.announcement()["personas"]]
        head = killed.head()

        to_main(killed, signal.SIGKILL)

        until(lambda: not running(killed.mark), "those it started to end")
        until(lambda: is_free(port), "the port to be free")
        # A vacuum worker or the backend of a killed client may end at any time; the server may not.
        left = Embedded(data / "postgres").pid()
        assert left in servers(data)
        with demo(data, port) as again:
            again.announcement()
            assert Embedded(data / "postgres").pid() == left, "the database that was left serves on"
            assert again.head() >= head
            assert again.get(ASKED, token)[0] == 200
            to_main(again, signal.SIGTERM)
            assert again.ended() == 0
        assert servers(data) == set()


def test_a_killed_worker_is_replaced(data: Path, port: int):
    with demo(data, port) as started:
        started.announcement()
        [worker] = started.workers()

        os.kill(worker, signal.SIGKILL)

        until(lambda: started.workers() - {worker}, "another worker")
        until(lambda: started.get("/readyz")[0] == 200, "its answer")


def test_stopped_while_it_is_being_made_it_leaves_nothing_and_goes_on_later(port: int):
    with roots() as root:
        data = root / "data"
        with demo(data, port) as first:
            until(lambda: "Memutar" in first.said, "the list to be in", seconds=120)
            to_group(first, signal.SIGINT)

            assert first.ended() == 0, first.said
            assert "Traceback" not in first.said
            assert running(first.mark) == set()
            assert servers(data) == set()

        with demo(data, port) as again:
            assert len(again.announcement()["personas"]) > 3
            assert again.get("/readyz")[0] == 200
