"""The parts of a statement: nothing is counted twice, and nothing is left out."""

from collections import Counter
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from service.aggregates import EVENTS
from service.aggregates.commitment_events import Draw, MoneyEvent
from service.kernel.contributions import Five
from service.kernel.events import Event
from service.projections import contribution_parts
from service.projections.contribution_parts import Asked, By, Number, Part
from service.projections.contribution_tables import CONTRIBUTIONS
from service.projections.contributions import STAGES
from service.projections.moment import NOW
from service.regency import Regency
from tests.support import events as some
from tests.support.fortunes import DAYS, FIRST, GIVERS, lived
from tests.support.promising import PARTNERS
from tests.support.read_models import reading
from tests.support.told import tell

BAZNAS = "baznas-boyolali"
EVER = (date(2000, 1, 1), date(2100, 1, 1))


def asked(partner: str = BAZNAS, since: date = EVER[0], until: date = EVER[1], **m: Any) -> Asked:
    return Asked(partner=partner, from_on=since, until_on=until, **m)


def parts(regency: Regency, by: By, question: Asked | None = None) -> dict[str, Part]:
    with reading(regency) as conn:
        found = contribution_parts.parts(conn, regency.schema, question or asked(), by, limit=1_000)
    return {one.key: one for one in found}


def five(*numbers: int) -> Five:
    return Five(**dict(zip((f"{stage}_rupiah" for stage in STAGES), numbers, strict=True)))


def closing(regency: Regency, by: By = "source", **m: Any) -> dict[str, Five]:
    return {key: one.closing for key, one in parts(regency, by, asked(**m)).items()}


def test_every_event_that_moves_money_is_counted() -> None:
    """A new one that is not in the list would be missing from every statement."""
    moving = {tag for tag, event in EVENTS.items() if issubclass(event, MoneyEvent)}

    assert moving == set(CONTRIBUTIONS.types)


def test_a_source_covers_what_it_set_aside_and_the_rest_is_told_as_goods(
    regency: Regency,
) -> None:
    tell(regency, some.made(), some.allocated(4_000_000), some.disbursed(3_000_000))

    assert closing(regency) == {
        "fund:baznas-zakat-2024": five(4_000_000, 4_000_000, 3_000_000, 0, 0),
        "in_kind": five(1_000_000, 0, 0, 0, 0),
    }


def test_a_promise_of_money_that_nothing_covers_is_told_as_such(regency: Regency) -> None:
    tell(regency, some.made(form="cash", valuation=None))

    assert closing(regency) == {"unfunded": five(5_000_000, 0, 0, 0, 0)}


def test_a_line_of_a_budget_is_a_source_too_also_of_what_is_paid_from_it(
    regency: Regency,
) -> None:
    from_budget: dict[str, Any] = {"fund": None, "budget_line": "02.01.03", "asnaf": None}
    draw = Draw(allocation=some.ALLOCATION, amount_rupiah=3_000_000)

    tell(regency, some.made(), some.allocated(5_000_000, **from_budget))
    tell(regency, some.disbursed(3_000_000, draws=(draw,)))

    assert closing(regency) == {
        "budget:02.01.03": five(5_000_000, 5_000_000, 3_000_000, 0, 0),
    }


def test_what_came_back_is_taken_off_the_source_it_came_from(regency: Regency) -> None:
    tell(regency, some.made(), some.allocated(5_000_000), some.disbursed(3_000_000))
    tell(regency, some.refunded(1_000_000), some.corrected(-500_000))

    assert closing(regency) == {
        "fund:baznas-zakat-2024": five(3_500_000, 3_500_000, 2_000_000, 0, 0),
        "in_kind": five(1_500_000, 0, 0, 0, 0),
    }


def test_a_handover_is_told_under_the_only_source_of_its_promise(regency: Regency) -> None:
    tell(regency, some.made(), some.allocated(5_000_000), some.delivered(2_000_000))

    assert closing(regency)["fund:baznas-zakat-2024"].delivered_rupiah == 2_000_000


def test_a_handover_that_several_sources_paid_is_split_among_none(regency: Regency) -> None:
    second: dict[str, Any] = {
        "allocation": some.SECOND_ALLOCATION,
        "fund": "baznas-infak-2024",
        "asnaf": None,
    }
    tell(regency, some.made(), some.allocated(3_000_000), some.allocated(2_000_000, **second))
    tell(regency, some.delivered(5_000_000), some.verified(1_000_000))

    assert closing(regency) == {
        "fund:baznas-zakat-2024": five(3_000_000, 3_000_000, 0, 0, 0),
        "fund:baznas-infak-2024": five(2_000_000, 2_000_000, 0, 0, 0),
        "several": five(0, 0, 0, 5_000_000, 1_000_000),
    }


def test_goods_are_told_apart_by_how_they_were_valued(regency: Regency) -> None:
    money: dict[str, Any] = {"form": "cash", "valuation": None}
    tell(regency, some.made(), some.made(2_000_000, commitment=some.OTHER_COMMITMENT, **money))

    assert closing(regency, "form") == {
        "in_kind:invoice": five(5_000_000, 0, 0, 0, 0),
        "cash": five(2_000_000, 0, 0, 0, 0),
    }


def test_the_opening_and_the_period_make_the_closing(regency: Regency) -> None:
    tell(regency, some.made(occurred_on=some.YESTERDAY), some.increased(1_000_000))

    [part] = parts(regency, "all", asked(since=some.TODAY)).values()

    assert part.opening == five(5_000_000, 0, 0, 0, 0)
    assert part.period == five(1_000_000, 0, 0, 0, 0)
    assert part.closing == five(6_000_000, 0, 0, 0, 0)


def test_a_period_ends_before_its_last_day(regency: Regency) -> None:
    tell(regency, some.made())

    assert parts(regency, "all", asked(until=some.TODAY)) == {}


def raw(regency: Regency, question: Asked) -> dict[str, Counter[str]]:
    """Add the statement up from nothing but the events of the log, as a stranger would."""
    sums: dict[str, Counter[str]] = {"opening": Counter(), "period": Counter()}
    credited = "partner" if question.credit == "funder" else question.credit
    for recorded in regency.log.between(0, min(question.position, regency.log.head())):
        event: Event = recorded.event
        if not isinstance(event, MoneyEvent) or getattr(event, credited) != question.partner:
            continue
        if event.occurred_on < question.until_on:
            span = "opening" if event.occurred_on < question.from_on else "period"
            for stage in STAGES:
                sums[span][stage] += getattr(event.change, stage)
    return sums


def plain(numbers: Five) -> Counter[str]:
    return Counter({stage: getattr(numbers, f"{stage}_rupiah") for stage in STAGES})


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_and_parts_equal_the_events_of_the_trail_for_any_two_days_on_both_clocks(
    regency: Regency, seed: int
) -> None:
    chance = lived(regency, seed, 150).chance
    head = regency.log.head()

    for number in range(12):
        since, until = sorted(FIRST + timedelta(days=chance.randrange(DAYS + 40)) for _ in range(2))
        question = asked(
            chance.choice((*GIVERS, PARTNERS[5], PARTNERS[6])),
            since,
            until,
            credit=chance.choice(("funder", "funder", "broker", "implementer")),
            position=chance.randrange(1, head) if number else NOW,
        )
        sums = raw(regency, question)
        for by in get_args(By):
            found = parts(regency, by, question).values()
            for span in ("opening", "period"):
                added: Counter[str] = Counter()
                for one in found:
                    added.update(plain(getattr(one, span)))
                assert {stage: added[stage] for stage in STAGES} == {
                    stage: sums[span][stage] for stage in STAGES
                }, (by, span, question)


def test_every_number_of_every_part_opens_into_the_events_behind_it(regency: Regency) -> None:
    chance = lived(regency, 3, 120).chance
    question = asked(chance.choice(GIVERS), date(2025, 1, 1), date(2025, 10, 1))
    opened = 0

    for by in ("source", "form", "village"):
        for key, part in parts(regency, by, question).items():
            for stage in STAGES:
                for span in ("opening", "period", "closing"):
                    which = Number(stage=stage, by=by, key=key, span=span)
                    with reading(regency) as conn:
                        found = contribution_parts.lines(
                            conn, regency.schema, question, which, limit=1_000
                        )
                        number = contribution_parts.amount(conn, regency.schema, question, which)
                    told = getattr(getattr(part, span), f"{stage}_rupiah")
                    assert sum(one.amount_rupiah for one in found) == told == number
                    opened += len(found)
    assert opened


def test_the_entries_of_a_period_add_up_to_its_parts_also_page_by_page(regency: Regency) -> None:
    lived(regency, 4, 120)
    question = asked(GIVERS[0], date(2025, 1, 1), date(2025, 10, 1))
    sums: dict[str, Five] = {}
    after = (0, "")

    with reading(regency) as conn:
        while found := contribution_parts.entries(
            conn, regency.schema, question, limit=7, after=after
        ):
            after = (found[-1].position, found[-1].source)
            for one in found:
                told = Five(**{name: getattr(one, name) for name in Five.__struct_fields__})
                sums[one.source] = sums.get(one.source, Five()).plus(told)

    by_source = {key: one.period for key, one in parts(regency, "source", question).items()}
    assert sums == {key: told for key, told in by_source.items() if told != Five()}
