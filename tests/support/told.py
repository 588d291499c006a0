"""Letting a log learn events, as if commands had recorded them."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID, uuid4

from service.aggregates.accountability import AccountabilityEvent
from service.aggregates.budget_events import BudgetEvent
from service.aggregates.figure_events import FigureEvent, TargetAdopted
from service.aggregates.payment_batch import PaymentBatchCompleted, PaymentBatchReceived
from service.application import envelope
from service.eventstore.log import Commit, Draft
from service.kernel.events import Event
from service.kernel.roles import Actor, Scope
from service.regency import Regency

CLERK = Actor(
    account="dini",
    position="Pendamping Dinas Sosial",
    role="mentor",
    organisation="dinsos",
    scope=Scope(("33.09",)),
)

_STREAM_KEYS = {
    "household": "household",
    "member": "household",
    "presence": "household",
    "head": "household",
    "need": "household",
    "contradiction": "household",
    "duplicate": "duplicate",
    "petition": "petition",
    "clearance": "clearance",
    "flag": "flag",
    "village": "village",
    "population": "village",
    "assessment": "village",
    "partner": "partner",
    "programme": "programme",
    "fund": "fund",
    "upz": "upz",
    "deposit": "deposit",
    "amil": "fund",
    "commitment": "commitment",
    "allocation": "commitment",
    "aid": "commitment",
    "delivery": "commitment",
    "dispute": "commitment",
    "entry": "commitment",
    "payment": "commitment",
    "instalments": "commitment",
    "outcome": "commitment",
    "payment_batch": "payment_batch",
    "accountability": "accountability",
    "list": "list",
    "welfare": "household",
    "row": "row",
    "account": "account",
    "token": "account",
    "invitation": "account",
    "password": "account",
    "second_factor": "account",
    "recovery_code": "account",
    "identity": "account",
    "duty": "account",
    "delegation": "account",
    "agreement": "agreement",
    "aid_report": "aid_report",
    "interest": "interest",
    "obligation": "agreement",
    "statement": "statement",
    "subject_request": "subject_request",
    "recipient": "subject_request",
    "indicators": "household",
    "rule_set": "rule_set",
    "musdes": "musdes",
    "correction": "correction",
    "photo": "photo",
    "recheck": "recheck",
    "anomaly": "anomaly",
    "resurrection": "resurrection",
    "figure": "figure",
    "boundaries": "boundary",
    "budget": "budget",
    "target": "target",
    "area_group": "area_group",
    "initiative": "initiative",
}


def stream_of(event: Event) -> str:  # noqa: PLR0911  (an answer a kind)
    """Return the stream an event belongs to, from the thing it names."""
    category = _STREAM_KEYS[event.tag.partition(".")[0]]
    if category == "row":
        return f"row:{event.list}/{event.row_no}"  # type: ignore[attr-defined]
    if category == "flag":
        return f"flag:{event.commitment}"  # type: ignore[attr-defined]
    if isinstance(event, AccountabilityEvent):
        return f"accountability:{event.organisation}/{event.fiscal_year}"
    if isinstance(event, BudgetEvent):
        return f"budget:{event.village}/{event.fiscal_year}"
    if isinstance(event, FigureEvent):
        return f"figure:{event.kind}/{event.area}/{event.source}"
    if isinstance(event, TargetAdopted):
        return f"target:{event.kind}/{event.area}"
    if isinstance(event, PaymentBatchReceived | PaymentBatchCompleted):
        return f"payment_batch:{event.batch}"
    return f"{category}:{getattr(event, category)}"


def tell(regency: Regency, *events: Event, by: Actor = CLERK) -> int:
    """Append events, each as a command of its own; return the last position."""
    position = 0
    for event in events:
        position = tell_together(regency, [event], by=by)
    return position


def tell_together(regency: Regency, events: Iterable[Event], *, by: Actor = CLERK) -> int:
    """Append events in one commit; return the last position."""
    seen: Counter[str] = Counter()
    drafts = []
    for event in events:
        stream = stream_of(event)
        if not seen[stream]:
            known = regency.log.load(stream)
            seen[stream] = known[-1].originator_version if known else 0
        seen[stream] += 1
        drafts.append(Draft(stream, seen[stream], event))
    command: UUID = uuid4()
    meta = envelope(by, command, "api")
    return regency.log.append(drafts, Commit(command, "", meta)).position
