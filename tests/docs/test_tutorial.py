"""The tutorial is walked, word for word, against a running demo."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database.embedded import Embedded
from tests.support.documents import DOCS, ROOT, matches, steps
from tests.support.waiting import until

TUTORIAL = DOCS / "tutorial" / "first-commitment.md"
END_OF_STEP = "=== end of step ==="
START_SECONDS = 180
WALK_SECONDS = 300


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in which a demo runs; its first words are in `demo.json`."""
    root = Path(tempfile.mkdtemp(prefix="sanding-walk-"))
    root.chmod(0o711)  # the account PostgreSQL runs as must be able to pass through
    try:
        yield from _demo(root)
    finally:
        Embedded(root / "data" / "postgres").stop()
        shutil.rmtree(root, ignore_errors=True)


def _demo(root: Path) -> Iterator[Path]:
    words = root / "demo.json"
    command = [sys.executable, "-m", "service.cli", "demo", "--households", "300", "--json"]
    command += ["--port", str(_free_port()), "--data", str(root / "data")]
    with (
        words.open("wb") as out,
        (root / "demo.log").open("wb") as log,
        subprocess.Popen(  # noqa: S603  (our own program)
            command, cwd=ROOT, env=_environment(), stdout=out, stderr=log
        ) as demo,
    ):
        try:
            until(
                lambda: demo.poll() is not None or words.read_bytes().endswith(b"\n"),
                "the demo",
                seconds=START_SECONDS,
            )
            assert demo.poll() is None, (root / "demo.log").read_text()
            yield root
        finally:
            demo.terminate()


def test_the_tutorial_goes_as_it_says(folder):
    walk = list(steps(TUTORIAL))
    script = folder / "walk.sh"
    script.write_text("".join(f"{step.commands}echo '{END_OF_STEP}'\n" for step in walk))
    walked = subprocess.run(  # noqa: S603  (what the page says)
        ["/bin/sh", "-eu", script],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=WALK_SECONDS,
        check=False,
    )

    printed = walked.stdout.split(f"{END_OF_STEP}\n")
    assert len(printed) == len(walk) + 1, f"stopped early:\n{walked.stdout}\n{walked.stderr}"
    assert not walked.stderr
    for step, text in zip(walk, printed, strict=False):
        said = step.output or ""
        assert matches(said, text), f"line {step.line} says:\n{said}\nbut it printed:\n{text}"


def test_a_page_that_says_something_else_is_noticed():
    assert matches('"position": …,\n', '"position": 12,')
    assert not matches('"status": "made"', '"status": "allocated"')
    assert not matches("20000000", "20000000\n15000000")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SANDING_")}
    # The tutorial's `python3` is whichever runs the tests.
    return own | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"}
