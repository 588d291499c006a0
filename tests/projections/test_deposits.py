"""Deposits: what a UPZ handed over by kind, with its corrections, on both clocks."""

from service.projections import deposits
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def collected(
    regency: Regency, year: int | None = None, moment: Moment = PRESENT
) -> deposits.Collected | None:
    with reading(regency, "deposits") as conn:
        found = deposits.collected(
            conn, regency.schema, ["upz-dinkes", "upz-lain"], year=year, moment=moment
        )
    return found.get("upz-dinkes")


def test_a_deposit_is_told_by_kind_as_it_stands(regency: Regency) -> None:
    before = tell(regency, some.booked())
    tell(regency, some.deposit_corrected(), some.booked(deposit=some.uid(1), document="BSZ-2"))

    with reading(regency, "deposits") as conn:
        now = deposits.one(conn, regency.schema, some.DEPOSIT)
        then = deposits.one(conn, regency.schema, some.DEPOSIT, Moment(before))
        first = deposits.find(conn, regency.schema, upz="upz-dinkes", limit=1)
        later = deposits.find(
            conn, regency.schema, upz="upz-dinkes", limit=1, after=first[0].position
        )
        lines = deposits.entries(conn, regency.schema, some.DEPOSIT)

    assert now is not None
    assert then is not None
    assert (now.zakat_rupiah, now.infak_rupiah, now.sedekah_rupiah) == (9_000_000, 2_000_000, 0)
    assert (now.amount_rupiah, now.payers, now.corrections) == (11_000_000, 53, 1)
    assert (now.document, now.month, now.collected_by) == ("BSZ-2024-117", "2024-10", "payroll")
    assert then.amount_rupiah == 12_000_000
    assert [one.document for one in (*first, *later)] == ["BSZ-2", "BSZ-2024-117"]
    assert [(one.fund_type, one.amount_rupiah, one.reason) for one in lines] == [
        ("zakat", 10_000_000, ""),
        ("infak", 2_000_000, ""),
        ("zakat", -1_000_000, "Salah baca slip setoran"),
    ]


def test_a_upz_is_told_with_what_it_deposited_in_a_year_and_when_last(regency: Regency) -> None:
    assert collected(regency) is None
    tell(regency, some.booked(), some.deposit_corrected())

    every, none = collected(regency), collected(regency, 2023)

    assert every is not None
    assert none is not None
    assert (every.deposits, every.zakat_rupiah, every.amount_rupiah) == (1, 9_000_000, 11_000_000)
    assert (none.deposits, none.amount_rupiah, none.last_on) == (0, 0, some.TODAY)
    assert collected(regency, moment=Moment(valid_on=some.YESTERDAY)) is None


def test_deposits_are_the_same_however_they_are_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "deposits", some.booked(), some.deposit_corrected())
