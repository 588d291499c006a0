"""What can be done from pages: a table of actions, each with its form, command and address.

    GET shows the form → POST carries the command out → 303 to where it leads, with a notice
                       → 400 with every fault, 409 with the rule that said no; the input is kept

The form carries a key, so that sending it twice never doubles, and the version that was seen.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct

from service.application import (
    ChangedMeanwhile,
    CommandReused,
    NotKnown,
    Receipt,
    Seen,
    Work,
    command_id,
)
from service.http.authentication import require_fresh
from service.http.fields import Choices, Fault, Faulty, Field, Form
from service.http.forms import Posted, first, read_form
from service.http.pages import reasons, rendering
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.events import AnyAggregate
from service.kernel.refusals import Refused
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope

MOST_KEY = 100


class SentAlready(Refused):
    """Formulir ini sudah dikirim dengan isian lain."""

    way_out: ClassVar[str] = "Periksa apakah yang tadi sudah tercatat; bila belum, kirim lagi."


class Offer(Struct, frozen=True):
    """An action as a page offers it."""

    href: str
    title: str
    is_grave: bool


class Scene(Struct, frozen=True, kw_only=True):
    """What an action is about, as it is now.

    Args:
        title: what the thing is called.
        back: where the thing can be read.
        ids: what the command is told beside the request.
        about: the thing whose version counts; None if there is none yet.
        village, household, parties: what the right is asked for.
        facts: what whoever decides should have before their eyes.
        warnings: what speaks against it.
        ways: where to turn instead.
        choices: what can be chosen, by field.
        values: what the form starts with.
        fixed: what the address says already, and nobody is asked.
        state: the thing itself, for whether an action fits.
    """

    title: str
    back: str
    ids: Mapping[str, Any] = {}
    about: tuple[type[AnyAggregate], object] | None = None
    village: str | None = None
    household: UUID | None = None
    parties: frozenset[str] | None = None
    facts: Sequence[tuple[str, str]] = ()
    warnings: Sequence[str] = ()
    ways: Sequence[Offer] = ()
    choices: Mapping[str, Choices] = {}
    values: Mapping[str, Any] = {}
    fixed: Mapping[str, str] = {}
    state: Any = None


class Action(Struct, frozen=True, kw_only=True):
    """One thing that can be done.

    Args:
        right: in the table of `policies.access`.
        path: its address; every parameter is for `scene`.
        title: verb and object, on the heading and on the button.
        done: what is told afterwards.
        ask: what it asks for.
        command: of `service/commands`.
        scene: finds what it is about; refuses what is not the actor's to know.
        lead: what to think of, in a sentence.
        hidden: fields of `ask` that this form leaves out.
        opening: fields that are asked first, in this order.
        leads: where it goes afterwards; back to the thing unless said.
        fits: whether it makes sense for the thing as it is.
        queries: what the address may ask behind a question mark.
        is_grave: whether it can't be taken back easily.
        wants_proof: whether a password or a code is asked again first.
        afterwards: what follows once it is recorded, and can be gone on with if it breaks off.
    """

    right: str
    path: str
    title: str
    done: str
    ask: type[Struct]
    command: Callable[..., object]
    scene: Callable[[Visit], Scene]
    lead: str = ""
    hidden: frozenset[str] = frozenset()
    opening: tuple[str, ...] = ()
    leads: Callable[[Receipt, Scene], str] | None = None
    fits: Callable[[Any], bool] = lambda _: True
    queries: frozenset[str] = frozenset()
    is_grave: bool = False
    wants_proof: bool = False
    afterwards: Callable[[Visit, Scene], object] | None = None

    def form(self, scene: Scene) -> Form:
        """Return how its request is asked for."""
        return Form(
            kind=self.ask,
            choices=scene.choices,
            hidden=self.hidden,
            given=frozenset(scene.fixed),
        )

    def is_for(self, visit: Visit, scene: Scene) -> bool:
        """Say whether to offer it."""
        return self.fits(scene.state) and visit.may(
            self.right,
            village=scene.village,
            household=scene.household,
            parties=scene.parties,
        )

    def address(self, **parameters: object) -> str:
        """Return its address with its parameters filled in."""
        parts = self.path.split("/")
        filled = [
            str(parameters[part[1:-1].partition(":")[0]]) if part.startswith("{") else part
            for part in parts
        ]
        return "/".join(filled)


def offers(
    visit: Visit, scene: Scene, actions: Sequence[Action], **parameters: object
) -> list[Offer]:
    """Return the actions that fit a thing and are the actor's to do."""
    return [
        Offer(one.address(**parameters), one.title, one.is_grave)
        for one in actions
        if one.is_for(visit, scene)
    ]


def controller(actions: Sequence[Action]) -> type[Controller]:
    """Return a controller with two handlers for each action: its form, and carrying it out."""
    members: dict[str, Any] = {"include_in_schema": False}
    for number, action in enumerate(actions):
        members[f"show_{number}"], members[f"act_{number}"] = _handlers(action)
    return type("ActionsController", (Controller,), members)


def _handlers(action: Action) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    opt = {"right": action.right, "queries": action.queries}

    def show(_: Controller, visit: NamedDependency[Visit]) -> Response[Any]:
        scene = _scene(action, visit)
        posted = {name: _as_posted(value) for name, value in scene.values.items()}
        return _page(action, visit, scene, posted)

    async def act(_: Controller, visit: NamedDependency[Visit]) -> Response[Any]:
        posted = await read_form(visit.request)
        return await in_thread(submit, action, visit, posted)

    return (
        get(action.path, sync_to_thread=True, opt=opt)(show),
        post(action.path, status_code=200, opt=opt)(act),
    )


def submit(action: Action, visit: Visit, posted: Posted) -> Response[Any]:
    """Carry an action out, or show its form again with what is wrong."""
    scene = _scene(action, visit)
    if posted.keys() & {"_add", "_drop"}:
        return _page(action, visit, scene, posted)
    filled = posted | {name: [value] for name, value in scene.fixed.items()}
    try:
        ask = action.form(scene).read(filled, action.ask)
    except Faulty as err:
        return _page(action, visit, scene, posted, status=400, faults=err.faults)
    try:
        command = partial(action.command, **scene.ids, ask=ask)
        receipt = record(visit, posted, command, about=scene.about)
    except (NotAllowed, NotEmpowered, OutOfScope, NotKnown):
        raise
    except CommandReused:
        again = posted | {"_key": [""]}
        return _page(action, visit, scene, again, status=409, refusal=SentAlready())
    except ChangedMeanwhile as refusal:
        again = posted | {"_version": [""]}
        return _page(action, visit, scene, again, status=409, refusal=refusal)
    except Refused as refusal:
        return _page(action, visit, scene, posted, status=409, refusal=refusal)
    if action.afterwards:
        action.afterwards(visit, scene)
    where = action.leads(receipt, scene) if action.leads else scene.back
    answer = Redirect(where, status_code=303)
    rendering.notice(answer, rendering.translate(visit.request, action.done))
    return answer


def _scene(action: Action, visit: Visit) -> Scene:
    """Return what an action is about, if it is the actor's to do.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not.
    """
    access.require(visit.actor, action.right)
    if action.wants_proof:
        require_fresh(visit.request)
    scene = action.scene(visit)
    access.require(
        visit.actor,
        action.right,
        village=scene.village,
        household=scene.household,
        organisation=scene.parties,
    )
    return scene


def record(
    visit: Visit,
    posted: Posted,
    command: Callable[[Work], object],
    *,
    about: tuple[type[AnyAggregate], object] | None,
) -> Receipt:
    """Carry a command out, once for each form that was shown, on the version that was seen.

    Raises:
        BadRequest: the form has no key.
    """
    key = first(posted, "_key")
    if not key or len(key) > MOST_KEY:
        raise BadRequest([FieldError("_key", "wajib ada")])
    version = first(posted, "_version")
    seen = Seen(*about, int(version)) if about is not None and version.isdecimal() else None
    told = sorted((n, v) for n, v in posted.items() if n not in ("_csrf", "_version"))
    asked = repr((visit.request.url.path, told)).encode()
    return visit.regency.ledger.record(
        visit.actor,
        command,
        command_id=command_id(visit.actor.account, "page", key),
        seen=seen,
        channel="page",
        fingerprint=visit.regency.vault.fingerprint(asked),
    )


def _page(
    action: Action,
    visit: Visit,
    scene: Scene,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    version = first(posted, "_version")
    if scene.about is not None and not version:
        version = str(visit.version(*scene.about))
    query = visit.request.url.query
    return rendering.render(
        visit.request,
        "action.html",
        status=status,
        action=action,
        scene=scene,
        address=visit.request.url.path + (f"?{query}" if query else ""),
        fields=_in_order(action, action.form(scene).fields(posted, faults)),
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        key=first(posted, "_key"),
        version=version or None,
    )


def _in_order(action: Action, fields: Sequence[Field]) -> list[Field]:
    """Return fields as they are asked: the opening ones first, the day it happened last."""
    order = {name: number for number, name in enumerate(action.opening)}
    last = {"occurred_on": len(order) + 1}
    return sorted(fields, key=lambda field: (order | last).get(field.name, len(order)))


def _as_posted(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
