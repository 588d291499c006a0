"""A promise is flagged by what happens to its household; the till knows it and the worklist too."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from service.aggregates.area_group import AreaGroupUnknown
from service.aggregates.commitment_money import OverrideBySamePerson
from service.aggregates.flag import NothingToReview
from service.aggregates.household_needs import NeedNotOpen, RecipientNotPayable
from service.application import NotKnown
from service.commands import (
    area_groups,
    disbursements,
    flags,
    households,
    merges,
    needs,
    programmes,
)
from service.commands.area_groups import CreateGroup
from service.commands.flags import Redirect
from service.commands.households import Move
from service.commands.merges import MergeHouseholds
from service.commands.needs import JudgeNeed
from service.commands.people import GivenResidence
from service.commands.programmes import Revise
from service.commands.requests import Explain
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed
from service.policies.overlap import PaymentOverlaps
from service.policies.targeting import OutsideCriteria, RecipientMoved
from service.projections import flags as read_flags
from service.projections.flags import Asked, Flag
from service.projections.moment import PRESENT, Moment
from service.reference.regions import territory
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, LETTER, SECRETARIAT, VISIT, do, known
from tests.commands.giving import (
    COMPANY,
    TOILET,
    allocated,
    catalogue,
    commitment_of,
    family_in_need,
    funded,
    judged,
    listed,
    officer,
    paid,
    payment,
    promised,
)
from tests.support.read_models import reading

MENTOR = officer("bappeda", "mentor", "33.09.15", account="pendamping")
BAZNAS = officer("baznas", "partner_officer", "33.09")
WHY = Explain(reason="Dipakai ahli waris", occurred_on=DAY)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def flagged(regency: Regency, moment: Moment = PRESENT, asked: Asked | None = None) -> list[Flag]:
    with reading(regency, *read_flags.SOURCES) as conn:
        return read_flags.find(conn, regency.schema, asked or Asked(), moment=moment, limit=9)


def causes(regency: Regency) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for one in flagged(regency):
        found.setdefault(one.commitment, []).append(one.cause)
    return found


def ready(regency: Regency, *lacking: str) -> tuple[UUID, UUID]:
    """Give a household and a promise of five million whose money is set aside."""
    household = family_in_need(regency, *lacking)  # type: ignore[arg-type]
    commitment = promised(regency, household)
    funded(regency)
    allocated(regency, commitment)
    return household, commitment


def pay_by_leave(regency: Regency, commitment: UUID, refusal: type[Refused]) -> Refused:
    """Expect a payment to be refused, and to pass once with the leave of a second person."""
    with pytest.raises(refusal) as refused:
        paid(regency, commitment)
    do(regency, SECRETARIAT, disbursements.grant_override, commitment, WHY)
    with pytest.raises(OverrideBySamePerson):
        paid(regency, commitment)
    do(regency, BAZNAS, disbursements.disburse, commitment, payment())
    with pytest.raises(refusal):
        do(regency, BAZNAS, disbursements.disburse, commitment, payment(1, "SP2D-2"))
    return refused.value


def revised(regency: Regency, **other: object) -> None:
    terms = listed(TOILET, evidence_required=("handover",), **other)
    asked = {name: getattr(terms, name) for name in terms.__struct_fields__ if name != "programme"}
    do(regency, SECRETARIAT, programmes.revise, TOILET, Revise(reason="Sasaran baru", **asked))


def test_nothing_is_flagged_while_a_household_is_as_it_was(regency: Regency):
    ready(regency)
    assert flagged(regency) == []


def test_a_promise_is_flagged_the_moment_its_household_is_better_off(regency: Regency):
    household, commitment = ready(regency)
    before = regency.engine.head()

    judged(regency, household, "better_off", reason="assets")

    [one] = flagged(regency)
    assert (one.commitment, one.cause, one.status) == (commitment, "not_payable", "better_off")
    assert (one.since, one.position) == (DAY, before + 1)
    assert flagged(regency, Moment(before)) == []
    pay_by_leave(regency, commitment, RecipientNotPayable)


def test_it_is_flagged_for_the_first_verdict_of_many(regency: Regency):
    household, _ = ready(regency)
    judged(regency, household, "better_off", reason="assets")
    [first] = flagged(regency)
    judged(regency, household, "better_off", reason="income")
    assert [one.position for one in flagged(regency)] == [first.position]


def test_a_move_is_flagged_and_stops_the_payment(regency: Regency):
    household, commitment = ready(regency)
    there = Move(village=GONDANGLEGI, residence=GivenResidence(rt="1"), occurred_on=DAY)
    do(regency, SECRETARIAT, households.move, household, there)

    assert causes(regency) == {commitment: ["moved"]}
    refused = pay_by_leave(regency, commitment, RecipientMoved)
    assert refused.why["village"] == GONDANGLEGI


def test_a_need_that_is_gone_is_flagged_and_stops_the_payment(regency: Regency):
    household, commitment = ready(regency)
    met = JudgeNeed(
        need="sanitation", verdict="already_met", method="visit", evidence=(VISIT,), occurred_on=DAY
    )
    do(regency, SECRETARIAT, needs.judge, household, met)

    assert causes(regency) == {commitment: ["need_gone"]}
    pay_by_leave(regency, commitment, NeedNotOpen)


def test_two_promises_that_a_merger_brings_together_are_both_flagged_and_not_paid(
    regency: Regency,
):
    kept, first = ready(regency)
    gone = family_in_need(regency, nik="9909150102750002")
    second = promised(regency, gone, partner=COMPANY)
    merge = MergeHouseholds(survivor=kept, evidence=(LETTER,), occurred_on=DAY)
    do(regency, SECRETARIAT, merges.merge_households, gone, merge)

    assert causes(regency) == {first: ["overlap"], second: ["overlap"]}
    one = next(one for one in flagged(regency) if one.commitment == first)
    assert (one.other, one.household) == (second, kept)
    refused = pay_by_leave(regency, first, PaymentOverlaps)
    assert refused.why["partner"] == COMPANY


def test_an_explanation_stands_until_something_new_happens(regency: Regency):
    household, commitment = ready(regency)
    with pytest.raises(NothingToReview):
        do(regency, MENTOR, flags.explain, commitment, WHY)
    judged(regency, household, "better_off", reason="assets")
    with pytest.raises(NotAllowed):
        do(regency, BAZNAS, flags.explain, commitment, WHY)

    do(regency, MENTOR, flags.explain, commitment, WHY)

    [one] = flagged(regency)
    assert (one.reason, one.explained_by) == (WHY.reason, MENTOR.position)
    assert flagged(regency, asked=Asked(is_explained=False)) == []
    with pytest.raises(RecipientNotPayable):
        paid(regency, commitment)

    judged(regency, household, "eligible")
    assert flagged(regency) == []
    judged(regency, household, "better_off", reason="income")
    assert [one.explained_at for one in flagged(regency)] == [None]


def test_a_promise_is_led_to_another_household_in_one_save(regency: Regency):
    household, commitment = ready(regency)
    other = family_in_need(regency, nik="9909150102750002")
    judged(regency, household, "better_off", reason="assets")
    ask = Redirect(
        household=other, amount_rupiah=5_000_000, form="cash", reason="Sudah mampu", occurred_on=DAY
    )
    with pytest.raises(RecipientNotPayable):
        do(regency, SECRETARIAT, flags.redirect, commitment, replace(ask, household=household))
    with pytest.raises(NotKnown):
        do(regency, SECRETARIAT, flags.redirect, commitment, replace(ask, household=commitment))

    heir = UUID(do(regency, SECRETARIAT, flags.redirect, commitment, ask).id)

    assert commitment_of(regency, commitment).ended == "cancelled"
    assert known(regency, other).reserved_by(heir) is not None
    assert known(regency, household).reserved_by(commitment) is None
    assert flagged(regency) == []


def test_whom_a_programme_is_for_is_a_wall_at_the_till_only(regency: Regency):
    household, commitment = ready(regency)
    with pytest.raises(AreaGroupUnknown):
        revised(regency, area_group="prioritas")
    group = CreateGroup(
        area_group="prioritas",
        name="Desa prioritas",
        kind="priority_villages",
        villages=(GONDANGLEGI,),
        occurred_on=DAY,
    )
    do(regency, SECRETARIAT, area_groups.create, group, place=territory("33.09"))
    revised(regency, area_group="prioritas")

    refused = pay_by_leave(regency, commitment, OutsideCriteria)
    assert refused.why == {"criterion": "outside_area", "area_group": "prioritas"}
    assert causes(regency) == {}
    assert known(regency, household).lists == ()


def test_a_partner_finds_its_own_and_the_other_half_still_counts(regency: Regency):
    kept, _ = ready(regency)
    gone = family_in_need(regency, nik="9909150102750002")
    second = promised(regency, gone, partner=COMPANY)
    merge = MergeHouseholds(survivor=kept, evidence=(LETTER,), occurred_on=DAY)
    do(regency, SECRETARIAT, merges.merge_households, gone, merge)

    own = flagged(regency, asked=Asked(party=COMPANY))
    assert [(one.commitment, one.cause) for one in own] == [(second, "overlap")]
    with reading(regency, *read_flags.SOURCES) as conn:
        assert read_flags.count(conn, regency.schema) == 2
