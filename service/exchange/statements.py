"""A partner's contribution statement: worked out, issued under the hash of what it says, checked.

    asked (whose, which period, known when) → worked out from the read models at that position
        → issued: its hash goes into the log → anybody works it out again and compares

The numbers are of the whole regency, whoever asks: a statement that showed what one reader happens
to see could not be checked by another. It names no household.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.statement import Statement as Issued
from service.aggregates.statement import StatementIssued, require_period
from service.application import NotKnown, Work
from service.commands import statements as commands
from service.commands.statements import Issue, Stated
from service.exchange.figures import system
from service.projections import attributions, contribution_parts
from service.projections.attributions import Shared
from service.projections.contribution_parts import Asked, By, Entry, Part
from service.projections.contributions import Credit
from service.projections.moment import NOW
from service.regency import Regency

FORM = "sanding/pernyataan-kontribusi"
METHOD = 1
"""Raise it with every change of what is counted how; older statements then say so."""

READ = ("contributions", "commitments", "statuses")
MOST_PARTS = 10_000
"""More parts than a regency has villages, programmes, or lines of a budget."""
ENTRIES_AT_ONCE = 5_000

GROUPINGS: tuple[By, ...] = ("source", "form", "strategy", "need", "programme", "village")
"""How what a partner gave is told part by part, in this order."""


class Credits(Struct, frozen=True, kw_only=True):
    """All of it, by what the partner was; three views that are never added up."""

    funder: Part
    broker: Part
    implementer: Part


class Breakdown(Struct, frozen=True, kw_only=True):
    """What it gave as a funder, part by part; the parts add up to all of it."""

    by: By
    parts: Sequence[Part]


class Statement(Struct, frozen=True, kw_only=True):
    """What a partner gave, brokered and carried out in a period.

    Args:
        from_on, until_on: the period, without its last day.
        position: the last event it takes into account.
        name: the hash of all that stands here, in hex.
        breakdowns: by each of `GROUPINGS`.
        brokered, implemented: by whose money it was.
        helped, left_poverty: households, by how many partners helped them.
    """

    partner: str
    from_on: date
    until_on: date
    position: int
    name: str
    credits: Credits
    breakdowns: Sequence[Breakdown]
    brokered: Sequence[Part]
    implemented: Sequence[Part]
    helped: Sequence[Shared]
    left_poverty: Sequence[Shared]


class Check(Struct, frozen=True, kw_only=True):
    """An issued statement beside what the log says today of the same period and position.

    Args:
        is_same: every number is what it was when it was issued.
        is_comparable: it is worked out today as it was then.
        now: worked out anew.
    """

    issued: StatementIssued
    issued_at: datetime
    now: Part
    is_same: bool
    is_comparable: bool


def work_out(
    regency: Regency, partner: str, *, from_on: date, until_on: date, position: int = NOW
) -> Statement:
    """Return what a partner gave in a period.

    Raises:
        PeriodEmpty: there is no day in it.
    """
    require_period(from_on, until_on)
    upto = min(position, regency.engine.catch_up(*READ))
    period: dict[str, Any] = {
        "partner": partner,
        "from_on": from_on,
        "until_on": until_on,
        "position": upto,
    }
    with regency.reading(system(regency)) as conn:

        def parts(by: By, credit: Credit = "funder") -> list[Part]:
            asked = Asked(**period, credit=credit)
            found = contribution_parts.parts(conn, regency.schema, asked, by, limit=MOST_PARTS)
            assert len(found) < MOST_PARTS, "what is left out would be missing from the sums"
            return found

        def total(credit: Credit) -> Part:
            return contribution_parts.total(conn, regency.schema, Asked(**period, credit=credit))

        whose = attributions.Asked(**period)
        made = Statement(
            **period,
            name="",
            credits=Credits(
                funder=total("funder"),
                broker=total("broker"),
                implementer=total("implementer"),
            ),
            breakdowns=[Breakdown(by=by, parts=parts(by)) for by in GROUPINGS],
            brokered=parts("partner", "broker"),
            implemented=parts("partner", "implementer"),
            helped=attributions.helped(conn, regency.schema, whose),
            left_poverty=attributions.left_poverty(conn, regency.schema, whose),
        )
    return replace(made, name=name_of(regency.code, made))


def name_of(code: str, made: Statement) -> str:
    """Return the SHA-256 of what a statement says, in hex."""
    said = [FORM, METHOD, code, replace(made, name="")]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def entries(regency: Regency, made: Statement) -> Iterator[Entry]:
    """Yield the events behind a statement's period, source by source, oldest first."""
    asked = Asked(
        partner=made.partner,
        from_on=made.from_on,
        until_on=made.until_on,
        position=made.position,
    )
    after = (0, "")
    while True:
        with regency.reading(system(regency)) as conn:
            found = contribution_parts.entries(
                conn, regency.schema, asked, limit=ENTRIES_AT_ONCE, after=after
            )
        if not found:
            return
        yield from found
        after = (found[-1].position, found[-1].source)


def issue(work: Work, partner: str, ask: Issue, *, regency: Regency) -> str:
    """Work a statement out and issue it; return its name.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not for this partner.
        StatementIssuedAlready, PeriodEmpty, NotHappenedYet: not like this.
    """
    commands.may_issue(work, partner)
    made = work_out(
        regency, partner, from_on=ask.from_on, until_on=ask.until_on, position=ask.upto or NOW
    )
    given = made.credits.funder
    stated = Stated(
        statement=made.name,
        upto=made.position,
        method=METHOD,
        opening=given.opening,
        period=given.period,
    )
    return commands.issue(work, partner, ask, stated=stated)


def issued(regency: Regency, name: str) -> StatementIssued:
    """Return the statement that was issued under a name.

    Raises:
        NotKnown: there is none.
    """
    _, known = regency.ledger.look(Issued, name)
    if known.issued is None:
        raise NotKnown
    return known.issued


def again(regency: Regency, known: StatementIssued) -> Statement:
    """Return an issued statement worked out anew, at its own position."""
    return work_out(
        regency,
        known.partner,
        from_on=known.from_on,
        until_on=known.until_on,
        position=known.upto,
    )


def check(regency: Regency, name: str) -> Check:
    """Return an issued statement beside what the log says of it today.

    Raises:
        NotKnown: none was issued under this name.
    """
    known = issued(regency, name)
    [recorded] = regency.log.history(f"statement:{name}")
    made = again(regency, known)
    return Check(
        issued=known,
        issued_at=recorded.recorded_at,
        now=made.credits.funder,
        is_same=made.name == name,
        is_comparable=known.method == METHOD,
    )
