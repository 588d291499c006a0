"""Payments as files: looked at first, carried out row by row, and what became of each row."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.application import NotKnown
from service.exchange import payment_batches as exchange
from service.exchange.payment_batches import BatchReport
from service.exchange.sheets import Row, Sheet
from service.exchange.table_cells import MOST_FILE_BYTES
from service.http import reads
from service.http.api.list_answers import FileBody
from service.http.api.lists import said
from service.http.downloads import FormatAsked, download
from service.http.file_bodies import spooled
from service.http.paging import Page, Paging
from service.http.problems import PROBLEMS
from service.http.reads import question
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies import access
from service.projections import payment_batches
from service.projections.moment import PRESENT
from service.regency import Regency

NameSaid: TypeAlias = Annotated[str | None, said("What the file is called.")]
ROW_TITLES = ("Baris", "Hasil", "Komitmen", "Jumlah (Rp)", "Nomor bukti", "Sebab", "Jalan keluar")


class BatchRow(Struct, frozen=True, kw_only=True):
    """What became of a row.

    Args:
        is_paid: or else `rule`, `title` and `way_out` say why not.
        position: the event of the payment.
    """

    row_no: int
    is_paid: bool
    receipt: str
    amount_rupiah: int | None
    commitment: UUID | None = None
    position: int | None = None
    rule: str = ""
    title: str = ""
    way_out: str = ""


class Known(payment_batches.PaymentBatch, frozen=True, kw_only=True):
    """A file of payments with its rows, in the order of the file.

    Args:
        lines: the paid and the left-out ones; rows that were known before are not among them.
    """

    lines: Sequence[BatchRow]


class PaymentBatchesController(Controller):
    """Whoever may pay one promise may pay many; each row is asked for its own promise."""

    path = "/payment-batches"
    tags = ("payment batches",)

    @post(
        "/previews",
        opt={"raw_body": True} | reads.rights("commitments.disburse"),
        status_code=200,
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses=PROBLEMS,
    )
    async def look(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
    ) -> BatchReport:
        """Say what a file would do, row by row, faults by their cells; nothing is written."""
        access.require(actor, "commitments.disburse")
        async with spooled(request) as file:
            return await in_thread(exchange.look, regency, actor, file, channel="api")

    @post(
        "/",
        opt={"raw_body": True} | reads.rights("commitments.disburse"),
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses=PROBLEMS,
    )
    async def carry_out(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        file_name: NameSaid = None,
    ) -> BatchReport:
        """Pay the rows of a file, each all or nothing; faulty ones are left out and listed.

        The same file again goes on where it broke off, and pays no row twice.
        """
        access.require(actor, "commitments.disburse")
        async with spooled(request) as file:
            return await in_thread(
                exchange.carry_out,
                regency,
                actor,
                file,
                file_name=file_name or "pembayaran",
                channel="api",
            )

    @question("/", right="commitments.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
    ) -> Page[payment_batches.PaymentBatch]:
        """Files of payments, the newest first; of the own organisation, or of all."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, PRESENT, "payment_batches")
        with regency.reading(actor) as conn:
            rows = payment_batches.find(
                conn,
                regency.schema,
                organisation=None if reads_all(actor) else actor.organisation,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.position,), position)

    @question("/{batch:uuid}", right="commitments.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        batch: FromPath[UUID],
    ) -> Known:
        """One file: how far it is, and what became of each row."""
        return known(regency, actor, batch)

    @question("/{batch:uuid}/files", right="commitments.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        batch: FromPath[UUID],
        format: FormatAsked,  # noqa: A002  (as the address says it)
    ) -> Response[bytes]:
        """The same as a table to take along."""
        return download(row_sheet(known(regency, actor, batch)), format)


def reads_all(actor: Actor) -> bool:
    """Say whether an actor may read the files of every organisation."""
    return access.may(actor, "funds.read_all")


def known(regency: Regency, actor: Actor, batch: UUID) -> Known:
    """Return a file of payments with what became of each row.

    Raises:
        NotKnown: there is none, or it is another organisation's.
    """
    reads.caught_up(regency, PRESENT, "payment_batches")
    with regency.reading(actor) as conn:
        found = payment_batches.one(conn, regency.schema, batch)
        if found is None or not (reads_all(actor) or found.organisation == actor.organisation):
            raise NotKnown
        paid = payment_batches.paid(conn, regency.schema, batch)
        left_out = payment_batches.left_out(conn, regency.schema, batch)
    is_paid = {one.row_no for one in paid}
    rules = _rules()
    lines = [
        BatchRow(
            row_no=one.row_no,
            is_paid=True,
            receipt=one.receipt,
            amount_rupiah=one.amount_rupiah,
            commitment=one.commitment,
            position=one.position,
        )
        for one in paid
    ] + [
        BatchRow(
            row_no=one.row_no,
            is_paid=False,
            receipt=one.receipt,
            amount_rupiah=one.amount_rupiah,
            rule=one.rule,
            title=rules[one.rule].title() if one.rule in rules else one.rule,
            way_out=rules[one.rule].way_out if one.rule in rules else "",
        )
        for one in left_out
        if one.row_no not in is_paid
    ]
    told = {name: getattr(found, name) for name in found.__struct_fields__}
    return Known(**told, lines=sorted(lines, key=lambda line: line.row_no))


def row_sheet(found: Known) -> Sheet:
    """Return what became of each row as a table to take along."""
    return Sheet(
        name=f"pembayaran-{found.batch}",
        titles=ROW_TITLES,
        rows=[_cells(one) for one in found.lines],
    )


def _cells(one: BatchRow) -> Row:
    return (
        one.row_no,
        "Tercatat" if one.is_paid else "Ditolak",
        str(one.commitment or ""),
        one.amount_rupiah,
        one.receipt,
        one.title,
        one.way_out,
    )


def _rules() -> dict[str, type[Refused]]:
    """Return every rule by its name."""
    found: dict[str, type[Refused]] = {}
    open_kinds = [Refused]
    while open_kinds:
        kind = open_kinds.pop()
        below = kind.__subclasses__()
        found |= {one.__name__: one for one in below}
        open_kinds += below
    return found
