"""A statement is worked out, issued under the hash of what it says, and checked by a stranger."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.aggregates.statement import PeriodEmpty, StatementIssuedAlready
from service.application import NotKnown, Receipt, Work
from service.commands.statements import Issue
from service.exchange import statements
from service.exchange.statements import Statement
from service.kernel.contributions import Five
from service.kernel.roles import Actor
from service.policies.access import NotAllowed, OutOfScope
from service.projections import statements as register
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, SECRETARIAT, do
from tests.support.fortunes import DAYS, FIRST, GIVERS, lived
from tests.support.promising import PARTNERS, allocated, officer, prepare, promised
from tests.support.read_models import reading

ONE, OTHER = PARTNERS[:2]
YEAR = (date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture
def giver(regency: Regency) -> UUID:
    """Give a promise of 3,000,000 of which 2,000,000 is set aside."""
    prepare(regency, fund_rupiah=10_000_000)
    commitment = promised(regency, ONE, 3_000_000)
    allocated(regency, ONE, commitment, 2_000_000)
    return commitment


def worked_out(regency: Regency, partner: str = ONE, **other: Any) -> Statement:
    asked: dict[str, Any] = {"from_on": YEAR[0], "until_on": YEAR[1]}
    return statements.work_out(regency, partner, **(asked | other))


def issue(regency: Regency, by: Actor = SECRETARIAT, partner: str = ONE, **other: Any) -> Receipt:
    ask = Issue(**({"from_on": YEAR[0], "until_on": YEAR[1]} | other))

    def decide(work: Work, partner: str, ask: Issue) -> object:
        return statements.issue(work, partner, ask, regency=regency)

    return do(regency, by, decide, partner, ask)


@pytest.mark.usefixtures("giver")
def test_what_it_gave_is_told_by_source_and_in_total(regency: Regency) -> None:
    made = worked_out(regency)

    given = Five(committed_rupiah=3_000_000, allocated_rupiah=2_000_000)
    assert made.credits.funder.period == given
    by_source = next(one.parts for one in made.breakdowns if one.by == "source")
    assert {one.key: one.period.committed_rupiah for one in by_source} == {
        f"fund:dana-{ONE}": 2_000_000,
        "unfunded": 1_000_000,
    }


def test_the_parts_of_every_breakdown_make_the_whole(regency: Regency) -> None:
    chance = lived(regency, 5, 120).chance

    for _ in range(4):
        since = FIRST + timedelta(days=chance.randrange(DAYS // 2))
        made = worked_out(
            regency, chance.choice(GIVERS), from_on=since, until_on=since + timedelta(days=200)
        )
        for one in made.breakdowns:
            whole = Five()
            for part in one.parts:
                whole = whole.plus(part.closing)
            assert whole == made.credits.funder.closing, one.by


@pytest.mark.usefixtures("giver")
def test_the_same_content_has_the_same_name_and_other_content_another(regency: Regency) -> None:
    first = worked_out(regency)

    assert worked_out(regency, position=first.position) == first
    assert worked_out(regency, OTHER).name != first.name
    assert worked_out(regency, until_on=date(2025, 1, 2)).name != first.name
    assert worked_out(regency, position=first.position - 1).name != first.name


@pytest.mark.usefixtures("giver")
def test_an_issued_statement_is_worked_out_again_to_the_same(regency: Regency) -> None:
    name = issue(regency).id
    promised(regency, ONE, 500_000)

    found = statements.check(regency, name)

    assert (found.is_same, found.is_comparable) == (True, True)
    assert found.now.closing == found.issued.closing
    assert found.issued.closing.committed_rupiah == 3_000_000, "what came later is not in it"


@pytest.mark.usefixtures("giver")
def test_a_number_that_is_changed_afterwards_does_not_pass(regency: Regency) -> None:
    name = issue(regency).id
    altered: Any = (
        f"UPDATE {regency.schema}_read.contributions_lines "
        "SET committed = committed + 1 WHERE committed > 0"
    )
    with regency.pool.connection() as conn:
        conn.execute(altered)

    found = statements.check(regency, name)

    assert found.is_same is False
    assert found.now.closing.committed_rupiah == found.issued.closing.committed_rupiah + 1


@pytest.mark.usefixtures("giver")
def test_a_statement_of_an_older_method_is_not_called_wrong(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = issue(regency).id
    monkeypatch.setattr(statements, "METHOD", 2)

    assert statements.check(regency, name).is_comparable is False


@pytest.mark.usefixtures("giver")
def test_a_name_that_nobody_was_given_is_not_known(regency: Regency) -> None:
    with pytest.raises(NotKnown):
        statements.check(regency, worked_out(regency).name)


@pytest.mark.usefixtures("giver")
def test_a_partner_has_its_own_statements_issued_and_nobody_elses(regency: Regency) -> None:
    issue(regency, officer(ONE))
    with pytest.raises(OutOfScope):
        issue(regency, officer(OTHER))
    with pytest.raises(NotAllowed):
        issue(regency, AUDITOR)
    with pytest.raises(NotKnown):
        issue(regency, partner="tidak-ada")

    with reading(regency, "statements") as conn:
        [found] = register.find(conn, regency.schema, ONE, limit=9)
        assert register.find(conn, regency.schema, OTHER, limit=9) == []
    assert (found.from_on, found.until_on) == YEAR
    assert found.committed_rupiah == 3_000_000


@pytest.mark.usefixtures("giver")
def test_the_same_statement_is_not_issued_twice_and_none_without_a_day(regency: Regency) -> None:
    upto = regency.log.head()
    issue(regency, upto=upto)

    with pytest.raises(StatementIssuedAlready):
        issue(regency, upto=upto)
    with pytest.raises(PeriodEmpty):
        issue(regency, until_on=YEAR[0], occurred_on=DAY)


@pytest.mark.usefixtures("giver")
def test_the_events_behind_it_are_told_one_by_one(regency: Regency) -> None:
    made = worked_out(regency)

    found = list(statements.entries(regency, made))

    assert sum(one.committed_rupiah for one in found) == 3_000_000
    assert {recorded.event.tag for recorded in regency.log.at([o.position for o in found])} == {
        "commitment.made",
        "allocation.made",
    }
