"""What several pages read: names for sentences, the latest events, the five numbers by name."""

from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.kernel.roles import Actor
from service.projections import contributions, funds, partners, programmes, trail
from service.projections.moment import Moment
from service.projections.sentences import Names, Told, tell, village_names
from service.regency import Regency

COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("listed", "Belum diverifikasi", ("listed", "newly_proposed")),
    ("eligible", "Layak", ("eligible",)),
    ("better", "Mampu atau graduasi", ("better_off", "graduated", "self_withdrew")),
    ("unfound", "Tidak ditemukan", ("not_found",)),
    (
        "gone",
        "Meninggal, pindah, ganda",
        (
            "deceased",
            "moved_out",
            "moved_abroad",
            "duplicate",
            "merged",
            "closed",
        ),
    ),
)
"""Statuses as a table shows them: code, heading, and the statuses counted under it."""

CAUGHT_UP = ("statuses", "contributions", "partners", "programmes", "funds", "trail")


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table of the five numbers."""

    key: str
    name: str
    numbers: Any


class StatusRow(Struct, frozen=True, kw_only=True):
    """Households of one area by column of `COLUMNS`."""

    code: str
    name: str
    households: dict[str, int]
    total: int


def names(conn: Connection, regency: Regency) -> Names:
    """Return what slugs and codes are called."""
    schema = regency.schema
    return Names(
        partners=partners.names(conn, schema),
        programmes=programmes.names(conn, schema),
        funds=funds.headings(conn, schema),
        villages=village_names(regency.code),
    )


def called(known: Names, slug: str) -> str:
    """Return the newest name of a partner."""
    history = known.partners.get(slug)
    return history[-1][1] if history else slug


def events(
    conn: Connection, regency: Regency, known: Names, asked: trail.Asked, *, limit: int
) -> list[Told]:
    """Return the latest events asked for, told in sentences, newest first."""
    positions = trail.find(conn, regency.schema, asked, limit=limit)
    return [tell(event, known) for event in reversed(regency.log.at(positions))]


def areas(actor: Actor, regency: Regency) -> tuple[str, ...] | None:
    """Return the areas a reader is bounded by; None for the whole regency."""
    return None if actor.scope.covers(regency.code) else actor.scope.areas


def status_rows(counts: list[Any], called_by: dict[str, str]) -> list[StatusRow]:
    """Return the counts of areas as rows, in order of code; an area without any has noughts."""
    found: dict[str, dict[str, int]] = {code: {} for code in called_by}
    for count in counts:
        found.setdefault(count.area, {})[count.status] = count.households
    return [
        StatusRow(
            code=code,
            name=called_by.get(code, code),
            households={
                key: sum(by.get(status, 0) for status in statuses) for key, _, statuses in COLUMNS
            },
            total=sum(by.values()),
        )
        for code, by in sorted(found.items())
    ]


def five(
    conn: Connection,
    regency: Regency,
    by: contributions.Grouping,
    asked: contributions.Asked,
    label: Any,
) -> list[Row]:
    """Return the five numbers part by part."""
    groups = contributions.groups(conn, regency.schema, by, asked, moment=Moment(), limit=200)
    return [Row(key=group.key, name=label(group.key), numbers=group) for group in groups]
