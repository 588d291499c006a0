"""Commands that say what was found at the door: who is there, and how the household stands.

A split and a merger move people from one household to another, in one save: nobody is counted
twice or lost in between, and their NIKs go with them.
"""

from datetime import date
from typing import Annotated, ClassVar, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_people import UnknownMember
from service.application import Work
from service.commands import households, merges, people
from service.commands.needs import JudgeNeed
from service.commands.needs import judge as judge_need
from service.commands.people import GivenResidence
from service.commands.requests import Part, Proofs, RegionCode, Request, Words, evidence
from service.kernel.people import Relation
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    BetterOffReason,
    HouseholdVerdict,
    Note,
    PresenceVerdict,
    WitnessMethod,
)

MOST_LEAVING = 50


class SplitOnlyOnce(Refused):
    """Keluarga hasil pecah KK disebut dua kali."""

    way_out: ClassVar[str] = (
        "Sebutkan keluarga yang sudah terdaftar, atau isi keluarga baru; jangan keduanya."
    )


class JudgePresence(Request, frozen=True, kw_only=True, tag_field="level", tag="person"):
    """Whether a person is there.

    Args:
        since: the day it came about, of death or of moving; `occurred_on` is the day it was seen.
        evidence: a paper for a death; two visits and a statement for somebody not found.
        duplicate_of: the person whose record stays.
        destination: region code of where the person went, as far as it is known.
        note: free words; kept sealed with the person.
    """

    person: UUID
    verdict: PresenceVerdict
    method: WitnessMethod
    since: date | None = None
    evidence: Proofs = ()
    duplicate_of: UUID | None = None
    destination: RegionCode | None = None
    note: Words | None = None


class SplitMember(Part, frozen=True, kw_only=True):
    """A person who leaves, and what they are in the new household."""

    person: UUID
    relation: Relation


class SplitOff(Part, frozen=True, kw_only=True):
    """The household that comes of a split, in the same village. Exactly one member is its head."""

    residence: GivenResidence
    members: Annotated[tuple[SplitMember, ...], Meta(min_length=1, max_length=MOST_LEAVING)]


class JudgeHousehold(Request, frozen=True, kw_only=True, tag_field="level", tag="household"):
    """How a household stands.

    Args:
        reason: why it is better off; needed for that verdict.
        other_household: for a merger, the household it goes into; for a split, a registered
            household that the `leaving` persons join.
        leaving: the persons who leave with a split into a registered household.
        split_off: the new household that comes of a split.
        note: free words; kept sealed with the household.
    """

    verdict: HouseholdVerdict
    method: WitnessMethod
    reason: BetterOffReason | None = None
    evidence: Proofs = ()
    other_household: UUID | None = None
    leaving: Annotated[tuple[UUID, ...], Meta(max_length=MOST_LEAVING)] = ()
    split_off: SplitOff | None = None
    note: Words | None = None


Validation: TypeAlias = JudgePresence | JudgeHousehold | JudgeNeed


def validate(work: Work, household: UUID, ask: Validation) -> UUID:
    """Record a finding of any level.

    Raises:
        As `judge_presence`, `judge` and `needs.judge`.
    """
    match ask:
        case JudgePresence():
            return judge_presence(work, household, ask)
        case JudgeHousehold():
            return judge(work, household, ask)
        case JudgeNeed():
            return judge_need(work, household, ask)


def judge_presence(work: Work, household: UUID, ask: JudgePresence) -> UUID:
    """Say whether a person is there; when the last one is gone, the household is closed.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NotHappenedYet: not now.
        UnknownMember, EvidenceMissing, DayMissing, DestinationMissing, SurvivorMissing,
            CorrectionMissing, NotFoundTooSoon, WholeHouseholdMoves: not shown well enough.
        BelongsElsewhere: somebody who comes back belongs to another household by now.
    """
    known = households.load(work, household, "households.judge_presence")
    events = known.judge_presence(
        ask.person,
        ask.verdict,
        method=ask.method,
        since=ask.since,
        evidence=evidence(ask.evidence, work),
        duplicate_of=ask.duplicate_of,
        destination=ask.destination,
        note=Private(ask.person, Note(text=ask.note)) if ask.note else None,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Household, household, *events)
    back = set(work.load(Household, household).belonging()) - set(known.belonging())
    people.require_here(work, household, tuple(back))
    return household


def judge(work: Work, household: UUID, ask: JudgeHousehold) -> UUID:
    """Say how a household stands; a split and a merger take people along.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NotHappenedYet: not now.
        EvidenceMissing, NotFoundTooSoon, WelfareReasonMissing, GraduationWithoutHelp,
            SurvivorMissing, NobodyLeft, SplitOnlyOnce, OneHeadNeeded, KkUnusable: not shown or
            not said well enough.
    """
    known = households.load(work, household, "households.judge")
    new = ask.split_off if ask.verdict == "split" else None
    if new is not None and (ask.other_household is not None or ask.leaving):
        raise SplitOnlyOnce
    other = work.new_id() if new is not None else ask.other_household
    leaving = tuple(member.person for member in new.members) if new else ask.leaving
    shown = evidence(ask.evidence, work)
    events = known.judge(
        ask.verdict,
        method=ask.method,
        reason=ask.reason,
        evidence=shown,
        other_household=other,
        leaving=tuple(dict.fromkeys(leaving)),
        note=Private(household, Note(text=ask.note)) if ask.note else None,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Household, household, *events)
    if new is not None and other is not None:
        _found(work, household, new, other, ask)
    elif ask.verdict in {"split", "merged"} and other is not None:
        going = leaving if ask.verdict == "split" else known.belonging()
        households.take_along(
            work,
            household,
            going,
            into=other,
            method=ask.method,
            evidence=shown,
            days=ask.days(work),
        )
        if ask.verdict == "merged":
            merges.follow(work, household, other, known, days=ask.days(work))
    return household


def _found(work: Work, household: UUID, new: SplitOff, founded: UUID, ask: JudgeHousehold) -> None:
    """Register the household that comes of a split, of the persons who left."""
    heads = sum(member.relation == "head" for member in new.members)
    if heads != 1:
        raise households.OneHeadNeeded(heads=heads)
    known = people.identities(work, household)
    home = people.residence(new.residence)
    members = []
    for member in new.members:
        who = known.get(member.person)
        if who is None:
            raise UnknownMember(person=str(member.person))
        members.append(people.enrolled(member.person, member.relation, who))
        people.take_nik(work, who.nik, person=member.person, household=founded)
    events = Household().register(
        founded,
        village=work.load(Household, household).village,
        residence=Private(founded, home),
        members=tuple(members),
        **ask.days(work),
    )
    work.append(Household, founded, *events)
    people.take_kk(work, home.kk_number, household=founded)
