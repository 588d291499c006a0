"""Waiting for something to be so, and never longer."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_BETWEEN_LOOKS_SECONDS = 0.02


def until(is_so: Callable[[], T], what: str, *, seconds: float = 30) -> T:
    """Return what `is_so` gave as soon as that is true.

    Raises:
        AssertionError: it was not, for that long; names `what` was waited for.
    """
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s for: {what}"
        time.sleep(_BETWEEN_LOOKS_SECONDS)
    return found
