"""Several threads at once, let go at the same moment."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TypeVar

T = TypeVar("T")


def at_once(*jobs: Callable[[], T]) -> list[T | Exception]:
    """Run jobs in threads that start together; return what each gave or raised, in order."""
    outcomes: list[T | Exception] = [RuntimeError("never ran")] * len(jobs)
    line = Barrier(len(jobs))

    def run(number: int, job: Callable[[], T]) -> None:
        line.wait()
        try:
            outcomes[number] = job()
        except Exception as err:  # noqa: BLE001  (the test looks at it)
            outcomes[number] = err

    threads = [Thread(target=run, args=each) for each in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def winners(outcomes: Sequence[T | Exception]) -> list[T]:
    """Return what was given, without what was raised."""
    return [each for each in outcomes if not isinstance(each, Exception)]


def losers(outcomes: Sequence[object]) -> list[Exception]:
    """Return what was raised."""
    return [each for each in outcomes if isinstance(each, Exception)]
