import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from service import cli
from service.vault import keyring
from tests.support.database import Urls

LIST = "NIK;NAMA;NO KK;DESA;KECAMATAN\n"
LETTER = ("--purpose", "Verifikasi", "--basis", "UU 13/2011")
ACCOUNT = (
    "--name",
    "Ratna",
    "--position",
    "Auditor",
    "--role",
    "auditor",
    "--organisation",
    "irda",
)


class Said(NamedTuple):
    """What a command answered with, told and complained about."""

    code: int
    out: str
    err: str


Sanding: TypeAlias = Callable[..., Said]


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Path:
    """Give one file of keys to all: they work on one regency."""
    path: Path = tmp_path_factory.mktemp("keys") / "keys.json"
    keyring.load_or_make(path)
    return path


@pytest.fixture
def sanding(
    urls: Urls,
    keys: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Sanding]:
    """Give the command, on the run's databases."""
    monkeypatch.setenv("SANDING_DATABASE_URL", urls.app)
    monkeypatch.setenv("SANDING_OWNER_URL", urls.owner)
    monkeypatch.setenv("SANDING_VAULT_URL", urls.vault)
    monkeypatch.setenv("SANDING_KEYS", str(keys))
    monkeypatch.setenv("SANDING_DATA", str(tmp_path))

    def run(*words: str) -> Said:
        try:
            code = cli.main(words)
        except SystemExit as end:  # how argparse says no
            code = int(str(end.code))
        return Said(code, *capsys.readouterr())

    before = signal.getsignal(signal.SIGTERM)
    yield run
    signal.signal(signal.SIGTERM, before)


def test_a_list_is_taken_in_and_what_became_of_its_rows_is_told(sanding: Sanding, tmp_path: Path):
    path = written(tmp_path, "9909994508620001;SUTINAH;9909990102200001;KALANGAN;KLEGO\n")

    said = sanding("import", path, *LETTER)

    report = json.loads(said.out)
    assert said.code == 0
    assert (report["rows"], report["persons"], report["households"]) == (1, 1, 1)


def test_a_list_without_a_village_column_belongs_where_it_is_said_to(
    sanding: Sanding, tmp_path: Path
):
    path = tmp_path / "klego.csv"
    path.write_text("NIK;NAMA\n9909994508620002;SUTI\n")

    refused = sanding("import", str(path), *LETTER)
    taken = sanding("import", str(path), "--village", "33.09.15.2009", *LETTER)

    assert refused.code == 1
    assert json.loads(taken.out)["persons"] == 1


def test_a_list_for_no_purpose_is_refused(sanding: Sanding, tmp_path: Path):
    said = sanding("import", written(tmp_path, "9909994508620003;NAH;;KALANGAN;KLEGO\n"))

    assert said.code == 1
    assert said.err.startswith("sanding: ")


def test_a_letter_date_that_is_no_day_is_refused(sanding: Sanding, tmp_path: Path):
    said = sanding("import", written(tmp_path, ""), "--letter-date", "kemarin", *LETTER)

    assert said.code == 2
    assert "“kemarin” bukan tanggal" in said.err


def test_a_file_that_is_not_there_is_named(sanding: Sanding):
    said = sanding("import", "tidak-ada.txt", *LETTER)

    assert said.code == 2
    assert said.err.startswith("sanding: tidak-ada.txt tidak dapat dibaca")


def test_an_account_gets_another_token_each_time(sanding: Sanding):
    ask = ("account", "irda.ratna", *ACCOUNT, "--organisation-name", "Inspektorat")

    first, second = (json.loads(sanding(*ask).out)["token"] for _ in range(2))

    assert first.startswith("sdg_")
    assert first != second


def test_a_view_is_made_anew_and_an_unknown_one_is_named(sanding: Sanding):
    assert sanding("rebuild", "statuses").out.startswith("statuses: ")

    said = sanding("rebuild", "rupa")

    assert said.code == 2
    assert "Tampilan rupa tidak ada" in said.err


def test_the_doctor_says_that_all_is_well(sanding: Sanding):
    said = sanding("doctor")

    assert said.code == 0
    assert json.loads(said.out)["is_ready"]


def test_half_a_server_is_refused(sanding: Sanding, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SANDING_OWNER_URL")

    said = sanding("doctor")

    assert said.code == 2
    assert "SANDING_OWNER_URL" in said.err


def written(folder: Path, rows: str) -> str:
    """Write a list; return its path."""
    path = folder / "daftar.csv"
    path.write_text(LIST + rows)
    return str(path)
