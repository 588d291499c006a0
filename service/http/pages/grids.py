"""Entering a sheet: one form for the rows of an RT, each row saved or refused on its own.

    choose RT → fill in rows → every filled row is a command → what became of each, refused ones
    with their input to be put right

Works without a script. The form's key and the household make the row's key, so that sending the
form twice doubles nothing; the version that was shown goes along with each row.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.aggregates.household import Household
from service.exchange.field_rows import MOST_ROWS, Outcome, carry_out
from service.exchange.work_sheets import WorkRow, opened, rts_of, subjects
from service.http.api import worklists as answers
from service.http.api.household_answers import shown_name
from service.http.fields import Fault, Faulty
from service.http.forms import Posted, first, parse_form
from service.http.pages import grid_fields, list_forms, reading, reasons
from service.http.pages.actions import MOST_KEY
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import FILTERS, asked_for, filter_of
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.people import RELATIONS
from service.kernel.row_codes import read_row_code, row_code
from service.projections import names
from service.projections.moment import PRESENT

MOST_FIELDS = 5_000
PATH = "/desa/{code:str}/isian"


class GridMember(Struct, frozen=True, kw_only=True):
    """A person of a row, and what was filled in about them."""

    person: UUID
    name: str
    relation: str
    filled: Mapping[str, str]


class GridRow(Struct, frozen=True, kw_only=True):
    """A row as the grid shows it.

    Args:
        version: of the household, as it is shown.
        filled: the verdict that was chosen, when the row is shown again.
        refusal: why it was not saved.
    """

    row: WorkRow
    version: int
    members: Sequence[GridMember]
    filled: str = ""
    refusal: reasons.Reason | None = None

    @property
    def is_open(self) -> bool:
        """Whether the persons are shown unfolded: something was filled in about one of them."""
        return any(any(one.filled.values()) for one in self.members)


class Told(Struct, frozen=True, kw_only=True):
    """What became of a row, by its code."""

    code: str
    result: str
    position: int | None
    refusal: reasons.Reason | None


class GridsController(Controller):
    """The grid of a village."""

    include_in_schema = False

    @page(PATH, right="households.judge", asks=(*FILTERS, "kode", *reading.PAGED))
    def show(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[str]:
        """Show the rows that are due, to be filled in."""
        return _show(visit, code, {})

    @post(
        PATH,
        status_code=200,
        opt={
            "right": "households.judge",
            "queries": frozenset((*FILTERS, "kode", *reading.PAGED)),
            "csrf_in_handler": True,
        },
    )
    async def save(
        self,
        request: Request[Any, Any, Any],
        visit: NamedDependency[Visit],
        code: FromPath[str],
    ) -> Response[Any]:
        """Save what was filled in, row by row, and say what became of each."""
        posted = parse_form(await request.body(), most_fields=MOST_FIELDS)
        list_forms.require_csrf(request, first(posted, "_csrf"))
        return await in_thread(_save, visit, code, posted)


def _show(
    visit: Visit,
    code: str,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    told: Sequence[Told] = (),
    only: Mapping[UUID, reasons.Reason | None] | None = None,
) -> Response[str]:
    """Show the grid.

    Args:
        only: the rows to show again, and why each was refused; None for those of the filter.
    """
    answers.require_village(visit.regency, visit.actor, code)
    # Whoever fills in a sheet wants its rows, due or not.
    asked = asked_for(visit)
    found = answers.listed(visit.regency, visit.sight, code, PRESENT, asked)
    rows, more, typed = found.rows, "", visit.asked("kode")
    if only is not None:
        rows = [row for row in found.every if row.household in only]
    elif typed:
        number = read_row_code(typed)
        rows = [row for row in found.every if number and row.code == row_code(number)]
    else:
        paging = reading.paging(visit, MOST_ROWS)
        key = [str(part) for part in paging.after] if paging.after else None
        rows, more = reading.paged(visit, paging, answers.after(rows, key), answers.row_key)
    return render(
        visit.request,
        "grid.html",
        status=status,
        village=visit.place.village(code),
        asked=asked,
        names=found.names,
        rts=[(one, f"RT {one}") for one in rts_of(found.every)],
        rows=_rows(visit, code, rows, posted, only or {}),
        top=grid_fields.top_posted(posted, visit.regency.ledger.today),
        choices=grid_fields,
        typed=typed,
        faults=faults,
        told=told,
        is_again=only is not None,
        address=reading.address(visit),
        filter={name: visit.asked(name) for name in FILTERS},
        query=filter_of(visit),
        more=more,
    )


def _rows(
    visit: Visit,
    code: str,
    rows: Sequence[WorkRow],
    posted: Posted,
    refusals: Mapping[UUID, reasons.Reason | None],
) -> list[GridRow]:
    """Return rows with their people, open ones on record."""
    if not rows:
        return []
    how = visit.sight.names_for(code)
    known = names.open_names(visit.regency.log, [row.household for row in rows], PRESENT)
    if how == "open":
        people = [one for home in known.values() for one in home.members if one.belongs]
        visit.sight.record(
            subjects(rows) | {one.person for one in people if one.identity is not None}
        )
    else:
        rows = opened(visit.regency, rows, PRESENT, is_open=False)
    return [
        GridRow(
            row=row,
            version=visit.version(Household, row.household),
            members=[
                GridMember(
                    person=one.person,
                    name=shown_name(one.name, how),
                    relation=RELATIONS[one.relation],
                    filled=grid_fields.of_person(posted, one.person),
                )
                for one in known[row.household].members
                if one.belongs
            ],
            filled=first(posted, f"v.{row.household}"),
            refusal=refusals.get(row.household),
        )
        for row in rows
    ]


def _save(visit: Visit, code: str, posted: Posted) -> Response[Any]:
    key = first(posted, "_key")
    if not key or len(key) > MOST_KEY:
        raise BadRequest([FieldError("_key", "wajib ada")])
    answers.require_village(visit.regency, visit.actor, code)
    try:
        top = grid_fields.read_top(posted)
        asked = grid_fields.rows(posted, top, key, _belonging(visit, posted))
    except Faulty as err:
        return _show(visit, code, posted, status=400, faults=err.faults)
    outcomes = list(carry_out(visit.regency, visit.actor, asked, channel="page"))
    refused = {
        one.row.household: reasons.of(visit, one.refusal)
        for one in outcomes
        if one.result == "refused" and one.refusal
    }
    again = {name: value for name, value in posted.items() if name not in ("_key", "_version")}
    return _show(
        visit,
        code,
        again,
        status=409 if refused else 200,
        told=_told(visit, code, outcomes),
        only=refused,
    )


def _belonging(visit: Visit, posted: Posted) -> dict[UUID, tuple[UUID, ...]]:
    """Return who belongs to each household that the form is about."""
    found = {}
    for household in grid_fields.households(posted):
        _, known = visit.regency.ledger.look(Household, household)
        found[household] = tuple(known.members)
    return found


def _told(visit: Visit, code: str, outcomes: Sequence[Outcome]) -> list[Told]:
    found = answers.codes(visit.regency, visit.actor, code)
    return [
        Told(
            code=found.get(one.row.household, "-"),
            result=one.result,
            position=one.receipt.position if one.receipt else None,
            refusal=reasons.of(visit, one.refusal) if one.refusal else None,
        )
        for one in outcomes
    ]
