"""Funds: what came in, where it is, and what is left; never a rupiah twice."""

from service.aggregates.fund import Fund as FundAggregate
from service.aggregates.fund_events import AnyFundEvent
from service.projections import fund_journeys, funds
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
    some.handed_on(2_000_000, amil_base_rupiah=0),
    some.fund_retrieved(500_000, amil_base_rupiah=0),
    some.fund_received(1_000_000, fund=SLUG, partner="baznas-boyolali", transfer=some.uid(1)),
    some.given_back(400_000, fund=SLUG, partner="baznas-boyolali", transfer=some.uid(1)),
    some.fund_closed(1_000_000, transfer=some.uid(2)),
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
        assert row.received_rupiah == folded.received_rupiah
        assert row.sent_rupiah == folded.sent_rupiah
        assert row.is_closed == folded.is_closed
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


def test_a_bound_fund_says_what_it_is_bound_to(regency: Regency) -> None:
    tell(
        regency,
        some.opened_fund(restriction=some.BOUND, valuation="invoice", goods="Pipa"),
        some.opened_fund(fund="lain"),
    )

    row = one(regency)

    assert row is not None
    assert row.restriction == some.BOUND
    assert row.goods_rupiah == row.credited_rupiah == 10_000_000
    assert found(regency, Asked(is_bound=True)) == [SLUG]
    assert found(regency, Asked(is_bound=False)) == ["lain"]


def test_over_all_funds_each_rupiah_is_income_once(regency: Regency) -> None:
    tell(
        regency,
        some.opened_fund(),
        some.opened_fund(0, fund="dinsos-zakat-2024", partner="dinsos"),
        some.opened_fund(0, fund="amil", fund_type="amil"),
        some.amil_taken(transfer=some.uid(1)),
        some.fund_received(
            1_250_000, fund="amil", fund_type="amil", transfer=some.uid(1), cause="amil"
        ),
        some.handed_on(),
        some.fund_received(),
    )

    with reading(regency, "funds") as conn:
        zakat, amil = funds.totals(conn, regency.schema)

    assert (zakat.fund_type, zakat.funds, zakat.credited_rupiah) == ("zakat", 2, 10_000_000)
    assert (amil.fund_type, amil.credited_rupiah, amil.received_rupiah) == ("amil", 0, 1_250_000)
    whole = (zakat.received_rupiah + amil.received_rupiah, zakat.sent_rupiah + zakat.amil_rupiah)
    assert whole == (4_250_000, 4_250_000)
    assert zakat.available_rupiah + amil.available_rupiah == 10_000_000


def chained(regency: Regency) -> None:
    """Tell of money that goes from a UPZ to Baznas to an agency, and of a loop back."""
    for number, (giver, taker) in enumerate(
        (("upz", "baznas"), ("baznas", "dinsos"), ("baznas", "lain"), ("dinsos", "baznas"))
    ):
        tell(
            regency,
            some.handed_on(
                1_000 + number, fund=giver, to_fund=taker, transfer=some.uid(number + 1)
            ),
        )


def test_a_journey_follows_money_from_fund_to_fund(regency: Regency) -> None:
    tell(regency, some.fund_reserved(700, fund="lain"), some.fund_spent(200, fund="lain"))
    chained(regency)
    tell(regency, some.fund_retrieved(1, fund="baznas", from_fund="lain", transfer=some.uid(3)))

    with reading(regency, "funds") as conn:
        onward = fund_journeys.onward(conn, regency.schema, "upz")
        back = fund_journeys.back(conn, regency.schema, "lain")
        uses = fund_journeys.uses(conn, regency.schema, ["lain"], limit=5)

    told = [(leg.step, leg.from_fund, leg.to_fund, leg.amount_rupiah) for leg in onward]
    assert told == [
        (1, "upz", "baznas", 1_000),
        (2, "baznas", "dinsos", 1_001),
        (3, "dinsos", "baznas", 1_003),
        (2, "baznas", "lain", 1_001),
    ]
    assert [(leg.step, leg.from_fund) for leg in back] == [(1, "baznas"), (2, "upz")]
    assert [(use.reserved_rupiah, use.spent_rupiah) for use in uses] == [(500, 200)]


def test_a_journey_is_told_as_it_was_known(regency: Regency) -> None:
    first = tell(regency, some.handed_on(1_000))
    tell(regency, some.handed_on(2_000, fund="dinsos-zakat-2024", transfer=some.uid(1)))

    with reading(regency, "funds") as conn:
        legs = fund_journeys.onward(conn, regency.schema, SLUG, moment=Moment(first))
        none = fund_journeys.onward(
            conn, regency.schema, SLUG, moment=Moment(valid_on=some.YESTERDAY)
        )

    assert [leg.amount_rupiah for leg in legs] == [1_000]
    assert none == []
