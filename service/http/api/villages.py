"""Villages: enrolled, counted, assessed, classified; and what is known of one, on one page."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter

from service.aggregates.village import Village
from service.application import NotKnown, Receipt
from service.commands import villages as commands
from service.commands.requests import VILLAGE
from service.http import reads
from service.http.api import needs, statuses
from service.http.api.village_answers import VillageAnswer, VillageLine, answer, line
from service.http.areas import areas_of
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question, question_about_one
from service.http.sight import Sight
from service.kernel.roles import Actor
from service.policies import access
from service.projections import villages
from service.projections.moment import Moment
from service.regency import Regency

CodeInPath: TypeAlias = Annotated[
    str, PathParameter(pattern=VILLAGE, description="Kemendagri code with dots: 33.09.15.2009.")
]


class VillagesController(Controller):
    """A village is known by its code."""

    path = "/villages"
    tags = ("villages",)

    @command("/", right="villages.enrol")
    def enrol(
        self, call: NamedDependency[Call], data: JSONBody[commands.Enrol]
    ) -> Response[Receipt]:
        """Take a village in; its name and kind come from its code."""
        return call.record(
            partial(commands.enrol, ask=data), about=(Village, data.village), location=_at
        )

    @question("/", right="villages.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
    ) -> Page[VillageLine]:
        """The enrolled villages of the caller's areas, by code."""
        areas = areas_of(actor, area)
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, "villages")
        with regency.reading(actor) as conn:
            found = villages.find(
                conn,
                regency.schema,
                areas,
                moment=moment,
                after=key[0] if key else None,
                limit=paging.limit + 1,
            )
        lines = [line(regency, village) for village in found]
        return paging.page(lines, lambda one: (one.village,), position)

    @question_about_one("/{code:str}", right="villages.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        code: CodeInPath,
    ) -> Response[VillageAnswer]:
        """One village: its people, its assessments, its class, how its households stand."""
        access.require_village(actor, code)
        headers = reads.versioned(regency, moment, Village, code)
        position = reads.caught_up(regency, moment, "villages", "statuses", "needs")
        with regency.reading(actor) as conn:
            found = villages.one(conn, regency.schema, code, moment)
        if found is None:
            raise NotKnown
        content = answer(
            regency,
            found,
            sight=sight,
            statuses=statuses.counted(regency, actor, (code,), moment=moment, by="village"),
            needs=needs.counted(regency, actor, (code,), moment=moment, by="village"),
            position=position,
        )
        return Response(content, headers=headers)

    @command("/{code:str}/populations", right="villages.record_population")
    def record_population(
        self,
        call: NamedDependency[Call],
        code: CodeInPath,
        data: JSONBody[commands.RecordPopulation],
    ) -> Response[Receipt]:
        """Note how many people live in a village: the denominator of every rate."""
        return _record(call, code, partial(commands.record_population, ask=data))

    @command("/{code:str}/assessments", right="villages.record_assessment")
    def record_assessment(
        self,
        call: NamedDependency[Call],
        code: CodeInPath,
        data: JSONBody[commands.RecordAssessment],
    ) -> Response[Receipt]:
        """Write an assessment down and sign it for one side; `id` is the assessment."""
        return _record(call, code, partial(commands.record_assessment, ask=data))

    @command(
        "/{code:str}/assessments/{assessment:uuid}/signatures", right="villages.cosign_assessment"
    )
    def cosign_assessment(
        self,
        call: NamedDependency[Call],
        code: CodeInPath,
        assessment: FromPath[UUID],
        data: JSONBody[commands.Cosign],
    ) -> Response[Receipt]:
        """Sign an assessment for the other side; from then on it holds."""
        command = partial(commands.cosign_assessment, assessment=assessment, ask=data)
        return _record(call, code, command)

    @command("/{code:str}/classes", right="villages.classify")
    def classify(
        self, call: NamedDependency[Call], code: CodeInPath, data: JSONBody[commands.Classify]
    ) -> Response[Receipt]:
        """Put a village in a class, or leave it in the one it has, by a rule and for a reason."""
        return _record(call, code, partial(commands.classify, ask=data))


def _record(call: Call, code: str, command: Callable[..., object]) -> Response[Receipt]:
    return call.record(
        partial(command, village=code), about=(Village, code), location=lambda _: _at(code)
    )


def _at(code: str) -> str:
    return f"/api/v1/villages/{code}"
