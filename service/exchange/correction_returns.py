"""What goes back to the owner of a list: the rows to be put right, in the list's own row order.

    list, village, position → rows that are wrong, each with reason, date and authority → file

It follows from the log alone, so a file that was sent can be made again as it was, and its hash
(of the rows, without names) tells whether it is the same. On top stands the invalid rate: the dead
and the moved among the rows of the list in this village.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec
from msgspec import Struct

from service.aggregates.correction import CorrectionTally
from service.aggregates.household_events import (
    HouseholdClosed,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdRelisted,
    MemberJoined,
    PresenceJudged,
)
from service.commands.corrections import Made
from service.exchange.sheets import Row, Sheet
from service.kernel.events import Recorded
from service.kernel.verdicts import Evidence, HouseholdStatus, PresenceVerdict
from service.projections import corrections, musdes, names, sentences, statuses
from service.projections.lists import Batch
from service.projections.moment import Moment
from service.projections.musdes import Decided
from service.projections.names import MOST_HOUSEHOLDS, Names
from service.projections.statuses import StatusLine
from service.regency import Regency
from service.work import THINGS_AT_ONCE

FORM = "sanding/pembetulan/v1"
Wrong: TypeAlias = Literal[
    "deceased",
    "moved_out",
    "moved_abroad",
    "moved_within",
    "duplicate",
    "not_found",
    "better_off",
    "graduated",
    "self_withdrew",
    "merged",
    "no_members",
]

WRONG_LABELS: dict[Wrong, str] = {
    "deceased": "Meninggal",
    "moved_out": "Pindah ke luar kabupaten",
    "moved_abroad": "Pindah ke luar negeri",
    "moved_within": "Pindah dalam kabupaten",
    "duplicate": "Ganda",
    "not_found": "Tidak ditemukan",
    "better_off": "Sudah mampu",
    "graduated": "Graduasi",
    "self_withdrew": "Mengundurkan diri",
    "merged": "Bergabung dengan keluarga lain",
    "no_members": "Tidak ada anggota lagi",
}
MOVED: frozenset[Wrong] = frozenset({"moved_out", "moved_abroad", "moved_within"})

_OF_PERSON: dict[PresenceVerdict, Wrong] = {
    "deceased": "deceased",
    "moved_out": "moved_out",
    "moved_abroad": "moved_abroad",
    "moved_within_district": "moved_within",
    "duplicate": "duplicate",
    "not_found": "not_found",
}
_OF_HOUSEHOLD: dict[HouseholdStatus, Wrong] = {
    "untraceable": "not_found",
    "closed": "no_members",
    "deceased": "deceased",
    "moved_out": "moved_out",
    "moved_abroad": "moved_abroad",
    "duplicate": "duplicate",
    "not_found": "not_found",
    "better_off": "better_off",
    "graduated": "graduated",
    "self_withdrew": "self_withdrew",
    "merged": "merged",
}
_TELLING = tuple(
    event.tag
    for event in (
        HouseholdRegistered,
        HouseholdRelisted,
        MemberJoined,
        PresenceJudged,
        HouseholdJudged,
        HouseholdClosed,
        HouseholdMoved,
    )
)
_TITLES = (
    "Baris berkas",
    "Nama",
    "NIK",
    "Pembetulan",
    "Tanggal",
    "Dasar",
    "Ditetapkan musyawarah",
    "Keluarga",
)


class Line(Struct, frozen=True, kw_only=True):
    """A row of the list that is wrong.

    Args:
        row_no: in the file as it was received.
        person: None where the list names the household only.
        on: the day it came about, or was found out.
        authority: number of the paper it rests on.
        minutes: number of the berita acara that ratified it; empty if none has.
    """

    row_no: int
    household: UUID
    person: UUID | None
    wrong: Wrong
    on: date
    authority: str
    minutes: str


class Returned(Struct, frozen=True, kw_only=True):
    """A village's corrections to a list, as of an event of the log."""

    list: UUID
    village: str
    position: int
    tally: CorrectionTally
    counts: dict[Wrong, int]
    lines: Sequence[Line]
    content_hash: str

    @property
    def made(self) -> Made:
        """What the command is told of the file."""
        return Made(tally=self.tally, upto=self.position, content_hash=self.content_hash)

    @property
    def invalid_rate(self) -> str:
        """The dead and the moved among the rows, as people read it: `5,83%`."""
        if not self.tally.rows:
            return "0,00%"
        share = Decimal(100 * (self.tally.deceased + self.tally.moved)) / self.tally.rows
        return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}".replace(".", ",") + "%"


class _Told(Struct):
    """What the events of a household say of its rows."""

    rows: dict[int, UUID | None] = msgspec.field(default_factory=dict)
    presence: dict[UUID, PresenceJudged] = msgspec.field(default_factory=dict)
    latest: HouseholdJudged | HouseholdClosed | HouseholdMoved | None = None


def returned(regency: Regency, conn: Any, batch: UUID, village: str, moment: Moment) -> Returned:
    """Return what is wrong with a village's part of a list, as known and true at a moment.

    Args:
        conn: reads as whoever asks.
        moment: its position is that of an event, so that the file can be made again.
    """
    schema = regency.schema
    homes = corrections.named_by(conn, schema, batch, village, moment.position)
    rows = 0
    lines: list[Line] = []
    for at in range(0, len(homes), THINGS_AT_ONCE):
        some = homes[at : at + THINGS_AT_ONCE]
        told = _told(regency, some, batch, moment)
        standing = statuses.statuses_of(conn, schema, some, moment)
        decided = musdes.decisions_on(conn, schema, some, moment)
        for home in some:
            rows += len(told[home].rows)
            if home in standing:
                minutes = _minutes(decided.get(home, []), standing[home])
                lines += _wrong(home, village, told[home], standing[home], minutes)
    lines.sort(key=lambda line: (line.row_no, str(line.household)))
    counts = Counter(line.wrong for line in lines)
    deceased, moved = counts["deceased"], sum(counts[one] for one in MOVED)
    tally = CorrectionTally(
        rows=rows,
        deceased=deceased,
        moved=moved,
        others=len(lines) - deceased - moved,
        ratified=sum(bool(line.minutes) for line in lines),
    )
    return Returned(
        list=batch,
        village=village,
        position=moment.position,
        tally=tally,
        counts={one: counts[one] for one in get_args(Wrong) if counts[one]},
        lines=lines,
        content_hash=_hash(batch, village, rows, lines),
    )


def as_sheet(
    found: Returned, opened: dict[UUID, Names], batch: Batch, village: str, marks: Sequence[str]
) -> Sheet:
    """Return the file by name.

    Args:
        village: what it is called.
        marks: whose it is, what for, until when.
    """
    tally = found.tally
    kinds = ", ".join(f"{WRONG_LABELS[one].lower()} {n}" for one, n in found.counts.items())
    share = f"({tally.deceased} + {tally.moved}) / {tally.rows} = {found.invalid_rate}"
    return Sheet(
        name=f"pembetulan-{found.village}",
        marks=[
            *marks,
            f"Pembetulan daftar {batch.name} periode {batch.period} dari {batch.issuer}, {village}",
            f"Berkas {batch.file_name}, SHA-256 {batch.file_hash}",
            f"Baris tidak valid karena meninggal dan pindah: {share}",
            f"Baris dalam pembetulan ini: {tally.corrections} ({kinds})",
            f"Ditetapkan musyawarah: {tally.ratified} dari {tally.corrections} baris",
            f"Sidik isi tanpa nama (SHA-256): {found.content_hash}",
        ],
        titles=_TITLES,
        rows=[_row(line, opened.get(line.household)) for line in found.lines],
    )


def opened_for(regency: Regency, found: Returned) -> dict[UUID, Names]:
    """Open the names of everybody in it.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    homes = list(dict.fromkeys(line.household for line in found.lines))
    opened: dict[UUID, Names] = {}
    for at in range(0, len(homes), MOST_HOUSEHOLDS):
        some = homes[at : at + MOST_HOUSEHOLDS]
        opened |= names.open_names(regency.log, some, Moment(found.position))
    return opened


def subjects(found: Returned, opened: dict[UUID, Names]) -> set[UUID]:
    """Return everybody whose name stands in the file."""
    persons = {line.person for line in found.lines} - {None}
    heads = (one.head.person for one in opened.values())
    return {one for one in (*opened, *persons, *heads) if one is not None}


def _told(
    regency: Regency, households: Sequence[UUID], batch: UUID, moment: Moment
) -> dict[UUID, _Told]:
    told = {home: _Told() for home in households}
    current: dict[UUID, UUID] = {}
    streams = {f"household:{home}": home for home in households}
    for recorded in regency.log.of_streams(list(streams), _TELLING, moment.position):
        if moment.valid_on is not None and recorded.event.occurred_on > moment.valid_on:
            continue
        home = streams[recorded.stream]
        _hear(told[home], recorded, batch, home, current)
    return told


def _hear(
    told: _Told, recorded: Recorded[Any], batch: UUID, home: UUID, current: dict[UUID, UUID]
) -> None:
    """Take one event in; who joins with a row number stands on the list that was read then."""
    event = recorded.event
    match event:
        case HouseholdRegistered() | HouseholdRelisted():
            if event.source is None:
                return
            current[home] = event.source.list
            if event.source.list == batch:
                _take_rows(told, event)
        case MemberJoined():
            row_no = event.member.row_no
            if row_no is not None and current.get(home) == batch:
                told.rows.setdefault(row_no, event.member.person)
        case PresenceJudged():
            known = told.presence.get(event.person)
            is_later = known is None or event.occurred_on >= known.occurred_on
            if is_later and not event.disputed:
                told.presence[event.person] = event
        case HouseholdJudged() if event.disputed:
            return
        case _:
            told.latest = event


def _take_rows(told: _Told, event: HouseholdRegistered | HouseholdRelisted) -> None:
    assert event.source is not None
    numbered = [(one.row_no, one.person) for one in event.members if one.row_no is not None]
    for row_no, person in numbered:
        told.rows[row_no] = person
    if not numbered:
        told.rows.setdefault(event.source.row_no, None)


def _wrong(
    home: UUID, village: str, told: _Told, standing: StatusLine, minutes: str
) -> Iterable[Line]:
    """Yield the rows of a household that are wrong."""
    whole = _OF_HOUSEHOLD.get(standing.status)
    on, authority = standing.occurred_on, _authority(told.latest)
    if whole is None and standing.village != village:
        whole = "moved_within"
    for row_no, person in told.rows.items():
        seen = told.presence.get(person) if person else None
        wrong = _OF_PERSON.get(seen.verdict) if seen else None
        if seen is not None and wrong is not None:
            day = seen.since or seen.occurred_on
            paper = _paper(seen.evidence)
        elif whole is not None:
            wrong, day, paper = whole, on, authority
        else:
            continue
        yield Line(
            row_no=row_no,
            household=home,
            person=person,
            wrong=wrong,
            on=day,
            authority=paper or minutes,
            minutes=minutes,
        )


def _minutes(decided: Sequence[Decided], standing: StatusLine) -> str:
    """Return the number of the minutes that ratified how a household stands; empty if none did."""
    covering = [one for one in decided if one.decision != "send_back"]
    if covering and (covering[-1].result, covering[-1].persons) == (
        standing.status,
        standing.persons,
    ):
        return covering[-1].number
    return ""


def _authority(event: HouseholdJudged | HouseholdClosed | HouseholdMoved | None) -> str:
    return _paper(event.evidence) if isinstance(event, HouseholdJudged | HouseholdClosed) else ""


def _paper(evidence: Sequence[Evidence]) -> str:
    """Return the number of the paper that shows it; of a visit, its own number."""
    papers = [one for one in evidence if one.kind in {"document", "statement"}]
    return (papers or list(evidence))[-1].reference if evidence else ""


def _hash(batch: UUID, village: str, rows: int, lines: Sequence[Line]) -> str:
    said = [FORM, str(batch), village, rows] + [
        [line.row_no, line.wrong, line.on.isoformat(), line.authority, line.minutes]
        for line in lines
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def _row(line: Line, known: Names | None) -> Row:
    members = {one.person: one for one in known.members} if known else {}
    who = members.get(line.person) if line.person else (known.head if known else None)
    return (
        line.row_no,
        who.name if who else names.ERASED,
        who.identity.nik if who and who.identity else "",
        WRONG_LABELS[line.wrong],
        line.on,
        line.authority,
        line.minutes or "belum",
        sentences.short_id(line.household),
    )
