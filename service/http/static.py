"""What browsers keep: two stylesheets and one script, named after their content.

Every page links the first sheet and the script; the second is for pages that draw (`draws` in a
template): charts, tiles, grids. So a first page on a slow line does not wait for them.

The name changes with the content, so a copy may be kept for ever. Each is compressed once, when
the process starts. Gzip only: brotli would save some two kilobytes on a browser's very first
visit, for one more compiled dependency.
"""

import gzip
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath
from msgspec import Struct

from service.application import NotKnown

SHEET = "sanding.css"
DRAWN_SHEET = "drawn.css"
SCRIPT = "sanding.js"
SCRIPTS = ("htmx.min.js", "app.js")
"""Concatenated in this order: as two files, htmx might start before the other one is read."""

_FOR_EVER = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    """A file as it is sent: its content, the same compressed, and what it is."""

    content: bytes
    gzipped: bytes
    media_type: str
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """Return every asset by its name."""
    return dict(
        (
            _named(SHEET, "text/css; charset=utf-8", (SHEET,)),
            _named(DRAWN_SHEET, "text/css; charset=utf-8", (DRAWN_SHEET,)),
            _named(SCRIPT, "text/javascript; charset=utf-8", SCRIPTS),
        )
    )


def address(file: str) -> str:
    """Return the address of an asset: `SHEET`, `DRAWN_SHEET` or `SCRIPT`."""
    name, _, ending = file.partition(".")
    return "/assets/" + next(
        each for each in assets() if each.startswith(f"{name}-") and each.endswith(f".{ending}")
    )


class AssetsController(Controller):
    """Gives the assets; to anybody, for they say nothing."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/assets/{name:str}", sync_to_thread=False)
    def asset(self, request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        """Give an asset, compressed for whoever takes that; 304 to whoever has it."""
        found = assets().get(name)
        if found is None:
            raise NotKnown
        headers = {"Cache-Control": _FOR_EVER, "ETag": found.etag, "Vary": "Accept-Encoding"}
        if found.etag in request.headers.get("If-None-Match", ""):
            return Response(b"", status_code=304, headers=headers)
        content = found.content
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            content, headers["Content-Encoding"] = found.gzipped, "gzip"
        return Response(content, media_type=found.media_type, headers=headers)


def _named(file: str, media_type: str, files: tuple[str, ...]) -> tuple[str, Asset]:
    name, _, ending = file.partition(".")
    folder = resources.files("service.http").joinpath("assets")
    content = b"\n".join(folder.joinpath(file).read_bytes() for file in files)
    digest = hashlib.sha256(content).hexdigest()[:16]
    asset = Asset(content, gzip.compress(content, mtime=0), media_type, f'"{digest}"')
    return f"{name}-{digest}.{ending}", asset
