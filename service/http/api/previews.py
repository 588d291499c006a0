"""Lists looked at before they are received: columns, rows in three colours, then the same file."""

from typing import Annotated, Any, TypeAlias

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from service.commands.requests import VILLAGE
from service.exchange.lists import Report
from service.http import reads, waiting_lists
from service.http.api.list_answers import ALREADY_IN, MOST_FILE_BYTES, FileBody
from service.http.api.lists import said
from service.http.file_bodies import spooled
from service.http.problems import PROBLEMS
from service.http.threads import in_thread
from service.http.waiting_lists import HowToRead, Preview, ReceiveWaiting
from service.kernel.lists import Layout
from service.kernel.roles import Actor
from service.policies import access
from service.regency import Regency

TokenInPath: TypeAlias = Annotated[
    str, PathParameter(min_length=43, max_length=43, description="Names a waiting file.")
]


class PreviewsController(Controller):
    """A file waits an hour for whoever sent it; nothing is written but that somebody looked."""

    path = "/lists/previews"
    tags = ("lists",)

    @post(
        "/",
        opt={"raw_body": True} | reads.rights("lists.receive"),
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses=PROBLEMS,
    )
    async def look(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        *,
        file_name: Annotated[str, said("As it was sent.")],
        issuer: Annotated[
            str, QueryParameter(max_length=200, description="Whose earlier mapping to propose.")
        ] = "",
        layout: Annotated[
            Layout | None, QueryParameter(description="Left out, it is found out.")
        ] = None,
        village: Annotated[
            str | None,
            QueryParameter(
                pattern=VILLAGE, description="Where all rows belong, if no column says it."
            ),
        ] = None,
    ) -> Preview:
        """See how a list would be read: columns, rows in three colours, some of each, masked."""
        access.require(actor, "lists.receive")
        async with spooled(request) as file:
            return await in_thread(
                waiting_lists.keep,
                regency,
                actor,
                file,
                file_name=file_name,
                how=HowToRead(layout=layout, village=village, issuer=issuer),
                channel="api",
            )

    @post(
        "/{token:str}/readings",
        sync_to_thread=True,
        status_code=200,
        responses=PROBLEMS,
        opt=reads.rights("lists.receive"),
    )
    def look_again(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        token: TokenInPath,
        data: JSONBody[HowToRead],
    ) -> Preview:
        """See how a waiting list would be read in another way: another layout, other columns."""
        return waiting_lists.look_again(regency, actor, token, data, channel="api")

    @post(
        "/{token:str}/receipts",
        sync_to_thread=True,
        responses={**PROBLEMS, 200: ALREADY_IN},
        opt=reads.rights("lists.receive"),
    )
    def receive(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        token: TokenInPath,
        data: JSONBody[ReceiveWaiting],
    ) -> Response[Report]:
        """Take in the waiting list as it was last read; its file waits no more."""
        report = waiting_lists.receive(
            regency, actor, token, data.about(), file_hash=data.file_hash
        )
        return Response(
            report,
            status_code=200 if report.is_repeated else 201,
            headers={"Location": f"/api/v1/lists/{report.list}"},
        )
