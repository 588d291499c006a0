"""Commands about what Dukcapil answers: one letter, many people.

An answer is taken over whole or not at all, by NIK: whoever is not on the register, or not where
the actor works, is named by row, so that the row can be taken out.
"""

import re
from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_identity import MatchedAlready
from service.application import Work
from service.commands.requests import Line, Part, PopulationNumber, Request
from service.kernel.people import is_temporary, read_nik
from service.kernel.refusals import Refused
from service.policies import access

MOST_ROWS = 2_000
Answer: TypeAlias = Literal["matched", "mismatched", "not_found"]

_SAID: dict[str, Answer] = {
    "padan": "matched",
    "sesuai": "matched",
    "tidakpadan": "mismatched",
    "tidaksesuai": "mismatched",
    "tidakditemukan": "not_found",
    "tidakada": "not_found",
}
"""How answers are worded, without spaces."""

_CELLS = re.compile(r"[;,\t]")


class RowsUnknown(Refused):
    """Sebagian NIK pada jawaban ini tidak terdaftar di wilayah kerja Anda."""

    way_out: ClassVar[str] = "Keluarkan baris yang disebut, atau daftarkan orangnya lebih dahulu."


class RowsUnreadable(Refused):
    """Sebagian baris jawaban ini tidak dapat dibaca."""

    way_out: ClassVar[str] = (
        "Tulis satu orang satu baris: NIK, lalu koma, lalu padan, tidak padan, atau tidak "
        "ditemukan; setiap NIK satu kali saja."
    )


class MatchRow(Part, frozen=True, kw_only=True):
    """What the answer says of one person."""

    nik: PopulationNumber
    match: Answer


class RecordMatches(Request, frozen=True, kw_only=True):
    """An answer of Dukcapil.

    Args:
        letter: its number.
    """

    letter: Line
    letter_date: date
    rows: Annotated[tuple[MatchRow, ...], Meta(min_length=1, max_length=MOST_ROWS)]


class TakeOverAnswer(Request, frozen=True, kw_only=True):
    """The same as pasted from a table: a line each, the NIK and what the answer says of it.

    Args:
        answer: never kept as it is; every line must be readable.
    """

    letter: Line
    letter_date: date
    answer: Annotated[str, Meta(min_length=1, max_length=100_000)]


def take_over(work: Work, ask: TakeOverAnswer) -> UUID:
    """Record what Dukcapil answered, from lines that somebody pasted.

    Raises:
        RowsUnreadable: with the lines at fault.
        As `record_matches`.
    """
    access.require(work.actor, "identities.match")
    rows, wrong = [], []
    for number, line in enumerate(ask.answer.strip().splitlines(), start=1):
        cells = [cell.strip() for cell in _CELLS.split(line) if cell.strip()]
        said = _SAID.get("".join(cells[-1].lower().split())) if len(cells) > 1 else None
        if said is None:
            wrong.append(number)
        else:
            rows.append(MatchRow(nik=cells[0], match=said))
    if wrong or len(rows) > MOST_ROWS:
        raise RowsUnreadable(rows=wrong[:50])
    return record_matches(
        work,
        RecordMatches(
            letter=ask.letter,
            letter_date=ask.letter_date,
            rows=tuple(rows),
            occurred_on=ask.occurred_on,
        ),
    )


def record_matches(work: Work, ask: RecordMatches) -> UUID:
    """Record what Dukcapil answered about people, in one save; return one of their households.

    Raises:
        NotAllowed: the role may not.
        RowsUnreadable, RowsUnknown: with the rows at fault; nothing was recorded.
        MatchedAlready: all of it is on record from this letter.
        HouseholdIsErased, NotHappenedYet: not of them, not yet.
    """
    access.require(work.actor, "identities.match")
    said = _readable(work, ask.rows)
    held = work.claims_on("nik", list(said))
    unknown = [number for nik, (number, _) in said.items() if nik not in held]
    done: UUID | None = None
    for nik, (number, match) in said.items():
        if nik not in held:
            continue
        home, person = held[nik].household, held[nik].subject
        known = work.load(Household, home)
        if not work.actor.scope.covers(known.village):
            unknown.append(number)
            continue
        if known.matches.get(person) == (match, ask.letter):
            continue
        events = known.match(
            person,
            match,
            letter=ask.letter,
            letter_on=ask.letter_date,
            by=work.actor.account,
            **ask.days(work),
        )
        work.append(Household, home, *events)
        done = done or home
    if unknown:
        raise RowsUnknown(rows=sorted(unknown)[:50])
    if done is None:
        raise MatchedAlready
    return done


def _readable(work: Work, rows: tuple[MatchRow, ...]) -> dict[str, tuple[int, Answer]]:
    """Return what is said of each NIK, with the row that says it."""
    said: dict[str, tuple[int, Answer]] = {}
    wrong = []
    for number, row in enumerate(rows, start=1):
        nik = read_nik(row.nik, today=work.today)
        if nik.problems or is_temporary(nik.digits) or nik.digits in said:
            wrong.append(number)
        else:
            said[nik.digits] = (number, row.match)
    if wrong:
        raise RowsUnreadable(rows=wrong[:50])
    return said
