"""Commands about agreements. The secretariat records them; a partner reports what it owed."""

from datetime import date
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.agreement import Agreement, NotPartyOfAgreement
from service.aggregates.agreement_events import (
    AgreementKind,
    DocumentKind,
    Obligation,
    PartyNumber,
    Signatory,
)
from service.aggregates.commitment import Commitment
from service.application import NotKnown, Work
from service.commands.partners import require_known
from service.commands.requests import (
    Line,
    MaybeLine,
    Part,
    Reason,
    RegionCode,
    Request,
    Slug,
)
from service.kernel.purposes import Purpose
from service.policies import access

MOST_AREAS = 400
MOST_SIGNATORIES = 20
MOST_PARTIES = 10
MOST_OBLIGATIONS = 50
MOST_COMMITMENTS = 200


class GivenSignatory(Part, frozen=True, kw_only=True):
    """Who signed, as written under the agreement."""

    name: Line
    position: Line
    organisation: Line


class GivenNumber(Part, frozen=True, kw_only=True):
    """The number under which a party keeps the agreement, verbatim."""

    party: Slug
    number: Line


class GivenObligation(Part, frozen=True, kw_only=True):
    """What a party owes.

    Args:
        due_on: the day it is due, the first one if it recurs.
        every_months: how often after that; nought if once.
    """

    party: Slug
    text: Line
    due_on: date | None = None
    every_months: Annotated[int, Meta(ge=0, le=120)] = 0

    def owed(self) -> Obligation:
        """Return it as events keep it; its number is given by the agreement."""
        return Obligation(
            number=0,
            party=self.party,
            text=self.text,
            due_on=self.due_on,
            every_months=self.every_months,
        )


Obligations: TypeAlias = Annotated[tuple[GivenObligation, ...], Meta(max_length=MOST_OBLIGATIONS)]


class Sign(Request, frozen=True, kw_only=True):
    """An agreement with a partner that was signed.

    Args:
        agreement: the short name it keeps for good.
        numbers: one for each party, verbatim; a decree has one alone.
        valid_until: the last day it holds.
        data_purposes: what its clause on data allows; empty if it has none, and then the partner's
            officers see numbers only.
        place: where it was signed; scope: what it is about, in its own words.
    """

    agreement: Slug
    partner: Slug
    kind: AgreementKind
    numbers: Annotated[tuple[GivenNumber, ...], Meta(min_length=1, max_length=MOST_PARTIES)]
    title: Line
    areas: Annotated[tuple[RegionCode, ...], Meta(min_length=1, max_length=MOST_AREAS)]
    valid_from: date
    valid_until: date
    signatories: Annotated[
        tuple[GivenSignatory, ...], Meta(min_length=1, max_length=MOST_SIGNATORIES)
    ]
    data_purposes: Annotated[tuple[Purpose, ...], Meta(max_length=7)] = ()
    place: MaybeLine = ""
    scope: MaybeLine = ""
    obligations: Obligations = ()


class Amend(Request, frozen=True, kw_only=True):
    """Other days for an agreement, or more that is owed; `number` is the addendum's."""

    valid_from: date
    valid_until: date
    number: Line
    reason: Reason
    obligations: Obligations = ()


class ReportObligation(Request, frozen=True, kw_only=True):
    """A party did what it owed.

    Args:
        due_on: which of the days it is due on; left out for an obligation without one.
        document: the number of the letter, report or minutes that show it.
        commitments: the party's promises through which it was done.
    """

    document: Line
    due_on: date | None = None
    commitments: Annotated[tuple[UUID, ...], Meta(max_length=MOST_COMMITMENTS)] = ()


class AttachDocument(Request, frozen=True, kw_only=True):
    """A document of an agreement.

    Args:
        name: what it is called, or its number.
        sha256: of the file, in hex; the file itself is not sent.
    """

    kind: DocumentKind
    name: Line
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class End(Request, frozen=True, kw_only=True):
    """An agreement ends early; `ends_on` is the first day it does not hold, today if left out."""

    reason: Reason
    ends_on: date | None = None


def sign(work: Work, ask: Sign) -> str:
    """Note an agreement.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner: not the actor's, or with nobody known.
        AgreementKnown, NotHappenedYet, ValidityReversed, PurposeNotForPartners: not like this.
        PartyNumberedTwice, NotPartyOfAgreement, ObligationNotDated: who owes what is not plain.
    """
    for area in ask.areas:
        access.require(work.actor, "agreements.sign", village=area)
    for party in dict.fromkeys((ask.partner, *(one.party for one in ask.numbers))):
        require_known(work, party)
    events = work.load(Agreement, ask.agreement).sign(
        ask.agreement,
        partner=ask.partner,
        kind=ask.kind,
        numbers=tuple(PartyNumber(party=one.party, number=one.number) for one in ask.numbers),
        title=ask.title,
        areas=tuple(dict.fromkeys(ask.areas)),
        valid_from=ask.valid_from,
        valid_until=ask.valid_until,
        signatories=tuple(
            Signatory(name=one.name, position=one.position, organisation=one.organisation)
            for one in ask.signatories
        ),
        data_purposes=tuple(dict.fromkeys(ask.data_purposes)),
        place=ask.place,
        scope=ask.scope,
        obligations=[one.owed() for one in ask.obligations],
        **ask.days(work),
    )
    work.append(Agreement, ask.agreement, *events)
    return ask.agreement


def amend(work: Work, agreement: str, ask: Amend) -> str:
    """Let an agreement hold for other days, or oblige to more.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        AgreementIsOver, NotHappenedYet, ValidityReversed: not like this.
        NotPartyOfAgreement, ObligationNotDated: who owes what is not plain.
    """
    known = _known(work, agreement, "agreements.amend")
    events = known.amend(
        valid_from=ask.valid_from,
        valid_until=ask.valid_until,
        number=ask.number,
        reason=ask.reason,
        obligations=[one.owed() for one in ask.obligations],
        **ask.days(work),
    )
    work.append(Agreement, agreement, *events)
    return agreement


def report(work: Work, agreement: str, obligation: int, ask: ReportObligation) -> str:
    """Note that a party did what it owed; a partner's officer reports for the own party only.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        NotPartyOfAgreement: one of the promises is somebody else's.
        UnknownObligation, ObligationNotDue, ObligationReportedAlready, NotHappenedYet: not now.
    """
    access.require(work.actor, "agreements.report")
    known = work.load(Agreement, agreement)
    if not known.agreement:
        raise NotKnown
    access.require(work.actor, "agreements.report", organisation=known.parties)
    owed = known.owed(obligation)
    access.require(work.actor, "agreements.report", organisation=owed.party)
    work.load_all(Commitment, ask.commitments)
    for commitment in ask.commitments:
        terms = work.load(Commitment, commitment).terms
        if terms is None or terms.partner != owed.party:
            raise NotPartyOfAgreement(party=terms.partner if terms else str(commitment))
    events = known.report(
        obligation,
        due_on=ask.due_on,
        document=ask.document,
        commitments=tuple(dict.fromkeys(ask.commitments)),
        **ask.days(work),
    )
    work.append(Agreement, agreement, *events)
    return agreement


def attach(work: Work, agreement: str, ask: AttachDocument) -> str:
    """Note a document of an agreement by its hash, also after the end.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        DocumentAttachedAlready, NotHappenedYet: not now.
    """
    known = _known(work, agreement, "agreements.attach")
    events = known.attach(kind=ask.kind, name=ask.name, sha256=ask.sha256, **ask.days(work))
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
