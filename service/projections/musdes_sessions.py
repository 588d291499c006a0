"""Village meetings as far as each has come, folded from its steps."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct, field
from psycopg import Connection

from service.aggregates.musdes_events import Addressee, AnswerKind, MusdesKind, Signer
from service.aggregates.musdes_state import MusdesStage
from service.database.sql import in_schema
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions


class Signature(Struct, frozen=True, kw_only=True):
    """Who signed the minutes; a participant's name is sealed and not told."""

    signer: Signer
    position: str
    name: str
    on: date
    on_paper: bool


class Sent(Struct, frozen=True, kw_only=True):
    """To whom the minutes went, and what was answered."""

    to: Addressee
    letter_number: str
    on: date
    answer: AnswerKind | None = None
    answer_letter: str = ""
    reason: str = ""


class Session(Struct, kw_only=True):
    """A meeting as it stands.

    Args:
        present, men, women: who came; None until it is noted.
        held_on, number, content_hash, ratified_at, kept, removed, added, returned: of the minutes;
            None until they are ratified.
        position: the event that called it, the key of meetings.
    """

    musdes: UUID
    village: str
    kind: MusdesKind
    meets_on: date | None
    meets_at: str
    place: str
    agenda: Sequence[str]
    legal_basis: Sequence[str]
    chair: str
    chair_position: str
    minute_taker: str
    minute_taker_position: str
    letter_number: str
    lists: Sequence[UUID]
    corrects: UUID | None
    position: int
    stage: MusdesStage = "convened"
    invited: int | None = None
    quorum: int | None = None
    present: int | None = None
    men: int | None = None
    women: int | None = None
    is_quorate: bool | None = None
    dissents: int = 0
    number: str | None = None
    held_on: date | None = None
    content_hash: str | None = None
    ratified_at: datetime | None = None
    kept: int | None = None
    removed: int | None = None
    added: int | None = None
    returned: int | None = None
    signatures: list[Signature] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    corrected_by: list[UUID] = field(default_factory=list)


_STEPS: LiteralString = (
    "SELECT musdes, village, step, occurred_on, recorded_at, position, body "
    "FROM {s}_read.musdes_steps WHERE musdes = ANY (%(sessions)s) AND {seen} ORDER BY position"
)


def find(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Session]:
    """Return meetings, the one that was called last first.

    Args:
        after: `position` of the last one of the page before.
    """
    which = Conditions(moment)
    which.add("step = 'convened'")
    which.within(areas)
    if after is not None:
        which.add("position < %(after)s", after=after)
    rows = conn.execute(
        in_schema(
            f"SELECT musdes FROM {{s}}_read.musdes_steps WHERE {which.text} "
            "ORDER BY position DESC LIMIT %(limit)s",
            schema,
        ),
        {**which.values, "limit": limit},
        prepare=False,
    ).fetchall()
    return _sessions(conn, schema, [one for (one,) in rows], moment)


def one(conn: Connection, schema: str, musdes: UUID, moment: Moment = PRESENT) -> Session | None:
    """Return a meeting, None if it was not called then."""
    found = _sessions(conn, schema, [musdes], moment)
    return found[0] if found else None


def _sessions(
    conn: Connection, schema: str, sessions: Sequence[UUID], moment: Moment
) -> list[Session]:
    """Return meetings in the order that was asked for."""
    seen = Conditions(Moment(moment.position, moment.valid_on))
    sql = _STEPS.replace("{seen}", seen.text)
    told = conn.execute(
        in_schema(sql, schema), {**seen.values, "sessions": list(sessions)}, prepare=False
    ).fetchall()
    found: dict[UUID, Session] = {}
    for musdes, village, step, on, at, position, text in told:
        body = msgspec.json.decode(text)
        if step == "convened":
            found[musdes] = _called(musdes, village, position, body)
        elif musdes in found:
            _take(found[musdes], step, on, at, body)
    return [found[one] for one in sessions if one in found]


def _called(musdes: UUID, village: str, position: int, body: dict[str, Any]) -> Session:
    return Session(
        musdes=musdes,
        village=village,
        kind=body["kind"],
        meets_on=date.fromisoformat(body["meets_on"]),
        meets_at=body["meets_at"],
        place=body["place"],
        agenda=body["agenda"],
        legal_basis=body["legal_basis"],
        chair=body["chair"]["name"],
        chair_position=body["chair"]["position"],
        minute_taker=body["minute_taker"]["name"],
        minute_taker_position=body["minute_taker"]["position"],
        letter_number=body.get("letter_number", ""),
        lists=[UUID(one) for one in body.get("lists", ())],
        corrects=UUID(body["corrects"]) if body.get("corrects") else None,
        position=position,
    )


def _take(known: Session, step: str, on: date, at: datetime, body: dict[str, Any]) -> None:
    """Take one more step of a meeting in."""
    match step:
        case "postponed" | "rescheduled":
            day = body.get("meets_on")
            known.meets_on = date.fromisoformat(day) if day else None
            known.meets_at = body.get("meets_at", "")
            known.present = known.men = known.women = known.is_quorate = None
            known.stage = "convened" if day else "postponed"
        case "attendance_recorded":
            for name in ("invited", "quorum", "present", "men", "women", "is_quorate"):
                setattr(known, name, body[name])
            known.stage = "open" if known.is_quorate else "convened"
        case "dissent_recorded":
            known.dissents = body["number"]
        case "ratified":
            for name in ("number", "content_hash", "kept", "removed", "added", "returned"):
                setattr(known, name, body[name])
            known.held_on, known.ratified_at = date.fromisoformat(body["held_on"]), at
            known.stage = "ratified"
        case _:
            _take_afterwards(known, step, on, body)


def _take_afterwards(known: Session, step: str, on: date, body: dict[str, Any]) -> None:
    match step:
        case "signed":
            known.signatures.append(
                Signature(
                    signer=body["signer"],
                    position=body["position"],
                    name=body.get("name", ""),
                    on=on,
                    on_paper=not body.get("account"),
                )
            )
            other = "minute_taker" if known.village[9:10] == "1" else "head"
            if {"chair", other} <= {one.signer for one in known.signatures}:
                known.stage = "signed"
        case "forwarded":
            known.sent.append(Sent(to=body["to"], letter_number=body["letter_number"], on=on))
            known.stage = "forwarded"
        case "answered":
            last = max(n for n, one in enumerate(known.sent) if one.to == body["of"])
            sent = known.sent[last]
            known.sent[last] = Sent(
                to=sent.to,
                letter_number=sent.letter_number,
                on=sent.on,
                answer=body["answer"],
                answer_letter=body["letter_number"],
                reason=body.get("reason", ""),
            )
        case "corrected":
            known.corrected_by.append(UUID(body["by"]))
