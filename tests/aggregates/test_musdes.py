"""A meeting ratifies exactly what it was shown, all at once, and nobody their own findings."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from service.aggregates.musdes import Covered, Musdes
from service.aggregates.musdes_content import content_hash
from service.aggregates.musdes_decisions import (
    RESULTS,
    DecisionUnfit,
    RemovalUnexplained,
    proposed,
    require_fit,
    result,
)
from service.aggregates.musdes_events import Headcount, RowDecision
from service.aggregates.musdes_meeting import MOST_ROWS
from service.aggregates.musdes_rules import (
    CorrectsNothing,
    ForwardedAlready,
    MusdesHasDay,
    MusdesIsRatified,
    MusdesKindUnfit,
    MusdesKnown,
    MusdesNotOpen,
    MusdesNotRatified,
    MusdesWithoutDay,
    NobodyCame,
    NoQuorum,
    NotForwarded,
    NothingShown,
    NotTheChair,
    QuorumImpossible,
    RatifierVerified,
    RowNotShown,
    RowsChanged,
    RowsUndecided,
    SignatureNameless,
    SignaturesMissing,
    SignedAlreadyBy,
    SingleAgenda,
    TooManyRows,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.kernel.privacy import Private
from service.kernel.verdicts import CLOSED, HOUSEHOLD_STATUSES, Note
from tests.support.events import (
    CHAIR,
    DISSENT,
    HOUSEHOLD,
    KEPT,
    KLEGO,
    LIST,
    MINUTE_TAKER,
    MUSDES,
    OTHER_HOUSEHOLD,
    OTHER_MUSDES,
    REMOVED,
    STRANGER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    answered_minutes,
    attended,
    convened,
    dissented,
    forwarded,
    minutes_corrected,
    postponed,
    presented,
    ratified,
    rescheduled,
    rows_decided,
    shown,
    signed_minutes,
    uid,
)
from tests.support.scenario import after, each, given

NOW: Any = {"on": TODAY, "today": TODAY}
KELURAHAN = "33.09.05.1001"
OPEN = (convened(), attended())
DECIDED = (*OPEN, presented(), rows_decided())
SEALED = (*DECIDED, ratified())
SIGNED = (*SEALED, signed_minutes(), signed_minutes(signer="head", account="kades-klego"))
COVERED = {HOUSEHOLD: Covered(2, 3), OTHER_HOUSEHOLD: Covered(4, 0)}


def convene(known=None, *, village=KLEGO, kind: Any = "musdes", **other):
    asked: dict[str, Any] = {
        "meets_on": TODAY,
        "meets_at": "09:00",
        "place": "Balai Desa Klego",
        "agenda": ("Pembahasan hasil verifikasi daftar keluarga miskin",),
        "legal_basis": ("UU 13/2011 Pasal 8",),
        "chair": CHAIR,
        "minute_taker": MINUTE_TAKER,
        "letter_number": "005/12/BPD/2024",
        "lists": (LIST,),
        "on": YESTERDAY,
        "today": TODAY,
    }
    return (known or Musdes()).convene(MUSDES, village, kind, **(asked | other))


def ratifiable(known, *, by="bpd-klego", role: Any = "bpd_chair", changed=(), testimonies=None):
    known.require_ratifiable(
        by=by, role=role, changed=changed, testimonies=testimonies or {}, **NOW
    )
    return known.ratify("140/07/BA/XI/2024", COVERED, by=by)


def sign(known, signer: Any = "chair", **other):
    asked: dict[str, Any] = {
        "position": "Ketua BPD Klego",
        "name": "Contoh Wiyono",
        "signatory": None,
        "account": "bpd-klego",
        "role": "bpd_chair",
        "document": "",
        "testimonies": {},
        **NOW,
    }
    return known.sign(signer, **(asked | other))


def test_a_meeting_is_called_ahead_of_its_day():
    assert convene() == (convened(),)
    assert convene(meets_on=TOMORROW)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"kind": "muskel"}, MusdesKindUnfit),
        ({"kind": "musdes", "village": KELURAHAN}, MusdesKindUnfit),
        ({"kind": "musdesus", "agenda": ("Daftar", "Lain-lain")}, SingleAgenda),
        ({"corrects": Musdes()}, CorrectsNothing),
        ({"corrects": after(Musdes(), *SEALED), "village": "33.09.15.2010"}, CorrectsNothing),
        ({"known": after(Musdes(), convened())}, MusdesKnown),
        ({"on": TOMORROW}, NotHappenedYet),
    ],
)
def test_a_meeting_that_can_t_be_is_not_called(wrong, refusal):
    with pytest.raises(refusal):
        convene(**wrong)


def test_a_kelurahan_meets_as_muskel_and_either_may_meet_for_one_item():
    assert convene(kind="muskel", village=KELURAHAN)
    assert convene(kind="musdesus", village=KELURAHAN)
    assert convene(kind="musdesus")


class TestAttendance:
    def attend(self, known, **other):
        event = attended()
        asked: dict[str, Any] = {
            "attendees": event.attendees,
            "others": event.others,
            "invited": 30,
            "quorum": 20,
            "today": TODAY,
        }
        return known.record_attendance(**(asked | other))

    def test_is_counted_by_sex_and_measured_by_the_quorum(self):
        given(Musdes(), convened()).when(self.attend).then(attended())

    def test_short_of_the_quorum_nothing_can_be_shown(self):
        few = (Headcount(role="resident", sex="female", count=17),)
        known = after(Musdes(), convened(), *self.attend(Musdes().after(convened()), others=few))
        assert known.stage == "convened"
        with pytest.raises(NoQuorum):
            known.present((shown(),), **NOW)

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"attendees": (), "others": ()}, NobodyCame),
            ({"quorum": 31}, QuorumImpossible),
            ({"quorum": 0}, QuorumImpossible),
            ({"today": YESTERDAY}, NotHappenedYet),
        ],
    )
    def test_that_can_t_be_is_not_noted(self, wrong, refusal):
        with pytest.raises(refusal):
            self.attend(Musdes().after(convened()), **wrong)

    def test_waits_for_a_meeting_that_has_no_day(self):
        known = after(Musdes(), convened(), postponed(meets_on=None))
        assert known.stage == "postponed"
        with pytest.raises(MusdesWithoutDay):
            self.attend(known)
        known = (
            given(Musdes(), convened(), postponed(meets_on=None))
            .when(lambda one: one.set_day(TOMORROW, meets_at="13:00", **NOW))
            .then(rescheduled())
        )
        assert (known.stage, known.meets_on) == ("convened", TOMORROW)
        with pytest.raises(MusdesHasDay):
            known.set_day(TOMORROW, meets_at="", **NOW)


def test_a_meeting_without_quorum_is_held_on_another_day_and_attended_anew():
    def postpone(known):
        return known.postpone(
            "no_quorum",
            reason="Yang hadir 12 dari 30 undangan",
            meets_on=TOMORROW,
            meets_at="13:00",
            **NOW,
        )

    known = given(Musdes(), *OPEN).when(postpone).then(postponed())
    assert (known.stage, known.meets_on, known.meets_at) == ("convened", TOMORROW, "13:00")
    with pytest.raises(MusdesNotOpen):
        known.present((shown(),), **NOW)


def test_nothing_is_postponed_without_a_reason():
    with pytest.raises(ReasonMissing):
        after(Musdes(), *OPEN).postpone(
            "circumstances", reason=" ", meets_on=None, meets_at="", **NOW
        )


class TestShowing:
    def test_freezes_what_is_seen(self):
        rows = presented().rows
        given(Musdes(), *OPEN).when(lambda m: m.present(rows, **NOW)).then(presented())

    def test_nobody_is_no_list(self):
        with pytest.raises(NothingShown):
            after(Musdes(), *OPEN).present((), **NOW)

    def test_is_limited_to_what_one_minutes_can_hold(self):
        rows = tuple(shown(uid(5_000 + one)) for one in range(MOST_ROWS + 1))
        with pytest.raises(TooManyRows):
            after(Musdes(), *OPEN).present(rows, **NOW)

    def test_a_household_anew_asks_for_a_new_decision(self):
        known = after(Musdes(), *DECIDED, presented(shown(version=9)))
        assert known.undecided == (HOUSEHOLD,)
        assert known.rows[HOUSEHOLD].shown.version == 9


class TestDeciding:
    def test_row_by_row(self):
        known = after(Musdes(), *OPEN, presented())
        given(known).when(lambda m: m.decide((KEPT, REMOVED), rest=False, **NOW)).then(
            rows_decided()
        )

    def test_the_rest_is_approved_as_it_was_found_but_never_who_was_not_found(self):
        known = after(Musdes(), *OPEN, presented())
        [event] = known.decide((), rest=True, **NOW)
        assert event == rows_decided(KEPT)
        assert after(known, event).undecided == (OTHER_HOUSEHOLD,)

    def test_what_is_said_outweighs_the_rest(self):
        known = after(Musdes(), *OPEN, presented())
        back = RowDecision(household=HOUSEHOLD, decision="send_back")
        assert known.decide((back,), rest=True, **NOW) == (rows_decided(back),)

    @pytest.mark.parametrize(
        ("decisions", "refusal"),
        [
            ((RowDecision(household=STRANGER, decision="keep"),), RowNotShown),
            ((RowDecision(household=HOUSEHOLD, decision="add"),), DecisionUnfit),
            ((RowDecision(household=HOUSEHOLD, decision="remove"),), RemovalUnexplained),
            ((), NothingShown),
        ],
    )
    def test_what_does_not_fit_is_refused(self, decisions, refusal):
        with pytest.raises(refusal):
            after(Musdes(), *OPEN, presented()).decide(decisions, rest=False, **NOW)

    def test_a_dissent_stands_in_the_minutes(self):
        words = Private(DISSENT, Note(text="Menurut RT keluarga itu masih ada"))

        def dissent(known):
            return known.dissent(DISSENT, words, household=OTHER_HOUSEHOLD, **NOW)

        given(Musdes(), *DECIDED).when(dissent).then(dissented())
        with pytest.raises(RowNotShown):
            after(Musdes(), *DECIDED).dissent(DISSENT, words, household=STRANGER, **NOW)


def decision(**other):
    return RowDecision(**{"household": HOUSEHOLD, "decision": "remove", **other})


@pytest.mark.parametrize(
    ("status", "decided", "refusal"),
    [
        ("newly_proposed", {"decision": "keep"}, DecisionUnfit),
        ("deceased", {"decision": "keep"}, DecisionUnfit),
        ("eligible", {"reason": "not_found"}, DecisionUnfit),
        ("eligible", {"reason": "list_withdrawn"}, DecisionUnfit),
        ("moved_out", {"reason": "better_off", "better_off": "assets"}, DecisionUnfit),
        ("eligible", {"reason": "better_off"}, RemovalUnexplained),
        ("eligible", {"reason": "deceased"}, RemovalUnexplained),
        ("eligible", {"reason": "duplicate"}, RemovalUnexplained),
        ("eligible", {"reason": "duplicate", "survivor": HOUSEHOLD}, RemovalUnexplained),
    ],
)
def test_nobody_is_removed_without_what_must_be_said(status, decided, refusal):
    with pytest.raises(refusal):
        require_fit(shown(status=status), decision(**decided))


@pytest.mark.parametrize(
    ("status", "decided", "stands"),
    [
        ("listed", {"decision": "keep"}, "eligible"),
        ("better_off", {"decision": "keep"}, "eligible"),
        ("newly_proposed", {"decision": "add"}, "eligible"),
        ("not_found", {"reason": "not_found"}, "untraceable"),
        ("better_off", {"reason": "better_off"}, "better_off"),
        ("eligible", {"reason": "deceased", "since": YESTERDAY}, "deceased"),
        ("eligible", {"reason": "duplicate", "survivor": OTHER_HOUSEHOLD}, "duplicate"),
        ("closed", {"reason": "no_members"}, "closed"),
        ("eligible", {"decision": "send_back"}, "eligible"),
    ],
)
def test_a_decision_says_how_the_household_stands(status, decided, stands):
    require_fit(shown(status=status), decision(**decided))
    assert result(shown(status=status), decision(**decided)) == stands


@examples(st.sampled_from(HOUSEHOLD_STATUSES))
def test_what_is_proposed_always_fits_and_never_changes_anything(status):
    row = shown(status=status)
    agreed = proposed(row)
    assert (agreed is None) == (status in {"listed", "newly_proposed", "not_found"} - CLOSED)
    if agreed is not None:
        require_fit(row, agreed)
        assert result(row, agreed) == status


def test_every_closed_status_has_a_reason_that_agrees_with_it():
    assert set(RESULTS.values()) >= CLOSED


class TestRatifying:
    def test_is_one_event_for_all_rows(self):
        [event] = ratifiable(after(Musdes(), *DECIDED))
        assert event == ratified(content_hash=event.content_hash)
        assert (event.kept, event.removed, event.added, event.returned) == (1, 1, 0, 0)

    @pytest.mark.parametrize(
        ("history", "wrong", "refusal"),
        [
            ((convened(),), {}, MusdesNotOpen),
            (OPEN, {}, NothingShown),
            ((*OPEN, presented()), {}, RowsUndecided),
            (DECIDED, {"changed": {HOUSEHOLD}}, RowsChanged),
            (DECIDED, {"role": "village_head"}, NotTheChair),
            (SEALED, {}, MusdesIsRatified),
        ],
    )
    def test_is_refused_unless_all_was_shown_and_decided(self, history, wrong, refusal):
        with pytest.raises(refusal):
            ratifiable(after(Musdes(), *history), **wrong)

    @pytest.mark.parametrize("account", ["bpd-klego", "sekdes-klego"])
    def test_is_not_for_whoever_verified_nor_with_them_in_the_chair(self, account):
        with pytest.raises(RatifierVerified) as refused:
            ratifiable(after(Musdes(), *DECIDED), testimonies={HOUSEHOLD: {"dini", account}})
        assert refused.value.why == {
            "accounts": [account],
            "count": 1,
            "households": [str(HOUSEHOLD)],
        }

    def test_is_not_for_the_secretariat_s_clerk_who_verified(self):
        with pytest.raises(RatifierVerified):
            ratifiable(
                after(Musdes(), *DECIDED),
                by="tkpkd",
                role="secretariat",
                testimonies={HOUSEHOLD: {"tkpkd"}},
            )

    def test_what_is_sent_back_is_not_ratified_so_its_witness_may_preside(self):
        back = RowDecision(household=HOUSEHOLD, decision="send_back")
        known = after(Musdes(), *DECIDED, rows_decided(back))
        [event] = ratifiable(known, testimonies={HOUSEHOLD: {"bpd-klego"}})
        assert (event.kept, event.returned) == (0, 1)

    def test_in_a_kelurahan_the_lurah_presides(self):
        head = convened(village=KELURAHAN, kind="muskel")
        known = after(Musdes(), head, *DECIDED[1:])
        with pytest.raises(NotTheChair):
            ratifiable(known)
        assert ratifiable(known, role="village_head")


class TestTheSeal:
    def seal(self, **other):
        event = ratified()
        asked: dict[str, Any] = {
            "number": event.number,
            "held_on": "2024-11-04",
            "held_at": "09:00",
            "dissents": 1,
        }
        return content_hash(convened(), attended(), event.rows, **(asked | other))

    def test_is_the_same_for_the_same_content(self):
        assert self.seal() == self.seal()
        assert len(self.seal()) == 64

    @pytest.mark.parametrize(
        "other", [{"number": "140/08"}, {"held_on": "2024-11-05"}, {"dissents": 0}]
    )
    def test_is_another_one_for_any_other_content(self, other):
        assert self.seal(**other) != self.seal()

    def test_is_over_every_row_of_the_longest_minutes(self):
        [row, *_] = ratified().rows
        rows = [replace(row, household=UUID(int=at)) for at in range(MOST_ROWS)]
        seals = {
            content_hash(
                convened(),
                attended(),
                said,
                number="1",
                held_on="2024-11-04",
                held_at="09:00",
                dissents=0,
            )
            for said in (rows, rows[:-1], [*rows[:-1], replace(rows[-1], persons=99)], rows[::-1])
        }
        assert len(seals) == 4


class TestSigning:
    def test_is_under_the_very_content(self):
        given(Musdes(), *SEALED).when(sign).then(
            signed_minutes(content_hash=ratified().content_hash)
        )

    @pytest.mark.parametrize(
        ("history", "wrong", "refusal"),
        [
            (DECIDED, {}, MusdesNotRatified),
            ((*SEALED, signed_minutes()), {}, SignedAlreadyBy),
            ((*SEALED, signed_minutes()), {"signer": "minute_taker"}, SignedAlreadyBy),
            (SEALED, {"name": ""}, SignatureNameless),
            (SEALED, {"role": "village_head"}, NotTheChair),
            (SEALED, {"testimonies": {HOUSEHOLD: {"bpd-klego"}}}, RatifierVerified),
        ],
    )
    def test_is_once_in_the_own_office_and_never_under_the_own_findings(
        self, history, wrong, refusal
    ):
        with pytest.raises(refusal):
            sign(after(Musdes(), *history), **wrong)

    def test_on_paper_takes_the_number_of_the_paper(self):
        [event] = sign(after(Musdes(), *SEALED), account="", document="BA-07", role="secretariat")
        assert (event.account, event.document) == ("", "BA-07")

    def test_is_complete_with_chair_and_village_head(self):
        known = after(Musdes(), *SEALED)
        assert known.stage == "ratified"
        assert after(Musdes(), *SIGNED).stage == "signed"


class TestForwarding:
    def forward(self, known, to: Any = "camat"):
        return known.forward(to, letter_number="470/21/2024", **NOW)

    def test_goes_to_the_camat_first(self):
        given(Musdes(), *SIGNED).when(self.forward).then(forwarded())
        known = after(Musdes(), *SIGNED)
        with pytest.raises(NotForwarded):
            self.forward(known, "dinsos")
        assert self.forward(after(known, forwarded()), "dinsos")

    def test_takes_the_signatures(self):
        with pytest.raises(SignaturesMissing):
            self.forward(after(Musdes(), *SEALED, signed_minutes()))

    def test_happens_again_only_after_it_came_back(self):
        sent = after(Musdes(), *SIGNED, forwarded())
        with pytest.raises(ForwardedAlready):
            self.forward(sent)
        assert self.forward(after(sent, answered_minutes()))

    def test_is_answered_with_a_reason_where_it_comes_back(self):
        def answer(known, **other):
            asked = {"letter_number": "470/98/2024", "reason": "Daftar hadir belum lengkap"}
            return known.answer("camat", "returned", **(asked | other), **NOW)

        sent = after(Musdes(), *SIGNED, forwarded())
        assert answer(sent) == (answered_minutes(),)
        with pytest.raises(ReasonMissing):
            answer(sent, reason="")
        with pytest.raises(NotForwarded):
            answer(after(Musdes(), *SIGNED))


@each(
    postpone=lambda m: m.postpone("circumstances", reason="x", meets_on=None, meets_at="", **NOW),
    present=lambda m: m.present((shown(),), **NOW),
    decide=lambda m: m.decide((KEPT,), rest=False, **NOW),
)
def test_minutes_that_were_ratified_never_change(decide):
    given(Musdes(), *SEALED).when(decide).then_refused(MusdesIsRatified, number="140/07/BA/XI/2024")


def test_later_minutes_put_them_right_and_both_stay():
    first = after(Musdes(), *SEALED)
    [event] = convene(corrects=first, on=TODAY)
    assert event.corrects == MUSDES
    noted = first.note_correction(OTHER_MUSDES, "140/09/BA/XI/2024", on=date(2024, 11, 4))
    assert noted == (minutes_corrected(),)
    assert after(first, *noted).corrected_by == (OTHER_MUSDES,)
    assert after(first, *noted).ratified == first.ratified
