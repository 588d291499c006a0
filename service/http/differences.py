"""What one list says otherwise than another, as a table to read and to take along."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.application import NotKnown
from service.exchange import comparing
from service.exchange.sheets import Sheet
from service.http.areas import bounds, households_within
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.layouts.profiles import is_ranks_only
from service.policies import access
from service.projections import lists
from service.projections.lists import Batch
from service.projections.moment import PRESENT, Moment
from service.projections.vintages import Change, ChangeCount, Differing
from service.reference.regions import territory
from service.regency import Regency

CHANGE_LABELS: Mapping[Change, str] = {
    "added": "Baru",
    "gone": "Tidak ada lagi",
    "moved": "Pindah desa",
    "household": "Pindah keluarga",
    "kk": "Nomor KK berubah",
    "name": "Nama berubah",
    "birth_date": "Tanggal lahir berubah",
    "decile": "Desil berubah",
}

MOST_EXPORTED = 100_000
NEEDED = ("vintages", "ranks", "memberships", "statuses")
"""What is brought to the head before comparing."""


class NamesNobody(Refused):
    """Daftar ini hanya memuat desil keluarga, tidak memuat orang."""

    way_out: ClassVar[str] = (
        "Bandingkan dua daftar yang memuat orang. Desil menurut setiap daftar ada pada halaman "
        "keluarga."
    )


class VillageChanges(Struct, frozen=True, kw_only=True):
    """How many persons of a village differ, by kind of change."""

    village: str
    persons: Mapping[Change, int]


def two_lists(
    regency: Regency, actor: Actor, before: UUID | None, after: UUID, moment: Moment = PRESENT
) -> tuple[Batch | None, Batch]:
    """Return two lists to compare, the first None for the register.

    Raises:
        NotKnown: one of them was not received.
        NamesNobody: one of them only ranks households, so all would seem to be gone from it.
    """
    regency.engine.catch_up("lists", *NEEDED)
    with regency.reading(actor) as conn:
        later = lists.one(conn, regency.schema, after, moment)
        earlier = lists.one(conn, regency.schema, before, moment) if before else None
    if later is None or (before and earlier is None):
        raise NotKnown
    for one in (earlier, later):
        if one is not None and is_ranks_only(one.layout):
            raise NamesNobody(list=f"{one.name}, {one.period}")
    return earlier, later


def counted(
    regency: Regency,
    actor: Actor,
    before: UUID | None,
    after: UUID,
    *,
    area: str | None = None,
    moment: Moment = PRESENT,
) -> list[VillageChanges]:
    """Return what differs per village, villages in order."""
    found: Sequence[ChangeCount] = comparing.counts(
        regency, actor, before, after, areas=_areas(regency, actor, area), moment=moment
    )
    by_village: defaultdict[str, dict[Change, int]] = defaultdict(dict)
    for one in found:
        by_village[one.village][one.change] = one.persons
    return [VillageChanges(village=code, persons=told) for code, told in by_village.items()]


def found(
    regency: Regency,
    actor: Actor,
    before: UUID | None,
    after: UUID,
    *,
    area: str | None = None,
    change: Change | None = None,
    moment: Moment = PRESENT,
    limit: int,
    beyond: UUID | None = None,
) -> list[Differing]:
    """Return the persons of whom two lists say something else, as far as the actor may know."""
    return comparing.differences(
        regency,
        actor,
        before,
        after,
        areas=_areas(regency, actor, area),
        change=change,
        moment=moment,
        limit=limit,
        beyond=beyond,
    )


def sheet(
    regency: Regency,
    actor: Actor,
    pair: tuple[Batch | None, Batch],
    *,
    area: str | None,
    change: Change | None,
) -> Sheet:
    """Return the differences as a table without names: persons and households by their ids."""
    before, after = pair
    rows = found(
        regency,
        actor,
        before.list if before else None,
        after.list,
        area=area,
        change=change,
        limit=MOST_EXPORTED,
    )
    place = {village.code: village.name for village in territory(regency.code).villages}
    return Sheet(
        name="selisih-daftar",
        titles=(
            *("Perubahan", "Orang", "Keluarga", "Keluarga sebelumnya", "Kode desa", "Desa"),
            *("Kode desa sebelumnya", "Desa sebelumnya", "Baris", "Baris sebelumnya"),
            *("Desil", "Desil sebelumnya"),
        ),
        rows=(
            (
                ", ".join(CHANGE_LABELS[kind] for kind in one.changes),
                str(one.person),
                str(one.household or ""),
                str(one.from_household or ""),
                one.village,
                place.get(one.village, ""),
                one.from_village,
                place.get(one.from_village, ""),
                one.row_no,
                one.from_row,
                one.decile,
                one.from_decile,
            )
            for one in rows
        ),
        marks=(
            f"Sebelum: {before.name}, {before.period}, {before.issuer}"
            if before
            else "Sebelum: register sekarang",
            f"Sesudah: {after.name}, {after.period}, {after.issuer}",
        ),
    )


def _areas(regency: Regency, actor: Actor, area: str | None) -> tuple[str, ...] | None:
    """Return where the actor may know of single households; None for everywhere."""
    if area is None:
        return bounds(regency, access.households_of(actor))
    return households_within(actor, area)
