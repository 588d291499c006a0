"""The minutes of a village meeting: what was decided, as it is printed, signed and posted.

    log → minutes (by name, or without any name) → PDF/A, with the seal and where to check it

Two editions of one content, under the same hash: the one by name is a look at everybody in it and
goes on record before it is made; the other is for the notice board and holds no resident's name.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from service.aggregates.musdes import Musdes
from service.aggregates.musdes_events import (
    Attendee,
    AttendeeRole,
    MusdesDissentRecorded,
    MusdesSigned,
    RatifiedRow,
    Signer,
)
from service.aggregates.musdes_rules import MusdesNotRatified
from service.kernel.people import Sex
from service.projections import names, sentences
from service.projections.moment import PRESENT
from service.projections.names import MOST_HOUSEHOLDS, Names
from service.regency import Regency


class Present(Struct, frozen=True, kw_only=True):
    """Somebody who came; no name in the edition without names."""

    role: AttendeeRole
    sex: Sex
    represents: str
    name: str


class Row(Struct, frozen=True, kw_only=True):
    """One row of the annex.

    Args:
        known: the household's people, None in the edition without names.
    """

    ratified: RatifiedRow
    known: Names | None


class Signature(Struct, frozen=True, kw_only=True):
    """A place to sign, and what stands there already."""

    signer: Signer
    position: str
    name: str
    signed_on: date | None


class Minutes(Struct, frozen=True, kw_only=True):
    """What the berita acara says.

    Args:
        counts: who came, by role and sex.
        dissents: what those said who did not agree; only their number without names.
        subjects: everybody whose name is in it.
    """

    known: Musdes
    attendees: Sequence[Present]
    counts: dict[tuple[AttendeeRole, Sex], int]
    rows: Sequence[Row]
    dissents: Sequence[str]
    signatures: Sequence[Signature]
    subjects: frozenset[UUID]
    is_by_name: bool


def known_of(regency: Regency, musdes: UUID) -> Musdes:
    """Return a meeting whose minutes are ratified.

    Raises:
        MusdesNotRatified: there is nothing to print yet.
    """
    _, known = regency.ledger.look(Musdes, musdes)
    if known.ratified is None:
        raise MusdesNotRatified
    return known


def minutes(regency: Regency, musdes: UUID, *, by_name: bool) -> Minutes:
    """Return the minutes of a meeting, with everybody's name or with nobody's.

    Whoever asks for names has checked that the reader may see them, and records that they did.

    Raises:
        MusdesNotRatified: there is nothing to print yet.
        KeysUnavailable: the key database does not answer.
    """
    known = known_of(regency, musdes)
    assert known.ratified is not None
    assert known.attendance is not None
    told = [one.event for one in regency.log.history(Musdes.stream(musdes))]
    signed = [one for one in told if isinstance(one, MusdesSigned)]
    dissents = [one for one in told if isinstance(one, MusdesDissentRecorded)]
    attendees = known.attendance.attendees
    rows = known.ratified.rows
    opened = _opened(regency, [row.household for row in rows]) if by_name else {}
    called: Sequence[Any] = [None] * len(attendees)
    said: Sequence[Any] = [None] * len(dissents)
    if by_name:
        called = regency.vault.open_all([one.name for one in attendees])
        said = regency.vault.open_all([one.words for one in dissents])
    counts: Counter[tuple[AttendeeRole, Sex]] = Counter((one.role, one.sex) for one in attendees)
    for each in known.attendance.others:
        counts[each.role, each.sex] += each.count
    return Minutes(
        known=known,
        attendees=[_present(one, name) for one, name in zip(attendees, called, strict=True)],
        counts=dict(counts),
        rows=[Row(ratified=row, known=opened.get(row.household)) for row in rows],
        dissents=[
            _about(one) + (words.text if words else names.ERASED)
            for one, words in zip(dissents, said, strict=True)
        ]
        if by_name
        else (),
        signatures=_signatures(regency, known, signed, by_name=by_name),
        subjects=_subjects(opened, attendees) if by_name else frozenset(),
        is_by_name=by_name,
    )


def _about(dissent: MusdesDissentRecorded) -> str:
    """Return which row of the annex somebody did not agree with; nothing if the whole."""
    if dissent.household is None:
        return ""
    return f"Keluarga {sentences.short_id(dissent.household)}: "


def _opened(regency: Regency, households: Sequence[UUID]) -> dict[UUID, Names]:
    opened: dict[UUID, Names] = {}
    for at in range(0, len(households), MOST_HOUSEHOLDS):
        some = households[at : at + MOST_HOUSEHOLDS]
        opened |= names.open_names(regency.log, some, PRESENT)
    return opened


def _present(one: Attendee, name: Any) -> Present:
    return Present(
        role=one.role,
        sex=one.sex,
        represents=one.represents,
        name=name.name if name else "",
    )


def _subjects(opened: dict[UUID, Names], attendees: Sequence[Attendee]) -> frozenset[UUID]:
    heads = (known.head.person for known in opened.values() if known.head.identity)
    return frozenset({*opened, *heads, *(one.attendee for one in attendees)})


def _signatures(
    regency: Regency, known: Musdes, signed: Sequence[MusdesSigned], *, by_name: bool
) -> list[Signature]:
    """Return who signed, and the places of those who still have to."""
    assert known.convened is not None
    chair, taker = known.convened.chair, known.convened.minute_taker
    done = [
        Signature(
            signer=one.signer,
            position=one.position,
            name=_name_of(regency, one, by_name=by_name),
            signed_on=one.occurred_on,
        )
        for one in signed
    ]
    places: list[tuple[Signer, str, str]] = [
        ("chair", chair.position, chair.name),
        ("minute_taker", taker.position, taker.name),
    ]
    if not known.is_kelurahan:
        places.insert(1, ("head", "Kepala Desa", ""))
    held = {one.signer for one in done}
    missing = [
        Signature(signer=signer, position=position, name=name, signed_on=None)
        for signer, position, name in places
        if signer not in held
    ]
    order = {signer: number for number, (signer, _, _) in enumerate(places)}
    return sorted([*done, *missing], key=lambda one: order.get(one.signer, len(order)))


def _name_of(regency: Regency, signed: MusdesSigned, *, by_name: bool) -> str:
    if signed.signatory is None:
        return signed.name
    opened = regency.vault.open(signed.signatory) if by_name else None
    return opened.name if opened else ""
