"""What several pages read: names for sentences, events, the five numbers, the moment, pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from litestar import get
from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from service.aggregates.aid_report import AidReport
from service.application import WESTERN_INDONESIA
from service.commands.aid_reports import is_told
from service.http.api import statuses as status_answers
from service.http.areas import bounds, hidden_from
from service.http.pages.visits import Visit
from service.http.paging import Page, Paging, provide_paging
from service.http.problems import BadRequest, FieldError
from service.http.reads import end_of, within
from service.kernel.events import Recorded
from service.policies import access
from service.projections import contributions, trail
from service.projections.moment import NOW, Moment
from service.projections.sentences import tell

T = TypeVar("T")

ROWS = 25

COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("listed", "Belum diverifikasi", ("listed", "newly_proposed")),
    ("eligible", "Layak", ("eligible",)),
    ("better", "Mampu atau graduasi", ("better_off", "graduated", "self_withdrew")),
    ("unfound", "Tidak ditemukan", ("not_found",)),
    (
        "gone",
        "Meninggal, pindah, ganda",
        (
            "deceased",
            "moved_out",
            "moved_abroad",
            "duplicate",
            "merged",
            "closed",
            "untraceable",
            "withdrawn",
        ),
    ),
)
"""Statuses as a table shows them: code, heading, and the statuses counted under it."""

CAUGHT_UP = ("statuses", "contributions", "partners", "programmes", "funds", "trail")
PAGES: Mapping[str, str] = {
    "household": "keluarga",
    "village": "desa",
    "partner": "mitra",
    "programme": "program",
    "fund": "dana",
    "commitment": "komitmen",
    "list": "daftar",
    "agreement": "perjanjian",
    "figure": "angka",
    "budget": "apbdes",
    "subject_request": "permintaan",
    "account": "akun",
    "rule_set": "aturan",
    "musdes": "musdes",
    "recheck": "mutu/periksa-ulang",
    "area_group": "kelompok-wilayah",
    "initiative": "inisiatif",
    "petition": "permohonan",
    "aid_report": "laporan-bantuan",
    "interest": "minat",
    "anomaly": "mutu/tanda",
    "statement": "periksa",
}
"""Where things are read, by the kind of their stream."""

CLOCKS = ("diketahui", "benar")
PAGED = ("setelah",)


Handler = TypeVar("Handler", bound=Callable[..., Any])


def page(path: str, *, right: str, asks: Sequence[str] = ()) -> Callable[[Handler], Handler]:
    """Decorate the handler of a page.

    Args:
        right: who may look.
        asks: what its address may say behind the question mark.
    """
    decorate: Any = get(path, sync_to_thread=True, opt={"right": right, "queries": frozenset(asks)})
    return cast("Callable[[Handler], Handler]", decorate)


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table of the five numbers."""

    key: str
    name: str
    numbers: Any


class StatusRow(Struct, frozen=True, kw_only=True):
    """Households of one area by column of `COLUMNS`."""

    code: str
    name: str
    households: dict[str, int]
    total: int


class Line(Struct, frozen=True, kw_only=True):
    """One event as a page lists it.

    Args:
        href: the thing it is about; empty where that is not the reader's to open.
    """

    position: int
    occurred_on: date
    recorded_at: datetime
    sentence: str
    href: str


class Clock(Struct, frozen=True, kw_only=True):
    """Which moment a page shows, on two clocks, as its form says it.

    Args:
        known: what was typed for "known then"; `known_on` the day, if it is one.
        valid_on: "true then".
        query: what links to other pages carry along, `?` included.
    """

    moment: Moment
    known: str = ""
    known_on: date | None = None
    valid_on: date | None = None
    query: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def is_now(self) -> bool:
        """Say whether the page shows the present."""
        return not self.query

    @property
    def also(self) -> str:
        """What links that ask for something already carry along, `&` included."""
        return self.query.replace("?", "&", 1)


def clock(visit: Visit) -> Clock:
    """Return which moment a page is asked about.

    Raises:
        BadRequest: it is none.
    """
    known, valid = visit.asked("diketahui"), visit.asked("benar")
    position, valid_on = NOW, None
    try:
        if known.isdecimal():
            position = min(int(known), NOW - 1)
        elif known:
            position = visit.regency.engine.position_at(_instant(known))
        if valid:
            valid_on = date.fromisoformat(valid)
    except ValueError as err:
        raise BadRequest([FieldError("?diketahui", "harus tanggal yang ada")]) from err
    asked = {key: value for key, value in (("diketahui", known), ("benar", valid)) if value}
    return Clock(
        moment=Moment(position, valid_on),
        known=known,
        known_on=date.fromisoformat(known) if len(known) == len("2026-11-04") else None,
        valid_on=valid_on,
        query=f"?{urlencode(asked)}" if asked else "",
        others=tuple(
            (key, value)
            for key, value in visit.request.query_params.items()
            if key not in (*CLOCKS, *PAGED)
        ),
    )


def _instant(text: str) -> datetime:
    """Return the moment behind a day (its end), or behind a day and an hour, in western time."""
    if len(text) == len("2026-11-04"):
        return end_of(date.fromisoformat(text))
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=WESTERN_INDONESIA)


def paging(visit: Visit, limit: int = ROWS) -> Paging:
    """Return which page of a list is asked for.

    Raises:
        BadRequest: the cursor is not one of ours.
    """
    return provide_paging(limit=limit, cursor=visit.asked("setelah") or None)


def paged(
    visit: Visit, paging: Paging, rows: Sequence[T], key: Callable[[T], Sequence[Any]]
) -> tuple[Sequence[T], str]:
    """Return the rows of a page, and the address of the next one; empty on the last."""
    found: Page[T] = paging.page(rows, key, 0)
    return found.items, address(visit, setelah=found.next) if found.next else ""


def address(visit: Visit, **changed: str | None) -> str:
    """Return the page's own address with its query changed; None takes a part out."""
    kept = {k: v for k, v in visit.request.query_params.items() if k not in changed}
    query = kept | {key: value for key, value in changed.items() if value}
    path: str = visit.request.url.path
    return f"{path}?{urlencode(query)}" if query else path


def events(
    visit: Visit,
    conn: Connection,
    asked: trail.Asked,
    *,
    limit: int,
    moment: Moment | None = None,
    after: int | None = None,
) -> list[Line]:
    """Return the latest events asked for, told in sentences, newest first."""
    found = trail.find(
        conn,
        visit.regency.schema,
        told_to(visit, asked),
        limit=limit,
        after=after,
        moment=moment or Moment(),
    )
    return [_line(visit, recorded) for recorded in reversed(visit.regency.log.at(found))]


def lines_at(visit: Visit, positions: Sequence[int]) -> list[Line]:
    """Return the events at some positions that the reader may know of, newest first."""
    return [_line(visit, one) for one in reversed(visit.regency.log.at(sorted(positions)))]


def told_to(visit: Visit, asked: trail.Asked) -> trail.Asked:
    """Return a question about events, bounded by whose events are the reader's to know."""
    hidden = hidden_from(visit.regency, visit.actor)
    return replace(
        asked,
        known=bounds(visit.regency, access.households_of(visit.actor)),
        hidden=tuple(f"household:{one}" for one in hidden),
    )


def told_of(visit: Visit) -> dict[str, Any]:
    """Return what a question about promises is bounded by: whose are the reader's to know."""
    return {
        "known": visit.known,
        "hidden": tuple(hidden_from(visit.regency, visit.actor)),
        "hidden_but_of": visit.actor.organisation,
    }


def counted(
    visit: Visit, areas: Sequence[str], moment: Moment, by: status_answers.By
) -> list[status_answers.StatusCount]:
    """Return how many households stand how, by area."""
    return status_answers.counted(visit.regency, visit.actor, areas, moment=moment, by=by)


def _line(visit: Visit, recorded: Recorded[Any]) -> Line:
    told = tell(recorded, visit.names)
    href = thing_of(visit, recorded)
    return Line(
        position=told.position,
        occurred_on=told.occurred_on,
        recorded_at=told.recorded_at,
        sentence=told.sentence,
        # A page does not lead to itself.
        href="" if href == visit.request.url.path else href,
    )


def as_known(visit: Visit, recorded: Recorded[Any]) -> str:
    """Return where what an event changed is read as of a position, which goes behind the address.

    Empty where that is not the reader's to see.
    """
    kind, _, name = recorded.stream.partition(":")
    village = name if kind == "village" else getattr(recorded.event, "village", "")
    if kind == "figure":
        return f"/angka?wilayah={name.split('/')[1]}&diketahui="
    if village and visit.actor.scope.covers(village):
        return f"/desa/{village}?diketahui="
    return ""


def _is_report_told(visit: Visit, aid_report: str) -> bool:
    """Say whether a one-off report is the reader's to open; no event of it says all that counts."""
    _, known = visit.regency.ledger.look(AidReport, aid_report, fresh=False)
    return is_told(visit.actor, known)


def thing_of(visit: Visit, recorded: Recorded[Any]) -> str:
    """Return where the thing of an event can be read; empty if that is not the reader's to open."""
    kind, _, name = recorded.stream.partition(":")
    actor, event = visit.actor, recorded.event
    village = getattr(event, "village", "")
    sees_all_funds = access.may(actor, "funds.read_all")
    knows = access.households_of(actor).covers(village)
    is_open = {
        "household": knows,
        "commitment": access.may(actor, "commitments.read") and actor.scope.covers(village),
        "village": actor.scope.covers(name),
        "fund": access.may(actor, "funds.read")
        and (sees_all_funds or getattr(event, "partner", "") == actor.organisation),
        "list": access.may(actor, "lists.read"),
        "row": access.may(actor, "lists.read"),
        "account": access.may(actor, "accounts.read"),
        "musdes": access.may(actor, "musdes.read") and actor.scope.covers(village),
        "petition": access.may(actor, "petitions.read") and knows,
        "aid_report": kind == "aid_report"
        and access.may(actor, "aid_reports.read")
        and _is_report_told(visit, name),
        "anomaly": access.may(actor, "anomalies.read") and actor.scope.covers(village),
        "duplicate": access.may(actor, "duplicates.read") and knows,
        "photo": access.may(actor, "photos.read") and knows,
        "partner": True,
        "statement": True,
        "programme": True,
        "rule_set": True,
        "figure": True,
        "budget": actor.scope.covers(village),
        "target": True,
        "area_group": True,
        "boundary": True,
        "initiative": True,
    }
    if not is_open.get(kind, False):
        return ""
    elsewhere = {
        "row": f"/daftar/{name.partition('/')[0]}/baris",
        "figure": f"/angka/{name}/{getattr(event, 'number', 1)}",
        "boundary": "/batas-desa",
        "duplicate": "/ganda",
        "photo": f"/keluarga/{getattr(event, 'household', '')}/foto",
        "target": f"/angka?wilayah={getattr(event, 'area', '')}",
    }
    return elsewhere.get(kind) or f"/{PAGES[kind]}/{name}"


def areas(visit: Visit) -> tuple[str, ...] | None:
    """Return the areas a reader is bounded by; None for the whole regency."""
    scope = visit.actor.scope
    return None if scope.covers(visit.regency.code) else scope.areas


def event_areas(
    visit: Visit, area: str | None = None, organisation: str | None = None
) -> tuple[str, ...] | None:
    """Return where somebody may look for events; None is everywhere, also in no village.

    Args:
        area: only there.
        organisation: only of what it did; of the own one, what happened in no village is told too.
    """
    actor = visit.actor
    own = organisation is not None and organisation == actor.organisation
    sees_all = access.may(actor, "trail.read_all") or own
    if area is None and sees_all and actor.scope.covers(visit.regency.code):
        return None
    return within(actor.scope, area)


def status_rows(counts: list[Any], called_by: Mapping[str, str]) -> list[StatusRow]:
    """Return the counts of areas as rows, in order of code; an area without any has noughts."""
    found: dict[str, dict[str, int]] = {code: {} for code in called_by}
    for count in counts:
        found.setdefault(count.area, {})[count.status] = count.households
    return [
        StatusRow(
            code=code,
            name=called_by.get(code, code),
            households={
                key: sum(by.get(status, 0) for status in statuses) for key, _, statuses in COLUMNS
            },
            total=sum(by.values()),
        )
        for code, by in sorted(found.items())
    ]


def five(
    visit: Visit,
    conn: Connection,
    by: contributions.Grouping,
    asked: contributions.Asked,
    *,
    label: Callable[[str], str],
    moment: Moment | None = None,
) -> list[Row]:
    """Return the five numbers part by part."""
    groups = contributions.groups(
        conn, visit.regency.schema, by, asked, moment=moment or Moment(), limit=200
    )
    return [Row(key=group.key, name=label(group.key), numbers=group) for group in groups]
