"""The description of the API, put right where the framework leaves it looser than the service."""

from collections.abc import Iterator
from typing import Any

from litestar import Litestar
from litestar.openapi.spec import (
    OpenAPI,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    PathItem,
    Reference,
    Schema,
)
from litestar.openapi.spec.enums import OpenAPIType

from service.http.downloads import XLSX

TABLE = "text/csv"

_REFERENCE = "#/components/schemas/"


def described(app: Litestar) -> dict[str, Any]:
    """Return the description of a service, made when it is first asked for."""
    if "description" not in app.state:
        tighten(app.openapi_schema)
        app.state.description = app.openapi_schema.to_schema()
    found: dict[str, Any] = app.state.description
    return found


def tighten(description: OpenAPI) -> None:
    """Say what the service insists on; changes the description in place.

    Bodies take no unknown field, every command needs an `Idempotency-Key`, a parameter that is
    not given is left out rather than null, a table comes as a workbook as well, and public
    operations need no token.
    """
    schemas: dict[str, Any] = dict(description.components.schemas if description.components else {})
    for schema in schemas.values():
        _say_items(schema)
    for path, operation in operations(description):
        for parameter in operation.parameters or ():
            if isinstance(parameter, Parameter):
                _tighten_parameter(parameter)
        if operation.request_body is not None and not isinstance(operation.request_body, Reference):
            for media in operation.request_body.content.values():
                _close(media.schema, schemas, set())
        for response in (operation.responses or {}).values():
            if isinstance(response, OpenAPIResponse):
                _type_headers(response)
                _as_workbook_too(response)
        if not path.startswith("/api/"):
            operation.security = []


def operations(description: OpenAPI) -> Iterator[tuple[str, Operation]]:
    """Yield every operation with its path."""
    for path, item in (description.paths or {}).items():
        assert isinstance(item, PathItem)
        for operation in (item.get, item.post, item.put, item.patch, item.delete, item.head):
            if operation is not None:
                yield path, operation


def _tighten_parameter(parameter: Parameter) -> None:
    if parameter.name == "Idempotency-Key":
        parameter.required = True
    schema = parameter.schema
    if not isinstance(schema, Schema):
        return
    if schema.one_of:
        kept = [one for one in schema.one_of if getattr(one, "type", None) != OpenAPIType.NULL]
        if len(kept) == 1 and isinstance(kept[0], Schema):
            schema.one_of = None
            for name in ("type", "format", "items", "enum"):
                setattr(schema, name, getattr(kept[0], name))
        else:
            schema.one_of = kept
    if isinstance(schema.type, list):
        [schema.type] = [one for one in schema.type if one != OpenAPIType.NULL]
    if schema.enum and None in schema.enum:
        schema.enum = [one for one in schema.enum if one is not None]


def _type_headers(response: OpenAPIResponse) -> None:
    for header in (response.headers or {}).values():
        if isinstance(header, OpenAPIHeader) and header.schema is None:
            header.schema, header.required = Schema(type=OpenAPIType.STRING), True


def _as_workbook_too(response: OpenAPIResponse) -> None:
    """Say that a table comes as a workbook as well, by `format`."""
    if response.content and TABLE in response.content:
        response.content[XLSX] = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))


def _say_items(schema: Any) -> None:
    """Say what a `tuple[X, ...]` holds: X, where the framework says X or anything at all."""
    if not isinstance(schema, Schema):
        return
    items = schema.items
    if isinstance(items, Schema) and items.one_of:
        kept = [one for one in items.one_of if one != Schema()]
        schema.items = kept[0] if len(kept) == 1 else Schema(one_of=kept)
    for inner in (*(schema.properties or {}).values(), *(schema.one_of or ()), schema.items):
        _say_items(inner)


def _close(schema: Any, schemas: dict[str, Any], seen: set[str]) -> None:
    """Close a body's objects, and those inside them, to unknown fields."""
    if isinstance(schema, Reference):
        name = schema.ref.removeprefix(_REFERENCE)
        if name not in seen:
            seen.add(name)
            _close(schemas[name], schemas, seen)
        return
    if not isinstance(schema, Schema):
        return
    if schema.properties is not None:
        if schema.additional_properties is None:
            schema.additional_properties = False
        for one in schema.properties.values():
            _close(one, schemas, seen)
    for inner in (schema.items, *(schema.one_of or ()), *(schema.any_of or ())):
        _close(inner, schemas, seen)
