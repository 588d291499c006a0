"""Deposits of UPZ: one proof number, several kinds, and what was put right since."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from service.aggregates.deposit import Deposit
from service.application import NotKnown, Receipt
from service.commands import deposits as commands
from service.http import reads, upz_board
from service.http.calls import Call
from service.http.reads import command, question_about_one
from service.kernel.roles import Actor
from service.projections import deposits
from service.projections.moment import Moment
from service.regency import Regency


class DepositAnswer(Struct, frozen=True, kw_only=True):
    """A deposit, with its lines and their corrections, oldest first."""

    deposit: deposits.Deposit
    entries: list[deposits.Entry]


class DepositsController(Controller):
    """They are booked at the UPZ: `/upzs/{upz}/deposits`."""

    path = "/deposits"
    tags = ("funds",)

    @command("/{deposit:uuid}/corrections", right="deposits.correct")
    def correct(
        self,
        call: NamedDependency[Call],
        deposit: FromPath[UUID],
        data: JSONBody[commands.CorrectLine],
    ) -> Response[Receipt]:
        """Put a line right, and its fund with it; the wrong entry stays beside it."""
        return call.record(
            partial(commands.correct, deposit=deposit, ask=data),
            about=(Deposit, deposit),
            location=lambda made: f"/api/v1/deposits/{made}",
        )

    @question_about_one("/{deposit:uuid}", right="upzs.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        deposit: FromPath[UUID],
    ) -> Response[Any]:
        """One deposit: of which UPZ, for which month, under which proof number."""
        headers = reads.versioned(regency, moment, Deposit, deposit)
        reads.caught_up(regency, moment, *upz_board.CAUGHT_UP)
        with regency.reading(actor) as conn:
            found = deposits.one(conn, regency.schema, deposit, moment)
            entries = deposits.entries(conn, regency.schema, deposit, moment)
        if found is None or not upz_board.board(regency, actor, upz=found.upz, moment=moment):
            raise NotKnown
        return reads.answered(DepositAnswer(deposit=found, entries=entries), headers)
