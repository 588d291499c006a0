"""Every chore from the command line: exit codes that mean something, and no traces at people."""

import json
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from service import cli
from service.demo.boundaries import drawn
from service.demo.population import invent
from service.demo.target_list import write_dtks
from service.reference.regions import territory
from tests.support.database import Urls

REGENCY = "61.11"  # nobody else's in this run: the command line names the schema itself

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    urls: Urls,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Give the command line over the run's own databases; it answers code, output, complaints."""
    keys = tmp_path_factory.getbasetemp() / "keys.json"
    for name, value in {
        "SANDING_DATABASE_URL": urls.app,
        "SANDING_OWNER_URL": urls.owner,
        "SANDING_VAULT_URL": urls.vault,
        "SANDING_KEYS": str(keys),
        "SANDING_REGENCY": REGENCY,
    }.items():
        monkeypatch.setenv(name, value)
    before = signal.getsignal(signal.SIGTERM)

    def main(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield main
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def a_list(tmp_path: Path) -> Path:
    """Give a DTKS list of twenty families, one row of it damaged in ten."""
    path = tmp_path / "dtks.txt"
    place = territory(REGENCY)
    with path.open("wb") as file:
        people = invent(place, households=20, seed=3, today=date(2026, 11, 1))
        write_dtks(file, people, place, damage=0.1, seed=3)
    return path


PURPOSE = ("--purpose", "Verifikasi", "--basis", "UU 13/2011", "--issuer", "Dinsos")


def test_a_list_is_imported_once_and_said_so_the_second_time(run: Run, a_list: Path):
    code, out, progress = run("import", str(a_list), *PURPOSE)
    first = json.loads(out)
    assert (code, first["households"], first["is_repeated"]) == (0, 20, False)
    assert first["quarantined"] > 0
    assert "baris" in progress

    code, out, _ = run("import", str(a_list), *PURPOSE)
    assert (code, json.loads(out)["is_repeated"]) == (0, True)


def test_a_list_without_a_purpose_is_refused_with_the_way_out(run: Run, a_list: Path):
    a_list.write_bytes(a_list.read_bytes() + b"\n")  # another file than the other test's

    code, out, said = run("import", str(a_list))

    assert (code, out) == (1, "")
    assert "Tujuan atau dasar hukum" in said


def test_a_file_that_is_not_there_is_named(run: Run):
    code, _, said = run("import", "tidak-ada.txt", *PURPOSE)
    assert code == 2
    assert "tidak-ada.txt" in said


@pytest.fixture
def twins(tmp_path: Path) -> tuple[Path, str]:
    """Give a list in which one person heads two families, and the code of their village."""
    place = territory(REGENCY)
    one, other, *_ = invent(place, households=40, seed=5, today=date(2026, 11, 1))
    head = one.members[0]
    nik = f"{head.nik[:-1]}{(int(head.nik[-1]) + 1) % 10}"
    again = replace(one, kk_number=other.kk_number, members=(replace(head, nik=nik),))
    path = tmp_path / "kembar.txt"
    with path.open("wb") as file:
        write_dtks(file, [one, again], place)
    return path, one.village.code


def test_people_who_may_be_listed_twice_are_looked_for_and_noted_once(
    run: Run, twins: tuple[Path, str]
):
    path, village = twins
    run("import", str(path), *PURPOSE)

    code, out, _ = run("duplicates", "--area", village)
    first = json.loads(out)
    assert (code, first["new"]) == (0, first["pairs"])
    assert first["pairs"] >= 1
    assert first["look"] is not None, "names were opened, which is on record"

    code, out, _ = run("duplicates", "--area", village)
    assert (code, json.loads(out)["pairs"], json.loads(out)["new"]) == (0, first["pairs"], 0)


def test_a_view_is_rebuilt_and_an_unknown_one_lists_those_that_are_there(run: Run):
    code, out, _ = run("rebuild", "statuses")
    assert code == 0
    assert out.startswith("statuses:")

    code, _, said = run("rebuild", "tidak-ada")
    assert code == 2
    assert "statuses" in said


def test_boundaries_are_taken_in_and_villages_without_are_told(run: Run, tmp_path: Path):
    shapes = json.loads(drawn(territory(REGENCY)))
    first, *others = shapes["features"]
    file = tmp_path / "batas.geojson"
    file.write_text(json.dumps(shapes | {"features": others}))
    said = ("--source", "Bappeda", "--source-date", "2024-11-04", "--licence", "Terbuka")
    code, output, _ = run("boundaries", str(file), *said)
    told = json.loads(output)
    assert (code, told["villages"]) == (0, len(others))
    assert told["without"] == [first["properties"]["kd_kemdagri"]]
    code, _, complaint = run("boundaries", str(file), *said)
    assert code == 1
    assert "sudah dimuat" in complaint


def test_the_money_is_written_as_a_journal(run: Run):
    code, out, _ = run("export", "journal", "--as-of", "0")

    assert code == 0
    assert "commodity Rp 1.000," in out
    assert "diketahui sampai posisi 0" in out


def test_the_doctor_says_where_everything_is(run: Run):
    code, out, _ = run("doctor")
    found = json.loads(out)
    assert (code, found["is_ready"], found["schema"]) == (0, True, "k6111")
    assert {each["name"] for each in found["projections"]} >= {"statuses", "trail"}


def test_an_account_is_opened_with_a_token(run: Run):
    code, out, _ = run(
        "account",
        "inspektorat.ratna",
        *("--name", "Ratna", "--position", "Auditor Inspektorat", "--role", "auditor"),
        *("--organisation", "inspektorat", "--organisation-name", "Inspektorat"),
        "--token",
    )
    assert code == 0
    told = json.loads(out)
    assert told["token"].startswith("sdg_")
    assert told["invitation"].startswith("http://127.0.0.1:8000/undangan/inspektorat.ratna/")


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SANDING_PORT", "banyak")
    code, _, said = run("doctor")
    assert code == 2
    assert "SANDING_PORT" in said


def test_help_has_examples(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    assert "sanding demo --port 8080" in capsys.readouterr().out
