"""Files wait privately, for an hour, for whoever sent them, and never too many."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.exchange import spool
from service.exchange.spool import FileChanged, Spool, SpoolExpired, SpoolFull

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def keep(waiting: Spool, account: str = "hesti", now: datetime = NOW) -> str:
    return waiting.keep(
        io.BytesIO(b"isi"), account=account, file_name="a.csv", file_hash="00", now=now
    )


def opened(waiting: Spool, token: str, account: str = "hesti", now: datetime = NOW) -> bytes:
    with waiting.opened(token, account=account, now=now) as file:
        return file.read()


def test_a_file_is_there_for_an_hour(tmp_path: Path):
    waiting = Spool("k3309", tmp_path)
    token = keep(waiting)

    assert opened(waiting, token) == b"isi"
    with pytest.raises(SpoolExpired):
        opened(waiting, token, now=NOW + timedelta(hours=1))
    keep(waiting, now=NOW + timedelta(hours=2))
    assert len(list(tmp_path.glob("*/*.list"))) == 1


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "x" * 43])
def test_a_token_that_was_never_given_opens_nothing(tmp_path: Path, token: str):
    with pytest.raises(SpoolExpired):
        opened(Spool("k3309", tmp_path), token)


def test_it_is_nobody_elses(tmp_path: Path):
    waiting = Spool("k3309", tmp_path)
    token = keep(waiting)

    with pytest.raises(SpoolExpired):
        opened(waiting, token, account="dini")
    [folder] = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_the_oldest_of_an_account_makes_room_and_too_much_altogether_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    waiting = Spool("k3309", tmp_path)
    other = keep(waiting, account="dini", now=NOW)
    first = keep(waiting, now=NOW)
    later = [keep(waiting, now=NOW + timedelta(minutes=1)) for _ in range(spool.MOST_OF_ONE)]
    with pytest.raises(SpoolExpired):
        waiting.about(first, account="hesti", now=NOW)
    for token, account in [(other, "dini"), *[(one, "hesti") for one in later]]:
        assert waiting.about(token, account=account, now=NOW)
    monkeypatch.setattr(spool, "MOST_BYTES", 16)
    with pytest.raises(SpoolFull):
        keep(waiting, account="dini")
    assert issubclass(FileChanged, Exception)


def test_what_was_found_out_is_kept_beside_it_and_dropped_with_it(tmp_path: Path):
    waiting = Spool("k3309", tmp_path)
    token = keep(waiting)
    waiting.note(token, b'{"rows":3}', account="hesti", now=NOW)

    assert bytes(waiting.about(token, account="hesti", now=NOW).told) == b'{"rows":3}'
    waiting.drop(token)
    assert list(tmp_path.glob("*/*")) == []
