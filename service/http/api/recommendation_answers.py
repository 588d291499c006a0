"""What is recommended where: needs counted by how they stand, beside what the rules recommend."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from service.http import rulebook
from service.http.api.statuses import By
from service.http.areas import areas_of, hidden_from
from service.kernel import apbdes
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGY_LABELS, NeedType, Strategy
from service.kernel.roles import Actor
from service.kernel.rule_sets import RuleContent
from service.kernel.verdicts import NeedStanding
from service.policies import access, recommendation
from service.policies.disclosure import is_exact, told
from service.projections import needs, programmes, villages
from service.projections.moment import Moment
from service.projections.programmes import Programme
from service.projections.rule_sets import Published
from service.reference.regions import territory
from service.regency import Regency

SHOWN: tuple[NeedStanding, ...] = ("claimed", "unmet", "committed", "met")
MOST_PROGRAMMES = 1_000


class Match(Struct, frozen=True, kw_only=True):
    """A programme of the regency that answers the need, by the recommended strategy or another."""

    programme: str
    name: str
    owner: str
    strategy: Strategy
    same_strategy: bool


class Recommended(Struct, frozen=True, kw_only=True):
    """What is recommended for a need, who leads it, and who may pay.

    Args:
        activities: activity codes of the APBDes; one that ends in `*` stands for all below it.
        programmes: those enlisted in the regency that answer the need this year.
    """

    need: NeedType
    need_label: str
    intervention: str
    lead: str
    strategy: Strategy
    strategy_label: str
    funds: Sequence[str]
    activities: Sequence[str]
    unit_price_rupiah: int | None
    unit: str
    note: str
    programmes: Sequence[Match]


class AreaNeed(Struct, frozen=True, kw_only=True):
    """How many households of an area lack something, by how the need stands.

    Args:
        claimed: said to lack it, and nobody has looked yet.
        confirmed: somebody looked and it is real; `committed` of them are promised, `unmet` not.
        met: had it met, by aid or otherwise.
        estimated_rupiah: what it would cost for those unmet; None where no price is known.
    """

    area: str
    area_name: str
    need: NeedType
    need_label: str
    claimed: int
    confirmed: int
    committed: int
    unmet: int
    met: int
    estimated_rupiah: int | None


class Activity(Struct, frozen=True, kw_only=True):
    """An activity of the village budget that the rules recommend, and for how many households.

    Args:
        need: None for what the village as a whole needs.
        is_local: the district added the code itself (90 to 99).
    """

    village: str
    village_name: str
    activity: str
    field: str
    is_local: bool
    need: NeedType | None
    need_label: str
    intervention: str
    lead: str
    claimed: int
    unmet: int
    estimated_rupiah: int | None


class MapRead(Struct, frozen=True, kw_only=True):
    """The map as it was read: by which version, where, and what it says.

    Args:
        is_exact: whether numbers are told exactly, or in steps of five.
    """

    by: By
    areas: Sequence[str]
    the_map: Published
    lines: Sequence[AreaNeed]
    recommendations: Sequence[Recommended]
    is_exact: bool
    position: int


def read_map(
    regency: Regency,
    actor: Actor,
    moment: Moment,
    *,
    by: By,
    area: str | None,
    version: int | None,
) -> MapRead:
    """Return the map of an area, by one version of the rules.

    Raises:
        OutOfScope: none of the area is the actor's.
        UnknownRuleSet: there is no such version.
    """
    areas = areas_of(actor, area)
    position = min(moment.position, regency.engine.catch_up("needs", "rule_sets"))
    the_map = rulebook.chosen(regency, actor, moment, version=version)
    lines = area_needs(regency, actor, areas, the_map.content, moment=moment, by=by)
    offered = matches(regency, actor, moment)
    lacking = {line.need for line in lines}
    return MapRead(
        by=by,
        areas=areas,
        the_map=the_map,
        lines=lines,
        recommendations=[
            one
            for need in NEEDS
            if need in lacking
            for one in recommended(the_map.content, need, offered)
        ],
        is_exact=is_exact(access.households_of(actor), areas),
        position=position,
    )


def matches(
    regency: Regency, actor: Actor, moment: Moment
) -> Mapping[NeedType, Sequence[Programme]]:
    """Return the programmes that may be promised in the year asked about, by need."""
    regency.engine.catch_up("programmes")
    year = (moment.valid_on or regency.ledger.today).year
    asked = programmes.Asked(fiscal_year=year, is_retired=False)
    with regency.reading(actor) as conn:
        found = programmes.find(conn, regency.schema, asked, moment=moment, limit=MOST_PROGRAMMES)
    by_need: defaultdict[NeedType, list[Programme]] = defaultdict(list)
    for one in found:
        by_need[one.need].append(one)
    return by_need


def recommended(
    content: RuleContent, need: NeedType, offered: Mapping[NeedType, Sequence[Programme]]
) -> list[Recommended]:
    """Return what a rule set recommends for a need, with the programmes that answer it."""
    return [
        Recommended(
            need=need,
            need_label=NEED_LABELS[need],
            intervention=one.intervention,
            lead=one.lead,
            strategy=one.strategy,
            strategy_label=STRATEGY_LABELS[one.strategy],
            funds=one.funds,
            activities=one.activities,
            unit_price_rupiah=one.unit_price_rupiah,
            unit=one.unit,
            note=one.note,
            programmes=[
                Match(
                    programme=each.programme,
                    name=each.name,
                    owner=each.owner,
                    strategy=each.strategy,
                    same_strategy=each.strategy == one.strategy,
                )
                for each in offered.get(need, ())
            ],
        )
        for one in recommendation.recommended(content, need)
    ]


def area_needs(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    content: RuleContent,
    *,
    moment: Moment,
    by: By,
) -> list[AreaNeed]:
    """Return the needs of areas that don't overlap, by area and in the order of needs.

    Whoever may not know of single households there is told them in steps of five.
    """
    exactly = is_exact(access.households_of(actor), areas)
    hidden = hidden_from(regency, actor)
    found: defaultdict[tuple[str, NeedType], defaultdict[NeedStanding, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            lines = needs.counts(
                conn, regency.schema, area, moment, by=by, standings=SHOWN, hidden=hidden
            )
            for line in lines:
                found[line.area, line.need][line.standing] += line.needs
    names = area_names(regency)
    order = {need: at for at, need in enumerate(NEEDS)}
    shown = (
        _area_need(content, names, key, {at: told(n, exactly=exactly) for at, n in counts.items()})
        for key, counts in sorted(found.items(), key=lambda one: (one[0][0], order[one[0][1]]))
    )
    return [one for one in shown if one.claimed or one.confirmed or one.met]


def activities(regency: Regency, actor: Actor, found: MapRead, moment: Moment) -> list[Activity]:
    """Return the activities that the rules recommend to villages, by village and code.

    A kelurahan has no APBDes, so none is recommended to it.

    Args:
        found: the map, read by village.
    """
    assert found.by == "village"
    content = found.the_map.content
    desa = {one.code for one in territory(regency.code).villages if one.kind != "kelurahan"}
    wanted = [one for line in found.lines for one in _of_need(content, line)]
    wanted += _of_villages(regency, actor, content, found.areas, moment)
    return sorted(
        (one for one in wanted if one.village in desa),
        key=lambda one: (one.village, one.activity, one.need or ""),
    )


def area_names(regency: Regency) -> Mapping[str, str]:
    """Return what villages, kecamatan and the regency are called, by code."""
    place = territory(regency.code)
    return {
        regency.code: place.name,
        **{one.code: f"Kecamatan {one.name}" for one in place.kecamatan},
        **{one.code: one.name for one in place.villages},
    }


def _area_need(
    content: RuleContent,
    names: Mapping[str, str],
    key: tuple[str, NeedType],
    counts: Mapping[NeedStanding, int],
) -> AreaNeed:
    area, need = key
    unmet, committed = counts.get("unmet", 0), counts.get("committed", 0)
    return AreaNeed(
        area=area,
        area_name=names.get(area, area),
        need=need,
        need_label=NEED_LABELS[need],
        claimed=counts.get("claimed", 0),
        confirmed=unmet + committed,
        committed=committed,
        unmet=unmet,
        met=counts.get("met", 0),
        estimated_rupiah=_estimated(content, need, unmet),
    )


def _estimated(content: RuleContent, need: NeedType, households: int) -> int | None:
    """Return the cost by the first recommendation that has a price: others are alternatives."""
    costs = (
        recommendation.estimated_rupiah(one, households)
        for one in recommendation.recommended(content, need)
    )
    return next((cost for cost in costs if cost is not None), None)


def _of_need(content: RuleContent, line: AreaNeed) -> Iterator[Activity]:
    if not (line.claimed or line.unmet):
        return
    for one in recommendation.recommended(content, line.need):
        for code in one.activities:
            yield Activity(
                village=line.area,
                village_name=line.area_name,
                activity=code,
                field=apbdes.FIELD_LABELS[code[:2]],
                is_local=apbdes.is_local(code),
                need=line.need,
                need_label=line.need_label,
                intervention=one.intervention,
                lead=one.lead,
                claimed=line.claimed,
                unmet=line.unmet,
                estimated_rupiah=recommendation.estimated_rupiah(one, line.unmet),
            )


def _of_villages(
    regency: Regency, actor: Actor, content: RuleContent, areas: Sequence[str], moment: Moment
) -> Iterator[Activity]:
    """Yield what villages need that never assessed themselves together with their mentor."""
    wanted = [one for one in content.recommendations if one.need is None]
    if not wanted:
        return
    regency.engine.catch_up("villages")
    with regency.reading(actor) as conn:
        found = villages.find(
            conn, regency.schema, tuple(areas), moment=moment, after=None, limit=1_000
        )
    names = area_names(regency)
    for village in found:
        if village.assessments:
            continue
        for one in wanted:
            for code in one.activities:
                yield Activity(
                    village=village.village,
                    village_name=names.get(village.village, village.village),
                    activity=code,
                    field=apbdes.FIELD_LABELS[code[:2]],
                    is_local=apbdes.is_local(code),
                    need=None,
                    need_label="Desa belum dipetakan bersama",
                    intervention=one.intervention,
                    lead=one.lead,
                    claimed=0,
                    unmet=0,
                    estimated_rupiah=one.unit_price_rupiah,
                )
