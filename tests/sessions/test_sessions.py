"""Sessions begin with a proof, change their token with every further one, and end."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from service.database.sql import in_schema
from service.regency import Regency
from service.sessions.sessions import (
    ATTEMPT_WINDOW,
    IDLE,
    LONGEST,
    MOST_BY_ACCOUNT,
    MOST_BY_ADDRESS,
    Place,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HERE = Place("127.0.0.1", "Peramban contoh")
SECOND = timedelta(seconds=1)


def started(regency: Regency, account: str = "dini", *, is_complete: bool = True):
    return regency.sessions.start(account, is_complete=is_complete, place=HERE, now=NOW)


def test_a_token_that_was_never_given_opens_nothing(regency: Regency):
    started(regency)

    assert regency.sessions.find("", now=NOW) is None
    assert regency.sessions.find("tebakan", now=NOW) is None


def test_a_session_is_found_by_its_token_until_it_was_idle_too_long(regency: Regency):
    token, session = started(regency)

    assert regency.sessions.find(token, now=NOW + IDLE - SECOND) == session
    assert regency.sessions.find(token, now=NOW + 2 * IDLE) is None


def test_a_session_that_is_used_goes_on_and_ends_all_the_same(regency: Regency):
    token, _ = started(regency)
    now = NOW
    while now + IDLE - SECOND < NOW + LONGEST:
        now += IDLE - SECOND
        assert regency.sessions.find(token, now=now)

    assert regency.sessions.find(token, now=NOW + LONGEST) is None


def test_only_a_hash_of_the_token_is_kept(regency: Regency):
    token, _ = started(regency)
    with regency.pool.connection() as conn:
        row = conn.execute(
            in_schema("SELECT s::text FROM {s}.sessions AS s", regency.schema)
        ).fetchone()

    assert row
    assert token not in row[0]
    assert token.encode().hex() not in row[0]


def test_a_further_proof_changes_the_token(regency: Regency):
    planted, session = started(regency, is_complete=False)

    token = regency.sessions.prove(session, now=NOW + SECOND)

    assert regency.sessions.find(planted, now=NOW) is None
    found = regency.sessions.find(token, now=NOW + SECOND)
    assert found
    assert (found.is_complete, found.proved_at) == (True, NOW + SECOND)


def test_the_holder_sees_and_ends_their_sessions_and_nobody_elses(regency: Regency):
    mine, session = started(regency)
    other, _ = started(regency)
    theirs, foreign = started(regency, "orang-lain")

    assert len(regency.sessions.of_account("dini", now=NOW)) == 2
    regency.sessions.end(foreign.id, account="dini")
    regency.sessions.end_all("dini", but=session.id)

    assert regency.sessions.find(mine, now=NOW)
    assert regency.sessions.find(other, now=NOW) is None
    assert regency.sessions.find(theirs, now=NOW)


def test_ending_an_account_ends_its_deputies_sessions_too(regency: Regency):
    token, session = started(regency, "wakil")
    regency.sessions.act_for(session.id, "dini")

    regency.sessions.end_all("dini")

    assert regency.sessions.find(token, now=NOW) is None


def test_a_purpose_is_kept_with_the_session_and_ends(regency: Regency):
    token, session = started(regency)
    regency.sessions.choose_purpose(session.id, "audit", NOW + SECOND)

    found = regency.sessions.find(token, now=NOW)

    assert found
    assert found.purpose_at(NOW) == "audit"
    assert found.purpose_at(NOW + SECOND) == ""


def test_attempts_are_counted_by_account_and_by_address(regency: Regency):
    sessions = regency.sessions
    for _ in range(MOST_BY_ACCOUNT):
        assert sessions.may_try("dini", "10.0.0.1", now=NOW)
    assert not sessions.may_try("dini", "10.0.0.2", now=NOW)
    assert sessions.may_try("lain", "10.0.0.1", now=NOW)
    assert sessions.may_try("dini", "10.0.0.3", now=NOW + ATTEMPT_WINDOW + SECOND)

    for n in range(MOST_BY_ADDRESS - MOST_BY_ACCOUNT - 1):
        assert sessions.may_try(f"akun-{n}", "10.0.0.1", now=NOW)
    assert not sessions.may_try("akun-baru", "10.0.0.1", now=NOW)


def test_attempts_at_once_are_not_judged_before_they_are_counted(regency: Regency):
    with ThreadPoolExecutor(16) as pool:
        asked = [
            pool.submit(regency.sessions.may_try, "dini", "10.0.0.1", now=NOW) for _ in range(40)
        ]
        allowed = Counter(one.result() for one in asked)

    assert allowed[True] <= MOST_BY_ACCOUNT


def test_a_right_answer_forgives_the_wrong_ones(regency: Regency):
    for _ in range(MOST_BY_ACCOUNT):
        regency.sessions.may_try("dini", "10.0.0.1", now=NOW)

    regency.sessions.forgive("dini")

    assert regency.sessions.may_try("dini", "10.0.0.1", now=NOW)


def test_a_code_opens_once_for_each_account(regency: Regency):
    assert regency.sessions.use_code("dini", 7)
    assert not regency.sessions.use_code("dini", 7)
    assert regency.sessions.use_code("lain", 7)


def test_what_is_over_is_swept_away(regency: Regency):
    started(regency)
    regency.sessions.may_try("dini", "10.0.0.1", now=NOW)
    regency.sessions.use_code("dini", int(NOW.timestamp()) // 30)

    regency.sessions.sweep(now=NOW + 2 * LONGEST)

    with regency.pool.connection() as conn:
        for table in ("sessions", "attempts", "used_codes"):
            sql = in_schema("SELECT count(*) FROM {s}.{t}", regency.schema, t=table)
            assert conn.execute(sql).fetchone() == (0,), table


def test_a_forms_token_is_of_its_session_and_looks_different_each_time(regency: Regency):
    _, one = started(regency)
    _, other = started(regency)

    assert one.csrf_token() != one.csrf_token()
    assert one.admits(one.csrf_token())
    for wrong in (other.csrf_token(), "", "zz", "ab" * 64, "é"):
        assert not one.admits(wrong)
