"""What an event is, the envelope the log keeps it in, and what is known from events."""

from datetime import date, datetime
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something that happened, in the past tense and in the words of the field.

    An event stands alone: who, whom, what, how much and on which day can be read from it without
    reading another. `tag` is the name it is stored under: a noun and a past participle
    (`aid.disbursed`). A tag and a field never change and never go; a new field has a default.
    An event whose meaning changed gets a new class, and the old one keeps an `upcast()`.

    `sentence` says it to an auditor in plain Indonesian, with no names of recipients in it. It is
    a `str.format` template over the event's own fields (see `service/projections/trail.py` for
    the names and formats that are added), and follows "<Actor> ": it starts with a verb.
    """

    tag: ClassVar[str]
    sentence: ClassVar[str]

    occurred_on: date
    """The day it became true, as opposed to `recorded_at`, the moment the log learnt it."""


class Superseded(Event, frozen=True, kw_only=True):
    """An old shape of an event, still read from the log, never written again."""

    def upcast(self) -> Event:
        """Return the same happening in the shape that replaced this one."""
        raise NotImplementedError


class Meta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who recorded an event, for whom, and by which command.

    Args:
        actor: account id.
        position: the office the actor held when acting, as people read it.
        command: the command's id; the same id again answers as the first time.
        correlation, causation: ids of the conversation and of the command that led to this one.
        channel: where the command came in: `api`, `page`, `import`, `demo`, `cli`.
        name: the office-holder's at that time; empty where no person acts.
    """

    actor: str
    position: str
    role: str
    organisation: str
    command: UUID
    channel: str
    correlation: UUID | None = None
    causation: UUID | None = None
    name: str = ""


E = TypeVar("E", bound=Event)


class Recorded(Struct, Generic[E], frozen=True, kw_only=True):
    """An event as it stands in the log: where, when, by whom."""

    position: int
    stream: str
    version: int
    recorded_at: datetime
    meta: Meta
    event: E


class Aggregate(Struct, Generic[E], frozen=True):
    """What is known about one thing, folded from its events.

    A subclass gives a blank default for every field, `after()` to learn one more event, and one
    method per decision. A decision returns the events it makes, or raises `Refused`; it changes
    nothing, reads no clock and does no input or output.
    """

    category: ClassVar[str]

    def after(self, event: E) -> Self:
        """Return what is known once `event` is known too."""
        raise NotImplementedError

    @classmethod
    def stream(cls, key: object) -> str:
        """Return the name of the stream of the thing called `key`."""
        return f"{cls.category}:{key}"


AnyAggregate = Aggregate[Any]
