"""Who is kept from partners."""

from service.projections import restrictions
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def hidden(regency: Regency) -> list[object]:
    with reading(regency, "restrictions") as conn:
        return [*restrictions.hidden(conn, regency.schema)]


def test_a_household_is_hidden_until_the_restriction_is_lifted(regency: Regency) -> None:
    tell(regency, some.restricted(), some.restricted(household=some.OTHER_HOUSEHOLD))
    assert hidden(regency) == [some.HOUSEHOLD, some.OTHER_HOUSEHOLD]

    tell(regency, some.restriction_lifted())
    assert hidden(regency) == [some.OTHER_HOUSEHOLD]

    tell(regency, some.restricted())
    assert hidden(regency) == [some.HOUSEHOLD, some.OTHER_HOUSEHOLD]


def test_restrictions_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency, "restrictions", some.restricted(), some.restriction_lifted()
    )
