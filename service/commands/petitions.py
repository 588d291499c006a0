"""Commands about proposals, objections and appeals: taken in, examined, decided, with what follows.

An accepted proposal can register the household, an accepted objection can judge it, in the same
save: nobody is told that they were right while the register says otherwise.
"""

import base64
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.petition import (
    Petition,
    Petitioner,
    PetitionKind,
    Ruling,
    Target,
)
from service.application import NotKnown, Work
from service.commands import households, validations, villages
from service.commands.commitment_ties import home_of
from service.commands.households import Register
from service.commands.requests import (
    MaybeLine,
    PersonName,
    Proofs,
    Reason,
    Request,
    VillageCode,
    Words,
    evidence,
)
from service.commands.validations import JudgeHousehold
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Note
from service.policies import access

_PREFIXES: dict[PetitionKind, str] = {"proposal": "USL", "objection": "SGH"}


class FollowsNothing(Refused):
    """Tindak lanjut ini tidak cocok dengan putusannya."""

    way_out: ClassVar[str] = (
        "Pendaftaran hanya untuk usulan yang diterima; hasil pemeriksaan hanya untuk sanggahan "
        "yang diterima."
    )


class ReceivePetition(Request, frozen=True, kw_only=True):
    """Somebody asks for something.

    Args:
        village: where it is about; of a registered household, the one it lives in.
        words: what is asked for, as it was said; kept sealed.
        name, contact: who asks, and how they are told; kept sealed.
    """

    kind: PetitionKind
    target: Target
    village: VillageCode
    words: Words
    name: PersonName
    contact: MaybeLine = ""
    household: UUID | None = None


class Examine(Request, frozen=True, kw_only=True):
    """What was found on the spot, and what should be decided; the findings are kept sealed."""

    advice: Ruling
    findings: Words
    evidence: Proofs = ()


class DecidePetition(Request, frozen=True, kw_only=True):
    """Accepted or rejected, and why.

    Args:
        registration: of an accepted proposal, the household as it is registered with it.
        finding: of an accepted objection, how the household stands by it.
    """

    ruling: Ruling
    reason: Reason
    registration: Register | None = None
    finding: JudgeHousehold | None = None


class Appeal(Request, frozen=True, kw_only=True):
    """Why the resident does not accept the decision; kept sealed."""

    words: Annotated[Words, Meta(description="Kept sealed.")]


def receive(work: Work, ask: ReceivePetition) -> UUID:
    """Take a petition in; its number is the resident's receipt.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NoSuchVillage: not here.
        PetitionUnfit, NotHappenedYet: not like this.
    """
    access.require(work.actor, "petitions.receive", village=ask.village)
    villages.place(ask.village)
    if ask.household is not None:
        known = work.load(Household, ask.household)
        if known.id is None or known.village != ask.village:
            raise NotKnown
    petition = work.new_id()
    owner = ask.household or petition
    events = Petition().receive(
        petition,
        kind=ask.kind,
        target=ask.target,
        number=_number(ask.kind, petition, work.today.year),
        village=ask.village,
        household=ask.household,
        words=Private(owner, Note(text=ask.words)),
        petitioner=Private(petition, Petitioner(name=ask.name, contact=ask.contact.strip())),
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Petition, petition, *events)
    return petition


def examine(work: Work, petition: UUID, ask: Examine) -> UUID:
    """Say what was found and what should be decided.

    Raises:
        NotAllowed, OutOfScope, NotKnown, PetitionAnswered, NotHappenedYet: not now.
    """
    known = load(work, petition, "petitions.examine")
    events = known.examine(
        ask.advice,
        findings=Private(known.household or petition, Note(text=ask.findings)),
        evidence=evidence(ask.evidence, work),
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Petition, petition, *events)
    return petition


def decide(work: Work, petition: UUID, ask: DecidePetition) -> UUID:
    """Accept or reject, with what follows from it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotExamined, PetitionAnswered, NotHappenedYet: not now.
        DecidedByExaminer, DecidedTwice, FollowsNothing: not by them, not like this.
        As `households.register` and `validations.judge`: what follows can't be.
    """
    known = load(work, petition, "petitions.decide")
    accepted = ask.ruling == "accepted"
    if ask.registration is not None and not (accepted and known.kind == "proposal"):
        raise FollowsNothing
    if ask.finding is not None and not (accepted and known.kind == "objection"):
        raise FollowsNothing
    # Of a record that turned out to be a double, the one that stays is judged.
    household = known.household and home_of(work, known.household)
    if ask.registration is not None:
        household = work.new_id()
    events = known.decide(
        ask.ruling,
        reason=ask.reason,
        by=work.actor.account,
        household=household,
        **ask.days(work),
    )
    work.append(Petition, petition, *events)
    if ask.registration is not None:
        access.require(work.actor, "petitions.decide", village=ask.registration.village)
        households.register(work, ask.registration, household=household)
    elif ask.finding is not None and household is not None:
        validations.judge(work, household, ask.finding)
    return petition


def appeal(work: Work, petition: UUID, ask: Appeal) -> UUID:
    """Take in an appeal, once, within its days.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NothingToAppeal, AppealTooLate, NotHappenedYet: not now.
    """
    known = load(work, petition, "petitions.receive")
    words = Private(known.household or petition, Note(text=ask.words))
    events = known.appeal(words=words, by=work.actor.account, **ask.days(work))
    work.append(Petition, petition, *events)
    return petition


def load(work: Work, petition: UUID, command: str) -> Petition:
    """Return a petition that the actor may give this command about.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not theirs.
    """
    access.require(work.actor, command)
    known = work.load(Petition, petition)
    if known.petition is None:
        raise NotKnown
    access.require(work.actor, command, village=known.village)
    return known


def _number(kind: PetitionKind, petition: UUID, year: int) -> str:
    """Return a receipt's number: short enough to read out, and nobody's to guess."""
    tail = base64.b32encode(petition.bytes[-5:]).decode()
    return f"{_PREFIXES[kind]}-{year}-{tail}"
