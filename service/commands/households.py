"""Commands about households: register, change, move, join, reopen.

Judging who is there and how a household stands is in `validations`, needs are in `needs`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_events import Assistance, HouseholdClosed
from service.aggregates.household_needs import HouseholdIsErased
from service.application import NotKnown, Work
from service.commands import people, villages
from service.commands.people import (
    BelongsElsewhere,
    GivenPerson,
    GivenResidence,
    OtherRelation,
)
from service.commands.requests import (
    Days,
    MaybeLine,
    Proof,
    Request,
    VillageCode,
    Words,
    evidence,
)
from service.kernel.people import IdentityMatch, Relation, is_temporary
from service.kernel.places import regency_of
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, Method, Note
from service.policies import access

MOST_MEMBERS = 50


class OneHeadNeeded(Refused):
    """Keluarga harus mempunyai tepat satu kepala keluarga."""

    way_out: ClassVar[str] = "Pilih satu anggota sebagai kepala keluarga."


class Unrecognisable(Refused):
    """Keluarga ini tidak punya NIK, nomor KK, maupun alamat."""

    way_out: ClassVar[str] = "Isi paling sedikit satu di antara NIK, nomor KK, dan alamat."


class OtherRegency(Refused):
    """Desa tujuan terletak di kabupaten lain."""

    way_out: ClassVar[str] = 'Catat setiap anggota sebagai "Pindah ke luar kabupaten".'


class Founder(GivenPerson, frozen=True, kw_only=True):
    """A member of a household that is being registered."""

    relation: Relation


class Register(Request, frozen=True, kw_only=True):
    """A household that its village proposes.

    Args:
        members: everybody, exactly one of them as head.
        decile: of which ranking is in `decile_source`.
    """

    village: VillageCode
    residence: GivenResidence
    members: Annotated[tuple[Founder, ...], Meta(min_length=1, max_length=MOST_MEMBERS)]
    decile: Annotated[int, Meta(ge=1, le=10)] | None = None
    decile_source: MaybeLine = ""
    assistance: Annotated[tuple[Assistance, ...], Meta(max_length=4)] = ()
    identity_match: IdentityMatch = "unchecked"


class ChangeAddress(Request, frozen=True, kw_only=True):
    """The whole address as it is now, within the same village."""

    residence: GivenResidence


class Move(Request, frozen=True, kw_only=True):
    """The whole household goes to another village of the regency."""

    village: VillageCode
    residence: GivenResidence


class Join(Request, frozen=True, kw_only=True):
    """A person who belongs to the household from now on.

    Args:
        since: the day of birth, wedding or arrival; None if nobody knows.
    """

    person: GivenPerson
    relation: OtherRelation
    since: date | None = None


class Correct(Request, frozen=True, kw_only=True):
    """What was written down of a person was wrong.

    Args:
        person: the member.
        identity: all of it, as it should have been written down.
    """

    person: UUID
    identity: GivenPerson
    evidence: Annotated[tuple[Proof, ...], Meta(min_length=1, max_length=20)]


class ChangeHead(Request, frozen=True, kw_only=True):
    """Another member becomes the head."""

    person: UUID


class Reopen(Request, frozen=True, kw_only=True):
    """A closing was wrong; why is kept sealed with the household."""

    note: Words


def register(work: Work, ask: Register, *, household: UUID | None = None) -> UUID:
    """Register a household as its village's new proposal.

    Args:
        household: its id, where another stream of the save names it already; None makes one.

    Raises:
        NotAllowed, OutOfScope, NoSuchVillage: not here.
        OneHeadNeeded, Unrecognisable, NikUnusable, NikTwice, NotBornYet, KkUnusable: what is
            said about it does not hold.
    """
    access.require(work.actor, "households.register", village=ask.village)
    villages.place(ask.village)
    heads = sum(member.relation == "head" for member in ask.members)
    if heads != 1:
        raise OneHeadNeeded(heads=heads)
    who = [
        people.identity(member, work, field=f"members[{number}]")
        for number, member in enumerate(ask.members)
    ]
    people.require_different(who)
    home = people.residence(ask.residence)
    if not (home.kk_number or home.address or any(one.nik for one in who)):
        raise Unrecognisable
    household = household or work.new_id()
    members = tuple(
        people.enrolled(work.new_id(), given.relation, one)
        for given, one in zip(ask.members, who, strict=True)
    )
    events = Household().register(
        household,
        village=ask.village,
        residence=Private(household, home),
        members=members,
        decile=ask.decile,
        decile_source=ask.decile_source,
        assistance=tuple(dict.fromkeys(ask.assistance)),
        identity_match=ask.identity_match,
        **ask.days(work),
    )
    work.append(Household, household, *events)
    for member, one in zip(members, who, strict=True):
        people.take_nik(work, one.nik, person=member.person, household=household)
    people.take_kk(work, home.kk_number, household=household)
    return household


def change_address(work: Work, household: UUID, ask: ChangeAddress) -> UUID:
    """Put an address or a KK number right, or note a move within the village.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, KkUnusable, NotHappenedYet: not so.
    """
    known = load(work, household, "households.change_address")
    former = people.last_residence(work, household)
    home = people.residence(ask.residence, former)
    events = known.change_address(Private(household, home), **ask.days(work))
    work.append(Household, household, *events)
    people.take_kk(
        work, home.kk_number, household=household, former=former.kk_number if former else ""
    )
    return household


def move(work: Work, household: UUID, ask: Move) -> UUID:
    """Note that a household went to another village of the regency, with its open needs.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NoSuchVillage, OtherRegency,
            SameVillage, KkUnusable, NotHappenedYet: not so.
    """
    known = load(work, household, "households.move")
    villages.place(ask.village)
    if regency_of(ask.village) != regency_of(known.village):
        raise OtherRegency(village=ask.village)
    former = people.last_residence(work, household)
    home = people.residence(ask.residence, former)
    events = known.move(ask.village, residence=Private(household, home), **ask.days(work))
    work.append(Household, household, *events)
    people.take_kk(
        work, home.kk_number, household=household, former=former.kk_number if former else ""
    )
    return household


def join(work: Work, household: UUID, ask: Join) -> UUID:
    """Add a member; return the person's id.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NikUnusable, NotBornYet: not so.
    """
    known = load(work, household, "households.join")
    who = people.identity(ask.person, work, field="person")
    person = work.new_id()
    events = known.join(
        people.enrolled(person, ask.relation, who), since=ask.since, **ask.days(work)
    )
    work.append(Household, household, *events)
    people.take_nik(work, who.nik, person=person, household=household)
    return person


def correct(work: Work, household: UUID, ask: Correct) -> UUID:
    """Put right who a person is; return the person's id.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, UnknownMember, NotHappenedYet: no.
        NikUnusable: it can't be a NIK.
        HouseholdIsErased: the person was erased; there is nothing to put right.
    """
    known = load(work, household, "households.correct")
    who = people.identity(ask.identity, work, field="identity")
    events = known.correct(
        ask.person,
        Private(ask.person, who),
        temporary=is_temporary(who.nik),
        evidence=evidence(ask.evidence, work),
        **ask.days(work),
    )
    former = people.identities(work, household)[ask.person]
    if former is None:
        raise HouseholdIsErased
    work.append(Household, household, *events)
    people.change_nik(work, who.nik, former.nik, person=ask.person, household=household)
    return ask.person


def change_head(work: Work, household: UUID, ask: ChangeHead) -> UUID:
    """Make another member the head.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, UnknownMember, NotHappenedYet: no.
    """
    known = load(work, household, "households.change_head")
    work.append(Household, household, *known.change_head(ask.person, **ask.days(work)))
    return household


def reopen(work: Work, household: UUID, ask: Reopen) -> UUID:
    """Undo a closing that was wrong.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotClosed, NotHappenedYet: there is nothing to undo.
        BelongsElsewhere: somebody of it belongs to another household by now.
    """
    known = load(work, household, "households.reopen")
    events = known.reopen(note=Private(household, Note(text=ask.note)), **ask.days(work))
    people.require_here(work, household, known.left)
    survivor = _survivor(work, household)
    if survivor is not None:
        belonging = work.load(Household, survivor).belonging()
        if not set(belonging).isdisjoint(known.left):
            raise BelongsElsewhere(household=str(survivor))
    work.append(Household, household, *events)
    return household


def take_along(
    work: Work,
    household: UUID,
    persons: Iterable[UUID],
    *,
    into: UUID,
    method: Method,
    evidence: tuple[Evidence, ...],
    days: Days,
) -> None:
    """Let people who have just left a household join another one, as the same persons.

    Args:
        evidence: whoever once left that other household comes back to it only by a visit.
        days: what the decisions are told about time.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, MemberKnown, EvidenceMissing,
            NotHappenedYet: the other household can't take them.
    """
    identities = people.identities(work, household)
    for person in persons:
        who = identities.get(person)
        if who is None:
            continue  # erased: nobody whom an event could name
        other = load(work, into, "households.join")
        if person in other.members and not other.members[person].belongs:
            events = other.judge_presence(
                person, "present", method=method, evidence=evidence, **days
            )
        else:
            events = other.join(people.enrolled(person, "other", who), **days)
        work.append(Household, into, *events)
        people.take_nik(work, who.nik, person=person, household=into)


def load(work: Work, household: UUID, command: str) -> Household:
    """Return a household that the actor may give this command about.

    Raises:
        NotAllowed: the role may not; said first, for it tells nothing about the household.
        NotKnown, OutOfScope: there is none, or it is not the actor's to know; answered alike.
    """
    access.require(work.actor, command)
    known = work.load(Household, household)
    if known.id is None:
        raise NotKnown
    access.require(work.actor, command, village=known.village)
    return known


def _survivor(work: Work, household: UUID) -> UUID | None:
    """Return the household that this one's people went to when it was closed."""
    closings = [e for e in work.events(Household, household) if isinstance(e, HouseholdClosed)]
    return closings[-1].survivor if closings else None
