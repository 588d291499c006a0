"""Boundaries: the newest set is drawn, and the same file is not given twice."""

import pytest

from service.aggregates.boundary import BoundariesUnchanged, Boundary
from service.kernel.guards import NotHappenedYet
from tests.support import events as some
from tests.support.events import TODAY, TOMORROW
from tests.support.scenario import given

SET = some.boundaries_published()


def publish(known, **other):
    asked = {
        "outlines": SET.outlines,
        "file_hash": SET.file_hash,
        "source": SET.source,
        "source_date": SET.source_date,
        "licence": SET.licence,
        "on": TODAY,
        "today": TODAY,
    }
    return known.publish("33.09", **(asked | other))


def test_a_set_is_published_whole_and_a_newer_one_takes_its_place():
    given(Boundary()).when(publish).then(SET)
    newer = some.boundaries_published(file_hash="cd" * 32, source_date=TODAY)
    given(Boundary(), SET).when(
        lambda one: publish(one, file_hash="cd" * 32, source_date=TODAY)
    ).then(newer)


def test_the_same_file_is_not_given_twice_but_what_is_said_of_it_may_be_put_right():
    given(Boundary(), SET).when(publish).then_refused(BoundariesUnchanged)
    given(Boundary(), SET).when(lambda one: publish(one, licence="CC BY 4.0")).then(
        some.boundaries_published(licence="CC BY 4.0")
    )


@pytest.mark.parametrize("day", ["on", "source_date"])
def test_boundaries_of_tomorrow_are_refused(day):
    given(Boundary()).when(lambda one: publish(one, **{day: TOMORROW})).then_refused(
        NotHappenedYet, on=TOMORROW.isoformat(), today=TODAY.isoformat()
    )
