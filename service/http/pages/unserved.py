"""Whom help has passed by: how many in which village, and one by one for whoever may know."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct

from service.http import unserved
from service.http.downloads import download, format_of
from service.http.pages import commitment_actions, reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import files
from service.http.unserved import MOST_DAYS
from service.kernel.needs import NEED_LABELS, NEEDS
from service.policies import access
from service.projections.unserved import USUAL_DAYS, Unserved

PATH = "/kebutuhan/belum-terlayani"


class Row(Struct, frozen=True):
    """A need, how long it has waited, and where it is promised; empty for whoever may not."""

    need: Unserved
    days: int
    promise: str


class UnservedController(Controller):
    """The other half of overlap."""

    include_in_schema = False

    @page(
        PATH,
        right="counts.read",
        asks=("wilayah", "kebutuhan", "hari", "unduh", *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Count who waits, and list them where the reader may know of households."""
        knows = access.may(visit.actor, "needs.read") and bool(
            access.households_of(visit.actor).areas
        )
        asked: dict[str, Any] = {
            "days": _days(visit),
            "area": visit.asked("wilayah") or None,
            "need": next((one for one in NEEDS if one == visit.asked("kebutuhan")), None),
        }
        if knows and (kind := format_of(visit.asked("unduh"))):
            return download(unserved.sheet(visit.regency, visit.actor, **asked), kind)
        paging = reading.paging(visit)
        after = paging.after
        found = (
            unserved.found(
                visit.regency,
                visit.actor,
                **asked,
                limit=paging.limit + 1,
                after=(date.fromisoformat(str(after[0])), UUID(str(after[1])), str(after[2]))
                if after
                else None,
            )
            if knows
            else []
        )
        rows, more = reading.paged(
            visit, paging, found, lambda one: (one.since.isoformat(), str(one.household), one.need)
        )
        counts = unserved.counted(visit.regency, visit.actor, **asked)
        return render(
            visit.request,
            "unserved.html",
            rows=[_row(visit, one) for one in rows],
            counts=counts,
            total=sum(one.households for one in counts),
            more=more,
            knows=knows,
            days=asked["days"],
            asked={name: visit.asked(name) for name in ("wilayah", "kebutuhan")},
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            villages=visit.villages(),
            village=visit.village,
            files=files(visit),
        )


def _row(visit: Visit, one: Unserved) -> Row:
    action = commitment_actions.MAKE
    may = visit.may(action.right, village=one.village, household=one.household)
    where = f"{action.path}?keluarga={one.household}&kebutuhan={one.need}" if may else ""
    return Row(one, (visit.regency.ledger.today - one.since).days, where)


def _days(visit: Visit) -> int:
    said = visit.asked("hari")
    return min(int(said), MOST_DAYS) if said.isdecimal() and len(said) < 6 else USUAL_DAYS  # noqa: PLR2004
