"""Rotation of the key-encryption key over a regency's data keys."""

import time
from pathlib import Path
from uuid import uuid4

from bench.result import Result, at_most
from service.database.pools import open_pool
from service.regency import Regency
from service.vault import keyring
from service.vault.rotation import rotate
from service.vault.vault import Vault

KEYS = 350_000
CHUNK = 10_000


def measure(regency: Regency, vault_url: str, folder: Path) -> list[Result]:
    """Fill a key table of its own, rotate it, and open every key again."""
    path = folder / "rotated.json"
    schema = f"{regency.schema}_rotated"
    with open_pool(vault_url, size=2, name="bench keys") as pool:
        vault = Vault(pool, schema, keyring.load_or_make(path))
        vault.install()
        subjects = [uuid4() for _ in range(KEYS)]
        for at in range(0, KEYS, CHUNK):
            vault.keep(vault.mint(subjects[at : at + CHUNK]))
        began = time.perf_counter()
        done = rotate(pool, schema, path)
        seconds = time.perf_counter() - began
        after = Vault(pool, schema, keyring.load(path))
        opened = sum(len(after.fetch(subjects[at : at + CHUNK])) for at in range(0, KEYS, CHUNK))
    return [
        at_most(f"rotation of {done.keys:,} keys", "s", seconds, 60),
        at_most("  keys that do not open afterwards", "keys", KEYS - opened, 0),
    ]
