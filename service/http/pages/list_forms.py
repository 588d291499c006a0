"""What is asked for about a list: the letter it came with, and cells of a row that were wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request
from msgspec import Meta, Struct

from service.commands.requests import Line, Part, Reason, VillageCode
from service.commands.rows import CorrectRow, RowStillFaulty
from service.http import csrf
from service.http.api.list_answers import QuarantinedRow, RowProblem, problem_of
from service.http.bodies import say
from service.http.fields import Fault, Faulty, Form
from service.http.forms import Posted, first
from service.http.pages.visits import Visit
from service.kernel.lists import Layout
from service.kernel.refusals import Refused
from service.sessions.session import Session

COLUMN_FIELDS: tuple[tuple[str, str], ...] = (
    ("nik", "NIK"),
    ("kk_number", "Nomor KK"),
    ("name", "Nama"),
    ("family", "ID keluarga"),
    ("birth_date", "Tanggal lahir"),
    ("birth_place", "Tempat lahir"),
    ("sex", "Jenis kelamin"),
    ("relation", "Hubungan keluarga"),
    ("occupation", "Pekerjaan"),
    ("address", "Alamat"),
    ("dusun", "Dusun"),
    ("rt", "RT"),
    ("rw", "RW"),
    ("regency", "Kabupaten atau kota"),
    ("kecamatan", "Kecamatan"),
    ("village", "Desa (nama atau kode Kemendagri)"),
    ("village_bps", "Desa (kode BPS)"),
    ("identity_match", "Keterangan padan"),
    ("decile", "Desil nasional"),
    ("decile_province", "Desil provinsi"),
    ("decile_regency", "Desil kabupaten"),
    ("percentile", "Persentil"),
    ("presence", "Keberadaan"),
    ("bpnt", "Bansos BPNT"),
    ("pkh", "Bansos PKH"),
    ("bpnt_ppkm", "Bansos BPNT-PPKM"),
    ("pbi_jkn", "PBI JKN"),
)
"""What a column of a list can be said to hold."""


class Letter(Part, frozen=True, kw_only=True):
    """The letter that a list came with.

    Args:
        letter_date: the day its rows speak of.
        period: its vintage, as the issuer calls it.
        layout: None finds out.
        village: where all rows belong, if no column says it.
    """

    name: Line
    issuer: Line
    letter_number: Annotated[str, Meta(min_length=1, max_length=100)]
    letter_date: date
    period: Annotated[str, Meta(min_length=1, max_length=40)]
    purpose: Reason
    legal_basis: Reason
    layout: Layout | None = None
    village: VillageCode | None = None


class Cell(Struct, frozen=True, kw_only=True):
    """A cell of a row, as the form asks for it.

    Args:
        name: of the field; by its place in the row, whatever place it has on the page.
        problems: what is wrong with it.
    """

    name: str
    title: str
    value: str
    problems: Sequence[RowProblem]


def problems_now(
    row: QuarantinedRow, posted: Posted, refusal: Refused | None
) -> Sequence[RowProblem]:
    """Return what is wrong with a row as the page shows it: as typed, once that was sent."""
    if not isinstance(refusal, RowStillFaulty):
        return row.problems
    typed = {
        title: first(posted, f"cell{index}") or old
        for index, (title, old) in enumerate((row.cells or {}).items())
    }
    still: Any = refusal.why["problems"]
    return [problem_of(one["code"], typed, row.fields) for one in still]


def of_letter(visit: Visit) -> Form:
    """Return how a letter is asked for."""
    return Form(kind=Letter, choices={"village": visit.villages()})


def corrected(row: QuarantinedRow, posted: Posted) -> CorrectRow:
    """Return what a row should have said: the cells that were changed.

    Raises:
        Faulty: nothing was changed, or a cell is too long.
    """
    cells = {
        title: first(posted, f"cell{index}")
        for index, (title, old) in enumerate((row.cells or {}).items())
        if first(posted, f"cell{index}") != old and f"cell{index}" in posted
    }
    village = first(posted, "village")
    if not cells and not village:
        raise Faulty([Fault("cell0", "Ubah paling sedikit satu isian")])
    # A list that has no column for the village is put right by naming it, cells as they are.
    unchanged = dict(list((row.cells or {}).items())[:1])
    plain: dict[str, Any] = {"cells": cells or unchanged}
    if village:
        plain["village"] = village
    try:
        return msgspec.convert(plain, CorrectRow)
    except msgspec.ValidationError as err:
        raise Faulty([Fault("cell0", f"Isian: {say(str(err))}")]) from err


def require_csrf(request: Request[Any, Any, Any], token: str) -> None:
    """Refuse a file that another site made a browser send.

    Args:
        token: of the form; a script sends it in a header instead.

    Raises:
        FormExpired: the form is not of this session.
    """
    session = request.scope.get("session")
    if isinstance(session, Session):
        csrf.require(session, request.headers.get(csrf.HEADER) or token)
