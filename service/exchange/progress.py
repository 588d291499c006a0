"""Telling whoever waits how far a long job is, and how fast it goes."""

import time
from typing import TextIO

WIDTH = 30
REDRAW_SECONDS = 0.1
LINE_SECONDS = 5.0


class Progress:
    """A bar with a rate on a terminal, a line now and then anywhere else.

    Args:
        out: where to write; None keeps quiet.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out
        self._is_terminal = bool(out and out.isatty())
        self._name = ""
        self._unit = ""
        self._total = 0
        self._done = 0
        self._start = self._shown = 0.0

    def begin(self, name: str, *, total: int, unit: str) -> None:
        """Start a job of `total` units; 0 if nobody knows how many."""
        self._name, self._unit, self._total, self._done = name, unit, total, 0
        self._start = time.monotonic()
        self._shown = self._start

    def reach(self, done: int) -> None:
        """Say how many units are done by now."""
        self._done = done
        now = time.monotonic()
        if now - self._shown >= (REDRAW_SECONDS if self._is_terminal else LINE_SECONDS):
            self._shown = now
            self._write(now, "\r" if self._is_terminal else "\n")

    def finish(self) -> None:
        """End the job with its final figures."""
        self._write(time.monotonic(), "\n")

    def _write(self, now: float, end: str) -> None:
        if self._out is None:
            return
        rate = self._done / max(now - self._start, 1e-6)
        share = min(self._done / self._total, 1.0) if self._total else 0.0
        filled = round(share * WIDTH)
        bar = f"[{'█' * filled}{'░' * (WIDTH - filled)}] {share:4.0%} " if self._total else ""
        count = f"{self._done:,}".replace(",", ".")
        speed = f"{rate:,.0f}".replace(",", ".")
        lead = "\r" if self._is_terminal else ""
        text = f"{lead}{self._name:<24} {bar}{count} {self._unit}, {speed}/s"
        self._out.write(text + ("\n" if end == "\n" else ""))
        self._out.flush()
