"""Rule sets: what the criteria and the recommendation map say, version by version."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http import rulebook
from service.http.api.rule_sets import line
from service.http.pages import reading
from service.http.pages import rule_set_actions as actions
from service.http.pages.actions import Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.rule_sets import MAP


class RuleSetsController(Controller):
    """Pages about rule sets; by which rules needs are claimed is everybody's to know."""

    include_in_schema = False

    @page("/aturan", right="rule_sets.read", asks=reading.CLOCKS)
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List the rule sets with the version of each that holds."""
        clock = reading.clock(visit)
        found = rulebook.versions(visit.regency, visit.actor, clock.moment)
        return render(
            visit.request,
            "rule_sets.html",
            clock=clock,
            rule_sets=[line(visit.regency, name, found[name], clock.moment) for name in found],
        )

    @page("/aturan/{name:str}", right="rule_sets.read", asks=("versi", *reading.CLOCKS))
    def one(self, visit: NamedDependency[Visit], name: FromPath[str]) -> Response[str]:
        """Show one version of a set: its rules as they are read and applied."""
        clock = reading.clock(visit)
        known = rulebook.versions(visit.regency, visit.actor, clock.moment).get(name)
        if known is None:
            raise NotKnown
        held = rulebook.held(visit.regency, known, clock.moment)
        asked = visit.asked("versi")
        shown = next((one for one in known if str(one.version) == asked), held)
        publish = actions.ACTIONS[0] if name == MAP else actions.ACTIONS[1]
        return render(
            visit.request,
            "rule_set.html",
            clock=clock,
            name=name,
            versions=list(reversed(known)),
            held=held,
            shown=shown,
            offers=offers(visit, Scene(title="", back=""), [publish], rule_set=name),
        )
