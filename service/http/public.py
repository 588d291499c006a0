"""What anybody may read without signing in: how they read it, and how long it may be kept.

A reader without an account sees numbers of the whole regency and no single household; what it is
told depends on the last event and on the day, so both stand in the answer's tag.
"""

from datetime import date
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response
from litestar.params import QueryParameter

from service.application import western_day
from service.http import languages
from service.http.reads import end_of
from service.kernel.roles import Actor, Scope
from service.projections.moment import NOW, Moment
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]

KEPT_SECONDS = 300

DayAsked: TypeAlias = Annotated[
    date | None,
    QueryParameter(name="as_of", description="Known then: a day, until its end (WIB)."),
]


def reader(regency: Regency) -> Actor:
    """Return the public as a reader: of numbers, under the rules of a partner without agreement."""
    return Actor(
        account="publik",
        position="Publik",
        role="partner_officer",
        organisation="",
        scope=Scope((regency.code,)),
        powers=frozenset({"read"}),
    )


def moment_of(regency: Regency, as_of: date | None) -> Moment:
    """Return the moment a day asks about; the present without one, or for a day that lies ahead."""
    if as_of is None or as_of >= regency.ledger.today:
        return Moment()
    return Moment(regency.engine.position_at(end_of(as_of)))


def day_of(regency: Regency, as_of: date | None) -> date:
    """Return the day on which waiting is counted."""
    today = western_day(regency.ledger.clock())
    return min(as_of or today, today)


def tag_of(request: AnyRequest, regency: Regency, moment: Moment, as_of: date | None) -> str:
    """Return the tag of an answer: the last event it knows, the day, and the language."""
    position = regency.engine.head() if moment.position == NOW else moment.position
    language = languages.chosen(request.cookies.get(languages.COOKIE))
    return f'W/"{position}-{day_of(regency, as_of)}-{language}"'


def is_known(request: AnyRequest, tag: str) -> bool:
    """Say whether whoever asks has this very answer already."""
    asked = request.headers.get("If-None-Match", "")
    return tag in {one.strip() for one in asked.split(",")}


def kept(response: Response[Any], tag: str) -> Response[Any]:
    """Let an answer be kept for a few minutes, by anybody."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def unchanged(tag: str) -> Response[Any]:
    """Answer that nothing has changed."""
    return kept(Response(None, status_code=304), tag)
