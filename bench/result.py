"""One measured thing beside its reference, and how a table of them looks."""

import statistics
import time
from collections.abc import Callable, Sequence
from threading import Barrier, Thread

from msgspec import Struct


class Result(Struct, frozen=True, kw_only=True):
    """One line of the table.

    Args:
        ours, reference: figures in `unit`; `reference` None where the aim is a figure by itself.
        aim: what it should be, as a sentence (`>= 1.2 x`, `<= 50 ms`).
        holds: whether the aim is met in this run.
    """

    name: str
    unit: str
    ours: float
    reference_name: str = ""
    reference: float | None = None
    aim: str = ""
    holds: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the reference."""
        return self.ours / self.reference if self.reference else None


def at_least(  # noqa: PLR0917
    name: str, unit: str, ours: float, reference_name: str, reference: float, ratio: float
) -> Result:
    """Return a result that should be at least `ratio` times its reference."""
    return Result(
        name=name,
        unit=unit,
        ours=ours,
        reference_name=reference_name,
        reference=reference,
        aim=f">= {ratio} x",
        holds=ours >= ratio * reference,
    )


def at_most(name: str, unit: str, ours: float, most: float) -> Result:
    """Return a result that should be at most a figure."""
    return Result(name=name, unit=unit, ours=ours, aim=f"<= {most:g} {unit}", holds=ours <= most)


def per_second(times: int, clients: int, work: Callable[[int, int], None]) -> float:
    """Return how often a second `work(client, number)` is done by so many threads together."""
    start = Barrier(clients + 1)

    def client(me: int) -> None:
        start.wait()
        for number in range(times // clients):
            work(me, number)

    threads = [Thread(target=client, args=(me,)) for me in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return times // clients * clients / (time.perf_counter() - began)


def best_of(rounds: int, measure: Callable[[], float]) -> float:
    """Return the highest of several measurements: what the machine can do when left alone."""
    return max(measure() for _ in range(rounds))


def milliseconds(times: int, work: Callable[[int], object]) -> list[float]:
    """Return how long each call took, sorted."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def median(taken: Sequence[float]) -> float:
    """Return the middle one."""
    return statistics.median(taken)


def table(results: Sequence[Result]) -> str:
    """Return the results as a text table."""
    rows = [("what", "ours", "reference", "ratio", "aim", "")]
    for r in results:
        reference = f"{r.reference:,.1f} {r.reference_name}" if r.reference is not None else ""
        ratio = f"{r.ratio:.2f}" if r.ratio is not None else ""
        verdict = {True: "yes", False: "NO", None: ""}[r.holds]
        rows.append((r.name, f"{r.ours:,.2f} {r.unit}", reference, ratio, r.aim, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
