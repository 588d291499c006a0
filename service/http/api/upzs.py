"""UPZ: who collects for a Baznas, until when, and whether anything has come."""

from functools import partial
from typing import Annotated, Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.deposit import Deposit
from service.aggregates.upz import Upz
from service.application import NotKnown, Receipt
from service.commands import deposits as deposit_commands
from service.commands import upzs as commands
from service.commands.requests import Explain
from service.http import reads, upz_board
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    SlugAsked,
    SlugInPath,
    YearAsked,
    command,
    question,
    question_about_one,
)
from service.http.upz_board import UpzRow
from service.kernel.roles import Actor
from service.projections import deposits, upzs
from service.projections.moment import Moment
from service.regency import Regency


def _at(upz: str) -> str:
    return f"/api/v1/upzs/{upz}"


class UpzAnswer(Struct, frozen=True, kw_only=True):
    """A UPZ with every term it had."""

    upz: UpzRow
    terms: list[upzs.Term]


class UpzsController(Controller):
    """The Baznas appoints and books; a UPZ and the agency it collects in read their own."""

    path = "/upzs"
    tags = ("funds",)

    @command("/", right="upzs.appoint")
    def appoint(
        self, call: NamedDependency[Call], data: JSONBody[commands.Appoint]
    ) -> Response[Receipt]:
        """Appoint a UPZ for a term of five years at most, for the first time or again."""
        return call.record(partial(commands.appoint, ask=data), about=(Upz, data.upz), location=_at)

    @command("/{upz:str}/ends", right="upzs.end")
    def end(
        self, call: NamedDependency[Call], upz: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """End a UPZ's task before its term does; from that day on it deposits no more."""
        return call.record(partial(commands.end, upz=upz, ask=data), about=(Upz, upz), location=_at)

    @command("/{upz:str}/deposits", right="deposits.book")
    def book(
        self, call: NamedDependency[Call], upz: SlugInPath, data: JSONBody[deposit_commands.Book]
    ) -> Response[Receipt]:
        """Book what a UPZ hands over, of several kinds at once: all of it or nothing."""
        return call.record(
            partial(deposit_commands.book, upz=upz, ask=data),
            about=(Deposit, "new"),
            location=lambda made: f"/api/v1/deposits/{made}",
        )

    @question("/", right="upzs.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        parent: SlugAsked = None,
        year: YearAsked = None,
        is_silent: Annotated[
            bool | None, QueryParameter(description="Without a deposit for three months, or not.")
        ] = None,
    ) -> Page[UpzRow]:
        """UPZ with their terms, what they deposited by kind, and how long they are silent."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, *upz_board.CAUGHT_UP)
        rows = upz_board.board(regency, actor, parent=parent, year=year, moment=moment)
        asked = [
            row
            for row in rows
            if is_silent in {None, row.is_silent} and (key is None or row.upz > key[0])
        ]
        return paging.page(asked[: paging.limit + 1], lambda row: (row.upz,), position)

    @question_about_one("/{upz:str}", right="upzs.read")
    def one(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        upz: SlugInPath,
        year: YearAsked = None,
    ) -> Response[Any]:
        """One UPZ, with every term it had."""
        headers = reads.versioned(regency, moment, Upz, upz)
        reads.caught_up(regency, moment, *upz_board.CAUGHT_UP)
        row = _seen(regency, actor, upz, year, moment)
        with regency.reading(actor) as conn:
            terms = upzs.terms(conn, regency.schema, upz, moment)
        return reads.answered(UpzAnswer(upz=row, terms=terms), headers)

    @question("/{upz:str}/deposits", right="upzs.read")
    def deposits(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        upz: SlugInPath,
    ) -> Page[deposits.Deposit]:
        """What a UPZ handed over, the latest first, as it stands with its corrections."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, *upz_board.CAUGHT_UP)
        _seen(regency, actor, upz, None, moment)
        with regency.reading(actor) as conn:
            rows = deposits.find(
                conn,
                regency.schema,
                upz=upz,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.position,), position)


def _seen(regency: Regency, actor: Actor, upz: str, year: int | None, moment: Moment) -> UpzRow:
    found = upz_board.board(regency, actor, upz=upz, year=year, moment=moment)
    if not found:
        raise NotKnown
    return found[0]
