"""Personal values: plain while a decision is made, ciphertext in every event, gone on erasure.

    plain --(append)--> sealed --(vault.open)--> plain | None once its key is destroyed

An event names the subject of each personal value (a person, a household, a village), so that the
vault can find the one key that opens it. The kernel knows nothing of keys or ciphers.
"""

from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

T = TypeVar("T")


class Place(NamedTuple):
    """Where a sealed value stands in the log; a ciphertext opens in no other place."""

    stream: str
    version: int
    type: str


class Private(Generic[T]):
    """A personal value of one subject.

    Args:
        subject: whose key seals it. A person for identity, a household for the rest.
        plain: the value, or None for a value that was read back from the log still sealed.
        sealed: the ciphertext as it stands in the event, with the `place` it belongs to and the
            type (`kind`) its plain text decodes to.
    """

    __slots__ = ("kind", "place", "plain", "sealed", "subject")

    def __init__(
        self,
        subject: UUID,
        plain: T | None = None,
        *,
        sealed: str = "",
        place: Place | None = None,
        kind: Any = None,
    ) -> None:
        self.subject = subject
        self.plain = plain
        self.sealed = sealed
        self.place = place
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Private):
            return NotImplemented
        return (self.subject, self.plain, self.sealed) == (
            other.subject,
            other.plain,
            other.sealed,
        )

    def __hash__(self) -> int:
        return hash((self.subject, self.sealed))

    def __repr__(self) -> str:
        """Never show the value: a repr ends in logs and tracebacks."""
        return f"Private({self.subject})"
