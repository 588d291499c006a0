"""How far verification has come and how good it was: by area, on both clocks."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.exchange import quality
from service.http import reads
from service.http.areas import areas_of
from service.http.reads import AreaAsked, question
from service.kernel.roles import Actor
from service.policies.freshness import MONTHS_FRESH, MOST_MONTHS
from service.projections.coverage import By, Coverage, Invalid
from service.projections.moment import Moment
from service.projections.rechecks import Agreement
from service.regency import Regency

MonthsAsked: TypeAlias = Annotated[
    int, QueryParameter(ge=1, le=MOST_MONTHS, description="How long a verdict holds.")
]


class AreaCoverage(Struct, frozen=True, kw_only=True):
    """How far an area has come.

    Args:
        listed: households that live there as far as is known, and closed ones that were looked at.
        looked: those that somebody looked at there.
        unlooked: `listed` without `looked`; of them, `moved_in` came from another village.
        stale: open ones whose latest verdict is too old.
        coverage_percent: `looked` of `listed`; None of none.
    """

    area: str
    listed: int
    open: int
    looked: int
    unlooked: int
    moved_in: int
    stale: int
    coverage_percent: Decimal | None


class ListErrors(Struct, frozen=True, kw_only=True):
    """How many rows of a list were wrong in an area.

    Args:
        rows: persons whom the list names there.
        deceased, moved: those of them who were dead or gone.
        invalid_percent: `deceased` and `moved` of `rows`; None of none.
    """

    list: UUID
    area: str
    rows: int
    deceased: int
    moved: int
    invalid_percent: Decimal | None


class AreaAgreement(Struct, frozen=True, kw_only=True):
    """How often a second look agreed with the first."""

    area: str
    done: int
    agreed: int
    agreement_percent: Decimal | None


class QualityAnswer(Struct, frozen=True, kw_only=True):
    """The state of the work, as known and true at the moment asked for.

    Args:
        areas: where was looked.
        months: how long a verdict holds.
        position: the last event this answer takes into account.
    """

    by: By
    areas: Sequence[str]
    months: int
    coverage: Sequence[AreaCoverage]
    lists: Sequence[ListErrors]
    rechecks: Sequence[AreaAgreement]
    position: int


class CoverageController(Controller):
    """Counts of the work, for whoever works in the area or watches over it."""

    path = "/coverage"
    tags = ("coverage",)

    @question("/", right="coverage.read")
    def one(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "kecamatan",
        area: AreaAsked = None,
        months: MonthsAsked = MONTHS_FRESH,
    ) -> QualityAnswer:
        """Coverage, stale verdicts, wrong rows by list, and how often second looks agreed."""
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "verifications", "rechecks")
        found = quality.measured(regency, actor, areas, moment, by=by, months=months)
        return QualityAnswer(
            by=by,
            areas=areas,
            months=months,
            coverage=[covered(one) for one in found.coverage],
            lists=[errors(one) for one in found.invalid],
            rechecks=[agreed(one) for one in found.agreement],
            position=position,
        )


def percent(part: int, whole: int) -> Decimal | None:
    """Return a share in percent with two decimals, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def covered(one: Coverage) -> AreaCoverage:
    """Return how far an area has come, with its share."""
    return AreaCoverage(
        area=one.area,
        listed=one.listed,
        open=one.open,
        looked=one.looked,
        unlooked=one.unlooked,
        moved_in=one.moved_in,
        stale=one.stale,
        coverage_percent=percent(one.looked, one.listed),
    )


def errors(one: Invalid) -> ListErrors:
    """Return how many rows of a list were wrong, with their share."""
    return ListErrors(
        list=one.list,
        area=one.area,
        rows=one.rows,
        deceased=one.deceased,
        moved=one.moved,
        invalid_percent=percent(one.invalid, one.rows),
    )


def agreed(one: Agreement) -> AreaAgreement:
    """Return how often second looks agreed, with their share."""
    return AreaAgreement(
        area=one.area,
        done=one.done,
        agreed=one.agreed,
        agreement_percent=percent(one.agreed, one.done),
    )
