"""The API described for people who write clients: every address, without a script or a network."""

from typing import Any

from litestar import Controller, Request, Response, get
from msgspec import Struct

from service.http.pages.rendering import render


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one address."""

    method: str
    path: str
    about: str
    parameters: list[str]
    body: str


class DescriptionController(Controller):
    """The description of the API as a page."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/docs/api", sync_to_thread=True)
    def api(self, request: Request[Any, Any, Any]) -> Response[str]:
        """List every address with its method, parameters and body."""
        schema = request.app.openapi_schema.to_schema()
        by_tag: dict[str, list[Operation]] = {}
        for path, methods in sorted(schema["paths"].items()):
            for method, operation in methods.items():
                if isinstance(operation, dict) and "responses" in operation:
                    tag = (operation.get("tags") or ["lainnya"])[0]
                    by_tag.setdefault(tag, []).append(_operation(path, method, operation))
        return render(request, "api.html", title=schema["info"]["title"], operations=by_tag)


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    bodies = [str(each.get("schema", {}).get("$ref", "")) for each in content.values()]
    return Operation(
        method=method.upper(),
        path=path,
        about=str(operation.get("description") or operation.get("summary") or ""),
        parameters=[
            ("*" if each.get("required") else "") + each["name"]
            for each in operation.get("parameters", [])
        ],
        body=", ".join(filter(None, (body.rpartition("/")[2] for body in bodies))),
    )
