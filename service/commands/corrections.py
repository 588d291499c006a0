"""Commands about corrections: they go back to the owner of a list, and the owner answers."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from service.aggregates.correction import Correction, CorrectionOutcome, CorrectionTally
from service.aggregates.target_list import TargetList
from service.application import NotKnown, Work
from service.commands.requests import Line, MaybeLine, Request, VillageCode
from service.policies import access


class Return(Request, frozen=True, kw_only=True):
    """What a village found out about its part of a list goes back to the owner.

    Args:
        to: the owner, as people call it.
    """

    list: UUID
    village: VillageCode
    to: Line
    letter_number: Line


class AnswerCorrection(Request, frozen=True, kw_only=True):
    """What the owner of the list answered.

    Args:
        taken: how many rows were put right.
    """

    outcome: CorrectionOutcome
    taken: Annotated[int, Meta(ge=0, le=1_000_000)]
    letter_number: Line
    reason: MaybeLine = ""


class Made(Struct, frozen=True, kw_only=True):
    """The file that was made for it: what it counts, up to which event, and its hash."""

    tally: CorrectionTally
    upto: int
    content_hash: str


def send(work: Work, ask: Return, *, made: Made) -> UUID:
    """Note that corrections went to the owner of a list.

    Args:
        made: the file, which follows from the log up to an event.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, NothingToReturn: not so.
    """
    access.require(work.actor, "corrections.send", village=ask.village)
    if work.load(TargetList, ask.list).list is None:
        raise NotKnown
    correction = work.new_id()
    events = Correction().send(
        correction,
        batch=ask.list,
        village=ask.village,
        to=ask.to,
        letter_number=ask.letter_number,
        tally=made.tally,
        upto=made.upto,
        content_hash=made.content_hash,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Correction, correction, *events)
    return correction


def answer(work: Work, correction: UUID, ask: AnswerCorrection) -> UUID:
    """Note what the owner answered.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, ReasonMissing, TakenTooMany: not so.
    """
    access.require(work.actor, "corrections.answer")
    known = work.load(Correction, correction)
    if known.correction is None:
        raise NotKnown
    access.require(work.actor, "corrections.answer", village=known.village)
    events = known.answer(
        ask.outcome,
        taken=ask.taken,
        letter_number=ask.letter_number,
        reason=ask.reason,
        **ask.days(work),
    )
    work.append(Correction, correction, *events)
    return correction
