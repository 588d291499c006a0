"""Commands about official figures: report, compute, determine, supersede, set a target."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from service.aggregates.figure import OWN_SOURCE, Figure, Target
from service.application import NotKnown, Work
from service.commands.requests import (
    Line,
    MaybeLine,
    Percent,
    Reason,
    RegionCode,
    Request,
    Slug,
)
from service.kernel.figures import FigureKind, FigureName, Nature
from service.policies import access

MOST_PEOPLE = 300_000_000

People = Annotated[int, Meta(ge=0, le=MOST_PEOPLE)]
Rupiah = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Report(Request, frozen=True, kw_only=True):
    """A figure as somebody else states it.

    Args:
        source: short name that its series keeps for good: `bps`, `mcd`.
        source_name: as people cite it: `BPS, Susenas Maret 2021`.
        nature: a survey's estimate, or the count of a list by name.
        reference_date: the day it speaks of.
        value_percent: as published; of a count it may be left out.
        numerator, denominator: persons; a count needs both.
        publication: where it can be looked up.
        poverty_line_rupiah: a head and month, if the source states one.
        line_basis: whose line and by which measure: `USD 1,9 PPP 2011`.
    """

    kind: FigureKind
    area: RegionCode
    source: Slug
    source_name: Line
    nature: Nature
    method: Line
    reference_date: date
    value_percent: Percent | None = None
    numerator: People | None = None
    denominator: People | None = None
    publication: MaybeLine = ""
    poverty_line_rupiah: Rupiah | None = None
    line_basis: MaybeLine = ""


class Compute(Request, frozen=True, kw_only=True):
    """The register is to be counted for an area.

    Args:
        reference_date: what came true later is not counted; today if left out.
    """

    area: RegionCode
    reference_date: date | None = None


class Counted(Struct, frozen=True, kw_only=True):
    """What the register says of an area, frozen at a position of the log.

    Args:
        numerator: persons who belong to households that count as poor.
        denominator: people by the population bases.
        unratified: households whose verdict no village meeting ratified yet.
    """

    area: str
    reference_date: date
    position: int
    numerator: int
    denominator: int
    unratified: int


class Determine(Request, frozen=True, kw_only=True):
    """The decree that makes a figure official.

    Args:
        office: who determines: `Bupati Boyolali`, `Kepala Desa Kalangan`.
        replaces: number of the determined figure of the same reference date, whose place it takes.
        reason: why it does; needed then.
    """

    decree_number: Line
    decree_date: date
    office: Line
    replaces: Annotated[int, Meta(ge=1)] | None = None
    reason: MaybeLine = ""


class Supersede(Request, frozen=True, kw_only=True):
    """Another figure of the series takes the place of this one, which was not determined."""

    by: Annotated[int, Meta(ge=1)]
    reason: Reason


class SetTarget(Request, frozen=True, kw_only=True):
    """What a figure shall be by a day, and by which decree."""

    kind: FigureKind
    area: RegionCode
    target_percent: Percent
    due_on: date
    decree_number: Line


def report(work: Work, ask: Report) -> str:
    """Take over a figure; return its name: kind, area, source and number.

    Raises:
        NotAllowed, OutOfScope: not this actor.
        NotHappenedYet, SourceIsOurs, NatureDiffers, PartsMissing, ValueMissing, PartsImpossible,
            StatedDiffers: not like this.
    """
    access.require(work.actor, "figures.report", village=ask.area)
    key = f"{ask.kind}/{ask.area}/{ask.source}"
    known = work.load(Figure, key)
    events = known.report(
        kind=ask.kind,
        area=ask.area,
        source=ask.source,
        source_name=ask.source_name,
        nature=ask.nature,
        method=ask.method,
        reference_date=ask.reference_date,
        value_percent=None if ask.value_percent is None else Decimal(ask.value_percent),
        numerator=ask.numerator,
        denominator=ask.denominator,
        publication=ask.publication,
        poverty_line_rupiah=ask.poverty_line_rupiah,
        line_basis=ask.line_basis,
        **ask.days(work),
    )
    work.append(Figure, key, *events)
    return f"{key}/{known.latest + 1}"


def compute(work: Work, ask: Compute, *, counted: Counted) -> str:
    """Note what the register came to; return the figure's name.

    Args:
        counted: read from the register at its position; whoever doubts it counts again there.

    Raises:
        NotAllowed, OutOfScope: not this actor.
        NotHappenedYet, PartsImpossible: not like this.
    """
    access.require(work.actor, "figures.compute", village=ask.area)
    assert counted.area == ask.area
    key = own_series(ask.area)
    known = work.load(Figure, key)
    events = known.compute(
        kind="poverty_rate",
        area=ask.area,
        numerator=counted.numerator,
        denominator=counted.denominator,
        position=counted.position,
        unratified=counted.unratified,
        reference_date=counted.reference_date,
        **ask.days(work),
    )
    work.append(Figure, key, *events)
    return f"{key}/{known.latest + 1}"


def determine(work: Work, name: FigureName, ask: Determine) -> str:
    """Make a figure official; return its name.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        NotForUsToDetermine, NotProvisional, NotRatifiedYet, NotHappenedYet, DeterminedAlready,
            ReasonMissing: not like this.
    """
    access.require(work.actor, "figures.determine", village=name.area)
    known = _known(work, name)
    events = known.determine(
        name.number,
        decree_number=ask.decree_number,
        decree_date=ask.decree_date,
        office=ask.office,
        replaces=ask.replaces,
        reason=ask.reason,
        **ask.days(work),
    )
    work.append(Figure, name.series, *events)
    return str(name)


def supersede(work: Work, name: FigureName, ask: Supersede) -> str:
    """Put another figure of the series in the place of one; return its name.

    Raises:
        NotAllowed, OutOfScope, NotKnown, UnknownFigure: not this actor's.
        NotProvisional, NotHappenedYet, ReasonMissing: not like this.
    """
    access.require(work.actor, "figures.report", village=name.area)
    known = _known(work, name)
    events = known.supersede(name.number, by=ask.by, reason=ask.reason, **ask.days(work))
    work.append(Figure, name.series, *events)
    return str(name)


def own_series(area: str) -> str:
    """Return the series of what this register counts in an area."""
    return f"poverty_rate/{area}/{OWN_SOURCE}"


def set_target(work: Work, ask: SetTarget) -> str:
    """Say what a figure shall be by a day; return kind and area.

    Raises:
        NotAllowed, OutOfScope, NotHappenedYet, TargetImpossible: not like this.
    """
    access.require(work.actor, "figures.set_target", village=ask.area)
    key = f"{ask.kind}/{ask.area}"
    events = work.load(Target, key).set(
        kind=ask.kind,
        area=ask.area,
        target_percent=Decimal(ask.target_percent),
        due_on=ask.due_on,
        decree_number=ask.decree_number,
        **ask.days(work),
    )
    work.append(Target, key, *events)
    return key


def _known(work: Work, name: FigureName) -> Figure:
    known = work.load(Figure, name.series)
    if name.number not in known.figures:
        raise NotKnown
    return known
