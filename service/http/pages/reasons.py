"""Why a rule said no, in people's words: the values of a refusal with what they are called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, to_builtins

from service.http import languages
from service.http.pages import words
from service.http.pages.labels import LABELS
from service.http.pages.visits import Visit
from service.kernel.refusals import Refused
from service.projections.sentences import short_id

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODES = (
    "need",
    "status",
    "standing",
    "strategy",
    "form",
    "fund_type",
    "to_type",
    "kinds",
    "asnaf",
    "side",
    "evidence",
    "missing",
    "one_of",
    "stage",
    "state",
    "severity",
    "criterion",
    "role",
    "decision",
    "removal",
    "signer",
    "to",
)
_PARTNERS = {
    "partner",
    "parties",
    "organisation",
    "organisations",
    "owner",
    "to_partner",
    "upz",
    "parent",
}
_IDS = {"commitment", "household", "households", "person", "persons", "survivor"}


class Reason(Struct, frozen=True, kw_only=True):
    """A refusal as a page shows it."""

    title: str
    way_out: str
    facts: tuple[tuple[str, str], ...] = ()


def of(visit: Visit, refusal: Refused) -> Reason:
    """Return a refusal in people's words."""
    why = to_builtins(refusal.why)
    return Reason(title=refusal.title(), way_out=refusal.way_out, facts=tuple(_facts(visit, why)))


def _facts(visit: Visit, why: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in why.items():
        if key in words.WHY and value not in (None, "", [], ()):
            said = _said_of_field(value) if key == "field" else _said(visit, key, value)
            yield words.WHY[key], said


def _said(visit: Visit, key: str, value: Any) -> str:
    """Return a value as people read it."""
    match value:
        case Mapping():
            return _said_of_thing(visit, value)
        case str() if key.endswith("_percent"):
            return f"{value.replace('.', ',')}%"
        case str():
            return _said_of_text(visit, key, value)
        case Sequence():
            return "; ".join(_said(visit, key, one) for one in value)
        case int():
            return _said_of_number(key, value)
        case _:
            return str(value)


def _said_of_number(key: str, value: int) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if key.endswith("_rupiah"):
        return languages.rupiah("id", value)
    return str(value) if "year" in key else languages.number("id", value)


def _said_of_thing(visit: Visit, value: Mapping[str, Any]) -> str:
    if "title" in value:
        return f"{value['title']} {value.get('way_out', '')}".strip()
    return ", ".join(f"{name.lower()} {said}" for name, said in _facts(visit, value))


def _said_of_field(path: str) -> str:
    """Return a path in a request as a form calls it: `Anggota 1, NIK` for `members[0].nik`."""
    found = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", path)
    if found is None:
        return words.LABELS.get(path.rpartition(".")[2], path)
    one = words.ONE.get(found[1], "Baris")
    return f"{one} {int(found[2]) + 1}, {words.LABELS.get(found[3], found[3])}"


def _said_of_text(visit: Visit, key: str, value: str) -> str:
    if key in _PARTNERS:
        return visit.partner(value)
    if key in {"programme", "programmes"}:
        return visit.programme(value)
    if key in {"village", "villages", "areas"}:
        return visit.village(value)
    if key in _IDS:
        return short_id(value)
    if key in _CODES:
        tables = [LABELS.get(key, {}), *LABELS.values()]
        known = [table[value] for table in tables if value in table]
        return known[0] if known else value
    return languages.day("id", date.fromisoformat(value)) if _DAY.fullmatch(value) else value
