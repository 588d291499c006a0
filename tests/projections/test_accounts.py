"""Accounts: who may act, and which tokens open the door."""

from datetime import date, timedelta
from uuid import UUID

from service.kernel.roles import Actor, Scope
from service.projections import accounts
from service.projections.accounts import Account, Asked
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

HASH = "11" * 32
OPERATOR = Actor(
    account="operator-klego",
    name="Operator Contoh",
    position="Operator SID Desa Klego",
    role="village_operator",
    organisation="desa-klego",
    scope=Scope((some.KLEGO,)),
)


def admitted(regency: Regency, token_hash: str = HASH, today: date = some.TODAY) -> Actor | None:
    with reading(regency, "accounts") as conn:
        return accounts.by_token(conn, regency.schema, token_hash, now=some.NOW, today=today)


def found(regency: Regency, asked: Asked) -> list[str]:
    with reading(regency, "accounts") as conn:
        return [row.account for row in accounts.find(conn, regency.schema, asked, limit=50)]


def one(regency: Regency, moment: Moment = PRESENT) -> Account | None:
    with reading(regency, "accounts") as conn:
        return accounts.one(conn, regency.schema, "operator-klego", moment)


def test_a_token_nobody_was_given_opens_nothing(regency: Regency) -> None:
    tell(regency, some.opened_account(), some.token_issued())

    assert admitted(regency, "22" * 32) is None
    assert admitted(regency, "") is None


def test_a_token_opens_the_account_it_was_issued_for(regency: Regency) -> None:
    tell(
        regency,
        some.opened_account(account="lain", areas=(some.MANGGIS,)),
        some.opened_account(),
        some.token_issued(),
    )

    assert admitted(regency) == OPERATOR


def test_a_token_works_until_the_moment_it_runs_out(regency: Regency) -> None:
    tell(regency, some.opened_account(), some.token_issued(expires_at=some.NOW))
    assert admitted(regency) is None

    second = some.NOW + timedelta(seconds=1)
    tell(
        regency,
        some.token_issued(token=UUID(int=2), token_hash="22" * 32, expires_at=second),
    )
    assert admitted(regency, "22" * 32) == OPERATOR


def test_a_revoked_token_opens_nothing_and_the_others_still_do(regency: Regency) -> None:
    other = some.token_issued(token=UUID(int=2), token_hash="22" * 32)
    tell(regency, some.opened_account(), some.token_issued(), other, some.token_revoked())

    assert admitted(regency) is None
    assert admitted(regency, "22" * 32) == OPERATOR


def test_no_token_opens_a_closed_account(regency: Regency) -> None:
    tell(regency, some.opened_account(), some.token_issued(), some.closed_account())

    assert admitted(regency) is None


def test_a_token_opens_the_areas_the_account_has_now(regency: Regency) -> None:
    tell(regency, some.opened_account(), some.token_issued(), some.scope_changed())

    actor = admitted(regency)

    assert actor is not None
    assert actor.scope == Scope((some.KLEGO, some.MANGGIS))


def test_a_token_is_looked_up_by_an_index(regency: Regency) -> None:
    sql = accounts.ADMITTED.replace("{s}", regency.schema)
    values = {
        "token_hash": HASH,
        "now": some.NOW,
        "today": some.TODAY,
        "opens": "account",
    }
    with reading(regency, "accounts") as conn:
        conn.execute("SET enable_seqscan = off")
        plan = conn.execute(f"EXPLAIN {sql}", values).fetchall()
        conn.execute("RESET enable_seqscan")

    assert not any("Seq Scan" in line for (line,) in plan), plan


def test_an_earlier_moment_shows_the_account_as_it_was(regency: Regency) -> None:
    opened = tell(regency, some.opened_account(occurred_on=some.YESTERDAY))
    tell(regency, some.scope_changed(), some.closed_account())

    now, then = one(regency), one(regency, Moment(opened))

    assert now is not None
    assert (now.areas, now.closed_on) == ([some.KLEGO, some.MANGGIS], some.TODAY)
    assert then is not None
    assert (then.areas, then.closed_on) == ([some.KLEGO], None)
    assert one(regency, Moment(valid_on=some.YESTERDAY)) == then
    assert one(regency, Moment(0)) is None


def test_accounts_are_found_by_organisation_role_and_whether_they_are_closed(
    regency: Regency,
) -> None:
    tell(
        regency,
        some.opened_account(),
        some.opened_account(account="auditor", role="auditor", organisation="inspektorat"),
        some.closed_account(account="auditor"),
    )

    assert found(regency, Asked()) == ["auditor", "operator-klego"]
    assert found(regency, Asked(organisation="desa-klego")) == ["operator-klego"]
    assert found(regency, Asked(role="auditor")) == ["auditor"]
    assert found(regency, Asked(is_closed=True)) == ["auditor"]
    assert found(regency, Asked(is_closed=False)) == ["operator-klego"]


def test_pages_of_accounts_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, *[some.opened_account(account=slug) for slug in ("b", "a", "c")])

    with reading(regency, "accounts") as conn:
        page = accounts.find(conn, regency.schema, limit=9, after="a")

    assert [row.account for row in page] == ["b", "c"]


def test_tokens_are_shown_without_their_hash(regency: Regency) -> None:
    tell(
        regency,
        some.opened_account(),
        some.token_issued(),
        some.token_issued(token=UUID(int=2), token_hash="22" * 32, label="Laptop"),
        some.token_revoked(),
    )

    with reading(regency, "accounts") as conn:
        tokens = accounts.tokens(conn, regency.schema, "operator-klego", limit=9)

    assert [(token.label, token.revoked_on) for token in tokens] == [
        ("Laptop", None),
        ("Ponsel", some.TODAY),
    ]
    assert HASH not in repr(tokens)


def test_accounts_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "accounts",
        some.opened_account(),
        some.token_issued(),
        some.scope_changed(),
        some.token_revoked(),
        some.closed_account(),
    )


def test_a_token_opens_nothing_after_the_last_day_in_office(regency: Regency):
    tell(regency, some.opened_account(), some.token_issued(), some.term_changed(until=some.TODAY))

    assert admitted(regency) == OPERATOR
    assert admitted(regency, today=some.TOMORROW) is None

    tell(regency, some.term_changed(until=None))
    assert admitted(regency, today=some.TOMORROW) == OPERATOR


def test_a_token_is_good_for_what_it_was_issued_for(regency: Regency):
    tell(regency, some.opened_account(), some.token_issued(powers=("read",)))

    found = admitted(regency)

    assert found
    assert found.powers == {"read"}


def test_a_deputy_finds_the_offices_they_hold(regency: Regency):
    def offices(day: date) -> list[str]:
        with reading(regency, "accounts") as conn:
            return accounts.handed_to(conn, regency.schema, "operator-manggis", day)

    tell(regency, some.opened_account(), some.duty_delegated())
    assert offices(some.TODAY) == offices(some.TOMORROW) == ["operator-klego"]
    assert offices(some.YESTERDAY) == []

    tell(regency, some.delegation_ended())
    assert offices(some.TODAY) == []
