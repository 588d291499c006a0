"""Who said what of a household, and which of it can't be true together.

Life goes on between two visits: whoever was present in March may have died by May, and a household
that was eligible graduates after help. That is no contradiction. It is one when two accounts can't
both be right: they say different things of the same day, or the later one takes back what the
earlier one saw. Words older than a year are no rivals; what a musdes said is none either.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_dispute_events import Witness
from service.aggregates.household_events import HouseholdJudged, NeedJudged, PresenceJudged
from service.kernel.needs import NeedType
from service.kernel.verdicts import (
    LEAVING,
    NEED_VERDICT_STANDINGS,
    HouseholdStatus,
    HouseholdVerdict,
    Method,
    NeedStanding,
    PresenceVerdict,
)

RIVALS_FOR = timedelta(days=365)
"""How far apart two testimonies may be and still contradict each other."""

Topic: TypeAlias = tuple[str, str]
"""What a testimony is about: ("person", its id), ("need", its name), ("household", "")."""

Judged: TypeAlias = PresenceJudged | HouseholdJudged | NeedJudged

_OF_HOUSEHOLD: dict[HouseholdVerdict, str] = {
    "eligible": "poor",
    "newly_proposed": "poor",
    "better_off": "better_off",
    "graduated": "graduated",
    "self_withdrew": "self_withdrew",
    "unreachable": "not_found",
    "closed_no_members": "closed",
}
"""Verdicts that say how a household stands, by what they come to. The others tell what happened."""

_OF_PERSON: dict[PresenceVerdict, str] = {
    verdict: verdict if verdict in LEAVING or verdict == "not_found" else "present"
    for verdict in (*LEAVING, "present", "joined", "identity_mismatch", "not_found")
    if verdict != "duplicate"
}
"""Verdicts on whether somebody is there. A duplicate is about records; it is undone as such."""

_GONE = frozenset({"moved_within_district", "moved_out", "moved_abroad"})

_LIFE: dict[str, frozenset[tuple[str, str]]] = {
    "household": frozenset(
        {
            ("poor", "graduated"),
            *((was, "self_withdrew") for was in ("poor", "better_off", "graduated")),
            *((was, "closed") for was in ("poor", "better_off", "graduated", "self_withdrew")),
            *((was, "not_found") for was in ("poor", "better_off", "graduated", "self_withdrew")),
            *(("not_found", now) for now in set(_OF_HOUSEHOLD.values())),
        }
    ),
    "person": frozenset(
        {
            *(("present", now) for now in set(_OF_PERSON.values())),
            *(("not_found", now) for now in set(_OF_PERSON.values())),
            *((was, now) for was in _GONE for now in (_GONE | {"deceased"})),
        }
    ),
    "need": frozenset({("unmet", "met"), ("unmet", "withdrawn"), ("withdrawn", "unmet")}),
}
"""What may be seen on one day and something else on a later one, without anybody being wrong."""


class Member(Struct, frozen=True):
    """A person, whether they belong here still, and the latest testimony about that."""

    belongs: bool
    verdict: PresenceVerdict
    on: date


class Testimony(Struct, frozen=True, kw_only=True):
    """What one account said, and what stood before.

    Args:
        topic: what it is about.
        came_about: the day it is said to be true since: of a death, not of the visit.
        status, member, standing: what stood before it was heard, by kind of topic.
    """

    topic: Topic
    verdict: str
    by: str
    on: date
    came_about: date
    method: Method
    version: int = 0
    status: HouseholdStatus = "listed"
    member: Member | None = None
    standing: NeedStanding | None = None

    @property
    def meaning(self) -> str:
        """What the verdict comes to; verdicts that come to the same do not disagree."""
        verdict: Any = self.verdict
        match self.topic[0]:
            case "household":
                return _OF_HOUSEHOLD[verdict]
            case "person":
                return _OF_PERSON[verdict]
            case _:
                return NEED_VERDICT_STANDINGS[verdict]

    @property
    def told(self) -> Witness:
        """The testimony as an event refers to it."""
        return Witness(version=self.version, by=self.by, on=self.on, verdict=self.verdict)


class Dispute(Struct, frozen=True):
    """A contradiction that nobody has decided yet.

    Args:
        version: of its opening.
        testimonies: those that disagree, and whatever was said since.
    """

    version: int
    testimonies: tuple[Witness, ...]


def person_topic(person: UUID) -> Topic:
    """Return the topic of whether somebody is there."""
    return ("person", str(person))


def need_topic(need: NeedType) -> Topic:
    """Return the topic of whether a need is real."""
    return ("need", need)


OF_HOUSEHOLD: Topic = ("household", "")


def says_something(topic: Topic, verdict: str) -> bool:
    """Say whether a verdict is a testimony, on which two can disagree."""
    if topic[0] == "household":
        return verdict in _OF_HOUSEHOLD
    return verdict != "duplicate"


def testimony_of(event: Judged) -> Testimony | None:
    """Return the testimony in an event; None if nobody's, or none that can be disputed."""
    if isinstance(event, PresenceJudged):
        topic, since = person_topic(event.person), event.since
    elif isinstance(event, NeedJudged):
        topic, since = need_topic(event.need), None
    else:
        topic, since = OF_HOUSEHOLD, None
    if not event.by or not says_something(topic, event.verdict):
        return None
    return Testimony(
        topic=topic,
        verdict=event.verdict,
        by=event.by,
        on=event.occurred_on,
        came_about=since or event.occurred_on,
        method=event.method,
    )


def rivals_of(told: Testimony, heard: Iterable[Testimony]) -> tuple[Testimony, ...]:
    """Return what other accounts said that can't be true together with this, the latest last."""
    rivals = (other for other in heard if contradict(other, told))
    return tuple(sorted(rivals, key=lambda one: (one.on, one.version)))


def contradict(one: Testimony, other: Testimony) -> bool:
    """Say whether two testimonies open a contradiction."""
    return (
        one.by != other.by
        and "musdes" not in {one.method, other.method}
        and abs(one.on - other.on) <= RIVALS_FOR
        and disagree(one, other)
    )


def before_dispute(words: Sequence[Testimony]) -> tuple[Testimony, ...]:
    """Return the words of days before any two of these contradict each other, the latest last."""
    first = min(
        max(one.on, other.on) for one, other in combinations(words, 2) if contradict(one, other)
    )
    earlier = (one for one in words if one.on < first)
    return tuple(sorted(earlier, key=lambda one: (one.on, one.version)))


def disagree(one: Testimony, other: Testimony) -> bool:
    """Say whether two testimonies about the same can't both be right."""
    if one.meaning == other.meaning:
        return False
    earlier, later = sorted((one, other), key=lambda told: told.on)
    is_life = (earlier.meaning, later.meaning) in _LIFE[one.topic[0]]
    return not (is_life and later.on > earlier.on and later.came_about > earlier.on)


def joined(heard: tuple[Testimony, ...], told: Testimony) -> tuple[Testimony, ...]:
    """Return what was heard with one testimony more; an account's older word gives way."""
    newer = [one for one in heard if one.by == told.by and one.on > told.on]
    if newer:
        return heard
    return (*(one for one in heard if one.by != told.by), told)
