"""What the register says of a figure: counted at a position, and why two counts differ.

A figure is of everybody's households, whoever asks: it is counted by the service itself and then
told as far as the reader may know. Sums only: a rate of an area is the sum of its villages'
numerators over the sum of their populations.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.application import Work
from service.commands import figures as commands
from service.commands.figures import Compute, Counted
from service.kernel.figures import Term
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Scope
from service.kernel.verdicts import COUNTED_AS_POOR
from service.policies import access
from service.policies.decomposition import Decomposition, decompose
from service.projections import funnel, memberships, musdes, statuses, villages
from service.projections.funnel import Funnel
from service.projections.memberships import PersonChange
from service.projections.moment import Moment
from service.projections.sentences import place_names
from service.regency import Regency

SOURCE_NAME = "Register Sanding"
METHOD = "Hitungan orang pada register, by name by address"

READ = ("statuses", "villages", "memberships", "musdes")


class PopulationMissing(Refused):
    """Jumlah penduduk belum dicatat untuk semua desa di wilayah ini."""

    way_out: ClassVar[str] = (
        "Catat jumlah penduduk desa yang disebut beserta sumbernya; angka tidak dihitung dengan "
        "pembagi yang dikira-kira."
    )


class NobodyCounted(Refused):
    """Belum ada penduduk yang tercatat di wilayah ini."""

    way_out: ClassVar[str] = "Ikutkan desanya dan catat jumlah penduduknya lebih dahulu."


class VillageCount(Struct, frozen=True, kw_only=True):
    """Numerator and denominator of one village, with where the latter comes from.

    Args:
        denominator: None if nobody counted its people by then.
        source, counted_on: of the population base.
    """

    village: str
    name: str
    numerator: int
    households: int
    denominator: int | None
    source: str = ""
    counted_on: date | None = None


def system(regency: Regency) -> Actor:
    """Return who counts: the service itself, in the whole regency."""
    return Actor(
        account="sanding",
        position="Register Sanding",
        role="system",
        organisation="tkpkd",
        scope=Scope((regency.code,)),
    )


def by_village(regency: Regency, area: str, moment: Moment) -> list[VillageCount]:
    """Return numerator and denominator of each village of an area that takes part, or has a list.

    Args:
        area: code of a village, a kecamatan or the regency.
    """
    regency.engine.catch_up(*READ)
    with regency.reading(system(regency)) as conn:
        counted = statuses.counts(conn, regency.schema, area, moment)
        enrolled = villages.find(conn, regency.schema, [area], moment=moment)
    persons: defaultdict[str, int] = defaultdict(int)
    households: defaultdict[str, int] = defaultdict(int)
    for line in counted:
        if line.status in COUNTED_AS_POOR:
            persons[line.area] += line.persons
            households[line.area] += line.households
    known = {one.village: one for one in enrolled}
    names = place_names(regency.code)
    found = []
    for village in sorted({*persons, *known}):
        base = known[village].population if village in known else None
        found.append(
            VillageCount(
                village=village,
                name=known[village].name if village in known else names.get(village, village),
                numerator=persons[village],
                households=households[village],
                denominator=base.persons if base else None,
                source=base.source if base else "",
                counted_on=base.reference_date if base else None,
            )
        )
    return found


def total(counts: Sequence[VillageCount]) -> tuple[int, int]:
    """Return numerator and denominator of villages together.

    Raises:
        PopulationMissing: a village with poor persons has no population base.
        NobodyCounted: none has one.
    """
    missing = [one.name for one in counts if one.denominator is None and one.numerator]
    if missing:
        raise PopulationMissing(villages=missing[:50], count=len(missing))
    based = [one for one in counts if one.denominator is not None]
    if not based:
        raise NobodyCounted
    return sum(one.numerator for one in based), sum(one.denominator or 0 for one in based)


def count(regency: Regency, area: str, reference_date: date) -> Counted:
    """Count the register as it stands now, for the day given.

    Raises:
        PopulationMissing, NobodyCounted: there is no denominator.
    """
    position = regency.engine.catch_up(*READ)
    moment = Moment(position, reference_date)
    numerator, denominator = total(by_village(regency, area, moment))
    return Counted(
        area=area,
        reference_date=reference_date,
        position=position,
        numerator=numerator,
        denominator=denominator,
        unratified=_unratified(regency, area, moment),
    )


def compute(work: Work, ask: Compute, *, regency: Regency) -> str:
    """Count the register for an area and note what it came to; return the figure's name.

    Raises:
        NotAllowed, OutOfScope, NotHappenedYet, PartsImpossible: not like this.
        PopulationMissing, NobodyCounted: there is no denominator.
    """
    access.require(work.actor, "figures.compute", village=ask.area)
    counted = count(regency, ask.area, ask.reference_date or ask.days(work)["on"])
    return commands.compute(work, ask, counted=counted)


def steps(regency: Regency, area: str, moment: Moment) -> Funnel:
    """Return how many of an area are left at each step towards being helped."""
    regency.engine.catch_up("statuses", "needs", "verifications")
    with regency.reading(system(regency)) as conn:
        return funnel.count(conn, regency.schema, area, moment)


def _unratified(regency: Regency, area: str, moment: Moment) -> int:
    """Return how many households stand as somebody judged, and no village meeting said so."""
    with regency.reading(system(regency)) as conn:
        return sum(musdes.unratified(conn, regency.schema, area, moment).values())


def why(regency: Regency, area: str, a: Moment, b: Moment) -> Decomposition:
    """Return why the rate of an area moved between two moments.

    Raises:
        PopulationMissing, NobodyCounted: there is no denominator at one of them.
    """
    before, after = (total(by_village(regency, area, moment)) for moment in (a, b))
    return decompose(before, after, moved(regency, area, a, b))


def moved(regency: Regency, area: str, a: Moment, b: Moment) -> dict[Term, tuple[int, int]]:
    """Return how many persons came to be counted in the villages of an area, and ceased to."""
    with regency.reading(system(regency)) as conn:
        changes = memberships.changes(conn, regency.schema, area, a, b)
    found: dict[Term, tuple[int, int]] = {}
    for one in changes:
        came, went = found.get(one.term, (0, 0))
        found[one.term] = (came + one.persons, went) if one.sign > 0 else (came, went + one.persons)
    return found


def who(
    regency: Regency,
    area: str,
    a: Moment,
    b: Moment,
    *,
    term: Term | None,
    after: tuple[UUID, UUID, int] | None,
    limit: int | None,
) -> list[PersonChange]:
    """Return the persons behind a reason; to whoever may know of single households there."""
    with regency.reading(system(regency)) as conn:
        return memberships.persons(
            conn, regency.schema, area, a, b, term=term, after=after, limit=limit
        )
