"""What people type, read as what they mean: amounts with dots, decimals, days in words."""

import re
from datetime import date
from typing import Any

from msgspec import inspect

from service.commands.requests import PERCENT
from service.projections.sentences import MONTHS

_AMOUNT = re.compile(
    r"(?:rp\.?\s*)?(-?)(?:rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,00|,-)?", re.IGNORECASE
)
_DECIMAL = re.compile(r"(-?\d{1,12})(?:[.,](\d{1,6}))?\s*%?")
_DAY = re.compile(r"(\d{1,2})[\s./-](\d{1,2}|[A-Za-z]+)[\s./-](\d{4})")


def value(kind: inspect.Type, text: str) -> Any:
    """Return what was typed, as a request says it; what can't be read stays as it is.

    Args:
        kind: what the field is of.
    """
    text = text.strip()
    match kind:
        case inspect.IntType():
            return amount(text)
        case inspect.DateType():
            return day(text)
        case inspect.BoolType():
            return {"true": True, "false": False}.get(text, text)
        case inspect.StrType(pattern=pattern) if pattern == PERCENT:
            return decimal(text)
        case inspect.StrType(pattern=pattern) if pattern and not re.search(pattern, "a\nb"):
            # A line that was typed into a box of several: its breaks were never meant.
            return " ".join(text.split())
        case _:
            return text


def amount(text: str) -> int | str:
    """Return a whole number: `1.500.000`, `Rp1.500.000`, `-250000`."""
    found = _AMOUNT.fullmatch(text.replace("\u00a0", " "))
    return int(found[1] + found[2].replace(".", "")) if found else text


def decimal(text: str) -> str:
    """Return a number with decimals as JSON says it: `8,07`, `8.07`, `8,07%` is 8.07."""
    found = _DECIMAL.fullmatch(text)
    return text if not found else f"{found[1]}.{found[2]}" if found[2] else found[1]


def day(text: str) -> str:
    """Return a day as 2026-11-04: from that, from 4-11-2026, 4/11/2026 and 4 November 2026."""
    found = _DAY.fullmatch(" ".join(text.split()))
    if not found:
        return text
    month = found[2].title()
    number = MONTHS.index(month) + 1 if month in MONTHS else 0
    try:
        return date(int(found[3]), number or int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return text
