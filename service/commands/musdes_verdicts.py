"""What a meeting decided otherwise than was found, as verdicts in the households' own streams.

The evidence is the berita acara, the method the meeting, and `by` the meeting itself: it is no
account's testimony.
"""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_evidence import SurvivorMissing
from service.aggregates.household_standing import ClosingStatus
from service.aggregates.musdes import Musdes
from service.aggregates.musdes_decisions import agrees, result
from service.aggregates.musdes_events import RowDecision
from service.aggregates.musdes_rules import RowsChanged, RowsContradicted
from service.application import Work
from service.kernel.events import Event
from service.kernel.verdicts import Evidence, HouseholdStatus, HouseholdVerdict
from service.policies.testimony import BY_MUSDES

_JUDGED: dict[HouseholdStatus, HouseholdVerdict] = {
    "eligible": "eligible",
    "better_off": "better_off",
    "graduated": "graduated",
    "self_withdrew": "self_withdrew",
}


def require_survivors(work: Work, village: str, decisions: Iterable[RowDecision]) -> None:
    """Refuse a double whose other record is not known in the village.

    Raises:
        SurvivorMissing: as its name says.
    """
    for one in decisions:
        if one.survivor is not None and work.load(Household, one.survivor).village != village:
            raise SurvivorMissing(household=str(one.household))


def carry_out(work: Work, known: Musdes, number: str) -> None:
    """Append the verdict to every household that the meeting decided about otherwise.

    Where two witnesses contradict each other about the household, the meeting says which it is even
    if it agrees with what stands: its word decides.

    Args:
        number: of the berita acara.

    Raises:
        RowsChanged: something of a later day than the meeting's counts for a household.
        RowsContradicted: witnesses contradict each other about a person or a need of it.
        GraduationWithoutHelp, WelfareReasonMissing, NotHappenedYet: the verdict does not hold.
    """
    assert known.convened is not None
    assert known.meets_on is not None
    shown: dict[str, Any] = {
        "method": "musdes",
        "evidence": (Evidence(kind="statement", reference=number, on=known.meets_on),),
        "by": f"{BY_MUSDES}{known.convened.musdes}",
        "on": known.meets_on,
        "today": work.today,
    }
    overtaken, contradicted = [], []
    for household, row in known.rows.items():
        assert row.decided is not None, "the meeting has looked whether all is decided"
        if row.decided.decision == "send_back":
            continue
        is_open = bool(work.load(Household, household).disputes)
        stands = result(row.shown, row.decided)
        if is_open or not agrees(row.shown, row.decided):
            for events in _verdicts(work, household, row.decided, stands, shown):
                work.append(Household, household, *events)
        home = work.load(Household, household)
        if home.disputes:
            contradicted.append(str(household))
        elif home.status != stands:
            overtaken.append(str(household))
    if contradicted:
        raise RowsContradicted(count=len(contradicted), households=contradicted)
    if overtaken:
        raise RowsChanged(count=len(overtaken), households=overtaken)


def _verdicts(
    work: Work,
    household: UUID,
    decided: RowDecision,
    status: HouseholdStatus,
    shown: dict[str, Any],
) -> Iterable[tuple[Event, ...]]:
    """Yield the events of a verdict; of the dead, person by person; none about a closed record."""
    home = work.load(Household, household)
    if home.is_closed:
        return
    if status in _JUDGED:
        yield home.judge(_JUDGED[status], reason=decided.better_off, **shown)
    elif status == "deceased":
        for person in home.belonging():
            yield work.load(Household, household).judge_presence(
                person, "deceased", since=decided.since, **shown
            )
    else:
        yield home.close(cast("ClosingStatus", status), survivor=decided.survivor, **shown)
