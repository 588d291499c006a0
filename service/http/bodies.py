"""Bodies and queries are read strictly, and every wrong field is named at once.

The framework converts leniently ("5" for 5), stops at the first fault and speaks English. So
before a handler runs, its body is checked here against the same type.
"""

import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, inspect

from service.http.problems import BadRequest, FieldError

MOST_ERRORS = 50

AnyRequest = Request[Any, Any, Any]

_MESSAGES = (
    (r"Object missing required field `(.*?)`", r"wajib diisi"),
    (r"Object contains unknown field `(.*?)`", r"isian tidak dikenal"),
    (r"Expected `int`, got `(.*?)`", r"harus bilangan bulat"),
    (r"Expected `str`, got `(.*?)`", r"harus teks"),
    (r"Expected `bool`, got `(.*?)`", r"harus true atau false"),
    (r"Expected `date`, got `(.*?)`", r"harus tanggal, misalnya 2026-11-04"),
    (r"Expected `array`, got `(.*?)`", r"harus daftar [...]"),
    (r"Expected `object.*`, got `(.*?)`", r"harus objek {...}"),
    (r"Invalid (RFC3339|ISO8601).*", r"harus tanggal yang ada, misalnya 2026-11-04"),
    (r"Invalid UUID", r"harus UUID"),
    (r"Invalid enum value (.*)", r"pilihan tidak dikenal: \1"),
    (r"Expected `int` >= (\S+)", r"paling sedikit \1"),
    (r"Expected `int` > (\S+)", r"harus lebih dari \1"),
    (r"Expected `int` <= (\S+)", r"paling banyak \1"),
    (r"Expected `str` of length >= (\S+)", r"paling sedikit \1 huruf"),
    (r"Expected `str` of length <= (\S+)", r"paling banyak \1 huruf"),
    (r"Expected `array` of length >= (\S+)", r"paling sedikit \1 buah"),
    (r"Expected `array` of length <= (\S+)", r"paling banyak \1 buah"),
    (r"Expected `str` matching regex .*", r"bentuknya tidak sesuai"),
)


async def check_request(request: AnyRequest) -> None:
    """Refuse unknown query parameters and a body that does not fit, before the handler runs.

    A handler with `opt={"raw_body": True}` reads its body itself.

    Raises:
        BadRequest: with every wrong field.
    """
    handler = request.route_handler
    if not isinstance(handler, HTTPRouteHandler):
        return
    known = _query_names(request, handler)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise BadRequest([FieldError(f"?{name}", "parameter tidak dikenal") for name in unknown])
    body_type = _body_type(handler)
    if body_type is None or handler.opt.get("raw_body"):
        return
    if request.content_type[0] != "application/json":
        raise BadRequest([FieldError("Content-Type", "harus application/json")], status=415)
    check(await request.body(), body_type)


def check(raw: bytes, kind: Any) -> None:
    """Refuse a JSON text that is not a `kind`.

    Args:
        kind: a Struct, or a union of Structs that are told apart by a tag.

    Raises:
        BadRequest: with every wrong field, at most 50.
    """
    raw = raw or b"null"
    try:
        plain = msgspec.json.decode(raw)
    # What is no UTF-8, or nested a thousand deep, the reader says in its own way.
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as err:
        raise BadRequest([FieldError("", "bukan JSON yang benar")]) from err
    try:
        msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as err:
        errors = list(faults(plain, kind))[:MOST_ERRORS] or [FieldError("", say(str(err)))]
        raise BadRequest(errors) from err


def faults(plain: Any, kind: Any, path: str = "") -> Iterator[FieldError]:
    """Yield every wrong field of a decoded JSON value, by path."""
    if not _is_struct(kind) or not isinstance(plain, dict):
        yield from _field_faults(plain, kind, path)
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    tag = kind.__struct_config__.tag_field
    for name in plain:
        if name not in fields and name != tag:
            yield FieldError(_join(path, name), "isian tidak dikenal")
    for name, field in fields.items():
        where = _join(path, name)
        if name not in plain:
            if field.required:
                yield FieldError(where, "wajib diisi")
            continue
        yield from _field_faults(plain[name], field.type, where)


def say(message: str) -> str:
    """Return a decoder's complaint in Indonesian."""
    text = re.sub(r" - at `.*`$", "", message)
    for pattern, indonesian in _MESSAGES:
        if re.fullmatch(pattern, text):
            return re.sub(pattern, indonesian, text)
    return "nilai tidak sesuai"


def _field_faults(value: Any, kind: Any, path: str) -> Iterator[FieldError]:
    found = inspect.type_info(kind)
    if isinstance(found, inspect.StructType) and isinstance(value, dict):
        yield from faults(value, found.cls, path)
    elif isinstance(found, inspect.UnionType) and isinstance(value, dict):
        yield from _variant_faults(value, kind, found, path)
    elif isinstance(found, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
        inner = found.item_type
        if isinstance(inner, inspect.StructType):
            for number, item in enumerate(value):
                yield from faults(item, inner.cls, f"{path}[{number}]")
        yield from _one_fault(value, kind, path, shallow=isinstance(inner, inspect.StructType))
    else:
        yield from _one_fault(value, kind, path)


def _variant_faults(
    value: dict[str, Any], kind: Any, union: inspect.UnionType, path: str
) -> Iterator[FieldError]:
    """Yield the faults of an object that may be one of several, told apart by a tag."""
    structs = [found for found in union.types if isinstance(found, inspect.StructType)]
    if not structs:
        yield from _one_fault(value, kind, path)
        return
    if len(structs) == 1:
        yield from faults(value, structs[0].cls, path)
        return
    tag = next((found.tag_field for found in structs if found.tag_field), None)
    assert tag, "only tagged objects can be told apart"
    chosen = [found for found in structs if found.tag == value.get(tag)]
    if chosen:
        yield from faults(value, chosen[0].cls, path)
    else:
        choices = ", ".join(str(found.tag) for found in structs)
        yield FieldError(_join(path, tag), f"wajib diisi dengan salah satu dari: {choices}")


def _one_fault(value: Any, kind: Any, path: str, *, shallow: bool = False) -> Iterator[FieldError]:
    try:
        msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as err:
        where = re.search(r" - at `\$(.*)`$", str(err))
        if shallow and where and where[1]:
            return  # its items were named one by one
        yield FieldError(path + (where[1] if where else ""), say(str(err)))


def _query_names(request: AnyRequest, handler: HTTPRouteHandler) -> frozenset[str]:
    """Return the query parameters that a handler and its dependencies read, by their aliases.

    A handler that reads its query itself names them in `opt={"queries": ...}`.
    """
    if "query_names" not in handler.opt:
        model = handler.create_kwargs_model(path_parameters=request.path_params)
        handler.opt["query_names"] = frozenset(
            parameter.field_alias for parameter in model.expected_query_params
        ) | frozenset(handler.opt.get("queries", ()))
    found: frozenset[str] = handler.opt["query_names"]
    return found


def _body_type(handler: HTTPRouteHandler) -> Any:
    """Return the Struct, or the union of Structs, that a handler takes; None if it takes none."""
    if "body_type" not in handler.opt:
        field = handler.parsed_data_field
        hint = None if field is None else field.annotation
        is_ours = any(map(_is_struct, get_args(hint) or (hint,)))
        handler.opt["body_type"] = hint if is_ours else None
    return handler.opt["body_type"]


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
