"""Commands about agreements: signed, amended, ended. The secretariat records them."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from service.aggregates.agreement import Agreement, Signatory
from service.application import NotKnown, Work
from service.commands.partners import require_known
from service.commands.requests import Line, Part, Reason, RegionCode, Request, Slug
from service.kernel.purposes import Purpose
from service.policies import access

MOST_AREAS = 400
MOST_SIGNATORIES = 20


class GivenSignatory(Part, frozen=True, kw_only=True):
    """Who signed, as written under the agreement."""

    name: Line
    position: Line
    organisation: Line


class Sign(Request, frozen=True, kw_only=True):
    """An agreement with a partner that was signed.

    Args:
        agreement: the short name it keeps for good.
        number: verbatim, with the numbers of all parties.
        valid_until: the last day it holds.
        data_purposes: what its clause on data allows; empty if it has none, and then the partner's
            officers see numbers only.
    """

    agreement: Slug
    partner: Slug
    number: Line
    title: Line
    areas: Annotated[tuple[RegionCode, ...], Meta(min_length=1, max_length=MOST_AREAS)]
    valid_from: date
    valid_until: date
    signatories: Annotated[
        tuple[GivenSignatory, ...], Meta(min_length=1, max_length=MOST_SIGNATORIES)
    ]
    data_purposes: Annotated[tuple[Purpose, ...], Meta(max_length=7)] = ()


class Amend(Request, frozen=True, kw_only=True):
    """Other days for an agreement; `number` is the addendum's."""

    valid_from: date
    valid_until: date
    number: Line
    reason: Reason


class End(Request, frozen=True, kw_only=True):
    """An agreement ends early; `ends_on` is the first day it does not hold, today if left out."""

    reason: Reason
    ends_on: date | None = None


def sign(work: Work, ask: Sign) -> str:
    """Note an agreement.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner: not the actor's, or with nobody known.
        AgreementKnown, NotHappenedYet, ValidityReversed, PurposeNotForPartners: not like this.
    """
    for area in ask.areas:
        access.require(work.actor, "agreements.sign", village=area)
    require_known(work, ask.partner)
    events = work.load(Agreement, ask.agreement).sign(
        ask.agreement,
        partner=ask.partner,
        number=ask.number,
        title=ask.title,
        areas=tuple(dict.fromkeys(ask.areas)),
        valid_from=ask.valid_from,
        valid_until=ask.valid_until,
        signatories=tuple(
            Signatory(name=one.name, position=one.position, organisation=one.organisation)
            for one in ask.signatories
        ),
        data_purposes=tuple(dict.fromkeys(ask.data_purposes)),
        **ask.days(work),
    )
    work.append(Agreement, ask.agreement, *events)
    return ask.agreement


def amend(work: Work, agreement: str, ask: Amend) -> str:
    """Let an agreement hold for other days.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        AgreementIsOver, NotHappenedYet, ValidityReversed: not like this.
    """
    known = _known(work, agreement, "agreements.amend")
    events = known.amend(
        valid_from=ask.valid_from,
        valid_until=ask.valid_until,
        number=ask.number,
        reason=ask.reason,
        **ask.days(work),
    )
    work.append(Agreement, agreement, *events)
    return agreement


def end(work: Work, agreement: str, ask: End) -> str:
    """End an agreement before its time.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        AgreementIsOver, NotHappenedYet, ValidityReversed: not like this.
    """
    known = _known(work, agreement, "agreements.end")
    events = known.end(ends_on=ask.ends_on or work.today, reason=ask.reason, **ask.days(work))
    work.append(Agreement, agreement, *events)
    return agreement


def _known(work: Work, agreement: str, command: str) -> Agreement:
    access.require(work.actor, command)
    known = work.load(Agreement, agreement)
    if not known.agreement:
        raise NotKnown
    for area in known.areas:
        access.require(work.actor, command, village=area)
    return known
