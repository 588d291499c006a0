"""The shape of every event, as published: `python -m tests.support.schemas` writes it anew.

Read the diff: but for descriptions, within a tag lines may only be added.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from service.aggregates import EVENTS
from service.kernel.privacy import Private

FILE = Path(__file__).parents[2] / "docs/reference/events.schema.json"
_REF = "#/$defs/{name}"


def published() -> dict[str, Any]:
    """Return the schema of all events, by tag; and what their sealed texts open to, by field."""
    sealed = {tag: dict(personal_fields(event)) for tag, event in EVENTS.items()}
    kinds = {kind.__name__: kind for fields in sealed.values() for kind in fields.values()}
    bodies, shared = msgspec.json.schema_components(
        [*EVENTS.values(), *kinds.values()], schema_hook=_sealed, ref_template=_REF
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of Sanding",
        "description": "The body of each event, by the tag it is stored under.",
        "type": "object",
        "properties": dict(sorted(zip(EVENTS, bodies, strict=False))),
        "x-sealed": {
            tag: {path: {"$ref": _REF.format(name=kind.__name__)} for path, kind in fields.items()}
            for tag, fields in sorted(sealed.items())
            if fields
        },
        "$defs": dict(sorted(shared.items())),
    }


def personal_fields(kind: Any, path: str = "") -> Iterator[tuple[str, type[Struct]]]:
    """Yield where a type holds personal values (`members[].identity`), and of which type."""
    if get_origin(kind) is Private:
        yield path, get_args(kind)[0]
    elif isinstance(kind, type) and issubclass(kind, Struct):
        for field in msgspec.structs.fields(kind):
            yield from personal_fields(field.type, f"{path}.{field.name}".lstrip("."))
    else:
        within = path + "[]" if get_origin(kind) in (tuple, list, dict) else path
        for part in get_args(kind):
            yield from personal_fields(part, within)


def _sealed(_: type) -> dict[str, Any]:
    return {
        "type": "string",
        "description": "Sealed: the subject's id in hex, a colon, AES-256-GCM ciphertext.",
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(published(), indent=2, ensure_ascii=False) + "\n")
