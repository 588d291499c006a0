"""What a list says of a house becomes answers, and the needs that the rules find are claimed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_events import NeedClaimed, Source
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.rule_set import RuleSet
from service.commands import indicators, listed_indicators
from service.commands.validations import JudgeHousehold, validate
from service.kernel.rule_sets import MAP
from service.regency import Regency
from tests.commands.acting import DAY, LETTER, OPERATOR, SECRETARIAT, do, known, registered
from tests.commands.test_indicators import form
from tests.support.events import LIST

ROW = Source(list=LIST, row_no=7)
NO_TOILET = {"fasilitas_bab": "6", "jenis_lantai_terluas": "8"}


def noted(regency: Regency, household: UUID, housing: dict[str, str], **other: Any) -> None:
    terms = {"source": ROW, "on": DAY, **other}

    def command(work):
        listed_indicators.note(work, household, housing, **terms)
        if not work.drafts:
            listed_indicators.publish(work, "dtsen")
        return household

    do(regency, SECRETARIAT, command)


def recorded(regency: Regency, household: UUID) -> list[Any]:
    told = [draft.event for draft in regency.log.load(Household.stream(household))]
    return [e for e in told if isinstance(e, IndicatorsRecorded | NeedClaimed)]


def test_a_row_claims_what_the_rules_find_and_says_which_row_it_was(regency: Regency):
    household = registered(regency)
    noted(regency, household, NO_TOILET)
    told, claim = recorded(regency, household)
    assert (told.source, told.by, told.method, told.results) == (ROW, "", "document", ())
    assert (claim.need, claim.source, claim.by_rule.rule) == ("sanitation", ROW, "jamban")
    [opened] = regency.vault.open_all([told.answers])
    assert opened.answers == {"303": (8,), "309a": (6,)}


def test_a_row_that_says_nothing_for_certain_records_nothing(regency: Regency):
    household = registered(regency)
    noted(regency, household, {"fasilitas_bab": "?"})
    assert recorded(regency, household) == []


def test_what_was_seen_later_at_the_door_goes_before_the_list(regency: Regency):
    household = registered(regency)
    do(regency, OPERATOR, indicators.record, household, form({"309a": 1, "310": 1}))
    noted(regency, household, NO_TOILET, on=DAY - timedelta(days=365))
    assert known(regency, household).needs == {}


def test_of_a_household_that_is_closed_nothing_is_claimed(regency: Regency):
    household = registered(regency)
    gone = JudgeHousehold(
        verdict="closed_no_members", method="document", evidence=(LETTER,), occurred_on=DAY
    )
    do(regency, SECRETARIAT, validate, household, gone)
    noted(regency, household, NO_TOILET)
    assert recorded(regency, household) == []


def test_a_list_about_houses_publishes_the_map_that_ships_once(regency: Regency):
    for layout, versions in (("dtks", 0), ("dtsen", 1)):

        def command(work, layout=layout):
            listed_indicators.publish(work, layout)
            return "list"

        if versions:
            do(regency, SECRETARIAT, command)
        assert len(regency.ledger.look(RuleSet, MAP)[1].versions) == versions
