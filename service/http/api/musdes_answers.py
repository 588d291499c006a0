"""Meetings as they are answered: their rows, what waits for one, the seal, the minutes on paper."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from litestar import Response
from msgspec import Struct

from service.aggregates.household import Household
from service.aggregates.musdes import Musdes
from service.aggregates.musdes_decisions import result
from service.aggregates.musdes_events import Decision, RemovalReason, Signer
from service.application import NotKnown
from service.exchange.berita_acara import minutes
from service.exchange.berita_acara_pdf import as_pdf, verify_path
from service.http import reads
from service.http.doors import Doors
from service.http.downloads import attachment
from service.http.sight import Sight
from service.kernel.events import Recorded
from service.kernel.roles import Actor, Scope
from service.kernel.verdicts import HouseholdStatus
from service.policies import access, testimony
from service.projections import lists, musdes, musdes_sessions, sentences
from service.projections.moment import Moment
from service.reference.regions import territory
from service.regency import Regency
from service.work import THINGS_AT_ONCE

Edition: TypeAlias = Literal["by_name", "posting"]

NOBODY = Actor(account="", position="Publik", role="monitor", organisation="", scope=Scope())
"""Who reads what anybody may: no village is theirs."""


class ShownRow(Struct, frozen=True, kw_only=True):
    """A household as the meeting was shown it, and what it decided.

    Args:
        decision, reason, result: None until it was decided.
    """

    household: UUID
    status: HouseholdStatus
    persons: int
    version: int
    decision: Decision | None
    reason: RemovalReason | None
    result: HouseholdStatus | None


class WaitingCount(Struct, frozen=True, kw_only=True):
    """How many households of a village wait for a meeting; of them, some for too long."""

    village: str
    households: int
    overdue: int


class Ratification(Struct, frozen=True, kw_only=True):
    """How far what is known of a household was ratified.

    Args:
        is_ratified: the latest decision of a meeting holds.
        is_waiting: what was found since, or first, waits for a meeting.
        decisions: of meetings, the latest last.
        position: the last event this answer takes into account.
    """

    household: UUID
    is_ratified: bool
    is_waiting: bool
    decisions: Sequence[musdes.Decided]
    position: int


class Verification(Struct, frozen=True, kw_only=True):
    """What anybody learns of minutes by the hash on them.

    Args:
        ratified_at: when it was recorded; `held_on`, the day of the meeting.
        signed: who has signed, by their part in it.
        is_corrected: whether later minutes put some of it right.
    """

    content_hash: str
    village: str
    village_name: str
    number: str
    held_on: date
    ratified_at: datetime
    kept: int
    removed: int
    added: int
    returned: int
    signed: Sequence[Signer]
    is_corrected: bool


def verified(regency: Regency, content_hash: str) -> Verification:
    """Return what anybody may learn of minutes by their hash.

    Raises:
        NotKnown: no minutes have it.
    """
    regency.engine.catch_up("musdes")
    with regency.reading(NOBODY) as conn:
        found = musdes.sealed(conn, regency.schema, content_hash)
    if found is None:
        raise NotKnown
    _, known = regency.ledger.look(Musdes, found.musdes)
    return Verification(
        content_hash=content_hash,
        village=found.village,
        village_name=sentences.place_names(regency.code).get(found.village, found.village),
        number=found.number,
        held_on=found.held_on,
        ratified_at=found.recorded_at,
        kept=found.kept,
        removed=found.removed,
        added=found.added,
        returned=found.returned,
        signed=tuple(dict.fromkeys(known.signers)),
        is_corrected=bool(known.corrected_by),
    )


def printed(
    regency: Regency, sight: Sight, doors: Doors, session: UUID, edition: Edition
) -> Response[Any]:
    """Return the minutes as a PDF to keep; by name, the look is on record first.

    Raises:
        BadRequest: there is no purpose for the edition by name.
        OutOfScope: names of the village are not to be read.
        MusdesNotRatified: there are no minutes yet.
        LookUnrecorded: it can't be put on record.
    """
    by_name = edition == "by_name"
    _, known = regency.ledger.look(Musdes, session)
    if by_name:
        sight.required()
        if sight.names_for(known.village) != "open":
            raise access.OutOfScope(village=known.village)
    made = minutes(regency, session, by_name=by_name)
    assert made.known.ratified is not None
    number = sight.record(made.subjects, kind="export") if by_name else None
    mark = f"Berita acara {made.known.ratified.number}"
    if by_name:
        mark = f"Nomor {number}, {sight.actor.position}. Rahasia: memuat nama warga."
    content = as_pdf(
        made,
        place=territory(regency.code),
        lists=[called for _, called in list_names(regency, made.known)],
        corrects=_corrected_number(regency, made.known),
        verify_at=doors.address(verify_path(made.known.ratified.content_hash)),
        mark=mark,
    )
    name = "berita-acara" if by_name else "berita-acara-pengumuman"
    return attachment(content, f"{name}-{sentences.short_id(session)}.pdf", "application/pdf")


def shown_rows(known: Musdes) -> list[ShownRow]:
    """Return what a meeting was shown, in that order, with its decisions."""
    return [
        ShownRow(
            household=row.shown.household,
            status=row.shown.status,
            persons=row.shown.persons,
            version=row.shown.version,
            decision=row.decided.decision if row.decided else None,
            reason=row.decided.reason if row.decided else None,
            result=result(row.shown, row.decided) if row.decided else None,
        )
        for row in known.rows.values()
    ]


def waiting_counts(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    moment: Moment,
    *,
    before: date | None,
) -> list[WaitingCount]:
    """Return how many households wait, by village, and how many of them for too long."""
    found: dict[str, tuple[int, int]] = {}
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            found |= musdes.unratified_since(
                conn, regency.schema, area, moment, before=before or date.min
            )
    return [
        WaitingCount(village=village, households=count, overdue=overdue)
        for village, (count, overdue) in sorted(found.items())
    ]


def require_session(
    regency: Regency, actor: Actor, session: UUID, moment: Moment
) -> musdes_sessions.Session:
    """Return a meeting that is the actor's to know.

    Raises:
        NotKnown: there is none, or it is not; answered alike.
    """
    reads.caught_up(regency, moment, "musdes")
    with regency.reading(actor) as conn:
        found = musdes_sessions.one(conn, regency.schema, session, moment)
    if found is None or not actor.scope.covers(found.village):
        raise NotKnown
    return found


def require_known(regency: Regency, actor: Actor, session: UUID) -> Musdes:
    """Return what is known of a meeting whose households the actor may know.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not the actor's.
    """
    _, known = regency.ledger.look(Musdes, session)
    if known.convened is None:
        raise NotKnown
    access.require_village(actor, known.village)
    access.require_household(actor, known.village)
    return known


def list_names(regency: Regency, known: Musdes) -> list[tuple[UUID, str]]:
    """Return the lists that a meeting is about, with what they are called."""
    assert known.convened is not None
    regency.engine.catch_up("lists")
    with regency.reading(NOBODY) as conn:
        found = [lists.one(conn, regency.schema, each) for each in known.convened.lists]
    return [
        (one.list, f"{one.name}, periode {one.period}, dari {one.issuer}") for one in found if one
    ]


def _corrected_number(regency: Regency, known: Musdes) -> str:
    assert known.convened is not None
    if known.convened.corrects is None:
        return ""
    _, first = regency.ledger.look(Musdes, known.convened.corrects)
    return first.ratified.number if first.ratified else ""


class FoundAbout(Struct, frozen=True):
    """What the log tells of a household that a meeting was shown.

    Args:
        witnesses: the accounts whose testimony its standing rests on.
        is_changed: something was found out after it was shown.
    """

    witnesses: frozenset[str]
    is_changed: bool


def found_about(
    regency: Regency, households: Sequence[UUID], known: Musdes
) -> dict[UUID, FoundAbout]:
    """Return whose word some rows of a meeting rest on, and whether they have changed since."""
    streams = {Household.stream(one): one for one in households}
    told: dict[UUID, list[Recorded[Any]]] = {one: [] for one in households}
    names = list(streams)
    for at in range(0, len(names), THINGS_AT_ONCE):
        for each in regency.log.of_things(names[at : at + THINGS_AT_ONCE]):
            told[streams[each.stream]].append(each)
    return {
        one: FoundAbout(
            witnesses=testimony.witnesses(events, upto=known.rows[one].shown.version),
            is_changed=testimony.is_changed(events, since=known.rows[one].shown.version),
        )
        for one, events in told.items()
    }
