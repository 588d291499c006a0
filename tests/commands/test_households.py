"""Commands about households, as far as they are more than the aggregate's own decisions."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from service.aggregates.household_events import Identity
from service.aggregates.household_people import UnknownMember
from service.aggregates.household_standing import NobodyLeft
from service.application import NotKnown, NumberTaken
from service.commands import households
from service.commands.households import (
    ChangeAddress,
    ChangeHead,
    Correct,
    Founder,
    Join,
    Move,
    OneHeadNeeded,
    OtherRegency,
    Reopen,
    Unrecognisable,
)
from service.commands.people import (
    BelongsElsewhere,
    GivenPerson,
    GivenResidence,
    KkUnusable,
    NikTwice,
    NikUnusable,
    NotBornYet,
)
from service.commands.validations import (
    JudgeHousehold,
    JudgePresence,
    SplitMember,
    SplitOff,
    SplitOnlyOnce,
    validate,
)
from service.commands.villages import NoSuchVillage
from service.kernel.guards import NotHappenedYet
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, OutOfScope
from service.projections.moment import PRESENT
from service.projections.names import names_of
from service.regency import Regency
from tests.commands.acting import (
    AUDITOR,
    DAY,
    GONDANGLEGI,
    LETTER,
    NEIGHBOUR,
    OPERATOR,
    SECRETARIAT,
    VISIT,
    do,
    family,
    known,
    registered,
)

A, B, C = "9909150101700001", "9909150102750002", "9909150103000003"
KK, OTHER_KK = "9909150101100009", "9909150101110009"


def _gone(person: UUID, verdict: str = "moved_within_district") -> JudgePresence:
    return JudgePresence(
        person=person,
        verdict=verdict,  # type: ignore[arg-type]
        method="visit",
        since=DAY,
        evidence=(VISIT, LETTER),
        destination=GONDANGLEGI,
        occurred_on=DAY,
    )


def _join(nik: str) -> Join:
    return Join(person=GivenPerson(name="Contoh B", nik=nik), relation="child", occurred_on=DAY)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"village": "33.09.15.2999"}, NoSuchVillage),
        ({"members": (Founder(name="Contoh", relation="child"),)}, OneHeadNeeded),
        ({"residence": GivenResidence()}, Unrecognisable),
        ({"residence": GivenResidence(kk_number="123")}, KkUnusable),
        ({"members": (Founder(name="Contoh", relation="head", nik="12"),)}, NikUnusable),
        (
            {
                "members": (
                    Founder(name="Contoh A", relation="head", nik=A),
                    Founder(name="Contoh B", relation="child", nik=f" {A} "),
                )
            },
            NikTwice,
        ),
        (
            {"members": (Founder(name="X", relation="head", birth_date=DAY.replace(year=2999)),)},
            NotBornYet,
        ),
    ],
)
def test_a_household_is_registered_only_with_what_can_be_true(
    regency: Regency, wrong: dict[str, object], rule: type[Refused]
):
    with pytest.raises(rule):
        do(regency, SECRETARIAT, households.register, family(**wrong))
    assert regency.log.head() == 0


def test_only_field_roles_register_and_only_in_their_village(regency: Regency):
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, households.register, family())
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, households.register, family())


def test_a_new_proposal_knows_its_members_and_head(regency: Regency):
    household = registered(regency, A, B)
    state = known(regency, household)
    assert (state.status, len(state.belonging())) == ("newly_proposed", 2)
    assert state.head == state.belonging()[0]


def test_a_nik_belongs_to_one_household(regency: Regency):
    first = registered(regency, A)
    with pytest.raises(NumberTaken) as refused:
        registered(regency, A)
    assert refused.value.why["households"] == [str(first)]


def test_a_temporary_number_is_nobodys(regency: Regency):
    registered(regency, "0330915200900001")
    registered(regency, "0330915200900001")


def test_whoever_leaves_keeps_the_nik_so_that_no_list_brings_back_the_dead(regency: Regency):
    household = registered(regency, A, B)
    head, child = known(regency, household).belonging()
    do(regency, SECRETARIAT, validate, household, _gone(child, "deceased"))
    with pytest.raises(NumberTaken):
        registered(regency, B)
    assert known(regency, household).belonging() == (head,)


def test_whoever_moved_within_the_regency_can_join_another_household(regency: Regency):
    household, other = registered(regency, A, B), registered(regency, C)
    child = known(regency, household).belonging()[1]
    do(regency, SECRETARIAT, validate, household, _gone(child))
    do(regency, SECRETARIAT, households.join, other, _join(B))
    assert len(known(regency, other).belonging()) == 2


def test_whoever_joined_another_household_is_not_brought_back_to_the_first(regency: Regency):
    household, other = registered(regency, A, B), registered(regency, C)
    child = known(regency, household).belonging()[1]
    do(regency, SECRETARIAT, validate, household, _gone(child))
    do(regency, SECRETARIAT, households.join, other, _join(B))
    back = JudgePresence(person=child, verdict="present", method="visit", evidence=(VISIT,))
    with pytest.raises(BelongsElsewhere) as refused:
        do(regency, SECRETARIAT, validate, household, back)
    assert refused.value.why == {"household": str(other)}


def test_a_changed_address_keeps_the_kk_number_that_was_not_named(regency: Regency):
    household = registered(regency, A, residence=GivenResidence(kk_number=KK, address="Lama"))
    ask = ChangeAddress(residence=GivenResidence(address="Baru"))
    do(regency, OPERATOR, households.change_address, household, ask)
    held = regency.log.claims([regency.vault.blind("kk", KK)])
    assert [claim.household for claim in held] == [household]


def test_a_new_kk_number_takes_the_place_of_the_old_one(regency: Regency):
    household = registered(regency, A, residence=GivenResidence(kk_number=KK))
    ask = ChangeAddress(residence=GivenResidence(kk_number=OTHER_KK))
    do(regency, OPERATOR, households.change_address, household, ask)
    registered(regency, B, residence=GivenResidence(kk_number=KK))
    with pytest.raises(NumberTaken):
        registered(regency, C, residence=GivenResidence(kk_number=OTHER_KK))


def test_a_household_moves_within_its_regency_only(regency: Regency):
    household = registered(regency, A)
    away = Move(village="33.10.01.2001", residence=GivenResidence())
    with pytest.raises(OtherRegency):
        do(regency, SECRETARIAT, households.move, household, away)
    near = Move(village=GONDANGLEGI, residence=GivenResidence())
    do(regency, OPERATOR, households.move, household, near)
    assert known(regency, household).village == GONDANGLEGI


def test_an_unknown_household_is_answered_like_one_next_door(regency: Regency):
    ask = ChangeHead(person=uuid4())
    with pytest.raises(NotKnown):
        do(regency, SECRETARIAT, households.change_head, uuid4(), ask)
    household = registered(regency, A)
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, households.change_head, household, ask)


def test_a_split_founds_a_household_of_the_same_persons(regency: Regency):
    household = registered(regency, A, B, C)
    _, b, c = known(regency, household).belonging()
    ask = JudgeHousehold(
        verdict="split",
        method="document",
        split_off=SplitOff(
            residence=GivenResidence(kk_number=OTHER_KK),
            members=(
                SplitMember(person=b, relation="head"),
                SplitMember(person=c, relation="other"),
            ),
        ),
    )
    do(regency, OPERATOR, validate, household, ask)
    [claim] = regency.log.claims([regency.vault.blind("nik", B)])
    assert len(known(regency, household).belonging()) == 1
    assert known(regency, claim.household).belonging() == (b, c)
    assert claim.household != household


def test_a_split_says_once_where_people_go(regency: Regency):
    household, other = registered(regency, A, B), registered(regency, C)
    child = known(regency, household).belonging()[1]
    new = SplitOff(
        residence=GivenResidence(), members=(SplitMember(person=child, relation="head"),)
    )
    ask = JudgeHousehold(verdict="split", method="visit", split_off=new, other_household=other)
    with pytest.raises(SplitOnlyOnce):
        do(regency, SECRETARIAT, validate, household, ask)


def test_a_split_leaves_somebody_behind(regency: Regency):
    household = registered(regency, A)
    head = known(regency, household).belonging()[0]
    new = SplitOff(residence=GivenResidence(), members=(SplitMember(person=head, relation="head"),))
    ask = JudgeHousehold(verdict="split", method="visit", split_off=new)
    with pytest.raises(NobodyLeft):
        do(regency, SECRETARIAT, validate, household, ask)


def _merge(into: UUID) -> JudgeHousehold:
    return JudgeHousehold(
        verdict="merged", method="document", evidence=(LETTER,), other_household=into
    )


def test_a_merger_takes_everybody_along(regency: Regency):
    household, other = registered(regency, A, B), registered(regency, C)
    do(regency, SECRETARIAT, validate, household, _merge(other))
    assert known(regency, household).status == "merged"
    assert len(known(regency, other).belonging()) == 3
    [claim] = regency.log.claims([regency.vault.blind("nik", A)])
    assert claim.household == other


def test_a_merged_household_is_not_reopened_while_its_people_are_elsewhere(regency: Regency):
    household, other = registered(regency, ""), registered(regency, C)
    do(regency, SECRETARIAT, validate, household, _merge(other))
    with pytest.raises(BelongsElsewhere):
        do(regency, SECRETARIAT, households.reopen, household, Reopen(note="Keliru"))


def test_a_wrong_closing_is_undone(regency: Regency):
    household = registered(regency, A)
    person = known(regency, household).belonging()[0]
    do(regency, SECRETARIAT, validate, household, _gone(person, "moved_out"))
    assert known(regency, household).status == "moved_out"
    do(regency, SECRETARIAT, households.reopen, household, Reopen(note="Ternyata masih ada"))
    assert known(regency, household).status == "newly_proposed"


def test_a_member_joins_with_a_number_of_their_own(regency: Regency):
    household = registered(regency, A)
    receipt = do(regency, OPERATOR, households.join, household, _join(B))
    assert UUID(receipt.id) in known(regency, household).belonging()
    with pytest.raises(NumberTaken):
        do(regency, OPERATOR, households.join, household, _join(B))


def test_evidence_is_not_dated_ahead(regency: Regency):
    household = registered(regency, A)
    person = known(regency, household).belonging()[0]
    later = regency.ledger.today + timedelta(days=1)
    proof = type(VISIT)(kind="visit", reference="besok", on=later)
    ask = JudgePresence(person=person, verdict="present", method="visit", evidence=(proof,))
    with pytest.raises(NotHappenedYet):
        do(regency, OPERATOR, validate, household, ask)


def _correct(person: UUID, name: str, nik: str = "") -> Correct:
    return Correct(
        person=person,
        identity=GivenPerson(name=name, nik=nik),
        evidence=(LETTER,),
        occurred_on=DAY,
    )


def _head_of(regency: Regency, household: UUID) -> UUID:
    head = known(regency, household).head
    assert head
    return head


def test_a_wrong_number_is_put_right_and_free_for_whoever_it_belongs_to(regency: Regency):
    home = registered(regency, A)
    head = _head_of(regency, home)

    do(regency, OPERATOR, households.correct, home, _correct(head, "Budi Contoh", B))

    opened = names_of(regency.log, home, PRESENT)
    assert opened
    assert opened.head.identity == Identity(
        name="Budi Contoh", nik=B, birth_date=date(1975, 2, 1), sex="male"
    )
    other = registered(regency, A)
    assert known(regency, other).id
    with pytest.raises(NumberTaken):
        registered(regency, B)


def test_a_number_that_is_somebody_elses_is_not_taken_by_putting_right(regency: Regency):
    registered(regency, B)
    home = registered(regency, A)

    with pytest.raises(NumberTaken):
        do(regency, OPERATOR, households.correct, home, _correct(_head_of(regency, home), "X", B))

    with pytest.raises(NumberTaken):
        registered(regency, A)


def test_only_people_on_the_record_are_put_right_and_only_by_those_who_may(regency: Regency):
    home = registered(regency, A)
    head = _head_of(regency, home)
    for by, person, rule in (
        (OPERATOR, uuid4(), UnknownMember),
        (AUDITOR, head, NotAllowed),
        (NEIGHBOUR, head, OutOfScope),
    ):
        with pytest.raises(rule):
            do(regency, by, households.correct, home, _correct(person, "Budi", A))
    with pytest.raises(NikUnusable):
        do(regency, OPERATOR, households.correct, home, _correct(head, "Budi", "12"))


def test_whoever_left_can_be_put_right(regency: Regency):
    home = registered(regency, A, C)
    child = next(one for one in known(regency, home).members if one != _head_of(regency, home))
    do(regency, OPERATOR, validate, home, _gone(child))

    do(regency, OPERATOR, households.correct, home, _correct(child, "Contoh Baru", C))

    opened = names_of(regency.log, home, PRESENT)
    assert opened
    assert [one.name for one in opened.members if not one.belongs] == ["Contoh Baru"]
