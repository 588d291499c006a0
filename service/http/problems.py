"""Errors as problem details (RFC 9457): what is wrong and what to do, in Indonesian.

| status | means |
| --- | --- |
| 400 | the request is malformed; `errors` names every wrong field |
| 401 | who are you |
| 403 | known, and not allowed |
| 404 | unknown, or not yours to know |
| 409 | a rule said no, or what you saw is stale |
| 413, 415, 429 | too large, wrong kind, too fast |
| 503 | try again with the same Idempotency-Key |
"""

import logging
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from service.accesslog.looks import LookUnrecorded
from service.application import LogUnavailable, NotKnown, TooBusy
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections.engine import Stopped
from service.vault.keyring import KeysUnavailable

PROBLEM_JSON = "application/problem+json"

AnyRequest = Request[Any, Any, Any]

_log = logging.getLogger(__name__)

_TITLES = {
    400: ("Permintaan tidak dapat dibaca.", "Periksa kembali isian dan bentuk permintaan."),
    401: (
        "Anda belum dikenali.",
        "Sertakan token yang masih berlaku di kepala Authorization: Bearer <token>.",
    ),
    403: ("Anda tidak berwenang melakukan ini.", "Hubungi administrator bila peran Anda keliru."),
    404: ("Data tidak ditemukan.", "Periksa kembali alamat atau nomor yang Anda minta."),
    405: ("Cara meminta ini tidak tersedia.", "Lihat cara yang tersedia di /openapi.json."),
    413: ("Kiriman terlalu besar.", "Bagi kiriman menjadi beberapa bagian."),
    415: ("Jenis kiriman tidak dikenal.", "Kirim sebagai application/json."),
    429: ("Terlalu banyak permintaan.", "Tunggu sebentar, lalu coba lagi."),
    500: ("Terjadi kesalahan di pihak kami.", "Coba lagi; bila berulang, laporkan nomor kejadian."),
    503: (
        "Layanan sedang tidak dapat dipakai.",
        "Tunggu sebentar, lalu kirim ulang dengan Idempotency-Key yang sama.",
    ),
}


_UNAVAILABLE: dict[type[Exception], dict[str, str]] = {
    KeysUnavailable: {
        "title": "Kunci data pribadi sedang tidak dapat dipakai.",
        "detail": "Angka dan data tanpa nama tetap tersedia. Untuk data pribadi, tunggu sebentar, "
        "lalu kirim ulang dengan Idempotency-Key yang sama.",
    },
    LookUnrecorded: {
        "title": "Pembukaan nama sedang tidak dapat dicatat.",
        "detail": "Nama hanya ditampilkan bila tercatat. Buka tanpa nama, atau coba lagi sebentar.",
    },
}
"""What can't be done just now, and what still can."""


class FieldError(Struct, frozen=True):
    """One wrong field: its path (`members[0].nik`, `?limit`), and what is wrong with it."""

    field: str
    message: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem detail.

    Args:
        type: stable address of the kind of problem; clients match on it.
        title: what is wrong, for people.
        detail: what to do about it, for people.
        why: the values that made a rule say no.
        errors: every wrong field of a malformed request.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    why: dict[str, Any] = {}
    errors: tuple[FieldError, ...] = ()


class NotHere(Refused):
    """Permintaan ini tidak dapat diterima.

    A refusal of the web itself, rather than of a rule of the field, with the status it gets.
    Where waiting helps, `wait_seconds` says how long.
    """

    way_out = "Muat ulang halaman, lalu coba lagi."
    status: ClassVar[int] = 403
    wait_seconds: ClassVar[int] = 0


class BadRequest(Exception):  # noqa: N818  (named as the protocol names it)
    """The request is malformed; every wrong field is named."""

    def __init__(self, errors: Sequence[FieldError], status: int = 400) -> None:
        super().__init__(errors)
        self.errors = tuple(errors)
        self.status = status


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    """Return a problem as a response."""
    return Response(
        problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers or {}
    )


def of_status(status: int, **more: Any) -> Problem:
    """Return the general problem of an HTTP status."""
    title, detail = _TITLES.get(status, _TITLES[400 if status < 500 else 500])  # noqa: PLR2004
    return Problem(
        **{
            "type": f"/problems/{status}",
            "title": title,
            "status": status,
            "detail": detail,
            **more,
        }
    )


def refused(_: AnyRequest, refusal: Refused) -> Response[Problem]:
    """Answer with the rule that said no and the values that explain it."""
    status, wait = 409, 0
    match refusal:
        case OutOfScope() | NotKnown():
            # One answer for both: whoever asks can't tell what is hidden from what is not there.
            return answer(of_status(404))
        case NotAllowed() | NotEmpowered():
            status = 403
        case TooBusy():
            status = 503
        case NotHere():
            status, wait = refusal.status, refusal.wait_seconds
    return answer(
        Problem(
            type=f"/problems/{code_of(type(refusal))}",
            title=refusal.title(),
            status=status,
            detail=refusal.way_out,
            why=refusal.why,
        ),
        {"Retry-After": str(wait)} if wait else {},
    )


def malformed(_: AnyRequest, err: BadRequest) -> Response[Problem]:
    """Answer 400 (or 415, 428) with every wrong field."""
    return answer(of_status(err.status, errors=err.errors))


def by_status(_: AnyRequest, err: HTTPException) -> Response[Problem]:
    """Answer the framework's own errors in our shape."""
    errors: tuple[FieldError, ...] = ()
    if isinstance(err, ValidationException) and isinstance(err.extra, list):
        errors = tuple(
            FieldError(f"?{each.get('key', '')}", "nilai tidak sesuai") for each in err.extra
        )
    headers = {"WWW-Authenticate": "Bearer"} if err.status_code == 401 else {}  # noqa: PLR2004
    return answer(of_status(err.status_code, errors=errors), headers)


def unavailable(_: AnyRequest, err: Exception) -> Response[Problem]:
    """Answer 503: nothing is half-written, and the same request may be sent again."""
    _log.warning("unavailable: %s", err)
    told = _UNAVAILABLE.get(type(err), {})
    problem = of_status(503, type=f"/problems/{code_of(type(err))}", **told)
    return answer(problem, {"Retry-After": "2"})


def unexpected(request: AnyRequest, err: Exception) -> Response[Problem]:
    """Answer 500 with no detail of ours; the log has it."""
    _log.error("%s %s failed", request.method, request.scope.get("path_template"), exc_info=err)
    return answer(of_status(500))


def code_of(kind: type[Exception]) -> str:
    """Return the stable code of an error class: `NeedTaken` → `need-taken`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


HANDLERS: dict[type[Exception], Any] = {
    Refused: refused,
    BadRequest: malformed,
    HTTPException: by_status,
    LogUnavailable: unavailable,
    KeysUnavailable: unavailable,
    LookUnrecorded: unavailable,
    Stopped: unavailable,
    Exception: unexpected,
}

PROBLEMS: dict[int, ResponseSpec] = {
    status: ResponseSpec(
        Problem, description=description, media_type=PROBLEM_JSON, generate_examples=False
    )
    for status, description in {
        400: "Malformed; `errors` names every wrong field.",
        401: "No token, or one that no longer works.",
        403: "Not for this role.",
        404: "Unknown, or not yours to know.",
        409: "A rule said no (`type`, `why`), or what you saw is stale.",
        413: "Too large.",
        415: "Not the kind of body that is read here.",
        503: "Try again with the same Idempotency-Key.",
    }.items()
}
"""How an endpoint can fail, for its description: `responses=PROBLEMS` on every handler."""

OPEN_PROBLEMS: dict[int, ResponseSpec] = PROBLEMS | {
    429: ResponseSpec(
        Problem,
        description="Too fast, for somebody without an account; see `Retry-After`.",
        media_type=PROBLEM_JSON,
        generate_examples=False,
    )
}
"""The same where strangers may ask."""

__all__ = [
    "HANDLERS",
    "OPEN_PROBLEMS",
    "PROBLEMS",
    "BadRequest",
    "FieldError",
    "MediaType",
    "Problem",
    "answer",
    "of_status",
]
