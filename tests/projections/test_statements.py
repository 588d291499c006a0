"""The statements that were issued: a partner's own, the newest first."""

from service.projections import statements
from service.projections.moment import PRESENT, Moment
from service.projections.statements import Issued
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

LATER = "6b" * 32


def found(regency: Regency, moment: Moment = PRESENT, after: int | None = None) -> list[Issued]:
    with reading(regency, "statements") as conn:
        return statements.find(
            conn, regency.schema, "baznas-boyolali", moment=moment, limit=9, after=after
        )


def test_the_newest_stands_first_with_the_numbers_of_its_period(regency: Regency) -> None:
    tell(regency, some.statement_issued(), some.statement_issued(statement=LATER))
    tell(regency, some.statement_issued(statement="7c" * 32, partner="pt-contoh"))

    later, first = found(regency)

    assert (later.statement, later.committed_rupiah) == (LATER, 5_000_000)
    assert [one.statement for one in found(regency, after=later.position)] == [first.statement]


def test_an_earlier_moment_knows_fewer(regency: Regency) -> None:
    known = tell(regency, some.statement_issued())
    tell(regency, some.statement_issued(statement=LATER))

    assert len(found(regency, Moment(known))) == 1


def test_the_register_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(regency, "statements", *some.samples().values())
