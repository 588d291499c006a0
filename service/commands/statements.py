"""Commands about contribution statements: give a partner one to show."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from service.aggregates.partner import Partner
from service.aggregates.statement import Statement
from service.application import NotKnown, Work
from service.commands.requests import Request
from service.kernel.contributions import Five
from service.policies import access

MOST_POSITION = 2**62 - 1


class Issue(Request, frozen=True, kw_only=True):
    """A statement to show is wanted.

    Args:
        from_on: the first day of the period.
        until_on: the day after its last day.
        upto: the last position it takes into account; None is all that is known.
    """

    from_on: date
    until_on: date
    upto: Annotated[int, Meta(ge=1, le=MOST_POSITION)] | None = None


class Stated(Struct, frozen=True, kw_only=True):
    """What a statement says, worked out at a position of the log.

    Args:
        statement: SHA-256 of all of it, in hex.
        upto: the position.
        method: the way it was worked out.
    """

    statement: str
    upto: int
    method: int
    opening: Five
    period: Five


def may_issue(work: Work, partner: str) -> None:
    """Refuse whoever may not issue a partner's statements.

    Raises:
        NotAllowed, OutOfScope: it is not the actor's partner.
        NotKnown: there is no such partner.
    """
    access.require(work.actor, "statements.issue", organisation=partner)
    if not work.load(Partner, partner).partner:
        raise NotKnown


def issue(work: Work, partner: str, ask: Issue, *, stated: Stated) -> str:
    """Give a partner a statement; return its name.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not for this partner.
        StatementIssuedAlready, PeriodEmpty, NotHappenedYet: not like this.
    """
    may_issue(work, partner)
    events = work.load(Statement, stated.statement).issue(
        stated.statement,
        partner=partner,
        from_on=ask.from_on,
        until_on=ask.until_on,
        upto=stated.upto,
        method=stated.method,
        opening=stated.opening,
        period=stated.period,
        **ask.days(work),
    )
    work.append(Statement, stated.statement, *events)
    return stated.statement
