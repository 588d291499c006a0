"""The import against a bare COPY in, and every rebuild against a bare COPY out."""

import resource
import time
from pathlib import Path

import psycopg

from bench.dataset import import_list
from bench.result import Result, at_least, at_most
from service.regency import Regency

_COLUMNS = "position, stream, version, type, data, meta, salt, recorded_at"
NEEDS_KEYS: frozenset[str] = frozenset()
"""Projections that must decrypt; none does: names are opened when a page asks for them."""


def measure_import(regency: Regency, owner_url: str, path: Path) -> list[Result]:
    """Import a list, then copy the very same events into a bare table of the same shape."""
    began = time.perf_counter()
    report = import_list(regency, path)
    ours = regency.engine.head() / (time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = bare_copy(regency, owner_url)
    return [
        at_least("import of a DTKS list", "events/s", ours, "bare COPY in", bare, 0.25),
        Result(
            name="  the same, in rows",
            unit="rows/s",
            ours=ours * report.rows / regency.engine.head(),
        ),
        at_most("  peak memory of the importing process", "MiB", peak, 512),
    ]


def measure_rebuilds(regency: Regency) -> list[Result]:
    """Rebuild every projection from the first event, against copying the log out."""
    head = regency.engine.head()
    out = head / _copy_out(regency)
    results = []
    for name in regency.engine.projections:
        began = time.perf_counter()
        regency.engine.rebuild(name)
        rate = head / (time.perf_counter() - began)
        regency.engine.retire()
        result = at_least(f"rebuild {name}", "events/s", rate, "bare COPY out", out, 0)
        floor = 30_000 if name in NEEDS_KEYS else 100_000
        results.append(
            Result(
                name=result.name,
                unit=result.unit,
                ours=rate,
                reference_name=result.reference_name,
                reference=out,
                aim=f">= {floor:,} events/s",
                holds=rate >= floor,
            )
        )
    return results


def bare_copy(regency: Regency, owner_url: str) -> float:
    """Return events/s of COPY into an empty table with the log's own constraints."""
    schema = regency.schema
    with psycopg.connect(owner_url, autocommit=True) as conn, psycopg.connect(owner_url) as source:
        conn.execute(f"CREATE TABLE {schema}.bare (LIKE {schema}.events INCLUDING ALL)")
        with source.cursor().copy(
            f"COPY (SELECT {_COLUMNS} FROM {schema}.events) TO STDOUT"
        ) as out:
            rows = [bytes(part) for part in out]
        count = len(rows)
        began = time.perf_counter()
        with conn.cursor().copy(f"COPY {schema}.bare ({_COLUMNS}) FROM STDIN") as copy:
            for start in range(0, count, 1_000):
                copy.write(b"".join(rows[start : start + 1_000]))
        taken = time.perf_counter() - began
        conn.execute(f"DROP TABLE {schema}.bare")
    return count / taken


def _copy_out(regency: Regency) -> float:
    """Return the seconds that COPY of the whole log to nowhere takes."""
    began = time.perf_counter()
    with (
        regency.pool.connection() as conn,
        conn.cursor().copy(
            f"COPY (SELECT {_COLUMNS} FROM {regency.schema}.events) TO STDOUT"
        ) as out,
    ):
        for _ in out:
            pass
    return time.perf_counter() - began
