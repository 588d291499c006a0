"""An agreement holds on its first day and on its last, and not after it was ended."""

from datetime import date
from typing import Any

import pytest

from service.aggregates.agreement import (
    Agreement,
    AgreementAreaMissing,
    AgreementIsOver,
    AgreementKnown,
    PurposeNotForPartners,
    Signatory,
    SignatoryMissing,
    ValidityReversed,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    amended_agreement,
    ended_agreement,
    signed_agreement,
)

NOW: Any = {"on": TODAY, "today": TODAY}
SIGNED = Agreement().after(signed_agreement())


def sign(known=None, **other):
    asked: dict[str, Any] = {
        "partner": "baznas-boyolali",
        "number": "119/PKS/2024 dan 12/BAZNAS-BYL/2024",
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
    assert sign() == (signed_agreement(),)


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
