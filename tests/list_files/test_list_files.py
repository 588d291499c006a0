"""Files of lists beside the log: in sealed parts, once, and gone for good."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import pytest

from service.regency import Regency
from service.vault.vault import KeyDestroyed

LIST = uuid4()
PARTS = (b"NIK;NAMA\n" * 9, b"Budi Contoh\n" * 9, b"Siti Contoh\n" * 9)


def _breaks_off() -> Iterator[bytes]:
    yield PARTS[0]
    raise KeyboardInterrupt


def _sealed(regency: Regency) -> list[bytes]:
    with regency.pool.connection() as conn:
        sql = f"SELECT sealed FROM {regency.schema}.list_files"
        return [bytes(row[0]) for row in conn.execute(sql).fetchall()]


def test_a_file_that_broke_off_is_completed_and_kept_once(regency: Regency):
    files = regency.list_files
    with pytest.raises(KeyboardInterrupt):
        files.keep(LIST, _breaks_off())
    assert files.head(LIST).state == "never_kept"
    for _ in range(2):
        files.keep(LIST, PARTS)

    head = files.head(LIST)
    assert (head.state, head.parts) == ("kept", 3)
    assert head.hash == sha256(b"".join(PARTS)).hexdigest()
    assert tuple(files.read(LIST, head)) == PARTS
    assert len(_sealed(regency)) == 3
    assert not any(b"Budi" in one for one in _sealed(regency))


def test_a_file_that_went_does_not_come_back(regency: Regency):
    regency.list_files.keep(LIST, PARTS[:1])
    other = uuid4()
    with pytest.raises(KeyboardInterrupt):
        regency.list_files.keep(other, _breaks_off())

    assert regency.list_files.remove([LIST, other]) == 2

    assert regency.list_files.head(LIST).state == "erased"
    with pytest.raises(KeyDestroyed):
        regency.list_files.keep(other, PARTS)
    assert _sealed(regency) == []
