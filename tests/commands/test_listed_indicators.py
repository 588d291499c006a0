"""What a list says of a house becomes answers, and the needs that the rules find are claimed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.aggregates.household import Household
from service.aggregates.household_events import NeedClaimed, Source
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.rule_set import RuleSet
from service.commands import indicators, listed_indicators, lists
from service.commands.lists import ListInHand
from service.commands.needs import JudgeNeed
from service.commands.validations import JudgeHousehold, validate
from service.kernel.rule_sets import MAP
from service.layouts import ListedPerson
from service.projections import answers
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.commands.acting import DAY, LETTER, OPERATOR, SECRETARIAT, do, known, registered
from tests.commands.test_indicators import form
from tests.support import events as some
from tests.support.events import LIST, OTHER_LIST
from tests.support.told import tell

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


def placed(regency: Regency, household: UUID, decile: int, *, on: Any = DAY, **other: Any) -> None:
    """Let a list say in which decile of the country a household is."""
    inhand = ListInHand(id=other.pop("list", LIST), layout="p3ke", period="2023", on=on, columns=())
    row = ListedPerson(7, ranks=(("national", decile),), **other)

    def command(work):
        lists.rank(work, inhand=inhand, household=household, row=row)
        return household

    do(regency, SECRETARIAT, command)


NOTHING = (None, None, None)


def food(regency: Regency, household: UUID) -> tuple[str | None, Any, Any]:
    need = known(regency, household).needs.get("food")
    rule = need.by_rule.rule if need and need.by_rule else None
    return (need.standing, rule, need.source) if need else NOTHING


@pytest.mark.parametrize(
    ("decile", "claimed"),
    [
        (1, ("claimed", "pangan-desil", ROW)),
        (2, ("claimed", "pangan-desil", ROW)),
        (3, NOTHING),
    ],
)
def test_of_the_two_lowest_deciles_food_is_to_be_looked_at(
    regency: Regency, decile: int, claimed: Any
):
    household = registered(regency)
    placed(regency, household, decile)
    assert food(regency, household) == claimed


def test_a_newer_list_that_says_otherwise_takes_a_claim_back_that_nobody_looked_at(
    regency: Regency,
):
    lifted, seen, hungry = (registered(regency) for _ in range(3))
    for one in (lifted, seen, hungry):
        placed(regency, one, 1)
    found = JudgeNeed(need="food", verdict="confirmed", method="visit", occurred_on=DAY)
    do(regency, OPERATOR, validate, seen, found)
    ask = form({"lokal.makan": 1}, instrument="lokal")
    do(regency, OPERATOR, indicators.record, hungry, ask)

    for one in (lifted, seen, hungry):
        placed(regency, one, 5, on=DAY + timedelta(days=1), list=OTHER_LIST)

    assert food(regency, lifted)[0] == "retracted"
    assert food(regency, seen)[0] == "unmet"
    assert food(regency, hungry) == ("claimed", "pangan", None), "somebody says they go hungry"


def test_an_older_list_that_comes_in_late_changes_nothing(regency: Regency):
    household = registered(regency)
    placed(regency, household, 1)
    placed(regency, household, 5, on=DAY - timedelta(days=400), list=OTHER_LIST)
    assert food(regency, household)[0] == "claimed"


def test_what_a_withdrawn_list_said_answers_no_rule_any_more(regency: Regency):
    """An earthen floor by a list, one's own house by somebody at the door: together, a need."""
    household = registered(regency)
    noted(regency, household, {"jenis_lantai_terluas": "8"})
    before = regency.log.head()
    tell(regency, some.received(), some.withdrawn())
    do(regency, OPERATOR, indicators.record, household, form({"301a": 1}))
    assert "housing" not in known(regency, household).needs
    for moment, answered in ((Moment(before), {"303"}), (PRESENT, {"301a"})):
        [lived] = answers.lived(regency.log, [household], moment, opened=True).values()
        assert set(lived.answers) == answered


def test_of_a_household_that_is_closed_nothing_is_claimed(regency: Regency):
    household = registered(regency)
    gone = JudgeHousehold(
        verdict="closed_no_members", method="document", evidence=(LETTER,), occurred_on=DAY
    )
    do(regency, SECRETARIAT, validate, household, gone)
    noted(regency, household, NO_TOILET)
    assert recorded(regency, household) == []


def test_a_list_that_answers_rules_publishes_the_map_that_ships_once(regency: Regency):
    for layout, versions in (("dtks", 0), ("dtsen", 1)):

        def command(work, layout=layout):
            listed_indicators.publish(work, layout)
            return "list"

        if versions:
            do(regency, SECRETARIAT, command)
        assert len(regency.ledger.look(RuleSet, MAP)[1].versions) == versions
