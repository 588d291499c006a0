"""Whom help has passed by, as far as a reader may know."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from service.exchange.sheets import Sheet
from service.http.areas import areas_of, hidden_from, households_within
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS, NeedType
from service.kernel.roles import Actor
from service.policies import access
from service.policies.disclosure import is_exact, told
from service.projections import unserved
from service.projections.moment import PRESENT, Moment
from service.projections.unserved import Asked, Unserved, UnservedCount
from service.reference.regions import territory
from service.regency import Regency

MOST_EXPORTED = 100_000
MOST_DAYS = 3_650


def day_of(regency: Regency, moment: Moment) -> date:
    """Return the day up to which somebody has waited: today, unless an earlier one is asked of."""
    return moment.valid_on or regency.ledger.today


def found(
    regency: Regency,
    actor: Actor,
    *,
    days: int,
    area: str | None = None,
    need: NeedType | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[date, UUID, str] | None = None,
) -> list[Unserved]:
    """Return single needs, the longest unserved first; of households the reader may know.

    Args:
        days: unserved for so many at least.
    """
    asked = Asked(
        before=day_of(regency, moment) - timedelta(days=days),
        areas=households_within(actor, area),
        need=need,
        hidden=tuple(hidden_from(regency, actor)),
    )
    regency.engine.catch_up(*unserved.SOURCES)
    with regency.reading(actor) as conn:
        return unserved.find(conn, regency.schema, asked, moment=moment, limit=limit, after=after)


def counted(
    regency: Regency,
    actor: Actor,
    *,
    days: int,
    area: str | None = None,
    need: NeedType | None = None,
    moment: Moment = PRESENT,
) -> list[UnservedCount]:
    """Return how many wait, by village and need, wherever the reader works.

    Whoever may not know of single households there is told them in steps of five, and none of
    what rounds to nought.
    """
    areas = areas_of(actor, area)
    exactly = is_exact(access.households_of(actor), areas)
    asked = Asked(
        before=day_of(regency, moment) - timedelta(days=days),
        areas=areas,
        need=need,
        hidden=tuple(hidden_from(regency, actor)),
    )
    regency.engine.catch_up(*unserved.SOURCES)
    with regency.reading(actor, counts=True) as conn:
        lines = unserved.counts(conn, regency.schema, asked, moment=moment)
    return [
        UnservedCount(village=one.village, need=one.need, households=shown, oldest=one.oldest)
        for one in lines
        if (shown := told(one.households, exactly=exactly))
    ]


def sheet(
    regency: Regency,
    actor: Actor,
    *,
    days: int,
    area: str | None = None,
    need: NeedType | None = None,
) -> Sheet:
    """Return single needs as a table without names."""
    place = {village.code: village.name for village in territory(regency.code).villages}
    today = regency.ledger.today
    lines: Sequence[Unserved] = found(
        regency, actor, days=days, area=area, need=need, limit=MOST_EXPORTED
    )
    return Sheet(
        name="belum-terlayani",
        titles=("Keluarga", "Kode desa", "Desa", "Kebutuhan", "Strategi", "Sejak", "Hari"),
        rows=(
            (
                str(one.household),
                one.village,
                place.get(one.village, ""),
                NEED_LABELS[one.need],
                STRATEGY_LABELS[one.strategy],
                one.since,
                (today - one.since).days,
            )
            for one in lines
        ),
    )
