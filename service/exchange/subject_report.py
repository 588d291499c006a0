"""All that is held about one subject: what, from where, who saw it, who received it, what for.

The answer to "siapa melihat data saya" within three times 24 hours. A report about one person
leaves out what is about others of the household: their names are theirs (article 33).

Source: UU 27/2022 (PDP) articles 7, 8, 32.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from service.accesslog.looks import Look
from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_events import (
    HouseholdClosed,
    HouseholdJudged,
    HouseholdReopened,
    NeedJudged,
    PresenceJudged,
)
from service.aggregates.household_privacy_events import HouseholdPrivacyEvent
from service.aggregates.subject_request import SubjectRequest
from service.aggregates.subject_request_events import SubjectRequestDecided
from service.kernel.events import Recorded
from service.kernel.privacy import Private
from service.projections import (
    agreements,
    commitments,
    funds,
    lists,
    partners,
    photos,
    programmes,
    sentences,
    subject_requests,
)
from service.regency import Regency

MOST_LOOKS = 10_000
MOST_PROMISES = 1_000
ERASED = "[dihapus]"

FIELD_LABELS: dict[str, str] = {
    "name": "Nama",
    "nik": "NIK",
    "birth_date": "Tanggal lahir",
    "birth_place": "Tempat lahir",
    "sex": "Jenis kelamin",
    "occupation": "Pekerjaan",
    "kk_number": "Nomor KK",
    "address": "Alamat",
    "dusun": "Dusun",
    "rt": "RT",
    "rw": "RW",
    "text": "Catatan",
    "cells": "Baris daftar",
    "latitude": "Lintang foto",
    "longitude": "Bujur foto",
}

_DECISIONS = (
    HouseholdJudged,
    PresenceJudged,
    NeedJudged,
    HouseholdClosed,
    HouseholdReopened,
    HouseholdPrivacyEvent,
    SubjectRequestDecided,
)


class HeldValue(Struct, frozen=True, kw_only=True):
    """One personal value, and where it came from.

    Args:
        field: what it is, in Indonesian.
        value: `[dihapus]` once its key is gone.
        source: who recorded it, and from which list if one says so.
        type, position: the event that holds it.
    """

    subject: UUID
    field: str
    value: str
    source: str
    type: str
    position: int
    occurred_on: date
    recorded_at: datetime


class Received(Struct, frozen=True, kw_only=True):
    """Who received the data: by an export, or by looking under an agreement."""

    organisation: str
    account: str
    name: str
    how: str
    looks: Sequence[int]


class Decided(Struct, frozen=True, kw_only=True):
    """A decision about the subject: in a sentence, with who took it in which office."""

    position: int
    occurred_on: date
    sentence: str
    actor: str
    name: str
    office: str


class SubjectReport(Struct, frozen=True, kw_only=True):
    """A subject's own report.

    Args:
        person: None when it is about the whole household.
        looks: every look on record, this report's own included.
    """

    household: UUID
    person: UUID | None
    village: str
    made_at: datetime
    subjects: Sequence[UUID]
    held: Sequence[HeldValue]
    looks: Sequence[Look]
    received: Sequence[Received]
    decisions: Sequence[Decided]
    requests: Sequence[subject_requests.SubjectRequest]


def subjects_of(regency: Regency, household: UUID, person: UUID | None) -> list[UUID]:
    """Return whose looks a report is about: the person, or household, people and their rows."""
    if person is not None:
        return [person]
    _, known = regency.ledger.look(Household, household)
    return [household, *known.members, *_row_subjects(regency, household)]


def report(regency: Regency, household: UUID, person: UUID | None) -> SubjectReport:
    """Return all that is held about a subject. Whoever calls has put the look on record before.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    regency.engine.catch_up(
        "lists", "commitments", "agreements", "subject_requests", "partners", "programmes", "funds"
    )
    subjects = subjects_of(regency, household, person)
    _, known = regency.ledger.look(Household, household)
    told = list(_told(regency, household))
    wanted = set(subjects) if person is None else {person}
    looks = regency.access_log.of_subjects(subjects, limit=MOST_LOOKS)
    with regency.pool.connection() as conn:
        asked = subject_requests.Asked(household=household)
        requests = subject_requests.find(conn, regency.schema, asked, limit=200)
    return SubjectReport(
        household=household,
        person=person,
        village=known.village,
        made_at=regency.ledger.clock(),
        subjects=subjects,
        held=_held(regency, told, wanted),
        looks=looks,
        received=_received(regency, looks),
        decisions=_decisions(regency, told, person),
        requests=[one for one in requests if person in {None, one.person}],
    )


def _row_subjects(regency: Regency, household: UUID) -> list[UUID]:
    regency.engine.catch_up("lists")
    with regency.pool.connection() as conn:
        positions = [at for _, _, at in lists.rows_of(conn, regency.schema, household)]
    return [one.event.raw.subject for one in regency.log.at(positions)]


def _told(regency: Regency, household: UUID) -> Iterator[Recorded[Any]]:
    """Yield every event that may hold something of a household: in its stream and elsewhere."""
    own = regency.log.history(Household.stream(household))
    yield from own
    related = {
        other
        for one in own
        for name in ("other_household", "survivor")
        if (other := getattr(one.event, name, None)) is not None
    }
    for other in sorted(related):
        yield from regency.log.history(Household.stream(other))
    with regency.pool.connection() as conn:
        promised = commitments.find(
            conn, regency.schema, commitments.Asked(household=household), limit=MOST_PROMISES
        )
        positions = [at for _, _, at in lists.rows_of(conn, regency.schema, household)]
        asked = subject_requests.Asked(household=household)
        requests = subject_requests.find(conn, regency.schema, asked, limit=200)
    regency.engine.catch_up("photos")
    with regency.pool.connection() as conn:
        taken = photos.of_households(conn, regency.schema, [household])
    yield from regency.log.at([one.position for one in taken])
    for promise in promised:
        yield from regency.log.history(Commitment.stream(promise.commitment))
    for request in requests:
        yield from regency.log.history(SubjectRequest.stream(request.subject_request))
    yield from regency.log.at(positions)


def _held(regency: Regency, told: Iterable[Recorded[Any]], wanted: set[UUID]) -> list[HeldValue]:
    found = [(one, value) for one in told for value in sealed_in(one.event)]
    mine = [(one, value) for one, value in found if value.subject in wanted]
    opened = regency.vault.open_all([value for _, value in mine])
    return [
        HeldValue(
            subject=value.subject,
            field=field,
            value=text,
            source=_source(one),
            type=one.event.tag,
            position=one.position,
            occurred_on=one.event.occurred_on,
            recorded_at=one.recorded_at,
        )
        for (one, value), plain in zip(mine, opened, strict=True)
        for field, text in _fields(plain)
    ]


def sealed_in(event: Any) -> list[Private[Any]]:
    """Return the personal values in an event, in order."""
    found: list[Private[Any]] = []

    def hook(value: Any) -> str:
        found.append(value)
        return ""

    msgspec.json.encode(event, enc_hook=hook)
    return found


def _fields(plain: Any) -> Iterator[tuple[str, str]]:
    if plain is None:
        yield "Data pribadi", ERASED
        return
    for name, value in msgspec.to_builtins(plain).items():
        if isinstance(value, dict):
            yield from (
                (f"{FIELD_LABELS.get(name, name)}: {cell}", str(v)) for cell, v in value.items()
            )
        elif value not in ("", None):
            yield FIELD_LABELS.get(name, name), str(value)


def _source(one: Recorded[Any]) -> str:
    who = f"{one.meta.position} ({one.meta.organisation})"
    source = getattr(one.event, "source", None)
    if source is not None:
        return f"Daftar {source.list} baris {source.row_no}, dicatat {who}"
    if one.event.tag == "row.quarantined":
        return f"Daftar {one.event.list} baris {one.event.row_no}, dicatat {who}"
    return f"Dicatat {who}"


def _received(regency: Regency, looks: Sequence[Look]) -> list[Received]:
    with regency.pool.connection() as conn:
        signed = agreements.find(conn, regency.schema, limit=1_000)
    by: dict[tuple[str, str, str], list[int]] = {}
    names: dict[str, str] = {}
    for look in looks:
        names[look.account] = look.name
        if look.kind == "export":
            how = "Unduhan daftar"
        elif look.role == "partner_officer":
            under = [one for one in signed if one.partner == look.organisation]
            holding = [one.number for one in under if one.holds_on(look.at.date())]
            how = "Perjanjian " + ", ".join(holding or [one.number for one in under])
        else:
            continue
        by.setdefault((look.organisation, look.account, how), []).append(look.id)
    return [
        Received(
            organisation=organisation, account=account, name=names[account], how=how, looks=ids
        )
        for (organisation, account, how), ids in by.items()
    ]


def _decisions(
    regency: Regency, told: Iterable[Recorded[Any]], person: UUID | None
) -> list[Decided]:
    with regency.pool.connection() as conn:
        names = sentences.Names(
            partners=partners.names(conn, regency.schema),
            programmes=programmes.names(conn, regency.schema),
            funds=funds.headings(conn, regency.schema),
            villages=sentences.place_names(regency.code),
        )
    decisions = []
    for one in told:
        about = getattr(one.event, "person", None)
        if not isinstance(one.event, _DECISIONS) or (person and about not in {None, person}):
            continue
        as_told = sentences.tell(one, names)
        decisions.append(
            Decided(
                position=one.position,
                occurred_on=one.event.occurred_on,
                sentence=as_told.sentence,
                actor=one.meta.actor,
                name=one.meta.name,
                office=one.meta.position,
            )
        )
    return sorted(decisions, key=lambda one: one.position)
