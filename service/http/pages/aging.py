"""What is overdue or hangs: counted by age, organisation and village; each count opens a list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from service.exchange.sheets import Row, Sheet
from service.http import deadlines, languages
from service.http.deadlines import Deadline
from service.http.downloads import Format, download, format_of
from service.http.pages import reading
from service.http.pages.calendars import title
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.projections import aging
from service.projections.aging import AGING_LABELS, BUCKETS, KINDS, By, Count, Item, Kind

FILTERS = ("wilayah", "lembaga")
MOST_ROWS = 10_000

SHORT: Mapping[Kind, str] = {
    "overdue": "Lewat tempo",
    "undelivered": "Belum diserahkan",
    "unconfirmed": "Belum dikonfirmasi",
    "disputed": "Disanggah",
    "proposed": "Belum dijawab",
}
"""What stands above the columns of a table that has one for each kind."""


class AgingRow(Struct, frozen=True, kw_only=True):
    """One line of a table of what hangs.

    Args:
        cells: by bucket, or by kind.
        query: what opens the line, behind the address of the list.
    """

    name: str
    query: str
    cells: Mapping[str, int]
    items: int
    amount_rupiah: int


class AgingController(Controller):
    """The board of what hangs, and the lists behind it."""

    include_in_schema = False

    @page("/jatuh-tempo", right="commitments.read", asks=(*FILTERS, *reading.CLOCKS))
    def board(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Count what hangs where the reader works, by age, organisation and village."""
        regency, clock = visit.regency, reading.clock(visit)
        regency.engine.catch_up("commitments", "partners", "programmes")
        asked = _asked(visit, clock)
        with visit.reading() as conn:

            def counts(by: By) -> list[Count]:
                return aging.counts(conn, regency.schema, asked, by=by, moment=clock.moment)

            by_organisation, by_village = counts("organisation"), counts("village")
        due = deadlines.of_agreements(
            regency, visit.actor, clock.moment, on=asked.on, party=asked.party
        )
        return render(
            visit.request,
            "aging.html",
            clock=clock,
            on=asked.on,
            buckets=BUCKETS,
            kinds=list(SHORT.items()),
            ages=_by_age(by_village),
            organisations=_rows(by_organisation, visit.partner, "pelaksana"),
            villages=_rows(by_village, visit.village, "wilayah"),
            query=_kept(visit, *FILTERS),
            query_there=_kept(visit, "lembaga"),
            upzs=deadline_rows(
                visit,
                filter(
                    deadlines.is_near,
                    deadlines.of_upzs(
                        regency, visit.actor, clock.moment, on=asked.on, party=asked.party
                    ),
                ),
            ),
            agreements=deadline_rows(visit, filter(deadlines.is_near, due)),
            **_choices(visit),
        )

    @page(
        "/jatuh-tempo/daftar",
        right="commitments.read",
        asks=(*FILTERS, "jenis", "umur", "pelaksana", "unduh", *reading.CLOCKS, *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List what hangs, the oldest first; on the page, or as a file to take along."""
        regency, clock = visit.regency, reading.clock(visit)
        regency.engine.catch_up("commitments", "partners", "programmes")
        kind, bucket = visit.asked("jenis"), visit.asked("umur")
        asked = replace(
            _asked(visit, clock),
            kinds=tuple(one for one in KINDS if one == kind) or KINDS,
            bucket=next((one for one in BUCKETS if one == bucket), None),
            organisation=visit.asked("pelaksana") or None,
        )
        kept = format_of(visit.asked("unduh"))
        paging = reading.paging(visit)
        with visit.reading() as conn:
            found = aging.find(
                conn,
                regency.schema,
                asked,
                moment=clock.moment,
                limit=MOST_ROWS if kept else paging.limit + 1,
                after=None if kept else _after(paging.after),
            )
        if kept:
            return _file(visit, found, kept)
        shown, more = reading.paged(visit, paging, found, deadlines.key_of)
        return render(
            visit.request,
            "aging_list.html",
            clock=clock,
            on=asked.on,
            heading=AGING_LABELS[kind] if kind in KINDS else "",
            rows=[(one, waits(visit, one)) for one in shown],
            called=visit.partner,
            programme=visit.programme,
            village=visit.village,
            kinds=[(one, AGING_LABELS[one]) for one in KINDS],
            ages=[(one, f"{one} hari") for one in BUCKETS],
            asked={name: visit.asked(name) for name in (*FILTERS, "jenis", "umur", "pelaksana")},
            file=reading.address(visit, setelah=None),
            more=more,
            **_choices(visit),
        )


def waits(visit: Visit, item: Item) -> str:
    """Return who is asked to move something, in words."""
    if slug := deadlines.waits_for(item):
        return visit.partner(slug)
    if item.kind == "unconfirmed":
        return visit.village(item.village)
    return visit.say("Sekretariat TKPKD atau petugas pengaduan")


def _asked(visit: Visit, clock: reading.Clock) -> aging.Asked:
    return deadlines.asked(
        visit.regency,
        visit.actor,
        clock.valid_on or clock.known_on or visit.regency.ledger.today,
        area=visit.asked("wilayah") or None,
        party=visit.asked("lembaga") or None,
    )


def _after(key: Sequence[Any] | None) -> Any:
    try:
        return deadlines.after_key(key)
    except (ValueError, TypeError, AttributeError) as err:
        raise BadRequest([FieldError("?setelah", "bukan penanda halaman ini")]) from err


def _choices(visit: Visit) -> dict[str, Any]:
    """Return what the filters offer; a partner has only itself to look at."""
    is_partner = visit.actor.role == "partner_officer"
    return {
        "partners": [] if is_partner else visit.partners(),
        "places": visit.villages(),
        "chosen": {name: visit.asked(name) for name in FILTERS},
    }


def _kept(visit: Visit, *filters: str) -> str:
    """Return the filters of the board, to go on with in its lists: `&wilayah=…`."""
    names = (*filters, *reading.CLOCKS)
    address = reading.address(
        visit, **{name: None for name in visit.request.query_params if name not in names}
    )
    _, _, query = address.partition("?")
    return f"&{query}" if query else ""


def _by_age(counts: Iterable[Count]) -> list[AgingRow]:
    """Return a row for each kind with what hangs in each bucket; a kind without any has noughts."""
    told = list(counts)
    of = {kind: [one for one in told if one.kind == kind] for kind in KINDS}
    return [_row(AGING_LABELS[kind], f"jenis={kind}", of[kind], "bucket") for kind in KINDS]


def _rows(counts: Iterable[Count], called: Any, name: str) -> list[AgingRow]:
    """Return a row for each key with what hangs of each kind, the most first."""
    found: dict[str, list[Count]] = {}
    for one in counts:
        found.setdefault(one.key, []).append(one)
    rows = [_row(called(key), f"{name}={key}", several, "kind") for key, several in found.items()]
    return sorted(rows, key=lambda row: (-row.items, -row.amount_rupiah, row.name))


def _row(name: str, query: str, counts: Sequence[Count], by: str) -> AgingRow:
    cells: dict[str, int] = {}
    for one in counts:
        cells[getattr(one, by)] = cells.get(getattr(one, by), 0) + one.items
    return AgingRow(
        name=name,
        query=query,
        cells=cells,
        items=sum(one.items for one in counts),
        amount_rupiah=sum(one.amount_rupiah for one in counts),
    )


def _file(visit: Visit, found: Sequence[Item], kept: Format) -> Response[Any]:
    """Return a list as a file; it holds no household."""
    titles = ("Jenis", "Sejak", "Hari", "Nilai rupiah", "Program", "Penyandang dana", "Pelaksana",
              "Desa", "Kode desa", "Yang diminta bertindak", "Komitmen")  # fmt: skip
    rows: list[Row] = [
        (
            AGING_LABELS[one.kind],
            one.since,
            one.days,
            one.amount_rupiah,
            visit.programme(one.programme),
            visit.partner(one.partner),
            visit.partner(one.organisation),
            visit.village(one.village),
            one.village,
            waits(visit, one),
            str(one.commitment),
        )
        for one in found
    ]
    day = languages.day("id", visit.regency.ledger.today)
    marks = [f"Yang jatuh tempo, dibuat {day}"]
    return download(Sheet(name="jatuh-tempo", titles=titles, rows=rows, marks=marks), kept)


def deadline_rows(visit: Visit, due: Iterable[Deadline]) -> list[tuple[Deadline, str]]:
    """Return deadlines with what each is called."""
    return [(one, title(visit, one)) for one in due]
