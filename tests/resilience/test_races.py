"""Many people at once, through several services: rules hold, and whoever is late hears why."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from random import Random
from threading import Event as Signal
from typing import TypeVar
from uuid import UUID

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import AidDisbursed
from service.aggregates.fund import Fund
from service.aggregates.fund_rules import MoreThanAvailable
from service.aggregates.household import Household
from service.aggregates.household_dispute_events import ContradictionOpened
from service.aggregates.household_events import HouseholdClosed, HouseholdJudged
from service.aggregates.household_needs import NeedTaken, RecipientNotPayable
from service.application import Receipt, Work, command_id
from service.commands import commitments, disbursements, validations
from service.commands.requests import Explain
from service.exchange.field_rows import Row, carry_out
from service.kernel.events import AnyAggregate, Event, Recorded
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.kernel.verdicts import HouseholdVerdict
from service.projections import funds
from service.regency import Regency
from tests.commands.acting import DAY, LETTER, OPERATOR, SECRETARIAT, VISIT, actor, do
from tests.support.promising import (
    PARTNERS,
    allocated,
    death,
    fund_of,
    in_need,
    officer,
    payment,
    prepare,
    promise,
    promised,
)
from tests.support.read_models import reading
from tests.support.threads import at_once, losers, winners

Services = Sequence[Regency]
E = TypeVar("E", bound=Event)

ROUNDS = 200
FUND_RUPIAH = 10_000_000


def test_of_many_promises_for_one_need_one_is_kept_and_the_others_hear_whose_it_is(
    services: Services,
):
    prepare(services[0], fund_rupiah=0)
    for household in _many(services, ROUNDS, in_need):
        outcomes = at_once(
            *[
                partial(_promise, service, partner, household)
                for service, partner in zip(cycle(services), PARTNERS, strict=False)
            ]
        )

        [receipt] = winners(outcomes)
        refused = losers(outcomes)
        kept = services[0].ledger.look(Commitment, receipt.id)[1]
        assert {type(each) for each in refused} == {NeedTaken}
        assert kept.terms is not None
        told = {
            "need": "sanitation",
            "commitment": receipt.id,
            "partner": kept.terms.partner,
            "programme": "jamban",
            "amount_rupiah": _amount(kept.terms.partner),
            "status": "made",
            "severity": "duplicate",
        }
        assert [each.why for each in refused if isinstance(each, Refused)] == [told] * 15
        assert _reservations(services[1], household) == [
            (UUID(receipt.id), kept.terms.partner, kept.numbers.committed)
        ]
    assert _count(services[0]) == {"commitment.made": ROUNDS, "need.reserved": ROUNDS}


def test_a_fund_that_many_draw_on_is_never_overdrawn_and_ends_at_nought(services: Services):
    prepare(services[0], fund_rupiah=FUND_RUPIAH)
    giver = PARTNERS[0]
    promises = [promised(services[0], giver, FUND_RUPIAH) for _ in range(16)]

    outcomes = at_once(
        *[
            partial(_drain, service, giver, commitment, Random(number))  # noqa: S311
            for number, (service, commitment) in enumerate(
                zip(cycle(services), promises, strict=False)
            )
        ]
    )

    assert losers(outcomes) == []
    left = Fund()
    for recorded in services[0].log.history(Fund.stream(fund_of(giver))):
        left = left.after(recorded.event)
        assert left.available_rupiah >= 0
    assert left.available_rupiah == 0
    assert left.reserved == {each: amount for each, amount in winners(outcomes) if amount}
    for commitment in promises:
        known = services[1].ledger.look(Commitment, commitment)[1]
        assert known.numbers.allocated == left.reserved.get(commitment, 0)
    with reading(services[2], "funds") as conn:
        shown = funds.one(conn, services[2].schema, fund_of(giver))
        lines = funds.lines(conn, services[2].schema, fund_of(giver), column="reserved", limit=9999)
    assert shown is not None
    assert shown.reserved_rupiah == FUND_RUPIAH
    assert Counter(
        {
            each: sum(line.reserved_rupiah for line in lines if line.commitment == each)
            for each in promises
        }
    ) == Counter(left.reserved)


def test_nothing_is_paid_once_the_recipient_is_recorded_as_dead(services: Services):
    prepare(services[0], fund_rupiah=FUND_RUPIAH)
    for number, (household, giver) in enumerate(
        zip(_many(services, 30, in_need), cycle(PARTNERS), strict=False)
    ):
        commitment = promised(services[0], giver, 1_000, household=household)
        allocated(services[0], giver, commitment, 1_000)
        [person] = services[0].ledger.look(Household, household)[1].belonging()
        begun = Signal()
        clerks = (OPERATOR, SECRETARIAT)

        outcomes = at_once(
            *[
                partial(_pay_until_refused, service, giver, commitment, f"{number}-{till}", begun)
                for till, service in enumerate(services)
            ],
            *[
                partial(_report_death, service, clerk, household, person, begun)
                for service, clerk in zip(services, clerks, strict=False)
            ],
        )

        *tills, first, second = outcomes
        assert {type(each) for each in tills} == {RecipientNotPayable}
        assert {type(first), type(second)} == {Receipt}, "both are heard, one closes the record"
        paid = _of(services[0], Commitment, commitment, AidDisbursed)
        [closed] = _of(services[0], Household, household, HouseholdClosed)
        assert paid, "the tills had begun"
        assert all(each.position < closed.position for each in paid)
        for each in tills:
            assert isinstance(each, Refused)
            assert each.why["status"] == "deceased"


def test_one_leave_of_a_second_person_pays_once_however_many_tills_try(services: Services):
    prepare(services[0], fund_rupiah=FUND_RUPIAH)
    giver = PARTNERS[0]
    allowance = Explain(reason="Santunan bagi ahli waris", occurred_on=DAY)
    for number, household in enumerate(_many(services, 10, in_need)):
        commitment = promised(services[0], giver, 1_000, household=household)
        allocated(services[0], giver, commitment, 1_000)
        [person] = services[0].ledger.look(Household, household)[1].belonging()
        do(services[0], OPERATOR, validations.judge_presence, household, death(person))
        do(services[0], SECRETARIAT, disbursements.grant_override, commitment, allowance)

        outcomes = at_once(
            *[
                partial(_pay, service, giver, commitment, f"{number}-{till}")
                for till, service in enumerate(list(services) * 2)
            ]
        )

        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} == {RecipientNotPayable}
        [paid] = _of(services[0], Commitment, commitment, AidDisbursed)
        assert paid.event.override


def test_nobody_who_is_recorded_as_gone_is_promised_anything(services: Services):
    prepare(services[0], fund_rupiah=0)
    for household in _many(services, 40, in_need):
        [person] = services[0].ledger.look(Household, household)[1].belonging()
        begun = Signal()
        begun.set()

        promised_or_not, reported = at_once(
            partial(_promise, services[0], PARTNERS[0], household),
            partial(_report_death, services[1], OPERATOR, household, person, begun),
        )

        assert isinstance(reported, Receipt)
        held = _reservations(services[2], household)
        if isinstance(promised_or_not, Receipt):
            assert promised_or_not.position < reported.position
            assert [commitment for commitment, _, _ in held] == [UUID(promised_or_not.id)]
        else:
            assert isinstance(promised_or_not, RecipientNotPayable)
            assert held == []


def test_verifiers_who_disagree_at_once_are_all_heard_and_open_one_contradiction(
    services: Services,
):
    """Three telephones and a sheet come back to a signal in the same second, each sending twice."""
    words: list[tuple[str, HouseholdVerdict]] = [
        ("operator", "eligible"), ("mentor", "better_off"), ("kpmd", "self_withdrew"),
        ("kades", "eligible"),
    ]  # fmt: skip
    for household in _many(services, 10, in_need):
        before = services[0].ledger.look(Household, household)[1].status
        rounds = [
            partial(_say, service, account, verdict, household)
            for shift in (0, 1)
            for service, (account, verdict) in zip(
                islice(cycle(services), shift, None), words, strict=False
            )
        ]
        outcomes = at_once(*rounds)

        assert losers(outcomes) == []
        assert outcomes[:4] == outcomes[4:], "the same word twice is answered as at first"
        told = [one.event for one in services[1].log.history(Household.stream(household))]
        judged = [one for one in told if isinstance(one, HouseholdJudged)]
        assert sorted((one.by, one.verdict) for one in judged) == sorted(words)
        assert sum(isinstance(one, ContradictionOpened) for one in told) == 1
        known = services[2].ledger.look(Household, household, fresh=True)[1]
        [dispute] = known.disputes.values()
        assert known.status == before
        assert {one.verdict for one in dispute.testimonies} > {"better_off"}


def _say(service: Regency, account: str, verdict: HouseholdVerdict, household: UUID) -> Receipt:
    """Send a word about a door under the key made there; the village head's is on a sheet."""
    ask = validations.JudgeHousehold(
        verdict=verdict,
        method="visit",
        reason="assets",
        evidence=(VISIT, LETTER),
        occurred_on=DAY,
    )
    who = actor("village_operator", account=account)
    key = f"{account}/{household}"
    if account == "kades":
        row = Row(household=household, key=key, findings=(ask,))
        [outcome] = carry_out(service, who, [row], channel="page")
        assert outcome.receipt is not None, outcome.refusal
        return outcome.receipt
    return service.ledger.record(
        who,
        partial(_judged, household=household, ask=ask),
        command_id=command_id(account, "api", key),
    )


def _judged(work: Work, household: UUID, ask: validations.JudgeHousehold) -> UUID:
    return validations.judge(work, household, ask)


def _promise(service: Regency, partner: str, household: UUID) -> Receipt:
    ask = promise(partner, _amount(partner), household=household)
    return do(service, officer(partner), commitments.commit, ask)


def _amount(partner: str) -> int:
    """Return what a partner promises: each another amount, so that a refusal can be recognised."""
    return 1_000_000 + PARTNERS.index(partner)


def _drain(service: Regency, partner: str, commitment: UUID, chance: Random) -> tuple[UUID, int]:
    """Set money aside until there is none left; return the promise and how much it got."""
    got = 0
    amount = chance.randint(1, FUND_RUPIAH // 40)
    while amount:
        try:
            allocated(service, partner, commitment, amount)
        except MoreThanAvailable:
            amount //= 2
        else:
            got += amount
            amount = chance.randint(1, FUND_RUPIAH // 40)
    return commitment, got


def _pay(service: Regency, partner: str, commitment: UUID, receipt: str) -> Receipt:
    return do(service, officer(partner), disbursements.disburse, commitment, payment(receipt))


def _pay_until_refused(
    service: Regency, partner: str, commitment: UUID, till: str, begun: Signal
) -> Receipt:
    """Pay one rupiah after another; say so after the first."""
    for number in range(1_000):
        _pay(service, partner, commitment, f"{till}-{number}")
        begun.set()
    raise AssertionError("nobody ever died")


def _report_death(
    service: Regency, clerk: Actor, household: UUID, person: UUID, begun: Signal
) -> Receipt:
    assert begun.wait(30)
    return do(service, clerk, validations.judge_presence, household, death(person))


def _many(services: Services, count: int, make: Callable[[Regency], UUID]) -> list[UUID]:
    """Make things through all services at once."""

    def some(service: Regency) -> list[UUID]:
        return [make(service) for _ in range(count // len(services) + 1)]

    made = winners(at_once(*[partial(some, service) for service in services]))
    return list(islice((each for some in made for each in some), count))


def _reservations(service: Regency, household: UUID) -> list[tuple[UUID, str, int]]:
    need = service.ledger.look(Household, household)[1].needs["sanitation"]
    return [(one.commitment, one.partner, one.amount_rupiah) for one in need.reservations]


def _of(service: Regency, kind: type[AnyAggregate], key: UUID, event: type[E]) -> list[Recorded[E]]:
    return [one for one in service.log.history(kind.stream(key)) if isinstance(one.event, event)]


def _count(service: Regency) -> dict[str, int]:
    found = Counter(one.event.tag for one in service.log.between(0, service.log.head()))
    return {tag: found[tag] for tag in ("commitment.made", "need.reserved")}
