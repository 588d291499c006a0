"""How the rules say no."""

from typing import Any, ClassVar


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """Aturan menolak permintaan ini.

    Each rule is a subclass beside the decision it guards. Its docstring's first line is the
    Indonesian title that people read (one sentence, saying what is wrong), its class name is the
    stable code that clients match on, `way_out` is the sentence that says what to do next, and
    `why` holds the values that made the rule say no (JSON-ready, never personal).
    """

    way_out: ClassVar[str] = ""

    def __init__(self, **why: Any) -> None:
        super().__init__(type(self).title(), why)
        self.why = why

    @classmethod
    def title(cls) -> str:
        """Return the sentence people read."""
        return (cls.__doc__ or "").partition("\n")[0]
