"""Every row of a list ends in one place, once, whatever happens on the way."""

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest

from service.aggregates.household_events import Enrolled, HouseholdRegistered, MemberJoined
from service.commands.lists import About
from service.demo.population import invent
from service.demo.target_list import write_dtks
from service.exchange import lists
from service.exchange.progress import Progress
from service.kernel.roles import Actor, Scope
from service.policies.access import NotAllowed
from service.reference.regions import territory
from service.regency import Regency

TODAY = date(2026, 11, 1)
CLERK = Actor(
    account="hesti",
    position="Sekretaris TKPKD",
    role="secretariat",
    organisation="tkpkd",
    scope=Scope(("33.09",)),
)
ABOUT = About(
    name="DTKS",
    issuer="Dinas Sosial",
    letter_number="400.9/17/2026",
    letter_date=date(2026, 10, 5),
    period="2026-10",
    purpose="Verifikasi dan validasi",
    legal_basis="UU 13/2011",
)


def dtks(households: int, *, damage: float = 0.0, seed: int = 1) -> tuple[bytes, Any]:
    file = io.BytesIO()
    place = territory("33.09")
    people = invent(place, households=households, seed=seed, today=TODAY)
    damaged = write_dtks(file, people, place, damage=damage, seed=seed)
    return file.getvalue(), damaged


def receive(regency: Regency, content: bytes, **more: Any) -> lists.Report:
    options = {"about": ABOUT, "file_name": "dtks.txt", "chunk_households": 20, **more}
    return lists.receive(regency, options.pop("actor", CLERK), io.BytesIO(content), **options)


def registered(regency: Regency) -> list[HouseholdRegistered]:
    events = regency.log.between(0, regency.log.head())
    return [e.event for e in events if isinstance(e.event, HouseholdRegistered)]


def members(regency: Regency) -> list[Enrolled]:
    """Return whoever was registered or joined."""
    events = regency.log.between(0, regency.log.head())
    joined = [e.event.member for e in events if isinstance(e.event, MemberJoined)]
    return joined + [member for household in registered(regency) for member in household.members]


class BreaksOff(Progress):
    """Raises after some rows, as a pulled plug would."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def reach(self, done: int) -> None:
        if done >= self._rows:
            raise KeyboardInterrupt


def test_every_row_becomes_a_person_or_waits_in_quarantine(regency: Regency):
    content, damaged = dtks(200, damage=0.05)

    report = receive(regency, content)

    people = members(regency)
    rows = {member.row_no for member in people}
    assert report.rows == content.count(b"\n") - 1
    assert report.persons == len(people) == len(rows)
    assert report.persons + report.quarantined == report.rows
    assert rows.isdisjoint(row.row_no for row in damaged)
    assert report.quarantined == len(damaged)


def test_the_same_file_twice_changes_nothing(regency: Regency):
    content, _ = dtks(60, damage=0.03)
    first = receive(regency, content)
    head = regency.log.head()

    again = receive(regency, content)

    assert regency.log.head() == head
    assert again.is_repeated
    assert (again.rows, again.households, again.quarantined) == (
        first.rows,
        first.households,
        first.quarantined,
    )


def test_a_list_that_broke_off_goes_on_where_it_stopped(regency: Regency):
    content, damaged = dtks(200, damage=0.05)
    with pytest.raises(KeyboardInterrupt):
        receive(regency, content, progress=BreaksOff(150))
    broken_off_at = regency.log.head()

    report = receive(regency, content)

    households = registered(regency)
    times = Counter(member.row_no for member in members(regency))
    assert 0 < broken_off_at < regency.log.head()
    assert report.rows == content.count(b"\n") - 1
    assert report.households == len(households)
    assert report.quarantined == len(damaged)
    assert max(times.values()) == 1


def test_a_household_counts_from_the_day_of_the_letter(regency: Regency):
    content, _ = dtks(3)
    receive(regency, content)
    assert {event.occurred_on for event in registered(regency)} == {ABOUT.letter_date}


def test_people_of_an_earlier_list_are_met_again_and_not_registered_twice(regency: Regency):
    content, _ = dtks(40)
    first = receive(regency, content)
    header, *rows = content.splitlines(keepends=True)
    later = header + b"".join(reversed(rows))

    report = receive(regency, later)

    assert report.households == 0
    assert report.known == first.persons
    assert len(registered(regency)) == first.households


def test_a_newcomer_to_a_known_family_joins_it(regency: Regency):
    content, _ = dtks(2)
    receive(regency, content)
    header, row, *_ = content.splitlines(keepends=True)
    cells = row.decode().split("|")
    cells[10], cells[11] = "9909155508790009", "SITI LESTARI"
    later = header + row + "|".join(cells).encode()

    report = receive(regency, later)

    assert (report.households, report.persons, report.known) == (0, 1, 1)


def test_the_same_nik_under_two_kk_numbers_waits_for_somebody_to_decide(regency: Regency):
    content, _ = dtks(50)
    lines = content.splitlines(keepends=True)
    twice = lines[1].decode().split("|")
    twice[9] = "9909150101200009"

    far_apart = receive(regency, b"".join([*lines, "|".join(twice).encode()]))

    assert far_apart.quarantined == 1
    assert far_apart.rows == len(lines)


def test_two_lists_at_once_register_each_family_once(regency: Regency):
    content, _ = dtks(30)
    seen: list[str] = []

    class Interferes(Progress):
        """Lets another list with the same people in while the first one is on its way."""

        def begin(self, name: str, *, total: int, unit: str) -> None:
            if not seen:
                seen.append("once")
                header, *rows = content.splitlines(keepends=True)
                receive(regency, header + b"".join(reversed(rows)))
            super().begin(name, total=total, unit=unit)

    report = receive(regency, content, progress=Interferes())

    households = registered(regency)
    assert report.households == 0
    assert len({event.household for event in households}) == len(households)
    assert report.known == report.rows


def test_only_the_secretariat_takes_lists_in(regency: Regency):
    officer = Actor(
        account="fauzan",
        position="Petugas Baznas",
        role="partner_officer",
        organisation="baznas",
        scope=Scope(("33.09",)),
    )
    with pytest.raises(NotAllowed):
        receive(regency, dtks(1)[0], actor=officer)
    assert regency.log.head() == 0


def test_nothing_personal_of_a_row_stands_in_the_log(regency: Regency):
    content, _ = dtks(30, damage=0.1)
    receive(regency, content)
    with regency.pool.connection() as conn:
        [(log,)] = conn.execute(
            f"SELECT string_agg(e::text, ' ') FROM {regency.schema}.events AS e"
        ).fetchall()
    for line in content.decode().splitlines()[1:]:
        cells = line.split("|")
        for personal in (cells[5], cells[9], cells[10], cells[11], cells[16]):
            assert len(personal) < 8 or personal not in log
