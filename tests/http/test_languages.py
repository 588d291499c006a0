"""Pages speak Indonesian and English, and write numbers as readers of each do."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from service.http import languages
from tests.support import catalogue

PLACE = re.compile(r"%\(\w+\)s")


def test_every_text_of_a_page_is_in_the_english_catalogue():
    """Run `python -m tests.support.catalogue`, then translate what it prints."""
    known = {str(message.id) for message in catalogue.known() if message.id}

    assert catalogue.wanted() - known == set()
    assert known - catalogue.wanted() == set(), "nobody says these any more"


def test_every_text_of_the_catalogue_is_translated_with_the_same_places():
    for message in catalogue.known():
        if message.id:
            assert message.string, message.id
            assert PLACE.findall(str(message.string)) == PLACE.findall(str(message.id))


def test_what_is_served_was_compiled_from_what_is_written():
    told = languages.translations("en")

    for message in catalogue.known():
        if message.id:
            assert told.gettext(str(message.id)) == message.string


@pytest.mark.parametrize(
    ("language", "number", "rupiah", "percent", "day", "moment"),
    [
        ("id", "1.500", "-Rp1.500.000", "8,07%", "4 Mei 2026", "4 Mei 2026, 17.05 WIB"),
        ("en", "1,500", "-Rp1,500,000", "8.07%", "4 May 2026", "4 May 2026, 17:05 WIB"),
    ],
)
def test_numbers_are_written_as_readers_expect(  # noqa: PLR0917
    language, number, rupiah, percent, day, moment
):
    assert languages.number(language, 1500) == number
    assert languages.rupiah(language, -1_500_000) == rupiah
    assert languages.percent(language, Decimal("0.0807")) == percent
    assert languages.day(language, date(2026, 5, 4)) == day
    assert languages.moment(language, datetime(2026, 5, 4, 10, 5, tzinfo=UTC)) == moment
    assert languages.day(language, None) == languages.percent(language, None) == languages.DASH


def test_an_unknown_language_is_indonesian():
    assert [languages.chosen(one) for one in (None, "fr", "en")] == ["id", "id", "en"]
