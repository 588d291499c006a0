"""Commands about rule sets."""

from datetime import timedelta

import msgspec
import pytest

from service.aggregates.rule_set import RuleSet, RuleSetKindFixed, UnknownRuleSet
from service.application import Work
from service.commands import rule_sets
from service.commands.rule_sets import PublishCriteria, PublishMap
from service.kernel.rule_sets import MAP
from service.policies.access import NotAllowed
from service.reference.rule_sets import SHIPPED
from service.regency import Regency
from tests.commands.acting import OPERATOR, SECRETARIAT, do


def asked(name: str, **other):
    """Return what ships as somebody would send it."""
    content = msgspec.to_builtins(SHIPPED[name])
    kind = PublishMap if content.pop("kind") == "recommendation" else PublishCriteria
    return msgspec.convert(content | other, kind)


def versions(regency: Regency, name: str):
    return regency.ledger.look(RuleSet, name)[1].versions


def use(work: Work, name: str) -> str:
    """Make use of a rule set, as whatever is decided by it does."""
    used = rule_sets.in_force(work, name)
    assert used is not None
    work.append(RuleSet, name, *used.publication)
    return name


def test_the_first_version_of_a_regency_follows_what_shipped(regency: Regency):
    do(regency, SECRETARIAT, rule_sets.publish_map, MAP, asked(MAP, author="TKPKD Boyolali"))
    shipped, own = versions(regency, MAP)
    assert (shipped.version, shipped.content) == (1, SHIPPED[MAP])
    assert (own.version, own.content.author) == (2, "TKPKD Boyolali")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_written_as_it_is_published_or_it_would_be_published_again(
    regency: Regency, name: str
):
    do(regency, SECRETARIAT, use, name)
    assert versions(regency, name)[0].content == SHIPPED[name]


def test_what_ships_later_is_published_where_the_regency_changed_nothing(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
):
    older = msgspec.structs.replace(SHIPPED[MAP], needs=SHIPPED[MAP].needs[:-1])

    with monkeypatch.context() as patch:
        patch.setattr(rule_sets, "SHIPPED", {**SHIPPED, MAP: older})
        do(regency, SECRETARIAT, use, MAP)
    do(regency, SECRETARIAT, use, MAP)

    before, now = versions(regency, MAP)
    assert (before.content, now.content, now.shipped) == (older, SHIPPED[MAP], True)
    with pytest.raises(AssertionError, match="at least one event"):
        do(regency, SECRETARIAT, use, MAP)

    do(regency, SECRETARIAT, rule_sets.publish_map, MAP, asked(MAP, author="TKPKD Boyolali"))
    monkeypatch.setattr(rule_sets, "SHIPPED", {**SHIPPED, MAP: older})
    with pytest.raises(AssertionError, match="at least one event"):
        do(regency, SECRETARIAT, use, MAP)
    assert len(versions(regency, MAP)) == 3, "their own version is theirs"


def test_criteria_are_published_whole(regency: Regency):
    ask = asked("bps-14", threshold=8)
    do(regency, SECRETARIAT, rule_sets.publish_criteria, "bps-14", ask)
    assert versions(regency, "bps-14")[-1].content.threshold == 8


def test_a_version_may_take_effect_later(regency: Regency):
    later = regency.ledger.today + timedelta(days=30)
    do(regency, SECRETARIAT, rule_sets.publish_map, MAP, asked(MAP, effective_on=str(later)))
    _, known = regency.ledger.look(RuleSet, MAP)
    held = [known.in_force(day) for day in (regency.ledger.today, later)]
    assert [one and one.version for one in held] == [1, 2]


def test_only_the_regency_publishes(regency: Regency):
    with pytest.raises(NotAllowed):
        do(regency, OPERATOR, rule_sets.publish_map, MAP, asked(MAP))


def test_a_set_nobody_makes_use_of_is_not_published(regency: Regency):
    with pytest.raises(UnknownRuleSet):
        do(regency, SECRETARIAT, rule_sets.publish_criteria, "desil", asked("bps-14"))


def test_criteria_are_not_published_as_the_map(regency: Regency):
    with pytest.raises(RuleSetKindFixed):
        do(regency, SECRETARIAT, rule_sets.publish_criteria, MAP, asked("bps-14"))
