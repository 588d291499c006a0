"""A subject's report on paper: the same content as JSON and page, set by typst.

What people wrote reaches the typesetter as data, never as markup: it can't run anything.
"""

from datetime import datetime
from importlib import resources

import msgspec
import typst

from service.accesslog.looks import KIND_LABELS
from service.aggregates.subject_request_events import (
    LEGAL_BASIS_LABELS,
    OUTCOME_LABELS,
    REQUEST_KIND_LABELS,
)
from service.exchange.subject_report import SubjectReport
from service.kernel.purposes import PURPOSE_LABELS
from service.projections import sentences
from service.projections.subject_requests import SubjectRequest
from service.work import WESTERN_INDONESIA

_PURPOSES: dict[str, str] = {str(code): label for code, label in PURPOSE_LABELS.items()}


def as_pdf(report: SubjectReport, *, number: str, look: int, made_by: str) -> bytes:
    """Return a report as PDF/A, marked on every page with who made it, when and for which look.

    Args:
        number: of the request it answers.
        look: number of the look that put it on record.
        made_by: office of whoever made it.
    """
    content = {
        "number": number,
        "made_at": moment(report.made_at),
        "mark": f"Nomor {look}, {made_by}, {moment(report.made_at)}. Rahasia: untuk pemohon.",
        "about": "Tentang seluruh keluarga." if report.person is None else "Tentang satu orang.",
        "contact": "Sampaikan kepada pejabat pelindungan data pribadi kabupaten.",
        "held": [
            [one.field, one.value, one.source, sentences.day(one.occurred_on)]
            for one in report.held
        ],
        "looks": [
            [
                moment(one.at),
                f"{one.name or one.account}, {one.position} ({one.organisation})",
                KIND_LABELS[one.kind],
                _PURPOSES.get(one.purpose, one.purpose),
                str(one.id),
            ]
            for one in report.looks
        ],
        "received": [
            [
                one.organisation,
                one.name or one.account,
                one.how,
                ", ".join(str(look) for look in one.looks),
            ]
            for one in report.received
        ],
        "decisions": [[sentences.day(one.occurred_on), one.sentence] for one in report.decisions],
        "requests": [
            [one.number, REQUEST_KIND_LABELS[one.kind], moment(one.received_at), outcome(one)]
            for one in report.requests
        ],
    }
    source = resources.files("service.exchange").joinpath("subject_report.typ").read_bytes()
    made = typst.compile(
        source,
        format="pdf",
        sys_inputs={"report": msgspec.json.encode(content).decode()},
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes), "one file, not one a page"
    return made


def moment(instant: datetime) -> str:
    """Return an instant as people read it: `4 November 2026, 10.15 WIB`."""
    local = instant.astimezone(WESTERN_INDONESIA)
    return f"{sentences.day(local.date())}, {local:%H.%M} WIB"


def outcome(request: SubjectRequest) -> str:
    """Return what came of a request, in words."""
    if request.outcome is None:
        return "belum diputuskan"
    basis = LEGAL_BASIS_LABELS[request.legal_basis] if request.legal_basis else ""
    return f"{OUTCOME_LABELS[request.outcome]}: {basis}"
