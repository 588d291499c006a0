"""The language rules on households are written in: small enough to be read by who must answer it.

    309a ≥ 2 atau 310 ∉ {1, 2}
    302 per 112 < 8
    bukan (301a = 1 dan 303 ∈ {7, 8})

On the left stands a question of an instrument (`kernel/indicators.py`), on the right the codes of
its answers, or a number. `dan` binds closer than `atau`. What nobody has answered is neither true
nor false: a rule is decided only by answers that decide it, and then no further answer can change
it. English words (`and`, `or`, `not`, `in`, `not in`) and `>=`, `<=`, `!=` are read as well.

Source: Kleene's three-valued logic; the notation of the recommendation maps of Boyolali.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Literal, TypeAlias, assert_never

from msgspec import Struct

Answers: TypeAlias = Mapping[str, tuple[int, ...]]
"""What was answered to each question: codes, or one number; a question not asked is missing."""

Sign: TypeAlias = Literal["=", "≠", "<", "≤", ">", "≥", "∈", "∉"]

MOST_LETTERS = 500
DEEPEST = 20

_TOKEN = re.compile(r"\s*(?:(>=|<=|!=|[=≠<≤>≥∈∉{}(),])|([a-z0-9][a-z0-9_.]*))")
_ASCII: Mapping[str, Sign] = {">=": "≥", "<=": "≤", "!=": "≠"}
_WORDS = {"and": "dan", "or": "atau", "not": "bukan"}
_SIGNS: Mapping[str, Sign] = {
    "=": "=",
    "≠": "≠",
    "<": "<",
    "≤": "≤",
    ">": ">",
    "≥": "≥",
    "∈": "∈",
    "∉": "∉",
}


_ORDERS: Mapping[Sign, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
}


class Unreadable(Exception):  # noqa: N818  (an answer to whoever wrote the rule)
    """The text is no rule; `args[0]` says where it stops making sense, in Indonesian."""


class Compare(Struct, frozen=True):
    """A question's answer beside codes or a number; with `per`, divided by another's."""

    question: str
    sign: Sign
    values: tuple[int, ...]
    per: str = ""


class Every(Struct, frozen=True):
    """All of these hold."""

    parts: tuple["Rule", ...]


class Some(Struct, frozen=True):
    """At least one of these holds."""

    parts: tuple["Rule", ...]


class Never(Struct, frozen=True):
    """This does not hold."""

    part: "Rule"


Rule: TypeAlias = Compare | Every | Some | Never


@cache
def read(text: str) -> Rule:
    """Return the rule that a text says.

    Raises:
        Unreadable: it says none.
    """
    if len(text) > MOST_LETTERS:
        raise Unreadable(f"lebih dari {MOST_LETTERS} huruf")
    return _Reader(text).whole()


def told(rule: Rule) -> str:
    """Return the text of a rule, in the words everybody reads."""
    match rule:
        case Compare(sign="∈" | "∉"):
            codes = ", ".join(str(value) for value in rule.values)
            return f"{rule.question} {rule.sign} {{{codes}}}"
        case Compare():
            divided = f" per {rule.per}" if rule.per else ""
            return f"{rule.question}{divided} {rule.sign} {rule.values[0]}"
        case Every():
            return " dan ".join(_within(part, Some | Every) for part in rule.parts)
        case Some():
            return " atau ".join(_within(part, Some) for part in rule.parts)
        case Never():
            return f"bukan {_within(rule.part, Some | Every)}"
    assert_never(rule)


def holds(rule: Rule, answers: Answers) -> bool | None:
    """Say whether a rule holds; None while the answers do not decide it."""
    match rule:
        case Compare():
            return _compared(rule, answers)
        case Every():
            found = [holds(part, answers) for part in rule.parts]
            return False if False in found else None if None in found else True
        case Some():
            found = [holds(part, answers) for part in rule.parts]
            return True if True in found else None if None in found else False
        case Never():
            held = holds(rule.part, answers)
            return None if held is None else not held
    assert_never(rule)


def questions(rule: Rule) -> Iterator[str]:
    """Yield every question a rule asks, in the order they are read."""
    for asked, _ in comparisons(rule):
        yield asked


def comparisons(rule: Rule) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield every question a rule asks, with the codes it compares; none beside a number."""
    match rule:
        case Compare():
            is_code = rule.sign in {"=", "≠", "∈", "∉"}
            yield rule.question, rule.values if is_code else ()
            if rule.per:
                yield rule.per, ()
        case Every() | Some():
            for part in rule.parts:
                yield from comparisons(part)
        case Never():
            yield from comparisons(rule.part)


def deciding(rule: Rule, answers: Answers) -> tuple[str, ...]:
    """Return the questions whose answers make a rule what it is; none while it is undecided."""
    held = holds(rule, answers)
    if held is None:
        return ()
    match rule:
        case Compare():
            return tuple(questions(rule))
        case Every() | Some():
            found = (deciding(part, answers) for part in rule.parts if holds(part, answers) is held)
            return tuple(dict.fromkeys(one for part in found for one in part))
        case Never():
            return deciding(rule.part, answers)
    assert_never(rule)


def _compared(rule: Compare, answers: Answers) -> bool | None:
    given = answers.get(rule.question)
    if given is None:
        return None
    if rule.sign in {"∈", "="}:
        return any(value in rule.values for value in given)
    if rule.sign in {"∉", "≠"}:
        return all(value not in rule.values for value in given)
    divisor = answers.get(rule.per) if rule.per else (1,)
    if not given or not divisor or divisor[0] <= 0:
        return None
    # Whole numbers on both sides: 47 per 6 < 8 is 47 < 48.
    return _ORDERS[rule.sign](given[0], rule.values[0] * divisor[0])


def _within(rule: Rule, looser: object) -> str:
    text = told(rule)
    return f"({text})" if isinstance(rule, looser) else text  # type: ignore[arg-type]


class _Reader:
    """Reads one text, from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> Rule:
        rule = self.some()
        if self.peek():
            raise Unreadable(f'tidak dimengerti mulai dari "{self.peek()}"')
        return rule

    def some(self) -> Rule:
        parts = [self.every()]
        while self.takes("atau"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Some(tuple(_flat(parts, Some)))

    def every(self) -> Rule:
        parts = [self.one()]
        while self.takes("dan"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(_flat(parts, Every)))

    def one(self) -> Rule:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"lebih dari {DEEPEST} lapis")
        try:
            if self.takes("bukan"):
                return Never(self.one())
            if self.takes("("):
                rule = self.some()
                self.must(")")
                return rule
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Rule:
        question = self.word("soal")
        per = self.word("soal") if self.takes("per") else ""
        sign = self.sign()
        if sign in {"∈", "∉"}:
            if per:
                raise Unreadable('"per" hanya untuk <, ≤, >, dan ≥')
            return Compare(question, sign, self.codes())
        if per and sign in {"=", "≠"}:
            raise Unreadable('"per" hanya untuk <, ≤, >, dan ≥')
        return Compare(question, sign, (self.number(),), per)

    def sign(self) -> Sign:
        if self.takes("bukan"):
            self.must("in")
            return "∉"
        if self.takes("in"):
            return "∈"
        token = self.take()
        if token not in _SIGNS:
            raise Unreadable(f'diharapkan tanda perbandingan, bukan "{token}"')
        return _SIGNS[token]

    def codes(self) -> tuple[int, ...]:
        closing = ")" if self.takes("(") else "}"
        if closing == "}":
            self.must("{")
        found = [self.number()]
        while self.takes(","):
            found.append(self.number())
        self.must(closing)
        return tuple(dict.fromkeys(found))

    def number(self) -> int:
        token = self.take()
        if not token.isdecimal():
            raise Unreadable(f'diharapkan angka, bukan "{token}"')
        return int(token)

    def word(self, wanted: str) -> str:
        token = self.take()
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.]*", token) or token in _RESERVED:
            raise Unreadable(f'diharapkan {wanted}, bukan "{token}"')
        return token

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def takes(self, token: str) -> bool:
        found = self.peek() == token
        self.at += found
        return found

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise Unreadable("berhenti sebelum selesai")
        self.at += 1
        return token

    def must(self, token: str) -> None:
        if not self.takes(token):
            raise Unreadable(f'diharapkan "{token}", bukan "{self.peek() or "akhir"}"')


_RESERVED = frozenset({"dan", "atau", "bukan", "in", "per"})


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.lower().rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable(f'tidak dimengerti mulai dari "{text[at:].strip()[:20]}"')
        token = found[1] or found[2]
        yield _ASCII.get(token) or _WORDS.get(token, token)
        at = found.end()


def _flat(parts: list[Rule], kind: type[Every] | type[Some]) -> Iterator[Rule]:
    """Yield parts, with those of the same kind taken apart: (a or b) or c is a or b or c."""
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part
