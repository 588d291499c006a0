"""HTML from templates: Indonesian, plain, with numbers and days as people here write them."""

import hashlib
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response

from service.application import WESTERN_INDONESIA
from service.kernel.helixes import HELIX_LABELS, ORG_TYPE_LABELS
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS
from service.kernel.verdicts import STANDING_LABELS, STATUS_LABELS
from service.projections import sentences


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return the stylesheet's name, which changes with its content, and the content."""
    css = resources.files("service.http").joinpath("assets/sanding.css").read_bytes()
    return f"sanding-{hashlib.sha256(css).hexdigest()[:12]}.css", css


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service.http", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "rupiah": sentences.rupiah,
        "number": sentences.number,
        "day": sentences.day,
        "moment": moment,
        "status": lambda code: STATUS_LABELS[code],
        "need": lambda code: NEED_LABELS[code],
        "strategy": lambda code: STRATEGY_LABELS[code],
        "standing": lambda code: STANDING_LABELS[code],
        "helix": lambda code: HELIX_LABELS[code],
        "org_type": lambda code: ORG_TYPE_LABELS[code],
        "short": sentences.short_id,
    }
    environment.globals["stylesheet"] = stylesheet()[0]
    return environment


def render(template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """Return a page."""
    html = _environment().get_template(template).render(**values)
    return Response(html, status_code=status, media_type=MediaType.HTML)


def moment(instant: datetime) -> str:
    """Return an instant as people read it: `4 November 2026, 10.15 WIB`."""
    local = instant.astimezone(WESTERN_INDONESIA)
    return f"{sentences.day(date(local.year, local.month, local.day))}, {local:%H.%M} WIB"
