"""Households by name as a file: for somebody, for a purpose, with a number that finds them again.

    asked → names opened → the look recorded → the file written with its number

Nothing of it is kept by the service. The number of the export is the number of its look, and stands
in the file beside who made it, when and what for; whoever finds a copy finds its source.

Source: UU 27/2022 articles 31, 65-68; OWASP ASVS 5.0 1.2.10 (formula injection).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.accesslog.looks import AccessLog
from service.exchange.sheets import Sheet
from service.kernel.people import RELATIONS
from service.kernel.purposes import PURPOSE_LABELS, Purpose
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.kernel.verdicts import STATUS_LABELS
from service.projections import names, sentences, statuses
from service.projections.moment import PRESENT
from service.projections.names import MOST_HOUSEHOLDS
from service.projections.statuses import StatusLine
from service.regency import Regency
from service.work import WESTERN_INDONESIA

MOST_EXPORTED = 20_000
"""Households of one file; more is several files, each with its own number."""

KEPT_DAYS = 30
"""How long whoever has the file may keep it."""

TITLES = (
    "Keluarga",
    "Kode desa",
    "Desa",
    "Status",
    "Hubungan",
    "Nama",
    "NIK",
    "Nomor KK",
    "Alamat",
    "Dusun",
    "RT",
    "RW",
)

_WARNING = "Membocorkan data ini dipidana (UU 27/2022 Pasal 67)."


class TooManyToExport(Refused):
    """Keluarga di wilayah ini terlalu banyak untuk satu berkas."""

    way_out: ClassVar[str] = "Pilih kecamatan atau desa, lalu unduh satu per satu."


class Export(Struct, frozen=True, kw_only=True):
    """A file by name.

    Args:
        number: of the look that put it on record.
        households, persons: how many are in it.
    """

    number: int
    sheet: Sheet
    households: int
    persons: int


def export(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    *,
    hidden: Sequence[UUID],
    purpose: Purpose,
    reference: str,
    channel: str,
) -> Export:
    """Return the households of areas that don't overlap, with the people who belong to them.

    Args:
        areas: where the actor may read names.
        hidden: households the actor must not know of.

    Raises:
        TooManyToExport: choose a smaller area.
        KeysUnavailable: the key database does not answer.
        LookUnrecorded: it can't be put on record, so there is no file.
    """
    regency.engine.catch_up("statuses")
    lines = list(_lines(regency, actor, areas, hidden))
    opened: dict[UUID, names.Names] = {}
    for at in range(0, len(lines), MOST_HOUSEHOLDS):
        some = [line.household for line in lines[at : at + MOST_HOUSEHOLDS]]
        opened |= names.open_names(regency.log, some, PRESENT)
    persons = {
        member.person
        for known in opened.values()
        for member in known.members
        if member.belongs and member.identity is not None
    }
    number = _record(
        regency.access_log, actor, {*opened, *persons}, purpose, reference, channel=channel
    )
    made_at = regency.ledger.clock()
    villages = sentences.place_names(regency.code)
    sheet = Sheet(
        name=f"keluarga-{number}",
        marks=marks(actor, number, purpose, reference, made_at),
        titles=TITLES,
        rows=[
            row
            for line in lines
            for row in _rows(line, opened[line.household], villages.get(line.village, ""))
        ],
    )
    return Export(
        number=number,
        sheet=sheet,
        households=len(lines),
        persons=len(persons),
    )


def _record(
    log: AccessLog,
    actor: Actor,
    subjects: set[UUID],
    purpose: Purpose,
    reference: str,
    *,
    channel: str,
) -> int:
    return log.record(
        actor,
        kind="export",
        subjects=subjects,
        purpose=purpose,
        reference=reference,
        channel=channel,
    )


def _lines(
    regency: Regency, actor: Actor, areas: Sequence[str], hidden: Sequence[UUID]
) -> Iterator[StatusLine]:
    count = 0
    for area in areas:
        after: UUID | None = None
        while True:
            with regency.reading(actor) as conn:
                found = statuses.households(
                    conn,
                    regency.schema,
                    area,
                    PRESENT,
                    hidden=hidden,
                    after=after,
                    limit=MOST_HOUSEHOLDS,
                )
            count += len(found)
            if count > MOST_EXPORTED:
                raise TooManyToExport(most=MOST_EXPORTED)
            yield from found
            if len(found) < MOST_HOUSEHOLDS:
                break
            after = found[-1].household


def marks(
    actor: Actor, number: int, purpose: Purpose, reference: str, made_at: datetime
) -> list[str]:
    """Return what stands on top of every file by name: whose it is, what for, until when."""
    until = (made_at + timedelta(days=KEPT_DAYS)).astimezone(WESTERN_INDONESIA).date()
    local = made_at.astimezone(WESTERN_INDONESIA)
    who = f"{actor.name or actor.account}, {actor.position} ({actor.organisation})"
    return [
        f"Ekspor nomor {number} oleh {who}, {sentences.day(local.date())} {local:%H.%M} WIB",
        f"Tujuan: {PURPOSE_LABELS[purpose]}{'; ' + reference if reference else ''}",
        f"Musnahkan paling lambat {sentences.day(until)}. {_WARNING}",
    ]


def _rows(line: StatusLine, known: names.Names, village: str) -> Iterator[tuple[str, ...]]:
    home = known.residence
    for member in known.members:
        if not member.belongs:
            continue
        yield (
            str(line.household),
            line.village,
            village,
            STATUS_LABELS[line.status],
            RELATIONS[member.relation],
            member.name,
            member.identity.nik if member.identity else "",
            home.kk_number if home else "",
            home.address if home else names.ERASED,
            home.dusun if home else "",
            home.rt if home else "",
            home.rw if home else "",
        )
