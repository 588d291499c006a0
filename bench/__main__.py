"""Measure, and print ratios: `./dev bench [--households N] [--only PART …] [--json]`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench import append, bulk, keys, reads, served
from bench.dataset import CLERK, copy_in, import_list, registered, verdicts, write_list
from bench.result import Result, table
from service.database.embedded import Embedded
from service.http.server import calm_collector
from service.regency import Regency
from service.vault import keyring

PARTS = ("import", "append", "rebuild", "reads", "served", "keys")


def main() -> int:
    """Run the parts asked for on one dataset; 0 if every aim is met in this run."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--events", type=int, help="of the log when read (households x 20 / 7)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    events = given.events or given.households * 20 // 7
    with tempfile.TemporaryDirectory(prefix="sanding-bench-") as folder:
        Path(folder).chmod(0o711)
        results, plans = _measure(Path(folder), given.households, events, given.only)
    if given.json:
        print(json.dumps({"results": msgspec.to_builtins(results), "plans": plans}, indent=1))
    else:
        print(f"\n{given.households:,} households, {events:,} events\n")
        print(table(results))
        for name, plan in plans.items():
            print(f"\n-- {name}\n{plan}")
    return 0 if all(result.holds is not False for result in results) else 1


def _measure(
    folder: Path, households: int, events: int, only: list[str]
) -> tuple[list[Result], dict[str, str]]:
    results: list[Result] = []
    plans: dict[str, str] = {}
    with Embedded(folder / "postgres") as server, _regency(server, folder) as regency:
        path = write_list(folder, regency.code, households)
        if "import" in only:
            results += bulk.measure_import(regency, server.owner_url, path)
        else:
            import_list(regency, path)
        known = registered(regency)
        _say(f"filling the log up to {events:,} events")
        copy_in(regency, verdicts(known, max(0, events - regency.engine.head())))
        _vacuum(regency, server.owner_url)
        if "rebuild" in only:
            results += bulk.measure_rebuilds(regency)
        else:
            regency.engine.catch_up()
        steps: dict[str, Callable[[], list[Result]]] = {
            "reads": lambda: reads.measure(regency, CLERK, known, plans),
            "served": lambda: served.measure(regency, server, known),
            "keys": lambda: keys.measure(regency, server.vault_url, folder),
            "append": lambda: append.measure(
                regency, CLERK, [each.household for each in known], server.owner_url
            ),
        }
        calm_collector()  # as every serving process does
        for name, step in steps.items():
            if name in only:
                _say(f"measuring {name}")
                results += step()
    return results, plans


def _regency(server: Embedded, folder: Path) -> Regency:
    return Regency.open(
        "33.09",
        app_url=server.app_url,
        owner_url=server.owner_url,
        vault_url=server.vault_url,
        ring=keyring.load_or_make(folder / "keys.json"),
        connections=20,
    )


def _vacuum(regency: Regency, owner_url: str) -> None:
    """Do at once what autovacuum does within minutes of an import."""
    import psycopg  # noqa: PLC0415  (a chore of the owner, not of the service)

    with psycopg.connect(owner_url, autocommit=True) as conn:
        conn.execute(f"VACUUM (ANALYZE) {regency.schema}.events")


def _say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
