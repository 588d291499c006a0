"""What can be done about rule sets: publish the next version, starting from the one that holds."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from service.aggregates.rule_set import RuleSet
from service.application import NotKnown, Receipt
from service.commands import rule_sets
from service.http import rulebook
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.rule_sets import MAP, RuleContent
from service.projections.moment import PRESENT

_YES_NO = [("false", "Tidak"), ("true", "Ya")]


def scene(visit: Visit) -> Scene:
    """Find the version that holds, to start the next one from.

    Raises:
        NotKnown: there is no such set.
    """
    name = str(visit.parameters.get("rule_set", MAP))
    known = rulebook.versions(visit.regency, visit.actor, PRESENT).get(name)
    if known is None or (name == MAP) is ("rule_set" in visit.parameters):
        raise NotKnown
    latest = known[-1]
    return Scene(
        title=latest.content.title,
        back=f"/aturan/{name}",
        ids={"rule_set": name},
        about=(RuleSet, name),
        facts=[("Versi yang menjadi awal", str(latest.version))],
        choices={"decisive": _YES_NO},
        values=dict(_filled(latest.content)),
        state=latest,
    )


def _filled(content: RuleContent) -> Iterator[tuple[str, Any]]:
    """Yield what a form starts with, by the path of each field."""
    plain: Mapping[str, Any] = msgspec.to_builtins(content)
    for name, value in plain.items():
        if not isinstance(value, list | tuple):
            yield name, value
            continue
        for at, part in enumerate(value):
            for field, one in part.items():
                yield f"{name}[{at}].{field}", _typed(one)


def _typed(value: Any) -> Any:
    """Return a value as it is typed in: several lines, or a word for yes and no."""
    if isinstance(value, list | tuple):
        return "\n".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _published(_: Receipt, scene: Scene) -> str:
    return scene.back


_LEAD = (
    "Ubah yang perlu saja, lalu terbitkan seluruhnya. Versi lama tetap menjelaskan kebutuhan yang "
    "sudah diduga."
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="rule_sets.publish",
        path=f"/aturan/{MAP}/terbitkan",
        title="Terbitkan versi baru",
        done="Versi baru diterbitkan.",
        ask=rule_sets.PublishMap,
        command=rule_sets.publish_map,
        scene=scene,
        lead=_LEAD,
        hidden=frozenset({"occurred_on"}),
        leads=_published,
        is_grave=True,
    ),
    Action(
        right="rule_sets.publish",
        path="/aturan/kriteria/{rule_set:str}/terbitkan",
        title="Terbitkan versi baru",
        done="Versi baru diterbitkan.",
        ask=rule_sets.PublishCriteria,
        command=rule_sets.publish_criteria,
        scene=scene,
        lead=_LEAD,
        hidden=frozenset({"occurred_on"}),
        leads=_published,
        is_grave=True,
    ),
)
