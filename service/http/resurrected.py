"""Whoever is listed again though they had left, as far as a reader may know."""

from itertools import chain
from uuid import UUID

from service.exchange.sheets import Sheet
from service.http.areas import bounds, households_within
from service.kernel.roles import Actor
from service.kernel.verdicts import PRESENCE_LABELS, STATUS_LABELS
from service.policies import access
from service.projections import resurrections
from service.projections.moment import PRESENT, Moment
from service.projections.resurrections import NAMING_LABELS, Alert, AlertCount
from service.reference.regions import territory
from service.regency import Regency

MOST_EXPORTED = 100_000

LEFT_LABELS: dict[str, str] = dict(
    chain[tuple[str, str]](STATUS_LABELS.items(), PRESENCE_LABELS.items())
)
"""How somebody left: a verdict about a person, or the status of a household."""


def found(
    regency: Regency,
    actor: Actor,
    *,
    area: str | None = None,
    list_id: UUID | None = None,
    is_open: bool | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, int] | None = None,
) -> list[Alert]:
    """Return the alerts, the newest first."""
    regency.engine.catch_up("resurrections")
    with regency.reading(actor) as conn:
        return resurrections.find(
            conn,
            regency.schema,
            areas=_areas(regency, actor, area),
            list_id=list_id,
            is_open=is_open,
            moment=moment,
            limit=limit,
            after=after,
        )


def counted(
    regency: Regency, actor: Actor, *, area: str | None = None, moment: Moment = PRESENT
) -> list[AlertCount]:
    """Return how many alerts each list raised."""
    regency.engine.catch_up("resurrections")
    with regency.reading(actor) as conn:
        return resurrections.counts(
            conn, regency.schema, areas=_areas(regency, actor, area), moment=moment
        )


def sheet(regency: Regency, actor: Actor, *, area: str | None, list_id: UUID | None) -> Sheet:
    """Return the alerts as a table without names."""
    place = {village.code: village.name for village in territory(regency.code).villages}
    return Sheet(
        name="tercantum-lagi",
        titles=(
            *("Daftar", "Periode", "Penerbit", "Baris", "Tercantum lagi pada", "Keluarga", "Orang"),
            *("Kode desa", "Desa", "Keluar karena", "Sejak", "Dinyatakan oleh"),
            *("Keadaan", "Diputuskan oleh", "Alasan"),
        ),
        rows=(
            (
                one.list_name,
                one.period,
                one.issuer,
                one.row_no,
                one.relisted_on,
                str(one.household),
                str(one.person or ""),
                one.village,
                place.get(one.village, ""),
                LEFT_LABELS.get(one.said, one.said),
                one.left_on,
                one.left_office,
                NAMING_LABELS[one.standing],
                one.settled_office,
                one.reason,
            )
            for one in found(regency, actor, area=area, list_id=list_id, limit=MOST_EXPORTED)
        ),
    )


def _areas(regency: Regency, actor: Actor, area: str | None) -> tuple[str, ...] | None:
    if area is None:
        return bounds(regency, access.households_of(actor))
    return households_within(actor, area)
