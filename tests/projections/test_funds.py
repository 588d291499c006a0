"""Funds: what came in, where it is, and what is left; never a rupiah twice."""

from service.aggregates.fund import Fund as FundAggregate
from service.aggregates.fund_events import AnyFundEvent
from service.projections import funds
from service.projections.funds import Asked, Fund
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

SLUG = "baznas-zakat-2024"
LIFE_OF_A_FUND: tuple[AnyFundEvent, ...] = (
    some.opened_fund(),
    some.credited(),
    some.amil_taken(),
    some.fund_reserved(),
    some.fund_spent(),
    some.fund_released(),
    some.fund_refunded(),
    some.fund_corrected(-100_000),
    some.fund_corrected(-200_000, stage="allocated", commitment=some.COMMITMENT),
    some.fund_corrected(300_000, stage="disbursed", commitment=some.COMMITMENT),
)


def one(regency: Regency, moment: Moment = PRESENT) -> Fund | None:
    with reading(regency, "funds") as conn:
        return funds.one(conn, regency.schema, SLUG, moment)


def found(regency: Regency, asked: Asked) -> list[str]:
    with reading(regency, "funds") as conn:
        return [row.fund for row in funds.find(conn, regency.schema, asked, limit=50)]


def test_a_balance_is_what_its_own_stream_says_after_every_event(regency: Regency) -> None:
    folded = FundAggregate()
    for event in LIFE_OF_A_FUND:
        tell(regency, event)
        folded = folded.after(event)

        row = one(regency)

        assert row is not None
        assert row.credited_rupiah == folded.credited_rupiah
        assert row.amil_rupiah == folded.amil_rupiah
        assert row.reserved_rupiah == sum(folded.reserved.values())
        assert row.spent_rupiah == sum(folded.spent.values())
        assert row.available_rupiah == folded.available_rupiah


def test_a_fund_shows_whose_it_is_and_what_it_was_opened_with(regency: Regency) -> None:
    tell(regency, some.opened_fund(), some.credited())

    row = one(regency)

    assert row is not None
    assert (row.partner, row.fund_type, row.fiscal_year) == ("baznas-boyolali", "zakat", 2024)
    assert (row.document, row.opened_on, row.position) == ("BSZ-2024-001", some.TODAY, 2)


def test_an_unopened_fund_is_nothing(regency: Regency) -> None:
    assert one(regency) is None


def test_an_earlier_moment_shows_the_balance_of_then(regency: Regency) -> None:
    opened = tell(regency, some.opened_fund(occurred_on=some.YESTERDAY))
    tell(regency, some.fund_reserved())

    def available(moment: Moment) -> int | None:
        row = one(regency, moment)
        return row.available_rupiah if row else None

    assert available(PRESENT) == 5_000_000
    assert available(Moment(opened)) == 10_000_000
    assert available(Moment(valid_on=some.YESTERDAY)) == 10_000_000
    assert available(Moment(0)) is None


def test_funds_are_found_by_owner_kind_and_year(regency: Regency) -> None:
    tell(
        regency,
        some.opened_fund(),
        some.opened_fund(fund="csr-2025", partner="pt-contoh", fund_type="csr", fiscal_year=2025),
    )

    assert found(regency, Asked()) == [SLUG, "csr-2025"]
    assert found(regency, Asked(partner="pt-contoh")) == ["csr-2025"]
    assert found(regency, Asked(fund_type="zakat")) == [SLUG]
    assert found(regency, Asked(fiscal_year=2025)) == ["csr-2025"]


def test_every_balance_opens_into_the_events_that_it_is_made_of(regency: Regency) -> None:
    tell(regency, *LIFE_OF_A_FUND)

    with reading(regency, "funds") as conn:
        every = funds.lines(conn, regency.schema, SLUG, limit=50)
        spent = funds.lines(conn, regency.schema, SLUG, column="spent", limit=50)
        later = funds.lines(conn, regency.schema, SLUG, limit=1, after=every[0].position)

    assert [line.type for line in every] == [event.tag for event in LIFE_OF_A_FUND]
    assert [line.spent_rupiah for line in spent] == [2_000_000, -500_000, 300_000]
    assert [line.type for line in later] == ["fund.credited"]


def test_pages_of_funds_go_on_where_the_last_one_ended(regency: Regency) -> None:
    tell(regency, *[some.opened_fund(fund=slug) for slug in ("b", "a", "c")])

    with reading(regency, "funds") as conn:
        page = funds.find(conn, regency.schema, limit=9, after="a")

    assert [row.fund for row in page] == ["b", "c"]


def test_a_fund_is_called_by_its_kind_its_owner_and_its_year(regency: Regency) -> None:
    tell(regency, some.opened_fund(), some.credited())

    with reading(regency, "funds") as conn:
        assert funds.headings(conn, regency.schema) == {SLUG: ("zakat", "baznas-boyolali", 2024)}


def test_funds_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "funds", *LIFE_OF_A_FUND)
