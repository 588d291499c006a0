"""A meeting's decision is the event that changes a household, in one commit or not at all."""

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest

from service.aggregates.household_evidence import SurvivorMissing
from service.aggregates.household_standing import GraduationWithoutHelp
from service.aggregates.musdes_rules import (
    MusdesIsRatified,
    NotOfThisVillage,
    RatifierVerified,
    RowsChanged,
    RowsContradicted,
)
from service.application import NotKnown
from service.commands import musdes
from service.commands.households import Move, move
from service.commands.merges import MergeHouseholds, merge_households
from service.commands.musdes import Answer, Dissent, Forward, GivenDecision, Postpone, Present
from service.commands.people import GivenResidence
from service.commands.validations import JudgeHousehold, JudgePresence, validate
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import (
    DAY,
    GONDANGLEGI,
    LETTER,
    NEIGHBOUR,
    OPERATOR,
    SECRETARIAT,
    TANJUNG,
    VISIT,
    actor,
    do,
    known,
    registered,
)
from tests.commands.giving import tags_at
from tests.commands.meeting import (
    CHAIR,
    HEAD,
    MISSED,
    NUMBER,
    decided,
    found,
    invitation,
    judge,
    met,
    musdes_of,
    opened,
    ratified,
    shown,
    signed,
)
from tests.support.threads import at_once, losers, winners

NIKS = [f"99091501017000{number:02}" for number in range(1, 40)]


def test_what_agrees_with_the_findings_is_ratified_by_one_event_alone(regency: Regency) -> None:
    stays, goes = found(regency, NIKS[0]), found(regency, NIKS[1], "better_off", reason="assets")
    receipt = ratified(regency, met(regency, stays, goes))

    assert tags_at(regency, receipt) == ["musdes.ratified"]
    seal = musdes_of(regency, UUID(receipt.id)).ratified
    assert seal is not None
    assert [(row.decision, row.result, row.version) for row in seal.rows] == [
        ("keep", "eligible", 2),
        ("remove", "better_off", 2),
    ]


def test_what_is_decided_otherwise_becomes_a_verdict_in_the_same_commit(regency: Regency) -> None:
    rich, gone, new = (
        found(regency, NIKS[0]),
        found(regency, NIKS[1], "unreachable"),
        registered(regency, NIKS[2]),
    )
    session = met(
        regency,
        rich,
        gone,
        new,
        decisions=(
            GivenDecision(
                household=rich, decision="remove", reason="better_off", better_off="assets"
            ),
            GivenDecision(household=gone, decision="remove", reason="not_found"),
            GivenDecision(household=new, decision="add"),
        ),
        rest=False,
    )
    assert known(regency, gone).status == "not_found"  # nothing changes before the seal
    receipt = ratified(regency, session)

    assert tags_at(regency, receipt) == [
        "musdes.ratified",
        "household.judged",
        "household.closed",
        "household.judged",
    ]
    assert receipt.version == 5
    assert [known(regency, one).status for one in (rich, gone, new)] == [
        "better_off",
        "untraceable",
        "eligible",
    ]
    verdict = regency.log.history(f"household:{rich}")[-1].event
    assert (verdict.method, verdict.by) == ("musdes", f"musdes:{session}")
    assert verdict.evidence[0].reference == NUMBER


def test_the_dead_are_recorded_person_by_person_and_a_double_names_what_stays(
    regency: Regency,
) -> None:
    dead = registered(regency, NIKS[0], NIKS[1])
    double, stays = registered(regency, NIKS[2]), registered(regency, NIKS[3])
    session = met(
        regency,
        dead,
        double,
        decisions=(
            GivenDecision(household=dead, decision="remove", reason="deceased", since=DAY),
            GivenDecision(household=double, decision="remove", reason="duplicate", survivor=stays),
        ),
        rest=False,
    )
    receipt = ratified(regency, session)

    assert tags_at(regency, receipt).count("presence.judged") == 2
    assert known(regency, dead).status == "deceased"
    assert known(regency, double).status == "duplicate"


def test_a_double_of_nobody_in_the_village_is_refused(regency: Regency) -> None:
    double, far = registered(regency, NIKS[0]), registered(regency, NIKS[1], village=TANJUNG)
    session = opened(regency)
    shown(regency, session, double)
    with pytest.raises(SurvivorMissing):
        decided(
            regency,
            session,
            GivenDecision(household=double, decision="remove", reason="duplicate", survivor=far),
        )


def test_nobody_graduates_by_a_vote_without_having_been_helped(regency: Regency) -> None:
    poor = found(regency, NIKS[0])
    other = found(regency, NIKS[1])
    session = met(
        regency,
        poor,
        other,
        decisions=(GivenDecision(household=poor, decision="remove", reason="graduated"),),
    )
    with pytest.raises(GraduationWithoutHelp):
        ratified(regency, session)
    assert musdes_of(regency, session).ratified is None  # all of it, or nothing


class TestApart:
    def test_the_chair_who_verified_can_t_ratify_and_is_told_which(self, regency: Regency) -> None:
        own, other = found(regency, NIKS[0]), found(regency, NIKS[1])
        judge(regency, own, "eligible", by=SECRETARIAT)
        session = met(regency, own, other)
        with pytest.raises(RatifierVerified) as refused:
            ratified(regency, session, by=SECRETARIAT)
        assert refused.value.why["households"] == [str(own)]
        assert ratified(regency, session)  # the chair has seen nobody at home

    def test_whoever_verified_a_record_that_was_joined_to_another_is_a_witness_too(
        self, regency: Regency
    ) -> None:
        whole, record = found(regency, NIKS[0]), found(regency, NIKS[1])
        judge(regency, record, "eligible", by=SECRETARIAT)
        ask = MergeHouseholds(survivor=whole, evidence=(LETTER,), occurred_on=DAY)
        do(regency, OPERATOR, merge_households, record, ask)
        session = met(regency, whole)
        with pytest.raises(RatifierVerified) as refused:
            ratified(regency, session, by=SECRETARIAT)
        assert refused.value.why["households"] == [str(whole)]

    def test_a_verdict_of_an_earlier_meeting_is_nobody_s_testimony(self, regency: Regency) -> None:
        new = registered(regency, NIKS[0])
        add = GivenDecision(household=new, decision="add")
        ratified(regency, met(regency, new, decisions=(add,), rest=False))
        assert ratified(regency, met(regency, new), "140/08")

    def test_the_village_head_who_verified_can_t_sign_what_rests_on_it(
        self, regency: Regency
    ) -> None:
        own = found(regency, NIKS[0])
        judge(regency, own, "eligible", by=HEAD)
        session = met(regency, own)
        ratified(regency, session)
        with pytest.raises(RatifierVerified):
            signed(regency, session)

    def test_whoever_gave_the_command_counts_where_an_old_event_names_nobody(
        self, regency: Regency
    ) -> None:
        own = found(regency, NIKS[0])
        told = regency.log.history(f"household:{own}")
        assert told[-1].event.by == OPERATOR.account == told[-1].meta.actor


class TestMeanwhile:
    def test_a_verdict_after_the_list_was_shown_refuses_that_row_by_name(
        self, regency: Regency
    ) -> None:
        first, second = found(regency, NIKS[0]), found(regency, NIKS[1])
        session = met(regency, first, second)
        judge(regency, second, "better_off", reason="income")
        with pytest.raises(RowsChanged) as refused:
            ratified(regency, session)
        assert refused.value.why == {"count": 1, "households": [str(second)]}

        shown(regency, session, second)
        decided(regency, session, rest=True)
        assert ratified(regency, session)

    def test_a_household_that_moved_away_is_refused(self, regency: Regency) -> None:
        home = found(regency, NIKS[0])
        session = met(regency, home)
        asked = Move(
            village=GONDANGLEGI, residence=GivenResidence(address="Dukuh Baru"), occurred_on=DAY
        )
        do(regency, SECRETARIAT, move, home, asked)
        with pytest.raises(RowsChanged):
            ratified(regency, session)
        with pytest.raises(NotOfThisVillage):
            shown(regency, session, home)

    def test_two_who_ratify_at_once_have_one_winner(self, regency: Regency) -> None:
        homes = [found(regency, nik) for nik in NIKS[:3]]
        gone = found(regency, NIKS[3], "unreachable")
        removed = GivenDecision(household=gone, decision="remove", reason="not_found")
        session = met(regency, *homes, gone, decisions=(removed,))

        def one(number: int) -> str:
            by = CHAIR if number % 2 else actor("secretariat", account=f"tkpkd-{number}")
            return ratified(regency, session, f"140/{number}", by=by).id

        outcomes = at_once(*(partial(one, number) for number in range(6)))
        assert winners(outcomes) == [str(session)]
        assert {type(one) for one in losers(outcomes)} == {MusdesIsRatified}
        tags = [one.event.tag for one in regency.log.history(f"musdes:{session}")]
        assert tags.count("musdes.ratified") == 1
        closed = [one.event.tag for one in regency.log.history(f"household:{gone}")]
        assert closed.count("household.closed") == 1

    def test_a_verdict_and_the_seal_at_once_never_contradict(self, regency: Regency) -> None:
        """Whichever comes first: no household is covered by a seal that never saw its verdict."""
        for nik in NIKS[4:10]:
            home = found(regency, nik)
            session = met(regency, home)

            again = partial(judge, regency, home, "better_off", reason="income")
            outcomes = at_once(partial(ratified, regency, session), again)
            assert {type(one) for one in losers(outcomes)} <= {RowsChanged}
            sealed = musdes_of(regency, session).ratified
            covered = sealed.rows[0].version if sealed else 0
            assert covered in {0, 2}
            assert known(regency, home).status == "better_off"


class TestContradictions:
    def test_the_meeting_s_word_decides_between_two_witnesses(self, regency: Regency) -> None:
        home = found(regency, NIKS[0])
        judge(regency, home, "better_off", by=SECRETARIAT, reason="assets")
        assert known(regency, home).disputes
        rich = GivenDecision(
            household=home, decision="remove", reason="better_off", better_off="assets"
        )
        receipt = ratified(regency, met(regency, home, decisions=(rich,)))
        assert tags_at(regency, receipt) == [
            "musdes.ratified",
            "household.judged",
            "contradiction.decided",
        ]
        assert known(regency, home).status == "better_off"
        assert not known(regency, home).disputes

    def test_about_a_person_it_is_decided_first_or_looked_at_again(self, regency: Regency) -> None:
        home = registered(regency, NIKS[0], NIKS[1])
        judge(regency, home, "eligible")
        person = known(regency, home).belonging()[1]
        for by, verdict in ((OPERATOR, "present"), (SECRETARIAT, "not_found")):
            evidence = MISSED if verdict == "not_found" else (VISIT,)
            said: Any = {"person": person, "verdict": verdict, "evidence": evidence}
            asked = JudgePresence(method="visit", occurred_on=DAY, **said)
            do(regency, by, validate, home, asked)
        assert known(regency, home).disputes
        session = met(regency, home)
        with pytest.raises(RowsContradicted) as refused:
            ratified(regency, session)
        assert refused.value.why["households"] == [str(home)]
        decided(regency, session, GivenDecision(household=home, decision="send_back"))
        assert ratified(regency, session)


def test_later_minutes_refer_to_the_first_and_the_first_is_told(regency: Regency) -> None:
    home = found(regency, NIKS[0])
    first = met(regency, home)
    ratified(regency, first)
    second = opened(regency, corrects=first)
    shown(regency, second, home)
    wrong = GivenDecision(
        household=home, decision="remove", reason="better_off", better_off="assets"
    )
    decided(regency, second, wrong)
    receipt = ratified(regency, second, "140/09")

    assert tags_at(regency, receipt)[0] == "musdes.ratified"
    assert musdes_of(regency, first).corrected_by == (second,)
    seal = musdes_of(regency, first).ratified
    assert seal is not None
    assert seal.rows[0].result == "eligible"


def test_names_of_who_came_and_what_they_said_are_sealed(regency: Regency) -> None:
    home = found(regency, NIKS[0])
    session = met(regency, home)
    do(regency, CHAIR, musdes.dissent, session, Dissent(words="Contoh Sarjono tidak setuju"))
    with regency.pool.connection() as conn:
        rows = conn.execute(
            f"SELECT data::text FROM {regency.schema}.events WHERE stream = %s",
            (f"musdes:{session}",),
        ).fetchall()
    assert rows
    assert "Sarjono" not in str(rows)
    attended = regency.log.history(f"musdes:{session}")[1].event
    opened: Any = regency.vault.open(attended.attendees[0].name)
    assert opened.name == "Contoh Sarjono"


def test_minutes_go_on_once_they_are_signed(regency: Regency) -> None:
    session = met(regency, found(regency, NIKS[0]))
    ratified(regency, session)
    signed(regency, session)
    for to in ("camat", "dinsos"):
        sent = Forward(to=to, letter_number=f"470/{to}", occurred_on=DAY)
        do(regency, CHAIR, musdes.forward, session, sent)
    taken = Answer(of="dinsos", answer="acknowledged", letter_number="460/1", occurred_on=DAY)
    do(regency, CHAIR, musdes.answer, session, taken)
    assert musdes_of(regency, session).stage == "forwarded"


def test_a_meeting_is_put_off(regency: Regency) -> None:
    session = opened(regency)
    do(
        regency,
        CHAIR,
        musdes.postpone,
        session,
        Postpone(postponed_for="circumstances", reason="Banjir", occurred_on=DAY),
    )
    assert musdes_of(regency, session).stage == "postponed"


def test_a_meeting_is_the_village_s_own(regency: Regency) -> None:
    home = found(regency, NIKS[0])
    session = opened(regency)
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, musdes.present, session, Present(households=(home,)))
    with pytest.raises(NotAllowed):
        ratified(regency, session, by=OPERATOR)
    with pytest.raises(NotKnown):
        ratified(regency, home)
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, musdes.convene, invitation())


def test_nobody_gives_the_word_of_a_meeting_but_its_minutes():
    body = {"level": "household", "verdict": "eligible", "method": "musdes"}
    with pytest.raises(msgspec.ValidationError, match="musdes"):
        msgspec.convert(body, JudgeHousehold)
