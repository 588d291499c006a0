"""Commands about requests of data subjects: received, identified, held, decided, carried out.

Carrying out an erasure is one save: the request is fulfilled, the household says what was
destroyed, the numbers are given back. The keys go after that (`service/erasing.py`): t0 the event
is in and the keys are still there, t1 the service stops, t2 the worker of any process finds the
event and destroys them. The other way round, t1 would leave people destroyed whom no event names.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_events import HouseholdClosed, HouseholdJudged
from service.aggregates.household_needs import HouseholdIsErased
from service.aggregates.household_people import UnknownMember
from service.aggregates.subject_request import SubjectRequest
from service.aggregates.subject_request_events import (
    Hold,
    LegalBasis,
    Outcome,
    Proof,
    Requester,
    RequestKind,
)
from service.aggregates.target_list import ListRow, RowQuarantined, RowResolved
from service.application import NotKnown, Work
from service.commands import people
from service.commands.requests import Explain, Line, MaybeLine, Reason, Request, Slug, Words
from service.kernel.people import is_temporary
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Note
from service.policies import access, erasure

RowNamed: TypeAlias = tuple[UUID, int]
"""A row of a list: the list, and the line in the file."""


class ReportNotGranted(Refused):
    """Laporan data pribadi baru dapat disusun setelah permintaannya dikabulkan."""

    way_out: ClassVar[str] = "Pastikan identitas pemohon dan putuskan permintaannya lebih dahulu."


class Receive(Request, frozen=True, kw_only=True):
    """Somebody asks for what the law gives every data subject.

    Args:
        person: None when it is about the whole household.
        number: of the letter or the counter's slip.
        words: what was asked for; kept sealed under the subject's own key.
    """

    kind: RequestKind
    household: UUID
    requester: Requester
    number: Line
    person: UUID | None = None
    words: Words | None = None


class Identify(Request, frozen=True, kw_only=True):
    """What showed who is asking."""

    proof: Proof


class PutOnHold(Request, frozen=True, kw_only=True):
    """Nothing may be destroyed until something is through."""

    hold: Hold
    reason: Reason


class Decide(Request, frozen=True, kw_only=True):
    """Granted or refused, by which rule and why."""

    outcome: Outcome
    legal_basis: LegalBasis
    reason: Reason


class Fulfil(Request, frozen=True, kw_only=True):
    """What was granted is done; `reference` is the letter by which the subject was told."""

    reference: MaybeLine = ""


class Notify(Request, frozen=True, kw_only=True):
    """Somebody who had received the data was told.

    Args:
        looks: numbers of the exports they came by.
    """

    organisation: Slug
    account: Slug
    letter_number: Line
    looks: Annotated[tuple[int, ...], Meta(max_length=1_000)] = ()


def receive(work: Work, ask: Receive) -> UUID:
    """Take a request in; its clock of three times 24 hours starts now.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's to know.
        UnknownMember, HouseholdIsErased, NotHappenedYet: it is about nobody.
    """
    access.require(work.actor, "subject_requests.receive")
    household = work.load(Household, ask.household)
    if household.id is None:
        raise NotKnown
    access.require(work.actor, "subject_requests.receive", village=household.village)
    household.require_kept(**ask.days(work))
    if ask.person is not None and ask.person not in household.members:
        raise UnknownMember(person=str(ask.person))
    if ask.person in household.erased:
        raise HouseholdIsErased(person=str(ask.person))
    request = work.new_id()
    words = ask.words and Private(ask.person or ask.household, Note(text=ask.words))
    events = SubjectRequest().receive(
        request,
        kind=ask.kind,
        household=ask.household,
        person=ask.person,
        village=household.village,
        requester=ask.requester,
        number=ask.number,
        received_by=work.actor.account,
        received_at=work.now,
        words=words or None,
        **ask.days(work),
    )
    work.append(SubjectRequest, request, *events)
    return request


def identify(work: Work, subject_request: UUID, ask: Identify) -> UUID:
    """Note what showed who is asking.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RequestDecided, RequesterIdentified: not now.
    """
    known = load(work, subject_request, "subject_requests.identify")
    work.append(SubjectRequest, subject_request, *known.identify(ask.proof, **ask.days(work)))
    return subject_request


def put_on_hold(work: Work, subject_request: UUID, ask: PutOnHold) -> UUID:
    """Keep everything as it is until an audit, a dispute or a court is through.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RequestHeld, RequestFulfilled: not now.
    """
    known = load(work, subject_request, "subject_requests.hold")
    events = known.put_on_hold(ask.hold, reason=ask.reason, **ask.days(work))
    work.append(SubjectRequest, subject_request, *events)
    return subject_request


def resume(work: Work, subject_request: UUID, ask: Explain) -> UUID:
    """Go on after a hold.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RequestNotHeld: not now.
    """
    known = load(work, subject_request, "subject_requests.resume")
    work.append(SubjectRequest, subject_request, *known.resume(reason=ask.reason, **ask.days(work)))
    return subject_request


def decide(work: Work, subject_request: UUID, ask: Decide) -> UUID:
    """Grant or refuse; an erasure is not granted while something must be kept.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        RequestDecided, RequestHeld, RequesterUnidentified, DecidedByReceiver, BasisUnfit: not so.
        AidUnderWay, RetentionNotOver: it must be kept.
    """
    known = load(work, subject_request, "subject_requests.decide")
    events = known.decide(
        ask.outcome,
        legal_basis=ask.legal_basis,
        reason=ask.reason,
        by=work.actor.account,
        **ask.days(work),
    )
    if known.kind == "erasure" and ask.outcome == "granted":
        _require_free(work, known, ask.legal_basis)
    work.append(SubjectRequest, subject_request, *events)
    return subject_request


def fulfil(
    work: Work, subject_request: UUID, ask: Fulfil, *, rows: Sequence[RowNamed] = ()
) -> UUID:
    """Do what was granted: limit, destroy, or note that a report or a correction was given.

    Args:
        rows: quarantined rows that a read model says were put right as this household; each is
            looked at again in its own stream.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        RequestNotGranted, RequestFulfilled, RequestHeld, DestroyedByDecider: not now, or not them.
        RestrictedAlready, AidUnderWay, RetentionNotOver, HouseholdIsErased: what has come since.
    """
    known = load(work, subject_request, "subject_requests.fulfil")
    days = ask.days(work)
    events = known.fulfil(by=work.actor.account, reference=ask.reference, **days)
    work.append(SubjectRequest, subject_request, *events)
    assert known.household is not None, "a request is about a household"
    if known.kind == "restriction":
        household = work.load(Household, known.household)
        work.append(Household, known.household, *household.restrict(subject_request, **days))
    elif known.kind == "erasure":
        _erase(work, known, ask, rows)
    return subject_request


def lift_restriction(work: Work, subject_request: UUID, ask: Explain) -> UUID:
    """Let partners see a household again that was restricted by this request.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotRestricted: not now.
    """
    known = load(work, subject_request, "subject_requests.lift_restriction")
    if known.kind != "restriction" or known.household is None:
        raise NotKnown
    household = work.load(Household, known.household)
    events = household.lift_restriction(subject_request, reason=ask.reason, **ask.days(work))
    work.append(Household, known.household, *events)
    return subject_request


def notify(work: Work, subject_request: UUID, ask: Notify) -> UUID:
    """Note that somebody who had received the data was told.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RequestNotGranted, NotifiedAlready: not now.
    """
    known = load(work, subject_request, "subject_requests.notify")
    events = known.notify(
        organisation=ask.organisation,
        account=ask.account,
        looks=ask.looks,
        letter_number=ask.letter_number,
        **ask.days(work),
    )
    work.append(SubjectRequest, subject_request, *events)
    return subject_request


def require_reportable(outcome: Outcome | None) -> None:
    """Refuse to tell all about somebody to whom nothing was granted.

    Raises:
        ReportNotGranted: decide first.
    """
    if outcome != "granted":
        raise ReportNotGranted(outcome=outcome)


def load(work: Work, subject_request: UUID, command: str) -> SubjectRequest:
    """Return a request that the actor may give this command about.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not theirs.
    """
    access.require(work.actor, command)
    known = work.load(SubjectRequest, subject_request)
    if known.subject_request is None:
        raise NotKnown
    access.require(work.actor, command, village=known.village)
    return known


def _require_free(work: Work, request: SubjectRequest, legal_basis: LegalBasis) -> None:
    assert request.household is not None
    household = work.load(Household, request.household)
    household.require_no_aid_under_way()
    erasure.require_over(household, legal_basis=legal_basis, today=work.today)


def _erase(work: Work, request: SubjectRequest, ask: Fulfil, rows: Sequence[RowNamed]) -> None:
    assert request.household is not None
    assert request.legal_basis is not None, "only what was granted is carried out"
    _require_free(work, request, request.legal_basis)
    home = request.household
    household = work.load(Household, home)
    persons = () if request.person else _here_only(work, home, household)
    events = household.erase(
        request.subject_request or home,
        number=request.number,
        legal_basis=request.legal_basis,
        decided_by=request.decided_by,
        person=request.person,
        persons=persons,
        rows=_row_subjects(work, home, rows) if request.person is None else (),
        **ask.days(work),
    )
    work.append(Household, home, *events)
    for subject in (request.person,) if request.person else (home, *persons):
        work.release(subject)


def _here_only(work: Work, home: UUID, household: Household) -> tuple[UUID, ...]:
    """Return the people of a household who don't belong to another one by now.

    Whoever moved out of it lives on elsewhere, under the same key; that is theirs to ask for.
    """
    elsewhere: set[UUID] = set()
    for event in work.events(Household, home):
        other = None
        if isinstance(event, HouseholdClosed):
            other = event.survivor
        elif isinstance(event, HouseholdJudged):
            other = event.other_household
        if other is not None:
            elsewhere |= set(work.load(Household, other).belonging())
    for person, who in people.identities(work, home).items():
        if who is None or is_temporary(who.nik):
            continue
        held = work.claim_on("nik", who.nik)
        if held is not None and held.subject == person and held.household != home:
            elsewhere.add(person)
    gone = elsewhere | set(household.erased)
    return tuple(person for person in household.members if person not in gone)


def _row_subjects(work: Work, home: UUID, rows: Sequence[RowNamed]) -> tuple[UUID, ...]:
    """Return the subjects of those rows that were put right as this household."""
    subjects = []
    for list_id, row_no in rows:
        told = work.events(ListRow, f"{list_id}/{row_no}")
        if any(isinstance(one, RowResolved) and one.household == home for one in told):
            subjects += [one.raw.subject for one in told if isinstance(one, RowQuarantined)]
    return tuple(subjects)
