"""Commands about rule sets: publish the next version; and which version holds when one is needed.

What ships with the service is published by whoever first makes use of it, in the same save: so the
log alone says by which rules a need was claimed, from the first day. So is what ships with a later
release, as the next version, where nobody of the regency ever published one of their own.
"""

from datetime import date
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from service.aggregates.rule_set import RuleSet, UnknownRuleSet
from service.application import Work
from service.commands.requests import SLUG, Line, MaybeLine, Part, Request, Slug
from service.kernel.events import Event
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.kernel.rule_sets import Criterion, NeedRule, Recommendation, RuleContent
from service.kernel.rules import MOST_LETTERS
from service.policies import access
from service.reference.rule_sets import SHIPPED, fits

MOST_RULES = 50

RuleText: TypeAlias = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=MOST_LETTERS,
        pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)",
        description="In the language of rules: 309a ≥ 2 atau 310 ∉ {1, 2}.",
    ),
]
Texts: TypeAlias = Annotated[tuple[RuleText, ...], Meta(min_length=1, max_length=5)]
"""The rule, once for each instrument that can answer it; the first that is decided counts."""


class GivenCriterion(Part, frozen=True, kw_only=True):
    """One criterion of a set; see `Criterion`."""

    code: Annotated[str, Meta(min_length=1, max_length=40, pattern=SLUG)]
    label: Line
    when: Texts
    decisive: bool = False
    note: MaybeLine = ""


class GivenRule(Part, frozen=True, kw_only=True):
    """Which answers make a need; see `NeedRule`."""

    rule: Slug
    need: NeedType
    label: Line
    when: Texts
    note: MaybeLine = ""


class GivenRecommendation(Part, frozen=True, kw_only=True):
    """What is recommended for a need; see `Recommendation`.

    Args:
        need: left out for what a village needs that never mapped its poverty together.
    """

    need: NeedType | None = None
    intervention: Line
    lead: Line
    strategy: Strategy
    funds: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=10)]
    activities: Annotated[tuple[Line, ...], Meta(max_length=10)] = ()
    unit_price_rupiah: SomeRupiah | None = None
    unit: MaybeLine = ""
    note: MaybeLine = ""


class PublishCriteria(Request, frozen=True, kw_only=True):
    """The next version of a set of criteria, whole.

    Args:
        effective_on: the first day it holds; today if left out, never earlier.
        threshold: how many criteria make poor.
    """

    title: Line
    author: Line
    source: Line
    threshold: Annotated[int, Meta(ge=1, le=MOST_RULES)]
    criteria: Annotated[tuple[GivenCriterion, ...], Meta(min_length=1, max_length=MOST_RULES)]
    effective_on: date | None = None


class PublishMap(Request, frozen=True, kw_only=True):
    """The next version of the recommendation map, whole.

    Args:
        effective_on: the first day it holds; today if left out, never earlier.
    """

    title: Line
    author: Line
    source: Line
    needs: Annotated[tuple[GivenRule, ...], Meta(min_length=1, max_length=MOST_RULES)]
    recommendations: Annotated[
        tuple[GivenRecommendation, ...], Meta(min_length=1, max_length=MOST_RULES)
    ]
    effective_on: date | None = None


class InForce(Struct, frozen=True, kw_only=True):
    """The version that holds today.

    Args:
        publication: to be appended by whoever makes use of it; empty if it was published before.
    """

    rule_set: str
    version: int
    content: RuleContent
    publication: tuple[Event, ...] = ()


def publish_criteria(work: Work, rule_set: str, ask: PublishCriteria) -> str:
    """Publish the next version of a set of criteria.

    Raises:
        NotAllowed, UnknownRuleSet, NotHappenedYet: not now.
        RuleSetBackdated, RuleSetKindFixed, RuleSetIncomplete, RuleTwice, RuleUnreadable,
            RuleAsksUnknown: not like this.
    """
    content = RuleContent(
        kind="criteria",
        title=ask.title,
        author=ask.author,
        source=ask.source,
        criteria=tuple(Criterion(**_plain(one)) for one in ask.criteria),
        threshold=ask.threshold,
    )
    return _publish(work, rule_set, content, ask, ask.effective_on)


def publish_map(work: Work, rule_set: str, ask: PublishMap) -> str:
    """Publish the next version of the recommendation map.

    Raises:
        As `publish_criteria`; and ActivityCodeUnusable.
    """
    content = RuleContent(
        kind="recommendation",
        title=ask.title,
        author=ask.author,
        source=ask.source,
        needs=tuple(NeedRule(**_plain(one)) for one in ask.needs),
        recommendations=tuple(Recommendation(**_plain(one)) for one in ask.recommendations),
    )
    return _publish(work, rule_set, content, ask, ask.effective_on)


def in_force(work: Work, rule_set: str) -> InForce | None:
    """Return the version that holds today; None while the first one is still to come."""
    known = work.load(RuleSet, rule_set)
    content = SHIPPED[rule_set]
    if known.versions and not known.is_behind(content):
        return held(known, rule_set, work.today)
    events = known.publish(
        rule_set,
        content,
        effective_on=work.today,
        fits=fits(),
        on=work.today,
        today=work.today,
        shipped=True,
    )
    return InForce(
        rule_set=rule_set,
        version=len(known.versions) + 1,
        content=content,
        publication=events,
    )


def held(known: RuleSet, rule_set: str, day: date) -> InForce | None:
    """Return the published version of a set that holds on a day; None if there is none."""
    found = known.in_force(day)
    if found is None:
        return None
    return InForce(rule_set=rule_set, version=found.version, content=found.content)


def _publish(
    work: Work, rule_set: str, content: RuleContent, ask: Request, effective_on: date | None
) -> str:
    access.require(work.actor, "rule_sets.publish")
    if rule_set not in SHIPPED:
        raise UnknownRuleSet(rule_set=rule_set)
    known = work.load(RuleSet, rule_set)
    if not known.versions:
        # What shipped has been shown to everybody as version 1: it stays so.
        shipped = in_force(work, rule_set)
        assert shipped is not None
        work.append(RuleSet, rule_set, *shipped.publication)
        known = work.load(RuleSet, rule_set)
    events = known.publish(
        rule_set,
        content,
        effective_on=effective_on or work.today,
        fits=fits(),
        **ask.days(work),
    )
    work.append(RuleSet, rule_set, *events)
    return rule_set


def _plain(part: Part) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__struct_fields__}
