"""One page for each village: how many live there, what was assessed, which class it was put in.

The tables are in `village_tables.py`. Free text of an assessment stays in its event, sealed for
the village: the page opens it by the position of the assessment.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import LiteralString, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.aggregates.village_events import Side, VillageClass, VillageKind
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

MOST_VILLAGES = 1_000

_POPULATIONS: LiteralString = """
SELECT village, persons, households, source, reference_date, position
FROM {s}_read.villages_populations
WHERE {seen}
ORDER BY reference_date, position
"""
_SIGNATURES: LiteralString = """
SELECT village, assessment, side, signer, occurred_on
FROM {s}_read.villages_signatures
WHERE {seen}
ORDER BY position
"""
_ASSESSMENTS: LiteralString = """
SELECT village, assessment, occurred_on, potentials, needs, problems, position
FROM {s}_read.villages_assessments
WHERE {seen}
ORDER BY occurred_on, position
"""
_CLASSES: LiteralString = """
SELECT village, village_class, previous, rule_version, reason, evaluation, occurred_on, position
FROM {s}_read.villages_classes
WHERE {seen}
ORDER BY occurred_on, position
"""

T = TypeVar("T")


class _OfVillage(Protocol):
    @property
    def village(self) -> str: ...


L = TypeVar("L", bound=_OfVillage)


class Population(Struct, frozen=True):
    """One count of the people of a village, told by the event at `position`.

    Args:
        source: who counted.
        reference_date: the day the count is about.
    """

    village: str
    persons: int
    households: int | None
    source: str
    reference_date: date
    position: int


class Signature(Struct, frozen=True):
    """Which account signed an assessment for which side, and when."""

    village: str
    assessment: UUID
    side: Side
    signer: str
    occurred_on: date


class Assessment(Struct, frozen=True):
    """What was found in a village on a day.

    Args:
        potentials, needs, problems: how many findings of each; their sealed words stand in the
            event at `position`.
        signatures: one, or one of each side.
    """

    village: str
    assessment: UUID
    occurred_on: date
    potentials: int
    needs: int
    problems: int
    position: int
    signatures: tuple[Signature, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether mentor and village have both signed."""
        return {signature.side for signature in self.signatures} == {"mentor", "village"}


class ClassLine(Struct, frozen=True):
    """A class the village was put in, by which rule and why; `evaluation` numbers the minutes."""

    village: str
    village_class: VillageClass
    previous: VillageClass | None
    rule_version: str
    reason: str
    evaluation: str
    occurred_on: date
    position: int


class Village(Struct, frozen=True):
    """A village at a moment.

    Args:
        name, kind, kecamatan: as it was enrolled; region data may know it by a newer name.
        populations: by the day they are about; the last one is the base of rates.
        assessments: the oldest first.
        classes: the class it is in comes last.
    """

    village: str
    name: str
    kind: VillageKind
    kecamatan: str
    enrolled_on: date
    position: int
    populations: tuple[Population, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    classes: tuple[ClassLine, ...] = ()

    @property
    def population(self) -> Population | None:
        """The count that rates are of; None if nobody has counted."""
        return self.populations[-1] if self.populations else None

    @property
    def village_class(self) -> VillageClass | None:
        """The class it is in; None if it was never put in one."""
        return self.classes[-1].village_class if self.classes else None


def find(
    conn: Connection,
    schema: str,
    areas: Collection[str] | None = None,
    *,
    moment: Moment = PRESENT,
    after: str | None = None,
    limit: int = MOST_VILLAGES,
) -> list[Village]:
    """Return the villages enrolled in some areas, in order of their codes.

    A count of the people is true from the day it is about, not from the day it was stated.

    Args:
        areas: codes of villages, kecamatan or the regency; None for all.
        after: code of the last village of the page before.
        limit: villages at most, up to `MOST_VILLAGES`.
    """
    conditions = Conditions(moment)
    conditions.within(areas)
    if after is not None:
        conditions.add("village > %(after)s", after=after)
    sql: LiteralString = (
        "SELECT village, name, kind, kecamatan, occurred_on AS enrolled_on, position "
        f"FROM {{s}}_read.villages_enrolled WHERE {conditions.text} "
        "ORDER BY village LIMIT %(limit)s"
    )
    values = conditions.values | {"limit": min(limit, MOST_VILLAGES)}
    found = fetch(conn, schema, Village, sql, values)
    return _with_lines(conn, schema, found, moment)


def one(conn: Connection, schema: str, village: str, moment: Moment = PRESENT) -> Village | None:
    """Return a village; None if it was not enrolled then."""
    found = find(conn, schema, [village], moment=moment, limit=1)
    return found[0] if found else None


def _with_lines(
    conn: Connection, schema: str, found: list[Village], moment: Moment
) -> list[Village]:
    seen, counted = Conditions(moment), Conditions(Moment(moment.position))
    if moment.valid_on is not None:
        counted.add("reference_date <= %(valid_on)s", valid_on=moment.valid_on)
    for conditions in (seen, counted):
        conditions.add("village = ANY (%(villages)s)", villages=[v.village for v in found])

    def lines(kind: type[T], sql: LiteralString, conditions: Conditions) -> list[T]:
        asked: LiteralString = sql.replace("{seen}", conditions.text)
        return fetch(conn, schema, kind, asked, conditions.values)

    signatures: defaultdict[UUID, list[Signature]] = defaultdict(list)
    for signature in lines(Signature, _SIGNATURES, seen):
        signatures[signature.assessment].append(signature)
    populations = _by_village(lines(Population, _POPULATIONS, counted))
    classes = _by_village(lines(ClassLine, _CLASSES, seen))
    assessments = _by_village(
        replace(assessment, signatures=tuple(signatures[assessment.assessment]))
        for assessment in lines(Assessment, _ASSESSMENTS, seen)
    )
    return [
        replace(
            village,
            populations=tuple(populations[village.village]),
            assessments=tuple(assessments[village.village]),
            classes=tuple(classes[village.village]),
        )
        for village in found
    ]


def _by_village(lines: Iterable[L]) -> defaultdict[str, list[L]]:
    found: defaultdict[str, list[L]] = defaultdict(list)
    for line in lines:
        found[line.village].append(line)
    return found
