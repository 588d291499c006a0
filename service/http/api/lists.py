"""Lists of poor households: taken in as files, read back, and their quarantined rows settled."""

from datetime import date
from functools import partial
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from service.aggregates.target_list import ListRow
from service.application import NotKnown, Receipt
from service.commands import rows as commands
from service.commands.lists import About
from service.commands.requests import VILLAGE
from service.exchange.lists import Report, receive
from service.http import reads
from service.http.api.list_answers import (
    ALREADY_IN,
    MOST_FILE_BYTES,
    FileBody,
    ListRows,
    ProblemCounts,
    problem_counts,
    row_answers,
)
from service.http.areas import bounds
from service.http.calls import Call
from service.http.file_bodies import spooled
from service.http.paging import Page, Paging
from service.http.problems import PROBLEMS
from service.http.reads import RECEIPT_HEADERS, command, question
from service.http.sight import Sight
from service.http.threads import in_thread
from service.kernel.lists import Layout
from service.kernel.roles import Actor
from service.policies import access
from service.projections import lists, vintages
from service.projections.lists import Batch
from service.projections.moment import Moment
from service.projections.vintages import Met
from service.reference.regions import territory
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]
InPath = FromPath[UUID]

_SAYS_SOMETHING = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$(?!\n)"

RowInPath: TypeAlias = Annotated[
    int, PathParameter(ge=1, le=2**31 - 1, description="The line in the file; the first is 1.")
]


def said(description: str, most: int = 200) -> Any:
    """Return how a line of text is asked for in an address."""
    return QueryParameter(
        min_length=1, max_length=most, pattern=_SAYS_SOMETHING, description=description
    )


class ListsController(Controller):
    """That a list came in is everybody's to know; what its rows say is not."""

    path = "/lists"
    tags = ("lists",)

    @post(
        "/",
        opt={"raw_body": True} | reads.rights("lists.receive"),
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses={**PROBLEMS, 200: ALREADY_IN},
        response_headers=RECEIPT_HEADERS[:1],
    )
    async def receive(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        *,
        name: Annotated[str, said("What people call the list.")],
        issuer: Annotated[str, said("Who sent it.")],
        letter_number: Annotated[str, said("The letter it came with.", 100)],
        letter_date: Annotated[date, QueryParameter(description="The day its rows speak of.")],
        period: Annotated[str, said("Its vintage, as the issuer calls it: 2020-10.", 40)],
        purpose: Annotated[str, said("What it may be used for.", 500)],
        legal_basis: Annotated[str, said("By which rule.", 500)],
        file_name: Annotated[str, said("As it was sent.")],
        layout: Annotated[
            Layout | None, QueryParameter(description="Left out, it is found out.")
        ] = None,
        village: Annotated[
            str | None,
            QueryParameter(
                pattern=VILLAGE, description="Where all rows belong, if no column says it."
            ),
        ] = None,
    ) -> Response[Report]:
        """Take a list in, up to 200 MB, as the body of the request.

        The file itself is the key: broken off and sent again, it goes on where it stopped; the
        same file again changes nothing and is answered 200.
        """
        access.require(actor, "lists.receive")
        about = About(
            name=name,
            issuer=issuer,
            letter_number=letter_number,
            letter_date=letter_date,
            period=period,
            purpose=purpose,
            legal_basis=legal_basis,
        )
        async with spooled(request) as file:
            report = await in_thread(
                receive,
                regency,
                actor,
                file,
                file_name=file_name,
                about=about,
                layout=layout,
                village=village or "",
            )
        return Response(
            report,
            status_code=200 if report.is_repeated else 201,
            headers={"Location": _at(report.list)},
        )

    @question("/", right="lists.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
    ) -> Page[Batch]:
        """The lists that were received, the newest first."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "lists")
        with regency.reading(actor) as conn:
            found = lists.find(
                conn,
                regency.schema,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(found, lambda one: (one.position,), position)

    @question("/{list_id:uuid}", right="lists.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        list_id: InPath,
    ) -> Batch:
        """One list: the letter it came with, and what became of its rows."""
        reads.caught_up(regency, moment, "lists")
        return _known(regency, actor, list_id, moment)

    @question("/{list_id:uuid}/rows", right="lists.read")
    def rows(
        self,
        *,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        list_id: InPath,
        is_resolved: FromQuery[bool | None] = None,
        reason: Annotated[
            str | None, QueryParameter(max_length=60, description="The code of a problem.")
        ] = None,
    ) -> ListRows:
        """The rows of a list that were held back, as far as they are the caller's to know.

        A row belongs to its village, or to the regency if it doesn't say where.
        """
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "lists")
        batch = _known(regency, sight.actor, list_id, moment)
        with regency.reading(sight.actor) as conn:
            held = lists.quarantine(
                conn,
                regency.schema,
                list_id,
                areas=bounds(regency, sight.actor.known),
                is_resolved=is_resolved,
                reason=reason,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        page = paging.page(held, lambda one: (one.row_no,), position)
        return ListRows(
            items=row_answers(regency, sight, batch, page.items),
            position=position,
            next=page.next,
        )

    @question("/{list_id:uuid}/rows/counts", right="lists.read")
    def problems(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        list_id: InPath,
    ) -> ProblemCounts:
        """How many rows each problem holds back, as far as they are the caller's to know."""
        position = reads.caught_up(regency, moment, "lists")
        _known(regency, actor, list_id, moment)
        found = problem_counts(regency, actor, list_id, moment)
        return ProblemCounts(items=found, position=position)

    @question("/{list_id:uuid}/rows/{row_no:int}", right="lists.read")
    def met(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        list_id: InPath,
        row_no: RowInPath,
    ) -> Met:
        """What became of a row that was taken: its household, and the event that took it."""
        reads.caught_up(regency, moment, "lists", "vintages", "ranks")
        _known(regency, actor, list_id, moment)
        with regency.reading(actor) as conn:
            found = vintages.met(conn, regency.schema, list_id, row_no, moment)
        if found is None:
            raise NotKnown
        return found

    @command("/{list_id:uuid}/rows/{row_no:int}/corrections", right="rows.resolve")
    def correct(
        self,
        call: NamedDependency[Call],
        list_id: InPath,
        row_no: RowInPath,
        data: JSONBody[commands.CorrectRow],
    ) -> Response[Receipt]:
        """Put a row right; `id` is the household that it belongs to now."""
        return call.record(
            partial(
                commands.correct_row,
                list_id=list_id,
                row_no=row_no,
                ask=data,
                territory=territory(call.regency.code),
            ),
            about=(ListRow, f"{list_id}/{row_no}"),
            location=lambda household: f"/api/v1/households/{household}",
        )

    @command("/{list_id:uuid}/rows/{row_no:int}/dismissals", right="rows.resolve")
    def dismiss(
        self,
        call: NamedDependency[Call],
        list_id: InPath,
        row_no: RowInPath,
        data: JSONBody[commands.DismissRow],
    ) -> Response[Receipt]:
        """Set a row aside for good."""
        return call.record(
            partial(
                commands.dismiss_row,
                list_id=list_id,
                row_no=row_no,
                ask=data,
                territory=territory(call.regency.code),
            ),
            about=(ListRow, f"{list_id}/{row_no}"),
            location=lambda _: _at(str(list_id)),
        )


def _known(regency: Regency, actor: Actor, list_id: UUID, moment: Moment) -> Batch:
    with regency.reading(actor) as conn:
        found = lists.one(conn, regency.schema, list_id, moment)
    if found is None:
        raise NotKnown
    return found


def _at(list_id: str) -> str:
    return f"/api/v1/lists/{list_id}"
