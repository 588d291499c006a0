"""JSON under /api/v1, one controller a noun."""

from litestar.types import ControllerRouterHandler

CONTROLLERS: tuple[ControllerRouterHandler, ...] = ()
