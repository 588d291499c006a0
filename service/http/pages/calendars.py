"""The calendar of somebody's deadlines: made, subscribed to, revoked.

    make an address → (a calendar program asks)* → revoke it, or it runs out

Calendar programs can't sign in, so whoever has the address reads the calendar: it holds what the
account may know of deadlines, no name of a recipient and nothing else. The address is shown once;
its hash alone is kept. It ends with the account.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.account import Account
from service.aggregates.musdes_events import MUSDES_KIND_LABELS
from service.application import NotKnown, command_id
from service.commands import accounts as commands
from service.exchange.calendars import MEDIA_TYPE, Entry, rendered
from service.http import deadlines, languages
from service.http.authentication import AnyRequest, require_fresh, require_session
from service.http.calls import actor_by_token, token_hash
from service.http.deadlines import Deadline, DeadlineKind
from service.http.doors import Doors
from service.http.fields import Faulty, Form
from service.http.forms import Posted, first
from service.http.pages.my_account import KEEP, record_own
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.projections.moment import PRESENT
from service.regency import Regency

PREFIX = "sdk_"
"""What every address starts with, so that scanners find one that leaked."""

AHEAD = timedelta(days=400)
KEPT_SECONDS = 3_600
FORM = Form(kind=commands.IssueCalendar, hidden=frozenset({"occurred_on"}))


class CalendarsController(Controller):
    """Addresses of one's own calendar, and what stands behind them."""

    include_in_schema = False

    @get("/akun-saya/kalender", sync_to_thread=True, opt=KEEP)
    def ask(self, request: AnyRequest) -> Response[str]:
        """Ask which calendar the address is for."""
        require_fresh(request)
        start: Posted = {"valid_days": ["366"], "label": ["Kalender"]}
        return render(request, "account_calendar.html", fields=FORM.fields(start), faults=())

    @post("/akun-saya/kalender", sync_to_thread=True, opt=KEEP)
    def issue(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[str]:
        """Make an address, and show it once."""
        require_fresh(request)
        session = require_session(request)
        try:
            ask = FORM.read(posted, commands.IssueCalendar)
        except Faulty as err:
            fields = FORM.fields(posted, err.faults)
            return render(
                request, "account_calendar.html", status=400, fields=fields, faults=err.faults
            )
        token = PREFIX + secrets.token_urlsafe(32)
        command = partial(commands.issue_calendar, ask=ask, token_hash=token_hash(token))
        # Each form makes one address: what is sent twice is answered without it.
        id_ = command_id(session.account, "calendar", first(posted, "_key"))
        record_own(regency, session, command, id_)
        _, known = regency.ledger.look(Account, session.account)
        is_ours = token_hash(token) in {one.token_hash for one in known.tokens.values()}
        return render(
            request,
            "account_calendar_shown.html",
            address=doors.address(f"/kalender/{token}.ics") if is_ours else "",
        )

    @get("/kalender/{address:str}", sync_to_thread=True, opt={"public": True})
    def feed(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        address: FromPath[str],
    ) -> Response[bytes]:
        """Give the calendar behind an address."""
        token, _, ending = address.rpartition(".")
        actor = actor_by_token(regency, token, opens="calendar") if ending == "ics" else None
        if actor is None:
            raise NotKnown
        visit, today = Visit(request, actor, regency), regency.ledger.today
        due = deadlines.coming(regency, actor, PRESENT, on=today, until=today + AHEAD, late=True)
        body = rendered(
            [entry(visit, one, doors.address(one.path)) for one in due],
            name=f"Tenggat {visit.partner(actor.organisation)}",
            domain=f"{regency.code}.sanding",
            # The day, not the second: what did not change is answered with "not modified".
            stamped_at=_midnight(today),
        )
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": f"private, max-age={KEPT_SECONDS}"}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(b"", status_code=304, headers=headers)
        return Response(body, media_type=MEDIA_TYPE, headers=headers)


def entry(visit: Visit, due: Deadline, address: str) -> Entry:
    """Return a deadline in words, without a household in them."""
    late = "Terlambat: " if due.days < 0 else ""
    facts = {
        "Lembaga": visit.partner(due.organisation),
        "Desa": visit.village(due.village),
        "Sisa": languages.rupiah("id", due.amount_rupiah) if due.amount_rupiah else "",
        "Jatuh tempo": languages.day("id", due.on),
    }
    told = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return Entry(
        key=due.key,
        on=due.on,
        summary=late + title(visit, due),
        details="\n".join([*told, address]),
        address=address,
    )


def title(visit: Visit, due: Deadline) -> str:
    """Return what a deadline is called in a list."""
    return _TITLES[due.kind](visit, due)


_TITLES: Mapping[DeadlineKind, Callable[[Visit, Deadline], str]] = {
    "promise": lambda visit, due: (
        f"{visit.programme(due.title)} untuk {visit.village(due.village)}"
        f" ({visit.partner(due.organisation)})"
    ),
    "obligation": lambda visit, due: f"{visit.partner(due.organisation)}: {due.title}",
    "agreement": lambda _, due: f"Perjanjian berakhir: {due.title}",
    "upz": lambda visit, due: f"Masa tugas berakhir: {visit.partner(due.organisation)}",
    "deposit": lambda visit, due: f"Setoran {visit.partner(due.organisation)}",
    "musdes": lambda visit, due: (
        f"{_MEETINGS.get(due.title, due.title)} {visit.village(due.village)}"
    ),
}
_MEETINGS: Mapping[str, str] = dict(MUSDES_KIND_LABELS.items())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
