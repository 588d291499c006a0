"""Two records of one household or person become one, and are told apart again if that was wrong.

Both streams are in the save, so whoever decides has seen both. Needs, promises, lists and numbers
go to the record that stays; whoever pays or delivers on an old promise finds it there (see
`commitment_ties.home_of`).
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.duplicate import Duplicate, pair_of
from service.aggregates.household import Household
from service.aggregates.household_events import HouseholdRegistered, HouseholdRelisted, Source
from service.aggregates.household_evidence import SurvivorMissing
from service.aggregates.household_identity import NotMerged
from service.aggregates.household_identity_events import SamePerson
from service.aggregates.household_reservations import Need
from service.application import NotKnown, Work
from service.commands import households, people
from service.commands.requests import Days, Part, Proof, Reason, Request, evidence
from service.kernel.needs import NeedType
from service.kernel.people import is_temporary
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, Note

MOST_SAME = 50


class SamePersonTwice(Refused):
    """Satu orang disebut dua kali sebagai orang yang sama."""

    way_out: ClassVar[str] = "Pasangkan setiap orang paling banyak satu kali."


class GivenSame(Part, frozen=True, kw_only=True):
    """A person of the record that goes, and who they are in the record that stays."""

    person: UUID
    survivor: UUID


class MergeHouseholds(Request, frozen=True, kw_only=True):
    """This record is a double of another one.

    Args:
        survivor: the household whose record stays.
        same: who is who; whoever is not named here comes along as a member.
        evidence: what shows that they are one.
    """

    survivor: UUID
    same: Annotated[tuple[GivenSame, ...], Meta(max_length=MOST_SAME)] = ()
    evidence: Annotated[tuple[Proof, ...], Meta(min_length=1, max_length=20)]


class UnmergeHouseholds(Request, frozen=True, kw_only=True):
    """The records were of two households after all."""

    reason: Reason


def merge_households(work: Work, household: UUID, ask: MergeHouseholds) -> UUID:
    """Let one record of a household take over another; return the one that stays.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NotHappenedYet: not now.
        SurvivorMissing, SamePersonTwice, UnknownMember: not like this.
    """
    same = tuple(SamePerson(person=one.person, survivor=one.survivor) for one in ask.same)
    days = ask.days(work)
    shown = evidence(ask.evidence, work)
    kept = merge(work, household, ask.survivor, same=same, shown=shown, days=days)
    for one in same:
        pair = pair_of(one.person, one.survivor)
        known = work.load(Duplicate, pair)
        if known.sides is not None and known.state == "suspected":
            by = work.actor.account
            told = known.merge(one.survivor, whole_household=True, by=by, **days)
            work.append(Duplicate, pair, *told)
    return kept


def unmerge_households(work: Work, household: UUID, ask: UnmergeHouseholds) -> UUID:
    """Tell two records apart again; return the one that is open again.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotMerged, HouseholdIsErased, NotHappenedYet: not now.
    """
    days = ask.days(work)
    known = work.load(Household, household)
    came = known.survivor and work.load(Household, known.survivor).absorbed.get(household)
    unmerge(work, household, reason=ask.reason, days=days)
    for one in came.event.same if came else ():
        pair = pair_of(one.person, one.survivor)
        suspicion = work.load(Duplicate, pair)
        if suspicion.state == "merged" and suspicion.whole_household:
            by = work.actor.account
            told = suspicion.unmerge(reason=ask.reason, by=by, **days)
            work.append(Duplicate, pair, *told)
    return household


def merge(
    work: Work,
    gone: UUID,
    kept: UUID,
    *,
    same: tuple[SamePerson, ...],
    shown: tuple[Evidence, ...],
    days: Days,
) -> UUID:
    """Close a record as the double of another, which takes over what it held.

    Raises:
        As `merge_households`.
    """
    known = households.load(work, gone, "households.merge")
    other = households.load(work, kept, "households.merge")
    if gone == kept:
        raise SurvivorMissing
    other.require_living(**days)
    twice = len({one.person for one in same}) < len(same)
    if twice or len({one.survivor for one in same}) < len(same):
        raise SamePersonTwice
    if strangers := {one.person for one in same} - known.members.keys():
        raise NotMerged(persons=sorted(map(str, strangers)))
    needs, sources = dict(known.needs), _sources(work, gone)
    going = tuple(p for p in known.belonging() if p not in {one.person for one in same})
    closing = known.close(
        "duplicate",
        survivor=kept,
        method="office",
        evidence=shown,
        by=work.actor.account,
        **days,
    )
    work.append(Household, gone, *closing)
    work.append(Household, gone, *work.load(Household, gone).hand_over(on=days["on"]))
    households.take_along(work, gone, going, into=kept, method="office", evidence=shown, days=days)
    absorb(
        work, gone, kept, village=known.village, needs=needs, same=same, joined=going,
        sources=sources, days=days,
    )  # fmt: skip
    _follow(work, gone, kept, same)
    return kept


def follow(work: Work, gone: UUID, kept: UUID, before: Household, *, days: Days) -> None:
    """Let what a household held follow its people, who have joined another one just now.

    Args:
        before: the household as it was before it was closed.
    """
    work.append(Household, gone, *work.load(Household, gone).hand_over(on=days["on"]))
    absorb(
        work, gone, kept, village=before.village, needs=before.needs, same=(),
        joined=before.belonging(), sources=(), days=days,
    )  # fmt: skip


def absorb(
    work: Work,
    gone: UUID,
    kept: UUID,
    *,
    village: str,
    needs: dict[NeedType, Need],
    same: tuple[SamePerson, ...],
    joined: tuple[UUID, ...],
    sources: tuple[Source, ...],
    days: Days,
) -> None:
    """Let a household take over what a closed record held; its people have joined already."""
    events = work.load(Household, kept).absorb(
        gone,
        absorbed_version=work.version(Household, gone),
        village=village,
        needs=needs,
        same=same,
        joined=joined,
        sources=sources,
        by=work.actor.account,
        **days,
    )
    work.append(Household, kept, *events)


def unmerge(work: Work, gone: UUID, *, reason: str, days: Days) -> UUID:
    """Open a record again that was taken for another's double, with all that was its own.

    Whoever has left the other record since stays where they went; what was done there stays there.

    Raises:
        As `unmerge_households`.
    """
    known = households.load(work, gone, "households.unmerge")
    if known.survivor is None or not known.is_closed:
        raise NotMerged
    kept = known.survivor
    other = households.load(work, kept, "households.unmerge")
    came = other.absorbed.get(gone)
    if came is None:
        raise NotMerged
    held = [
        (found[0], found[2])
        for along in came.event.needs
        for commitment in along.promises
        if (found := other.reserved_by(commitment)) is not None
    ]
    there = set(other.belonging())
    stay = {person for person in came.event.joined if person not in there}
    told = other.unmerge(gone, reason=reason, by=work.actor.account, **days)
    opened = known.take_back(
        members=tuple(person for person in known.left if person not in stay),
        promises=tuple(held),
        note=Private(gone, Note(text=reason)),
        **days,
    )
    work.append(Household, gone, *opened)
    work.append(Household, kept, *told)
    _come_back(work, gone, kept, came.event.same, set(came.event.joined) - stay)
    return gone


def merge_person(
    work: Work,
    gone: tuple[UUID, UUID],
    kept: tuple[UUID, UUID],
    *,
    shown: tuple[Evidence, ...],
    days: Days,
) -> None:
    """Say that a person is listed twice; their number goes to the record that stays.

    Args:
        gone, kept: household and person of each record.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, UnknownMember: not now.
    """
    household, person = gone
    known = households.load(work, household, "households.merge")
    other = households.load(work, kept[0], "households.merge")
    if kept[1] not in other.members:
        raise NotKnown
    events = known.judge_presence(
        person,
        "duplicate",
        method="office",
        evidence=shown,
        duplicate_of=kept[1],
        by=work.actor.account,
        **days,
    )
    work.append(Household, household, *events)
    who = people.identities(work, household).get(person)
    if who is not None and not is_temporary(who.nik):
        work.release(person)
        work.claim_nik(who.nik, person=kept[1], household=kept[0])


def unmerge_person(
    work: Work,
    gone: tuple[UUID, UUID],
    kept: tuple[UUID, UUID],
    *,
    shown: tuple[Evidence, ...],
    days: Days,
) -> None:
    """Bring a person back who was taken for another record's double, with their number.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed: not now.
    """
    household, person = gone
    known = households.load(work, household, "households.unmerge")
    households.load(work, kept[0], "households.unmerge")
    work.append(Household, household, *known.tell_apart(person, evidence=shown, **days))
    same = SamePerson(person=person, survivor=kept[1])
    _come_back(work, household, kept[0], (same,), set())


def doubles_of(work: Work, household: UUID, person: UUID) -> list[str]:
    """Return the numbers that other records gave up to a person: of every record still one."""
    known = work.load(Household, household)
    found = []
    for gone, came in known.absorbed.items():
        told = people.identities(work, gone)
        for one in came.event.same:
            who = told.get(one.person)
            if one.survivor == person and who is not None and not is_temporary(who.nik):
                found.append(who.nik)
    return found


def _sources(work: Work, household: UUID) -> tuple[Source, ...]:
    """Return the rows of lists that named a household."""
    found = [
        event.source
        for event in work.events(Household, household)
        if isinstance(event, HouseholdRegistered | HouseholdRelisted) and event.source is not None
    ]
    return tuple(dict.fromkeys(found))


def _follow(work: Work, gone: UUID, kept: UUID, same: Iterable[SamePerson]) -> None:
    """Let the numbers of a record that was closed lead to the one that stays."""
    told = people.identities(work, gone)
    for one in same:
        who = told.get(one.person)
        if who is not None and not is_temporary(who.nik):
            work.release(one.person)
            work.claim_nik(who.nik, person=one.survivor, household=kept)
    home = people.last_residence(work, gone)
    if home is not None and not is_temporary(home.kk_number):
        work.release(gone)
        work.claim_kk(home.kk_number, household=kept)


def _come_back(
    work: Work, gone: UUID, kept: UUID, same: tuple[SamePerson, ...], joined: set[UUID]
) -> None:
    """Give each record its own numbers again."""
    told, theirs = people.identities(work, gone), people.identities(work, kept)
    for person in joined:
        who = told.get(person)
        if who is not None:
            people.take_nik(work, who.nik, person=person, household=gone)
    for one in same:
        who, other = told.get(one.person), theirs.get(one.survivor)
        if who is None or is_temporary(who.nik):
            continue
        work.release(one.survivor)
        work.claim_nik(who.nik, person=one.person, household=gone)
        if other is not None and not is_temporary(other.nik):
            work.claim_nik(other.nik, person=one.survivor, household=kept)
        for nik in doubles_of(work, kept, one.survivor):
            work.claim_nik(nik, person=one.survivor, household=kept)
    _kk_comes_back(work, gone, kept)


def _kk_comes_back(work: Work, gone: UUID, kept: UUID) -> None:
    home = people.last_residence(work, gone)
    if home is None or is_temporary(home.kk_number):
        return
    held = work.claim_on("kk", home.kk_number)
    if held is None or held.household != kept or held.subject == gone:
        return
    work.release(kept)
    work.claim_kk(home.kk_number, household=gone)
    others = [kept, *work.load(Household, kept).absorbed]
    for other in others:
        own = people.last_residence(work, other)
        if own is not None and not is_temporary(own.kk_number):
            work.claim_kk(own.kk_number, household=kept)
