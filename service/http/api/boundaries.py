"""Boundaries of villages: given as a GeoJSON file, and given back as one."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.aggregates.boundary import Boundary, Outline
from service.application import NotKnown, Receipt
from service.commands import boundaries as commands
from service.commands.boundaries import Origin
from service.http import reads
from service.http.api.lists import said
from service.http.calls import Call
from service.http.file_bodies import described, require_type
from service.http.problems import PROBLEMS
from service.http.reads import RECEIPT_HEADERS, question_about_one
from service.http.threads import in_thread
from service.kernel.roles import Actor
from service.layouts import geojson, outlines
from service.policies import access
from service.projections import boundaries
from service.projections.boundaries import Published
from service.projections.moment import Moment
from service.projections.sentences import place_names
from service.reference.regions import territory
from service.regency import Regency

TYPES = ("application/geo+json", "application/json", "application/octet-stream")
ADDRESS = "/api/v1/boundaries"


class Area(Struct, frozen=True, kw_only=True):
    """The shape of a village: the corners of its rings, the first one repeated at the end."""

    type: Literal["MultiPolygon"] = "MultiPolygon"
    coordinates: Sequence[Sequence[Sequence[tuple[float, float]]]]


class VillageNamed(Struct, frozen=True, kw_only=True):
    """Which village a shape is."""

    kd_kemdagri: str
    nama: str


class VillageShape(Struct, frozen=True, kw_only=True):
    """A village as GeoJSON tells it."""

    type: Literal["Feature"] = "Feature"
    properties: VillageNamed
    geometry: Area


class BoundarySet(Struct, frozen=True, kw_only=True):
    """The boundaries that maps are drawn with, simplified, as a GeoJSON FeatureCollection.

    Args:
        source, source_date, licence: who drew them, the day they speak of, on which terms.
        file_hash: SHA-256 of the file they were read from.
        published_on: the day they were given.
    """

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: Sequence[VillageShape]
    source: str
    source_date: date
    licence: str
    file_hash: str
    published_on: date
    account: str
    position: int


class BoundariesController(Controller):
    """Where villages lie is no secret; who says so stands beside it."""

    path = "/boundaries"
    tags = ("boundaries",)

    @post(
        "/",
        opt={"raw_body": True} | reads.rights("boundaries.publish"),
        request_max_body_size=geojson.MOST_FILE_BYTES + 1,
        operation_class=described(
            "GeoJSON: one FeatureCollection of villages in WGS 84, up to 20 MB.", TYPES
        ),
        responses=PROBLEMS,
        response_headers=RECEIPT_HEADERS,
    )
    async def publish(
        self,
        request: Request[Any, Any, Any],
        call: NamedDependency[Call],
        *,
        source: Annotated[str, said("Who drew them.")],
        source_date: Annotated[date, QueryParameter(description="The day they speak of.")],
        licence: Annotated[str, said("On which terms they may be shown.")],
    ) -> Response[Receipt]:
        """Let maps be drawn with the boundaries of a file, in place of those before."""
        require_type(request, TYPES)
        origin = Origin(source=source, source_date=source_date, licence=licence)
        return await in_thread(_publish, call, origin, await request.body())

    @question_about_one("/", right="boundaries.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
    ) -> Response[BoundarySet]:
        """The boundaries that maps are drawn with, as GeoJSON; 404 while there are none."""
        headers = reads.versioned(regency, moment, Boundary, regency.code)
        found = held(regency, actor, moment)
        if found is None:
            raise NotKnown
        return reads.answered(_answer(regency, found, drawn(regency, actor, found)), headers)


def held(regency: Regency, actor: Actor, moment: Moment) -> Published | None:
    """Return the set that maps of a moment are drawn with, None if there was none."""
    reads.caught_up(regency, moment, "boundaries")
    with regency.reading(actor) as conn:
        found = boundaries.published(conn, regency.schema, moment)
    return found[0] if found else None


def drawn(
    regency: Regency, actor: Actor, found: Published, areas: Sequence[str] | None = None
) -> list[Outline]:
    """Return the outlines of a set in some areas, as far as they are the reader's."""
    with regency.reading(actor) as conn:
        return boundaries.outlines(conn, regency.schema, found.position, areas=areas)


def _publish(call: Call, origin: Origin, content: bytes) -> Response[Receipt]:
    access.require(call.actor, "boundaries.publish")
    regency = call.regency
    found = geojson.read(content, territory(regency.code))
    return call.record(
        partial(commands.publish, regency=regency.code, ask=origin, found=found),
        about=(Boundary, regency.code),
        location=lambda _: ADDRESS,
    )


def _answer(regency: Regency, found: Published, shapes: Sequence[Outline]) -> BoundarySet:
    names = place_names(regency.code)
    return BoundarySet(
        features=[
            VillageShape(
                properties=VillageNamed(
                    kd_kemdagri=one.village, nama=names.get(one.village, one.village)
                ),
                geometry=Area(coordinates=[[_corners(ring)] for ring in one.rings]),
            )
            for one in shapes
        ],
        source=found.source,
        source_date=found.source_date,
        licence=found.licence,
        file_hash=found.file_hash,
        published_on=found.occurred_on,
        account=found.account,
        position=found.position,
    )


def _corners(ring: str) -> list[tuple[float, float]]:
    points = [(x / geojson.STEPS, y / geojson.STEPS) for x, y in outlines.read(ring)]
    return [*points, points[0]]
