"""The week of an organisation, or of an area: what was recorded, what is late, what comes.

A week runs from Monday to Sunday in western Indonesia. Once it is over it is told as it was known
at its end: whoever opens it a year later reads the same, also when more about it came in since.
"""

from datetime import date, timedelta
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct

from service.application import NotKnown
from service.http import deadlines
from service.http.pages import reading
from service.http.pages.aging import deadline_rows
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.reads import end_of
from service.policies import access
from service.projections import aging, digests
from service.projections.aging import AGING_LABELS, KINDS
from service.projections.digests import STEP_LABELS, STEPS
from service.projections.moment import PRESENT, Moment
from service.regency import Regency

DAY = timedelta(days=1)
SHOWN_COMING = 50


class Week(Struct, frozen=True, kw_only=True):
    """A week as it is told.

    Args:
        first, last: Monday and Sunday; on: the day ages are counted to, the last one or today.
        after, upto: positions: what was recorded in it came after the first, up to the second.
        moment: what is known of it; the present while it runs.
    """

    first: date
    last: date
    on: date
    after: int
    upto: int
    moment: Moment

    @property
    def is_over(self) -> bool:
        """Say whether nothing is added to it any more."""
        return not self.moment.is_now


def week_of(regency: Regency, day: date) -> Week:
    """Return the week a day lies in."""
    today = regency.ledger.today
    last = deadlines.last_day_of_week(day)
    first = last - 6 * DAY
    upto = regency.engine.position_at(end_of(last))
    return Week(
        first=first,
        last=last,
        on=min(last, today),
        after=regency.engine.position_at(end_of(first - DAY)),
        upto=upto,
        moment=Moment(upto, last) if last < today else PRESENT,
    )


class DigestsController(Controller):
    """Weekly digests: of the own organisation, or of the area; of any for who watches over all."""

    include_in_schema = False

    @page("/ringkasan-mingguan", right="commitments.read", asks=("minggu", "lembaga"))
    def week(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Tell a week."""
        regency, actor = visit.regency, visit.actor
        week, party = _week(visit), _party(visit)
        regency.engine.catch_up("digests", "commitments", "partners", "programmes")
        asked = deadlines.asked(regency, actor, week.on, party=party)
        with visit.reading() as conn:
            sums = digests.sums(conn, regency.schema, _told(visit, week, party), since=week.first)
            hanging = aging.counts(conn, regency.schema, asked, by=None, moment=week.moment)
        due = deadlines.coming(
            regency,
            actor,
            week.moment,
            on=week.last + DAY,
            until=week.last + 7 * DAY,
            party=party,
        )
        owed = [
            *deadlines.of_agreements(regency, actor, week.moment, on=week.on, party=party),
            *deadlines.of_upzs(regency, actor, week.moment, on=week.on, party=party),
        ]
        return render(
            visit.request,
            "digest.html",
            week=week,
            before=(week.first - 7 * DAY).isoformat(),
            following=(week.last + DAY).isoformat() if week.is_over else "",
            called=visit.partner(party) if party else "",
            party=party or "",
            partners=visit.partners() if _may_choose(visit) else [],
            steps=[(one, STEP_LABELS[one.step]) for one in sums],
            hanging=_hanging(hanging),
            query=_query(week, party),
            coming=deadline_rows(visit, due[:SHOWN_COMING]),
            left_off=max(len(due) - SHOWN_COMING, 0),
            agreements=deadline_rows(visit, filter(deadlines.is_near, owed)),
        )

    @page(
        "/ringkasan-mingguan/peristiwa",
        right="commitments.read",
        asks=("minggu", "lembaga", "langkah", *reading.PAGED),
    )
    def events(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List the events one of a week's numbers is made of."""
        regency, paging = visit.regency, reading.paging(visit)
        week, party = _week(visit), _party(visit)
        step = next((one for one in STEPS if one == visit.asked("langkah")), None)
        if step is None:
            raise NotKnown
        regency.engine.catch_up("digests", *reading.CAUGHT_UP)
        with visit.reading() as conn:
            found = digests.positions(
                conn,
                regency.schema,
                step,
                _told(visit, week, party),
                limit=paging.limit + 1,
                before=int(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one,))
        return render(
            visit.request,
            "digest_events.html",
            week=week,
            heading=STEP_LABELS[step],
            called=visit.partner(party) if party else "",
            back=f"/ringkasan-mingguan?minggu={week.first.isoformat()}"
            + (f"&lembaga={party}" if party else ""),
            events=reading.lines_at(visit, shown),
            more=more,
        )


def _week(visit: Visit) -> Week:
    """Return the week that is asked for: of a day, or this one.

    Raises:
        BadRequest: it is no day, or of a week that has not begun.
    """
    regency, text = visit.regency, visit.asked("minggu")
    today = regency.ledger.today
    try:
        day = date.fromisoformat(text) if text else today
        return week_of(regency, min(day, today))
    except (ValueError, OverflowError) as err:
        raise BadRequest([FieldError("?minggu", "harus tanggal yang ada")]) from err


def _party(visit: Visit) -> str | None:
    """Return whose digest it is: an organisation's, or (None) that of an area.

    Raises:
        NotKnown: another organisation's is not the reader's to read.
    """
    actor, chosen = visit.actor, visit.asked("lembaga")
    if chosen and chosen != actor.organisation and not _may_choose(visit):
        raise NotKnown
    own = actor.organisation if actor.role in {"partner_officer", "mentor"} else None
    return chosen or own


def _may_choose(visit: Visit) -> bool:
    return access.may(visit.actor, "funds.read_all")


def _told(visit: Visit, week: Week, party: str | None) -> digests.Asked:
    asked = deadlines.asked(visit.regency, visit.actor, week.on, party=party)
    return digests.Asked(
        after=week.after,
        upto=week.upto,
        party=asked.party,
        areas=asked.areas,
        known=asked.known,
        hidden=asked.hidden,
        hidden_but_of=asked.hidden_but_of,
    )


def _hanging(counts: list[aging.Count]) -> list[dict[str, Any]]:
    """Return what hangs by kind, each kind once."""
    return [
        {
            "kind": kind,
            "label": AGING_LABELS[kind],
            "items": sum(one.items for one in counts if one.kind == kind),
            "amount_rupiah": sum(one.amount_rupiah for one in counts if one.kind == kind),
        }
        for kind in KINDS
    ]


def _query(week: Week, party: str | None) -> str:
    """Return what lists of a week that is over are asked on both clocks: `&lembaga=…&benar=…`."""
    query = f"&lembaga={party}" if party else ""
    if week.is_over:
        query += f"&diketahui={week.upto}&benar={week.last.isoformat()}"
    return query
