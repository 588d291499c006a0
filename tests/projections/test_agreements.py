"""Agreements: which hold on a day, and where they open single households."""

from datetime import date, timedelta

import pytest

from service.aggregates.agreement_events import Obligation
from service.projections import agreements
from service.projections.agreements import Agreement
from service.projections.moment import Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

BAZNAS = "baznas-boyolali"
DAY = timedelta(days=1)


def areas(regency: Regency, on: date, **other: object) -> tuple[str, ...]:
    with reading(regency, "agreements") as conn:
        return agreements.open_areas(
            conn,
            regency.schema,
            BAZNAS,
            on,
            **other,  # type: ignore[arg-type]
        )


def found(regency: Regency) -> Agreement:
    with reading(regency, "agreements") as conn:
        agreement = agreements.one(conn, regency.schema, "pks-baznas-2024")
    assert agreement is not None
    return agreement


def test_an_agreement_is_shown_as_it_was_signed(regency: Regency) -> None:
    tell(regency, some.signed_agreement())
    assert found(regency) == Agreement(
        agreement="pks-baznas-2024",
        partner=BAZNAS,
        kind="cooperation",
        number="119/PKS/2024 dan 12/BAZNAS-BYL/2024",
        numbers=(),
        doubts=(),
        title="Penanggulangan kemiskinan ekstrem",
        place="",
        scope="",
        areas=["33.09.15"],
        data_purposes=["aid_delivery"],
        signatories=some.signed_agreement().signatories,
        obligations=[],
        documents=(),
        signed_on=some.TODAY,
        valid_from=some.YESTERDAY,
        valid_until=some.TOMORROW,
        ends_on=None,
        position=1,
    )


def test_numbers_stay_verbatim_and_what_contradicts_the_day_is_told(regency: Regency) -> None:
    signed_on = date(2024, 10, 31)
    tell(regency, some.agreement_with_obligations(occurred_on=signed_on))
    shown = found(regency)
    assert [one.number for one in shown.numbers] == [
        "100.3.7.1/050/NK/BAPPERIDA-PEM/XI/2024",
        "451.5/54/BAZNAS-KU/XI/2024",
    ]
    assert [(one.party, one.says, one.month) for one in shown.doubts] == [
        ("bapperida", "XI", 11),
        (BAZNAS, "XI", 11),
    ]


def test_what_is_owed_is_open_until_it_is_reported(regency: Regency) -> None:
    until = some.TODAY + 200 * DAY
    tell(regency, some.agreement_with_obligations(valid_until=until))
    quarterly, anytime = found(regency).obligations
    assert [due.reported for due in (*quarterly.dues, *anytime.dues)] == [None] * 4
    assert found(regency).late(some.TODAY) == 0
    assert found(regency).late(some.TODAY + DAY) == 1

    tell(regency, some.reported_obligation())
    first, *later = found(regency).obligations[0].dues
    assert first.reported is not None
    assert (first.reported.reported_on, first.reported.commitments) == (
        some.TODAY,
        [some.COMMITMENT],
    )
    assert [due.reported for due in later] == [None, None]
    assert found(regency).late(some.TODAY + DAY) == 0


def test_what_an_addendum_adds_is_owed_too(regency: Regency) -> None:
    more = Obligation(number=3, party=BAZNAS, text="Rapat bersama")
    tell(regency, some.agreement_with_obligations(), some.amended_agreement(obligations=(more,)))
    assert [one.text for one in found(regency).obligations][2:] == ["Rapat bersama"]


def test_documents_are_told_by_their_hash(regency: Regency) -> None:
    tell(regency, some.signed_agreement(), some.attached_document())
    [told] = found(regency).documents
    assert (told.kind, told.name, told.sha256) == (
        "decree",
        "Keputusan Bupati 400/12/2024",
        "ab" * 32,
    )


def test_what_recurs_is_owed_no_longer_than_the_agreement_holds(regency: Regency) -> None:
    until = some.TODAY + 200 * DAY
    tell(
        regency,
        some.agreement_with_obligations(valid_until=until),
        some.ended_agreement(ends_on=some.TOMORROW),
    )
    assert [due.due_on for due in found(regency).obligations[0].dues] == [some.TODAY]


def test_days_left_count_the_last_one(regency: Regency) -> None:
    tell(regency, some.signed_agreement())
    assert found(regency).days_left(some.TODAY) == 2
    assert found(regency).days_left(some.TOMORROW + DAY) is None
    tell(regency, some.ended_agreement(ends_on=some.TOMORROW))
    assert found(regency).days_left(some.TODAY) == 1


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        (some.YESTERDAY - DAY, False),
        (some.YESTERDAY, True),
        (some.TOMORROW, True),
        (some.TOMORROW + DAY, False),
    ],
)
def test_both_days_of_an_agreement_are_included(
    regency: Regency, on: date, *, is_open: bool
) -> None:
    tell(regency, some.signed_agreement())
    assert areas(regency, on) == (("33.09.15",) if is_open else ())
    with reading(regency, "agreements") as conn:
        [found] = agreements.find(conn, regency.schema, limit=9)
        holding = agreements.find(conn, regency.schema, holds_on=on, limit=9)
    assert found.holds_on(on) is is_open
    assert (found in holding) is is_open


def test_one_that_was_ended_early_does_not_hold_on_that_day(regency: Regency) -> None:
    tell(regency, some.signed_agreement(), some.ended_agreement(ends_on=some.TODAY))
    assert areas(regency, some.YESTERDAY) == ("33.09.15",)
    assert areas(regency, some.TODAY) == ()
    with reading(regency, "agreements") as conn:
        [found] = agreements.find(conn, regency.schema, limit=9)
    assert found.holds_on(some.YESTERDAY)
    assert not found.holds_on(some.TODAY)


def test_an_addendum_counts_from_when_it_is_known(regency: Regency) -> None:
    signed = tell(regency, some.signed_agreement())
    tell(regency, some.amended_agreement())
    assert areas(regency, date(2025, 12, 31)) == ("33.09.15",)
    with reading(regency, "agreements") as conn:
        before = agreements.one(conn, regency.schema, "pks-baznas-2024", Moment(signed))
    assert before is not None
    assert before.valid_until == some.TOMORROW


def test_an_agreement_without_a_clause_on_data_opens_nothing(regency: Regency) -> None:
    tell(regency, some.signed_agreement(data_purposes=()))
    assert areas(regency, some.TODAY) == ()


def test_a_clause_on_data_opens_for_its_purposes_only(regency: Regency) -> None:
    tell(regency, some.signed_agreement())
    assert areas(regency, some.TODAY, purpose="aid_delivery") == ("33.09.15",)
    assert areas(regency, some.TODAY, purpose="mentoring") == ()


def test_areas_of_several_agreements_are_joined_and_others_are_not_mine(regency: Regency) -> None:
    tell(
        regency,
        some.signed_agreement(),
        some.signed_agreement(agreement="pks-2", areas=("33.09.05", "33.09.15")),
        some.signed_agreement(agreement="pks-3", partner="pt-contoh", areas=("33.09.01",)),
    )
    assert areas(regency, some.TODAY) == ("33.09.05", "33.09.15")


def test_agreements_are_found_by_partner_page_by_page(regency: Regency) -> None:
    tell(
        regency,
        some.signed_agreement(agreement="a1"),
        some.signed_agreement(agreement="a2"),
        some.signed_agreement(agreement="a3", partner="pt-contoh"),
    )
    with reading(regency, "agreements") as conn:
        mine = agreements.find(conn, regency.schema, partner=BAZNAS, limit=9)
        rest = agreements.find(conn, regency.schema, after="a1", limit=9)
    assert [one.agreement for one in mine] == ["a1", "a2"]
    assert [one.agreement for one in rest] == ["a2", "a3"]


def test_agreements_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "agreements",
        some.signed_agreement(),
        some.amended_agreement(),
        some.ended_agreement(),
    )
