"""given(events).when(decision).then(events): tests in the words of the field."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar

import pytest

from service.kernel.events import Aggregate, Event
from service.kernel.refusals import Refused

A = TypeVar("A", bound=Aggregate[Any])


def given(blank: A, *history: Event) -> "Scenario[A]":
    """Start from what is known after a history."""
    return Scenario(after(blank, *history))


def after(known: A, *events: Event) -> A:
    """Return what is known once these events are known too."""
    for event in events:
        known = known.after(event)
    return known


class Scenario(Generic[A]):
    """What was known, and what a decision made of it."""

    def __init__(self, known: A) -> None:
        self.known = known
        self.outcome: tuple[Event, ...] | Refused | None = None

    def when(self, decide: Callable[[A], tuple[Event, ...]]) -> Self:
        """Decide once; a refusal is an outcome too."""
        try:
            self.outcome = decide(self.known)
        except Refused as refusal:
            self.outcome = refusal
        return self

    def then(self, *expected: Event) -> A:
        """Expect exactly these events; return what is known after them."""
        assert self.outcome == expected, self.outcome
        return after(self.known, *expected)

    def then_known(self) -> A:
        """Expect events of any kind; return what is known after them."""
        assert isinstance(self.outcome, tuple), self.outcome
        return after(self.known, *self.outcome)

    def then_refused(self, rule: type[Refused], **why: object) -> None:
        """Expect this refusal, for these reasons and no others."""
        assert type(self.outcome) is rule, self.outcome
        assert self.outcome.why == why


def each(**decisions: Callable[[Any], tuple[Event, ...]]) -> pytest.MarkDecorator:
    """Run a test for each of these decisions, by its name."""
    return pytest.mark.parametrize("decide", decisions.values(), ids=decisions.keys())
