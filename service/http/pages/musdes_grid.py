"""The two pages where a meeting works through its list: what it is shown, and what it decides.

One choice a row, so that it works on the smallest screen and without a script; what needs a date
or another household has a form of its own.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from service.aggregates.musdes import Musdes
from service.aggregates.musdes_decisions import proposed
from service.aggregates.musdes_events import (
    DECISION_LABELS,
    REMOVAL_LABELS,
    RowDecision,
    ShownRow,
)
from service.aggregates.musdes_meeting import MOST_ROWS
from service.commands import musdes as commands
from service.commands.musdes import Decide, GivenDecision, Present
from service.http.api.household_reads import heads_shown
from service.http.api.musdes_answers import found_about
from service.http.fields import Choices
from service.http.forms import Posted, first, read_form
from service.http.pages import musdes_actions, musdes_scenes, reading, reasons, rendering
from service.http.pages.actions import record
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.kernel.verdicts import BETTER_OFF_LABELS, CLOSED
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import statuses
from service.projections.moment import PRESENT
from service.projections.sentences import within

SESSION = musdes_actions.SESSION
ROWS = 25
PAGE = 1_000
Group: TypeAlias = Literal["waiting", "listed", "changed"]

GROUPS: Mapping[Group, str] = {
    "waiting": "Usulan dan hasil verifikasi yang menunggu musyawarah",
    "listed": "Terdaftar, belum diverifikasi",
    "changed": "Sudah ditampilkan, tetapi berubah sesudahnya",
}


class Line(Struct, frozen=True, kw_only=True):
    """One row of the grid.

    Args:
        head: name of its head, as far as the reader may know.
        chosen: the choice that says what was decided; empty if nothing was.
        is_changed: something was found out after it was shown.
        is_own: it rests on the word of who is to ratify it.
    """

    shown: ShownRow
    head: str
    choices: Choices
    chosen: str
    is_changed: bool
    is_own: bool


class MusdesGridController(Controller):
    """What a meeting is shown, and what it decides row by row."""

    include_in_schema = False

    @page(SESSION + "/tampilan", right="musdes.present")
    def choose(self, visit: NamedDependency[Visit], musdes: FromPath[UUID]) -> Response[str]:
        """Ask which households the meeting is shown."""
        return _choose(visit, musdes)

    @post(SESSION + "/tampilan", opt={"right": "musdes.present"}, status_code=200)
    async def show(self, visit: NamedDependency[Visit], musdes: FromPath[UUID]) -> Response[Any]:
        """Show them, frozen as they stand."""
        posted = await read_form(visit.request)
        return await in_thread(_show, visit, musdes, posted)

    @page(SESSION + "/putusan", right="musdes.decide", asks=("lihat", *reading.PAGED))
    def grid(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show rows with a choice each."""
        return _grid(visit)

    @post(
        SESSION + "/putusan",
        opt={"right": "musdes.decide", "queries": frozenset({"lihat", *reading.PAGED})},
        status_code=200,
    )
    async def decide(self, visit: NamedDependency[Visit], musdes: FromPath[UUID]) -> Response[Any]:
        """Note what was chosen, and perhaps approve the rest."""
        posted = await read_form(visit.request)
        return await in_thread(_decide, visit, musdes, posted)


def _known(visit: Visit) -> Musdes:
    """Return the meeting in the address, if its households are the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not.
    """
    known: Musdes = musdes_scenes.scene(visit).state
    access.require_household(visit.actor, known.village)
    return known


def _choose(
    visit: Visit, session: UUID, *, status: int = 200, refusal: Refused | None = None
) -> Response[str]:
    known = _known(visit)
    found = {group: len(_group(visit, known, group)) for group in GROUPS}
    return render(
        visit.request,
        "musdes_show.html",
        status=status,
        session=session,
        village=visit.village(known.village),
        shown=len(known.rows),
        most=MOST_ROWS,
        groups=[
            (group, label, found[group])
            for group, label in GROUPS.items()
            if found[group] or group == "waiting"
        ],
        refusal=reasons.of(visit, refusal) if refusal else None,
    )


def _show(visit: Visit, session: UUID, posted: Posted) -> Response[Any]:
    known = _known(visit)
    chosen = [group for group in GROUPS if group in posted.get("group", [])]
    wanted = dict.fromkeys(one for group in chosen for one in _group(visit, known, group))
    if not wanted:
        answer = Redirect(f"/musdes/{session}/tampilan", status_code=303)
        _say(visit, answer, "Tidak ada keluarga yang dipilih untuk ditampilkan.")
        return answer
    try:
        shown, left = _that_fit(known, list(wanted))
        ask = Present(households=tuple(shown))
        record(visit, posted, partial(commands.present, musdes=session, ask=ask), about=None)
    except (NotAllowed, NotEmpowered, OutOfScope):
        raise
    except Refused as refusal:
        return _choose(visit, session, status=409, refusal=refusal)
    answer = Redirect(f"/musdes/{session}/putusan", status_code=303)
    if left:
        _say(visit, answer, "Berita acara ini penuh; yang lain menunggu musyawarah berikutnya.")
    else:
        _say(visit, answer, "Keluarga ditampilkan kepada musyawarah.")
    return answer


def _that_fit(known: Musdes, wanted: list[UUID]) -> tuple[list[UUID], int]:
    """Return which households one berita acara has room for, and how many are left out."""
    again = [one for one in wanted if one in known.rows]
    fresh = [one for one in wanted if one not in known.rows]
    # At least one: if there is no room at all, the meeting itself says so.
    shown = fresh[: max(MOST_ROWS - len(known.rows), 0 if again else 1)]
    return [*again, *shown], len(fresh) - len(shown)


def _group(visit: Visit, known: Musdes, group: Group) -> list[UUID]:
    """Return the households of a group that the meeting has not been shown, as they stand now."""
    regency = visit.regency
    if group == "changed":
        told = found_about(regency, list(known.rows), known)
        return [one for one, found in told.items() if found.is_changed]
    if group == "waiting":
        return musdes_scenes.waiting(visit, known)
    regency.engine.catch_up("statuses")

    def page(after: UUID | None) -> list[UUID]:
        with visit.reading() as conn:
            lines = statuses.households(
                conn,
                regency.schema,
                known.village,
                PRESENT,
                statuses=["listed"],
                after=after,
                limit=PAGE,
            )
        return [line.household for line in lines]

    others = known.rows.keys() | set(musdes_scenes.waiting(visit, known))
    return [one for one in musdes_scenes.every(page) if one not in others]


def _grid(
    visit: Visit, *, status: int = 200, refusal: Refused | None = None, posted: Posted | None = None
) -> Response[str]:
    known, paging = _known(visit), reading.paging(visit, ROWS)
    is_all = visit.asked("lihat") == "semua"
    after = int(paging.after[0]) if paging.after else 0
    numbered = [
        (number, household)
        for number, household in enumerate(known.rows, start=1)
        if number > after and (is_all or known.rows[household].decided is None)
    ][: paging.limit + 1]
    shown, more = reading.paged(visit, paging, numbered, lambda one: (one[0],))
    lines = _lines(visit, known, [household for _, household in shown], posted or {})
    rest = sum(proposed(known.rows[one].shown) is not None for one in known.undecided)
    return render(
        visit.request,
        "musdes_grid.html",
        status=status,
        session=visit.parameters["musdes"],
        village=visit.village(known.village),
        address=reading.address(visit),
        lines=lines,
        is_all=is_all,
        is_open=known.stage == "open",
        total=len(known.rows),
        undecided=len(known.undecided),
        rest=rest,
        left=len(musdes_scenes.waiting(visit, known)) if known.stage == "open" else 0,
        more=more,
        refusal=reasons.of(visit, refusal) if refusal else None,
    )


def _lines(visit: Visit, known: Musdes, households: Sequence[UUID], posted: Posted) -> list[Line]:
    assert known.convened is not None
    villages = dict.fromkeys(households, known.village)
    heads = heads_shown(visit.regency, visit.sight, villages)
    told = found_about(visit.regency, households, known)
    ratifiers = {
        visit.actor.account,
        known.convened.chair.account,
        known.convened.minute_taker.account,
    } - {""}
    return [
        Line(
            shown=known.rows[one].shown,
            head=heads[one][0],
            choices=choices(known.rows[one].shown),
            chosen=first(posted, f"row-{one}") or code_of(known.rows[one].decided),
            is_changed=told[one].is_changed,
            is_own=not ratifiers.isdisjoint(told[one].witnesses),
        )
        for one in households
    ]


def _decide(visit: Visit, session: UUID, posted: Posted) -> Response[Any]:
    known = _known(visit)
    decisions = [
        decision
        for household, row in known.rows.items()
        if (code := first(posted, f"row-{household}"))
        and code != code_of(row.decided)
        and (decision := decision_of(household, code)) is not None
    ]
    rest = "rest" in posted
    back = Redirect(reading.address(visit), status_code=303)
    if not decisions and not rest:
        _say(visit, back, "Tidak ada keputusan yang berubah.")
        return back
    try:
        ask = Decide(decisions=tuple(decisions), rest=rest)
        record(visit, posted, partial(commands.decide, musdes=session, ask=ask), about=None)
    except (NotAllowed, NotEmpowered, OutOfScope):
        raise
    except Refused as refusal:
        return _grid(visit, status=409, refusal=refusal, posted=posted)
    _, now = visit.regency.ledger.look(Musdes, session)
    if now.undecided:
        _say(visit, back, "Keputusan disimpan.")
    else:
        back = Redirect(f"/musdes/{session}", status_code=303)
        _say(visit, back, "Keputusan disimpan. Semua sudah diputuskan.")
    return back


def _say(visit: Visit, answer: Response[Any], text: str) -> None:
    rendering.notice(answer, rendering.translate(visit.request, text))


def choices(row: ShownRow) -> Choices:
    """Return what can be decided about a row in one choice, what was found first."""
    agreed = proposed(row)
    found: list[tuple[str, str]] = []
    if agreed is not None:
        found.append((code_of(agreed), f"Sesuai temuan: {within(_said(agreed))}"))
    if row.status == "newly_proposed":
        found.append(("add", DECISION_LABELS["add"]))
    elif row.status not in CLOSED and row.status != "eligible":
        found.append(("keep", DECISION_LABELS["keep"]))
    if row.status not in CLOSED:
        if row.status == "not_found":
            found.append(
                ("remove:not_found", f"Dikeluarkan: {within(REMOVAL_LABELS['not_found'])}")
            )
        found += [
            (f"remove:better_off:{code}", f"Dikeluarkan, mampu: {within(label)}")
            for code, label in BETTER_OFF_LABELS.items()
        ]
        for reason in ("moved_out", "moved_abroad", "self_withdrew"):
            label = within(REMOVAL_LABELS[reason])
            found.append((f"remove:{reason}", f"Dikeluarkan: {label}"))
    found.append(("send_back", DECISION_LABELS["send_back"]))
    return list(dict(found).items())


def code_of(decided: RowDecision | None) -> str:
    """Return the choice that says a decision; empty for none."""
    if decided is None:
        return ""
    parts = (decided.decision, decided.reason, decided.better_off)
    return ":".join(part for part in parts if part)


def decision_of(household: UUID, code: str) -> GivenDecision | None:
    """Return the decision behind a choice; None if it is no choice of the grid."""
    decision, _, rest = code.partition(":")
    reason, _, better_off = rest.partition(":")
    if decision not in DECISION_LABELS or (reason and reason not in REMOVAL_LABELS):
        return None
    if better_off and better_off not in BETTER_OFF_LABELS:
        return None
    said: Any = {"decision": decision, "reason": reason or None, "better_off": better_off or None}
    return GivenDecision(household=household, **said)


def _said(decided: RowDecision) -> str:
    if decided.reason is None:
        return DECISION_LABELS[decided.decision]
    return f"{DECISION_LABELS[decided.decision]}, {within(REMOVAL_LABELS[decided.reason])}"
