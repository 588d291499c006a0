"""What whoever runs the service asks: is it there, is it ready, how far behind, how busy."""

from typing import Any

from litestar import Controller, MediaType, Request, Response, get, head
from litestar.di import NamedDependency
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from psycopg import Error
from psycopg_pool import PoolTimeout

from service.http.openapi import described
from service.projections.engine import Engine, Standing
from service.regency import Regency

MOST_LAG = 10_000


class Readiness(Struct, frozen=True, kw_only=True):
    """Whether requests can be answered, and where every read model stands."""

    is_ready: bool
    head: int
    projections: list[Standing]
    database: str = ""


class OperationsController(Controller):
    """Health, readiness and metrics; public, and without a word about anybody."""

    tags = ("operations",)
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False)
    def healthy(self) -> str:
        """Say that the process is alive."""
        return "ok\n"

    @head("/healthz", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
    def healthy_head(self) -> None:
        """Say it to monitors that ask for no body."""

    @get("/readyz", sync_to_thread=True)
    def ready(self, regency: NamedDependency[Regency]) -> Response[Readiness]:
        """Say whether requests can be answered: 200 or 503, with every read model's lag."""
        try:
            found = readiness(regency.engine)
        except (Error, PoolTimeout):
            found = Readiness(is_ready=False, head=0, projections=[], database="tidak menjawab")
        return Response(found, status_code=200 if found.is_ready else 503)

    @get("/openapi.json", sync_to_thread=True, include_in_schema=False)
    def openapi(self, request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        """Give the description of the API, OpenAPI 3.1."""
        return Response(described(request.app))

    @get("/metrics", media_type=MediaType.TEXT, sync_to_thread=True, include_in_schema=False)
    def metrics(self) -> Response[bytes]:
        """Give the counters in Prometheus' text format."""
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def readiness(engine: Engine) -> Readiness:
    """Return whether every read model is there, moving and near the head."""
    standings = engine.standings()
    promoted = [s for s in standings if s.promoted]
    return Readiness(
        is_ready=len(promoted) == len(engine.projections)
        and all(s.failed_at is None and s.lag <= MOST_LAG for s in promoted),
        head=engine.head(),
        projections=standings,
    )


class _Lags(Collector):
    """Asks the database when Prometheus asks us."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def collect(self) -> Any:
        lag = GaugeMetricFamily(
            "sanding_projection_lag_events",
            "Events a read model has not seen yet.",
            labels=("projection", "version"),
        )
        position = GaugeMetricFamily("sanding_head_position", "Position of the newest event.")
        try:
            for s in self.engine.standings():
                if s.promoted:
                    lag.add_metric((s.name, str(s.version)), s.lag)
            position.add_metric((), self.engine.head())
        except (Error, PoolTimeout):
            return  # the metrics of the process itself must still come out
        yield lag
        yield position


_lags: list[_Lags] = []


def watch_lags(engine: Engine) -> None:
    """Have `/metrics` tell this engine's lags; the newest app of a process counts."""
    if _lags:
        _lags[0].engine = engine
    else:
        _lags.append(_Lags(engine))
        REGISTRY.register(_lags[0])
