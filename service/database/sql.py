"""SQL that names a regency's schema."""

import re
from typing import LiteralString

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,50}")


def in_schema(template: LiteralString, schema: str, **others: str) -> LiteralString:
    """Return `template` with `{s}` (and other names in braces) replaced.

    Only identifiers go in this way, and only ones of plain lower-case letters, digits and
    underscores; values are always parameters.
    """
    for name, identifier in {"s": schema, **others}.items():
        assert _SCHEMA.fullmatch(identifier), f"not a plain identifier: {identifier!r}"
        template = template.replace("{" + name + "}", identifier)
    return template
