"""A work list on paper: one part for each RT, with boxes to tick and places to sign.

What people wrote reaches the typesetter as data, never as markup. Fonts are those that come with
the typesetter and are embedded, so that the sheet prints alike in every office.
"""

from collections.abc import Iterable, Sequence
from importlib import resources
from itertools import groupby

import msgspec
import typst

from service.exchange.work_sheets import WorkRow, rt_of
from service.kernel.verdicts import HOUSEHOLD_VERDICT_LABELS, HouseholdVerdict
from service.projections import sentences

TICKED: tuple[HouseholdVerdict, ...] = (
    "eligible",
    "better_off",
    "graduated",
    "self_withdrew",
    "refused_interview",
    "unreachable",
    "closed_no_members",
)
"""Verdicts that a sheet offers to tick; the others ask for more than a sheet has room for."""


def as_pdf(
    rows: Iterable[WorkRow],
    *,
    village: str,
    kecamatan: str,
    regency: str,
    marks: Sequence[str],
) -> bytes:
    """Return the sheet of some rows, in their order, with a new page for each RT.

    Args:
        village: with what it is: "Desa Klego".
        marks: three lines for the foot of every page: who made it, what for, until when.
    """
    parts = [
        {
            "title": f"RT {rt.replace('/', ' RW ')}" if rt else "RT belum diketahui",
            "rows": [_row(row) for row in several],
        }
        for rt, several in groupby(rows, key=rt_of)
    ]
    content = {
        "place": f"{village}, Kecamatan {kecamatan}, {regency}",
        "marks": list(marks),
        "verdicts": [_ticked(one) for one in TICKED],
        "parts": parts or [{"title": "tanpa keluarga", "rows": []}],
    }
    made = typst.compile(
        resources.files("service.exchange").joinpath("work_sheet.typ").read_bytes(),
        format="pdf",
        sys_inputs={"sheet": msgspec.json.encode(content).decode()},
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes), "one file, not one a page"
    return made


def _ticked(verdict: HouseholdVerdict) -> str:
    if verdict == "better_off":
        return "Mampu, karena (lingkari): ASN/TNI/Polri · pensiun · perangkat · aset · penghasilan"
    return HOUSEHOLD_VERDICT_LABELS[verdict]


def _row(row: WorkRow) -> dict[str, str]:
    last = f"Terakhir dilihat {sentences.day(row.looked_on)}" if row.looked_on else "Belum dilihat"
    return {
        "code": row.code,
        "head": row.head,
        "address": row.address,
        "persons": str(row.persons),
        "last": f"{last}: {row.status_label}.",
    }
