"""A contribution statement: what a partner gave in a period, frozen at a position of the log.

    issue → (checked by anybody)

Its name is the hash of all it says. Whoever holds a copy has it worked out again from the log, at
the same position: the same content has the same name, and any other has another.
Source: promise 11 of the product (a statement that a partner can show and a stranger can check).
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias

from msgspec.structs import replace

from service.kernel.contributions import Five
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened
from service.kernel.refusals import Refused


class StatementIssued(Event, frozen=True, kw_only=True):
    """A partner was given a statement to show.

    Args:
        statement: SHA-256 of what it says, in hex.
        from_on, until_on: the period, without its last day.
        upto: the last position of the log that it takes into account.
        method: the way it was worked out; another way has another number.
        opening, period, closing: what the partner gave as a funder.
    """

    tag: ClassVar[str] = "statement.issued"
    sentence: ClassVar[str] = (
        "menerbitkan pernyataan kontribusi {partner:partner} dari {from_on:date} sampai sebelum "
        "{until_on:date}, menurut catatan sampai posisi {upto}"
    )

    statement: str
    partner: str
    from_on: date
    until_on: date
    upto: int
    method: int
    opening: Five
    period: Five
    closing: Five


AnyStatementEvent: TypeAlias = StatementIssued


class StatementIssuedAlready(Refused):
    """Pernyataan dengan isi yang sama sudah diterbitkan."""

    way_out: ClassVar[str] = "Pakai pernyataan yang sudah ada; isinya sama sampai rupiah terakhir."


class PeriodEmpty(Refused):
    """Akhir periode tidak sesudah awalnya."""

    way_out: ClassVar[str] = "Isi hari pertama, lalu hari sesudah hari terakhir yang dihitung."


class Statement(Aggregate[AnyStatementEvent], frozen=True):
    """What was issued under one name; None as long as nothing was."""

    category: ClassVar[str] = "statement"

    issued: StatementIssued | None = None

    def after(self, event: AnyStatementEvent) -> Self:
        """Return what is known once `event` is known too."""
        return replace(self, issued=event)

    def issue(
        self,
        statement: str,
        *,
        partner: str,
        from_on: date,
        until_on: date,
        upto: int,
        method: int,
        opening: Five,
        period: Five,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Give a partner a statement.

        Raises:
            StatementIssuedAlready: it is there, and says the same.
            PeriodEmpty, NotHappenedYet: not for these days.
        """
        if self.issued is not None:
            raise StatementIssuedAlready(statement=statement)
        require_period(from_on, until_on)
        require_happened(on, today=today)
        return (
            StatementIssued(
                occurred_on=on,
                statement=statement,
                partner=partner,
                from_on=from_on,
                until_on=until_on,
                upto=upto,
                method=method,
                opening=opening,
                period=period,
                closing=opening.plus(period),
            ),
        )


def require_period(from_on: date, until_on: date) -> None:
    """Refuse a period without a day.

    Raises:
        PeriodEmpty: it ends before it begins.
    """
    if until_on <= from_on:
        raise PeriodEmpty(from_on=from_on.isoformat(), until_on=until_on.isoformat())
