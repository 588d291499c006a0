"""The parts of the documentation that are made from the code itself."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litestar import Litestar

import service
from service.aggregates import commitment_events, household_events, household_indicator_events
from service.app import create_app
from service.application import NotKnown, TooBusy
from service.http.problems import NotHere, code_of
from service.http.rights import is_public, rights_of
from service.kernel import helixes, needs, row_problems, valuations, verdicts
from service.kernel.refusals import Refused
from service.kernel.roles import ROLES
from service.kernel.rule_sets import RuleContent
from service.policies import overlap, reads, rights
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import ALL
from service.reference.instruments import INSTRUMENTS
from service.reference.rule_sets import SHIPPED
from service.regency import Regency

_STATUS: Mapping[type[Refused], int] = {
    NotAllowed: 403,
    NotEmpowered: 403,
    OutOfScope: 404,
    NotKnown: 404,
    TooBusy: 503,
}
_NOT_A_COLUMN = ("PRIMARY", "UNIQUE", "CHECK", "INCLUDE", "CONSTRAINT", ")")

_CODES: Mapping[str, Mapping[Any, str]] = {
    "Needs": needs.NEED_LABELS,
    "Strategies": needs.STRATEGY_LABELS,
    "Status of a household": verdicts.STATUS_LABELS,
    "Verdicts on a person": verdicts.PRESENCE_LABELS,
    "Verdicts on a household": verdicts.HOUSEHOLD_VERDICT_LABELS,
    "Why a household is better off": verdicts.BETTER_OFF_LABELS,
    "Verdicts on a need": verdicts.NEED_VERDICT_LABELS,
    "Kinds of organisation": helixes.ORG_TYPE_LABELS,
    "Helixes": helixes.HELIX_LABELS,
    "Forms of aid": commitment_events.FORM_LABELS,
    "How goods are valued": valuations.VALUATION_LABELS,
    "Ways of paying": commitment_events.PAYMENT_METHOD_LABELS,
    "Why a delivery is disputed": commitment_events.DISPUTE_REASON_LABELS,
    "Why a need was given back": household_events.RELEASE_LABELS,
    "Why a claim of a need was retracted": household_indicator_events.RETRACTION_LABELS,
    "How two promises meet": overlap.SEVERITY_LABELS,
}


def parts(regency: Regency) -> dict[str, str]:
    """Return every generated part by its name."""
    app = create_app(regency)
    description = app.openapi_schema.to_schema()
    return {
        "endpoints": _endpoints(description),
        "refusals": _refusals(),
        "row-problems": _row_problems(),
        "rule-sets": _rule_sets(),
        "instruments": _instruments(),
        "codes": _codes(),
        "rights": _rights(),
        "reads": _reads(),
        "routes": _routes(app),
        "views": _views(),
    }


def _kinds_of_refusal() -> list[type[Refused]]:
    """Return every refusal of the service, by code."""
    for module in pkgutil.walk_packages(service.__path__, "service."):
        importlib.import_module(module.name)
    return sorted(_below(Refused), key=code_of)


def _below(kind: type[Refused]) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        # Tests of the log make refusals of their own.
        if one.__module__.startswith("service."):
            yield one
        yield from _below(one)


def _endpoints(description: dict[str, Any]) -> str:
    rows = [
        (tag, path, method.upper(), operation["description"].partition("\n")[0])
        for path, item in description["paths"].items()
        for method, operation in item.items()
        for tag in operation["tags"]
    ]
    groups: dict[str, list[tuple[str, ...]]] = {}
    for tag, path, method, about in sorted(rows):
        groups.setdefault(tag, []).append((f"`{method} {path}`", about))
    return "\n".join(
        f"### {tag}\n\n{_table(('endpoint', 'what it does'), group)}"
        for tag, group in groups.items()
    )


def _refusals() -> str:
    return _table(
        ("code", "status", "title", "way out"),
        (
            (f"`{code_of(one)}`", str(_status(one)), one.title(), one.way_out)
            for one in _kinds_of_refusal()
        ),
    )


def _status(kind: type[Refused]) -> int:
    return kind.status if issubclass(kind, NotHere) else _STATUS.get(kind, 409)


def _row_problems() -> str:
    return _table(
        ("code", "title", "way out"),
        ((f"`{code}`", one.title, one.way_out) for code, one in row_problems.PROBLEMS.items()),
    )


def _codes() -> str:
    return "\n".join(
        f"### {about}\n\n"
        + _table(("identifier", "as people read it"), ((f"`{c}`", t) for c, t in labels.items()))
        for about, labels in _CODES.items()
    )


def _rights() -> str:
    groups: dict[tuple[str, str], list[str]] = {}
    for command, rule in rights.RULES.items():
        within = ", ".join(sorted(rule.fences)) or "-"
        groups.setdefault((", ".join(sorted(rule.roles)), within), []).append(f"`{command}`")
    return _table(
        ("commands", "roles", "within"),
        ((", ".join(commands), roles, within) for (roles, within), commands in groups.items()),
    )


def _reads() -> str:
    return _table(
        ("right", "roles"),
        (
            (f"`{right}`", "everybody" if len(roles) == len(ROLES) else ", ".join(sorted(roles)))
            for right, roles in sorted(reads.READS.items())
        ),
    )


def _routes(app: Litestar) -> str:
    rows = [
        (f"{method} {route.path}", "public" if is_public(handler) else _either(rights_of(handler)))
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]
    return _table(("route", "right"), sorted(rows, key=lambda row: row[0].split(" ")[::-1]))


def _either(rights: tuple[str, ...]) -> str:
    return " or ".join(f"`{right}`" for right in rights)


def _views() -> str:
    return _table(
        ("view", "columns"),
        (
            (f"`{projection.name}_{short}`", ", ".join(_columns(table.columns)))
            for projection in ALL
            for short, table in projection.tables.items()
        ),
    )


def _columns(ddl: str) -> list[str]:
    # Parentheses hold commas of their own: keys, defaults, types with a size.
    flat = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", ddl))
    words = [part.split()[0] for part in flat.split(",") if part.split()]
    return [word for word in words if not word.startswith(_NOT_A_COLUMN)]


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rule_sets() -> str:
    """Return what every shipped rule set says."""
    told = []
    for name, content in SHIPPED.items():
        told += [f"## {content.title} (`{name}`)", "", f"{content.author}. {content.source}", ""]
        if content.criteria:
            told += [f"Threshold: {content.threshold}.", "", *_criteria(content), ""]
        if content.needs:
            told += [*_need_rules(content), "", *_recommended(content), ""]
    return "\n".join(told).rstrip()


def _criteria(content: RuleContent) -> Iterator[str]:
    yield "| criterion | met when, the first that is decided |"
    yield "| --- | --- |"
    for one in content.criteria:
        alone = " (decides alone)" if one.decisive else ""
        note = f" {one.note}" if one.note else ""
        yield f"| {one.code}. {one.label}{alone}.{note} | {_texts(one.when)} |"


def _need_rules(content: RuleContent) -> Iterator[str]:
    yield "| rule | need | claimed when, the first that is decided |"
    yield "| --- | --- | --- |"
    for one in content.needs:
        yield f"| `{one.rule}`: {one.label} | `{one.need}` | {_texts(one.when)} |"


def _recommended(content: RuleContent) -> Iterator[str]:
    yield "| need | recommended | lead | strategy | funds | APBDes | price |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for one in content.recommendations:
        need = f"`{one.need}`" if one.need else "the village itself"
        price = f"{one.unit_price_rupiah} a {one.unit}" if one.unit_price_rupiah else ""
        cells = [
            need,
            one.intervention,
            one.lead,
            f"`{one.strategy}`",
            "; ".join(one.funds),
            ", ".join(one.activities),
            price,
        ]
        yield f"| {' | '.join(cells)} |"


def _texts(several: Iterable[str]) -> str:
    return "; ".join(f"`{text}`" for text in several)


def _instruments() -> str:
    """Return every question with its codes."""
    told = []
    for one in INSTRUMENTS.values():
        told += [f"### {one.title} (`{one.name}`, edition {one.edition})", "", f"{one.source}.", ""]
        told += ["| code | question | answers |", "| --- | --- | --- |"]
        for question in one.questions():
            codes = ", ".join(f"{code} {label}" for code, label in question.options)
            answers = codes or f"a number ({question.unit})"
            told.append(f"| `{question.code}` | {question.text} | {answers} |")
        told.append("")
    return "\n".join(told).rstrip()
