"""What pages and API share about contribution statements: whose, which period, as which file."""

from datetime import date
from typing import Any, ClassVar, NamedTuple

from litestar import Response

from service.application import NotKnown
from service.exchange import journal, statement_sheets, statements
from service.exchange.sheets import csv_bytes, workbook_bytes
from service.exchange.statement_pdf import as_pdf, verify_path
from service.exchange.statement_words import Words
from service.exchange.statements import Check, Statement
from service.http.doors import Doors
from service.http.downloads import CSV, XLSX, Format, attachment
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies import access
from service.projections.moment import NOW
from service.reference.regions import territory
from service.regency import Regency

MOST_JOURNAL_BYTES = 100_000_000


class JournalTooLong(Refused):
    """Jurnal ini terlalu panjang untuk diunduh sekaligus."""

    way_out: ClassVar[str] = (
        "Unduh jurnal satu mitra, atau mintalah pengelola menjalankan “sanding export journal”."
    )


class Period(NamedTuple):
    """Which days, without the last one, and the last position that is known."""

    from_on: date
    until_on: date
    position: int = NOW


def own(actor: Actor, partner: str) -> str:
    """Return a partner whose statements are the actor's to read.

    Raises:
        NotKnown: they are somebody else's.
    """
    if access.may(actor, "statements.read_all") or partner == actor.organisation:
        return partner
    raise NotKnown


def seen(regency: Regency, partner: str, period: Period) -> Statement:
    """Return a partner's statement of a period.

    Raises:
        PeriodEmpty: there is no day in it.
    """
    return statements.work_out(
        regency,
        partner,
        from_on=period.from_on,
        until_on=period.until_on,
        position=period.position,
    )


def table(regency: Regency, made: Statement, kind: Format) -> Response[Any]:
    """Return a statement as a workbook, or its events as CSV."""
    words, entries = Words(regency), statements.entries(regency, made)
    name = f"pernyataan-{made.partner}-{made.from_on}"
    if kind == "csv":
        sheet = statement_sheets.lines(made, words, entries)
        return attachment(csv_bytes(sheet), f"{name}.csv", CSV)
    sheets = statement_sheets.workbook(made, words, entries)
    book = workbook_bytes({sheet.name: sheet for sheet in sheets})
    return attachment(book, f"{name}.xlsx", XLSX)


def printed(regency: Regency, doors: Doors, found: Check) -> Response[Any]:
    """Return an issued statement as a PDF to keep."""
    made = statements.again(regency, found.issued)
    content = as_pdf(
        made,
        Words(regency),
        place=territory(regency.code).name,
        issued_at=found.issued_at,
        verify_at=doors.address(verify_path(found.issued.statement)),
    )
    name = f"pernyataan-{made.partner}-{found.issued.statement[:12]}.pdf"
    return attachment(content, name, "application/pdf")


def booked(regency: Regency, actor: Actor, partner: str | None, position: int) -> Response[Any]:
    """Return the journal of a partner, of all of them to whoever oversees them.

    Raises:
        NotKnown: it is somebody else's.
        JournalTooLong: for one answer.
    """
    if partner is None and not access.may(actor, "statements.read_all"):
        partner = actor.organisation
    whose = None if partner is None else own(actor, partner)
    parts, length = [], 0
    for part in journal.written(regency, partner=whose, position=position):
        parts.append(part.encode())
        length += len(parts[-1])
        if length > MOST_JOURNAL_BYTES:
            raise JournalTooLong(most_bytes=MOST_JOURNAL_BYTES)
    name = f"jurnal-{whose or regency.code}.journal"
    return attachment(b"".join(parts), name, "text/plain")
