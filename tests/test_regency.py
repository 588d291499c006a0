"""A regency is opened by many processes at once, again and again, and apart from all others."""

from functools import partial
from uuid import uuid4

import pytest
from psycopg import OperationalError
from psycopg.conninfo import make_conninfo

from service.regency import Regency
from service.vault import keyring
from service.vault.keyring import KeysUnavailable
from tests.support.threads import at_once, losers, winners
from tests.support.writing import counted, open_again, put


def new_regency(urls, ring=None, **other):
    """Give what opens a regency that nobody has opened yet."""
    how = {"app_url": urls.app, "owner_url": urls.owner, "vault_url": urls.vault, **other}
    return partial(
        Regency.open,
        "33.09",
        ring=ring or keyring.make(),
        schema=f"t{uuid4().hex[:12]}",
        connections=3,
        **how,
    )


def test_a_regency_keeps_what_it_knows_when_it_is_opened_again(regency, urls):
    put(regency.log, counted("village:a"))

    with open_again(regency, urls) as again:
        assert again.log.head() == 1
        assert put(again.log, counted("village:a", 2)).position == 2


def test_a_regency_is_made_once_by_all_who_open_it_at_once(urls):
    opening = new_regency(urls)

    opened = at_once(*[opening] * 4)

    assert not losers(opened)
    for number, each in enumerate(winners(opened), start=1):
        assert put(each.log, counted(f"village:{number}")).position == number
        each.close()


def test_regencies_know_nothing_of_one_another(regency, urls):
    put(regency.log, counted("village:a"))
    with new_regency(urls)() as other:
        assert other.log.head() == 0
        assert put(other.log, counted("village:a")).position == 1


def test_a_closed_regency_holds_no_connection(urls):
    with new_regency(urls)() as opened:
        put(opened.log, counted("village:a"))

    assert opened.pool.closed
    assert opened._key_pool.closed  # noqa: SLF001


def test_a_regency_without_a_database_does_not_open(urls):
    with pytest.raises(OperationalError):
        new_regency(urls, owner_url=make_conninfo(urls.owner, dbname="no_such_database"))()


def test_a_regency_without_a_key_database_does_not_open(urls, monkeypatch):
    monkeypatch.setattr("service.database.pools.WAIT_SECONDS", 0.2)

    with pytest.raises(KeysUnavailable):
        new_regency(urls, vault_url=make_conninfo(urls.vault, dbname="no_such_database"))()
