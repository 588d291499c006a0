"""The write path: each command counts once, whatever breaks; a rule that says no says it on what
is known now.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import msgspec
import pytest
from psycopg import connect

from service.aggregates.fund import Fund
from service.aggregates.fund_rules import MoreThanAvailable
from service.aggregates.household import Household
from service.aggregates.partner import Partner
from service.aggregates.village import Village
from service.application import (
    MOST_ATTEMPTS,
    ChangedMeanwhile,
    CommandReused,
    LogUnavailable,
    NumberTaken,
    Seen,
    TooBusy,
    Work,
    command_id,
    envelope,
    ordered_ids,
)
from service.database.sql import in_schema
from service.kernel.events import Aggregate, Meta
from service.kernel.refusals import Refused
from tests.support.events import (
    HOUSEHOLD,
    NOW,
    TODAY,
    enrolled_partner,
    enrolled_village,
    opened_fund,
    population,
    registered,
)
from tests.support.proxy import breakable
from tests.support.threads import at_once, losers, winners
from tests.support.told import CLERK
from tests.support.writing import open_again

ROUNDS = 200
FUND = "baznas-zakat-2024"


class Closed(Refused):
    """Loket ini sudah ditutup."""

    way_out: ClassVar[str] = "Datang kembali besok."


def count(work: Work, village: str = "a", persons: int = 1) -> str:
    """Note how many live in a village: always allowed."""
    work.append(Village, village, population(persons=persons))
    return village


def count_once(work: Work, village: str = "a") -> str:
    """Note how many live in a village, unless somebody did."""
    if work.version(Village, village):
        raise Closed
    return count(work, village)


def reserve(work: Work, amount_rupiah: int) -> UUID:
    """Set money aside for a new promise."""
    commitment = work.new_id()
    events = work.load(Fund, FUND).reserve(
        commitment,
        amount_rupiah=amount_rupiah,
        partner="baznas-boyolali",
        fiscal_year=2024,
        asnaf="fakir",
        on=TODAY,
        today=TODAY,
    )
    work.append(Fund, FUND, *events)
    return commitment


def register(work: Work, nik: str, kk_number: str = "") -> UUID:
    """Register a household of one, who takes a NIK."""
    household, person = work.new_id(), work.new_id()
    work.append(Household, household, registered(household=household))
    work.claim_nik(nik, person=person, household=household)
    if kk_number:
        work.claim_kk(kk_number, household=household)
    return household


def record(regency, command, identity: UUID | None = None, **more: Any):
    """Record a command as the clerk, under a new id if none is given."""
    return regency.ledger.record(CLERK, command, command_id=identity or uuid4(), **more)


class TestTheSameCommandAgain:
    def test_is_answered_as_the_first_time_and_records_nothing(self, regency):
        first = record(regency, count, command := uuid4())
        record(regency, count)

        again = record(regency, count, command)

        assert again == first
        assert regency.log.head() == 2

    def test_is_answered_as_the_first_time_when_the_rule_would_now_refuse(self, regency):
        first = record(regency, count_once, command := uuid4())

        assert record(regency, count_once, command) == first
        with pytest.raises(Closed):
            record(regency, count_once)

    def test_is_answered_as_the_first_time_when_what_was_seen_is_stale_by_now(self, regency):
        record(regency, count)
        seen = Seen(Village, "a", 1)
        first = record(regency, count, command := uuid4(), seen=seen)

        assert record(regency, count, command, seen=seen) == first

    def test_is_answered_as_the_first_time_by_another_process(self, regency, urls):
        first = record(regency, partial(register, nik="3309150101700001"), command := uuid4())

        with open_again(regency, urls) as other:
            assert record(other, partial(register, nik="3309150101700001"), command) == first

    def test_with_another_request_is_refused(self, regency):
        record(regency, count, command := uuid4(), fingerprint=b"one")

        with pytest.raises(CommandReused) as refused:
            record(regency, count, command, fingerprint=b"other")

        assert refused.value.why == {"command": str(command)}
        assert record(regency, count, command, fingerprint=b"one").position == 1

    def test_from_many_threads_at_once_records_one_event(self, regency, urls):
        with open_again(regency, urls) as other:
            for number in range(25):
                command, village = uuid4(), f"{number}"
                jobs = [partial(record, each, count, command) for each in (regency, other)] * 3
                jobs[0] = partial(record, regency, partial(count, village="a"), command)

                outcomes = at_once(*jobs)

                assert not losers(outcomes), village
                assert len({receipt.position for receipt in winners(outcomes)}) == 1
                assert regency.log.head() == number + 1


class TestABrokenConnection:
    @pytest.fixture
    def through_proxy(self, regency, urls, tmp_path_factory):
        folder = Path(tmp_path_factory.mktemp("p"))
        with (
            breakable(urls.app, folder) as (proxy, app_url),
            open_again(regency, urls, app_url=app_url, connections=4) as broken,
        ):
            yield proxy, broken

    def test_after_the_commit_neither_doubles_nor_loses_a_command(self, through_proxy):
        proxy, regency = through_proxy
        for number in range(1, ROUNDS + 1):
            proxy.cut(command := uuid4(), "unanswered")

            receipt = record(regency, count, command)

            assert (receipt.position, receipt.version) == (number, number)
        assert proxy.cuts == ROUNDS
        assert regency.log.head() == ROUNDS
        assert len(regency.log.load("village:a")) == ROUNDS

    def test_while_the_server_works_neither_doubles_nor_loses_a_command(self, through_proxy):
        proxy, regency = through_proxy
        for number in range(1, ROUNDS + 1):
            proxy.cut(command := uuid4(), "unread")

            receipt = record(regency, count, command)

            assert receipt.position == number
        assert proxy.cuts == ROUNDS
        assert regency.log.head() == ROUNDS

    def test_before_the_commit_is_made_up_for_by_another_attempt(self, through_proxy):
        proxy, regency = through_proxy
        for number in range(1, ROUNDS // 4 + 1):
            proxy.cut(command := uuid4(), "unsent")

            receipt = record(regency, count, command)

            assert receipt.position == number
        assert proxy.cuts == regency.log.head() == ROUNDS // 4

    def test_while_the_append_still_waits_for_its_turn_does_not_record_it_twice(
        self, through_proxy, urls
    ):
        """t0 the first try waits for the log, t1 its connection breaks, t2 the command is not
        there yet and is tried again, t3 the log is free and the server does both.
        """
        proxy, regency = through_proxy
        proxy.cut(command := uuid4(), "unread")
        waiting = (
            "SELECT count(*) FROM pg_locks AS lock JOIN pg_stat_activity AS who USING (pid) "
            "WHERE NOT lock.granted AND who.application_name = %s"
        )

        def hold() -> None:
            with connect(urls.app, autocommit=True) as look:
                while look.execute(waiting, (f"sanding {regency.schema}",)).fetchone() != (2,):
                    pass
            holder.execute("ROLLBACK")

        with connect(urls.app, autocommit=True) as holder:
            holder.execute("BEGIN")
            holder.execute(in_schema("SELECT FROM {s}.head FOR UPDATE", regency.schema))
            outcomes = at_once(hold, partial(record, regency, count, command))

        assert not losers(outcomes)
        assert (proxy.cuts, regency.log.head()) == (1, 1)

    def test_among_many_at_work_loses_nobody_s_command(self, through_proxy):
        proxy, regency = through_proxy

        def work(writer: int) -> None:
            for _ in range(15):
                if writer == 0:
                    proxy.cut(command := uuid4(), "unanswered")
                    record(regency, partial(count, village="0"), command)
                else:
                    record(regency, partial(count, village=str(writer)))

        assert not losers(at_once(*[partial(work, writer) for writer in range(6)]))
        assert proxy.cuts == 15
        assert regency.log.head() == 6 * 15

    def test_on_a_first_claim_does_not_turn_into_a_refusal_of_one_s_own_number(self, through_proxy):
        proxy, regency = through_proxy
        proxy.cut(command := uuid4(), "unanswered")

        receipt = record(regency, partial(register, nik="3309150101700001"), command)

        assert regency.log.load(f"household:{receipt.id}")

    def test_while_loading_is_made_up_for(self, regency, urls):
        """Every connection of the pool is broken, as after a restart of the server."""
        record(regency, count)
        with open_again(regency, urls, connections=4) as other:
            with connect(urls.app, autocommit=True) as conn:
                conn.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = %s",
                    (f"sanding {regency.schema}",),
                )

            assert record(other, count).position == 2

    def test_that_stays_broken_is_told_and_nothing_is_recorded(
        self, regency, urls, tmp_path, monkeypatch
    ):
        monkeypatch.setattr("service.application.LOOK_UP_SECONDS", 0.0)
        monkeypatch.setattr("service.database.pools.WAIT_SECONDS", 0.2)
        with breakable(urls.app, tmp_path) as (proxy, app_url):
            broken = open_again(regency, urls, app_url=app_url, connections=2)
            proxy.close()
            with broken, pytest.raises(LogUnavailable):
                record(broken, count)

        assert regency.log.head() == 0


class TestAConflict:
    def test_is_decided_again_when_the_caller_named_no_version(self, regency, urls):
        record(regency, count)
        with open_again(regency, urls) as other:
            record(other, count)
            record(regency, count)  # `other` still holds version 2 to be the newest

            receipt = record(other, count)

        assert receipt.version == 4

    def test_is_told_when_the_caller_named_a_version(self, regency):
        record(regency, count)
        record(regency, count)

        with pytest.raises(ChangedMeanwhile) as refused:
            record(regency, count, seen=Seen(Village, "a", 1))

        assert refused.value.why == {"seen": 1, "now": 2}
        assert regency.log.head() == 2

    def test_with_the_newest_version_is_none_even_if_the_cache_is_behind(self, regency, urls):
        record(regency, count)
        with open_again(regency, urls) as other:
            record(other, count)

        assert record(regency, count, seen=Seen(Village, "a", 2)).version == 3

    def test_of_two_who_saw_the_same_version_lets_one_through(self, regency):
        for version in range(50):
            seen = Seen(Village, "a", version)
            outcomes = at_once(*[partial(record, regency, count, seen=seen) for _ in range(3)])
            assert len(winners(outcomes)) == 1
            assert {type(each) for each in losers(outcomes)} == {ChangedMeanwhile}

    def test_that_never_ends_is_given_up(self, regency, urls):
        """Somebody writes to the same stream between every load and every append of ours."""
        attempts = Counter[str]()
        with open_again(regency, urls) as other:

            def unlucky(work: Work) -> str:
                work.load(Village, "a")
                record(other, count)
                attempts["ours"] += 1
                return count(work)

            with pytest.raises(TooBusy):
                record(regency, unlucky)

        assert attempts["ours"] == MOST_ATTEMPTS
        assert regency.log.head() == MOST_ATTEMPTS

    def test_in_a_stream_that_was_only_read_is_decided_again(self, regency, urls):
        record(regency, count)
        with open_again(regency, urls) as other:

            def look_and_write(work: Work) -> str:
                if work.version(Village, "read") == 0:
                    record(other, partial(count, village="read"))
                else:
                    raise Closed
                return count(work)

            with pytest.raises(Closed):
                record(regency, look_and_write)

        assert len(regency.log.load("village:a")) == 1


class TestARefusal:
    def test_on_what_was_known_before_is_decided_again_on_what_is_known_now(self, regency, urls):
        def only_even(work: Work) -> str:
            if work.version(Village, "a") % 2:
                raise Closed
            return count(work)

        record(regency, count)
        with open_again(regency, urls) as other:
            record(other, count)

        assert record(regency, only_even).version == 3

    def test_writes_nothing(self, regency):
        def change_one_s_mind(work: Work) -> str:
            count(work)
            work.claim_nik("3309150101700001", person=uuid4(), household=HOUSEHOLD)
            raise Closed

        with pytest.raises(Closed):
            record(regency, change_one_s_mind)

        assert regency.log.head() == 0
        record(regency, partial(register, nik="3309150101700001"))

    def test_can_be_asked_again_under_the_same_id_once_the_rule_allows_it(self, regency):
        def needs_two(work: Work) -> str:
            if work.version(Village, "a") < 2:
                raise Closed
            return count(work)

        with pytest.raises(Closed):
            record(regency, needs_two, command := uuid4())
        record(regency, count)
        record(regency, count)

        assert record(regency, needs_two, command).version == 3

    def test_of_a_number_names_the_household_that_holds_it(self, regency):
        holder = record(regency, partial(register, nik="3309150101700001", kk_number="33091"))

        with pytest.raises(NumberTaken) as by_nik:
            record(regency, partial(register, nik="3309150101700001"))
        with pytest.raises(NumberTaken) as by_kk:
            record(regency, partial(register, nik="3309150101700002", kk_number="33091"))

        assert by_nik.value.why == by_kk.value.why == {"households": [holder.id]}
        assert regency.log.head() == 1

    def test_of_one_number_for_two_people_of_one_command(self, regency):
        def twins(work: Work) -> UUID:
            household = register(work, "3309150101700001")
            work.claim_nik("3309150101700001", person=work.new_id(), household=household)
            return household

        with pytest.raises(NumberTaken):
            record(regency, twins)

        assert regency.log.head() == 0


class TestRaces:
    def test_for_one_number_have_one_winner(self, regency):
        for number in range(12):
            nik = f"33091501017{number:05}"
            outcomes = at_once(*[partial(record, regency, partial(register, nik=nik))] * 16)
            assert len(winners(outcomes)) == 1
            assert {type(each) for each in losers(outcomes)} == {NumberTaken}

    def test_for_one_thing_have_one_winner(self, regency, urls):
        with open_again(regency, urls) as other:
            for number in range(12):
                claim = partial(count_once, village=str(number))
                jobs = [partial(record, each, claim) for each in (regency, other)] * 8
                outcomes = at_once(*jobs)
                assert len(winners(outcomes)) == 1
                assert {type(each) for each in losers(outcomes)} == {Closed}

    def test_for_one_fund_never_spend_more_than_there_is(self, regency, urls):
        def open_fund(work: Work) -> str:
            work.append(Fund, FUND, opened_fund(100))
            return FUND

        record(regency, open_fund)
        with open_again(regency, urls) as other:
            jobs = [
                partial(record, each, partial(reserve, amount_rupiah=30))
                for each in (regency, other)
            ] * 8

            outcomes = at_once(*jobs)

        assert len(winners(outcomes)) == 3
        assert {type(each) for each in losers(outcomes)} == {MoreThanAvailable}
        assert regency.ledger.look(Fund, FUND)[1].available_rupiah == 10

    def test_that_all_may_win_all_win(self, regency):
        outcomes = at_once(*[partial(record, regency, count) for _ in range(16)])

        assert sorted(receipt.version for receipt in winners(outcomes)) == list(range(1, 17))


class TestAWork:
    def test_sees_what_it_has_appended_itself(self, regency):
        def twice(work: Work) -> str:
            assert work.load(Partner, "baznas-boyolali") == Partner()
            work.append(Partner, "baznas-boyolali", enrolled_partner())
            assert work.load(Partner, "baznas-boyolali") != Partner()
            assert work.version(Partner, "baznas-boyolali") == 1
            return "baznas-boyolali"

        assert record(regency, twice).version == 1

    def test_is_about_the_first_stream_it_appends_to(self, regency):
        def two_streams(work: Work) -> str:
            work.append(Village, "a", enrolled_village(), population())
            work.append(Partner, "b", enrolled_partner())
            return "a"

        receipt = record(regency, two_streams)

        assert (receipt.id, receipt.version, receipt.position) == ("a", 2, 3)

    def test_guards_what_it_read_and_not_what_it_writes(self, regency):
        works = []

        def look(work: Work) -> str:
            work.load(Partner, "read")
            works.append(work)
            return count(work)

        record(regency, look)

        assert works[0].guards == [("partner:read", 0)]

    def test_makes_ids_that_sort_by_time_and_never_repeat(self, regency):
        made: list[UUID] = []

        def make(work: Work) -> str:
            made.extend(work.new_id() for _ in range(3))
            return count(work)

        for _ in range(2):
            record(regency, make)

        assert made == sorted(made)
        assert len(set(made)) == 6
        assert {one.version for one in made} == {7}
        assert {one.variant for one in made} == {"specified in RFC 4122"}

    def test_knows_the_day_in_western_indonesia(self, regency, urls):
        late = datetime(2024, 11, 4, 17, 0, tzinfo=UTC)  # midnight in Boyolali
        days = []

        def note_day(work: Work) -> str:
            days.append(work.today)
            return count(work)

        with open_again(regency, urls, clock=lambda: late) as other:
            record(other, note_day)
            assert other.ledger.today == days[0] == TODAY + timedelta(days=1)

    def test_tells_who_holds_a_number(self, regency):
        household = record(regency, partial(register, nik="3309150101700001")).id
        told: list[Any] = []

        def ask(work: Work) -> str:
            told.extend(
                [work.claim_on("nik", "3309150101700001"), work.holder_of_nik("3309150101700009")]
            )
            return count(work)

        record(regency, ask)

        assert (str(told[0].household), told[1]) == (household, None)

    def test_gives_a_number_back_for_somebody_else(self, regency):
        people: list[UUID] = []

        def arrive(work: Work) -> UUID:
            people.append(work.new_id())
            work.append(Household, HOUSEHOLD, registered())
            work.claim_nik("3309150101700001", person=people[0], household=HOUSEHOLD)
            return HOUSEHOLD

        def leave(work: Work) -> str:
            work.release(people[0])
            return count(work)

        record(regency, arrive)
        record(regency, leave)

        record(regency, partial(register, nik="3309150101700001"))

    def test_reads_the_events_of_a_thing_and_opens_what_is_personal(self, regency):
        household = record(regency, partial(register, nik="3309150101700001")).id
        opened = []

        def read(work: Work) -> str:
            [event] = work.events(Household, household)
            opened.extend(work.open_all([event.residence]))  # type: ignore[attr-defined]
            return count(work)

        record(regency, read)

        assert opened == [registered().residence.plain]

    def test_that_appends_nothing_is_our_mistake(self, regency):
        with pytest.raises(AssertionError, match="at least one event"):
            record(regency, lambda _: "nothing")


class TestWhatIsKnown:
    def test_is_blank_at_version_nought_for_what_nobody_has_heard_of(self, regency):
        assert regency.ledger.look(Village, "never") == (0, Village())

    def test_is_looked_up_again_unless_a_cached_view_will_do(self, regency, urls):
        record(regency, count)
        with open_again(regency, urls) as other:
            record(other, count)

        assert regency.ledger.look(Village, "a", fresh=False)[0] == 1
        assert regency.ledger.look(Village, "a")[0] == 2
        assert regency.ledger.look(Village, "a", fresh=False)[0] == 2

    def test_is_forgotten_for_those_not_asked_for_in_the_longest_time(self, regency, monkeypatch):
        monkeypatch.setattr("service.application.MOST_CACHED", 2)
        for village in "abc":
            record(regency, partial(count, village=village))
            record(regency, partial(count, village="a"))

        assert set(regency.ledger._cache) == {"village:a", "village:c"}  # noqa: SLF001
        assert record(regency, partial(count, village="b")).version == 2

    def test_is_told_to_be_unavailable_without_a_database(self, regency):
        regency.pool.close()

        with pytest.raises(LogUnavailable):
            regency.ledger.look(Village, "a")


def test_every_event_says_who_did_what_in_which_office(regency):
    record(regency, count, command := uuid4(), channel="page")

    with regency.pool.connection() as conn:
        rows = conn.execute(in_schema("SELECT meta::text FROM {s}.events", regency.schema))
        [[meta]] = rows.fetchall()
    assert msgspec.json.decode(meta, type=Meta) == Meta(
        actor="dini",
        position="Pendamping Dinas Sosial",
        role="mentor",
        organisation="dinsos",
        command=command,
        channel="page",
    )
    assert msgspec.json.decode(envelope(CLERK, command, "page")) == msgspec.json.decode(meta)


def test_equal_parts_make_equal_command_ids_and_no_others_do():
    assert command_id("dini", "key") == command_id("dini", "key")
    assert command_id("dini", "key") != command_id("dinik", "ey")
    assert command_id("dini", "key").version == 8


def test_ids_sort_by_the_moment_they_were_made():
    earlier = next(ordered_ids(NOW, b"z"))
    later = next(ordered_ids(NOW + timedelta(milliseconds=1), b"a"))

    assert earlier < later


def test_an_aggregate_is_told_its_events_by_its_own_kind():
    with pytest.raises(NotImplementedError):
        Aggregate[Any]().after(population())
