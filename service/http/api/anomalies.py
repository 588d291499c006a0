"""Odd signs in the work of the field: what raises them, what is behind them, what was said."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from service.aggregates.anomaly import Anomaly as Explained
from service.aggregates.anomaly import Outcome
from service.application import NotKnown, Receipt
from service.commands import anomalies as commands
from service.exchange import quality
from service.exchange.quality import Anomaly
from service.http import reads
from service.http.areas import households_within
from service.http.calls import Call
from service.http.reads import AreaAsked, command, question
from service.kernel.roles import Actor
from service.policies import access
from service.policies.anomalies import ANOMALY_LABELS, AnomalyKind
from service.projections.moment import PRESENT, Moment
from service.regency import Regency


class SignLine(Struct, frozen=True, kw_only=True):
    """A sign that looks odd.

    Args:
        account: whose testimonies raise it, if those of one account.
        about: a day or a reference; empty if the village alone says it.
        positions: the testimonies behind it, the newest first, to open each in the trail.
        is_open: nobody has explained it, or more of the same has happened since.
    """

    id: UUID
    kind: AnomalyKind
    label: str
    village: str
    account: str
    about: str
    households: int
    positions: Sequence[int]
    is_open: bool
    outcome: Outcome | None
    reason: str
    explained_by: str
    explained_on: date | None


class Signs(Struct, frozen=True, kw_only=True):
    """Signs in the caller's areas, open ones first."""

    items: Sequence[SignLine]
    position: int


class AnomaliesController(Controller):
    """A sign is worked out anew with every question; what is recorded is what was said of it."""

    path = "/anomalies"
    tags = ("coverage",)

    @question("/", right="anomalies.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
        is_open: FromQuery[bool | None] = None,
    ) -> Signs:
        """Signs that look odd, for a human to look at; none of them is a verdict."""
        areas = households_within(actor, area)
        position = reads.caught_up(regency, moment, "verifications", "anomalies")
        found = quality.signs(regency, actor, areas, moment)
        return Signs(
            items=[line(one) for one in found if is_open in {None, one.is_open}],
            position=position,
        )

    @command("/{anomaly:uuid}/explanations", right="anomalies.explain")
    def explain(
        self,
        call: NamedDependency[Call],
        anomaly: FromPath[UUID],
        data: JSONBody[commands.Explain],
    ) -> Response[Receipt]:
        """Say what a sign was; it comes back if more of the same happens."""
        access.require(call.actor, "anomalies.explain")
        found = raised(call.regency, call.actor, anomaly)
        return call.record(
            partial(commands.explain, sign=quality.sign_of(found.raised), ask=data),
            about=(Explained, anomaly),
            location=lambda _: "/api/v1/anomalies",
        )


def raised(regency: Regency, actor: Actor, anomaly: UUID) -> Anomaly:
    """Return a sign as it is raised now.

    Raises:
        NotKnown: nothing raises it, or nothing that is the actor's to know.
    """
    areas = households_within(actor)
    found = [one for one in quality.signs(regency, actor, areas, PRESENT) if one.id == anomaly]
    if not found:
        raise NotKnown
    return found[0]


def line(one: Anomaly) -> SignLine:
    """Return a sign as it is told."""
    said = one.explained
    return SignLine(
        id=one.id,
        kind=one.raised.kind,
        label=ANOMALY_LABELS[one.raised.kind],
        village=one.raised.village,
        account=one.raised.account,
        about=one.raised.about,
        households=one.raised.households,
        positions=one.raised.positions,
        is_open=one.is_open,
        outcome=said.outcome if said else None,
        reason=said.reason if said else "",
        explained_by=said.account if said else "",
        explained_on=said.occurred_on if said else None,
    )
