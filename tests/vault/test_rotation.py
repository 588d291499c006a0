"""Keys are wrapped anew while the service runs, and nothing is lost however often it stops."""

from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.database.pools import open_pool
from service.vault import keyring, rotation
from service.vault.keyring import KeysUnavailable
from service.vault.rotation import Rotated, rotate
from service.vault.vault import KeyDestroyed, Vault


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    keyring.load_or_make(path)
    return path


@pytest.fixture
def keys(urls):
    with open_pool(urls.vault, size=8, name="keys of a rotation") as pool:
        yield pool, f"v{uuid4().hex[:12]}"


def vault_on(keys, file: Path) -> Vault:
    """Open the key table as another process would that starts now."""
    made = Vault(keys[0], keys[1], keyring.load(file), reload=lambda: keyring.load(file))
    made.install()
    return made


def turned(keys: tuple[Any, str], file: Path, **more: Any) -> Rotated:
    return rotate(keys[0], keys[1], file, **more)


def seals(vault: Vault, subject: UUID) -> bytes:
    """Return what a subject's key makes of nothing: the same key, the same bytes."""
    [key] = vault.require([subject]).values()
    return key.encrypt(b"\0" * 12, b"", b"")


def test_every_key_is_wrapped_anew_and_stays_the_same(keys, file, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 7)
    vault = vault_on(keys, file)
    subjects = [uuid4() for _ in range(30)]
    before = [seals(vault, one) for one in subjects]
    vault.destroy(subjects[:1])

    told: list[int] = []
    done = turned(keys, file, progress=told.append)

    assert (done.version, done.keys, done.dropped) == (2, 29, (1,))
    assert told == [7, 14, 21, 28, 29]
    assert keyring.load(file).wrapping.keys() == {"2"}
    again = vault_on(keys, file)
    assert [seals(again, one) for one in subjects[1:]] == before[1:]
    with pytest.raises(KeyDestroyed):
        again.require(subjects[:1])


def test_a_process_that_started_earlier_learns_of_the_new_version(keys, file):
    old = vault_on(keys, file)
    known, fresh = uuid4(), uuid4()
    before = seals(old, known)
    turned(keys, file)
    old._cache.clear()  # noqa: SLF001  (as a minute later)

    assert seals(old, known) == before
    assert seals(vault_on(keys, file), fresh) == seals(old, fresh)


def test_nobody_wraps_under_a_version_that_is_about_to_be_dropped(keys, file):
    """t0 a process starts, t1 the keys are rotated, t2 it makes one: under the old version it
    would be lost with it.
    """
    old = vault_on(keys, file)
    turned(keys, file)
    made, minted = uuid4(), uuid4()
    seals(old, made)
    chunk = vault_on(keys, file)
    rows = chunk.mint([minted])
    turned(keys, file)
    chunk.keep(rows)

    with keys[0].connection() as conn:
        found = conn.execute(f"SELECT DISTINCT kek FROM {keys[1]}.data_keys").fetchall()
    assert found == [(3,)]
    assert seals(vault_on(keys, file), minted) == seals(chunk, minted)


def test_a_rotation_that_stopped_is_gone_on_with(keys, file, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 10)
    vault = vault_on(keys, file)
    subjects = [uuid4() for _ in range(25)]
    before = [seals(vault, one) for one in subjects]

    def stop(done: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        turned(keys, file, progress=stop)
    assert keyring.load(file).wrapping.keys() == {"1", "2"}
    half = vault_on(keys, file)
    assert [seals(half, one) for one in subjects] == before, "both versions are there"

    done = turned(keys, file)
    assert (done.version, done.keys, done.dropped) == (2, 15, (1,))
    whole = vault_on(keys, file)
    assert [seals(whole, one) for one in subjects] == before


def test_keys_are_made_and_read_while_they_are_rotated(keys, file, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 5)
    vault = vault_on(keys, file)
    known = {one: seals(vault, one) for one in (uuid4() for _ in range(40))}
    stop = Event()
    faults: list[UUID] = []

    def work() -> None:
        while not stop.is_set():
            vault._cache.clear()  # noqa: SLF001  (so that each is asked for at rest)
            new = uuid4()
            known[new] = seals(vault, new)
            some = list(known)[-20:]
            faults.extend(one for one in some if seals(vault, one) != known[one])

    worker = Thread(target=work)
    worker.start()
    for _ in range(4):
        turned(keys, file)
    stop.set()
    worker.join()

    assert faults == []
    after = vault_on(keys, file)
    assert {one: seals(after, one) for one in known} == known


def test_a_version_that_another_regency_uses_is_kept(keys, file):
    other = (keys[0], f"v{uuid4().hex[:12]}")
    seals(vault_on(other, file), uuid4())
    seals(vault_on(keys, file), uuid4())

    assert turned(keys, file).dropped == ()
    assert turned(other, file).dropped == (1,)


def test_without_the_file_nothing_is_begun(keys, file):
    vault_on(keys, file)
    file.unlink()
    with pytest.raises(KeysUnavailable):
        turned(keys, file)


def test_destroyed_keys_leave_the_table_and_this_process(keys, file):
    vault = vault_on(keys, file)
    gone, kept = uuid4(), uuid4()
    seals(vault, gone)
    seals(vault, kept)

    assert vault.destroy([gone, uuid4()]) == [gone]
    assert vault.destroy([gone]) == []
    assert vault.at_hand(gone) is None
    with keys[0].connection() as conn:
        [(wrapped,)] = conn.execute(
            f"SELECT wrapped FROM {keys[1]}.data_keys WHERE subject = %s", (gone,)
        ).fetchall()
        [(dead,)] = conn.execute(
            "SELECT n_dead_tup FROM pg_stat_user_tables WHERE schemaname = %s "
            "AND relname = 'data_keys'",
            (keys[1],),
        ).fetchall()
    assert wrapped is None
    assert dead == 0, "the dead row was vacuumed"
    assert list(vault.fetch([gone, kept])) == [kept]
