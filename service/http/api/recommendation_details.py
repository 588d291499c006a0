"""What takes sealed values to tell: needs per RT, and what another version of the rules would find.

Where somebody lives within a village is personal, so a count per RT is a look at every household
counted, for a purpose and on record. A trial opens answers too, but tells numbers only, as all
counts are told: exactly to those who may know of single households, in steps of five to others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.http import rulebook
from service.http.areas import areas_of, hidden_from
from service.http.sight import Sight
from service.kernel import deciles
from service.kernel.needs import NEED_LABELS, NEEDS, NeedType
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.kernel.rule_sets import MAP, OUTCOME_LABELS, Outcome, RuleContent
from service.kernel.rules import Answers
from service.kernel.verdicts import OPEN_STANDINGS, NeedStanding
from service.policies import access, recommendation
from service.policies.disclosure import is_exact, told
from service.projections import answers, indicators, names, needs, ranks
from service.projections.answers import Lived
from service.projections.moment import Moment
from service.projections.names import MOST_HOUSEHOLDS
from service.projections.needs import NeedLine
from service.projections.rule_sets import Published
from service.regency import Regency

MOST_TRIED = 5_000
"""Households whose answers are opened for one trial: a kecamatan at most."""

SHOWN: tuple[NeedStanding, ...] = ("claimed", "unmet", "committed", "met")
UNKNOWN = ""


class TooManyToTry(Refused):
    """Keluarga di wilayah ini terlalu banyak untuk sekali uji coba."""

    way_out: ClassVar[str] = "Pilih desa atau kecamatan, lalu uji satu per satu."


class BlockNeed(Struct, frozen=True, kw_only=True):
    """How many households of one RT lack something. An RT or RW that is not known is empty."""

    rw: str
    rt: str
    need: NeedType
    need_label: str
    claimed: int
    unmet: int
    committed: int
    met: int


class Blocks(Struct, frozen=True, kw_only=True):
    """Needs per RT of a village, opened for a purpose; the look is on record."""

    village: str
    lines: Sequence[BlockNeed]
    position: int


class TriedNeed(Struct, frozen=True, kw_only=True):
    """What a version of the map finds for a need, beside what stands.

    Args:
        found: households in whose answers this version finds the need.
        standing: of those who were asked, how many have the need open now.
        added: found, and open nowhere now.
        dropped: open and claimed by a rule, and no longer found.
    """

    need: NeedType
    need_label: str
    found: int
    standing: int
    added: int
    dropped: int


class TriedOutcome(Struct, frozen=True, kw_only=True):
    """What a version of a set of criteria comes to, beside what was recorded."""

    outcome: Outcome
    outcome_label: str
    found: int
    recorded: int


class Trial(Struct, frozen=True, kw_only=True):
    """What a version of a rule set would find in the answers that are known; nothing is recorded.

    Args:
        households: whose answers were looked at, and whose deciles, if a rule asks for one.
        needs: of a trial of the map; `outcomes` of one of criteria.
    """

    rule_set: str
    version: int
    areas: Sequence[str]
    households: int
    needs: Sequence[TriedNeed]
    outcomes: Sequence[TriedOutcome]
    position: int


def blocks(regency: Regency, sight: Sight, village: str, *, moment: Moment) -> Blocks:
    """Return the needs of a village per RT.

    Raises:
        BadRequest: there is no purpose.
        OutOfScope: names of the village are not to be read.
        LookUnrecorded, KeysUnavailable: nothing may be shown.
    """
    sight.required()
    access.require_village(sight.actor, village)
    if not access.may_read_names(sight.actor, village):
        raise access.OutOfScope(village=village)
    position = min(moment.position, regency.engine.catch_up("needs"))
    lines = list(_lines(regency, sight.actor, village, moment))
    homes = {line.household for line in lines}
    sight.record(homes)
    found: Counter[tuple[str, str, NeedType, NeedStanding]] = Counter()
    places: dict[UUID, tuple[str, str]] = {}
    for some in _batches(sorted(homes)):
        for household, home in names.open_residences(regency.log, some, moment).items():
            places[household] = (home.rw, home.rt) if home else (UNKNOWN, UNKNOWN)
    for line in lines:
        rw, rt = places.get(line.household, (UNKNOWN, UNKNOWN))
        found[rw, rt, line.need, line.standing] += 1
    keys = sorted({key[:3] for key in found}, key=lambda key: (key[0], key[1], _ORDER[key[2]]))
    return Blocks(village=village, lines=[_block(key, found) for key in keys], position=position)


def trial(
    regency: Regency,
    actor: Actor,
    area: str | None,
    *,
    rule_set: str,
    version: int | None,
    moment: Moment,
) -> Trial:
    """Return what a version of a rule set would find.

    Raises:
        OutOfScope: none of the area is the actor's.
        UnknownRuleSet: there is no such version.
        TooManyToTry: more than `MOST_TRIED` households were asked there.
        KeysUnavailable: the key database does not answer.
    """
    areas = areas_of(actor, area)
    position = min(
        moment.position, regency.engine.catch_up("needs", "indicators", "ranks", "rule_sets")
    )
    moment = Moment(position, moment.valid_on)
    published = rulebook.chosen(regency, actor, moment, rule_set=rule_set, version=version)
    homes = _asked(regency, actor, areas, moment, published.content)
    exactly = is_exact(access.households_of(actor), areas)
    tried = _tried(regency, actor, homes, published, moment)
    is_map = rule_set == MAP
    return Trial(
        rule_set=rule_set,
        version=published.version,
        areas=areas,
        households=told(len(homes), exactly=exactly),
        needs=_needs(tried, exactly=exactly) if is_map else (),
        outcomes=() if is_map else _outcomes(tried, exactly=exactly),
        position=position,
    )


_ORDER: dict[NeedType, int] = {need: at for at, need in enumerate(NEEDS)}


class _Tried(Struct):
    """Counts of a trial, while it goes on."""

    found: Counter[NeedType]
    standing: Counter[NeedType]
    added: Counter[NeedType]
    dropped: Counter[NeedType]
    came_to: Counter[Outcome]
    recorded: Counter[Outcome]


def _lines(regency: Regency, actor: Actor, village: str, moment: Moment) -> Iterator[NeedLine]:
    """Yield every need of a village, by household."""
    hidden = hidden_from(regency, actor)
    after: tuple[UUID, NeedType] | None = None
    while True:
        with regency.reading(actor) as conn:
            page = needs.needs(
                conn,
                regency.schema,
                village,
                moment,
                standings=SHOWN,
                hidden=hidden,
                after=after,
                limit=needs.MOST_NEEDS,
            )
        yield from page
        if len(page) < needs.MOST_NEEDS:
            return
        after = page[-1].household, page[-1].need


def _block(
    key: tuple[str, str, NeedType], found: Counter[tuple[str, str, NeedType, NeedStanding]]
) -> BlockNeed:
    rw, rt, need = key
    return BlockNeed(
        rw=rw,
        rt=rt,
        need=need,
        need_label=NEED_LABELS[need],
        claimed=found[rw, rt, need, "claimed"],
        unmet=found[rw, rt, need, "unmet"],
        committed=found[rw, rt, need, "committed"],
        met=found[rw, rt, need, "met"],
    )


def _asked(
    regency: Regency, actor: Actor, areas: Sequence[str], moment: Moment, content: RuleContent
) -> list[UUID]:
    """Return the households that a version is tried on: by id, whoever can answer it anything."""
    asking = [indicators.households_asked]
    if recommendation.asks_for_deciles(content):
        asking.append(ranks.households_ranked)
    hidden = hidden_from(regency, actor)
    found: set[UUID] = set()
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            for one in asking:
                found.update(
                    one(conn, regency.schema, area, moment, hidden=hidden, limit=MOST_TRIED + 1)
                )
    if len(found) > MOST_TRIED:
        raise TooManyToTry(most=MOST_TRIED)
    return sorted(found)


def _tried(
    regency: Regency, actor: Actor, homes: Sequence[UUID], published: Published, moment: Moment
) -> _Tried:
    tried = _Tried(Counter(), Counter(), Counter(), Counter(), Counter(), Counter())
    for some in _batches(homes):
        known = answers.lived(regency.log, some, moment, opened=True)
        with regency.reading(actor, counts=True) as conn:
            lines = needs.needs_of(conn, regency.schema, some, moment)
            results = indicators.results_of(conn, regency.schema, some, moment)
            placed = ranks.placings_of(conn, regency.schema, some, moment)
        standing = {(one.household, one.need) for one in lines if one.standing in OPEN_STANDINGS}
        tried.recorded.update(one.outcome for one in results if one.rule_set == published.rule_set)
        for household in some:
            by_lists = deciles.answers(deciles.newest(placed[household]))
            _try(tried, known[household], by_lists, published.content, standing)
    return tried


def _try(
    tried: _Tried,
    lived: Lived,
    by_lists: Answers,
    content: RuleContent,
    standing: set[tuple[UUID, NeedType]],
) -> None:
    """Count what the rules find in one household's answers and in the deciles lists tell."""
    given: Answers = lived.answers | dict(by_lists)
    if content.kind == "criteria":
        tried.came_to[recommendation.criteria_result(content, given).outcome] += 1
        return
    found = {one.rule.need for one in recommendation.lacks(content, given)}
    for need in NEEDS:
        stands = (lived.household, need) in standing
        claim = lived.claims.get(need)
        tried.found[need] += need in found
        tried.standing[need] += stands
        tried.added[need] += need in found and not stands
        tried.dropped[need] += bool(stands and claim and claim.by_rule and need not in found)


def _batches(homes: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield households as many as can be opened at once."""
    for at in range(0, len(homes), MOST_HOUSEHOLDS):
        yield homes[at : at + MOST_HOUSEHOLDS]


def _needs(tried: _Tried, *, exactly: bool) -> list[TriedNeed]:
    return [
        TriedNeed(
            need=need,
            need_label=NEED_LABELS[need],
            found=told(tried.found[need], exactly=exactly),
            standing=told(tried.standing[need], exactly=exactly),
            added=told(tried.added[need], exactly=exactly),
            dropped=told(tried.dropped[need], exactly=exactly),
        )
        for need in NEEDS
        if tried.found[need] or tried.standing[need]
    ]


def _outcomes(tried: _Tried, *, exactly: bool) -> list[TriedOutcome]:
    return [
        TriedOutcome(
            outcome=outcome,
            outcome_label=label,
            found=told(tried.came_to[outcome], exactly=exactly),
            recorded=told(tried.recorded[outcome], exactly=exactly),
        )
        for outcome, label in OUTCOME_LABELS.items()
    ]
