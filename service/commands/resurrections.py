"""Commands about whoever is listed again though they had left: say that they stay gone."""

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_events import (
    HouseholdClosed,
    HouseholdRelisted,
    PresenceJudged,
)
from service.aggregates.resurrection import Resurrection
from service.application import NotKnown, Work
from service.commands.requests import MaybeLine, Part, Reason, Request
from service.kernel.events import Event
from service.kernel.ids import command_id
from service.kernel.refusals import Refused
from service.kernel.verdicts import CLOSED, LEAVING
from service.policies import access

MOST_AT_ONCE = 200


class NothingToSettle(Refused):
    """Semua yang dipilih sudah diputuskan, atau orangnya sudah tercatat kembali."""

    way_out: ClassVar[str] = "Muat ulang halaman, lalu pilih yang masih terbuka."


class ListedAgain(Part, frozen=True, kw_only=True):
    """Whom a list names again; without a person, a whole household that is closed."""

    list: UUID
    household: UUID
    person: UUID | None = None


class Settle(Request, frozen=True, kw_only=True):
    """Why those whom lists name again stay gone.

    Args:
        reference: the number of the paper that was looked at.
    """

    listed: Annotated[tuple[ListedAgain, ...], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    reason: Reason
    reference: MaybeLine = ""


def settle(work: Work, ask: Settle) -> UUID:
    """Say that whoever lists name again stays gone; all of them, or none.

    What somebody has settled meanwhile is left as it is, as is whoever came back.

    Raises:
        NotAllowed, OutOfScope, NotKnown: the list names nobody like that again, there.
        NothingToSettle, DecidedByWhoSaidSo, NotHappenedYet: not now.
    """
    access.require(work.actor, "resurrections.settle")
    last: UUID | None = None
    listed = dict.fromkeys((each.list, each.household, each.person) for each in ask.listed)
    recorded = work.load_all(Household, [household for _, household, _ in listed])
    work.load_all(Resurrection, [naming(*one) for one in listed])
    for source, household, person in listed:
        known = work.load(Household, household)
        if known.id is None or not work.actor.scope.covers(known.village):
            raise NotKnown
        told = [one.event for one in recorded[household]]
        if not _is_named_again(told, source, person):
            raise NotKnown
        key = naming(source, household, person)
        naming_now = work.load(Resurrection, key)
        if naming_now.is_settled or _is_back(known, person):
            continue
        events = naming_now.settle(
            key,
            source=source,
            household=household,
            village=known.village,
            person=person,
            witnesses=_witnesses(told, person),
            reason=ask.reason,
            reference=ask.reference,
            by=work.actor.account,
            **ask.days(work),
        )
        work.append(Resurrection, key, *events)
        last = key
    if last is None:
        raise NothingToSettle
    return last


def naming(source: UUID, household: UUID, person: UUID | None) -> UUID:
    """Return the id of one list's naming somebody again."""
    return command_id("resurrection", source, household, person or "")


def _is_named_again(told: Sequence[Event], source: UUID, person: UUID | None) -> bool:
    return any(
        event.source.list == source
        and (person in event.departed if person else event.status in CLOSED)
        for event in told
        if isinstance(event, HouseholdRelisted)
    )


def _is_back(known: Household, person: UUID | None) -> bool:
    return person in known.belonging() if person else not known.is_closed


def _witnesses(told: Sequence[Event], person: UUID | None) -> set[str]:
    """Return the accounts who said that somebody left, or closed the household."""
    return {
        event.by
        for event in told
        if (
            isinstance(event, PresenceJudged)
            and event.verdict in LEAVING
            and person in {event.person, None}
        )
        or (isinstance(event, HouseholdClosed) and person in {*event.leaving, None})
    } - {""}
