"""Who lives in a household and where: the one question that needs keys.

No table holds a name. It is opened from the events that first said it, when somebody who may see
it asks; so an erasure reaches every page at once, and nothing has to be scrubbed.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_dispute_events import (
    ContradictionDecided,
    ContradictionOpened,
)
from service.aggregates.household_events import (
    HeadChanged,
    HouseholdAddressChanged,
    HouseholdClosed,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdReopened,
    Identity,
    MemberCorrected,
    MemberJoined,
    PresenceJudged,
    Residence,
)
from service.aggregates.household_identity_events import HouseholdUnmerged
from service.eventstore.log import EventLog
from service.kernel.events import Recorded
from service.kernel.people import Relation
from service.kernel.privacy import Private
from service.projections.households import Opened, fold
from service.projections.moment import Moment

ERASED = "[dihapus]"
MOST_HOUSEHOLDS = 1_000

_TELLING = tuple(
    event.tag
    for event in (
        HouseholdRegistered,
        HouseholdAddressChanged,
        HouseholdMoved,
        MemberJoined,
        MemberCorrected,
        HeadChanged,
        # Those who left are still named, but told apart.
        PresenceJudged,
        HouseholdJudged,
        HouseholdClosed,
        HouseholdReopened,
        ContradictionOpened,
        ContradictionDecided,
        HouseholdUnmerged,
    )
)


class Member(Struct, frozen=True):
    """A person of a household.

    Args:
        belongs: False for who left, died or was listed twice.
        identity: None if the person was erased.
    """

    person: UUID
    relation: Relation
    belongs: bool
    identity: Identity | None

    @property
    def name(self) -> str:
        """The name, or that it was erased."""
        return self.identity.name if self.identity else ERASED


class Names(Struct, frozen=True):
    """The people of a household and where they live.

    Args:
        head: one of `members`, even if they have left since.
        members: in the order they became known, those who left included.
        residence: None if it was erased.
    """

    household: UUID
    head: Member
    members: tuple[Member, ...]
    residence: Residence | None


def open_names(log: EventLog, households: Collection[UUID], moment: Moment) -> dict[UUID, Names]:
    """Open the names of some households as they were known and true at a moment.

    Whoever calls this has checked that the reader may see them, and records that they did.

    Args:
        households: up to `MOST_HOUSEHOLDS`.

    Returns:
        Names by household; a household not known at that moment is missing.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    assert len(households) <= MOST_HOUSEHOLDS, "names are opened a page at a time"
    folded = _fold(log, households, moment)
    sealed: list[Private[Any]] = []
    for known in folded.values():
        sealed += (person.identity for person in known.persons.values())
        sealed.append(known.residence)
    # All at once: one round trip to the keys, however many people there are.
    plain = iter(log.vault.open_all(sealed))
    opened = {}
    for household, known in folded.items():
        members = {
            person.person: Member(person.person, person.relation, person.belongs, next(plain))
            for person in known.persons.values()
        }
        # On an earlier day the head of that day may not have been known yet.
        head = members.get(known.head) or next(iter(members.values()))
        opened[household] = Names(household, head, tuple(members.values()), next(plain))
    return opened


def open_heads(log: EventLog, households: Collection[UUID], moment: Moment) -> dict[UUID, Member]:
    """Open the name of each household's head, and nobody else's.

    Args, Returns, Raises:
        As `open_names`.
    """
    assert len(households) <= MOST_HOUSEHOLDS, "names are opened a page at a time"
    heads = {}
    for household, known in _fold(log, households, moment).items():
        heads[household] = known.persons.get(known.head) or next(iter(known.persons.values()))
    plain = log.vault.open_all([head.identity for head in heads.values()])
    return {
        household: Member(head.person, head.relation, head.belongs, identity)
        for (household, head), identity in zip(heads.items(), plain, strict=True)
    }


def open_residences(
    log: EventLog, households: Collection[UUID], moment: Moment
) -> dict[UUID, Residence | None]:
    """Open where households live, and nobody's name.

    Args, Returns, Raises:
        As `open_names`.
    """
    assert len(households) <= MOST_HOUSEHOLDS, "homes are opened a page at a time"
    folded = _fold(log, households, moment)
    plain = log.vault.open_all([known.residence for known in folded.values()])
    return dict(zip(folded, plain, strict=True))


class Door(Struct, frozen=True):
    """At whose door somebody stands: the head and the address, and nobody else of the household.

    Args:
        residence: None if it was erased.
    """

    head: Member
    residence: Residence | None


def open_doors(log: EventLog, households: Collection[UUID], moment: Moment) -> dict[UUID, Door]:
    """Open the name of each household's head and its address.

    Args, Returns, Raises:
        As `open_names`.
    """
    assert len(households) <= MOST_HOUSEHOLDS, "names are opened a page at a time"
    folded = _fold(log, households, moment)
    heads = {
        household: known.persons.get(known.head) or next(iter(known.persons.values()))
        for household, known in folded.items()
    }
    sealed: list[Private[Any]] = [head.identity for head in heads.values()]
    sealed += [known.residence for known in folded.values()]
    plain = log.vault.open_all(sealed)
    return {
        household: Door(Member(head.person, head.relation, head.belongs, identity), home)
        for (household, head), identity, home in zip(
            heads.items(), plain[: len(heads)], plain[len(heads) :], strict=True
        )
    }


def names_of(log: EventLog, household: UUID, moment: Moment) -> Names | None:
    """Open the names of one household; None if it was not known at that moment.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    return open_names(log, [household], moment).get(household)


def _fold(log: EventLog, households: Collection[UUID], moment: Moment) -> dict[UUID, Opened]:
    streams = {f"household:{household}": household for household in households}
    told: defaultdict[UUID, list[Recorded[Any]]] = defaultdict(list)
    for recorded in log.of_streams(list(streams), _TELLING, moment.position):
        told[streams[recorded.stream]].append(recorded)
    folded = ((household, fold(told[household], moment)) for household in streams.values())
    return {household: known for household, known in folded if known is not None}
