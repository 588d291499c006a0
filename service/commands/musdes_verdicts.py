"""What a meeting decided otherwise than was found, as verdicts in the households' own streams.

The evidence is the berita acara, the method the meeting; it is nobody's testimony (`by` is empty).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_evidence import SurvivorMissing
from service.aggregates.household_standing import ClosingStatus
from service.aggregates.musdes import Musdes
from service.aggregates.musdes_decisions import agrees, result
from service.aggregates.musdes_events import RowDecision
from service.aggregates.musdes_rules import RowsChanged
from service.application import Work
from service.kernel.events import Event
from service.kernel.verdicts import Evidence, HouseholdStatus, HouseholdVerdict

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

    Args:
        number: of the berita acara.

    Raises:
        RowsChanged: something of a later day than the meeting's counts for a household.
        GraduationWithoutHelp, NotHappenedYet: the verdict does not hold.
    """
    assert known.meets_on is not None
    overtaken = []
    for household, row in known.rows.items():
        assert row.decided is not None, "the meeting has looked whether all is decided"
        if agrees(row.shown, row.decided):
            continue
        for events in _verdicts(
            work,
            household,
            row.decided,
            result(row.shown, row.decided),
            number=number,
            on=known.meets_on,
        ):
            work.append(Household, household, *events)
        if work.load(Household, household).status != result(row.shown, row.decided):
            overtaken.append(str(household))
    if overtaken:
        raise RowsChanged(count=len(overtaken), households=overtaken)


def _verdicts(
    work: Work,
    household: UUID,
    decided: RowDecision,
    status: HouseholdStatus,
    *,
    number: str,
    on: date,
) -> Iterable[tuple[Event, ...]]:
    """Yield the events of a verdict; of the dead, person by person."""
    minutes = (Evidence(kind="statement", reference=number, on=on),)
    shown: dict[str, Any] = {"method": "musdes", "evidence": minutes, "on": on, "today": work.today}
    home = work.load(Household, household)
    if status in _JUDGED:
        yield home.judge(_JUDGED[status], reason=decided.better_off, **shown)
    elif status == "deceased":
        for person in home.belonging():
            yield work.load(Household, household).judge_presence(
                person, "deceased", since=decided.since, **shown
            )
    else:
        yield home.close(cast("ClosingStatus", status), survivor=decided.survivor, **shown)
