"""A whole regency's log: a list imported for real, then verdicts and needs copied behind it."""

import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import HouseholdJudged, NeedJudged
from service.application import command_id, envelope
from service.commands.lists import About
from service.demo.population import invent
from service.demo.target_list import write_dtks
from service.eventstore.log import Commit, Draft
from service.exchange import lists
from service.exchange.progress import Progress
from service.kernel.events import Event
from service.kernel.needs import DEFAULT_STRATEGIES, NeedType
from service.kernel.roles import Actor, Scope
from service.kernel.verdicts import Evidence, HouseholdStatus
from service.reference.regions import territory
from service.regency import Regency

TODAY = date(2026, 11, 1)
CHUNK = 2_000
SEEN = (Evidence(kind="visit", reference="K-1", on=TODAY),)
NEEDS: tuple[NeedType, ...] = ("housing", "sanitation", "clean_water", "food")
VERDICTS: tuple[HouseholdStatus, ...] = ("eligible", "eligible", "eligible", "better_off")

CLERK = Actor(
    account="bench",
    position="Pengukur",
    role="secretariat",
    organisation="tkpkd",
    scope=Scope(("33",)),
)


class Known(Struct, frozen=True):
    """A registered household, as far as later events must name it."""

    household: UUID
    village: str
    persons: int


def write_list(folder: Path, regency: str, households: int) -> Path:
    """Write a DTKS list of invented households and return where."""
    path = folder / f"dtks-{regency}-{households}.txt"
    place = territory(regency)
    with path.open("wb") as file:
        write_dtks(file, invent(place, households=households, seed=1, today=TODAY), place)
    return path


def import_list(regency: Regency, path: Path) -> lists.Report:
    """Import a list by the real importer."""
    about = About(
        name="DTKS",
        issuer="Dinas Sosial",
        letter_number="400.9/1/2026",
        letter_date=TODAY,
        period="2026-10",
        purpose="Verifikasi dan validasi",
        legal_basis="UU 13/2011",
    )
    with path.open("rb") as file:
        return lists.receive(
            regency, CLERK, file, file_name=path.name, about=about, progress=Progress(sys.stderr)
        )


def registered(regency: Regency) -> list[Known]:
    """Return every household that was registered, in order of registration."""
    with regency.pool.connection() as conn:
        rows = conn.execute(
            f"SELECT (data ->> 'household')::uuid, data ->> 'village', (data ->> 'persons')::int "
            f"FROM {regency.schema}.events WHERE type = 'household.registered' ORDER BY position"
        ).fetchall()
    return [Known(*row) for row in rows]


def verdicts(known: list[Known], events: int) -> Iterator[Draft]:
    """Yield so many later events: a verdict for each household, then needs, then verdicts again."""
    made = 0
    for version in range(2, 100):
        for number, household in enumerate(known):
            if made == events:
                return
            made += 1
            yield Draft(
                f"household:{household.household}", version, _event(household, number, version)
            )


def copy_in(regency: Regency, drafts: Iterator[Draft]) -> None:
    """Copy drafts into the log, chunk by chunk."""
    number = 0
    while chunk := list(islice(drafts, CHUNK)):
        number += 1
        command = command_id("bench", regency.schema, number)
        commit = Commit(command, "", envelope(CLERK, command, "import"))
        regency.log.copy(regency.log.encode(chunk), commit)


def _event(known: Known, number: int, version: int) -> Event:
    if version % 2:
        need = NEEDS[(number + version) % len(NEEDS)]
        return NeedJudged(
            occurred_on=TODAY,
            household=known.household,
            village=known.village,
            need=need,
            strategy=DEFAULT_STRATEGIES[need],
            standing="unmet",
            verdict="confirmed",
            method="visit",
            evidence=SEEN,
        )
    status = VERDICTS[number % len(VERDICTS)]
    return HouseholdJudged(
        occurred_on=TODAY,
        household=known.household,
        village=known.village,
        status=status,
        persons=known.persons,
        verdict="better_off" if status == "better_off" else "eligible",
        reason="assets" if status == "better_off" else None,
        method="visit",
        evidence=SEEN,
    )
