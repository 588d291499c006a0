"""The trail: every event as a sentence, filtered, on two clocks; and two moments compared."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from service.aggregates import EVENTS
from service.aggregates.household_events import Source
from service.application import NotKnown
from service.http.pages import reading
from service.http.pages.labels import STAGES
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.reads import end_of, within
from service.projections import contributions, trail
from service.projections.moment import Moment
from service.projections.sentences import tell

FILTERS = ("subjek", "lembaga", "wilayah", "jenis", "dari", "sampai", "akun")


class Difference(Struct, frozen=True):
    """One number at two moments."""

    label: str
    before: int
    after: int
    is_money: bool = False

    @property
    def change(self) -> int:
        """Return by how much it moved."""
        return self.after - self.before


class TrailController(Controller):
    """Pages of the trail."""

    include_in_schema = False

    @page("/jejak", right="trail.read", asks=(*FILTERS, *reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show events that meet the filters, the newest first."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        asked = _asked(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with visit.reading() as conn:
            found = reading.events(
                visit,
                conn,
                asked,
                limit=paging.limit + 1,
                moment=clock.moment,
                after=int(paging.after[0]) if paging.after else None,
            )
        events, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "trail.html",
            clock=clock,
            events=events,
            more=more,
            asked={name: visit.asked(name) for name in FILTERS},
            types=sorted(EVENTS),
            partners=visit.partners(),
            villages=visit.villages(),
            live="/langsung",
        )

    @page("/jejak/{position:int}", right="trail.read")
    def one(self, visit: NamedDependency[Visit], position: FromPath[int]) -> Response[str]:
        """Show one event: who recorded it, in which office, when, and what it is about."""
        regency = visit.regency
        regency.engine.catch_up(*reading.CAUGHT_UP)
        own = visit.actor.organisation
        with visit.reading() as conn:
            found = [
                one
                for asked in (
                    trail.Asked(areas=reading.event_areas(visit)),
                    trail.Asked(areas=reading.event_areas(visit, None, own), organisation=own),
                )
                for one in trail.find(
                    conn,
                    regency.schema,
                    replace(reading.told_to(visit, asked), first=position, last=position),
                    limit=1,
                )
            ]
        if not found:
            raise NotKnown
        [recorded] = regency.log.at(found[:1])
        village = getattr(recorded.event, "village", None)
        return render(
            visit.request,
            "event.html",
            event=tell(recorded, visit.names),
            href=reading.thing_of(visit, recorded),
            village=village,
            village_name=visit.village(village),
            row=_row_of(recorded.event),
            page=reading.as_known(visit, recorded),
            # Several events of one command are one step: nobody ever knew half of them.
            before=regency.log.position_at(recorded.recorded_at - timedelta(microseconds=1)),
            after=regency.log.position_at(recorded.recorded_at),
        )

    @page("/jejak/banding", right="trail.read", asks=("awal", "akhir", *reading.PAGED))
    def compare(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show what was known on two days, and every event that lies between."""
        regency, paging = visit.regency, reading.paging(visit)
        today = regency.ledger.today
        first = _day(visit.asked("awal"), today - timedelta(days=30))
        last = _day(visit.asked("akhir"), today)
        positions = [regency.engine.position_at(end_of(day)) for day in sorted((first, last))]
        regency.engine.catch_up(*reading.CAUGHT_UP)
        asked = trail.Asked(
            areas=reading.event_areas(visit), first=positions[0] + 1, last=positions[1]
        )
        with visit.reading() as conn:
            found = reading.events(
                visit,
                conn,
                asked,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        events, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "compare.html",
            first=min(first, last),
            last=max(first, last),
            positions=positions,
            differences=_differences(visit, positions),
            events=events,
            more=more,
        )


def _differences(visit: Visit, positions: Sequence[int]) -> list[Difference]:
    """Return what the regency's numbers were at two positions."""
    regency = visit.regency
    bounds = reading.areas(visit)
    before, after = (Moment(max(position, 1)) for position in positions)
    areas = within(visit.actor.scope, None)
    counted = [
        reading.status_rows(reading.counted(visit, areas, moment, "regency"), {})
        for moment in (before, after)
    ]
    with visit.counting() as conn:
        given = [
            contributions.totals(
                conn,
                regency.schema,
                contributions.Asked(areas=bounds, known=visit.known),
                moment,
            )
            for moment in (before, after)
        ]
    found = []
    for key, label, _ in reading.COLUMNS:
        households = [sum(row.households[key] for row in rows) for rows in counted]
        found.append(Difference(label, households[0], households[1]))
    for stage, label in STAGES.items():
        rupiah = [getattr(total, f"{stage}_rupiah") for total in given]
        found.append(Difference(label, rupiah[0], rupiah[1], is_money=True))
    return found


def _asked(visit: Visit) -> trail.Asked:
    """Return which events are asked for, as far as the reader may know of them.

    Raises:
        BadRequest: a day is none.
    """
    kind, organisation = visit.asked("jenis"), visit.asked("lembaga") or None
    last = _maybe_day(visit, "sampai")
    return trail.Asked(
        subject=visit.asked("subjek") or None,
        actor=visit.asked("akun") or None,
        organisation=organisation,
        areas=reading.event_areas(visit, visit.asked("wilayah") or None, organisation),
        types=(kind,) if kind in EVENTS else (),
        occurred_from=_maybe_day(visit, "dari"),
        occurred_before=last + timedelta(days=1) if last and last != date.max else None,
    )


def _maybe_day(visit: Visit, name: str) -> date | None:
    try:
        return date.fromisoformat(visit.asked(name)) if visit.asked(name) else None
    except ValueError as err:
        raise BadRequest([FieldError(f"?{name}", "harus tanggal yang ada")]) from err


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _row_of(event: object) -> tuple[UUID, int] | None:
    """Return the list and the row that an event comes from, if it is one of a list."""
    source = getattr(event, "source", None)
    told = source if isinstance(source, Source) else event
    listed, row_no = getattr(told, "list", None), getattr(told, "row_no", None)
    return (listed, row_no) if isinstance(listed, UUID) and isinstance(row_no, int) else None
