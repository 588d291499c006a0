"""Commands about accounts: nobody gives more than they have, and a token is known by its hash."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from service.aggregates.account import Account, UnknownToken
from service.aggregates.partner import UnknownPartner
from service.application import NotKnown
from service.commands import accounts
from service.commands.accounts import ChangeScope, IssueToken, Open
from service.commands.requests import Explain
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, actor, do
from tests.commands.giving import BAZNAS, catalogue

KEEPER = actor("administrator")
OFFICER = Open(
    account="baznas.rini",
    name="Rini",
    position="Amil",
    role="partner_officer",
    organisation=BAZNAS,
    areas=("33.09",),
    occurred_on=DAY,
)
WHY = Explain(reason="Pindah tugas", occurred_on=DAY)
KEY = IssueToken(label="Laptop kantor", valid_days=30)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


@pytest.fixture
def account(regency: Regency) -> str:
    return do(regency, KEEPER, accounts.open_account, OFFICER).id


def issued(regency: Regency, account: str, token_hash: str = "ab" * 32) -> UUID:
    done = do(regency, KEEPER, accounts.issue_token, account, KEY, token_hash=token_hash)
    return UUID(done.id)


def state(regency: Regency, account: str) -> Account:
    return regency.ledger.look(Account, account)[1]


def test_a_token_works_for_as_many_days_as_it_was_issued_for(regency: Regency, account: str):
    token = issued(regency, account)

    known = state(regency, account).tokens[token]

    left = known.expires_at - regency.ledger.clock()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)
    assert known.token_hash == "ab" * 32


def test_a_revoked_token_opens_nothing(regency: Regency, account: str):
    token = issued(regency, account)

    do(regency, KEEPER, accounts.revoke_token, account, token, WHY)

    assert state(regency, account).powers_of("ab" * 32, now=regency.ledger.clock()) == ()
    with pytest.raises(UnknownToken):
        do(regency, KEEPER, accounts.revoke_token, account, token, WHY)


def test_a_closed_account_acts_for_nobody(regency: Regency, account: str):
    do(regency, KEEPER, accounts.close, account, WHY)

    assert state(regency, account).actor(regency.ledger.today) is None


def test_nobody_gives_areas_they_have_not_got(regency: Regency, account: str):
    keeper = actor("administrator", "33.09.15")
    everywhere = ChangeScope(areas=("33.09",), reason="Perluasan tugas", occurred_on=DAY)

    with pytest.raises(OutOfScope):
        do(regency, keeper, accounts.open_account, replace(OFFICER, account="baznas.dewi"))
    with pytest.raises(OutOfScope):
        do(regency, keeper, accounts.change_scope, account, everywhere)
    here = replace(everywhere, areas=(KLEGO,))
    do(regency, keeper, accounts.change_scope, account, here)

    assert state(regency, account).areas == (KLEGO,)


def test_an_account_acts_for_a_partner_that_is_enrolled(regency: Regency):
    with pytest.raises(UnknownPartner):
        do(regency, KEEPER, accounts.open_account, replace(OFFICER, organisation="tak-dikenal"))


def test_only_administrators_keep_accounts(regency: Regency, account: str):
    with pytest.raises(NotAllowed):
        do(regency, SECRETARIAT, accounts.close, account, WHY)


def test_an_account_nobody_opened_is_not_known(regency: Regency):
    with pytest.raises(NotKnown):
        do(regency, KEEPER, accounts.close, "tidak.ada", WHY)
