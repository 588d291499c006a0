"""Forms for what is asked at a door: one for each instrument, its questions in groups.

The form's Struct is made from the instrument's data, so that a new edition is a new file and
nothing else. Every question may be left out: what was not asked is not answered.
"""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, defstruct
from msgspec.structs import replace

from service.application import Work
from service.commands import indicators
from service.commands.requests import Part, Request
from service.http.pages import household_actions
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.indicators import MOST_NUMBER, Group, Instrument, Question
from service.kernel.verdicts import Method
from service.reference.instruments import INSTRUMENTS, QUESTIONS, field_of

BASE = household_actions.BASE + "/indikator"

_CODES = {field_of(code): code for code in QUESTIONS}


def asked_by(instrument: Instrument) -> type[Struct]:
    """Return the form of an instrument: the way it was asked, and a part for each group."""
    groups = [(group.name, _part(instrument, group)) for group in instrument.groups]
    return defstruct(
        f"Ask{instrument.name.title()}",
        [("method", Method), *groups],
        bases=(Request,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def record(work: Work, household: UUID, ask: Any, *, instrument: Instrument) -> UUID:
    """Write down what a form says.

    Raises:
        As `indicators.record`.
    """
    answers: dict[str, Any] = {}
    for group in instrument.groups:
        part = getattr(ask, group.name)
        for field in part.__struct_fields__:
            value = getattr(part, field)
            if value is not None and value != ():
                several = isinstance(value, tuple)
                answers[_CODES[field]] = tuple(map(int, value)) if several else value
    request = indicators.Record(
        instrument=instrument.name,
        method=ask.method,
        answers=answers,
        occurred_on=ask.occurred_on,
    )
    return indicators.record(work, household, request)


def scene_of(visit: Visit) -> Scene:
    """Find the household, with the answers of every question to choose from."""
    found = household_actions.scene(visit)
    choices = {
        field_of(code): [(str(option), label) for option, label in question.options]
        for code, question in QUESTIONS.items()
        if question.options
    }
    back = f"/keluarga/{found.ids['household']}/indikator"
    return replace(found, choices=choices, values={"method": "visit"}, back=back)


def _part(instrument: Instrument, group: Group) -> type[Struct]:
    fields = [(field_of(one.code), *_typed(one)) for one in group.questions]
    return defstruct(
        f"Ask{instrument.name.title()}{group.name.title()}",
        fields,
        bases=(Part,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _typed(question: Question) -> tuple[Any, Any]:
    if question.kind == "choices":
        code = Annotated[str, Meta(pattern=r"^[0-9]{1,3}$(?!\n)")]
        return Annotated[tuple[code, ...], Meta(max_length=20)], ()
    return Annotated[int, Meta(ge=0, le=MOST_NUMBER)] | None, None


def _action(instrument: Instrument) -> Action:
    def command(work: Work, household: UUID, ask: Any) -> UUID:
        return record(work, household, ask, instrument=instrument)

    return Action(
        right="indicators.record",
        path=f"{BASE}/{instrument.name}",
        title=f"Catat {instrument.title}",
        done="Jawaban dicatat, dan kebutuhan yang tampak darinya diduga untuk diperiksa.",
        ask=asked_by(instrument),
        command=command,
        scene=scene_of,
        lead=instrument.lead,
        opening=("method",),
        leads=lambda _receipt, scene: f"/keluarga/{scene.ids['household']}/rekomendasi",
        fits=lambda known: not known.is_closed,
    )


ACTIONS: tuple[Action, ...] = tuple(_action(one) for one in INSTRUMENTS.values())
"""One form for each instrument."""
