"""The demo as people start it: a process of its own, with all that belongs to it."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from service.database.embedded import Embedded
from tests.support.waiting import until

HOUSEHOLDS = 300
_START_SECONDS = 180
_STOP_SECONDS = 60
_REPOSITORY = Path(__file__).parents[2]


class Demo:
    """One start of the demo.

    Args:
        data: its data folder.
        port: where it is to listen.
    """

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.mark = uuid4().hex  # inherited by all its processes but PostgreSQL's
        self._out = data.with_name(f"{self.mark}.out")
        self._err = data.with_name(f"{self.mark}.err")
        arguments = ["--json", "--households", str(HOUSEHOLDS), "--port", str(port)]
        known = {k: v for k, v in os.environ.items() if not k.startswith("SANDING_")}
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "service.cli", "demo", *arguments, "--data", data],
                cwd=_REPOSITORY,
                env=known | {"DEMO_MARK": self.mark},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What it told people so far."""
        return self._err.read_text()

    def announcement(self) -> dict[str, Any]:
        """Wait until it is ready; return its address and its personas with their tokens."""
        until(
            lambda: self._out.read_text().endswith("\n") or self.process.poll() is not None,
            "the demo to be ready",
            seconds=_START_SECONDS,
        )
        assert self.process.poll() is None, self.said
        found: dict[str, Any] = json.loads(self._out.read_text())
        return found

    def ended(self) -> int:
        """Wait for its end; return its exit code."""
        return self.process.wait(_STOP_SECONDS)

    def head(self) -> int:
        """Return the position of its newest event."""
        status, body = self.get("/readyz")
        assert status == 200, body
        return int(body["head"])

    def token(self, account: str) -> str:
        """Return the token of a persona."""
        personas = self.announcement()["personas"]
        return next(str(one["token"]) for one in personas if one["account"] == account)

    def get(self, path: str, token: str = "") -> tuple[int, dict[str, Any]]:
        """Return status and body of a request; 0 if nothing answers."""
        return self._ask(path, token, None)

    def post(self, path: str, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """Return status and body of a command under a key of its own."""
        return self._ask(path, token, json.dumps(body).encode())

    def _ask(self, path: str, token: str, body: bytes | None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        address = f"http://127.0.0.1:{self.port}{path}"
        asked = urllib.request.Request(address, data=body, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as err:
            with err:
                return err.code, {}
        except OSError:
            return 0, {}

    def workers(self) -> set[int]:
        """Return the processes that answer requests."""
        return running(self.mark) - {self.process.pid}


@contextmanager
def demo(data: Path, port: int) -> Iterator[Demo]:
    """Start the demo; in the end, nothing of it is left."""
    started = Demo(data, port)
    try:
        yield started
    finally:
        for pid in running(started.mark):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        started.process.wait()
        Embedded(data / "postgres").stop()


def running(mark: str) -> set[int]:
    """Return the processes that were started under a mark."""
    return {pid for pid in _processes() if f"DEMO_MARK={mark}".encode() in _read(pid, "environ")}


def servers(data: Path) -> set[int]:
    """Return the PostgreSQL processes on a data folder."""
    found = set()
    for pid in _processes():
        with suppress(OSError):
            if Path(f"/proc/{pid}/cwd").readlink().is_relative_to(data):
                found.add(pid)
    return found


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Say whether somebody could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").glob("[0-9]*")]


def _read(pid: int, name: str) -> bytes:
    """Return a file of a process, empty for one that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""
