"""A programme answers one need, by one strategy, in some years."""

import pytest
from msgspec.structs import replace

from service.aggregates.programme import (
    OtherNeed,
    Programme,
    ProgrammeIsRetired,
    ProgrammeKnown,
    ProgrammeNotOffered,
    UnknownProgramme,
    YearsReversed,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import OFFER, TODAY, TOMORROW, listed, retired, revised
from tests.support.scenario import each, given

BLANK = Programme()
WHEN = {"on": TODAY, "today": TODAY}
DEARER = replace(OFFER, unit_price_rupiah=6_000_000)
REVERSED = replace(OFFER, first_year=2026)


def enlist(offer=OFFER, on=TODAY):
    return lambda programme: programme.enlist("jamban", offer, on=on, today=TODAY)


def revise(offer=DEARER, reason="Harga bahan naik"):
    return lambda programme: programme.revise(offer, reason=reason, **WHEN)


def retire(reason="Kebutuhan habis"):
    return lambda programme: programme.retire(reason=reason, **WHEN)


def offered(fiscal_year=2024, need="sanitation"):
    return lambda programme: programme.require_offered(fiscal_year=fiscal_year, need=need)


def test_a_programme_is_listed_once():
    known = given(BLANK).when(enlist()).then(listed())
    given(known).when(enlist()).then_refused(ProgrammeKnown, programme="jamban")


def test_a_programme_is_not_listed_tomorrow():
    given(BLANK).when(enlist(on=TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )


def test_a_programme_s_terms_change():
    known = given(BLANK, listed()).when(revise()).then(revised())
    assert known.offer == DEARER


def test_a_programme_s_years_run_forward():
    why = {"first_year": 2026, "last_year": 2025}
    given(BLANK).when(enlist(REVERSED)).then_refused(YearsReversed, **why)
    given(BLANK, listed()).when(revise(REVERSED)).then_refused(YearsReversed, **why)


@each(revise=revise(), retire=retire(), offered=offered())
def test_a_retired_programme_is_promised_no_more(decide):
    given(BLANK, listed(), retired()).when(decide).then_refused(
        ProgrammeIsRetired, programme="jamban"
    )


def test_a_programme_is_retired_for_a_reason():
    given(BLANK, listed()).when(retire()).then(retired())
    given(BLANK, listed()).when(retire("")).then_refused(ReasonMissing)
    given(BLANK, listed()).when(revise(reason="")).then_refused(ReasonMissing)


@each(revise=revise(), retire=retire(), offered=offered())
def test_nothing_is_said_of_an_unknown_programme(decide):
    given(BLANK).when(decide).then_refused(UnknownProgramme)


@pytest.mark.parametrize("fiscal_year", [2024, 2025])
def test_a_programme_is_offered_in_its_years(fiscal_year):
    known = given(BLANK, listed()).known
    assert known.require_offered(fiscal_year=fiscal_year, need="sanitation") == OFFER


@pytest.mark.parametrize("fiscal_year", [2023, 2026])
def test_a_programme_is_not_offered_in_other_years(fiscal_year):
    given(BLANK, listed()).when(offered(fiscal_year)).then_refused(
        ProgrammeNotOffered, fiscal_year=fiscal_year, first_year=2024, last_year=2025
    )


def test_a_programme_without_an_end_is_offered_for_good():
    known = given(BLANK, listed(last_year=None)).known
    assert known.require_offered(fiscal_year=2099, need="sanitation")


def test_a_programme_is_not_offered_for_another_need():
    given(BLANK, listed()).when(offered(need="food")).then_refused(
        OtherNeed, asked="food", need="sanitation"
    )
