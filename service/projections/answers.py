"""What households answered, opened from the log for whoever may see it; no table holds it.

What a list says that was withdrawn by then answers nothing, and claims nothing. As with names: an
erasure reaches every page at once, for the key is gone, and nothing has to be
scrubbed. With the answers comes which rule claimed which need, so that both explain each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import ByRule, NeedClaimed
from service.aggregates.household_indicator_events import IndicatorsRecorded, NeedRetracted
from service.aggregates.target_list import ListWithdrawn
from service.eventstore.log import EventLog
from service.kernel.events import Recorded
from service.kernel.indicators import InstrumentName, Told, merged
from service.kernel.needs import NeedType
from service.kernel.verdicts import Method
from service.projections.moment import Moment

MOST_HOUSEHOLDS = 1_000

_TELLING = (IndicatorsRecorded.tag, NeedClaimed.tag, NeedRetracted.tag)


class Answered(Struct, frozen=True, kw_only=True):
    """What a household answered to one instrument on one day, by the event at `position`.

    Args:
        answers: None once they were erased, or where they are not to be opened.
    """

    instrument: InstrumentName
    edition: str
    method: Method
    by: str
    occurred_on: date
    position: int
    answers: Mapping[str, tuple[int, ...]] | None


class Claim(Struct, frozen=True, kw_only=True):
    """Who claimed a need, by the event at `position`: a rule, or somebody without one."""

    need: NeedType
    by_rule: ByRule | None
    occurred_on: date
    position: int


class Lived(Struct, frozen=True, kw_only=True):
    """All that was asked of a household, oldest first, and who claimed its needs.

    Args:
        claims: the latest of each need.
    """

    household: UUID
    told: tuple[Answered, ...]
    claims: Mapping[NeedType, Claim]

    @property
    def answers(self) -> dict[str, tuple[int, ...]]:
        """To each question, what was true latest."""
        return merged(*(one.answers or {} for one in self.told))


def lived(
    log: EventLog, households: Collection[UUID], moment: Moment, *, opened: bool
) -> dict[UUID, Lived]:
    """Return what some households answered, as known and true at a moment.

    Whoever asks for it `opened` has checked that the reader may see it, and records that they did.

    Args:
        households: up to `MOST_HOUSEHOLDS`.
        opened: False leaves the answers sealed.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    assert len(households) <= MOST_HOUSEHOLDS, "answers are opened a page at a time"
    streams = {f"household:{household}": household for household in households}
    asked: defaultdict[UUID, list[Recorded[Any]]] = defaultdict(list)
    claims: defaultdict[UUID, dict[NeedType, Claim]] = defaultdict(dict)
    for recorded in log.of_streams(list(streams), _TELLING, moment.position):
        if not _is_true(recorded, moment):
            continue
        household = streams[recorded.stream]
        if isinstance(recorded.event, NeedClaimed):
            claims[household][recorded.event.need] = _claim(recorded)
        elif isinstance(recorded.event, NeedRetracted):
            claims[household].pop(recorded.event.need, None)
        else:
            asked[household].append(recorded)
    gone = _withdrawn(log, (one.event for each in asked.values() for one in each), moment)
    for household, each in asked.items():
        asked[household] = [
            one for one in each if one.event.source is None or one.event.source.list not in gone
        ]
    recordings = [one for each in asked.values() for one in each] if opened else []
    # All at once: one round trip to the keys, however many there are.
    plain = log.vault.open_all([one.event.answers for one in recordings])
    told = {one.position: each for one, each in zip(recordings, plain, strict=True)}
    return {
        household: Lived(
            household=household,
            told=tuple(
                _answered(one, told.get(one.position))
                for one in sorted(asked[household], key=lambda one: one.event.occurred_on)
            ),
            claims=claims[household],
        )
        for household in households
    }


def together(household: UUID, several: Mapping[UUID, Lived]) -> Lived:
    """Return what was asked under several records of one household, as asked of it."""
    told = [one for each in several.values() for one in each.told]
    others = [each for record, each in several.items() if record != household]
    claims = {need: claim for each in others for need, claim in each.claims.items()}
    return Lived(
        household=household,
        told=tuple(sorted(told, key=lambda one: (one.occurred_on, one.position))),
        claims=claims | dict(several[household].claims),
    )


def _withdrawn(log: EventLog, told: Iterable[IndicatorsRecorded], moment: Moment) -> set[UUID]:
    """Return those of the lists that tell something which were withdrawn by a moment."""
    lists = {f"list:{one.source.list}" for one in told if one.source is not None}
    if not lists:
        return set()
    ends = log.of_streams(sorted(lists), (ListWithdrawn.tag,), moment.position)
    return {one.event.list for one in ends if _is_true(one, moment)}


def _is_true(recorded: Recorded[Any], moment: Moment) -> bool:
    return moment.valid_on is None or recorded.event.occurred_on <= moment.valid_on


def _claim(recorded: Recorded[NeedClaimed]) -> Claim:
    event = recorded.event
    return Claim(
        need=event.need,
        by_rule=event.by_rule,
        occurred_on=event.occurred_on,
        position=recorded.position,
    )


def _answered(recorded: Recorded[IndicatorsRecorded], told: Told | None) -> Answered:
    event = recorded.event
    return Answered(
        instrument=event.instrument,
        edition=event.edition,
        method=event.method,
        by=event.by,
        occurred_on=event.occurred_on,
        position=recorded.position,
        answers=told.answers if told else None,
    )
