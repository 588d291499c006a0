"""The key file: made once, readable by its owner alone, and never half-believed."""

import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from service.vault import keyring
from service.vault.keyring import KeyRing, KeysUnavailable
from tests.support.threads import at_once

MAKE = """
import sys, pathlib
from service.vault import keyring
sys.stdin.read(1)
print(keyring.load_or_make(pathlib.Path(sys.argv[1])).nik_index)
"""


def write(path, ring: KeyRing) -> None:
    path.write_bytes(msgspec.json.encode(ring))


def test_a_new_key_file_is_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "keys.json"
    before = os.umask(0)
    try:
        keyring.load_or_make(path)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "keys.json"

    assert keyring.load_or_make(path) == keyring.load_or_make(path) == keyring.load(path)


def test_two_key_files_share_nothing():
    one, other = keyring.make(), keyring.make()

    assert len({one.nik_index, other.nik_index, one.wrapping["1"], other.wrapping["1"]}) == 4


def test_threads_that_start_at_once_agree_on_one_key_file(tmp_path):
    for number in range(20):
        path = tmp_path / f"{number}.json"

        rings = at_once(*[partial(keyring.load_or_make, path)] * 8)

        assert rings == [keyring.load(path)] * 8


def test_processes_that_start_at_once_agree_on_one_key_file(tmp_path):
    path = tmp_path / "keys.json"
    racers = [
        subprocess.Popen(  # noqa: S603  (our own two lines)
            [sys.executable, "-c", MAKE, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("g")
        racer.stdin.flush()
    told = {racer.communicate()[0].strip() for racer in racers}

    assert told == {keyring.load(path).nik_index}


def test_a_missing_key_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(KeysUnavailable, match=r"keys\.json"):
        keyring.load(tmp_path / "keys.json")


def test_a_damaged_key_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "keys.json"
    for damage in (b"", b"{}", b'{"current": 1}', b"\xff\xfe", b"[]"):
        path.write_bytes(damage)

        with pytest.raises(KeysUnavailable):
            keyring.load_or_make(path)
        assert path.read_bytes() == damage


@pytest.mark.parametrize(
    "change",
    [
        {"current": 2},
        {"wrapping": {}},
        {"wrapping": {"1": "AAAA"}},
        {"wrapping": {"1": "not base64 at all!"}},
        {"nik_index": "AAAA"},
        {"nik_index": "not base64 at all!"},
    ],
    ids=str,
)
def test_a_key_file_with_a_key_that_is_missing_or_too_short_is_refused(tmp_path, change):
    path = tmp_path / "keys.json"
    write(path, replace(keyring.make(), **change))

    with pytest.raises(KeysUnavailable):
        keyring.load(path)


@pytest.mark.parametrize("wrapping", [{"0": "AAAA"}, {"newest": "AAAA"}])
def test_an_old_key_that_is_no_key_is_refused_too(tmp_path, wrapping):
    ring = keyring.make()
    path = tmp_path / "keys.json"
    write(path, replace(ring, wrapping=ring.wrapping | wrapping))

    with pytest.raises(KeysUnavailable):
        keyring.load(path)


def test_a_version_that_is_not_in_the_file_is_named():
    with pytest.raises(KeysUnavailable, match="version 7"):
        keyring.make().wrapping_key(7)
