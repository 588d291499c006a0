"""Invented people obey every rule, and every damage done to their list is found."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest

from service.demo.population import InventedHousehold, invent
from service.demo.target_list import FOUND_AS, write_dtks
from service.kernel.people import age_years, nik_problems, read_kk, read_nik
from service.layouts import households, open_list
from service.reference.regions import territory

TODAY = date(2026, 11, 22)
BOYOLALI = territory("33.09")


def a_population(households: int = 1500, seed: int = 7) -> list[InventedHousehold]:
    return list(invent(BOYOLALI, households=households, seed=seed, today=TODAY))


def test_the_same_seed_invents_the_same_people():
    assert a_population(300) == a_population(300)
    assert a_population(300) != a_population(300, seed=8)


@pytest.mark.parametrize("code", ["33.09", "33.75", "61.11"])
def test_every_village_of_any_regency_gets_its_share_and_the_sum_is_exact(code):
    regency = territory(code)

    count = len(regency.villages) * 3
    found = list(invent(regency, households=count, seed=1, today=TODAY))

    assert len(found) == count
    assert {each.village.code for each in found} == {each.code for each in regency.villages}


def test_fewer_households_than_villages_are_still_exactly_as_many():
    assert len(a_population(10)) == 10
    assert a_population(0) == []


def test_every_invented_number_is_valid_and_given_once():
    population = a_population()
    niks = [person.nik for each in population for person in each.members]
    kks = [each.kk_number for each in population]

    assert all(nik.startswith("99") and nik_problems(nik) == () for nik in niks)
    assert all(read_kk(kk).problems == read_kk(kk).warnings == () for kk in kks)
    assert len(set(niks)) == len(niks)
    assert len(set(kks)) == len(kks)


def test_a_nik_says_the_birth_date_and_sex_of_whom_it_was_invented_for():
    for each in a_population(300):
        for person in each.members:
            nik = read_nik(person.nik, today=TODAY, birth_date=person.birth_date, sex=person.sex)
            assert (nik.birth_date, nik.sex) == (person.birth_date, person.sex)
            assert set(nik.warnings) <= {"nik_ends_in_zero"}


def test_families_are_believable():
    population = a_population()
    people = [person for each in population for person in each.members]

    assert 2.9 < len(people) / len(population) < 3.3
    assert all(0 <= age_years(person.birth_date, TODAY) <= 120 for person in people)
    for each in population:
        head, *others = each.members
        assert head.relation == "head"
        assert age_years(head.birth_date, TODAY) >= 18
        relations = Counter(person.relation for person in others)
        assert relations["head"] == 0
        assert relations["spouse"] <= 1
        for person in others:
            if person.relation in ("child", "grandchild"):
                assert person.birth_date > head.birth_date
            if person.relation == "parent":
                assert person.birth_date < head.birth_date


def test_a_sound_list_is_read_without_one_problem_or_warning():
    population = a_population()
    file = BytesIO()

    damaged = write_dtks(file, population, BOYOLALI)
    file.seek(0)
    found = list(households(open_list(file, "dtks", today=TODAY, territory=BOYOLALI)))

    assert damaged == ()
    assert [each.kk_number for each in found] == [each.kk_number for each in population]
    for written, read in zip(population, found, strict=True):
        assert (read.quarantined, read.warnings) == ((), ())
        assert read.village_code == written.village.code
        for person, listed in zip(written.members, read.members, strict=True):
            assert (listed.nik, listed.name) == (person.nik, person.name.upper())
            assert (listed.birth_date, listed.sex) == (person.birth_date, person.sex)
            assert (listed.relation, listed.rt) == (person.relation, written.rt)
            assert listed.assistance == written.assistance
            assert set(listed.warnings) <= {"nik_ends_in_zero"}


def test_every_damaged_row_is_found_for_what_it_is_and_no_sound_one_is():
    file = BytesIO()
    damaged = write_dtks(file, a_population(), BOYOLALI, damage=0.1, seed=3)
    file.seek(0)

    rows = {each.row_no: each for each in open_list(file, "dtks", today=TODAY, territory=BOYOLALI)}

    kinds = {each.row_no: each.kind for each in damaged}
    assert set(kinds.values()) == {*FOUND_AS, "duplicate_nik"}
    found = {number for number, each in rows.items() if each.problems}
    assert found == {number for number, kind in kinds.items() if kind in FOUND_AS}
    for number in found:
        assert FOUND_AS[kinds[number]] in rows[number].problems
    niks = Counter(each.nik for each in rows.values() if not each.problems)
    twice = [number for number, kind in kinds.items() if kind == "duplicate_nik"]
    assert all(niks[rows[number].nik] > 1 for number in twice)
    assert sum(count - 1 for count in niks.values()) == len(twice)


def test_a_regency_where_two_villages_share_a_name_gets_a_readable_list():
    kupang = territory("53.01")
    file = BytesIO()
    write_dtks(file, invent(kupang, households=400, seed=1, today=TODAY), kupang)
    file.seek(0)

    rows = list(open_list(file, "dtks", today=TODAY, territory=kupang))

    assert all(each.problems == () for each in rows)
    assert {each.village_code for each in rows} == {each.code for each in kupang.villages}
