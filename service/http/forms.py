"""Forms as browsers send them, read without the framework's cache.

The framework keeps the bodies of the last thousand forms in a process-wide cache, passwords
included; so it is never asked for one.
"""

from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from litestar import Request

from service.http.problems import BadRequest, FieldError

MOST_FIELDS = 500

Posted: TypeAlias = dict[str, list[str]]
"""What was filled in, by the name of the field; blank ones included."""


async def read_form(request: Request[Any, Any, Any]) -> Posted:
    """Return the fields of a form.

    Raises:
        BadRequest: there are too many, or it is no such form.
    """
    return parse_form(await request.body())


def parse_form(body: bytes, *, most_fields: int = MOST_FIELDS) -> Posted:
    """Return the fields of a form's body.

    Args:
        most_fields: more only where a page is a grid of them.

    Raises:
        BadRequest: there are too many, or it is no text.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except ValueError as err:
        raise BadRequest([FieldError("", "bukan formulir yang benar")]) from err
    posted: Posted = {}
    for name, value in pairs:
        # A page's line ends come as two characters; what is stored has one.
        posted.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return posted


def first(posted: Posted, name: str) -> str:
    """Return the first value of a field, stripped; empty if it was not sent."""
    return posted.get(name, [""])[0].strip()
