"""What happened, in one plain Indonesian sentence an event.

"Pendamping Dinas Sosial (Dinas Sosial) menjanjikan Rp1.500.000 dari … untuk kebutuhan jamban di
Desa Klego melalui … tahun anggaran 2024."

The event brings its own words (`Event.sentence`); here codes become names, amounts and days as
people read them. Recipients are never named: a household is the end of its id.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any, TypeAlias

from msgspec import Struct

from service.aggregates import labels_of
from service.aggregates.fund_events import FUND_TYPE_LABELS
from service.kernel.events import Event, Recorded
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS
from service.kernel.places import VILLAGE_KINDS
from service.kernel.verdicts import (
    HOUSEHOLD_VERDICT_LABELS,
    NEED_VERDICT_LABELS,
    PRESENCE_LABELS,
    STATUS_LABELS,
)
from service.reference.regions import territory

NameHistory: TypeAlias = Sequence[tuple[date, str]]
"""Names with the day each holds from, oldest first."""

NOT_TOLD = "(tidak dicatat)"
ID_LETTERS = 8

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

_VERDICTS: dict[str, str] = {
    code: label
    for labels in (PRESENCE_LABELS, HOUSEHOLD_VERDICT_LABELS, NEED_VERDICT_LABELS)
    for code, label in labels.items()
}


class Names(Struct, frozen=True, kw_only=True):
    """What slugs and codes are called. A slug nobody knows is shown as it is.

    Args:
        partners, programmes: `partners.names()`, `programmes.names()`. An event of before a
            change of name is told with the name of its day.
        funds: kind, owner and year of each fund: `funds.headings()`.
        villages: names by dotted code: `place_names()`.
    """

    partners: Mapping[str, NameHistory] = {}
    programmes: Mapping[str, NameHistory] = {}
    funds: Mapping[str, tuple[str, str, int]] = {}
    villages: Mapping[str, str] = {}


class Told(Struct, frozen=True, kw_only=True):
    """An event as an auditor reads it, with where and by whom it was recorded.

    Args:
        office: the position the actor held when acting.
        organisation: its slug; `organisation_name` as it was called on that day.
    """

    position: int
    recorded_at: datetime
    occurred_on: date
    type: str
    stream: str
    version: int
    actor: str
    office: str
    role: str
    organisation: str
    organisation_name: str
    channel: str
    sentence: str


def tell(recorded: Recorded[Event], names: Names) -> Told:
    """Return an event told in a sentence, with its envelope."""
    event, meta = recorded.event, recorded.meta
    organisation = _called(names.partners, meta.organisation, event.occurred_on)
    words = f"{meta.position} ({organisation}) {predicate(event, names)}"
    return Told(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        occurred_on=event.occurred_on,
        type=event.tag,
        stream=recorded.stream,
        version=recorded.version,
        actor=meta.actor,
        office=meta.position,
        role=meta.role,
        organisation=meta.organisation,
        organisation_name=organisation,
        channel=meta.channel,
        sentence=words.rstrip(".") + ".",
    )


def predicate(event: Event, names: Names) -> str:
    """Return what was done, without who did it and without a full stop."""
    return "".join(
        literal if field is None else literal + _written(event, field, style, names)
        for literal, field, style in _parts(type(event))
    )


def rupiah(amount: int) -> str:
    """Write an amount: `Rp1.500.000`; below nought `-Rp1.500.000`."""
    return ("-" if amount < 0 else "") + "Rp" + number(abs(amount))


def number(count: int) -> str:
    """Write a whole number: `12.345`."""
    return f"{count:,}".replace(",", ".")


def percent(share: Decimal) -> str:
    """Write a share as it is published: `8,07%`."""
    return f"{share:.2f}%".replace(".", ",")


def day(on: date) -> str:
    """Write a day: `4 November 2024`."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_id(thing: object) -> str:
    """Write the end of an id, which tells two things of one moment apart."""
    return str(thing)[-ID_LETTERS:]


@cache
def place_names(regency: str) -> Mapping[str, str]:
    """Return the places of a regency by dotted code: `Desa Klego`, `Kecamatan Klego`, `Boyolali`.

    Raises:
        UnknownRegency: no regency has this code.
    """
    found = territory(regency)
    return {
        found.code: found.name,
        **{one.code: f"Kecamatan {one.name}" for one in found.kecamatan},
        **{one.code: f"{VILLAGE_KINDS[one.kind]} {one.name}" for one in found.villages},
    }


@cache
def _parts(kind: type[Event]) -> tuple[tuple[str, str | None, str], ...]:
    """Return an event's sentence cut up: (text before, field or None, style)."""
    return tuple(
        (literal, field, style or "")
        for literal, field, style, _ in Formatter().parse(kind.sentence)
    )


_labels = cache(labels_of)


def _written(  # noqa: PLR0911  (an answer a case)
    event: Event, field: str, style: str, names: Names
) -> str:
    value = getattr(event, field)
    if value is None or value == "":
        return NOT_TOLD
    if writer := _PLAIN.get(style):
        return writer(value)
    on = event.occurred_on
    match style:
        case "partner":
            return _called(names.partners, value, on)
        case "programme":
            return _called(names.programmes, value, on)
        case "village":
            return names.villages.get(value, value)
        case "fund":
            return _fund(value, names, on)
        case "label":
            return _words(value, _labels(type(event), field))
    raise ValueError(f"{event.tag}: nothing writes {{{field}:{style}}}")


def _called(histories: Mapping[str, NameHistory], slug: str, on: date) -> str:
    known = histories.get(slug)
    if not known:
        return slug
    return next((name for since, name in reversed(known) if since <= on), known[0][1])


def _fund(slug: str, names: Names, on: date) -> str:
    if slug not in names.funds:
        return slug
    kind, partner, year = names.funds[slug]
    return f"{_words(kind, FUND_TYPE_LABELS)} {_called(names.partners, partner, on)} {year}"


def _lower(labels: Mapping[Any, str]) -> Callable[[Any], str]:
    """Write a label within a sentence: it stands in no list now, so it starts small."""

    def write(code: Any) -> str:
        return within(_words(code, labels))

    return write


def within(label: str) -> str:
    """Write a label within a sentence: `Ada anggota ASN` starts small, and ASN stays."""
    return label[:1].lower() + label[1:]


def _words(code: Any, labels: Mapping[Any, str]) -> str:
    return labels.get(code) or str(code).replace("_", " ")


_PLAIN: dict[str, Callable[[Any], str]] = {
    "": str,
    "rupiah": rupiah,
    "number": number,
    "percent": percent,
    "date": day,
    "need": _lower(NEED_LABELS),
    "strategy": _lower(STRATEGY_LABELS),
    "status": _lower(STATUS_LABELS),
    "verdict": lambda code: _words(code, _VERDICTS),
    "household": short_id,
    "commitment": short_id,
}
