"""How good the work of the field is: coverage, age, wrong rows, second looks, odd signs."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from service.aggregates.recheck import Sampled
from service.commands.anomalies import Sign
from service.commands.rechecks import Draw, Population
from service.kernel.roles import Actor
from service.policies import anomalies as rules
from service.policies.freshness import stale_before
from service.projections import anomalies, coverage, rechecks, statuses
from service.projections.anomalies import Explained, Raised
from service.projections.coverage import By, Coverage, Invalid
from service.projections.moment import Moment
from service.projections.rechecks import Agreement
from service.regency import Regency

_DIGITS: dict[By, int] = {"village": 13, "kecamatan": 8, "regency": 5}


class Quality(Struct, frozen=True, kw_only=True):
    """The state of the work in some areas."""

    coverage: Sequence[Coverage]
    invalid: Sequence[Invalid]
    agreement: Sequence[Agreement]


class Anomaly(Struct, frozen=True, kw_only=True):
    """A sign, and what was said of it.

    Args:
        is_open: nobody has explained it, or more of the same has happened since.
    """

    id: UUID
    raised: Raised
    explained: Explained | None
    is_open: bool


def measured(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    moment: Moment,
    *,
    by: By,
    months: int,
) -> Quality:
    """Return how far areas have come that don't overlap, and how good the work was."""
    regency.engine.catch_up("verifications", "rechecks")
    day = moment.valid_on or regency.ledger.today
    before = stale_before(day, months)
    found: list[Coverage] = []
    wrong: list[Invalid] = []
    agreed: list[Agreement] = []
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            schema = regency.schema
            found += coverage.coverage(conn, schema, area, moment, by=by, before=before)
            wrong += coverage.invalid(conn, schema, area, moment, by=by)
            agreed += rechecks.agreement(conn, schema, area, moment, digits=_DIGITS[by])
    return Quality(
        coverage=_together(found),
        invalid=sorted(wrong, key=lambda one: (one.area, one.list)),
        agreement=agreed,
    )


def wrong_rows(
    regency: Regency, actor: Actor, areas: Sequence[str], moment: Moment, list_id: UUID
) -> list[Invalid]:
    """Return how many rows of one list were wrong in each village of areas that don't overlap."""
    regency.engine.catch_up("verifications")
    found: list[Invalid] = []
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            found += coverage.invalid(
                conn, regency.schema, area, moment, by="village", list_id=list_id
            )
    return sorted(found, key=lambda one: one.area)


def signs(regency: Regency, actor: Actor, areas: Sequence[str], moment: Moment) -> list[Anomaly]:
    """Return the odd signs in areas that don't overlap, open ones first."""
    regency.engine.catch_up("verifications", "anomalies")
    day = moment.valid_on or regency.ledger.today
    since = stale_before(day, rules.MONTHS_BACK)
    with regency.reading(actor) as conn:
        found = [
            one
            for area in areas
            for one in anomalies.raised(conn, regency.schema, area, moment, since=since)
        ]
        by_id = {sign_of(one).id: one for one in found}
        said = anomalies.explained(conn, regency.schema, list(by_id), moment)
    told = [
        Anomaly(
            id=key,
            raised=one,
            explained=said.get(key),
            is_open=key not in said or said[key].upto < one.upto,
        )
        for key, one in by_id.items()
    ]
    return sorted(told, key=lambda one: (not one.is_open, one.raised.village, one.raised.kind))


def sign_of(raised: Raised) -> Sign:
    """Return a sign as it is explained."""
    return Sign(
        kind=raised.kind,
        village=raised.village,
        account=raised.account,
        about=raised.about,
        upto=raised.upto,
    )


def population(regency: Regency, actor: Actor, ask: Draw, upto: int | None = None) -> Population:
    """Return who is in a draw: whoever was looked at in the period, and how they stood then.

    Args:
        upto: the position to look from, to check a draw that was made; None for the head.
    """
    position = regency.engine.catch_up("verifications", "statuses")
    position = position if upto is None else upto
    with regency.reading(actor) as conn:
        looked = rechecks.looked(
            conn,
            regency.schema,
            ask.area,
            since=ask.since,
            until=ask.until,
            list_id=ask.list,
            position=position,
        )
        standing = statuses.statuses_of(
            conn, regency.schema, [one.household for one in looked], Moment(position)
        )
    return Population(
        upto=position,
        households=[
            Sampled(
                household=one.household,
                village=one.village,
                status=standing[one.household].status,
                account=one.account,
                looked_at=one.looked_at,
            )
            for one in looked
            if one.household in standing
        ],
    )


def _together(found: Sequence[Coverage]) -> list[Coverage]:
    """Add up what was found twice: two villages of a mentor may lie in one kecamatan."""
    summed: dict[str, Coverage] = {}
    for one in found:
        known = summed.get(one.area)
        summed[one.area] = (
            one
            if known is None
            else Coverage(
                area=one.area,
                listed=known.listed + one.listed,
                open=known.open + one.open,
                looked=known.looked + one.looked,
                stale=known.stale + one.stale,
                moved_in=known.moved_in + one.moved_in,
            )
        )
    return [summed[area] for area in sorted(summed)]
