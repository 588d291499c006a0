"""The same problems as the API's, as pages a person can read."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from service.http.pages.rendering import render
from service.http.problems import Problem

UNAUTHORISED = 401

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
        return render(request, "problem.html", status=problem.status, problem=problem)

    return handle


def _is_browser(request: Request[Any, Any, Any]) -> bool:
    path = request.scope["path"]
    return not path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")
