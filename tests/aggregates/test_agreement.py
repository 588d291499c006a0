"""An agreement holds on its first day and on its last, and not after it was ended."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from service.aggregates.agreement import (
    Agreement,
    AgreementAreaMissing,
    AgreementIsOver,
    AgreementKnown,
    DocumentAttachedAlready,
    NotPartyOfAgreement,
    ObligationNotDated,
    ObligationNotDue,
    ObligationReportedAlready,
    PartyNumberedTwice,
    PurposeNotForPartners,
    SignatoryMissing,
    UnknownObligation,
    ValidityReversed,
    dues,
)
from service.aggregates.agreement_events import (
    AgreementAmended,
    AgreementSigned,
    Obligation,
    ObligationReported,
    PartyNumber,
    Signatory,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    COMMITMENT,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agreement_with_obligations,
    amended_agreement,
    attached_document,
    ended_agreement,
    reported_obligation,
    signed_agreement,
)

NOW: Any = {"on": TODAY, "today": TODAY}
SIGNED = Agreement().after(signed_agreement())
FORMAL = agreement_with_obligations(valid_until=TOMORROW)
OWING = Agreement().after(FORMAL)
NUMBERS = (
    PartyNumber(party="tkpkd", number="119/PKS/2024"),
    PartyNumber(party="baznas-boyolali", number="12/BAZNAS-BYL/2024"),
)


def sign(known=None, **other):
    asked: dict[str, Any] = {
        "partner": "baznas-boyolali",
        "kind": "cooperation",
        "numbers": NUMBERS,
        "title": "Penanggulangan kemiskinan ekstrem",
        "areas": ("33.09.15",),
        "valid_from": YESTERDAY,
        "valid_until": TOMORROW,
        "signatories": (
            Signatory(name="Contoh", position="Bupati", organisation="Pemkab Boyolali"),
        ),
        "data_purposes": ("aid_delivery",),
        **NOW,
    }
    return (known or Agreement()).sign("pks-baznas-2024", **(asked | other))


def test_an_agreement_is_noted_with_both_numbers_verbatim():
    assert sign() == (signed_agreement(numbers=NUMBERS),)


def test_what_is_owed_is_numbered_and_an_addendum_counts_on():
    owed = [replace(one, number=0) for one in OWING.obligations]

    [signed] = sign(numbers=FORMAL.numbers, kind="memorandum", obligations=owed)
    assert isinstance(signed, AgreementSigned)
    assert [one.number for one in signed.obligations] == [1, 2]
    [amended] = OWING.amend(
        valid_from=YESTERDAY,
        valid_until=TOMORROW,
        number="Addendum 1",
        reason="Kewajiban baru",
        obligations=[Obligation(number=0, party="bapperida", text="Rapat bersama")],
        **NOW,
    )
    assert isinstance(amended, AgreementAmended)
    assert [one.number for one in amended.obligations] == [3]
    assert OWING.after(amended).owed(3).text == "Rapat bersama"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"numbers": (NUMBERS[0], NUMBERS[0])}, PartyNumberedTwice),
        (
            {"obligations": [Obligation(number=0, party="pt-asing", text="Laporan")]},
            NotPartyOfAgreement,
        ),
        (
            {"obligations": [Obligation(number=0, party="tkpkd", text="Rapat", every_months=3)]},
            ObligationNotDated,
        ),
    ],
)
def test_who_owes_what_must_be_plain(wrong: dict[str, Any], refusal: type[Exception]):
    with pytest.raises(refusal):
        sign(**wrong)


def report(known: Agreement, obligation: int = 1, due_on: date | None = TODAY):
    return known.report(
        obligation, due_on=due_on, document="451.5/60/BAZNAS/2024", commitments=(COMMITMENT,), **NOW
    )


def test_each_day_an_obligation_is_due_is_reported_once():
    assert report(OWING) == (reported_obligation(),)
    again = OWING.after(reported_obligation())
    with pytest.raises(ObligationReportedAlready):
        report(again)
    with pytest.raises(ObligationNotDue):
        report(again, due_on=TOMORROW)
    with pytest.raises(ObligationNotDue):
        report(again, due_on=None)
    with pytest.raises(UnknownObligation):
        report(again, obligation=9)
    [anytime] = report(OWING, obligation=2, due_on=None)
    assert isinstance(anytime, ObligationReported)
    with pytest.raises(ObligationReportedAlready):
        report(OWING.after(anytime), obligation=2, due_on=None)


def test_what_is_owed_is_reported_also_after_the_end():
    assert report(OWING.after(ended_agreement()))


@pytest.mark.parametrize(
    ("first", "every", "until", "days"),
    [
        (None, 0, date(2025, 12, 31), ()),
        (date(2024, 11, 30), 0, date(2025, 12, 31), (date(2024, 11, 30),)),
        (
            date(2024, 11, 30),
            3,
            date(2025, 5, 30),
            (date(2024, 11, 30), date(2025, 2, 28), date(2025, 5, 30)),
        ),
        (date(2026, 1, 15), 6, date(2025, 12, 31), (date(2026, 1, 15),)),
    ],
    ids=["no day", "once", "each quarter", "after the end"],
)
def test_days_recur_up_to_the_last_one(first, every, until, days):
    owed = Obligation(number=1, party="tkpkd", text="Laporan", due_on=first, every_months=every)
    assert dues(owed, until=until) == days


def test_an_agreement_may_hold_from_later_on():
    [event] = sign(valid_from=TOMORROW)
    assert event.valid_from == TOMORROW


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"valid_until": date(2024, 1, 1)}, ValidityReversed),
        ({"areas": ()}, AgreementAreaMissing),
        ({"signatories": ()}, SignatoryMissing),
        ({"data_purposes": ("audit",)}, PurposeNotForPartners),
        ({"on": TOMORROW}, NotHappenedYet),
        ({"known": SIGNED}, AgreementKnown),
    ],
)
def test_an_agreement_that_is_not_plain_is_not_noted(wrong, refusal):
    with pytest.raises(refusal):
        sign(**wrong)


def test_an_agreement_for_a_single_day_holds():
    assert sign(valid_from=TODAY, valid_until=TODAY)


def test_its_days_are_amended_by_an_addendum():
    until = date(2025, 12, 31)
    [event] = SIGNED.amend(
        valid_from=YESTERDAY,
        valid_until=until,
        number="Addendum 1/2024",
        reason="Diperpanjang setahun",
        **NOW,
    )
    assert event == amended_agreement()
    assert SIGNED.after(event).valid_until == until
    with pytest.raises(ValidityReversed):
        SIGNED.amend(valid_from=TOMORROW, valid_until=YESTERDAY, number="1", reason="Keliru", **NOW)


def test_an_agreement_ends_once_and_for_a_reason():
    [event] = SIGNED.end(ends_on=TODAY, reason="Kesepakatan para pihak", **NOW)
    assert event == ended_agreement()
    with pytest.raises(AgreementIsOver):
        SIGNED.after(event).end(ends_on=TODAY, reason="Lagi", **NOW)
    with pytest.raises(ReasonMissing):
        SIGNED.end(ends_on=TODAY, reason=" ", **NOW)


@pytest.mark.parametrize("ends_on", [date(2024, 11, 2), date(2024, 11, 6)])
def test_an_agreement_ends_within_its_time(ends_on):
    with pytest.raises(ValidityReversed):
        SIGNED.end(ends_on=ends_on, reason="Kesepakatan", **NOW)


def test_a_document_is_attached_once_also_after_the_end():
    told = attached_document()
    ended = SIGNED.after(ended_agreement())
    asked: Any = {"kind": told.kind, "name": told.name, "sha256": told.sha256, **NOW}
    assert ended.attach(**asked) == (told,)
    with pytest.raises(DocumentAttachedAlready):
        ended.after(told).attach(**asked | {"name": "Nama lain"})
    with pytest.raises(NotHappenedYet):
        SIGNED.attach(**asked | {"on": TOMORROW})
