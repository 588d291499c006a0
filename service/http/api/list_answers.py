"""What is answered about lists and their quarantined rows, and how a file is described."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from service.aggregates.target_list import RawRow, Resolution, RowQuarantined
from service.commands import rows
from service.commands.lists import ListInHand
from service.exchange.lists import Report
from service.http.areas import bounds
from service.http.file_bodies import described
from service.http.sight import Sight
from service.kernel.people import DIGITS
from service.kernel.roles import Actor
from service.kernel.row_problems import AT_FAULT, explain
from service.projections import lists
from service.projections.lists import Batch, HeldRow
from service.projections.moment import PRESENT, Moment
from service.reference.regions import territory
from service.regency import Regency

MOST_FILE_BYTES = 200 * 1024 * 1024

ALREADY_IN = ResponseSpec(
    Report, description="The very same file was in already.", generate_examples=False
)


FileBody = described(
    "The list: text, one row a line, UTF-8, UTF-16 or Windows-1252; a workbook (.xlsx, .xls, .ods);"
    " or a ZIP of the two files of DTSEN.",
    ("text/csv", "text/plain", "application/octet-stream"),
)


class RowProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with a row, and what to do about it, in Indonesian.

    Args:
        cells: titles of the columns at fault; none if it is about the whole row, or the row's cells
            are not open.
    """

    code: str
    title: str
    way_out: str
    cells: Sequence[str] = ()


class QuarantinedRow(Struct, frozen=True, kw_only=True):
    """A row that could not be trusted.

    Args:
        row_no: the line in the file; the first line is 1.
        area: the village it belongs to, or the regency if it doesn't say.
        cells: what stands in the file, by column title; None unless it was opened for a purpose,
            and once it was erased.
        fields: in which column each field stands, as far as `cells` are told.
        how, household, reason, resolved_on: what became of it; `how` is None while it waits.
        position: the event that held it back.
    """

    row_no: int
    area: str
    problems: Sequence[RowProblem]
    cells: Mapping[str, str] | None
    fields: Mapping[str, str]
    quarantined_on: date
    how: Resolution | None
    household: UUID | None
    reason: str
    resolved_on: date | None
    position: int


class ProblemCount(Struct, frozen=True, kw_only=True):
    """How many rows of a list a problem holds back, and how many of those were settled."""

    code: str
    title: str
    way_out: str
    rows: int
    resolved: int


class ProblemCounts(Struct, frozen=True, kw_only=True):
    """The problems of a list's rows, the most frequent first; a row may have several.

    Args:
        position: the last event this answer takes into account.
    """

    items: Sequence[ProblemCount]
    position: int


class ListRows(Struct, frozen=True, kw_only=True):
    """Some quarantined rows, by row number, and where to go on.

    Args:
        position: the last event this answer takes into account.
        next: the `cursor` of the next page, None on the last one.
    """

    items: Sequence[QuarantinedRow]
    position: int
    next: str | None = None


def problem_counts(
    regency: Regency, actor: Actor, list_id: UUID, moment: Moment = PRESENT
) -> list[ProblemCount]:
    """Return why rows of a list were held back, as far as they are the actor's to know."""
    with regency.reading(actor) as conn:
        found = lists.reasons(
            conn,
            regency.schema,
            list_id,
            areas=bounds(regency, actor.known),
            moment=moment,
        )
    return [
        ProblemCount(
            code=one.code,
            title=explain(one.code).title,
            way_out=explain(one.code).way_out,
            rows=one.rows,
            resolved=one.resolved,
        )
        for one in found
    ]


def row_answers(
    regency: Regency, sight: Sight, batch: Batch, held: Sequence[HeldRow]
) -> list[QuarantinedRow]:
    """Return the rows of a list that are the actor's to know, their cells opened for a purpose.

    Raises:
        KeysUnavailable: the key database does not answer.
        LookUnrecorded: the look can't be recorded.
    """
    answers, seen = [], set()
    cells_of = _opened(regency, [row.position for row in held])
    for row in held:
        subject, cells = cells_of[row.position]
        read = rows.HeldRow(
            list=ListInHand(
                id=batch.list,
                layout=batch.layout,
                period=batch.period,
                on=batch.letter_date,
                columns=(),
            ),
            row_no=row.row_no,
            reasons=tuple(row.reasons),
            cells=cells,
            mapping=batch.mapping,
            village=batch.village,
        )
        place, today = territory(regency.code), regency.ledger.today
        area = rows.area_of(read, territory=place, today=today)
        if sight.actor.known.covers(area):
            is_open = cells is not None and sight.names_for(area) == "open"
            if is_open:
                seen.add(subject)
            titles = rows.titles_of(read, territory=place, today=today) if is_open else {}
            answers.append(_answer(row, area, cells if is_open else None, titles))
    sight.record(seen)
    return answers


def _opened(
    regency: Regency, positions: Sequence[int]
) -> dict[int, tuple[UUID, dict[str, str] | None]]:
    """Return the subject and the cells of quarantined rows, by the position of their event."""
    recorded = regency.log.at(positions)
    sealed = [one.event.raw for one in recorded if isinstance(one.event, RowQuarantined)]
    raws: list[RawRow | None] = regency.vault.open_all(sealed)
    return {
        one.position: (each.subject, raw.cells if raw else None)
        for one, each, raw in zip(recorded, sealed, raws, strict=True)
    }


def problem_of(code: str, cells: Mapping[str, str], titles: Mapping[str, str]) -> RowProblem:
    """Return a problem with the columns it is about, as far as the row has them.

    Args:
        titles: in which column each field stands.
    """
    told = explain(code)
    at_fault = [titles[field] for field in AT_FAULT.get(code, ()) if field in titles]
    if code == "excel_precision_loss":
        # One of the two numbers; which one shows: it is no sixteen digits any more, or ends in 0.
        at_fault = [one for one in at_fault if _looks_cut(cells.get(one, ""))] or at_fault
    return RowProblem(code=code, title=told.title, way_out=told.way_out, cells=at_fault)


def _looks_cut(number: str) -> bool:
    bare = number.strip()
    return not (bare.isdecimal() and len(bare) == DIGITS) or bare.endswith("0")


def _answer(
    row: HeldRow, area: str, cells: Mapping[str, str] | None, titles: Mapping[str, str]
) -> QuarantinedRow:
    return QuarantinedRow(
        row_no=row.row_no,
        area=area,
        problems=[problem_of(code, cells or {}, titles) for code in row.reasons],
        cells=cells,
        fields=titles,
        quarantined_on=row.quarantined_on,
        how=row.how,
        household=row.household,
        reason=row.reason,
        resolved_on=row.resolved_on,
        position=row.position,
    )
