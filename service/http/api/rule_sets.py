"""Rule sets: every version of the criteria and of the recommendation map, and a new one."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, TypeAlias

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from service.aggregates.rule_set import RuleSet
from service.application import NotKnown, Receipt
from service.commands import rule_sets as commands
from service.http import reads, rulebook
from service.http.calls import Call
from service.http.reads import SlugInPath, command, question
from service.kernel.roles import Actor
from service.kernel.rule_sets import RULE_SET_KIND_LABELS, RuleSetKind
from service.projections.moment import Moment
from service.projections.rule_sets import Published
from service.regency import Regency

VersionInPath: TypeAlias = Annotated[int, PathParameter(ge=1, le=100_000)]


class RuleSetLine(Struct, frozen=True, kw_only=True):
    """A rule set, with the version that holds.

    Args:
        versions: how many there are, those still to come included.
    """

    rule_set: str
    kind: RuleSetKind
    kind_label: str
    title: str
    versions: int
    in_force: Published


class RuleSets(Struct, frozen=True, kw_only=True):
    """Every rule set; `position` is the last event this answer takes into account."""

    rule_sets: Sequence[RuleSetLine]
    position: int


class Versions(Struct, frozen=True, kw_only=True):
    """Every version of a rule set, oldest first."""

    rule_set: str
    versions: Sequence[Published]
    position: int


def _at(rule_set: str) -> str:
    return f"/api/v1/rule-sets/{rule_set}"


class RuleSetsController(Controller):
    """By which rules needs are claimed is everybody's to know."""

    path = "/rule-sets"
    tags = ("rule_sets",)

    @question("/", right="rule_sets.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
    ) -> RuleSets:
        """Every rule set, with the version that holds."""
        position = reads.caught_up(regency, moment, "rule_sets")
        found = rulebook.versions(regency, actor, moment)
        return RuleSets(
            rule_sets=[line(regency, name, found[name], moment) for name in found],
            position=position,
        )

    @question("/{rule_set:str}", right="rule_sets.read")
    def versions(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        rule_set: SlugInPath,
    ) -> Versions:
        """Every version of one set: none is ever changed."""
        position = reads.caught_up(regency, moment, "rule_sets")
        known = rulebook.versions(regency, actor, moment).get(rule_set)
        if known is None:
            raise NotKnown
        return Versions(rule_set=rule_set, versions=known, position=position)

    @question("/{rule_set:str}/versions/{version:int}", right="rule_sets.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        rule_set: SlugInPath,
        version: VersionInPath,
    ) -> Published:
        """One version, as it was published."""
        known = rulebook.versions(regency, actor, moment).get(rule_set, [])
        found = next((one for one in known if one.version == version), None)
        if found is None:
            raise NotKnown
        return found

    @command("/{rule_set:str}/criteria", right="rule_sets.publish")
    def publish_criteria(
        self,
        call: NamedDependency[Call],
        rule_set: SlugInPath,
        data: JSONBody[commands.PublishCriteria],
    ) -> Response[Receipt]:
        """Publish the next version of a set of criteria."""
        return call.record(
            partial(commands.publish_criteria, rule_set=rule_set, ask=data),
            about=(RuleSet, rule_set),
            location=_at,
        )

    @command("/{rule_set:str}/maps", right="rule_sets.publish")
    def publish_map(
        self,
        call: NamedDependency[Call],
        rule_set: SlugInPath,
        data: JSONBody[commands.PublishMap],
    ) -> Response[Receipt]:
        """Publish the next version of the recommendation map."""
        return call.record(
            partial(commands.publish_map, rule_set=rule_set, ask=data),
            about=(RuleSet, rule_set),
            location=_at,
        )


def line(regency: Regency, name: str, known: Sequence[Published], moment: Moment) -> RuleSetLine:
    """Return a set with the version that holds."""
    now = rulebook.held(regency, known, moment)
    return RuleSetLine(
        rule_set=name,
        kind=now.content.kind,
        kind_label=RULE_SET_KIND_LABELS[now.content.kind],
        title=now.content.title,
        versions=len(known),
        in_force=now,
    )
