"""A later list meets the families of an earlier one: what differs, who left, what is withdrawn."""

import io
from collections import Counter
from datetime import date
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.aggregates.household_events import (
    HouseholdClosed,
    HouseholdRegistered,
    HouseholdRelisted,
    MemberCorrected,
    PresenceJudged,
)
from service.aggregates.household_welfare import WelfareRanked
from service.aggregates.target_list import ListIsBeingRead, ListIsWithdrawn, RowQuarantined
from service.commands.lists import Withdraw
from service.demo.population import InventedHousehold, invent
from service.demo.target_list import write_dtks
from service.exchange import lists, withdrawals
from service.kernel.guards import ReasonMissing
from service.kernel.roles import Scope
from service.kernel.verdicts import Evidence, NeedStanding
from service.layouts.families import WINDOW_ROWS
from service.policies.access import NotAllowed, OutOfScope
from service.projections import needs, ranks, resurrections, statuses, vintages
from service.projections.moment import PRESENT, Moment
from service.reference.regions import territory
from service.regency import Regency
from tests.exchange.test_lists import ABOUT, CLERK, TODAY
from tests.layouts.workbooks import xlsx
from tests.support.told import tell

PLACE = territory("33.09")
TITLES = "No KK;NIK;Nama;Tanggal lahir;Desa;Kecamatan;Alamat;Desil"
WHY = Withdraw(reason="Dikirim untuk kabupaten lain", occurred_on=TODAY)

Row = dict[str, str]


def written(households: list[InventedHousehold]) -> list[Row]:
    return [
        {
            "No KK": household.kk_number,
            "NIK": member.nik,
            "Nama": member.name,
            "Tanggal lahir": member.birth_date.strftime("%d/%m/%Y"),
            "Desa": household.village.code,
            "Kecamatan": "",
            "Alamat": household.address,
            "Desil": "2",
        }
        for household in households
        for member in household.members
    ]


def families(count: int) -> list[InventedHousehold]:
    return list(invent(PLACE, households=count, seed=7, today=TODAY))


def receive(regency: Regency, rows: list[Row], **about: Any) -> lists.Report:
    text = "\n".join([TITLES, *(";".join(row.values()) for row in rows)])
    return lists.receive(
        regency,
        CLERK,
        io.BytesIO(text.encode()),
        file_name="daftar.csv",
        about=replace(ABOUT, **about),
        chunk_households=10,
    )


def differing(regency: Regency, before: str, after: str, **more: Any) -> list[vintages.Differing]:
    regency.engine.catch_up("vintages", "ranks")
    with regency.reading(CLERK) as conn:
        return vintages.differences(
            conn,
            regency.schema,
            UUID(before),
            UUID(after),
            **{"areas": None, "limit": 1000, **more},
        )


def counted(regency: Regency, before: str, after: str) -> Counter[str]:
    regency.engine.catch_up("vintages", "ranks")
    found: Counter[str] = Counter()
    with regency.reading(CLERK) as conn:
        for each in vintages.counts(conn, regency.schema, UUID(before), UUID(after), areas=None):
            found[each.change] += each.persons
    return found


def alerts(regency: Regency) -> list[resurrections.Alert]:
    regency.engine.catch_up("resurrections")
    with regency.reading(CLERK) as conn:
        return resurrections.find(conn, regency.schema, limit=100)


def of_kind(regency: Regency, kind: type) -> list[Any]:
    events = regency.log.between(0, regency.log.head())
    return [one.event for one in events if isinstance(one.event, kind)]


def leave(regency: Regency, household: HouseholdRegistered, person: UUID) -> None:
    tell(
        regency,
        PresenceJudged(
            occurred_on=TODAY,
            household=household.household,
            village=household.village,
            status="listed",
            persons=household.persons - 1,
            person=person,
            verdict="deceased",
            method="visit",
            since=date(2026, 10, 20),
            evidence=(Evidence(kind="document", reference="AK-1", on=TODAY),),
        ),
    )


class TestDifferences:
    def test_two_vintages_differ_by_exactly_what_was_changed(self, regency: Regency):
        known = families(60)
        rows = written(known)
        before = receive(regency, rows)
        by_kk: dict[str, list[Row]] = {}
        for row in rows:
            by_kk.setdefault(row["No KK"], []).append(row)
        groups = list(by_kk.values())
        changed = {
            "gone": groups.pop(),
            "moved": groups.pop(),
            "kk": groups.pop(),
            "decile": groups.pop(),
        }
        for row in changed["moved"]:
            row["Desa"] = next(v.code for v in PLACE.villages if v.code != row["Desa"])
        for row in changed["kk"]:
            row["No KK"] = "9909150101990001"
        for row in changed["decile"]:
            row["Desil"] = "4"
        named, born = groups[0][0], groups[1][0]
        named["Nama"] = "NAMA YANG LAIN"
        born["Tanggal lahir"] = "01/01/1980"
        news = written(list(invent(PLACE, households=2, seed=99, today=TODAY)))
        for at, row in enumerate(news):
            row["NIK"] = f"990915010180{at + 1:04d}"
            row["No KK"] = "9909150101880001"
        later = [row for group in groups for row in group] + news
        later += [row for kind in ("moved", "kk", "decile") for row in changed[kind]]

        after = receive(regency, list(reversed(later)), period="2026-12")

        assert counted(regency, before.list, after.list) == {
            "added": len(news),
            "gone": len(changed["gone"]),
            "moved": len(changed["moved"]),
            "kk": len(changed["kk"]),
            "decile": len(changed["decile"]),
            "name": 1,
            "birth_date": 1,
        }
        assert after.quarantined == 0
        people = differing(regency, before.list, after.list)
        assert len({one.person for one in people}) == len(people)
        [moved, *_] = [one for one in people if "moved" in one.changes]
        assert (moved.from_village, moved.village) == (
            known[-2].village.code,
            changed["moved"][0]["Desa"],
        )

    def test_a_list_is_compared_with_the_register_as_it_is(self, regency: Regency):
        rows = written(families(4))
        receive(regency, rows)
        households = of_kind(regency, HouseholdRegistered)
        several = next(one for one in households if one.persons > 1)
        leave(regency, several, several.members[-1].person)
        kept = [row for row in rows if row["No KK"] != rows[-1]["No KK"]]
        assert any(row["NIK"] for row in kept)

        later = receive(regency, kept, period="2026-12")
        regency.engine.catch_up("memberships", "statuses", "vintages", "ranks")

        with regency.pool.connection() as conn:
            found = vintages.differences(
                conn, regency.schema, None, UUID(later.list), areas=None, limit=100
            )
        told = Counter(change for one in found for change in one.changes)
        gone = len(rows) - len(kept)
        is_among_gone = several.household == households[-1].household
        assert told == {"gone": gone - is_among_gone} | ({} if is_among_gone else {"added": 1})

    def test_a_spelling_that_comes_back_is_no_change(self, regency: Regency):
        rows = written(families(3))
        first = receive(regency, rows)
        rows[0]["Nama"] += " BIN X"
        second = receive(regency, rows, period="2")
        rows[0]["Nama"] = rows[0]["Nama"].removesuffix(" BIN X")
        third = receive(regency, [*reversed(rows)], period="3")
        rows[0]["Nama"] += " BIN X"
        fourth = receive(regency, [*rows[1:], rows[0]], period="4")

        assert counted(regency, first.list, second.list) == {"name": 1}
        assert counted(regency, first.list, third.list) == {}
        assert counted(regency, second.list, fourth.list) == {}

    def test_who_is_listed_under_another_family_waits_and_is_told_as_such(self, regency: Regency):
        rows = written(families(2))
        before = receive(regency, rows)
        bride = next(row for row in rows if row["No KK"] != rows[0]["No KK"])
        bride["No KK"] = rows[0]["No KK"]

        after = receive(regency, rows, period="2026-12")

        assert after.quarantined == 1
        assert counted(regency, before.list, after.list) == {"household": 1}

    def test_a_row_that_waits_is_still_on_the_list_and_stops_the_dead(self, regency: Regency):
        rows = written(families(3))
        before = receive(regency, rows)
        home = next(one for one in of_kind(regency, HouseholdRegistered) if one.persons > 1)
        leave(regency, home, home.members[-1].person)
        faulty = [row | {"No KK": "12"} for row in rows]
        after = receive(regency, faulty, period="2")

        assert after.quarantined == len(rows)
        assert counted(regency, before.list, after.list) == {}
        [alert] = [one for one in alerts(regency) if one.person]
        assert (alert.person, alert.is_waiting) == (home.members[-1].person, True)

    def test_nothing_of_a_name_stands_in_the_read_model_or_the_log(self, regency: Regency):
        rows = written(families(3))
        receive(regency, rows)
        rows[0]["Nama"] = "RAHASIA NAMANYA"
        receive(regency, rows, period="2")
        regency.engine.catch_up("vintages")
        with regency.pool.connection() as conn:
            for table in (f"{regency.schema}.events", f"{regency.schema}_read.vintages_mentions"):
                [(text,)] = conn.execute(
                    f"SELECT string_agg(t::text, ' ') FROM {table} AS t"
                ).fetchall()
                assert "RAHASIA" not in text
                assert rows[0]["NIK"] not in text


class TestMeeting:
    def test_a_second_vintage_is_met_in_as_few_commits_as_the_first(self, regency: Regency):
        rows = written(families(40))
        receive(regency, rows)
        with regency.pool.connection() as conn:
            count = f"SELECT count(*) FROM {regency.schema}.commands"
            [(first,)] = conn.execute(count).fetchall()
            again = receive(regency, list(reversed(rows)))
            [(second,)] = conn.execute(count).fetchall()

        assert again.known == len(rows)
        assert second - first == first

    def test_who_has_no_nik_is_the_same_person_in_the_family_of_the_same_kk(self, regency: Regency):
        rows = written(families(2))
        nik = rows[0]["NIK"]
        rows[0]["NIK"] = ""
        first = receive(regency, rows)
        again = receive(regency, rows[::-1], period="2")
        rows[0]["NIK"] = nik
        with_nik = receive(regency, rows, period="3")

        assert (again.persons, again.known) == (0, first.persons)
        assert (with_nik.persons, with_nik.known) == (0, first.persons)
        [corrected] = of_kind(regency, MemberCorrected)
        assert not corrected.temporary

    def test_temporary_ids_never_make_two_families_one(self, regency: Regency):
        rows = written(families(4))
        for row in rows:
            row["NIK"], row["No KK"] = "0330915200900001", ""
            row["Nama"] = "SAMA"
        report = receive(regency, rows)

        assert (report.persons, report.known) == (len(rows), 0)


class TestRanks:
    def test_what_each_list_says_stands_side_by_side(self, regency: Regency):
        [family] = families(1)
        receive(regency, written([family]))
        siks = xlsx([["No KK", "Desil"], [family.kk_number, 1], ["9909150101770001", 3]])
        report = lists.receive(
            regency,
            CLERK,
            siks,
            file_name="desil.xlsx",
            about=replace(ABOUT, name="Pemeringkatan", period="2026-Q4"),
        )
        regency.engine.catch_up("ranks")
        [household] = of_kind(regency, HouseholdRegistered)
        with regency.reading(CLERK) as conn:
            found = ranks.of_households(conn, regency.schema, [household.household])
            poorest = [
                ranks.within(
                    conn,
                    regency.schema,
                    areas=("33.09",),
                    origin=origin,
                    level="national",
                    at_most=1,
                    limit=10,
                )
                for origin in ("siks_decile", "generic")
            ]

        assert report.layout == "siks_decile"
        assert (report.known, report.households, report.quarantined) == (1, 0, 1)
        assert {(one.origin, one.period, one.decile) for one in found} == {
            ("siks_decile", "2026-Q4", 1),
            ("generic", "2026-10", 2),
        }
        assert [len(some) for some in poorest] == [1, 0]

    def test_a_kk_number_that_comes_twice_on_a_sheet_waits_however_far_apart(
        self, regency: Regency
    ):
        homes = families(5)
        receive(regency, written(homes))
        strangers = [[f"99091501017{number:05}", 2] for number in range(WINDOW_ROWS + 1)]
        first, *others = [[one.kk_number, 1] for one in homes]
        sheet = xlsx([["No KK", "Desil"], first, *strangers, *others, [first[0], 4]])

        report = lists.receive(
            regency, CLERK, sheet, file_name="desil.xlsx", about=ABOUT, chunk_households=300
        )

        assert (report.known, report.quarantined) == (5, len(strangers) + 1)
        held = of_kind(regency, RowQuarantined)
        [again] = [one for one in held if one.reasons == ("kk_twice_on_list",)]
        assert again.row_no == report.rows + 1
        ranked = [one for one in of_kind(regency, WelfareRanked) if one.origin == "siks_decile"]
        assert [one.ranks[0].decile for one in ranked] == [1] * 5

    def test_the_dtks_layout_ranks_nobody(self, regency: Regency):
        file = io.BytesIO()
        write_dtks(file, iter(families(3)), PLACE)
        file.seek(0)
        lists.receive(regency, CLERK, file, file_name="dtks.txt", about=ABOUT)
        regency.engine.catch_up("ranks")
        [*known] = of_kind(regency, HouseholdRegistered)
        with regency.reading(CLERK) as conn:
            assert not ranks.of_households(conn, regency.schema, [one.household for one in known])


class TestResurrections:
    def test_a_dead_person_who_is_listed_again_is_stopped_and_shown(self, regency: Regency):
        rows = written(families(3))
        receive(regency, rows)
        household = next(one for one in of_kind(regency, HouseholdRegistered) if one.persons > 1)
        dead = household.members[-1].person
        leave(regency, household, dead)

        later = receive(regency, rows[::-1], issuer="Kementerian", period="2027-Q1")

        [alert] = alerts(regency)
        assert (alert.person, alert.household) == (dead, household.household)
        assert (alert.said, alert.left_account) == ("deceased", "dini")
        assert (str(alert.list), alert.issuer) == (later.list, "Kementerian")
        [told] = [one for one in of_kind(regency, HouseholdRelisted) if one.departed]
        assert told.persons == household.persons - 1

    def test_listed_under_another_kk_number_the_dead_are_stopped_too(self, regency: Regency):
        rows = written(families(4))
        receive(regency, rows)
        household = next(one for one in of_kind(regency, HouseholdRegistered) if one.persons > 1)
        leave(regency, household, household.members[-1].person)
        row_no = household.members[-1].row_no
        assert row_no is not None
        back = rows[row_no - 2] | {"No KK": rows[-1]["No KK"]}
        assert back["No KK"] != rows[row_no - 2]["No KK"]

        receive(regency, [back], period="2027-Q1")

        [alert] = alerts(regency)
        assert alert.said == "deceased"

    def test_a_closed_household_that_a_sheet_of_deciles_ranks_stays_closed_and_is_told(
        self, regency: Regency
    ):
        receive(regency, written(families(1)))
        [home] = of_kind(regency, HouseholdRegistered)
        tell(
            regency,
            HouseholdClosed(
                occurred_on=TODAY,
                household=home.household,
                village=home.village,
                status="moved_out",
                persons=0,
                leaving=tuple(one.person for one in home.members),
            ),
        )
        kk = families(1)[0].kk_number
        sheet = xlsx([["No KK", "Desil"], [kk, 1], [kk, 3]])

        report = lists.receive(regency, CLERK, sheet, file_name="desil.xlsx", about=ABOUT)

        assert (report.known, report.quarantined) == (1, 1)
        [alert] = alerts(regency)
        told = (alert.person, alert.said, alert.row_no, str(alert.list))
        assert told == (None, "moved_out", 2, report.list)

    def test_who_left_nothing_raises_no_alert(self, regency: Regency):
        rows = written(families(3))
        receive(regency, rows)
        receive(regency, rows[::-1], period="2")

        assert alerts(regency) == []

    def test_alerts_are_counted_per_list_and_issuer(self, regency: Regency):
        rows = written(families(3))
        first = receive(regency, rows)
        withdrawals.withdraw(regency, CLERK, UUID(first.list), WHY, command=uuid4())
        later = receive(regency, rows[::-1], issuer="Kementerian", period="2027-Q1")
        regency.engine.catch_up("resurrections")
        with regency.reading(CLERK) as conn:
            [count] = resurrections.counts(conn, regency.schema)

        assert (str(count.list), count.issuer) == (later.list, "Kementerian")
        assert count.alerts == first.persons
        assert {one.said for one in alerts(regency)} == {"withdrawn"}


def standings(regency: Regency, moment: Moment = PRESENT) -> dict[str, int]:
    """Return how many households are said to lack food, by how that stands."""
    regency.engine.catch_up("needs")
    with regency.reading(CLERK) as conn:
        found = needs.counts(
            conn, regency.schema, "33.09", moment, by="regency", standings=get_args(NeedStanding)
        )
    return {one.standing: one.needs for one in found if one.need == "food"}


class TestWithdrawal:
    def test_closes_whom_only_that_list_knows_and_nobody_else(self, regency: Regency):
        rows = written(families(30))
        wrong = receive(regency, rows)
        by_kk = {row["No KK"] for row in rows[:5]}
        receive(regency, [row for row in rows if row["No KK"] in by_kk], period="2")
        registered = of_kind(regency, HouseholdRegistered)
        looked_at = registered[-1]
        tell(
            regency,
            PresenceJudged(
                occurred_on=TODAY,
                household=looked_at.household,
                village=looked_at.village,
                status="listed",
                persons=looked_at.persons,
                person=looked_at.members[0].person,
                verdict="present",
                method="visit",
            ),
        )

        withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())

        closed = of_kind(regency, HouseholdClosed)
        assert len(closed) == len(registered) - len(by_kk) - 1
        assert looked_at.household not in {one.household for one in closed}
        assert {one.status for one in closed} == {"withdrawn"}
        regency.engine.catch_up("statuses", "lists")
        with regency.reading(CLERK) as conn:
            told = {
                one.status: one.households
                for one in statuses.counts(conn, regency.schema, "33.09", PRESENT, by="regency")
            }
        assert told == {"withdrawn": len(closed), "listed": len(by_kk) + 1}

    def test_takes_back_what_only_that_list_claimed(self, regency: Regency):
        """Three families of decile 2 are on a newer list too; it puts the first in decile 5."""
        rows = written(families(3))
        kks = list(dict.fromkeys(row["No KK"] for row in rows))
        right = receive(regency, rows, letter_date=date(2024, 1, 2))
        high = [row | {"Desil": "5" if row["No KK"] != kks[0] else "1"} for row in rows]
        wrong = receive(regency, high[::-1], period="2", letter_date=date(2024, 3, 4))
        assert standings(regency) == {"claimed": 1, "retracted": 2}
        known = regency.log.head()

        withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())
        assert standings(regency) == {"claimed": 3}, "the older list counts again"

        withdrawals.withdraw(regency, CLERK, UUID(right.list), WHY, command=uuid4())
        assert standings(regency) == {"retracted": 3}
        assert standings(regency, Moment(known)) == {"claimed": 1, "retracted": 2}
        assert standings(regency, Moment(regency.log.head(), date(2024, 2, 1))) == {"claimed": 3}

    def test_asks_for_no_household_by_itself(
        self, regency: Regency, monkeypatch: pytest.MonkeyPatch
    ):
        wrong = receive(regency, written(families(3)))
        asked, load = [], regency.log.load

        def counted(stream: str, **told: Any) -> Any:
            asked.append(stream)
            return load(stream, **told)

        monkeypatch.setattr(regency.log, "load", counted)
        withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())

        assert standings(regency) == {"retracted": 3}
        assert [one for one in asked if one.startswith("household:")] == []

    def test_broken_off_it_goes_on_with_whoever_is_left(
        self, regency: Regency, monkeypatch: pytest.MonkeyPatch
    ):
        wrong = receive(regency, written(families(12)))
        monkeypatch.setattr(withdrawals, "CHUNK_HOUSEHOLDS", 5)
        copy, times = regency.log.copy, []

        def breaks(*args: Any) -> Any:
            times.append(1)
            if len(times) == 2:
                raise KeyboardInterrupt
            return copy(*args)

        monkeypatch.setattr(regency.log, "copy", breaks)
        with pytest.raises(KeyboardInterrupt):
            withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())
        assert len(of_kind(regency, HouseholdClosed)) == 5

        withdrawals.go_on(regency, CLERK, UUID(wrong.list))
        withdrawals.go_on(regency, CLERK, UUID(wrong.list))

        assert len(of_kind(regency, HouseholdClosed)) == 12

    def test_needs_a_right_a_reason_and_a_list_that_was_read(self, regency: Regency):
        wrong = receive(regency, written(families(1)))
        mentor = replace(CLERK, role="mentor")
        with pytest.raises(NotAllowed):
            withdrawals.withdraw(regency, mentor, UUID(wrong.list), WHY, command=uuid4())
        partly = replace(CLERK, scope=Scope(("33.09.15",)))
        with pytest.raises(OutOfScope):
            withdrawals.withdraw(regency, partly, UUID(wrong.list), WHY, command=uuid4())
        with pytest.raises(ReasonMissing):
            withdrawals.withdraw(
                regency, CLERK, UUID(wrong.list), replace(WHY, reason="   "), command=uuid4()
            )
        withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())
        with pytest.raises(ListIsWithdrawn):
            withdrawals.withdraw(regency, CLERK, UUID(wrong.list), WHY, command=uuid4())
        assert issubclass(ListIsBeingRead, Exception)
