"""Which village a list means by a name."""

from collections import Counter

import pytest

from service.kernel.refusals import Refused
from service.reference.regions import (
    SPLIT_FROM,
    Ambiguous,
    Unknown,
    UnknownRegency,
    Village,
    is_known_kecamatan,
    territory,
)


@pytest.mark.parametrize(
    ("code", "name", "kecamatan", "kelurahan", "desa"),
    [
        ("33.09", "Kabupaten Boyolali", 22, 6, 261),
        ("33.06", "Kabupaten Purworejo", 16, 25, 469),
        ("33.26", "Kabupaten Pekalongan", 19, 13, 272),
        ("61.11", "Kabupaten Kayong Utara", 6, 0, 43),
    ],
)
def test_a_regency_has_all_its_kecamatan_and_villages(code, name, kecamatan, kelurahan, desa):
    regency = territory(code)

    kinds = Counter(village.kind for village in regency.villages)
    assert (regency.name, len(regency.kecamatan)) == (name, kecamatan)
    assert (kinds["kelurahan"], kinds["desa"]) == (kelurahan, desa)


@pytest.mark.parametrize("code", ["33", "33.09.15", "33.99", "", "99.09"])
def test_what_is_no_regency_is_refused(code):
    with pytest.raises(UnknownRegency) as refusal:
        territory(code)
    assert isinstance(refusal.value, Refused)


@pytest.mark.parametrize(
    ("kecamatan", "village", "code"),
    [
        ("KLEGO", "KLEGO", "33.09.15.2009"),
        ("Kec. Klego", "Desa Klego", "33.09.15.2009"),
        ("KEC.KLEGO", "DESA: KLEGO", "33.09.15.2009"),
        ("kecamatan  klego", " bade ", "33.09.15.2008"),
        ("BANYUDONO", "NGARU ARU", "33.09.09.2007"),
        ("BOYOLALI", "KEBON BIMO", "33.09.05.2009"),
        ("BOYOLALI", "KEL. PULISEN", "33.09.05.1001"),
        ("33.09.15", "Klego", "33.09.15.2009"),
        ("", "33.09.15.2009", "33.09.15.2009"),
        ("", "3309152009", "33.09.15.2009"),
        ("", "Repaking", "33.09.22.2010"),
    ],
)
def test_a_village_is_found_however_a_list_writes_it(kecamatan, village, code):
    found = territory("33.09").find(kecamatan, village)

    assert isinstance(found, Village)
    assert found.code == code


def test_a_name_that_two_villages_share_is_ambiguous_until_the_kecamatan_is_said():
    pekalongan = territory("33.26")

    either = pekalongan.find("", "Mulyorejo")
    assert isinstance(either, Ambiguous)
    assert [each.code for each in either.candidates] == ["33.26.09.2020", "33.26.15.2014"]
    one = pekalongan.find("TIRTO", "MULYOREJO")
    assert isinstance(one, Village)
    assert one.code == "33.26.15.2014"


def test_a_desa_and_a_kelurahan_of_one_name_are_told_apart_by_their_title():
    kupang = territory("53.01")

    either = kupang.find("Kupang Timur", "Oesao")
    kelurahan = kupang.find("Kupang Timur", "Kelurahan Oesao")
    desa = kupang.find("Kupang Timur", "Ds. Oesao")

    assert isinstance(either, Ambiguous)
    assert isinstance(kelurahan, Village)
    assert isinstance(desa, Village)
    assert (kelurahan.code, desa.code) == ("53.01.06.1004", "53.01.06.2015")


def test_an_unknown_village_says_what_was_understood_and_where_else_the_name_is():
    boyolali = territory("33.09")

    assert boyolali.find("KLEGO", "TIDAK ADA") == Unknown(kecamatan_known=True)
    assert boyolali.find("ANTAH", "TIDAK ADA") == Unknown(kecamatan_known=False)
    assert boyolali.find("KLEGO", "33.9") == Unknown(kecamatan_known=True)
    assert boyolali.find("", "") == Unknown(kecamatan_known=False)
    elsewhere = boyolali.find("KLEGO", "SIMO")
    assert isinstance(elsewhere, Unknown)
    assert [each.code for each in elsewhere.elsewhere] == ["33.09.13.2005"]


def test_a_list_older_than_a_split_still_finds_its_villages():
    found = territory("33.09").find("AMPEL", "NGADIROJO")

    assert isinstance(found, Village)
    assert found.code == "33.09.20.2009"
    assert all(is_known_kecamatan(code) for pair in SPLIT_FROM.items() for code in pair)


def test_every_village_is_found_by_its_own_name_and_code():
    for code in ("33.09", "33.06", "33.26", "61.11"):
        regency = territory(code)
        for village in regency.villages:
            assert regency.find(village.kecamatan_name, village.name) == village
            assert regency.find("", village.code) == village
            assert regency.village(village.code) == village


def test_a_village_of_another_regency_is_none_of_this_one():
    assert territory("33.09").village("33.06.01.2001") is None
    assert isinstance(territory("33.09").find("", "33.06.01.2001"), Unknown)


@pytest.mark.parametrize("written", ["KAB. BOYOLALI", "Kabupaten Boyolali", "boyolali", "3309"])
def test_a_regency_answers_to_its_name_with_and_without_its_title(written):
    assert territory("33.09").is_called(written)
    assert not territory("33.06").is_called(written)


def test_a_city_and_a_regency_of_one_name_are_told_apart_by_their_title():
    regency, city = territory("33.26"), territory("33.75")

    assert city.is_called("KOTA PEKALONGAN")
    assert not regency.is_called("KOTA PEKALONGAN")
    assert regency.is_called("KAB PEKALONGAN")
    assert not city.is_called("KAB PEKALONGAN")


def test_a_kecamatan_code_is_known_or_not_and_the_invented_province_always_is():
    assert is_known_kecamatan("33.09.15")
    assert is_known_kecamatan("99.09.15")
    assert not is_known_kecamatan("33.09.99")
