"""Which rules a question is answered by: the version asked for, or the one that holds then.

A regency that has published nothing yet is answered by what ships with the service, which is what
its first use will publish as version 1.
"""

from collections.abc import Sequence
from datetime import date

from service.aggregates.rule_set import UnknownRuleSet
from service.kernel.roles import Actor
from service.kernel.rule_sets import MAP
from service.projections import rule_sets
from service.projections.moment import Moment
from service.projections.rule_sets import Published
from service.reference.rule_sets import SHIPPED
from service.regency import Regency

SHIPS_SINCE = date(2024, 1, 1)


def versions(regency: Regency, actor: Actor, moment: Moment) -> dict[str, list[Published]]:
    """Return every version of every set, oldest first; at least what ships."""
    regency.engine.catch_up("rule_sets")
    with regency.reading(actor) as conn:
        found = rule_sets.versions(conn, regency.schema, moment)
    return {
        name: [one for one in found if one.rule_set == name] or [_shipped(name)] for name in SHIPPED
    }


def chosen(
    regency: Regency,
    actor: Actor,
    moment: Moment,
    *,
    rule_set: str = MAP,
    version: int | None = None,
) -> Published:
    """Return a version of a set.

    Args:
        version: None for the one that holds on the day asked about.

    Raises:
        UnknownRuleSet: there is no such set or version.
    """
    known = versions(regency, actor, moment).get(rule_set)
    if known is None:
        raise UnknownRuleSet(rule_set=rule_set)
    if version is None:
        return held(regency, known, moment)
    for one in known:
        if one.version == version:
            return one
    raise UnknownRuleSet(rule_set=rule_set, version=version)


def held(regency: Regency, known: Sequence[Published], moment: Moment) -> Published:
    """Return the version that holds on the day asked about; the first one before any did."""
    return rule_sets.in_force(known, moment.valid_on or regency.ledger.today) or known[0]


def _shipped(name: str) -> Published:
    return Published(
        rule_set=name,
        version=1,
        effective_on=SHIPS_SINCE,
        published_on=SHIPS_SINCE,
        shipped=True,
        content=SHIPPED[name],
        position=0,
    )
