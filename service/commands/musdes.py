"""Commands about village meetings: called, attended, shown households, deciding, ratified, signed.

Ratifying is one commit: the one event that ratifies every row, and, where the meeting decided
otherwise than was found, the verdict in the household's own stream. Every stream is guarded: t0 the
list is shown, t1 somebody finds a household moved, t2 the meeting would ratify what is no longer
so; that row is refused by name, and shown again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.musdes import Covered, Musdes, Testimonies
from service.aggregates.musdes_events import (
    Addressee,
    AnswerKind,
    Attendee,
    AttendeeName,
    AttendeeRole,
    Decision,
    Headcount,
    MusdesKind,
    Officer,
    PostponedFor,
    RemovalReason,
    RowDecision,
    ShownRow,
    Signer,
)
from service.aggregates.musdes_meeting import MOST_ROWS
from service.aggregates.musdes_rules import NotOfThisVillage
from service.application import NotKnown, Work
from service.commands import musdes_verdicts, villages
from service.commands.requests import (
    Line,
    Lines,
    MaybeLine,
    Part,
    PersonName,
    Reason,
    Request,
    Slug,
    VillageCode,
    Words,
)
from service.kernel.events import Recorded
from service.kernel.people import Sex
from service.kernel.privacy import Private
from service.kernel.verdicts import BetterOffReason, Note
from service.policies import access, testimony

MOST_ATTENDEES = 300
Hour: TypeAlias = Annotated[
    str,
    Meta(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", description="As 09:00."),
]
People: TypeAlias = Annotated[int, Meta(ge=1, le=5_000)]


class GivenOfficer(Part, frozen=True, kw_only=True):
    """Who leads the meeting or takes its minutes; named in the open.

    Args:
        account: theirs, if they have one.
    """

    name: PersonName
    position: Line
    account: Slug | None = None


class Convene(Request, frozen=True, kw_only=True):
    """A meeting that is called.

    Args:
        meets_on: the day it is to be held.
        agenda, legal_basis: one a line.
        lists: target lists that it is about.
        corrects: the meeting whose minutes it is to put right.
    """

    village: VillageCode
    kind: MusdesKind
    meets_on: date
    meets_at: Hour
    place: Line
    agenda: Lines
    legal_basis: Lines
    chair: GivenOfficer
    minute_taker: GivenOfficer
    letter_number: MaybeLine = ""
    lists: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    corrects: UUID | None = None


class Postpone(Request, frozen=True, kw_only=True):
    """It is held on another day; left out, there is none yet."""

    postponed_for: PostponedFor
    reason: Reason
    meets_on: date | None = None
    meets_at: Hour | None = None


class SetDay(Request, frozen=True, kw_only=True):
    """The day of a meeting that was put off without one."""

    meets_on: date
    meets_at: Hour | None = None


class GivenAttendee(Part, frozen=True, kw_only=True):
    """Somebody who came; the name is kept sealed.

    Args:
        represents: a group or a part of the village, never a person.
    """

    name: PersonName
    role: AttendeeRole
    sex: Sex
    represents: MaybeLine = ""


class GivenCount(Part, frozen=True, kw_only=True):
    """How many more came, of one role and sex."""

    role: AttendeeRole
    sex: Sex
    count: People


class RecordAttendance(Part, frozen=True, kw_only=True):
    """Who came, on the day of the meeting.

    Args:
        invited: how many were invited.
        quorum: how many of them had to come.
        attendees: by name.
        others: whom the paper list names and this one doesn't.
    """

    invited: People
    quorum: People
    attendees: Annotated[tuple[GivenAttendee, ...], Meta(max_length=MOST_ATTENDEES)] = ()
    others: Annotated[tuple[GivenCount, ...], Meta(max_length=60)] = ()


class Present(Request, frozen=True, kw_only=True):
    """Households that the meeting is shown, as they stand now."""

    households: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=MOST_ROWS)]


class GivenDecision(Part, frozen=True, kw_only=True):
    """What the meeting decided about a household.

    Args:
        reason: why it is removed.
        better_off: how it shows, where it is removed for being better off.
        since: the day of death, where nobody had recorded it before.
        survivor: the household whose record stays, of one that is there twice.
    """

    household: UUID
    decision: Decision
    reason: RemovalReason | None = None
    better_off: BetterOffReason | None = None
    since: date | None = None
    survivor: UUID | None = None


class Decide(Request, frozen=True, kw_only=True):
    """What the meeting decided.

    Args:
        rest: whether what was found is approved of all other households that were verified.
    """

    decisions: Annotated[tuple[GivenDecision, ...], Meta(max_length=MOST_ROWS)] = ()
    rest: bool = False


class DecideOne(Request, frozen=True, kw_only=True):
    """What the meeting decided about one household; as `GivenDecision`."""

    decision: Decision
    reason: RemovalReason | None = None
    better_off: BetterOffReason | None = None
    since: date | None = None
    survivor: UUID | None = None


class Dissent(Request, frozen=True, kw_only=True):
    """Somebody does not agree; the words are kept sealed, that there was one is counted."""

    words: Words
    household: UUID | None = None


class Ratify(Part, frozen=True, kw_only=True):
    """The seal on all decisions, under the number of the berita acara."""

    number: Line


class Sign(Request, frozen=True, kw_only=True):
    """A signature under the minutes.

    Args:
        name: as written below it; a participant's is kept sealed.
        document: number of the paper that somebody else signed; left out, the actor signs.
    """

    signer: Signer
    position: Line
    name: PersonName
    document: MaybeLine = ""


class Forward(Request, frozen=True, kw_only=True):
    """The signed minutes go on with a letter."""

    to: Addressee
    letter_number: Line


class Answer(Request, frozen=True, kw_only=True):
    """What the camat or Dinsos answered; minutes that come back say why."""

    of: Addressee
    answer: AnswerKind
    letter_number: Line
    reason: MaybeLine = ""


def convene(work: Work, ask: Convene) -> UUID:
    """Call a meeting.

    Raises:
        NotAllowed, OutOfScope, NoSuchVillage, NotKnown: not here.
        MusdesKindUnfit, SingleAgenda, CorrectsNothing, NotHappenedYet: not like this.
    """
    access.require(work.actor, "musdes.convene", village=ask.village)
    villages.place(ask.village)
    corrects = None
    if ask.corrects is not None:
        corrects = _known(work, ask.corrects, "musdes.convene")
    musdes = work.new_id()
    events = Musdes().convene(
        musdes,
        ask.village,
        ask.kind,
        meets_on=ask.meets_on,
        meets_at=ask.meets_at,
        place=ask.place,
        agenda=_lines(ask.agenda),
        legal_basis=_lines(ask.legal_basis),
        chair=_officer(ask.chair),
        minute_taker=_officer(ask.minute_taker),
        letter_number=ask.letter_number,
        lists=tuple(dict.fromkeys(ask.lists)),
        corrects=corrects,
        **ask.days(work),
    )
    work.append(Musdes, musdes, *events)
    return musdes


def postpone(work: Work, musdes: UUID, ask: Postpone) -> UUID:
    """Hold a meeting on another day.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesIsRatified, ReasonMissing, NotHappenedYet: not so.
    """
    events = _known(work, musdes, "musdes.postpone").postpone(
        ask.postponed_for,
        reason=ask.reason,
        meets_on=ask.meets_on,
        meets_at=ask.meets_at or "",
        **ask.days(work),
    )
    work.append(Musdes, musdes, *events)
    return musdes


def set_day(work: Work, musdes: UUID, ask: SetDay) -> UUID:
    """Name the day of a meeting that was put off without one.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesIsRatified, MusdesHasDay, NotHappenedYet: not so.
    """
    known = _known(work, musdes, "musdes.postpone")
    events = known.set_day(ask.meets_on, meets_at=ask.meets_at or "", **ask.days(work))
    work.append(Musdes, musdes, *events)
    return musdes


def record_attendance(work: Work, musdes: UUID, ask: RecordAttendance) -> UUID:
    """Note who came, and judge the quorum.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesIsRatified, MusdesWithoutDay, NotHappenedYet,
            NobodyCame, QuorumImpossible: not so.
    """
    known = _known(work, musdes, "musdes.record_attendance")
    attendees = []
    for one in ask.attendees:
        subject = work.new_id()
        attendees.append(
            Attendee(
                attendee=subject,
                role=one.role,
                sex=one.sex,
                name=Private(subject, AttendeeName(name=one.name)),
                represents=one.represents,
            )
        )
    events = known.record_attendance(
        attendees=tuple(attendees),
        others=tuple(Headcount(role=one.role, sex=one.sex, count=one.count) for one in ask.others),
        invited=ask.invited,
        quorum=ask.quorum,
        today=work.today,
    )
    work.append(Musdes, musdes, *events)
    return musdes


def present(work: Work, musdes: UUID, ask: Present) -> UUID:
    """Show households to a meeting, frozen as they stand now.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotOpen, NoQuorum, MusdesIsRatified,
            NotHappenedYet, NotOfThisVillage, TooManyRows: not so.
    """
    known = _known(work, musdes, "musdes.present")
    wanted = tuple(dict.fromkeys(ask.households))
    work.load_all(Household, wanted)
    rows, strangers = [], []
    for household in wanted:
        home = work.load(Household, household)
        if home.village != known.village:
            strangers.append(str(household))
        version = work.version(Household, household)
        persons = len(home.belonging())
        rows.append(
            ShownRow(household=household, version=version, status=home.status, persons=persons)
        )
    if strangers:
        raise NotOfThisVillage(households=strangers)
    work.append(Musdes, musdes, *known.present(tuple(rows), **ask.days(work)))
    return musdes


def decide(work: Work, musdes: UUID, ask: Decide) -> UUID:
    """Note what the meeting decided; nothing changes until it is ratified.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotOpen, NoQuorum, MusdesIsRatified,
            NotHappenedYet, RowNotShown, DecisionUnfit, RemovalUnexplained, NothingShown: not so.
    """
    known = _known(work, musdes, "musdes.decide")
    decisions = tuple(
        RowDecision(
            household=one.household,
            decision=one.decision,
            reason=one.reason,
            better_off=one.better_off,
            since=one.since,
            survivor=one.survivor,
        )
        for one in ask.decisions
    )
    musdes_verdicts.require_survivors(work, known.village, decisions)
    events = known.decide(decisions, rest=ask.rest, **ask.days(work))
    work.append(Musdes, musdes, *events)
    return musdes


def decide_one(work: Work, musdes: UUID, household: UUID, ask: DecideOne) -> UUID:
    """Note what the meeting decided about one household.

    Raises:
        As `decide`.
    """
    one = GivenDecision(
        household=household,
        decision=ask.decision,
        reason=ask.reason,
        better_off=ask.better_off,
        since=ask.since,
        survivor=ask.survivor,
    )
    return decide(work, musdes, Decide(decisions=(one,), occurred_on=ask.occurred_on))


def dissent(work: Work, musdes: UUID, ask: Dissent) -> UUID:
    """Note that somebody does not agree.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotOpen, NoQuorum, MusdesIsRatified,
            NotHappenedYet, RowNotShown: not so.
    """
    known = _known(work, musdes, "musdes.record_dissent")
    subject = work.new_id()
    words = Private(subject, Note(text=ask.words))
    events = known.dissent(subject, words, household=ask.household, **ask.days(work))
    work.append(Musdes, musdes, *events)
    return musdes


def ratify(work: Work, musdes: UUID, ask: Ratify) -> UUID:
    """Set the seal on all decisions at once, and let the households stand by them.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotOpen, NoQuorum, MusdesIsRatified, NotTheChair,
            NothingShown, RowsUndecided, RowsChanged, RatifierVerified: not so.
        GraduationWithoutHelp, NotHappenedYet: a verdict of the meeting does not hold.
    """
    known = _known(work, musdes, "musdes.ratify")
    told = work.load_all(Household, tuple(known.rows))
    known.require_ratifiable(
        by=work.actor.account,
        role=work.actor.role,
        changed={
            household
            for household, row in known.rows.items()
            if testimony.is_changed(told[household], since=row.shown.version)
        },
        testimonies=_heard(work, told, {}),
        on=known.meets_on or work.today,
        today=work.today,
    )
    musdes_verdicts.carry_out(work, known, ask.number)
    covered = {
        one: Covered(work.version(Household, one), len(work.load(Household, one).belonging()))
        for one in known.rows
    }
    work.append(Musdes, musdes, *known.ratify(ask.number, covered, by=work.actor.account))
    work.lead_with(Musdes, musdes)
    assert known.convened is not None
    if (first := known.convened.corrects) is not None:
        events = work.load(Musdes, first).note_correction(musdes, ask.number, on=work.today)
        work.append(Musdes, first, *events)
    return musdes


def sign(work: Work, musdes: UUID, ask: Sign) -> UUID:
    """Note a signature under the minutes: the actor's own, or one on paper.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotRatified, NotHappenedYet, SignedAlreadyBy,
            NotTheChair, RatifierVerified: not so.
    """
    known = _known(work, musdes, "musdes.sign")
    signatory = None
    if ask.signer == "participant":
        signatory = Private(work.new_id(), AttendeeName(name=ask.name))
    events = known.sign(
        ask.signer,
        position=ask.position,
        name=ask.name,
        signatory=signatory,
        account="" if ask.document else work.actor.account,
        role=work.actor.role,
        document=ask.document,
        testimonies={} if ask.document else _as_shown(work, known),
        **ask.days(work),
    )
    work.append(Musdes, musdes, *events)
    return musdes


def forward(work: Work, musdes: UUID, ask: Forward) -> UUID:
    """Send the signed minutes on.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotRatified, SignaturesMissing, NotForwarded,
            ForwardedAlready, NotHappenedYet: not so.
    """
    events = _known(work, musdes, "musdes.forward").forward(
        ask.to, letter_number=ask.letter_number, **ask.days(work)
    )
    work.append(Musdes, musdes, *events)
    return musdes


def answer(work: Work, musdes: UUID, ask: Answer) -> UUID:
    """Note what was answered.

    Raises:
        NotAllowed, OutOfScope, NotKnown, MusdesNotRatified, NotForwarded, ReasonMissing,
            NotHappenedYet: not so.
    """
    events = _known(work, musdes, "musdes.answer").answer(
        ask.of, ask.answer, letter_number=ask.letter_number, reason=ask.reason, **ask.days(work)
    )
    work.append(Musdes, musdes, *events)
    return musdes


def _known(work: Work, musdes: UUID, command: str) -> Musdes:
    """Return a meeting that the actor may give this command about.

    Raises:
        NotAllowed, NotKnown, OutOfScope: there is none, or it is not the actor's.
    """
    access.require(work.actor, command)
    known = work.load(Musdes, musdes)
    if known.convened is None:
        raise NotKnown
    access.require(work.actor, command, village=known.village)
    return known


def _as_shown(work: Work, known: Musdes) -> Testimonies:
    """Return whose word stood behind each household when it was shown."""
    told = work.load_all(Household, tuple(known.rows))
    return _heard(work, told, {one: row.shown.version for one, row in known.rows.items()})


def _heard(
    work: Work, told: Mapping[UUID, Sequence[Recorded[Any]]], upto: Mapping[UUID, int]
) -> Testimonies:
    """Return whose word stands behind each household, and behind records that were joined to it.

    A need that was confirmed before its record was joined to another rests on the same witness.

    Args:
        upto: by household, the last version to take into account; all of one that is not there.
    """
    heard = {one: set(testimony.witnesses(got, upto=upto.get(one))) for one, got in told.items()}
    parts = [
        (record, version, whole)
        for whole, got in told.items()
        for record, version in testimony.taken_in(got, upto=upto.get(whole)).items()
    ]
    if parts:
        records = work.load_all(Household, tuple({record for record, _, _ in parts}))
        ends = {
            record: testimony.before_closing(records[record], upto=version)
            for record, version, _ in parts
        }
        within = _heard(work, records, ends)
        for record, _, whole in parts:
            heard[whole] |= set(within[record])
    return heard


def _officer(given: GivenOfficer) -> Officer:
    return Officer(name=given.name, position=given.position, account=given.account or "")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
