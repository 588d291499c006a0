"""What a rule set says: criteria of poverty, or which answers make which need, and what to do.

The texts of rules are written in the language of `kernel/rules.py`. A rule may have several
texts, each for another instrument: the first that the answers decide is the one that counts.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from service.kernel.needs import NeedType, Strategy

RuleSetKind: TypeAlias = Literal["criteria", "recommendation"]

Outcome: TypeAlias = Literal["met", "not_met", "undecided"]

OUTCOME_LABELS: dict[Outcome, str] = {
    "met": "Memenuhi kriteria",
    "not_met": "Tidak memenuhi kriteria",
    "undecided": "Belum dapat ditentukan",
}

RULE_SET_KIND_LABELS: dict[RuleSetKind, str] = {
    "criteria": "Kriteria kemiskinan",
    "recommendation": "Peta rekomendasi",
}

MAP = "peta-rekomendasi"
"""The rule set that claims needs and recommends; every other one holds criteria."""


class Criterion(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One criterion of a set.

    Args:
        code: as the set numbers it.
        when: the rule, once for each instrument that can answer it.
        decisive: met, it decides alone.
        note: where copies of the set differ, or what it means.
    """

    code: str
    label: str
    when: tuple[str, ...]
    decisive: bool = False
    note: str = ""


class NeedRule(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which answers make a need.

    Args:
        rule: short name, kept by whoever is claimed by it.
    """

    rule: str
    need: NeedType
    label: str
    when: tuple[str, ...]
    note: str = ""


class Recommendation(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What is recommended for a need, who leads it, and who may pay.

    Args:
        need: None for what a village needs that never mapped its poverty together.
        lead: the organisation that answers for it.
        funds: where the money may come from.
        activities: activity codes of the APBDes, as `apbdes.normalised` writes them; one that
            ends in `*` stands for all below it.
        unit_price_rupiah: of one household's share; None if it is not known.
        unit: what costs that.
    """

    intervention: str
    lead: str
    strategy: Strategy
    funds: tuple[str, ...]
    activities: tuple[str, ...]
    need: NeedType | None = None
    unit_price_rupiah: int | None = None
    unit: str = ""
    note: str = ""


class RuleContent(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """All that one version of a rule set says.

    Args:
        author: the office that answers for it.
        source: the regulation or the study it rests on.
        threshold: how many criteria make poor; None where there are none.
    """

    kind: RuleSetKind
    title: str
    author: str
    source: str
    criteria: tuple[Criterion, ...] = ()
    threshold: int | None = None
    needs: tuple[NeedRule, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
