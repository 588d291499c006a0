"""Two testimonies that can't both be true: kept, opened as one contradiction, and decided.

    judge (by one) → judge (by another, otherwise) → decide

A testimony that comes in once the record is closed, of a day up to the closing, is kept as well: a
sheet that lay in a bag for a week tells what was seen then. It is no rival of the closing, changes
nothing, and says so by an epoch that never counts.

The decisions of `household_people`, `household_standing` and `household_needs` are asked first
whether somebody else said otherwise. If so, nothing of theirs happens: the testimony is recorded as
disputed, and the contradiction says what stands meanwhile. It never depends on which of the two
came in first: t0 A and B visit on one day without signal and disagree, t1 B's telephone sends, t2
A's does. Were the first to send to count until t3 somebody decides, a figure taken in between would
be that of the better antenna.
"""

from datetime import date
from typing import Any, ClassVar, TypeAlias, cast
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.household_dispute_events import (
    ContradictionDecided,
    ContradictionOpened,
    NeedRestored,
    Witness,
)
from service.aggregates.household_events import HouseholdJudged, NeedJudged, PresenceJudged
from service.aggregates.household_evidence import (
    require_household_shown,
    require_need_shown,
    require_presence_shown,
    require_return_shown,
)
from service.aggregates.household_people import (
    LAST_ONE_OUT,
    WholeHouseholdMoves,
)
from service.aggregates.household_standing import (
    CLOSING_VERDICTS,
    STATUS_AFTER,
    HouseholdStanding,
)
from service.aggregates.household_testimony import (
    OF_HOUSEHOLD,
    Dispute,
    Judged,
    Member,
    Testimony,
    Topic,
    before_dispute,
    need_topic,
    person_topic,
    rivals_of,
    testimony_of,
)
from service.kernel.events import Event
from service.kernel.guards import require_reason
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    CLOSED,
    LEAVING,
    NEED_VERDICT_STANDINGS,
    HouseholdStatus,
    HouseholdVerdict,
    NeedStanding,
    NeedVerdict,
    PresenceVerdict,
)

DISPUTABLE_WHEN_CLOSED: frozenset[HouseholdStatus] = frozenset(
    {"deceased", "moved_out", "moved_abroad", "closed"}
)
"""Closings that rest on what somebody saw. A merger and a withdrawn list are undone otherwise."""

BETWEEN_RECORDS: frozenset[str] = frozenset({"duplicate", "split", "merged"})
"""Verdicts that take people from one record to another; of a closed record nobody is left to go."""

NEVER_COUNTS = -1
"""An epoch below all others: of events that tell what was seen and nothing of how things stand."""

BY_MUSDES = "Putusan musyawarah desa"

Outcome: TypeAlias = HouseholdStatus | Member | NeedStanding
"""What can stand of a topic: of the household, of a person, of a need."""


class NoContradiction(Refused):
    """Pertentangan ini tidak ada atau sudah diputuskan."""

    way_out: ClassVar[str] = "Muat ulang daftar pertentangan, lalu pilih yang masih terbuka."


class NotATestimony(Refused):
    """Kesaksian yang dipilih bukan bagian dari pertentangan ini."""

    way_out: ClassVar[str] = "Pilih salah satu kesaksian yang bertentangan."


class DecidedByWitness(Refused):
    """Saksi tidak boleh memutuskan pertentangannya sendiri."""

    way_out: ClassVar[str] = "Mintalah pejabat lain memutuskan, atau bawalah ke musyawarah desa."


class HouseholdDisputes(HouseholdStanding, frozen=True):
    """The same decisions, minding what others said."""

    def judge_presence(
        self, person: UUID, verdict: PresenceVerdict, **told: Any
    ) -> tuple[Event, ...]:
        """Say whether a person is there; as `HouseholdPeople.judge_presence`."""
        heard = PresenceJudged(
            **self._unchanged(told), **_said(told), person=person, verdict=verdict, disputed=True
        )
        rivals = self._rivals(heard)
        if not rivals and not self._is_late(heard):
            events = super().judge_presence(person, verdict, **told)
            return self._settled(person_topic(person), events, told)
        self.require_kept(on=told["on"], today=told["today"])
        member = self._member(person)
        require_presence_shown(
            verdict,
            on=heard.occurred_on,
            since=heard.since,
            evidence=heard.evidence,
            destination=heard.destination,
            has_survivor=heard.duplicate_of not in {None, person},
            has_note=heard.note is not None,
        )
        if not rivals:
            return _late(heard)
        if verdict not in LEAVING and not member.belongs:
            require_return_shown(heard.evidence)
        return self._disputed(heard, rivals)

    def judge(self, verdict: HouseholdVerdict, **told: Any) -> tuple[Event, ...]:
        """Say how the household stands; as `HouseholdStanding.judge`."""
        heard = HouseholdJudged(
            **self._unchanged(told), **_said(told), verdict=verdict, disputed=True
        )
        rivals = self._rivals(heard)
        if not rivals and not self._is_late(heard):
            return self._settled(OF_HOUSEHOLD, super().judge(verdict, **told), told)
        self.require_kept(on=told["on"], today=told["today"])
        require_household_shown(verdict, heard.evidence)
        self._require_complete(verdict, heard.reason, heard.evidence, heard.other_household, ())
        return self._disputed(heard, rivals) if rivals else _late(heard)

    def judge_need(self, need: NeedType, verdict: NeedVerdict, **told: Any) -> tuple[Event, ...]:
        """Say whether a need is real; as `HouseholdNeeds.judge_need`."""
        known = self.needs.get(need)
        if known is None and not self.is_closed:
            return super().judge_need(need, verdict, **told)
        standing = known.standing if known else "not_needed"
        carried = self._need(need, told["on"], standing, told.get("strategy"))
        said = {name: value for name, value in _said(told).items() if name != "strategy"}
        heard = NeedJudged(**carried, **said, verdict=verdict, disputed=True)
        if self._is_late(heard):
            self.require_kept(on=told["on"], today=told["today"])
            require_need_shown(verdict, heard.evidence)
            return _late(heard)
        rivals = self._rivals(heard)
        if not rivals or self.is_closed:
            return self._settled(need_topic(need), super().judge_need(need, verdict, **told), told)
        self.require_living(on=told["on"], today=told["today"])
        require_need_shown(verdict, heard.evidence)
        return self._disputed(heard, rivals)

    def decide_contradiction(
        self, contradiction: int, *, holds: int, reason: str, by: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Say which of the testimonies holds; the status follows.

        Args:
            contradiction: version of its opening.
            holds: version of the testimony that holds.
            by: the account that decides.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet, ReasonMissing: not now.
            NoContradiction, NotATestimony: there is nothing to decide, or not like this.
            DecidedByWitness: nobody judges their own word.
            WholeHouseholdMoves: the last one moved within the regency; record that move.
        """
        self.require_kept(on=on, today=today)
        require_reason(reason)
        topic, dispute = next(
            (one for one in self.disputes.items() if one[1].version == contradiction),
            (OF_HOUSEHOLD, None),
        )
        if dispute is None:
            raise NoContradiction(contradiction=contradiction)
        chosen = next((one for one in dispute.testimonies if one.version == holds), None)
        if chosen is None:
            raise NotATestimony(holds=holds)
        witnesses = {one.by for one in dispute.testimonies}
        if by in witnesses | {one.by for one in self.heard.get(topic, ())}:
            raise DecidedByWitness(account=by)
        return self._decided(topic, dispute, chosen, reason=reason, by=by, on=on)

    def _rivals(self, heard: Judged) -> tuple[Testimony, ...]:
        """Return who said otherwise; while a contradiction is open, whoever said anything."""
        told = testimony_of(heard)
        if self.id is None or told is None or told.method == "musdes":
            return ()
        if self.is_closed and self.status not in DISPUTABLE_WHEN_CLOSED:
            return ()
        earlier = self.heard.get(told.topic, ())
        if told.topic in self.disputes:
            return earlier or (told,)
        return rivals_of(told, earlier)

    def _is_late(self, heard: Judged) -> bool:
        """Say whether a testimony comes in after a closing, of a day up to it."""
        is_word = heard.by and heard.method != "musdes" and heard.verdict not in BETWEEN_RECORDS
        return bool(is_word) and self.is_closed and heard.occurred_on <= self.status_on

    def _disputed(self, heard: Judged, rivals: tuple[Testimony, ...]) -> tuple[Event, ...]:
        """Keep a testimony that changes nothing, and open what it contradicts."""
        told = testimony_of(heard)
        assert told is not None, "only a testimony has a rival"
        if told.topic in self.disputes:
            return (heard,)
        witness = Witness(version=self.version + 1, by=told.by, on=told.on, verdict=told.verdict)
        stands = self._meanwhile(told)
        carried, after = self._resting(told.topic, stands, on=max(told.on, rivals[-1].on))
        opened = ContradictionOpened(
            **carried, **_about(told.topic), testimonies=(*(one.told for one in rivals), witness)
        )
        return (heard, opened, *after)

    def _meanwhile(self, told: Testimony) -> Outcome:
        """Return what stands until somebody decides, in whatever order the words came in.

        t0 A and B say the same of a day, t1 C says otherwise of that day. Had C come in first,
        neither would count; so neither does now, though two had agreed.
        """
        heard = self.heard[told.topic]
        earlier = before_dispute((*heard, told))
        if set(heard) <= set(earlier):
            return self._present(told.topic)
        if earlier:
            return _outcome(told.topic, earlier[-1].told)
        return _before(min(heard, key=lambda one: one.version))

    def _decided(
        self, topic: Topic, dispute: Dispute, chosen: Witness, *, reason: str, by: str, on: date
    ) -> tuple[Event, ...]:
        on = max(on, *(one.on for one in dispute.testimonies))
        carried, after = self._resting(topic, _outcome(topic, chosen), on=on)
        decided = ContradictionDecided(
            **carried,
            **_about(topic),
            testimonies=dispute.testimonies,
            contradiction=dispute.version,
            holds=chosen.version,
            reason=reason,
            by=by,
        )
        return (decided, *after)

    def _settled(
        self, topic: Topic, events: tuple[Event, ...], told: dict[str, Any]
    ) -> tuple[Event, ...]:
        """Return what a finding comes to; that of a musdes also decides what was open."""
        dispute = self.disputes.get(topic)
        if dispute is None or told["method"] != "musdes" or not told.get("by"):
            return events
        known = self
        for event in events:
            known = known.after(event)  # type: ignore[arg-type]
        carried, _ = known._resting(topic, known._present(topic), on=told["on"])  # noqa: SLF001
        decided = ContradictionDecided(
            **carried,
            **_about(topic),
            testimonies=dispute.testimonies,
            contradiction=dispute.version,
            holds=self.version + 1,
            reason=BY_MUSDES,
            by=told["by"],
        )
        return (*events, decided)

    def _present(self, topic: Topic) -> Outcome:
        """Return what stands of a topic now."""
        match topic:
            case ("person", name):
                return self.members[UUID(name)]
            case ("need", name):
                return next(known.standing for need, known in self.needs.items() if need == name)
        return self.status

    def _resting(
        self, topic: Topic, stands: Outcome, *, on: date
    ) -> tuple[dict[str, Any], tuple[Event, ...]]:
        """Return what an event carries that lets something stand, and the events that follow."""
        match topic:
            case ("person", name):
                assert isinstance(stands, Member)
                return self._resting_person(UUID(name), stands, on=on)
            case ("need", _):
                return self._standing(on), self._resting_need(topic, stands, on=on)
        return self._resting_household(cast("HouseholdStatus", stands), on=on)

    def _resting_person(
        self, person: UUID, stands: Member, *, on: date
    ) -> tuple[dict[str, Any], tuple[Event, ...]]:
        after = {**self.members, person: stands}
        persons = sum(one.belongs for one in after.values())
        belonged = self.members[person].belongs
        carried = self._standing(on) | {
            "presence": stands.verdict if stands.on > date.min else None,
            "leaving": (person,) if belonged and not stands.belongs else (),
            "members": (person,) if stands.belongs and not belonged else (),
            "persons": persons,
        }
        follows: tuple[Event, ...] = ()
        epoch = self.epoch + 1
        if self.is_closed and persons:
            carried |= {"status": self.before, "epoch": epoch}
            follows = self._reopened_needs(on, epoch=epoch)
        elif not self.is_closed and not persons:
            if stands.verdict not in LAST_ONE_OUT:
                raise WholeHouseholdMoves
            carried["epoch"] = epoch
            follows = self._closing(
                LAST_ONE_OUT[stands.verdict], on=on, epoch=epoch + 1, leaving=(person,)
            )
        elif not self.is_closed:
            carried["status"] = self._seen(after, stands.verdict)
            if (carried["persons"], carried["status"]) != (len(self.belonging()), self.status):
                carried["epoch"] = epoch
        return carried, follows

    def _resting_household(
        self, stands: HouseholdStatus, *, on: date
    ) -> tuple[dict[str, Any], tuple[Event, ...]]:
        carried = self._standing(on)
        if stands == self.status or (self.is_closed and self.status != "closed"):
            return carried, ()
        epoch = self.epoch + 1
        if stands in CLOSED:
            return carried, self._closing(stands, on=on, epoch=epoch, leaving=self.belonging())
        carried |= {"status": stands, "epoch": epoch}
        if not self.is_closed:
            return carried, ()
        carried |= {"members": self.left, "persons": len(self.left)}
        return carried, self._reopened_needs(on, epoch=epoch)

    def _resting_need(self, topic: Topic, stands: Outcome, *, on: date) -> tuple[Event, ...]:
        need, known = next(one for one in self.needs.items() if one[0] == topic[1])
        standing = cast("NeedStanding", stands)
        if known.reservations and standing == "unmet":
            standing = "committed"
        if standing == known.standing:
            return ()
        carried = self._need(need, on, standing)
        carried["epoch"] = max(self.epoch, known.epoch) + 1
        return (NeedRestored(**carried),)

    def _reopened_needs(self, on: date, *, epoch: int) -> tuple[Event, ...]:
        """Put back on the board the needs that the closing took off it."""
        return tuple(
            NeedRestored(**(self._need(need, on, _open_again(standing, held)) | {"epoch": epoch}))
            for need, standing in self.shut.items()
            for held in (bool(self.needs[need].reservations),)
        )

    def _unchanged(self, told: dict[str, Any]) -> dict[str, Any]:
        return self._standing(told["on"])


def _late(heard: Judged) -> tuple[Event, ...]:
    """Keep a testimony that a closing has overtaken."""
    return (replace(heard, epoch=NEVER_COUNTS, disputed=False),)


def _said(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in {"on", "today"}}


def _open_again(standing: NeedStanding, held: bool) -> NeedStanding:  # noqa: FBT001
    if standing in {"unmet", "committed"}:
        return "committed" if held else "unmet"
    return standing


def _before(rival: Testimony) -> Outcome:
    """Return what stood before a testimony was heard."""
    match rival.topic[0]:
        case "person":
            assert rival.member is not None, "whoever is spoken of was on the record"
            return rival.member
        case "need":
            return rival.standing or "claimed"
    return rival.status


def _outcome(topic: Topic, told: Witness) -> Outcome:
    """Return what stands if a testimony holds."""
    verdict: Any = told.verdict
    match topic[0]:
        case "person":
            return Member(belongs=verdict not in LEAVING, verdict=verdict, on=told.on)
        case "need":
            return NEED_VERDICT_STANDINGS[verdict]
    return STATUS_AFTER.get(verdict) or CLOSING_VERDICTS[verdict]


def _about(topic: Topic) -> dict[str, Any]:
    kind, name = topic
    about: dict[str, Any] = {"about": kind}
    if kind == "person":
        about["person"] = UUID(name)
    elif kind == "need":
        about["need"] = name
    return about
