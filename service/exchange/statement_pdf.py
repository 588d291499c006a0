"""A contribution statement on paper, with the address where anybody checks it, set by typst.

What people wrote reaches the typesetter as data, never as markup: it can't run anything.
"""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import msgspec
import segno
import typst

from service.exchange.statement_words import BREAKDOWNS, COLUMNS, SPANS, Words
from service.exchange.statements import METHOD, Statement
from service.exchange.subject_report_pdf import moment
from service.kernel.contributions import Five
from service.projections import sentences
from service.projections.attributions import Shared
from service.projections.contribution_parts import By, Part

CODE_LINE = 32


def verify_path(name: str) -> str:
    """Return where anybody can check a statement by its name."""
    return f"/periksa/{name}"


def as_pdf(
    made: Statement, words: Words, *, place: str, issued_at: datetime, verify_at: str
) -> bytes:
    """Return a statement as PDF/A.

    Args:
        place: what the regency is called.
        verify_at: the full address where it can be checked.
    """
    content = {
        **_headings(made, words, place, issued_at),
        "verify_at": verify_at,
        "code_lines": [
            made.name[at : at + CODE_LINE] for at in range(0, len(made.name), CODE_LINE)
        ],
        "columns": list(COLUMNS.values()),
        "spans": [
            [label, *_numbers(getattr(made.credits.funder, span))] for span, label in SPANS.items()
        ],
        "breakdowns": [
            {"title": BREAKDOWNS[one.by], "rows": _rows(one.by, one.parts, words)}
            for one in made.breakdowns
        ],
        "others": [
            {
                "title": BREAKDOWNS["broker"],
                "rows": _rows("partner", made.brokered, words),
            },
            {
                "title": BREAKDOWNS["implementer"],
                "rows": _rows("partner", made.implemented, words),
            },
        ],
        "helped": _shared(made.helped),
        "left_poverty": _shared(made.left_poverty),
    }
    qr = io.BytesIO()
    segno.make(verify_at, error="m").save(qr, kind="svg", border=1)
    source = resources.files("service.exchange").joinpath("statement.typ").read_bytes()
    pdf = typst.compile(
        source,
        format="pdf",
        sys_inputs={
            "statement": msgspec.json.encode(content).decode(),
            "qr": qr.getvalue().decode(),
        },
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
    )
    assert isinstance(pdf, bytes), "one file, not one a page"
    return pdf


def _headings(made: Statement, words: Words, place: str, issued_at: datetime) -> dict[str, Any]:
    partner = words.partner(made.partner)
    return {
        "title": f"Pernyataan kontribusi {partner}",
        "partner": partner,
        "regency": place,
        "from": sentences.day(made.from_on),
        "until": sentences.day(made.until_on - timedelta(days=1)),
        "date": [issued_at.year, issued_at.month, issued_at.day],
        "issued_at": moment(issued_at),
        "position": sentences.number(made.position),
        "method": METHOD,
    }


def _rows(by: By, parts: Sequence[Part], words: Words) -> list[list[list[str]]]:
    """Return a row a part: what it is called, then each number in the period.

    Beside it the number at the end of the period, where it is another.
    """
    return [
        [
            [words.of(by, one.key), ""],
            *(
                [period, closing if closing != period else ""]
                for period, closing in zip(_numbers(one.period), _numbers(one.closing), strict=True)
            ),
        ]
        for one in parts
    ]


def _numbers(five: Five) -> list[str]:
    return [_amount(getattr(five, name)) for name in COLUMNS]


def _amount(rupiah: int) -> str:
    return ("-" if rupiah < 0 else "") + sentences.number(abs(rupiah))


def _shared(rows: Sequence[Shared]) -> list[list[str]]:
    return [
        [
            "Sendiri" if one.partners == 1 else f"Bersama {one.partners - 1} mitra lain",
            sentences.number(one.households),
            f"{one.share:.2f}".replace(".", ","),
            sentences.number(one.own_rupiah),
            sentences.number(one.all_rupiah),
        ]
        for one in rows
    ]
