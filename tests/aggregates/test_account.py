"""An account is one office; its tokens are known by their hashes, and they expire."""

from datetime import timedelta

import pytest

from service.aggregates.account import (
    LONGEST_TOKEN_DAYS,
    MOST_TOKENS,
    Account,
    AccountKnown,
    AreaMissing,
    DelegationTooLong,
    NobodyToDelegate,
    TermTooShort,
    TokenKnown,
    TokenTooLong,
    TooManyTokens,
    UnknownDelegation,
    UnknownToken,
)
from service.aggregates.account_credentials import (
    IdentityTaken,
    InvitationOver,
    NoSecondFactor,
    RecoveryCodeSpent,
    SecondFactorKnown,
)
from service.aggregates.account_events import EVERY_POWER
from service.aggregates.account_state import AccountIsClosed, UnknownAccount
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.kernel.roles import Actor, Scope
from tests.support.events import (
    DELEGATION,
    KLEGO,
    MANGGIS,
    NOW,
    TODAY,
    TOKEN,
    TOMORROW,
    YESTERDAY,
    closed_account,
    delegation_ended,
    duty_delegated,
    identity_linked,
    invitation_issued,
    opened_account,
    password_changed,
    recovery_code_used,
    scope_changed,
    second_factor_enrolled,
    second_factor_removed,
    term_changed,
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
        assert given(BLANK, opened_account()).known.actor(TODAY) == Actor(
            account="operator-klego",
            name="Operator Contoh",
            position="Operator SID Desa Klego",
            role="village_operator",
            organisation="desa-klego",
            scope=Scope((KLEGO,)),
        )

    @pytest.mark.parametrize("story", [(), (opened_account(), closed_account())], ids=len)
    def test_nobody_acts_through_an_account_that_is_not_open(self, story):
        assert given(BLANK, *story).known.actor(TODAY) is None

    def test_an_account_is_closed_for_a_reason(self):
        given(BLANK, opened_account()).when(close()).then(closed_account())
        given(BLANK, opened_account()).when(close("")).then_refused(ReasonMissing)
        given(BLANK, opened_account()).when(change_scope(reason="")).then_refused(ReasonMissing)


class TestTokens:
    STORY = (opened_account(), token_issued())

    def test_a_token_opens_its_account_until_it_expires(self):
        known = given(BLANK, opened_account()).when(issue()).then(token_issued())
        assert known.powers_of(HASH, now=EXPIRY - timedelta(seconds=1)) == EVERY_POWER
        assert known.powers_of(HASH, now=EXPIRY) == ()
        assert known.powers_of("22" * 32, now=NOW) == ()

    def test_a_token_opens_nothing_once_revoked(self):
        known = given(BLANK, *self.STORY).when(revoke()).then(token_revoked())
        assert known.powers_of(HASH, now=NOW) == ()

    def test_a_token_opens_nothing_once_its_account_is_closed(self):
        known = given(BLANK, *self.STORY, closed_account()).known
        assert known.powers_of(HASH, now=NOW) == ()

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


class TestTerms:
    def test_an_account_acts_on_its_last_day_and_not_after(self):
        known = given(BLANK, opened_account(until=TODAY)).known
        assert known.actor(TODAY)
        assert known.actor(TOMORROW) is None

    def test_a_term_can_be_opened_again(self):
        ended = given(BLANK, opened_account(until=TODAY)).when(
            lambda account: account.change_term(None, reason="Diperpanjang", **WHEN)
        )
        known = ended.then(term_changed(until=None, reason="Diperpanjang"))
        assert known.actor(TOMORROW)

    def test_an_office_does_not_end_before_it_begins(self):
        given(BLANK).when(open_account(until=YESTERDAY)).then_refused(
            TermTooShort, on=TODAY.isoformat(), until=YESTERDAY.isoformat()
        )
        given(BLANK, opened_account()).when(
            lambda account: account.change_term(YESTERDAY, reason="Salah", **WHEN)
        ).then_refused(TermTooShort, on=TODAY.isoformat(), until=YESTERDAY.isoformat())


class TestCredentials:
    def accept(self, token_hash="22" * 32, now=NOW):
        return lambda account: account.accept(
            password_changed().password, token_hash=token_hash, now=now, on=TODAY
        )

    def enrol(self):
        event = second_factor_enrolled()
        return lambda account: account.enrol(event.secret, event.recovery_hashes, on=TODAY)

    def test_whoever_was_invited_chooses_a_password_once(self):
        invited = given(BLANK, opened_account(), invitation_issued())
        known = invited.when(self.accept()).then(password_changed())
        assert known.invitation is None
        given(BLANK, opened_account(), invitation_issued(), password_changed()).when(
            self.accept()
        ).then_refused(InvitationOver)

    def test_an_invitation_ends(self):
        invited = given(BLANK, opened_account(), invitation_issued())
        invited.when(self.accept(now=invitation_issued().expires_at)).then_refused(InvitationOver)
        invited.when(self.accept(token_hash="99" * 32)).then_refused(InvitationOver)

    def test_an_invitation_replaces_the_one_before(self):
        known = (
            given(BLANK, opened_account(), invitation_issued())
            .when(lambda account: account.invite(token_hash="66" * 32, now=NOW, on=TODAY))
            .then(invitation_issued(token_hash="66" * 32))
        )
        assert not known.is_invited("22" * 32, now=NOW)

    def test_a_telephone_is_not_replaced_by_whoever_knows_the_password(self):
        enrolled = given(BLANK, opened_account()).when(self.enrol()).then(second_factor_enrolled())
        assert enrolled.secret
        given(BLANK, opened_account(), second_factor_enrolled()).when(self.enrol()).then_refused(
            SecondFactorKnown
        )

    def test_a_lost_telephone_is_removed_with_its_recovery_codes(self):
        def remove(account):
            return account.remove_second_factor(reason="Ponsel hilang", **WHEN)

        known = given(BLANK, opened_account(), second_factor_enrolled()).when(remove)
        assert known.then(second_factor_removed()).recovery_hashes == frozenset()
        given(BLANK, opened_account()).when(remove).then_refused(NoSecondFactor)

    def test_a_recovery_code_works_once(self):
        def use(account):
            return account.use_recovery_code("33" * 32, on=TODAY)

        story = (opened_account(), second_factor_enrolled())
        given(BLANK, *story).when(use).then(recovery_code_used())
        given(BLANK, *story, recovery_code_used()).when(use).then_refused(RecoveryCodeSpent)

    def test_an_account_is_tied_to_one_person_at_the_provider(self):
        story = (opened_account(), identity_linked())
        given(BLANK, opened_account()).when(lambda a: a.link("55" * 32, on=TODAY)).then(
            identity_linked()
        )
        given(BLANK, *story).when(lambda a: a.link("77" * 32, on=TODAY)).then_refused(IdentityTaken)

    def test_no_way_leads_into_a_closed_account(self):
        story = (
            opened_account(),
            invitation_issued(),
            password_changed(),
            second_factor_enrolled(),
            duty_delegated(),
            closed_account(),
        )
        known = given(BLANK, *story).known
        assert (known.invitation, known.password, known.secret) == (None, None, None)
        assert (known.recovery_hashes, known.delegations) == (frozenset(), {})


class TestDelegations:
    DEPUTY = given(BLANK, opened_account(account="operator-manggis", name="Wakil")).known

    def delegate(self, to=DEPUTY, since=TODAY, until=TOMORROW):
        return lambda account: account.delegate(
            DELEGATION, to=to, since=since, until=until, reason="Cuti", today=TODAY
        )

    def test_a_deputy_acts_in_the_office_from_the_first_day_to_the_last(self):
        known = (
            given(BLANK, opened_account(areas=(KLEGO,)))
            .when(self.delegate(until=TODAY))
            .then(duty_delegated(until=TODAY))
        )
        deputy = self.DEPUTY.actor(TODAY)
        assert deputy
        acting = known.actor_for(deputy, TODAY)
        assert acting
        assert (acting.account, acting.name, acting.scope) == (
            "operator-manggis",
            "Wakil",
            Scope((KLEGO,)),
        )
        assert acting.position.endswith("a.n. Operator SID Desa Klego")
        assert known.actor_for(deputy, TOMORROW) is None
        assert known.actor_for(deputy, YESTERDAY) is None

    def test_nobody_else_acts_in_the_office(self):
        known = given(BLANK, opened_account(), duty_delegated(to="lain")).known
        deputy = self.DEPUTY.actor(TODAY)
        assert deputy
        assert known.actor_for(deputy, TODAY) is None

    def test_a_duty_comes_back(self):
        def end(account):
            return account.end_delegation(DELEGATION, reason="Cuti selesai", **WHEN)

        handed = given(BLANK, opened_account(), duty_delegated())
        known = handed.when(end).then(delegation_ended())
        deputy = self.DEPUTY.actor(TODAY)
        assert deputy
        assert known.actor_for(deputy, TODAY) is None
        given(BLANK, opened_account()).when(end).then_refused(UnknownDelegation)

    @pytest.mark.parametrize(
        ("since", "until"),
        [(YESTERDAY, YESTERDAY), (TOMORROW, TODAY), (TODAY, TODAY + timedelta(days=93))],
        ids=["over", "backwards", "too-long"],
    )
    def test_a_duty_is_handed_on_for_a_while(self, since, until):
        given(BLANK, opened_account()).when(self.delegate(since=since, until=until)).then_refused(
            DelegationTooLong, since=since.isoformat(), until=until.isoformat()
        )

    def test_a_duty_is_handed_to_somebody_else_who_is_there(self):
        itself = given(BLANK, opened_account()).known
        for nobody in (itself, Account()):
            given(BLANK, opened_account()).when(self.delegate(to=nobody)).then_refused(
                NobodyToDelegate, account=nobody.account
            )
