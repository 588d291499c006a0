"""The recorder keeps the library's interface: what the library's own one answers, ours does."""

from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from tests.support.writing import commit

TAGS = ["population.recorded", "village.enrolled"]


@pytest.fixture
def recorders(regency):
    """Give the library's in-memory recorder and ours, after the same six events."""
    ours, theirs = regency.log._recorder, POPOApplicationRecorder()  # noqa: SLF001
    for version in range(1, 4):
        rows = [
            StoredEvent(f"village:{name}", version, TAGS[n], b'{"n": %d}' % version)
            for n, name in enumerate("ab")
        ]
        ours.insert_events(rows, commit=commit(), appended=[])
        theirs.insert_events(rows)
    return ours, theirs


STREAM_QUESTIONS: list[dict[str, Any]] = [
    {},
    {"gt": 1},
    {"gt": 3},
    {"lte": 2},
    {"lte": 0},
    {"gt": 1, "lte": 2},
    {"desc": True},
    {"desc": True, "limit": 1},
    {"desc": True, "lte": 2, "limit": 1},
    {"limit": 2},
    {"gt": 1, "limit": 1},
]
LOG_QUESTIONS: list[dict[str, Any]] = [
    {"start": None, "limit": 10},
    {"start": None, "limit": 10, "inclusive_of_start": False},
    {"start": 1, "limit": 10},
    {"start": 1, "limit": 10, "inclusive_of_start": False},
    {"start": 3, "limit": 2},
    {"start": 7, "limit": 10},
    {"start": 2, "limit": 10, "stop": 4},
    {"start": 2, "limit": 10, "stop": 4, "inclusive_of_start": False},
    {"start": 1, "limit": 10, "topics": TAGS[:1]},
    {"start": 2, "limit": 2, "topics": TAGS[1:]},
    {"start": 1, "limit": 10, "topics": ["aid.disbursed"]},
    {"start": 1, "limit": 10, "topics": TAGS},
]


def test_a_stream_is_read_as_the_library_reads_it(recorders):
    ours, theirs = recorders
    for stream in ("village:a", "village:never"):
        for asked in STREAM_QUESTIONS:
            answer = ours.select_events(stream, **asked)
            assert answer == theirs.select_events(stream, **asked), asked


def test_the_log_is_read_as_the_library_reads_it(recorders):
    ours, theirs = recorders
    for asked in LOG_QUESTIONS:
        answer = ours.select_notifications(**asked)
        assert answer == theirs.select_notifications(**asked), asked


def test_the_newest_position_is_told_and_none_for_an_empty_log(regency):
    recorder = regency.log._recorder  # noqa: SLF001
    assert recorder.max_notification_id() is None

    recorder.insert_events(
        [StoredEvent("village:a", 1, TAGS[0], b"{}")], commit=commit(), appended=[]
    )

    assert recorder.max_notification_id() == 1


def test_positions_of_an_append_are_answered_in_order(regency):
    recorder = regency.log._recorder  # noqa: SLF001
    rows = [StoredEvent("village:a", version, TAGS[0], b"{}") for version in (1, 2, 3)]

    assert list(recorder.insert_events(rows, commit=commit(), appended=[])) == [1, 2, 3]


def test_nobody_subscribes_because_read_models_pull(regency):
    with pytest.raises(NotImplementedError, match="pull"):
        regency.log._recorder.subscribe()  # noqa: SLF001
