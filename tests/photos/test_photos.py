"""Photos beside the log: sealed, bound to their household, gone with it."""

import pytest

from service.regency import Regency
from service.vault.vault import KeyDestroyed, Misplaced
from tests.support import events as some
from tests.support.database import Urls
from tests.support.erasing import erase
from tests.support.told import tell

HASH = "ab" * 32
CONTENT = b"\xff\xd8 a picture of a house"


def raw(regency: Regency) -> list[bytes]:
    with regency.pool.connection() as conn:
        sql = f"SELECT sealed FROM {regency.schema}.photos"
        return [bytes(row[0]) for row in conn.execute(sql).fetchall()]


def test_a_photo_is_sealed_where_it_lies(regency: Regency):
    assert regency.photos.keep(some.HOUSEHOLD, HASH, CONTENT)
    assert not regency.photos.keep(some.HOUSEHOLD, HASH, CONTENT)

    assert regency.photos.show(some.HOUSEHOLD, HASH) == CONTENT
    assert regency.photos.show(some.OTHER_HOUSEHOLD, HASH) is None
    [sealed] = raw(regency)
    assert b"house" not in sealed


def test_a_photo_that_was_exchanged_does_not_open(regency: Regency):
    regency.photos.keep(some.HOUSEHOLD, HASH, CONTENT)
    with regency.pool.connection() as conn:
        moved = (
            f"INSERT INTO {regency.schema}.photos (household, hash, sealed) "
            f"SELECT household, %s, sealed FROM {regency.schema}.photos"
        )
        conn.execute(moved, ("cd" * 32,))

    with pytest.raises(Misplaced):
        regency.photos.show(some.HOUSEHOLD, "cd" * 32)


def test_without_the_key_it_can_be_read_no_more_and_none_is_added(urls: Urls, regency: Regency):
    regency.photos.keep(some.HOUSEHOLD, HASH, CONTENT)
    erase(urls, regency, some.HOUSEHOLD)

    assert regency.photos.show(some.HOUSEHOLD, HASH) is None
    with pytest.raises(KeyDestroyed):
        regency.photos.keep(some.HOUSEHOLD, "cd" * 32, CONTENT)


def test_an_erasure_takes_the_photos_along(regency: Regency):
    regency.photos.keep(some.HOUSEHOLD, HASH, CONTENT)
    regency.photos.keep(some.OTHER_HOUSEHOLD, HASH, CONTENT)
    tell(regency, some.erased_household())

    regency.eraser.sweep()

    assert len(raw(regency)) == 1
    assert regency.photos.show(some.OTHER_HOUSEHOLD, HASH) == CONTENT
