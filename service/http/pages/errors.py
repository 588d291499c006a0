"""The same problems as the API's, as pages a person can read."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from msgspec.structs import replace

from service.http.pages.rendering import render
from service.http.problems import Problem

UNAUTHORISED = 401
FAULT_OF_OURS = 429

_FOR_PEOPLE = {
    404: "Mungkin alamatnya keliru, atau data ini di luar wewenang Anda.",
    405: "Buka lagi dari beranda.",
    413: "Pilih berkas yang lebih kecil, atau bagi menjadi beberapa bagian.",
    429: "Tunggu satu menit, lalu coba lagi.",
    500: "Yang sudah tercatat tetap aman. Coba lagi; bila berulang, hubungi administrator.",
    503: "Tidak ada yang tercatat setengah. Tunggu sebentar, lalu coba lagi.",
}
"""What to do next, where a program is told something else."""

Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]


def as_pages(handlers: Mapping[type[Exception], Handler]) -> dict[int | type[Exception], Handler]:
    """Return handlers that answer a browser with a page, and everybody else as before."""
    return {kind: _as_page(handler) for kind, handler in handlers.items()}


def _as_page(handler: Handler) -> Handler:
    def handle(request: Request[Any, Any, Any], err: Any) -> Response[Any]:
        answer = handler(request, err)
        if not _is_browser(request) or not isinstance(answer.content, Problem):
            return answer
        problem = answer.content
        if problem.status == UNAUTHORISED:
            return Redirect("/masuk", status_code=303)
        page = render(
            request,
            "problem.html",
            status=problem.status,
            problem=_told(problem),
            ways=_ways(problem.status, request.url.path),
        )
        for name, value in answer.headers.items():
            page.headers.setdefault(name, value)
        return page

    return handle


def _told(problem: Problem) -> Problem:
    """Return a problem as somebody in front of a page needs it, not a program."""
    said = _FOR_PEOPLE.get(problem.status)
    return problem if said is None else replace(problem, detail=said)


def _ways(status: int, path: str) -> list[tuple[str, str]]:
    """Return where to go on from a problem."""
    ways = [("/", "Ke beranda"), ("/cari", "Cari")]
    return [(path, "Coba lagi"), *ways] if status >= FAULT_OF_OURS else ways


def _is_browser(request: Request[Any, Any, Any]) -> bool:
    path = request.scope["path"]
    return not path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")
