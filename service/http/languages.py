"""The two languages of the pages: Indonesian as they are written, English from a catalogue.

Numbers, rupiah, shares and days are written as readers of the language write them. Codes and names
stay as they are, and so do the sentences of the trail: they are the record.
"""

import gettext as catalogues
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias, get_args

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from service.application import WESTERN_INDONESIA

Language: TypeAlias = Literal["id", "en"]

LANGUAGES: dict[Language, str] = {"id": "Bahasa Indonesia", "en": "English"}
DASH = "\u2013"
COOKIE = "sanding_language"
DOMAIN = "sanding"
_HUNDREDTH_OF_PERCENT = Decimal("0.0001")


def chosen(cookie: str | None) -> Language:
    """Return the language a cookie asks for; Indonesian unless it asks for another we have."""
    return next((one for one in get_args(Language) if one == cookie), "id")


@cache
def translations(language: Language) -> catalogues.NullTranslations:
    """Return what the words of the pages are in a language; Indonesian ones stay as they are."""
    if language == "id":
        return catalogues.NullTranslations()
    file = resources.files("service.http").joinpath(f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo")
    with file.open("rb") as opened:
        return catalogues.GNUTranslations(opened)


def number(language: Language, value: int) -> str:
    """Return a whole number with its thousands apart: `1.500`."""
    return format_decimal(value, locale=language)


def rupiah(language: Language, value: int) -> str:
    """Return an amount of money: `Rp1.500.000`, `-Rp500`."""
    return f"{'-' if value < 0 else ''}Rp{number(language, abs(value))}"


def percent(language: Language, share: Decimal | None) -> str:
    """Return a share with two decimals, half up: `8,07%`; a dash if there is none."""
    if share is None:
        return DASH
    published = Decimal(share).quantize(_HUNDREDTH_OF_PERCENT, ROUND_HALF_UP)
    return format_percent(published, "#,##0.00%", locale=language)


def signed(language: Language, value: Decimal | int, pattern: str) -> str:
    """Return a difference with its sign: `-1,54`, `+13`; nought has none."""
    plain = pattern.partition(";")[0][1:]
    return format_decimal(value, pattern if value else plain, locale=language)


def day(language: Language, value: date | None) -> str:
    """Return a day: `4 November 2026`; a dash if there is none."""
    return DASH if value is None else format_date(value, "d MMMM y", locale=language)


def moment(language: Language, instant: datetime) -> str:
    """Return an instant as people in western Indonesia read it: `4 November 2026, 10.15 WIB`."""
    local = instant.astimezone(WESTERN_INDONESIA)
    time = format_time(local, "HH.mm" if language == "id" else "HH:mm", locale=language)
    return f"{day(language, local.date())}, {time} WIB"


def filters(language: Language) -> dict[str, Callable[..., str]]:
    """Return the filters of templates in a language."""
    return {
        "number": lambda value: number(language, value),
        "rupiah": lambda value: rupiah(language, value),
        "percent": lambda value: percent(language, value),
        "points": lambda value: signed(language, value, "+0.00;-0.00"),
        "signed": lambda value: signed(language, value, "+#,##0;-#,##0"),
        "decimal": lambda value: format_decimal(value, "#,##0.0", locale=language),
        "day": lambda value: day(language, value),
        "moment": lambda value: moment(language, value),
    }
