"""Households that several partners helped: one household, and each has its part in it."""

from datetime import date
from decimal import Decimal
from typing import Any

from service.projections import attributions
from service.projections.attributions import Asked, Shared
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell

BAZNAS, PT = "baznas-boyolali", "pt-contoh"
EVER: dict[str, Any] = {"from_on": date(2000, 1, 1), "until_on": date(2100, 1, 1)}
OTHERS: dict[str, Any] = {"commitment": some.OTHER_COMMITMENT, "partner": PT}


def helped(regency: Regency, partner: str, **span: Any) -> list[Shared]:
    with reading(regency) as conn:
        asked = Asked(partner=partner, **(EVER | span))
        return attributions.helped(conn, regency.schema, asked)


def left(regency: Regency, partner: str, **span: Any) -> list[Shared]:
    with reading(regency) as conn:
        return attributions.left_poverty(
            conn, regency.schema, Asked(partner=partner, **(EVER | span))
        )


def test_a_household_that_one_partner_helped_is_that_partners_alone(regency: Regency) -> None:
    tell(regency, some.delivered(2_000_000))

    assert helped(regency, BAZNAS) == [
        Shared(
            partners=1, households=1, share=Decimal(1), own_rupiah=2_000_000, all_rupiah=2_000_000
        )
    ]
    assert helped(regency, PT) == []


def test_the_parts_of_a_household_that_two_helped_make_one(regency: Regency) -> None:
    tell(regency, some.delivered(3_000_000), some.delivered(1_000_000, **OTHERS))

    [baznas], [company] = helped(regency, BAZNAS), helped(regency, PT)

    assert (baznas.partners, baznas.households, baznas.share) == (2, 1, Decimal("0.75"))
    assert (company.partners, company.households, company.share) == (2, 1, Decimal("0.25"))
    assert baznas.own_rupiah + company.own_rupiah == baznas.all_rupiah == company.all_rupiah


def test_whose_aid_was_struck_off_has_no_part(regency: Regency) -> None:
    tell(regency, some.delivered(3_000_000), some.delivered(1_000_000, **OTHERS))
    tell(regency, some.resolved(1_000_000, **OTHERS))

    assert [one.partners for one in helped(regency, BAZNAS)] == [1]
    assert helped(regency, PT) == []


def test_only_what_was_handed_over_in_the_period_and_known_then_counts(regency: Regency) -> None:
    known = tell(regency, some.delivered(3_000_000, occurred_on=some.YESTERDAY))
    tell(regency, some.delivered(1_000_000, **OTHERS))

    assert helped(regency, BAZNAS, from_on=some.TODAY) == []
    assert [one.partners for one in helped(regency, BAZNAS, position=known)] == [1]
    assert [one.partners for one in helped(regency, BAZNAS)] == [2]


def test_two_partners_do_not_both_claim_the_whole_exit_of_a_household(regency: Regency) -> None:
    tell(regency, some.delivered(3_000_000), some.delivered(1_000_000, **OTHERS))
    tell(regency, some.judged(status="graduated"))

    assert [one.share for one in left(regency, BAZNAS)] == [Decimal("0.75")]
    assert [one.share for one in left(regency, PT)] == [Decimal("0.25")]


def test_who_helped_only_after_the_exit_has_no_part_in_it(regency: Regency) -> None:
    tell(regency, some.delivered(3_000_000, occurred_on=some.YESTERDAY))
    tell(regency, some.judged(status="graduated", occurred_on=some.YESTERDAY))
    tell(regency, some.delivered(1_000_000, **OTHERS))

    assert [(one.partners, one.share) for one in left(regency, BAZNAS)] == [(1, Decimal(1))]
    assert left(regency, PT) == []
    assert left(regency, BAZNAS, from_on=some.TODAY) == []


def test_a_household_that_came_back_is_nobodys_exit(regency: Regency) -> None:
    before: dict[str, Any] = {"occurred_on": some.YESTERDAY}
    known = tell(
        regency, some.delivered(3_000_000, **before), some.judged(status="graduated", **before)
    )
    tell(regency, some.judged(status="eligible"))

    assert left(regency, BAZNAS) == []
    assert len(left(regency, BAZNAS, position=known)) == 1
    assert len(left(regency, BAZNAS, until_on=some.TODAY)) == 1
