"""Promises that overlap by now, told by the same rule as the household's own stream keeps."""

import pytest

from service.aggregates.household import Household
from service.policies.overlap import held_twice
from service.projections import flags
from service.projections.flags import SOURCES, Asked
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.scenario import after
from tests.support.told import tell

OTHER = {"commitment": some.OTHER_COMMITMENT, "partner": "pt-contoh"}


@pytest.mark.parametrize("need", ["sanitation", "food"])
@pytest.mark.parametrize(
    "second",
    [
        {},
        {"exclusivity_group": None, "programme": "sanitasi-pt"},
        {"package": "rumah-07"},
        {"package": "rumah-08"},
        {"beside": (some.COMMITMENT,)},
        {"period": 2025},
        {"period": 2024},
        {"allowed_with": ("jamban",), "programme": "septik"},
    ],
    ids=str,
)
def test_the_read_model_and_the_household_agree_on_what_overlaps(
    regency: Regency, need: str, second: dict[str, object]
) -> None:
    told = [
        some.registered(),
        some.need_judged(),
        some.need_judged(need="food"),
        some.reserved(period=2024),
        some.packaged(),
        some.reserved(need=need, **OTHER, **second),
    ]
    tell(regency, some.made(), some.made(commitment=some.OTHER_COMMITMENT), *told)

    with reading(regency, *SOURCES) as conn:
        found = flags.find(conn, regency.schema, limit=9)

    known = after(Household(), *told)
    both = (some.COMMITMENT, some.OTHER_COMMITMENT)
    assert {one.commitment for one in found if one.cause == "overlap"} == {
        one for one in both if held_twice(known, one)
    }


def test_what_ended_overlaps_with_nothing(regency: Regency) -> None:
    tell(
        regency,
        some.made(),
        some.made(commitment=some.OTHER_COMMITMENT),
        some.registered(),
        some.need_judged(),
        some.reserved(),
        some.reserved(**OTHER),
    )
    tell(regency, some.released())
    with reading(regency, *SOURCES) as conn:
        assert flags.find(conn, regency.schema, limit=9) == []


def test_a_household_is_asked_for_alone_and_can_be_left_out(regency: Regency) -> None:
    tell(
        regency,
        some.made(),
        some.registered(),
        some.need_judged(),
        some.reserved(),
        some.better_off(),
    )

    def causes(asked: Asked) -> list[str]:
        with reading(regency, *SOURCES) as conn:
            return [one.cause for one in flags.find(conn, regency.schema, asked, limit=9)]

    assert causes(Asked(household=some.HOUSEHOLD)) == causes(Asked()) != []
    assert causes(Asked(household=some.OTHER_HOUSEHOLD)) == []
    assert causes(Asked(hidden=(some.HOUSEHOLD,))) == []
    assert causes(Asked(hidden=(some.OTHER_HOUSEHOLD,))) == causes(Asked())


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "flags",
        some.made(),
        some.registered(),
        some.need_judged(),
        some.reserved(),
        some.packaged(),
        some.released(),
        some.flag_explained(),
    )
