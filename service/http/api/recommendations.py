"""The recommendation map: per area and need, per activity of the village budget, per RT, on trial.

GET /recommendations                    needs counted beside what is recommended
GET /recommendations/activities         which recommended activities villages need
GET /recommendations/blocks/{village}   per RT, for a purpose: where somebody lives is personal
GET /recommendations/trials             what another version of the rules would find
"""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.http import reads
from service.http.api import criteria_counts
from service.http.api import recommendation_answers as answers
from service.http.api import recommendation_details as details
from service.http.api.criteria_counts import CountedOutcome
from service.http.api.needs import NeedsAsked
from service.http.api.recommendation_answers import Activity, AreaNeed, Recommended
from service.http.api.recommendation_details import Blocks, Trial
from service.http.api.recommendation_sheets import activity_sheet, block_sheet, map_sheet
from service.http.api.statuses import By
from service.http.api.villages import CodeInPath
from service.http.areas import areas_of
from service.http.downloads import FormatAsked, download
from service.http.reads import AreaAsked, SlugAsked, question
from service.http.sight import Sight
from service.kernel.needs import NEEDS
from service.kernel.roles import Actor
from service.kernel.rule_sets import MAP
from service.projections.moment import Moment
from service.regency import Regency

VersionAsked: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        ge=1,
        le=100_000,
        description="Version of the rules; left out, the one that holds then.",
    ),
]
ByAsked: TypeAlias = Annotated[By, QueryParameter(description="What to count by.")]


class RecommendationMap(Struct, frozen=True, kw_only=True):
    """Needs by area, and what one version of the rules recommends for each.

    Args:
        areas: where was looked.
        version: of the map; `title` of that version.
        recommendations: once a need, in the order of needs.
        position: the last event this answer takes into account.
    """

    by: By
    areas: Sequence[str]
    version: int
    title: str
    lines: Sequence[AreaNeed]
    recommendations: Sequence[Recommended]
    position: int


class Activities(Struct, frozen=True, kw_only=True):
    """Which recommended activities villages need."""

    version: int
    activities: Sequence[Activity]
    position: int


class CriteriaCounts(Struct, frozen=True, kw_only=True):
    """Households by area, set of criteria and what it came to for them."""

    by: By
    areas: Sequence[str]
    counts: Sequence[CountedOutcome]
    position: int


class RecommendationsController(Controller):
    """What is recommended where is everybody's to know within their areas; for whom, is not."""

    path = "/recommendations"
    tags = ("recommendations",)

    @question("/", right="counts.read")
    def map(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: ByAsked = "village",
        area: AreaAsked = None,
        need: NeedsAsked = None,
        version: VersionAsked = None,
    ) -> RecommendationMap:
        """Households by area and need, and what is recommended for each."""
        found = answers.read_map(regency, actor, moment, by=by, area=area, version=version)
        asked = set(need or NEEDS)
        return RecommendationMap(
            by=by,
            areas=found.areas,
            version=found.the_map.version,
            title=found.the_map.content.title,
            lines=[line for line in found.lines if line.need in asked],
            recommendations=[one for one in found.recommendations if one.need in asked],
            position=found.position,
        )

    @question("/files", right="counts.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        format: FormatAsked,  # noqa: A002  (as the address says it)
        by: ByAsked = "village",
        area: AreaAsked = None,
        version: VersionAsked = None,
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = answers.read_map(regency, actor, moment, by=by, area=area, version=version)
        return download(map_sheet(found), format)

    @question("/activities", right="counts.read")
    def activities(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
        version: VersionAsked = None,
    ) -> Activities:
        """Which activities of the APBDes are recommended, by village."""
        found = answers.read_map(regency, actor, moment, by="village", area=area, version=version)
        return Activities(
            version=found.the_map.version,
            activities=answers.activities(regency, actor, found, moment),
            position=found.position,
        )

    @question("/activities/files", right="counts.read", media_type="text/csv")
    def activities_file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        format: FormatAsked,  # noqa: A002  (as the address says it)
        area: AreaAsked = None,
        version: VersionAsked = None,
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = answers.read_map(regency, actor, moment, by="village", area=area, version=version)
        listed = answers.activities(regency, actor, found, moment)
        return download(activity_sheet(found, listed), format)

    @question("/criteria", right="counts.read")
    def criteria(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: ByAsked = "village",
        area: AreaAsked = None,
    ) -> CriteriaCounts:
        """How many households meet which set of criteria, by area; no decile."""
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "indicators")
        found = criteria_counts.counted(regency, actor, areas, moment=moment, by=by)
        return CriteriaCounts(by=by, areas=areas, counts=found, position=position)

    @question("/blocks/{code:str}", right="indicators.read")
    def blocks(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        code: CodeInPath,
    ) -> Blocks:
        """Needs per RT of a village; takes a `purpose`, and is on record as a look."""
        return details.blocks(regency, sight, code, moment=moment)

    @question("/blocks/{code:str}/files", right="indicators.read", media_type="text/csv")
    def blocks_file(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        format: FormatAsked,  # noqa: A002  (as the address says it)
    ) -> Response[bytes]:
        """The same as a table to take along; takes a `purpose`, and is on record as a look."""
        return download(block_sheet(details.blocks(regency, sight, code, moment=moment)), format)

    @question("/trials", right="counts.read")
    def trials(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
        rule_set: SlugAsked = None,
        version: VersionAsked = None,
    ) -> Trial:
        """What a version of the rules would find in the answers of an area; nothing is recorded."""
        return details.trial(
            regency, actor, area, rule_set=rule_set or MAP, version=version, moment=moment
        )
