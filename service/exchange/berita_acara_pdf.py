"""The minutes of a village meeting on paper, as the official form wants them, set by typst.

What people wrote reaches the typesetter as data, never as markup: it can't run anything.
"""

import io
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any

import msgspec
import segno
import typst

from service.aggregates.musdes_events import (
    ATTENDEE_ROLE_LABELS,
    DECISION_LABELS,
    MUSDES_KIND_LABELS,
    REMOVAL_LABELS,
    SIGNER_LABELS,
    Signer,
)
from service.exchange.berita_acara import Minutes, Row, Signature
from service.exchange.official_words import day_in_words, in_words
from service.kernel.people import SEXES
from service.kernel.places import VILLAGE_KINDS
from service.kernel.verdicts import STATUS_LABELS
from service.projections import sentences
from service.reference.regions import Territory

HASH_LINE = 32


def verify_path(content_hash: str) -> str:
    """Return where anybody can check minutes by their hash."""
    return f"/periksa/{content_hash}"


def as_pdf(
    made: Minutes,
    *,
    place: Territory,
    lists: Sequence[str],
    corrects: str,
    verify_at: str,
    mark: str,
) -> bytes:
    """Return minutes as PDF/A.

    Args:
        place: the regency, for what its parts are called.
        lists: what the lists are called that the meeting was about.
        corrects: number of the berita acara that these put right; empty if none.
        verify_at: the full address where their hash can be checked.
        mark: at the foot of every page: which edition, by whom, for which look.
    """
    content = _content(made, place) | {
        "lists": list(lists) or ["Hasil verifikasi yang menunggu musyawarah"],
        "corrects": corrects,
        "verify_at": verify_at,
        "mark": mark,
    }
    qr = io.BytesIO()
    segno.make(verify_at, error="m").save(qr, kind="svg", border=1)
    source = resources.files("service.exchange").joinpath("berita_acara.typ").read_bytes()
    pdf = typst.compile(
        source,
        format="pdf",
        sys_inputs={
            "minutes": msgspec.json.encode(content).decode(),
            "qr": qr.getvalue().decode(),
        },
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
    )
    assert isinstance(pdf, bytes), "one file, not one a page"
    return pdf


def _content(made: Minutes, place: Territory) -> dict[str, Any]:
    known = made.known
    assert known.convened is not None
    assert known.ratified is not None
    ratified, convened = known.ratified, known.convened
    return {
        **_place(made, place),
        **_who_came(made),
        "title": f"Berita acara {ratified.number}",
        "kind": MUSDES_KIND_LABELS[convened.kind],
        "number": ratified.number,
        "edition": "" if made.is_by_name else "Naskah pengumuman, tanpa nama warga",
        "by_name": made.is_by_name,
        "legal_basis": list(convened.legal_basis),
        "agenda": list(convened.agenda),
        "chair": f"{convened.chair.name}, {convened.chair.position}",
        "minute_taker": f"{convened.minute_taker.name}, {convened.minute_taker.position}",
        "total": sentences.number(len(made.rows)),
        "total_in_words": in_words(len(made.rows)),
        "decisions": _decisions(made.rows),
        "dissents": known.dissents,
        "dissent_words": list(made.dissents),
        "signatures": [_signature(one) for one in made.signatures],
        "hash_lines": [
            ratified.content_hash[at : at + HASH_LINE]
            for at in range(0, len(ratified.content_hash), HASH_LINE)
        ],
        "rows": [_row(number, row) for number, row in enumerate(made.rows, start=1)],
    }


def _place(made: Minutes, place: Territory) -> dict[str, Any]:
    """Return where and when it was held."""
    known = made.known
    assert known.convened is not None
    assert known.ratified is not None
    village, on = place.village(known.village), known.ratified.held_on
    assert village is not None, "a meeting is of a village of the regency"
    return {
        "regency": place.name,
        "kecamatan": village.kecamatan_name,
        "village": f"{VILLAGE_KINDS[village.kind]} {village.name}",
        "day_in_words": day_in_words(on),
        "date": [on.year, on.month, on.day],
        "day": sentences.day(on),
        "hour": known.meets_at.replace(":", "."),
        "place": known.convened.place,
        "place_short": village.name,
    }


def _who_came(made: Minutes) -> dict[str, Any]:
    """Return who came, counted and, in the edition by name, one by one."""
    attendance = made.known.attendance
    assert attendance is not None
    return {
        "present": attendance.present,
        "present_in_words": in_words(attendance.present),
        "invited": attendance.invited,
        "quorum": attendance.quorum,
        "men": attendance.men,
        "women": attendance.women,
        "attendance": _attendance(made),
        "attendees": [
            [
                str(number),
                one.name,
                ATTENDEE_ROLE_LABELS[one.role],
                SEXES[one.sex][:1],
                one.represents,
                "",
            ]
            for number, one in enumerate(made.attendees, start=1)
        ],
        "others": attendance.present - len(made.attendees),
    }


def _attendance(made: Minutes) -> list[list[str]]:
    lines = []
    for role, label in ATTENDEE_ROLE_LABELS.items():
        men, women = made.counts.get((role, "male"), 0), made.counts.get((role, "female"), 0)
        if men or women:
            lines.append([label, str(men), str(women), str(men + women)])
    return lines


def _decisions(rows: Sequence[Row]) -> list[list[str]]:
    """Return how many were decided how; the removed reason by reason."""
    counts = Counter((row.ratified.decision, row.ratified.reason) for row in rows)
    lines = []
    for decision, label in DECISION_LABELS.items():
        for reason in (None, *REMOVAL_LABELS):
            if count := counts.get((decision, reason)):
                why = f": {sentences.within(REMOVAL_LABELS[reason])}" if reason else ""
                lines.append([label + why, sentences.number(count)])
    return lines


def _row(number: int, row: Row) -> list[str]:
    one = row.ratified
    why = REMOVAL_LABELS[one.reason] if one.reason else ""
    household = sentences.short_id(one.household)
    status, decision = STATUS_LABELS[one.status], DECISION_LABELS[one.decision]
    if row.known is None:
        return [str(number), household, status, decision, why]
    home = row.known.residence
    where = f"{home.rt or '-'}/{home.rw or '-'}" if home else "-"
    return [str(number), household, row.known.head.name, where, status, decision, why]


def _signature(one: Signature) -> dict[str, str]:
    signer: Signer = one.signer
    return {
        "signer": SIGNER_LABELS[signer],
        "position": one.position,
        "name": one.name,
        "signed": sentences.day(one.signed_on) if one.signed_on else "",
    }
