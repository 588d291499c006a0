"""The one place where the parts are put together."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.plugins.prometheus import PrometheusConfig

from service.config import Settings
from service.http import api, pages
from service.http.bodies import check_request
from service.http.calls import Authentication, provide_actor, provide_call, provide_moment
from service.http.headers import harden
from service.http.operations import OperationsController, watch_lags
from service.http.pages.errors import as_pages
from service.http.pages.visiting import visitor_of
from service.http.pages.visits import provide_visit
from service.http.paging import provide_paging
from service.http.problems import HANDLERS
from service.http.rights import require_right
from service.http.server import calm_collector, end_with_parent
from service.kernel.roles import Actor
from service.regency import Regency
from service.vault import keyring
from service.worker import Worker

CONNECTIONS = 12
MOST_BODY_BYTES = 256 * 1024

_DESCRIPTION = OpenAPIConfig(
    title="Sanding",
    version="1",
    openapi_router=Router(
        "/docs/api/schema", route_handlers=[], opt={"public": True}, include_in_schema=False
    ),
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    use_handler_docstrings=True,
    components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"token": []}],
)


def create_app(
    regency: Regency, *, visitor: Actor | None = None, on_close: Callable[[], None] | None = None
) -> Litestar:
    """Return the service over an open regency.

    Args:
        visitor: who looks at pages without a token; None turns them away. For demos.
        on_close: called when the service ends.
    """

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        # As many threads as connections: a thread that has to wait for one helps nobody.
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="handler"))
        worker = Worker(regency.engine)
        worker.start()
        try:
            yield
        finally:
            worker.stop()
            if on_close:
                on_close()

    watch_lags(regency.engine)
    return Litestar(
        route_handlers=[
            OperationsController,
            Router("/api/v1", route_handlers=list(api.CONTROLLERS)),
            *pages.CONTROLLERS,
        ],
        dependencies={
            "regency": Provide(lambda: regency, sync_to_thread=False),
            "actor": Provide(provide_actor, sync_to_thread=False),
            "call": Provide(provide_call),
            "moment": Provide(provide_moment, sync_to_thread=True),
            "visit": Provide(provide_visit, sync_to_thread=False),
            "paging": Provide(provide_paging, sync_to_thread=False),
        },
        middleware=[
            PrometheusConfig(app_name="sanding", prefix="sanding", group_path=True).middleware,
            Authentication(regency, visitor),
        ],
        guards=[require_right],
        before_request=check_request,
        before_send=[harden],
        exception_handlers=as_pages(HANDLERS),
        request_max_body_size=MOST_BODY_BYTES,
        lifespan=[lifespan],
        logging_config=None,
        openapi_config=_DESCRIPTION,
    )


def from_environment() -> Litestar:
    """Return the service as the environment describes it: what a server process runs."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    end_with_parent()
    settings = Settings.from_environment(os.environ)
    regency = open_regency(settings)
    visitor = visitor_of(settings.regency) if settings.is_demo else None
    app = create_app(regency, visitor=visitor, on_close=regency.close)
    calm_collector()
    return app


def open_regency(settings: Settings) -> Regency:
    """Open the regency of the settings, whose database is up and named in them."""
    assert settings.database_url, "the command line fills in the local database's addresses"
    assert settings.owner_url
    assert settings.vault_url
    return Regency.open(
        settings.regency,
        app_url=settings.database_url,
        owner_url=settings.owner_url,
        vault_url=settings.vault_url,
        ring=keyring.load_or_make(settings.keys_file),
        connections=CONNECTIONS,
    )
