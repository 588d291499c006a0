"""The rule sets that ship with the service, one file each in `rule_sets/`.

A regency starts from them and publishes its own versions. The first use of one publishes it as
version 1, so that what it claims is explained by the log alone. Where the regency has changed
nothing, the first use of what ships with a later release publishes that as the next version; what
was claimed before keeps the version it was claimed by (`commands/rule_sets.py`).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from service.kernel import deciles
from service.kernel.rule_sets import MAP, RuleContent
from service.reference.instruments import QUESTIONS

_FOLDER = Path(__file__).parent / "rule_sets"


def _read(name: str) -> RuleContent:
    text = _FOLDER.joinpath(f"{name}.json").read_bytes()
    return msgspec.json.decode(text, type=RuleContent)


SHIPPED: Mapping[str, RuleContent] = {
    name: _read(name) for name in (MAP, "bps-14", "kepmensos-262", "kebutuhan-setempat")
}
"""By short name."""

CRITERIA: tuple[str, ...] = tuple(
    name for name, content in SHIPPED.items() if content.kind == "criteria"
)


@cache
def fits() -> dict[str, Any]:
    """Return every question that a rule may ask, with its codes; None for a number."""
    asked = {
        code: None if one.kind == "number" else {option for option, _ in one.options}
        for code, one in QUESTIONS.items()
    }
    known = frozenset(range(deciles.LOWEST, deciles.HIGHEST + 1))
    return asked | dict.fromkeys(deciles.QUESTIONS, known)
