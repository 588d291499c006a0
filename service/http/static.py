"""What browsers keep: one stylesheet and one script, named after their content.

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

SHEETS = ("sanding.css",)
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
            _named("sanding", "css", "text/css; charset=utf-8", SHEETS),
            _named("sanding", "js", "text/javascript; charset=utf-8", SCRIPTS),
        )
    )


def address(ending: str) -> str:
    """Return the address of the asset with an ending, `css` or `js`."""
    return "/assets/" + next(name for name in assets() if name.endswith(f".{ending}"))


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


def _named(name: str, ending: str, media_type: str, files: tuple[str, ...]) -> tuple[str, Asset]:
    folder = resources.files("service.http").joinpath("assets")
    content = b"\n".join(folder.joinpath(file).read_bytes() for file in files)
    digest = hashlib.sha256(content).hexdigest()[:16]
    asset = Asset(content, gzip.compress(content, mtime=0), media_type, f'"{digest}"')
    return f"{name}-{digest}.{ending}", asset
