"""Events to stored rows and back: readable JSON under a stable tag, personal values sealed.

The library's mapper stores Python import paths and takes a cipher that does not know where it
works. Ours stores the event's own tag, resolves it from a registry (never by importing a name
found in the database), and binds each ciphertext to its place.
"""

import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from msgspec import Struct

from service.kernel.events import Event, Superseded
from service.kernel.privacy import Place, Private
from service.vault.vault import Vault, seal


class Draft(Struct, frozen=True):
    """An event at its place in a stream, in the form the library passes around."""

    originator_id: str
    originator_version: int
    event: Event


class _KeyNotAtHand(Exception):  # noqa: N818  (never leaves this module)
    pass


class EventMapper(Mapper[str]):
    """Seals and encodes events on the way in, decodes them (still sealed) on the way out."""

    def __init__(self, registry: Mapping[str, type[Event]], vault: Vault) -> None:
        self._vault = vault
        self._decoders = {tag: _decoder(event) for tag, event in registry.items()}
        self._personal = {tag for tag, event in registry.items() if _is_personal(event)}

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Return the row of a `Draft`, read back once: what can't be read must not be written.

        Raises:
            KeysUnavailable: a personal value can't be sealed now; nothing may be written.
            KeyDestroyed: the event is about somebody who was erased.
        """
        assert isinstance(domain_event, Draft)
        stream, version = domain_event.originator_id, domain_event.originator_version
        event = domain_event.event
        body = self.encode(event, stream, version)
        # A word of no vocabulary is a type error that only a type checker sees; in the log it
        # would make the whole stream unreadable.
        self.decode(body, stream, version, event.tag)
        return StoredEvent(stream, version, event.tag, body)

    def encode(self, event: Event, stream: str, version: int) -> bytes:
        """Return the body of an event as it is stored at this place."""
        assert event.tag in self._decoders, f"{event.tag} is unknown to this log: who would read it"
        assert not isinstance(event, Superseded), f"{event.tag} is superseded: write what it became"
        if event.tag not in self._personal:
            return msgspec.json.encode(event)
        place = Place(stream, version, event.tag)
        try:
            return msgspec.json.encode(event, enc_hook=self._sealer(place, self._vault.at_hand))
        except _KeyNotAtHand:
            keys = self._vault.require(subjects(event))
            return msgspec.json.encode(event, enc_hook=self._sealer(place, keys.get))

    def _sealer(self, place: Place, find: Callable[[UUID], AESGCM | None]) -> Callable[[Any], str]:
        def hook(value: Any) -> str:
            assert isinstance(value, Private), f"{type(value)} has no place in an event"
            if (key := find(value.subject)) is None:
                raise _KeyNotAtHand
            return seal(value, key, place)

        return hook

    def to_domain_event(self, stored_event: StoredEvent) -> Draft:
        """Return the event of a row in its newest shape.

        Raises:
            MapperDeserialisationError: the row's type is unknown or its body does not fit.
        """
        stream, version = str(stored_event.originator_id), stored_event.originator_version
        event = self.decode(stored_event.state, stream, version, stored_event.topic)
        return Draft(stream, version, event)

    def decode(self, body: bytes | str, stream: str, version: int, tag: str) -> Event:
        """Return the event in a stored body, in its newest shape."""
        if (decoder := self._decoders.get(tag)) is None:
            raise MapperDeserialisationError(f"no event is called {tag!r}")
        _reading.place = Place(stream, version, tag)
        try:
            event: Event = decoder.decode(body)
        except msgspec.MsgspecError as err:
            raise MapperDeserialisationError(f"{tag} in {stream} version {version}") from err
        while isinstance(event, Superseded):
            event = event.upcast()
        return event


_reading = threading.local()
"""Where the event that a thread decodes just now stands: the decoder's hook is not told."""


def _still_sealed(kind: Any, text: Any) -> Private[Any]:
    subject, _, sealed = str(text).partition(":")
    return Private(UUID(subject), sealed=sealed, place=_reading.place, kind=kind.__args__[0])


@cache
def _decoder(event: type[Event]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(event, dec_hook=_still_sealed)


def subjects(event: Event) -> list[UUID]:
    """Return the subjects of the personal values in an event, in order, with repeats."""
    found: list[UUID] = []

    def hook(value: Any) -> str:
        found.append(value.subject)
        return ""

    msgspec.json.encode(event, enc_hook=hook)
    return found


@cache
def _is_personal(event: type[Event]) -> bool:
    """Say whether any field, at any depth, is `Private`."""
    schema: list[bool] = []

    def hook(_: Any) -> dict[str, Any]:
        schema.append(True)
        return {"type": "string"}

    msgspec.json.schema(event, schema_hook=hook)
    return bool(schema)
