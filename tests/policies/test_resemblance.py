"""People who may be one are found with reasons; people who are not are left alone."""

import time
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from service.aggregates.duplicate import Point, total
from service.policies.resemblance import (
    Described,
    likenesses,
    one_digit_apart,
    pairs,
    sounding,
)

NUMBERS = count(1)
KLEGO, MANGGIS = "33.09.15.2009", "33.09.15.2011"
BORN = date(1970, 1, 5)
NIK = "9909150501700001"


def person(name: str = "Sutrisno Contoh", **other: object) -> Described:
    number = next(NUMBERS)
    told: dict[str, Any] = {"household": UUID(int=number + 10**6), "birth_date": BORN}
    told |= {"sex": "male", "village": KLEGO, **other}
    return Described(person=UUID(int=number), name=name, **told)


def reasons(one: Described, other: Described) -> dict[str, int]:
    return {each.reason: each.points for each in likenesses(one, other)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soetrisno", "Sutrisno"),
        ("Djoko Tjahjono", "JOKO CAHYONO"),
        ("H. Moch. Yusuf", "h moch jusuf"),
        ("Budi  Contoh", "Contoh Budi"),
    ],
)
def test_old_spelling_titles_and_order_do_not_make_another_name(one: str, other: str):
    alike = reasons(person(one), person(other))
    assert alike.get("name_same") == 50 or alike["name_alike"] >= 38


def test_the_same_name_birth_date_and_address_are_as_alike_as_can_be():
    one = person(address="Dukuh Contoh", rt="001/002")
    other = person(address="dukuh contoh", rt="001/002")
    found = reasons(one, other)
    assert found == {"name_same": 50, "birth_date_same": 30, "address_same": 20}


def test_day_and_month_swapped_weigh_less_than_the_same_day_and_more_than_the_year():
    assert reasons(person(), person(birth_date=date(1970, 5, 1)))["birth_day_month_swapped"] == 24
    assert reasons(person(), person(birth_date=date(1970, 9, 9)))["birth_year_same"] == 10
    assert "birth_year_same" not in reasons(person(), person(birth_date=date(1971, 1, 5)))
    assert not {"birth_date_same"} & reasons(person(), person(birth_date=None)).keys()


def test_an_address_counts_within_a_village_only():
    here, near = {"address": "Dukuh Contoh", "rt": "001"}, {"address": "Krajan", "rt": "001"}
    assert reasons(person(**here), person(**near))["rt_same"] == 10
    assert "rt_same" not in reasons(person(**here), person(**here, village=MANGGIS))


def test_another_sex_speaks_against_it():
    assert reasons(person(), person(sex="female"))["sex_differs"] == -10
    assert "sex_differs" not in reasons(person(), person(sex=None))


def test_a_nik_that_is_one_digit_off_is_a_reason_and_a_temporary_one_is_none():
    assert one_digit_apart(NIK, NIK[:-1] + "2")
    assert not one_digit_apart(NIK, NIK)
    assert not one_digit_apart(NIK, NIK[:-2] + "12")
    assert not one_digit_apart("0330915200900001", "0330915200900002")
    assert not one_digit_apart("", "")


def test_points_stay_between_nought_and_a_hundred():
    far = Point(reason="sex_differs", points=-10)
    near = Point(reason="name_same", points=50)
    assert (total((far,)), total((near, near, near))) == (0, 100)


class TestPairs:
    def found(self, *people: Described) -> list[tuple[UUID, UUID, int]]:
        return [(one.person, other.person, total(why)) for one, other, why in pairs(people)]

    def test_a_pair_is_told_once_the_smaller_id_first(self):
        one, other = person(nik=NIK), person(nik=NIK[:-1] + "2")
        assert self.found(other, one) == [(one.person, other.person, 100)]

    def test_a_wrong_birth_year_is_found_by_the_nik(self):
        one, other = person(nik=NIK), person(nik=NIK[:-1] + "2", birth_date=date(1971, 1, 5))
        assert self.found(one, other) == [(one.person, other.person, 70)]

    def test_twins_and_others_of_one_household_are_not_compared(self):
        one = person()
        twin = person(household=one.household)
        assert self.found(one, twin) == []

    def test_namesakes_of_other_years_are_left_alone(self):
        assert self.found(person(), person(birth_date=date(1999, 9, 9))) == []

    def test_people_without_a_name_that_sounds_like_anything_are_not_one(self):
        assert sounding("???") == ""
        assert self.found(person("???", birth_date=None), person("!!!", birth_date=None)) == []

    def test_a_kecamatan_is_compared_in_seconds(self):
        """5,000 people of 70 years, a quarter of them called Siti."""
        first = ["Siti", "Sri", "Budi", "Joko", "Wati", "Agus", "Eko", "Dwi"]
        last = ["Wiratama", "Lestari", "Santoso", "Rahayu", "Utami", "Nugroho", "Pratiwi"]
        people = [
            person(
                f"{first[n % 8] if n % 4 else 'Siti'} {last[n % 7]} {chr(97 + n % 23) * 3}",
                birth_date=date(1940 + n % 70, 1 + n % 12, 1 + n % 28),
                nik=f"99{n:014d}",
            )
            for n in range(5_000)
        ]
        started = time.perf_counter()
        assert sum(1 for _ in pairs(people)) > 0
        assert time.perf_counter() - started < 60
