"""What holds for every event: its name, its sentence, its shape, its golden sample."""

import re
import string
from pathlib import Path

import msgspec
import pytest

from service.aggregates import EVENTS, LABELS, labels_of
from service.aggregates.commitment_events import (
    DISPUTE_OUTCOME_LABELS,
    CommitmentEvent,
    MoneyEvent,
    Terms,
)
from service.aggregates.correction import CORRECTION_OUTCOME_LABELS
from service.aggregates.household_events import RELEASE_LABELS
from service.aggregates.petition import RULING_LABELS
from service.aggregates.programme import Offer, ProgrammeTerms
from service.kernel.privacy import Private
from tests.support.events import as_golden, from_golden, samples

GOLDEN = Path(__file__).parent.parent / "golden"
SAMPLES = samples()
FORMATS = {
    "", "rupiah", "date", "need", "strategy", "status", "verdict", "village", "partner",
    "programme", "fund", "household", "commitment", "number", "percent", "label",
}  # fmt: skip


def test_there_is_a_sample_of_every_event():
    assert set(SAMPLES) == set(EVENTS)


@pytest.mark.parametrize("tag", EVENTS)
class TestEveryEvent:
    def test_is_stored_under_its_own_words(self, tag):
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", EVENTS[tag].__name__).lower()
        assert tag.replace(".", "_") == words

    def test_says_what_it_is(self, tag):
        assert (EVENTS[tag].__doc__ or "").partition("\n")[0].endswith(".")

    def test_is_told_in_words_of_its_own_fields(self, tag):
        event = EVENTS[tag]
        for _, name, spec, _ in string.Formatter().parse(event.sentence):
            assert name is None or name in event.__struct_fields__
            assert spec is None or spec in FORMATS
        assert event.sentence[0].islower()
        assert not event.sentence.endswith(".")

    def test_never_tells_a_personal_value(self, tag):
        sample = SAMPLES[tag]
        for _, name, _, _ in string.Formatter().parse(EVENTS[tag].sentence):
            assert name is None or not isinstance(getattr(sample, name), Private)

    def test_is_told_without_optional_values(self, tag):
        """A None in a sentence would read "None"; an event must be tellable at its barest."""
        optional = {
            field.name
            for field in msgspec.structs.fields(EVENTS[tag])
            if field.default is not msgspec.NODEFAULT
        }
        for _, name, _, _ in string.Formatter().parse(EVENTS[tag].sentence):
            assert name not in optional

    def test_has_a_label_for_every_code_it_tells(self, tag):
        for _, name, spec, _ in string.Formatter().parse(EVENTS[tag].sentence):
            if spec == "label":
                assert getattr(SAMPLES[tag], name or "") in labels_of(EVENTS[tag], name or "")

    def test_has_a_sample_with_every_field_filled_in(self, tag):
        """But for `departed` and the like, what is left at its default isn't pinned down."""
        for field in msgspec.structs.fields(EVENTS[tag]):
            assert getattr(SAMPLES[tag], field.name) != field.default, field.name

    def test_still_reads_as_it_was_first_written(self, tag):
        """golden/TAG.json is written once and never edited: the past can't change its shape."""
        golden = (GOLDEN / f"{tag}.json").read_bytes()
        assert as_golden(from_golden(tag, golden)) == msgspec.json.decode(golden)

    def test_refuses_a_field_it_does_not_know(self, tag):
        body = as_golden(SAMPLES[tag]) | {"surprise": 1}
        with pytest.raises(msgspec.ValidationError, match="surprise"):
            from_golden(tag, msgspec.json.encode(body))


def test_a_code_is_told_by_its_own_vocabulary():
    """`rejected` is said of a petition, of a dispute and of an answer, each time in other words."""
    assert labels_of(EVENTS["petition.decided"], "ruling") == RULING_LABELS
    assert labels_of(EVENTS["correction.answered"], "outcome") == CORRECTION_OUTCOME_LABELS
    assert labels_of(EVENTS["dispute.resolved"], "outcome") == DISPUTE_OUTCOME_LABELS
    assert labels_of(EVENTS["need.released"], "reason") == RELEASE_LABELS


def test_no_two_vocabularies_have_the_same_codes():
    told = [frozenset(labels) for labels in LABELS]
    assert len(set(told)) == len(told)


def test_a_promise_s_terms_are_the_fields_of_every_event_of_it():
    assert set(CommitmentEvent.__struct_fields__) == {*Terms.__struct_fields__, "occurred_on"}


def test_a_programme_s_offer_is_the_fields_of_its_events():
    own = {"occurred_on", "programme"}
    assert set(ProgrammeTerms.__struct_fields__) == {*Offer.__struct_fields__, *own}


def test_every_event_with_an_amount_of_a_promise_says_how_the_numbers_change():
    silent = {
        "commitment.proposed",
        "commitment.carried",
        "delivery.acknowledged",
        "delivery.disputed",
    }
    for tag, event in EVENTS.items():
        moves = {"amount_rupiah", "value_rupiah", "delta_rupiah"} & set(event.__struct_fields__)
        if issubclass(event, CommitmentEvent) and moves:
            assert issubclass(event, MoneyEvent) == (tag not in silent)
