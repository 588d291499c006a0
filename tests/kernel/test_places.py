"""Region codes: their levels, their parents, and the two systems that look alike."""

import pytest

from service.kernel.places import (
    NotARegionCode,
    RegionCode,
    is_village,
    kecamatan_of,
    level_of,
    parent_of,
    parse_code,
    parse_region,
    province_of,
    regency_of,
    undotted,
    village_kind,
)

KLEGO = "33.09.15.2009"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("33", "33"),
        ("3309", "33.09"),
        ("330915", "33.09.15"),
        ("3309152009", KLEGO),
        (" 33.09.15.2009 ", KLEGO),
        ("33.09", "33.09"),
    ],
)
def test_a_code_is_read_with_and_without_its_dots(written, code):
    assert parse_code(written) == code
    assert undotted(parse_code(written)) == written.strip().replace(".", "")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "3",
        "333",
        "33.9",
        "33.09.15.0009",
        "3309150009",
        "33.09.15.2009.1",
        "33-09",
        "\uff13\uff13",
    ],
)
def test_what_is_no_code_is_refused(written):
    with pytest.raises(NotARegionCode):
        parse_code(written)
    with pytest.raises(NotARegionCode):
        level_of(written)


def test_a_code_knows_its_level_and_everything_above_it():
    assert level_of(KLEGO) == "village"
    assert kecamatan_of(KLEGO) == "33.09.15"
    assert regency_of(KLEGO) == "33.09"
    assert province_of(KLEGO) == "33"
    assert parent_of(KLEGO) == "33.09.15"
    assert parent_of("33") is None


def test_a_region_has_no_kecamatan_or_regency_below_itself():
    assert kecamatan_of("33.09.15") == "33.09.15"
    with pytest.raises(NotARegionCode):
        kecamatan_of("33.09")
    with pytest.raises(NotARegionCode):
        regency_of("33")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("33.09.05.1001", "kelurahan"), (KLEGO, "desa"), ("91.03.01.3001", "desa_adat")],
)
def test_the_last_block_says_what_kind_of_village_it_is(code, kind):
    assert village_kind(code) == kind


def test_only_a_village_has_a_kind():
    assert is_village(KLEGO)
    assert not is_village("33.09.15")
    with pytest.raises(NotARegionCode):
        village_kind("33.09.15")


def test_a_code_of_bps_is_never_equal_to_one_of_kemendagri():
    theirs = parse_region("3309041003", "bps")
    ours = parse_region("3309041003", "kemendagri")

    assert theirs != ours
    assert theirs == RegionCode("bps", "3309041003")
    assert ours == RegionCode("kemendagri", "33.09.04.1003")
    assert theirs.level == ours.level == "village"


def test_a_kecamatan_has_seven_digits_at_bps_and_six_at_kemendagri():
    assert parse_region("3309150", "bps").level == "kecamatan"
    with pytest.raises(NotARegionCode):
        parse_region("330915", "bps")
    with pytest.raises(NotARegionCode):
        parse_region("3309150", "kemendagri")
