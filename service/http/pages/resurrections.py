"""Whoever is listed again though they had left: who they are, who said so, and the decision."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from service.aggregates.household import Household
from service.application import CommandReused
from service.commands import resurrections as commands
from service.http import resurrected
from service.http.api.household_answers import shown_name
from service.http.bodies import say
from service.http.downloads import download, format_of
from service.http.fields import Fault, Faulty, Form
from service.http.forms import Posted, first, read_form
from service.http.pages import actions, reading, reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import files
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import names
from service.projections.moment import PRESENT
from service.projections.resurrections import Alert

PATH = "/daftar/tercantum-lagi"
ASKED = ("wilayah", "daftar", "keadaan", "unduh", *reading.PAGED)
ROWS = 100


class AlertRow(Struct, frozen=True, kw_only=True):
    """An alert as the page shows it.

    Args:
        name: of the person or the head, masked unless names are open; empty where the household is
            none of the reader's.
        chosen: what the box of the row sends.
        back: where to record that they are there after all, or to settle the row that waits; empty
            for whoever may not.
    """

    alert: Alert
    name: str
    chosen: str
    is_chosen: bool
    back: str

    @property
    def is_settlable(self) -> bool:
        """Whether it can be ticked: a row that waits is settled on its own page."""
        return self.alert.standing == "open" and not self.alert.is_waiting


class ResurrectionsController(Controller):
    """The alerts of the reader's villages."""

    include_in_schema = False

    @page(PATH, right="lists.read", asks=ASKED)
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show whoever is listed again though they had left, the open ones unless asked."""
        if kind := format_of(visit.asked("unduh")):
            table = resurrected.sheet(
                visit.regency,
                visit.actor,
                area=visit.asked("wilayah") or None,
                list_id=_list(visit),
            )
            return download(table, kind)
        return _show(visit, {})

    @post(
        PATH,
        status_code=200,
        opt={"right": "resurrections.settle", "queries": frozenset(ASKED)},
    )
    async def settle(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Say of those that were ticked that they stay gone."""
        return await in_thread(_settle, visit, await read_form(visit.request))


def _show(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    area, list_id = visit.asked("wilayah") or None, _list(visit)
    is_open = visit.asked("keadaan") != "semua"
    paging = reading.paging(visit, ROWS)
    after = paging.after
    found = resurrected.found(
        visit.regency,
        visit.actor,
        area=area,
        list_id=list_id,
        is_open=True if is_open else None,
        limit=paging.limit + 1,
        after=(int(after[0]), int(after[1])) if after else None,
    )
    rows, more = reading.paged(visit, paging, found, lambda one: (one.position, one.row_no or 0))
    form = Form(kind=commands.Settle, hidden=frozenset({"listed", "occurred_on"}))
    return render(
        visit.request,
        "resurrections.html",
        status=status,
        rows=_rows(visit, rows, posted),
        counts=resurrected.counted(visit.regency, visit.actor, area=area),
        left=resurrected.LEFT_LABELS,
        chosen=list_id,
        is_open=is_open,
        every=reading.address(visit, setelah=None, keadaan="semua" if is_open else None),
        may_settle=visit.may("resurrections.settle"),
        is_masked=visit.sight.purpose is None,
        village=visit.village,
        fields=form.fields(posted, faults),
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        address=reading.address(visit),
        key=first(posted, "_key") or uuid4().hex,
        files=files(visit),
        more=more,
    )


def _rows(visit: Visit, alerts: Sequence[Alert], posted: Posted) -> list[AlertRow]:
    """Return alerts with whom they are about; opened names are on record."""
    own = [one for one in alerts if not one.is_waiting]
    known = names.open_names(visit.regency.log, {one.household for one in own}, PRESENT)
    seen: set[UUID] = set()
    rows = []
    for one in alerts:
        how = visit.sight.names_for(one.village)
        who = None if one.is_waiting else _whom(one, known)
        if who is not None and how == "open" and who.identity is not None:
            seen |= {who.person, one.household}
        chosen = f"{one.list}/{one.household}/{one.person or ''}"
        rows.append(
            AlertRow(
                alert=one,
                name=shown_name(who.name, how) if who else "",
                chosen=chosen,
                is_chosen=chosen in posted.get("listed", ()),
                back=_back(visit, one),
            )
        )
    visit.sight.record(seen)
    return rows


def _whom(alert: Alert, known: Mapping[UUID, names.Names]) -> Any:
    home = known.get(alert.household)
    if home is None:
        return None
    members = {one.person: one for one in home.members}
    return members.get(alert.person) if alert.person else home.head


def _back(visit: Visit, alert: Alert) -> str:
    """Return where a row is settled otherwise: by a testimony, a reopening, or its own page."""
    if alert.standing != "open":
        return ""
    if alert.is_waiting:
        may = visit.may("rows.resolve", village=alert.village)
        return f"/daftar/{alert.list}/baris/{alert.row_no}" if may else ""
    _, home = visit.regency.ledger.look(Household, alert.household)
    if home.is_closed:
        may = visit.may("households.reopen", village=alert.village)
        return f"/keluarga/{alert.household}/buka-kembali" if may else ""
    may = visit.may("households.judge_presence", village=alert.village)
    return f"/keluarga/{alert.household}/validasi-orang?orang={alert.person}" if may else ""


def _settle(visit: Visit, posted: Posted) -> Response[Any]:
    try:
        ask = _asked(posted)
        actions.record(visit, posted, lambda work: commands.settle(work, ask), about=None)
    except Faulty as err:
        return _show(visit, posted, status=400, faults=err.faults)
    except (NotAllowed, NotEmpowered, OutOfScope):
        raise
    except CommandReused:
        again = posted | {"_key": [""]}
        return _show(visit, again, status=409, refusal=actions.SentAlready())
    except Refused as refusal:
        return _show(visit, posted, status=409, refusal=refusal)
    answer = Redirect(reading.address(visit, setelah=None), status_code=303)
    told = f"{len(ask.listed)} dinyatakan tetap keluar."
    rendering.notice(answer, told)
    return answer


def _asked(posted: Posted) -> commands.Settle:
    """Return what was ticked, and why.

    Raises:
        Faulty: nothing was ticked, or there is no reason.
    """
    plain: dict[str, Any] = {
        name: first(posted, name) for name in ("reason", "reference") if first(posted, name)
    }
    boxes = [one.split("/") for one in posted.get("listed", ())]
    faults = []
    if not boxes:
        faults.append(Fault("listed", "Yang tetap keluar: centang sedikitnya satu"))
    if not plain.get("reason"):
        faults.append(Fault("reason", "Alasan: wajib diisi"))
    if faults:
        raise Faulty(faults)
    plain["listed"] = [
        {"list": one[0], "household": one[1]} | ({"person": one[2]} if one[2] else {})
        for one in boxes
        if len(one) == 3  # noqa: PLR2004  (list, household, person)
    ]
    try:
        return msgspec.convert(plain, commands.Settle)
    except msgspec.ValidationError as err:
        raise Faulty([Fault("reason", say(str(err)))]) from err


def _list(visit: Visit) -> UUID | None:
    said = visit.asked("daftar")
    try:
        return UUID(said) if said else None
    except ValueError as err:
        raise BadRequest([FieldError("?daftar", "bukan daftar")]) from err
