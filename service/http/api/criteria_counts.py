"""How many households meet which set of criteria: results that were recorded, counted by area."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from service.http.api.recommendation_answers import area_names
from service.http.api.statuses import By
from service.http.areas import hidden_from
from service.kernel.roles import Actor
from service.kernel.rule_sets import OUTCOME_LABELS, Outcome
from service.policies import access
from service.policies.disclosure import is_exact, told
from service.projections import indicators
from service.projections.moment import Moment
from service.reference.rule_sets import CRITERIA, SHIPPED
from service.regency import Regency


class CountedOutcome(Struct, frozen=True, kw_only=True):
    """Households of an area for which a set of criteria came to this; it is no decile."""

    area: str
    area_name: str
    rule_set: str
    title: str
    outcome: Outcome
    outcome_label: str
    households: int


def counted(
    regency: Regency, actor: Actor, areas: Sequence[str], *, moment: Moment, by: By
) -> list[CountedOutcome]:
    """Return the results of areas that don't overlap, by area, set and outcome.

    Whoever may not know of single households there is told them in steps of five.
    """
    regency.engine.catch_up("indicators")
    exactly = is_exact(access.households_of(actor), areas)
    hidden = hidden_from(regency, actor)
    found: Counter[tuple[str, str, Outcome]] = Counter()
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            lines = indicators.outcome_counts(
                conn, regency.schema, area, moment, by=by, hidden=hidden
            )
            for line in lines:
                found[line.area, line.rule_set, line.outcome] += line.households
    names = area_names(regency)
    return [
        CountedOutcome(
            area=area,
            area_name=names.get(area, area),
            rule_set=rule_set,
            title=SHIPPED[rule_set].title,
            outcome=outcome,
            outcome_label=OUTCOME_LABELS[outcome],
            households=shown,
        )
        for (area, rule_set, outcome), households in sorted(found.items())
        if rule_set in CRITERIA and (shown := told(households, exactly=exactly))
    ]
