"""Whose word a household's standing rests on, and whether it has changed since somebody looked.

Whoever found something out in the field is a witness; a meeting that ratifies it must be other
people. What a meeting itself decided is nobody's testimony.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias
from uuid import UUID

from service.aggregates.household_dispute_events import ContradictionDecided, ContradictionOpened
from service.aggregates.household_events import (
    HouseholdClosed,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdReopened,
    MemberJoined,
    NeedJudged,
    PresenceJudged,
)
from service.aggregates.household_identity_events import HouseholdAbsorbed, HouseholdUnmerged
from service.aggregates.household_privacy_events import HouseholdErased
from service.kernel.events import Recorded

Testimony: TypeAlias = PresenceJudged | HouseholdJudged | HouseholdClosed | NeedJudged

BY_MUSDES = "musdes:"
"""What `by` begins with where a meeting decided; its id follows. It is no account's name."""

_CHANGING = (
    PresenceJudged,
    HouseholdJudged,
    HouseholdClosed,
    HouseholdReopened,
    HouseholdMoved,
    MemberJoined,
    NeedJudged,
    HouseholdErased,
    ContradictionOpened,
    ContradictionDecided,
    HouseholdAbsorbed,
    HouseholdUnmerged,
)


def witnesses(told: Iterable[Recorded[Any]], *, upto: int | None = None) -> frozenset[str]:
    """Return the accounts whose testimony a household's standing rests on.

    Of several testimonies about one person, one need or the whole household, the one about the
    latest day counts; one that is disputed counts beside what it contradicts.

    Args:
        told: the events of the household's stream, in order.
        upto: the last version to take into account; None for all.
    """
    heard: dict[object, list[Recorded[Any]]] = {}
    for one in told:
        if upto is not None and one.version > upto:
            break
        if not isinstance(one.event, Testimony) or _follows(one.event):
            continue
        earlier = heard.setdefault(_subject(one.event), [])
        if _is_disputed(one.event):
            earlier.append(one)
        elif not earlier or one.event.occurred_on >= earlier[0].event.occurred_on:
            earlier[:] = [one]
    return frozenset(
        account for several in heard.values() for one in several if (account := _witness(one))
    )


def taken_in(told: Iterable[Recorded[Any]], *, upto: int | None = None) -> dict[UUID, int]:
    """Return the records that were joined to a household, each with its version by then.

    Args:
        told, upto: as of `witnesses`.
    """
    found: dict[UUID, int] = {}
    for one in told:
        if upto is not None and one.version > upto:
            break
        match one.event:
            case HouseholdAbsorbed():
                found[one.event.absorbed] = one.event.absorbed_version
            case HouseholdUnmerged():
                found.pop(one.event.absorbed, None)
    return found


def before_closing(told: Iterable[Recorded[Any]], *, upto: int) -> int:
    """Return the last version of a record before it was closed to join another.

    Whoever joined the records is no witness, and must not stand in front of one.

    Args:
        upto: its version when it had been joined.
    """
    closed = [
        one.version
        for one in told
        if one.version <= upto and isinstance(one.event, HouseholdClosed)
    ]
    return max(closed, default=upto + 1) - 1


def is_changed(told: Iterable[Recorded[Any]], *, since: int) -> bool:
    """Say whether something was found out about a household after a version of its stream."""
    return any(one.version > since and isinstance(one.event, _CHANGING) for one in told)


def _subject(event: Testimony) -> object:
    match event:
        case PresenceJudged():
            return event.person
        case NeedJudged():
            return event.need
        case _:
            return "household"


def _follows(event: Testimony) -> bool:
    """Say whether an event is nobody's word, but follows from another one of the same command."""
    if event.by:
        return False
    match event:
        case HouseholdClosed():
            return event.method is None
        case NeedJudged():
            return event.verdict == "not_applicable"
    return False


def _is_disputed(event: Testimony) -> bool:
    return not isinstance(event, HouseholdClosed) and event.disputed


def _witness(one: Recorded[Any]) -> str:
    """Return whose testimony it is: who gave the command, in events from before it was kept."""
    event: Testimony = one.event
    if event.by.startswith(BY_MUSDES):
        return ""
    return event.by or one.meta.actor
