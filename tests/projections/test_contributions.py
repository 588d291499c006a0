"""Contributions: five numbers a partner, each rupiah counted once, each number opened."""

from typing import Any
from uuid import UUID

from service.aggregates.commitment_events import FiveNumbers
from service.kernel.events import Event
from service.projections import contributions
from service.projections.contributions import Asked, Group, Totals
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

BAZNAS = Asked(partner="baznas-boyolali")
LIFE_OF_A_PROMISE: tuple[Event, ...] = (
    some.made(),
    some.allocated(),
    some.disbursed(),
    some.delivered(),
    some.acknowledged(),
    some.verified(2_000_000),
)


def totals(regency: Regency, asked: Asked = BAZNAS, moment: Moment = PRESENT) -> Totals:
    with reading(regency, "contributions") as conn:
        return contributions.totals(conn, regency.schema, asked, moment)


def groups(
    regency: Regency, by: contributions.Grouping, asked: Asked = contributions.EVERYTHING
) -> list[Group]:
    with reading(regency, "contributions") as conn:
        return contributions.groups(conn, regency.schema, by, asked, limit=50)


def keys(found: list[Group]) -> dict[str, int]:
    return {group.key: group.committed_rupiah for group in found}


def test_the_five_numbers_are_kept_apart(regency: Regency) -> None:
    tell(regency, *LIFE_OF_A_PROMISE)

    assert totals(regency) == Totals(
        committed_rupiah=5_000_000,
        allocated_rupiah=4_000_000,
        disbursed_rupiah=3_000_000,
        delivered_rupiah=5_000_000,
        verified_rupiah=2_000_000,
        households=1,
    )


def test_nothing_promised_is_nought_five_times(regency: Regency) -> None:
    assert totals(regency) == Totals(
        committed_rupiah=0,
        allocated_rupiah=0,
        disbursed_rupiah=0,
        delivered_rupiah=0,
        verified_rupiah=0,
        households=0,
    )


def test_what_was_taken_back_or_put_right_no_longer_counts(regency: Regency) -> None:
    tell(
        regency,
        *LIFE_OF_A_PROMISE,
        some.refunded(500_000),
        some.corrected(-250_000),
        some.resolved(1_000_000),
        some.reduced(750_000),
    )

    found = totals(regency)

    assert found.allocated_rupiah == 4_000_000 - 500_000 - 250_000
    assert found.disbursed_rupiah == 3_000_000 - 500_000
    assert found.delivered_rupiah == 5_000_000 - 1_000_000
    assert found.committed_rupiah == 5_000_000 - 750_000


def test_funder_broker_and_implementer_are_credited_apart(regency: Regency) -> None:
    tell(regency, some.made())

    with reading(regency, "contributions") as conn:
        credited = {
            partner: {
                credit: numbers.committed_rupiah
                for credit, numbers in contributions.by_credit(
                    conn, regency.schema, partner
                ).items()
            }
            for partner in ("baznas-boyolali", "dpmd", "cv-bangun")
        }

    assert credited == {
        "baznas-boyolali": {"funder": 5_000_000, "broker": 0, "implementer": 0},
        "dpmd": {"funder": 0, "broker": 5_000_000, "implementer": 0},
        "cv-bangun": {"funder": 0, "broker": 0, "implementer": 5_000_000},
    }


def test_the_regency_counts_each_rupiah_once(regency: Regency) -> None:
    tell(regency, some.made(), some.made(commitment=UUID(int=9), partner="dpmd", broker=None))

    assert totals(regency, Asked()).committed_rupiah == 10_000_000
    assert keys(groups(regency, "partner")) == {"baznas-boyolali": 5_000_000, "dpmd": 5_000_000}
    assert keys(groups(regency, "partner", Asked(credit="broker"))) == {"dpmd": 5_000_000}


def test_a_promise_that_goes_over_to_another_partner_counts_there_only(regency: Regency) -> None:
    taken_over = some.made(commitment=some.OTHER_COMMITMENT, partner="pt-contoh", broker=None)

    tell(regency, some.made(), some.transferred(), taken_over)

    assert keys(groups(regency, "partner")) == {"baznas-boyolali": 0, "pt-contoh": 5_000_000}
    assert totals(regency, Asked()).committed_rupiah == 5_000_000


def test_a_household_helped_twice_counts_once_and_one_never_reached_not_at_all(
    regency: Regency,
) -> None:
    other: dict[str, Any] = {"commitment": some.OTHER_COMMITMENT, "household": some.OTHER_HOUSEHOLD}
    tell(regency, some.made(), some.delivered(2_000_000), some.delivered(1_000_000))
    tell(regency, some.made(**other))
    assert totals(regency).households == 1

    tell(regency, some.delivered(1_000_000, **other))
    assert totals(regency).households == 2

    struck = FiveNumbers(delivered=-1_000_000)
    tell(regency, some.resolved(1_000_000, change=struck, **other))
    assert totals(regency).households == 1


def test_aid_for_a_village_as_a_whole_is_money_without_a_household(regency: Regency) -> None:
    tell(regency, some.made(household=None), some.delivered(household=None))

    found = totals(regency)

    assert (found.delivered_rupiah, found.households) == (5_000_000, 0)


def test_contributions_fall_into_years_strategies_needs_villages_and_programmes(
    regency: Regency,
) -> None:
    tell(
        regency,
        some.made(3_000_000),
        some.made(
            2_000_000,
            fiscal_year=2025,
            strategy="synergise_measures",
            need="id_document",
            village="33.09.16.2001",
            programme="ktp",
        ),
    )

    assert keys(groups(regency, "year")) == {"2024": 3_000_000, "2025": 2_000_000}
    assert keys(groups(regency, "month")) == {"2024-11": 5_000_000}
    assert keys(groups(regency, "strategy")) == {
        "reduce_expenditure_burden": 3_000_000,
        "synergise_measures": 2_000_000,
    }
    assert keys(groups(regency, "need")) == {"sanitation": 3_000_000, "id_document": 2_000_000}
    assert keys(groups(regency, "village")) == {some.KLEGO: 3_000_000, "33.09.16.2001": 2_000_000}
    assert keys(groups(regency, "kecamatan")) == {"33.09.15": 3_000_000, "33.09.16": 2_000_000}
    assert keys(groups(regency, "programme")) == {"jamban": 3_000_000, "ktp": 2_000_000}
    assert keys(groups(regency, "year", Asked(need="sanitation"))) == {"2024": 3_000_000}


def test_only_what_lies_in_the_area_asked_for_is_added_up(regency: Regency) -> None:
    tell(regency, some.made(3_000_000), some.made(2_000_000, village="33.09.16.2001"))

    assert totals(regency, Asked(areas=("33.09.15",))).committed_rupiah == 3_000_000
    assert totals(regency, Asked(areas=("33.09.15", "33.09.16"))).committed_rupiah == 5_000_000
    assert totals(regency, Asked(areas=())).committed_rupiah == 0


def test_every_number_opens_into_the_events_that_it_is_made_of(regency: Regency) -> None:
    tell(regency, *LIFE_OF_A_PROMISE, some.reduced(750_000))

    with reading(regency, "contributions") as conn:
        for stage in contributions.STAGES:
            lines = contributions.lines(conn, regency.schema, stage, BAZNAS, limit=50)
            whole = contributions.totals(conn, regency.schema, BAZNAS)
            assert sum(line.amount_rupiah for line in lines) == getattr(whole, f"{stage}_rupiah")

        committed = contributions.lines(conn, regency.schema, "committed", BAZNAS, limit=50)
    assert [(line.position, line.amount_rupiah) for line in committed] == [
        (1, 5_000_000),
        (7, -750_000),
    ]


def test_pages_of_lines_and_groups_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, some.made(), some.increased(), some.made(partner="pt-contoh"))

    with reading(regency, "contributions") as conn:
        second = contributions.lines(conn, regency.schema, "committed", BAZNAS, limit=1, after=1)
        later = contributions.groups(
            conn, regency.schema, "partner", limit=9, after="baznas-boyolali"
        )

    assert [line.position for line in second] == [2]
    assert [group.key for group in later] == ["pt-contoh"]


def test_an_earlier_moment_shows_what_was_known_and_what_was_true_then(regency: Regency) -> None:
    known = tell(regency, some.made(3_000_000, occurred_on=some.YESTERDAY))
    tell(regency, some.increased(1_000_000, occurred_on=some.YESTERDAY), some.increased(500_000))

    assert totals(regency, moment=Moment(known)).committed_rupiah == 3_000_000
    assert totals(regency, moment=Moment(valid_on=some.YESTERDAY)).committed_rupiah == 4_000_000
    assert totals(regency).committed_rupiah == 4_500_000


def test_contributions_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "contributions", *some.samples().values())
