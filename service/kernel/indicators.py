"""What is asked about how a household lives, instrument by instrument, with the official codes.

An answer is a code of its question, a number, or several codes where several can be true. Codes of
questions are unique across instruments, so that answers of different years and forms lie beside one
another and a rule names one of them only. The instruments are data: `reference/instruments`.

Source: Regsosek 2022 form K (BPS); the fourteen criteria of BPS (2005, in use since); Kepmensos
262/HUK/2022; need list of the Jawa Tengah mentors (SIKSDJ, Purworejo 2024).
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from service.kernel.rules import Answers

InstrumentName: TypeAlias = Literal["regsosek", "bps14", "kemensos262", "lokal"]
QuestionKind: TypeAlias = Literal["choice", "choices", "number"]

INSTRUMENT_NAMES: tuple[InstrumentName, ...] = get_args(InstrumentName)
MOST_NUMBER = 1_000_000_000


class Question(Struct, frozen=True, kw_only=True):
    """One question as it is asked at the door.

    Args:
        code: the official number where there is one (`309a`).
        text: as it is asked, in plain Indonesian.
        options: answer codes and what they mean; none for a number.
        unit: of a number (`m²`, `orang`).
    """

    code: str
    text: str
    kind: QuestionKind = "choice"
    options: tuple[tuple[int, str], ...] = ()
    unit: str = ""

    def fits(self, answer: tuple[int, ...]) -> bool:
        """Say whether an answer is one of this question's."""
        if self.kind == "number":
            return len(answer) == 1 and 0 <= answer[0] <= MOST_NUMBER
        known = {code for code, _ in self.options}
        several = self.kind == "choices" and len(set(answer)) == len(answer)
        return bool(answer) and set(answer) <= known and (several or len(answer) == 1)

    def told(self, answer: tuple[int, ...]) -> str:
        """Return an answer in words."""
        if self.kind == "number":
            shown = f"{answer[0]:,}".replace(",", ".")
            return f"{shown} {self.unit}".rstrip()
        labels = dict(self.options)
        return ", ".join(labels.get(code, str(code)) for code in answer)


class Group(Struct, frozen=True, kw_only=True):
    """Questions that are asked together (`Rumah`, `Air dan jamban`)."""

    name: str
    label: str
    questions: tuple[Question, ...]


class Instrument(Struct, frozen=True, kw_only=True):
    """A form, in one edition of it.

    Args:
        edition: which one the codes are of; kept with every answer.
        source: who made it.
        lead: what whoever fills it in should know.
    """

    name: InstrumentName
    edition: str
    title: str
    source: str
    groups: tuple[Group, ...]
    lead: str = ""

    def questions(self) -> Iterator[Question]:
        """Yield its questions in the order they are asked."""
        for group in self.groups:
            yield from group.questions


class Told(Struct, frozen=True, kw_only=True):
    """What a household answered to one instrument; personal, so sealed in every event."""

    answers: dict[str, tuple[int, ...]]


def misfits(instrument: Instrument, answers: Answers) -> dict[str, str]:
    """Return what is wrong with answers to an instrument, by question; nothing if they fit."""
    known = {one.code: one for one in instrument.questions()}
    found = {}
    for code, answer in answers.items():
        question = known.get(code)
        if question is None:
            found[code] = "bukan pertanyaan instrumen ini"
        elif not question.fits(answer):
            found[code] = "bukan jawaban pertanyaan ini"
    return found


def merged(*told: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Return answers of several days as one, oldest first: the latest to a question stays."""
    return {code: answer for each in told for code, answer in each.items()}
