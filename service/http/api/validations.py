"""Findings of many doors in one request: what a sheet or a phone brings back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from service.commands.requests import Part
from service.commands.validations import Validation
from service.exchange.field_rows import (
    MOST_FINDINGS,
    MOST_ROWS,
    RESULT_LABELS,
    Outcome,
    Result,
    Row,
    carry_out,
)
from service.http import reads
from service.http.problems import PROBLEMS, BadRequest, FieldError, Problem, code_of
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies import access
from service.regency import Regency

RIGHTS = ("households.judge", "households.judge_presence", "needs.judge")


class GivenRow(Part, frozen=True, kw_only=True):
    """What was found at one door.

    Args:
        key: the row's own, made where it was written down; sent again, nothing happens twice.
        version: of the household as it was looked at; stale, the row is refused.
        findings: recorded together or not at all.
    """

    key: Annotated[str, Meta(min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$(?!\n)")]
    household: UUID
    findings: Annotated[tuple[Validation, ...], Meta(min_length=1, max_length=MOST_FINDINGS)]
    version: Annotated[int, Meta(ge=0, le=2**31)] | None = None


class GivenRows(Part, frozen=True, kw_only=True):
    """Rows of a sheet, each a command of its own."""

    rows: Annotated[tuple[GivenRow, ...], Meta(min_length=1, max_length=MOST_ROWS)]


class RowOutcome(Struct, frozen=True, kw_only=True):
    """What became of a row.

    Args:
        result: `saved` now; `unchanged`, for it was saved before or says nothing new; `refused`.
        version, position, recorded_at: of a row that is saved, now or before.
        problem: the rule that said no, or that there was nothing new.
    """

    key: str
    household: UUID
    result: Result
    label: str
    version: int | None = None
    position: int | None = None
    recorded_at: datetime | None = None
    problem: Problem | None = None


class RowOutcomes(Struct, frozen=True, kw_only=True):
    """What became of each row, in the order they were sent."""

    saved: int
    unchanged: int
    refused: int
    rows: Sequence[RowOutcome]


class ValidationsController(Controller):
    """One door is `POST /households/{id}/validations`; here are those of a whole sheet."""

    path = "/validations"
    tags = ("worklists",)

    @post(
        "/",
        sync_to_thread=True,
        status_code=200,
        responses=PROBLEMS,
        opt=reads.rights(RIGHTS),
    )
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        data: JSONBody[GivenRows],
    ) -> RowOutcomes:
        """Record up to 100 rows, each on its own: some may be saved while others are refused.

        Each row carries its idempotency key, so a sheet that was cut off is simply sent again.
        """
        access.require_any(actor, RIGHTS)
        keys = [row.key for row in data.rows]
        if len(set(keys)) < len(keys):
            raise BadRequest([FieldError("rows", "setiap baris memakai kunci yang berbeda")])
        rows = [
            Row(household=one.household, key=one.key, findings=one.findings, seen=one.version)
            for one in data.rows
        ]
        outcomes = [_told(one) for one in carry_out(regency, actor, rows, channel="api")]
        return RowOutcomes(
            saved=sum(one.result == "saved" for one in outcomes),
            unchanged=sum(one.result == "unchanged" for one in outcomes),
            refused=sum(one.result == "refused" for one in outcomes),
            rows=outcomes,
        )


def _told(outcome: Outcome) -> RowOutcome:
    receipt, refusal = outcome.receipt, outcome.refusal
    return RowOutcome(
        key=outcome.row.key,
        household=outcome.row.household,
        result=outcome.result,
        label=RESULT_LABELS[outcome.result],
        version=receipt.version if receipt else None,
        position=receipt.position if receipt else None,
        recorded_at=receipt.recorded_at if receipt else None,
        problem=None if refusal is None else _problem(refusal),
    )


def _problem(refusal: Refused) -> Problem:
    return Problem(
        type=f"/problems/{code_of(type(refusal))}",
        title=refusal.title(),
        status=409,
        detail=refusal.way_out,
        why=refusal.why,
    )
