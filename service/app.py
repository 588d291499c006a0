"""The one place where the parts are put together."""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.plugins.prometheus import PrometheusConfig
from litestar.types import ASGIApp

from service.config import Settings
from service.demo.cast import OFFICES
from service.http import api, pages
from service.http.authentication import Authentication, ProveAgain, ask_again
from service.http.bodies import check_request
from service.http.calls import provide_actor, provide_call, provide_moment
from service.http.doors import Doors
from service.http.forms import read_form
from service.http.headers import harden
from service.http.live import Hub, watch
from service.http.oidc import Provider, ProviderUnusable
from service.http.operations import OperationsController, watch_lags
from service.http.pages.errors import as_pages
from service.http.pages.visits import provide_visit
from service.http.paging import provide_paging
from service.http.problems import HANDLERS, unavailable
from service.http.rights import require_right
from service.http.server import calm_collector, end_with_parent
from service.http.sight import provide_page_sight, provide_sight
from service.http.strangers import USUAL, Patience, Strangers
from service.regency import Regency
from service.vault import keyring
from service.worker import Worker

CONNECTIONS = 12
MOST_BODY_BYTES = 256 * 1024
THIS_MACHINE = Doors(public_url="http://127.0.0.1:8000")

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
    regency: Regency,
    *,
    doors: Doors = THIS_MACHINE,
    patience: Patience = USUAL,
    on_close: Callable[[], None] | None = None,
) -> Litestar:
    """Return the service over an open regency.

    Args:
        doors: how people may come in.
        patience: how much strangers may ask.
        on_close: called when the service ends.
    """

    watch_lags(regency.engine)
    hub = Hub()
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
            "doors": Provide(lambda: doors, sync_to_thread=False),
            "posted": Provide(read_form),
            "hub": Provide(lambda: hub, sync_to_thread=False),
            "visit": Provide(provide_visit, sync_to_thread=False),
            "paging": Provide(provide_paging, sync_to_thread=False),
            "sight": Provide(provide_sight, sync_to_thread=True),
            "page_sight": Provide(provide_page_sight, sync_to_thread=True),
        },
        middleware=[
            PrometheusConfig(app_name="sanding", prefix="sanding", group_path=True).middleware,
            Authentication(regency, is_secure=doors.is_secure),
            Strangers(regency, patience=patience),
        ],
        guards=[require_right],
        before_request=check_request,
        before_send=[harden],
        exception_handlers={
            **as_pages({**HANDLERS, ProviderUnusable: unavailable}),
            ProveAgain: ask_again,
        },
        state=State({"regency": regency}),
        request_max_body_size=MOST_BODY_BYTES,
        lifespan=[_running(regency, hub, on_close)],
        logging_config=None,
        openapi_config=_DESCRIPTION,
    )


def _running(
    regency: Regency, hub: Hub, on_close: Callable[[], None] | None
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Return what begins and ends with the service."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        # As many threads as connections: a thread that has to wait for one helps nobody.
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="handler"))
        worker = Worker(regency.engine, regency.eraser)
        worker.start()
        hub.open()
        watching = asyncio.create_task(watch(regency, hub))
        if threading.current_thread() is threading.main_thread():
            hub.close_on_signals()
        try:
            yield
        finally:
            hub.close()
            watching.cancel()
            worker.stop()
            if on_close:
                on_close()

    return lifespan


def from_environment() -> ASGIApp:
    """Return the service as the environment describes it: what a server process runs."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    end_with_parent()
    settings = Settings.from_environment(os.environ)
    regency = open_regency(settings)
    app = create_app(regency, doors=doors_of(settings), on_close=regency.close)
    calm_collector()
    proxies = settings.trusted_proxies
    return wrap_asgi_with_proxy_headers(app, proxies.split(",")) if proxies else app


def doors_of(settings: Settings) -> Doors:
    """Return how people may come in, by the settings."""
    provider = Provider(
        name=settings.oidc_name,
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret,
        groups=settings.role_by_group(),
        is_only_way=settings.oidc_only,
    )
    return Doors(
        public_url=settings.address,
        personas=tuple(one.account for one in OFFICES) if settings.is_demo else (),
        provider=provider if settings.oidc_issuer else None,
    )


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
        reload_ring=partial(keyring.load, settings.keys_file),
        connections=CONNECTIONS,
    )
