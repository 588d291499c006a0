"""The three main layouts, a whole regency each, damaged in three rows of a hundred.

    python -m bench.layouts --households 350000

Of each: every seeded damage found, no clean row kept out, its rate against a bare COPY of the same
events, and the peak memory of the importing process and of the one that reads the file. Then the
same DTKS families come once more, as the next vintage.
"""

import argparse
import io
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, groupby
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TextIO

import xlsxwriter

from bench.bulk import bare_copy
from bench.dataset import CLERK, TODAY
from bench.result import Result, at_least, at_most, table
from service.commands.lists import About
from service.database.embedded import Embedded
from service.demo.population import InventedHousehold, InventedPerson, invent
from service.demo.target_list import write_dtks
from service.exchange import lists
from service.exchange.progress import Progress
from service.kernel.people import RELATIONS
from service.layouts import SHEET_ROWS
from service.reference.regions import Territory, territory
from service.regency import Regency
from service.vault import keyring

REGENCY = "33.09"
DAMAGE = 0.03
LEAST_OF_COPY = 0.05
MOST_MIB = 384
KINDS = ("excel", "short", "digits", "empty", "elsewhere")

DTSEN_FAMILY = (
    "nomor_kartu_keluarga|kode_kelurahan_desa|kelurahan_desa|kecamatan|alamat|"
    "nama_kepala_keluarga|desil_nasional|desil_provinsi|desil_kabupaten_kota|"
    "jenis_lantai_terluas|fasilitas_bab"
)
DTSEN_MEMBER = (
    "nomor_induk_kependudukan|nomor_kartu_keluarga|nama|tanggal_lahir|jenis_kelamin|"
    "status_hubungan_keluarga"
)
P3KE_TITLES = (
    *("NO", "KECAMATAN", "DESA", "ALAMAT", "ID KELUARGA", "NO KK BKKBN", "DESIL", "NAMA", "NIK"),
    *("TANGGAL LAHIR", "JENIS KELAMIN", "HUBUNGAN", "PEKERJAAN"),
)

Written = tuple[Path, set[int]]


class Database(NamedTuple):
    """Where the server is, and the folder of the keys."""

    app_url: str
    owner_url: str
    vault_url: str
    folder: Path


def main() -> int:
    """Run as the arguments say, print the table, return 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--again", action="store_true", help="and DTKS's next vintage")
    parser.add_argument("--only", nargs="+", choices=list(WRITERS), default=list(WRITERS))
    given = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="sanding-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with Embedded(folder / "postgres") as server, _processes() as alone:
            for layout in given.only:
                _say(f"writing {layout}")
                path, damaged = alone.submit(WRITERS[layout], folder, given.households).result()
                at = Database(server.app_url, server.owner_url, server.vault_url, folder)
                found = alone.submit(_measure, at, layout, path, damaged).result()
                if given.again and layout == "dtks":
                    found += alone.submit(_measure_again, at, path).result()
                _say(table(found))
                results += found
                path.unlink()
    print(f"\n{given.households:,} households, {DAMAGE:.0%} of the rows damaged\n")
    print(table(results))
    return 0 if all(result.holds is not False for result in results) else 1


def _processes() -> ProcessPoolExecutor:
    """Run each task in a new process: what the task before it held would count as its memory."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)


def _measure(at: Database, layout: str, path: Path, damaged: set[int]) -> list[Result]:
    with _regency(at, layout) as regency:
        report, seconds = _import(regency, path, "2026-Q3")
        peak_mib = _peak_mib()  # before the bare COPY, which holds every event
        events = regency.engine.head()
        held = _quarantined(regency)
        bare = bare_copy(regency, at.owner_url)
    return [
        at_least(f"{layout}: import", "events/s", events / seconds, "COPY", bare, LEAST_OF_COPY),
        Result(name="  the same, in rows", unit="rows/s", ours=report.rows / seconds),
        Result(name="  file", unit="MiB", ours=path.stat().st_size / 2**20),
        at_most("  seeded damage that was missed", "rows", len(damaged - held), 0),
        at_most("  clean rows kept out", "rows", len(held - damaged), 0),
        Result(name="  damage found", unit="rows", ours=len(damaged & held)),
        at_most("  peak memory, importing", "MiB", peak_mib, MOST_MIB),
        at_most("  peak memory, reading", "MiB", _peak_of_children_mib(), MOST_MIB),
    ]


def _measure_again(at: Database, path: Path) -> list[Result]:
    """Take the same DTKS families in once more, as a list of the next quarter brings them."""
    with _regency(at, "dtks") as regency:
        again, taken = _import(regency, _reordered(path), "2026-Q4")
    return [
        Result(name="  the next vintage: known rows", unit="rows", ours=again.known),
        Result(name="  the same, rate", unit="rows/s", ours=again.rows / taken),
        at_most("  peak memory, the next vintage", "MiB", _peak_mib(), MOST_MIB),
    ]


def _import(regency: Regency, path: Path, period: str) -> tuple[lists.Report, float]:
    about = About(
        name="Ukuran",
        issuer="Dinas Sosial",
        letter_number=f"400.9/1/{period}",
        letter_date=TODAY,
        period=period,
        purpose="Verifikasi dan validasi",
        legal_basis="UU 13/2011",
    )
    began = time.perf_counter()
    with path.open("rb") as file:
        report = lists.receive(
            regency, CLERK, file, file_name=path.name, about=about, progress=Progress(sys.stderr)
        )
    return report, time.perf_counter() - began


def _quarantined(regency: Regency) -> set[int]:
    with regency.pool.connection() as conn:
        rows = conn.execute(
            f"SELECT (data ->> 'row_no')::int FROM {regency.schema}.events"
            " WHERE type = 'row.quarantined'"
        ).fetchall()
    return {row_no for (row_no,) in rows}


def _reordered(path: Path) -> Path:
    """Write a DTKS list once more with another first family, so that it is another file."""
    other = path.with_suffix(".next.txt")
    with path.open("rb") as file, other.open("wb") as out:
        out.write(file.readline())
        first = [file.readline() for _ in range(5_000)]
        shutil.copyfileobj(file, out)
        out.writelines(first)
    return other


def write_the_dtks(folder: Path, households: int) -> Written:
    """Write SIKS-NG's export."""
    path, place = folder / "dtks.txt", territory(REGENCY)
    with path.open("wb") as file:
        damaged = write_dtks(file, _families(households), place, damage=DAMAGE, seed=3)
    return path, {row.row_no for row in damaged}


def write_the_dtsen(folder: Path, households: int) -> Written:
    """Write DTSEN's two files into one ZIP: members are damaged, and deciles of families."""
    path, place, chance = folder / "dtsen.zip", territory(REGENCY), Random(3)  # noqa: S311
    names = _village_names(place)
    damaged: set[int] = set()
    people = folder / "anggota.csv"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        people.open("w", encoding="cp1252", errors="replace") as members,
    ):
        members.write(DTSEN_MEMBER + "\n")
        with _text(archive, "keluarga_dtsen_v3_2026.csv") as families:
            families.write(DTSEN_FAMILY + "\n")
            line = 1
            for number, household in enumerate(_families(households), start=2):
                decile = "2"
                if chance.random() < DAMAGE:
                    decile = "11"
                    damaged.add(number + SHEET_ROWS)
                families.write(_dtsen_family(household, names, decile))
                for member in household.members:
                    line += 1
                    cells = _dtsen_member(household, member)
                    if chance.random() < DAMAGE:
                        _damage(cells, chance, nik=0, name=2, village=None)
                        damaged.add(line)
                    members.write("|".join(f'"{cell}"' for cell in cells) + "\n")
        members.flush()
        archive.write(people, "anggota_keluarga_dtsen_v3_2026_boyolali.csv")
    people.unlink()
    return path, damaged


def write_the_p3ke(folder: Path, households: int) -> Written:
    """Write P3KE's workbook, a sheet for each kecamatan; half of the damage is a numeric cell."""
    path, place, chance = folder / "p3ke.xlsx", territory(REGENCY), Random(3)  # noqa: S311
    names = _village_names(place)
    damaged: set[int] = set()
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    for at, rows in _by_kecamatan(households, names):
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, ["DATA BNBA P3KE"])
        sheet.write_row(11, 0, P3KE_TITLES)
        for line, cells in enumerate(rows, start=12):
            if chance.random() < DAMAGE:
                _damage(cells, chance, nik=8, name=7, village=2)
                damaged.add(at * SHEET_ROWS + line + 1)
            sheet.write_row(line, 0, cells)
    book.close()
    return path, damaged


WRITERS: dict[str, Callable[[Path, int], Written]] = {
    "dtks": write_the_dtks,
    "dtsen": write_the_dtsen,
    "p3ke": write_the_p3ke,
}


def _by_kecamatan(
    households: int, names: dict[str, str]
) -> Iterator[tuple[int, Iterator[list[Any]]]]:
    """Yield each kecamatan's rows; one sheet holds a million and no more."""
    families = groupby(_families(households), key=lambda one: one.village.kecamatan)
    for at, (_, found) in enumerate(families):
        yield at, chain.from_iterable(_p3ke(one, names) for one in found)


def _p3ke(household: InventedHousehold, names: dict[str, str]) -> Iterator[list[Any]]:
    for member in household.members:
        yield [
            "",
            household.village.kecamatan_name.upper(),
            names[household.village.code],
            household.address,
            f"K{household.kk_number}",
            "",
            "2",
            member.name,
            member.nik,
            member.birth_date.isoformat(),
            "LAKI-LAKI" if member.sex == "male" else "PEREMPUAN",
            RELATIONS[member.relation].upper(),
            member.occupation,
        ]


def _dtsen_family(household: InventedHousehold, names: dict[str, str], decile: str) -> str:
    cells = (
        household.kk_number,
        "3309150009",
        names[household.village.code],
        household.village.kecamatan_name,
        household.address,
        household.members[0].name,
        decile,
        "3",
        "1",
        "6",
        "1",
    )
    return "|".join(f'"{cell}"' for cell in cells) + "\n"


def _dtsen_member(household: InventedHousehold, member: InventedPerson) -> list[Any]:
    return [
        member.nik,
        household.kk_number,
        member.name,
        member.birth_date.isoformat(),
        "1" if member.sex == "male" else "2",
        RELATIONS[member.relation],
    ]


def _damage(cells: list[Any], chance: Random, *, nik: int, name: int, village: int | None) -> None:
    kinds = KINDS if village is not None else KINDS[:-1]
    match kinds[int(chance.random() * len(kinds))]:
        case "excel":
            whole = int(cells[nik])
            lost = whole - whole % 10
            is_cell = village is not None
            cells[nik] = float(lost) if is_cell else f"{cells[nik][0]},{cells[nik][1:6]}E+15"
        case "short":
            cells[nik] = cells[nik][:15]
        case "digits":
            cells[name] += "2"
        case "empty":
            cells[name] = ""
        case _:
            assert village is not None
            cells[village] += "XX"


def _families(households: int) -> Iterator[InventedHousehold]:
    return iter(invent(territory(REGENCY), households=households, seed=1, today=TODAY))


def _village_names(place: Territory) -> dict[str, str]:
    return {
        each.code: each.name.upper()
        if place.find(each.kecamatan_name, each.name) == each
        else each.code
        for each in place.villages
    }


@contextmanager
def _text(archive: zipfile.ZipFile, name: str) -> Iterator[TextIO]:
    with (
        archive.open(name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, "utf-8") as out,
    ):
        yield out


def _regency(at: Database, layout: str) -> Regency:
    return Regency.open(
        REGENCY,
        schema=f"bench_{layout}",
        app_url=at.app_url,
        owner_url=at.owner_url,
        vault_url=at.vault_url,
        ring=keyring.load_or_make(at.folder / "keys.json"),
        connections=10,
    )


def _peak_mib() -> float:
    """Return the most memory this process ever held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _peak_of_children_mib() -> float:
    """Return the most memory that a process held which this one started, and which has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
