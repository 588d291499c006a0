"""The two clocks of a question: what was known then, and what was true then."""

from datetime import date
from typing import NamedTuple

NOW = 2**62


class Moment(NamedTuple):
    """Where on the two clocks to look.

    Args:
        position: the last event to take into account (known then); `NOW` for all of them.
        valid_on: the last day to take into account (true then); None for no limit.
    """

    position: int = NOW
    valid_on: date | None = None

    @property
    def is_now(self) -> bool:
        """Whether the present is asked for, so that tables of the present answer."""
        return self.position == NOW and self.valid_on is None


PRESENT = Moment()
"""All that is known, as of today and later."""
