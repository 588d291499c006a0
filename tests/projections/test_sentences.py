"""Sentences: what happened, in words that an auditor reads without a code book."""

import re
from datetime import date
from uuid import UUID

import pytest

from service.aggregates import EVENTS
from service.kernel.events import Event, Meta, Recorded
from service.projections import sentences
from service.projections.sentences import Names
from tests.support import events as some

NAMES = Names(
    partners={
        "baznas-boyolali": [
            (date(2020, 1, 1), "Baznas Kabupaten Boyolali"),
            (some.TODAY, "Baznas Boyolali"),
        ],
        "cv-bangun": [(date(2020, 1, 1), "CV Bangun")],
        "pt-contoh": [(date(2020, 1, 1), "PT Contoh")],
        "dinsos": [(date(2020, 1, 1), "Dinas Sosial")],
    },
    programmes={"jamban": [(date(2024, 1, 1), "Jambanisasi")]},
    funds={"baznas-zakat-2024": ("zakat", "baznas-boyolali", 2024)},
    villages=sentences.place_names("33.09"),
)


def recorded(event: Event) -> Recorded[Event]:
    meta = Meta(
        actor="dini",
        position="Pendamping Dinas Sosial",
        role="mentor",
        organisation="dinsos",
        command=UUID(int=1),
        channel="page",
    )
    return Recorded(position=7, stream="s", version=1, recorded_at=some.NOW, meta=meta, event=event)


def told(event: Event) -> str:
    return sentences.tell(recorded(event), NAMES).sentence


@pytest.mark.parametrize("tag", sorted(EVENTS))
def test_every_event_is_told_without_braces_nones_or_codes(tag: str) -> None:
    sentence = told(some.samples()[tag])

    assert sentence.startswith("Pendamping Dinas Sosial (Dinas Sosial) ")
    assert sentence.endswith(".")
    assert not re.search(r"[{}]|None|[a-z]+_[a-z]+", sentence), sentence
    assert not re.search(r"\b\d{4}-\d\d-\d\d\b", sentence), sentence


@pytest.mark.parametrize("tag", sorted(EVENTS))
def test_no_sentence_names_a_person_or_shows_a_number_of_theirs(tag: str) -> None:
    sentence = told(some.samples()[tag])

    assert "Wiratama" not in sentence
    assert "9909" not in sentence


def test_amounts_places_needs_and_names_are_written_as_people_read_them() -> None:
    assert told(some.made()) == (
        "Pendamping Dinas Sosial (Dinas Sosial) menjanjikan Rp5.000.000 dari Baznas Boyolali "
        "untuk kebutuhan jamban di Desa Klego melalui Jambanisasi tahun anggaran 2024."
    )
    assert told(some.received()) == (
        "Pendamping Dinas Sosial (Dinas Sosial) menerima daftar DTKS Kecamatan Klego periode "
        "2020-10 dari Dinas Sosial Boyolali dengan surat nomor 460/101/2024 tanggal "
        "30 Oktober 2024."
    )


def test_a_fund_is_called_by_its_kind_its_owner_and_its_year() -> None:
    assert "dana Zakat Baznas Boyolali 2024 untuk komitmen" in told(some.fund_reserved())


def test_an_event_is_told_with_the_name_its_partner_had_on_that_day() -> None:
    assert "dari Baznas Kabupaten Boyolali " in told(some.made(occurred_on=some.YESTERDAY))
    assert "dari Baznas Boyolali " in told(some.made(occurred_on=some.TODAY))
    assert "dari Baznas Kabupaten Boyolali " in told(some.made(occurred_on=date(2001, 1, 1)))


def test_what_nobody_knows_the_name_of_is_shown_as_it_is_recorded() -> None:
    sentence = sentences.predicate(some.made(), Names())

    assert "dari baznas-boyolali " in sentence
    assert "di 33.09.15.2009 " in sentence
    assert "dana baznas-zakat-2024 " in sentences.predicate(some.fund_spent(), Names())


def test_what_was_left_empty_is_said_to_be_empty() -> None:
    assert "dengan dasar (tidak dicatat)" in told(some.opened_fund(document=""))


def test_words_of_users_are_never_taken_for_a_template() -> None:
    assert 'karena "{partner} {0}"' in told(some.deactivated(reason="{partner} {0}"))


def test_a_sentence_ends_with_one_full_stop() -> None:
    assert told(some.credited(document="No. 7 a.n.")).endswith("bukti No. 7 a.n.")


def test_an_event_keeps_its_envelope_beside_its_sentence() -> None:
    line = sentences.tell(recorded(some.made()), NAMES)

    assert (line.position, line.type, line.actor, line.channel) == (
        7,
        "commitment.made",
        "dini",
        "page",
    )
    assert (line.organisation, line.organisation_name) == ("dinsos", "Dinas Sosial")


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "Rp0"), (999, "Rp999"), (1_500_000, "Rp1.500.000"), (-20_000, "-Rp20.000")],
)
def test_rupiah_are_whole_with_dots_between_thousands(amount: int, written: str) -> None:
    assert sentences.rupiah(amount) == written


def test_a_day_is_written_out() -> None:
    assert sentences.day(date(2024, 11, 4)) == "4 November 2024"
