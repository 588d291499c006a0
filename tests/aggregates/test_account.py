"""An account is one office; its tokens are known by their hashes, and they expire."""

from datetime import timedelta

import pytest

from service.aggregates.account import (
    LONGEST_TOKEN_DAYS,
    MOST_TOKENS,
    Account,
    AccountIsClosed,
    AccountKnown,
    AreaMissing,
    TokenKnown,
    TokenTooLong,
    TooManyTokens,
    UnknownAccount,
    UnknownToken,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.kernel.roles import Actor, Scope
from tests.support.events import (
    KLEGO,
    MANGGIS,
    NOW,
    TODAY,
    TOKEN,
    TOMORROW,
    closed_account,
    opened_account,
    scope_changed,
    token_issued,
    token_revoked,
    uid,
)
from tests.support.scenario import each, given

BLANK = Account()
WHEN = {"on": TODAY, "today": TODAY}
HASH, EXPIRY = token_issued().token_hash, token_issued().expires_at


def open_account(**other):
    terms = {
        "name": "Operator Contoh",
        "position": "Operator SID Desa Klego",
        "role": "village_operator",
        "organisation": "desa-klego",
        "areas": (KLEGO,),
        **WHEN,
        **other,
    }
    return lambda account: account.open("operator-klego", **terms)


def issue(token=TOKEN, expires_at=EXPIRY):
    return lambda account: account.issue_token(
        token, token_hash=HASH, expires_at=expires_at, label="Ponsel", now=NOW, on=TODAY
    )


def revoke(token=TOKEN, reason="Ponsel hilang"):
    return lambda account: account.revoke_token(token, reason=reason, **WHEN)


def change_scope(areas=(KLEGO, MANGGIS), reason="Merangkap Desa Manggis"):
    return lambda account: account.change_scope(areas, reason=reason, **WHEN)


def close(reason="Purnatugas"):
    return lambda account: account.close(reason=reason, **WHEN)


class TestAccounts:
    def test_an_account_is_opened_once(self):
        known = given(BLANK).when(open_account()).then(opened_account())
        given(known).when(open_account()).then_refused(AccountKnown, account="operator-klego")

    def test_an_account_is_not_opened_tomorrow(self):
        given(BLANK).when(open_account(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_an_account_acts_somewhere(self):
        given(BLANK).when(open_account(areas=())).then_refused(AreaMissing)
        given(BLANK, opened_account()).when(change_scope(())).then_refused(AreaMissing)

    def test_an_account_acts_elsewhere(self):
        known = given(BLANK, opened_account()).when(change_scope()).then(scope_changed())
        assert known.areas == (KLEGO, MANGGIS)

    def test_an_account_is_an_actor(self):
        assert given(BLANK, opened_account()).known.actor() == Actor(
            account="operator-klego",
            position="Operator SID Desa Klego",
            role="village_operator",
            organisation="desa-klego",
            scope=Scope((KLEGO,)),
        )

    @pytest.mark.parametrize("story", [(), (opened_account(), closed_account())], ids=len)
    def test_nobody_acts_through_an_account_that_is_not_open(self, story):
        assert given(BLANK, *story).known.actor() is None

    def test_an_account_is_closed_for_a_reason(self):
        given(BLANK, opened_account()).when(close()).then(closed_account())
        given(BLANK, opened_account()).when(close("")).then_refused(ReasonMissing)
        given(BLANK, opened_account()).when(change_scope(reason="")).then_refused(ReasonMissing)


class TestTokens:
    STORY = (opened_account(), token_issued())

    def test_a_token_opens_its_account_until_it_expires(self):
        known = given(BLANK, opened_account()).when(issue()).then(token_issued())
        assert known.admits(HASH, now=EXPIRY - timedelta(seconds=1))
        assert not known.admits(HASH, now=EXPIRY)
        assert not known.admits("22" * 32, now=NOW)

    def test_a_token_opens_nothing_once_revoked(self):
        known = given(BLANK, *self.STORY).when(revoke()).then(token_revoked())
        assert not known.admits(HASH, now=NOW)

    def test_a_token_opens_nothing_once_its_account_is_closed(self):
        assert not given(BLANK, *self.STORY, closed_account()).known.admits(HASH, now=NOW)

    @pytest.mark.parametrize(
        "left",
        [timedelta(0), timedelta(days=LONGEST_TOKEN_DAYS, seconds=1)],
        ids=["over", "too-long"],
    )
    def test_a_token_works_for_a_while(self, left):
        expires_at = NOW + left
        given(BLANK, opened_account()).when(issue(expires_at=expires_at)).then_refused(
            TokenTooLong, expires_at=expires_at.isoformat()
        )

    def test_a_token_is_issued_once(self):
        given(BLANK, *self.STORY).when(issue()).then_refused(TokenKnown)

    def test_an_account_has_not_too_many_tokens(self):
        tokens = [token_issued(token=uid(number)) for number in range(MOST_TOKENS)]
        given(BLANK, opened_account(), *tokens).when(issue()).then_refused(
            TooManyTokens, working=MOST_TOKENS
        )

    def test_tokens_that_expired_leave_room(self):
        over = [token_issued(token=uid(number), expires_at=NOW) for number in range(MOST_TOKENS)]
        given(BLANK, opened_account(), *over).when(issue()).then(token_issued())

    def test_only_what_was_issued_is_revoked(self):
        given(BLANK, opened_account()).when(revoke()).then_refused(UnknownToken)

    def test_a_token_is_revoked_for_a_reason(self):
        given(BLANK, *self.STORY).when(revoke(reason="")).then_refused(ReasonMissing)


DECISIONS = {
    "issue": issue(),
    "revoke": revoke(),
    "change_scope": change_scope(),
    "close": close(),
}


@each(**DECISIONS)
def test_nothing_is_done_with_an_unknown_account(decide):
    given(BLANK).when(decide).then_refused(UnknownAccount)


@each(**DECISIONS)
def test_nothing_is_done_with_a_closed_account(decide):
    given(BLANK, opened_account(), closed_account()).when(decide).then_refused(
        AccountIsClosed, account="operator-klego"
    )
