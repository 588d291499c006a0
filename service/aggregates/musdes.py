"""A village meeting about its list: what it decides is the evidence, and its minutes are sealed.

    convene → (postpone →)* record_attendance → present* → decide* → ratify → sign* → forward*
            → answer*

In a desa the chair of the BPD leads (musdes), in a kelurahan the lurah (muskel); a musdesus has a
single item on its agenda. What was shown is frozen, and exactly that is ratified, all at once.
Nobody ratifies or signs what rests on their own testimony: whose that is, the command finds out,
and here it is refused. Minutes that were ratified never change: later ones put them right.

Source: UU 6/2014 article 54; Permendesa 16/2019; forms FKP.01/.02 of the BDT village meetings.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from service.aggregates.musdes_content import content_hash
from service.aggregates.musdes_decisions import result
from service.aggregates.musdes_events import (
    Addressee,
    AnswerKind,
    AttendeeName,
    MusdesAnswered,
    MusdesCorrected,
    MusdesForwarded,
    MusdesRatified,
    MusdesSigned,
    RatifiedRow,
    Signer,
)
from service.aggregates.musdes_meeting import MusdesMeeting
from service.aggregates.musdes_rules import (
    ForwardedAlready,
    NotForwarded,
    NothingShown,
    NotTheChair,
    RatifierVerified,
    RowsChanged,
    RowsUndecided,
    SignatureNameless,
    SignaturesMissing,
    SignedAlreadyBy,
)
from service.aggregates.musdes_state import LEADERS
from service.kernel.events import Event
from service.kernel.guards import require_reason
from service.kernel.privacy import Private
from service.kernel.roles import Role

Testimonies: TypeAlias = Mapping[UUID, Collection[str]]
"""By household, the accounts whose testimony its standing verdict rests on."""

MOST_NAMED = 50
"""Households that a refusal names; how many there are, it says in any case."""

FOR_THOSE_WITHOUT: frozenset[Role] = frozenset({"secretariat"})
"""Roles that record for a chair who has no account."""


class Covered(Struct, frozen=True):
    """A household right after the decision: the version that is ratified, and who belongs."""

    version: int
    persons: int


class Musdes(MusdesMeeting, frozen=True):
    """The decisions about its minutes."""

    def require_ratifiable(
        self,
        *,
        by: str,
        role: Role,
        changed: Collection[UUID],
        testimonies: Testimonies,
        on: date,
        today: date,
    ) -> None:
        """Refuse to set the seal on something that was not decided, or not by these people.

        Args:
            by, role: the account that gives the command.
            changed: households with a verdict that came after they were shown.

        Raises:
            MusdesNotOpen, NoQuorum, MusdesIsRatified, NotHappenedYet: not now.
            NothingShown, RowsUndecided, RowsChanged: not exactly what was shown and decided.
            NotTheChair, RatifierVerified: not by them.
        """
        self._deciding(on=on, today=today)
        assert self.convened is not None, "a meeting that is open was convened"
        if role != LEADERS[self.is_kelurahan] and role not in FOR_THOSE_WITHOUT:
            raise NotTheChair(role=role)
        if not self.rows:
            raise NothingShown
        if self.undecided:
            named = [str(one) for one in self.undecided[:MOST_NAMED]]
            raise RowsUndecided(count=len(self.undecided), households=named)
        moved = [str(one) for one in self.rows if one in changed]
        if moved:
            raise RowsChanged(count=len(moved), households=moved[:MOST_NAMED])
        chair, minute_taker = self.convened.chair, self.convened.minute_taker
        self._require_apart({by, chair.account, minute_taker.account} - {""}, testimonies)

    def ratify(self, number: str, covered: Mapping[UUID, Covered], *, by: str) -> tuple[Event, ...]:
        """Set the seal on all decisions at once, after `require_ratifiable`.

        Args:
            number: of the berita acara.
            covered: every household that was shown, as it is after the decision.
        """
        assert self.convened is not None
        assert self.attendance is not None
        assert self.meets_on is not None
        rows = tuple(self._ratified(household, covered[household]) for household in self.rows)
        counts = {one: sum(row.decision == one for row in rows) for one in _DECISIONS}
        return (
            MusdesRatified(
                **self._head(self.meets_on),
                number=number,
                held_on=self.meets_on,
                rows=rows,
                kept=counts["keep"],
                removed=counts["remove"],
                added=counts["add"],
                returned=counts["send_back"],
                content_hash=content_hash(
                    self.convened,
                    self.attendance,
                    rows,
                    number=number,
                    held_on=self.meets_on.isoformat(),
                    held_at=self.meets_at,
                    dissents=self.dissents,
                ),
                ratified_by=by,
            ),
        )

    def sign(
        self,
        signer: Signer,
        *,
        position: str,
        name: str,
        signatory: Private[AttendeeName] | None,
        account: str,
        role: Role,
        document: str,
        testimonies: Testimonies,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note a signature under the minutes.

        Args:
            account: whose own act it is; empty for one on paper, which `document` shows.
            testimonies: of the households whose decision is signed.

        Raises:
            MusdesNotRatified, NotHappenedYet: not now.
            SignedAlreadyBy, SignatureNameless: not like this.
            NotTheChair, RatifierVerified: not by them.
        """
        assert account or document, "a signature is somebody's own or on a paper"
        head = self._sealed(on=on, today=today)
        if (signer != "participant" and signer in self.signers) or (
            account and account in self.signed_by
        ):
            raise SignedAlreadyBy(signer=signer)
        if not (name or signatory):
            raise SignatureNameless
        heads: dict[Signer, Role] = {"chair": LEADERS[self.is_kelurahan], "head": "village_head"}
        if account and heads.get(signer, role) != role:
            raise NotTheChair(role=role, signer=signer)
        if account:
            self._require_apart({account}, testimonies)
        assert self.ratified is not None
        return (
            MusdesSigned(
                **head,
                signer=signer,
                position=position,
                content_hash=self.ratified.content_hash,
                name="" if signatory else name,
                signatory=signatory,
                account=account,
                document=document,
            ),
        )

    def forward(
        self, to: Addressee, *, letter_number: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Send the signed minutes on: to the camat first, then to Dinsos.

        Raises:
            MusdesNotRatified, SignaturesMissing, NotForwarded, ForwardedAlready, NotHappenedYet:
                not now.
        """
        head = self._sealed(on=on, today=today)
        missing = self.required_signers - set(self.signers)
        if missing:
            raise SignaturesMissing(missing=sorted(missing))
        if to == "dinsos" and "camat" not in self.forwarded:
            raise NotForwarded(to="camat")
        if to in self.forwarded and to not in self.returned:
            raise ForwardedAlready(to=to)
        return (MusdesForwarded(**head, to=to, letter_number=letter_number),)

    def answer(
        self,
        of: Addressee,
        answer: AnswerKind,
        *,
        letter_number: str,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that the camat or Dinsos took the minutes, or sent them back with a reason.

        Raises:
            MusdesNotRatified, NotForwarded, ReasonMissing, NotHappenedYet: not now.
        """
        head = self._sealed(on=on, today=today)
        if of not in self.forwarded:
            raise NotForwarded(to=of)
        if answer == "returned":
            require_reason(reason)
        return (
            MusdesAnswered(
                **head, of=of, answer=answer, letter_number=letter_number, reason=reason
            ),
        )

    def note_correction(self, by: UUID, number: str, *, on: date) -> tuple[Event, ...]:
        """Note that later minutes put these right."""
        assert self.ratified is not None, "only minutes that were ratified are put right"
        return (MusdesCorrected(**self._head(on), by=by, number=number),)

    def _ratified(self, household: UUID, covered: Covered) -> RatifiedRow:
        row = self.rows[household]
        assert row.decided is not None, "require_ratifiable has looked"
        return RatifiedRow(
            household=household,
            version=covered.version,
            status=row.shown.status,
            decision=row.decided.decision,
            result=result(row.shown, row.decided),
            persons=covered.persons,
            reason=row.decided.reason,
        )

    def _require_apart(self, accounts: Collection[str], testimonies: Testimonies) -> None:
        """Refuse accounts whose own testimony stands behind what they would ratify."""
        rows = [
            household
            for household, row in self.rows.items()
            if row.decided is not None
            and row.decided.decision != "send_back"
            and not set(accounts).isdisjoint(testimonies.get(household, ()))
        ]
        if rows:
            theirs = {one for row in rows for one in testimonies[row]} & set(accounts)
            raise RatifierVerified(
                accounts=sorted(theirs),
                count=len(rows),
                households=[str(one) for one in rows[:MOST_NAMED]],
            )


_DECISIONS = ("keep", "remove", "add", "send_back")
