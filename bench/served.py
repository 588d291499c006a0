"""What a page and a write cost the server: CPU of its processes, and of the database's."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from bench.dataset import Known
from bench.result import Result, at_most
from service.database.embedded import Embedded
from service.demo import bootstrap
from service.regency import Regency

PORT = 18_765
REQUESTS = 300
TICK = os.sysconf("SC_CLK_TCK")
SETTINGS = "SANDING_"


def measure(regency: Regency, server: Embedded, known: list[Known]) -> list[Result]:
    """Serve the dataset and measure requests one after the other."""
    bootstrap.ensure_partner(regency, "tkpkd", "Sekretariat TKPKD", "perangkat_daerah")
    bootstrap.ensure_account(
        regency,
        "bench",
        name="Pengukur",
        position="Pengukur",
        role="secretariat",
        organisation="tkpkd",
        areas=(regency.code,),
    )
    token = bootstrap.issue_token(regency, "bench", label="bench", days=1)
    with _serving(server) as process:
        page = _cost(process, lambda _: _get("/", token))
        village = known[0].village
        names = _cost(process, lambda _: _get(f"/api/v1/households?area={village}&limit=50", token))
        write = _cost(process, lambda n: _judge(known[n].household, token))
    return [
        at_most("CPU of the first page", "ms", page, 8.0),
        at_most("CPU of 50 households with names", "ms", names, 8.0),
        at_most("CPU of one verdict", "ms", write, 5.0),
    ]


@contextmanager
def _serving(server: Embedded) -> Iterator[int]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(SETTINGS)} | {
        "SANDING_PORT": str(PORT),
        "SANDING_DATABASE_URL": server.app_url,
        "SANDING_OWNER_URL": server.owner_url,
        "SANDING_VAULT_URL": server.vault_url,
        "SANDING_KEYS": str(server.root.parent / "keys.json"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve"], env=environment, start_new_session=True
    )
    try:
        _wait()
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait() -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not come up within a minute")


def _cost(process: int, request: "object") -> float:
    """Return CPU milliseconds of the server's processes for each request."""
    for number in range(30):
        request(number)  # type: ignore[operator]
    before = _cpu_seconds(process)
    for number in range(30, 30 + REQUESTS):
        request(number)  # type: ignore[operator]
    return (_cpu_seconds(process) - before) * 1000 / REQUESTS


def _cpu_seconds(root: int) -> float:
    """Return user and system time of a process and all below it."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        times[pid] = (int(fields[11]) + int(fields[12])) / TICK

    def is_below(pid: int) -> bool:
        while pid not in (0, root):
            pid = parents.get(pid, 0)
        return pid == root

    return sum(seconds for pid, seconds in times.items() if is_below(pid))


def _get(path: str, token: str) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}")
    request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def _judge(household: object, token: str) -> None:
    body = {
        "level": "household",
        "verdict": "eligible",
        "method": "visit",
        "evidence": [{"kind": "visit", "reference": "K-1", "on": "2026-11-01"}],
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/api/v1/households/{household}/validations",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid4()),
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
