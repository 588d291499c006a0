"""A partner keeps its short name for good, and what it did under a former name."""

import pytest

from service.aggregates.partner import (
    NameMissing,
    OwnParent,
    Partner,
    PartnerActive,
    PartnerInactive,
    PartnerKnown,
    SameName,
    UnknownPartner,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.kernel.helixes import DEFAULT_HELIXES, FIVE, ORG_TYPES
from tests.support.events import (
    TODAY,
    TOMORROW,
    aliased,
    deactivated,
    enrolled_partner,
    reactivated,
    renamed,
)
from tests.support.scenario import each, given

BLANK = Partner()
WHEN = {"on": TODAY, "today": TODAY}


def enrol(name="Baznas Kabupaten Boyolali", **other):
    terms = {"org_type": "baznas", **WHEN, **other}
    return lambda partner: partner.enrol("baznas-boyolali", name=name, **terms)


def rename(name="Baznas Boyolali", since=TODAY):
    return lambda partner: partner.rename(name, since=since, **WHEN)


def deactivate(reason="Masa tugas berakhir"):
    return lambda partner: partner.deactivate(reason=reason, **WHEN)


def reactivate(reason="Pimpinan baru dilantik"):
    return lambda partner: partner.reactivate(reason=reason, **WHEN)


def require_active(partner):
    partner.require_active()
    return ()


def test_a_partner_stands_in_the_usual_helix_of_its_kind():
    given(BLANK).when(enrol()).then(enrolled_partner())


def test_a_partner_stands_in_another_helix_if_so_told():
    given(BLANK).when(enrol(helix="community")).then(enrolled_partner(helix="community"))


@pytest.mark.parametrize("org_type", ORG_TYPES)
def test_every_kind_of_partner_has_a_place_among_the_five_helixes(org_type):
    assert FIVE[DEFAULT_HELIXES[org_type]] != "philanthropy"


def test_a_partner_is_enrolled_once():
    given(BLANK, enrolled_partner()).when(enrol()).then_refused(
        PartnerKnown, partner="baznas-boyolali"
    )


def test_a_partner_is_not_enrolled_tomorrow():
    given(BLANK).when(enrol(on=TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )


def test_a_partner_is_not_its_own_parent():
    given(BLANK).when(enrol(parent="baznas-boyolali")).then_refused(
        OwnParent, partner="baznas-boyolali"
    )


def test_a_partner_has_a_name():
    given(BLANK).when(enrol(" ")).then_refused(NameMissing)
    given(BLANK, enrolled_partner()).when(rename("")).then_refused(NameMissing)


def test_a_partner_is_renamed_from_a_day_on():
    given(BLANK, enrolled_partner()).when(rename()).then(renamed())


def test_a_new_name_may_begin_tomorrow():
    given(BLANK, enrolled_partner()).when(rename(since=TOMORROW)).then(renamed(since=TOMORROW))


def test_a_new_name_is_new():
    given(BLANK, enrolled_partner()).when(rename("Baznas Kabupaten Boyolali")).then_refused(
        SameName, name="Baznas Kabupaten Boyolali"
    )


def test_a_partner_rests_and_returns():
    known = given(BLANK, enrolled_partner()).when(deactivate()).then(deactivated())
    given(known).when(require_active).then_refused(PartnerInactive, partner="baznas-boyolali")
    known = given(known).when(reactivate()).then(reactivated())
    known.require_active()


def test_a_resting_partner_does_not_rest_again():
    given(BLANK, enrolled_partner(), deactivated()).when(deactivate()).then_refused(
        PartnerInactive, partner="baznas-boyolali"
    )


def test_an_active_partner_does_not_return():
    given(BLANK, enrolled_partner()).when(reactivate()).then_refused(
        PartnerActive, partner="baznas-boyolali"
    )


def test_resting_and_returning_have_a_reason():
    given(BLANK, enrolled_partner()).when(deactivate("")).then_refused(ReasonMissing)
    given(BLANK, enrolled_partner(), deactivated()).when(reactivate("")).then_refused(ReasonMissing)


@each(
    rename=rename(),
    deactivate=deactivate(),
    reactivate=reactivate(),
    require=require_active,
)
def test_nothing_is_said_of_an_unknown_partner(decide):
    given(BLANK).when(decide).then_refused(UnknownPartner)


def test_a_partner_is_called_something_else_as_well_once():
    def alias(name="BAZ"):
        return lambda partner: partner.alias(name, **WHEN)

    known = given(BLANK, enrolled_partner()).when(alias()).then(aliased())
    assert known.aliases == {"BAZ"}
    assert known.name == "Baznas Kabupaten Boyolali"
    given(BLANK, enrolled_partner(), aliased()).when(alias()).then_refused(SameName, name="BAZ")
    given(BLANK, enrolled_partner()).when(alias(" ")).then_refused(NameMissing)
    given(BLANK).when(alias()).then_refused(UnknownPartner)
