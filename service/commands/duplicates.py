"""Commands about suspicions that one person stands on the register twice.

Finding them needs names, so it is not done here (see `exchange/duplicates.py`); here somebody
decides. Deciding that two records are one merges them in the same save.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from service.aggregates.duplicate import Duplicate, Point, Side, SuspectedAlready, pair_of
from service.aggregates.household import Household
from service.aggregates.household_identity_events import SamePerson
from service.application import NotKnown, Work
from service.commands import merges
from service.commands.requests import Days, Explain, Proof, Request, evidence
from service.kernel.verdicts import Evidence
from service.policies import access

Extent: TypeAlias = Literal["person", "household"]

EXTENT_LABELS: dict[Extent, str] = {
    "person": "Orangnya saja",
    "household": "Seluruh keluarganya",
}

MOST_AT_ONCE = 500
"""Pairs of one save."""


class Suspicion(Struct, frozen=True, kw_only=True):
    """Two records that are alike, the one of the smaller person's id first."""

    sides: tuple[Side, Side]
    reasons: tuple[Point, ...]


class Merge(Request, frozen=True, kw_only=True):
    """The two are one.

    Args:
        survivor: the person whose record stays.
        extent: whether their households are one as well, so that everything goes along.
    """

    survivor: UUID
    extent: Extent = "person"
    evidence: Annotated[tuple[Proof, ...], Meta(min_length=1, max_length=20)]


def suspect(work: Work, found: Sequence[Suspicion]) -> UUID:
    """Note pairs that are alike, save those that somebody has decided about.

    Raises:
        NotAllowed, OutOfScope: not there.
        SuspectedAlready: all of them were noted.
    """
    access.require(work.actor, "duplicates.suspect")
    last: UUID | None = None
    for one in found:
        for side in one.sides:
            access.require(work.actor, "duplicates.suspect", village=side.village)
        pair = pair_of(one.sides[0].person, one.sides[1].person)
        known = work.load(Duplicate, pair)
        try:
            events = known.suspect(pair, one.sides, one.reasons, on=work.today, today=work.today)
        except SuspectedAlready:
            continue
        work.append(Duplicate, pair, *events)
        last = pair
    if last is None:
        raise SuspectedAlready
    return last


def dismiss(work: Work, duplicate: UUID, ask: Explain) -> UUID:
    """Say that they are two people; the suspicion never comes back.

    Raises:
        NotAllowed, OutOfScope, NotKnown, PairDecided, NotHappenedYet: not now.
    """
    known = load(work, duplicate)
    events = known.dismiss(reason=ask.reason, by=work.actor.account, **ask.days(work))
    work.append(Duplicate, duplicate, *events)
    return duplicate


def merge(work: Work, duplicate: UUID, ask: Merge) -> UUID:
    """Say that they are one, and merge the records.

    Raises:
        NotAllowed, OutOfScope, NotKnown, PairUnknown, PairDecided, NotHappenedYet: not now.
        HouseholdIsClosed, UnknownMember, EvidenceMissing: one of the records changed since.
    """
    known = load(work, duplicate)
    days = ask.days(work)
    shown = evidence(ask.evidence, work)
    gone = known.other_side(ask.survivor) if known.sides else None
    # Whoever is the last of a household takes it along: an empty record would promise for nobody.
    whole = ask.extent == "household" or (gone is not None and _is_last(work, gone))
    events = known.merge(ask.survivor, whole_household=whole, by=work.actor.account, **days)
    assert gone is not None, "what is not known was refused"
    work.append(Duplicate, duplicate, *events)
    kept = known.side_of(ask.survivor)
    _merge_records(work, gone, kept, whole=whole, shown=shown, days=days)
    return duplicate


def unmerge(work: Work, duplicate: UUID, ask: Explain) -> UUID:
    """Take a merger back; both records are as they were.

    Raises:
        NotAllowed, OutOfScope, NotKnown, PairNotMerged, NotMerged, NotHappenedYet: not now.
    """
    known = load(work, duplicate)
    days = ask.days(work)
    events = known.unmerge(reason=ask.reason, by=work.actor.account, **days)
    work.append(Duplicate, duplicate, *events)
    assert known.survivor is not None, "it was merged"
    gone, kept = known.other_side(known.survivor), known.side_of(known.survivor)
    if known.whole_household:
        merges.unmerge(work, gone.household, reason=ask.reason, days=days)
    else:
        merges.unmerge_person(
            work,
            (gone.household, gone.person),
            (kept.household, kept.person),
            shown=(),
            days=days,
        )
    return duplicate


def load(work: Work, duplicate: UUID) -> Duplicate:
    """Return a suspicion that the actor may decide, knowing both sides as they live now.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not theirs.
    """
    access.require(work.actor, "duplicates.decide")
    known = work.load(Duplicate, duplicate)
    if known.sides is None:
        raise NotKnown
    for side in known.sides:
        village = work.load(Household, side.household).village
        access.require(work.actor, "duplicates.decide", village=village)
    return known


def _is_last(work: Work, side: Side) -> bool:
    return work.load(Household, side.household).belonging() == (side.person,)


def _merge_records(
    work: Work,
    gone: Side,
    kept: Side,
    *,
    whole: bool,
    shown: tuple[Evidence, ...],
    days: Days,
) -> None:
    if whole:
        same = (SamePerson(person=gone.person, survivor=kept.person),)
        merges.merge(work, gone.household, kept.household, same=same, shown=shown, days=days)
    else:
        merges.merge_person(
            work,
            (gone.household, gone.person),
            (kept.household, kept.person),
            shown=shown,
            days=days,
        )
